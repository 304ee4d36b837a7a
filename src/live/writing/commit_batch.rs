//! What becomes of one map in one commit: edits applied one after another, nothing written and nothing shown yet.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use serde_json::json;

use crate::live::history::conflicts;
use crate::live::history::undo::BUILT_ON;
use crate::live::open_maps::Held;
use crate::live::writing::commands::{Ask, AskedEdit, Work};
use crate::live::writing::edit_request::{EditError, Told};
use crate::live::writing::recent_edits::Made;
use crate::storage::{Change, Line, Stored};
use vsm::edit::describe::say;
use vsm::text::{count, quote};
use vsm::{Map, ValidationError, edit, file};

/// What is decided about one work.
#[derive(Debug, Clone)]
pub(crate) enum Verdict {
    /// It is made, once the commit is.
    Made(Made),
    /// It had been made before.
    Repeated(Made),
    Failed(EditError),
}

/// One map's part of a commit.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) workspace: Arc<str>,
    pub(crate) id: String,
    /// The open map; `None` for one that is being made.
    pub(crate) held: Option<Held>,
    /// The indices of this map's works, in the order in which they came.
    pub(crate) works: Vec<usize>,
    /// What is decided about works that wait for the commit.
    pub(crate) verdicts: Vec<(usize, Verdict)>,
    /// What is written, once it is.
    pub(crate) written: Option<Arc<Stored>>,
    base: Option<Arc<Stored>>,
    map: Arc<Map>,
    binned_at_ms: Option<i64>,
    revision: u64,
    lines: Vec<Line>,
    made: HashMap<String, Made>,
    /// Who made the edits: one actor, or several.
    by: By,
}

/// Who made the edits of a plan.
#[derive(Debug, Default)]
enum By {
    #[default]
    Nobody,
    One(String),
    Several,
}

impl By {
    fn and(&mut self, actor: &str) {
        match self {
            By::Nobody => *self = By::One(actor.to_owned()),
            By::One(one) if one == actor => {}
            By::One(_) | By::Several => *self = By::Several,
        }
    }
}

impl Plan {
    /// A plan for a map that is open, or for one that is being made.
    pub(crate) fn new(workspace: &Arc<str>, id: &str, held: Option<Held>) -> Plan {
        let base = held.as_ref().map(|held| Arc::clone(&held.snapshot().stored));
        let workspace = base.as_ref().map_or(workspace, |base| &base.workspace);
        let mut plan = Plan {
            workspace: Arc::clone(workspace),
            id: id.to_owned(),
            held,
            works: Vec::new(),
            verdicts: Vec::new(),
            written: None,
            base: None,
            map: Arc::new(Map::new("")),
            binned_at_ms: None,
            revision: 0,
            lines: Vec::new(),
            made: HashMap::new(),
            by: By::Nobody,
        };
        plan.start_from(base);
        plan
    }

    /// Forgets what was planned and starts from this state.
    pub(crate) fn start_from(&mut self, base: Option<Arc<Stored>>) {
        if let Some(base) = &base {
            self.map = Arc::clone(&base.map);
            self.binned_at_ms = base.binned_at_ms;
            self.revision = base.revision;
        }
        self.base = base;
        self.lines.clear();
        self.made.clear();
        self.by = By::Nobody;
        self.verdicts.clear();
    }

    /// Is there nothing to write (yet)?
    pub(crate) fn is_clean(&self) -> bool {
        self.lines.is_empty()
    }

    /// What is to be written; the plan is clean then.
    pub(crate) fn take_change(&mut self) -> Change {
        Change {
            old: self.base.clone(),
            workspace: Arc::clone(&self.workspace),
            id: self.id.clone(),
            map: Arc::clone(&self.map),
            binned_at_ms: self.binned_at_ms,
            lines: std::mem::take(&mut self.lines),
        }
    }

    /// The revision from which the plan starts and who made all of its edits, if one actor did.
    pub(crate) fn made_by(&self) -> Option<(u64, String)> {
        match &self.by {
            By::One(actor) => Some((self.base.as_ref()?.revision, actor.clone())),
            By::Nobody | By::Several => None,
        }
    }

    /// The state from which the plan starts.
    pub(crate) fn base(&self) -> Option<&Arc<Stored>> {
        self.base.as_ref()
    }

