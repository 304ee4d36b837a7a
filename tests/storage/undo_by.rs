//! Undoing everything by one person, on random maps and edits of two people.

use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use vsm::edit::Edit;
use vsm::{IdeaId, Map, StepId};
use weir::live::{Actor, ActorKind, Direction, EditRequest, Hub};
use weir::storage::FIRST_WORKSPACE;

use crate::random::{any_edit, valid_map};
use crate::support::hub;

fn actor(name: &str) -> Actor {
    Actor { id: name.to_owned(), workspace: FIRST_WORKSPACE.into(), kind: ActorKind::Solo, name: name.to_owned() }
}

/// What the second person has set last, and what they have added.
#[derive(Default)]
struct Theirs {
    waits: Vec<(StepId, Option<u64>)>,
    steps: Vec<StepId>,
    ideas: Vec<IdeaId>,
}

impl Theirs {
    /// Notes an edit that was saved; `by_them`: it is the second person's.
    fn note(&mut self, edit: &Edit, by_them: bool, after: &Map) {
        match edit {
            Edit::ChangeStep { step, set, .. } if set.contains_key("wait") => {
                self.waits.retain(|(other, _)| other != step);
                if by_them {
                    self.waits.extend(after.step(step).map(|found| (step.clone(), found.wait)));
                }
            }
            Edit::AddStep { step, .. } if by_them => {
                self.steps.extend(step.get("id").and_then(|id| id.as_str()).map(StepId::from));
            }
            Edit::AddIdea { idea } if by_them => {
                self.ideas.extend(idea.get("id").and_then(|id| id.as_str()).map(IdeaId::from));
            }
            // A new calendar keeps times as they are shown and changes their seconds; and an applied idea sets times.
            Edit::ChangeMap { set, .. } if set.contains_key("clock") => self.waits.clear(),
            Edit::ApplyIdea { .. } => self.waits.clear(),
            _ => {}
        }
        self.waits.retain(|(step, _)| after.step(step).is_some());
        self.steps.retain(|step| after.step(step).is_some());
        self.ideas.retain(|idea| after.ideas.contains_key(idea));
    }

    fn check(&self, map: &Map) {
        for (step, wait) in &self.waits {
            assert_eq!(map.step(step).map(|found| found.wait), Some(*wait), "the wait time of {step:?}");
        }
        for step in &self.steps {
            assert!(map.step(step).is_some(), "{step:?} is still there");
        }
        for idea in &self.ideas {
            assert!(map.ideas.contains_key(idea), "{idea:?} is still there");
        }
    }
}

async fn send(hub: &Arc<Hub>, map: &str, by: &Actor, at: usize, edit: &Edit) -> bool {
    let request = EditRequest { edit_id: format!("e{at}"), edit: edit.clone(), if_match: None };
    hub.map(map, by).edit(request).await.is_ok()
}

async fn now(hub: &Arc<Hub>, map: &str) -> Map {
    Map::clone(&hub.snapshot(map).await.unwrap().unwrap().map)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn everything_by_the_only_author_is_undone_exactly(map in valid_map(), edits in vec(any_edit(), 1..16)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let directory = tempfile::tempdir().unwrap();
            let (hub, ana) = (hub(directory.path()).await, actor("ana"));
            let id = hub.create(map.clone(), &Actor::solo()).await.unwrap().id.clone();
            let mut saved = 0;
            for (at, edit) in edits.iter().enumerate() {
                let before = now(&hub, &id).await;
                saved += usize::from(send(&hub, &id, &ana, at, edit).await && now(&hub, &id).await != before);
            }
            let (undone, _) = hub.map(&id, &Actor::solo()).undo_all_by("ana").await.unwrap();
            assert_eq!(now(&hub, &id).await, map);
            assert_eq!(undone.kept, []);
            assert!(undone.edits.len() <= saved, "{} of {saved}", undone.edits.len());
            hub.shutdown().await;
        });
    }

    #[test]
    fn what_others_did_since_stays(map in valid_map(), edits in vec((any_edit(), any::<bool>()), 1..24)) {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        runtime.block_on(async {
            let directory = tempfile::tempdir().unwrap();
            let (hub, ana, ben) = (hub(directory.path()).await, actor("ana"), actor("ben"));
            let id = hub.create(map, &Actor::solo()).await.unwrap().id.clone();
            let mut theirs = Theirs::default();
            for (at, (edit, by_ben)) in edits.iter().enumerate() {
                if send(&hub, &id, if *by_ben { &ben } else { &ana }, at, edit).await {
                    theirs.note(edit, *by_ben, &now(&hub, &id).await);
                }
            }
            let before = now(&hub, &id).await;
            let olga = hub.map(&id, &actor("olga"));
            let preview = olga.preview_undo_all_by("ana").await.unwrap();
            let (undone, saved) = olga.undo_all_by("ana").await.unwrap();
            assert_eq!((&undone.edits, &undone.kept), (&preview.edits, &preview.kept));
            theirs.check(&now(&hub, &id).await);
            // A second attempt finds nothing, and undoing it restores everything.
            if saved.is_some() {
                let after = now(&hub, &id).await;
                assert!(olga.undo_all_by("ana").await.unwrap().1.is_none());
                assert_eq!(now(&hub, &id).await, after);
                assert!(olga.undo_or_redo(Direction::Undo, None, None).await.unwrap().is_some());
                assert_eq!(now(&hub, &id).await, before);
            }
            hub.shutdown().await;
        });
    }
}
