//! The form in which a person says how a table is read: for files and for pasted rows.

use std::collections::{BTreeMap, BTreeSet};

use exchange::table::mapping::{Choice, ColumnPreview, Mapping, Meaning, Preview};
use exchange::table::shape::ShapeChoice;
use vsm::model::number::{DecimalSign, read_number};
use vsm::{Map, ValidationError, WorkingCalendar};

/// More columns than any table has.
const MAX_COLUMNS: usize = 1_000;

/// What the form says. Unknown keys and values count as not chosen.
#[derive(Debug, Default)]
pub(crate) struct MappingForm {
    /// The table and its shape. Another table or shape has other columns, so they are guessed again.
    choice: Choice,
    has_moved: bool,
    /// Whether the form was shown before.
    pub(super) was_shown: bool,
    columns: Vec<Meaning>,
    decimal: Option<char>,
    pub(super) calendar: CalendarFields,
    /// The numbers of the rows that are checked.
    checked: BTreeSet<usize>,
    /// Whether someone chose them, now or before.
    rows_are_chosen: bool,
}

/// The working calendar as it was selected.
#[derive(Debug, Clone, Default)]
pub(crate) struct CalendarFields {
    /// A key of [`CALENDARS`].
    pub(super) kind: String,
    pub(super) hours: String,
    pub(super) days: String,
}

/// The working calendars that can be selected, besides other numbers; the first is that of the file.
pub(super) const CALENDARS: [(&str, Option<WorkingCalendar>); 3] =
    [("", None), ("working", Some(WorkingCalendar::WORKING)), ("calendar", Some(WorkingCalendar::CALENDAR))];

impl MappingForm {
    /// Reads the fields by their names. Without them, everything is guessed.
    pub(crate) fn read(fields: &BTreeMap<String, String>) -> MappingForm {
        let get = |name: &str| fields.get(name).map_or("", |value| value.trim());
        let number = |name: &str| get(name).parse::<usize>().ok();
        let now =
            Shape { table: get("sheet"), first: get("headings"), count: get("heading_rows"), turned: get("turned") };
        let was = Shape::parse(get("shape_was"));
        let mut choice = Choice { table: number("sheet"), ..Choice::default() };
        if was.is_some_and(|was| was.table == now.table) {
            let is_same_way = was.is_some_and(|was| was.turned == now.turned);
            choice.shape = ShapeChoice {
                // Rows become columns, so a number means another one.
                headings: number("headings").zip(number("heading_rows")).filter(|_| is_same_way),
                turned: Some(now.turned == TURNED),
            };
        }
        let of = |kind: &str, at: usize| fields.get(&format!("{kind}_{at}")).map(|value| value.trim().to_owned());
        let meaning = |at: usize| {
            Some(Meaning {
                column: of("column", at)?,
                unit: of("unit", at).unwrap_or_default(),
                state: of("state", at).unwrap_or_default(),
            })
        };
        let checked: BTreeSet<usize> =
            fields.keys().filter_map(|name| name.strip_prefix("row_")?.parse().ok()).collect();
        let rows_are_chosen =
            fields.get("rows_were").is_some_and(|was| *was != ranges(&checked)) || get("rows_chosen") == "yes";
        MappingForm {
            choice,
            has_moved: was != Some(now),
            was_shown: was.is_some(),
            columns: (0..MAX_COLUMNS).map_while(meaning).collect(),
            decimal: [',', '.'].into_iter().find(|sign| get("decimal").chars().eq([*sign])),
            calendar: CalendarFields {
                kind: get("calendar").to_owned(),
                hours: get("hours_per_day").to_owned(),
                days: get("days_per_week").to_owned(),
            },
            checked,
            rows_are_chosen,
        }
    }

    /// The choice of older scripts: whether the first row has headings, and the meaning of the columns.
    pub(crate) fn of_columns(has_headings: bool, columns: Vec<Meaning>) -> MappingForm {
        let headings = Some((1, usize::from(has_headings)));
        let choice = Choice { shape: ShapeChoice { headings, turned: Some(false) }, ..Choice::default() };
        MappingForm { choice, has_moved: columns.is_empty(), columns, ..MappingForm::default() }
    }

