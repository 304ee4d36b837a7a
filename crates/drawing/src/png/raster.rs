//! Strips of a scene as pixels.
//!
//! Glyphs of the embedded font are rendered once; text in other scripts is drawn as outlines.

use tiny_skia::{
    Color as SkiaColor, FillRule, Paint as SkiaPaint, Path, PathBuilder, Pixmap, Rect as Area, Stroke, StrokeDash,
    Transform,
};

use crate::fonts::{self, FontRuns};
use crate::outline::{Command, float, outline};
use crate::png::foreign_text::ForeignText;
use crate::png::glyphs::Glyphs;
use crate::scene::{Line, Part, Rect, Scene, Shape, Sign};
use crate::style::{Color, Paint, channels};

/// Renders strips of a scene at a scale; caches the glyphs.
pub(crate) struct StripPainter<'a> {
    scene: &'a Scene,
    scale: f64,
    /// Texts that the embedded font can't show.
    foreign_texts: Vec<ForeignText>,
    glyphs: Glyphs,
}

impl<'a> StripPainter<'a> {
    pub(crate) fn new(scene: &'a Scene, scale: f64) -> StripPainter<'a> {
        let foreign_texts = if scene.needs_system_fonts() { foreign_texts(scene) } else { Vec::new() };
        StripPainter { scene, scale, foreign_texts, glyphs: Glyphs::new() }
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
        for ForeignText { paint, path } in &self.foreign_texts {
            let bounds = path.bounds();
            if f64::from(bounds.bottom()) >= upper && f64::from(bounds.top()) <= lower {
                let pen = self.pen(paint.style().fill.unwrap_or(Color::Letter));
                strip.fill_path(path, &pen, FillRule::Winding, place, None);
            }
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

    fn pen(&self, color: Color) -> SkiaPaint<'static> {
        let [red, green, blue] = channels(color.hex(self.scene.theme));
        let mut pen = SkiaPaint::default();
        pen.set_color_rgba8(red, green, blue, 255);
        pen
    }

    fn draw(&self, part: &Part, paint: Paint, place: Transform, onto: &mut Pixmap) {
        let style = paint.style();
        if let (Part::Rect(rect), Some(color), None) = (part, style.fill, style.stroke)
            && rect.radius <= 0.0
        {
            let area = Area::from_xywh(float(rect.x), float(rect.y), float(rect.width), float(rect.height));
            if let Some(area) = area {
                onto.fill_rect(area, &self.pen(color), place, None);
            }
            return;
        }
        let Some(path) = path_of(part) else { return };
        if let Some(color) = style.fill {
            onto.fill_path(&path, &self.pen(color), FillRule::Winding, place, None);
        }
        if let Some(color) = style.stroke {
            let lengths = || style.dash.split(' ').filter_map(|length| length.parse().ok()).collect();
            let dash = if style.dash.is_empty() { None } else { StrokeDash::new(lengths(), 0.0) };
            let stroke = Stroke { width: float(style.width), dash, ..Stroke::default() };
            onto.stroke_path(&path, &self.pen(color), &stroke, place, None);
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

/// The texts that the embedded font can't show.
fn foreign_texts(scene: &Scene) -> Vec<ForeignText> {
    let mut fonts = FontRuns::new();
    let texts = scene.all().filter_map(|part| if let Part::Text(text) = part { Some(text) } else { None });
    let foreign = texts.filter(|text| !fonts::covers(&text.text));
    foreign.filter_map(|text| ForeignText::new(text, &mut fonts)).collect()
}
