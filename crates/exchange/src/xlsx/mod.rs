//! XLSX: a workbook that people go on working with. Totals are formulas over the cells, so that a changed cell changes
//! them; times are hours, with the words beside. What is written is read again, and so are the workbooks of others.

mod cells;
mod columns;
mod flows;
mod formula;
mod ideas;
mod map;
mod read;
mod steps;
mod summary;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, XlsxError};

use crate::archive::is_zip;
use crate::registry::holds;
use crate::report_data::Told;
pub(crate) use crate::xlsx::read::grid;
use crate::{Options, Read};
use vsm::Map;
use vsm::model::error::ValidationError;

/// What the sheets are called.
const STEPS: &str = "Steps";
const FLOWS: &str = "Flows";
const SUMMARY: &str = "Summary";
const MAP: &str = "Map";
const IDEAS: &str = "Ideas";

/// Is it a packed file with a workbook in it? (Names of entries stand in it as they are.)
pub(crate) fn is_workbook(bytes: &[u8]) -> bool {
    is_zip(bytes) && (holds(bytes, b"xl/workbook") || holds(bytes, b"application/vnd.oasis.opendocument.spreadsheet"))
}

/// The map as a workbook.
///
/// # Errors
/// A sentence, when it cannot be written.
pub(crate) fn write(map: &Map, _: &Options) -> Result<Vec<u8>, ValidationError> {
    book(map)
        .map_err(|cause| ValidationError::new("not_written", format!("The workbook couldn’t be written: {cause}.")))
}

fn book(map: &Map) -> Result<Vec<u8>, XlsxError> {
    let told = Told::of(map);
    let mut book = Workbook::new();
    // The same map makes the same file, whenever it is written.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&map.name).set_author("Weir").set_creation_datetime(&made));
    let looks = Looks::new();
    // One sheet for each subject, in the order in which people leaf through them.
    for write in [
        crate::xlsx::summary::write,
        crate::xlsx::steps::write,
        crate::xlsx::flows::write,
        crate::xlsx::ideas::write,
        crate::xlsx::map::write,
    ] {
        write(&told, &looks, book.add_worksheet())?;
    }
    book.save_to_buffer()
}

/// How cells look.
struct Looks {
    heading: Format,
    text: Format,
    /// Hours.
    time: Format,
    per_cent: Format,
    number: Format,
    /// What is computed from other cells, or says them in words.
    quiet: Format,
    quiet_time: Format,
    total: Format,
    total_per_cent: Format,
    title: Format,
}

impl Looks {
    fn new() -> Looks {
        let quiet = Format::new().set_font_color("#5C626C");
        let total = Format::new().set_bold();
        Looks {
            heading: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_background_color("#F1EDE4")
                .set_align(FormatAlign::Top),
            text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            time: Format::new().set_num_format("0.0#").set_align(FormatAlign::Top),
            per_cent: Format::new().set_num_format("0.0%").set_align(FormatAlign::Top),
            number: Format::new().set_align(FormatAlign::Top),
            quiet: quiet.clone().set_align(FormatAlign::Top),
            quiet_time: quiet.set_num_format("0.0#").set_align(FormatAlign::Top),
            total: total.clone().set_num_format("0.0#"),
            total_per_cent: total.clone().set_num_format("0.0%"),
            title: total.set_font_size(14),
        }
    }
}

/// Seconds as hours.
#[expect(clippy::cast_precision_loss, reason = "durations stay far below 2^53")]
fn hours(seconds: u64) -> f64 {
    seconds as f64 / 3600.0
}

/// A row or column number as the library counts it; a map has at most 1,000 steps and 5,000 arrows.
fn row(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// Refuses workbooks of old Excel, and those behind a password: both are files of another kind.
///
/// # Errors
/// A sentence, when it is one.
pub(crate) fn refuse_old(bytes: &[u8]) -> Result<(), ValidationError> {
    const OLE: &[u8] = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1";
    if bytes.starts_with(OLE) {
        let sentence = "This is an old Office file (such as .xls) or it has a password. Save it as .xlsx without a password and import it again.";
        return Err(ValidationError::new("not_readable", sentence));
    }
    Ok(())
}

/// The maps in a workbook: one.
///
/// # Errors
/// A sentence with the row.
pub(crate) fn read(name: &str, bytes: &[u8]) -> Result<Vec<Read>, ValidationError> {
    use crate::table::rows::{Manner, read_sheet};
    let (grid, _) = grid(bytes, None)?;
    Ok(vec![read_sheet(grid.sheet(None)?, name, Manner::Strict)?])
}
