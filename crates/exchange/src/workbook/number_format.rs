//! Number formats of a spreadsheet: what a cell shows beside its number. A number whose format adds a unit of
//! time is read with it: 2 shown as `2 days` is two days.

use vsm::model::duration::{Unit, WorkingCalendar};

/// What a number with some format is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Kind {
    #[default]
    Number,
    PerCent,
    /// A date, or a time of the day.
    Date,
    /// A duration: `[h]:mm`.
    Elapsed,
}

/// A format code. Its sections apply to numbers above, below and equal to zero and to texts, unless they have
/// conditions.
#[derive(Debug, Clone, Default)]
pub(super) struct NumberFormat {
    sections: Vec<Section>,
}

#[derive(Debug, Clone, Default)]
struct Section {
    condition: Option<Condition>,
    kind: Kind,
    /// Whether it shows the number at all.
    has_number: bool,
    /// What it shows before and after the number.
    before: String,
    after: String,
    /// Whether something is shown that makes the number another one: a scale, or letters between its digits.
    is_changed: bool,
    /// How it shows the hours of a date.
    hours: Hours,
    /// What follows the number of days: `d "days"`.
    after_days: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
enum Hours {
    #[default]
    Hidden,
    Shown,
    /// With `AM` or `PM`.
    OfDay,
}

/// The condition of a section: `[>=1]`.
#[derive(Debug, Clone, PartialEq)]
struct Condition {
    sign: String,
    limit: f64,
}

impl Condition {
    fn parse(text: &str) -> Option<Condition> {
        let number = text.trim_start_matches(['<', '>', '=']);
        let sign = text.strip_suffix(number).filter(|sign| !sign.is_empty())?;
        Some(Condition { sign: sign.to_owned(), limit: number.trim().parse().ok()? })
    }

