//! Units of time, and their names in several languages.

use crate::model::words::is_wide;

/// A unit of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Unit {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day of the calendar.
    Day,
    /// A week of the calendar.
    Week,
    /// 52/12 weeks.
    Month,
    /// 52 weeks.
    Year,
}

/// The names of each unit besides its symbol, in lower case.
#[rustfmt::skip]
const NAMES: &[(Unit, &[&str])] = &[
    (Unit::Second, &[
        "sec", "secs", "second", "seconds", "sek", "sekunde", "sekunden", "seconde", "secondes", "seconden", "seg", "segs", "segundo", "segundos", "secondo", "secondi",
        "sekunda", "sekundy", "sekund", "sekúnd", "sekunder", "detik", "dtk", "сек", "секунда", "секунды", "секунд",
        "秒", "秒間", "秒钟", "秒鐘", "초",
    ]),
    (Unit::Minute, &[
        "min", "mins", "mn", "minute", "minutes", "minuten", "minuut", "minuto", "minutos", "minuti", "minuta", "minuty", "minut", "minúta", "minúty", "minút", "minutter", "minuter", "menit", "mnt",
        "мин", "минута", "минуты", "минут", "分", "分間", "分钟", "分鐘", "분", "분간",
    ]),
    (Unit::Hour, &[
        "hr", "hrs", "hour", "hours", "std", "stdn", "stunde", "stunden", "heure", "heures", "hora", "horas", "ora", "ore", "uur", "uren", "u", "godz", "godzina", "godziny", "godzin", "godzinę", "gdz",
        "hodina", "hodiny", "hodin", "hodín", "hod", "jam", "timme", "timmar", "tim", "time", "timer", "ч", "час", "часа", "часов",
        "時間", "小时", "小時", "个小时", "個小時", "钟头", "鐘頭", "个钟头", "시간",
    ]),
    (Unit::Day, &[
        "day", "days", "tag", "tage", "tagen", "tags", "tg", "tge", "arbeitstag", "arbeitstage", "arbeitstagen", "werktag", "werktage", "werktagen", "kalendertag", "kalendertage", "kalendertagen", "personentag", "personentage", "manntag", "manntage", "pd", "pds", "md", "mds",
        "workday", "workdays", "weekday", "weekdays", "bd", "bds", "wd", "wds", "jour", "jours", "j", "jrs", "journée", "journées", "día", "días", "dia", "dias", "giorno", "giorni", "gg",
        "dag", "dagen", "dgn", "dagar", "dage", "dygn", "werkdag", "werkdagen", "kalenderdag", "kalenderdagen", "dzień", "dni", "dnia", "dniu", "deň", "den", "dny", "dní", "dnů", "hari", "день", "дня", "дней",
        "日", "日間", "営業日", "天", "工作日", "个工作日", "個工作日", "营业日", "營業日", "일", "일간", "영업일",
    ]),
    (Unit::Week, &[
        "wk", "wks", "week", "weeks", "workweek", "workweeks", "woche", "wochen", "wo", "kw", "arbeitswoche", "arbeitswochen", "semaine", "semaines", "sem", "semana", "semanas", "settimana", "settimane", "sett", "weken",
        "tydzień", "tygodnie", "tygodni", "tygodnia", "tygodniu", "tyg", "tydz", "týždeň", "týždne", "týždňov", "týden", "týdny", "týdnů", "minggu", "mgg", "vecka", "veckor", "uge", "uger",
        "неделя", "недели", "недель", "нед", "週", "週間", "周", "星期", "个星期", "個星期", "礼拜", "个礼拜", "禮拜", "주", "주일", "주간",
    ]),
    (Unit::Month, &[
        "mon", "mos", "mth", "mths", "month", "months", "monat", "monate", "monaten", "mois", "mes", "meses", "mês", "mese", "mesi", "maand", "maanden", "mnd",
        "miesiąc", "miesiące", "miesięcy", "miesiąca", "miesiącu", "mies", "mesiac", "mesiace", "mesiacov", "měsíc", "měsíce", "měsíců", "bulan", "bln", "månad", "månader", "måned", "måneder", "месяц", "месяца", "месяцев", "мес",
        "か月", "ヶ月", "ヵ月", "カ月", "ケ月", "箇月", "个月", "個月", "개월", "달",
    ]),
    (Unit::Year, &[
        "yr", "yrs", "year", "years", "jahr", "jahre", "jahren", "an", "ans", "année", "années", "año", "años", "ano", "anos", "anno", "anni", "jaar", "jaren", "rok", "lata", "lat", "roku", "roky", "roků", "rokov", "let",
        "tahun", "år", "год", "года", "лет", "年", "年間", "년", "년간",
    ]),
];