    /// The table and its shape.
    pub(crate) fn choice(&self) -> Choice {
        self.choice.clone()
    }

    /// Whether the columns are those that the person saw.
    pub(crate) fn is_current(&self) -> bool {
        !self.has_moved
    }

    pub(super) fn rows_are_chosen(&self) -> bool {
        self.rows_are_chosen
    }

    /// What the columns and rows mean; `guess` is the table as it is read without a choice.
    pub(crate) fn mapping(&self, guess: &Preview) -> Mapping {
        // Not as many as columns: those of another table.
        let is_same = !self.has_moved && self.columns.len() == guess.columns.len();
        let meaning = |(at, column): (usize, &ColumnPreview)| {
            self.columns.get(at).filter(|_| is_same).map_or_else(
                || column.meaning.clone(),
                |chosen| {
                    let is_guess = chosen.column == column.meaning.column
                        && chosen.state == column.meaning.state
                        && (chosen.unit == column.meaning.unit || is_same_unit(&chosen.unit, &column.meaning.unit));
                    if is_guess { column.meaning.clone() } else { chosen.clone() }
                },
            )
        };
        Mapping {
            columns: guess.columns.iter().enumerate().map(meaning).collect(),
            decimal: self.decimal,
            calendar: None,
            steps: (self.rows_are_chosen && is_same).then(|| self.checked.clone()),
            is_named: false,
        }
    }

    /// The selected working calendar: hours per day and days per week; `None`: that of the file.
    pub(crate) fn calendar(&self) -> Result<Option<(f64, f64)>, ValidationError> {
        let CalendarFields { kind, hours, days } = &self.calendar;
        if let Some((_, known)) = CALENDARS.iter().find(|(key, _)| key == kind) {
            return Ok(known.map(|calendar| (calendar.hours_per_day, calendar.days_per_week)));
        }
        let number = |text: &str, what: &str| {
            let read = read_number(text, DecimalSign::Unknown).ok().and_then(|reading| reading.value);
            read.ok_or_else(|| ValidationError::new("out_of_range", format!("Enter the {what} as a number.")))
        };
        let (hours_per_day, days_per_week) = (number(hours, "hours per day")?, number(days, "days per week")?);
        let mut map = Map::new("x");
        map.clock = WorkingCalendar { hours_per_day, days_per_week, ..map.clock };
        vsm::validate::map::check_map_fields(&map)?;
        Ok(Some((hours_per_day, days_per_week)))
    }
}

/// The value of the field `turned` for steps side by side.
pub(super) const TURNED: &str = "yes";

/// The fields that say which table it is, and its shape. The form has them once more as they were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape<'f> {
    table: &'f str,
    first: &'f str,
    count: &'f str,
    turned: &'f str,
}

impl<'f> Shape<'f> {
    fn parse(text: &'f str) -> Option<Shape<'f>> {
        let mut parts = text.split('/');
        let shape = Shape { table: parts.next()?, first: parts.next()?, count: parts.next()?, turned: parts.next()? };
        Some(shape)
    }

    /// The value of the field `shape_was` for a table that was shown; `table` is empty if it was not chosen.
    pub(super) fn shown(table: Option<usize>, preview: &Preview) -> String {
        let (first, count) = preview.headings;
        let turned = if preview.turned { TURNED } else { "" };
        format!("{}/{first}/{count}/{turned}", table.map_or_else(String::new, |table| table.to_string()))
    }
}

/// Row numbers, short: `2-14,16`.
pub(super) fn ranges(numbers: &BTreeSet<usize>) -> String {
    let mut ranges: Vec<(usize, usize)> = Vec::new();
    for &number in numbers {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(number) => *last = number,
            _ => ranges.push((number, number)),
        }
    }
    let text =
        |(first, last): (usize, usize)| if first == last { first.to_string() } else { format!("{first}-{last}") };
    ranges.into_iter().map(text).collect::<Vec<_>>().join(",")
}