    fn holds(&self, number: f64) -> bool {
        match self.sign.as_str() {
            "<" => number < self.limit,
            "<=" => number <= self.limit,
            ">" => number > self.limit,
            ">=" => number >= self.limit,
            "<>" => (number - self.limit).abs() > f64::EPSILON,
            _ => (number - self.limit).abs() <= f64::EPSILON,
        }
    }
}

/// More sections have no meaning.
const MAX_SECTIONS: usize = 4;
/// The maximum length of a text in a format that may be a unit.
const MAX_LITERAL: usize = 40;

impl NumberFormat {
    pub(super) fn parse(code: &str) -> NumberFormat {
        let mut parser = Parser::new();
        let mut chars = code.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '"' => {
                    let text: String = chars.by_ref().take_while(|c| *c != '"').collect();
                    parser.literal(&text);
                }
                '\\' => parser.literal(&chars.next().map(String::from).unwrap_or_default()),
                // The width of the next character; or the next character fills the cell.
                '_' | '*' => {
                    chars.next();
                    parser.literal(" ");
                }
                '[' => parser.bracket(&chars.by_ref().take_while(|c| *c != ']').collect::<String>()),
                ';' if parser.sections.len() == MAX_SECTIONS => break,
                ';' => parser.begin_section(),
                '0' | '#' | '?' | '@' => parser.digit(),
                ',' if parser.last == Last::Digit => parser.last = Last::Comma,
                '.' | ',' => {}
                '%' => parser.per_cent(),
                'G' | 'g' if chars.clone().map(|c| c.to_ascii_lowercase()).take(6).eq("eneral".chars()) => {
                    chars.nth(5);
                    parser.digit();
                }
                'E' | 'e' if matches!(chars.peek(), Some('+' | '-')) => {
                    chars.next();
                }
                'A' | 'a' if is_am_pm(chars.clone()) => {
                    chars.by_ref().find(|c| matches!(c, 'p' | 'P'));
                    chars.next_if(|c| matches!(c, 'm' | 'M'));
                    parser.date_letter('h');
                    parser.change(|section| section.hours = Hours::OfDay);
                }
                'd' | 'D' | 'm' | 'M' | 'y' | 'Y' | 'h' | 'H' | 's' | 'S' | 'e' | 'E' if !parser.has_digit() => {
                    parser.date_letter(c.to_ascii_lowercase());
                }
                c => parser.literal(&c.to_string()),
            }
        }
        NumberFormat { sections: parser.sections }
    }

    /// What a number is in this format.
    pub(super) fn kind(&self, number: f64) -> Kind {
        self.section(number).map_or(Kind::Number, |section| section.kind)
    }

    /// A number as its cell shows it, if that includes a unit of time. The number is printed in full: 1.5 shown
    /// as `2 days` is `1.5 days`.
    pub(super) fn with_unit(&self, number: f64, printed: &str) -> Option<String> {
        let section = self.section(number).filter(|section| section.kind == Kind::Number && !section.is_changed)?;
        with_unit(&section.before, printed, &section.after)
    }

    /// A number that was entered as text, as its cell shows it.
    pub(super) fn text_with_unit(&self, text: &str) -> Option<String> {
        let is_number = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','));
        let section = self.sections.get(3).or_else(|| self.sections.first().filter(|_| self.sections.len() == 1))?;
        (is_number && !text.is_empty() && section.has_number && !section.is_changed)
            .then(|| with_unit(&section.before, text, &section.after))?
    }

    /// The word for days in a duration that is shown in days only: `d "days"`. With hours beside them, days have 24.
    pub(super) fn days(&self, days: f64) -> Option<&str> {
        let section =
            self.section(days).filter(|section| section.kind == Kind::Date && section.hours == Hours::Hidden)?;
        unit_in(&section.after_days).filter(|word| Unit::parse(word) == Some(Unit::Day))
    }

    /// Whether a number is shown as a time of the day: `2:30 PM`.
    pub(super) fn is_time_of_day(&self, number: f64) -> bool {
        self.section(number).is_some_and(|section| section.hours == Hours::OfDay)
    }

    fn section(&self, number: f64) -> Option<&Section> {
        let numbers = self.sections.get(..self.sections.len().min(MAX_SECTIONS - 1))?;
        let chosen = if numbers.iter().any(|section| section.condition.is_some()) {
            let holds = |section: &&Section| section.condition.as_ref().is_some_and(|c| c.holds(number));
            numbers.iter().find(holds).or_else(|| numbers.iter().rfind(|section| section.condition.is_none()))
        } else {
            let at = if number < 0.0 { 1 } else { usize::from(number == 0.0) * 2 };
            numbers.get(at)
        };
        // A dash for zero says nothing about it.
        let shows = |section: &&Section| section.has_number || section.kind != Kind::Number;
        chosen.filter(shows).or(numbers.first())
    }
}

/// Whether `AM/PM` or `A/P` continues here.
fn is_am_pm(mut rest: impl Iterator<Item = char>) -> bool {
    match rest.next() {
        Some('/') => matches!(rest.next(), Some('p' | 'P')),
        Some('m' | 'M') => rest.next() == Some('/') && matches!(rest.next(), Some('p' | 'P')),
        _ => false,
    }
}

/// What the last characters of a code were.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    Digit,
    /// A comma behind digits, which divides by 1000 unless digits follow.
    Comma,
    /// The number of days, or a text behind it.
    Day,
    Other,
}

struct Parser {
    sections: Vec<Section>,
    last: Last,
}

impl Parser {
    fn new() -> Parser {
        Parser { sections: vec![Section::default()], last: Last::Other }
    }

    fn begin_section(&mut self) {
        self.sections.push(Section::default());
        self.last = Last::Other;
    }

    fn has_digit(&self) -> bool {
        self.sections.last().is_some_and(|section| section.has_number)
    }

    fn change(&mut self, change: impl FnOnce(&mut Section)) {
        if let Some(section) = self.sections.last_mut() {
            change(section);
        }
    }

    fn literal(&mut self, text: &str) {
        let last = self.last;
        if last != Last::Day {
            self.last = Last::Other;
        }
        self.change(|section| {
            let part = match section.kind {
                Kind::Date if last == Last::Day => &mut section.after_days,
                _ if section.has_number => &mut section.after,
                _ => &mut section.before,
            };
            part.extend(text.chars().take(MAX_LITERAL.saturating_sub(part.len())));
            section.is_changed |= last == Last::Comma;
        });
    }

