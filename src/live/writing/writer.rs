//! The one writer: takes everything that waits, of all maps, applies it, commits once, then shows and answers.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use crate::clock;
use crate::live::open_maps::OpenMaps;
use crate::live::related_maps;
use crate::live::snapshot::Snapshot;
use crate::live::writing::commands::{Ask, Work};
use crate::live::writing::commit_batch::{Plan, Verdict};
use crate::live::writing::edit_request::{Done, EditError, Told};
use crate::live::writing::recent_edits::Made;
use crate::storage::{Change, StorageError, Writing, Written};

/// Most works in one commit.
const MAX_AT_ONCE: usize = 512;

/// After applying edits to so many steps, other tasks of this thread get a turn.
const STEPS_PER_TURN: usize = 4000;

/// How often a batch is planned anew because ids in it had been used before; once is enough, but for other processes.
const MAX_TRIES: usize = 10;

/// How long until it is tried again whether the database can be written.
const PROBE_EVERY: Duration = Duration::from_secs(2);

/// The writer's side of the hub.
pub(crate) struct Writer {
    pub(crate) maps: Arc<OpenMaps>,
    pub(crate) queue: mpsc::Receiver<Work>,
    pub(crate) ready: Arc<AtomicBool>,
    /// Turns true, or is dropped, when the hub ends.
    pub(crate) ending: watch::Receiver<bool>,
}

/// What came of one try.
enum Tried {
    Finished,
    /// Ids that had been used before are known now.
    Again,
}

impl Writer {
    /// Works until the hub ends and the queue is empty.
    pub(crate) async fn run(mut self) {
        let mut works = Vec::new();
        let mut ending = false;
        loop {
            let ready = self.ready.load(Ordering::Relaxed);
            tokio::select! {
                count = self.queue.recv_many(&mut works, MAX_AT_ONCE) => {
                    if count == 0 {
                        break;
                    }
                    self.process(&mut works).await;
                    works.clear();
                }
                _ = self.ending.changed(), if !ending => {
                    // What stands in line is still done; nothing more is taken.
                    ending = true;
                    self.queue.close();
                }
                () = tokio::time::sleep(PROBE_EVERY), if !ready => self.probe().await,
            }
        }
    }

    async fn process(&self, works: &mut [Work]) {
        let mut tries = 0;
        let failed = loop {
            tries += 1;
            match self.attempt(works).await {
                Ok(Tried::Finished) => return,
                Ok(Tried::Again) if tries < MAX_TRIES => {}
                Ok(Tried::Again) => {
                    break StorageError::NotUnderstood("ids that are used and not in the log".to_owned());
                }
                Err(error) => break error,
            }
        };
        self.works_not(&failed);
        for work in works {
            work.answer(Err(EditError::NotSaved));
        }
    }

    async fn attempt(&self, works: &mut [Work]) -> Result<Tried, StorageError> {
        let now_ms = clock::now_ms();
        let mut plans = self.plan(works, now_ms).await;
        let mut dirty: Vec<&mut Plan> = plans.iter_mut().filter(|plan| !plan.is_clean()).collect();
        if dirty.is_empty() {
            return Ok(Tried::Finished);
        }
        let changes: Vec<Change> = dirty.iter_mut().map(|plan| plan.take_change()).collect();
        let mut writing = self.maps.storage().write().await?;
        let Written::All(written) = writing.changes(&changes).await? else {
            writing.roll_back().await?;
            return self.look_up_all(&plans, works).await.map(|()| Tried::Again);
        };
        for (plan, written) in dirty.into_iter().zip(written) {
            match written {
                Some(stored) => plan.written = Some(stored),
                None => again(&mut writing, plan, works, now_ms).await?,
            }
        }
        writing.commit().await?;
        self.works();
        for plan in plans {
            self.show(plan, works);
        }
        Ok(Tried::Finished)
    }

