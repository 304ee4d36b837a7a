use super::*;

const HOUR: Seconds = 3600;
const DAY: Seconds = 8 * HOUR;
const WEEK: Seconds = 5 * DAY;

#[test]
fn common_spellings_of_durations_are_parsed() {
    let c = WorkingCalendar::WORKING;
    for (text, seconds) in [
        ("4h", 14_400),
        ("1.5h", 5_400),
        ("1,5 h", 5_400),
        ("2d 4h", 72_000),
        ("2d4h", 72_000),
        ("2d, 4h", 72_000),
        ("2w", 288_000),
        ("90m", 5_400),
        ("2 Weeks", 288_000),
        ("1mo", 624_000),
        ("0", 0),
        ("0s", 0),
        ("none", 0),
        ("1y", 7_488_000),
        ("2h30", 9_000),
        ("1h45", 6_300),
        ("1 h 05", 3_900),
        ("1 hour and 30 minutes", 5_400),
        ("2d + 4h", 72_000),
        ("1 Std. 30 Min.", 5_400),
        ("3 business days", 3 * DAY),
        ("1½ h", 5_400),
        ("1/2 day", 4 * HOUR),
        ("half a day", 4 * HOUR),
        ("a week", WEEK),
        ("two weeks", 2 * WEEK),
        ("2日", 2 * DAY),
        ("3時間30分", 3 * HOUR + 1800),
        ("PT4H", 4 * HOUR),
        ("P1DT2H", DAY + 2 * HOUR),
        ("P1W", WEEK),
        ("pt1h30m", 5_400),
    ] {
        assert_eq!(c.parse(text), Ok(seconds), "{text}");
    }
    assert_eq!(WorkingCalendar::CALENDAR.parse("1w 1d"), Ok(8 * 86_400));
}

#[test]
fn frequencies_are_times() {
    let c = WorkingCalendar::WORKING;
    for (text, printed) in [
        ("hourly", "1h"),
        ("daily", "1d"),
        ("Weekly", "1w"),
        ("fortnightly", "2w"),
        ("monthly", "1mo"),
        ("quarterly", "13w"),
        ("yearly", "1y"),
        ("every week", "1w"),
        ("every 2 weeks", "2w"),
        ("Every two weeks", "2w"),
        ("every other day", "2d"),
        ("every 10 days", "10d"),
        ("once a week", "1w"),
        ("twice a week", "2d 4h"),
        ("2x/week", "2d 4h"),
        ("4 times per week", "1d 2h"),
        ("twice a day", "4h"),
        ("wöchentlich", "1w"),
        ("alle 2 Wochen", "2w"),
        ("zweimal pro Woche", "2d 4h"),
    ] {
        assert_eq!(c.parse_written(text).map(|written| c.print(written)), Ok(printed.to_owned()), "{text}");
        assert!(is_frequency(text), "{text}");
    }
    for text in ["4h", "2 h", "a week", "8 hours per story", "30 min per day", "0 times a week", "every"] {
        assert!(!is_frequency(text), "{text}");
    }
}

