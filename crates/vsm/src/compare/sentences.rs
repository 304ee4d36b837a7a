//! A comparison as sentences.

use crate::compare::{ChangedField, ChangedRework, ChangedStep, Comparison};
use crate::fields::catalog::StepField;
use crate::model::duration::print_elapsed;
use crate::model::map::{Flow, Map, SentBack};
use crate::model::step::{Step, StepId, StepTime, string_enum};
use crate::text::{capitalized, quote};

string_enum! {
    /// The subject of a sentence, in the order of the sentences.
    DifferenceKind {
        /// An added step.
        Added = "added",
        /// A removed step.
        Removed = "removed",
        /// A changed step.
        Changed = "changed",
        /// A moved step.
        Moved = "moved",
        /// A rework arrow.
        Rework = "rework",
        /// A flow.
        Flow = "flow",
        /// The map itself.
        Map = "map",
    }
}

/// One difference as a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DifferenceSentence {
    /// The subject.
    pub subject: DifferenceKind,
    /// The step that the sentence is about, if any.
    pub step: Option<StepId>,
    /// The sentence, without a full stop.
    pub text: String,
}

impl Comparison {
    /// All differences as sentences, in the order of [`DifferenceKind::ALL`].
    pub fn sentences(&self, before: &Map, after: &Map) -> Vec<DifferenceSentence> {
        let about = |subject, step: &StepId, text| DifferenceSentence { subject, step: Some(step.clone()), text };
        let plain = |subject, text| DifferenceSentence { subject, step: None, text };
        let mut all = Vec::new();
        all.extend(
            self.added.iter().filter_map(|id| Some(about(DifferenceKind::Added, id, whole(after.step(id)?, after)))),
        );
        all.extend(
            self.removed
                .iter()
                .filter_map(|id| Some(about(DifferenceKind::Removed, id, whole(before.step(id)?, before)))),
        );
        all.extend(self.changed.iter().map(|step| about(DifferenceKind::Changed, &step.id, changed(step, before))));
        all.extend(self.moved.iter().map(|step| about(DifferenceKind::Moved, &step.id, step.sentence.clone())));
        all.extend(self.rework.iter().map(|arrow| plain(DifferenceKind::Rework, rework(arrow, before, after))));
        let flow = |flow: &Flow, verb: &str, map: &Map| {
            plain(DifferenceKind::Flow, format!("{verb} {} → {}", name(map, &flow.from), name(map, &flow.to)))
        };
        all.extend(self.flows_added.iter().map(|arrow| flow(arrow, "Added", after)));
        all.extend(self.flows_removed.iter().map(|arrow| flow(arrow, "Removed", before)));
        all.extend(self.fields.iter().map(|field| plain(DifferenceKind::Map, setting(field))));
        all
    }
}

/// A step with its values, on its map's calendar.
fn whole(step: &Step, map: &Map) -> String {
    let mut words = quote(&step.name);
    if !step.team.is_empty() {
        words.push_str(", ");
        words.push_str(&step.team);
    }
    let clock = &map.clock;
    let mut times = Vec::new();
    if let Some(lead) = step.written(StepTime::Lead) {
        times.push(format!("lead time {}", clock.print(lead)));
    }
    if let Some(wait) = step.counted_wait() {
        let about = if step.wait_is_from_every() { "about " } else { "" };
        times.push(format!("wait time {about}{}", step.text(StepTime::Wait, wait, clock)));
    }
    if let Some(work) = step.counted_work() {
        times.push(format!("work time {}", step.text(StepTime::Work, work, clock)));
    }
    if let Some(downtime) = step.written(StepTime::Downtime).filter(|downtime| downtime.seconds > 0) {
        times.push(format!("downtime {}", print_elapsed(downtime)));
    }
    if times.is_empty() {
        times.push("no times".to_owned());
    }
    format!("{words}: {}", times.join(", "))
}

/// `“Deploy”: wait time 3d → 4h, downtime 4h → none`, with the old name.
fn changed(step: &ChangedStep, before: &Map) -> String {
    let fields: Vec<String> = step.others().map(ChangedField::words).collect();
    let name = step.called(before);
    if fields.is_empty() { name } else { format!("{name}: {}", fields.join(", ")) }
}

impl ChangedStep {
    /// The step's name: `“Deploy”`, or `“Deploy”, now “Roll out”`.
    pub fn called(&self, before: &Map) -> String {
        let renamed = self.fields.iter().find(|field| field.field == StepField::Name.key());
        let now = renamed.and_then(|field| field.texts.as_ref()).map(|(_, now)| format!(", now {now}"));
        name(before, &self.id) + &now.unwrap_or_default()
    }

    /// The changed fields other than the name.
    pub fn others(&self) -> impl Iterator<Item = &ChangedField> {
        self.fields.iter().filter(|field| field.field != StepField::Name.key())
    }
}

fn rework(arrow: &ChangedRework, before: &Map, after: &Map) -> String {
    let map = if arrow.after.is_some() { after } else { before };
    let way = format!("Rework {} → {}", name(map, &arrow.from), name(map, &arrow.to));
    let text = |sent_back: Option<SentBack>, map: &Map| {
        sent_back.map_or_else(|| "none".to_owned(), |sent_back| sent_back.text(&map.clock))
    };
    format!("{way}: {} → {}", text(arrow.before, after), text(arrow.after, after))
}

fn name(map: &Map, id: &StepId) -> String {
    map.step(id).map_or_else(|| quote(id), |step| quote(&step.name))
}

/// `Demand: 4 per month → unknown`.
fn setting(field: &ChangedField) -> String {
    let label = capitalized(field.label);
    field.texts.as_ref().map_or_else(|| label.clone(), |(from, to)| format!("{label}: {from} → {to}"))
}
