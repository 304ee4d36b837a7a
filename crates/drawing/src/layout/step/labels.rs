//! A step's figures as words: made once, told in several places.

use vsm::model::duration::{WorkingCalendar, print_elapsed};
use vsm::text::percent;
use vsm::{Step, StepId};

/// A step's figures as words.
#[derive(Debug)]
pub(crate) struct Told {
    /// How long it waits, exactly; from how often it happens, when nothing else is known.
    pub(crate) wait: Option<String>,
    /// How long the work takes, exactly.
    pub(crate) work: Option<String>,
    /// Both together, where only that is known.
    pub(crate) lead: Option<String>,
    /// %C/A.
    pub(crate) complete_accurate: Option<String>,
    /// How long users cannot use the product.
    pub(crate) downtime: Option<String>,
}

impl Told {
    pub(crate) fn of(step: &Step, clock: &WorkingCalendar) -> Told {
        let about = if step.wait_is_from_every() { "≈ " } else { "" };
        Told {
            wait: step.counted_wait().map(|wait| about.to_owned() + &clock.print(wait)),
            work: step.work.map(|work| clock.print(work)),
            lead: step.lead.map(|lead| clock.print(lead)),
            complete_accurate: step.complete_accurate.map(|ca| percent(ca / 100.0)),
            downtime: step.downtime.filter(|&downtime| downtime > 0).map(print_elapsed),
        }
    }

    /// A step in words: for screen readers and for a pointer that rests on it.
    pub(crate) fn in_words(&self, step: &Step, bottleneck: Option<&StepId>) -> String {
        let mut words = String::with_capacity(step.name.len() + step.team.len() + 96);
        let mut say = |before: &str, what: &str| {
            words.push_str(before);
            words.push_str(what);
        };
        say("", &step.name);
        if !step.team.is_empty() {
            say(", ", &step.team);
        }
        if let Some(lead) = &self.lead {
            say(": lead time ", lead);
        } else {
            say(": wait time ", self.wait.as_deref().unwrap_or("unknown"));
            say(", work time ", self.work.as_deref().unwrap_or("unknown"));
        }
        for (before, what) in [(", %C/A ", &self.complete_accurate), (", downtime ", &self.downtime)] {
            if let Some(what) = what {
                say(before, what);
            }
        }
        if bottleneck == Some(&step.id) {
            say(". Bottleneck", "");
        }
        words
    }
}
