//! What reading a file comes to: a map with findings, or an error.

use drawing::DrawingError;
use vsm::Map;
use vsm::model::error::ValidationError;
use vsm::model::finding::Finding;

/// A map that was read, and what is worth knowing about how it was read.
pub type Read = (Map, Vec<Finding>);

/// A finding about a file, not about a step.
pub(crate) fn finding(code: &'static str, sentence: String) -> Finding {
    Finding { code, step: None, sentence }
}

/// A drawing that can't be made or read, as an error with a code.
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