    /// Decides about one work, on top of those before it.
    pub(crate) fn decide(&mut self, work: &Work, now_ms: i64) -> Verdict {
        match &work.ask {
            Ask::Create(map) => {
                self.map = Arc::clone(map);
                let edit = json!({ "type": "create_map", "map": file::write(map) }).to_string();
                let steps = count(map.steps.len(), "step", "steps");
                let sentence = Some(format!("created the map {} with {steps}", quote(&map.name)));
                self.log(work, now_ms, Entry { edit, sentence, ..Entry::default() }, &Told::default())
            }
            Ask::Edit(asked) => self.edit(work, asked, now_ms),
            Ask::Bin if self.base.is_some() && self.binned_at_ms.is_none() => {
                self.binned_at_ms = Some(now_ms);
                self.log_plain(work, now_ms, ["bin_map", "bring_back_map"], "moved the map to trash")
            }
            Ask::BringBack if self.binned_at_ms.is_some() => {
                self.binned_at_ms = None;
                self.log_plain(work, now_ms, ["bring_back_map", "bin_map"], "restored the map from trash")
            }
            Ask::Bin | Ask::BringBack => Verdict::Failed(EditError::NotFound),
        }
    }

    fn edit(&mut self, work: &Work, asked: &AskedEdit, now_ms: i64) -> Verdict {
        // What was made before it went to the bin is answered as it was.
        if let Some(made) = self.made_before(&work.edit_id) {
            let same = *made.sent == *asked.sent;
            return if same { Verdict::Repeated(made) } else { Verdict::Failed(EditError::Conflict) };
        }
        if self.base.is_none() || self.binned_at_ms.is_some() {
            return Verdict::Failed(EditError::NotFound);
        }
        if asked.if_match.is_some_and(|revision| revision != self.revision) {
            return Verdict::Failed(EditError::Stale { revision: self.revision });
        }
        if let Some(then) = &asked.then
            && !Arc::ptr_eq(then, &self.map)
            && conflicts::place(&asked.edit, then, &self.map).is_some()
        {
            let sentence = "Someone else has changed this since then. Undoing this would undo their change too.";
            return Verdict::Failed(EditError::Refused(ValidationError::new(BUILT_ON, sentence)));
        }
        // A mistake in applying must not end the one writer. Nothing is half done by it: the map is only read.
        match catch_unwind(AssertUnwindSafe(|| edit::apply(&self.map, &asked.edit))) {
            Err(_) => {
                tracing::error!(map = self.id, edit = asked.text, "applying an edit panicked; it is not made");
                Verdict::Failed(EditError::NotSaved)
            }
            Ok(Err(refusal)) => Verdict::Failed(EditError::Refused(refusal)),
            Ok(Ok(applied)) => {
                // Words are no reason to lose an edit.
                let words = || say(&self.map, &asked.edit, &applied.map);
                let sentence = asked.sentence.clone().or_else(|| catch_unwind(AssertUnwindSafe(words)).ok());
                self.map = Arc::new(applied.map);
                let told = Told { dropped: applied.dropped, overwritten: applied.overwritten };
                // An edit is made of texts and numbers, which always can be written.
                let inverse = serde_json::to_string(&applied.inverse).ok();
                let entry = Entry { edit: asked.text.clone(), inverse, sent: asked.sent.clone(), sentence };
                self.log(work, now_ms, entry, &told)
            }
        }
    }

    fn made_before(&self, edit_id: &str) -> Option<Made> {
        let recent = || self.held.as_ref().and_then(|held| held.recent().get(edit_id).cloned());
        self.made.get(edit_id).cloned().or_else(recent)
    }

    fn log_plain(&mut self, work: &Work, now_ms: i64, [edit, inverse]: [&str; 2], sentence: &str) -> Verdict {
        let line = |name: &str| json!({ "type": name }).to_string();
        let (inverse, sentence) = (Some(line(inverse)), Some(sentence.to_owned()));
        let entry = Entry { edit: line(edit), inverse, sentence, ..Entry::default() };
        self.log(work, now_ms, entry, &Told::default())
    }

    fn log(&mut self, work: &Work, at_ms: i64, entry: Entry, told: &Told) -> Verdict {
        let Entry { edit, inverse, sent, sentence } = entry;
        self.revision += 1;
        self.by.and(&work.actor);
        let answer = told.to_json();
        let told = answer.is_some().then(|| Arc::new(told.clone()));
        let made = Made { sent: sent.as_str().into(), revision: self.revision, told };
        self.made.insert(work.edit_id.clone(), made.clone());
        self.lines.push(Line {
            revision: self.revision,
            edit_id: work.edit_id.clone(),
            sent,
            actor: work.actor.clone(),
            at_ms,
            edit,
            inverse,
            answer,
            sentence,
        });
        Verdict::Made(made)
    }
}

/// What the log keeps of what was asked.
#[derive(Default)]
struct Entry {
    edit: String,
    inverse: Option<String>,
    /// A hash of what was sent.
    sent: String,
    sentence: Option<String>,
}
