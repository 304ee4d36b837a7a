//! A picture as numbers: boxes, lines and texts with coordinates in px, before any skin.

use std::borrow::Cow;

use serde::Serialize;

use crate::icon::Icon;
use crate::style::{Paint, Theme};
use vsm::StepId;

/// A point: x to the right, y downwards, in px.
pub type Point = (f64, f64);

/// A whole picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scene {
    /// Width in px.
    pub width: f64,
    /// Height in px.
    pub height: f64,
    /// What it shows, for people who cannot see it.
    pub title: String,
    /// The same with the figures that count.
    pub description: String,
    /// Its colours, where it is not a page that decides.
    #[serde(skip)]
    pub theme: Theme,
    /// Heights at which it may be cut into pages, from top to bottom; neither 0 nor the whole height.
    pub cuts: Vec<f64>,
    /// What is painted, in that order.
    pub parts: Vec<Part>,
}

/// One thing in a picture.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// A rectangle.
    Rect(Rect),
    /// A line through points.
    Line(Line),
    /// A closed shape through points.
    Shape(Shape),
    /// A small sign.
    Sign(Sign),
    /// A line of text.
    Text(Text),
    /// A step: its box with everything in it.
    Step(Step),
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
    /// What a pointer that rests on it is told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
}

/// A line through points, its corners rounded.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Line {
    /// The points.
    pub points: Vec<Point>,
    /// Radius of the corners; smaller where a stretch is too short for it.
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

/// A small sign.
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

/// Where a text's x is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Anchor {
    /// At its left end.
    Start,
    /// In its middle.
    Middle,
    /// At its right end.
    End,
}

/// A line of text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Text {
    /// Where it is anchored.
    pub x: f64,
    /// Its base line.
    pub y: f64,
    /// Which end of it.
    pub anchor: Anchor,
    /// The width that it may take; it never takes more.
    pub room: f64,
    /// How it is painted.
    pub paint: Paint,
    /// What it says.
    pub text: Cow<'static, str>,
    /// All that it would say with more room.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub full: Option<String>,
}

/// A step's box and everything in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Step {
    /// The step's id.
    pub id: StepId,
    /// Its name and figures in words.
    pub title: String,
    /// What is painted.
    pub parts: Vec<Part>,
}

impl Scene {
    /// Every part, those inside steps too, in the order of painting.
    pub fn all(&self) -> impl Iterator<Item = &Part> {
        self.parts.iter().flat_map(|part| {
            let inside = if let Part::Step(step) = part { step.parts.as_slice() } else { &[] };
            std::iter::once(part).chain(inside)
        })
    }

    /// This picture with so much space around it, in px.
    #[must_use]
    pub fn moved_in(mut self, margin: f64) -> Scene {
        self.parts.iter_mut().for_each(|part| part.move_by(margin, margin));
        (self.width, self.height) = (self.width + 2.0 * margin, self.height + 2.0 * margin);
        self
    }

    /// This picture with another one below it.
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

    /// Does it need letters that the embedded font lacks?
    #[must_use]
    pub fn needs_other_fonts(&self) -> bool {
        self.all().any(|part| matches!(part, Part::Text(text) if !crate::fonts::covers(&text.text)))
    }

    /// The geometry as JSON, for people and tests that compare.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).unwrap_or_default()
    }
}

impl Part {
    fn is_paper(&self) -> bool {
        matches!(self, Part::Rect(rect) if rect.paint == Paint::Paper)
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
        }
    }

    /// Could something of it lie between two heights?
    #[must_use]
    pub fn reaches(&self, top: f64, bottom: f64) -> bool {
        let (least, most) = match self {
            Part::Rect(rect) => (rect.y, rect.y + rect.height),
            Part::Line(line) => extent(&line.points),
            Part::Shape(shape) => extent(&shape.points),
            Part::Sign(sign) => (sign.y, sign.y + Icon::SIZE),
            Part::Text(text) => (text.y - 24.0, text.y + 8.0),
            Part::Step(step) => return step.parts.iter().any(|part| part.reaches(top, bottom)),
        };
        most + 4.0 >= top && least - 4.0 <= bottom
    }
}

fn extent(points: &[Point]) -> (f64, f64) {
    points
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), point| (least.min(point.1), most.max(point.1)))
}

impl Text {
    /// Its left and right ends.
    #[must_use]
    pub fn extent(&self) -> (f64, f64) {
        let width = self.paint.width_of(&self.text);
        match self.anchor {
            Anchor::Start => (self.x, self.x + width),
            Anchor::Middle => (self.x - width / 2.0, self.x + width / 2.0),
            Anchor::End => (self.x - width, self.x),
        }
    }
}
