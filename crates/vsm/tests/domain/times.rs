//! The reader of times reads what Weir prints, and no text makes it panic.

use proptest::prelude::*;
use vsm::model::duration::{Estimate, Hints, Spelling, Unit, WorkingCalendar, Written, WrittenRange};
use vsm::model::number::{DecimalSign, read_number, read_percent};

fn calendar() -> impl Strategy<Value = WorkingCalendar> {
    prop_oneof![
        Just(WorkingCalendar::WORKING),
        Just(WorkingCalendar::CALENDAR),
        Just(WorkingCalendar { hours_per_day: 7.5, days_per_week: 4.5, working_hours_per_week: None }),
    ]
}

fn written() -> impl Strategy<Value = (u64, Option<Spelling>)> {
    let seconds = prop_oneof![0..200_u64, 0..200_000_u64, 0..100_000_000_u64, (0..4000_u64).prop_map(|m| m * 1800)];
    let unit = proptest::sample::select(&Unit::ALL[..]);
    let spelling = proptest::option::of((unit, any::<bool>()).prop_map(|(unit, decimal)| Spelling { unit, decimal }));
    (seconds, spelling)
}

fn estimate() -> impl Strategy<Value = (WorkingCalendar, Estimate)> {
    let parts = (proptest::option::of(written()), proptest::option::of((written(), proptest::option::of(written()))));
    (calendar(), parts).prop_map(|(calendar, (typical, range))| {
        let settle = |(seconds, spelling)| calendar.settle(Written { seconds, spelling });
        let range = range.map(|(low, high)| match (settle(low), high.map(settle)) {
            (low, Some(high)) if high.seconds < low.seconds => WrittenRange { low: high, high: Some(low) },
            (low, high) => WrittenRange { low, high },
        });
        (calendar, Estimate { typical: typical.map(settle), range })
    })
}

/// Texts that look like times, and any others.
fn text() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(
        &[
            "1",
            "2",
            "30",
            "1.250",
            "1,5",
            "½",
            "/",
            ":",
            "-",
            "–",
            " ",
            "+",
            "(",
            ")",
            "h",
            "days",
            "min",
            "d",
            "weeks",
            "every",
            "twice",
            "a",
            "per",
            "x",
            "to",
            "between",
            "and",
            "half",
            "an",
            "<",
            "≥",
            "~",
            "max",
            "%",
            "P",
            "T",
            "天",
            "小时",
            "半",
            "日間",
            "週",
            "시간",
            "business",
            "of the month",
            "Friday",
            "review",
            "İ",
            "ß",
            "e\u{301}",
            "１",
            "\u{a0}",
            "'",
            ",",
            ".",
            "..",
            "TBD",
            "varies",
            "quarter of an",
            "ms",
            "y",
            "couple",
        ][..],
    );
    prop_oneof![proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat()), any::<String>()]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn printed_times_are_read_back((calendar, estimate) in estimate()) {
        let printed = calendar.print_estimate(estimate.typical, estimate.range);
        prop_assert_eq!(calendar.parse_estimate(&printed), Ok(estimate), "{}", printed);
        if let Estimate { typical: Some(typical), range: None } = estimate {
            prop_assert_eq!(calendar.parse_written(&printed), Ok(typical), "{}", printed);
        }
        if let Estimate { typical: None, range: Some(range) } = estimate {
            prop_assert_eq!(calendar.parse_range(&printed), Ok(range), "{}", printed);
        }
        for sign in [DecimalSign::Unknown, DecimalSign::Point] {
            match calendar.read_time(&printed, &Hints { sign, ..Hints::default() }) {
                Ok(found) => {
                    prop_assert_eq!(found.estimate, estimate, "{}", printed);
                    prop_assert_eq!((found.rest.as_str(), found.doubts.len()), ("", 0), "{}", printed);
                }
                Err(sentence) => prop_assert!(sign == DecimalSign::Unknown && sentence.contains("could mean"), "{} {}", printed, sentence),
            }
        }
    }

    #[test]
    fn any_text_is_read_or_refused_with_a_sentence(text in text(), calendar in calendar(), unit in proptest::option::of(proptest::sample::select(&Unit::ALL[..]))) {
        let hints = Hints { unit, ..Hints::default() };
        for refused in [
            calendar.read_time(&text, &hints).err(),
            calendar.parse_estimate(&text).err(),
            read_number(&text, DecimalSign::Unknown).err(),
            read_percent(&text, DecimalSign::Comma, true).err(),
        ].into_iter().flatten() {
            prop_assert!(refused.ends_with('.'), "{}", refused);
        }
        // What a field accepts, a cell reads as the same time.
        if let Ok(typed) = calendar.parse_estimate(&text)
            && let Ok(found) = calendar.read_time(&text, &Hints::default())
        {
            prop_assert_eq!(found.estimate, typed, "{}", text);
        }
    }

    #[test]
    fn printed_numbers_are_read_back(number in 0..1_000_000_u32, decimals in 0..100_u32) {
        let value = f64::from(number) + f64::from(decimals) / 100.0;
        prop_assert_eq!(read_number(&value.to_string(), DecimalSign::Point).map(|found| found.value), Ok(Some(value)));
    }
}
