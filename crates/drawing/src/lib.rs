//! Draws maps: `layout` turns a map into a [`scene::Scene`] of boxes, lines and texts with coordinates; `svg`, `png` and
//! `pdf` paint it. Pure: the same map gives the same drawing, byte for byte.

#![warn(missing_docs)]

pub mod chart;
pub mod embed;
pub mod fonts;
pub mod icon;
pub mod layout;
mod outline;
pub mod paper;
pub mod pdf;
pub mod png;
pub mod report;
pub mod scene;
pub mod style;
pub mod svg;
pub mod target;
pub mod text;
mod time_scale;
mod timeline;
pub mod xml;

pub use crate::style::Theme;
pub use crate::target::Target;
pub use crate::timeline::{mini_timeline, timeline, timeline_on_scale};

/// How the steps of a map are arranged.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub enum Arrangement {
    /// One row, however long.
    #[default]
    OneRow,
    /// Rows of at most this width in px.
    Within(f64),
    /// Rows of at most this many steps one after the other, all with the same columns. Four of them are about 1,060 px
    /// wide.
    Columns(u16),
    /// One column from top to bottom, for narrow screens: about 390 px wide.
    Vertical,
}

impl Arrangement {
    /// As wide as necessary, or of at most a width in px.
    pub fn from_max_width(width: Option<f64>) -> Arrangement {
        width.map_or(Arrangement::OneRow, Arrangement::Within)
    }
}

/// How a drawing looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RenderOptions {
    /// Light or dark. A drawing in a page follows the page's theme instead.
    pub theme: Theme,
    /// How its steps are arranged.
    pub arrangement: Arrangement,
    /// Whether the map's name is written above it. A page that shows the name already omits it.
    pub heading: bool,
    /// Whether the timeline to scale is drawn below the ladder. A page that shows it already
    /// ([`timeline()`]) omits it.
    pub scale: bool,
    /// Whether lead, wait and work time of the whole map are written below it.
    pub totals: bool,
}

impl Default for RenderOptions {
    fn default() -> Self {
        RenderOptions {
            theme: Theme::Light,
            arrangement: Arrangement::OneRow,
            heading: true,
            scale: true,
            totals: true,
        }
    }
}

impl RenderOptions {
    /// The drawing within a page: one row, in the colors of the page, without what the page itself shows.
    pub const IN_PAGE: RenderOptions = RenderOptions {
        theme: Theme::Light,
        arrangement: Arrangement::OneRow,
        heading: false,
        scale: false,
        totals: false,
    };
}

/// Why an image can't be rendered or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawingError {
    /// A renderer failed: a bug.
    #[error("The image couldn’t be rendered: {0}")]
    Painting(String),
    /// The scale is out of bounds.
    #[error("The scale must be above 0 and at most 8.")]
    Scale,
    /// The file isn't an image of that kind.
    #[error("This isn’t a readable {0} image.")]
    Unreadable(&'static str),
    /// The image contains no map.
    #[error(
        "This image contains no map. Only images exported from Weir, or from draw.io with a copy of the diagram, can be imported."
    )]
    NoMap,
    /// A tag is longer, or has more attributes, than any that Weir writes.
    #[error("This image has a tag that is too long or too complex. Only images exported from Weir can be imported.")]
    CostlyTag,
    /// The image, or the map in it, is too large.
    #[error("The map in this image is too large.")]
    TooLarge,
}
