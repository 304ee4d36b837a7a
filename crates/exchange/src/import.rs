//! From the bytes of a file to its maps. The content chooses the reader in the table of formats.

use crate::limits::{MAX_BYTES, MAX_PIXEL_BYTES};
use crate::outcome::{Read, finding};
use crate::registry::{Format, Reader};
use crate::table::mapping::{Choice, Table};
use crate::table::options::TableOptions;
use crate::table::sheet::RawSheet;
use crate::{archive, document, sniff, table};
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;

/// Imports the only map of a file in any format. `name`, the file's name without its extension, is the
/// map's name if the file has none. A second map in another program's file is skipped with a warning.
///
/// # Errors
/// The same as [`read_all`], and `several_maps` for a ZIP file with more than one.
pub fn read(name: &str, bytes: &[u8]) -> Result<Read, ValidationError> {
    first(read_all(name, bytes)?, bytes)
}

/// The first of the maps in a file. A second one is skipped with a warning.
///
/// # Errors
/// `several_maps` for a ZIP file with more than one.
pub fn first(all: Vec<Read>, bytes: &[u8]) -> Result<Read, ValidationError> {
    let number = all.len();
    if number > 1 && Format::from_content(bytes) == Format::Zip {
        let sentence =
            format!("This file contains {number} maps. Import it into a workspace, or extract the one you need.");
        return Err(ValidationError::new("several_maps", sentence));
    }
    let mut all = all.into_iter();
    let (map, mut findings) = all.next().ok_or_else(|| ValidationError::new("no_map", "The file contains no map."))?;
    if let Some((other, _)) = all.next() {
        let what = if other.name == map.name {
            format!("a {} state", other.state.as_str())
        } else {
            format!("“{}”", other.name)
        };
        let sentence = format!("The file also contains {what}, which was skipped. Import the file to get both maps.");
        findings.push(finding("map_left_out", sentence));
    }
    Ok((map, findings))
}

/// Imports all maps of a file.
///
/// # Errors
/// If a row, cell, field or entry can't be read; the error names it.
pub fn read_all(name: &str, bytes: &[u8]) -> Result<Vec<Read>, ValidationError> {
    refuse_too_large(bytes)?;
    refuse_others(bytes)?;
    let format = Format::from_content(bytes);
    if format == Format::Svg
        && !sniff::holds(bytes, b"<svg")
        && let Some(error) = document::other::unknown_xml(bytes)
    {
        return Err(error);
    }
    let reader = format.reader().ok_or_else(|| {
        let can: Vec<&str> = Format::all().filter(|f| f.can_read() && f.can_write()).map(Format::name).collect();
        let sentence = format!("{} files can’t be imported. Use one of these: {}.", format.name(), can.join(", "));
        ValidationError::new("not_readable", sentence)
    })?;
    match reader {
        Reader::One(read) => Ok(vec![read(name, bytes)?]),
        Reader::Several(read) => read(name, bytes),
        Reader::Tables(tables) => table::read(name, tables(bytes)?),
        Reader::Archive => archive::read(bytes, read_all),
    }
}

/// Imports all maps of a file, tables as these options say. For other files, a warning says that they had no effect.
///
/// # Errors
/// The same as [`read_all`], and `not_understood` for an option that doesn't fit the table.
pub fn read_all_with(name: &str, bytes: &[u8], options: &TableOptions) -> Result<Vec<Read>, ValidationError> {
    if is_table(bytes) {
        return options.read(name, sheets(bytes)?);
    }
    let mut maps = read_all(name, bytes)?;
    if let Some((_, findings)) = maps.first_mut().filter(|_| !options.is_default()) {
        findings.insert(0, no_effect());
    }
    Ok(maps)
}

/// The warning about options for tables that were given with another file.
pub fn no_effect() -> Finding {
    finding("no_effect", "This file isn’t a table, so the options for tables had no effect.".to_owned())
}

/// Whether it is a file whose columns can be assigned: CSV, TSV, XLSX, ODS, Markdown, HTML and lists.
pub fn is_table(bytes: &[u8]) -> bool {
    matches!(Format::from_content(bytes).reader(), Some(Reader::Tables(_)))
}

/// The tables of a file; any other text counts as one.
fn sheets(bytes: &[u8]) -> Result<Vec<RawSheet>, ValidationError> {
    refuse_too_large(bytes)?;
    refuse_others(bytes)?;
    match Format::from_content(bytes).reader() {
        Some(Reader::Tables(tables)) => tables(bytes),
        _ => document::tables(bytes),
    }
}

impl Table {
    /// Opens the tables of a file and takes the chosen one, else the one that looks most like steps.
    ///
    /// # Errors
    /// If the file has no table, or it has no rows.
    pub fn open(bytes: &[u8], choice: &Choice) -> Result<Table, ValidationError> {
        Table::among(sheets(bytes)?, choice)
    }
}

fn refuse_too_large(bytes: &[u8]) -> Result<(), ValidationError> {
    let most = if bytes.starts_with(b"\x89PNG") { MAX_PIXEL_BYTES } else { MAX_BYTES };
    if bytes.len() <= most {
        return Ok(());
    }
    Err(ValidationError::new("too_large", format!("The file is larger than {} MB.", most / 1_000_000)))
}

/// Refuses files that are known and can’t become a map.
fn refuse_others(bytes: &[u8]) -> Result<(), ValidationError> {
    if let Some(error) = document::other::refusal(bytes) {
        return Err(error);
    }
    if !sniff::is_ole(bytes) {
        return Ok(());
    }
    let sentence = "This is an old Office file (such as .xls) or it has a password. Save it as .xlsx without a password and import it again.";
    Err(ValidationError::new("not_readable", sentence))
}
