//! What a person can do on the page of a map: one list, from which the keys, the menus, the palette and the help page come.
//! The scripts know by the id what to do.

use std::sync::OnceLock;

use serde::Serialize;

/// One action.
#[derive(Debug, Serialize)]
pub(super) struct Action {
    /// By which the scripts know it.
    pub(super) id: &'static str,
    /// What it does.
    pub(super) title: &'static str,
    /// The keys that do it, any of them; `Ctrl` is `⌘` on a Mac.
    pub(super) keys: &'static [&'static str],
    /// Under which heading it stands.
    pub(super) group: &'static str,
    /// Where its keys count: `step` (a step is selected), `drawing`, or `map` (anywhere on the page).
    #[serde(rename = "where")]
    pub(super) place: &'static str,
}

const fn action(
    group: &'static str,
    place: &'static str,
    id: &'static str,
    keys: &'static [&'static str],
    title: &'static str,
) -> Action {
    Action { id, title, keys, group, place }
}

/// All actions, in the order in which menus and help show them.
pub(super) const ACTIONS: &[Action] = &[
    action("Steps", "step", "edit", &["Enter", "F2"], "Change the selected step or cell"),
    action("Steps", "step", "open-form", &["Shift+Enter"], "All fields of the step"),
    action("Steps", "map", "add-after", &["n"], "Add a step after it"),
    action("Steps", "step", "add-before", &["Shift+N"], "Add a step before it"),
    action("Steps", "step", "add-parallel", &["p"], "Add a step beside it, in parallel"),
    action("Steps", "step", "move-earlier", &["Alt+ArrowLeft", "Alt+ArrowUp"], "Move it earlier"),
    action("Steps", "step", "move-later", &["Alt+ArrowRight", "Alt+ArrowDown"], "Move it later"),
    action("Steps", "step", "move-parallel", &["Alt+P"], "Put it beside the step before it"),
    action("Steps", "step", "move-form", &["m"], "Move it to another place …"),
    action("Steps", "step", "remove", &["Delete"], "Remove it"),
    action("Arrows", "step", "connect", &["c"], "Connect it to another step"),
    action("Arrows", "step", "rework", &["r"], "Draw a rework arrow back from it"),
    action("Arrows", "map", "flows", &[], "All arrows …"),
    action("Map", "map", "go-new-row", &["a"], "Go to the row for a new step"),
    action("Map", "map", "paste", &["Ctrl+V"], "Paste rows or lines …"),
    action("Map", "map", "undo", &["Ctrl+Z"], "Undo my last change"),
    action("Map", "map", "redo", &["Ctrl+Shift+Z", "Ctrl+Y"], "Redo it"),
    action("Map", "map", "history", &["h"], "History"),
    action("Map", "map", "compare", &[], "Compare with another map …"),
    action("Map", "map", "about", &[], "About this map: name, scope, clock, demand"),
    action("Take away", "map", "copy-picture", &[], "Copy the drawing as a picture"),
    action("Take away", "map", "copy-markdown", &[], "Copy the map as Markdown"),
    action("Take away", "map", "copy-link", &[], "Copy a link to the map"),
    action("Better", "map", "add-idea", &["i"], "An idea, or what hurts; on a lever: make it an idea"),
    action("Better", "map", "go-levers", &["l"], "What would help most"),
    action("Better", "map", "go-ideas", &["Shift+I"], "Go to the ideas"),
    action("Better", "map", "draw-future", &["f"], "Draw a future state from this map"),
    action("View", "step", "lead", &[], "Lead everybody to the selected step"),
    action("View", "map", "go-drawing", &["d"], "Go to the drawing"),
    action("View", "map", "go-table", &["t"], "Go to the table"),
    action("View", "drawing", "zoom-in", &["+"], "Zoom in"),
    action("View", "drawing", "zoom-out", &["-"], "Zoom out"),
    action("View", "drawing", "zoom-actual", &["1"], "Actual size"),
    action("View", "drawing", "fit", &["0"], "Fit the whole map"),
    action("View", "map", "full-screen", &["Shift+F"], "Full screen"),
    action("Help", "map", "palette", &["Ctrl+K"], "Find any action, step or page"),
    action("Help", "map", "keys", &["?"], "Show all keys"),
];

/// The actions under one heading.
pub(super) struct Group {
    /// The heading.
    pub(super) name: &'static str,
    /// Those that have keys.
    pub(super) actions: Vec<&'static Action>,
}

/// The actions that have keys, by their headings.
pub(super) fn with_keys() -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for action in ACTIONS.iter().filter(|action| !action.keys.is_empty()) {
        match groups.iter_mut().find(|group| group.name == action.group) {
            Some(group) => group.actions.push(action),
            None => groups.push(Group { name: action.group, actions: vec![action] }),
        }
    }
    groups
}

/// The keys that are held together, as they stand on a keyboard.
pub(super) fn parts(key: &str) -> Vec<&str> {
    let plain = |part| match part {
        "ArrowLeft" => "←",
        "ArrowRight" => "→",
        "ArrowUp" => "↑",
        "ArrowDown" => "↓",
        other => other,
    };
    // The plus sign is a key of its own.
    if key == "+" { vec![key] } else { key.split('+').map(plain).collect() }
}

/// The list as the page holds it: JSON that can stand in HTML.
pub(super) fn json() -> &'static str {
    static JSON: OnceLock<String> = OnceLock::new();
    JSON.get_or_init(|| serde_json::to_string(ACTIONS).unwrap_or_default().replace('<', "\\u003c"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn keys_come_apart() {
        assert_eq!(parts("Alt+ArrowLeft"), ["Alt", "←"]);
        assert_eq!((parts("+"), parts("Ctrl+Shift+Z")), (vec!["+"], vec!["Ctrl", "Shift", "Z"]));
    }

    #[test]
    fn no_id_and_no_key_stands_twice() {
        let ids: HashSet<&str> = ACTIONS.iter().map(|action| action.id).collect();
        assert_eq!(ids.len(), ACTIONS.len());
        let keys: Vec<&str> = ACTIONS.iter().flat_map(|action| action.keys).copied().collect();
        assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
    }
}
