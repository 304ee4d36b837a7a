//! The map that a diagram shows: boxes become steps, arrows flows and rework.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::diagram::cycles::back;
use crate::diagram::routes::{Route, Routes, routes};
use crate::diagram::{Diagram, MAX_SEARCHED, Node, Role, end_by_name, examples, too_many_arrows};
use crate::foreign::builder::{Back, MapBuilder, Object, name, shown};
use crate::outcome::{Read, finding};
use crate::table::cells::clip;
use crate::text_lines::label::{ArrowLabel, BoxLabel, is_legend, is_only_values, is_only_wait, of_box};
use vsm::Map;
use vsm::model::duration::{Unit, WorkingCalendar};
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;
use vsm::model::step::StepTime;
use vsm::text::{count, grouped, quote};
use vsm::validate::map::{MAX_FLOWS, MAX_REWORK, MAX_STEPS};

/// The most doubtful values that are told one by one.
const MAX_DOUBTS: usize = 20;

/// What the map’s reader tells about all labels together.
#[derive(Default)]
struct Told {
    /// How much text of labels was searched for values, in bytes.
    searched: usize,
    is_unsearched: bool,
    work: Vec<String>,
    wait: Vec<String>,
    remarks: Vec<String>,
    /// Values that may mean something else, with the steps they belong to.
    doubts: Vec<String>,
    shares: Vec<String>,
    back: Vec<String>,
    waits: Vec<String>,
}

impl Diagram {
    /// The map. `called` is its name if the diagram has none.
    pub(crate) fn into_map(mut self, called: &str) -> Result<Read, ValidationError> {
        let clock = self.clock.unwrap_or_default();
        self.mark_texts();
        self.mark_ends();
        let steps = self.boxes.iter().filter(|it| it.role == Role::Step).count();
        if steps > MAX_STEPS {
            let (steps, most) = (grouped(steps), grouped(MAX_STEPS));
            let sentence = format!("This diagram has {steps} steps. A map can have up to {most}.");
            return Err(ValidationError::new("too_many", sentence));
        }
        if steps == 0 {
            return Err(ValidationError::new("no_steps", self.without_steps));
        }
        self.chain_if_loose();
        let routes = routes(&self, MAX_FLOWS + MAX_REWORK, &clock);
        if routes.is_full {
            return Err(too_many_arrows());
        }
        let mut builder = MapBuilder::default();
        let mut told = Told::default();
        builder.take(std::mem::take(&mut self.findings));
        let mut at = vec![0; self.boxes.len()];
        for (number, place) in at.iter_mut().enumerate() {
            if let Some(mut step) = self.step(number, &mut told) {
                *place = builder.len();
                let id = format!("s{place}");
                step.insert("id".to_owned(), id.clone().into());
                builder.step(&id, step);
            }
        }
        told.is_unsearched = routes.is_unsearched || told.searched > MAX_SEARCHED;
        connect(routes, &at, &mut builder, &mut told, &clock);
        builder.settle(&clock);
        told.tell(&mut builder);
        let mut about = json!({ "name": name(&self.title, called) });
        for (role, field) in [(Role::Start, "starts_with"), (Role::End, "ends_with")] {
            let said = self.ends(role);
            if !said.is_empty() {
                about[field] = name(&said, "").into();
            }
        }
        if self.clock.is_some() {
            about["clock"] = json!({ "hours_per_day": clock.hours_per_day, "days_per_week": clock.days_per_week });
        }
        let (map, mut findings) = builder.map(about)?;
        findings.extend(calendar_hint(&map).filter(|_| self.clock.is_none()));
        Ok((map, findings))
    }

    /// Boxes that are no steps by what they say: a wait on the way, and a legend, totals or values without arrows.
    fn mark_texts(&mut self) {
        let clock = self.clock.unwrap_or_default();
        let (mut is_led_to, mut leads_on) = (vec![false; self.boxes.len()], vec![false; self.boxes.len()]);
        for arrow in &self.arrows {
            if let (Some(on), Some(led)) = (leads_on.get_mut(arrow.from), is_led_to.get_mut(arrow.to)) {
                (*on, *led) = (true, true);
            }
        }
        let (has_arrows, mut left) = (!self.arrows.is_empty(), MAX_SEARCHED);
        let mut waits = Vec::new();
        for (it, (led, on)) in self.boxes.iter_mut().zip(is_led_to.into_iter().zip(leads_on)) {
            let length: usize = it.label.iter().map(|line| line.text.len()).sum();
            if it.role != Role::Step || self.is_weir || length > left {
                continue;
            }
            left -= length;
            let lines: Vec<String> = it.label.iter().map(|line| line.text.clone()).collect();
            if on && is_only_wait(&lines, &clock) {
                it.role = Role::Wait;
                waits.push(format!("“{}”", clip(&lines.join(" "))));
            } else if !led && !on && (is_legend(&lines) || has_arrows && is_only_values(&lines, &clock)) {
                it.role = Role::Remark;
            }
        }
        if !waits.is_empty() {
            let sentence = format!(
                "These were read as the wait time of the next step, so they are not steps: {}.",
                examples(&waits)
            );
            self.note("guessed", sentence);
        }
    }

