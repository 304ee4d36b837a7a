//! How a heading says that times with colons are meant: `mm:ss`.

use vsm::model::duration::ClockPattern;

/// The beginnings of patterns whose first part may exceed a day or an hour.
const BEYOND_A_DAY: [&str; 4] = ["[hh]:", "[h]:", "[mm]:", "[m]:"];

/// The heading without its pattern, and the pattern.
pub(super) fn take(heading: &str) -> (String, Option<ClockPattern>) {
    // `[h]:mm` is how spreadsheets write hours beyond a day.
    let plain = BEYOND_A_DAY.iter().find(|written| heading.to_ascii_lowercase().contains(*written)).map(|written| {
        let inside = written.trim_start_matches('[').replace("]:", ":");
        heading.to_ascii_lowercase().replacen(written, &inside, 1)
    });
    let heading = plain.as_deref().unwrap_or(heading);
    let is_part = |c: char| c.is_alphabetic() || c == ':';
    for word in heading.split(|c| !is_part(c)).filter(|word| word.contains(':')) {
        if let Some(pattern) = pattern(word.trim_matches(':')) {
            // What is left of `(hh:mm)` is an empty bracket.
            return (heading.replacen(word, " ", 1), Some(pattern));
        }
    }
    (heading.to_owned(), None)
}

fn pattern(text: &str) -> Option<ClockPattern> {
    let letters: Vec<char> = text.split(':').map(unit).collect::<Option<_>>()?;
    match letters.as_slice() {
        ['h', 'm'] => Some(ClockPattern::HoursMinutes),
        ['m', 's'] => Some(ClockPattern::MinutesSeconds),
        ['h', 'm', 's'] => Some(ClockPattern::HoursMinutesSeconds),
        ['d', 'h'] => Some(ClockPattern::DaysHours),
        ['d', 'h', 'm'] => Some(ClockPattern::DaysHoursMinutes),
        _ => None,
    }
}

/// The letter of a unit within a pattern, in several languages.
fn unit(word: &str) -> Option<char> {
    match word.to_lowercase().as_str() {
        "d" | "dd" | "day" | "days" | "t" | "tt" | "tage" | "j" | "jj" => Some('d'),
        "h" | "hh" | "hr" | "hrs" | "hour" | "hours" | "std" | "stunden" | "u" | "uu" | "g" | "gg" => Some('h'),
        "m" | "mm" | "mi" | "min" | "mins" | "minutes" | "minuten" | "mn" => Some('m'),
        "s" | "ss" | "sec" | "secs" | "seconds" | "sek" | "sekunden" => Some('s'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_taken_out() {
        for (heading, expected) in [
            ("Duration (mm:ss)", Some(ClockPattern::MinutesSeconds)),
            ("PT [min:sec]", Some(ClockPattern::MinutesSeconds)),
            ("Wait hh:mm", Some(ClockPattern::HoursMinutes)),
            ("Zeit (Std:Min)", Some(ClockPattern::HoursMinutes)),
            ("PT (H:MM:SS)", Some(ClockPattern::HoursMinutesSeconds)),
            ("LT: (d:hh:mm)", Some(ClockPattern::DaysHoursMinutes)),
            ("LT [dd:hh]", Some(ClockPattern::DaysHours)),
            ("Work [h]:mm", Some(ClockPattern::HoursMinutes)),
            ("Wait ([h]:mm)", Some(ClockPattern::HoursMinutes)),
            ("PT ([mm]:ss)", Some(ClockPattern::MinutesSeconds)),
            ("Current: PT", None),
            ("ss:mm", None),
        ] {
            let (rest, pattern) = take(heading);
            assert_eq!(pattern, expected, "{heading}");
            assert!(pattern.is_none() || !rest.to_lowercase().contains("mm"), "{heading}: {rest}");
        }
    }
}
