//! Errors for visitors: a status, a message, and an id if the log has more.
//!
//! Handlers return [`AppError`]. Whether it becomes a page or JSON depends on the request, which
//! [`crate::web::middleware::stack`] knows. The cause of an internal error goes to the log, once, with the same id.

use std::fmt::Display;

use askama::Template;
use axum::body::Body;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::clock;
use crate::live::{EditError, HistoryError};
use crate::storage::StorageError;
use vsm::ValidationError;
use vsm::text::count;

/// Why a request failed.
#[derive(Debug, Clone)]
pub enum AppError {
    /// 400: not JSON, a wrong type, or a parameter out of range.
    Unrecognized(ValidationError),
    /// 403: sent by a page of another site.
    CrossSite,
    /// 401
    NotSignedIn,
    /// 403
    ViewOnly,
    /// 403: the map is locked for guests.
    Locked,
    /// 403: for members of the workspace with edit access.
    MembersOnly,
    /// 403: for owners of the workspace.
    OwnersOnly,
    /// 403: the visitor belongs to no workspace.
    NoWorkspace,
    /// 404: doesn't exist, or isn't visible to this visitor.
    NotFound,
    /// 404: an invite that can't be used, whether it was ever valid or not.
    InvalidInvite,
    /// 405
    WrongMethod,
    /// 409: the id of an edit was used before with different content.
    Conflict,
    /// 409: can't be undone, because someone else's edit depends on it.
    ChangedSince(ValidationError),
    /// 409: nothing to undo or redo.
    NothingToUndo,
    /// 412: `If-Match` names another revision than this one.
    Stale {
        revision: u64,
    },
    /// 413
    TooLarge,
    /// 421: the host is not this machine.
    WrongHost,
    /// 421: the host is not the public one.
    WrongName,
    Rejected(ValidationError),
    TooMany {
        seconds: u64,
    },
    /// 429: too many wrong join codes.
    TooManyCodes {
        seconds: u64,
    },
    Broken {
        /// The id of the log entry.
        id: String,
    },
    /// 503: the edit could not be written.
    NotSaved,
    /// 503: no account exists yet.
    NotSetUp,
    TooSlow,
    /// 503: shutting down, or the database can't be written.
    NotReady,
}

/// An error as it is shown to the visitor: its title on a page, the serialized fields in the API.
#[derive(Debug, Serialize)]
pub struct ErrorBody {
    #[serde(skip)]
    pub status: StatusCode,
    /// For programs; stable.
    pub code: &'static str,
    #[serde(skip)]
    pub title: &'static str,
    /// What happened, and what to do.
    pub message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The id of the log entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
}

impl AppError {
    /// An internal error: the cause goes to the log, an id to the visitor.
    pub fn internal(doing: &str, cause: &dyn Display) -> AppError {
        let id = clock::new_id();
        tracing::error!(%id, doing, %cause, "internal error");
        AppError::Broken { id }
    }

    pub fn not_understood(code: &'static str, message: impl Into<String>) -> AppError {
        AppError::Unrecognized(ValidationError::new(code, message))
    }

    /// A parameter of the address that isn't what it can be.
    pub fn bad_parameter(name: &str, can_be: &str) -> AppError {
        AppError::Unrecognized(ValidationError::new("bad_value", format!("“{name}” must be {can_be}.")).at(name))
    }

    /// The error for a status that the router or an extractor returned.
    pub fn from_status(status: StatusCode, message: &str) -> AppError {
        match status {
            StatusCode::FORBIDDEN => AppError::CrossSite,
            StatusCode::NOT_FOUND => AppError::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => AppError::WrongMethod,
            StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
            StatusCode::UNAUTHORIZED => AppError::NotSignedIn,
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => AppError::TooSlow,
            status if status.is_client_error() => {
                let message = if message.is_empty() { "Weir couldn’t read this request." } else { message };
                AppError::not_understood("not_understood", message)
            }
            _ => AppError::internal("responding", &format_args!("{status} {message}")),
        }
    }

