//! The single writer: takes the waiting jobs of all maps, applies them, commits once, then publishes the maps and
//! answers.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use crate::clock::Clock;
use crate::live::edit_request::{EditError, SavedEdit, SideEffects};
use crate::live::open_maps::OpenMaps;
use crate::live::recent_edits::AppliedEdit;
use crate::live::related_maps;
use crate::live::snapshot::Snapshot;
use crate::live::writing::commands::{Command, Job};
use crate::live::writing::commit_batch::{CommitBatch, EditOutcome};
use crate::storage::{MapChange, StorageError, WriteOutcome, WriteTransaction};

/// The maximum number of jobs in one commit.
const MAX_AT_ONCE: usize = 512;

/// After applying edits to maps with this many steps in total, the writer yields to other tasks.
const STEPS_PER_TURN: usize = 4000;

/// The maximum number of attempts for a batch that contains already used edit ids. A second attempt is enough unless
/// other processes interfere.
const MAX_TRIES: usize = 10;

/// The interval for checking whether the database can be written again.
const PROBE_EVERY: Duration = Duration::from_secs(2);

pub(crate) struct Writer {
    pub(crate) clock: Clock,
    pub(crate) maps: Arc<OpenMaps>,
    pub(crate) queue: mpsc::Receiver<Job>,
    pub(crate) ready: Arc<AtomicBool>,
    /// Becomes true, or is dropped, when the hub shuts down.
    pub(crate) ending: watch::Receiver<bool>,
}

/// The result of an attempt to commit.
enum Attempt {
    Finished,
    /// Some edit ids had already been used; they have been looked up now.
    Retry,
}

impl Writer {
    /// Runs until the hub shuts down and the queue is empty.
    pub(crate) async fn run(mut self) {
        let mut jobs = Vec::new();
        let mut ending = false;
        loop {
            let ready = self.ready.load(Ordering::Relaxed);
            tokio::select! {
                count = self.queue.recv_many(&mut jobs, MAX_AT_ONCE) => {
                    if count == 0 {
                        break;
                    }
                    self.process(&mut jobs).await;
                    jobs.clear();
                }
                _ = self.ending.changed(), if !ending => {
                    // Queued jobs are still processed, but no new ones are accepted.
                    ending = true;
                    self.queue.close();
                }
                () = tokio::time::sleep(PROBE_EVERY), if !ready => self.probe().await,
            }
        }
    }

    async fn process(&self, jobs: &mut [Job]) {
        let mut tries = 0;
        let failed = loop {
            tries += 1;
            match self.attempt(jobs).await {
                Ok(Attempt::Finished) => return,
                Ok(Attempt::Retry) if tries < MAX_TRIES => {}
                Ok(Attempt::Retry) => {
                    break StorageError::Unrecognized("edit ids that are in use but not in the log".to_owned());
                }
                Err(error) => break error,
            }
        };
        self.mark_unwritable(&failed);
        for job in jobs {
            job.answer(Err(EditError::NotSaved));
        }
    }

    async fn attempt(&self, jobs: &mut [Job]) -> Result<Attempt, StorageError> {
        let now_ms = self.clock.now_ms();
        let mut batches = self.apply_all(jobs, now_ms).await;
        let mut dirty: Vec<&mut CommitBatch> = batches.iter_mut().filter(|batch| !batch.is_clean()).collect();
        if dirty.is_empty() {
            return Ok(Attempt::Finished);
        }
        let changes: Vec<MapChange> = dirty.iter_mut().map(|batch| batch.take_change()).collect();
        let mut transaction = self.maps.storage.write().await?;
        let WriteOutcome::Written(written) = transaction.changes(&changes).await? else {
            transaction.roll_back().await?;
            for batch in &batches {
                for job in batch.jobs.iter().filter_map(|index| jobs.get(*index)) {
                    self.look_up(batch, job).await?;
                }
            }
            return Ok(Attempt::Retry);
        };
        for (batch, written) in dirty.into_iter().zip(written) {
            match written {
                Some(stored) => batch.written = Some(stored),
                None => reapply(&mut transaction, batch, jobs, now_ms).await?,
            }
        }
        transaction.commit().await?;
        self.mark_writable();
        for batch in batches {
            self.show(batch, jobs);
        }
        Ok(Attempt::Finished)
    }

