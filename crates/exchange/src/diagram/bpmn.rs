//! BPMN 2.0: tasks are steps; gateways and events only connect them.

use std::collections::{BTreeSet, HashMap, HashSet};

use roxmltree::Node as Xml;

use crate::diagram::html::{Line, plain};
use crate::diagram::{Diagram, MAX_ARROWS, MAX_BOXES, MAX_LINES, Role, examples, too_many_arrows, too_many_boxes};
use crate::document::list::heading;
use crate::outcome::{Read, drawing_error};
use crate::sniff::{holds, text_start};
use crate::table::cells::clip;
use crate::text_lines::label::is_labeled_values;
use drawing::embed::parse_foreign;
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;
use vsm::text::count;

/// Whether it is a BPMN file: its root names the standard.
pub(crate) fn is_bpmn(bytes: &[u8]) -> bool {
    const BEGINNING: usize = 8_000;
    let start = text_start(bytes);
    let start = start.get(..BEGINNING).unwrap_or(start);
    start.starts_with(b"<") && holds(start, b"definitions") && holds(start, b"omg.org/spec/BPMN")
}

/// The map of all processes in a file.
pub(crate) fn read(called: &str, bytes: &[u8]) -> Result<Read, ValidationError> {
    let text = String::from_utf8_lossy(bytes);
    let document = parse_foreign(&text, "BPMN").map_err(|error| drawing_error(&error))?;
    let root = document.root_element();
    let mut reader = Reader { pools: pools(root), ..Reader::default() };
    reader.diagram.without_steps =
        "This is a BPMN file without tasks. Weir imports tasks, subprocesses and the flows between them.";
    let processes: Vec<Xml> = root.children().filter(|it| is(*it, "process")).collect();
    let mut imported = Vec::new();
    for process in &processes {
        let before = reader.tasks;
        reader.scope(*process)?;
        if reader.tasks > before {
            imported.push(reader.name_of(*process));
        }
    }
    reader.connect(root)?;
    reader.leave_by_border();
    reader.follow_links();
    let mut diagram = reader.finished(root);
    diagram.sort_by_flow();
    diagram.title = match imported.as_slice() {
        [name] => name.clone(),
        _ => attribute(root, "name").to_owned(),
    };
    if imported.len() > 1 {
        let names: Vec<String> =
            imported.iter().filter(|name| !name.is_empty()).map(|name| format!("“{}”", clip(name))).collect();
        let number = imported.len();
        let sentence =
            format!("The file has {number} processes, which are together in this map: {}.", examples(&names));
        diagram.note("guessed", sentence);
    }
    diagram.into_map(called)
}

/// The most properties of other programs that are looked at, of a task and by name.
const MAX_PROPERTIES: usize = 30;
/// The most lines of a text beside a task.
const MAX_NOTE_LINES: usize = 1_000;
/// The most decisions whose names are kept.
const MAX_DECISIONS: usize = 500;

#[derive(Default)]
struct Reader {
    diagram: Diagram,
    /// The names of pools by the ids of their processes.
    pools: HashMap<String, String>,
    tasks: usize,
    /// Where flows leave a subprocess that was replaced by its tasks.
    exits: HashMap<usize, usize>,
    flattened: Vec<String>,
    /// Events on borders: the id of what they are attached to, and what the way out is called.
    attached: Vec<(String, usize, Vec<Line>)>,
    decisions: Vec<usize>,
    events: Vec<String>,
    /// The places of events that continue elsewhere, by name: those that throw, and those that catch.
    links: [Vec<(String, usize)>; 2],
    /// Timers without a time that can be read.
    untimed: Vec<String>,
    /// Tasks that are done more than once.
    repeated: Vec<String>,
    /// The names of properties that say nothing about a step.
    unread: BTreeSet<String>,
    timers: Vec<String>,
    teams: Vec<String>,
    lost: usize,
    /// How many messages come from pools without a process, or go there.
    messages: usize,
}

impl Reader {
    fn name_of(&self, process: Xml) -> String {
        let own = attribute(process, "name");
        let pool = self.pools.get(attribute(process, "id"));
        if own.is_empty() { pool.cloned().unwrap_or_default() } else { own.to_owned() }
    }

