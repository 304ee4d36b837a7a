//! How the page of a map looks to somebody: by what they may do, never by who they are. So few different pages are made,
//! and one that was made serves everybody who may do the same.

use crate::web::access::{CanView, Permission};
use crate::web::page::layout::Bar;

/// How a page of a map looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Face {
    bar: Bar,
    right: Permission,
    /// Is the map locked for guests? Told only where there are accounts.
    pub(crate) is_locked: bool,
}

impl Face {
    /// How it looks to somebody.
    pub(crate) fn of(may: &CanView) -> Face {
        Face { bar: may.visitor().bar(), right: may.permission(), is_locked: may.is_locked() }
    }

    /// May the map be changed?
    pub(crate) fn can_edit(self) -> bool {
        self.right >= Permission::Edit
    }

    /// May it be shared, and put away?
    pub(crate) fn can_manage(self) -> bool {
        self.right >= Permission::Manage
    }

    /// Is there anybody to share it with? Whoever sits alone at the machine shares by file.
    pub(crate) fn can_share(self) -> bool {
        self.can_manage() && self.bar != Bar::Solo
    }

    /// Are there no accounts, so that nobody else can sign in here?
    pub(crate) fn is_alone(self) -> bool {
        self.bar == Bar::Solo
    }

    /// What one may do, for the scripts.
    pub(crate) fn may(self) -> &'static str {
        self.right.as_str()
    }

    /// Is it a member of the workspace, or whoever sits at the machine?
    pub(crate) fn is_at_home(self) -> bool {
        matches!(self.bar, Bar::Solo | Bar::Member)
    }

    /// Under which name the finished page is kept.
    pub(crate) fn name(self) -> &'static str {
        match (self.bar, self.right, self.is_locked) {
            (Bar::Solo, ..) => "page",
            (Bar::Member, Permission::Manage, false) => "page-manage",
            (Bar::Member, Permission::Manage, true) => "page-manage-locked",
            (Bar::Member, Permission::Edit, false) => "page-edit",
            (Bar::Member, Permission::Edit, true) => "page-edit-locked",
            (Bar::Member, Permission::View, false) => "page-view",
            (Bar::Member, Permission::View, true) => "page-view-locked",
            (Bar::Guest | Bar::Nobody, Permission::View, false) => "page-guest-view",
            (Bar::Guest | Bar::Nobody, Permission::View, true) => "page-guest-view-locked",
            (Bar::Guest | Bar::Nobody, Permission::Edit | Permission::Manage, false) => "page-guest-edit",
            (Bar::Guest | Bar::Nobody, Permission::Edit | Permission::Manage, true) => "page-guest-edit-locked",
        }
    }
}
