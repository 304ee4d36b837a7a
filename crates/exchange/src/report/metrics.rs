//! The figures of a report side by side, with or without how they come about.

use crate::report::blocks::{Column, GAP};
use crate::report_data::{Headline, Told};
use drawing::Theme;
use drawing::scene::{Part, Rect, Scene};
use drawing::style::Paint;

/// So many lines hold any derivation: its names are shortened, never its numbers.
const MAX_LINES: usize = 12;

/// How much is told of each figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// Its value alone.
    Values,
    /// How it comes about as well.
    Derived,
}

/// The figures side by side, so many in a row.
pub(super) fn figures(told: &Told<'_>, width: f64, in_a_row: usize, kind: Kind) -> Scene {
    let all = told.headlines();
    #[expect(clippy::cast_precision_loss, reason = "a few figures")]
    let each = (width - GAP * (in_a_row as f64 - 1.0)) / in_a_row as f64;
    let mut whole = Column::new(width);
    for row in all.chunks(in_a_row.max(1)) {
        let top = whole.y;
        let mut left = 0.0;
        let mut lowest = top;
        for figure in row {
            let mut column = Column { width: each, y: top, parts: Vec::new() };
            one(figure, (left, each), kind, &mut column);
            lowest = lowest.max(column.y);
            whole.parts.append(&mut column.parts);
            left += each + GAP;
        }
        whole.y = lowest + 8.0;
    }
    whole.y -= 8.0;
    whole.scene("Figures", Theme::Light)
}

fn one(figure: &Headline, (x, width): (f64, f64), kind: Kind, column: &mut Column) {
    const BAR: f64 = 3.0;
    let top = column.y;
    let place = (x + BAR + 8.0, width - BAR - 8.0);
    column.say_at(place, figure.name, Paint::Label, 14.0, 1);
    // A long value, such as one that is not sure, is written smaller, and goes on on a second line.
    if Paint::Total.within(place.1).fits(&figure.value) {
        column.say_at(place, &figure.value, Paint::Total, 25.0, 1);
    } else {
        column.y += 3.0;
        column.say_at(place, &figure.value, Paint::SmallTotal, 18.0, 3);
        column.y += 3.0;
    }
    if kind == Kind::Derived {
        if !figure.aside.is_empty() {
            column.say_at(place, &figure.aside, Paint::Reason, 14.0, 3);
        }
        column.y += 2.0;
        column.say_at(place, &figure.brief, Paint::Reason, 13.5, MAX_LINES);
    }
    let paint = match figure.tone {
        "wait" => Paint::WaitBar,
        "work" => Paint::WorkBar,
        "hurt" => Paint::Badge,
        _ => Paint::SideHead,
    };
    let bar = Rect { x, y: top + 2.0, width: BAR, height: column.y - top - 2.0, radius: 0.0, paint, title: None };
    column.parts.push(Part::Rect(bar));
}
