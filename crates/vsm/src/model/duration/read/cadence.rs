//! How often something happens: `weekly`, `every 2 weeks`, `twice a week`, `Fridays`.

use crate::model::duration::read::sum::{Counted, unit_at};
use crate::model::duration::read::{Reader, one};
use crate::model::duration::written::{Spelling, Written};
use crate::model::duration::{Estimate, WorkingCalendar};
use crate::model::number::{number_in_words, scan};
use crate::model::unit::Unit;
use crate::model::words::{after_any, left_over, strip_any};

/// Cadences in one word.
#[rustfmt::skip]
const CADENCES: &[(f64, Unit, &[&str])] = &[
    (1.0, Unit::Hour, &["hourly", "stündlich", "toutes les heures", "每小时", "每小時", "毎時", "매시간", "setiap jam"]),
    (1.0, Unit::Day, &[
        "daily", "nightly", "everyday", "every night", "each night", "täglich", "tägl.", "werktäglich", "arbeitstäglich", "nächtlich", "jede nacht", "quotidien", "quotidienne", "quotidiennement", "journalier",
        "diario", "diaria", "diariamente", "diário", "diária", "giornaliero", "quotidiano", "giornalmente", "dagelijks", "codziennie", "dziennie", "denně", "denne", "harian", "dagligen", "dagligt",
        "weekdays", "on weekdays", "every weekday", "every working day", "every business day", "每天", "每日", "毎日", "日次", "매일",
    ]),
    (1.0, Unit::Week, &[
        "weekly", "wöchentlich", "wöchentl.", "hebdomadaire", "hebdo", "semanal", "semanalmente", "settimanale", "settimanalmente", "wekelijks", "tygodniowo", "cotygodniowo", "co tydzień", "raz w tygodniu", "týdně", "týždenne",
        "mingguan", "veckovis", "varje vecka", "ugentligt", "每周", "每週", "每星期", "毎週", "週次", "매주",
    ]),
    (2.0, Unit::Week, &[
        "fortnightly", "biweekly", "bi-weekly", "bi weekly", "every fortnight", "once a fortnight", "zweiwöchentlich", "zweiwöchig", "14-tägig", "14-täglich", "vierzehntägig", "bimensuel", "quincenal", "quinzenal", "quindicinale",
        "bisettimanale", "tweewekelijks", "co dwa tygodnie", "隔週", "隔周", "每两周", "每兩週", "격주",
    ]),
    (1.0, Unit::Month, &[
        "monthly", "monatlich", "mtl.", "mensuel", "mensuelle", "mensuellement", "mensual", "mensualmente", "mensal", "mensalmente", "mensile", "mensilmente", "maandelijks", "miesięcznie", "co miesiąc", "raz w miesiącu", "měsíčně", "mesačne",
        "bulanan", "månadsvis", "månedligt", "每月", "每个月", "每個月", "毎月", "月次", "매월", "매달",
    ]),
    (0.5, Unit::Month, &["semi-monthly", "semimonthly"]),
    (13.0, Unit::Week, &["quarterly", "vierteljährlich", "quartalsweise", "trimestriel", "trimestrielle", "trimestral", "trimestralmente", "trimestrale", "per kwartaal", "kwartalnie", "每季度", "四半期ごと", "분기별"]),
    (26.0, Unit::Week, &["half-yearly", "semiannually", "semi-annually", "twice yearly", "halbjährlich", "semestriel", "semestral", "semestrale", "halfjaarlijks"]),
    (1.0, Unit::Year, &[
        "yearly", "annually", "annual", "jährlich", "annuel", "annuelle", "anual", "anualmente", "annuale", "jaarlijks", "rocznie", "co rok", "ročně", "ročne", "tahunan", "årligen", "årligt", "每年", "毎年", "매년",
    ]),
];

