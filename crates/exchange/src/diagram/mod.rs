//! Diagrams of processes that other programs wrote. Each reader finds the boxes and arrows of its format;
//! what they mean for a map is the same for all.

pub(crate) mod bpmn;
mod cycles;
pub(crate) mod drawio;
mod html;
mod into_map;
pub(crate) mod mermaid;
mod routes;

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::diagram::html::Line;
use crate::foreign::builder::Object;
use crate::table::cells::shortened;
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;
use vsm::text::grouped;
use vsm::validate::map::{MAX_FLOWS, MAX_STEPS};

/// The most boxes that are read, of all roles: a map has fewer steps, but gateways and ends aren’t steps.
pub(crate) const MAX_BOXES: usize = 3_000;
/// The most arrows that are read.
pub(crate) const MAX_ARROWS: usize = 10_000;

/// The longest label of an arrow: as many lines, each with as many bytes.
const MAX_LINES: usize = 10;
const MAX_LINE: usize = 400;

/// How much text of labels is searched for values, in bytes: as much as of pasted text.
pub(crate) const MAX_SEARCHED: usize = crate::text_lines::MAX_BYTES;

/// What a box is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum Role {
    /// A step.
    #[default]
    Step,
    /// Items only pass it: a gateway, a fork, an event.
    Pass,
    /// Where the process starts.
    Start,
    /// Where it ends.
    End,
    /// Items wait in it: a timer, an inventory triangle.
    Wait,
    /// A text beside the process.
    Remark,
}

/// A box.
#[derive(Debug, Default)]
pub(crate) struct Node {
    pub(crate) role: Role,
    /// What it is called if its label has no name.
    pub(crate) id: String,
    pub(crate) label: Vec<Line>,
    /// Whether it has a label, even an empty one; otherwise its id is the label.
    pub(crate) is_labeled: bool,
    /// Whether it looks like a start or an end.
    pub(crate) is_round: bool,
    pub(crate) team: String,
    /// Fields that the reader knows without the label.
    pub(crate) fields: Object,
    pub(crate) note: Vec<String>,
}

/// An arrow between two boxes, by their positions.
#[derive(Debug)]
pub(crate) struct Arrow {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) label: Vec<Line>,
}

/// A diagram, as its reader found it.
#[derive(Debug, Default)]
pub(crate) struct Diagram {
    pub(crate) title: String,
    pub(crate) boxes: Vec<Node>,
    pub(crate) arrows: Vec<Arrow>,
    /// What the file lacks if it has no steps, as a sentence.
    pub(crate) without_steps: &'static str,
    /// The order of the boxes, if there is no arrow.
    pub(crate) order: &'static str,
    /// The working calendar, if the file says it.
    pub(crate) clock: Option<WorkingCalendar>,
    /// Whether the first line of each label is the name and the second the team, as Weir writes it.
    pub(crate) is_weir: bool,
    pub(crate) findings: Vec<Finding>,
    at: HashMap<String, usize>,
}

impl Diagram {
    /// The position of the box with this id; a new one if there is none.
    pub(crate) fn at(&mut self, id: &str) -> usize {
        if let Some(at) = self.at.get(id) {
            return *at;
        }
        let at = self.boxes.len();
        self.boxes.push(Node { id: id.to_owned(), ..Node::default() });
        self.at.insert(id.to_owned(), at);
        at
    }

    /// The position of the box with this id.
    pub(crate) fn find(&self, id: &str) -> Option<usize> {
        self.at.get(id).copied()
    }

    /// The box at a position.
    pub(crate) fn change(&mut self, at: usize, change: impl FnOnce(&mut Node)) {
        if let Some(it) = self.boxes.get_mut(at) {
            change(it);
        }
    }

    pub(crate) fn arrow(&mut self, from: usize, to: usize, mut label: Vec<Line>) {
        let is_long = label.len() > MAX_LINES || label.iter().any(|line| line.text.len() > MAX_LINE);
        if is_long {
            label.truncate(MAX_LINES);
            for line in &mut label {
                line.text = shortened(&line.text, MAX_LINE / 4);
            }
            self.note("too_long", "The label of an arrow was too long and was shortened.".to_owned());
        }
        self.arrows.push(Arrow { from, to, label });
    }

