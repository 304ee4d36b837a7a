//! One's workspaces: go to another, make one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use crate::clock;
use crate::storage::accounts::Session;
use crate::web::access::{App, Visitor};
use crate::web::account::set_up;
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, comes_back, on_to, page};
use crate::web::page::urls;
use crate::web::workspace::audit;

#[derive(Template)]
#[template(path = "workspace/workspaces.html")]
struct WorkspacesPage {
    form: Form,
    lines: Vec<Line>,
}

struct Line {
    name: String,
    role: &'static str,
    go: String,
    is_here: bool,
}

fn signed_in(visitor: &Visitor) -> Result<&Session, AppError> {
    match &visitor.session {
        Some(session) => Ok(session),
        None if visitor.solo.is_some() => Err(AppError::NotFound),
        None => Err(AppError::NotSignedIn),
    }
}

pub(crate) async fn show(visitor: Visitor) -> Result<Response, AppError> {
    Ok(page(workspaces_page(signed_in(&visitor)?, Form::default())?))
}

/// `POST /workspaces`: makes one, and goes there.
pub(crate) async fn make(State(app): State<App>, visitor: Visitor, posted: Posted) -> Result<Response, AppError> {
    let session = signed_in(&visitor)?;
    let name = match set_up::workspace_name(posted.get("workspace")) {
        Ok(name) => name,
        Err(refusal) => return Ok(comes_back(workspaces_page(session, Form::refused(&posted, refusal))?)),
    };
    app.limits().make(&session.person.id)?;
    let (id, accounts) = (clock::new_id(), app.accounts());
    let noted = audit::line(&visitor, &id, "workspace", &name);
    accounts.change(accounts.store().make_workspace(&id, &name, &session.person, clock::now_ms(), &noted)).await?;
    accounts.change(accounts.store().go_to_workspace(&session.hash, &id)).await?;
    Ok(on_to(urls::HOME))
}

pub(crate) async fn go(State(app): State<App>, visitor: Visitor, Path(id): Path<String>) -> Result<Response, AppError> {
    let session = signed_in(&visitor)?;
    if !session.memberships.iter().any(|membership| *membership.actor.workspace == *id) {
        return Err(AppError::NotFound);
    }
    let accounts = app.accounts();
    accounts.change(accounts.store().go_to_workspace(&session.hash, &id)).await?;
    Ok(on_to(urls::HOME))
}

fn workspaces_page(session: &Session, form: Form) -> Result<String, AppError> {
    let first = session.memberships.first().map(|membership| membership.actor.workspace.to_string());
    let chosen = session.workspace.clone().filter(|id| session.memberships.iter().any(|m| *m.actor.workspace == **id));
    let here = chosen.or(first).unwrap_or_default();
    let lines = session.memberships.iter().map(|membership| Line {
        name: membership.workspace_name.clone(),
        role: membership.role.label(),
        go: urls::go_to_workspace(&membership.actor.workspace),
        is_here: *membership.actor.workspace == *here,
    });
    Ok(WorkspacesPage { form, lines: lines.collect() }.render()?)
}
