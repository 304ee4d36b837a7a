//! A drawing as numbers: boxes, lines and texts with coordinates in px, independent of how they are painted.

use std::borrow::Cow;

use serde::Serialize;

use crate::fonts;
use crate::icon::Icon;
use crate::style::{Paint, Theme};
use crate::target::Target;
use vsm::StepId;

/// A point: x to the right, y downwards, in px.
pub type Point = (f64, f64);

/// A whole drawing.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Scene {
    /// Width in px.
    pub width: f64,
    /// Height in px.
    pub height: f64,
    /// What it shows, for screen readers.
    pub title: String,
    /// A longer description with the main metrics.
    pub description: String,
    /// Its colors, except within a page, which has its own theme.
    #[serde(skip)]
    pub theme: Theme,
    /// Heights at which it may be cut into pages, from top to bottom; neither 0 nor the whole height.
    pub cuts: Vec<f64>,
    /// The parts, in painting order.
    pub parts: Vec<Part>,
}

/// One element of a drawing.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A rectangle.
    Rect(Rect),
    /// A line through points.
    Line(Line),
    /// A closed shape through points.
    Shape(Shape),
    /// An icon.
    Sign(Sign),
    /// A line of text.
    Text(Text),
    /// A step: its box with everything in it.
    Step(Step),
    /// Anything else that can be selected, with everything in it.
    Object(Object),
}

/// A rectangle.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Rect {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
    /// Radius of the corners.
    pub radius: f64,
    /// How it is painted.
    pub paint: Paint,
    /// Its tooltip.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A line through points, its corners rounded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The points.
    pub points: Vec<Point>,
    /// Radius of the corners; smaller where a segment is too short for it.
    pub radius: f64,
    /// How it is painted.
    pub paint: Paint,
}

/// A closed shape.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Shape {
    /// Its corners.
    pub points: Vec<Point>,
    /// How it is painted.
    pub paint: Paint,
}

/// An icon with its position.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Sign {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Which one.
    pub icon: Icon,
    /// How it is painted.
    pub paint: Paint,
}

/// The end of a text that its x refers to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// The left end.
    Start,
    /// The middle.
    Middle,
    /// The right end.
    End,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Text {
    /// Where it is anchored.
    pub x: f64,
    /// Its baseline.
    pub y: f64,
    /// The end of the text that `x` refers to.
    pub anchor: Anchor,
    /// The maximum width; the text never exceeds it.
    pub max_width: f64,
    /// How it is painted.
    pub paint: Paint,
    /// The text, shortened if necessary.
    pub text: Cow<'static, str>,
    /// The full text as a tooltip, if `text` is shortened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<String>,
}

/// A step's box and everything in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The step's id.
    pub id: StepId,
    /// Its name and values as text.
    pub title: String,
    /// The parts.
    pub parts: Vec<Part>,
}

/// Something that can be selected, with everything in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Object {
    /// What it stands for.
    pub target: Target,
    /// Its name and value as text.
    pub title: String,
    /// Who can reach it in a page.
    #[serde(skip)]
    pub access: Access,
    /// Where it reacts to the pointer, beside its parts: left and upper edge, width and height.
    #[serde(skip)]
    pub area: Option<(Point, (f64, f64))>,
    /// The parts.
    pub parts: Vec<Part>,
}

/// Who can reach an object in a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Access {
    /// Everyone; it is a stop of the Tab key.
    #[default]
    TabStop,
    /// Everyone, but the Tab key passes it.
    Passed,
    /// The pointer only: it repeats what another object says.
    Pointer,
}

impl Scene {
    /// Every part, including those inside steps and objects, in painting order.
    pub fn all(&self) -> impl Iterator<Item = &Part> {
        let with_inside = |part| std::iter::once(part).chain(Part::inside(part));
        self.parts.iter().flat_map(move |part| std::iter::once(part).chain(part.inside().iter().flat_map(with_inside)))
    }

    /// Adds a margin in px on all sides.
    #[must_use]
    pub fn with_margin(mut self, margin: f64) -> Scene {
        self.parts.iter_mut().for_each(|part| part.move_by(margin, margin));
        (self.width, self.height) = (self.width + 2.0 * margin, self.height + 2.0 * margin);
        self
    }

    /// Puts another drawing below this one.
    #[must_use]
    pub fn above(mut self, mut other: Scene) -> Scene {
        let (width, down) = (self.width.max(other.width), self.height);
        other.parts.iter_mut().for_each(|part| part.move_by(0.0, down));
        self.cuts.push(down);
        self.cuts.extend(other.cuts.iter().map(|cut| cut + down));
        (self.width, self.height) = (width, down + other.height);
        self.parts.append(&mut other.parts);
        // The paper lies below both.
        if let Some(Part::Rect(paper)) = self.parts.first_mut().filter(|part| part.is_paper()) {
            (paper.width, paper.height) = (self.width, self.height);
        }
        self
    }

    /// Whether it contains characters that the embedded font lacks.
    pub fn needs_system_fonts(&self) -> bool {
        self.texts().any(|text| !fonts::covers(text))
    }

    /// Every text that is drawn.
    pub fn texts(&self) -> impl Iterator<Item = &str> {
        self.all().filter_map(|part| if let Part::Text(text) = part { Some(text.text.as_ref()) } else { None })
    }