    /// The elements of a process, without recursion: subprocesses are looked at afterwards.
    fn scope(&mut self, process: Xml) -> Result<(), ValidationError> {
        let pool =
            self.pools.get(attribute(process, "id")).filter(|_| self.pools.len() > 1).cloned().unwrap_or_default();
        let mut next = vec![(process, None::<(usize, usize)>)];
        while let Some((scope, around)) = next.pop() {
            let mut inner = Vec::new();
            for it in scope.children().filter(Xml::is_element) {
                let Some(role) = role(it) else { continue };
                let at = self.diagram.at(attribute(it, "id"));
                if self.diagram.boxes.len() > MAX_BOXES {
                    return Err(too_many_boxes());
                }
                self.element(it, at, role, &pool);
                if is_subprocess(it) && it.children().any(|inside| is_task(inside)) {
                    let exit = self.diagram.at(&format!("{} \u{0}", attribute(it, "id")));
                    self.exits.insert(at, exit);
                    self.flattened.push(format!("“{}”", clip(attribute(it, "name"))));
                    self.diagram.change(at, |it| it.role = Role::Pass);
                    self.diagram.change(exit, |it| it.role = Role::Pass);
                    let is_event = attribute(it, "triggeredByEvent") == "true";
                    next.push((it, Some((at, exit)).filter(|_| !is_event)));
                    self.tasks += 1;
                } else if role == Role::Step {
                    self.tasks += 1;
                }
                inner.push((at, attribute(it, "id")));
            }
            self.lanes(scope);
            if let Some((entry, exit)) = around {
                self.around(scope, &inner, entry, exit);
            }
        }
        Ok(())
    }

    fn element(&mut self, it: Xml, at: usize, role: Role, pool: &str) {
        let name = attribute(it, "name");
        let mut label: Vec<Line> = plain(name);
        let mut note = Vec::new();
        if role == Role::Step {
            let said = it.children().filter(|inside| is(*inside, "documentation")).map(text);
            note.extend(said.filter_map(|said| values_apart(&said, &mut label)));
            self.properties(it, &mut label);
            let repeats = |inside: Xml| inside.tag_name().name().ends_with("LoopCharacteristics");
            if it.children().any(repeats) {
                self.repeated.push(format!("“{}”", clip(name)));
            }
        }
        if role == Role::Wait {
            let duration = it.descendants().find(|inside| is(*inside, "timeDuration")).map(text).unwrap_or_default();
            if let Some(time) = iso_duration(&duration) {
                self.timers.push(format!("“{}” as {time}", clip(&duration)));
                label.extend(plain(&time));
            } else {
                label.extend(plain(&duration));
                if !label.iter().any(|line| line.text.contains(|c: char| c.is_ascii_digit())) {
                    let timer = it.children().find(|inside| is(*inside, "timerEventDefinition")).map(text);
                    let said = if name.is_empty() { timer.unwrap_or_default() } else { name.to_owned() };
                    self.untimed.push(format!("“{}”", clip(&said)));
                }
            }
        }
        if let Some(link) = it.children().find(|inside| is(*inside, "linkEventDefinition")) {
            let catches = usize::from(is(it, "intermediateCatchEvent"));
            let called = Some(attribute(link, "name")).filter(|called| !called.is_empty()).unwrap_or(name).to_owned();
            self.links.get_mut(catches).into_iter().for_each(|links| links.push((called.clone(), at)));
        } else if role == Role::Pass && it.tag_name().name().ends_with("Event") && !name.is_empty() {
            self.events.push(format!("“{}”", clip(name)));
        }
        if is(it, "boundaryEvent")
            && let Some(duration) = it.descendants().find(|inside| is(*inside, "timeDuration")).map(text)
        {
            label.extend(plain(&format!("after {}", iso_duration(&duration).unwrap_or(duration))));
        }
        if it.tag_name().name().ends_with("Gateway") && !name.is_empty() {
            self.decisions.push(at);
        }
        let automated = match it.tag_name().name() {
            "userTask" | "manualTask" => Some(false),
            "serviceTask" | "scriptTask" | "businessRuleTask" => Some(true),
            _ => None,
        };
        self.diagram.change(at, |it| {
            it.role = role;
            it.id = String::new();
            it.label.clone_from(&label);
            it.is_labeled = true;
            pool.clone_into(&mut it.team);
            it.note = note;
            if let Some(automated) = automated {
                it.fields.insert("automated".to_owned(), automated.into());
            }
        });
        if is(it, "boundaryEvent") {
            self.attached.push((attribute(it, "attachedToRef").to_owned(), at, label));
        }
    }

