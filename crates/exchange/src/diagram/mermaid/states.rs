//! State diagrams: states are steps, transitions flows.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::diagram::html::Line;
use crate::diagram::mermaid::cursor::Cursor;
use crate::diagram::mermaid::shapes::label_lines;
use crate::diagram::{Diagram, MAX_ARROWS, MAX_BOXES, Role, examples, too_many_arrows, too_many_boxes};
use crate::table::cells::clip;
use crate::text_lines::label::is_labeled_values;
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;
use vsm::text::count;

/// Words that begin a line about looks.
const IGNORED: &[&str] = &["direction", "classDef", "class", "style", "accTitle", "accDescr", "hide", "scale", "click"];
/// The longest note, in bytes.
const MAX_NOTE: usize = 20_000;
/// How deep states can be inside others.
const MAX_DEPTH: usize = 50;

#[derive(Default)]
struct Reader {
    diagram: Diagram,
    /// The states around this place.
    open: Vec<String>,
    outer: Vec<String>,
    unread: Vec<String>,
}

/// Reads the text behind the first line of a state diagram.
pub(super) fn read(text: &str) -> Result<Diagram, ValidationError> {
    let mut reader = Reader::default();
    let mut cursor = Cursor::new(text);
    while !cursor.rest.is_empty() {
        let line = cursor.line().trim();
        if let Some(note) = line.strip_prefix("note ") {
            let (place, text) = note.split_once(':').unwrap_or((note, ""));
            let mut text = text.trim().to_owned();
            while text.is_empty() && !cursor.rest.is_empty() {
                let more = cursor.until("end note", MAX_NOTE).unwrap_or_else(|| cursor.line());
                more.trim().clone_into(&mut text);
            }
            if let Some(at) = place.split_once(" of ").and_then(|(_, id)| reader.state(id, Role::Step)) {
                reader.diagram.change(at, |it| it.note.push(text));
            } else {
                reader.unread.push(format!("“{}”", clip(&text)));
            }
        } else if reader.line(line).is_none() {
            reader.unread.push(format!("“{}”", clip(line)));
        }
        if reader.diagram.boxes.len() > MAX_BOXES || reader.unread.len() > MAX_BOXES {
            return Err(too_many_boxes());
        }
        if reader.diagram.arrows.len() > MAX_ARROWS {
            return Err(too_many_arrows());
        }
    }
    let mut diagram = reader.diagram;
    let titles: HashMap<&str, String> =
        reader.outer.iter().map(|name| (name.as_str(), title_of(&diagram, name))).collect();
    pass_through(&mut diagram, &reader.outer);
    for name in &reader.outer {
        if diagram.find(name).is_some_and(|at| diagram.boxes.get(at).is_some_and(|it| it.role == Role::Pass)) {
            continue;
        }
        if let Some(at) = diagram.find(name) {
            let is_alone = diagram.arrows.iter().all(|arrow| arrow.from != at && arrow.to != at);
            diagram.change(at, |it| it.role = if is_alone { Role::Remark } else { Role::Step });
            diagram.change(at, |it| it.is_labeled = true);
        }
    }
    if !reader.outer.is_empty() {
        for it in &mut diagram.boxes {
            if let Some(title) = titles.get(it.team.as_str()) {
                it.team.clone_from(title);
            }
        }
        let names = reader.outer.iter().filter_map(|name| titles.get(name.as_str()));
        let names: Vec<String> = names.map(|title| format!("“{}”", clip(title))).collect();
        diagram.note("guessed", format!("States with states inside were read as teams: {}.", examples(&names)));
    }
    if !reader.unread.is_empty() {
        let lines = count(reader.unread.len(), "line was", "lines were");
        diagram.note("not_kept", format!("{lines} left out: {}.", examples(&reader.unread)));
    }
    Ok(diagram)
}

/// What a state is called.
fn title_of(diagram: &Diagram, id: &str) -> String {
    let label = diagram.find(id).and_then(|at| diagram.boxes.get(at)).map_or(&[][..], |it| it.label.as_slice());
    let title = label.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
    if title.is_empty() { id.to_owned() } else { title }
}

