//! Headings for keys: `leadTimeDays` is “lead time (days)”.

/// Objects that only group keys, so that their name isn’t part of the heading.
const GROUPS: &[&str] = &[
    "metrics",
    "times",
    "data",
    "attributes",
    "properties",
    "props",
    "fields",
    "values",
    "details",
    "stats",
    "kpis",
    "vsm",
];
/// Units at the end of a key.
const UNITS: &[&str] = &[
    "seconds", "secs", "sec", "minutes", "mins", "hours", "hrs", "days", "weeks", "months", "h", "d", "ms", "percent",
    "pct",
];
/// Words that make another thing of the unit behind them.
const BEFORE_UNITS: &[&str] = &["per", "business", "working", "calendar", "in", "of", "by"];

/// The heading for the keys of a value, the outermost first.
pub(crate) fn heading(path: &[String]) -> String {
    let mut words: Vec<String> = Vec::new();
    for (at, key) in path.iter().enumerate() {
        let is_group = at + 1 < path.len() && GROUPS.contains(&key.to_lowercase().as_str());
        if !is_group {
            words.extend(self::words(key));
        }
    }
    let is_unit = |word: &String| UNITS.contains(&word.to_lowercase().as_str());
    let unit = words.pop_if(|last| is_unit(last));
    match (unit, words.last()) {
        (None, _) => words.join(" "),
        (Some(unit), Some(before)) if !BEFORE_UNITS.contains(&before.to_lowercase().as_str()) => {
            format!("{} ({})", words.join(" "), unit.to_lowercase())
        }
        (Some(unit), _) => {
            words.push(unit);
            words.join(" ")
        }
    }
}

/// Whether numbers below these keys are thousandths of a second, which no heading says.
pub(super) fn are_milliseconds(path: &[String]) -> bool {
    path.last()
        .and_then(|key| words(key).pop())
        .is_some_and(|word| matches!(word.to_lowercase().as_str(), "ms" | "msec" | "millis" | "milliseconds"))
}

/// The words of a key in any spelling.
pub(super) fn words(key: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(key.len() + 4);
    let mut before = ' ';
    let mut chars = key.chars().peekable();
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        let joins = matches!(c, '_' | '.' | '-') && before.is_alphanumeric() && next.is_alphanumeric();
        let begins_word = c.is_uppercase()
            && (before.is_lowercase() || (before.is_uppercase() && next.is_lowercase() && !matches!(next, 's')));
        if begins_word {
            spaced.push(' ');
        }
        if begins_word && next.is_lowercase() {
            spaced.extend(c.to_lowercase());
        } else {
            spaced.push(if joins { ' ' } else { c });
        }
        before = c;
    }
    spaced.split_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_become_headings() {
        for (path, expected) in [
            (&["process_time"][..], "process time"),
            (&["valueAddTime"], "value add time"),
            (&["leadTimeDays"], "lead time (days)"),
            (&["wait-hours"], "wait (hours)"),
            (&["wait_min"], "wait min"),
            (&["wait_d"], "wait (d)"),
            (&["workD"], "work (d)"),
            (&["hours_per_day"], "hours per day"),
            (&["items_per_days"], "items per days"),
            (&["hours"], "hours"),
            (&["PT"], "PT"),
            (&["avgPTHours"], "avg PT (hours)"),
            (&["%C/A"], "%C/A"),
            (&["Lead time (h)"], "Lead time (h)"),
            (&["metrics", "process_time"], "process time"),
            (&["future", "metrics", "pt"], "future pt"),
            (&["metrics"], "metrics"),
            (&["业务"], "业务"),
        ] {
            let path: Vec<String> = path.iter().map(|key| (*key).to_owned()).collect();
            assert_eq!(heading(&path), expected);
        }
    }
}
