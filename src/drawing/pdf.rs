//! A scene as PDF: lines stay lines, text stays text.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point as At, Rect as Area, Transform};
use krilla::metadata::Metadata;
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::{Document, SerializeSettings};

use super::DrawingError;
use super::letters::Letters;
use super::paint::{Paint, Theme};
use super::scene::{Part, Point, Rect, Scene};
use super::svg::rounded;

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
    pub fn word(self) -> &'static str {
        match self {
            Paper::A4 => "a4",
            Paper::A3 => "a3",
            Paper::Fit => "fit",
        }
    }

    /// The paper that a word means, whatever its case.
    #[must_use]
    pub fn from_word(word: &str) -> Option<Paper> {
        [Paper::A4, Paper::A3, Paper::Fit].into_iter().find(|paper| paper.word().eq_ignore_ascii_case(word.trim()))
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
pub(crate) const BORDER: f64 = 14.0;
/// The smallest scale at which the picture's letters can be read on paper.
pub(crate) const SMALLEST: f64 = 0.46;
/// Points to a px.
const POINT: f64 = 0.75;
/// The longest page that PDF readers take, in points.
const LONGEST: f64 = 14_400.0;

/// Paints a scene on as many pages as it takes: scaled to fit on one, unless its letters would become too small to
/// read; then cut between its rows. [`super::layout::for_paper`] lays a map out so that it fits.
///
/// # Errors
/// When the painter refuses.
pub fn render(scene: &Scene, paper: Paper) -> Result<Vec<u8>, DrawingError> {
    let failed = |what: String| DrawingError::Painting(what);
    let (width, height, scale) = match paper.size() {
        Some((width, height)) => (width, height, fit(scene, (width, height)).0),
        None => {
            let scale = POINT.min(LONGEST / scene.width).min(LONGEST / scene.height);
            (scene.width * scale, scene.height * scale, scale)
        }
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
        if let (Theme::Dark, Some(sheet)) = (scene.theme, area(0.0, 0.0, width, height)) {
            paint(&mut surface, Paint::Paper, scene.theme);
            surface.draw_path(&sheet);
        }
        // A single page is centred from left to right.
        let left = border.max((width - scene.width * scale) / 2.0);
        let shift = Transform::from_row(float(scale), 0.0, 0.0, float(scale), float(left), float(border - top * scale));
        surface.push_transform(&shift);
        let shown = area(0.0, top, scene.width, bottom - top).ok_or_else(|| failed("an empty picture".to_owned()))?;
        surface.push_clip_path(&shown, &FillRule::NonZero);
        let mut painter = Painter { surface: &mut surface, letters: &mut letters, theme: scene.theme };
        for part in scene.parts.iter().filter(|part| reaches(part, top, bottom)) {
            painter.part(part, paper == Paper::Fit || scene.theme == Theme::Dark);
        }
        surface.pop();
        surface.pop();
        surface.finish();
        page.finish();
    }
    document.finish().map_err(|problem| failed(format!("{problem:?}")))
}

/// The scale at which a scene is shown on paper of a size, and how many pages that takes.
pub(crate) fn fit(scene: &Scene, (width, height): (f64, f64)) -> (f64, usize) {
    let (width, height) = (width - 2.0 * BORDER, height - 2.0 * BORDER);
    let across = (width / scene.width).min(1.0);
    let whole = across.min(height / scene.height);
    if whole >= SMALLEST || scene.cuts.is_empty() {
        return (whole, 1);
    }
    let ends = scene.cuts.iter().chain([&scene.height]);
    let tallest = ends.fold((0.0, 0.0_f64), |(top, tallest), &end| (end, tallest.max(end - top))).1;
    let scale = across.min(height / tallest);
    (scale, pages(scene, height / scale).len())
}

/// Upper and lower ends of each page, cut where the scene allows it, each as high as `most` where it can be.
fn pages(scene: &Scene, most: f64) -> Vec<(f64, f64)> {
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

/// Could something of it lie between two heights?
fn reaches(part: &Part, top: f64, bottom: f64) -> bool {
    let (least, most) = match part {
        Part::Rect(rect) => (rect.y, rect.y + rect.height),
        Part::Line(line) => extent(line.points.iter()),
        Part::Shape(shape) => extent(shape.points.iter()),
        Part::Sign(sign) => (sign.y, sign.y + 14.0),
        Part::Text(text) => (text.y - 24.0, text.y + 8.0),
        Part::Step(step) => return step.parts.iter().any(|part| reaches(part, top, bottom)),
    };
    most + 4.0 >= top && least - 4.0 <= bottom
}

fn extent<'a>(points: impl Iterator<Item = &'a Point>) -> (f64, f64) {
    points.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), point| (least.min(point.1), most.max(point.1)))
}

struct Painter<'a, 'b> {
    surface: &'a mut Surface<'b>,
    letters: &'a mut Letters,
    theme: Theme,
}

