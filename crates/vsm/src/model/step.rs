//! A step: something done to an item, with its wait and work time.

use crate::model::duration::{Range, Seconds};

pub use crate::model::ids::StepId;

/// Defines an enum with its strings in the file format.
macro_rules! string_enum {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum $name { $($(#[$vmeta])* $variant),+ }

        impl $name {
            /// Every variant, in the order of select fields.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The string in the file format.
            pub fn as_str(self) -> &'static str {
                match self { $($name::$variant => $word),+ }
            }

            /// Parses the string, ignoring case.
            pub fn parse(text: &str) -> Option<$name> {
                let text = text.trim();
                $name::ALL.iter().copied().find(|w| w.as_str().eq_ignore_ascii_case(text))
            }
        }
    };
}
pub(crate) use string_enum;

string_enum! {
    /// What a step is; sets its icon in the drawing and selects levers.
    Kind {
        /// Anything else.
        Task = "task",
        /// Someone reviews it.
        Review = "review",
        /// Someone has to approve it.
        Approval = "approval",
        /// It is built or packaged.
        Build = "build",
        /// It is tested.
        Test = "test",
        /// Data or a schema is migrated.
        Migrate = "migrate",
        /// It is deployed.
        Deploy = "deploy",
        /// It is verified after deployment.
        Verify = "verify",
    }
}

string_enum! {
    /// Where a step's values come from.
    Source {
        /// An estimate.
        Estimate = "guess",
        /// A measurement.
        Measured = "measured",
    }
}

/// One step of a map. `None` and the empty text mean unknown, which isn't zero.
///
/// `lead` is set only if it is known but the split into wait and work isn't; if both are known, their sum
/// is the lead time ([`Step::known_lead`]).
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// Unique in the map.
    pub id: StepId,
    /// Its name; never empty.
    pub name: String,
    /// Its kind.
    pub kind: Option<Kind>,
    /// Who does the step.
    pub team: String,
    /// Seconds an item is idle before work starts.
    pub wait: Option<Seconds>,
    /// The range of the wait time.
    pub wait_range: Option<Range>,
    /// Why the item waits.
    pub wait_reason: String,
    /// How often the step happens at all (seconds between two times).
    pub every: Option<Seconds>,
    /// Items in front of the step right now.
    pub queue: Option<f64>,
    /// Seconds someone or something is busy with an item.
    pub work: Option<Seconds>,
    /// The range of the work time.
    pub work_range: Option<Range>,
    /// Wait and work time together, if only that is known.
    pub lead: Option<Seconds>,
    /// Percent complete and accurate, 0 to 100.
    pub complete_accurate: Option<f64>,
    /// How many people can work on the step at the same time, 1 or more.
    pub people: Option<f64>,
    /// How many people one item needs together, 1 or more.
    pub people_per_item: Option<f64>,
    /// How many items go through together, 1 or more.
    pub batch: Option<f64>,
    /// Elapsed seconds in which users can't use the product because of this step.
    pub downtime: Option<Seconds>,
    /// Does it run without manual work?
    pub automated: Option<bool>,
    /// Would we notice if it failed?
    pub observed: Option<bool>,
    /// Can we roll it back?
    pub reversible: Option<bool>,
    /// Where the values come from.
    pub source: Option<Source>,
    /// Anything else about the step.
    pub note: String,
    /// Unknown fields of a newer file, stored and written back.
    pub other: serde_json::Map<String, serde_json::Value>,
}

impl Step {
    /// A step with only a name.
    pub fn new(id: impl Into<StepId>, name: impl Into<String>) -> Self {
        Step { id: id.into(), name: name.into(), ..Step::default() }
    }

    /// The wait time used in metrics: as given, else half of `every` if the step's own lead time isn't
    /// known either.
    pub fn counted_wait(&self) -> Option<Seconds> {
        self.wait.or(if self.wait_is_from_every() { self.every.map(|every| every / 2) } else { None })
    }

    /// Whether the counted wait is derived from the cadence. (An item arrives, on average, halfway between
    /// two times.)
    pub fn wait_is_from_every(&self) -> bool {
        self.wait.is_none() && self.lead.is_none() && self.every.is_some()
    }

    /// The lead time in seconds, if it is completely known.
    pub fn known_lead(&self) -> Option<Seconds> {
        self.lead.or(self.counted_wait().zip(self.work).map(|(wait, work)| wait + work))
    }

    /// The known part of the lead time in seconds: at least this long.
    pub fn counted_lead(&self) -> Seconds {
        self.lead.unwrap_or_else(|| self.counted_wait().unwrap_or(0) + self.work.unwrap_or(0))
    }

    /// Whether none of its times is known.
    pub fn has_no_time(&self) -> bool {
        self.lead.is_none() && self.counted_wait().is_none() && self.work.is_none()
    }
}
