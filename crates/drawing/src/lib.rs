//! A map becomes a picture: `layout` gives a [`scene::Scene`] of boxes, lines and texts with numbers for coordinates;
//! `svg`, `png` and `pdf` paint it. Pure: the same map gives the same picture, byte for byte.

#![warn(missing_docs)]

pub mod chart;
pub mod embed;
pub mod fonts;
pub mod icon;
pub mod layout;
mod outline;
pub mod pages;
pub mod pdf;
pub mod png;
pub mod scene;
pub mod style;
pub mod svg;
pub mod text;
pub mod timeline;
pub mod xml;

pub use crate::style::Theme;
pub use crate::timeline::{small_strip, strip, strip_on_scale};

/// How a picture is to look.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RenderOptions {
    /// Light or dark; a picture in a page follows the page instead.
    pub theme: Theme,
    /// The widest that the picture may be, in px: a longer map is wrapped into rows. `None`: one row.
    pub wrap: Option<f64>,
    /// Is the map's name written above it? A page that shows the name already leaves it out.
    pub heading: bool,
    /// Is the same time drawn to scale below the ladder? A page that has the strip ([`strip`()]) leaves it out.
    pub scale: bool,
}

impl Default for RenderOptions {
    fn default() -> Self {
        RenderOptions { theme: Theme::Light, wrap: None, heading: true, scale: true }
    }
}

impl RenderOptions {
    /// The drawing within a page: one row, colours by the page, without what the page shows itself.
    pub const IN_PAGE: RenderOptions = RenderOptions { theme: Theme::Light, wrap: None, heading: false, scale: false };
}

/// Why a picture could not be painted or read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DrawingError {
    /// The painter refused: a fault of ours, told with its words.
    #[error("The image couldn’t be rendered: {0}")]
    Painting(String),
    /// The scale is not a number above 0.
    #[error("The scale must be above 0 and at most 8.")]
    Scale,
    /// The file is no picture of that kind.
    #[error("This isn’t a readable {0} image.")]
    Unreadable(&'static str),
    /// The picture carries no map.
    #[error("This image contains no map. Only images exported from Weir can be imported.")]
    NoMap,
    /// A tag is longer, or has more attributes, than any that Weir writes.
    #[error("This image has a tag that is too long or too complex. Only images exported from Weir can be imported.")]
    CostlyTag,
    /// The picture, or the map in it, is too large.
    #[error("The map in this image is too large.")]
    TooLarge,
}