    /// Boxes that only say where the process starts or ends are no steps.
    fn mark_ends(&mut self) {
        let (mut has_into, mut has_out) = (vec![false; self.boxes.len()], vec![false; self.boxes.len()]);
        for arrow in &self.arrows {
            if let (Some(out), Some(into)) = (has_out.get_mut(arrow.from), has_into.get_mut(arrow.to)) {
                (*out, *into) = (true, true);
            }
        }
        // Nothing follows in which the wait could be.
        for (it, _) in self.boxes.iter_mut().zip(&has_out).filter(|(it, out)| it.role == Role::Wait && !**out) {
            it.role = Role::Remark;
        }
        let mut names = Vec::new();
        for (it, (into, out)) in self.boxes.iter_mut().zip(has_into.into_iter().zip(has_out)) {
            let said = said(it);
            if it.role == Role::Step && into && out && it.is_round && said.is_empty() {
                it.role = Role::Pass;
            }
            if it.role != Role::Step || into == out {
                continue;
            }
            let border = if into { Role::End } else { Role::Start };
            let begin = said.split_once(':').map_or(said.as_str(), |(begin, _)| begin);
            let is_end = end_by_name(&said) == Some(border) || it.is_round && end_by_name(begin) == Some(border);
            let is_done = it.is_round && border == Role::End && is_done(&said);
            if is_end || is_done || it.is_round && said.is_empty() {
                it.role = border;
                names.extend(Some(said).filter(|said| !said.is_empty()).map(|said| format!("“{}”", clip(&said))));
            }
        }
        if !names.is_empty() {
            let sentence = format!(
                "These only say where the process starts or ends, so they are not steps: {}.",
                examples(&names)
            );
            self.note("guessed", sentence);
        }
        let remarks = self.boxes.iter().filter(|it| it.role == Role::Remark && !it.label.is_empty());
        let remarks: Vec<String> = remarks.map(|it| format!("“{}”", clip(&said(it)))).collect();
        if !remarks.is_empty() {
            self.note("not_kept", format!("Texts beside the steps were left out: {}.", examples(&remarks)));
        }
    }

    /// Steps without any arrow follow one another.
    fn chain_if_loose(&mut self) {
        let steps: Vec<usize> =
            (0..self.boxes.len()).filter(|at| self.boxes.get(*at).is_some_and(|it| it.role == Role::Step)).collect();
        if self.is_weir || !self.arrows.is_empty() || steps.len() < 2 {
            return;
        }
        for pair in steps.windows(2) {
            if let [from, to] = pair {
                self.arrow(*from, *to, Vec::new());
            }
        }
        let order = if self.order.is_empty() { "in which they are listed" } else { self.order };
        self.note(
            "guessed",
            format!("The diagram has no arrows, so its steps follow one another in the order {order}."),
        );
    }

