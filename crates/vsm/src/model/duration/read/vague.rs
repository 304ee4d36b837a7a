//! Times that aren’t told: `overnight`, `a few days`.

use crate::model::unit::Unit;
use crate::model::words::{MAX_QUOTED, after_any, strip_any, without_about};

/// Phrases for a time that is neither known nor nothing.
#[rustfmt::skip]
const VAGUE: &[&str] = &[
    "same day", "same-day", "the same day", "within the day", "same week", "next day", "next-day", "the next day", "next business day", "next working day", "nbd", "next week", "next morning", "overnight", "over night",
    "over the weekend", "weekend", "end of day", "eod", "am selben tag", "gleicher tag", "selber tag", "am nächsten tag", "nächster tag", "nächster werktag", "über nacht", "übers wochenende", "le jour même", "même jour",
    "le lendemain", "lendemain", "mismo día", "el mismo día", "al día siguiente", "día siguiente", "de un día para otro", "mesmo dia", "no mesmo dia", "dia seguinte", "stesso giorno", "in giornata", "giorno dopo",
    "dezelfde dag", "zelfde dag", "volgende dag", "tego samego dnia", "następnego dnia", "当天", "當天", "隔天", "次日", "当日", "翌日", "당일", "다음날",
];

/// Words for a number that isn't told, before a unit: `a few days`.
#[rustfmt::skip]
const SOME: &[&str] = &[
    "few", "a few", "several", "many", "some", "multiple", "einige", "ein paar", "mehrere", "wenige", "quelques", "plusieurs", "unos pocos", "unas pocas", "algunos", "algunas", "varios", "varias", "alguns", "algumas", "vários", "várias",
    "alcuni", "alcune", "qualche", "enkele", "paar", "een paar", "kilka", "数", "几", "幾", "몇",
];

/// Whether the text says that something takes time, but not how much: `overnight`, `a few days`.
pub(super) fn is_vague(text: &str) -> bool {
    let text = without_about(text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '.' | '!' | '?')));
    if text.starts_with(|c: char| c.is_ascii_digit()) || text.chars().count() > MAX_QUOTED {
        return false;
    }
    if VAGUE.contains(&text.to_lowercase().as_str()) {
        return true;
    }
    let unit = after_any(text, SOME).map(|rest| strip_any(rest, &["of"]).map_or(rest, str::trim_start));
    unit.is_some_and(|unit| Unit::parse(unit).is_some())
}
