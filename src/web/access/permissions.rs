//! The one place that decides: what may this visitor do with that map?

use crate::live::{Actor, ActorKind, Doors};
use crate::storage::accounts::{Role, ShareKind};

use crate::web::access::identity::Visitor;

/// What somebody may do with a map; each includes what stands before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Right {
    /// Look at it, and take it away.
    View,
    Edit,
    /// Share it, lock it, put it into the bin.
    Manage,
}

impl Right {
    /// As pages and scripts say it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Right::View => "view",
            Right::Edit => "edit",
            Right::Manage => "manage",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) right: Right,
    pub(crate) actor: Actor,
    /// Until when, in milliseconds since 1970, unless something changes before.
    pub(crate) until_ms: Option<i64>,
}

/// Decides. `None`: there is nothing to see, as if there were no such map.
pub(crate) fn decide(visitor: &Visitor, workspace: &str, map: &str, doors: &Doors, now_ms: i64) -> Option<Grant> {
    if let Some(actor) = &visitor.solo {
        return Some(Grant { right: Right::Manage, actor: actor.clone(), until_ms: None });
    }
    // A program is what its token says, whatever cookies it sends besides.
    if let Some(token) = &visitor.token {
        let role = token.member?.min(token.role);
        let is_its = *token.actor.workspace == *workspace;
        return is_its.then(|| Grant {
            right: of_role(role),
            actor: token.actor.clone(),
            until_ms: token.expires_at_ms,
        });
    }
    let member = visitor.session.as_ref().and_then(|session| {
        let membership = session.memberships.iter().find(|membership| *membership.actor.workspace == *workspace)?;
        Some(Grant {
            right: of_role(membership.role),
            actor: membership.actor.clone(),
            until_ms: Some(session.expires_at_ms),
        })
    });
    let guests = visitor.admissions.iter().filter(|admission| admission.map == map).filter_map(|admission| {
        let share = doors.shares.iter().find(|share| share.id == admission.share && share.map == map)?;
        if share.expires_at_ms.is_some_and(|until| until <= now_ms) {
            return None;
        }
        let right = match share.kind {
            ShareKind::Picture => return None,
            ShareKind::Edit if !doors.locked => Right::Edit,
            ShareKind::Edit | ShareKind::View => Right::View,
        };
        let actor = Actor {
            id: admission.actor.clone(),
            workspace: workspace.into(),
            kind: ActorKind::Guest,
            name: String::new(),
        };
        Some(Grant { right, actor, until_ms: share.expires_at_ms })
    });
    // The most that they may; a member stays who they are where a link gives as much.
    member.into_iter().chain(guests).reduce(|best, other| if other.right > best.right { other } else { best })
}

/// What a role in a map's workspace means for the map.
fn of_role(role: Role) -> Right {
    match role {
        Role::Viewer => Right::View,
        Role::Editor | Role::Owner => Right::Manage,
    }
}