    /// Properties that a modeling program added: values become lines of the label, the names of others are told.
    fn properties(&mut self, it: Xml, label: &mut Vec<Line>) {
        let extensions = it.children().filter(|inside| is(*inside, "extensionElements"));
        for inside in extensions.flat_map(|it| it.descendants()) {
            let [name, value] = [["name", "metaKey"], ["value", "metaValue"]]
                .map(|keys| keys.iter().find_map(|key| inside.attribute(*key)));
            let (Some(name), Some(value)) = (name, value.filter(|value| !value.trim().is_empty())) else { continue };
            let line = format!("{}: {}", heading(&[name.to_owned()]), value.trim());
            if label.len() < MAX_PROPERTIES && is_labeled_values(&line, &WorkingCalendar::default()) {
                label.extend(plain(&line));
            } else if self.unread.len() < MAX_PROPERTIES && !name.contains("color") {
                self.unread.insert(format!("“{}”", clip(name)));
            }
        }
    }

    /// An event that throws continues at the event that catches its name.
    fn follow_links(&mut self) {
        let [throws, catches] = std::mem::take(&mut self.links);
        let catches: HashMap<String, usize> = catches.into_iter().collect();
        for (name, from) in throws {
            if let Some(to) = catches.get(&name) {
                self.diagram.arrow(from, *to, Vec::new());
            }
        }
    }

    /// Events on the border of a task are ways out of it; of a subprocess, out of its last tasks.
    fn leave_by_border(&mut self) {
        for (host, event, label) in std::mem::take(&mut self.attached) {
            if let Some(host) = self.diagram.find(&host) {
                let host = self.exits.get(&host).copied().unwrap_or(host);
                self.diagram.arrow(host, event, label);
            }
        }
    }

    /// Items enter a subprocess at its first elements and leave it from its last.
    fn around(&mut self, scope: Xml, inner: &[(usize, &str)], entry: usize, exit: usize) {
        let ends = |end: &str| -> HashSet<String> {
            let flows = scope.children().filter(|it| is(*it, "sequenceFlow"));
            flows.map(|flow| attribute(flow, end).to_owned()).collect()
        };
        let (sources, targets) = (ends("sourceRef"), ends("targetRef"));
        for (at, id) in inner {
            self.diagram.change(*at, |it| {
                if matches!(it.role, Role::Start | Role::End) {
                    it.role = Role::Pass;
                }
            });
            if !targets.contains(*id) {
                self.diagram.arrow(entry, *at, Vec::new());
            }
            if !sources.contains(*id) {
                let last = self.exits.get(at).copied().unwrap_or(*at);
                self.diagram.arrow(last, exit, Vec::new());
            }
        }
    }

    /// Lanes are teams; those inside come after those around them.
    fn lanes(&mut self, scope: Xml) {
        for set in scope.children().filter(|it| is(*it, "laneSet")) {
            for lane in set.descendants().filter(|it| is(*it, "lane")) {
                let name = attribute(lane, "name").trim();
                if name.is_empty() {
                    continue;
                }
                for node in lane.children().filter(|it| is(*it, "flowNodeRef")) {
                    if let Some(at) = self.diagram.find(&text(node)) {
                        self.diagram.change(at, |it| name.clone_into(&mut it.team));
                    }
                }
                self.teams.push(format!("“{}”", clip(name)));
            }
        }
    }

