//! Random maps and edits, generated from plain numbers so that failing cases shrink.

use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};
use vsm::IdeaId;
use vsm::edit::{Edit, apply};
use vsm::model::duration::{Range, Spelling, Unit, WorkingCalendar, Written, WrittenRange};
use vsm::model::idea::{Idea, Status};
use vsm::model::map::{Demand, Flow, Map, Period};
use vsm::model::step::{Kind, Source, Step, StepId};

/// A step with any mix of known and unknown values.
fn step(index: usize) -> impl Strategy<Value = Step> {
    let hour = 0_u64..500;
    let times =
        (proptest::option::of(hour.clone()), proptest::option::of(hour.clone()), proptest::option::of(hour.clone()));
    let counts = (
        proptest::option::of(1_u32..20),
        proptest::option::of(1_u32..4),
        proptest::option::of(1_u32..10),
        proptest::option::of(0_u32..101),
    );
    let rest =
        (proptest::option::of(0_u64..10), 0_usize..4, proptest::option::of(0_usize..8), any::<[Option<bool>; 3]>());
    (times, counts, rest, proptest::option::of(hour), any::<bool>()).prop_map(
        move |((wait, work, lead), (people, per_item, batch, ca), (downtime, team, kind, answers), every, ranged)| {
            let mut step = Step::new(format!("s{index}"), format!("Step {index}"));
            if wait.is_none() && work.is_none() {
                step.lead = lead.map(|h| h * 3600);
            }
            step.wait = wait.map(|h| h * 3600 + 17);
            step.work = work.map(|h| h * 1800);
            step.every = every.map(|h| (h + 1) * 3600);
            // Closed or open-ended, beside a typical time or alone.
            let open = kind.is_some_and(|kind| kind < 4);
            step.wait_range = ranged.then_some(Range { low: 60, high: (!open).then_some(7_200_000) });
            step.work_range = (ranged && team == 0).then_some(Range { low: 0, high: work.map(|h| h * 1800 + 60) });
            step.people = people.map(f64::from);
            step.people_per_item = per_item.map(f64::from);
            step.batch = batch.map(f64::from);
            step.complete_accurate = ca.map(f64::from);
            step.downtime = downtime.map(|h| h * 600);
            step.team = String::from(["", "Development", "Quality", "Operations"][team]);
            step.kind = kind.map(|k| Kind::ALL[k]);
            [step.automated, step.observed, step.reversible] = answers;
            step.source = ranged.then_some(Source::Measured);
            if ranged {
                step.other = object(json!({ "colour": index, "other": { "deep": [null] } }));
            }
            step
        },
    )
}

/// The step with some times as if people had written them in hours or with a decimal sign.
fn as_written(mut step: Step, clock: &WorkingCalendar) -> Step {
    let unit = if step.people.is_some() { Unit::Hour } else { Unit::Day };
    let spelling = Some(Spelling { unit, decimal: step.automated == Some(true) });
    let settled = |seconds| clock.settle(Written { seconds, spelling });
    step.set_wait(step.wait.map(settled));
    step.set_every(step.every.map(settled));
    step.set_wait_range(step.wait_range.map(|r| WrittenRange { low: settled(r.low), high: r.high.map(settled) }));
    step.set_work_range(step.work_range.map(|r| WrittenRange { low: settled(r.low), high: r.high.map(settled) }));
    step.set_lead(step.lead.map(settled));
    step
}

