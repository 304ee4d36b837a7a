//! Detects whether what an edit touched has changed since. If so, undoing the edit would also undo someone else's work.

use vsm::edit::diff::difference;
use vsm::edit::{Edit, Overwritten, apply};
use vsm::fields::catalog::{IdeaField, MapField, OTHER, OTHER_NAME, StepField};
use vsm::model::map::Rework;
use vsm::text::quote;
use vsm::{IdeaId, Map, StepId};

/// The error code of an undo that is rejected because of a later change.
pub const CHANGED_SINCE: &str = "built_on";

type Fields = serde_json::Map<String, serde_json::Value>;

/// What an edit changes in a map.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) enum EditTarget {
    /// Whether the step exists.
    Step(StepId),
    Field(StepId, String),
    Flow(StepId, StepId),
    Rework(StepId, StepId),
    Map(String),
    /// Whether the idea exists.
    Idea(IdeaId),
    IdeaField(IdeaId, String),
    Vote(IdeaId, String),
}

impl From<&Overwritten> for EditTarget {
    fn from(value: &Overwritten) -> EditTarget {
        match (&value.step, &value.idea) {
            (Some(step), _) => EditTarget::Field(step.clone(), value.field.clone()),
            (None, Some(idea)) => EditTarget::IdeaField(idea.clone(), value.field.clone()),
            (None, None) => EditTarget::Map(value.field.clone()),
        }
    }
}

impl EditTarget {
    /// Returns whether undoing one target would affect the other. Adding or deleting a step affects everything about
    /// it.
    pub(crate) fn overlaps(&self, other: &EditTarget) -> bool {
        match (self, other) {
            (EditTarget::Step(step), other) | (other, EditTarget::Step(step)) => other.is_of(step),
            (EditTarget::Idea(idea), other) | (other, EditTarget::Idea(idea)) => other.is_of_idea(idea),
            (one, other) => one == other,
        }
    }

    fn is_of(&self, id: &StepId) -> bool {
        match self {
            EditTarget::Step(step) | EditTarget::Field(step, _) => step == id,
            EditTarget::Flow(from, to) | EditTarget::Rework(from, to) => from == id || to == id,
            EditTarget::Map(_) | EditTarget::Idea(_) | EditTarget::IdeaField(..) | EditTarget::Vote(..) => false,
        }
    }

    fn is_of_idea(&self, id: &IdeaId) -> bool {
        matches!(self, EditTarget::Idea(idea) | EditTarget::IdeaField(idea, _) | EditTarget::Vote(idea, _) if idea == id)
    }

    pub(crate) fn is_changed_by(&self, edit: &Edit) -> bool {
        targets(edit).iter().any(|target| target.overlaps(self))
    }

    pub(crate) fn describe(&self, then: &Map, now: &Map) -> String {
        let step = |id: &StepId| now.step(id).or_else(|| then.step(id));
        let name = |id: &StepId| step(id).map_or_else(|| "a step".to_owned(), |step| quote(&step.name));
        let idea = |id: &IdeaId| {
            let idea = now.ideas.get(id).or_else(|| then.ideas.get(id));
            idea.map_or_else(|| "an idea".to_owned(), |idea| format!("the idea {}", quote(&idea.title)))
        };
        match self {
            EditTarget::Step(step) => name(step),
            EditTarget::Field(step, field) => {
                format!("the {} of {}", words(field, StepField::from_key(field).map(StepField::noun)), name(step))
            }
            EditTarget::Flow(from, to) => format!("the arrow from {} to {}", name(from), name(to)),
            EditTarget::Rework(from, to) => format!("the rework arrow from {} to {}", name(from), name(to)),
            EditTarget::Map(field) => {
                format!("the map’s {}", words(field, MapField::from_key(field).map(MapField::noun)))
            }
            EditTarget::Idea(id) => idea(id),
            EditTarget::IdeaField(id, field) => {
                format!("the {} of {}", words(field, IdeaField::from_key(field).map(IdeaField::noun)), idea(id))
            }
            EditTarget::Vote(id, _) => format!("the votes for {}", idea(id)),
        }
    }
}

/// Finds a target that `edit` would change and that has changed between `then` and `now`.
pub(crate) fn find(edit: &Edit, then: &Map, now: &Map) -> Option<EditTarget> {
    if then.clock != now.clock && sets_times(edit) {
        // The edit's times were entered in a different working calendar.
        return Some(EditTarget::Map("clock".to_owned()));
    }
    let (mut mine, mut theirs) = (Vec::new(), Vec::new());
    targets_of(edit, &mut mine);
    targets_of(&difference(then, now), &mut theirs);
    let conflict = theirs.into_iter().find(|target| mine.iter().any(|other| other.overlaps(target)));
    conflict.or_else(|| removed_along(edit, then, now))
}

