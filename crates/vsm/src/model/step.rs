//! A step: something done to an item, with its wait and work time.

use crate::model::counted::Counted;
use crate::model::duration::{Range, Seconds, Spelling, WorkingCalendar, Written, WrittenRange};

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

string_enum! {
    /// A time that people write into a step.
    StepTime {
        /// The wait time.
        Wait = "wait",
        /// The lower end of its range.
        WaitLow = "wait_low",
        /// The upper end of its range.
        WaitHigh = "wait_high",
        /// The work time.
        Work = "work",
        /// The lower end of its range.
        WorkLow = "work_low",
        /// The upper end of its range.
        WorkHigh = "work_high",
        /// The lead time.
        Lead = "lead",
        /// The cadence.
        Every = "every",
        /// The downtime.
        Downtime = "downtime",
    }
}

/// How the times of a step were written, where that isn't how Weir writes them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Spellings([Option<Spelling>; StepTime::ALL.len()]);

impl Spellings {
    /// How a time was written.
    pub fn get(&self, time: StepTime) -> Option<Spelling> {
        self.0[time as usize]
    }

    /// Sets how a time was written.
    pub fn set(&mut self, time: StepTime, spelling: Option<Spelling>) {
        self.0[time as usize] = spelling;
    }

    /// As text for storage: `wait=h work=.h`.
    pub fn code(&self) -> String {
        let known = StepTime::ALL.iter().filter_map(|time| Some((time.as_str(), self.get(*time)?.code())));
        known.map(|(time, code)| format!("{time}={code}")).collect::<Vec<_>>().join(" ")
    }

