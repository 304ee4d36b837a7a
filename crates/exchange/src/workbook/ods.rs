//! ODS: the sheets of a spreadsheet of LibreOffice and others. Repeated rows and cells are counted before they are copied.

use std::collections::HashSet;

use quick_xml::events::{BytesStart, Event};

use crate::table::cells::number_text;
use crate::table::formula_escape::defuse;
use crate::table::sheet::{MergedCells, RawSheet};
use crate::workbook::MAX_SHEETS;
use crate::workbook::cells::{per_cent, yes_or_no};
use crate::workbook::dates::{date, days_of_date, days_of_duration, elapsed, is_date};
use crate::workbook::grid::{Budget, Grid};
use crate::workbook::number_format::with_unit;
use crate::workbook::parts::{Part, Parts};
use crate::workbook::sheet_marks::Marks;
use crate::workbook::xml::{Xml, add_text, attribute, damaged, next, open, rest, resume, skip};
use vsm::model::error::ValidationError;

/// The part with all sheets.
pub(super) const CONTENT: &str = "content.xml";
const TABLE: &str = "table:table";
const MANIFEST: &str = "META-INF/manifest.xml";
/// The longest text of a cell that is collected; the rest is refused anyway.
const MAX_TEXT: usize = 100_000;

pub(super) fn sheets(parts: &mut Parts<'_>) -> Result<Vec<RawSheet>, ValidationError> {
    if parts.has(MANIFEST) {
        let manifest = parts.read(MANIFEST, Part::List)?;
        if crate::sniff::holds(&manifest, b":encryption-data") {
            let sentence = "This file is password-protected. Remove the password and import it again.";
            return Err(ValidationError::new("encrypted", sentence));
        }
    }
    let bytes = parts.read(CONTENT, Part::Sheet)?;
    let mut xml = open(&bytes)?;
    let (mut styles, mut sheets, mut budget) = (Styles::default(), Vec::new(), Budget::ALL);
    while let Some(event) = next(&mut xml)? {
        let Event::Start(start) = event else { continue };
        match start.name().as_ref() {
            TABLE if sheets.len() < MAX_SHEETS => {
                let name = attribute(&start, "table:name").unwrap_or_default().into_owned();
                let is_hidden = styles.hides(&start);
                let from_here = rest(&xml);
                let sheet = read_sheet(&mut xml, &name, &styles, &mut budget);
                if sheet.is_err() {
                    // The other sheets may be readable.
                    xml = resume(from_here)?;
                    skip_table(&mut xml)?;
                }
                sheets.push(RawSheet { name, is_hidden, ..sheet.unwrap_or_else(RawSheet::unreadable) });
            }
            "table:tracked-changes" => skip(&mut xml, &start)?,
            _ => styles.read(&start),
        }
    }
    Ok(sheets)
}

/// Continues behind the end of a table that began before.
fn skip_table(xml: &mut Xml<'_>) -> Result<(), ValidationError> {
    let mut depth = 1;
    while let Some(event) = next(xml)? {
        match event {
            Event::Start(start) if start.name().as_ref() == TABLE => depth += 1,
            Event::End(end) if end.name().as_ref() == TABLE => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Ok(());
        }
    }
    Err(damaged())
}

/// The styles that hide a sheet, a row or a column.
#[derive(Default)]
struct Styles {
    hiding: HashSet<String>,
    current: String,
}

impl Styles {
    fn read(&mut self, start: &BytesStart<'_>) {
        let is_nothing = |name| {
            let size = attribute(start, name);
            size.is_some_and(|size| size.starts_with('0') && !size.contains(|c| matches!(c, '1'..='9')))
        };
        let is_hidden = match start.name().as_ref() {
            "style:style" => {
                self.current = attribute(start, "style:name").unwrap_or_default().into_owned();
                false
            }
            "style:table-properties" => attribute(start, "table:display").is_some_and(|shown| shown == "false"),
            "style:table-row-properties" => is_nothing("style:row-height"),
            "style:table-column-properties" => is_nothing("style:column-width"),
            _ => false,
        };
        if is_hidden {
            self.hiding.insert(self.current.clone());
        }
    }

