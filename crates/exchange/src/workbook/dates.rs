//! Dates and times as spreadsheets store them, in days since 30 December 1899, and as text.

use vsm::model::duration::print_elapsed_signed;

/// Dates before this day are durations of more than 24 hours that lost their format.
const FIRST_DAY: f64 = 1000.0;
/// The day after 31 December 9999.
const LAST_DAY: f64 = 2_958_466.0;
/// 30 December 1899, in days since 1 March of the year 0.
const DAY_ZERO: i64 = 693_899;
/// The number of days in 400 years.
const ERA: i64 = 146_097;
const SECONDS_OF_A_DAY: i64 = 86_400;

/// Whether it is a date, and not a duration.
pub(super) fn is_date(days: f64) -> bool {
    (FIRST_DAY..LAST_DAY).contains(&days)
}

/// The number of seconds, rounded.
#[expect(clippy::cast_possible_truncation, reason = "a saturating cast is intended")]
pub(super) fn seconds(days: f64) -> i64 {
    (days * 86_400.0).round() as i64
}

/// A duration in hours and minutes.
pub(super) fn elapsed(days: f64) -> String {
    print_elapsed_signed(seconds(days))
}

/// A date, with the time of the day if it has one: `2026-02-01 09:30`.
pub(super) fn date(days: f64) -> String {
    let all = seconds(days);
    let (days, time) = (all.div_euclid(SECONDS_OF_A_DAY), all.rem_euclid(SECONDS_OF_A_DAY));
    // Years begin in March here, so that the leap day is the last one.
    let since_march = days + DAY_ZERO;
    let (era, of_era) = (since_march.div_euclid(ERA), since_march.rem_euclid(ERA));
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = (year + 400 * era, if month < 10 { month + 3 } else { month - 9 });
    let year = if month <= 2 { year + 1 } else { year };
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (time / 3600, time / 60 % 60, time % 60) {
        (0, 0, 0) => date,
        (hours, minutes, 0) => format!("{date} {hours:02}:{minutes:02}"),
        (hours, minutes, seconds) => format!("{date} {hours:02}:{minutes:02}:{seconds:02}"),
    }
}

/// The days of a text such as `2026-02-01` or `2026-02-01T09:30:00`.
pub(super) fn days_of_date(text: &str) -> Option<f64> {
    let (date, time) = text.trim().split_once(['T', ' ']).unwrap_or((text.trim(), "0:0"));
    let mut parts = date.splitn(3, '-').map(|part| part.parse::<u32>().ok());
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if !(1..=9999).contains(&year) || !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let year = i64::from(year) - i64::from(month <= 2);
    let month = i64::from(if month > 2 { month - 3 } else { month + 9 });
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * month + 2) / 5 + i64::from(day) - 1;
    let days = era * ERA + of_era * 365 + of_era / 4 - of_era / 100 + of_year - DAY_ZERO;
    let clock = time.trim_end_matches('Z').splitn(3, ':').map(|part| part.parse::<f64>().ok());
    let lengths = [3600.0, 60.0, 1.0];
    let mut seconds = 0.0;
    for (part, length) in clock.zip(lengths) {
        seconds += part.filter(|part| (0.0..60.0).contains(part))? * length;
    }
    #[expect(clippy::cast_precision_loss, reason = "four-digit years are small")]
    Some(days as f64 + seconds / 86_400.0)
}

/// The days of a duration such as `PT26H15M00S`.
pub(super) fn days_of_duration(text: &str) -> Option<f64> {
    let (sign, text) = text.trim().strip_prefix('-').map_or((1.0, text.trim()), |text| (-1.0, text));
    let mut rest = text.strip_prefix('P')?;
    let (mut days, mut is_time) = (0.0, false);
    while !rest.is_empty() {
        if let Some(time) = rest.strip_prefix('T') {
            (rest, is_time) = (time, true);
            continue;
        }
        let (number, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit() && !matches!(c, '.' | ','))?);
        let number: f64 = number.replace(',', ".").parse().ok()?;
        let mut chars = after.chars();
        days += number
            * match (chars.next()?, is_time) {
                ('D', false) => 1.0,
                ('H', true) => 1.0 / 24.0,
                ('M', true) => 1.0 / 1_440.0,
                ('S', true) => 1.0 / 86_400.0,
                _ => return None,
            };
        rest = chars.as_str();
    }
    Some(sign * days)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_dates() {
        for (days, text) in [
            (1_000.0, "1902-09-26"),
            (36_585.0, "2000-02-29"),
            (36_586.0, "2000-03-01"),
            (46_054.0, "2026-02-01"),
            (46_387.0, "2026-12-31"),
            (46_054.395_833_333, "2026-02-01 09:30"),
            (46_054.999_999_9, "2026-02-02"),
            (2_958_465.0, "9999-12-31"),
        ] {
            assert_eq!(date(days), text);
            assert!(days_of_date(text).is_some_and(|again| (again - days).abs() < 1e-5), "{text}");
        }
        assert_eq!(days_of_date("1899-12-30"), Some(0.0));
        assert_eq!(days_of_date("1899-12-31T12:00:00"), Some(1.5));
        for text in ["", "2026", "2026-13-01", "2026-00-10", "-2026-01-01", "2026-01-01T99:00:00", "a-b-c"] {
            assert_eq!(days_of_date(text), None, "{text}");
        }
        assert!(is_date(46_054.0) && !is_date(26.25) && !is_date(f64::NAN) && !is_date(1e9));
    }

    #[test]
    fn durations_are_hours_and_minutes() {
        for (text, expected) in [
            ("PT01H30M00S", Some("1h 30m")),
            ("PT26H15M00S", Some("26h 15m")),
            ("P2DT1H", Some("49h")),
            ("PT0H0M12.5S", Some("13s")),
            ("-PT1H", Some("-1h")),
            ("P1M", None),
            ("PT5", None),
            ("1:30", None),
            ("PT1.2.3H", None),
        ] {
            assert_eq!(days_of_duration(text).map(elapsed).as_deref(), expected, "{text}");
        }
    }
}
