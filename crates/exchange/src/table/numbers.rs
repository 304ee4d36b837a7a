//! Spellings of numbers: thousands separators, decimal commas. Unambiguous ones are normalized before anything
//! else is parsed.

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
    fn clock_times_are_hours_minutes_and_seconds() {
        assert_eq!(clock_time("1:30"), Some(5400));
        assert_eq!(clock_time("26:15:00"), Some(94_500));
        assert_eq!((clock_time("1:75"), clock_time("1:3"), clock_time("12")), (None, None, None));
    }
}
