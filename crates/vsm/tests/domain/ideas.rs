//! Ideas: added, voted for, applied, measured; and how they change with the map.

use serde_json::{Value, json};
use vsm::edit::describe::describe_edit;
use vsm::edit::{Applied, Edit, apply};
use vsm::improve::future_state as future;
use vsm::improve::idea_savings::idea_savings;
use vsm::model::idea::{IdeaEffort, IdeaSaving, Status};
use vsm::{Map, ValidationError, file};

const DAY: i64 = 8 * 3600;

fn map() -> Map {
    let text = r#"{ "format": "weir-map", "version": 1, "name": "Release", "steps": [
        { "id": "build", "name": "Build", "wait": "1d", "work": "1h" },
        { "id": "board", "name": "Change board", "kind": "approval", "wait": "4d", "work": "1h", "every": "1w" },
        { "id": "deploy", "name": "Deploy", "wait": "0", "work": "1h", "downtime": "2h" } ] }"#;
    file::read_text(text).unwrap().0
}

fn edit(value: Value) -> Edit {
    serde_json::from_value(value).unwrap()
}

fn done(map: &Map, value: Value) -> Applied {
    apply(map, &edit(value)).unwrap()
}

fn refused(map: &Map, value: Value) -> ValidationError {
    apply(map, &edit(value)).unwrap_err()
}

/// The map with an idea that halves the wait for the board.
fn with_idea() -> Map {
    let change = json!({ "type": "change_step", "step": "board", "set": { "wait": "2d" } });
    done(
        &map(),
        json!({ "type": "add_idea",
        "idea": { "id": "twice", "title": "Meet twice a week", "step": "board", "effort": "s", "change": change } }),
    )
    .map
}

#[test]
fn idea_needs_only_a_title() {
    let applied = done(&map(), json!({ "type": "add_idea", "idea": { "id": "i", "title": "  Nobody knows why " } }));
    let idea = &applied.map.ideas["i"];
    assert_eq!(
        (idea.title.as_str(), idea.status, idea.effort, &idea.change),
        ("Nobody knows why", Status::Open, None, &None)
    );
    let [only] = &idea_savings(&applied.map)[..] else { panic!() };
    assert_eq!((only.alone, only.on_top, &only.unfit), (None, None, &None));
    assert_eq!(
        refused(&map(), json!({ "type": "add_idea", "idea": { "id": "i", "title": " " } })).field.unwrap(),
        "idea.title"
    );
    assert_eq!(
        refused(&applied.map, json!({ "type": "add_idea", "idea": { "id": "i", "title": "x" } })).code,
        "id_twice"
    );
}

#[test]
fn idea_can_be_applied_and_undone() {
    let before = with_idea();
    let [only] = &idea_savings(&before)[..] else { panic!() };
    assert_eq!(only.alone.unwrap().lead, Some(2 * DAY));
    assert_eq!(only.idea.effort, Some(IdeaEffort::Small));
    let applied = done(&before, json!({ "type": "apply_idea", "idea": "twice" }));
    assert_eq!(applied.map.step("board").unwrap().wait, Some(2 * 8 * 3600));
    assert!(applied.map.ideas["twice"].taken);
    assert_eq!(
        describe_edit(&before, &edit(json!({ "type": "apply_idea", "idea": "twice" })), &applied.map),
        "applied the idea “Meet twice a week”: “Change board”: wait time 4d → 2d"
    );
    assert_eq!(refused(&applied.map, json!({ "type": "apply_idea", "idea": "twice" })).code, "taken");
    assert_eq!(apply(&applied.map, &applied.inverse).unwrap().map, before);
}

#[test]
fn idea_that_no_longer_fits_is_rejected() {
    let without = done(&with_idea(), json!({ "type": "change_idea", "idea": "twice", "set": { "step": null } })).map;
    let without = done(&without, json!({ "type": "remove_step", "step": "board" })).map;
    let error = refused(&without, json!({ "type": "apply_idea", "idea": "twice" }));
    assert_eq!(error.code, "no_longer_fits");
    assert!(error.message.contains("Meet twice a week"), "{}", error.message);
    assert!(idea_savings(&without)[0].unfit.is_some());
}

#[test]
fn ideas_are_removed_and_restored_with_their_step() {
    let before = with_idea();
    let removed = done(&before, json!({ "type": "remove_step", "step": "board" }));
    assert!(removed.map.ideas.is_empty());
    assert_eq!(apply(&removed.map, &removed.inverse).unwrap().map, before);
}