    fn digit(&mut self) {
        self.last = Last::Digit;
        self.change(|section| {
            section.has_number = true;
            // Letters between digits are no unit of the whole number: `0"h"00`.
            section.is_changed |= section.after.chars().any(char::is_alphabetic);
            section.after.clear();
        });
    }

    fn per_cent(&mut self) {
        self.change(|section| section.kind = Kind::PerCent);
    }

    fn date_letter(&mut self, letter: char) {
        self.change(|section| {
            if section.kind != Kind::Elapsed {
                section.kind = Kind::Date;
            }
            if letter == 'h' {
                section.hours = section.hours.max(Hours::Shown);
            }
        });
        self.last = if letter == 'd' { Last::Day } else { Last::Other };
    }

    fn bracket(&mut self, inside: &str) {
        let lower = inside.to_lowercase();
        let is_elapsed = ['h', 'm', 's'].iter().any(|unit| !lower.is_empty() && lower.chars().all(|c| c == *unit));
        if is_elapsed {
            self.change(|section| section.kind = Kind::Elapsed);
        } else if let Some(currency) = inside.strip_prefix('$') {
            self.literal(currency.split('-').next().unwrap_or_default());
        } else if let Some(condition) = Condition::parse(inside) {
            self.change(|section| section.condition = Some(condition));
        }
    }
}

/// The unit of time at the beginning of a text.
fn unit_in(text: &str) -> Option<&str> {
    let whole = text.trim();
    let is_unit = |word: &&str| Unit::parse(word).is_some();
    Some(whole).filter(is_unit).or_else(|| whole.split_whitespace().next().filter(is_unit))
}

