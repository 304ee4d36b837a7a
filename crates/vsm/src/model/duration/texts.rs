//! Texts as people write them in tables and lists, with the times that they mean.

use super::*;
use crate::model::number::DecimalSign;

const WORKING: WorkingCalendar = WorkingCalendar::WORKING;

fn read(text: &str, hints: Hints) -> Result<TimeReading, String> {
    WORKING.read_time(text, &hints)
}

fn unit(unit: Unit) -> Hints {
    Hints { unit: Some(unit), ..Hints::default() }
}

fn printed(reading: &TimeReading) -> String {
    WORKING.print_estimate(reading.estimate.typical, reading.estimate.range)
}

/// Each text with the time that it means, on a working calendar. Nothing is left over, and nothing is guessed.
#[test]
fn spellings_of_times_are_read() {
    #[rustfmt::skip]
    let texts = [
        // Sums
        ("2h30", "2h 30m"), ("2h30m", "2h 30m"), ("1h45", "1h 45m"), ("2 h 30", "2h 30m"), ("1 h 05", "1h 5m"), ("1 h and 30 min", "1h 30m"), ("1 hour and 30 minutes", "1h 30m"),
        ("1h, 30m", "1h 30m"), ("1d + 4h", "1d 4h"), ("1d4h30m", "1d 4h 30m"), ("2m30", "2m 30s"), ("1 Std. 30 Min.", "1h 30m"), ("1 heure et 30 minutes", "1h 30m"), ("2 días y 4 horas", "2d 4h"),
        // ISO 8601
        ("PT4H", "4h"), ("P1DT2H", "1d 2h"), ("P2W", "2w"), ("PT1H30M", "1h 30m"), ("pt45s", "45s"), ("PT0.5H", "30m"),
        // Fractions and words
        ("½ h", "30m"), ("1½ h", "1h 30m"), ("1 ½ h", "1h 30m"), ("1/2 day", "4h"), ("2 1/2 days", "2d 4h"), ("3/4 h", "45m"), ("half a day", "4h"), ("half day", "4h"), ("a half day", "4h"),
        ("half an hour", "30m"), ("a week", "1w"), ("an hour and a half", "1h 30m"), ("one and a half days", "1d 4h"), ("two weeks", "2w"), ("ten minutes", "10m"), ("45'", "45m"), ("20′", "20m"), ("1h 30'", "1h 30m"), ("2'30\"", "2m 30s"), ("90''", "90s"), ("eine halbe Stunde", "30m"),
        ("anderthalb Tage", "1d 4h"), ("une demi-heure", "30m"), ("media hora", "30m"), ("medio día", "4h"), ("a quarter of an hour", "15m"), ("a fortnight", "2w"), ("1 quarter", "13w"),
        // Numbers
        ("1.5h", "1.5h"), ("1,5 h", "1.5h"), ("1 440 min", "1440m"), ("1\u{a0}440 min", "1440m"), ("1'440 min", "1440m"), ("1,200.5 h", "1200.5h"), ("1.200,5 h", "1200.5h"), ("1,234,567 s", "1234567s"), ("1.234.567 s", "1234567s"),
        ("３０分", "30m"), ("0.125 h", "7m 30s"), (".5 h", "30m"), ("0", "0"), ("~0", "0"), ("0 min", "0m"),
        // Around a time
        ("~3d", "3d"), ("~ 16 h", "16h"), ("≈ 90m", "90m"), ("about 1 h", "1h"), ("About 28 h", "28h"), ("ca. 18 h", "18h"), ("approx. 2 weeks", "2w"), ("avg 3 days", "3d"), ("average: 3 days", "3d"), ("Ø 3 Tage", "3d"),
        ("± 2h", "2h"), ("circa 2 uur", "2h"), ("environ 3 jours", "3d"), ("1 day avg", "1d"), ("2 days on average", "2d"), ("30 min est.", "30m"), ("30 min (est.)", "30m"), ("3 days (average)", "3d"), ("1 week per story", "1w"),
        ("8 hours per story", "1d"), ("30 min per item", "30m"), ("2h each", "2h"), ("2h/ticket", "2h"), ("20 min pro Stück", "20m"), ("3 days or so", "3d"), ("2 days?", "2d"), ("约2天", "2d"), ("約3日", "3d"),
        // Bounds
        ("<1h", "0–1h"), ("< 1 h", "0–1h"), ("≤ 60s", "0–60s"), ("<= 60s", "0–60s"), ("up to 2d", "0–2d"), ("max 4h", "0–4h"), ("max. 4 h", "0–4h"), ("4h max", "0–4h"), ("less than a day", "0–1d"), ("bis zu 3 Tage", "0–3d"),
        ("within 2 weeks", "0–2w"), ("1 day or less", "0–1d"), ("3天以内", "0–3d"), ("8+ hours", "1d+"), ("8h+", "1d+"), ("3d+", "3d+"), ("≥ 8h", "1d+"), (">= 8h", "1d+"), ("at least 2d", "2d+"), ("more than 1 week", "1w+"),
        ("> 1d", "1d+"), ("min. 2h", "2h+"), ("2h min.", "2h+"), ("2 weeks or more", "2w+"), ("mindestens 3 Tage", "3d+"), ("3天以上", "3d+"), ("2d (1d+)", "2d (1d+)"), ("2d (1d–3w)", "2d (1d–3w)"), ("2d (max 5d)", "2d (0–5d)"),
        ("2 days (1-3)", "2d (1d–3d)"), ("from 3 days", "3d+"),
        // Ranges
        ("1-2 days", "1d–2d"), ("1 - 2 weeks", "1w–2w"), ("2–14 d", "2d–14d"), ("3 to 5 days", "3d–5d"), ("between 1 and 2 days", "1d–2d"), ("from 2h to 1d", "2h–1d"), ("1d..3d", "1d–3d"), ("~1–2 days", "1d–2d"),
        ("30-60 min", "30m–60m"), ("one to two days", "1d–2d"), ("a week or two", "1w–2w"), ("an hour or two", "1h–2h"), ("1 or 2 days", "1d–2d"), ("1 bis 3 Tage", "1d–3d"), ("2 a 3 días", "2d–3d"), ("entre 2 y 3 días", "2d–3d"), ("2 à 3 jours", "2d–3d"), ("2~3天", "2d–3d"), ("2〜3日", "2d–3d"),
        ("4h–1d", "4h–1d"), ("1.5-2 h", "1.5h–2h"), ("1–2 days avg", "1d–2d"), ("od 2 do 3 dni", "2d–3d"),
        // Languages
        ("15 menit", "15m"), ("0,5 menit", "30s"), ("2 jam", "2h"), ("3 hari", "3d"), ("1 minggu", "1w"), ("3 días", "3d"), ("1 día", "1d"), ("1 semana", "1w"), ("2 horas", "2h"), ("30 minutos", "30m"), ("2 meses", "2mo"),
        ("3 dias", "3d"), ("2 semanas", "2w"), ("2 giorni", "2d"), ("3 ore", "3h"), ("2 settimane", "2w"), ("1 ora", "1h"), ("2 uur", "2h"), ("3 dagen", "3d"), ("2 weken", "2w"), ("1 maand", "1mo"), ("2 godz.", "2h"), ("5 godzin", "5h"),
        ("1 dzień", "1d"), ("2 dni", "2d"), ("3 tygodnie", "3w"), ("1 deň", "1d"), ("4 hodiny", "4h"), ("2 týždne", "2w"), ("3 j", "3d"), ("2 sem.", "2w"), ("1 an", "1y"), ("2 Std", "2h"), ("3 Wochen", "3w"), ("2天", "2d"), ("4小时", "4h"),
        ("4小時", "4h"), ("2天4小时", "2d 4h"), ("30分钟", "30m"), ("30 分鐘", "30m"), ("2周", "2w"), ("1个月", "1mo"), ("3个工作日", "3d"), ("半天", "4h"), ("两周", "2w"), ("1時間30分", "1h 30m"), ("3日", "3d"), ("3日間", "3d"), ("3일", "3d"), ("2시간", "2h"),
        ("30분", "30m"), ("1주", "1w"), ("2개월", "2mo"), ("2 timmar", "2h"), ("3 dage", "3d"), ("2 veckor", "2w"),
        // Which days
        ("5 business days", "1w"), ("3 working days", "3d"), ("10 business days", "10d"), ("3 workdays", "3d"), ("2 jours ouvrés", "2d"), ("2 días hábiles", "2d"), ("3 Werktage", "3d"), ("24 hours", "24h"),
        // Unknown and nothing
        ("TBD", ""), ("tbc", ""), ("NA", ""), ("n/a", ""), ("varies", ""), ("Variable", ""), ("depends", ""), ("…", ""), ("...", ""), ("∞", ""), ("-", ""), ("—", ""), ("?", ""), ("", ""), ("desconocido", ""), ("inconnu", ""),
        ("sconosciuto", ""), ("onbekend", ""), ("nieznane", ""), ("未知", ""), ("不明", ""), ("미정", ""), ("none", "0"), ("no wait", "0"), ("immediate", "0"), ("instant", "0"), ("? (1d–2d)", "1d–2d"), ("varies (1–3 days)", "1d–3d"),
        ("varies, 1-3 days", "1d–3d"),
        // Clocks
        ("26:15:00", "3d 2h 15m"), ("1 day, 6:30:00", "1d 6h 30m"), ("0 days 06:30:00", "6h 30m"), ("1d 06:30", "1d 6h 30m"), ("0:01:30", "1m 30s"), ("1:30 h", "1h 30m"), ("12:30 min", "12m 30s"),
    ];
    let mut wrong = Vec::new();
    for (text, time) in texts {
        let found = read(text, Hints::default());
        let fits = found.as_ref().is_ok_and(|found| {
            let expected = WORKING.parse_estimate(time).unwrap();
            let same = |a: Option<Written>, b: Option<Written>| a.map(|a| a.seconds) == b.map(|b| b.seconds);
            let range = |estimate: Estimate| estimate.range.map(|range| range.range());
            same(found.estimate.typical, expected.typical)
                && range(found.estimate) == range(expected)
                && found.rest.is_empty()
                && found.doubts.is_empty()
        });
        if !fits {
            wrong.push(format!("{text}: {time} but {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn words_behind_a_time_are_left_over() {
    for (text, time, rest) in [
        ("1 hour (look at it)", "1h", "look at it"),
        ("3 days (in a queue)", "3d", "in a queue"),
        ("30 min review", "30m", "review"),
        ("30 min ship", "30m", "ship"),
        ("1.5 days waiting", "1.5d", "waiting"),
        ("1 week (queue for planning)", "1w", "queue for planning"),
        ("6 hours (windows)", "6h", "windows"),
        ("30 min to ship", "30m", "to ship"),
        ("2h - waiting for the board", "2h", "waiting for the board"),
        ("2 hours, 3 people", "2h", "3 people"),
        ("2h 30 people", "2h", "30 people"),
        ("1–2 days (queue)", "1d–2d", "queue"),
        ("2 days (10 h of effort)", "2d", "10 h of effort"),
        ("2 days of waiting", "2d", "of waiting"),
        ("2 days working on it", "2d", "working on it"),
        ("TBD (ask the team)", "", "ask the team"),
        ("depends on the board", "", "on the board"),
        ("8h+ for hotfixes", "8h+", "for hotfixes"),
        ("3日間待ち", "3d", "待ち"),
        ("2d*", "2d", ""),
        ("30 min follow-up", "30m", "follow-up"),
        ("3 days each way", "3d", "each way"),
        ("same day", "", "same day"),
        ("Overnight", "", "Overnight"),
        ("next business day", "", "next business day"),
        ("a few days", "", "a few days"),
        ("several weeks", "", "several weeks"),
        ("overnight (12-16 h)", "12h–16h", "overnight"),
        ("a few days (if lucky)", "", "a few days (if lucky)"),
        ("mehrere Tage", "", "mehrere Tage"),
    ] {
        let found = read(text, Hints::default()).unwrap_or_else(|sentence| panic!("{text}: {sentence}"));
        assert_eq!(
            (printed(&found).as_str(), found.rest.as_str()),
            (
                &*printed(&TimeReading { estimate: WORKING.parse_estimate(time).unwrap(), ..TimeReading::default() }),
                rest
            ),
            "{text}"
        );
        if !rest.is_empty() && !time.is_empty() {
            let sentence = WORKING.parse_estimate(text).unwrap_err();
            assert!(sentence.contains(&format!("Move “{rest}” to the note.")), "{text}: {sentence}");
        }
    }
    let share = read("≤ 200ms p95", Hints::default()).unwrap();
    assert_eq!((printed(&share).as_str(), share.rest.as_str(), share.doubts.len()), ("0–0", "p95", 1));
}

#[test]
fn bare_numbers_take_the_unit_of_the_heading() {
    for (text, hint, time) in [
        ("2", Unit::Day, "2d"),
        ("1.5", Unit::Hour, "1.5h"),
        ("2 (1–3)", Unit::Day, "2d (1d–3d)"),
        ("1-2", Unit::Week, "1w–2w"),
        ("~30", Unit::Minute, "30m"),
        ("10+", Unit::Day, "10d+"),
        ("<5", Unit::Minute, "0–5m"),
        ("2 on average", Unit::Day, "2d"),
        ("1 440", Unit::Minute, "1440m"),
        ("½", Unit::Hour, "30m"),
        ("30m", Unit::Hour, "30m"),
        ("24 hours", Unit::Day, "24h"),
        ("2 (avg)", Unit::Day, "2d"),
        ("1–3 h", Unit::Day, "1h–3h"),
        ("0", Unit::Day, "0"),
        ("2..3", Unit::Hour, "2h–3h"),
        ("1/2", Unit::Day, "4h"),
    ] {
        let found = read(text, unit(hint)).unwrap_or_else(|sentence| panic!("{text}: {sentence}"));
        assert_eq!((printed(&found).as_str(), &*found.rest, &*found.doubts), (time, "", &[][..]), "{text}");
    }
    let remark = read("5 (in queue)", unit(Unit::Day)).unwrap();
    assert_eq!((printed(&remark).as_str(), remark.rest.as_str()), ("5d", "in queue"));
}

#[test]
fn guesses_are_told() {
    for (text, hints, calendar, time, doubt) in [
        ("12:30", Hints::default(), WORKING, "1d 4h 30m", "12:30 was read as hours and minutes: 12h 30m."),
        ("12:30", unit(Unit::Hour), WORKING, "1d 4h 30m", "12:30 was read as hours and minutes: 12h 30m."),
        ("a couple of days", Hints::default(), WORKING, "2d", "“a couple of days” was read as 2."),
        ("couple of days", Hints::default(), WORKING, "2d", "“couple of days” was read as 2."),
        ("2 x 30 min", Hints::default(), WORKING, "60m", "“2 x 30 min” was read as 1h."),
        ("3 x 10", unit(Unit::Minute), WORKING, "30m", "“3 x 10” was read as 30m."),
        ("3×1h", Hints::default(), WORKING, "3h", "“3×1h” was read as 3h."),
        ("30 min x 3", Hints::default(), WORKING, "1h 30m", "“30 min x 3” was read as 1h 30m."),
        ("1h (x3)", Hints::default(), WORKING, "3h", "“1h (x3)” was read as 3h."),
        ("200ms", Hints::default(), WORKING, "0", "0.2 s was rounded to 0 s."),
        (
            "2 calendar days",
            Hints::default(),
            WORKING,
            "2d",
            "“2 calendar days” was read as 2d: the working calendar has no weekends.",
        ),
        ("2 edays", Hints::default(), WORKING, "2d", "“2 edays” was read as 2d: the working calendar has no weekends."),
        (
            "5 business days",
            Hints::default(),
            WorkingCalendar::CALENDAR,
            "1w",
            "“5 business days” was read as 1w: 5 working days are a week.",
        ),
        (
            "7 Werktage",
            Hints::default(),
            WorkingCalendar::CALENDAR,
            "1w 2d",
            "“7 Werktage” was read as 1w 2d: 5 working days are a week.",
        ),
        (
            "8 working hours",
            Hints::default(),
            WorkingCalendar::CALENDAR,
            "8h",
            "“8 working hours” was read as hours of calendar time.",
        ),
    ] {
        let found = calendar.read_time(text, &hints).unwrap_or_else(|sentence| panic!("{text}: {sentence}"));
        let printed = calendar.print_estimate(found.estimate.typical, found.estimate.range);
        assert_eq!((printed.as_str(), found.doubts), (time, vec![doubt.to_owned()]), "{text}");
    }
    let calendar_days = WorkingCalendar::CALENDAR.read_time("2 calendar days", &Hints::default()).unwrap();
    assert_eq!(
        (calendar_days.estimate.typical.map(|time| time.seconds), calendar_days.doubts),
        (Some(172_800), vec![])
    );
    let range = WorkingCalendar::CALENDAR.read_time("5-10 business days", &Hints::default()).unwrap();
    assert_eq!(WorkingCalendar::CALENDAR.print_range(range.estimate.range.unwrap()), "1w–2w");
}

#[test]
fn headings_say_how_colons_are_meant() {
    use ClockPattern::{DaysHoursMinutes, HoursMinutes, HoursMinutesSeconds, MinutesSeconds};
    for (text, pattern, seconds) in [
        ("12:30", MinutesSeconds, 750),
        ("0:10", MinutesSeconds, 10),
        ("0:05", MinutesSeconds, 5),
        ("90:00", MinutesSeconds, 5400),
        ("1:02:03", MinutesSeconds, 3723),
        ("12:30", HoursMinutes, 45_000),
        ("1:30:00", HoursMinutesSeconds, 5400),
        ("1:06:30", DaysHoursMinutes, 8 * 3600 + 6 * 3600 + 1800),
    ] {
        let hints = Hints { pattern: Some(pattern), unit: Some(Unit::Minute), ..Hints::default() };
        let found = read(text, hints).unwrap_or_else(|sentence| panic!("{text}: {sentence}"));
        assert_eq!((found.estimate.typical.map(|time| time.seconds), found.doubts), (Some(seconds), vec![]), "{text}");
    }
    let range = read("1:00–2:30", Hints { pattern: Some(MinutesSeconds), ..Hints::default() }).unwrap();
    assert_eq!(printed(&range), "1m–2m 30s");
}

#[test]
fn doubtful_texts_are_refused_with_a_sentence() {
    for (text, hints, part) in [
        ("1.250 min", Hints::default(), "1.250 could mean 1250 or 1.25."),
        ("1,440 min", Hints::default(), "1,440 could mean 1440 or 1.44."),
        ("1.250", unit(Unit::Minute), "1.250 could mean 1250 or 1.25."),
        ("1.250 min", Hints { sign: DecimalSign::Both, ..Hints::default() }, "could mean"),
        ("12:30", unit(Unit::Minute), "12:30 could be hours or minutes."),
        ("1h:30m", Hints::default(), "isn’t a time"),
        ("30 min x 3 people", Hints::default(), "isn’t a time"),
        ("2-3 x 30 min", unit(Unit::Minute), "isn’t a range"),
        ("3/5", unit(Unit::Day), "could be a date or a share"),
        ("05.10.", unit(Unit::Day), "is a date"),
        ("4h/8h", Hints::default(), "holds two times"),
        ("2h per week", Hints::default(), "is a share of a time"),
        ("4h/day", Hints::default(), "is a share of a time"),
        ("9:00 AM", Hints::default(), "is a time of day"),
        ("12", Hints::default(), "Add a unit, such as 12h"),
        ("2d 4", Hints::default(), "Add a unit, such as 4h"),
        ("2 crates", Hints::default(), "“crates” isn’t a time unit."),
        ("2 crates", unit(Unit::Day), "“crates” isn’t a time unit."),
        ("a while", Hints::default(), "isn’t a time"),
        ("soon", Hints::default(), "isn’t a time"),
        ("1d–", Hints::default(), "isn’t a range"),
        ("3w–1d", Hints::default(), "shorter time of the range first"),
        ("-2d", Hints::default(), "is negative"),
        ("1:75", Hints::default(), "isn’t a time"),
        ("2024-05-01", unit(Unit::Day), "is a date"),
        ("5-Oct", unit(Unit::Day), "is a date"),
        ("22.11.2026", unit(Unit::Day), "is a date"),
        ("11/22/26", unit(Unit::Day), "is a date"),
        ("200y", Hints::default(), "up to 100 years"),
        ("1.2.3", unit(Unit::Day), "isn’t a time"),
        ("80%", unit(Unit::Day), "isn’t a time"),
        ("80%", Hints::default(), "."),
    ] {
        let sentence = read(text, hints).map(|found| format!("{found:?}")).unwrap_err();
        assert!(sentence.contains(part) && sentence.ends_with('.'), "{text}: {sentence}");
        assert!(!sentence.contains("range.") || text.contains(['-', '–']), "{text}: {sentence}");
    }
    let decided =
        |text: &str, sign| read(text, Hints { sign, ..Hints::default() }).unwrap().estimate.typical.unwrap().seconds;
    assert_eq!(decided("1.250 min", DecimalSign::Comma), 75_000);
    assert_eq!(decided("1.250 min", DecimalSign::Point), 75);
    assert_eq!(decided("1,250 min", DecimalSign::Point), 75_000);
    assert!(WORKING.parse("1,440m").is_err());
    assert_eq!(WORKING.parse("1.125h"), Ok(4050));
}

#[test]
fn cadences_are_read() {
    #[rustfmt::skip]
    let texts = [
        ("weekly", "1w", ""), ("every 2 weeks", "2w", ""), ("bi-weekly", "2w", ""), ("fortnightly", "2w", ""), ("2x per week", "2d 4h", ""), ("twice a week", "2d 4h", ""), ("3 times a month", "1w 2d 1h 46m 40s", ""),
        ("every other day", "2d", ""), ("once per quarter", "13w", ""), ("once a quarter", "13w", ""), ("every quarter", "13w", ""), ("every Friday", "1w", ""), ("Fridays", "1w", ""), ("on Fridays", "1w", ""),
        ("Mondays and Thursdays", "2d 4h", ""), ("every Monday and Thursday", "2d 4h", ""), ("every other Friday", "2w", ""), ("first Monday of the month", "1mo", ""), ("2/week", "2d 4h", ""), ("2 per week", "2d 4h", ""), ("2x/week", "2d 4h", ""),
        ("twice weekly", "2d 4h", ""), ("3x daily", "2h 40m", ""), ("once every 2 weeks", "2w", ""), ("daily at 9:00", "1d", "at 9:00"), ("weekly on Tuesdays", "1w", "on Tuesdays"), ("weekly (Tuesday)", "1w", "Tuesday"),
        ("wöchentlich", "1w", ""), ("alle 2 Wochen", "2w", ""), ("zweimal pro Woche", "2d 4h", ""), ("2x pro Woche", "2d 4h", ""), ("jeden Freitag", "1w", ""), ("freitags", "1w", ""), ("hebdomadaire", "1w", ""), ("chaque semaine", "1w", ""),
        ("toutes les 2 semaines", "2w", ""), ("deux fois par semaine", "2d 4h", ""), ("tous les jours", "1d", ""), ("semanal", "1w", ""), ("cada 2 semanas", "2w", ""), ("dos veces por semana", "2d 4h", ""), ("ogni settimana", "1w", ""),
        ("due volte a settimana", "2d 4h", ""), ("wekelijks", "1w", ""), ("elke 2 weken", "2w", ""), ("twee keer per week", "2d 4h", ""), ("co 2 tygodnie", "2w", ""), ("dwa razy w tygodniu", "2d 4h", ""), ("setiap hari", "1d", ""), ("每周", "1w", ""), ("每周一次", "1w", ""), ("每月两次", "2w 6h 40m", ""), ("月2回", "2w 6h 40m", ""), ("주 1회", "1w", ""),
        ("毎週", "1w", ""), ("매주", "1w", ""), ("on demand", "", "on demand"), ("ad hoc", "", "ad hoc"), ("any time", "", "any time"), ("continuous", "", "continuous"),
    ];
    let mut wrong = Vec::new();
    for (text, time, rest) in texts {
        let hints = Hints { unit: Some(Unit::Day), ..Hints::default() };
        match read(text, hints) {
            Ok(found) if (printed(&found).as_str(), found.rest.as_str()) == (time, rest) && found.doubts.is_empty() => {
            }
            found => wrong.push(format!("{text}: {time} {rest} but {found:?}")),
        }
        if is_frequency(text) != (rest.is_empty()) {
            wrong.push(format!("{text}: is_frequency"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