    /// Flows, messages, and texts beside tasks.
    fn connect(&mut self, root: Xml) -> Result<(), ValidationError> {
        let mut texts: HashMap<&str, String> = HashMap::new();
        let mut messages = 0;
        let mut flows: HashMap<&str, usize> = HashMap::new();
        let mut beside_flows = Vec::new();
        for it in root.descendants().filter(|it| is(*it, "textAnnotation")) {
            texts.insert(attribute(it, "id"), it.children().filter(|inside| is(*inside, "text")).map(text).collect());
        }
        for it in root.descendants().filter(Xml::is_element) {
            let (source, target) = (attribute(it, "sourceRef"), attribute(it, "targetRef"));
            let ends = self.diagram.find(source).zip(self.diagram.find(target));
            match (it.tag_name().name(), ends) {
                ("sequenceFlow", Some((from, to))) => {
                    let from = self.exits.get(&from).copied().unwrap_or(from);
                    let mut label = plain(attribute(it, "name"));
                    let said = it.children().filter(|inside| is(*inside, "documentation")).map(text);
                    label.extend(said.flat_map(|said| plain(&said)));
                    flows.insert(attribute(it, "id"), self.diagram.arrows.len());
                    self.diagram.arrow(from, to, label);
                }
                ("sequenceFlow", None) => self.lost += 1,
                ("messageFlow", Some((from, to))) => {
                    messages += 1;
                    self.diagram.arrow(from, to, plain(attribute(it, "name")));
                }
                ("messageFlow", None) => self.messages += 1,
                ("association", _) => {
                    let Some(at) = self.diagram.find(source).or_else(|| self.diagram.find(target)) else {
                        beside_flows.push((source, target));
                        continue;
                    };
                    if let Some(said) = texts.remove(target).or_else(|| texts.remove(source)) {
                        self.diagram.change(at, |it| {
                            if it.role == Role::Step {
                                it.note.extend(values_apart(&said, &mut it.label));
                            } else {
                                it.note.push(said);
                            }
                        });
                    }
                }
                _ => {}
            }
            if self.diagram.arrows.len() > MAX_ARROWS {
                return Err(too_many_arrows());
            }
        }
        // Flows may stand behind the texts beside them.
        for (source, target) in beside_flows {
            let flow = flows.get(source).or_else(|| flows.get(target)).and_then(|at| self.diagram.arrows.get_mut(*at));
            if let Some(flow) = flow
                && let Some(said) = texts.remove(target).or_else(|| texts.remove(source))
            {
                flow.label.extend(plain(&said).into_iter().take(MAX_LINES));
            }
        }
        if messages > 0 {
            let sentence = match messages {
                1 => "1 message between pools was read as a flow.".to_owned(),
                many => format!("{many} messages between pools were read as flows."),
            };
            self.diagram.note("guessed", sentence);
        }
        let mut left: Vec<String> =
            texts.into_values().filter(|said| !said.is_empty()).map(|said| format!("“{}”", clip(&said))).collect();
        left.sort();
        if !left.is_empty() {
            self.diagram.note("not_kept", format!("Texts beside the steps were left out: {}.", examples(&left)));
        }
        Ok(())
    }

    fn finished(mut self, root: Xml) -> Diagram {
        self.note_decisions();
        let mut diagram = self.diagram;
        if self.pools.len() > 1 || !self.teams.is_empty() {
            self.teams.extend(
                self.pools
                    .values()
                    .filter(|name| self.pools.len() > 1 && !name.is_empty())
                    .map(|name| format!("“{}”", clip(name))),
            );
            self.teams.sort();
            self.teams.dedup();
            diagram.note("guessed", format!("Pools and lanes were read as teams: {}.", examples(&self.teams)));
        }
        if !self.flattened.is_empty() {
            let sentence = format!("Subprocesses were replaced by their own tasks: {}.", examples(&self.flattened));
            diagram.note("guessed", sentence);
        }
        if !self.events.is_empty() {
            let sentence = format!("Events between steps were left out: {}.", examples(&self.events));
            diagram.note("not_kept", sentence);
        }
        if !self.timers.is_empty() {
            diagram.note("guessed", format!("Timers were read as wait times: {}.", examples(&self.timers)));
        }
        for (all, code, sentence) in [
            (self.untimed, "not_understood", "The time of these timers can’t be read, so add their wait times"),
            (self.repeated, "not_kept", "These tasks repeat, but each is one step that is done once"),
            (self.unread.into_iter().collect(), "not_kept", "Properties of other programs were left out"),
        ] {
            if !all.is_empty() {
                diagram.note(code, format!("{sentence}: {}.", examples(&all)));
            }
        }
        if self.messages > 0 {
            let were = count(self.messages, "message was", "messages were");
            diagram.note("arrow_left_out", format!("{were} left out because a pool has no tasks in this file."));
        }
        if self.lost > 0 {
            let sentence =
                format!("{} left out because one end is missing.", count(self.lost, "flow was", "flows were"));
            diagram.note("arrow_left_out", sentence);
        }
        if root.descendants().any(|it| is(it, "Bounds")) {
            let sentence = "Box positions were not imported. Weir arranges the steps automatically.";
            diagram.note("not_kept", sentence.to_owned());
        }
        diagram
    }