    /// Applies all jobs in memory. Jobs that fail on a map's durable state are answered immediately.
    async fn apply_all(&self, jobs: &mut [Job], now_ms: i64) -> Vec<CommitBatch> {
        let mut batches: Vec<CommitBatch> = Vec::new();
        let mut of_map: HashMap<String, usize> = HashMap::new();
        let mut steps = 0;
        for (index, job) in jobs.iter_mut().enumerate() {
            if job.is_answered() {
                continue;
            }
            let at = match of_map.get(&job.map_id) {
                Some(at) => *at,
                None => match self.batch_for(job).await {
                    Err(error) => {
                        job.answer(Err(error));
                        continue;
                    }
                    Ok(batch) => {
                        of_map.insert(job.map_id.clone(), batches.len());
                        batches.push(batch);
                        batches.len() - 1
                    }
                },
            };
            let Some(batch) = batches.get_mut(at) else { continue };
            steps += batch.base.as_ref().map_or(0, |base| base.map.steps.len());
            let was_clean = batch.is_clean();
            let mut outcome = batch.apply(job, now_ms);
            if matches!(
                outcome,
                EditOutcome::Failed(EditError::Rejected(_) | EditError::Stale { .. } | EditError::NotFound)
            ) {
                match self.has_newer_state(batch, job, was_clean).await {
                    Ok(false) => {}
                    Ok(true) => outcome = batch.apply(job, now_ms),
                    Err(error) => {
                        tracing::error!(%error, map = batch.id, "couldn’t read the log");
                        outcome = EditOutcome::Failed(EditError::NotSaved);
                    }
                }
            }
            batch.jobs.push(index);
            match (outcome, &batch.guard) {
                (EditOutcome::Failed(error), _) if was_clean => job.answer(Err(error)),
                (EditOutcome::Repeated(applied), Some(guard)) if was_clean => {
                    job.answer(Ok(saved(&applied, guard.snapshot(), true)));
                }
                (outcome, _) => batch.outcomes.push((index, outcome)),
            }
            if steps > STEPS_PER_TURN {
                steps = 0;
                tokio::task::yield_now().await;
            }
        }
        batches
    }

    /// A batch for a job's map, starting from the map's current state.
    async fn batch_for(&self, job: &Job) -> Result<CommitBatch, EditError> {
        if matches!(job.command, Command::Create(_)) {
            return Ok(CommitBatch::new(&job.workspace, &job.map_id, None));
        }
        match self.maps.hold(&job.map_id).await {
            Ok(Some(guard)) => Ok(CommitBatch::new(&job.workspace, &job.map_id, Some(guard))),
            Ok(None) => Err(EditError::NotFound),
            Err(error) => {
                tracing::error!(%error, map = job.map_id, "couldn’t read a map");
                Err(EditError::NotSaved)
            }
        }
    }

    /// Checks the database before a job is rejected. The job may be a retry of an edit that is no longer in memory and
    /// would be rejected now, or another process may have changed the map since it was read. (If there is anything to
    /// write, the revision check at commit detects the latter.)
    async fn has_newer_state(&self, batch: &mut CommitBatch, job: &Job, is_clean: bool) -> Result<bool, StorageError> {
        if self.look_up(batch, job).await? {
            return Ok(true);
        }
        let (storage, base) = (&self.maps.storage, batch.base.as_ref().map_or(0, |base| base.revision));
        if !is_clean || storage.revision(&batch.workspace, &batch.id).await?.is_none_or(|revision| revision <= base) {
            return Ok(false);
        }
        let (Some(guard), Some(stored)) = (&batch.guard, storage.load(&batch.id).await?) else { return Ok(false) };
        guard.publish(self.maps.snapshot_of(Arc::clone(&stored)));
        batch.start_from(Some(stored));
        // The other process may have made this edit between the first lookup and this read.
        self.look_up(batch, job).await?;
        Ok(true)
    }