    /// Reads [`Spellings::code`], without what a newer version may have written.
    pub fn from_code(code: &str) -> Spellings {
        let mut spellings = Spellings::default();
        for (time, code) in code.split(' ').filter_map(|one| one.split_once('=')) {
            if let Some(time) = StepTime::parse(time) {
                spellings.set(time, Spelling::from_code(code));
            }
        }
        spellings
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
    /// How many people can work on the step at the same time, above 0; part-time people are a fraction.
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
    /// How its times were written.
    pub spellings: Spellings,
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

    /// A time as it was written.
    pub fn written(&self, time: StepTime) -> Option<Written> {
        let seconds = match time {
            StepTime::Wait => self.wait,
            StepTime::WaitLow => self.wait_range.map(|range| range.low),
            StepTime::WaitHigh => self.wait_range.and_then(|range| range.high),
            StepTime::Work => self.work,
            StepTime::WorkLow => self.work_range.map(|range| range.low),
            StepTime::WorkHigh => self.work_range.and_then(|range| range.high),
            StepTime::Lead => self.lead,
            StepTime::Every => self.every,
            StepTime::Downtime => self.downtime,
        };
        seconds.map(|seconds| Written { seconds, spelling: self.spellings.get(time) })
    }

    /// Sets a time as it was written. The two ends of a range are set together: see [`Step::set_wait_range`].
    fn set(&mut self, time: StepTime, written: Option<Written>) -> Option<Seconds> {
        self.spellings.set(time, written.and_then(|written| written.spelling));
        written.map(|written| written.seconds)
    }

    /// Drops each spelling that doesn't fit its time, as after a program that knows no spellings has changed the time.
    pub fn settle(&mut self, calendar: &WorkingCalendar) {
        for time in StepTime::ALL {
            let calendar = if *time == StepTime::Downtime { &WorkingCalendar::CALENDAR } else { calendar };
            // Most times have none.
            if let Some(written) = self.written(*time).filter(|written| written.spelling.is_some()) {
                self.spellings.set(*time, calendar.settle(written).spelling);
            }
        }
    }

    /// Sets the wait time.
    pub fn set_wait(&mut self, wait: Option<Written>) {
        self.wait = self.set(StepTime::Wait, wait);
    }

    /// Sets the work time.
    pub fn set_work(&mut self, work: Option<Written>) {
        self.work = self.set(StepTime::Work, work);
    }

    /// Sets the lead time of a step whose wait and work time aren't known.
    pub fn set_lead(&mut self, lead: Option<Written>) {
        self.lead = self.set(StepTime::Lead, lead);
    }

    /// Sets the cadence.
    pub fn set_every(&mut self, every: Option<Written>) {
        self.every = self.set(StepTime::Every, every);
    }

    /// Sets the downtime.
    pub fn set_downtime(&mut self, downtime: Option<Written>) {
        self.downtime = self.set(StepTime::Downtime, downtime);
    }

    /// Sets the range of the wait time.
    pub fn set_wait_range(&mut self, range: Option<WrittenRange>) {
        self.set(StepTime::WaitLow, range.map(|range| range.low));
        self.set(StepTime::WaitHigh, range.and_then(|range| range.high));
        self.wait_range = range.map(|range| range.range());
    }

    /// Sets the range of the work time.
    pub fn set_work_range(&mut self, range: Option<WrittenRange>) {
        self.set(StepTime::WorkLow, range.map(|range| range.low));
        self.set(StepTime::WorkHigh, range.and_then(|range| range.high));
        self.work_range = range.map(|range| range.range());
    }

    /// The range of the wait time as it was written.
    pub fn written_wait_range(&self) -> Option<WrittenRange> {
        let low = self.written(StepTime::WaitLow)?;
        Some(WrittenRange { low, high: self.written(StepTime::WaitHigh) })
    }

    /// The range of the work time as it was written.
    pub fn written_work_range(&self) -> Option<WrittenRange> {
        let low = self.written(StepTime::WorkLow)?;
        Some(WrittenRange { low, high: self.written(StepTime::WorkHigh) })
    }

    /// A time as it was written, or its range if only that is known; where it is derived, the seconds that count,
    /// rounded.
    pub fn text(&self, time: StepTime, counted: Seconds, calendar: &WorkingCalendar) -> String {
        let range = || match time {
            StepTime::Wait => self.written_wait_range(),
            StepTime::Work => self.written_work_range(),
            _ => None,
        };
        match (self.written(time), range()) {
            (Some(written), _) => calendar.print(written),
            (None, Some(range)) => calendar.print_range(range),
            (None, None) => calendar.about(counted),
        }
    }

    /// The wait time with its range as it was written: `2d (1d–3w)`; empty if unknown.
    pub fn wait_text(&self, calendar: &WorkingCalendar) -> String {
        calendar.print_estimate(self.written(StepTime::Wait), self.written_wait_range())
    }

    /// The work time with its range as it was written; empty if unknown.
    pub fn work_text(&self, calendar: &WorkingCalendar) -> String {
        calendar.print_estimate(self.written(StepTime::Work), self.written_work_range())
    }

    /// How many items people can work on at once: the people, where one person does an item; otherwise the number of
    /// complete groups. `None` if the number of people is unknown.
    pub fn crews(&self) -> Option<f64> {
        // So that rounding doesn't decide.
        const TOLERANCE: f64 = 1e-9;
        let people = self.people?;
        Some(match self.people_per_item.filter(|each| *each > 1.0) {
            None => people,
            Some(each) => (people / each + TOLERANCE).floor(),
        })
    }

    /// The wait time in metrics: as given, as a range, else half of `every`. `None` if the step's own lead time is all
    /// that is known.
    pub fn wait_counts(&self) -> Option<Counted> {
        if self.lead.is_some() && self.wait.is_none() {
            return None;
        }
        // An item arrives, on average, halfway between two times.
        let from_every = || self.every.map(|every| Counted::known(every / 2));
        Counted::new(self.wait, self.wait_range).or_else(from_every)
    }

    /// The work time in metrics: as given, else as a range.
    pub fn work_counts(&self) -> Option<Counted> {
        if self.lead.is_some() && self.work.is_none() {
            return None;
        }
        Counted::new(self.work, self.work_range)
    }

    /// The usual wait time ([`Counted::usual`]).
    pub fn counted_wait(&self) -> Option<Seconds> {
        self.wait_counts().map(|wait| wait.usual)
    }

    /// The usual work time.
    pub fn counted_work(&self) -> Option<Seconds> {
        self.work_counts().map(|work| work.usual)
    }

    /// The shortest wait time that the map allows for ([`Counted::least`]).
    pub fn least_wait(&self) -> Option<Seconds> {
        self.wait_counts().map(|wait| wait.least)
    }

    /// The shortest work time that the map allows for.
    pub fn least_work(&self) -> Option<Seconds> {
        self.work_counts().map(|work| work.least)
    }

    /// Whether the counted wait is derived from the cadence.
    pub fn wait_is_from_every(&self) -> bool {
        self.wait.is_none() && self.wait_range.is_none() && self.lead.is_none() && self.every.is_some()
    }

    /// The lead time in seconds, if it is completely known.
    pub fn known_lead(&self) -> Option<Seconds> {
        let known = |time: Option<Counted>| time.filter(|time| time.is_known()).map(|time| time.usual);
        self.lead.or(known(self.wait_counts()).zip(known(self.work_counts())).map(|(wait, work)| wait + work))
    }

    /// The usual lead time in seconds, as far as it is known.
    pub fn counted_lead(&self) -> Seconds {
        self.lead.unwrap_or_else(|| self.counted_wait().unwrap_or(0) + self.counted_work().unwrap_or(0))
    }

    /// The known part of the lead time in seconds: at least this long.
    pub fn least_lead(&self) -> Seconds {
        self.lead.unwrap_or_else(|| self.least_wait().unwrap_or(0) + self.least_work().unwrap_or(0))
    }

    /// Whether none of its times is known.
    pub fn has_no_time(&self) -> bool {
        self.lead.is_none() && self.wait_counts().is_none() && self.work_counts().is_none()
    }
}