    pub fn body(self) -> ErrorBody {
        match self {
            AppError::Unrecognized(why) => ErrorBody::from_validation(StatusCode::BAD_REQUEST, "Invalid request", why),
            AppError::Rejected(why) => {
                ErrorBody::from_validation(StatusCode::UNPROCESSABLE_ENTITY, "Change not possible", why)
            }
            AppError::ChangedSince(why) => ErrorBody::from_validation(StatusCode::CONFLICT, "Can’t undo", why),
            AppError::NothingToUndo => ErrorBody::new(StatusCode::CONFLICT, "nothing_to_undo", "Nothing to undo")
                .with_message("You have no changes to undo or redo on this map."),
            AppError::CrossSite => ErrorBody::new(StatusCode::FORBIDDEN, "cross_site", "Request blocked")
                .with_message("This request came from another site, so nothing was changed. Make the change in Weir."),
            AppError::NotSignedIn => ErrorBody::new(StatusCode::UNAUTHORIZED, "not_signed_in", "Not signed in").with_message(
                "You’re signed out. Sign in in another tab, then come back here and submit again. What you typed \
                 is still here.",
            ),
            AppError::ViewOnly => ErrorBody::new(StatusCode::FORBIDDEN, "view_only", "View only").with_message(
                "You have view access only, so nothing was changed. Ask a workspace owner, or the person who sent you \
                 the link, for edit access.",
            ),
            AppError::Locked => ErrorBody::new(StatusCode::FORBIDDEN, "locked", "Locked for guests")
                .with_message("Guests can’t edit this map until a member unlocks it. Nothing was changed."),
            AppError::MembersOnly => ErrorBody::new(StatusCode::FORBIDDEN, "members_only", "Members only")
                .with_message("Only workspace members with edit access can do this. Nothing was changed."),
            AppError::OwnersOnly => ErrorBody::new(StatusCode::FORBIDDEN, "owners_only", "Owners only")
                .with_message("Only workspace owners can do this. Nothing was changed."),
            AppError::NoWorkspace => ErrorBody::new(StatusCode::FORBIDDEN, "no_workspace", "No workspace").with_message(
                "You no longer belong to any workspace. Ask for an invite, or create a workspace on your Account page.",
            ),
            AppError::TooMany { seconds } => {
                let time = count(usize::try_from(seconds).unwrap_or(usize::MAX), "second", "seconds");
                ErrorBody::new(StatusCode::TOO_MANY_REQUESTS, "too_many", "Too many attempts")
                    .with_message(format!("Too many attempts in a short time. Try again in {time}."))
            }
            AppError::TooManyCodes { seconds } => {
                let time = count(usize::try_from(seconds).unwrap_or(usize::MAX), "second", "seconds");
                ErrorBody::new(StatusCode::TOO_MANY_REQUESTS, "too_many", "Too many wrong codes").with_message(format!(
                    "Too many wrong join codes were tried. Try again in {time}, or ask for the link to the map."
                ))
            }
            AppError::NotSetUp => ErrorBody::new(StatusCode::SERVICE_UNAVAILABLE, "not_set_up", "Not set up yet")
                .with_message("No accounts exist yet. The setup link is on the server’s console."),
            AppError::WrongName => ErrorBody::new(StatusCode::MISDIRECTED_REQUEST, "wrong_host", "Wrong address")
                .with_message("This server doesn’t answer to this host name. Use the address from the server operator."),
            AppError::NotFound => ErrorBody::new(StatusCode::NOT_FOUND, "not_found", "Not found")
                .with_message("This page doesn’t exist. It may have been deleted, or the link is incomplete."),
            AppError::InvalidInvite => ErrorBody::new(StatusCode::NOT_FOUND, "not_found", "Invite not valid").with_message(
                "This invite was used, revoked or has expired, or the link is incomplete. Sign in if you have an \
                 account, or ask for a new invite.",
            ),
            AppError::WrongMethod => {
                ErrorBody::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", "Method not allowed")
                    .with_message("This address doesn’t support that request. Nothing was changed.")
            }
            AppError::Conflict => ErrorBody::new(StatusCode::CONFLICT, "conflict", "Edit id already used")
                .with_message("An edit with this id and different content exists. Send the new edit with its own id."),
            AppError::Stale { revision } => {
                let message = format!(
                    "Someone changed this map (now version {revision}), so your change wasn’t made. Reload and try again."
                );
                ErrorBody::new(StatusCode::PRECONDITION_FAILED, "stale", "The map has changed").with_message(message)
            }
            AppError::TooLarge => ErrorBody::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", "Too large")
                .with_message("Requests can be up to 10 MB (64 KB for account forms). Nothing was changed."),
            AppError::WrongHost => ErrorBody::new(StatusCode::MISDIRECTED_REQUEST, "wrong_host", "Wrong address")
                .with_message("Weir is only available on this machine. Use localhost or 127.0.0.1."),
            AppError::Broken { id } => ErrorBody {
                id: Some(id),
                ..ErrorBody::new(StatusCode::INTERNAL_SERVER_ERROR, "broken", "Something went wrong").with_message(
                    "This is a problem in Weir. Try again. The error id helps the server operator find the cause.",
                )
            },
            AppError::NotSaved => ErrorBody::new(StatusCode::SERVICE_UNAVAILABLE, "not_saved", "Not saved")
                .with_message("Your change couldn’t be saved. Try again in a moment."),
            AppError::NotReady => ErrorBody::new(StatusCode::SERVICE_UNAVAILABLE, "not_ready", "Not available")
                .with_message("Weir is restarting or can’t save right now. Try again in a moment."),
            AppError::TooSlow => ErrorBody::new(StatusCode::SERVICE_UNAVAILABLE, "too_slow", "Timed out")
                .with_message("The server didn’t respond in time. Try again in a moment."),
        }
    }
}

