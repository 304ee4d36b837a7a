//! The options for tables, which every command that reads map files takes.

use exchange::table::options::TableOptions;

/// How tables are read. Everything that isn't said is guessed or asked for.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Tables (CSV, XLSX and others)")]
pub(super) struct TableArgs {
    /// Unit of plain numbers in time columns without one: s, min, h, d, w, mo, y, mm:ss, hh:mm, d:hh, d:hh:mm
    #[arg(long, value_parser = checked("unit"))]
    unit: Option<String>,
    /// Decimal sign of numbers: point or comma
    #[arg(long, value_name = "SIGN", value_parser = checked("decimal"))]
    decimal: Option<String>,
    /// Hours that a day has
    #[arg(long, value_name = "HOURS", value_parser = checked("hours_per_day"))]
    hours_per_day: Option<String>,
    /// Days that a week has
    #[arg(long, value_name = "DAYS", value_parser = checked("days_per_week"))]
    days_per_week: Option<String>,
    /// Number of the row with the headings; 0 if there are none
    #[arg(long, value_name = "ROW", value_parser = checked("headings"))]
    headings: Option<String>,
    /// Heading of each column, such as step,lead time,,%C/A; an empty one skips its column
    #[arg(long, value_name = "LIST", value_parser = checked("columns"))]
    columns: Option<String>,
    /// Name or number of the sheet
    #[arg(long, value_name = "SHEET", value_parser = checked("sheet"))]
    sheet: Option<String>,
    /// Move values that can’t be read to the step notes instead of failing
    #[arg(long)]
    lenient: bool,
}

impl TableArgs {
    /// The options that were given.
    pub(super) fn options(&self) -> Result<TableOptions, String> {
        let texts = [
            ("unit", &self.unit),
            ("decimal", &self.decimal),
            ("hours_per_day", &self.hours_per_day),
            ("days_per_week", &self.days_per_week),
            ("headings", &self.headings),
            ("columns", &self.columns),
            ("sheet", &self.sheet),
        ];
        let mut options = TableOptions { lenient: self.lenient, ..TableOptions::default() };
        for (name, text) in texts {
            if let Some(text) = text {
                options.set(name, text)?;
            }
        }
        Ok(options)
    }
}

/// Rejects a wrong value with the usage, before any file is read.
fn checked(name: &'static str) -> impl Fn(&str) -> Result<String, String> + Clone + Send + Sync + 'static {
    move |text| {
        let set = TableOptions::default().set(name, text);
        set.map(|()| text.to_owned()).map_err(|can_be| format!("use {can_be}"))
    }
}
