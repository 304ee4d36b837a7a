//! Scenes on the pages of a PDF: each part as the lines and letters that PDF knows.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point as At, Rect as Area};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;

use crate::outline::{Track, outline};
use crate::pdf::text::Letters;
use crate::scene::{Line, Part, Point, Rect, Shape, Sign};
use crate::style::{Paint, Theme};

/// Draws parts of a scene on a page.
pub(crate) struct Pen<'a, 'b> {
    pub(crate) surface: &'a mut Surface<'b>,
    pub(crate) letters: &'a mut Letters,
    pub(crate) theme: Theme,
}

impl Pen<'_, '_> {
    /// Draws a part; the paper only where it is asked for.
    pub(crate) fn part(&mut self, part: &Part, with_paper: bool) {
        match part {
            // On white paper the picture needs none of its own.
            Part::Rect(rect) if rect.paint == Paint::Paper && !with_paper => {}
            Part::Text(text) => {
                paint(self.surface, text.paint, self.theme);
                self.letters.draw(self.surface, text);
            }
            Part::Step(step) => step.parts.iter().for_each(|part| self.part(part, with_paper)),
            Part::Rect(Rect { paint, .. })
            | Part::Line(Line { paint, .. })
            | Part::Shape(Shape { paint, .. })
            | Part::Sign(Sign { paint, .. }) => self.draw(*paint, part),
        }
    }

    fn draw(&mut self, with: Paint, part: &Part) {
        let mut path = PathBuilder::new();
        outline(part, &mut path);
        if let Some(path) = path.finish() {
            paint(self.surface, with, self.theme);
            self.surface.draw_path(&path);
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
    let [red, green, blue] = crate::style::channels(hex);
    rgb::Color::new(red, green, blue)
}

/// A rectangle as a path.
pub(crate) fn area(x: f64, y: f64, width: f64, height: f64) -> Option<Path> {
    let mut path = PathBuilder::new();
    path.push_rect(Area::from_xywh(float(x), float(y), float(width), float(height))?);
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