    /// The geometry as JSON, for golden files.
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Part {
    fn is_paper(&self) -> bool {
        matches!(self, Part::Rect(rect) if rect.paint == Paint::Paper)
    }

    /// The parts inside a step or an object.
    pub fn inside(&self) -> &[Part] {
        match self {
            Part::Step(step) => &step.parts,
            Part::Object(object) => &object.parts,
            _ => &[],
        }
    }

    fn move_by(&mut self, right: f64, down: f64) {
        let moved = |point: &mut Point| *point = (point.0 + right, point.1 + down);
        match self {
            Part::Rect(rect) => (rect.x, rect.y) = (rect.x + right, rect.y + down),
            Part::Line(line) => line.points.iter_mut().for_each(moved),
            Part::Shape(shape) => shape.points.iter_mut().for_each(moved),
            Part::Sign(sign) => (sign.x, sign.y) = (sign.x + right, sign.y + down),
            Part::Text(text) => (text.x, text.y) = (text.x + right, text.y + down),
            Part::Step(step) => step.parts.iter_mut().for_each(|part| part.move_by(right, down)),
            Part::Object(object) => {
                if let Some((at, _)) = &mut object.area {
                    moved(at);
                }
                object.parts.iter_mut().for_each(|part| part.move_by(right, down));
            }
        }
    }

    /// Whether some of it may lie between two heights.
    pub fn reaches(&self, top: f64, bottom: f64) -> bool {
        let (min, max) = match self {
            Part::Rect(rect) => (rect.y, rect.y + rect.height),
            Part::Line(line) => vertical_extent(&line.points),
            Part::Shape(shape) => vertical_extent(&shape.points),
            Part::Sign(sign) => (sign.y, sign.y + Icon::SIZE),
            Part::Text(text) => (text.y - 24.0, text.y + 8.0),
            Part::Step(_) | Part::Object(_) => return self.inside().iter().any(|part| part.reaches(top, bottom)),
        };
        max + 4.0 >= top && min - 4.0 <= bottom
    }
}

/// A count for calculations with coordinates.
#[expect(clippy::cast_precision_loss, reason = "counts are small")]
pub(crate) fn real(count: usize) -> f64 {
    count as f64
}

fn vertical_extent(points: &[Point]) -> (f64, f64) {
    let start = (f64::INFINITY, f64::NEG_INFINITY);
    points.iter().fold(start, |(min, max), point| (min.min(point.1), max.max(point.1)))
}

impl Rect {
    pub(crate) fn new((x, y): Point, (width, height): (f64, f64), paint: Paint) -> Rect {
        Rect { x, y, width, height, radius: 0.0, paint, title: None }
    }

    pub(crate) fn rounded(self, radius: f64) -> Rect {
        Rect { radius, ..self }
    }

    pub(crate) fn with_title(self, title: impl Into<String>) -> Rect {
        Rect { title: Some(title.into()), ..self }
    }
}

impl Line {
    pub(crate) fn new(points: Vec<Point>, paint: Paint) -> Line {
        Line { points, radius: 0.0, paint }
    }

    pub(crate) fn rounded(self, radius: f64) -> Line {
        Line { radius, ..self }
    }
}

impl Shape {
    pub(crate) fn new(points: Vec<Point>, paint: Paint) -> Shape {
        Shape { points, paint }
    }
}

impl Object {
    /// An object that the Tab key reaches.
    pub(crate) fn new(target: Target, title: String, parts: Vec<Part>) -> Object {
        Object { target, title, access: Access::TabStop, area: None, parts }
    }

    /// An object that repeats what another one says.
    pub(crate) fn duplicate(target: Target, parts: Vec<Part>) -> Object {
        Object { target, title: String::new(), access: Access::Pointer, area: None, parts }
    }

    pub(crate) fn with_access(self, access: Access) -> Object {
        Object { access, ..self }
    }

    /// Also reacts to the pointer in an area: its upper left corner, its width and height.
    pub(crate) fn with_area(self, at: Point, size: (f64, f64)) -> Object {
        Object { area: Some((at, size)), ..self }
    }
}

impl Text {
    /// A text that is known to fit.
    pub(crate) fn new(
        (x, y): Point,
        anchor: Anchor,
        max_width: f64,
        paint: Paint,
        text: impl Into<Cow<'static, str>>,
    ) -> Text {
        Text { x, y, anchor, max_width, paint, text: text.into(), full: None }
    }

    /// A text that is shortened to fit, with the full text as its tooltip.
    pub(crate) fn fitted(at: Point, anchor: Anchor, max_width: f64, paint: Paint, text: &str) -> Text {
        let (short, cut) = paint.within(max_width).one_line(text);
        Text::new(at, anchor, max_width, paint, short).with_full(cut.then(|| text.to_owned()))
    }

    pub(crate) fn with_full(self, full: Option<String>) -> Text {
        Text { full, ..self }
    }

    /// Its left and right ends.
    pub fn extent(&self) -> (f64, f64) {
        let width = self.paint.width_of(&self.text);
        match self.anchor {
            Anchor::Start => (self.x, self.x + width),
            Anchor::Middle => (self.x - width / 2.0, self.x + width / 2.0),
            Anchor::End => (self.x - width, self.x),
        }
    }
}

macro_rules! parts {
    ($($kind:ident),+) => {
        $(impl From<$kind> for Part {
            fn from(part: $kind) -> Part {
                Part::$kind(part)
            }
        })+
    };
}

parts!(Rect, Line, Shape, Sign, Text, Step, Object);
