//! An idea: a proposed improvement, pinned to a step or to the map (a *kaizen burst*).
//!
//! A problem is an idea as well: only the title is required. Its change may be given as an edit, the same
//! that a person would make; then its saving can be computed ([`crate::improve::edit_savings`]), and it can be
//! applied.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map as Json, Value};

use crate::model::edit::Edit;
use crate::model::step::string_enum;
use crate::{IdeaId, StepId};

string_enum! {
    /// The implementation effort of an idea.
    IdeaEffort {
        /// Days.
        Small = "S",
        /// Weeks.
        Medium = "M",
        /// Months.
        Large = "L",
    }
}

impl IdeaEffort {
    /// The divisor of the saving when ideas are ranked: each size counts three times the smaller one.
    pub fn rank_divisor(self) -> f64 {
        match self {
            IdeaEffort::Small => 1.0,
            IdeaEffort::Medium => 3.0,
            IdeaEffort::Large => 9.0,
        }
    }
}

string_enum! {
    /// The status of an idea.
    #[derive(Default)]
    Status {
        /// Proposed.
        #[default]
        Open = "open",
        /// In progress.
        InProgress = "trying",
        /// Done.
        Done = "done",
        /// Rejected.
        Rejected = "dropped",
    }
}

impl Status {
    /// The label of the status.
    pub fn label(self) -> &'static str {
        match self {
            Status::Open => "Open",
            Status::InProgress => "In progress",
            Status::Done => "Done",
            Status::Rejected => "Rejected",
        }
    }
}

/// A saving in seconds; negative if things got worse. `None` where unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IdeaSaving {
    /// Of the lead time.
    pub lead: Option<i64>,
    /// Of the downtime of a release.
    pub downtime: Option<i64>,
}

/// One idea.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Idea {
    /// Unique in the map, and the same in the future states created from it.
    pub id: IdeaId,
    /// Its title; never empty.
    pub title: String,
    /// The step that it is pinned to; `None` for the map as a whole.
    pub step: Option<StepId>,
    /// The details.
    pub note: String,
    /// The person responsible for it.
    pub owner: String,
    /// The implementation effort.
    pub effort: Option<IdeaEffort>,
    /// The status.
    pub status: Status,
    /// The change it proposes, if any.
    pub change: Option<Arc<Edit>>,
    /// Whether its change is part of this map.
    pub taken: bool,
    /// The projected saving, recorded when it was started or a future state was created with it.
    pub promised: IdeaSaving,
    /// The measured saving.
    pub measured: IdeaSaving,
    /// The votes of each person; those under the empty key came with a file.
    pub votes: BTreeMap<String, u32>,
    /// Unknown fields of a newer file, stored and written back.
    pub other: Json<String, Value>,
}

impl Idea {
    /// An idea with only a title.
    pub fn new(id: impl Into<IdeaId>, title: impl Into<String>) -> Self {
        Idea { id: id.into(), title: title.into(), ..Idea::default() }
    }

    /// The total number of votes.
    pub fn vote_count(&self) -> u64 {
        self.votes.values().map(|votes| u64::from(*votes)).sum()
    }

    /// Whether it is open or in progress.
    pub fn is_open(&self) -> bool {
        matches!(self.status, Status::Open | Status::InProgress)
    }
}
