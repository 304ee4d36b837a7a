//! Paper: its sizes, how a scene fits on it, where it breaks into pages, and pages with several scenes.

use crate::scene::Scene;

/// White border of a page in points, in addition to the drawing's own margin.
pub const BORDER: f64 = 14.0;
/// The smallest scale at which a drawing's text can be read on paper, in points per px.
pub(crate) const MIN_SCALE: f64 = 0.46;

/// The paper of a PDF.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// A4, landscape.
    #[default]
    A4,
    /// A3, landscape.
    A3,
    /// One page as large as the drawing.
    Fit,
}

impl Paper {
    /// Its wire name.
    pub fn as_str(self) -> &'static str {
        match self {
            Paper::A4 => "a4",
            Paper::A3 => "a3",
            Paper::Fit => "fit",
        }
    }

    /// The paper of a wire name, in upper or lower case.
    pub fn parse(name: &str) -> Option<Paper> {
        [Paper::A4, Paper::A3, Paper::Fit].into_iter().find(|paper| paper.as_str().eq_ignore_ascii_case(name.trim()))
    }

    /// Width and height in points, landscape; `None` if the drawing decides.
    pub fn size(self) -> Option<(f64, f64)> {
        match self {
            Paper::A4 => Some((841.89, 595.28)),
            Paper::A3 => Some((1190.55, 841.89)),
            Paper::Fit => None,
        }
    }
}

/// A page with several scenes, its sizes in points.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// What it shows, for screen readers.
    pub title: String,
    /// The scenes on it.
    pub placed: Vec<PlacedScene>,
}

/// A scene on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct PlacedScene {
    /// The scene.
    pub scene: Scene,
    /// Its left edge, in points.
    pub x: f64,
    /// Its upper edge, in points.
    pub y: f64,
    /// Points per px of the scene.
    pub scale: f64,
    /// Upper and lower end of what is shown, in px of the scene; `None`: all.
    pub part: Option<(f64, f64)>,
}

impl PlacedScene {
    /// Upper and lower end of what is shown, in px of the scene.
    pub fn shown(&self) -> (f64, f64) {
        self.part.unwrap_or((0.0, self.scene.height))
    }

    /// Its lower edge on the page, in points.
    pub fn bottom(&self) -> f64 {
        let (top, bottom) = self.shown();
        self.y + (bottom - top) * self.scale
    }
}

/// The scale at which a scene is shown on paper of a size in points, and how many pages that takes.
pub fn fit(scene: &Scene, (width, height): (f64, f64)) -> (f64, usize) {
    let (width, height) = (width - 2.0 * BORDER, height - 2.0 * BORDER);
    let across = (width / scene.width).min(1.0);
    let whole = across.min(height / scene.height);
    if whole >= MIN_SCALE || scene.cuts.is_empty() {
        return (whole, 1);
    }
    // The fewest readable pages, and on them the largest text.
    let count = |scale: f64| page_breaks(scene, height / scale).len();
    let mut most = across.min(height / tallest_row(scene));
    let mut least = most.min(MIN_SCALE);
    let fewest = count(least);
    if count(most) > fewest {
        for _ in 0..10 {
            let middle = f64::midpoint(least, most);
            if count(middle) > fewest { most = middle } else { least = middle }
        }
        most = least;
    }
    (most, fewest)
}

/// Upper and lower ends of each page in px of the scene: cut where the scene allows it, at most `max_height` high where
/// possible.
pub fn page_breaks(scene: &Scene, max_height: f64) -> Vec<(f64, f64)> {
    let mut pages = Vec::new();
    let mut top = 0.0;
    let mut cut = None;
    for &at in scene.cuts.iter().chain([&scene.height]) {
        if let Some(before) = cut.filter(|_| at - top > max_height + 0.5) {
            pages.push((top, before));
            top = before;
        }
        cut = Some(at);
    }
    pages.push((top, scene.height));
    pages
}

/// The height in px of the tallest part of a scene between two cuts.
pub fn tallest_row(scene: &Scene) -> f64 {
    let ends = scene.cuts.iter().chain([&scene.height]);
    ends.fold((0.0, 0.0_f64), |(top, tallest), &end| (end, tallest.max(end - top))).1
}
