//! An idea: a proposed improvement, pinned to a step or to the map (a *kaizen burst*).
//!
//! A complaint is an idea as well: a title is all that it takes. What it would change may be said as an edit, the same
//! that a person would make; then what it saves can be computed ([`crate::improve::savings`]), and it can be applied.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map as Json, Value};

use crate::model::edit::Edit;
use crate::model::step::string_enum;
use crate::{IdeaId, StepId};

string_enum! {
    /// How much it takes.
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
    /// What a saving is divided by to rank ideas: each size counts three times the smaller one.
    #[must_use]
    pub fn weight(self) -> f64 {
        match self {
            IdeaEffort::Small => 1.0,
            IdeaEffort::Medium => 3.0,
            IdeaEffort::Large => 9.0,
        }
    }
}

string_enum! {
    /// What has become of it.
    Status {
        /// Somebody had it.
        Open = "open",
        /// It is being tried.
        InProgress = "trying",
        /// It is how things are done now.
        Done = "done",
        /// It will not be done.
        Rejected = "dropped",
    }
}

impl Status {
    /// The status as people read it.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Status::Open => "Open",
            Status::InProgress => "In progress",
            Status::Done => "Done",
            Status::Rejected => "Rejected",
        }
    }
}

/// What is saved, in seconds; below zero where it got worse. `None` where nobody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct IdeaSaving {
    /// Of the lead time.
    pub lead: Option<i64>,
    /// Of the downtime of a release.
    pub downtime: Option<i64>,
}

/// One idea.
#[derive(Debug, Clone, PartialEq)]
pub struct Idea {
    /// Unique in the map, and the same in the maps that were drawn from it.
    pub id: IdeaId,
    /// What people call it; never empty.
    pub title: String,
    /// The step that it is pinned to; `None` for the map as a whole.
    pub step: Option<StepId>,
    /// More words.
    pub note: String,
    /// Who looks after it.
    pub owner: String,
    /// How much it takes.
    pub effort: Option<IdeaEffort>,
    /// What has become of it.
    pub status: Status,
    /// What it would change; `None` for a complaint, or as long as nobody has said it.
    pub change: Option<Arc<Edit>>,
    /// Is its change part of this map?
    pub taken: bool,
    /// What it was to save when it was begun, or when a future state was drawn with it.
    pub promised: IdeaSaving,
    /// What was measured afterwards.
    pub measured: IdeaSaving,
    /// How many votes each person gave; those under the empty text came with a file.
    pub votes: BTreeMap<String, u32>,
    /// Fields of a newer file that this version does not know: kept and written again.
    pub other: Json<String, Value>,
}

impl Idea {
    /// An idea of which only the title is known.
    #[must_use]
    pub fn new(id: impl Into<IdeaId>, title: impl Into<String>) -> Self {
        Idea {
            id: id.into(),
            title: title.into(),
            step: None,
            note: String::new(),
            owner: String::new(),
            effort: None,
            status: Status::Open,
            change: None,
            taken: false,
            promised: IdeaSaving::default(),
            measured: IdeaSaving::default(),
            votes: BTreeMap::new(),
            other: Json::new(),
        }
    }

    /// All votes together.
    #[must_use]
    pub fn vote_count(&self) -> u64 {
        self.votes.values().map(|votes| u64::from(*votes)).sum()
    }

    /// Is it still worth talking about?
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.status, Status::Open | Status::InProgress)
    }
}
