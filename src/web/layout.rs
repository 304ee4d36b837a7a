//! What every page has in common.

/// The style sheets, in the order of their layers.
pub(super) const SHEETS: &[&str] = &[
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/controls.css",
    "css/forms.css",
    "css/summary.css",
    "css/picture.css",
    "css/drawing.css",
    "css/steps.css",
    "css/paste.css",
    "css/live.css",
    "css/people.css",
    "css/grid.css",
    "css/dialogs.css",
    "css/canvas.css",
    "css/full_screen.css",
    "css/words.css",
    "css/cards.css",
    "css/history.css",
    "css/compare.css",
    "css/charts.css",
    "css/ideas.css",
    "css/print.css",
    "css/report.css",
];