/// A map of up to `most` steps: flows run from earlier to later positions of a shuffled order, rework runs back.
pub(crate) fn map(most: usize) -> impl Strategy<Value = Map> {
    (0..=most)
        .prop_flat_map(move |n| {
            let steps: Vec<_> = (0..n).map(step).collect();
            let pairs = proptest::collection::vec((0..n.max(1), 0..n.max(1)), 0..(2 * n + 1));
            let rework = proptest::collection::vec((0..n.max(1), 0..n.max(1), 1_u32..30), 0..4);
            let ideas = proptest::collection::vec((0..n + 2, proposal(n), 0_usize..4, 0_u32..3), 0..4);
            (steps, pairs, rework, any::<bool>(), proptest::option::of(1_u32..50), ideas)
        })
        .prop_map(|(steps, pairs, rework, working, demand, ideas)| {
            let mut map = Map::new("Random");
            let n = steps.len();
            map.clock = if working { WorkingCalendar::WORKING } else { WorkingCalendar::CALENDAR };
            map.steps = steps.into_iter().map(|step| Arc::new(as_written(step, &map.clock))).collect();
            if working {
                map.other = object(json!({ "weather": "rain", "Name": n }));
            }
            map.demand = demand.map(|items| Demand { items: f64::from(items), per: Period::Month });
            // Positions in an order other than the stored one, so that nothing depends on it.
            let at = |k: usize| map.steps[(k * 7 + 3) % n].id.clone();
            if n > 0 && n % 7 != 0 {
                let flows = pairs.iter().filter(|(a, b)| a < b).map(|(a, b)| Flow { from: at(*a), to: at(*b) });
                map.flows = flows.collect();
            }
            for (a, b, share) in rework {
                if a >= n || b >= n {
                    continue;
                }
                let (from, to) = (map.steps[a].id.clone(), map.steps[b].id.clone());
                let wait = (share % 3 > 0).then(|| json!(format!("{share}h")));
                let edit = Edit::SetRework { from, to, share: Some(f64::from(share)), wait };
                if let Ok(done) = apply(&map, &edit) {
                    map = done.map;
                }
            }
            for (at, (pinned, change, status, votes)) in ideas.into_iter().enumerate() {
                let mut idea = Idea::new(format!("i{at}"), format!("Idea {at}"));
                idea.step = map.steps.get(pinned).map(|step| step.id.clone());
                idea.change = change.map(Arc::new);
                idea.status = Status::ALL[status];
                idea.votes = (0..votes).map(|voter| (format!("voter {voter}"), 1)).collect();
                idea.promised.lead = [None, Some(-3600), Some(0), None][status];
                map.ideas.insert(idea.id.clone(), Arc::new(idea));
            }
            map
        })
}

/// The change of an idea for a map of up to `most` steps, whether or not it fits.
fn proposal(most: usize) -> impl Strategy<Value = Option<Edit>> {
    let id = move || (0..most + 1).prop_map(|i| StepId::from(format!("s{i}")));
    let one = prop_oneof![
        id().prop_map(|step| Edit::set_step(step, [("wait", json!("4h")), ("downtime", json!("0s"))])),
        id().prop_map(|step| Edit::RemoveStep { step }),
        (id(), id()).prop_map(|(step, beside)| Edit::MoveStep {
            step,
            after: None,
            before: None,
            beside: Some(beside),
            below: None
        }),
    ];
    proptest::option::of(proptest::collection::vec(one, 1..3).prop_map(|edits| Edit::Batch { edits }))
}

