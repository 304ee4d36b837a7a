//! XLSX: the list of sheets, the texts and the formats of cells.

use std::collections::HashMap;

use quick_xml::events::Event;

use crate::table::sheet::RawSheet;
use crate::workbook::MAX_SHEETS;
use crate::workbook::book::{Book, rich_text};
use crate::workbook::excel_sheet;
use crate::workbook::grid::Budget;
use crate::workbook::number_format::NumberFormat;
use crate::workbook::parts::{Part, Parts};
use crate::workbook::sheet_marks::Marks;
use crate::workbook::xml::{any_attribute, attribute, damaged, is_true, next, open};
use vsm::model::error::ValidationError;

/// The maximum number of cell formats, as in Excel.
const MAX_FORMATS: usize = 65_490;

/// A sheet in the list.
struct Listed {
    name: String,
    is_hidden: bool,
    relation: String,
}

/// Another part that a part refers to.
struct Relation {
    id: String,
    /// The last word of its kind: `worksheet`.
    kind: String,
    path: String,
}

pub(super) fn sheets(parts: &mut Parts<'_>) -> Result<Vec<RawSheet>, ValidationError> {
    let main = relations(parts, "")?.into_iter().find(|relation| relation.kind == "officeDocument");
    let main = main.map_or_else(|| "xl/workbook.xml".to_owned(), |relation| relation.path);
    if main.to_lowercase().rsplit_once('.').is_some_and(|(_, end)| end == "bin") {
        let sentence = "Binary workbooks (XLSB) can’t be imported. Save the file as XLSX and import it again.";
        return Err(ValidationError::new("not_readable", sentence));
    }
    let relations = relations(parts, &main)?;
    let (list, is_1904) = list(&parts.read(&main, Part::List)?)?;
    let path = |kind: &str| relations.iter().find(|relation| relation.kind == kind).map(|relation| &relation.path);
    let mut book = Book { is_1904, ..Book::default() };
    if let Some(path) = path("sharedStrings").filter(|path| parts.has(path)) {
        book.texts = texts(&parts.read(path, Part::Texts)?)?;
    }
    if let Some(path) = path("styles").filter(|path| parts.has(path)) {
        read_formats(&parts.read(path, Part::Styles)?, &mut book)?;
    }
    let mut budget = Budget::ALL;
    let mut read = |Listed { name, is_hidden, relation }: Listed| {
        let sheet = match relations.iter().find(|known| known.id == relation) {
            None => Err(damaged()),
            // A sheet with a chart has no cells.
            Some(Relation { kind, .. }) if kind != "worksheet" => Ok(RawSheet::default()),
            Some(Relation { path, .. }) => parts.read(path, Part::Sheet).and_then(|bytes| {
                let mut marks = Marks::default();
                // A sheet is worth reading without its comments.
                let _ = comments(parts, path, &mut marks);
                excel_sheet::read(&bytes, &name, &book, &mut budget, marks)
            }),
        };
        RawSheet { name: name.clone(), is_hidden, ..sheet.unwrap_or_else(RawSheet::unreadable) }
    };
    Ok(list.into_iter().map(&mut read).collect())
}

/// The comments on the cells of a sheet.
fn comments(parts: &mut Parts<'_>, sheet: &str, marks: &mut Marks) -> Result<(), ValidationError> {
    let Some(relation) = relations(parts, sheet)?.into_iter().find(|relation| relation.kind == "comments") else {
        return Ok(());
    };
    let bytes = parts.read(&relation.path, Part::Texts)?;
    let mut xml = open(&bytes)?;
    while let Some(event) = next(&mut xml)? {
        if let Event::Start(start) = event
            && start.local_name().as_ref() == "comment"
        {
            let place = attribute(&start, "ref").as_deref().and_then(excel_sheet::reference);
            let text = rich_text(&mut xml, &start)?;
            if let Some(place) = place {
                marks.comment(place, &text);
            }
        }
    }
    Ok(())
}

