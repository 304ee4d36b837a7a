//! Has somebody built on an edit since it was made? Then taking it back would break their work.

use vsm::edit::diff::difference;
use vsm::edit::{Edit, Overwritten, apply};
use vsm::model::map::Rework;
use vsm::text::quote;
use vsm::{IdeaId, Map, StepId};

type Fields = serde_json::Map<String, serde_json::Value>;

/// A place in a map that an edit touches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    /// The step as such: that it is there.
    Step(StepId),
    Field(StepId, String),
    Flow(StepId, StepId),
    Rework(StepId, StepId),
    Map(String),
    /// An idea as such: that it is there.
    Idea(IdeaId),
    IdeaField(IdeaId, String),
    Vote(IdeaId, String),
}

impl Place {
    /// The place of a value that an edit replaced.
    pub(crate) fn of(value: &Overwritten) -> Place {
        match (&value.step, &value.idea) {
            (Some(step), _) => Place::Field(step.clone(), value.field.clone()),
            (None, Some(idea)) => Place::IdeaField(idea.clone(), value.field.clone()),
            (None, None) => Place::Map(value.field.clone()),
        }
    }

    /// Would one be disturbed if the other is taken back? A step that comes or goes takes everything of it along.
    fn meets(&self, other: &Place) -> bool {
        match (self, other) {
            (Place::Step(step), other) | (other, Place::Step(step)) => other.is_of(step),
            (Place::Idea(idea), other) | (other, Place::Idea(idea)) => other.is_of_idea(idea),
            (one, other) => one == other,
        }
    }

    fn is_of(&self, id: &StepId) -> bool {
        match self {
            Place::Step(step) | Place::Field(step, _) => step == id,
            Place::Flow(from, to) | Place::Rework(from, to) => from == id || to == id,
            Place::Map(_) | Place::Idea(_) | Place::IdeaField(..) | Place::Vote(..) => false,
        }
    }

    fn is_of_idea(&self, id: &IdeaId) -> bool {
        matches!(self, Place::Idea(idea) | Place::IdeaField(idea, _) | Place::Vote(idea, _) if idea == id)
    }

    /// Does an edit touch this place?
    pub(crate) fn is_touched_by(&self, edit: &Edit) -> bool {
        let mut places = Vec::new();
        touched(edit, &mut places);
        places.iter().any(|place| place.meets(self))
    }

    pub(crate) fn told(&self, then: &Map, now: &Map) -> String {
        let step = |id: &StepId| now.step(id).or_else(|| then.step(id));
        let name = |id: &StepId| step(id).map_or_else(|| "a step".to_owned(), |step| quote(&step.name));
        let idea = |id: &IdeaId| {
            let idea = now.ideas.get(id).or_else(|| then.ideas.get(id));
            idea.map_or_else(|| "an idea".to_owned(), |idea| format!("the idea {}", quote(&idea.title)))
        };
        match self {
            Place::Step(step) => name(step),
            Place::Field(step, field) => format!("the {} of {}", words(field), name(step)),
            Place::Flow(from, to) => format!("the arrow from {} to {}", name(from), name(to)),
            Place::Rework(from, to) => format!("the rework arrow from {} to {}", name(from), name(to)),
            Place::Map(field) => format!("the map’s {}", words(field)),
            Place::Idea(id) => idea(id),
            Place::IdeaField(id, field) if field == "note" => format!("the description of {}", idea(id)),
            Place::IdeaField(id, field) => format!("the {} of {}", words(field), idea(id)),
            Place::Vote(id, _) => format!("the votes for {}", idea(id)),
        }
    }
}

/// A place that `edit` would touch, and that has changed between `then` and `now`; as it is told of the later change.
pub(crate) fn place(edit: &Edit, then: &Map, now: &Map) -> Option<Place> {
    if then.clock != now.clock && holds_times(edit) {
        // Its times were said on the other clock.
        return Some(Place::Map("clock".to_owned()));
    }
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    touched(edit, &mut mine);
    touched(&difference(then, now), &mut theirs);
    let met = theirs.into_iter().find(|place| mine.iter().any(|other| other.meets(place)));
    met.or_else(|| goes_with_it(edit, then, now))
}