/// An edit that may not fit a map of up to `most` steps.
pub(crate) fn edit(most: usize) -> impl Strategy<Value = Edit> {
    let id = move || (0..most + 1).prop_map(|i| StepId::from(format!("s{i}")));
    let place = move || (0_u8..5, id());
    let values = prop_oneof![
        Just(json!({ "wait": "2d (1d–3w)", "wait_reason": "board" })),
        Just(json!({ "wait": null, "work": null, "lead": "3d" })),
        Just(json!({ "lead": "900h" })),
        Just(json!({ "work": 5400, "people": 3, "people_per_item": 2 })),
        Just(json!({ "name": "Neuer Name", "team": "監査", "complete_accurate": 12.5 })),
        Just(json!({ "automated": true, "observed": null, "downtime": "1h 30m", "kind": "deploy" })),
        Just(json!({ "every": "1mo", "queue": 4, "batch": 2, "note": "two\nlines", "source": "guess" })),
    ];
    let of_map = prop_oneof![
        Just(json!({ "clock": { "hours_per_day": 24, "days_per_week": 7 } })),
        Just(json!({ "clock": { "hours_per_day": 7.5, "days_per_week": 4.5 } })),
        Just(json!({ "name": "Other", "demand": { "items": 3, "per": "week" }, "mapped_on": "2026-02-28" })),
        Just(json!({ "state": "future", "item": "a hotfix", "participants": "Ana, Bo" })),
    ];
    let leaf = prop_oneof![
        4 => (1000_u32..2000, place()).prop_map(|(new, (place, id))| {
            let step = object(json!({ "id": format!("n{new}"), "name": "New", "wait": "1d" }));
            let [after, before, beside, below] = places(place, id);
            Edit::AddStep { step, after, before, beside, below }
        }),
        4 => (id(), place()).prop_map(|(step, (place, id))| {
            let [after, before, beside, below] = places(place, id);
            Edit::MoveStep { step, after, before, beside, below }
        }),
        3 => (id(), values, any::<bool>()).prop_map(|(step, set, saw)| {
            let was = saw.then(|| object(json!({ "wait": "1h", "lead": null, "name": "Step 1" })));
            Edit::ChangeStep { step, set: object(set), was }
        }),
        3 => id().prop_map(|step| Edit::RemoveStep { step }),
        3 => (id(), id()).prop_map(|(from, to)| Edit::Connect { from, to }),
        3 => (id(), id()).prop_map(|(from, to)| Edit::Disconnect { from, to }),
        2 => (id(), id(), proptest::option::of(1_u32..60))
            .prop_map(|(from, to, share)| {
                let wait = share.filter(|share| share % 3 > 0).map(|share| json!((share % 3 > 1).then(|| format!("{share}h"))));
                Edit::SetRework { from, to, share: share.map(f64::from), wait }
            }),
        1 => of_map.prop_map(|set| Edit::ChangeMap { set: object(set), was: None }),
        3 => of_ideas(most),
    ];
    leaf.prop_recursive(2, 12, 4, |inner| {
        proptest::collection::vec(inner, 0..5).prop_map(|edits| Edit::Batch { edits })
    })
}

/// An edit of ideas.
fn of_ideas(most: usize) -> impl Strategy<Value = Edit> {
    let idea = || (0_u32..5).prop_map(|i| IdeaId::from(format!("i{i}")));
    let values = prop_oneof![
        Just(json!({ "status": "trying", "owner": "Ana" })),
        Just(json!({ "status": "done", "measured_lead": "-2d", "measured_downtime": "1h" })),
        Just(json!({ "step": null, "effort": "L", "note": "two\nlines" })),
        Just(json!({ "status": "open", "title": "Anders", "taken": true })),
    ];
    prop_oneof![
        (100_u32..200, 0..most + 1, proposal(most)).prop_map(|(new, step, change)| {
            let mut fields = object(json!({ "id": format!("i{new}"), "title": "New", "step": format!("s{step}") }));
            if let Some(change) = change {
                fields.insert("change".to_owned(), serde_json::to_value(change).unwrap());
            }
            Edit::AddIdea { idea: fields }
        }),
        (idea(), values).prop_map(|(idea, set)| Edit::ChangeIdea { idea, set: object(set), was: None }),
        idea().prop_map(|idea| Edit::RemoveIdea { idea }),
        (idea(), 0_u32..2, 0_u32..4).prop_map(|(idea, votes, voter)| Edit::VoteIdea {
            idea,
            votes,
            voter: Some(format!("voter {voter}"))
        }),
        idea().prop_map(|idea| Edit::ApplyIdea { idea }),
    ]
}

fn places(which: u8, id: StepId) -> [Option<StepId>; 4] {
    let mut places = [None, None, None, None];
    if let Some(place) = places.get_mut(usize::from(which)) {
        *place = Some(id);
    }
    places
}

/// The fields of a JSON object.
pub(crate) fn object(value: Value) -> serde_json::Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => panic!("not an object: {other}"),
    }
}
