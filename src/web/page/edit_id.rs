//! The ids of edits that come from outside: which ones a sender may make up, and those of forms that carry none.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::live::Hub;

/// Longest id that a sender may make up, in bytes.
pub(crate) const LONGEST: usize = 200;

/// May a sender call an edit so? Text of 1 to [`LONGEST`] bytes that is not the id of an undo or redo, which only those
/// give: the log tells by it what was taken back.
pub(crate) fn is_allowed(id: &str) -> bool {
    !id.is_empty() && id.len() <= LONGEST && !id.chars().any(char::is_control) && !Hub::is_undo_id(id)
}

/// The id of an edit from a form on a page that is the same for everybody: what was sent, by whom, to where, from a page
/// of which revision. Two people who add the same add it twice. A double click sends all of that twice; who does the same again later does it from the page as it is then.
pub(crate) fn of_form(actor: &str, revision: u64, path: &str, fields: &BTreeMap<String, String>) -> String {
    let mut hasher = Sha256::new();
    for text in [actor, path].into_iter().chain(fields.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]))
    {
        // With its length before it, so that no two lists of texts read the same.
        hasher.update(text.len().to_be_bytes());
        hasher.update(text);
    }
    format!("form:{revision}:{:032x}", half_of(hasher))
}

/// Ids for the steps that an edit adds, the same each time that it is sent: a double click must not be another edit.
pub(crate) fn of_steps(edit_id: &str) -> impl FnMut() -> String + use<> {
    let base = half_of(Sha256::new().chain_update(edit_id));
    let mut made = 0_usize;
    move || {
        made += 1;
        format!("{base:032x}-{made}")
    }
}

/// The first half of a hash, which is more than enough to tell two apart.
fn half_of(hasher: Sha256) -> u128 {
    hasher.finalize().iter().take(16).fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_have_one_id_each_however_often_their_edit_is_sent() {
        let three = |edit: &str| -> Vec<String> { std::iter::repeat_with(of_steps(edit)).take(3).collect() };
        assert_eq!(three("e"), three("e"));
        let mut all = [three("e"), three("f")].concat();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 6);
    }

    #[test]
    fn ids_of_senders_are_short_text_and_no_undo() {
        assert!(is_allowed("e1") && is_allowed(&"x".repeat(LONGEST)));
        for bad in ["", "a\nb", "undo:7", "redo:7", &"x".repeat(LONGEST + 1)] {
            assert!(!is_allowed(bad), "{bad:?}");
        }
    }

    #[test]
    fn a_form_has_one_id_for_each_content_place_and_revision() {
        let fields = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
        let one = of_form("ana", 3, "/p", &fields("ab", "c"));
        assert!(one.starts_with("form:3:") && is_allowed(&one), "{one}");
        assert_eq!(one, of_form("ana", 3, "/p", &fields("ab", "c")));
        for other in [
            of_form("ben", 3, "/p", &fields("ab", "c")),
            of_form("ana", 4, "/p", &fields("ab", "c")),
            of_form("ana", 3, "/q", &fields("ab", "c")),
            of_form("ana", 3, "/p", &fields("a", "bc")),
        ] {
            assert_ne!(one, other);
        }
    }
}
