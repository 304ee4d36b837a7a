//! What is noted for the owners of a workspace.

use crate::clock;
use crate::storage::accounts::{Noted, Session};

use crate::web::access::{CanList, CanManage, CanView, Visitor};
use crate::web::error::AppError;

/// The longest that is kept of what people wrote.
const LONGEST: usize = 300;

/// A line of a workspace's audit, as it is now.
pub(crate) fn line(visitor: &Visitor, workspace: &str, kind: &'static str, about: &str) -> Noted {
    by(&visitor.called(), visitor, workspace, kind, about)
}

/// The same, for somebody who is not known yet.
pub(crate) fn by(who: &str, visitor: &Visitor, workspace: &str, kind: &'static str, about: &str) -> Noted {
    // The log of the process has it as well: one line each, with what people wrote escaped.
    let (who, about, address) = (cut(who), cut(about), visitor.address.to_string());
    tracing::info!(target: "weir::audit", kind, ?who, ?about, %address);
    Noted { workspace: workspace.to_owned(), at_ms: clock::now_ms(), who, kind, about, address }
}

/// A line in each workspace that somebody is a member of.
pub(crate) fn everywhere(visitor: &Visitor, session: &Session, kind: &'static str, about: &str) -> Vec<Noted> {
    let who = crate::web::account::me::called(&session.person);
    let workspaces = session.memberships.iter().map(|membership| &membership.actor.workspace);
    workspaces.map(|workspace| by(&who, visitor, workspace, kind, about)).collect()
}

/// A line about the workspace that somebody is in.
pub(crate) fn here(may: &CanList, kind: &'static str, about: &str) -> Noted {
    line(may.visitor(), may.workspace(), kind, about)
}

/// Notes what a member does with a map; nothing while there are no accounts.
pub(crate) async fn of_map(may: &CanManage, kind: &'static str) {
    if may.visitor().solo.is_none() {
        may.app().accounts().note(map_line(may, kind, "")).await;
    }
}

/// A line about a map.
pub(crate) fn map_line(may: &CanView, kind: &'static str, more: &str) -> Noted {
    let name = &may.snapshot().map.name;
    let about = if more.is_empty() { format!("“{name}”") } else { format!("“{name}”: {more}") };
    by(&who(may), may.visitor(), &may.snapshot().workspace, kind, &about)
}

/// Somebody takes a map away in some format. While there are accounts it is noted, and limited.
pub(crate) async fn taken(may: &CanView, format: &str) -> Result<(), AppError> {
    if may.visitor().solo.is_none() {
        may.app().limits().take(&may.actor().id)?;
        may.app().accounts().note(map_line(may, "export", format)).await;
    }
    Ok(())
}

/// Somebody takes all maps of the workspace away.
pub(crate) async fn all_taken(may: &CanList) -> Result<(), AppError> {
    if may.visitor().solo.is_none() {
        may.app().limits().take(&may.actor().id)?;
        may.app().accounts().note(here(may, "export", "all maps")).await;
    }
    Ok(())
}

/// A guest by the name that they gave.
fn who(may: &CanView) -> String {
    let (actor, visitor) = (may.actor(), may.visitor());
    if visitor.session.is_some() || visitor.token.is_some() {
        return visitor.called();
    }
    if actor.name.is_empty() { "Guest".to_owned() } else { format!("{} (guest)", actor.name) }
}

fn cut(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect()
}
