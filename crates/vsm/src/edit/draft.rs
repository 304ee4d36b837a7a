//! A map while it is being edited: it may be invalid in between and is checked when the edit is done.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;
use serde_json::{Map as Json, Value};

use crate::fields::catalog::{IdeaField, MapField, StepField};
use crate::fields::idea::{read_idea, set_idea};
use crate::fields::map::set_map;
use crate::fields::step::set_step;
use crate::fields::values::{Style, bad_value, time};
use crate::file;
use crate::metrics::savings::Totals;
use crate::model::edit::Edit;
use crate::model::error::ValidationError;
use crate::model::graph::{Graph, index};
use crate::model::idea::{Idea, IdeaSaving, Status};
use crate::model::ids::IdeaId;
use crate::model::map::{Flow, Map, Rework, SentBack};
use crate::model::step::{Step, StepId};
use crate::text::{grouped, quote};
use crate::validate::idea::check_idea;
use crate::validate::map;
use crate::validate::map::{MAX_FLOWS, check_map_fields, check_step};

type Values = Json<String, Value>;

/// A value that had changed since the sender saw it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Overwritten {
    /// The step; `None` for fields of an idea or of the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub step: Option<StepId>,
    /// The idea, for a field of an idea.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub idea: Option<IdeaId>,
    /// The field.
    pub field: String,
    /// The value that the sender saw.
    pub was: Value,
    /// The value when the edit arrived.
    pub found: Value,
}

