//! The outlines of boxes, lines and signs, for whichever path builder a painter has.

use crate::scene::{Line, Part, Point, Rect, Shape, Sign};

/// What an outline is drawn on: the path builders of the painters.
pub(crate) trait Track {
    /// Starts at a point.
    fn start(&mut self, at: Point);
    /// Goes straight to a point.
    fn straight(&mut self, to: Point);
    /// Goes to a point by one control point.
    fn bend(&mut self, by: Point, to: Point);
    /// Goes to a point by two control points.
    fn curve(&mut self, first: Point, second: Point, to: Point);
    /// Goes back to where it started.
    fn close(&mut self);
}

/// Draws the outline of a part; texts and steps have none.
pub(crate) fn outline(part: &Part, track: &mut impl Track) {
    match part {
        Part::Rect(rect) => rectangle(rect, track),
        Part::Line(line) => along(line, track),
        Part::Shape(shape) => around(shape, track),
        Part::Sign(sign) => strokes(sign, track),
        Part::Text(_) | Part::Step(_) => {}
    }
}

fn along(line: &Line, track: &mut impl Track) {
    for (at, piece) in rounded(line).enumerate() {
        if at == 0 {
            track.start(piece.to);
        } else {
            track.straight(piece.to);
        }
        if let Some((corner, to)) = piece.bend {
            track.bend(corner, to);
        }
    }
}

fn around(shape: &Shape, track: &mut impl Track) {
    for (at, &point) in shape.points.iter().enumerate() {
        if at == 0 {
            track.start(point);
        } else {
            track.straight(point);
        }
    }
    track.close();
}

fn rectangle(rect: &Rect, track: &mut impl Track) {
    let radius = rect.radius.min(rect.width / 2.0).min(rect.height / 2.0);
    let (left, top, right, bottom) = (rect.x, rect.y, rect.x + rect.width, rect.y + rect.height);
    if radius <= 0.0 {
        track.start((left, top));
        for corner in [(right, top), (right, bottom), (left, bottom)] {
            track.straight(corner);
        }
        track.close();
        return;
    }
    // A quarter of a circle by a cubic: the control points lie this far from the corner.
    let near = radius * (1.0 - 0.5523);
    track.start((left + radius, top));
    for (line, first, second, to) in [
        ((right - radius, top), (right - near, top), (right, top + near), (right, top + radius)),
        ((right, bottom - radius), (right, bottom - near), (right - near, bottom), (right - radius, bottom)),
        ((left + radius, bottom), (left + near, bottom), (left, bottom - near), (left, bottom - radius)),
        ((left, top + radius), (left, top + near), (left + near, top), (left + radius, top)),
    ] {
        track.straight(line);
        track.curve(first, second, to);
    }
    track.close();
}

/// A sign's lines; its path has only the commands that [`crate::icon::Icon::path`] promises.
fn strokes(sign: &Sign, track: &mut impl Track) {
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
        // Places in the sign's square, moved to where it stands.
        let place = |number: usize| numbers.get(number).copied().unwrap_or(0.0);
        let point = |number: usize| (sign.x + place(2 * number), sign.y + place(2 * number + 1));
        let to = (sign.x + here.0, sign.y + here.1);
        match command {
            'M' => track.start(to),
            'L' | 'H' | 'V' => track.straight(to),
            'Q' => track.bend(point(0), to),
            'C' => track.curve(point(0), point(1), to),
            _ => track.close(),
        }
    }
}

/// A stretch of a line: straight to a point, then perhaps round a corner.
pub(crate) struct Piece {
    /// Where the straight part ends.
    pub(crate) to: Point,
    /// The corner, and where the bend ends.
    pub(crate) bend: Option<(Point, Point)>,
}

/// The stretches of a line whose corners are rounded as far as the room allows.
pub(crate) fn rounded(line: &Line) -> impl Iterator<Item = Piece> + '_ {
    let points = &line.points;
    let distance = |a: Point, b: Point| (a.0 - b.0).hypot(a.1 - b.1);
    (0..points.len()).map(move |at| {
        let here = points[at];
        let neighbours = at.checked_sub(1).and_then(|before| points.get(before)).zip(points.get(at + 1));
        let Some((&before, &after)) = neighbours.filter(|_| line.radius > 0.0) else {
            return Piece { to: here, bend: None };
        };
        let (back, forth) = (distance(here, before), distance(here, after));
        let radius = line.radius.min(back / 2.0).min(forth / 2.0);
        let straight =
            ((before.0 - here.0) * (after.1 - here.1) - (before.1 - here.1) * (after.0 - here.0)).abs() < 0.01;
        if radius < 0.5 || straight {
            return Piece { to: here, bend: None };
        }
        let along = |to: Point, length: f64| {
            (here.0 + (to.0 - here.0) * radius / length, here.1 + (to.1 - here.1) * radius / length)
        };
        Piece { to: along(before, back), bend: Some((here, along(after, forth))) }
    })
}
