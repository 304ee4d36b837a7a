//! The options for tables as texts: the command line and the API take them by the same names.

use crate::table::cells::clip;
use crate::table::heading::Heading;
use crate::table::mapping::{TableOptions, UNITS};
use vsm::model::duration::{Unit, WorkingCalendar};

impl TableOptions {
    /// Sets the option with this name: `unit`, `decimal`, `hours_per_day`, `days_per_week`, `headings`, `columns`,
    /// `sheet` or `lenient`. Other names change nothing.
    ///
    /// # Errors
    /// What the value can be, to follow “use” or “must be”.
    pub fn set(&mut self, name: &str, text: &str) -> Result<(), String> {
        let text = text.trim();
        match name {
            "unit" => self.unit = Some(unit(text).ok_or("s, min, h, d, w, mo, y, mm:ss, hh:mm or d:hh:mm")?.to_owned()),
            "decimal" => self.decimal = Some(decimal(text).ok_or("point or comma")?),
            "hours_per_day" => {
                let calendar = |hours_per_day| WorkingCalendar { hours_per_day, ..WorkingCalendar::WORKING };
                self.hours_per_day = Some(number(text, calendar).ok_or("a number from 1 to 24")?);
            }
            "days_per_week" => {
                let calendar = |days_per_week| WorkingCalendar { days_per_week, ..WorkingCalendar::WORKING };
                self.days_per_week = Some(number(text, calendar).ok_or("a number from 1 to 7")?);
            }
            "headings" => {
                let row =
                    text.parse().map_err(|_| "the number of the row with the headings, or 0 if there are none")?;
                self.heading_row = Some(row);
            }
            "columns" => self.columns = Some(columns(text)?),
            "sheet" => self.sheet = Some(text.to_owned()),
            "lenient" => {
                self.lenient = match text {
                    "true" | "yes" | "" => true,
                    "false" | "no" => false,
                    _ => return Err("true or false".to_owned()),
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// The key of a unit in [`UNITS`].
fn unit(text: &str) -> Option<&'static str> {
    let keys = || UNITS.iter().map(|(key, _)| *key);
    let wanted = Unit::parse(text);
    let named = UNITS.iter().find(|(key, label)| key.eq_ignore_ascii_case(text) || label.eq_ignore_ascii_case(text));
    named.map(|(key, _)| *key).or_else(|| keys().find(|key| wanted.is_some() && Unit::parse(key) == wanted))
}

fn decimal(text: &str) -> Option<char> {
    match text {
        "point" | "." => Some('.'),
        "comma" | "," => Some(','),
        _ => None,
    }
}

/// A number that gives a valid working calendar.
fn number(text: &str, calendar: impl Fn(f64) -> WorkingCalendar) -> Option<f64> {
    text.parse().ok().filter(|number| calendar(*number).check().is_ok())
}

/// A heading for each column, separated by commas.
fn columns(text: &str) -> Result<Vec<String>, String> {
    let all: Vec<String> = text.split(',').map(|heading| heading.trim().to_owned()).collect();
    match all.iter().find(|heading| !heading.is_empty() && Heading::parse(heading).is_none()) {
        None => Ok(all),
        Some(unknown) => Err(format!(
            "headings that Weir knows, such as step, wait time (h) or %C/A, separated by commas; “{}” isn’t one",
            clip(unknown)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(name: &str, text: &str) -> Result<TableOptions, String> {
        let mut options = TableOptions::default();
        options.set(name, text).map(|()| options)
    }

    #[test]
    fn options_are_read_from_texts() {
        for (text, key) in
            [("min", "min"), ("Minutes", "min"), ("hrs", "h"), ("Tage", "d"), ("mo", "mo"), ("MM:SS", "mm:ss")]
        {
            assert_eq!(set("unit", text).unwrap().unit.as_deref(), Some(key), "{text}");
        }
        for (text, sign) in [("point", '.'), (".", '.'), ("comma", ','), (",", ',')] {
            assert_eq!(set("decimal", text).unwrap().decimal, Some(sign));
        }
        let options = set("columns", "step, lead time,,%C/A").unwrap();
        assert_eq!(options.columns.unwrap(), ["step", "lead time", "", "%C/A"]);
        assert_eq!(
            (set("headings", "0").unwrap().heading_row, set("hours_per_day", "7.5").unwrap().hours_per_day),
            (Some(0), Some(7.5))
        );
        assert!(set("lenient", "true").unwrap().lenient && !set("lenient", "false").unwrap().lenient);
        assert!(set("name", "anything").unwrap().is_default());
    }

    #[test]
    fn wrong_values_say_what_is_possible() {
        for (name, text, part) in [
            ("unit", "parsec", "mm:ss"),
            ("unit", "", "min"),
            ("decimal", "semicolon", "point or comma"),
            ("hours_per_day", "25", "from 1 to 24"),
            ("hours_per_day", "0", "from 1 to 24"),
            ("hours_per_day", "NaN", "from 1 to 24"),
            ("days_per_week", "8", "from 1 to 7"),
            ("headings", "-1", "number of the row"),
            ("columns", "step,mood of the day", "“mood of the day” isn’t one"),
            ("lenient", "maybe", "true or false"),
        ] {
            let message = set(name, text).unwrap_err();
            assert!(message.contains(part), "{name}={text}: {message}");
        }
    }
}