/// Cadences that give no time between two events.
#[rustfmt::skip]
const WITHOUT_RHYTHM: &[&str] = &[
    "on demand", "on-demand", "ad hoc", "ad-hoc", "adhoc", "any time", "anytime", "at any time", "continuous", "continuously", "always", "as needed", "when needed", "if needed", "as required",
    "when ready", "irregular", "irregularly", "sporadic", "sporadically", "rarely", "sometimes", "event driven", "event-driven", "bei bedarf", "nach bedarf", "jederzeit", "laufend", "kontinuierlich", "unregelmäßig", "nach absprache",
    "à la demande", "au besoin", "en continu", "irrégulier", "bajo demanda", "a demanda", "según necesidad", "continuo", "sob demanda", "contínuo", "su richiesta", "al bisogno", "op aanvraag", "naar behoefte", "continu",
    "na żądanie", "w razie potrzeby", "ciągle", "按需", "随时", "隨時", "不定期", "随時", "必要に応じて", "수시", "필요시",
];

/// What stands before the time between two events.
#[rustfmt::skip]
const EVERY: &[&str] = &[
    "every", "each", "once every", "once each", "once in", "alle", "jede", "jeden", "jedes", "chaque", "tous les", "toutes les", "cada", "todos los", "todas las", "todos os", "todas as", "a cada", "ogni", "elke", "iedere", "elk", "ieder",
    "co", "każdy", "każdego", "każdą", "každý", "každé", "každou", "každú", "setiap", "tiap", "varje", "var", "hver", "hvert", "om de", "每", "毎", "매",
];

/// `every other week`, `every 2nd week`.
const SECOND: &[&str] =
    &["other", "second", "2nd", "zweite", "zweiten", "zweites", "2.", "drugi", "druhý", "tweede", "andra", "anden"];

/// How many times: `twice`.
#[rustfmt::skip]
const ADVERBS: &[(&str, f64)] = &[
    ("once", 1.0), ("twice", 2.0), ("thrice", 3.0), ("einmal", 1.0), ("zweimal", 2.0), ("dreimal", 3.0), ("viermal", 4.0), ("eenmaal", 1.0), ("eens", 1.0), ("tweemaal", 2.0), ("raz", 1.0), ("jednou", 1.0), ("dvakrát", 2.0),
    ("třikrát", 3.0), ("trikrát", 3.0), ("sekali", 1.0),
];

/// What follows a count: `3 times`.
#[rustfmt::skip]
const TIMES: &[&str] = &[
    "times", "time", "x", "×", "mal", "fois", "veces", "vez", "vezes", "volte", "volta", "keer", "maal", "razy", "krát", "kali", "gånger", "gång", "gange", "releases", "deployments", "deploys", "runs", "次", "回", "번", "회",
];

/// What stands before the unit that the events are counted in.
#[rustfmt::skip]
const PER: &[&str] = &[
    "per", "a", "an", "each", "every", "in a", "in the", "/", "pro", "je", "in der", "die", "am", "im", "par", "por", "a la", "al", "à", "ao", "na", "alla", "al", "a", "w", "za", "do", "om", "i", "om dagen", "se", "ve", "v",
];

/// Days of the week, each as its first letters.
#[rustfmt::skip]
const WEEKDAYS: &[&str] = &[
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "mon", "tue", "tues", "wed", "thu", "thur", "thurs", "fri", "sat", "sun",
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
    "lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo", "lunedì", "martedì", "mercoledì", "giovedì", "venerdì", "maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag",
    "poniedziałek", "wtorek", "środa", "środę", "czwartek", "piątek", "sobota", "niedziela", "senin", "selasa", "rabu", "kamis", "jumat",
];

/// What stands before `of the month`.
#[rustfmt::skip]
const ORDINALS: &[&str] = &[
    "first", "second", "third", "fourth", "last", "1st", "2nd", "3rd", "4th", "15th", "end", "beginning", "every first", "every last", "erster", "ersten", "letzter", "letzten", "jeden ersten", "jeden letzten", "premier", "dernier", "primer", "último", "primeiro",
];

/// The month that an ordinal belongs to.
const OF_MONTH: &[&str] = &[
    "of the month",
    "of each month",
    "of every month",
    "of month",
    "im monat",
    "des monats",
    "jeden monats",
    "du mois",
    "de chaque mois",
    "del mes",
    "de cada mes",
    "do mês",
    "del mese",
];

