//! Shared by the readers of other programs' JSON: values may be missing or malformed, and only arrows that
//! a map can have are imported. Everything skipped is reported.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::{Map as Json, Value, json};

use crate::outcome::{Read, finding};
use crate::table::cells::{clip, one_line, shortened};
use crate::table::rows::checked;
use crate::table::rows::links::leads;
use crate::table::rows::row::add_to_note;
use vsm::Map;
use vsm::fields::catalog::StepField;
use vsm::file;
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;
use vsm::text::{count, grouped};
use vsm::validate::map::{MAX_NAME, MAX_NOTE, MAX_STEPS};

/// A JSON object.
pub(crate) type Object = Json<String, Value>;

/// A map under construction, with its warnings.
#[derive(Debug, Default)]
pub(crate) struct MapBuilder {
    steps: Vec<Object>,
    ids: HashMap<String, usize>,
    flows: BTreeSet<(usize, usize)>,
    rework: HashMap<(usize, usize), (f64, Value)>,
    /// Whether the file has positions of boxes.
    laid_out: bool,
    /// How many steps were added that only wait.
    waiting: usize,
    findings: Vec<Finding>,
}

/// An arrow back, by the positions of its steps.
pub(crate) struct Back {
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// The percentage of the items that take it.
    pub(crate) share: f64,
    /// How long they wait on it, or nothing.
    pub(crate) wait: Value,
}

impl MapBuilder {
    /// Adds a warning.
    pub(crate) fn note(&mut self, code: &'static str, sentence: String) {
        self.findings.push(finding(code, sentence));
    }

    /// Adds the steps in a list, each read by `read`.
    pub(crate) fn steps(&mut self, of: &Object, list: &str, read: fn(&Object, &mut MapBuilder) -> Object) {
        for given in objects(of, list, self) {
            self.laid_out |= given.contains_key("position");
            let step = read(given, self);
            self.step(&text(given, "id"), step);
        }
    }

    /// Adds a warning if the file has positions of boxes.
    pub(crate) fn note_positions(&mut self) {
        if self.laid_out {
            self.note("not_kept", "Box positions were not imported. Weir arranges the steps automatically.".to_owned());
        }
    }

    /// Adds a step, unless its id is taken or the map is full.
    pub(crate) fn step(&mut self, id: &str, step: Object) {
        let why = if self.ids.contains_key(id) {
            "another step has the same id".to_owned()
        } else if self.steps.len() >= MAX_STEPS {
            format!("a map can have up to {} steps", grouped(MAX_STEPS))
        } else {
            self.ids.insert(id.to_owned(), self.steps.len());
            self.steps.push(step);
            return;
        };
        self.note("step_left_out", format!("“{}” was skipped because {why}.", name_of(&step)));
    }

    /// The steps at the ends of an arrow, with a warning if they don't both exist.
    pub(crate) fn ends(&mut self, from: &str, to: &str) -> Option<(usize, usize)> {
        let ends = self.at(from).zip(self.at(to));
        if ends.is_none() {
            let (from, to) = (clip(from), clip(to));
            let sentence =
                format!("The arrow from “{from}” to “{to}” was skipped because one of its steps doesn’t exist.");
            self.note("arrow_left_out", sentence);
        }
        ends
    }

    /// The position of the step with this id.
    pub(crate) fn at(&self, id: &str) -> Option<usize> {
        self.ids.get(id).copied()
    }

    pub(crate) fn name(&self, at: usize) -> String {
        self.given(at).map_or(String::new(), name_of)
    }

    /// A step's fields so far.
    pub(crate) fn given(&self, at: usize) -> Option<&Object> {
        self.steps.get(at)
    }

    /// Sets a field of a step.
    pub(crate) fn set(&mut self, at: usize, field: &str, value: Value) {
        if let Some(step) = self.steps.get_mut(at) {
            step.insert(field.to_owned(), value);
        }
    }

    /// Adds what the reader has found before.
    pub(crate) fn take(&mut self, findings: Vec<Finding>) {
        self.findings.extend(findings);
    }

    /// The number of steps.
    pub(crate) fn len(&self) -> usize {
        self.steps.len()
    }

    /// Adds the flows into a step, with the wait of each; unknown ones are null. If they differ, each gets a
    /// step that only waits: a single wait on the step would be wrong for all but one of them.
    pub(crate) fn waits_into(
        &mut self,
        to: usize,
        arrows: Vec<(usize, Value)>,
        add: fn(&mut MapBuilder, usize, usize),
    ) {
        let first = arrows.first().map(|(_, wait)| wait.clone()).unwrap_or_default();
        if arrows.iter().all(|(_, wait)| *wait == first) {
            if !first.is_null() {
                self.set(to, "wait", first);
            }
            for (from, _) in arrows {
                add(self, from, to);
            }
            return;
        }
        // Each way to it has its wait in a step of its own; if one is unknown, so is this one.
        let mut are_known = true;
        for (from, wait) in arrows {
            if let Some(between) = self.waiting_step(from, to, &wait) {
                add(self, from, between);
                add(self, between, to);
            } else {
                are_known = false;
                add(self, from, to);
            }
        }
        if are_known {
            self.set(to, "wait", 0.into());
        }
    }