    /// Puts each box behind those that lead to it, except by arrows back. Some programs list them in the order in which
    /// they were drawn.
    pub(crate) fn sort_by_flow(&mut self) {
        let order = flow_order(self.boxes.len(), &self.arrows);
        let mut place = vec![0; order.len()];
        for (new, old) in order.iter().enumerate() {
            if let Some(place) = place.get_mut(*old) {
                *place = new;
            }
        }
        let new = |old: usize| place.get(old).copied().unwrap_or(old);
        let mut boxes: Vec<(usize, Node)> =
            std::mem::take(&mut self.boxes).into_iter().enumerate().map(|(at, it)| (new(at), it)).collect();
        boxes.sort_by_key(|(at, _)| *at);
        self.boxes = boxes.into_iter().map(|(_, it)| it).collect();
        for arrow in &mut self.arrows {
            (arrow.from, arrow.to) = (new(arrow.from), new(arrow.to));
        }
        for at in self.at.values_mut() {
            *at = new(*at);
        }
    }

    pub(crate) fn has_steps(&self) -> bool {
        self.boxes.iter().any(|it| it.role == Role::Step)
    }

    pub(crate) fn note(&mut self, code: &'static str, sentence: String) {
        self.findings.push(crate::outcome::finding(code, sentence));
    }
}

/// The boxes in an order in which arrows lead forward, as far as there are no cycles: the reverse of the order in which a
/// search from the starts is done with them.
fn flow_order(boxes: usize, arrows: &[Arrow]) -> Vec<usize> {
    let (mut out, mut is_led_to) = (vec![Vec::new(); boxes], vec![false; boxes]);
    for arrow in arrows {
        if let (Some(out), Some(led)) = (out.get_mut(arrow.from), is_led_to.get_mut(arrow.to)) {
            out.push(arrow.to);
            *led = true;
        }
    }
    let (mut seen, mut order) = (vec![false; boxes], Vec::with_capacity(boxes));
    // The last start comes first, since the order is reversed.
    for start in (0..boxes).rev().filter(|at| is_led_to.get(*at) == Some(&false)) {
        search(start, &out, &mut seen, &mut order);
    }
    order.reverse();
    // No start leads to these: they are in a cycle.
    for at in 0..boxes {
        let mut found = Vec::new();
        search(at, &out, &mut seen, &mut found);
        order.extend(found.into_iter().rev());
    }
    order
}

/// Adds the boxes that are reached from `root` and weren't yet, each behind those that it leads to.
fn search(root: usize, out: &[Vec<usize>], seen: &mut [bool], done: &mut Vec<usize>) {
    let mut path: Vec<(usize, usize)> = Vec::new();
    let enter = |at: usize, seen: &mut [bool]| seen.get_mut(at).is_some_and(|seen| !std::mem::replace(seen, true));
    if enter(root, seen) {
        path.push((root, 0));
    }
    while let Some((at, looked)) = path.last_mut() {
        let next = out.get(*at).and_then(|out| out.get(out.len().checked_sub(*looked + 1)?)).copied();
        *looked += 1;
        match next {
            Some(next) if enter(next, seen) => path.push((next, 0)),
            Some(_) => {}
            None => {
                done.push(*at);
                path.pop();
            }
        }
    }
}

pub(crate) fn too_many_boxes() -> ValidationError {
    let (boxes, steps) = (grouped(MAX_BOXES), grouped(MAX_STEPS));
    let sentence = format!("This diagram has more than {boxes} boxes. A map can have up to {steps} steps.");
    ValidationError::new("too_many", sentence)
}

pub(crate) fn too_many_arrows() -> ValidationError {
    let most = grouped(MAX_FLOWS);
    let sentence = format!("This diagram has too many arrows. A map can have up to {most} flows.");
    ValidationError::new("too_many", sentence)
}

/// The first few of many, for a sentence.
pub(crate) fn examples(all: &[String]) -> String {
    const SHOWN: usize = 5;
    let mut text = all.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
    if all.len() > SHOWN {
        let _ = write!(text, " and {} more", all.len() - SHOWN);
    }
    text
}

/// A word for a start or an end that says nothing about it.
pub(crate) fn end_by_name(name: &str) -> Option<Role> {
    const STARTS: &[&str] = &[
        "start", "begin", "begins", "anfang", "beginn", "début", "inicio", "início", "inizio", "开始", "開始", "시작",
    ];
    const ENDS: &[&str] = &[
        "end", "stop", "finish", "finished", "the end", "ende", "fin", "fim", "fine", "einde", "koniec", "结束",
        "終了", "종료",
    ];
    let name = name.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    if STARTS.contains(&name.as_str()) { Some(Role::Start) } else { ENDS.contains(&name.as_str()).then_some(Role::End) }
}
