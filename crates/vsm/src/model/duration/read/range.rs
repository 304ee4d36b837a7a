//! Times with what limits them: `about 3d`, `<1h`, `8h+`, `1–2 days`, `between 1 and 2 days`.

use crate::model::duration::read::sum::{Atom, Counted, Measure};
use crate::model::duration::read::vague::is_vague;
use crate::model::duration::read::{Reader, a_date, not_a_range, not_a_time, one};
use crate::model::duration::{Estimate, SHORTER_FIRST, Written, WrittenRange, real};
use crate::model::number::{is_doubt, scan};
use crate::model::words::{
    Bound, DASHES, MAX_QUOTED, after_any, bracketed, is_unknown, leading_bound, left_over, split_word, strip_any,
    trailing_bound, without_about,
};
use crate::text::clip;

/// What stands before two ends joined by [`AND`].
const BETWEEN: &[&str] =
    &["between", "zwischen", "entre", "tra", "fra", "tussen", "między", "antara", "mezi", "medzi", "mellan", "mellem"];

/// What stands between the ends after [`BETWEEN`].
const AND: &[&str] = &["and", "to", "und", "et", "y", "e", "en", "i", "a", "dan", "och", "og"];

/// What stands before two ends joined by [`TO`].
const FROM: &[&str] = &["from", "von", "de", "desde", "da", "van", "od", "dari", "från", "fra"];

/// What stands between the ends of a range.
#[rustfmt::skip]
const TO: &[&str] = &[
    "to", "till", "til", "until", "or", "through", "bis", "oder", "à", "ou", "a", "al", "hasta", "até", "tot", "do", "až", "lub", "sampai", "hingga", "o", "of",
    "..", "…", "→", "->", "~", "〜", "～", "至", "到", "から", "에서",
];

/// What stands between a time and how far its range goes on both sides.
const DEVIATION: &[&str] = &["±", "+/-", "+/−", "+-", "-/+"];

/// Words for a time that nobody knows, where other words follow.
const OPEN: &[&str] = &[
    "unknown",
    "varies",
    "variable",
    "depends",
    "depending",
    "tbd",
    "tbc",
    "tba",
    "n/a",
    "unclear",
    "unbekannt",
    "variabel",
];

/// How the names of months begin: spreadsheets turn `5-10` into `5-Oct`.
#[rustfmt::skip]
const MONTHS: &[&str] = &["jan", "feb", "mar", "mär", "apr", "may", "mai", "jun", "jul", "aug", "sep", "oct", "okt", "nov", "dec", "dez"];

