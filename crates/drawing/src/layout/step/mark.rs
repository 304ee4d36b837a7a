//! How a step differs from the other map of a comparison: marked by a shape and a word, never by color alone.

use std::collections::HashMap;

use crate::scene::{Anchor, Part, Point, Rect, Shape, Text};
use crate::style::Paint;
use vsm::StepId;
use vsm::compare::{ChangedField, Comparison};
use vsm::fields::catalog::StepField;

/// Height in px that a tag takes in a box.
pub(crate) const TAG: f64 = 22.0;
const HEIGHT: f64 = 17.0;
/// From the left edge of a tag to the middle of its sign, and to its word.
const SIGN: f64 = 10.0;
const WORD: f64 = 19.0;

/// How a step differs from the other map.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Mark {
    /// Only in this map, the second.
    Added,
    /// Only in this map, the first.
    Removed,
    /// In both, with other values or at another position.
    Differs {
        /// The changed fields.
        fields: Vec<ChangedField>,
        /// Where it was moved.
        moved: Option<String>,
    },
}

/// The marks of one map's steps.
pub(crate) type Marks = HashMap<StepId, Mark>;

/// The marks in the first map: only the removed steps.
pub(crate) fn before(comparison: &Comparison) -> Marks {
    comparison.removed.iter().map(|id| (id.clone(), Mark::Removed)).collect()
}

/// The marks in the second map.
pub(crate) fn after(comparison: &Comparison) -> Marks {
    let mut marks: Marks = comparison.added.iter().map(|id| (id.clone(), Mark::Added)).collect();
    for step in &comparison.changed {
        marks.insert(step.id.clone(), Mark::Differs { fields: step.fields.clone(), moved: None });
    }
    for step in &comparison.moved {
        let unchanged = Mark::Differs { fields: Vec::new(), moved: None };
        if let Mark::Differs { moved, .. } = marks.entry(step.id.clone()).or_insert(unchanged) {
            *moved = Some(step.sentence.clone());
        }
    }
    marks
}

impl Mark {
    pub(crate) fn tag(&self) -> Tag {
        match self {
            Mark::Added => Tag { sign: PLUS, word: "ADDED", paint: Paint::AddedTag },
            Mark::Removed => Tag { sign: MINUS, word: "REMOVED", paint: Paint::RemovedTag },
            Mark::Differs { fields, moved: Some(_) } if fields.is_empty() => {
                Tag { sign: ARROWS, word: "MOVED", paint: Paint::ChangedTag }
            }
            Mark::Differs { moved: Some(_), .. } => {
                Tag { sign: ARROWS, word: "MOVED, CHANGED", paint: Paint::ChangedTag }
            }
            Mark::Differs { .. } => Tag { sign: DIAMOND, word: "CHANGED", paint: Paint::ChangedTag },
        }
    }

    /// The mark as a sentence.
    pub(crate) fn description(&self) -> String {
        match self {
            Mark::Added => "Only in the “after” map".to_owned(),
            Mark::Removed => "Only in the “before” map".to_owned(),
            Mark::Differs { fields, moved } => {
                let fields_in_words = fields.iter().map(ChangedField::words).collect::<Vec<_>>().join(", ");
                let changed = (!fields.is_empty()).then(|| format!("Changed: {fields_in_words}"));
                [changed, moved.clone()].into_iter().flatten().collect::<Vec<_>>().join(". ")
            }
        }
    }

    fn fields(&self) -> &[ChangedField] {
        if let Mark::Differs { fields, .. } = self { fields } else { &[] }
    }

    /// Whether its waiting triangle shows something different.
    pub(crate) fn changes_wait(&self) -> bool {
        self.fields().iter().any(|field| matches!(field.field, "wait" | "wait_reason" | "queue"))
    }

    /// The figures of its box that show something different.
    pub(crate) fn changed_figures(&self) -> Vec<StepField> {
        let figure = |field: &ChangedField| match StepField::from_key(field.field)? {
            StepField::PeoplePerItem => Some(StepField::People),
            shown @ (StepField::Wait
            | StepField::Work
            | StepField::Lead
            | StepField::CompleteAccurate
            | StepField::People
            | StepField::Batch
            | StepField::Every
            | StepField::Downtime) => Some(shown),
            _ => None,
        };
        self.fields().iter().filter_map(figure).collect()
    }
}

/// Shapes of signs around their middle, each closed.
type Outline = &'static [&'static [Point]];
const DIAMOND: Outline = &[&[(0.0, -4.0), (4.0, 0.0), (0.0, 4.0), (-4.0, 0.0)]];
const MINUS: Outline = &[&[(-4.0, -1.0), (4.0, -1.0), (4.0, 1.0), (-4.0, 1.0)]];
const PLUS: Outline = &[&[
    (-1.0, -4.0),
    (1.0, -4.0),
    (1.0, -1.0),
    (4.0, -1.0),
    (4.0, 1.0),
    (1.0, 1.0),
    (1.0, 4.0),
    (-1.0, 4.0),
    (-1.0, 1.0),
    (-4.0, 1.0),
    (-4.0, -1.0),
    (-1.0, -1.0),
]];
const ARROWS: Outline = &[&[(-5.0, 0.0), (-1.0, -3.6), (-1.0, 3.6)], &[(5.0, 0.0), (1.0, -3.6), (1.0, 3.6)]];

/// A sign with its word.
#[derive(Debug)]
pub(crate) struct Tag {
    sign: Outline,
    word: &'static str,
    paint: Paint,
}

impl Tag {
    /// Draws it, its upper left corner at a point.
    pub(crate) fn draw(&self, (x, y): Point, parts: &mut Vec<Part>) {
        let (sign, letters) = match self.paint {
            Paint::AddedTag => (Paint::OnMarkSign, Paint::OnMark),
            _ => (Paint::MarkSign, Paint::MarkWord),
        };
        let word_width = letters.width_of(self.word) + 0.5;
        let width = (WORD + word_width + 7.0).round();
        parts.push(Rect::new((x, y), (width, HEIGHT), self.paint).rounded(3.0).into());
        let middle = (x + SIGN, y + HEIGHT / 2.0);
        parts.extend(self.sign.iter().map(|outline| shape(outline, middle, sign)));
        parts.push(Text::new((x + WORD, y + 12.2), Anchor::Start, word_width, letters, self.word).into());
    }
}

/// The sign beside a value that differs, centered at a point.
pub(crate) fn diamond(middle: Point) -> Part {
    const SMALL: &[Point] = &[(0.0, -3.2), (3.2, 0.0), (0.0, 3.2), (-3.2, 0.0)];
    shape(SMALL, middle, Paint::MarkSign)
}

fn shape(outline: &[Point], (x, y): Point, paint: Paint) -> Part {
    Shape::new(outline.iter().map(|point| (x + point.0, y + point.1)).collect(), paint).into()
}
