//! Spellings of numbers and units: thousands separators, decimal commas, units in German, French and
//! Japanese. Unambiguous ones are normalized before anything else is parsed.

use vsm::model::duration::WorkingCalendar;

/// Thousands separators besides `,` and `.`: spaces of all kinds, and Swiss apostrophes.
const GROUPERS: &[char] = &[' ', '\u{a0}', '\u{202f}', '\u{2009}', '\u{2007}', '\'', '’'];

/// The decimal sign of a file, inferred from its numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Decimal {
    /// Every number is ambiguous.
    #[default]
    Unknown,
    /// `1.5`, `1,200.5`, `1,234,567`.
    Point,
    /// `1,5`, `1.200,5`, `1.234.567`.
    Comma,
    /// The numbers contradict each other.
    Both,
}

impl Decimal {
    /// Infers the decimal sign from the numbers in these cells.
    pub(crate) fn shown<'c>(cells: impl Iterator<Item = &'c str>) -> Decimal {
        let signs: Vec<char> = cells.flat_map(numbers).filter_map(shows).collect();
        match (signs.contains(&'.'), signs.contains(&',')) {
            (true, true) => Decimal::Both,
            (true, false) => Decimal::Point,
            (false, true) => Decimal::Comma,
            (false, false) => Decimal::Unknown,
        }
    }
}

/// The runs of digits, points and commas in a cell.
fn numbers(cell: &str) -> impl Iterator<Item = &str> {
    let runs = cell.split(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','));
    runs.map(|run| run.trim_matches(['.', ','])).filter(|run| !run.is_empty())
}

/// The decimal sign, if the number alone shows it.
fn shows(number: &str) -> Option<char> {
    let (points, commas) = (number.matches('.').count(), number.matches(',').count());
    let last = number.rfind(['.', ',']).and_then(|at| number.get(at..))?;
    match (points, commas) {
        (1.., 1..) => last.chars().next(),
        (2.., 0) => is_grouped(number, '.').then_some(','),
        (0, 2..) => is_grouped(number, ',').then_some('.'),
        // One sign followed by three digits is ambiguous.
        _ if last.len() == 4 => None,
        _ => last.chars().next(),
    }
}

/// Whether it has groups of three digits: `1.234.567`.
pub(super) fn is_grouped(number: &str, sign: char) -> bool {
    let mut parts = number.split(sign);
    let first = parts.next().is_some_and(|p| (1..=3).contains(&p.len()) && !p.starts_with('0'));
    let mut rest = parts.peekable();
    first && rest.peek().is_some() && rest.all(|part| part.len() == 3 && part.bytes().all(|b| b.is_ascii_digit()))
}

/// Removes thousands separators from a cell: `1 440 min` is `1440 min`, `1,200.5` is `1200.5`. Ambiguous
/// ones stay, unless the other numbers of the file settle them.
pub(crate) fn joined(cell: &str, decimal: Decimal) -> String {
    let chars: Vec<char> = cell.chars().map(narrow).collect();
    let mut out = String::with_capacity(cell.len());
    let mut number = String::new();
    for (at, &c) in chars.iter().enumerate() {
        let in_group = c.is_ascii_digit() || matches!(c, '.' | ',');
        if in_group || !number.is_empty() && GROUPERS.contains(&c) && groups(&chars, at, &number) {
            if in_group {
                number.push(c);
            }
            continue;
        }
        out.push_str(&ungrouped(&number, decimal));
        number.clear();
        out.push(c);
    }
    out + &ungrouped(&number, decimal)
}

/// Whether the sign at this position is a thousands separator: one to three digits before it, exactly three
/// after it.
fn groups(chars: &[char], at: usize, before: &str) -> bool {
    let digits = chars.get(at + 1..).unwrap_or_default().iter().take_while(|c| c.is_ascii_digit()).count();
    // The digits before are one to three, or groups that were joined already.
    let sign = chars.get(at);
    let first = chars.get(..at).unwrap_or_default().iter().rev().take_while(|c| c.is_ascii_digit()).count();
    let starts = before.len() == first && (1..=3).contains(&first) && !before.starts_with('0');
    let goes_on =
        first == 3 && before.len() > 3 && at >= 4 && chars.get(at - 4) == sign && !before.contains(['.', ',']);
    digits == 3 && (starts || goes_on)
}

