//! XLSX: a workbook to continue working with. Totals are formulas, so that they follow changed cells; times
//! are hours, with text beside them. Exported workbooks can be imported again.

mod columns;
pub(crate) mod flows;
pub(crate) mod format;
pub(crate) mod formula;
pub(crate) mod ideas;
pub(crate) mod map;
mod steps;
mod summary;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Workbook, XlsxError};

use crate::xlsx::format::CellFormats;
use drawing::report::ReportData;
use vsm::Map;
use vsm::model::error::ValidationError;

/// The map as a workbook.
pub(crate) fn write(map: &Map) -> Result<Vec<u8>, ValidationError> {
    workbook(map)
        .map_err(|cause| ValidationError::new("not_written", format!("The workbook couldn’t be written: {cause}.")))
}

fn workbook(map: &Map) -> Result<Vec<u8>, XlsxError> {
    let data = ReportData::new(map);
    let mut workbook = Workbook::new();
    // A fixed date: the same map gives the same file.
    let made = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_title(&map.name).set_author("Weir").set_creation_datetime(&made));
    let formats = CellFormats::new();
    // One sheet per subject, in reading order.
    for write in [summary::write, steps::write, flows::write, ideas::write, map::write] {
        write(&data, &formats, workbook.add_worksheet())?;
    }
    workbook.save_to_buffer()
}
