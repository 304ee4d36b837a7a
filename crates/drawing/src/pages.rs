//! Sheets of paper with several pictures on each: what a report is made of.

use crate::scene::Scene;

/// A sheet, its measures in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// What it shows, for people who cannot see it.
    pub title: String,
    /// What lies on it.
    pub placed: Vec<Placed>,
}

/// A picture on a sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    /// The picture.
    pub scene: Scene,
    /// Its left edge, in points.
    pub x: f64,
    /// Its upper edge, in points.
    pub y: f64,
    /// Points for each px of the picture.
    pub scale: f64,
    /// Which heights of the picture are shown, in its px; `None`: all.
    pub part: Option<(f64, f64)>,
}

impl Placed {
    /// The heights that are shown.
    #[must_use]
    pub fn shown(&self) -> (f64, f64) {
        self.part.unwrap_or((0.0, self.scene.height))
    }

    /// Its lower edge on the sheet, in points.
    #[must_use]
    pub fn bottom(&self) -> f64 {
        let (top, bottom) = self.shown();
        self.y + (bottom - top) * self.scale
    }
}
