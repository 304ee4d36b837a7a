//! The ids of edits that come from outside: which ones a sender may make up, and those of forms that carry none.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::live::Hub;

/// Longest id that a sender may make up, in bytes.
pub(super) const LONGEST: usize = 200;

/// May a sender call an edit so? Text of 1 to [`LONGEST`] bytes that is not the id of an undo, which only undo gives: the
/// log tells by it what was taken back.
pub(super) fn is_allowed(id: &str) -> bool {
    !id.is_empty() && id.len() <= LONGEST && !id.chars().any(char::is_control) && !id.starts_with(Hub::UNDO_IDS)
}

/// The id of an edit from a form on a page that is the same for everybody: what was sent, to where, from a page of which
/// revision. A double click sends all of that twice; who does the same again later does it from the page as it is then.
pub(super) fn of_form(revision: u64, path: &str, fields: &BTreeMap<String, String>) -> String {
    let mut hasher = Sha256::new();
    for text in std::iter::once(path).chain(fields.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()])) {
        // With its length before it, so that no two lists of texts read the same.
        hasher.update(text.len().to_be_bytes());
        hasher.update(text);
    }
    let half = hasher.finalize().iter().take(16).fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    format!("form:{revision}:{half:032x}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_senders_are_short_text_and_no_undo() {
        assert!(is_allowed("e1") && is_allowed(&"x".repeat(LONGEST)));
        for bad in ["", "a\nb", "undo:7", &"x".repeat(LONGEST + 1)] {
            assert!(!is_allowed(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_form_has_one_id_for_each_content_place_and_revision() {
        let fields = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
        let one = of_form(3, "/p", &fields("ab", "c"));
        assert!(one.starts_with("form:3:") && is_allowed(&one), "{one}");
        assert_eq!(one, of_form(3, "/p", &fields("ab", "c")));
        for other in [
            of_form(4, "/p", &fields("ab", "c")),
            of_form(3, "/q", &fields("ab", "c")),
            of_form(3, "/p", &fields("a", "bc")),
        ] {
            assert_ne!(one, other);
        }
    }
}
