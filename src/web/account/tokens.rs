//! API tokens: each for one workspace, with a role and an expiry, shown once.

use axum::extract::{Path, State};
use axum::response::Response;

use crate::clock;
use crate::live::{Actor, ActorKind};
use crate::storage::accounts::{Membership, NewApiToken, Role, Session};
use crate::web::access::{App, Visitor, audit};
use crate::web::account::profile::account_page;
use crate::web::account::{MAX_DAYS, check, me, parse_expiry};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::urls;
use crate::web::secret::{self, TOKEN_PREFIX};
use vsm::ValidationError;

pub(crate) async fn create(State(app): State<App>, visitor: Visitor, posted: Posted) -> Result<Response, AppError> {
    let session = visitor.require_session()?;
    app.limits().create(&session.person.id)?;
    let secret = clock::new_secret();
    let new = match parse(&posted, session, &secret, app.clock().now_ms()) {
        Ok(new) => new,
        Err(error) => {
            let form = Form::with_error(&posted, error);
            return Ok(form_with_errors(account_page(&app, session, form, None).await?));
        }
    };
    let about = format!("“{}” as {}", new.name, new.role.as_str());
    let entry = audit::entry(&app, &visitor, &new.actor.workspace, "token", &about);
    check(app.accounts().create_token(&new, &entry).await?)?;
    let created = Some((new.name, format!("{TOKEN_PREFIX}{secret}")));
    Ok(page(account_page(&app, session, Form::default(), created).await?))
}

pub(crate) async fn revoke(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let session = visitor.require_session()?;
    let tokens = app.accounts().tokens_of(&session.person.id).await?;
    let token = tokens.into_iter().find(|token| token.actor.id == id).ok_or(AppError::NotFound)?;
    let entry = audit::entry(&app, &visitor, &token.actor.workspace, "token_revoked", &format!("“{}”", token.name));
    check(app.accounts().revoke_token(&session.person.id, &id, app.clock().now_ms(), &entry).await?)?;
    Ok(redirect_to(urls::ACCOUNT))
}

fn parse(posted: &Posted, session: &Session, secret: &str, now_ms: i64) -> Result<NewApiToken, ValidationError> {
    let wrong = |field: &str, sentence: String| ValidationError::new("bad_token", sentence).at(field);
    let name = me::parse_name(&posted.get("token_name").into()).map_err(|why| wrong("token_name", why.message))?;
    let is_chosen = |m: &&Membership| *m.actor.workspace == *posted.get("workspace");
    let membership = session.memberships.iter().find(is_chosen);
    let membership = membership.ok_or_else(|| wrong("workspace", "Choose one of your workspaces.".to_owned()))?;
    let role = Role::parse(posted.get("role")).ok_or_else(|| wrong("role", "Choose a role.".to_owned()))?;
    if role > membership.role {
        let own = membership.role.with_article();
        let sentence = format!("You’re {own} in this workspace. A token can’t have a higher role.");
        return Err(wrong("role", sentence));
    }
    Ok(NewApiToken {
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
        expires_at_ms: parse_expiry(posted.get("days"), MAX_DAYS, now_ms)?,
    })
}
