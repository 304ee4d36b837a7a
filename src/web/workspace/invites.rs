//! Invitations into the workspace that one is in: links that make a member, once.

use axum::extract::Path;
use axum::response::Response;

use crate::clock;
use crate::storage::accounts::{Invite, Role};
use crate::web::access::IsOwner;
use crate::web::access::secret;
use crate::web::account::{outcome, tokens};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, comes_back, on_to, page};
use crate::web::page::urls;
use crate::web::share::whole;
use crate::web::workspace::audit;
use crate::web::workspace::members::members_page;
use vsm::ValidationError;
use vsm::fields::values;

/// For so many days an invitation is good unless somebody says otherwise.
const USUAL_DAYS: &str = "7";
/// For so many days it is good at most.
const MAX_DAYS: i64 = 30;
const MAX_NOTE: usize = 120;

pub(crate) async fn make(may: IsOwner, posted: Posted) -> Result<Response, AppError> {
    let made = make_one(&may, posted.get("role"), posted.get("note"), posted.get("days")).await?;
    match made {
        Ok((invite, address)) => {
            let (workspace, role) = (&invite.workspace_name, invite.role.with_article());
            let what = format!("This link adds one person to {workspace} as {role}. Single use.");
            Ok(page(members_page(&may, Form::default(), Some((what, address))).await?))
        }
        Err(refusal) => Ok(comes_back(members_page(&may, Form::refused(&posted, refusal), None).await?)),
    }
}

pub(crate) async fn withdraw(may: IsOwner, Path(id): Path<String>) -> Result<Response, AppError> {
    let noted = audit::here(&may, "invite_withdrawn", "");
    let accounts = may.app().accounts();
    outcome(accounts.change(accounts.store().withdraw_invite(may.workspace(), &id, &noted)).await?)?;
    Ok(on_to(urls::MEMBERS))
}

/// Makes an invitation, and the address that is given away.
pub(crate) async fn make_one(
    may: &IsOwner,
    role: &str,
    note: &str,
    days: &str,
) -> Result<Result<(Invite, String), ValidationError>, AppError> {
    may.app().limits().make(&may.actor().id)?;
    let (secret, now_ms) = (clock::new_secret(), clock::now_ms());
    let asked = || -> Result<Invite, ValidationError> {
        let sentence = "Choose a role: viewer, editor or owner.";
        let role = Role::parse(role).ok_or_else(|| ValidationError::new("bad_role", sentence).at("role"))?;
        let days = if days.is_empty() { USUAL_DAYS } else { days };
        Ok(Invite {
            id: clock::new_id(),
            workspace: may.workspace().to_string(),
            workspace_name: may.name().to_owned(),
            role,
            note: note_of(note)?,
            made_by: may.actor().name.clone(),
            created_at_ms: now_ms,
            expires_at_ms: tokens::end_within(MAX_DAYS, days, "days", now_ms)?.unwrap_or(now_ms),
        })
    };
    let invite = match asked() {
        Ok(invite) => invite,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let about = if invite.note.is_empty() { String::new() } else { format!(", note “{}”", invite.note) };
    let noted = audit::here(may, "invite", &format!("{}{about}", invite.role.as_str()));
    let accounts = may.app().accounts();
    let fingerprint = secret::hash(&secret);
    let made = accounts.store().make_invite(&invite, &fingerprint, may.actor(), &noted);
    outcome(accounts.change(made).await?)?;
    Ok(Ok((invite, whole(may.app(), may.visitor(), &urls::invite(&secret)))))
}

/// For whom something is, as whoever makes it writes it down.
pub(crate) fn note_of(given: &str) -> Result<String, ValidationError> {
    let wrong = |sentence: String| ValidationError::new("bad_note", sentence).at("note");
    let note = values::line(&given.into()).map_err(wrong)?;
    let fits = note.chars().count() <= MAX_NOTE;
    if fits { Ok(note) } else { Err(wrong(format!("Use at most {MAX_NOTE} characters."))) }
}