    /// The fields of a box that is a step.
    fn step(&self, at: usize, told: &mut Told) -> Option<Object> {
        let it = self.boxes.get(at).filter(|it| it.role == Role::Step)?;
        let clock = self.clock.unwrap_or_default();
        let mut lines: Vec<String> = it.label.iter().map(|line| line.text.clone()).collect();
        let mut team = it.team.clone();
        if self.is_weir && lines.get(1).is_some_and(|line| !is_written_by_weir(line)) {
            team = lines.remove(1);
        }
        told.searched += lines.iter().map(String::len).sum::<usize>();
        let mut label = if told.searched > MAX_SEARCHED {
            BoxLabel::unread(&lines, &clock)
        } else {
            of_box(&lines, self.is_weir, &clock)
        };
        // A single line that begins with a letter is a name, also if it could be a time: `Do 1d`.
        let is_named = label.fields.contains_key("name");
        if !is_named && matches!(lines.as_slice(), [line] if line.starts_with(char::is_alphabetic)) {
            label = BoxLabel::unread(&lines, &clock);
        }
        let called = label.fields.get("name").and_then(Value::as_str).unwrap_or_default();
        let called = name(called, &name(&it.id, "Unnamed step"));
        let full = lines
            .first()
            .filter(|line| called.len() < line.len() && line.starts_with(&called) && label.rest.is_empty());
        let is_cut = full.is_some_and(|line| {
            line.chars().count() > vsm::validate::map::MAX_NAME
                && called.chars().count() == vsm::validate::map::MAX_NAME
        });
        if is_cut {
            label.rest.extend(full.cloned());
        }
        let guesses = if label.is_wait { &mut told.wait } else { &mut told.work };
        guesses.extend(label.guesses.iter().map(|time| format!("“{}” of {}", clip(time), quote(&called))));
        told.remarks.extend(label.rest.iter().map(|text| format!("“{}” of {}", clip(text), quote(&called))));
        told.doubt(&called, &label.doubts);
        let mut fields = it.fields.clone();
        fields.extend(label.fields);
        if !team.is_empty() && !fields.contains_key("team") {
            fields.insert("team".to_owned(), name(&team, "").into());
        }
        let noted = fields.get("note").and_then(Value::as_str).map(str::to_owned);
        let paragraphs: Vec<String> = noted.into_iter().chain(label.rest).chain(it.note.iter().cloned()).collect();
        if !paragraphs.is_empty() {
            fields.insert("note".to_owned(), paragraphs.join("\n").into());
        }
        fields.insert("name".to_owned(), called.into());
        Some(fields)
    }

    /// What starts or ends are called, if that says anything.
    fn ends(&self, role: Role) -> String {
        let all = self.boxes.iter().filter(|it| it.role == role);
        let named = all.map(said).map(|said| match said.split_once(':') {
            Some((begin, rest)) if end_by_name(begin).is_some() => rest.trim().to_owned(),
            _ => said,
        });
        let mut said: Vec<String> = named.filter(|said| !said.is_empty() && end_by_name(said).is_none()).collect();
        said.dedup();
        said.join("; ")
    }
}

/// A warning if items wait for whole days in hours, as around the clock: `24 hours`, `72h`.
fn calendar_hint(map: &Map) -> Option<Finding> {
    const DAY: u64 = 24 * 3600;
    let waits = map.steps.iter().filter_map(|step| {
        let written = step.written(StepTime::Wait).or_else(|| step.written(StepTime::Lead))?;
        let in_hours = written.spelling.is_some_and(|spelling| spelling.unit == Unit::Hour);
        (in_hours && written.seconds > 0).then_some((step, written.seconds))
    });
    let waits: Vec<_> = waits.collect();
    let is_whole_day = |seconds: u64| seconds.is_multiple_of(DAY);
    // Beside 8, 16 or 40 hours, 24 hours are days of 8.
    let is_working = waits.iter().any(|(_, seconds)| seconds.is_multiple_of(8 * 3600) && !is_whole_day(*seconds));
    let (step, seconds) = waits.iter().find(|(_, seconds)| is_whole_day(*seconds)).filter(|_| !is_working)?;
    let sentence = format!(
        "{}: {}h may be days around the clock. Here a day has {} hours and a week {} days; if the times count nights and weekends, choose calendar time in the map settings.",
        quote(&step.name),
        seconds / 3600,
        map.clock.hours_per_day,
        map.clock.days_per_week
    );
    Some(finding("guessed", sentence))
}

/// A word in a circle at the end.
fn is_done(said: &str) -> bool {
    ["done", "complete", "completed", "fertig", "terminé"].contains(&said.to_lowercase().as_str())
}

/// The label of a box as one line.
fn said(it: &Node) -> String {
    if !it.is_labeled && it.label.is_empty() {
        return it.id.clone();
    }
    it.label.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
}

/// Whether it is a line of values in a box of Weir’s own Mermaid; otherwise it is the team.
fn is_written_by_weir(line: &str) -> bool {
    ["wait time ", "work time ", "lead time "].iter().any(|begin| line.starts_with(begin)) || line.ends_with("% C/A")
}

/// Words of labels on arrows that lead back.
#[rustfmt::skip]
const BACK: &[&str] = &[
    "no", "not", "nok", "rework", "reject", "rejected", "rejects", "fail", "failed", "fails", "failure", "back", "return", "returned", "returns", "retry",
    "redo", "again", "fix", "bug", "bugs", "defect", "defects", "changes", "incomplete", "nein", "zurück", "non", "nej", "nee", "nie", "não", "retour",
];

