//! Times with colons: `1:30`, `26:15:00`, `1:06:30`.

use crate::model::duration::read::sum::Atom;
use crate::model::duration::read::{Reader, not_a_time};
use crate::model::duration::{ClockPattern, Unit, print_elapsed, whole};
use crate::model::words::{MAX_QUOTED, split_word, strip_any};
use crate::text::clip;

/// What follows a time of day.
const OF_DAY: &[&str] = &["am", "pm", "a.m.", "p.m.", "uhr", "o'clock", "o’clock"];

impl Reader<'_> {
    /// A time with colons at the start of a text.
    ///
    /// # Errors
    /// If it could be hours or minutes, or is a time of day.
    pub(super) fn clock<'t>(&mut self, text: &'t str) -> Result<Option<Atom<'t>>, String> {
        let end = text.find(|c: char| !c.is_ascii_digit() && c != ':' && c != '.').unwrap_or(text.len());
        let (Some(written), Some(tail)) = (text.get(..end), text.get(end..)) else { return Ok(None) };
        let written = written.trim_end_matches('.');
        if !written.contains(':') {
            return Ok(None);
        }
        let tail = text.get(written.len()..).unwrap_or(tail);
        let quoted = clip(written, MAX_QUOTED);
        if strip_any(tail.trim_start(), OF_DAY).is_some() {
            return Err(format!(
                "“{}” is a time of day. Enter how long it takes, such as 2h.",
                clip(self.text, MAX_QUOTED)
            ));
        }
        let mut parts = [0.0; 3];
        let mut count = 0;
        for part in written.split(':') {
            let fits = if count == 0 {
                (1..=5).contains(&part.len())
            } else {
                part.split('.').next().is_some_and(|whole| whole.len() == 2)
            };
            let number = part.parse::<f64>().ok().filter(|number| fits && (count == 0 || *number < 60.0));
            let (Some(place), Some(number)) = (parts.get_mut(count), number) else { return Err(not_a_time(self.text)) };
            *place = number;
            count += 1;
        }
        let [first, second, third] = parts;
        // `1:30 h` and `1:30 min` say what they are.
        let (word, behind) = split_word(tail.trim_start());
        let said = Unit::parse(word).filter(|_| !word.is_empty());
        let tail = if said.is_some() { behind.strip_prefix('.').unwrap_or(behind) } else { tail };
        let minutes = |minutes: f64, seconds: f64| minutes * 60.0 + seconds;
        let hours = |hours: f64, rest: f64, seconds: f64| hours * 3600.0 + minutes(rest, seconds);
        let seconds = match (count, self.hints.pattern, said) {
            (3, Some(ClockPattern::DaysHoursMinutes), _) if second < 24.0 => {
                first * Unit::Day.length(self.calendar) + hours(second, third, 0.0)
            }
            (2, Some(ClockPattern::DaysHours), None) if second < 24.0 => {
                first * Unit::Day.length(self.calendar) + hours(second, 0.0, 0.0)
            }
            (_, Some(ClockPattern::DaysHours), None) => return Err(not_a_time(self.text)),
            (3, ..) => hours(first, second, third),
            (_, _, Some(Unit::Hour)) | (_, Some(ClockPattern::HoursMinutes), None) => hours(first, second, 0.0),
            (_, _, Some(Unit::Minute)) | (_, Some(ClockPattern::MinutesSeconds), None) => minutes(first, second),
            (_, Some(ClockPattern::HoursMinutesSeconds), None) => return Err(either(&quoted, first, second)),
            (_, None, None) if self.is_strict || self.hints.unit.is_some_and(|unit| unit <= Unit::Minute) => {
                return Err(either(&quoted, first, second));
            }
            (_, _, None) => {
                let seconds = hours(first, second, 0.0);
                let printed = print_elapsed(whole(seconds));
                self.doubts.push(format!("{quoted} was read as hours and minutes: {printed}."));
                seconds
            }
            (_, _, Some(_)) => return Err(not_a_time(self.text)),
        };
        Ok(Some(Atom::exact(seconds, tail)))
    }
}

impl Reader<'_> {
    /// `6:30` of `1 day, 6:30`, which can only be hours and minutes.
    pub(super) fn clock_behind_days<'t>(&mut self, text: &'t str) -> Result<Option<Atom<'t>>, String> {
        let pattern = self.hints.pattern.replace(ClockPattern::HoursMinutes);
        let found = self.clock(text);
        self.hints.pattern = pattern;
        found
    }
}

fn either(quoted: &str, first: f64, second: f64) -> String {
    format!("{quoted} could be hours or minutes. Use {first}h {second}m or {first}m {second}s.")
}