#[test]
fn idea_that_removes_its_own_step_stays() {
    let added = done(
        &map(),
        json!({ "type": "add_idea", "idea": { "id": "no", "title": "No board", "step": "board",
        "change": { "type": "remove_step", "step": "board" } } }),
    );
    let applied = done(&added.map, json!({ "type": "apply_idea", "idea": "no" }));
    assert!(applied.map.step("board").is_none());
    assert_eq!((applied.map.ideas["no"].taken, &applied.map.ideas["no"].step), (true, &None));
    assert_eq!(apply(&applied.map, &applied.inverse).unwrap().map, added.map);
}

#[test]
fn actors_vote_once_and_for_themselves() {
    let vote =
        |votes: u32, voter: &str| edit(json!({ "type": "vote_idea", "idea": "twice", "votes": votes, "voter": voter }));
    let one = apply(&with_idea(), &vote(1, "ana")).unwrap();
    let two = apply(&one.map, &vote(1, "ben")).unwrap();
    assert_eq!(two.map.ideas["twice"].vote_count(), 2);
    assert_eq!(apply(&two.map, &vote(1, "ana")).unwrap().map, two.map);
    assert_eq!(apply(&two.map, &vote(2, "ana")).unwrap_err().field.unwrap(), "votes");
    // Reversing one person's vote leaves the other's.
    let back = apply(&two.map, &one.inverse).unwrap().map;
    assert_eq!(back.ideas["twice"].votes.keys().collect::<Vec<_>>(), ["ben"]);
    // A vote from outside is the sender's own, whatever it says.
    let Edit::VoteIdea { voter, .. } = vote(1, "ana").by("cem") else { panic!() };
    assert_eq!(voter.as_deref(), Some("cem"));
    let forged = edit(json!({ "type": "change_idea", "idea": "twice", "set": { "votes": { "ana": 1 } } })).by("cem");
    assert_eq!(apply(&with_idea(), &forged).unwrap().map, with_idea());
}

#[test]
fn projected_saving_is_recorded_when_the_idea_is_started() {
    let set = |map: &Map, set: Value| done(map, json!({ "type": "change_idea", "idea": "twice", "set": set })).map;
    let trying = set(&with_idea(), json!({ "status": "trying" }));
    assert_eq!(trying.ideas["twice"].promised, IdeaSaving { lead: Some(2 * DAY), downtime: None });
    // The process and the map have changed; the projected saving stays.
    let changed = done(&trying, json!({ "type": "change_step", "step": "board", "set": { "wait": "2d" } })).map;
    let finished = set(&changed, json!({ "status": "done", "measured_lead": "1d 4h", "measured_downtime": "-10m" }));
    let idea = &finished.ideas["twice"];
    assert_eq!(idea.promised.lead, Some(2 * DAY));
    assert_eq!(idea.measured, IdeaSaving { lead: Some(DAY + DAY / 2), downtime: Some(-600) });
    assert_eq!(set(&trying, json!({ "status": "open" })).ideas["twice"].promised, IdeaSaving::default());
}

#[test]
fn ideas_are_ranked_by_saving_per_effort_on_top_of_started_ones() {
    let change = |wait: &str| json!({ "type": "change_step", "step": "board", "set": { "wait": wait } });
    let idea = |id: &str, effort: &str, wait: &str, status: &str| json!({ "id": id, "title": id, "effort": effort, "change": change(wait), "status": status });
    let mut document = file::write(&map());
    document["ideas"] = json!([
        idea("large", "L", "0", "open"),
        idea("small", "S", "2d", "open"),
        idea("begun", "M", "3d", "trying"),
        { "id": "complaint", "title": "It hurts", "votes": 7 },
    ]);
    let map = file::read(&document).unwrap().0;
    let ranked = idea_savings(&map);
    let ids: Vec<_> = ranked.iter().map(|one| one.idea.id.as_str()).collect();
    // 1 day of small effort; 1 day of medium, as good as 3 days of large; nothing.
    assert_eq!(ids, ["small", "begun", "large", "complaint"]);
    let saved: Vec<_> = ranked.iter().map(|one| (one.alone.map(|s| s.lead), one.on_top.map(|s| s.lead))).collect();
    let days = |alone: i64, on_top: i64| (Some(Some(alone * DAY)), Some(Some(on_top * DAY)));
    assert_eq!(saved, [days(2, 1), days(1, 1), days(4, 3), (None, None)]);
    assert_eq!(ranked[3].idea.vote_count(), 7);
}

