//! Cells as people would type them.

use crate::table::cells::number_text;
use crate::workbook::dates::{date, elapsed, is_date};
use crate::workbook::number_format::{Kind, NumberFormat};

/// A number in some format, and whether it is a date or a time of the day.
pub(super) fn number(value: f64, format: &NumberFormat, is_1904: bool) -> (String, bool) {
    let printed = match format.kind(value) {
        Kind::PerCent => per_cent(value),
        Kind::Number => format.with_unit(value, &number_text(value)).unwrap_or_else(|| number_text(value)),
        Kind::Date if is_date(value) => return (date(if is_1904 { value + DAYS_TO_1904 } else { value }), true),
        Kind::Date => match format.days(value).filter(|_| value >= 0.0) {
            Some(word) => format!("{} {word}", number_text(value)),
            None => return (elapsed(value), format.is_time_of_day(value)),
        },
        Kind::Elapsed => elapsed(value),
    };
    (printed, false)
}

/// Some workbooks count days from 1904.
const DAYS_TO_1904: f64 = 1_462.0;

pub(super) fn per_cent(share: f64) -> String {
    format!("{}%", number_text(share * 100.0))
}

pub(super) fn yes_or_no(is_true: bool) -> String {
    if is_true { "yes" } else { "no" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_people_would_type_them() {
        for (value, code, expected) in [
            (2.0, "General", "2"),
            (0.1 + 0.2, "General", "0.3"),
            (1.125, "0.00", "1.1250"),
            (1e15, "#,##0", "1000000000000000"),
            (0.85, "0%", "85%"),
            (1.0, "0.0%", "100%"),
            (1.5, "0\" days\"", "1.5 days"),
            (1.125, "0.0\" h\"", "1.1250 h"),
            (0.0625, "h:mm", "1h 30m"),
            (26.25 / 24.0, "[h]:mm", "26h 15m"),
            (12.5 / 1440.0, "mm:ss", "12m 30s"),
            (2.5, "d \"days\" h:mm", "60h"),
            (2.5, "d \"days\"", "2.5 days"),
            (2.0, "d \"days\"", "2 days"),
            (2.5, "d h:mm", "60h"),
            (-0.0625, "h:mm", "-1h 30m"),
        ] {
            assert_eq!(number(value, &NumberFormat::parse(code), false), (expected.to_owned(), false), "{code}");
        }
        let day = NumberFormat::parse("d/m/yy");
        assert_eq!(number(46_054.0, &day, false), ("2026-02-01".to_owned(), true));
        assert_eq!(number(44_592.0, &day, true), ("2026-02-01".to_owned(), true));
        assert!(!number(f64::MAX, &day, false).1);
        let noon = NumberFormat::parse("h:mm AM/PM");
        assert_eq!(number(0.0625, &noon, false), ("1h 30m".to_owned(), true));
    }
}
