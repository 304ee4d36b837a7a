//! The ids of edits from outside: which ones a client may choose, and ids for forms that carry none.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use crate::live::Hub;
use crate::web::secret::half;

/// Longest id that a client may choose, in bytes.
pub(crate) const MAX_LENGTH: usize = 200;

/// Can a client choose this id? Text of 1 to [`MAX_LENGTH`] bytes, except ids of undo and redo: the log finds undone
/// edits by them.
pub(crate) fn is_allowed(id: &str) -> bool {
    !id.is_empty() && id.len() <= MAX_LENGTH && !id.chars().any(char::is_control) && !Hub::is_undo_id(id)
}

/// The id of an edit from a form on a page that is the same for everyone: derived from the content, the sender, the
/// path and the revision of the page. Two people who add the same thing add it twice. A double click sends the same id
/// twice; repeating the same later comes from a newer page.
pub(crate) fn from_form(actor: &str, revision: u64, path: &str, fields: &BTreeMap<String, String>) -> String {
    let mut hasher = Sha256::new();
    for text in [actor, path].into_iter().chain(fields.iter().flat_map(|(name, value)| [name.as_str(), value.as_str()]))
    {
        // Each prefixed with its length, so that no two lists of texts are the same.
        hasher.update(text.len().to_be_bytes());
        hasher.update(text);
    }
    format!("form:{revision}:{:032x}", half(hasher))
}

/// Ids for the steps that an edit adds, the same each time it is sent: a double click must not be another edit.
pub(crate) fn step_ids(edit_id: &str) -> impl FnMut() -> String + use<> {
    let base = half(Sha256::new().chain_update(edit_id));
    let mut count = 0_usize;
    move || {
        count += 1;
        format!("{base:032x}-{count}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn step_ids_are_the_same_each_time_an_edit_is_sent() {
        let three = |edit: &str| -> Vec<String> { std::iter::repeat_with(step_ids(edit)).take(3).collect() };
        assert_eq!(three("e"), three("e"));
        let mut all = [three("e"), three("f")].concat();
        all.sort();
        all.dedup();
        assert_eq!(all.len(), 6);
    }

    #[test]
    fn edit_id_is_short_and_not_an_undo_id() {
        assert!(is_allowed("e1") && is_allowed(&"x".repeat(MAX_LENGTH)));
        for bad in ["", "a\nb", "undo:7", "redo:7", &"x".repeat(MAX_LENGTH + 1)] {
            assert!(!is_allowed(bad), "{bad:?}");
        }
    }

    #[test]
    fn form_id_depends_on_content_path_revision_and_actor() {
        let fields = |name: &str, value: &str| BTreeMap::from([(name.to_owned(), value.to_owned())]);
        let one = from_form("ana", 3, "/p", &fields("ab", "c"));
        assert!(one.starts_with("form:3:") && is_allowed(&one), "{one}");
        assert_eq!(one, from_form("ana", 3, "/p", &fields("ab", "c")));
        for other in [
            from_form("ben", 3, "/p", &fields("ab", "c")),
            from_form("ana", 4, "/p", &fields("ab", "c")),
            from_form("ana", 3, "/q", &fields("ab", "c")),
            from_form("ana", 3, "/p", &fields("a", "bc")),
        ] {
            assert_ne!(one, other);
        }
    }
}
