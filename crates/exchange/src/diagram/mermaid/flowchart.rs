//! Flowcharts: `flowchart` and `graph`.

use std::collections::{HashMap, HashSet};

use crate::diagram::html::Line;
use crate::diagram::mermaid::calendar;
use crate::diagram::mermaid::cursor::Cursor;
use crate::diagram::mermaid::links::{self, Link};
use crate::diagram::mermaid::shapes::{self, Shape, label_lines};
use crate::diagram::{Arrow, Diagram, MAX_ARROWS, MAX_BOXES, Role, examples, too_many_arrows, too_many_boxes};
use crate::table::cells::clip;
use vsm::model::error::ValidationError;
use vsm::text::count;

/// Words that begin a line about looks or behavior, not about boxes and arrows.
const IGNORED: &[&str] = &["classDef", "class", "style", "linkStyle", "click", "direction", "accTitle", "accDescr"];
/// The most lines that can’t be read before the whole file is refused.
const MAX_UNREAD: usize = 100;
/// The longest settings in a comment, in bytes.
const MAX_SETTINGS: usize = 20_000;
/// How many groups around a box count.
const MAX_DEPTH: usize = 20;

/// A group of boxes.
#[derive(Debug, Default)]
struct Group {
    id: String,
    title: String,
    boxes: Vec<usize>,
    /// The group around it.
    outer: Option<usize>,
}

#[derive(Default)]
struct Reader {
    diagram: Diagram,
    groups: Vec<Group>,
    /// The groups that are open at this place.
    open: Vec<usize>,
    grouped: HashSet<usize>,
    known: HashMap<(usize, usize), Vec<Line>>,
    unread: Vec<String>,
    remarks: Vec<usize>,
    /// The ids of arrows; lines about their looks aren’t boxes.
    links: HashSet<String>,
    is_undirected: bool,
    is_two_headed: bool,
}

/// Reads the text behind the first line of a flowchart.
pub(super) fn read(text: &str) -> Result<Diagram, ValidationError> {
    let mut reader = Reader::default();
    let mut cursor = Cursor::new(text);
    loop {
        cursor.while_is(|c| c.is_whitespace() || c == ';');
        if cursor.rest.is_empty() {
            break;
        }
        let line = cursor;
        if !reader.keyword(&mut cursor) && reader.statement(&mut cursor).is_none() {
            cursor = line;
            reader.unread.push(format!("“{}”", clip(cursor.line().trim())));
        }
        if reader.unread.len() > MAX_UNREAD {
            let sentence = format!("This Mermaid flowchart can’t be read: {}.", examples(&reader.unread));
            return Err(ValidationError::new("not_readable", sentence));
        }
        if reader.diagram.boxes.len() > MAX_BOXES || reader.groups.len() > MAX_BOXES {
            return Err(too_many_boxes());
        }
        if reader.diagram.arrows.len() > MAX_ARROWS {
            return Err(too_many_arrows());
        }
    }
    reader.finished()
}

impl Reader {
    /// Comments, groups and lines about looks; false if it is none of these.
    fn keyword(&mut self, cursor: &mut Cursor<'_>) -> bool {
        if cursor.rest.starts_with("%%") {
            let is_settings = cursor.rest.starts_with("%%{");
            if !is_settings || cursor.until("}%%", MAX_SETTINGS).is_none() {
                let comment = cursor.line();
                self.diagram.clock = self.diagram.clock.or_else(|| calendar(comment));
            }
            return true;
        }
        let mut after = *cursor;
        let word = after.while_is(char::is_alphanumeric);
        let is_word = after.peek().is_none_or(|c| c.is_whitespace() || c == ';');
        match word {
            "subgraph" if is_word => {
                *cursor = after;
                let title = cursor.while_is(|c| c != '\n' && c != ';').trim().to_owned();
                self.group(&title);
            }
            "end" if is_word => {
                *cursor = after;
                self.open.pop();
            }
            "accDescr" if after.rest.trim_start().starts_with('{') => {
                if after.until("}", MAX_SETTINGS).is_none() {
                    after.line();
                }
                *cursor = after;
            }
            word if IGNORED.contains(&word) && (is_word || after.peek() == Some(':')) => {
                after.while_is(|c| c != '\n');
                *cursor = after;
            }
            _ => return false,
        }
        true
    }