    fn waiting_step(&mut self, from: usize, to: usize, wait: &Value) -> Option<usize> {
        if wait.is_null() {
            return None;
        }
        self.waiting += 1;
        let mut id = format!("wait{}", self.waiting);
        while self.at(&id).is_some() {
            id.push('+');
        }
        let (from, to) = (self.name(from), self.name(to));
        let name = name(&format!("Waiting for {to}"), "Waiting");
        let step = json!({ "id": id, "name": name, "wait": wait, "work": 0 });
        self.step(&id, fields(step));
        let between = self.at(&id)?;
        let sentence =
            format!("Arrows to “{to}” have different wait times, so a waiting step was added after “{from}”.");
        self.note("step_added", sentence);
        Some(between)
    }

    /// Adds a flow that doesn’t close a cycle.
    pub(crate) fn forward(&mut self, from: usize, to: usize) {
        self.flows.insert((from, to));
    }

    /// Moves values that a step can’t have to its note, with a warning, and cuts notes that are too long.
    pub(crate) fn settle(&mut self, clock: &WorkingCalendar) {
        let mut bare = Map::new("");
        bare.clock = *clock;
        for mut step in std::mem::take(&mut self.steps) {
            let called = name_of(&step);
            while let Err(error) = checked(&step, &bare) {
                let field = error.field.as_deref().unwrap_or_default().split(['[', '.']).next().unwrap_or_default();
                let Some(value) = step.remove(field).filter(|_| field != "name") else { break };
                let value = shown(field, &value, clock);
                let field = StepField::from_key(field).map_or("value", StepField::name);
                let sentence = format!("“{called}”: {} The value was added to the note.", error.message);
                self.note("kept_in_note", sentence);
                add_to_note(&mut step, vec![format!("{field}: {value}")]);
            }
            if let Some(note) = step.get("note").and_then(Value::as_str).map(str::to_owned) {
                step.insert("note".to_owned(), note_text(&[note], &called, self).into());
            }
            self.steps.push(step);
        }
    }

    /// Adds a flow, unless it exists or would create a cycle.
    pub(crate) fn flow(&mut self, from: usize, to: usize) {
        let why = if leads(&self.flows, to, from) {
            "would create a cycle and was skipped. Use a rework arrow to go back"
        } else if !self.flows.insert((from, to)) {
            "was listed twice and imported once"
        } else {
            return;
        };
        let (from, to) = (self.name(from), self.name(to));
        self.note("arrow_left_out", format!("The arrow from “{from}” to “{to}” {why}."));
    }

    /// Adds the rework arrows that a map can have. Call it after all flows are added.
    pub(crate) fn rework(&mut self, arrows: Vec<Back>) {
        let mut leaving: HashMap<usize, f64> = HashMap::new();
        for Back { from, to, share, wait } in arrows {
            let sum = leaving.get(&from).copied().unwrap_or_default() + share;
            let why = match () {
                () if !(share > 0.0 && share < 100.0) => "its share must be above 0% and below 100%".to_owned(),
                () if sum >= 100.0 => "no item would ever finish".to_owned(),
                () if !leads(&self.flows, to, from) => {
                    format!("no flow leads from “{}” to “{}”", self.name(to), self.name(from))
                }
                () if self.rework.contains_key(&(from, to)) => "it is listed twice".to_owned(),
                () => {
                    leaving.insert(from, sum);
                    self.rework.insert((from, to), (share, wait));
                    continue;
                }
            };
            let (from, to) = (self.name(from), self.name(to));
            let sentence = format!("The rework arrow from “{from}” to “{to}” was skipped because {why}.");
            self.note("arrow_left_out", sentence);
        }
    }

    /// The steps without incoming flows.
    pub(crate) fn starts(&self) -> Vec<usize> {
        let led_to: HashSet<usize> = self.flows.iter().map(|(_, to)| *to).collect();
        (0..self.steps.len()).filter(|at| !led_to.contains(at)).collect()
    }

    /// The map, with the fields of the map itself.
    pub(crate) fn map(self, about: Value) -> Result<Read, ValidationError> {
        let mut about = fields(about);
        let ids: Vec<Value> = self.steps.iter().map(|step| step.get("id").cloned().unwrap_or_default()).collect();
        let id = |at: usize| ids.get(at).cloned().unwrap_or_default();
        let flows = self.flows.iter().map(|(from, to)| json!({ "from": id(*from), "to": id(*to) }));
        let rework = self.rework.iter();
        let rework = rework.map(|((from, to), (share, wait))| {
            let mut arrow = json!({ "from": id(*from), "to": id(*to), "share": share });
            if !wait.is_null() {
                arrow["wait"] = wait.clone();
            }
            arrow
        });
        about.insert("format".to_owned(), file::FORMAT.into());
        about.insert("version".to_owned(), file::VERSION.into());
        about.insert("steps".to_owned(), self.steps.into_iter().map(Value::Object).collect());
        about.insert("flows".to_owned(), flows.collect());
        about.insert("rework".to_owned(), rework.collect());
        let (map, more) = file::read_converted(&Value::Object(about))?;
        Ok((map, self.findings.into_iter().chain(more).collect()))
    }
}

