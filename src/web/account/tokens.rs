//! Tokens for programs: each for one workspace, with a role and an end, shown once.

use axum::extract::{Path, State};
use axum::response::Response;

use crate::clock;
use crate::live::{Actor, ActorKind};
use crate::storage::accounts::{Membership, NewToken, Role, Session};
use crate::web::access::secret;
use crate::web::access::secret::TOKEN_PREFIX;
use crate::web::access::{App, Visitor};
use crate::web::account::me;
use crate::web::account::outcome;
use crate::web::account::profile::{account_page, signed_in};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, comes_back, on_to, page};
use crate::web::page::urls;
use crate::web::workspace::audit;
use vsm::ValidationError;

/// Days for which a link, an invitation or a token can be good.
const MAX_DAYS: i64 = 3650;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

pub(crate) async fn make(State(app): State<App>, visitor: Visitor, posted: Posted) -> Result<Response, AppError> {
    let session = signed_in(&visitor)?;
    app.limits().make(&session.person.id)?;
    let secret = clock::new_secret();
    let new = match asked(&posted, session, &secret) {
        Ok(new) => new,
        Err(refusal) => {
            let form = Form::refused(&posted, refusal);
            return Ok(comes_back(account_page(&app, session, form, None, None).await?));
        }
    };
    let about = format!("“{}” as {}", new.name, new.role.as_str());
    let noted = audit::line(&visitor, &new.actor.workspace, "token", &about);
    outcome(app.accounts().change(app.accounts().store().make_token(&new, &noted)).await?)?;
    let made = Some((new.name, format!("{TOKEN_PREFIX}{secret}")));
    Ok(page(account_page(&app, session, Form::default(), made, None).await?))
}

pub(crate) async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let session = signed_in(&visitor)?;
    let tokens = app.accounts().store().tokens_of(&session.person.id).await?;
    let token = tokens.into_iter().find(|token| token.actor.id == id).ok_or(AppError::NotFound)?;
    let noted = audit::line(&visitor, &token.actor.workspace, "token_revoked", &format!("“{}”", token.name));
    let revoked = app.accounts().store().revoke_token(&session.person.id, &id, clock::now_ms(), &noted);
    outcome(app.accounts().change(revoked).await?)?;
    Ok(on_to(urls::ACCOUNT))
}

fn asked(posted: &Posted, session: &Session, secret: &str) -> Result<NewToken, ValidationError> {
    let wrong = |field: &str, sentence: String| ValidationError::new("bad_token", sentence).at(field);
    let name = me::name_of(&posted.get("token_name").into()).map_err(|why| wrong("token_name", why.message))?;
    let chosen = |m: &&Membership| *m.actor.workspace == *posted.get("workspace");
    let membership = session.memberships.iter().find(chosen);
    let membership = membership.ok_or_else(|| wrong("workspace", "Choose one of your workspaces.".to_owned()))?;
    let role = Role::parse(posted.get("role")).ok_or_else(|| wrong("role", "Choose a role.".to_owned()))?;
    if role > membership.role {
        let own = membership.role.with_article();
        let sentence = format!("You’re {own} in this workspace. A token can’t have a higher role.");
        return Err(wrong("role", sentence));
    }
    let now_ms = clock::now_ms();
    Ok(NewToken {
        actor: Actor {
            id: clock::new_id(),
            workspace: membership.actor.workspace.clone(),
            kind: ActorKind::Token,
            name: format!("{name} ({})", session.person.name),
        },
        person: session.person.id.clone(),
        hash: secret::hash(secret),
        name,
        role,
        created_at_ms: now_ms,
        expires_at_ms: end(posted.get("days"), "days", now_ms)?,
    })
}

/// When something ends that is good for so many days; nothing when nothing is said.
pub(crate) fn end(days: &str, field: &str, now_ms: i64) -> Result<Option<i64>, ValidationError> {
    end_within(MAX_DAYS, days, field, now_ms)
}

/// The same with another longest time.
pub(crate) fn end_within(most: i64, days: &str, field: &str, now_ms: i64) -> Result<Option<i64>, ValidationError> {
    if days.is_empty() {
        return Ok(None);
    }
    let read = days.parse().ok().filter(|days| (1..=most).contains(days));
    let sentence = format!("Enter 1 to {most} days, or leave empty for no expiry.");
    read.map(|days: i64| Some(now_ms + days * DAY_MS))
        .ok_or_else(|| ValidationError::new("bad_days", sentence).at(field))
}