/// Names of days on which people work.
#[rustfmt::skip]
const WORK_DAYS: &[&str] = &[
    "workday", "workdays", "weekday", "weekdays", "bd", "bds", "wd", "wds", "arbeitstag", "arbeitstage", "arbeitstagen", "werktag", "werktage", "werktagen", "werkdag", "werkdagen", "at", "wt",
    "工作日", "个工作日", "個工作日", "营业日", "營業日", "営業日", "영업일",
];

/// Abbreviations of days that are other words in small letters: `10 AT` are Arbeitstage, `2 PT` are Personentage.
const CAPITAL_DAYS: &[&str] = &["AT", "WT", "PT", "MT", "JH"];

/// Names of days of which one person works each.
const PERSON_DAYS: &[&str] =
    &["personentag", "personentage", "manntag", "manntage", "pd", "pds", "md", "mds", "pt", "mt", "jh"];

/// Names of days of every kind.
const CALENDAR_DAYS: &[&str] = &["kalendertag", "kalendertage", "kalendertagen", "kalenderdag", "kalenderdagen"];

/// Which days, hours or weeks are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    /// Those on which people work.
    Working,
    /// All of them.
    Calendar,
    /// Those of one person’s work, however many people share it.
    Person,
}

impl Unit {
    /// Every unit, the largest first.
    pub const ALL: [Unit; 7] = [Unit::Year, Unit::Month, Unit::Week, Unit::Day, Unit::Hour, Unit::Minute, Unit::Second];

    /// Its symbol: `h`.
    pub const fn symbol(self) -> &'static str {
        match self {
            Unit::Second => "s",
            Unit::Minute => "m",
            Unit::Hour => "h",
            Unit::Day => "d",
            Unit::Week => "w",
            Unit::Month => "mo",
            Unit::Year => "y",
        }
    }

    /// Its name for several: `hours`.
    pub const fn plural(self) -> &'static str {
        match self {
            Unit::Second => "seconds",
            Unit::Minute => "minutes",
            Unit::Hour => "hours",
            Unit::Day => "days",
            Unit::Week => "weeks",
            Unit::Month => "months",
            Unit::Year => "years",
        }
    }

    /// Reads its symbol or a name of it, with or without a final period: `h`, `hours`, `Std.`, `días`, `小时`.
    pub fn parse(word: &str) -> Option<Unit> {
        let word = word.trim_end_matches('.');
        let by_symbol = Unit::ALL.into_iter().find(|unit| unit.symbol().eq_ignore_ascii_case(word));
        let capital = || CAPITAL_DAYS.contains(&word).then_some(Unit::Day);
        by_symbol.or_else(capital).or_else(|| {
            let word = word.to_lowercase();
            NAMES.iter().find(|(_, names)| names.contains(&word.as_str())).map(|(unit, _)| *unit)
        })
    }

    /// The unit at the start of a text in a script without spaces, and the text behind it: `天4小时`.
    pub(super) fn strip_wide(text: &str) -> Option<(Unit, &'static str, &str)> {
        let names = NAMES.iter().flat_map(|(unit, names)| names.iter().map(move |name| (*unit, *name)));
        let wide = names.filter(|(_, name)| name.starts_with(is_wide));
        let found = wide.filter_map(|(unit, name)| Some((unit, name, text.strip_prefix(name)?)));
        found.min_by_key(|(.., rest)| rest.len())
    }
}

impl Which {
    /// Which days a name in lower case means, if it says so.
    pub(super) fn of(name: &str) -> Option<Which> {
        if WORK_DAYS.contains(&name) {
            return Some(Which::Working);
        }
        if PERSON_DAYS.contains(&name) {
            return Some(Which::Person);
        }
        CALENDAR_DAYS.contains(&name).then_some(Which::Calendar)
    }
}