/// Finds something added since `then` that would be removed along with what `edit` removes: a rework arrow whose path
/// is cut, or an idea pinned to a deleted step.
fn removed_along(edit: &Edit, then: &Map, now: &Map) -> Option<EditTarget> {
    let applied = apply(now, edit).ok()?;
    let new = |arrow: &Rework| !then.rework.contains_key(&(arrow.from.clone(), arrow.to.clone()));
    let arrow = applied.dropped.into_iter().find(new).map(|arrow| EditTarget::Rework(arrow.from, arrow.to));
    arrow.or_else(|| {
        let mut gone = now.ideas.iter().filter(|(id, _)| !applied.map.ideas.contains_key(*id));
        gone.find(|(id, idea)| then.ideas.get(*id) != Some(idea)).map(|(id, _)| EditTarget::Idea(id.clone()))
    })
}

/// Returns whether an edit sets durations, whose meaning depends on the working calendar.
pub(crate) fn sets_times(edit: &Edit) -> bool {
    match edit {
        Edit::AddStep { .. } => true,
        Edit::AddIdea { idea: set } | Edit::ChangeIdea { set, .. } => {
            set.keys().filter_map(|key| IdeaField::from_key(key)).any(|field| field.kind().depends_on_calendar())
        }
        Edit::ChangeStep { set, .. } => {
            set.keys().filter_map(|key| StepField::from_key(key)).any(|field| field.kind().depends_on_calendar())
        }
        Edit::SetRework { wait, .. } => wait.is_some(),
        Edit::Batch { edits } => edits.iter().any(sets_times),
        _ => false,
    }
}

/// What an edit changes, as [`targets_of`] collects it.
pub(crate) fn targets(edit: &Edit) -> Vec<EditTarget> {
    let mut targets = Vec::new();
    targets_of(edit, &mut targets);
    targets
}

/// Collects what an edit changes. Leaves out the order of rows, because moving a row can't conflict with other work.
fn targets_of(edit: &Edit, targets: &mut Vec<EditTarget>) {
    match edit {
        Edit::AddStep { step, .. } => {
            targets.extend(step.get("id").and_then(|id| id.as_str()).map(|id| EditTarget::Step(id.into())));
        }
        Edit::RemoveStep { step } => targets.push(EditTarget::Step(step.clone())),
        Edit::ChangeStep { step, set, was } => {
            targets.extend(changed(set, was.as_ref()).map(|field| EditTarget::Field(step.clone(), field.clone())));
        }
        Edit::MoveStep { .. } => {}
        Edit::Connect { from, to } | Edit::Disconnect { from, to } => {
            targets.push(EditTarget::Flow(from.clone(), to.clone()));
        }
        Edit::SetRework { from, to, .. } => targets.push(EditTarget::Rework(from.clone(), to.clone())),
        Edit::ChangeMap { set, was } => {
            targets.extend(changed(set, was.as_ref()).map(|field| EditTarget::Map(field.clone())));
        }
        Edit::AddIdea { idea } => {
            targets.extend(idea.get("id").and_then(|id| id.as_str()).map(|id| EditTarget::Idea(id.into())));
        }
        Edit::RemoveIdea { idea } => targets.push(EditTarget::Idea(idea.clone())),
        Edit::ChangeIdea { idea, set, was } => {
            targets.extend(changed(set, was.as_ref()).map(|field| EditTarget::IdeaField(idea.clone(), field.clone())));
        }
        Edit::VoteIdea { idea, voter, .. } => {
            targets.push(EditTarget::Vote(idea.clone(), voter.clone().unwrap_or_default()));
        }
        // Its other changes show in the difference between the maps.
        Edit::ApplyIdea { idea } => targets.push(EditTarget::IdeaField(idea.clone(), "taken".to_owned())),
        Edit::Batch { edits } => edits.iter().for_each(|edit| targets_of(edit, targets)),
    }
}

/// The fields that an edit actually changes. A computed difference also sets times that are related but unchanged.
fn changed<'e>(set: &'e Fields, was: Option<&'e Fields>) -> impl Iterator<Item = &'e String> {
    set.iter()
        .filter(move |(field, value)| was.is_none_or(|was| was.get(*field) != Some(value)))
        .map(|(field, _)| field)
}

/// The noun of a field, or of one that this version doesn't know.
fn words(key: &str, noun: Option<&str>) -> String {
    match noun {
        Some(noun) => noun.to_owned(),
        None if key == OTHER => OTHER_NAME.to_owned(),
        None => key.replace('_', " "),
    }
}