fn connect(
    Routes { all, starts, .. }: Routes,
    at: &[usize],
    builder: &mut MapBuilder,
    told: &mut Told,
    clock: &WorkingCalendar,
) {
    let place = |it: usize| at.get(it).copied().unwrap_or_default();
    let pairs: Vec<(usize, usize)> = all.iter().map(|route| (place(route.from), place(route.to))).collect();
    let may: Vec<bool> = all.iter().map(may_lead_back).collect();
    let roots: Vec<usize> = starts.iter().map(|(step, _)| place(*step)).collect();
    let back = back(&pairs, &may, builder.len(), &roots);
    let (mut rework, mut into) = (Vec::new(), BTreeMap::<usize, Vec<(usize, Value)>>::new());
    for ((route, (from, to)), back) in all.into_iter().zip(pairs).zip(back) {
        let mut label = route.label;
        told.doubt(&builder.name(to), &label.doubts);
        let called = format!("{} to {}", quote(&builder.name(from)), quote(&builder.name(to)));
        if back {
            leave_arrow_back((from, to), &mut label, &mut rework, builder, told, clock);
            continue;
        }
        if !label.rest.is_empty() {
            told.remarks.push(format!("“{}” from {called}", clip(&label.rest.join("; "))));
        }
        if let Some(share) = label.share {
            told.shares.push(format!("{share}% from {called}"));
            label.rest.push(format!("{share}%"));
        }
        if !label.rest.is_empty() {
            let said = label.rest.join("; ");
            let to = quote(&builder.name(to));
            add_note(from, &format!("Arrow to {to}: {said}"), builder);
        }
        let wait = label.fields.remove("wait").unwrap_or_default();
        add_arrival(to, label.fields, builder, told, clock);
        into.entry(to).or_default().push((from, wait));
    }
    for (to, mut label) in starts {
        told.doubt(&builder.name(place(to)), &label.doubts);
        let wait = label.fields.remove("wait");
        label.fields.extend(wait.map(|wait| ("wait".to_owned(), wait)));
        if let Some(share) = label.share {
            label.rest.insert(0, format!("{share}%"));
        }
        if !label.rest.is_empty() {
            let said = label.rest.join("; ");
            told.remarks.push(format!("“{}” from the start to {}", clip(&said), quote(&builder.name(place(to)))));
            add_note(place(to), &format!("Arrow from the start: {said}"), builder);
        }
        add_arrival(place(to), label.fields, builder, told, clock);
    }
    for (to, arrows) in into {
        let has_own =
            builder.given(to).is_some_and(|step| ["wait", "lead"].iter().any(|field| step.contains_key(*field)));
        if has_own && arrows.iter().any(|(_, wait)| !wait.is_null()) {
            for (from, wait) in arrows {
                if let Some(wait) = Some(wait).filter(|wait| !wait.is_null()) {
                    let wait = shown("wait", &wait, clock);
                    told.waits.push(format!("{} before {}", wait, quote(&builder.name(to))));
                    let sentence = format!("Wait on the arrow from {}: {wait}", quote(&builder.name(from)));
                    add_note(to, &sentence, builder);
                }
                builder.forward(from, to);
            }
        } else {
            builder.waits_into(to, arrows, MapBuilder::forward);
        }
    }
    if rework.len() > MAX_REWORK {
        let more = rework.split_off(MAX_REWORK);
        let sentence =
            format!("A map can have up to {MAX_REWORK} rework arrows, so {} more were left out.", more.len());
        builder.note("arrow_left_out", sentence);
    }
    builder.rework(rework);
}

/// Whether the label says that items go back.
fn may_lead_back(route: &Route) -> bool {
    let mut words = route.label.rest.iter().flat_map(|text| text.split(|c: char| !c.is_alphanumeric()));
    route.label.share.is_some_and(|share| share < 50.0)
        || words.any(|word| BACK.contains(&word.to_lowercase().as_str()))
}

