//! The layout that all pages share.

use std::future::Future;

/// What the top bar links to. Every page has it, including those that know nothing else about the visitor, so it
/// belongs to the request and isn't passed from page to page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bar {
    Solo,
    Member,
    Guest,
    Anonymous,
}

tokio::task_local! {
    static BAR: Bar;
}

impl Bar {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Bar::Solo => "solo",
            Bar::Member => "member",
            Bar::Guest => "guest",
            Bar::Anonymous => "anonymous",
        }
    }

    pub(crate) fn has_maps(self) -> bool {
        matches!(self, Bar::Solo | Bar::Member)
    }

    pub(crate) fn is_member(self) -> bool {
        self == Bar::Member
    }

    pub(crate) fn can_sign_in(self) -> bool {
        matches!(self, Bar::Guest | Bar::Anonymous)
    }

    /// All pages rendered by this future have this bar.
    pub(crate) fn scope<T>(self, work: impl Future<Output = T>) -> impl Future<Output = T> {
        BAR.scope(self, work)
    }

    /// All pages rendered by this function have this bar.
    pub(crate) fn on<T>(self, work: impl FnOnce() -> T) -> T {
        BAR.sync_scope(self, work)
    }
}

/// The bar of the page that is being rendered.
pub(crate) fn bar() -> Bar {
    BAR.try_with(|bar| *bar).unwrap_or(Bar::Anonymous)
}

/// The fonts that every page shows, so that a browser needn't find them in the styles first.
pub(crate) const FONTS: &[&str] = &["fonts/weir-sans-regular.woff2", "fonts/weir-sans-semibold.woff2"];

/// The style sheets, in the order of their layers. They are served as one.
pub(crate) const SHEETS: &[&str] = &[
    "css/base/tokens.css",
    "css/base/elements.css",
    "css/base/layout.css",
    "css/components/controls.css",
    "css/components/forms.css",
    "css/map/workspace.css",
    "css/map/summary.css",
    "css/map/panel.css",
    "css/map/drawer.css",
    "css/map/drawing_frame.css",
    "css/map/drawing.css",
    "css/map/table.css",
    "css/components/mapping.css",
    "css/map/paste.css",
    "css/map/save_status.css",
    "css/map/pending.css",
    "css/components/toasts.css",
    "css/map/people.css",
    "css/map/table_editing.css",
    "css/components/dialogs.css",
    "css/map/canvas.css",
    "css/map/wall.css",
    "css/components/glossary.css",
    "css/components/forced_colors.css",
    "css/pages/home.css",
    "css/pages/history.css",
    "css/pages/accounts.css",
    "css/pages/compare.css",
    "css/components/charts.css",
    "css/map/ideas.css",
    "css/base/print.css",
    "css/pages/report.css",
];