    /// Applies everything in memory. What fails on a map's durable state is answered at once.
    async fn plan(&self, works: &mut [Work], now_ms: i64) -> Vec<Plan> {
        let mut plans: Vec<Plan> = Vec::new();
        let mut of_map: HashMap<String, usize> = HashMap::new();
        let mut steps = 0;
        for (index, work) in works.iter_mut().enumerate() {
            if work.is_answered() {
                continue;
            }
            let at = match of_map.get(&work.map_id) {
                Some(at) => *at,
                None => match self.begin(work).await {
                    Err(error) => {
                        work.answer(Err(error));
                        continue;
                    }
                    Ok(plan) => {
                        of_map.insert(work.map_id.clone(), plans.len());
                        plans.push(plan);
                        plans.len() - 1
                    }
                },
            };
            let Some(plan) = plans.get_mut(at) else { continue };
            steps += plan.base().map_or(0, |base| base.map.steps.len());
            let was_clean = plan.is_clean();
            let mut verdict = plan.decide(work, now_ms);
            if matches!(verdict, Verdict::Failed(EditError::Refused(_) | EditError::Stale { .. } | EditError::NotFound))
            {
                match self.knows_more(plan, work, was_clean).await {
                    Ok(false) => {}
                    Ok(true) => verdict = plan.decide(work, now_ms),
                    Err(error) => {
                        tracing::error!(%error, map = plan.id, "the log cannot be read");
                        verdict = Verdict::Failed(EditError::NotSaved);
                    }
                }
            }
            plan.works.push(index);
            match (verdict, &plan.held) {
                (Verdict::Failed(error), _) if was_clean => work.answer(Err(error)),
                (Verdict::Repeated(made), Some(held)) if was_clean => {
                    work.answer(Ok(done(&made, held.snapshot(), true)));
                }
                (verdict, _) => plan.verdicts.push((index, verdict)),
            }
            if steps > STEPS_PER_TURN {
                steps = 0;
                tokio::task::yield_now().await;
            }
        }
        plans
    }

    /// The plan for a work's map, as it is now.
    async fn begin(&self, work: &Work) -> Result<Plan, EditError> {
        if matches!(work.ask, Ask::Create(_)) {
            return Ok(Plan::new(&work.workspace, &work.map_id, None));
        }
        match self.maps.hold(&work.map_id).await {
            Ok(Some(held)) => Ok(Plan::new(&work.workspace, &work.map_id, Some(held))),
            Ok(None) => Err(EditError::NotFound),
            Err(error) => {
                tracing::error!(%error, map = work.map_id, "a map cannot be read");
                Err(EditError::NotSaved)
            }
        }
    }

    /// Looks in the database before a work is refused: it may be a retry of an edit that is older than memory, which was
    /// made then and would be refused now; or another process may have changed the map since it was read. (Where
    /// something is to be written, the guard of the commit finds that out.)
    async fn knows_more(&self, plan: &mut Plan, work: &Work, is_clean: bool) -> Result<bool, StorageError> {
        if self.look_up(plan, work).await? {
            return Ok(true);
        }
        let (storage, base) = (self.maps.storage(), plan.base().map_or(0, |base| base.revision));
        if !is_clean || storage.revision(&plan.workspace, &plan.id).await?.is_none_or(|revision| revision <= base) {
            return Ok(false);
        }
        let (Some(held), Some(stored)) = (&plan.held, storage.load(&plan.id).await?) else { return Ok(false) };
        held.publish(self.maps.snapshot_of(Arc::clone(&stored)));
        plan.start_from(Some(stored));
        // Between the first look and this reading it may have been made there.
        self.look_up(plan, work).await?;
        Ok(true)
    }

    /// Looks in the log whether a work's id has been used before, and remembers it if so.
    async fn look_up(&self, plan: &Plan, work: &Work) -> Result<bool, StorageError> {
        let Some(held) = &plan.held else { return Ok(false) };
        let answered = self.maps.storage().answered(&plan.workspace, &plan.id, &work.edit_id).await?;
        if let Some(answered) = &answered {
            held.recent().remember(&work.edit_id, Made::from_log(answered));
        }
        Ok(answered.is_some())
    }