impl Reader<'_> {
    /// `varies (1–3 days)`, `depends on the board`: unknown, with a range or with words.
    pub(super) fn unknown_with_words(&mut self, text: &str) -> Result<Option<(Estimate, String)>, String> {
        let front =
            text.find(['(', '[']).and_then(|at| text.split_at_checked(at)).filter(|(front, _)| !front.is_empty());
        // `overnight (12–16 h)`
        if let Some((words, behind)) = front.filter(|(front, _)| is_vague(front)) {
            let mut estimate = Estimate::default();
            let after = self.range_in_brackets(&mut estimate, behind)?;
            let is_range = estimate.range.is_some() && after.trim().is_empty();
            let rest = if is_range { left_over(words) } else { text.to_owned() };
            return Ok(Some((if is_range { estimate } else { Estimate::default() }, rest)));
        }
        let rest = match front.filter(|(front, _)| is_unknown(front)) {
            Some((_, rest)) => rest,
            None => match after_any(text, OPEN) {
                Some(rest) => rest,
                None => return Ok(None),
            },
        };
        let mut estimate = Estimate::default();
        let rest = self.range_in_brackets(&mut estimate, rest)?;
        if estimate.range.is_none() {
            let plain = rest.trim_start_matches([',', ':', ';', '-', '–', ' ']);
            let told = self.doubts.len();
            match self.bounded(plain) {
                Ok((Estimate { range: Some(range), .. }, tail)) => {
                    estimate.range = Some(range);
                    return Ok(Some((estimate, left_over(tail))));
                }
                _ => self.doubts.truncate(told),
            }
        }
        Ok(Some((estimate, left_over(rest))))
    }

    /// Takes the range in the brackets behind a time, and returns the text that is left.
    pub(super) fn range_in_brackets<'t>(&mut self, estimate: &mut Estimate, tail: &'t str) -> Result<&'t str, String> {
        let Some((inside, after)) = bracketed(tail.trim_start()).filter(|_| estimate.range.is_none()) else {
            return Ok(tail);
        };
        if is_unknown(inside) {
            return Ok(after);
        }
        let told = self.doubts.len();
        let of_heading = self.hints.unit;
        self.hints.unit = self.unit.or(of_heading);
        let found = self.bounded(inside);
        self.hints.unit = of_heading;
        match found {
            Ok((Estimate { typical: None, range: Some(range) }, rest)) if rest.trim().is_empty() => {
                estimate.range = Some(range);
                return Ok(after);
            }
            Err(sentence) if sentence == SHORTER_FIRST || sentence == not_a_range(self.text) || is_doubt(&sentence) => {
                return Err(sentence);
            }
            _ => self.doubts.truncate(told),
        }
        Ok(tail)
    }

    /// A time or a range at the start of a text, and the text behind it.
    pub(super) fn bounded<'t>(&mut self, text: &'t str) -> Result<(Estimate, &'t str), String> {
        let (leading, rest) = leading_bound(without_about(text));
        let rest = without_about(rest);
        if rest.starts_with(DASHES) {
            let quoted = clip(self.text, MAX_QUOTED);
            return Err(format!("“{quoted}” is negative. Enter a time of 0 or more, or a range like 1d–3w."));
        }
        let (start, is_between) = match after_any(rest, BETWEEN) {
            Some(rest) => (rest, true),
            None => (after_any(rest, FROM).unwrap_or(rest), false),
        };
        let joined_by = if is_between { AND } else { TO };
        let begins = start.len() < rest.len();
        // In Spanish, `entre 2 y 3 días` has no years.
        let low = match scan(start, self.hints.sign)?.filter(|_| is_between) {
            Some(number) if strip_any(number.tail.trim_start(), &["y"]).is_some() => {
                Some(Atom { measure: Measure::Bare, ..Atom::exact(number.value, number.tail) })
            }
            _ => self.atom(start)?,
        };
        let Some(low) = low else { return Err(not_a_time(self.text)) };
        if low.in_words && self.text.to_lowercase().contains("couple") {
            self.doubts.push(format!("“{}” was read as {}.", clip(self.text, MAX_QUOTED), "2"));
        }
        if let Some((high, tail)) = self.high(&low, joined_by)? {
            if low.has_plus || high.has_plus {
                return Err(not_a_range(self.text));
            }
            let range = self.range_between(&low, &high)?;
            let (trailing, tail) = trailing_bound(tail);
            let again = tail.trim_start().strip_prefix(DASHES).is_some_and(|rest| is_number(rest.trim_start()));
            if again || trailing == Some(Bound::AtLeast) || to(tail, joined_by).is_some_and(is_number) {
                return Err(not_a_range(self.text));
            }
            return Ok((Estimate { typical: None, range: Some(range) }, tail));
        }
        if let Some(deviation) = strip_any(low.tail.trim_start(), DEVIATION) {
            return self.around(&low, deviation.trim_start());
        }
        let (trailing, tail) = trailing_bound(low.tail);
        let bound = match (leading, low.has_plus) {
            (Some(bound), _) => Some(bound),
            (None, true) => Some(Bound::AtLeast),
            (None, false) => trailing.or((begins && !is_between).then_some(Bound::AtLeast)),
        };
        if low.is_bare() {
            self.bare_is_alone(&low, tail)?;
        }
        let time = self.written(&low)?;
        let estimate = match bound {
            Some(Bound::AtMost) => {
                Estimate { typical: None, range: Some(WrittenRange { low: 0.into(), high: Some(time) }) }
            }
            Some(Bound::AtLeast) => Estimate { typical: None, range: Some(WrittenRange::at_least(time)) },
            Some(Bound::About) | None => one(time),
        };
        Ok((estimate, tail))
    }

    /// `3h ± 1h`, `3 ± 1 h`: a time, and how far it is from both ends of its range.
    fn around<'t>(&mut self, time: &Atom<'t>, deviation: &'t str) -> Result<(Estimate, &'t str), String> {
        let Some(by) = self.atom(deviation)?.filter(|by| by.is_bare() || by.first.is_some()) else {
            return Err(not_a_time(self.text));
        };
        // The unit is written once for both.
        let of_heading = self.hints.unit;
        self.hints.unit = time.first.or(by.first).map(Counted::unit).or(of_heading);
        let found = self.written(time).and_then(|time| Ok((time, self.written(&by)?)));
        self.hints.unit = of_heading;
        let tail = by.tail;
        let (time, by) = found?;
        let end = |seconds: u64| self.spelled(real(seconds), time.spelling);
        let range = WrittenRange::new(
            end(time.seconds.saturating_sub(by.seconds))?,
            end(time.seconds.saturating_add(by.seconds))?,
        )?;
        Ok((Estimate { typical: Some(time), range: Some(range) }, tail))
    }

    /// The upper end of a range behind its lower end, and the text behind it.
    fn high<'t>(&mut self, low: &Atom<'t>, joined_by: &[&str]) -> Result<Option<(Atom<'t>, &'t str)>, String> {
        let Some(rest) = to(low.tail, joined_by) else { return Ok(None) };
        let is_dash = low.tail.trim_start().starts_with(|c: char| DASHES.contains(&c) || c == '.');
        if is_dash && (rest.is_empty() || rest.starts_with(DASHES)) {
            return Err(not_a_range(self.text));
        }
        let told = self.doubts.len();
        let found = self.atom(rest);
        // `a week or two`
        if let (Ok(Some(high)), Some(counted)) = (&found, low.first)
            && low.in_words
            && high.in_words
            && high.is_bare()
            && high.tail.trim().is_empty()
        {
            let amount = high.amount * counted.length(self.calendar);
            return Ok(Some((
                Atom { unit: low.unit, first: low.first, measure: Measure::Seconds, amount, ..*high },
                high.tail,
            )));
        }
        match found {
            Ok(Some(high)) if !(high.is_bare() && high.in_words) => Ok(Some((high, high.tail))),
            // `30 min to ship`, `1h - waiting`
            Ok(_) => {
                self.doubts.truncate(told);
                Ok(None)
            }
            Err(sentence) => Err(sentence),
        }
    }

    /// A range. In `1–3d` the unit is written once for both ends.
    fn range_between(&mut self, low: &Atom<'_>, high: &Atom<'_>) -> Result<WrittenRange, String> {
        if high.is_bare() && (!low.is_bare() || self.hints.unit.is_none()) {
            let (_, tail) = trailing_bound(high.tail);
            self.bare_is_alone(high, tail)?;
        }
        if low.is_bare() && low.amount > 0.0 && high.first.is_none() && high.unit.is_some() {
            return Err(not_a_range(self.text));
        }
        let low = match high.first.filter(|_| low.is_bare() && low.amount > 0.0) {
            Some(counted) => {
                let text = format!("{} {}", low.amount, counted.unit().symbol());
                let amount = self.seconds(low.amount, counted, &text, "");
                // What is told about the upper end is enough.
                self.doubts.dedup_by_key(|sentence| sentence.split(": ").nth(1).map(str::to_owned));
                Atom { amount, unit: high.unit.map(|_| counted.unit()), measure: Measure::Seconds, ..*low }
            }
            None => *low,
        };
        let (low, high): (Written, Written) = (self.written(&low)?, self.written(high)?);
        WrittenRange::new(low, high)
    }

    /// Refuses `2 crates`: a word behind a number would be its unit.
    fn bare_is_alone(&self, number: &Atom<'_>, tail: &str) -> Result<(), String> {
        let (month, _) = split_word(tail.trim_start_matches(['-', '.', ' ']));
        if MONTHS.iter().any(|name| month.to_lowercase().starts_with(name)) {
            return Err(a_date(self.text));
        }
        let (word, _) = split_word(tail.trim_start());
        if word.is_empty() {
            return Ok(());
        }
        if number.in_words {
            return Err(not_a_time(self.text));
        }
        Err(format!("“{}” isn’t a time unit. Use s, m, h, d, w, mo or y.", clip(word, MAX_QUOTED)))
    }
}

fn is_number(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit())
}

/// The text behind the sign between two ends.
fn to<'t>(tail: &'t str, joined_by: &[&str]) -> Option<&'t str> {
    let start = tail.trim_start();
    start.strip_prefix(DASHES).or_else(|| strip_any(start, joined_by)).map(|rest| without_about(rest.trim_start()))
}
