//! The result of importing a file: a map with warnings, or an error.

use drawing::DrawingError;
use vsm::Map;
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;

/// An imported map with its warnings.
pub type Read = (Map, Vec<Finding>);

/// A warning about a file rather than a step.
pub(crate) fn finding(code: &'static str, sentence: String) -> Finding {
    Finding { code, step: None, sentence }
}

/// An error of the drawing crate as one with a code.
pub(crate) fn drawing_error(error: &DrawingError) -> ValidationError {
    let code = match error {
        DrawingError::Painting(_) => "not_painted",
        DrawingError::Scale => return ValidationError::new("out_of_range", error.to_string()).at("scale"),
        DrawingError::Unreadable(_) | DrawingError::CostlyTag => "not_readable",
        DrawingError::NoMap => "no_map",
        DrawingError::TooLarge => "too_large",
    };
    ValidationError::new(code, error.to_string())
}

/// `Row 3`, `Rows 3, 5 and 8`.
pub(crate) fn rows_named(numbers: &[usize]) -> String {
    const MOST: usize = 8;
    match numbers {
        [one] => format!("Row {one}"),
        [before @ .., last] if numbers.len() <= MOST => {
            let before: Vec<String> = before.iter().map(ToString::to_string).collect();
            format!("Rows {} and {last}", before.join(", "))
        }
        _ => {
            let first: Vec<String> = numbers.iter().take(MOST - 1).map(ToString::to_string).collect();
            format!("Rows {} and {} more", first.join(", "), numbers.len() + 1 - MOST)
        }
    }
}
