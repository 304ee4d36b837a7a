//! Proptest strategies for maps and edits that use every field.

use std::sync::Arc;

use proptest::option;
use proptest::prelude::*;
use serde_json::json;
use vsm::edit::Edit;
use vsm::file;
use vsm::model::duration::{Range, Spelling, Unit, WorkingCalendar, Written};
use vsm::model::idea::{Idea, IdeaEffort, IdeaSaving, Status};
use vsm::model::map::{Demand, Flow, Map, Origin, Period, SentBack, State};
use vsm::model::step::{Kind, Source, Spellings, Step, StepTime};

use crate::support::edit;

fn text() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "\\PC{1,20}", Just("“Ü”; drop table map; -- '\u{0}\n日本".to_owned())]
}

fn name() -> impl Strategy<Value = String> {
    text().prop_map(|text| format!("n{text}"))
}

fn seconds() -> impl Strategy<Value = Option<u64>> {
    option::of(0..700_000_000_u64)
}

fn range() -> impl Strategy<Value = Option<Range>> {
    option::of((0..1000_u64, 0..1000_u64)).prop_map(|r| r.map(|(low, more)| Range { low, high: Some(low + more) }))
}

/// Numbers with few digits, because not all numbers with many digits survive a round trip through JSON.
fn eighths(least: u32, most: u32) -> impl Strategy<Value = f64> {
    (least..=most).prop_map(|n| f64::from(n) / 8.0)
}

fn count() -> impl Strategy<Value = Option<f64>> {
    option::of(prop_oneof![eighths(8, 1_000_000), Just(1.0), Just(1e9), Just(std::f64::consts::PI)])
}

fn other() -> impl Strategy<Value = serde_json::Map<String, serde_json::Value>> {
    option::of(text()).prop_map(|value| {
        let fields = value.map(|value| json!({ "newer": { "deep": [value, 1.5, null] } }));
        fields.and_then(|fields| fields.as_object().cloned()).unwrap_or_default()
    })
}

fn step(index: usize) -> impl Strategy<Value = Arc<Step>> {
    let times = (seconds(), range(), seconds(), seconds(), range(), seconds(), seconds());
    let counts = (count(), option::of(eighths(0, 800)), count(), count(), count());
    let answers = (any::<Option<bool>>(), any::<Option<bool>>(), any::<Option<bool>>());
    let texts = (name(), text(), text(), text(), other());
    let words = (
        option::of(proptest::sample::select(Kind::ALL)),
        option::of(proptest::sample::select(Source::ALL)),
        spellings(),
    );
    (times, counts, answers, texts, words).prop_map(move |(times, counts, answers, texts, words)| {
        let (wait, wait_range, every, work, work_range, lead, downtime) = times;
        let (queue, complete_accurate, people, people_per_item, batch) = counts;
        let (automated, observed, reversible) = answers;
        let (name, team, wait_reason, note, other) = texts;
        let (kind, source, spellings) = words;
        Arc::new(Step {
            id: format!("s{index}").into(),
            name,
            kind,
            team,
            wait,
            wait_range,
            wait_reason,
            every,
            queue,
            work,
            work_range,
            lead,
            complete_accurate,
            people,
            people_per_item,
            batch,
            downtime,
            automated,
            observed,
            reversible,
            source,
            spellings,
            note,
            other,
        })
    })
}

/// How times were written, whatever the times.
fn spellings() -> impl Strategy<Value = Spellings> {
    let one = (proptest::sample::select(StepTime::ALL), proptest::sample::select(&Unit::ALL[..]), any::<bool>());
    proptest::collection::vec(one, 0..4).prop_map(|all| {
        let mut spellings = Spellings::default();
        for (time, unit, decimal) in all {
            spellings.set(time, Some(Spelling { unit, decimal }));
        }
        spellings
    })
}

fn idea(index: usize) -> impl Strategy<Value = Idea> {
    let saving = || (option::of(-9_999_999..9_999_999_i64), option::of(-9_999..9_999_i64));
    let texts = (name(), text(), text(), other());
    let words = (option::of(proptest::sample::select(IdeaEffort::ALL)), proptest::sample::select(Status::ALL));
    let votes = proptest::collection::btree_map("[a-z]{1,8}", Just(1_u32), 0..4);
    let rest = (option::of(0..8_usize), any::<bool>(), saving(), saving(), option::of(0..9_u64), votes);
    (texts, words, rest).prop_map(move |((title, note, owner, other), (effort, status), rest)| {
        let (step, taken, promised, measured, wait, votes) = rest;
        Idea {
            id: format!("i{index}").into(),
            title,
            step: step.map(|step| format!("s{step}").into()),
            note,
            owner,
            effort,
            status,
            change: wait.map(|wait| Arc::new(crate::support::wait("s1", wait))),
            taken,
            promised: IdeaSaving { lead: promised.0, downtime: promised.1 },
            measured: IdeaSaving { lead: measured.0, downtime: measured.1 },
            votes,
            other,
        }
    })
}