fn ungrouped(number: &str, decimal: Decimal) -> String {
    let end = number.trim_end_matches(['.', ',']);
    let tail = number.get(end.len()..).unwrap_or_default();
    let without = |sign: char| end.chars().filter(|c| *c != sign).collect::<String>();
    let (points, commas) = (end.matches('.').count(), end.matches(',').count());
    let plain = match (points, commas) {
        (1, 1..) if end.split_once('.').is_some_and(|(whole, rest)| is_grouped(whole, ',') && !rest.contains(',')) => {
            without(',')
        }
        (1.., 1) if end.split_once(',').is_some_and(|(whole, rest)| is_grouped(whole, '.') && !rest.contains('.')) => {
            without('.').replace(',', ".")
        }
        (2.., 0) if is_grouped(end, '.') => without('.'),
        (0, 2..) if is_grouped(end, ',') => without(','),
        (1, 0) if decimal == Decimal::Comma && is_grouped(end, '.') => without('.'),
        (0, 1) if decimal == Decimal::Point && is_grouped(end, ',') => without(','),
        _ => end.to_owned(),
    };
    plain + tail
}

/// Full-width digits, as on Japanese keyboards.
fn narrow(c: char) -> char {
    match c {
        '０'..='９' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        '．' => '.',
        '，' => ',',
        '％' => '%',
        '：' => ':',
        other => other,
    }
}

/// Units that the parser of times doesn't know, with their equivalents.
#[rustfmt::skip]
const UNITS: &[(&str, &[&str])] = &[
    ("s", &["sek", "sekunde", "sekunden", "seconde", "secondes", "秒", "秒間"]),
    ("min", &["minuten", "分", "分間"]),
    ("h", &["std", "stunde", "stunden", "heure", "heures", "時間"]),
    ("d", &["tag", "tage", "tagen", "arbeitstag", "arbeitstage", "werktag", "werktage", "jour", "jours", "日", "日間"]),
    ("w", &["woche", "wochen", "semaine", "semaines", "週", "週間"]),
    ("mo", &["monat", "monate", "monaten", "mois", "か月", "ヶ月", "ヵ月", "カ月", "ケ月"]),
    ("y", &["jahr", "jahre", "jahren", "an", "ans", "année", "années", "年"]),
];

/// Words for the type of day, which the map's working calendar defines already.
const WHICH_DAYS: &[&str] = &["business", "working", "work", "ouvrés", "ouvrables", "営業"];

/// The unit's name in the parser of times; `None` if it isn't a unit.
pub(crate) fn unit(word: &str) -> Option<String> {
    let word = word.trim_end_matches('.').to_lowercase();
    let foreign = UNITS.iter().find(|(_, words)| words.contains(&word.as_str())).map(|(unit, _)| (*unit).to_owned());
    foreign.or_else(|| WorkingCalendar::WORKING.parse(&format!("1 {word}")).is_ok().then_some(word))
}

/// A time with units that the parser of times knows: `1,5 Tage` is `1,5 d`, `30 Min.` is `30 min`.
pub(crate) fn with_known_units(cell: &str) -> String {
    if !cell.chars().any(char::is_alphabetic) {
        return cell.to_owned();
    }
    let cell = cell.replace("営業日", "日");
    let mut out = String::with_capacity(cell.len());
    let mut rest = cell.as_str();
    while !rest.is_empty() {
        let plain = rest.find(char::is_alphabetic).unwrap_or(rest.len());
        let (before, tail) = rest.split_at(plain);
        out.push_str(before);
        let letters = tail.find(|c: char| !c.is_alphabetic()).unwrap_or(tail.len());
        let (word, after) = tail.split_at(letters);
        rest = after;
        let lower = word.to_lowercase();
        if WHICH_DAYS.contains(&lower.as_str()) && is_day_unit(after) {
            continue;
        }
        match lower.as_str() {
            "" => {}
            "bis" | "à" => out.push_str("to"),
            _ => match unit(word).filter(|_| out.contains(|c: char| c.is_ascii_digit())) {
                Some(known) => {
                    out.push_str(&known);
                    // The period of an abbreviation, not a decimal point.
                    rest = after.strip_prefix('.').filter(|rest| !rest.starts_with(char::is_numeric)).unwrap_or(after);
                }
                None => out.push_str(word),
            },
        }
    }
    out
}

