use super::*;

#[test]
fn numbers_are_read_with_words_around_them() {
    for (text, value, rest) in [
        ("12 tickets", 12.0, "tickets"),
        ("500 pcs", 500.0, "pcs"),
        ("500pcs", 500.0, "pcs"),
        ("~30", 30.0, ""),
        ("~50 pcs", 50.0, "pcs"),
        ("0.5 FTE", 0.5, "FTE"),
        ("2 people", 2.0, "people"),
        ("3 (of 5)", 3.0, "of 5"),
        ("3 of 5", 3.0, "of 5"),
        ("1½", 1.5, ""),
        ("1/2", 0.5, ""),
        ("2 1/2", 2.5, ""),
        ("1 440", 1440.0, ""),
        ("1\u{a0}440", 1440.0, ""),
        ("1\u{202f}234\u{202f}567", 1_234_567.0, ""),
        ("1'440", 1440.0, ""),
        ("12’000.5", 12000.5, ""),
        ("1,200.5", 1200.5, ""),
        ("1.200,5", 1200.5, ""),
        ("1,234,567", 1_234_567.0, ""),
        ("1.234.567", 1_234_567.0, ""),
        ("１０", 10.0, ""),
        ("0.125", 0.125, ""),
        ("0,125", 0.125, ""),
        (".8", 0.8, ""),
        ("-5", -5.0, ""),
        ("two people", 2.0, "people"),
        ("3 people (avg)", 3.0, "people (avg)"),
        ("3 avg", 3.0, ""),
        ("none", 0.0, ""),
        ("12 tickets, 3 bugs", 12.0, "tickets, 3 bugs"),
        ("30件", 30.0, "件"),
    ] {
        let found = read_number(text, DecimalSign::Unknown).unwrap_or_else(|sentence| panic!("{text}: {sentence}"));
        assert_eq!((found.value, found.rest.as_str(), found.doubts), (Some(value), rest, vec![]), "{text}");
    }
    for text in ["", "?", "TBD", "n/a", "varies", "未知"] {
        assert_eq!(read_number(text, DecimalSign::Unknown), Ok(NumberReading::default()), "{text}");
    }
}

#[test]
fn typed_numbers_are_exact() {
    for (text, value) in
        [("2,5", Some(2.5)), ("1.125", Some(1.125)), ("1 440", Some(1440.0)), ("~30", Some(30.0)), ("?", None)]
    {
        assert_eq!(parse_number(text), Ok(value), "{text}");
    }
    assert_eq!(parse_percent("12,5 %"), Ok(Some(12.5)));
    for (text, part) in [
        ("12 tickets", "Move “tickets” to the note."),
        ("1,440", "could mean 1440 or 1.44"),
        ("3–5", "isn’t exact. Enter one number."),
        ("some", NO_NUMBER),
    ] {
        assert!(parse_number(text).unwrap_err().contains(part), "{text}");
    }
}

#[test]
fn guesses_are_told() {
    for (text, value) in [
        ("10+", 10.0),
        ("≥ 95", 95.0),
        ("<5", 5.0),
        ("max 3", 3.0),
        ("3–5", 4.0),
        ("3 to 5", 4.0),
        ("5k", 5000.0),
        ("3/5", 0.6),
    ] {
        let found = read_number(text, DecimalSign::Unknown).unwrap_or_else(|sentence| panic!("{text}: {sentence}"));
        assert_eq!((found.value, found.doubts.len()), (Some(value), 1), "{text}");
        assert!(found.doubts[0].contains(&format!("“{text}” was read as {value}")), "{:?}", found.doubts);
    }
}

#[test]
fn texts_that_are_no_number_are_refused() {
    for text in [
        "Anna, Bob",
        "1e5",
        "inf",
        "1.2.3",
        "5 days",
        "3 h",
        "1:30",
        "1 44",
        "2024-05-01",
        "12/5",
        "1/0",
        "50 %",
        "abc",
        "--5",
        "10-",
        ".",
        ",",
        "½ day",
        "999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999999",
    ] {
        let sentence = read_number(text, DecimalSign::Unknown).map(|found| format!("{found:?}")).unwrap_err();
        assert!(sentence.ends_with('.'), "{text}: {sentence}");
    }
}

#[test]
fn one_sign_before_three_digits_is_decided_by_other_numbers() {
    use DecimalSign::{Both, Comma, Point, Unknown};
    for sign in [Unknown, Both] {
        for (text, sentence) in [
            ("1.250", "1.250 could mean 1250 or 1.25."),
            ("2.000", "2.000 could mean 2000 or 2."),
            ("1,440", "1,440 could mean 1440 or 1.44."),
        ] {
            assert!(read_number(text, sign).unwrap_err().starts_with(sentence), "{text}");
        }
    }
    for (text, sign, value) in [
        ("1.250", Comma, 1250.0),
        ("1.250", Point, 1.25),
        ("1,440", Point, 1440.0),
        ("1,440", Comma, 1.44),
        ("1,5", Point, 1.5),
    ] {
        assert_eq!(read_number(text, sign).unwrap().value, Some(value), "{text}");
    }
    for (cells, sign) in [
        (&["1,5", "1.250"][..], Comma),
        (&["1,440", "1,200.5"], Point),
        (&["1,440", "7"], Unknown),
        (&["1,5", "1.5"], Both),
        (&["0.125"], Point),
        (&["1.234.567"], Comma),
        (&["45 min", "1.250 min"], Unknown),
    ] {
        assert_eq!(DecimalSign::shown(cells.iter().copied()), sign, "{cells:?}");
    }
}

#[test]
fn percentages_are_read() {
    for (text, of_one, value) in [
        ("80", false, 80.0),
        ("80 %", false, 80.0),
        ("90\u{a0}%", false, 90.0),
        ("90\u{202f}%", false, 90.0),
        ("12,5%", false, 12.5),
        ("90 percent", false, 90.0),
        ("90 Prozent", false, 90.0),
        ("~85%", false, 85.0),
        ("９０％", false, 90.0),
        (".8", true, 80.0),
        ("0.8", true, 80.0),
        ("0,8", true, 80.0),
        ("0.9%", true, 0.9),
        ("1", true, 100.0),
        ("0.8", false, 0.8),
        ("100% (avg)", false, 100.0),
    ] {
        let found =
            read_percent(text, DecimalSign::Unknown, of_one).unwrap_or_else(|sentence| panic!("{text}: {sentence}"));
        assert_eq!((found.value, found.rest.as_str(), found.doubts), (Some(value), "", vec![]), "{text}");
    }
    for (text, value) in
        [("≥ 95 %", 95.0), ("80–90 %", 85.0), ("80%-90%", 85.0), ("> 99%", 99.0), ("9/10", 90.0), ("9 of 10", 90.0)]
    {
        let found =
            read_percent(text, DecimalSign::Unknown, false).unwrap_or_else(|sentence| panic!("{text}: {sentence}"));
        assert_eq!((found.value, found.doubts.len()), (Some(value), 1), "{text}");
    }
    let retry = read_percent("15 % retry", DecimalSign::Unknown, false).unwrap();
    assert_eq!((retry.value, retry.rest.as_str()), (Some(15.0), "retry"));
    assert_eq!(read_percent("TBC", DecimalSign::Unknown, false).unwrap().value, None);
}