impl Painter<'_, '_> {
    fn part(&mut self, part: &Part, with_paper: bool) {
        match part {
            // On white paper the picture needs none of its own.
            Part::Rect(rect) if rect.paint == Paint::Paper && !with_paper => {}
            Part::Rect(rect) => self.draw(rect.paint, rounded_area(rect)),
            Part::Line(line) => {
                let mut path = PathBuilder::new();
                for (at, piece) in rounded(line).enumerate() {
                    let (x, y) = (float(piece.to.0), float(piece.to.1));
                    if at == 0 {
                        path.move_to(x, y)
                    } else {
                        path.line_to(x, y)
                    }
                    if let Some((corner, to)) = piece.bend {
                        path.quad_to(float(corner.0), float(corner.1), float(to.0), float(to.1));
                    }
                }
                self.draw(line.paint, path.finish());
            }
            Part::Shape(shape) => {
                let mut path = PathBuilder::new();
                for (at, &(x, y)) in shape.points.iter().enumerate() {
                    if at == 0 { path.move_to(float(x), float(y)) } else { path.line_to(float(x), float(y)) }
                }
                path.close();
                self.draw(shape.paint, path.finish());
            }
            Part::Sign(sign) => self.draw(sign.paint, icon_path(sign.icon.path(), (sign.x, sign.y))),
            Part::Text(text) => {
                paint(self.surface, text.paint, self.theme);
                self.letters.draw(self.surface, text);
            }
            Part::Step(step) => step.parts.iter().for_each(|part| self.part(part, with_paper)),
        }
    }

    fn draw(&mut self, with: Paint, path: Option<Path>) {
        if let Some(path) = path {
            paint(self.surface, with, self.theme);
            self.surface.draw_path(&path);
        }
    }
}

/// Dips the pen: fill and stroke for what is drawn next.
fn paint(surface: &mut Surface, paint: Paint, theme: Theme) {
    let style = paint.style();
    surface.set_fill(style.fill.map(|ink| Fill {
        paint: colour(ink.hex(theme)).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }));
    surface.set_stroke(style.stroke.map(|ink| Stroke {
        paint: colour(ink.hex(theme)).into(),
        width: float(style.width),
        dash: (!style.dash.is_empty()).then(|| StrokeDash {
            array: style.dash.split(' ').filter_map(|length| length.parse().ok()).collect(),
            offset: 0.0,
        }),
        ..Stroke::default()
    }));
}

fn colour(hex: &str) -> rgb::Color {
    let part = |at: usize| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or(0);
    rgb::Color::new(part(1), part(3), part(5))
}

fn area(x: f64, y: f64, width: f64, height: f64) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Area::from_xywh(float(x), float(y), float(width), float(height))?);
    path.finish()
}

fn rounded_area(rect: &Rect) -> Option<Path> {
    if rect.radius <= 0.0 {
        return area(rect.x, rect.y, rect.width, rect.height);
    }
    let radius = rect.radius.min(rect.width / 2.0).min(rect.height / 2.0);
    let (left, top, right, bottom) = (rect.x, rect.y, rect.x + rect.width, rect.y + rect.height);
    // A quarter of a circle by a cubic: the control points lie this far along.
    let near = radius * (1.0 - 0.5523);
    let mut path = PathBuilder::new();
    path.move_to(float(left + radius), float(top));
    for (line, first, second, to) in [
        ((right - radius, top), (right - near, top), (right, top + near), (right, top + radius)),
        ((right, bottom - radius), (right, bottom - near), (right - near, bottom), (right - radius, bottom)),
        ((left + radius, bottom), (left + near, bottom), (left, bottom - near), (left, bottom - radius)),
        ((left, top + radius), (left, top + near), (left + near, top), (left + radius, top)),
    ] {
        path.line_to(float(line.0), float(line.1));
        path.cubic_to(float(first.0), float(first.1), float(second.0), float(second.1), float(to.0), float(to.1));
    }
    path.close();
    path.finish()
}

/// A sign's lines; its path has only the commands that [`super::icon::Icon::path`] promises.
fn icon_path(d: &str, (left, top): Point) -> Option<Path> {
    let mut path = PathBuilder::new();
    let mut here = (0.0, 0.0);
    let mut rest = d;
    while let Some(command) = rest.chars().next() {
        rest = &rest[command.len_utf8()..];
        let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let numbers: Vec<f64> = rest[..end].split_whitespace().filter_map(|number| number.parse().ok()).collect();
        rest = &rest[end..];
        let at = |x: f64, y: f64| (float(left + x), float(top + y));
        match (command, numbers.as_slice()) {
            ('M', &[x, y]) => {
                here = (x, y);
                let (x, y) = at(x, y);
                path.move_to(x, y);
                continue;
            }
            ('L', &[x, y]) => here = (x, y),
            ('H', &[x]) => here.0 = x,
            ('V', &[y]) => here.1 = y,
            ('Q', &[a, b, x, y]) => {
                here = (x, y);
                let ((a, b), (x, y)) = (at(a, b), at(x, y));
                path.quad_to(a, b, x, y);
                continue;
            }
            ('C', &[a, b, c, d, x, y]) => {
                here = (x, y);
                let ((a, b), (c, d), (x, y)) = (at(a, b), at(c, d), at(x, y));
                path.cubic_to(a, b, c, d, x, y);
                continue;
            }
            _ => {
                path.close();
                continue;
            }
        }
        let (x, y) = at(here.0, here.1);
        path.line_to(x, y);
    }
    path.finish()
}

/// PDF counts in f32.
#[expect(clippy::cast_possible_truncation, reason = "coordinates are small")]
pub(crate) fn float(value: f64) -> f32 {
    value as f32
}

/// A point as the painter wants it.
pub(crate) fn point(x: f64, y: f64) -> At {
    At::from_xy(float(x), float(y))
}