/// The parts that a part refers to; of the whole workbook with an empty path.
fn relations(parts: &mut Parts<'_>, of: &str) -> Result<Vec<Relation>, ValidationError> {
    let (folder, file) = of.rsplit_once('/').unwrap_or(("", of));
    let list = format!("{folder}/_rels/{file}.rels");
    if !parts.has(&list) {
        return Ok(Vec::new());
    }
    let bytes = parts.read(&list, Part::List)?;
    let (mut xml, mut all) = (open(&bytes)?, Vec::new());
    while let Some(event) = next(&mut xml)? {
        let Event::Start(start) = event else { continue };
        let of = |name| attribute(&start, name).unwrap_or_default();
        if start.local_name().as_ref() == "Relationship" {
            let (kind, target) = (of("Type"), of("Target").replace('\\', "/"));
            let path = if target.starts_with('/') { target } else { format!("{folder}/{target}") };
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            all.push(Relation { id: of("Id").into_owned(), kind, path: direct(&path) });
        }
    }
    Ok(all)
}

/// A path without `..`.
fn direct(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/').filter(|part| !part.is_empty() && *part != ".") {
        if part == ".." {
            parts.pop();
        } else {
            parts.push(part);
        }
    }
    parts.join("/")
}

/// The sheets, and whether days are counted from 1904.
fn list(bytes: &[u8]) -> Result<(Vec<Listed>, bool), ValidationError> {
    let (mut xml, mut sheets, mut is_1904) = (open(bytes)?, Vec::new(), false);
    while let Some(event) = next(&mut xml)? {
        let Event::Start(start) = event else { continue };
        match start.local_name().as_ref() {
            "workbookPr" => is_1904 |= is_true(&start, "date1904"),
            "sheet" if sheets.len() < MAX_SHEETS => sheets.push(Listed {
                name: attribute(&start, "name").unwrap_or_default().into_owned(),
                is_hidden: attribute(&start, "state").is_some_and(|state| state.to_lowercase().contains("hidden")),
                relation: any_attribute(&start, "id").unwrap_or_default().into_owned(),
            }),
            _ => {}
        }
    }
    Ok((sheets, is_1904))
}

/// The texts that cells refer to.
fn texts(bytes: &[u8]) -> Result<Vec<String>, ValidationError> {
    let (mut xml, mut texts) = (open(bytes)?, Vec::new());
    while let Some(event) = next(&mut xml)? {
        if let Event::Start(start) = event
            && start.local_name().as_ref() == "si"
        {
            texts.push(rich_text(&mut xml, &start)?);
        }
    }
    Ok(texts)
}

fn read_formats(bytes: &[u8], book: &mut Book) -> Result<(), ValidationError> {
    let mut xml = open(bytes)?;
    let mut by_id: HashMap<u32, usize> = HashMap::new();
    let mut is_of_cells = false;
    while let Some(event) = next(&mut xml)? {
        let start = match event {
            Event::Start(start) => start,
            Event::End(end) if end.local_name().as_ref() == "cellXfs" => {
                is_of_cells = false;
                continue;
            }
            _ => continue,
        };
        let id = || attribute(&start, "numFmtId").and_then(|id| id.parse().ok());
        match start.local_name().as_ref() {
            "cellXfs" => is_of_cells = true,
            "numFmt" if !is_of_cells && book.number_formats.len() < MAX_FORMATS => {
                if let Some((id, code)) = id().zip(attribute(&start, "formatCode")) {
                    by_id.insert(id, book.number_formats.len());
                    book.number_formats.push(NumberFormat::parse(&code));
                }
            }
            "xf" if is_of_cells && book.cell_formats.len() < MAX_FORMATS => {
                let id = id().unwrap_or(0);
                let new = book.number_formats.len();
                let at = *by_id.entry(id).or_insert(new);
                if at == new {
                    book.number_formats.push(NumberFormat::parse(built_in(id)));
                }
                book.cell_formats.push(at);
            }
            _ => {}
        }
    }
    Ok(())
}

/// The code of a number format that every workbook has. Those of East Asia differ by language, but all are
/// dates and times.
fn built_in(id: u32) -> &'static str {
    match id {
        9 | 10 => "0%",
        14..=17 | 22 | 27..=31 | 36 | 50..=58 => "yyyy-mm-dd",
        18 | 19 => "h:mm:ss AM/PM",
        20 | 21 | 32..=35 | 45 | 47 => "h:mm:ss",
        46 => "[h]:mm:ss",
        49 => "@",
        _ => "General",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_direct() {
        assert_eq!(direct("/xl/worksheets/../sheet1.xml"), "xl/sheet1.xml");
        assert_eq!(direct("../../etc/./passwd"), "etc/passwd");
    }
}
