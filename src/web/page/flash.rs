//! Messages that a page shows once after a redirect. They are in its query: no cookies, no state.

use std::sync::LazyLock;

use percent_encoding::percent_decode_str;

use crate::clock;
use crate::live::SavedEdit;
use vsm::Map;
use vsm::fields::catalog::{MapField, StepField};
use vsm::text::{count, quote};

use crate::web::page::form::shown;
use crate::web::page::urls;
use crate::web::secret;
use vsm::metrics::explain::name;

/// Keys whose values are shown as text. They count only with the seal that [`url`] adds; otherwise, a link could make a
/// page of Weir show any text.
const SEALED_KEYS: [&str; 5] = ["removed", "undid", "dropped", "over", "found"];
const SEAL: &str = "sealed";

/// Keys with the same line whatever their value.
const LINES: [(&str, &str); 12] = [
    ("copied", "This is a copy. The original is unchanged."),
    ("future_created", "Future state created. Your changes here don’t affect the current state."),
    ("applied", "Idea applied."),
    ("idea", "Idea added."),
    ("back", "Map restored."),
    ("undone", "Undone."),
    ("saved", "Changes saved."),
    ("step_moved", "Step moved."),
    ("moved", "The map has changed in the meantime, so nothing was undone. This is the current version."),
    ("nothing_of_guest", "There are no guest changes to undo."),
    ("nothing_by", "There are no changes to undo."),
    ("nothing", "You have nothing to undo."),
];

/// The key of the seals of this process.
static KEY: LazyLock<String> = LazyLock::new(clock::new_secret);

fn seal<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let sealed = pairs.filter(|(key, _)| SEALED_KEYS.contains(key));
    // Each prefixed with its length, so that no two lists of texts are the same.
    let text = sealed.fold(KEY.clone(), |text, (key, value)| text + &format!(" {key} {} {value}", value.len()));
    secret::hash(&text)
}

#[derive(Debug, Default)]
pub(crate) struct Flash {
    /// For the top of the page.
    pub(crate) lines: Vec<String>,
    /// For the form that adds steps.
    pub(crate) added: Option<String>,
    /// Can it be undone?
    pub(crate) undo: bool,
}

/// The side effects of an edit: arrows that it deleted, newer values that it replaced. `before` still has the names.
pub(crate) fn from_edit(done: &SavedEdit, before: &Map) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    for arrow in &done.dropped {
        pairs.push(("dropped", format!("{} → {}", name(before, &arrow.from), name(before, &arrow.to))));
    }
    for value in &done.overwritten {
        pairs.push(("over", value.field.clone()));
        pairs.push(("found", shown(&value.found)));
    }
    pairs
}

/// An address with a message. `path` may have a query of its own.
pub(crate) fn url(path: &str, pairs: &[(&str, String)], fragment: &str) -> String {
    let mut url = path.to_owned();
    let has_sealed_keys = pairs.iter().any(|(key, _)| SEALED_KEYS.contains(key));
    let sealed = has_sealed_keys.then(|| (SEAL, seal(pairs.iter().map(|(key, value)| (*key, value.as_str())))));
    for (at, (key, value)) in pairs.iter().chain(&sealed).enumerate() {
        url.push(if at == 0 && !path.contains('?') { '?' } else { '&' });
        url.push_str(key);
        url.push('=');
        url.push_str(&urls::encoded(value));
    }
    if !fragment.is_empty() {
        url.push('#');
        url.push_str(&urls::encoded(fragment));
    }
    url
}

impl Flash {
    /// Unknown keys are ignored.
    pub(crate) fn from_query(query: &str, map: &Map) -> Flash {
        let mut flash = Flash::default();
        let mut field = String::new();
        let pairs = query.split('&').take(100).filter_map(|pair| pair.split_once('='));
        let pairs: Vec<_> = pairs.map(|(key, value)| (key, percent_decode_str(value).decode_utf8_lossy())).collect();
        let sealed = seal(pairs.iter().map(|(key, value)| (*key, value.as_ref())));
        let is_ours = pairs.iter().any(|(key, value)| *key == SEAL && *value == sealed);
        for (key, value) in pairs {
            if SEALED_KEYS.contains(&key) && !is_ours {
                continue;
            }
            let line = match key {
                "restored" | "same" if value.parse::<u64>().is_err() => None,
                "same" => Some(format!("The map is already identical to version {value}. Nothing was changed.")),
                "restored" => Some(format!("Version {value} was restored.")),
                "pasted" => value.parse().ok().map(|n| format!("{} added.", count(n, "step was", "steps were"))),
                "reverted" => value.parse().ok().map(|n| format!("{} undone.", count(n, "change was", "changes were"))),
                "stays" => value.parse().ok().map(|n| {
                    let some = count(n, "change stays", "changes stay");
                    format!("{some} because others have changed the same since.")
                }),
                "needed" => value.parse().ok().map(|n| {
                    let some = count(n, "change stays", "changes stay");
                    format!("{some} because other parts of the map depend on it.")
                }),
                "undid" => Some(format!("Undone: {value}")),
                "removed" => Some(format!("{} was deleted.", quote(&value))),
                "dropped" => {
                    Some(format!("The rework arrow {} no longer had a path and was deleted too.", quote(&value)))
                }
                "found" => Some(replaced(&field, &value)),
                _ => LINES.iter().find(|(known, _)| *known == key).map(|(_, line)| (*line).to_owned()),
            };
            flash.lines.extend(line);
            match key {
                "added" => flash.added = map.step(&value).map(|step| format!("{} was added.", quote(&step.name))),
                "over" => field = value.into_owned(),
                _ => {}
            }
            flash.undo |= matches!(
                key,
                "pasted" | "removed" | "dropped" | "found" | "restored" | "applied" | "idea" | "reverted"
            ) && !(query.starts_with("undone") || query.starts_with("undid"));
        }
        flash
    }
}

fn replaced(key: &str, found: &str) -> String {
    let step_label = || StepField::from_key(key).map(|field| field.shown_as().label());
    let map_label = || MapField::from_key(key).map(MapField::label);
    let what = step_label().or_else(map_label).unwrap_or("a value");
    if found.is_empty() {
        return format!("Someone set {what} to unknown while you were editing. Your value replaced it.");
    }
    format!("Someone set {what} to {} while you were editing. Your value replaced it.", quote(found))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_shown_only_with_its_seal() {
        let lines = |query: &str| Flash::from_query(query, &Map::new("m")).lines;
        let pairs = [("removed", "Build & test".to_owned()), ("over", "name".to_owned()), ("found", "x".to_owned())];
        let address = url("/p", &pairs, "");
        let (_, query) = address.split_once('?').unwrap();
        assert_eq!(lines(query).len(), 2);
        assert_eq!(lines("removed=Your%20password%20has%20ended"), [""; 0]);
        assert_eq!(lines(&query.replace("Build", "Guild")), [""; 0]);
        assert_eq!(lines(&query.replace("found=x", "found=y")), [""; 0]);
        assert_eq!(lines("undone=1").len(), 1);
    }
}