/// Transitions to a state with states inside lead to the first of them, those from it leave the last of them.
fn pass_through(diagram: &mut Diagram, outer: &[String]) {
    let connected: HashSet<usize> = diagram.arrows.iter().flat_map(|arrow| [arrow.from, arrow.to]).collect();
    let mut sides: HashMap<&str, (usize, usize)> = HashMap::new();
    let mut exits: BTreeMap<usize, usize> = BTreeMap::new();
    for name in outer {
        let Some(entry) = diagram.find(name).filter(|at| connected.contains(at) && !exits.contains_key(at)) else {
            continue;
        };
        let exit = diagram.at(&format!("{name} \u{0}"));
        exits.insert(entry, exit);
        sides.insert(name, (entry, exit));
    }
    let mut around: Vec<Option<(usize, usize)>> =
        diagram.boxes.iter().map(|it| sides.get(it.team.as_str()).copied()).collect();
    for (name, side) in &sides {
        for end in [Role::Start, Role::End] {
            if let Some(place) = diagram.find(&key_of_end(end, name)).and_then(|at| around.get_mut(at)) {
                *place = Some(*side);
            }
        }
    }
    let is_inside = |at: usize| around.get(at).copied().flatten();
    let (mut led_to, mut left) = (HashSet::new(), HashSet::new());
    for arrow in &mut diagram.arrows {
        if is_inside(arrow.from).is_some() && is_inside(arrow.from) == is_inside(arrow.to) {
            left.insert(arrow.from);
            led_to.insert(arrow.to);
        }
        arrow.from = exits.get(&arrow.from).copied().unwrap_or(arrow.from);
    }
    for (at, side) in around.iter().enumerate() {
        let Some((entry, exit)) = *side else { continue };
        if !led_to.contains(&at) {
            diagram.arrow(entry, at, Vec::new());
        }
        if !left.contains(&at) {
            diagram.arrow(exits.get(&at).copied().unwrap_or(at), exit, Vec::new());
        }
        diagram.change(at, |it| {
            if matches!(it.role, Role::Start | Role::End) {
                it.role = Role::Pass;
            }
        });
    }
    let is_used: HashSet<usize> = around.into_iter().flatten().map(|(entry, _)| entry).collect();
    for (entry, exit) in exits {
        // A state that holds nothing is a step.
        if !is_used.contains(&entry) {
            diagram.arrow(entry, exit, Vec::new());
        }
        for at in [Some(exit), Some(entry).filter(|at| is_used.contains(at))].into_iter().flatten() {
            diagram.change(at, |it| {
                (it.role, it.label, it.is_labeled) = (Role::Pass, Vec::new(), true);
            });
        }
    }
}

/// The key of the start or end within a state.
fn key_of_end(end: Role, around: &str) -> String {
    format!("[*] {end:?} {around}")
}

impl Reader {
    fn line(&mut self, line: &str) -> Option<()> {
        let line = line.split("%%").next().unwrap_or_default().trim().trim_end_matches(';');
        let word = line.split(|c: char| c.is_whitespace() || c == ':').next().unwrap_or_default();
        if line.is_empty() || line == "--" || IGNORED.contains(&word) {
            return Some(());
        }
        if line == "}" {
            self.open.pop();
            return Some(());
        }
        if let Some((from, rest)) = line.split_once("-->") {
            let (to, label) = rest.split_once(':').unwrap_or((rest, ""));
            let (from, to) = (self.state(from, Role::Start)?, self.state(to, Role::End)?);
            self.diagram.arrow(from, to, label_lines(label));
            return Some(());
        }
        if let Some(rest) = line.strip_prefix("state ") {
            return self.declared(rest.trim());
        }
        let (id, label) = line.split_once(':').unwrap_or((line, ""));
        if id.trim().contains(char::is_whitespace) {
            return None;
        }
        let at = self.state(id, Role::Step)?;
        if !label.trim().is_empty() {
            self.label(at, label);
        }
        Some(())
    }

    /// `state "Long name" as s`, `state s {`, `state s <<choice>>`.
    fn declared(&mut self, text: &str) -> Option<()> {
        let (text, opens) = text.strip_suffix('{').map_or((text, false), |text| (text.trim(), true));
        let (text, special) = match text.split_once("<<") {
            Some((text, kind)) => {
                (text.trim(), kind.starts_with("choice") || kind.starts_with("fork") || kind.starts_with("join"))
            }
            None => (text, false),
        };
        let (label, id) = match text.strip_prefix('"').and_then(|text| text.split_once('"')) {
            Some((label, rest)) => (Some(label), rest.trim().strip_prefix("as")?.trim()),
            None => (None, text),
        };
        let at = self.state(id, Role::Step)?;
        if let Some(label) = label {
            self.label(at, label);
        }
        if special {
            self.diagram.change(at, |it| it.role = Role::Pass);
        }
        if opens {
            if self.open.len() >= MAX_DEPTH {
                return None;
            }
            self.open.push(id.to_owned());
            self.outer.push(id.to_owned());
        }
        Some(())
    }

    fn label(&mut self, at: usize, label: &str) {
        self.diagram.change(at, |it| {
            let lines = label_lines(label);
            // Of a state with nothing but values the id is the name.
            let is_values = |line: &Line| is_labeled_values(&line.text, &WorkingCalendar::default());
            if it.label.is_empty() && lines.iter().all(is_values) {
                it.label.push(Line { text: it.id.clone(), is_bold: false });
            }
            it.label.extend(lines);
            it.is_labeled = true;
        });
    }

    /// A state by its id; `[*]` is a start or an end.
    fn state(&mut self, id: &str, end: Role) -> Option<usize> {
        let id = id.split(":::").next().unwrap_or_default().trim();
        let is_end = id == "[*]";
        if !is_end && (id.is_empty() || id.contains(|c: char| c.is_whitespace() || "[]{}<>\"".contains(c))) {
            return None;
        }
        let around = self.open.last().cloned().unwrap_or_default();
        let key = if is_end { key_of_end(end, &around) } else { id.to_owned() };
        let is_new = self.diagram.find(&key).is_none();
        let at = self.diagram.at(&key);
        self.diagram.change(at, |it| {
            if is_end {
                it.role = end;
                it.id = String::new();
            } else if is_new {
                it.team = around;
            }
        });
        Some(at)
    }
}
