//! A map as a workbook: one sheet per subject.

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::options::Options;
use crate::xlsx::format::CellFormats;
use crate::xlsx::{flows, ideas, map, steps, summary};
use drawing::report::ReportData;
use vsm::Map;
use vsm::model::error::ValidationError;

/// The map as a workbook.
pub(crate) fn write(map: &Map, _: &Options) -> Result<Vec<u8>, ValidationError> {
    book(map)
        .map_err(|cause| ValidationError::new("not_written", format!("The workbook couldn’t be written: {cause}.")))
}

fn book(map: &Map) -> Result<Vec<u8>, XlsxError> {
    let data = ReportData::new(map);
    let mut book = Workbook::new();
    // A fixed date: the same map gives the same file.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    book.set_properties(&DocProperties::new().set_title(&map.name).set_author("Weir").set_creation_datetime(&made));
    let formats = CellFormats::new();
    // One sheet per subject, in reading order.
    for write in [summary::write, steps::write, flows::write, ideas::write, map::write] {
        write(&data, &formats, book.add_worksheet())?;
    }
    book.save_to_buffer()
}
