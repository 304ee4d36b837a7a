//! Strips of a scene as pixels.
//!
//! Boxes, lines and letters of the embedded font are painted right from the scene; only texts in other scripts go
//! through the SVG painter, which knows how to find and join their letters.

use resvg::tiny_skia::{
    Color, FillRule, Paint as Colour, PathBuilder, Pixmap, Rect as Area, Stroke, StrokeDash, Transform,
};
use resvg::usvg::{FallbackSelectionFn, FontResolver, ImageHrefResolver, Options, Tree};
use std::sync::{Mutex, PoisonError};

use crate::fonts;
use crate::fonts::{Fallback, Weight};
use crate::outline::{Track, outline};
use crate::pdf::painter::float;
use crate::png::glyphs::Glyphs;
use crate::scene::{Line, Part, Point, Rect, Scene, Shape, Sign};
use crate::style::{Ink, Paint, channels};
use crate::{DrawingError, svg};

/// A scene that is to be painted at a scale.
pub(crate) struct Canvas<'a> {
    scene: &'a Scene,
    scale: f64,
    /// Texts that the embedded font cannot show.
    others: Option<Tree>,
}

/// One who paints strips; keeps the letters that it has painted.
pub(crate) struct Brush<'a> {
    canvas: &'a Canvas<'a>,
    glyphs: Glyphs,
}

impl<'a> Canvas<'a> {
    pub(crate) fn new(scene: &'a Scene, scale: f64) -> Result<Canvas<'a>, DrawingError> {
        let others = if scene.needs_other_fonts() { Some(other_texts(scene)?) } else { None };
        Ok(Canvas { scene, scale, others })
    }

    pub(crate) fn brush(&'a self) -> Brush<'a> {
        Brush { canvas: self, glyphs: Glyphs::new() }
    }
}

impl Brush<'_> {
    /// The strip from one pixel row to another; none when there is no memory for it.
    pub(crate) fn strip(&mut self, width: u32, top: u32, bottom: u32) -> Option<Pixmap> {
        let (scene, scale) = (self.canvas.scene, self.canvas.scale);
        let mut strip = Pixmap::new(width, bottom - top)?;
        let [red, green, blue] = channels(Ink::Paper.hex(scene.theme));
        strip.fill(Color::from_rgba8(red, green, blue, 255));
        let place = Transform::from_row(float(scale), 0.0, 0.0, float(scale), 0.0, -float(f64::from(top)));
        let (upper, lower) = (f64::from(top) / scale, f64::from(bottom) / scale);
        for part in scene.parts.iter().filter(|part| part.reaches(upper, lower)) {
            self.part(part, place, top, &mut strip);
        }
        if let Some(tree) = &self.canvas.others {
            resvg::render(tree, place, &mut strip.as_mut());
        }
        Some(strip)
    }

    fn part(&mut self, part: &Part, place: Transform, top: u32, onto: &mut Pixmap) {
        let theme = self.canvas.scene.theme;
        match part {
            Part::Rect(rect) if rect.paint == Paint::Paper => {}
            Part::Step(step) => step.parts.iter().for_each(|part| self.part(part, place, top, onto)),
            Part::Text(text) if fonts::covers(&text.text) => {
                let ink = text.paint.style().fill.unwrap_or(Ink::Letter);
                self.glyphs.paint(text, channels(ink.hex(theme)), self.canvas.scale, top, &mut onto.as_mut());
            }
            Part::Text(_) => {}
            Part::Rect(Rect { paint, .. })
            | Part::Line(Line { paint, .. })
            | Part::Shape(Shape { paint, .. })
            | Part::Sign(Sign { paint, .. }) => self.draw(part, *paint, place, onto),
        }
    }

    fn draw(&self, part: &Part, paint: Paint, place: Transform, onto: &mut Pixmap) {
        let style = paint.style();
        let pen = |ink: Ink| {
            let [red, green, blue] = channels(ink.hex(self.canvas.scene.theme));
            let mut pen = Colour::default();
            pen.set_color_rgba8(red, green, blue, 255);
            pen
        };
        if let (Part::Rect(rect), Some(ink), None) = (part, style.fill, style.stroke)
            && rect.radius <= 0.0
        {
            let area = Area::from_xywh(float(rect.x), float(rect.y), float(rect.width), float(rect.height));
            if let Some(area) = area {
                onto.fill_rect(area, &pen(ink), place, None);
            }
            return;
        }
        let mut path = PathBuilder::new();
        outline(part, &mut path);
        let Some(path) = path.finish() else { return };
        if let Some(ink) = style.fill {
            onto.fill_path(&path, &pen(ink), FillRule::Winding, place, None);
        }
        if let Some(ink) = style.stroke {
            let lengths = || style.dash.split(' ').filter_map(|length| length.parse().ok()).collect();
            let dash = if style.dash.is_empty() { None } else { StrokeDash::new(lengths(), 0.0) };
            let stroke = Stroke { width: float(style.width), dash, ..Stroke::default() };
            onto.stroke_path(&path, &pen(ink), &stroke, place, None);
        }
    }
}

impl Track for PathBuilder {
    fn start(&mut self, at: Point) {
        self.move_to(float(at.0), float(at.1));
    }

    fn straight(&mut self, to: Point) {
        self.line_to(float(to.0), float(to.1));
    }

    fn bend(&mut self, by: Point, to: Point) {
        self.quad_to(float(by.0), float(by.1), float(to.0), float(to.1));
    }

    fn curve(&mut self, first: Point, second: Point, to: Point) {
        let ((a, b), (c, d)) = (first, second);
        self.cubic_to(float(a), float(b), float(c), float(d), float(to.0), float(to.1));
    }

    fn close(&mut self) {
        PathBuilder::close(self);
    }
}

/// Texts in other scripts, as the SVG painter's own tree. Nothing is read from files but the system's fonts.
fn other_texts(scene: &Scene) -> Result<Tree, DrawingError> {
    let options = Options {
        font_family: fonts::FAMILY.to_owned(),
        fontdb: fonts::database(true),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        font_resolver: FontResolver { select_font: FontResolver::default_font_selector(), select_fallback: fallback() },
        ..Options::default()
    };
    Tree::from_str(&svg::other_texts(scene), &options).map_err(|problem| DrawingError::Painting(problem.to_string()))
}

/// Which font shows a character that the embedded one lacks.
fn fallback() -> FallbackSelectionFn<'static> {
    let known = Mutex::new(Fallback::default());
    Box::new(move |c, used, fonts| {
        let base = used.first().and_then(|&id| fonts.face(id));
        let weight = if base.is_some_and(|face| face.weight.0 >= 600) { Weight::Semibold } else { Weight::Regular };
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        known.face(fonts, c, weight).filter(|id| !used.contains(id))
    })
}