impl IntoResponse for AppError {
    /// A response without a body that carries the error; [`crate::web::middleware::stack`] writes the body.
    fn into_response(self) -> Response {
        let mut response = StatusCode::INTERNAL_SERVER_ERROR.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StorageError> for AppError {
    fn from(cause: StorageError) -> Self {
        AppError::internal("querying the database", &cause)
    }
}

impl From<askama::Error> for AppError {
    fn from(cause: askama::Error) -> Self {
        AppError::internal("rendering a page", &cause)
    }
}

impl From<ValidationError> for AppError {
    fn from(why: ValidationError) -> Self {
        AppError::Rejected(why)
    }
}

impl From<EditError> for AppError {
    fn from(cause: EditError) -> Self {
        match cause {
            EditError::NotFound => AppError::NotFound,
            EditError::ChangedSince { why, .. } => AppError::ChangedSince(why),
            EditError::Rejected(why) => AppError::Rejected(why),
            EditError::Conflict => AppError::Conflict,
            EditError::Stale { revision } => AppError::Stale { revision },
            EditError::NotSaved => AppError::NotSaved,
        }
    }
}

impl From<HistoryError> for AppError {
    fn from(cause: HistoryError) -> Self {
        match cause {
            HistoryError::Storage(cause) => cause.into(),
            HistoryError::Unreadable(why) => AppError::Rejected(why),
        }
    }
}

/// The page of an error, and the object of the API.
#[derive(Template, Serialize)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    error: &'a ErrorBody,
}

impl ErrorBody {
    fn new(status: StatusCode, code: &'static str, title: &'static str) -> ErrorBody {
        ErrorBody { status, code, title, message: String::new(), field: None, id: None }
    }

    fn with_message(self, message: impl Into<String>) -> ErrorBody {
        ErrorBody { message: message.into(), ..self }
    }

    fn from_validation(status: StatusCode, title: &'static str, why: ValidationError) -> ErrorBody {
        ErrorBody { field: why.field, ..ErrorBody::new(status, why.code, title).with_message(why.message) }
    }

    /// A page, with its media type.
    pub fn page(&self) -> (&'static str, Body) {
        match (ErrorPage { error: self }).render() {
            Ok(html) => ("text/html; charset=utf-8", Body::from(html)),
            // The message still arrives.
            Err(_) => ("text/plain; charset=utf-8", Body::from(self.message.clone())),
        }
    }

    /// The error object of the API, with its media type.
    pub fn json(&self) -> (&'static str, Body) {
        // A struct of strings always serializes.
        let text = serde_json::to_string(&ErrorPage { error: self }).unwrap_or_default();
        ("application/json", Body::from(text))
    }
}
