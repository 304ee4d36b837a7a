//! Entries in the audit log of a workspace.

use crate::storage::accounts::{AuditEntry, Session};

use crate::web::access::{App, CanList, CanManage, CanView, Identity, Visitor};
use crate::web::error::AppError;

/// Longer user text is cut.
const MAX_TEXT: usize = 300;

pub(crate) fn entry(app: &App, visitor: &Visitor, workspace: &str, kind: &'static str, about: &str) -> AuditEntry {
    entry_by(app, &visitor.audit_name(), visitor, workspace, kind, about)
}

/// An entry by someone who isn't signed in yet.
pub(crate) fn entry_by(
    app: &App,
    who: &str,
    visitor: &Visitor,
    workspace: &str,
    kind: &'static str,
    about: &str,
) -> AuditEntry {
    // Also logged by the process, with user text escaped.
    let (who, about, address) = (cut(who), cut(about), visitor.address.to_string());
    tracing::info!(target: "weir::audit", kind, ?who, ?about, %address);
    AuditEntry { workspace: workspace.to_owned(), at_ms: app.clock().now_ms(), who, kind, about, address }
}

/// An entry in each workspace of the signed-in person.
pub(crate) fn entries_everywhere(
    app: &App,
    visitor: &Visitor,
    session: &Session,
    kind: &'static str,
    about: &str,
) -> Vec<AuditEntry> {
    let who = session.person.name_and_email();
    let workspaces = session.memberships.iter().map(|membership| &membership.actor.workspace);
    workspaces.map(|workspace| entry_by(app, &who, visitor, workspace, kind, about)).collect()
}

pub(crate) fn workspace_entry(workspace: &CanList, kind: &'static str, about: &str) -> AuditEntry {
    entry(workspace.app(), workspace.visitor(), workspace.workspace(), kind, about)
}

/// Records an action of a member on a map; does nothing without accounts.
pub(crate) async fn record_map(map: &CanManage, kind: &'static str) {
    if !map.visitor().is_solo() {
        map.app().accounts().record(map_entry(map, kind, "")).await;
    }
}

pub(crate) fn map_entry(map: &CanView, kind: &'static str, more: &str) -> AuditEntry {
    let name = &map.snapshot().map.name;
    let about = if more.is_empty() { format!("“{name}”") } else { format!("“{name}”: {more}") };
    entry_by(map.app(), &who(map), map.visitor(), &map.snapshot().workspace, kind, &about)
}

/// Limits exports of a map and records them, if there are accounts.
pub(crate) async fn record_export(map: &CanView, format: &str) -> Result<(), AppError> {
    if !map.visitor().is_solo() {
        map.app().limits().export(&map.actor().id)?;
        map.app().accounts().record(map_entry(map, "export", format)).await;
    }
    Ok(())
}

/// The same for an export of all maps of a workspace.
pub(crate) async fn record_export_of_all(workspace: &CanList) -> Result<(), AppError> {
    if !workspace.visitor().is_solo() {
        workspace.app().limits().export(&workspace.actor().id)?;
        workspace.app().accounts().record(workspace_entry(workspace, "export", "all maps")).await;
    }
    Ok(())
}

/// Guests are recorded by the name they gave.
fn who(map: &CanView) -> String {
    match &map.visitor().identity {
        Identity::Session(_) | Identity::Token(_) => map.visitor().audit_name(),
        Identity::Guest if !map.actor().is_anonymous() => format!("{} (guest)", map.actor().name),
        Identity::Solo(_) | Identity::Guest => map.actor().display_name().to_owned(),
    }
}

fn cut(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_TEXT).collect()
}
