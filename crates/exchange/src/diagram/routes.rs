//! The ways between steps: arrows, and chains of arrows through boxes that aren’t steps.

use std::collections::HashMap;

use serde_json::Value;

use crate::diagram::html::Line;
use crate::diagram::{Diagram, MAX_SEARCHED, Role};
use crate::foreign::builder::shown;
use crate::text_lines::label::{ArrowLabel, behind_stock, of_arrow};
use vsm::fields::values::Style;
use vsm::model::duration::WorkingCalendar;

/// The most arrows that are followed, each from every step that leads to it: gateways multiply ways.
const MOST_LOOKS: usize = 200_000;
/// The most texts that are kept of one way.
const MAX_TEXTS: usize = 20;

/// A way from one step to another, with what its labels say.
#[derive(Debug)]
pub(super) struct Route {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) label: ArrowLabel,
}

/// The ways between steps.
#[derive(Debug, Default)]
pub(super) struct Routes {
    pub(super) all: Vec<Route>,
    /// The steps that a start leads to, with what its arrow says.
    pub(super) starts: Vec<(usize, ArrowLabel)>,
    /// Whether the labels are too long to look for values in all of them.
    pub(super) is_unsearched: bool,
    /// Whether there are too many.
    pub(super) is_full: bool,
}

/// The ways of a diagram, each once.
pub(super) fn routes(diagram: &Diagram, most: usize, clock: &WorkingCalendar) -> Routes {
    let texts = |lines: &[Line]| lines.iter().map(|line| line.text.clone()).collect::<Vec<_>>();
    let mut out: Vec<Vec<(usize, ArrowLabel)>> = vec![Vec::new(); diagram.boxes.len()];
    let (mut routes, mut left) = (Routes::default(), MOST_LOOKS);
    let mut searched = 0;
    for arrow in &diagram.arrows {
        let label = texts(&arrow.label);
        searched += label.iter().map(String::len).sum::<usize>();
        routes.is_unsearched = searched > MAX_SEARCHED;
        let label = if routes.is_unsearched {
            ArrowLabel { rest: label, ..ArrowLabel::default() }
        } else {
            of_arrow(&label, clock)
        };
        if let Some(out) = out.get_mut(arrow.from) {
            out.push((arrow.to, label));
        }
    }
    let says = |at: usize| {
        diagram.boxes.get(at).filter(|it| it.role == Role::Wait).map(|it| waiting(&texts(&it.label), clock))
    };
    let role = |at: usize| diagram.boxes.get(at).map(|it| it.role);
    let mut is_led_to = vec![false; diagram.boxes.len()];
    for arrow in &diagram.arrows {
        if let Some(led) = is_led_to.get_mut(arrow.to) {
            *led = true;
        }
    }
    let mut known: HashMap<(usize, usize), usize> = HashMap::new();
    for from in 0..diagram.boxes.len() {
        let is_step = match role(from) {
            Some(Role::Step) => true,
            Some(Role::Start) => false,
            // Items wait before the first step.
            Some(Role::Wait) if is_led_to.get(from) == Some(&false) => false,
            _ => continue,
        };
        let mut seen = vec![false; if out.get(from).is_some_and(Vec::is_empty) { 0 } else { diagram.boxes.len() }];
        // The boxes to go on from, the first on top.
        let first = says(from).unwrap_or_default();
        let arrows = out.get(from).into_iter().flatten().rev();
        let mut next: Vec<(usize, ArrowLabel)> =
            arrows.map(|(to, label)| (*to, joined(first.clone(), label.clone(), clock))).collect();
        while let Some((at, label)) = next.pop() {
            left -= 1;
            if left == 0 {
                routes.is_full = true;
                return routes;
            }
            if role(at) != Some(Role::Step) {
                if let Some(seen @ false) = seen.get_mut(at) {
                    *seen = true;
                    let label = joined(label, says(at).unwrap_or_default(), clock);
                    let on = out.get(at).into_iter().flatten().rev();
                    next.extend(on.map(|(to, more)| (*to, joined(label.clone(), more.clone(), clock))));
                }
            } else if !is_step {
                routes.starts.push((at, label));
            } else if let Some(route) = known.get(&(from, at)).and_then(|known| routes.all.get_mut(*known)) {
                if route.label != label {
                    add_parallel(&mut route.label, label, clock);
                }
            } else if routes.all.len() >= most {
                routes.is_full = true;
                return routes;
            } else {
                known.insert((from, at), routes.all.len());
                routes.all.push(Route { from, to: at, label });
            }
        }
    }
    routes
}