    /// Looks up in the log whether a job's edit id has already been used, and remembers the answer if so.
    async fn look_up(&self, batch: &CommitBatch, job: &Job) -> Result<bool, StorageError> {
        let Some(guard) = &batch.guard else { return Ok(false) };
        let answered = self.maps.storage.recorded_answer(&batch.workspace, &batch.id, &job.edit_id).await?;
        if let Some(answered) = &answered {
            guard.recent().remember(&job.edit_id, AppliedEdit::from_log(answered));
        }
        Ok(answered.is_some())
    }

    /// Publishes the new state of a map and answers its jobs. Called only once the state is durable.
    fn show(&self, batch: CommitBatch, jobs: &mut [Job]) {
        let author = batch.author();
        let CommitBatch { guard, outcomes, written, .. } = batch;
        let snapshot = match (&guard, written) {
            (Some(guard), Some(stored)) => {
                let author = guard.with_unshown(author);
                let (before, after) = (guard.snapshot(), self.maps.snapshot_by(stored, author));
                guard.publish(Arc::clone(&after));
                if related_maps::changes_related_maps(&before, &after) {
                    self.maps.related_maps.clear();
                }
                guard.snapshot()
            }
            (Some(guard), None) => guard.snapshot(),
            (None, Some(stored)) => {
                self.maps.related_maps.clear();
                self.maps.insert(self.maps.snapshot_of(stored))
            }
            (None, None) => return,
        };
        for (index, outcome) in outcomes {
            let Some(job) = jobs.get_mut(index) else { continue };
            match outcome {
                EditOutcome::Failed(error) => job.answer(Err(error)),
                EditOutcome::Repeated(applied) => job.answer(Ok(saved(&applied, Arc::clone(&snapshot), true))),
                EditOutcome::Applied(applied) => {
                    job.answer(Ok(saved(&applied, Arc::clone(&snapshot), false)));
                    if let Some(guard) = &guard {
                        guard.recent().remember(&job.edit_id, applied);
                    }
                }
            }
        }
    }

    async fn probe(&self) {
        let probe = async {
            let mut transaction = self.maps.storage.write().await?;
            transaction.probe().await?;
            transaction.commit().await
        };
        match probe.await {
            Ok(()) => self.mark_writable(),
            Err(error) => self.mark_unwritable(&error),
        }
    }

    fn mark_writable(&self) {
        if !self.ready.swap(true, Ordering::Relaxed) {
            tracing::info!("the database can be written again");
        }
    }

    fn mark_unwritable(&self, error: &StorageError) {
        if self.ready.swap(false, Ordering::Relaxed) {
            tracing::error!(%error, "edits weren’t saved: the database can’t be written");
        }
    }
}

/// Reloads a map that another process has written, and applies the jobs again. The database's write lock is held, so
/// this can't happen twice, however busy the other process is.
async fn reapply(
    transaction: &mut WriteTransaction,
    batch: &mut CommitBatch,
    jobs: &[Job],
    now_ms: i64,
) -> Result<(), StorageError> {
    let stored = transaction.load(&batch.id).await?;
    batch.start_from(stored.clone());
    for index in batch.jobs.clone() {
        let Some(job) = jobs.get(index).filter(|job| !job.is_answered()) else { continue };
        // The other process may have already made this edit, if the sender retried there when this one didn't answer.
        if let Some(answered) = transaction.recorded_answer(&batch.workspace, &batch.id, &job.edit_id).await?
            && let Some(guard) = &batch.guard
        {
            guard.recent().remember(&job.edit_id, AppliedEdit::from_log(&answered));
        }
        let outcome = batch.apply(job, now_ms);
        batch.outcomes.push((index, outcome));
    }
    batch.written = stored;
    if batch.is_clean() {
        return Ok(());
    }
    match transaction.changes(&[batch.take_change()]).await? {
        WriteOutcome::Written(written) if written.iter().all(Option::is_some) => {
            batch.written = written.into_iter().flatten().next();
            Ok(())
        }
        _ => Err(StorageError::Unrecognized("a map that changes while it is locked".to_owned())),
    }
}

fn saved(applied: &AppliedEdit, snapshot: Arc<Snapshot>, repeated: bool) -> SavedEdit {
    let SideEffects { dropped, overwritten } = applied.side_effects();
    SavedEdit { revision: applied.revision, snapshot, dropped, overwritten, repeated }
}