/// The name in a step's fields.
fn name_of(step: &Object) -> String {
    clip(step.get("name").and_then(Value::as_str).unwrap_or_default())
}

/// A value of a step’s fields, as a text for people.
pub(crate) fn shown(field: &str, value: &Value, clock: &WorkingCalendar) -> String {
    let is_time = field.starts_with("wait") || field.starts_with("work") || field == "lead";
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) if is_time => {
            number.as_u64().map_or_else(|| number.to_string(), |seconds| clock.print(seconds))
        }
        Value::Array(ends) => ends.iter().map(|end| shown(field, end, clock)).collect::<Vec<_>>().join("–"),
        Value::Null => "?".to_owned(),
        other => other.to_string(),
    }
}

/// The fields of a JSON object.
pub(crate) fn fields(object: Value) -> Object {
    if let Value::Object(fields) = object { fields } else { Object::new() }
}

/// The objects in a list; other values are skipped with a warning.
pub(crate) fn objects<'v>(of: &'v Object, list: &str, builder: &mut MapBuilder) -> Vec<&'v Object> {
    let all = of.get(list).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let objects: Vec<&Object> = all.iter().filter_map(Value::as_object).collect();
    if objects.len() < all.len() {
        let skipped = all.len() - objects.len();
        let (entries, were) = (count(skipped, "entry", "entries"), if skipped == 1 { "was" } else { "were" });
        let sentence = format!("{entries} of “{list}” couldn’t be read and {were} skipped.");
        builder.note("not_understood", sentence);
    }
    objects
}

/// A text; numeric ids are converted to text.
pub(crate) fn text(of: &Object, key: &str) -> String {
    match of.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

/// A number that isn't negative; also in quotation marks, as some programs write it.
pub(crate) fn number(of: &Object, key: &str) -> Option<f64> {
    let number = match of.get(key)? {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_f64(),
    };
    number.filter(|number| number.is_finite() && *number >= 0.0)
}

/// Like [`number`], with a warning for a value that isn't one.
pub(crate) fn checked_number(
    of: &Object,
    (key, field): (&str, StepField),
    called: &str,
    builder: &mut MapBuilder,
) -> Option<f64> {
    let found = number(of, key);
    let is_filled = |value: &Value| !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty());
    if found.is_none()
        && let Some(value) = of.get(key).filter(|value| is_filled(value))
    {
        let (called, value) = (clip(called), clip(&value.to_string()));
        let sentence = format!("The {} of “{called}” can’t be {value} and was skipped.", field.name());
        builder.note("not_understood", sentence);
    }
    found
}

/// Adds a warning about unknown fields that aren't empty.
pub(crate) fn note_unknown(of: &Object, known: &[&str], called: &str, builder: &mut MapBuilder) {
    let empty = |value: &Value| match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(all) => all.is_empty(),
        Value::Object(all) => all.is_empty(),
        _ => false,
    };
    let unknown = of.iter().filter(|(key, value)| !known.contains(&key.as_str()) && !empty(value));
    let keys: Vec<String> = unknown.map(|(key, _)| clip(key)).collect();
    if !keys.is_empty() {
        let sentence = format!("Unknown fields of “{}” were skipped: {}.", clip(called), clip(&keys.join(", ")));
        builder.note("field_left_out", sentence);
    }
}

/// Minutes as seconds.
pub(crate) fn minutes(minutes: f64) -> Value {
    vsm::model::duration::whole(minutes * 60.0).into()
}

/// A valid name: one line, not too long, never empty.
pub(crate) fn name(given: &str, instead: &str) -> String {
    let line: String = one_line(given).chars().filter(|c| !c.is_control()).take(MAX_NAME).collect();
    if line.is_empty() { instead.to_owned() } else { line }
}

/// Non-empty paragraphs, joined and cut to the maximum length of a note, with a warning if they are cut.
pub(crate) fn note_text(paragraphs: &[String], of: &str, builder: &mut MapBuilder) -> String {
    let all: Vec<&str> = paragraphs.iter().map(|text| text.trim()).filter(|text| !text.is_empty()).collect();
    let text = all.join("\n");
    if text.chars().count() > MAX_NOTE {
        builder.note("too_long", format!("The note of “{}” was too long and was shortened.", clip(of)));
    }
    shortened(&text, MAX_NOTE)
}

/// Parses bytes as a JSON object.
pub(crate) fn object(bytes: &[u8]) -> Result<Object, ValidationError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    vsm::json_limits::check(bytes)?;
    serde_json::from_slice(bytes).map_err(|cause| ValidationError::new("not_json", format!("Invalid JSON: {cause}.")))
}