fn is_day_unit(after: &str) -> bool {
    let next: String = after.trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
    unit(&next).is_some_and(|unit| unit.starts_with('d'))
}

/// A time written like a clock: `1:30` and `26:15:00` are hours, minutes and seconds.
pub(crate) fn clock_time(cell: &str) -> Option<u64> {
    let (hours, rest) = cell.split_once(':')?;
    let (minutes, seconds) = rest.split_once(':').unwrap_or((rest, "00"));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let below_60 =
        |text: &str| text.parse::<u64>().ok().filter(|number| text.len() == 2 && digits(text) && *number < 60);
    let hours = hours.parse::<u64>().ok().filter(|_| hours.len() <= 5 && digits(hours))?;
    Some(hours * 3600 + below_60(minutes)? * 60 + below_60(seconds)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_joined_only_where_certain() {
        for (cell, plain) in [
            ("1 440", "1440"),
            ("1\u{a0}440 min", "1440 min"),
            ("1\u{202f}234\u{202f}567", "1234567"),
            ("1'440", "1440"),
            ("12’000.5", "12000.5"),
            ("1,200.5", "1200.5"),
            ("1.200,5", "1200.5"),
            ("1,234,567", "1234567"),
            ("1.234.567 h", "1234567 h"),
            ("2 (1 000–1 500)", "2 (1000–1500)"),
            ("１０", "10"),
            // Not thousands, or ambiguous.
            ("1 44", "1 44"),
            ("2d 400m", "2d 400m"),
            ("1,200", "1,200"),
            ("1.200", "1.200"),
            ("0 440", "0 440"),
            ("1234 567", "1234 567"),
            ("1.5 200", "1.5 200"),
        ] {
            assert_eq!(joined(cell, Decimal::Unknown), plain, "{cell}");
        }
        assert_eq!(joined("1.250", Decimal::Comma), "1250");
        assert_eq!(joined("1,440", Decimal::Point), "1440");
        assert_eq!(joined("1.250", Decimal::Point), "1.250");
    }

    #[test]
    fn numbers_show_their_decimal_sign() {
        assert_eq!(Decimal::shown(["1,5", "1.250"].into_iter()), Decimal::Comma);
        assert_eq!(Decimal::shown(["1,440", "1,200.5"].into_iter()), Decimal::Point);
        assert_eq!(Decimal::shown(["1,440", "7"].into_iter()), Decimal::Unknown);
        assert_eq!(Decimal::shown(["1,5", "1.5"].into_iter()), Decimal::Both);
    }

    #[test]
    fn units_of_other_languages_are_converted() {
        for (cell, known) in [
            ("1,5 Tage", "1,5 d"),
            ("30 Min.", "30 min"),
            ("1 Std. 30 Min.", "1 h 30 min"),
            ("2 semaines", "2 w"),
            ("2日", "2d"),
            ("3時間", "3h"),
            ("2週間", "2w"),
            ("1 bis 3 Tage", "1 to 3 d"),
            ("3 business days", "3  days"),
            ("a while", "a while"),
        ] {
            assert_eq!(with_known_units(cell), known, "{cell}");
        }
    }

    #[test]
    fn clock_times_are_hours_minutes_and_seconds() {
        assert_eq!(clock_time("1:30"), Some(5400));
        assert_eq!(clock_time("26:15:00"), Some(94_500));
        assert_eq!((clock_time("1:75"), clock_time("1:3"), clock_time("12")), (None, None, None));
    }
}
