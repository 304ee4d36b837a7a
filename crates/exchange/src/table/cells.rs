//! Parses one cell: a time, a number, yes or no, as people write them in a spreadsheet. Errors are
//! sentences that follow the place: `Row 4, Work time: Add a unit, …`.

use crate::table::numbers::{Decimal, clock_time, is_grouped, joined};
use vsm::model::duration::{Estimate, Seconds, WorkingCalendar, Written, is_unknown};

/// The number format of a file: its separator shows which character remains for decimals, and so do
/// unambiguous numbers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Numbers {
    /// The character between two cells.
    pub(crate) separator: char,
    /// The decimal sign, inferred from the numbers of the file.
    pub(crate) decimal: Decimal,
}

impl Numbers {
    /// The number format if only the separator is known.
    pub(crate) const fn cut_at(separator: char) -> Numbers {
        Numbers { separator, decimal: Decimal::Unknown }
    }

    /// Rejects `1,000`, which is a thousand to some readers and one to others.
    fn certain(self, text: &str) -> Result<(), String> {
        // Files separated by semicolons come from regions with a decimal comma; the others from regions
        // with a decimal point.
        let groups = match self.decimal {
            Decimal::Comma => &['.'][..],
            Decimal::Both => &[',', '.'],
            _ if self.separator == ';' => &['.'],
            _ => &[','],
        };
        let runs = |sign: char| text.split(move |c: char| !c.is_ascii_digit() && c != sign);
        let doubtful = groups.iter().find_map(|&sign| Some((sign, runs(sign).find(|run| is_grouped(run, sign))?)));
        let Some((sign, number)) = doubtful else { return Ok(()) };
        let decimal = number.replacen(sign, if sign == ',' { "." } else { "," }, 1);
        Err(format!("{number} could mean {} or {decimal}. Remove the “{sign}”.", number.replace(sign, "")))
    }

    /// A number: `12`, `2.5`, `2,5`; `None` if unknown.
    pub(crate) fn number(self, cell: &str) -> Result<Option<f64>, String> {
        if is_unknown(cell) {
            return Ok(None);
        }
        let cell = joined(cell, self.decimal);
        self.certain(&cell)?;
        let plain = cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ',' | '-' | '+'));
        let number = cell.replace(',', ".").parse().ok().filter(|_| plain);
        number.map(Some).ok_or_else(|| format!("“{}” isn’t a number.", clip(&cell)))
    }

    /// A percentage: `80`, `80 %`, `12,5%`; with `of_one` a bare `0.8` is 80 as well.
    pub(crate) fn percent(self, cell: &str, of_one: bool) -> Result<Option<f64>, String> {
        match cell.strip_suffix(['%', '％']) {
            Some(number) => self.number(number.trim_end()),
            None if of_one => Ok(self.number(cell)?.map(|share| (share * 1e8).round() / 1e6)),
            None => self.number(cell),
        }
    }

    /// A time with or without its range; `unit` applies to bare numbers.
    pub(crate) fn estimate(self, cell: &str, unit: Option<&str>, clock: &WorkingCalendar) -> Result<Estimate, String> {
        if let Some(time) = clock_time(cell.trim()) {
            let typical = Some(by_clock(time, cell, unit, clock)?.into());
            return Ok(Estimate { typical, range: None });
        }
        let cell = self.spelled(cell)?;
        clock.parse_estimate(&with_unit(&cell, unit))
    }

    /// A time without a range; `None` if unknown.
    pub(crate) fn time(
        self,
        cell: &str,
        unit: Option<&str>,
        clock: &WorkingCalendar,
    ) -> Result<Option<Written>, String> {
        if is_unknown(cell) {
            return Ok(None);
        }
        if let Some(time) = clock_time(cell.trim()) {
            return by_clock(time, cell, unit, clock).map(|seconds| Some(seconds.into()));
        }
        let cell = self.spelled(cell)?;
        clock.parse_written(&with_unit(&cell, unit)).map(Some)
    }

    /// The cell in the spelling that the parser of times accepts.
    fn spelled(self, cell: &str) -> Result<String, String> {
        let cell = joined(cell, self.decimal);
        self.certain(&cell)?;
        Ok(cell)
    }
}

/// Yes, no or unknown.
pub(super) fn answer(cell: &str) -> Result<Option<bool>, String> {
    if is_unknown(cell) {
        return Ok(None);
    }
    match cell.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" | "x" | "✓" | "✔" | "ja" | "wahr" | "oui" | "vrai" | "はい" | "有" => {
            Ok(Some(true))
        }
        "no" | "n" | "false" | "0" | "✗" | "✘" | "nein" | "falsch" | "non" | "faux" | "いいえ" | "無" => {
            Ok(Some(false))
        }
        _ => Err(format!("“{}” isn’t yes or no. Leave the cell empty if you don’t know.", clip(cell))),
    }
}

