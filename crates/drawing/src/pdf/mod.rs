//! A scene as PDF: lines stay lines, text stays text.

pub(crate) mod painter;
pub(crate) mod text;

use krilla::geom::Transform;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::FillRule;
use krilla::{Document, SerializeSettings};

use crate::DrawingError;
use crate::pages::Sheet;
use crate::pdf::painter::{Pen, area, float};
use crate::pdf::text::Letters;
use crate::scene::{Part, Rect, Scene};
use crate::style::{Paint, Theme};

/// What the picture is printed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Paper {
    /// A4, landscape.
    #[default]
    A4,
    /// A3, landscape.
    A3,
    /// A page as large as the picture.
    Fit,
}

impl Paper {
    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Paper::A4 => "a4",
            Paper::A3 => "a3",
            Paper::Fit => "fit",
        }
    }

    /// The paper that a word means, whatever its case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Paper> {
        [Paper::A4, Paper::A3, Paper::Fit].into_iter().find(|paper| paper.as_str().eq_ignore_ascii_case(word.trim()))
    }

    /// Width and height in points; none where the picture decides.
    #[must_use]
    pub fn size(self) -> Option<(f64, f64)> {
        match self {
            Paper::A4 => Some((841.89, 595.28)),
            Paper::A3 => Some((1190.55, 841.89)),
            Paper::Fit => None,
        }
    }
}

/// White border of a page in points; the picture has its own margin besides.
pub const BORDER: f64 = 14.0;
/// The smallest scale at which the picture's letters can be read on paper.
pub(crate) const SMALLEST: f64 = 0.46;
/// Points to a px.
const POINT: f64 = 0.75;
/// The longest page that PDF readers take, in points.
const LONGEST: f64 = 14_400.0;

/// Paints a scene on as many pages as it takes: scaled to fit on one, unless its letters would become too small to
/// read; then cut between its rows. [`crate::layout::for_paper`] lays a map out so that it fits.
///
/// # Errors
/// When the painter refuses.
pub fn render(scene: &Scene, paper: Paper) -> Result<Vec<u8>, DrawingError> {
    let failed = |what: String| DrawingError::Painting(what);
    let (width, height, scale) = if let Some((width, height)) = paper.size() {
        (width, height, fit(scene, (width, height)).0)
    } else {
        let scale = POINT.min(LONGEST / scene.width).min(LONGEST / scene.height);
        (scene.width * scale, scene.height * scale, scale)
    };
    let border = if paper == Paper::Fit { 0.0 } else { BORDER };
    let mut document =
        Document::new_with(SerializeSettings { compress_content_streams: true, ..SerializeSettings::default() });
    document.set_metadata(
        Metadata::new().title(scene.title.clone()).description(scene.description.clone()).creator("Weir".to_owned()),
    );
    let mut letters = Letters::new(scene.needs_other_fonts());
    for (top, bottom) in pages(scene, (height - 2.0 * border) / scale) {
        let settings = PageSettings::from_wh(float(width), float(height));
        let settings = settings.ok_or_else(|| failed("no such page".to_owned()))?;
        let mut page = document.start_page_with(settings);
        let mut surface = page.surface();
        if scene.theme == Theme::Dark {
            let sheet = Rect { x: 0.0, y: 0.0, width, height, radius: 0.0, paint: Paint::Paper, title: None };
            Pen { surface: &mut surface, letters: &mut letters, theme: scene.theme }.part(&Part::Rect(sheet), true);
        }
        // A single page is centred from left to right.
        let left = border.max((width - scene.width * scale) / 2.0);
        let shift = Transform::from_row(float(scale), 0.0, 0.0, float(scale), float(left), float(border - top * scale));
        surface.push_transform(&shift);
        let shown = area(0.0, top, scene.width, bottom - top).ok_or_else(|| failed("an empty picture".to_owned()))?;
        surface.push_clip_path(&shown, &FillRule::NonZero);
        let mut pen = Pen { surface: &mut surface, letters: &mut letters, theme: scene.theme };
        for part in scene.parts.iter().filter(|part| part.reaches(top, bottom)) {
            pen.part(part, paper == Paper::Fit || scene.theme == Theme::Dark);
        }
        surface.pop();
        surface.pop();
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|problem| failed(format!("{problem:?}")))
}

/// Paints sheets, a page each.
///
/// # Errors
/// When the painter refuses.
pub fn sheets(sheets: &[Sheet], title: &str, description: &str) -> Result<Vec<u8>, DrawingError> {
    let failed = |what: String| DrawingError::Painting(what);
    let mut document =
        Document::new_with(SerializeSettings { compress_content_streams: true, ..SerializeSettings::default() });
    let metadata = Metadata::new().title(title.to_owned()).description(description.to_owned());
    document.set_metadata(metadata.creator("Weir".to_owned()));
    let others = sheets.iter().flat_map(|sheet| &sheet.placed).any(|placed| placed.scene.needs_other_fonts());
    let mut letters = Letters::new(others);
    for sheet in sheets {
        let settings = PageSettings::from_wh(float(sheet.width), float(sheet.height));
        let mut page = document.start_page_with(settings.ok_or_else(|| failed("no such page".to_owned()))?);
        let mut surface = page.surface();
        for placed in &sheet.placed {
            let (scene, scale, (top, bottom)) = (&placed.scene, placed.scale, placed.shown());
            let Some(shown) = area(0.0, top, scene.width, bottom - top) else { continue };
            let (left, down) = (float(placed.x), float(placed.y - top * scale));
            surface.push_transform(&Transform::from_row(float(scale), 0.0, 0.0, float(scale), left, down));
            surface.push_clip_path(&shown, &FillRule::NonZero);
            let mut pen = Pen { surface: &mut surface, letters: &mut letters, theme: scene.theme };
            for part in scene.parts.iter().filter(|part| part.reaches(top, bottom)) {
                pen.part(part, false);
            }
            surface.pop();
            surface.pop();
        }
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|problem| failed(format!("{problem:?}")))
}

/// The scale at which a scene is shown on paper of a size, and how many pages that takes.
pub fn fit(scene: &Scene, (width, height): (f64, f64)) -> (f64, usize) {
    let (width, height) = (width - 2.0 * BORDER, height - 2.0 * BORDER);
    let across = (width / scene.width).min(1.0);
    let whole = across.min(height / scene.height);
    if whole >= SMALLEST || scene.cuts.is_empty() {
        return (whole, 1);
    }
    let ends = scene.cuts.iter().chain([&scene.height]);
    let tallest = ends.fold((0.0, 0.0_f64), |(top, tallest), &end| (end, tallest.max(end - top))).1;
    // The fewest pages that can be read, and on them the largest letters.
    let count = |scale: f64| pages(scene, height / scale).len();
    let mut most = across.min(height / tallest);
    let mut least = most.min(SMALLEST);
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

/// Upper and lower ends of each page, cut where the scene allows it, each as high as `most` where it can be.
pub fn pages(scene: &Scene, most: f64) -> Vec<(f64, f64)> {
    let mut pages = Vec::new();
    let mut top = 0.0;
    let mut cut = None;
    for &at in scene.cuts.iter().chain([&scene.height]) {
        if let Some(before) = cut.filter(|_| at - top > most + 0.5) {
            pages.push((top, before));
            top = before;
        }
        cut = Some(at);
    }
    pages.push((top, scene.height));
    pages
}
