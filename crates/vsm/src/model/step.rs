//! A step: something done to an item, with the time it waits and the time it is worked on.

use crate::model::duration::{Range, Seconds};

pub use crate::model::ids::StepId;

/// A closed set of words: what the file says, and back.
macro_rules! string_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every word, in the order in which people are offered them.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word as the file format writes it.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// The word that a text means, whatever its case.
            #[must_use]
            pub fn parse(text: &str) -> Option<$name> {
                let text = text.trim();
                $name::ALL.iter().copied().find(|w| w.as_str().eq_ignore_ascii_case(text))
            }
        }
    };
}
pub(crate) use string_enum;

string_enum! {
    /// What a step is; an icon in the drawing and a hint to the levers.
    Kind {
        /// Anything else that is done.
        Task = "task",
        /// Somebody looks at it.
        Review = "review",
        /// Somebody has to say yes.
        Approval = "approval",
        /// It is built or packaged.
        Build = "build",
        /// It is tested.
        Test = "test",
        /// Data or a schema is migrated.
        Migrate = "migrate",
        /// It is brought to where it runs.
        Deploy = "deploy",
        /// It is checked after it runs.
        Verify = "verify",
    }
}

string_enum! {
    /// Where a step's figures come from.
    Source {
        /// People in the room said so.
        Estimate = "guess",
        /// Somebody measured it.
        Measured = "measured",
    }
}

/// One step of a map. `None` and the empty text mean unknown, which is not zero.
///
/// `lead` is held only when it is known but the split into wait and work is not; where both are known, their sum is
/// the lead time ([`Step::known_lead`]).
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Unique in the map.
    pub id: StepId,
    /// What people call it; never empty.
    pub name: String,
    /// What it is.
    pub kind: Option<Kind>,
    /// Who does it.
    pub team: String,
    /// Seconds an item lies idle before work starts.
    pub wait: Option<Seconds>,
    /// The range of the wait.
    pub wait_range: Option<Range>,
    /// Why it waits.
    pub wait_reason: String,
    /// The step happens only so often (seconds between two times).
    pub every: Option<Seconds>,
    /// Items lying before the step right now.
    pub queue: Option<f64>,
    /// Seconds somebody or something is busy with an item.
    pub work: Option<Seconds>,
    /// The range of the work.
    pub work_range: Option<Range>,
    /// Wait and work together, where only that is known.
    pub lead: Option<Seconds>,
    /// Percent complete and accurate, 0 to 100.
    pub complete_accurate: Option<f64>,
    /// How many can work on the step at once, 1 or more.
    pub people: Option<f64>,
    /// How many one item needs together, 1 or more.
    pub people_per_item: Option<f64>,
    /// How many items go through together, 1 or more.
    pub batch: Option<f64>,
    /// Elapsed seconds in which users cannot use the product because of this step.
    pub downtime: Option<Seconds>,
    /// Does it run without hands?
    pub automated: Option<bool>,
    /// Would we see it fail?
    pub observed: Option<bool>,
    /// Can we go back?
    pub reversible: Option<bool>,
    /// Where the figures come from.
    pub source: Option<Source>,
    /// Anything worth telling.
    pub note: String,
    /// Fields of a newer file that this version does not know: kept and written again.
    pub other: serde_json::Map<String, serde_json::Value>,
}

impl Step {
    /// A step of which only the name is known.
    #[must_use]
    pub fn new(id: impl Into<StepId>, name: impl Into<String>) -> Self {
        Step {
            id: id.into(),
            name: name.into(),
            kind: None,
            team: String::new(),
            wait: None,
            wait_range: None,
            wait_reason: String::new(),
            every: None,
            queue: None,
            work: None,
            work_range: None,
            lead: None,
            complete_accurate: None,
            people: None,
            people_per_item: None,
            batch: None,
            downtime: None,
            automated: None,
            observed: None,
            reversible: None,
            source: None,
            note: String::new(),
            other: serde_json::Map::new(),
        }
    }

    /// The wait that figures count: as given, else half of `every` where the step's own lead time is not known either.
    #[must_use]
    pub fn counted_wait(&self) -> Option<Seconds> {
        self.wait.or(if self.wait_is_from_every() { self.every.map(|every| every / 2) } else { None })
    }

    /// Is the counted wait taken from how often the step happens? (An item arrives, on average, half-way between two times.)
    #[must_use]
    pub fn wait_is_from_every(&self) -> bool {
        self.wait.is_none() && self.lead.is_none() && self.every.is_some()
    }

    /// The lead time in seconds, when it is wholly known.
    #[must_use]
    pub fn known_lead(&self) -> Option<Seconds> {
        self.lead.or(self.counted_wait().zip(self.work).map(|(wait, work)| wait + work))
    }

    /// The lead time in seconds as far as it is known: at least this long.
    #[must_use]
    pub fn counted_lead(&self) -> Seconds {
        self.lead.unwrap_or_else(|| self.counted_wait().unwrap_or(0) + self.work.unwrap_or(0))
    }

    /// Is nothing at all known of its time?
    #[must_use]
    pub fn has_no_time(&self) -> bool {
        self.lead.is_none() && self.counted_wait().is_none() && self.work.is_none()
    }
}