/// Do two words mean the same unit: `hours` in a heading, `h` in the list?
pub(super) fn is_same_unit(one: &str, other: &str) -> bool {
    let seconds = |unit: &str| WorkingCalendar::WORKING.parse(&format!("1 {unit}")).ok();
    one == other || !one.is_empty() && seconds(one).is_some_and(|one| seconds(other) == Some(one))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(all: &[(&str, &str)]) -> BTreeMap<String, String> {
        all.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn only_another_table_or_shape_makes_the_columns_guessed_again() {
        let shown = [("sheet", ""), ("headings", "3"), ("heading_rows", "1"), ("turned", ""), ("shape_was", "/3/1/")];
        let with = |name: &str, value: &str| {
            let mut all = fields(&shown);
            all.insert(name.to_owned(), value.to_owned());
            MappingForm::read(&all)
        };
        for (name, value) in [("decimal", ","), ("unit_0", "h"), ("calendar", "working"), ("row_4", "on")] {
            let form = with(name, value);
            assert!(form.is_current(), "{name}");
            assert_eq!(form.choice.shape, ShapeChoice { headings: Some((3, 1)), turned: Some(false) });
        }
        assert_eq!(with("headings", "4").choice.shape.headings, Some((4, 1)));
        assert_eq!(with("heading_rows", "2").choice.shape.headings, Some((3, 2)));
        assert_eq!(with("turned", "yes").choice.shape, ShapeChoice { headings: None, turned: Some(true) });
        assert_eq!(with("sheet", "1").choice, Choice { table: Some(1), ..Choice::default() });
        for (name, value) in [("headings", "4"), ("heading_rows", "0"), ("turned", "yes"), ("sheet", "1")] {
            assert!(!with(name, value).is_current(), "{name}");
        }
    }

    #[test]
    fn rows_are_chosen_once_their_checkboxes_differ() {
        let numbers = BTreeSet::from([2, 3, 4, 6, 9, 10]);
        assert_eq!(ranges(&numbers), "2-4,6,9-10");
        let chosen = |all: &[(&str, &str)]| MappingForm::read(&fields(all)).rows_are_chosen;
        assert!(!chosen(&[("row_2", "on"), ("row_3", "on"), ("rows_were", "2-3")]));
        assert!(chosen(&[("row_2", "on"), ("rows_were", "2-3")]));
        assert!(chosen(&[("row_2", "on"), ("rows_were", "2"), ("rows_chosen", "yes")]));
        assert!(!chosen(&[]));
    }

    #[test]
    fn calendar_is_checked() {
        let read = |kind: &str, hours: &str, days: &str| {
            let all = [("calendar", kind), ("hours_per_day", hours), ("days_per_week", days)];
            MappingForm::read(&fields(&all)).calendar()
        };
        assert_eq!(read("", "abc", "0").unwrap(), None);
        assert_eq!(read("working", "", "").unwrap(), Some((8.0, 5.0)));
        assert_eq!(read("calendar", "", "").unwrap(), Some((24.0, 7.0)));
        assert_eq!(read("other", "7,5", "4").unwrap(), Some((7.5, 4.0)));
        for (hours, days) in [("0", "5"), ("25", "5"), ("8", "8"), ("abc", "5"), ("", ""), ("-1", "5"), ("1e99", "5")] {
            assert!(read("other", hours, days).is_err(), "{hours} {days}");
        }
    }

    #[test]
    fn units_are_the_same_by_their_meaning() {
        for (one, other, same) in [
            ("h", "hours", true),
            ("h", "min", false),
            ("mm:ss", "mm:ss", true),
            ("mm:ss", "hh:mm", false),
            ("", "", true),
            ("", "h", false),
        ] {
            assert_eq!(is_same_unit(one, other), same, "{one} {other}");
        }
    }
}
