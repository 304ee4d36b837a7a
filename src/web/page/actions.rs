//! The actions of a map page: one list for shortcuts, menus, the command palette and the help page. Scripts refer to
//! them by id.

use std::sync::OnceLock;

use serde::Serialize;

#[derive(Debug, Serialize)]
pub(crate) struct Action {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// Shortcuts, any of which works; `Ctrl` is `⌘` on a Mac.
    pub(crate) keys: &'static [&'static str],
    /// The heading it is listed under.
    pub(crate) group: &'static str,
    /// Where its shortcuts work: `step` (a step is selected), `drawing`, or `map` (anywhere on the page).
    #[serde(rename = "where")]
    pub(crate) place: &'static str,
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

/// All actions, in the order of menus and help.
pub(crate) const ACTIONS: &[Action] = &[
    action("Steps", "step", "edit", &["Enter", "F2"], "Edit selected step or cell"),
    action("Steps", "step", "open-form", &["Shift+Enter"], "Open all fields"),
    action("Steps", "map", "add-after", &["n"], "Add step after"),
    action("Steps", "step", "add-before", &["Shift+N"], "Add step before"),
    action("Steps", "step", "add-parallel", &["p"], "Add parallel step"),
    action("Steps", "step", "move-earlier", &["Alt+ArrowLeft", "Alt+ArrowUp"], "Move earlier"),
    action("Steps", "step", "move-later", &["Alt+ArrowRight", "Alt+ArrowDown"], "Move later"),
    action("Steps", "step", "move-parallel", &["Alt+P"], "Make parallel with previous step"),
    action("Steps", "step", "move-form", &["m"], "Move…"),
    action("Steps", "step", "remove", &["Delete"], "Delete step"),
    action("Connections", "step", "connect", &["c"], "Connect to another step"),
    action("Connections", "step", "rework", &["r"], "Add rework arrow"),
    action("Connections", "map", "flows", &[], "Edit connections…"),
    action("Map", "map", "go-new-row", &["a"], "Go to new step row"),
    action("Map", "map", "paste", &["Ctrl+V"], "Paste steps…"),
    action("Map", "map", "undo", &["Ctrl+Z"], "Undo"),
    action("Map", "map", "redo", &["Ctrl+Shift+Z", "Ctrl+Y"], "Redo"),
    action("Map", "map", "history", &["h"], "Version history"),
    action("Map", "map", "compare", &[], "Compare with another map"),
    action("Map", "map", "about", &[], "Map settings"),
    action("Export", "map", "copy-image", &[], "Copy image"),
    action("Export", "map", "copy-markdown", &[], "Copy as Markdown"),
    action("Export", "map", "copy-link", &[], "Copy link"),
    action("Improve", "map", "add-idea", &["i"], "Add idea (on a suggestion: save as idea)"),
    action("Improve", "map", "go-levers", &["l"], "What would help most"),
    action("Improve", "map", "go-ideas", &["Shift+I"], "Go to ideas"),
    action("Improve", "map", "create-future-state", &["f"], "Create future state"),
    action("View", "map", "spotlight", &["Shift+L"], "Bring everyone here"),
    action("View", "map", "follow", &[], "Follow, or stop following"),
    action("View", "map", "join-code", &["q"], "Show join code"),
    action("View", "map", "go-drawing", &["d"], "Go to drawing"),
    action("View", "map", "go-table", &["t"], "Go to table"),
    action("View", "drawing", "zoom-in", &["+"], "Zoom in"),
    action("View", "drawing", "zoom-out", &["-"], "Zoom out"),
    action("View", "drawing", "zoom-actual", &["1"], "Actual size"),
    action("View", "drawing", "fit", &["0"], "Fit map to screen"),
    action("View", "map", "full-screen", &["Shift+F"], "Full screen"),
    action("Help", "map", "palette", &["Ctrl+K"], "Search actions, steps and pages"),
    action("Help", "map", "keys", &["?"], "Show keyboard shortcuts"),
];

/// Actions under one heading.
pub(crate) struct Group {
    pub(crate) name: &'static str,
    pub(crate) actions: Vec<&'static Action>,
}

/// The actions that have shortcuts, by their headings.
pub(crate) fn with_keys() -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for action in ACTIONS.iter().filter(|action| !action.keys.is_empty()) {
        match groups.iter_mut().find(|group| group.name == action.group) {
            Some(group) => group.actions.push(action),
            None => groups.push(Group { name: action.group, actions: vec![action] }),
        }
    }
    groups
}

/// The keys of a shortcut, as labeled on a keyboard.
pub(crate) fn parts(key: &str) -> Vec<&str> {
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

/// The list as JSON that is safe within HTML.
pub(crate) fn json() -> &'static str {
    static JSON: OnceLock<String> = OnceLock::new();
    JSON.get_or_init(|| serde_json::to_string(ACTIONS).unwrap_or_default().replace('<', "\\u003c"))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn shortcut_is_split_into_keys() {
        assert_eq!(parts("Alt+ArrowLeft"), ["Alt", "←"]);
        assert_eq!((parts("+"), parts("Ctrl+Shift+Z")), (vec!["+"], vec!["Ctrl", "Shift", "Z"]));
    }

    #[test]
    fn action_ids_and_shortcuts_are_unique() {
        let ids: HashSet<&str> = ACTIONS.iter().map(|action| action.id).collect();
        assert_eq!(ids.len(), ACTIONS.len());
        let keys: Vec<&str> = ACTIONS.iter().flat_map(|action| action.keys).copied().collect();
        assert_eq!(keys.iter().collect::<HashSet<_>>().len(), keys.len());
    }
}