    fn group(&mut self, text: &str) {
        let at = text.find(['[', '(', '{']).unwrap_or(text.len());
        let (id, bracket) = text.split_at_checked(at).unwrap_or_default();
        let titled = format!("_{bracket}");
        let title = shapes::read(&mut Cursor::new(&titled)).and_then(|found| found.label).map(joined);
        let title = title.filter(|title| !title.is_empty()).unwrap_or_else(|| joined(label_lines(text)));
        let id = id.trim().trim_matches('"').to_owned();
        let outer = self.open.last().copied();
        self.open.push(self.groups.len());
        self.groups.push(Group { id, title, outer, boxes: Vec::new() });
    }

    /// Boxes and the arrows between them: `A & B --> C --> D`.
    fn statement(&mut self, cursor: &mut Cursor<'_>) -> Option<()> {
        let mut from = self.boxes(cursor)?;
        loop {
            cursor.spaces();
            if cursor.peek().is_none_or(|c| c == '\n' || c == ';') || cursor.rest.starts_with("%%") {
                return Some(());
            }
            let link = links::read(cursor)?;
            cursor.while_is(char::is_whitespace);
            let to = self.boxes(cursor)?;
            self.link(&from, &to, &link);
            from = to;
        }
    }

    fn boxes(&mut self, cursor: &mut Cursor<'_>) -> Option<Vec<usize>> {
        let mut all = Vec::new();
        loop {
            let found = shapes::read(cursor)?;
            let at = self.diagram.at(found.id);
            if let Some(label) = found.label {
                self.diagram.change(at, |it| it.label = label);
                self.diagram.change(at, |it| it.is_labeled = true);
            }
            match found.shape {
                Some(Shape::Text) => self.remarks.push(at),
                Some(shape) => self.diagram.change(at, |it| {
                    it.is_round = !matches!(shape, Shape::Plain | Shape::Wait);
                    it.role = match shape {
                        Shape::Start => Role::Start,
                        Shape::Stop => Role::End,
                        Shape::Pass => Role::Pass,
                        Shape::Wait => Role::Wait,
                        Shape::Plain | Shape::Round | Shape::Text => Role::Step,
                    };
                }),
                None => {}
            }
            if let Some(group) = self.open.last().and_then(|group| self.groups.get_mut(*group))
                && self.grouped.insert(at)
            {
                group.boxes.push(at);
            }
            all.push(at);
            let mut after = *cursor;
            after.spaces();
            if !after.take("&") || all.len() > MAX_BOXES {
                return Some(all);
            }
            after.while_is(char::is_whitespace);
            *cursor = after;
        }
    }

    fn link(&mut self, from: &[usize], to: &[usize], link: &Link<'_>) {
        if link.is_invisible {
            return;
        }
        if !link.id.is_empty() {
            self.links.insert(link.id.to_owned());
        }
        self.is_two_headed |= link.heads == (true, true);
        self.is_undirected |= !link.heads.0;
        for from in from {
            for to in to {
                let is_known = self.known.get(&(*from, *to)).is_some_and(|label| *label == link.label);
                if is_known || self.diagram.arrows.len() > MAX_ARROWS {
                    continue;
                }
                self.known.entry((*from, *to)).or_insert_with(|| link.label.clone());
                self.diagram.arrow(*from, *to, link.label.clone());
            }
        }
    }

    fn finished(mut self) -> Result<Diagram, ValidationError> {
        for at in std::mem::take(&mut self.remarks) {
            let is_alone = self.diagram.arrows.iter().all(|arrow| arrow.from != at && arrow.to != at);
            self.diagram.change(at, |it| it.role = if is_alone { Role::Remark } else { Role::Step });
        }
        for at in std::mem::take(&mut self.links).iter().filter_map(|id| self.diagram.find(id)).collect::<Vec<_>>() {
            let is_alone = self.diagram.arrows.iter().all(|arrow| arrow.from != at && arrow.to != at);
            self.diagram.change(at, |it| {
                if is_alone && !it.is_labeled {
                    it.role = Role::Remark;
                }
            });
        }
        self.resolve_groups()?;
        let mut diagram = self.diagram;
        if !self.unread.is_empty() {
            let lines = count(self.unread.len(), "line wasn’t understood and was", "lines weren’t understood and were");
            diagram.note("not_understood", format!("{lines} skipped: {}.", examples(&self.unread)));
        }
        if self.is_undirected {
            let sentence = "Lines without an arrowhead were read as arrows in the direction in which they are written.";
            diagram.note("guessed", sentence.to_owned());
        }
        if self.is_two_headed {
            let sentence = "Arrows with two heads were read as arrows in the direction in which they are written.";
            diagram.note("guessed", sentence.to_owned());
        }
        Ok(diagram)
    }

