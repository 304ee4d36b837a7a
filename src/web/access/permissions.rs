//! Decides what a visitor can do with a map. No other module does.

use crate::live::{Actor, ActorKind, MapSharing};
use crate::storage::accounts::{Role, ShareKind};

use crate::web::access::identity::{Identity, Visitor};

/// What a visitor can do with a map; each permission includes the ones before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Permission {
    /// View and export it.
    View,
    Edit,
    /// Share it, lock it, move it to the trash.
    Manage,
}

impl Permission {
    /// The value in pages, scripts and the API.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Permission::View => "view",
            Permission::Edit => "edit",
            Permission::Manage => "manage",
        }
    }

    fn from_role(role: Role) -> Permission {
        match role {
            Role::Viewer => Permission::View,
            Role::Editor | Role::Owner => Permission::Manage,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Grant {
    pub(crate) permission: Permission,
    pub(crate) actor: Actor,
    /// In milliseconds since 1970; it can end earlier.
    pub(crate) expires_at_ms: Option<i64>,
}

/// Returns `None` if the map doesn't exist for this visitor.
pub(crate) fn grant(visitor: &Visitor, workspace: &str, map: &str, sharing: &MapSharing, now_ms: i64) -> Option<Grant> {
    let member = match &visitor.identity {
        Identity::Solo(actor) => {
            return Some(Grant { permission: Permission::Manage, actor: actor.clone(), expires_at_ms: None });
        }
        Identity::Token(token) => {
            let permission = Permission::from_role(token.member?.min(token.role));
            let (actor, expires_at_ms) = (token.actor.clone(), token.expires_at_ms);
            return (*actor.workspace == *workspace).then_some(Grant { permission, actor, expires_at_ms });
        }
        Identity::Session(session) => {
            let membership = session.memberships.iter().find(|membership| *membership.actor.workspace == *workspace);
            membership.map(|membership| Grant {
                permission: Permission::from_role(membership.role),
                actor: membership.actor.clone(),
                expires_at_ms: Some(session.expires_at_ms),
            })
        }
        Identity::Guest => None,
    };
    let guests = visitor.guest_access.iter().filter(|admission| admission.map == map).filter_map(|admission| {
        let share = sharing.shares.iter().find(|share| share.id == admission.share && share.map == map)?;
        if share.expires_at_ms.is_some_and(|until| until <= now_ms) {
            return None;
        }
        let permission = match share.kind {
            ShareKind::Image => return None,
            ShareKind::Edit if !sharing.locked => Permission::Edit,
            ShareKind::Edit | ShareKind::View => Permission::View,
        };
        let actor = Actor {
            id: admission.actor.clone(),
            workspace: workspace.into(),
            kind: ActorKind::Guest,
            name: String::new(),
        };
        Some(Grant { permission, actor, expires_at_ms: share.expires_at_ms })
    });
    // The highest permission wins; at the same level, the membership counts and not the link.
    let higher = |best: Grant, other: Grant| if other.permission > best.permission { other } else { best };
    member.into_iter().chain(guests).reduce(higher)
}