    fn hides(&self, start: &BytesStart<'_>) -> bool {
        attribute(start, "table:visibility").is_some_and(|shown| matches!(shown.as_ref(), "collapse" | "filter"))
            || attribute(start, "table:style-name").is_some_and(|style| self.hiding.contains(style.as_ref()))
    }
}

/// How often a row or column is repeated.
fn repeated(start: &BytesStart<'_>, name: &str) -> usize {
    attribute(start, name).and_then(|times| times.parse().ok()).unwrap_or(1).max(1)
}

fn read_sheet(
    xml: &mut Xml<'_>,
    name: &str,
    styles: &Styles,
    budget: &mut Budget,
) -> Result<RawSheet, ValidationError> {
    let (mut grid, mut marks) = (Grid::new(name, budget), Marks::default());
    let (mut row, mut column) = (1_usize, 0_usize);
    while let Some(event) = next(xml)? {
        match event {
            Event::Start(start) => match start.name().as_ref() {
                "table:table-column" => {
                    let end = column.saturating_add(repeated(&start, "table:number-columns-repeated"));
                    if styles.hides(&start) {
                        marks.hide_columns(column, end);
                    }
                    column = end;
                }
                "table:table-row" => {
                    let times = repeated(&start, "table:number-rows-repeated");
                    let is_hidden = styles.hides(&start);
                    let cells = read_row(xml, row, &mut grid, &mut marks)?;
                    if !cells.is_empty() {
                        for number in row..row.saturating_add(times) {
                            for (column, text) in &cells {
                                grid.put(number, *column, text.clone())?;
                            }
                            if is_hidden {
                                marks.hide_row(number);
                            }
                        }
                    }
                    row = row.saturating_add(times);
                }
                // Drawings and forms may contain tables of their own.
                "table:shapes" | "office:forms" | TABLE => skip(xml, &start)?,
                _ => {}
            },
            Event::End(end) if end.name().as_ref() == TABLE => return Ok(marks.into_sheet(grid.finish())),
            _ => {}
        }
    }
    Err(damaged())
}

/// The cells of a row that aren't empty.
fn read_row(
    xml: &mut Xml<'_>,
    row: usize,
    grid: &mut Grid<'_>,
    marks: &mut Marks,
) -> Result<Vec<(usize, String)>, ValidationError> {
    let (mut cells, mut column) = (Vec::new(), 0_usize);
    while let Some(event) = next(xml)? {
        match event {
            Event::Start(start) if matches!(start.name().as_ref(), "table:table-cell" | "table:covered-table-cell") => {
                grid.count_cell()?;
                let times = repeated(&start, "table:number-columns-repeated");
                let (shown, comment) = shown_text(xml, &start)?;
                marks.comment((row, column), &comment);
                let covers = |name| attribute(&start, name).and_then(|cells| cells.parse().ok()).unwrap_or(1_usize);
                let (rows, columns) = (covers("table:number-rows-spanned"), covers("table:number-columns-spanned"));
                if rows > 1 || columns > 1 {
                    let last = (row.saturating_add(rows.max(1) - 1), column.saturating_add(columns.max(1) - 1));
                    marks.merge(MergedCells { rows: (row, last.0), columns: (column, last.1) });
                }
                let text = text(&start, &shown, (row, column), marks);
                if !text.is_empty() {
                    for column in column..column.saturating_add(times) {
                        grid.put(row, column, text.clone())?;
                        cells.push((column, text.clone()));
                    }
                }
                column = column.saturating_add(times);
            }
            Event::End(end) if end.name().as_ref() == "table:table-row" => return Ok(cells),
            _ => {}
        }
    }
    Err(damaged())
}

