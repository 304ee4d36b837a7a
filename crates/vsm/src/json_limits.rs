//! Limits the number of values in JSON before it is parsed. A list or an object of a few bytes takes
//! hundreds in memory.

use crate::model::error::ValidationError;
use crate::text::grouped;

/// The maximum number of lists and objects: several times what the largest map has.
const MAX_CONTAINERS: usize = 80_000;
/// The maximum depth that is counted.
const DEEPEST: usize = 200;
/// The maximum number of commas outside of strings.
const MAX_VALUES: usize = 600_000;

/// Rejects JSON with far more values than any map.
///
/// # Errors
/// If it has too many lists, objects or values.
pub fn check(json: &[u8]) -> Result<(), ValidationError> {
    let (mut containers, mut values, mut depth) = (0_usize, 0_usize, 0_usize);
    let (mut inside, mut escaped) = (false, false);
    for &byte in json {
        if inside {
            inside = escaped || byte != b'"';
            escaped = !escaped && byte == b'\\';
            continue;
        }
        match byte {
            b'"' => inside = true,
            // The parser rejects anything deeper.
            b'{' | b'[' if depth == DEEPEST => break,
            b'{' | b'[' => (containers, depth) = (containers + 1, depth + 1),
            b'}' | b']' => depth = depth.saturating_sub(1),
            b',' => values += 1,
            _ => {}
        }
    }
    if containers > MAX_CONTAINERS || values > MAX_VALUES {
        let (containers, values) = (grouped(MAX_CONTAINERS), grouped(MAX_VALUES));
        let sentence =
            format!("This file is too large to be a map: more than {containers} lists and objects or {values} values.");
        return Err(ValidationError::new("too_large", sentence));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_in_strings_are_not_counted() {
        let many = "[],{},".repeat(MAX_CONTAINERS);
        assert!(check(many.as_bytes()).is_err());
        assert!(check(format!("{{\"a\\\\\\\"{many}\": 1}}").as_bytes()).is_ok());
        assert!(check(format!("\"a\\\\\"{many}").as_bytes()).is_err());
    }
}