prop_compose! {
    /// Any map, using every field. Its flows go forward and its rework goes back.
    pub(crate) fn any_map()(
        steps in (0..8_usize).prop_flat_map(|count| (0..count).map(step).collect::<Vec<_>>()),
        texts in (name(), text(), text(), text(), text(), text()),
        mapped_on in prop_oneof![Just(String::new()), Just("2026-11-22".to_owned())],
        state in proptest::sample::select(State::ALL),
        clock in (eighths(8, 192), eighths(8, 56), option::of(eighths(8, 1344))),
        demand in option::of((eighths(1, 9999), proptest::sample::select(Period::ALL))),
        arrows in proptest::collection::vec((0..8_usize, 0..8_usize, eighths(1, 80)), 0..12),
        other in other(),
        ideas in (0..3_usize).prop_flat_map(|count| (0..count).map(idea).collect::<Vec<_>>()),
        family in option::of(("f{1,5}", option::of((text(), 0..99_u64)))),
    ) -> Map {
        let (name, note, item, starts_with, ends_with, participants) = texts;
        let (hours_per_day, days_per_week, working_hours_per_week) = clock;
        let mut map = Map {
            name, state, note, item, starts_with, ends_with, mapped_on, participants,
            clock: WorkingCalendar { hours_per_day, days_per_week, working_hours_per_week },
            demand: demand.map(|(items, per)| Demand { items, per }),
            steps, other, ..Map::new("")
        };
        for step in &mut map.steps {
            Arc::make_mut(step).settle(&map.clock);
        }
        let ids: Vec<_> = map.steps.iter().map(|step| step.id.clone()).collect();
        for mut idea in ideas {
            idea.step = idea.step.filter(|step| map.step(step).is_some());
            map.ideas.insert(idea.id.clone(), Arc::new(idea));
        }
        if let Some((family, origin)) = family {
            map.origin = origin.map(|(name, revision)| Origin { map: family.clone(), revision, name });
            map.family = family;
        }
        for (from, to, share) in arrows {
            if let (Some(first), Some(second)) = (ids.get(from.min(to)), ids.get(from.max(to))) {
                if from != to {
                    map.flows.insert(Flow { from: first.clone(), to: second.clone() });
                }
                if share > 5.0 {
                    let spelling = (share > 20.0).then_some(Spelling { unit: Unit::Day, decimal: true });
                    let wait = map.clock.settle(Written { seconds: 43_200, spelling });
                    let wait = (share > 10.0).then_some(wait);
                    map.rework.insert((second.clone(), first.clone()), SentBack { share, wait });
                }
            }
        }
        map
    }
}

/// Any map that the file format accepts.
pub(crate) fn valid_map() -> impl Strategy<Value = Map> {
    any_map().prop_filter_map("rejected", |map| file::read(&file::write(&map)).ok().map(|(map, _)| map))
}

/// Any edit of a map with the step ids s0 to s9. Many of these edits are rejected.
pub(crate) fn any_edit() -> impl Strategy<Value = Edit> {
    let step = || (0..10_usize).prop_map(|index| format!("s{index}"));
    prop_oneof![
        (step(), step()).prop_map(|(new, old)| edit(json!({
            "type": "add_step", "step": { "id": new, "name": "new", "work": 60 }, "after": old
        }))),
        (step(), step()).prop_map(|(new, old)| edit(json!({
            "type": "add_step", "step": { "id": new, "name": "new", "wait": 60 }, "before": old
        }))),
        step().prop_map(|new| edit(json!({ "type": "add_step", "step": { "id": new, "name": "first" }, "below": "" }))),
        (step(), 0..1000_u64).prop_map(|(step, wait)| crate::support::wait(&step, wait)),
        (step(), step()).prop_map(|(step, to)| edit(json!({ "type": "move_step", "step": step, "after": to }))),
        (step(), step()).prop_map(|(step, to)| edit(json!({ "type": "move_step", "step": step, "below": to }))),
        step().prop_map(|step| edit(json!({ "type": "remove_step", "step": step }))),
        (step(), step()).prop_map(|(from, to)| edit(json!({ "type": "connect", "from": from, "to": to }))),
        (step(), step()).prop_map(|(from, to)| edit(json!({ "type": "disconnect", "from": from, "to": to }))),
        (step(), step(), option::of(eighths(8, 320))).prop_map(|(from, to, share)| edit(
            json!({ "type": "set_rework", "from": from, "to": to, "share": share, "wait": share.map(|_| "30h") })
        )),
        (0..99_u64).prop_map(|n| edit(json!({ "type": "change_map", "set": { "name": format!("name {n}") } }))),
        (0..3_u8, step(), 0..9_u64).prop_map(|(idea, step, wait)| edit(json!({
            "type": "add_idea", "idea": { "id": format!("i{idea}"), "title": "idea", "step": step,
                "change": crate::support::wait(&step, wait) }
        }))),
        (0..3_u8).prop_map(|idea| edit(json!({ "type": "apply_idea", "idea": format!("i{idea}") }))),
        (0..3_u8, 0..2_u32)
            .prop_map(|(idea, votes)| edit(json!({ "type": "vote_idea", "idea": format!("i{idea}"), "votes": votes }))),
        (0..3_u8).prop_map(|idea| edit(
            json!({ "type": "change_idea", "idea": format!("i{idea}"), "set": { "status": "done", "step": null } })
        )),
        Just(edit(json!({
            "type": "change_map", "set": { "clock": { "hours_per_day": 24, "days_per_week": 7 } }
        }))),
    ]
}