/// What may follow a cadence: `daily at 9`.
const AND_WHEN: &[&str] =
    &[" at ", " on ", " in ", " um ", " am ", " à ", " a las ", " op ", " om ", ",", ";", ":", " (", " – ", " - "];

/// Whether the text says how often something happens: `weekly`, `every 2 weeks`, `twice a week`.
pub fn is_frequency(text: &str) -> bool {
    Reader::typed(&WorkingCalendar::CALENDAR, text).cadence(&text.trim().to_lowercase()).is_some()
}

impl Reader<'_> {
    /// A cadence with the words behind it: `daily at 9`.
    pub(super) fn cadence_with_words(&mut self, text: &str) -> Option<Result<(Estimate, String), String>> {
        let lower = text.to_lowercase();
        let text_of = |time: Result<Written, String>, rest: String| Some(time.map(|time| (one(time), rest)));
        if let Some(time) = self.cadence(&lower) {
            return text_of(time, String::new());
        }
        // `every 2–3 weeks`
        if let Some(rest) = after_any(text, EVERY)
            && let Ok((estimate @ Estimate { range: Some(_), .. }, "")) = self.bounded(rest)
        {
            return Some(Ok((estimate, String::new())));
        }
        if WITHOUT_RHYTHM.contains(&lower.as_str()) {
            return Some(Ok((Estimate::default(), text.to_owned())));
        }
        // Lower case may be longer or shorter.
        if lower.len() != text.len() {
            return None;
        }
        let places = AND_WHEN.iter().filter_map(|sign| lower.find(sign));
        let mut places: Vec<usize> = places.collect();
        places.sort_unstable();
        places.into_iter().take(3).find_map(|at| {
            let (head, tail) = (lower.get(..at)?.trim(), text.get(at..)?);
            text_of(self.cadence(head)?, left_over(tail))
        })
    }

    /// A cadence in lower case, as the time between two of its events.
    fn cadence(&mut self, text: &str) -> Option<Result<Written, String>> {
        let text =
            strip_any(text, &["about", "~", "approx.", "usually", "ca.", "etwa", "min."]).map_or(text, str::trim);
        if let Some((number, unit)) = in_one_word(text) {
            return Some(self.every(number, unit.into()));
        }
        if let Some(rest) = after_any(text, EVERY)
            && let Some(found) = self.each(rest)
        {
            return Some(found);
        }
        if let Some(days) = weekdays(text) {
            return Some(self.every(1.0 / days, Unit::Week.into()));
        }
        if after_any(text.trim_start_matches("on ").trim_start_matches("the "), ORDINALS).is_some()
            && OF_MONTH.iter().any(|month| text.contains(month))
        {
            return Some(self.every(1.0, Unit::Month.into()));
        }
        self.without_spaces(text).or_else(|| self.so_many_times(text))
    }

    /// The time behind `every`.
    fn each(&mut self, rest: &str) -> Option<Result<Written, String>> {
        let (number, rest) = match after_any(rest, SECOND) {
            Some(rest) => (2.0, rest),
            None => (1.0, rest),
        };
        if let Some((counted, tail)) = unit_at(rest).filter(|(_, tail)| tail.trim().is_empty()) {
            let _ = tail;
            return Some(self.every(number, counted));
        }
        if let Some(days) = weekdays(&format!("every {rest}")) {
            return Some(self.every(number / days, Unit::Week.into()));
        }
        let atom = self.atom(rest).ok()??;
        if atom.is_bare() || !atom.tail.trim().is_empty() || number > 1.0 {
            return None;
        }
        Some(self.written(&atom))
    }

    /// `每周一次`, `月2回`, `주 1회`
    fn without_spaces(&mut self, text: &str) -> Option<Result<Written, String>> {
        const UNITS: &[(&str, Unit)] = &[
            ("周", Unit::Week),
            ("週", Unit::Week),
            ("星期", Unit::Week),
            ("주", Unit::Week),
            ("个月", Unit::Month),
            ("月", Unit::Month),
            ("월", Unit::Month),
            ("달", Unit::Month),
            ("日", Unit::Day),
            ("天", Unit::Day),
            ("일", Unit::Day),
            ("年", Unit::Year),
            ("년", Unit::Year),
        ];
        let text = text.trim_start_matches(['每', '毎', '매', '一']);
        let (unit, rest) =
            UNITS.iter().find_map(|(name, unit)| Some((*unit, text.strip_prefix(name)?.trim_start())))?;
        let number = scan(rest, self.hints.sign).ok()?.or_else(|| number_in_words(rest))?;
        let behind = number.tail.trim_start().strip_prefix(['次', '回', '회', '번'])?;
        if behind.is_empty() { self.fraction(1.0 / number.value, unit.into()) } else { None }
    }

    /// `twice a week`, `3 times per month`, `2x/week`, `3x daily`.
    fn so_many_times(&mut self, text: &str) -> Option<Result<Written, String>> {
        let adverb = ADVERBS.iter().find_map(|(word, count)| Some((*count, strip_any(text, &[word])?)));
        let (count, rest, is_counted) = if let Some((count, rest)) = adverb {
            (count, rest, true)
        } else {
            let number = scan(text, self.hints.sign).ok()?.or_else(|| number_in_words(text))?;
            let rest = number.tail.trim_start();
            // `2x` has no space before the next word.
            match strip_any(rest, TIMES).or_else(|| rest.strip_prefix(['x', '×'])) {
                Some(rest) => (number.value, rest, true),
                None => (number.value, number.tail, false),
            }
        };
        let rest = rest.trim_start();
        let base = match after_any(rest, PER).filter(|_| is_counted || after_any(rest, &["a", "an"]).is_none()) {
            Some(unit) => match unit_at(unit) {
                Some((counted, tail)) if tail.trim().is_empty() => counted,
                _ => return None,
            },
            // `twice weekly`, `2x Woche`, `1x every 2 weeks`
            None if is_counted => {
                if let Some((number, unit)) = in_one_word(rest) {
                    return self.fraction(number / count, unit.into());
                }
                match unit_at(rest) {
                    Some((counted, tail)) if tail.trim().is_empty() => counted,
                    _ => return None,
                }
            }
            None => return None,
        };
        self.fraction(1.0 / count, base)
    }

    fn fraction(&mut self, number: f64, counted: Counted) -> Option<Result<Written, String>> {
        let fits = number.is_finite() && number * counted.length(self.calendar) >= 1.0;
        fits.then(|| self.every(number, counted))
    }

    fn every(&mut self, number: f64, counted: Counted) -> Result<Written, String> {
        self.spelled(number * counted.length(self.calendar), Some(Spelling { unit: counted.unit(), decimal: false }))
    }
}

fn in_one_word(text: &str) -> Option<(f64, Unit)> {
    let found = CADENCES.iter().find(|(.., words)| words.contains(&text))?;
    Some((found.0, found.1))
}

/// The number of days in `Fridays`, `every Monday and Thursday`.
fn weekdays(text: &str) -> Option<f64> {
    let (rest, is_each) = match after_any(text, EVERY).or_else(|| after_any(text, &["on", "le", "les", "los", "el"])) {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    let mut days = 0.0;
    for word in
        rest.split(|c: char| c.is_whitespace() || matches!(c, ',' | '/' | '&' | '+')).filter(|word| !word.is_empty())
    {
        if matches!(word, "and" | "und" | "et" | "y" | "e" | "en" | "i") && days > 0.0 {
            continue;
        }
        let is_plural = word.ends_with('s');
        let is_day = |word: &str| WEEKDAYS.contains(&word);
        let known =
            is_day(word) && (is_each || is_plural && word.len() > 4) || word.strip_suffix('s').is_some_and(is_day);
        if !known {
            return None;
        }
        days += 1.0;
    }
    (1.0..=7.0).contains(&days).then_some(days)
}