    /// Groups become teams. An arrow to a group leads to its first steps, one from it leaves its last.
    fn resolve_groups(&mut self) -> Result<(), ValidationError> {
        let of = |group: &Group| self.diagram.find(&group.id);
        let own: HashMap<usize, usize> =
            self.groups.iter().enumerate().filter_map(|(at, group)| Some((of(group)?, at))).collect();
        if !own.is_empty() {
            let edges = self.edges(&own);
            let mut arrows = Vec::new();
            for arrow in std::mem::take(&mut self.diagram.arrows) {
                let side = |at: usize, is_start: bool| match own.get(&at) {
                    Some(group) => edges.get(&(*group, is_start)).cloned().unwrap_or_default(),
                    None => vec![at],
                };
                for from in side(arrow.from, false) {
                    for to in side(arrow.to, true) {
                        if arrows.len() > MAX_ARROWS {
                            return Err(too_many_arrows());
                        }
                        arrows.push(Arrow { from, to, label: arrow.label.clone() });
                    }
                }
            }
            self.diagram.arrows = arrows;
            let sentence = "Arrows from and to groups were connected to the last and first steps of the groups.";
            self.diagram.note("guessed", sentence.to_owned());
        }
        let (mut teams, mut empty) = (Vec::new(), Vec::new());
        for group in &self.groups {
            let steps: Vec<usize> = group.boxes.iter().copied().filter(|at| !own.contains_key(at)).collect();
            let names = if steps.is_empty() { &mut empty } else { &mut teams };
            names.push(format!("“{}”", clip(&group.title)));
            for at in steps {
                self.diagram.change(at, |it| it.team.clone_from(&group.title));
            }
        }
        for at in own.keys() {
            self.diagram.change(*at, |it| it.role = Role::Remark);
            self.diagram.change(*at, |it| it.label = Vec::new());
        }
        if !teams.is_empty() {
            self.diagram.note("guessed", format!("Groups were read as teams: {}.", examples(&teams)));
        }
        if !empty.is_empty() {
            let sentence = format!("Groups without steps of their own were left out: {}.", examples(&empty));
            self.diagram.note("not_kept", sentence);
        }
        Ok(())
    }

    /// The last (`false`) and the first (`true`) boxes of each group.
    fn edges(&self, own: &HashMap<usize, usize>) -> HashMap<(usize, bool), Vec<usize>> {
        let mut groups_of: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, group) in self.groups.iter().enumerate() {
            let around: Vec<usize> =
                std::iter::successors(Some(at), |group| self.groups.get(*group)?.outer).take(MAX_DEPTH).collect();
            for it in group.boxes.iter().filter(|it| !own.contains_key(it)) {
                groups_of.insert(*it, around.clone());
            }
        }
        // The boxes that an arrow within a group leaves or arrives at.
        let mut inner: HashSet<(usize, bool, usize)> = HashSet::new();
        for (from, to) in self.known.keys() {
            let both = groups_of.get(from).zip(groups_of.get(to));
            for group in both.into_iter().flat_map(|(from, to)| from.iter().filter(|group| to.contains(group))) {
                inner.insert((*group, false, *from));
                inner.insert((*group, true, *to));
            }
        }
        let mut edges: HashMap<(usize, bool), Vec<usize>> = HashMap::new();
        for at in 0..self.diagram.boxes.len() {
            for group in groups_of.get(&at).into_iter().flatten() {
                for is_start in [false, true] {
                    if !inner.contains(&(*group, is_start, at)) {
                        edges.entry((*group, is_start)).or_default().push(at);
                    }
                }
            }
        }
        edges
    }
}

fn joined(lines: Vec<Line>) -> String {
    lines.into_iter().map(|line| line.text).collect::<Vec<_>>().join(" ")
}
