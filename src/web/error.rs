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
use crate::live::EditError;
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
    Refused(ValidationError),
    TooMany {
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

/// An error as it is shown to the visitor.
#[derive(Debug)]
pub struct ErrorBody {
    pub status: StatusCode,
    /// For programs; stable.
    pub code: &'static str,
    pub title: &'static str,
    /// What happened, and what to do.
    pub message: String,
    pub field: Option<String>,
    /// The id of the log entry.
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

    #[expect(clippy::too_many_lines, reason = "one table: each error and its text")]
    pub fn body(self) -> ErrorBody {
        let plain = |status, code, title, message: &str| ErrorBody {
            status,
            code,
            title,
            message: message.to_owned(),
            field: None,
            id: None,
        };
        let refusal = |status, title, refusal: ValidationError| ErrorBody {
            status,
            code: refusal.code,
            title,
            message: refusal.message,
            field: refusal.field,
            id: None,
        };
        match self {
            AppError::Unrecognized(why) => refusal(StatusCode::BAD_REQUEST, "Invalid request", why),
            AppError::Refused(why) => refusal(StatusCode::UNPROCESSABLE_ENTITY, "Change not possible", why),
            AppError::ChangedSince(why) => refusal(StatusCode::CONFLICT, "Can’t undo", why),
            AppError::NothingToUndo => plain(
                StatusCode::CONFLICT,
                "nothing_to_undo",
                "Nothing to undo",
                "You have no changes to undo or redo on this map.",
            ),
            AppError::CrossSite => plain(
                StatusCode::FORBIDDEN,
                "cross_site",
                "Request blocked",
                "This request came from another site, so nothing was changed. Make the change in Weir.",
            ),
            AppError::NotSignedIn => plain(
                StatusCode::UNAUTHORIZED,
                "not_signed_in",
                "Not signed in",
                "You’re signed out. Sign in in another tab, then come back here and submit again. What you typed \
                 is still here.",
            ),
            AppError::ViewOnly => plain(
                StatusCode::FORBIDDEN,
                "view_only",
                "View only",
                "You have view access only, so nothing was changed. Ask a workspace owner, or the person who sent you \
                 the link, for edit access.",
            ),
            AppError::Locked => plain(
                StatusCode::FORBIDDEN,
                "locked",
                "Locked for guests",
                "Guests can’t edit this map until a member unlocks it. Nothing was changed.",
            ),
            AppError::MembersOnly => plain(
                StatusCode::FORBIDDEN,
                "members_only",
                "Members only",
                "Only workspace members with edit access can do this. Nothing was changed.",
            ),
            AppError::OwnersOnly => plain(
                StatusCode::FORBIDDEN,
                "owners_only",
                "Owners only",
                "Only workspace owners can do this. Nothing was changed.",
            ),
            AppError::NoWorkspace => plain(
                StatusCode::FORBIDDEN,
                "no_workspace",
                "No workspace",
                "You no longer belong to any workspace. Ask for an invite, or create a workspace on your Account page.",
            ),
            AppError::TooMany { seconds } => plain(
                StatusCode::TOO_MANY_REQUESTS,
                "too_many",
                "Too many attempts",
                &format!(
                    "Too many attempts in a short time. Try again in {}.",
                    count(usize::try_from(seconds).unwrap_or(usize::MAX), "second", "seconds")
                ),
            ),
            AppError::NotSetUp => plain(
                StatusCode::SERVICE_UNAVAILABLE,
                "not_set_up",
                "Not set up yet",
                "No accounts exist yet. The set-up link is on the server’s console.",
            ),
            AppError::WrongName => plain(
                StatusCode::MISDIRECTED_REQUEST,
                "wrong_host",
                "Wrong address",
                "This server doesn’t answer to this host name. Use the address from the server operator.",
            ),
            AppError::NotFound => plain(
                StatusCode::NOT_FOUND,
                "not_found",
                "Not found",
                "This page doesn’t exist. It may have been deleted, or the link is incomplete.",
            ),
            AppError::InvalidInvite => plain(
                StatusCode::NOT_FOUND,
                "not_found",
                "Invite not valid",
                "This invite was used, revoked or has expired, or the link is incomplete. Sign in if you have an \
                 account, or ask for a new invite.",
            ),
            AppError::WrongMethod => plain(
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "Method not allowed",
                "This address doesn’t support that request. Nothing was changed.",
            ),
            AppError::Conflict => plain(
                StatusCode::CONFLICT,
                "conflict",
                "Edit id already used",
                "An edit with this id and different content exists. Send the new edit with its own id.",
            ),
            AppError::Stale { revision } => plain(
                StatusCode::PRECONDITION_FAILED,
                "stale",
                "The map has changed",
                &format!(
                    "Someone changed this map (now version {revision}), so your change wasn’t made. Reload and try again."
                ),
            ),
            AppError::TooLarge => plain(
                StatusCode::PAYLOAD_TOO_LARGE,
                "too_large",
                "Too large",
                "Requests can be up to 10 MB (64 KB for account forms). Nothing was changed.",
            ),
            AppError::WrongHost => plain(
                StatusCode::MISDIRECTED_REQUEST,
                "wrong_host",
                "Wrong address",
                "Weir is only available on this machine. Use localhost or 127.0.0.1.",
            ),
            AppError::Broken { id } => ErrorBody {
                id: Some(id),
                ..plain(
                    StatusCode::INTERNAL_SERVER_ERROR,
                    "broken",
                    "Something went wrong",
                    "This is a problem in Weir. Try again. The error id helps the server operator find the cause.",
                )
            },
            AppError::NotSaved => plain(
                StatusCode::SERVICE_UNAVAILABLE,
                "not_saved",
                "Not saved",
                "Your change couldn’t be saved. Try again in a moment.",
            ),
            AppError::NotReady => plain(
                StatusCode::SERVICE_UNAVAILABLE,
                "not_ready",
                "Not available",
                "Weir is restarting or can’t save right now. Try again in a moment.",
            ),
            AppError::TooSlow => plain(
                StatusCode::SERVICE_UNAVAILABLE,
                "too_slow",
                "Timed out",
                "The server didn’t respond in time. Try again in a moment.",
            ),
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
        AppError::Refused(why)
    }
}

impl From<EditError> for AppError {
    fn from(cause: EditError) -> Self {
        match cause {
            EditError::NotFound => AppError::NotFound,
            EditError::ChangedSince { why, .. } => AppError::ChangedSince(why),
            EditError::Refused(why) => AppError::Refused(why),
            EditError::Conflict => AppError::Conflict,
            EditError::Stale { revision } => AppError::Stale { revision },
            EditError::NotSaved => AppError::NotSaved,
        }
    }
}

#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage<'a> {
    error: &'a ErrorBody,
}

#[derive(Serialize)]
struct ErrorObject<'a> {
    error: ErrorFields<'a>,
}

#[derive(Serialize)]
struct ErrorFields<'a> {
    code: &'a str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    field: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
}

impl ErrorBody {
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
        let fields = ErrorFields {
            code: self.code,
            message: &self.message,
            field: self.field.as_deref(),
            id: self.id.as_deref(),
        };
        // A struct of strings always serializes.
        let text = serde_json::to_string(&ErrorObject { error: fields }).unwrap_or_default();
        ("application/json", Body::from(text))
    }
}
