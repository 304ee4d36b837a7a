//! Strips of a scene as pixels.
//!
//! Boxes, lines and text in the embedded font are rendered directly from the scene; only text in other
//! scripts is rendered from SVG by resvg, which finds and shapes its glyphs.

use resvg::tiny_skia::{
    Color as SkiaColor, FillRule, Paint as SkiaPaint, Path, PathBuilder, Pixmap, Rect as Area, Stroke, StrokeDash,
    Transform,
};
use resvg::usvg::{FallbackSelectionFn, FontResolver, ImageHrefResolver, Options, Tree};
use std::sync::{Mutex, PoisonError};

use crate::fonts;
use crate::fonts::{Fallback, Weight};
use crate::outline::{Command, float, outline};
use crate::png::glyphs::Glyphs;
use crate::scene::{Line, Part, Rect, Scene, Shape, Sign};
use crate::style::{Color, Paint, channels};
use crate::{DrawingError, svg};

/// Renders strips of a scene at a scale; caches the glyphs.
pub(crate) struct StripPainter<'a> {
    scene: &'a Scene,
    scale: f64,
    /// Texts that the embedded font can't show.
    system_font_texts: Option<Tree>,
    glyphs: Glyphs,
}

impl<'a> StripPainter<'a> {
    pub(crate) fn new(scene: &'a Scene, scale: f64) -> Result<StripPainter<'a>, DrawingError> {
        let texts = scene.needs_system_fonts().then(|| system_font_texts(scene)).transpose()?;
        Ok(StripPainter { scene, scale, system_font_texts: texts, glyphs: Glyphs::new() })
    }

    /// The strip from one pixel row to another; `None` if there is no memory for it.
    pub(crate) fn strip(&mut self, width: u32, top: u32, bottom: u32) -> Option<Pixmap> {
        let (scene, scale) = (self.scene, self.scale);
        let mut strip = Pixmap::new(width, bottom - top)?;
        let [red, green, blue] = channels(Color::Paper.hex(scene.theme));
        strip.fill(SkiaColor::from_rgba8(red, green, blue, 255));
        let place = Transform::from_row(float(scale), 0.0, 0.0, float(scale), 0.0, -float(f64::from(top)));
        let (upper, lower) = (f64::from(top) / scale, f64::from(bottom) / scale);
        for part in scene.parts.iter().filter(|part| part.reaches(upper, lower)) {
            self.part(part, place, top, &mut strip);
        }
        if let Some(tree) = &self.system_font_texts {
            resvg::render(tree, place, &mut strip.as_mut());
        }
        Some(strip)
    }

    fn part(&mut self, part: &Part, place: Transform, top: u32, onto: &mut Pixmap) {
        let theme = self.scene.theme;
        match part {
            Part::Rect(rect) if rect.paint == Paint::Paper => {}
            Part::Step(_) | Part::Object(_) => {
                part.inside().iter().for_each(|part| self.part(part, place, top, onto));
            }
            Part::Text(text) if fonts::covers(&text.text) => {
                let color = text.paint.style().fill.unwrap_or(Color::Letter);
                self.glyphs.paint(text, channels(color.hex(theme)), self.scale, top, &mut onto.as_mut());
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
        let pen = |color: Color| {
            let [red, green, blue] = channels(color.hex(self.scene.theme));
            let mut pen = SkiaPaint::default();
            pen.set_color_rgba8(red, green, blue, 255);
            pen
        };
        if let (Part::Rect(rect), Some(color), None) = (part, style.fill, style.stroke)
            && rect.radius <= 0.0
        {
            let area = Area::from_xywh(float(rect.x), float(rect.y), float(rect.width), float(rect.height));
            if let Some(area) = area {
                onto.fill_rect(area, &pen(color), place, None);
            }
            return;
        }
        let Some(path) = path_of(part) else { return };
        if let Some(color) = style.fill {
            onto.fill_path(&path, &pen(color), FillRule::Winding, place, None);
        }
        if let Some(color) = style.stroke {
            let lengths = || style.dash.split(' ').filter_map(|length| length.parse().ok()).collect();
            let dash = if style.dash.is_empty() { None } else { StrokeDash::new(lengths(), 0.0) };
            let stroke = Stroke { width: float(style.width), dash, ..Stroke::default() };
            onto.stroke_path(&path, &pen(color), &stroke, place, None);
        }
    }
}

/// The outline of a part as a path; texts and steps have none.
fn path_of(part: &Part) -> Option<Path> {
    let mut path = PathBuilder::new();
    outline(part, &mut |command| match command {
        Command::Move((x, y)) => path.move_to(float(x), float(y)),
        Command::Line((x, y)) => path.line_to(float(x), float(y)),
        Command::Quad((a, b), (x, y)) => path.quad_to(float(a), float(b), float(x), float(y)),
        Command::Cubic(first, second, (x, y)) => {
            path.cubic_to(float(first.0), float(first.1), float(second.0), float(second.1), float(x), float(y));
        }
        Command::Close => path.close(),
    });
    path.finish()
}

/// Text in other scripts as a usvg tree. No files are read except the system's fonts.
fn system_font_texts(scene: &Scene) -> Result<Tree, DrawingError> {
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
    Tree::from_str(&svg::system_font_texts(scene), &options)
        .map_err(|problem| DrawingError::Painting(problem.to_string()))
}

/// Selects the font for a character that the embedded one lacks.
fn fallback() -> FallbackSelectionFn<'static> {
    let known = Mutex::new(Fallback::default());
    Box::new(move |c, used, fonts| {
        let base = used.first().and_then(|&id| fonts.face(id));
        let weight = if base.is_some_and(|face| face.weight.0 >= 600) { Weight::Semibold } else { Weight::Regular };
        let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
        known.face(fonts, c, weight).filter(|id| !used.contains(id))
    })
}
