//! Scenes on the pages of a PDF: each part as the lines and letters that PDF knows.

use krilla::color::rgb;
use krilla::geom::{Path, PathBuilder, Point as At, Rect as Area};
use krilla::num::NormalizedF32;
use krilla::paint::{Fill, FillRule, Stroke, StrokeDash};
use krilla::surface::Surface;

use super::letters::Letters;
use super::paint::{Paint, Theme};
use super::scene::{Part, Point, Rect};
use super::svg::rounded;

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
            Part::Rect(rect) => self.draw(rect.paint, rounded_area(rect)),
            Part::Line(line) => {
                let mut path = PathBuilder::new();
                for (at, piece) in rounded(line).enumerate() {
                    let (x, y) = (float(piece.to.0), float(piece.to.1));
                    match at {
                        0 => path.move_to(x, y),
                        _ => path.line_to(x, y),
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

    /// Draws a path, if there is one.
    pub(crate) fn draw(&mut self, with: Paint, path: Option<Path>) {
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

/// A rectangle as a path.
pub(crate) fn area(x: f64, y: f64, width: f64, height: f64) -> Option<Path> {
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
fn icon_path(lines: &str, (left, top): Point) -> Option<Path> {
    let mut path = PathBuilder::new();
    let mut here = (0.0, 0.0);
    let mut rest = lines;
    while let Some(command) = rest.chars().next() {
        rest = &rest[command.len_utf8()..];
        let end = rest.find(|c: char| c.is_ascii_alphabetic()).unwrap_or(rest.len());
        let numbers: Vec<f64> = rest[..end].split_whitespace().filter_map(|number| number.parse().ok()).collect();
        rest = &rest[end..];
        match (command, numbers.as_slice()) {
            ('H', &[x]) => here.0 = x,
            ('V', &[y]) => here.1 = y,
            (_, &[.., x, y]) => here = (x, y),
            _ => {}
        }
        // Places in the square, moved to where the sign stands.
        let at = |number: usize| {
            let place = |number: usize| numbers.get(number).copied().unwrap_or(0.0);
            (float(left + place(2 * number)), float(top + place(2 * number + 1)))
        };
        let (x, y) = (float(left + here.0), float(top + here.1));
        match command {
            'M' => path.move_to(x, y),
            'L' | 'H' | 'V' => path.line_to(x, y),
            'Q' => path.quad_to(at(0).0, at(0).1, x, y),
            'C' => path.cubic_to(at(0).0, at(0).1, at(1).0, at(1).1, x, y),
            _ => path.close(),
        }
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
