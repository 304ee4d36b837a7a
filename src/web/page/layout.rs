//! What every page has in common.

use std::future::Future;

use crate::web::access::Visitor;

/// What the bar at the top leads to. It is on every page, also on those that know nothing else of who asks; so it is kept
/// with the request and not handed from page to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bar {
    Solo,
    /// Somebody who is signed in.
    Member,
    /// Somebody who came by a link.
    Guest,
    Nobody,
}

tokio::task_local! {
    static BAR: Bar;
}

impl Bar {
    /// The bar for a visitor.
    pub(crate) fn of(visitor: &Visitor) -> Bar {
        if visitor.solo.is_some() {
            Bar::Solo
        } else if visitor.session.is_some() || visitor.token.is_some() {
            Bar::Member
        } else if visitor.admissions.is_empty() {
            Bar::Nobody
        } else {
            Bar::Guest
        }
    }

    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Bar::Solo => "solo",
            Bar::Member => "member",
            Bar::Guest => "guest",
            Bar::Nobody => "nobody",
        }
    }

    /// Is there a workspace behind it?
    pub(crate) fn has_maps(self) -> bool {
        matches!(self, Bar::Solo | Bar::Member)
    }

    pub(crate) fn is_member(self) -> bool {
        self == Bar::Member
    }

    pub(crate) fn can_sign_in(self) -> bool {
        matches!(self, Bar::Guest | Bar::Nobody)
    }

    /// All pages that are made meanwhile have this bar.
    pub(crate) fn around<T>(self, work: impl Future<Output = T>) -> impl Future<Output = T> {
        BAR.scope(self, work)
    }

    /// The same, for a page that is made at once.
    pub(crate) fn on<T>(self, work: impl FnOnce() -> T) -> T {
        BAR.sync_scope(self, work)
    }
}

/// The bar of the page that is being made.
pub(crate) fn bar() -> Bar {
    BAR.try_with(|bar| *bar).unwrap_or(Bar::Nobody)
}

/// The style sheets, in the order of their layers.
pub(crate) const SHEETS: &[&str] = &[
    "css/base/tokens.css",
    "css/base/elements.css",
    "css/base/layout.css",
    "css/components/controls.css",
    "css/components/forms.css",
    "css/map/metrics.css",
    "css/map/drawing_frame.css",
    "css/map/drawing.css",
    "css/map/table.css",
    "css/map/paste.css",
    "css/map/save_status.css",
    "css/map/pending.css",
    "css/components/toasts.css",
    "css/map/people.css",
    "css/map/table_editing.css",
    "css/components/dialogs.css",
    "css/map/canvas.css",
    "css/map/full_screen.css",
    "css/components/glossary.css",
    "css/pages/home.css",
    "css/pages/history.css",
    "css/pages/accounts.css",
    "css/pages/compare.css",
    "css/components/charts.css",
    "css/map/ideas.css",
    "css/base/print.css",
    "css/pages/report.css",
];