#[test]
fn estimates_are_parsed() {
    let c = WorkingCalendar::WORKING;
    let read = |text: &str| c.parse_estimate(text).map(|e| c.print_estimate(e.typical, e.range));
    for (text, printed) in [
        ("2d (1d–3w)", "2d (1d–3w)"),
        ("1–3d", "1d–3d"),
        ("1d-3d", "1d–3d"),
        ("1–2 days", "1d–2d"),
        ("~1–2 days", "1d–2d"),
        ("2-14 d", "2d–14d"),
        ("one to two days", "1d–2d"),
        ("between 1 and 2 days", "1d–2d"),
        ("from 2h to 1d", "2h–1d"),
        ("1 bis 3 Tage", "1d–3d"),
        ("~3d", "3d"),
        ("≈ 90m", "90m"),
        ("About 28 h", "28h"),
        ("ca. 18 h", "18h"),
        ("<1h", "0–1h"),
        ("≤ 60s", "0–60s"),
        ("up to 2 days", "0–2d"),
        ("weekly", "1w"),
        ("bi-weekly", "2w"),
        ("?", ""),
        ("TBD", ""),
        ("varies", ""),
        ("N/A", ""),
        ("...", ""),
        ("? (1d–2d)", "1d–2d"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(printed), "{text}");
    }
    assert!(c.parse_estimate("2d (3w–1d)").unwrap_err().contains("shorter time"));
    assert!(c.parse_estimate("-2d").unwrap_err().contains("negative"));
    for (text, printed) in [
        ("3d+", "3d+"),
        ("8+ hours", "8h+"),
        (">3d", "3d+"),
        ("at least 3d", "3d+"),
        ("3d or more", "3d+"),
        ("min. 2h", "2h+"),
        ("2d (1d+)", "2d (1d+)"),
    ] {
        assert_eq!(read(text).as_deref(), Ok(printed), "{text}");
        assert_eq!(read(printed).as_deref(), Ok(printed), "{text}");
    }
    for (text, part) in
        [("8h+", "no upper limit"), ("1d–3w", "is a range"), ("<1h", "is a range"), ("TBD", "isn’t a time")]
    {
        assert!(c.parse_written(text).unwrap_err().contains(part), "{text}");
    }
    assert_eq!(c.parse_range("8h+").map(|range| c.print_range(range)).as_deref(), Ok("8h+"));
    assert!(c.parse_range("2d").unwrap_err().contains("is one time"));
}

#[test]
fn incomplete_ranges_are_quoted_as_typed() {
    let c = WorkingCalendar::WORKING;
    for text in [
        "1–",
        "1d–",
        "1d -",
        "1..",
        "1d –3w–4w",
        "1d–3w–4w",
        "1d–-3w",
        "1d––3w",
        "2d (1d–",
        "2d (1d–3w–4w)",
        "2d to 3d to 4d",
    ] {
        let sentence = format!("“{text}” isn’t a range. Use a format like 1d–3w.");
        assert_eq!(c.parse_estimate(text), Err(sentence.clone()), "{text}");
    }
    assert!(c.parse_estimate("(1d)").unwrap_err().contains("isn’t a time"));
    assert!(c.parse_estimate("2d (1d)").unwrap_err().contains("Move “1d” to the note"));
    for text in ["–2d", "-2d", "—2d", "−1h"] {
        let sentence = format!("“{text}” is negative. Enter a time of 0 or more, or a range like 1d–3w.");
        assert_eq!(c.parse_estimate(text), Err(sentence), "{text}");
    }
    for text in ["1–", "1d–", "1..", "1d–3w–4w"] {
        assert!(c.parse_range(text).unwrap_err().starts_with(&format!("“{text}” isn’t a range.")), "{text}");
    }
    assert_eq!(c.parse_estimate("2d (?)"), c.parse_estimate("2d"));
}

#[test]
fn invalid_durations_return_a_sentence() {
    let c = WorkingCalendar::WORKING;
    #[rustfmt::skip]
    let texts = [
        "", "-2d", "−2d", "12", "2x", "abc", "NaN", "inf", "1.2.3h", "1e5h", "1:30", "200y", "99999999999999999999w", ".", "2d4", "1h5", "1/0 d",
        "P", "PT", "P4H", "PT99999999999999999H", "half", "every", "<", "~", "İİ", "1,440m", "½", "2h 99",
    ];
    for text in texts {
        let sentence = c.parse(text).unwrap_err();
        assert!(sentence.ends_with('.'), "{text}: {sentence}");
    }
    assert!(c.parse("a while").unwrap_err().starts_with("“a while” isn’t a time."));
    assert!(c.parse("2 crates").unwrap_err().starts_with("“crates” isn’t a time unit."));
}

