//! Times in readable form.

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// `5 minutes ago`; the date after two weeks. Times are milliseconds since 1970.
pub(crate) fn ago(at_ms: i64, now_ms: i64) -> String {
    let ago = |number: i64, unit: &str| format!("{number} {unit}{} ago", if number == 1 { "" } else { "s" });
    match now_ms.saturating_sub(at_ms) {
        past if past < MINUTE => "just now".to_owned(),
        past if past < HOUR => ago(past / MINUTE, "minute"),
        past if past < DAY => ago(past / HOUR, "hour"),
        past if past < 14 * DAY => ago(past / DAY, "day"),
        _ => format!("on {}", date(at_ms)),
    }
}

/// For a `datetime` attribute: `2026-11-22T14:03:05Z`.
pub(crate) fn stamp(at_ms: i64) -> String {
    let seconds = at_ms.rem_euclid(DAY) / 1000;
    format!("{}T{:02}:{:02}:{:02}Z", date(at_ms), seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// `14:03`, in UTC.
pub(crate) fn time(at_ms: i64) -> String {
    let minutes = at_ms.rem_euclid(DAY) / MINUTE;
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

/// The day as a heading: `Today, 2026-11-22`, in UTC.
pub(crate) fn day(at_ms: i64, now_ms: i64) -> String {
    match now_ms.div_euclid(DAY) - at_ms.div_euclid(DAY) {
        0 => format!("Today, {}", date(at_ms)),
        1 => format!("Yesterday, {}", date(at_ms)),
        _ => date(at_ms),
    }
}

/// `2026-11-22`, in UTC. Howard Hinnant's civil-from-days.
pub(crate) fn date(at_ms: i64) -> String {
    let days = at_ms.div_euclid(DAY) + 719_468;
    let era = days.div_euclid(146_097);
    let day_of_era = days.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    format!("{year:04}-{month:02}-{day:02}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn date_follows_the_civil_calendar() {
        assert_eq!(stamp(0), "1970-01-01T00:00:00Z");
        assert_eq!(stamp(951_782_399_000), "2000-02-28T23:59:59Z");
        assert_eq!(date(951_782_400_000), "2000-02-29");
        assert_eq!(date(1_767_225_600_000), "2026-01-01");
    }

    #[test]
    fn timestamp_has_day_and_time() {
        assert_eq!((time(0), time(DAY - 1)), ("00:00".to_owned(), "23:59".to_owned()));
        assert_eq!(day(5, DAY - 1), "Today, 1970-01-01");
        assert_eq!(day(DAY - 1, DAY), "Yesterday, 1970-01-01");
        assert_eq!(day(0, 2 * DAY), "1970-01-01");
    }

    #[test]
    fn past_time_is_shown_in_its_largest_unit() {
        assert_eq!(ago(0, 59_999), "just now");
        assert_eq!(ago(0, 60_000), "1 minute ago");
        assert_eq!(ago(0, 2 * HOUR + 5), "2 hours ago");
        assert_eq!(ago(0, 3 * DAY), "3 days ago");
        assert_eq!(ago(0, 20 * DAY), "on 1970-01-01");
    }
}
