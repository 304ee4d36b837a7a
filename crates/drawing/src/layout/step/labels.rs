//! A step's values as text, created once for the drawing, the ladder and the tooltips.

use crate::style::Paint;
use crate::text::isolated;
use vsm::Step;
use vsm::model::duration::{Range, Seconds, WorkingCalendar, print_elapsed};
use vsm::model::step::StepTime;
use vsm::text::{number, percent};

/// A step's values as text.
#[derive(Debug)]
pub(crate) struct StepLabels {
    /// Wait time as written, or its range; "≈" and half the cadence if nothing else is known.
    pub(crate) wait: Option<String>,
    /// Work time as written, or its range.
    pub(crate) work: Option<String>,
    /// Lead time, if only that is known.
    pub(crate) lead: Option<String>,
    /// %C/A.
    pub(crate) complete_accurate: Option<String>,
    /// Downtime above zero.
    pub(crate) downtime: Option<String>,
}

impl StepLabels {
    pub(crate) fn new(step: &Step, calendar: &WorkingCalendar) -> StepLabels {
        let about = if step.wait_is_from_every() { "≈ " } else { "" };
        StepLabels {
            wait: step.counted_wait().map(|wait| about.to_owned() + &step.text(StepTime::Wait, wait, calendar)),
            work: step.counted_work().map(|work| step.text(StepTime::Work, work, calendar)),
            lead: step.lead.map(|lead| step.text(StepTime::Lead, lead, calendar)),
            complete_accurate: step.complete_accurate.map(|ca| percent(ca / 100.0)),
            downtime: step.written(StepTime::Downtime).filter(|downtime| downtime.seconds > 0).map(print_elapsed),
        }
    }

    /// A step as text, for screen readers and tooltips.
    pub(crate) fn description(&self, step: &Step, calendar: &WorkingCalendar) -> String {
        let mut words = String::with_capacity(step.name.len() + step.team.len() + 128);
        let time = |text: &Option<String>, alone: Option<Range>| match alone {
            Some(range) => range_in_words(calendar, range),
            None => text.clone().unwrap_or_else(|| "unknown".to_owned()),
        };
        let mut say = |before: &str, value: &str, range: Option<Range>| {
            words.push_str(before);
            words.push_str(value);
            if let Some(range) = range {
                words.extend([" (", &range_in_words(calendar, range), ")"]);
            }
        };
        say("", &isolated(&step.name), None);
        if !step.team.is_empty() {
            say(", ", &isolated(&step.team), None);
        }
        if let Some(lead) = &self.lead {
            say(": lead time ", lead, None);
        } else {
            let (wait, work) = (time(&self.wait, only_wait_range(step)), time(&self.work, only_work_range(step)));
            say(": wait time ", &wait, beside(step.wait, step.wait_range));
            say(", work time ", &work, beside(step.work, step.work_range));
        }
        for (before, value) in [(", %C/A ", &self.complete_accurate), (", downtime ", &self.downtime)] {
            if let Some(value) = value {
                say(before, value, None);
            }
        }
        words
    }

    /// The wait before a step as text, such as “Wait before Deploy: 2w, 3d to 4w, monthly window, 12 items waiting”.
    pub(crate) fn wait_description(&self, step: &Step, calendar: &WorkingCalendar) -> String {
        let range = only_wait_range(step).map(|range| range_in_words(calendar, range));
        let wait = range.as_deref().or(self.wait.as_deref()).unwrap_or("unknown");
        let mut words = format!("Wait before {}: {wait}", isolated(&step.name));
        if let Some(range) = beside(step.wait, step.wait_range) {
            words.extend([", ", &range_in_words(calendar, range)]);
        }
        if !step.wait_reason.is_empty() {
            words.extend([", ", &isolated(&step.wait_reason)]);
        }
        if let Some(items) = step.queue.filter(|&items| items > 0.0).map(number) {
            words.extend([", ", &items, if items == "1" { " item" } else { " items" }, " waiting"]);
        }
        words
    }
}

/// The range of the wait time where that is all that is known of it, and shown in place of it.
pub(crate) fn only_wait_range(step: &Step) -> Option<Range> {
    step.wait_range.filter(|_| step.wait.is_none() && step.lead.is_none())
}

/// The range of the work time, likewise.
pub(crate) fn only_work_range(step: &Step) -> Option<Range> {
    step.work_range.filter(|_| step.work.is_none() && step.lead.is_none())
}

/// A range shown beside its typical time.
pub(crate) fn beside(typical: Option<Seconds>, range: Option<Range>) -> Option<Range> {
    range.filter(|_| typical.is_some())
}

/// A range for screen readers, which skip a dash: “3d to 4w”.
fn range_in_words(calendar: &WorkingCalendar, range: Range) -> String {
    let low = calendar.print(range.low);
    match range.high {
        Some(high) => format!("{low} to {}", calendar.print(high)),
        None => format!("{low} or more"),
    }
}

/// A duration as exact as the width allows: exact, else rounded to its two largest units, else cut; then
/// with the exact one for a tooltip. Of a range, the low end is left: `2d+`.
pub(crate) fn shortest(
    exact: &str,
    seconds: Seconds,
    calendar: &WorkingCalendar,
    max_width: f64,
    paint: Paint,
) -> (String, Option<String>) {
    let setting = paint.within(max_width);
    if setting.fits(exact) {
        return (exact.to_owned(), None);
    }
    let short = match exact.split_once(['–', '+']) {
        Some((low, _)) => format!("{low}+"),
        None => calendar.about(seconds),
    };
    (setting.one_line(&short).0, Some(exact.to_owned()))
}