/// What is new since `then` and would go with what `edit` takes away: a rework arrow whose path it cuts, an idea that is
/// pinned to a step that it removes.
fn goes_with_it(edit: &Edit, then: &Map, now: &Map) -> Option<Place> {
    let applied = apply(now, edit).ok()?;
    let new = |arrow: &Rework| !then.rework.contains_key(&(arrow.from.clone(), arrow.to.clone()));
    let arrow = applied.dropped.into_iter().find(new).map(|arrow| Place::Rework(arrow.from, arrow.to));
    arrow.or_else(|| {
        let mut gone = now.ideas.iter().filter(|(id, _)| !applied.map.ideas.contains_key(*id));
        gone.find(|(id, idea)| then.ideas.get(*id) != Some(idea)).map(|(id, _)| Place::Idea(id.clone()))
    })
}

/// Does an edit set durations, which mean something else on another clock?
fn holds_times(edit: &Edit) -> bool {
    const TIMES: [&str; 6] = ["wait", "wait_range", "every", "work", "work_range", "lead"];
    const GAINS: [&str; 2] = ["promised_lead", "measured_lead"];
    match edit {
        Edit::AddStep { .. } => true,
        Edit::AddIdea { idea: set } | Edit::ChangeIdea { set, .. } => {
            GAINS.iter().any(|field| set.contains_key(*field))
        }
        Edit::ChangeStep { set, .. } => TIMES.iter().any(|field| set.contains_key(*field)),
        Edit::Batch { edits } => edits.iter().any(holds_times),
        _ => false,
    }
}

/// The places that an edit touches. Orders of rows are left out: a row that stands elsewhere breaks nobody's work.
fn touched(edit: &Edit, places: &mut Vec<Place>) {
    match edit {
        Edit::AddStep { step, .. } => {
            places.extend(step.get("id").and_then(|id| id.as_str()).map(|id| Place::Step(id.into())));
        }
        Edit::RemoveStep { step } => places.push(Place::Step(step.clone())),
        Edit::ChangeStep { step, set, was } => {
            places.extend(changed(set, was.as_ref()).map(|field| Place::Field(step.clone(), field.clone())));
        }
        Edit::MoveStep { .. } => {}
        Edit::Connect { from, to } | Edit::Disconnect { from, to } => {
            places.push(Place::Flow(from.clone(), to.clone()));
        }
        Edit::SetRework { from, to, .. } => places.push(Place::Rework(from.clone(), to.clone())),
        Edit::ChangeMap { set, was } => {
            places.extend(changed(set, was.as_ref()).map(|field| Place::Map(field.clone())));
        }
        Edit::AddIdea { idea } => {
            places.extend(idea.get("id").and_then(|id| id.as_str()).map(|id| Place::Idea(id.into())));
        }
        Edit::RemoveIdea { idea } => places.push(Place::Idea(idea.clone())),
        Edit::ChangeIdea { idea, set, was } => {
            places.extend(changed(set, was.as_ref()).map(|field| Place::IdeaField(idea.clone(), field.clone())));
        }
        Edit::VoteIdea { idea, voter, .. } => {
            places.push(Place::Vote(idea.clone(), voter.clone().unwrap_or_default()));
        }
        // What it changes besides is told by the difference of the maps.
        Edit::ApplyIdea { idea } => places.push(Place::IdeaField(idea.clone(), "taken".to_owned())),
        Edit::Batch { edits } => edits.iter().for_each(|edit| touched(edit, places)),
    }
}

/// The fields that an edit changes: a difference also sets the times beside the one that changed.
fn changed<'e>(set: &'e Fields, was: Option<&'e Fields>) -> impl Iterator<Item = &'e String> {
    set.iter()
        .filter(move |(field, value)| was.is_none_or(|was| was.get(*field) != Some(value)))
        .map(|(field, _)| field)
}

/// A field of a step, an idea or the map as people call it.
fn words(field: &str) -> String {
    let label = match field {
        "wait" => "wait time",
        "wait_range" => "wait time range",
        "every" => "cadence",
        "queue" => "items waiting",
        "work" => "work time",
        "work_range" => "work time range",
        "lead" => "lead time",
        "complete_accurate" => "%C/A",
        "people" => "number of people",
        "batch" => "batch size",
        "automated" => "“automated” value",
        "observed" => "“monitored” value",
        "reversible" => "“reversible” value",
        "starts_with" => "start",
        "ends_with" => "end",
        "mapped_on" => "mapping date",
        "clock" => "working calendar",
        "family" => "related maps",
        "effort" => "implementation effort",
        "change" => "proposed change",
        "taken" => "“applied” value",
        "promised_lead" => "projected lead time saving",
        "promised_downtime" => "projected downtime saving",
        "measured_lead" => "measured lead time saving",
        "measured_downtime" => "measured downtime saving",
        "other" => "other fields",
        other => return other.replace('_', " "),
    };
    label.to_owned()
}
