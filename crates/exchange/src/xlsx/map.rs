//! The sheet of map settings, one field per row. The formulas use the calendar on it.

use rust_xlsxwriter::{Worksheet, XlsxError};
use serde_json::{Map as Json, Value, json};

use crate::xlsx::format::{CellFormats, MAP, row, write_headings};
use drawing::report::ReportData;
use vsm::fields::catalog::MapField;
use vsm::model::map::Period;

/// A row: the field, the part of it, and the label if it isn't the one in the catalog.
const ROWS: &[(MapField, &str, &str)] = &[
    (MapField::WorkingCalendar, "hours_per_day", "Hours per day"),
    (MapField::WorkingCalendar, "days_per_week", "Days per week"),
    (MapField::WorkingCalendar, "working_hours_per_week", "Working hours per week"),
    (MapField::Demand, "items", ""),
    (MapField::Demand, "per", "Demand per"),
    (MapField::Name, "", ""),
    (MapField::State, "", ""),
    (MapField::Item, "", ""),
    (MapField::StartsWith, "", ""),
    (MapField::EndsWith, "", ""),
    (MapField::MappedOn, "", ""),
    (MapField::Participants, "", ""),
    (MapField::Note, "", ""),
    (MapField::Family, "", "Related maps id"),
    (MapField::Origin, "name", ""),
    (MapField::Origin, "map", "Origin map id"),
    (MapField::Origin, "revision", "Origin version"),
];
/// Labels of older versions of Weir that differ by more than case: still imported.
const OLD_ROWS: &[(MapField, &str, &str)] = &[
    (MapField::StartsWith, "", "starts with"),
    (MapField::EndsWith, "", "ends with"),
    (MapField::Participants, "", "who took part"),
    (MapField::Family, "", "family"),
    (MapField::Origin, "name", "drawn from"),
    (MapField::Origin, "map", "drawn from the map with the id"),
    (MapField::Origin, "revision", "drawn from its revision"),
];

fn label((field, _, own): &(MapField, &str, &'static str)) -> &'static str {
    if own.is_empty() { field.label() } else { own }
}

/// The headings, each with those of older versions.
pub(crate) const READ: [&[&str]; 2] = [&["Map settings", "about the map"], &["Value"]];

/// The cell with the hours per day.
pub(super) const DAY_CELL: &str = "$B$2";
/// The cell with the days per week.
pub(super) const WEEK_CELL: &str = "$B$3";
/// The cell with the demand.
pub(super) const DEMAND_CELL: &str = "$B$5";
/// The cell with the period of the demand.
const PERIOD_CELL: &str = "$B$6";

pub(super) fn write(data: &ReportData<'_>, formats: &CellFormats, sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_name(MAP)?;
    write_headings(sheet, formats, READ.map(|spellings| spellings[0]).into_iter().zip([26.0, 70.0]))?;
    sheet.set_freeze_panes(1, 0)?;
    for (at, entry) in ROWS.iter().enumerate() {
        let (field, part, _) = entry;
        let line = row(at + 1);
        sheet.write_string_with_format(line, 0, label(entry), &formats.text)?;
        let value = field.get(data.map);
        let value = if part.is_empty() { value } else { value.get(*part).cloned().unwrap_or(Value::Null) };
        match value {
            Value::Number(number) => {
                sheet.write_number_with_format(line, 1, number.as_f64().unwrap_or(0.0), &formats.number)?;
            }
            Value::String(text) if !text.is_empty() => {
                sheet.write_string_with_format(line, 1, text, &formats.text)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The number of the demand's periods in a month, as a formula.
pub(super) fn periods_a_month() -> String {
    let of = |period: Period, factor: &str| format!("IF({MAP}!{PERIOD_CELL}=\"{}\",{factor},", period.as_str());
    format!(
        "{}{}{}{}1/12))))",
        of(Period::Day, &format!("{MAP}!{WEEK_CELL}*52/12")),
        of(Period::Week, "52/12"),
        of(Period::Month, "1"),
        of(Period::Quarter, "1/3")
    )
}

/// The fields in these rows.
pub(crate) fn read<'r>(rows: impl Iterator<Item = (&'r str, String)>) -> Json<String, Value> {
    let mut fields = Json::new();
    for (given, text) in rows.filter(|(_, text)| !text.is_empty()) {
        let mut all = ROWS.iter().chain(OLD_ROWS);
        let known = all.find(|entry| label(entry).eq_ignore_ascii_case(given.trim()));
        let Some((field, part, _)) = known else { continue };
        if part.is_empty() {
            fields.insert(field.key().to_owned(), text.into());
        } else if let Some(object) = fields.entry(field.key()).or_insert_with(|| json!({})).as_object_mut() {
            let number = text.parse::<u64>().ok().filter(|_| *part == "revision");
            object.insert((*part).to_owned(), number.map_or_else(|| text.into(), Value::from));
        }
    }
    fields
}