/// What a box says in which items wait. Its name is the reason.
fn waiting(lines: &[String], clock: &WorkingCalendar) -> ArrowLabel {
    let mut label = of_arrow(lines, clock);
    // “I” is the sign of an inventory; its word says nothing else.
    let rest = std::mem::take(&mut label.rest).into_iter().filter(|text| text != "I");
    let rest = rest.map(|text| behind_stock(&text).map(str::to_owned).unwrap_or(text));
    let mut rest: Vec<String> = rest.filter(|text| !text.is_empty()).collect();
    // A number is the stock: `4600 pcs`.
    let stock = rest.iter().position(|text| items(text).is_some());
    if let Some(items) = stock.and_then(|at| items(&rest.remove(at))) {
        label.fields.entry("queue").or_insert_with(|| items.into());
    }
    if !rest.is_empty() && !label.fields.contains_key("wait_reason") {
        label.fields.insert("wait_reason".to_owned(), rest.join("; ").into());
    }
    label
}

/// A whole number of items, perhaps with a word for them.
fn items(text: &str) -> Option<u64> {
    let (number, noun) = text.split_once(' ').unwrap_or((text, ""));
    let is_noun = !noun.contains(|c: char| c.is_ascii_digit() || c.is_whitespace());
    number.parse().ok().filter(|number| is_noun && *number <= 1_000_000_000)
}

/// What two labels on one way say together: waits add up.
fn joined(mut first: ArrowLabel, second: ArrowLabel, clock: &WorkingCalendar) -> ArrowLabel {
    for (field, value) in second.fields {
        let both = first.fields.get(&field).map(|before| match (field.as_str(), before, &value) {
            ("wait", before, value) => sum(before, value, clock),
            ("wait_reason", Value::String(before), Value::String(value)) => Some(format!("{before}; {value}").into()),
            _ => None,
        });
        match both {
            None => _ = first.fields.insert(field, value),
            Some(Some(both)) => _ = first.fields.insert(field, both),
            Some(None) => {
                first.rest.push(format!("{}: {}", field.replace('_', " "), shown(&field, &value, clock)));
            }
        }
    }
    match (first.share, second.share) {
        (Some(_), Some(share)) => first.rest.push(format!("{share}%")),
        (None, share) => first.share = share,
        _ => {}
    }
    first.rest.extend(second.rest);
    first.rest.truncate(MAX_TEXTS);
    first.doubts.extend(second.doubts);
    first.doubts.truncate(MAX_TEXTS);
    first
}

/// What a second arrow between the same steps says: of two values the first counts.
fn add_parallel(first: &mut ArrowLabel, second: ArrowLabel, clock: &WorkingCalendar) {
    for (field, value) in second.fields {
        if first.fields.get(&field).is_some_and(|before| *before != value) {
            first.rest.push(format!("{}: {}", field.replace('_', " "), shown(&field, &value, clock)));
        } else {
            first.fields.insert(field, value);
        }
    }
    if first.share.is_some() && second.share.is_some() && first.share != second.share {
        first.rest.extend(second.share.map(|share| format!("{share}%")));
    } else {
        first.share = first.share.or(second.share);
    }
    first.rest.extend(second.rest);
    first.rest.truncate(MAX_TEXTS);
}

fn sum(first: &Value, second: &Value, clock: &WorkingCalendar) -> Option<Value> {
    let [first, second] = [first, second].map(|value| match value {
        Value::String(text) => clock.parse(text).ok(),
        other => other.as_u64(),
    });
    let seconds = first?.checked_add(second?)?;
    Some(Style::Exact(clock).time(Some(clock.accept(seconds).ok()?.into())))
}