#[test]
fn written_times_stay_as_written() {
    let c = WorkingCalendar::WORKING;
    for text in [
        "5d", "30h", "0", "0s", "90m", "1.5h", "0.5d", "2d 4h", "1w", "10d", "1y", "3mo", "1mo 1w", "120s", "9d 3h",
        "24h", "8h", "1d 30m", "1.5mo",
    ] {
        let written = c.parse_written(text).unwrap();
        assert_eq!(c.print(written), text);
        assert_eq!(c.parse(&c.print(written)), Ok(written.seconds), "{text}");
    }
    assert_eq!(c.print(c.parse_written("1,50 h").unwrap()), "1.5h");
    // Weir's own spelling isn't remembered.
    for text in ["1w", "2d 4h", "90s", "1.0h", "0", "4h"] {
        let printed = c.parse_written(&c.print(c.parse(text).unwrap())).unwrap();
        assert_eq!(printed.spelling, None, "{text}");
    }
    for spelling in Unit::ALL.into_iter().flat_map(|unit| [true, false].map(|decimal| Spelling { unit, decimal })) {
        assert_eq!(Spelling::from_code(&spelling.code()), Some(spelling));
    }
    assert_eq!(Spelling::from_code("fortnight"), None);
}

#[test]
fn computed_durations_have_at_most_two_units() {
    let c = WorkingCalendar::WORKING;
    for (seconds, text) in [
        (0, "0"),
        (59, "59s"),
        (60, "1m"),
        (61, "1m"),
        (90, "2m"),
        (5 * HOUR + 42 * 60 + 51, "5h 43m"),
        (7 * HOUR + 59 * 60 + 45, "1d"),
        (2 * WEEK + 3 * DAY, "2w 3d"),
        (WEEK + 3 * HOUR, "1w 3h"),
        (WEEK + 3 * HOUR + 60, "1w"),
        (DAY + HOUR + 1705, "1d 1h"),
        (WEEK * 4 + DAY * 4 + 28_000, "5w"),
        (9 * WEEK + 3 * DAY, "9w 3d"),
    ] {
        assert_eq!(c.about(seconds), text, "{seconds}");
    }
    assert_eq!(about_elapsed(95_400), "26h 30m");
    assert_eq!(about_elapsed(95_429), "26h 30m");
    assert_eq!(about_elapsed(45), "45s");
    let odd = WorkingCalendar { days_per_week: 4.5, ..c };
    assert_eq!(odd.about(odd.week() * 3 + odd.day() * 2 + 1000), "3w 2d");
}

#[test]
fn durations_are_printed_exactly() {
    let c = WorkingCalendar::WORKING;
    assert_eq!(c.print(624_000), "1mo");
    assert_eq!(c.print(13 * WEEK), "13w");
    assert_eq!(c.print(61), "1m 1s");
    assert_eq!(print_elapsed(95_400_u64), "26h 30m");
    let elapsed = |text: &str| print_elapsed(WorkingCalendar::CALENDAR.parse_written(text).unwrap());
    assert_eq!(["90m", "1d", "1.5h", "0", "2d 1h"].map(elapsed), ["90m", "24h", "1.5h", "0", "49h"]);
}

#[test]
fn cadences_are_words() {
    let c = WorkingCalendar::WORKING;
    for (text, words) in [
        ("1w", "weekly"),
        ("5d", "weekly"),
        ("1d", "daily"),
        ("1mo", "monthly"),
        ("2w", "every 2 weeks"),
        ("20h", "twice a week"),
        ("3d", "every 3 days"),
        ("30h", "every 30h"),
        ("90m", "every 90m"),
    ] {
        assert_eq!(c.print_cadence(c.parse_written(text).unwrap()), words, "{text}");
    }
}

#[test]
fn rescaled_duration_reads_the_same() {
    let (w, c) = (WorkingCalendar::WORKING, WorkingCalendar::CALENDAR);
    for text in ["1w 1d 1h", "1mo", "24h", "30h", "5d", "1.5d", "90m", "8h", "0", "1y"] {
        for (from, to) in [(&w, &c), (&c, &w)] {
            let written = from.parse_written(text).unwrap();
            let rescaled = from.rescale(written, to);
            assert_eq!(to.print(rescaled), from.print(written), "{text}");
            assert_eq!(Ok(rescaled.seconds), to.parse(text), "{text}");
        }
    }
    assert_eq!(w.rescale(624_000, &c).seconds, c.month());
}
