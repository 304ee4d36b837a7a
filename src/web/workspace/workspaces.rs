//! The visitor's workspaces: switch to another, create one.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;

use crate::clock;
use crate::storage::accounts::Session;
use crate::web::access::{App, Visitor, audit};
use crate::web::account::set_up;
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::urls;

#[derive(Template)]
#[template(path = "workspace/workspaces.html")]
struct WorkspacesPage {
    form: Form,
    workspaces: Vec<WorkspaceRow>,
}

struct WorkspaceRow {
    name: String,
    role: &'static str,
    switch: String,
    is_current: bool,
}

pub(crate) async fn index(visitor: Visitor) -> Result<Response, AppError> {
    Ok(page(workspaces_page(visitor.require_session()?, Form::default())?))
}

/// Creates a workspace and switches to it.
pub(crate) async fn create(State(app): State<App>, visitor: Visitor, posted: Posted) -> Result<Response, AppError> {
    let session = visitor.require_session()?;
    let name = match set_up::parse_workspace_name(posted.get("workspace")) {
        Ok(name) => name,
        Err(error) => return Ok(form_with_errors(workspaces_page(session, Form::with_error(&posted, error))?)),
    };
    app.limits().create(&session.person.id)?;
    let (id, accounts) = (clock::new_id(), app.accounts());
    let entry = audit::entry(&app, &visitor, &id, "workspace", &name);
    accounts.create_workspace(&id, &name, &session.person, app.clock().now_ms(), &entry).await?;
    accounts.switch_workspace(&session.hash, &id).await?;
    Ok(redirect_to(urls::HOME))
}

pub(crate) async fn switch(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<String>,
) -> Result<Response, AppError> {
    let session = visitor.require_session()?;
    if !session.memberships.iter().any(|membership| *membership.actor.workspace == *id) {
        return Err(AppError::NotFound);
    }
    app.accounts().switch_workspace(&session.hash, &id).await?;
    Ok(redirect_to(urls::HOME))
}

fn workspaces_page(session: &Session, form: Form) -> Result<String, AppError> {
    let first = session.memberships.first().map(|membership| membership.actor.workspace.to_string());
    let chosen = session.workspace.clone().filter(|id| session.memberships.iter().any(|m| *m.actor.workspace == **id));
    let current = chosen.or(first).unwrap_or_default();
    let workspaces = session.memberships.iter().map(|membership| WorkspaceRow {
        name: membership.workspace_name.clone(),
        role: membership.role.label(),
        switch: urls::switch_workspace(&membership.actor.workspace),
        is_current: *membership.actor.workspace == *current,
    });
    Ok(WorkspacesPage { form, workspaces: workspaces.collect() }.render()?)
}