/// What a cell shows, its paragraphs without drawings; and the comment on it.
fn shown_text(xml: &mut Xml<'_>, cell: &BytesStart<'_>) -> Result<(String, String), ValidationError> {
    let (mut text, mut is_text, mut comment) = (String::new(), false, String::new());
    while let Some(event) = next(xml)? {
        match event {
            Event::Start(start) => match start.name().as_ref() {
                "text:p" | "text:h" => {
                    if is_text || !text.is_empty() {
                        text.push('\n');
                    }
                    is_text = true;
                }
                "text:s" => {
                    let spaces = attribute(&start, "text:c").and_then(|c| c.parse().ok()).unwrap_or(1_usize);
                    text.extend(std::iter::repeat_n(' ', spaces.min(MAX_TEXT.saturating_sub(text.len()))));
                }
                "text:tab" => text.push('\t'),
                "text:line-break" => text.push('\n'),
                "office:annotation" => comment = comment_text(xml, &start)?,
                "text:span" | "text:a" | "text:list" | "text:list-item" => {}
                _ => skip(xml, &start)?,
            },
            Event::End(end) if end.name() == cell.name() => return Ok((text, comment)),
            event if is_text && text.len() < MAX_TEXT => add_text(&mut text, &event),
            _ => {}
        }
    }
    Err(damaged())
}

/// The paragraphs of a comment, without its author and date.
fn comment_text(xml: &mut Xml<'_>, comment: &BytesStart<'_>) -> Result<String, ValidationError> {
    let (mut text, mut is_text) = (String::new(), false);
    while let Some(event) = next(xml)? {
        match event {
            Event::Start(start) => match start.name().as_ref() {
                "text:p" => {
                    text.push('\n');
                    is_text = true;
                }
                "text:s" | "text:line-break" => text.push(' '),
                "text:span" | "text:a" | "text:list" | "text:list-item" => {}
                _ => skip(xml, &start)?,
            },
            Event::End(end) if end.name() == comment.name() => return Ok(text),
            event if is_text && text.len() < MAX_TEXT => add_text(&mut text, &event),
            _ => {}
        }
    }
    Err(damaged())
}

/// A cell as people would type it. Texts are escaped, as the parser of tables expects them.
fn text(start: &BytesStart<'_>, shown: &str, place: (usize, usize), marks: &mut Marks) -> String {
    let value = |name| attribute(start, name);
    let kind = value("office:value-type").unwrap_or_default();
    // LibreOffice saves yes and no as formulas.
    let mut yes = None;
    if let Some(formula) = value("table:formula") {
        let formula = formula.strip_prefix("of:").unwrap_or(&formula).trim_start_matches('=').to_owned();
        marks.look_up(place, &formula);
        yes =
            [("TRUE()", true), ("FALSE()", false)].into_iter().find(|(known, _)| *known == formula).map(|(_, yes)| yes);
        if kind.is_empty() && shown.is_empty() {
            marks.uncalculated(place, &formula);
        }
    }
    let number = || value("office:value")?.parse().ok().filter(|number: &f64| number.is_finite());
    let shown = shown.trim();
    let typed = match kind.as_ref() {
        "float" if yes.is_some() => yes.map(yes_or_no),
        "float" | "currency" => number().map(|number| of_number(number, shown)),
        "percentage" => number().map(per_cent),
        "boolean" => value("office:boolean-value").map(|value| yes_or_no(value.eq_ignore_ascii_case("true"))),
        "date" => value("office:date-value").as_deref().and_then(days_of_date).map(|days| {
            if is_date(days) {
                marks.date(place);
                date(days)
            } else {
                elapsed(days)
            }
        }),
        "time" => value("office:time-value").as_deref().and_then(days_of_duration).map(|days| {
            if shown.ends_with("AM") || shown.ends_with("PM") {
                marks.date(place);
            }
            elapsed(days)
        }),
        // The error value of a formula is a text that is only shown.
        "string" if shown.is_empty() => value("office:string-value").map(|text| defuse(text.trim())),
        _ => None,
    };
    typed.unwrap_or_else(|| defuse(shown))
}

