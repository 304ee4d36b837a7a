//! Variants of the map page. They depend on permissions, never on the identity of the visitor, so that few are rendered
//! and cached.

use crate::web::access::{CanView, Permission};
use crate::web::page::layout::Bar;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct PageVariant {
    bar: Bar,
    permission: Permission,
    /// Is the map locked for guests? Never in solo mode.
    pub(crate) is_locked: bool,
}

impl PageVariant {
    pub(crate) fn new(map: &CanView) -> PageVariant {
        PageVariant { bar: map.visitor().bar(), permission: map.permission(), is_locked: map.is_locked() }
    }

    pub(crate) fn can_edit(self) -> bool {
        self.permission >= Permission::Edit
    }

    pub(crate) fn can_manage(self) -> bool {
        self.permission >= Permission::Manage
    }

    /// Can the visitor share the map, now or after a change of their role? In solo mode, there is no one to share with.
    pub(crate) fn may_share(self) -> bool {
        self.bar == Bar::Member
    }

    /// Solo mode: no accounts.
    pub(crate) fn is_solo(self) -> bool {
        self.bar == Bar::Solo
    }

    pub(crate) fn permission(self) -> &'static str {
        self.permission.as_str()
    }

    pub(crate) fn has_workspace(self) -> bool {
        matches!(self.bar, Bar::Solo | Bar::Member)
    }

    /// Can the visitor create a copy of the map? Guests have no workspace for it.
    pub(crate) fn can_duplicate(self) -> bool {
        self.has_workspace() && self.can_edit()
    }

    /// The cache key of the rendered page.
    pub(crate) fn name(self) -> &'static str {
        match (self.bar, self.permission, self.is_locked) {
            (Bar::Solo, ..) => "page",
            (Bar::Member, Permission::Manage, false) => "page-manage",
            (Bar::Member, Permission::Manage, true) => "page-manage-locked",
            (Bar::Member, Permission::Edit, false) => "page-edit",
            (Bar::Member, Permission::Edit, true) => "page-edit-locked",
            (Bar::Member, Permission::View, false) => "page-view",
            (Bar::Member, Permission::View, true) => "page-view-locked",
            (Bar::Guest | Bar::Anonymous, Permission::View, false) => "page-guest-view",
            (Bar::Guest | Bar::Anonymous, Permission::View, true) => "page-guest-view-locked",
            (Bar::Guest | Bar::Anonymous, Permission::Edit | Permission::Manage, false) => "page-guest-edit",
            (Bar::Guest | Bar::Anonymous, Permission::Edit | Permission::Manage, true) => "page-guest-edit-locked",
        }
    }
}
