//! The outlines of boxes, lines and icons, for the path builders of the painters.

use crate::scene::{Line, Part, Point, Rect, Sign};

/// A command of a path.
pub(crate) enum Command {
    Move(Point),
    Line(Point),
    /// Around a corner to a point.
    Quad(Point, Point),
    /// With two control points to a point.
    Cubic(Point, Point, Point),
    Close,
}

/// Draws the outline of a part; texts and steps have none.
pub(crate) fn outline(part: &Part, draw: &mut impl FnMut(Command)) {
    match part {
        Part::Rect(rect) => rectangle(rect, draw),
        Part::Line(line) => along(line, draw),
        Part::Shape(shape) => around(&shape.points, draw),
        Part::Sign(sign) => strokes(sign, draw),
        Part::Text(_) | Part::Step(_) | Part::Object(_) => {}
    }
}

fn along(line: &Line, draw: &mut impl FnMut(Command)) {
    for (at, segment) in rounded(line).enumerate() {
        draw(if at == 0 { Command::Move(segment.to) } else { Command::Line(segment.to) });
        if let Some((corner, to)) = segment.bend {
            draw(Command::Quad(corner, to));
        }
    }
}

fn around(points: &[Point], draw: &mut impl FnMut(Command)) {
    for (at, &point) in points.iter().enumerate() {
        draw(if at == 0 { Command::Move(point) } else { Command::Line(point) });
    }
    draw(Command::Close);
}

fn rectangle(rect: &Rect, draw: &mut impl FnMut(Command)) {
    let radius = rect.radius.min(rect.width / 2.0).min(rect.height / 2.0);
    let (left, top, right, bottom) = (rect.x, rect.y, rect.x + rect.width, rect.y + rect.height);
    if radius <= 0.0 {
        return around(&[(left, top), (right, top), (right, bottom), (left, bottom)], draw);
    }
    // A quarter of a circle as a cubic: the control points lie this far from the corner.
    let near = radius * (1.0 - 0.5523);
    draw(Command::Move((left + radius, top)));
    for (line, first, second, to) in [
        ((right - radius, top), (right - near, top), (right, top + near), (right, top + radius)),
        ((right, bottom - radius), (right, bottom - near), (right - near, bottom), (right - radius, bottom)),
        ((left + radius, bottom), (left + near, bottom), (left, bottom - near), (left, bottom - radius)),
        ((left, top + radius), (left, top + near), (left + near, top), (left + radius, top)),
    ] {
        draw(Command::Line(line));
        draw(Command::Cubic(first, second, to));
    }
    draw(Command::Close);
}

/// An icon's lines; its path has only the commands documented at [`crate::icon::Icon::path`].
fn strokes(sign: &Sign, draw: &mut impl FnMut(Command)) {
    let mut here = (0.0, 0.0);
    let mut rest = sign.icon.path();
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
        // Coordinates in the icon's square, moved to its position.
        let place = |number: usize| numbers.get(number).copied().unwrap_or(0.0);
        let point = |number: usize| (sign.x + place(2 * number), sign.y + place(2 * number + 1));
        let to = (sign.x + here.0, sign.y + here.1);
        draw(match command {
            'M' => Command::Move(to),
            'L' | 'H' | 'V' => Command::Line(to),
            'Q' => Command::Quad(point(0), to),
            'C' => Command::Cubic(point(0), point(1), to),
            _ => Command::Close,
        });
    }
}

/// A segment of a line: straight to a point, then perhaps around a corner.
pub(crate) struct PathSegment {
    /// Where the straight part ends.
    pub(crate) to: Point,
    /// The corner, and where the bend ends.
    pub(crate) bend: Option<(Point, Point)>,
}

/// The segments of a line, with its corners rounded if the segments are long enough.
pub(crate) fn rounded(line: &Line) -> impl Iterator<Item = PathSegment> + '_ {
    let points = &line.points;
    let distance = |a: Point, b: Point| (a.0 - b.0).hypot(a.1 - b.1);
    (0..points.len()).map(move |at| {
        let here = points[at];
        let neighbors = at.checked_sub(1).and_then(|before| points.get(before)).zip(points.get(at + 1));
        let Some((&before, &after)) = neighbors.filter(|_| line.radius > 0.0) else {
            return PathSegment { to: here, bend: None };
        };
        let (back, forth) = (distance(here, before), distance(here, after));
        let radius = line.radius.min(back / 2.0).min(forth / 2.0);
        let straight =
            ((before.0 - here.0) * (after.1 - here.1) - (before.1 - here.1) * (after.0 - here.0)).abs() < 0.01;
        if radius < 0.5 || straight {
            return PathSegment { to: here, bend: None };
        }
        let along = |to: Point, length: f64| {
            (here.0 + (to.0 - here.0) * radius / length, here.1 + (to.1 - here.1) * radius / length)
        };
        PathSegment { to: along(before, back), bend: Some((here, along(after, forth))) }
    })
}

/// Painters use f32.
#[expect(clippy::cast_possible_truncation, reason = "coordinates are small")]
pub(crate) fn float(value: f64) -> f32 {
    value as f32
}