    /// The names of decisions go to the steps before them.
    fn note_decisions(&mut self) {
        let mut names = Vec::new();
        let mut into: HashMap<usize, Vec<usize>> = HashMap::new();
        for arrow in &self.diagram.arrows {
            into.entry(arrow.to).or_default().push(arrow.from);
        }
        for at in std::mem::take(&mut self.decisions).into_iter().take(MAX_DECISIONS) {
            let Some(it) = self.diagram.boxes.get(at) else { continue };
            let name = it.label.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ");
            names.push(format!("“{}”", clip(&name)));
            let mut next = vec![at];
            let mut seen = HashSet::from([at]);
            while let Some(at) = next.pop() {
                for from in
                    into.get(&at).into_iter().flatten().copied().filter(|from| seen.insert(*from)).collect::<Vec<_>>()
                {
                    match self.diagram.boxes.get(from).map(|it| it.role) {
                        Some(Role::Step) => self.diagram.change(from, |it| it.note.push(format!("Decision: {name}"))),
                        _ => next.push(from),
                    }
                }
            }
        }
        if !names.is_empty() {
            let sentence = format!(
                "Gateways are not steps. Their names were added to the notes of the steps before them: {}.",
                examples(&names)
            );
            self.diagram.note("kept_in_note", sentence);
        }
    }
}

/// The names of pools by the ids of their processes.
fn pools(root: Xml) -> HashMap<String, String> {
    let all = root.descendants().filter(|it| is(*it, "participant"));
    let named = all.filter_map(|it| {
        let process = it.attribute("processRef")?;
        let process = process.rsplit(':').next().unwrap_or(process);
        Some((process.to_owned(), attribute(it, "name").trim().to_owned()))
    });
    named.collect()
}

/// The role of an element that flows can connect.
fn role(it: Xml) -> Option<Role> {
    let has = |kind: &str| it.children().any(|inside| is(inside, kind));
    match it.tag_name().name() {
        _ if is_task(it) => Some(Role::Step),
        "startEvent" => Some(Role::Start),
        "endEvent" => Some(Role::End),
        "intermediateCatchEvent" if has("timerEventDefinition") => Some(Role::Wait),
        "intermediateCatchEvent" | "intermediateThrowEvent" | "boundaryEvent" => Some(Role::Pass),
        name if name.ends_with("Gateway") => Some(Role::Pass),
        _ => None,
    }
}

fn is_task(it: Xml) -> bool {
    let name = it.tag_name().name();
    name == "task" || name == "callActivity" || name.ends_with("Task") || is_subprocess(it)
}

fn is_subprocess(it: Xml) -> bool {
    matches!(it.tag_name().name(), "subProcess" | "transaction" | "adHocSubProcess")
}

fn is(it: Xml, name: &str) -> bool {
    it.tag_name().name() == name
}

fn attribute<'a>(it: Xml<'a, '_>, name: &str) -> &'a str {
    it.attribute(name).unwrap_or_default()
}

/// Moves the lines of a text that hold values to a label; the other lines are left, if there are any.
fn values_apart(text: &str, label: &mut Vec<Line>) -> Option<String> {
    let is_values = |line: &&str| is_labeled_values(line, &WorkingCalendar::default());
    let (values, rest): (Vec<&str>, Vec<&str>) = text.lines().take(MAX_NOTE_LINES).partition(is_values);
    label.extend(values.into_iter().flat_map(plain));
    let rest = rest.join("\n").trim().to_owned();
    (!rest.is_empty()).then_some(rest)
}

fn text(it: Xml) -> String {
    it.descendants().filter(Xml::is_text).filter_map(|it| it.text()).collect::<String>().trim().to_owned()
}

/// `P1DT2H` as `1d 2h`.
fn iso_duration(text: &str) -> Option<String> {
    let (days, hours) = text.trim().strip_prefix('P')?.split_once('T').unwrap_or((text.trim().strip_prefix('P')?, ""));
    let mut parts = Vec::new();
    for (part, units) in
        [(days, &[('Y', "y"), ('M', "mo"), ('W', "w"), ('D', "d")][..]), (hours, &[('H', "h"), ('M', "m"), ('S', "s")])]
    {
        let mut number = String::new();
        for c in part.chars() {
            if let Some((_, unit)) = units.iter().find(|(sign, _)| *sign == c && !number.is_empty()) {
                parts.push(std::mem::take(&mut number) + unit);
            } else if c.is_ascii_digit() || c == '.' {
                number.push(c);
            } else {
                return None;
            }
        }
        if !number.is_empty() {
            return None;
        }
    }
    (!parts.is_empty()).then(|| parts.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn iso_durations_are_read() {
        for (text, expected) in [
            ("PT4H", Some("4h")),
            ("P2D", Some("2d")),
            ("P1DT2H30M", Some("1d 2h 30m")),
            ("P1W", Some("1w")),
            ("P", None),
            ("PT", None),
            ("4H", None),
            ("P2", None),
            ("PD", None),
            ("${x}", None),
        ] {
            assert_eq!(iso_duration(text).as_deref(), expected, "{text}");
        }
    }
}