/// A time written like a clock. Below a heading with minutes, `1:30` could also be minutes and seconds.
fn by_clock(time: Seconds, cell: &str, unit: Option<&str>, clock: &WorkingCalendar) -> Result<Seconds, String> {
    let small = unit.is_some_and(|unit| clock.parse(&format!("1 {unit}")).is_ok_and(|seconds| seconds <= 60));
    if small && cell.matches(':').count() == 1 {
        return Err(format!("{} could be hours or minutes. Use 1h 30m.", clip(cell)));
    }
    clock.accept(time)
}

/// Appends the heading's unit to every number if the cell has no unit: `2 (1–3)` is `2h (1h–3h)`.
fn with_unit(cell: &str, unit: Option<&str>) -> String {
    let Some(unit) = unit.filter(|_| !cell.chars().any(char::is_alphabetic)) else {
        return cell.to_owned();
    };
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    let mut out = String::new();
    let mut inside = false;
    for c in cell.chars() {
        if inside && !is_number(c) {
            out.push_str(unit);
        }
        inside = is_number(c);
        out.push(c);
    }
    if inside {
        out.push_str(unit);
    }
    out
}

/// A text without line breaks, which are only visual within a name.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Shortens a text that is quoted in a message.
pub(crate) fn clip(text: &str) -> String {
    shortened(text, 40)
}

/// A text of at most this many characters, with an ellipsis if it is cut.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENGLISH: Numbers = Numbers::cut_at(',');
    const GERMAN: Numbers = Numbers::cut_at(';');

    #[test]
    fn numbers_are_read_with_either_decimal_sign() {
        assert_eq!(ENGLISH.number("2.5"), Ok(Some(2.5)));
        assert_eq!(GERMAN.number("2,5"), Ok(Some(2.5)));
        assert_eq!(ENGLISH.number("2.125"), Ok(Some(2.125)));
        assert_eq!(GERMAN.number("2,125"), Ok(Some(2.125)));
        assert_eq!(ENGLISH.number("?"), Ok(None));
        assert!(ENGLISH.number("1,000").unwrap_err().contains("could mean 1000 or 1.000."));
        assert!(
            GERMAN.time("1.500 h", None, &WorkingCalendar::WORKING).unwrap_err().contains("could mean 1500 or 1,500.")
        );
        for text in ["1e5", "inf", "NaN", "three", "1.2.3"] {
            assert!(ENGLISH.number(text).unwrap_err().ends_with("isn’t a number."), "{text}");
        }
    }

    #[test]
    fn decimal_sign_depends_on_other_numbers() {
        let comma = Numbers { separator: '\t', decimal: Decimal::Comma };
        assert_eq!(comma.number("1.250"), Ok(Some(1250.0)));
        assert_eq!(comma.number("1,5"), Ok(Some(1.5)));
        let both = Numbers { separator: '\t', decimal: Decimal::Both };
        assert!(both.number("1.250").is_err() && both.number("1,250").is_err());
        assert_eq!(ENGLISH.number("1,200.5"), Ok(Some(1200.5)));
    }

    #[test]
    fn percentages_are_read() {
        assert_eq!(ENGLISH.percent("80 %", false), Ok(Some(80.0)));
        assert_eq!(ENGLISH.percent("0.9", true), Ok(Some(90.0)));
        assert_eq!(ENGLISH.percent("0.9%", true), Ok(Some(0.9)));
    }

    #[test]
    fn bare_number_takes_the_unit_of_the_heading() {
        let clock = &WorkingCalendar::WORKING;
        let time = |cell: &str, unit| ENGLISH.time(cell, Some(unit), clock).map(|time| time.map(|time| time.seconds));
        assert_eq!(time("1.5", "h"), Ok(Some(5400)));
        assert_eq!(time("30m", "h"), Ok(Some(1800)));
        let estimate = ENGLISH.estimate("2 (1–3)", Some("days"), clock).unwrap();
        assert_eq!(clock.print_estimate(estimate.typical, estimate.range), "2d (1d–3d)");
        assert_eq!(time("1 440", "min"), Ok(Some(86_400)));
        assert_eq!(time("1:30", "h"), Ok(Some(5400)));
        assert!(ENGLISH.time("1:30", Some("min"), clock).unwrap_err().contains("could be hours or minutes"));
        assert!(ENGLISH.time("12", None, clock).unwrap_err().starts_with("Add a unit, such as 12h"));
        assert_eq!(time("Weekly", "h"), Ok(Some(144_000)));
    }
}