/// A number with the unit of time that its cell shows beside it.
fn of_number(number: f64, shown: &str) -> String {
    let is_digit = |c: char| c.is_ascii_digit();
    let first = shown.find(|c: char| is_digit(c) || matches!(c, '-' | '+' | '.' | ',')).unwrap_or(0);
    let after = shown.rfind(is_digit).and_then(|last| shown.get(last + 1..)).unwrap_or_default();
    // Letters between the digits are no unit of the whole number: 1h30.
    let digits = shown.get(first..shown.len() - after.len()).unwrap_or_default();
    let printed = number_text(number);
    let unit = if digits.chars().any(char::is_alphabetic) {
        None
    } else {
        with_unit(shown.get(..first).unwrap_or_default(), &printed, after)
    };
    unit.unwrap_or(printed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(xml: &str) -> (String, Marks) {
        let mut xml = open(xml.as_bytes()).unwrap();
        let mut marks = Marks::default();
        let Some(Event::Start(start)) = next(&mut xml).unwrap() else { panic!("an element") };
        let shown = shown_text(&mut xml, &start).unwrap();
        (text(&start, &shown.0, (2, 1), &mut marks), marks)
    }

    #[test]
    fn cells_are_what_people_would_type() {
        for (attributes, shown, expected) in [
            ("office:value-type=\"string\"", "<text:p>Build</text:p>", "Build"),
            ("office:value-type=\"string\"", "<text:p>a<text:s text:c=\"2\"/>b</text:p><text:p>c</text:p>", "a  b\nc"),
            ("office:value-type=\"string\"", "<text:p><text:a>R&amp;D</text:a> &#x41;</text:p>", "R&D A"),
            ("office:value-type=\"string\"", "<text:p>=1</text:p>", "'=1"),
            ("office:value-type=\"string\" office:string-value=\"Ship\"", "", "Ship"),
            (
                "office:value-type=\"string\"",
                "<office:annotation><text:p>Why?</text:p></office:annotation><text:p>Ship</text:p>",
                "Ship",
            ),
            ("office:value-type=\"float\" office:value=\"1.5\"", "<text:p>2</text:p>", "1.5"),
            ("office:value-type=\"float\" office:value=\"1.5\"", "<text:p>2 days</text:p>", "1.5 days"),
            ("office:value-type=\"float\" office:value=\"1250\"", "<text:p>1.250 Std.</text:p>", "1250 Std."),
            ("office:value-type=\"float\" office:value=\"130\"", "<text:p>1h30</text:p>", "130"),
            ("office:value-type=\"float\" office:value=\"3\"", "<text:p>3 pcs</text:p>", "3"),
            ("office:value-type=\"float\" office:value=\"2\"", "", "2"),
            ("office:value-type=\"float\" office:value=\"x\"", "<text:p>2 d</text:p>", "2 d"),
            ("office:value-type=\"currency\" office:value=\"5\"", "<text:p>5.00 €</text:p>", "5"),
            ("office:value-type=\"percentage\" office:value=\"0.85\"", "<text:p>85 %</text:p>", "85%"),
            ("office:value-type=\"boolean\" office:boolean-value=\"true\"", "<text:p>WAHR</text:p>", "yes"),
            ("office:value-type=\"time\" office:time-value=\"PT01H30M00S\"", "<text:p>01:30</text:p>", "1h 30m"),
            ("office:value-type=\"time\" office:time-value=\"PT26H15M00S\"", "<text:p>26:15</text:p>", "26h 15m"),
            ("office:value-type=\"date\" office:date-value=\"1899-12-31T02:15:00\"", "<text:p>x</text:p>", "26h 15m"),
            ("office:value-type=\"date\" office:date-value=\"soon\"", "<text:p>1.2.</text:p>", "1.2."),
            ("", "<text:p>5</text:p>", "5"),
            ("", "", ""),
        ] {
            let (text, marks) = cell(&format!("<table:table-cell {attributes}>{shown}</table:table-cell>"));
            assert_eq!(text, expected, "{attributes} {shown}");
            assert_eq!(marks.into_sheet(Vec::new()).dates, []);
        }
    }

    #[test]
    fn dates_and_formulas_are_marked() {
        let (text, marks) = cell(
            "<table:table-cell office:value-type=\"date\" office:date-value=\"2026-02-01\"><text:p>1.2.</text:p></table:table-cell>",
        );
        assert_eq!((text.as_str(), marks.into_sheet(Vec::new()).dates), ("2026-02-01", vec![(2, 1)]));
        let (text, marks) = cell("<table:table-cell table:formula=\"of:=2*8\"/>");
        let sheet = marks.into_sheet(Vec::new());
        assert_eq!((text.as_str(), sheet.uncalculated.len(), sheet.uncalculated[0].formula.as_str()), ("", 1, "2*8"));
    }
}