#[test]
fn applied_idea_keeps_its_projected_saving() {
    let applied = done(&with_idea(), json!({ "type": "apply_idea", "idea": "twice" })).map;
    assert_eq!(applied.ideas["twice"].promised.lead, Some(2 * DAY));
    let set = json!({ "status": "done", "measured_lead": "1d" });
    let measured = done(&applied, json!({ "type": "change_idea", "idea": "twice", "set": set })).map;
    let IdeaSaving { lead, .. } = measured.ideas["twice"].promised;
    assert_eq!((lead, measured.ideas["twice"].measured.lead), (Some(2 * DAY), Some(DAY)));
    let open = json!({ "type": "change_idea", "idea": "twice", "set": { "status": "open" } });
    assert_eq!(done(&measured, open).map.ideas["twice"].promised.lead, Some(2 * DAY), "it is part of the map");
}

#[test]
fn projected_saving_reads_the_same_on_another_calendar() {
    let applied = done(&with_idea(), json!({ "type": "apply_idea", "idea": "twice" })).map;
    let calendar = json!({ "type": "change_map", "set": { "clock": "calendar" } });
    let changed = done(&applied, calendar);
    assert_eq!(changed.map.ideas["twice"].promised.lead, Some(2 * 24 * 3600));
    assert_eq!(apply(&changed.map, &changed.inverse).unwrap().map, applied);
}

#[test]
fn idea_that_conflicts_with_started_ones_saves_nothing() {
    let mut map = with_idea();
    let remove = json!({ "type": "remove_step", "step": "board" });
    let away = json!({ "id": "away", "title": "away", "status": "trying", "change": remove });
    map = done(&map, json!({ "type": "add_idea", "idea": away })).map;
    let all = idea_savings(&map);
    let twice = all.iter().find(|one| one.idea.id.as_str() == "twice").unwrap();
    assert_eq!(twice.alone.unwrap().lead, Some(2 * DAY));
    assert_eq!((twice.on_top, twice.saving_per_effort(), &twice.unfit), (None, 0.0, &None));
    assert!(twice.unfit_on_top.as_ref().unwrap().contains("board"), "{:?}", twice.unfit_on_top);
}

#[test]
fn future_state_has_an_origin() {
    let today =
        done(&with_idea(), json!({ "type": "add_idea", "idea": { "id": "old", "title": "Old", "status": "dropped" } }))
            .map;
    let drawn = future::draw(&today, "m1", 7, "Release, future");
    assert_eq!((drawn.family.as_str(), drawn.origin.as_ref().unwrap().revision), ("m1", 7));
    assert_eq!(drawn.steps, today.steps, "the same ids: that is identity");
    assert_eq!(drawn.ideas.keys().map(vsm::IdeaId::as_str).collect::<Vec<_>>(), ["twice"]);
    assert_eq!(drawn.ideas["twice"].promised.lead, Some(2 * DAY));
    let further = future::draw(&drawn, "m2", 1, "Further");
    assert_eq!((further.family.as_str(), further.origin.as_ref().unwrap().map.as_str()), ("m1", "m2"));
    let read = file::read_text(&file::write_text(&further)).unwrap().0;
    assert_eq!((read.family, read.origin), (further.family, further.origin));
    assert_eq!(future::name("Release", &["Release, future"]), "Release, future 2");
    assert_eq!(future::name("Release, future 2", &[]), "Release, future");
}

#[test]
fn invalid_ideas_name_their_field() {
    let add = |idea: Value| refused(&map(), json!({ "type": "add_idea", "idea": idea })).field.unwrap();
    assert_eq!(add(json!({ "id": "i", "title": "x".repeat(201) })), "idea.title");
    assert_eq!(add(json!({ "id": "i", "title": "x", "effort": "XL" })), "idea.effort");
    assert_eq!(add(json!({ "id": "i", "title": "x", "status": "later" })), "idea.status");
    assert_eq!(add(json!({ "id": "i", "title": "x", "change": "faster" })), "idea.change");
    assert_eq!(
        add(json!({ "id": "i", "title": "x", "change": { "type": "remove_idea", "idea": "i" } })),
        "idea.change"
    );
    assert_eq!(add(json!({ "id": "i", "title": "x", "measured_lead": "soon" })), "idea.measured_lead");
    assert_eq!(add(json!({ "title": "x" })), "idea.id");
    assert_eq!(add(json!({ "id": "i", "title": "x", "step": "nowhere" })), "step");
    assert_eq!(refused(&map(), json!({ "type": "vote_idea", "idea": "none", "votes": 1 })).code, "no_such_idea");
}
