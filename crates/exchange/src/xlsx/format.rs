//! Shared by all sheets: their names, cell formats, and conversions of numbers.

use rust_xlsxwriter::{Format, FormatAlign, Worksheet, XlsxError};

/// The names of the sheets.
pub(super) const STEPS: &str = "Steps";
pub(crate) const FLOWS: &str = "Connections";
pub(super) const SUMMARY: &str = "Summary";
pub(crate) const MAP: &str = "Map";
pub(crate) const IDEAS: &str = "Ideas";
/// The sheet of connections in workbooks of older versions of Weir.
pub(crate) const OLD_FLOWS: &str = "Flows";

/// The formats of cells.
pub(super) struct CellFormats {
    pub(super) heading: Format,
    pub(super) text: Format,
    /// Hours.
    pub(super) time: Format,
    pub(super) per_cent: Format,
    pub(super) number: Format,
    /// Computed from other cells, or repeating them as text.
    pub(super) quiet: Format,
    pub(super) quiet_time: Format,
    pub(super) total: Format,
    pub(super) total_per_cent: Format,
    pub(super) title: Format,
}

impl CellFormats {
    pub(super) fn new() -> CellFormats {
        let quiet = Format::new().set_font_color("#5C626C");
        let total = Format::new().set_bold();
        CellFormats {
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

/// Writes the headings of a sheet, each with the width of its column.
pub(super) fn write_headings<H: Into<String>>(
    sheet: &mut Worksheet,
    formats: &CellFormats,
    headings: impl IntoIterator<Item = (H, f64)>,
) -> Result<(), XlsxError> {
    for (at, (heading, width)) in (0_u16..).zip(headings) {
        sheet.set_column_width(at, width)?;
        sheet.write_string_with_format(0, at, heading, &formats.heading)?;
    }
    Ok(())
}

/// Seconds as hours.
#[expect(clippy::cast_precision_loss, reason = "durations stay far below 2^53")]
pub(super) fn hours(seconds: u64) -> f64 {
    seconds as f64 / 3600.0
}

/// A row or column number of the library; a map has at most 1,000 steps and 5,000 arrows.
pub(super) fn row(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