    async fn look_up_all(&self, plans: &[Plan], works: &[Work]) -> Result<(), StorageError> {
        for plan in plans {
            for work in plan.works.iter().filter_map(|index| works.get(*index)) {
                self.look_up(plan, work).await?;
            }
        }
        Ok(())
    }

    /// Puts the new maps in place and answers: only now that they are durable.
    fn show(&self, plan: Plan, works: &mut [Work]) {
        let made_by = plan.made_by();
        let Plan { held, verdicts, written, .. } = plan;
        let snapshot = match (&held, written) {
            (Some(held), Some(stored)) => {
                let made_by = held.with_unshown(made_by);
                let (before, after) = (held.snapshot(), self.maps.snapshot_by(stored, made_by));
                held.publish(Arc::clone(&after));
                if related_maps::is_told_anew(&before, &after) {
                    self.maps.families().forget();
                }
                held.snapshot()
            }
            (Some(held), None) => held.snapshot(),
            (None, Some(stored)) => {
                self.maps.families().forget();
                self.maps.insert(self.maps.snapshot_of(stored))
            }
            (None, None) => return,
        };
        for (index, verdict) in verdicts {
            let Some(work) = works.get_mut(index) else { continue };
            match verdict {
                Verdict::Failed(error) => work.answer(Err(error)),
                Verdict::Repeated(made) => work.answer(Ok(done(&made, Arc::clone(&snapshot), true))),
                Verdict::Made(made) => {
                    work.answer(Ok(done(&made, Arc::clone(&snapshot), false)));
                    if let Some(held) = &held {
                        held.recent().remember(&work.edit_id, made);
                    }
                }
            }
        }
    }

    async fn probe(&self) {
        let probe = async {
            let mut writing = self.maps.storage().write().await?;
            writing.probe().await?;
            writing.commit().await
        };
        match probe.await {
            Ok(()) => self.works(),
            Err(error) => self.works_not(&error),
        }
    }

    fn works(&self) {
        if !self.ready.swap(true, Ordering::Relaxed) {
            tracing::info!("the database can be written again");
        }
    }

    fn works_not(&self, error: &StorageError) {
        if self.ready.swap(false, Ordering::Relaxed) {
            tracing::error!(%error, "not saved: the database cannot be written");
        }
    }
}

/// Another process has written the map: takes it as it is now and applies again. The database's write lock is held, so
/// that it cannot happen twice, however busy the other process is.
async fn again(writing: &mut Writing, plan: &mut Plan, works: &[Work], now_ms: i64) -> Result<(), StorageError> {
    let stored = writing.load(&plan.id).await?;
    plan.start_from(stored.clone());
    for index in plan.works.clone() {
        let Some(work) = works.get(index).filter(|work| !work.is_answered()) else { continue };
        // The other process may have made it already: the sender went there after it heard nothing from here.
        if let Some(answered) = writing.answered(&plan.workspace, &plan.id, &work.edit_id).await?
            && let Some(held) = &plan.held
        {
            held.recent().remember(&work.edit_id, Made::from_log(&answered));
        }
        let verdict = plan.decide(work, now_ms);
        plan.verdicts.push((index, verdict));
    }
    plan.written = stored;
    if plan.is_clean() {
        return Ok(());
    }
    match writing.changes(&[plan.take_change()]).await? {
        Written::All(written) if written.iter().all(Option::is_some) => {
            plan.written = written.into_iter().flatten().next();
            Ok(())
        }
        _ => Err(StorageError::NotUnderstood("a map that changes while it is locked".to_owned())),
    }
}

fn done(made: &Made, snapshot: Arc<Snapshot>, repeated: bool) -> Done {
    let Told { dropped, overwritten } = made.told();
    Done { revision: made.revision, snapshot, dropped, overwritten, repeated }
}
