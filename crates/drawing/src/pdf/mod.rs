//! A scene as PDF: lines stay lines, text stays text.

mod painter;
mod text;

use krilla::geom::Transform;
use krilla::metadata::Metadata;
use krilla::page::PageSettings;
use krilla::paint::FillRule;
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use crate::DrawingError;
use crate::outline::float;
use crate::paper::{BORDER, Page, Paper, PlacedScene, fit, page_breaks};
use crate::pdf::painter::{PdfPainter, area};
use crate::pdf::text::PdfText;
use crate::scene::{Rect, Scene};
use crate::style::{Paint, Theme};

/// Points per px on [`Paper::Fit`].
const POINTS_PER_PX: f64 = 0.75;
/// The longest page that PDF readers accept, in points.
const MAX_PAGE_LENGTH: f64 = 14_400.0;

/// Renders a scene on as many pages as it needs: scaled to fit on one, unless its text would become too
/// small to read; then cut between its rows. [`crate::layout::for_paper`] lays a map out so that it fits.
///
/// # Errors
/// [`DrawingError::Painting`] if the PDF can't be written.
pub fn render(scene: &Scene, paper: Paper) -> Result<Vec<u8>, DrawingError> {
    let (width, height, scale) = if let Some((width, height)) = paper.size() {
        (width, height, fit(scene, (width, height)).0)
    } else {
        let scale = POINTS_PER_PX.min(MAX_PAGE_LENGTH / scene.width).min(MAX_PAGE_LENGTH / scene.height);
        (scene.width * scale, scene.height * scale, scale)
    };
    let border = if paper == Paper::Fit { 0.0 } else { BORDER };
    let mut document = new_document(&scene.title, &scene.description);
    let mut text = PdfText::new(scene.needs_system_fonts());
    for (top, bottom) in page_breaks(scene, (height - 2.0 * border) / scale) {
        let mut page = document.start_page_with(page_settings(width, height)?);
        let mut surface = page.surface();
        let theme = scene.theme;
        if theme == Theme::Dark {
            let paper = Rect::new((0.0, 0.0), (width, height), Paint::Paper);
            PdfPainter { surface: &mut surface, text: &mut text, theme }.part(&paper.into(), true);
        }
        // A single page is centered horizontally.
        let x = border.max((width - scene.width * scale) / 2.0);
        let with_paper = paper == Paper::Fit || theme == Theme::Dark;
        let at = (x, border - top * scale, scale);
        if !place(&mut surface, &mut text, scene, at, (top, bottom), with_paper) {
            return Err(DrawingError::Painting("an empty drawing".to_owned()));
        }
        surface.finish();
        page.finish();
    }
    finish(document)
}

/// Renders pages.
///
/// # Errors
/// [`DrawingError::Painting`] if the PDF can't be written.
pub fn render_pages(pages: &[Page], title: &str, description: &str) -> Result<Vec<u8>, DrawingError> {
    let mut document = new_document(title, description);
    let with_system = pages.iter().flat_map(|page| &page.placed).any(|placed| placed.scene.needs_system_fonts());
    let mut text = PdfText::new(with_system);
    for page in pages {
        let mut pdf_page = document.start_page_with(page_settings(page.width, page.height)?);
        let mut surface = pdf_page.surface();
        for placed in &page.placed {
            let PlacedScene { scene, x, y, scale, .. } = placed;
            let shown = placed.shown();
            place(&mut surface, &mut text, scene, (*x, y - shown.0 * scale, *scale), shown, false);
        }
        surface.finish();
        pdf_page.finish();
    }
    finish(document)
}

fn new_document(title: &str, description: &str) -> Document {
    let settings = SerializeSettings { compress_content_streams: true, ..SerializeSettings::default() };
    let mut document = Document::new_with(settings);
    let metadata = Metadata::new().title(title.to_owned()).description(description.to_owned());
    document.set_metadata(metadata.creator("Weir".to_owned()));
    document
}

fn page_settings(width: f64, height: f64) -> Result<PageSettings, DrawingError> {
    PageSettings::from_wh(float(width), float(height))
        .ok_or_else(|| DrawingError::Painting("an invalid page size".to_owned()))
}

fn finish(document: Document) -> Result<Vec<u8>, DrawingError> {
    document.finish().map_err(|problem| DrawingError::Painting(format!("{problem:?}")))
}

/// Paints the part of a scene between two heights, its origin at `(x, y)` in points; `false` if there is
/// nothing.
fn place(
    surface: &mut Surface<'_>,
    text: &mut PdfText,
    scene: &Scene,
    (x, y, scale): (f64, f64, f64),
    (top, bottom): (f64, f64),
    with_paper: bool,
) -> bool {
    let Some(shown) = area(0.0, top, scene.width, bottom - top) else { return false };
    surface.push_transform(&Transform::from_row(float(scale), 0.0, 0.0, float(scale), float(x), float(y)));
    surface.push_clip_path(&shown, &FillRule::NonZero);
    let mut painter = PdfPainter { surface, text, theme: scene.theme };
    for part in scene.parts.iter().filter(|part| part.reaches(top, bottom)) {
        painter.part(part, with_paper);
    }
    painter.surface.pop();
    painter.surface.pop();
    true
}
