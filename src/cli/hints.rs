//! What to do about a file that can't be read as it is: the options that help.

use exchange::table::options::TableOptions;
use vsm::ValidationError;
use vsm::model::duration::NO_UNIT;
use vsm::model::number::is_doubt;

/// How to choose calendar time.
pub(super) const CALENDAR: &str = "To read days around the clock: --hours-per-day 24 --days-per-week 7.";

/// An error with the name of the file and the place in it.
pub(super) fn with_place(name: &str, error: &ValidationError) -> String {
    let place = error.field.as_ref().filter(|field| field.contains('[')).map(|field| format!(" ({field})"));
    format!("{name}: {}{}", error.message, place.unwrap_or_default())
}

/// Lines to follow the error about a table, for the options that weren't given.
pub(super) fn after(error: &ValidationError, options: &TableOptions) -> String {
    let is_in_rows = error.code == "bad_rows";
    let hints = [
        (
            is_in_rows && error.message.contains(NO_UNIT) && options.unit.is_none(),
            "To set the unit of plain numbers: --unit min.",
        ),
        (
            is_in_rows && is_doubt(&error.message) && options.decimal.is_none(),
            "To set the decimal sign: --decimal point or --decimal comma.",
        ),
        (is_in_rows && !options.lenient, "To move values that can’t be read to the step notes: --lenient."),
        (
            error.code == "no_headings" && options.columns.is_none(),
            "To name the columns yourself: --columns \"step,wait time,work time\".",
        ),
    ];
    let apply = hints.into_iter().filter(|(applies, _)| *applies);
    apply.flat_map(|(_, hint)| ["\n", hint]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hints_name_the_options_that_help() {
        let error = |code, message: &str| ValidationError::new(code, message);
        let none = TableOptions::default();
        let unit = error("bad_rows", "Row 2, wait: Add a unit, such as 12h, 12d or 12w.");
        assert_eq!(
            after(&unit, &none),
            "\nTo set the unit of plain numbers: --unit min.\nTo move values that can’t be read to the step notes: --lenient."
        );
        let given = TableOptions { unit: Some("min".to_owned()), lenient: true, ..TableOptions::default() };
        assert_eq!(after(&unit, &given), "");
        let number = error("bad_rows", "Row 2, wait: 1,250 could mean 1250 or 1.25. Write one of these instead.");
        assert!(after(&number, &none).contains("--decimal"));
        assert!(after(&error("no_headings", "No headings found."), &none).contains("--columns"));
        assert_eq!(after(&error("no_table", "This file contains no table."), &none), "");
    }
}