/// A number with what a cell shows before and after it, if it shows a unit of time.
pub(super) fn with_unit(before: &str, number: &str, after: &str) -> Option<String> {
    let time = format!("{number} {}", unit_in(after)?);
    // “About” and “at most” are part of what is shown; other texts don’t belong to the time.
    let whole = format!("{} {time}", before.trim());
    let is_time = !before.trim().is_empty() && WorkingCalendar::WORKING.parse_estimate(&whole).is_ok();
    Some(if is_time { whole } else { time })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_in_formats_are_read() {
        for (code, number, expected) in [
            ("0\" days\"", 2.0, Some("2 days")),
            ("0.0 \"h\"", 1.5, Some("1.5 h")),
            ("#,##0 \"min\"", 90.0, Some("90 min")),
            ("0\\ \\d", 3.0, Some("3 d")),
            ("0\\h", 3.0, Some("3 h")),
            ("0\" Std.\"", 4.0, Some("4 Std.")),
            ("0 \"Tage\"", 2.0, Some("2 Tage")),
            ("General\" days\"", 2.5, Some("2.5 days")),
            ("GENERAL \"h\"", 2.5, Some("2.5 h")),
            ("0 days", 2.0, Some("2 days")),
            ("[$-409]0\" days\"", 2.0, Some("2 days")),
            ("[Blue]0\" days\";[Red]-0\" days\"", 2.0, Some("2 days")),
            ("[=1]0\" day\";0\" days\"", 1.0, Some("1 day")),
            ("[=1]0\" day\";0\" days\"", 2.0, Some("2 days")),
            ("[<1]0.00\" d\";[<10]0.0\" d\";0\" w\"", 12.0, Some("12 w")),
            ("0\" d\";-0\" d\";\"–\"", 0.0, Some("0 d")),
            ("0\" d\";-0\" d\"", -2.0, Some("-2 d")),
            ("0_)\" days\"", 2.0, Some("2 days")),
            ("#\\ ##0\" h\"", 1200.0, Some("1200 h")),
            ("0.00E+00\" s\"", 1200.0, Some("1200 s")),
            ("# ?/?\" days\"", 1.5, Some("1.5 days")),
            ("0\" days (est.)\"", 2.0, Some("2 days")),
            ("\"~\"0\" h\"", 2.0, Some("~ 2 h")),
            ("\"PT: \"0\" h\"", 2.0, Some("2 h")),
            ("\"Day \"0", 2.0, None),
            ("0\"h\"00", 130.0, None),
            ("0.0,\" d\"", 1200.0, None),
            ("0\" pcs\"", 2.0, None),
            ("0\" h/week\"", 2.0, None),
            ("General", 2.0, None),
            ("#,##0", 2.0, None),
            ("0.00\" €\"", 2.0, None),
            ("#,##0.00\\ [$€-407]", 2.0, None),
            ("_-* #,##0_-;-* #,##0_-;_-* \"-\"_-;_-@_-", 2.0, None),
            ("0%", 2.0, None),
            ("0\" \\d", 2.0, None),
            ("", 2.0, None),
        ] {
            let format = NumberFormat::parse(code);
            let found = format.with_unit(number, &number.to_string());
            assert_eq!(found.as_deref(), expected, "{code}");
        }
    }

    #[test]
    fn kinds_of_formats_are_known() {
        use Kind::{Date, Elapsed, Number, PerCent};
        for (code, kind) in [
            ("yyyy-mm-dd", Date),
            ("d/m/yy", Date),
            ("d-mmm", Date),
            ("[$-407]d. mmmm yyyy;@", Date),
            ("[$-404]e\"年\"m\"月\"d\"日\"", Date),
            ("h:mm", Date),
            ("h:mm AM/PM", Date),
            ("h A/P", Date),
            ("mm:ss.0", Date),
            ("d \"days\" h:mm", Date),
            ("[h]:mm", Elapsed),
            ("[hh]:mm:ss", Elapsed),
            ("[mm]:ss", Elapsed),
            ("[ss].00", Elapsed),
            ("[h]\" h \"mm\" min\"", Elapsed),
            ("[Blue]\\+[h]:mm;[Red]\\-[h]:mm", Elapsed),
            ("0%", PerCent),
            ("0.0 %;-0.0 %", PerCent),
            ("0\"%\"", Number),
            ("0\\%", Number),
            ("General", Number),
            ("0\" days\"", Number),
            ("#,##0*d", Number),
            ("[Red]0", Number),
            ("@", Number),
        ] {
            assert_eq!(NumberFormat::parse(code).kind(5.0), kind, "{code}");
        }
        let signs = NumberFormat::parse("0;-0%");
        assert_eq!((signs.kind(1.0), signs.kind(-1.0)), (Number, PerCent));
    }

    #[test]
    fn texts_and_days_have_units_too() {
        let of_text = |code: &str, text: &str| NumberFormat::parse(code).text_with_unit(text);
        assert_eq!(of_text("@\" days\"", "2").as_deref(), Some("2 days"));
        assert_eq!(of_text("0;0;0;@\" h\"", "1.5").as_deref(), Some("1.5 h"));
        assert_eq!((of_text("@\" days\"", "two"), of_text("0", "2"), of_text("@\" days\"", "")), (None, None, None));
        let days = |code: &str| NumberFormat::parse(code).days(2.5).map(str::to_owned);
        assert_eq!(days("d \"days\"").as_deref(), Some("days"));
        assert_eq!(days("d\\d").as_deref(), Some("d"));
        assert_eq!((days("d \"days\" h:mm"), days("d\\d\\ hh\\h"), days("d h:mm")), (None, None, None));
        assert_eq!((days("yyyy-mm-dd"), days("[h]:mm")), (None, None));
    }

    #[test]
    fn damaged_codes_are_numbers() {
        for code in ["\"", "\\", "[", "[]", "_", "*", ";;;;;;;;", "[>]0", "A/", "E+", "[$", "][", "\u{0}"] {
            let format = NumberFormat::parse(code);
            assert_eq!(format.with_unit(1.0, "1"), None, "{code}");
        }
        NumberFormat::parse(&"0\"d\"".repeat(100_000));
    }
}