/// An arrow back is rework, if it says how much; otherwise it is left out and told.
fn leave_arrow_back(
    (from, to): (usize, usize),
    label: &mut ArrowLabel,
    rework: &mut Vec<Back>,
    builder: &mut MapBuilder,
    told: &mut Told,
    clock: &WorkingCalendar,
) {
    let (sender, receiver) = (quote(&builder.name(from)), quote(&builder.name(to)));
    let mut fields = std::mem::take(&mut label.fields);
    let wait = fields.remove("wait").unwrap_or_default();
    label.rest.extend(
        fields.iter().map(|(field, value)| format!("{} {}", field.replace('_', " "), shown(field, value, clock))),
    );
    // “rework” says nothing that the arrow itself doesn’t.
    label.rest.retain(|text| !text.eq_ignore_ascii_case("rework"));
    let said = label.rest.join("; ");
    let Some(share) = label.share.filter(|share| *share > 0.0 && *share < 100.0) else {
        let percent = label.share.map(|share| format!("{share}%"));
        let wait = (!wait.is_null()).then(|| format!("wait {}", shown("wait", &wait, clock)));
        let said: Vec<String> =
            percent.into_iter().chain(wait).chain(Some(said).filter(|said| !said.is_empty())).collect();
        let colon = if said.is_empty() { String::new() } else { format!(": {}", said.join("; ")) };
        add_note(from, &format!("Arrow back to {receiver}{colon}"), builder);
        told.back.push(format!("{sender} to {receiver}"));
        return;
    };
    rework.push(Back { from, to, share, wait });
    if !said.is_empty() {
        told.remarks.push(format!("“{}” from {sender} to {receiver}", clip(&said)));
        add_note(from, &format!("Rework to {receiver}: {said}"), builder);
    }
}

/// Fields of the step that an arrow leads to. The step’s own come first.
fn add_arrival(to: usize, fields: Object, builder: &mut MapBuilder, told: &mut Told, clock: &WorkingCalendar) {
    for (field, value) in fields {
        match builder.given(to).and_then(|step| step.get(&field)) {
            None => builder.set(to, &field, value),
            Some(before) if *before == value => {}
            Some(_) => {
                let value = shown(&field, &value, clock);
                told.waits.push(format!("{value} before {}", quote(&builder.name(to))));
                add_note(to, &format!("Also on an arrow to it: {} {value}", field.replace('_', " ")), builder);
            }
        }
    }
}

fn add_note(at: usize, sentence: &str, builder: &mut MapBuilder) {
    let before = builder.given(at).and_then(|step| step.get("note")).and_then(Value::as_str).unwrap_or_default();
    // The note is cut to its maximum once, at the end; until then it stays within bounds as well.
    if before.len() > 8 * vsm::validate::map::MAX_NOTE {
        return;
    }
    let note = if before.is_empty() { sentence.to_owned() } else { format!("{before}\n{sentence}") };
    builder.set(at, "note", note.into());
}

impl Told {
    fn doubt(&mut self, step: &str, doubts: &[String]) {
        self.doubts.extend(doubts.iter().map(|sentence| format!("{}: {sentence}", quote(step))));
    }

    fn tell(self, builder: &mut MapBuilder) {
        let are = |all: &[String], one: &str, many: &str| count(all.len(), one, many);
        if self.is_unsearched {
            let sentence =
                "The labels are too long to look for values in all of them. Those of the last ones are in the notes.";
            builder.note("kept_in_note", sentence.to_owned());
        }
        for (times, field) in [(&self.work, "work"), (&self.wait, "wait")] {
            if !times.is_empty() {
                let sentence = format!("Times without a label were read as {field} time: {}.", examples(times));
                builder.note("guessed", sentence);
            }
        }
        for sentence in self.doubts.into_iter().take(MAX_DOUBTS) {
            builder.note("guessed", sentence);
        }
        if !self.shares.is_empty() {
            let sentence = format!(
                "In Weir items take all flows, so the share of {} is only in the notes: {}.",
                are(&self.shares, "arrow", "arrows"),
                examples(&self.shares)
            );
            builder.note("kept_in_note", sentence);
        }
        if !self.back.is_empty() {
            let sentence = format!(
                "{} back without a share of items: {}. Rework needs a share, so it isn’t on the map. Add it where it matters.",
                are(&self.back, "arrow leads", "arrows lead"),
                examples(&self.back)
            );
            builder.note("arrow_left_out", sentence);
        }
        if !self.waits.is_empty() {
            let sentence = format!(
                "Some steps have a wait of their own and another on an arrow. The second is in the note: {}.",
                examples(&self.waits)
            );
            builder.note("kept_in_note", sentence);
        }
        if !self.remarks.is_empty() {
            let sentence = format!(
                "{} added to the notes of the steps: {}.",
                are(&self.remarks, "text was", "texts were"),
                examples(&self.remarks)
            );
            builder.note("kept_in_note", sentence);
        }
    }
}