/// Where to insert a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place<'e> {
    /// At the end if the map is one chain, otherwise without flows.
    End,
    After(&'e StepId),
    Before(&'e StepId),
    Beside(&'e StepId),
    /// In the row order only; `None` is the very first row.
    Below(Option<&'e StepId>),
}

/// The map being edited.
pub(crate) struct Draft {
    pub(crate) map: Map,
    /// Rework arrows that this edit sets or removes explicitly.
    set_rework: Vec<(StepId, StepId)>,
    overwritten: Vec<Overwritten>,
}

impl Draft {
    pub(crate) fn new(map: &Map) -> Draft {
        Draft { map: map.clone(), set_rework: Vec::new(), overwritten: Vec::new() }
    }

    pub(crate) fn apply(&mut self, edit: &Edit) -> Result<(), ValidationError> {
        match edit {
            Edit::AddStep { step, after, before, beside, below } => {
                self.add(step, place(after.as_ref(), before.as_ref(), beside.as_ref(), below.as_ref())?)
            }
            Edit::ChangeStep { step, set, was } => self.change_step(step, set, was.as_ref()),
            Edit::MoveStep { step, after, before, beside, below } => {
                self.move_step(step, place(after.as_ref(), before.as_ref(), beside.as_ref(), below.as_ref())?)
            }
            Edit::RemoveStep { step } => self.remove(step),
            Edit::Connect { from, to } => self.connect(from, to),
            Edit::Disconnect { from, to } => self.disconnect(from, to),
            Edit::SetRework { from, to, share, wait } => self.set_rework((from, to), *share, wait.as_ref()),
            Edit::ChangeMap { set, was } => self.change_map(set, was.as_ref()),
            Edit::AddIdea { idea } => self.add_idea(idea),
            Edit::ChangeIdea { idea, set, was } => self.change_idea(idea, set, was.as_ref()),
            Edit::RemoveIdea { idea } => self.remove_idea(idea),
            Edit::VoteIdea { idea, votes, voter } => self.vote_idea(idea, *votes, voter.as_deref()),
            Edit::ApplyIdea { idea } => self.apply_idea(idea),
            Edit::Batch { edits } => edits
                .iter()
                .enumerate()
                .try_for_each(|(i, edit)| self.apply(edit).map_err(|error| error.within(&format!("edits[{i}]")))),
        }
    }

    fn add(&mut self, fields: &Values, place: Place<'_>) -> Result<(), ValidationError> {
        let step = file::read_step(fields, &self.map)
            .and_then(|step| check_step(&step, &self.map.clock).map(|()| step))
            .map_err(|error| error.within("step"))?;
        if self.map.index_of(&step.id).is_some() {
            let sentence = format!("Step id {} already exists.", quote(&step.id));
            return Err(ValidationError::new("id_twice", sentence).at("step.id"));
        }
        let id = step.id.clone();
        self.must_exist(place)?;
        // The end of the chain before the new step is added.
        let end = if place == Place::End { Graph::new(&self.map).end_of_chain() } else { None };
        let end = end.map(|i| self.map.steps[i].id.clone());
        self.map.steps.push(Arc::new(step));
        self.order(&id, place);
        match end {
            Some(end) => {
                self.map.flows.insert(Flow { from: end, to: id });
            }
            None => self.connect_step(&id, place),
        }
        Ok(())
    }

    fn move_step(&mut self, id: &StepId, place: Place<'_>) -> Result<(), ValidationError> {
        self.index(id, "step")?;
        self.must_exist(place)?;
        if reference(place) == Some(id) {
            return Err(ValidationError::new("itself", "A step can’t be moved next to itself.").at("step"));
        }
        match place {
            Place::Below(_) => {}
            Place::End => {
                self.disconnect_step(id)?;
                let mut others = self.map.clone();
                others.steps.retain(|step| step.id != *id);
                if let Some(end) = Graph::new(&others).end_of_chain() {
                    self.map.flows.insert(Flow { from: others.steps[end].id.clone(), to: id.clone() });
                }
            }
            Place::After(_) | Place::Before(_) | Place::Beside(_) => {
                self.disconnect_step(id)?;
                self.connect_step(id, place);
            }
        }
        self.order(id, place);
        Ok(())
    }

    fn remove(&mut self, id: &StepId) -> Result<(), ValidationError> {
        let at = self.index(id, "step")?;
        self.disconnect_step(id)?;
        self.map.rework.retain(|(from, to), _| from != id && to != id);
        self.map.ideas.retain(|_, idea| idea.step.as_ref() != Some(id));
        self.map.steps.remove(at);
        Ok(())
    }

    fn connect(&mut self, from: &StepId, to: &StepId) -> Result<(), ValidationError> {
        self.index(from, "from")?;
        self.index(to, "to")?;
        if self.map.flows.insert(Flow { from: from.clone(), to: to.clone() }) {
            return Ok(());
        }
        let (from, to) = (self.name(from), self.name(to));
        Err(ValidationError::new("repeated", format!("{from} and {to} are already connected.")).at("to"))
    }

    fn disconnect(&mut self, from: &StepId, to: &StepId) -> Result<(), ValidationError> {
        if self.map.flows.remove(&Flow { from: from.clone(), to: to.clone() }) {
            return Ok(());
        }
        let (from, to) = (self.name(from), self.name(to));
        Err(ValidationError::new("no_such_flow", format!("{from} and {to} aren’t connected.")).at("to"))
    }

    /// Without a wait, that of the arrow stays.
    fn set_rework(
        &mut self,
        (from, to): (&StepId, &StepId),
        share: Option<f64>,
        wait: Option<&Value>,
    ) -> Result<(), ValidationError> {
        self.index(from, "from")?;
        self.index(to, "to")?;
        let key = (from.clone(), to.clone());
        self.set_rework.push(key.clone());
        match share {
            Some(share) => {
                let wait = match wait {
                    Some(wait) => time(wait, &self.map.clock).map_err(|sentence| bad_value("wait", sentence))?,
                    None => self.map.rework.get(&key).and_then(|before| before.wait),
                };
                self.map.rework.insert(key, SentBack { share, wait });
            }
            None if self.map.rework.remove(&key).is_none() => {
                let (from, to) = (self.name(from), self.name(to));
                let sentence = format!("There is no rework arrow from {from} to {to}.");
                return Err(ValidationError::new("no_such_rework", sentence).at("to"));
            }
            None => {}
        }
        Ok(())
    }

    fn change_step(&mut self, id: &StepId, set: &Values, was: Option<&Values>) -> Result<(), ValidationError> {
        let at = self.index(id, "step")?;
        let clock = self.map.clock;
        let before = Arc::clone(&self.map.steps[at]);
        let mut step = Step::clone(&before);
        if let Some(field) = set_step(&mut step, set, &clock)?.first() {
            return Err(no_such_field(field, "step"));
        }
        check_step(&step, &clock)?;
        for (key, seen) in was.into_iter().flatten() {
            let Some(field) = StepField::from_key(key) else { continue };
            // Normalize the seen values like the current ones: "1.5h" and "1h 30m" are equal.
            let mut then = Step::clone(&before);
            let one = Values::from_iter([(key.clone(), seen.clone())]);
            let readable = set_step(&mut then, &one, &clock).is_ok();
            let get = |step: &Step| field.get(step, Style::Seconds);
            if !(readable && get(&then) == get(&before)) && get(&before) != get(&step) {
                self.overwritten.push(Overwritten {
                    step: Some(id.clone()),
                    idea: None,
                    field: key.clone(),
                    was: seen.clone(),
                    found: field.get(&before, Style::Text(&clock)),
                });
            }
        }
        if step != *before {
            self.map.steps[at] = Arc::new(step);
        }
        Ok(())
    }

    fn change_map(&mut self, set: &Values, was: Option<&Values>) -> Result<(), ValidationError> {
        let found: BTreeMap<&str, Value> = was
            .into_iter()
            .flatten()
            .filter_map(|(key, _)| Some((key.as_str(), MapField::from_key(key)?.get(&self.map))))
            .collect();
        let mut then = Map { steps: Vec::new(), ideas: BTreeMap::new(), ..self.map.clone() };
        if let Some(field) = set_map(&mut self.map, set)?.first() {
            return Err(no_such_field(field, "map"));
        }
        check_map_fields(&self.map)?;
        for (key, seen) in was.into_iter().flatten() {
            let (Some(field), Some(found)) = (MapField::from_key(key), found.get(key.as_str())) else { continue };
            let one = Values::from_iter([(key.clone(), seen.clone())]);
            let same = set_map(&mut then, &one).is_ok() && field.get(&then) == *found;
            if !same && field.get(&self.map) != *found {
                let (was, found) = (seen.clone(), found.clone());
                self.overwritten.push(Overwritten { step: None, idea: None, field: key.clone(), was, found });
            }
        }
        Ok(())
    }

    /// Removes a step from the flow. Each predecessor is connected to each successor, unless another path
    /// connects them already: that flow would be redundant and drawn past the steps in between.
    fn disconnect_step(&mut self, id: &StepId) -> Result<(), ValidationError> {
        let (before, after) = (self.before(id), self.after(id));
        let joins = before.len() * after.len();
        if joins > MAX_FLOWS {
            let sentence = format!(
                "Deleting or moving {} would connect {} steps with {}, more than {} flows. Disconnect it first.",
                self.name(id),
                grouped(before.len()),
                grouped(after.len()),
                grouped(MAX_FLOWS)
            );
            return Err(ValidationError::new("too_many_flows", sentence).at("step"));
        }
        self.map.flows.retain(|flow| flow.from != *id && flow.to != *id);
        if joins == 0 {
            return Ok(());
        }
        let reach = Graph::new(&self.map).reach();
        let index = index(&self.map);
        let at = |ids: Vec<StepId>| -> Vec<(StepId, usize)> {
            ids.into_iter().filter_map(|id| index.get(id.as_str()).map(|&at| (id.clone(), at))).collect()
        };
        let (before, after) = (at(before), at(after));
        let pairs = before.iter().flat_map(|from| after.iter().map(move |to| (from, to)));
        let joined: Vec<Flow> = pairs
            .filter(|((_, from), (_, to))| !reach.leads(*from, *to))
            .map(|((from, _), (to, _))| Flow { from: from.clone(), to: to.clone() })
            .collect();
        self.map.flows.extend(joined);
        Ok(())
    }

    /// Connects a step that has no flows.
    fn connect_step(&mut self, id: &StepId, place: Place<'_>) {
        let flow = |from: &StepId, to: &StepId| Flow { from: from.clone(), to: to.clone() };
        match place {
            Place::After(other) => {
                for next in self.after(other) {
                    self.map.flows.remove(&flow(other, &next));
                    self.map.flows.insert(flow(id, &next));
                }
                self.map.flows.insert(flow(other, id));
            }
            Place::Before(other) => {
                for previous in self.before(other) {
                    self.map.flows.remove(&flow(&previous, other));
                    self.map.flows.insert(flow(&previous, id));
                }
                self.map.flows.insert(flow(id, other));
            }
            Place::Beside(other) => {
                let (before, after) = (self.before(other), self.after(other));
                self.map.flows.extend(before.iter().map(|previous| flow(previous, id)));
                self.map.flows.extend(after.iter().map(|next| flow(id, next)));
            }
            Place::Below(_) | Place::End => {}
        }
    }

    /// Moves a step's row next to the step that it was placed by.
    fn order(&mut self, id: &StepId, place: Place<'_>) {
        let Some(at) = self.map.index_of(id) else { return };
        let step = self.map.steps.remove(at);
        let next_to = reference(place).and_then(|other| self.map.index_of(other));
        let to = match (place, next_to) {
            (Place::Below(None), _) => 0,
            (Place::Before(_), Some(other)) => other,
            (_, Some(other)) => other + 1,
            (_, None) => self.map.steps.len(),
        };
        self.map.steps.insert(to, step);
    }

    fn before(&self, id: &StepId) -> Vec<StepId> {
        self.map.flows.iter().filter(|f| f.to == *id).map(|f| f.from.clone()).collect()
    }

    fn after(&self, id: &StepId) -> Vec<StepId> {
        self.map.flows.iter().filter(|f| f.from == *id).map(|f| f.to.clone()).collect()
    }

    fn must_exist(&self, place: Place<'_>) -> Result<(), ValidationError> {
        let word = match place {
            Place::End => return Ok(()),
            Place::After(_) => "after",
            Place::Before(_) => "before",
            Place::Beside(_) => "beside",
            Place::Below(_) => "below",
        };
        reference(place).map_or(Ok(()), |id| self.index(id, word).map(|_| ()))
    }

    fn index(&self, id: &StepId, field: &str) -> Result<usize, ValidationError> {
        self.map.index_of(id).ok_or_else(|| {
            ValidationError::new("no_such_step", format!("Step {} doesn’t exist in this map.", quote(id))).at(field)
        })
    }

    fn name(&self, id: &StepId) -> String {
        quote(self.map.step(id).map_or(id.as_str(), |step| step.name.as_str()))
    }
}

fn reference(place: Place<'_>) -> Option<&StepId> {
    match place {
        Place::After(id) | Place::Before(id) | Place::Beside(id) | Place::Below(Some(id)) => Some(id),
        Place::Below(None) | Place::End => None,
    }
}

fn place<'e>(
    after: Option<&'e StepId>,
    before: Option<&'e StepId>,
    beside: Option<&'e StepId>,
    below: Option<&'e StepId>,
) -> Result<Place<'e>, ValidationError> {
    match (after, before, beside, below) {
        (None, None, None, None) => Ok(Place::End),
        (Some(id), None, None, None) => Ok(Place::After(id)),
        (None, Some(id), None, None) => Ok(Place::Before(id)),
        (None, None, Some(id), None) => Ok(Place::Beside(id)),
        (None, None, None, Some(id)) => Ok(Place::Below(Some(id).filter(|id| !id.is_empty()))),
        _ => Err(ValidationError::new("two_places", "Use only one of after, before, beside and below.").at("after")),
    }
}

/// `of` is a step, a map or an idea, without an article.
fn no_such_field(field: &str, of: &str) -> ValidationError {
    ValidationError::new("no_such_field", format!("Unknown {of} field {}.", quote(field))).at(field)
}

impl Draft {
    fn add_idea(&mut self, fields: &Values) -> Result<(), ValidationError> {
        let idea = read_idea(fields, &self.map.clock)
            .and_then(|idea| check_idea(&idea).map(|()| idea))
            .map_err(|error| error.within("idea"))?;
        if self.map.ideas.contains_key(&idea.id) {
            let sentence = format!("Idea id {} already exists.", quote(&idea.id));
            return Err(ValidationError::new("id_twice", sentence).at("idea.id"));
        }
        self.map.ideas.insert(idea.id.clone(), Arc::new(idea));
        Ok(())
    }

    fn change_idea(&mut self, id: &IdeaId, set: &Values, was: Option<&Values>) -> Result<(), ValidationError> {
        let before = self.idea(id)?;
        let clock = self.map.clock;
        let mut idea = Idea::clone(&before);
        if let Some(field) = set_idea(&mut idea, set, &clock)?.first() {
            return Err(no_such_field(field, "idea"));
        }
        let sets_promised = [IdeaField::PromisedLead, IdeaField::PromisedDowntime].iter();
        if !sets_promised.map(|field| field.key()).any(|word| set.contains_key(word)) {
            update_projected_saving(&mut idea, before.status, &self.map);
        }
        check_idea(&idea)?;
        for (key, seen) in was.into_iter().flatten() {
            let Some(field) = IdeaField::from_key(key) else { continue };
            let mut then = Idea::clone(&before);
            let one = Values::from_iter([(key.clone(), seen.clone())]);
            let readable = set_idea(&mut then, &one, &clock).is_ok();
            let get = |idea: &Idea| field.get(idea, Style::Seconds);
            if !(readable && get(&then) == get(&before)) && get(&before) != get(&idea) {
                let (was, found) = (seen.clone(), field.get(&before, Style::Text(&clock)));
                let idea = Some(id.clone());
                self.overwritten.push(Overwritten { step: None, idea, field: key.clone(), was, found });
            }
        }
        self.put_idea(idea, &before);
        Ok(())
    }

    fn remove_idea(&mut self, id: &IdeaId) -> Result<(), ValidationError> {
        self.idea(id)?;
        self.map.ideas.remove(id);
        Ok(())
    }

    fn vote_idea(&mut self, id: &IdeaId, votes: u32, by: Option<&str>) -> Result<(), ValidationError> {
        let before = self.idea(id)?;
        let mut idea = Idea::clone(&before);
        let by = by.unwrap_or_default();
        match votes {
            0 => drop(idea.votes.remove(by)),
            _ => drop(idea.votes.insert(by.to_owned(), votes)),
        }
        check_idea(&idea)?;
        self.put_idea(idea, &before);
        Ok(())
    }

    fn apply_idea(&mut self, id: &IdeaId) -> Result<(), ValidationError> {
        let before = self.idea(id)?;
        let title = quote(&before.title);
        let refuse = |code, sentence: String| Err(ValidationError::new(code, sentence).at("idea"));
        let Some(change) = &before.change else {
            return refuse("no_change", format!("Idea {title} doesn’t define a change yet."));
        };
        if before.taken {
            return refuse("taken", format!("Idea {title} is already applied."));
        }
        let mut idea = Idea::clone(&before);
        record_projected_saving(&mut idea, &self.map);
        self.apply(change).map_err(|error| {
            let sentence = format!("Idea {title} no longer applies to this map: {}", error.message);
            ValidationError::new("no_longer_fits", sentence).at("idea")
        })?;
        idea.taken = true;
        // An idea that removes its own step stays: it has done what it proposed.
        idea.step = idea.step.filter(|step| self.map.step(step).is_some());
        self.map.ideas.insert(id.clone(), Arc::new(idea));
        Ok(())
    }

    fn put_idea(&mut self, idea: Idea, before: &Arc<Idea>) {
        if idea != **before {
            self.map.ideas.insert(idea.id.clone(), Arc::new(idea));
        }
    }

    fn idea(&self, id: &IdeaId) -> Result<Arc<Idea>, ValidationError> {
        self.map.ideas.get(id).cloned().ok_or_else(|| {
            ValidationError::new("no_such_idea", format!("Idea {} doesn’t exist in this map.", quote(id))).at("idea")
        })
    }
}

/// Records the projected saving when an idea is started, since the map will change with it. Clears it when
/// the idea is open again.
fn update_projected_saving(idea: &mut Idea, before: Status, map: &Map) {
    let is_started = |status| matches!(status, Status::InProgress | Status::Done);
    if idea.status == Status::Open {
        // The saving of an idea that is already applied can't be computed again.
        if before != Status::Open && !idea.taken {
            idea.promised = IdeaSaving::default();
        }
    } else if is_started(idea.status) && !is_started(before) {
        record_projected_saving(idea, map);
    }
}

/// Records an idea's projected saving, unless it is recorded already or its change is part of the map.
fn record_projected_saving(idea: &mut Idea, map: &Map) {
    if idea.promised == IdeaSaving::default()
        && let Some(change) = idea.change.as_ref().filter(|_| !idea.taken)
        && let Ok(saving) = Totals::new(map).saved_with(map, change, preview)
    {
        idea.promised = saving.projected();
    }
}

pub(crate) fn finished(map: &Map, edit: &Edit) -> Result<(Map, Vec<Rework>, Vec<Overwritten>), ValidationError> {
    let mut draft = Draft::new(map);
    draft.apply(edit)?;
    let Draft { map: mut after, set_rework, overwritten } = draft;
    let graph = Graph::new(&after);
    let dropped = drop_cut_rework(map, &mut after, &graph, &set_rework);
    map::check(&after, &graph)?;
    Ok((after, dropped, overwritten))
}

/// The map after an edit.
///
/// # Errors
/// If the edit can't be applied.
pub fn preview(map: &Map, edit: &Edit) -> Result<Map, ValidationError> {
    finished(map, edit).map(|(map, ..)| map)
}

/// Deletes existing rework arrows whose path the edit cut or reversed. An arrow that the edit itself sets
/// isn't deleted; the check that follows rejects it.
fn drop_cut_rework(before: &Map, after: &mut Map, graph: &Graph, set: &[(StepId, StepId)]) -> Vec<Rework> {
    let arrow = |(ends, sent_back): (&(StepId, StepId), &SentBack)| Rework::new(ends, *sent_back);
    // Arrows removed with their step are reported as well.
    let gone = before.rework.iter().filter(|(ends, _)| !after.rework.contains_key(*ends) && !set.contains(ends));
    let mut dropped: Vec<Rework> = gone.map(arrow).collect();
    if after.rework.is_empty() || !graph.circle.is_empty() {
        return dropped;
    }
    let (index, reach) = (index(after), graph.reach());
    let is_cut = |(from, to): &(StepId, StepId)| {
        let ends = index.get(from.as_str()).zip(index.get(to.as_str()));
        ends.is_none_or(|(&from, &to)| !reach.leads(to, from))
    };
    let cut = after.rework.iter().filter(|(ends, _)| before.rework.contains_key(*ends) && is_cut(ends));
    let cut: Vec<Rework> = cut.map(arrow).collect();
    for arrow in &cut {
        after.rework.remove(&(arrow.from.clone(), arrow.to.clone()));
    }
    dropped.extend(cut);
    dropped
}
