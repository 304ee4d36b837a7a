//! Paints the parts of a scene on a PDF page.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Rect as Area};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;

use crate::outline::{Command, float, outline};
use crate::pdf::text::PdfText;
use crate::scene::{Line, Part, Rect, Shape, Sign};
use crate::style::{Paint, Theme};

/// Paints parts of a scene on a page.
pub(crate) struct PdfPainter<'a, 'b> {
    pub(crate) surface: &'a mut Surface<'b>,
    pub(crate) text: &'a mut PdfText,
    pub(crate) theme: Theme,
}

impl PdfPainter<'_, '_> {
    /// Paints a part; the paper only if `with_paper`.
    pub(crate) fn part(&mut self, part: &Part, with_paper: bool) {
        match part {
            // White paper needs no background.
            Part::Rect(rect) if rect.paint == Paint::Paper && !with_paper => {}
            Part::Text(text) => {
                set_paint(self.surface, text.paint, self.theme);
                self.text.draw(self.surface, text);
            }
            Part::Step(_) | Part::Object(_) => part.inside().iter().for_each(|part| self.part(part, with_paper)),
            Part::Rect(Rect { paint, .. })
            | Part::Line(Line { paint, .. })
            | Part::Shape(Shape { paint, .. })
            | Part::Sign(Sign { paint, .. }) => self.draw(*paint, part),
        }
    }

    fn draw(&mut self, with: Paint, part: &Part) {
        if let Some(path) = path_of(part) {
            set_paint(self.surface, with, self.theme);
            self.surface.draw_path(&path);
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

/// Sets fill and stroke for the next parts.
fn set_paint(surface: &mut Surface, paint: Paint, theme: Theme) {
    let style = paint.style();
    surface.set_fill(style.fill.map(|color| Fill {
        paint: rgb_color(color.hex(theme)).into(),
        opacity: NormalizedF32::ONE,
        rule: FillRule::NonZero,
    }));
    surface.set_stroke(style.stroke.map(|color| Stroke {
        paint: rgb_color(color.hex(theme)).into(),
        width: float(style.width),
        dash: (!style.dash.is_empty()).then(|| StrokeDash {
            array: style.dash.split(' ').filter_map(|length| length.parse().ok()).collect(),
            offset: 0.0,
        }),
        ..Stroke::default()
    }));
}

fn rgb_color(hex: &str) -> rgb::Color {
    let [red, green, blue] = crate::style::channels(hex);
    rgb::Color::new(red, green, blue)
}

/// A rectangle as a path.
pub(crate) fn area(x: f64, y: f64, width: f64, height: f64) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Area::from_xywh(float(x), float(y), float(width), float(height))?);
    path.finish()
}
