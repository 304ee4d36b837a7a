//! The actions of a map page: one list for shortcuts, menus, the command palette and the help page. Scripts refer to
//! them by id.

use std::sync::OnceLock;

use exchange::Format;
use serde::Serialize;

use crate::web::page::urls;

pub(crate) struct Action {
    pub(crate) id: &'static str,
    pub(crate) title: &'static str,
    /// Shortcuts, any of which works; `Ctrl` is `⌘` on a Mac.
    pub(crate) keys: &'static [&'static str],
    /// The heading it is listed under.
    pub(crate) group: &'static str,
    /// Where its shortcuts work: `step` (a step is selected), `drawing`, or `map` (anywhere on the page).
    pub(crate) place: &'static str,
    /// Other words that people look for it by, separated by spaces.
    words: &'static str,
    /// For an action that is a link or a form of the page: the address, by the id of the map.
    address: Option<fn(&str) -> String>,
}

const fn action(
    group: &'static str,
    place: &'static str,
    id: &'static str,
    keys: &'static [&'static str],
    title: &'static str,
) -> Action {
    Action { id, title, keys, group, place, words: "", address: None }
}

impl Action {
    const fn words(self, words: &'static str) -> Action {
        Action { words, ..self }
    }

    const fn leads_to(self, address: fn(&str) -> String) -> Action {
        Action { address: Some(address), ..self }
    }
}

/// All actions, in the order of menus and help.
#[rustfmt::skip] // One action per line.
pub(crate) const ACTIONS: &[Action] = &[
    action("Steps", "step", "edit", &["Enter", "F2"], "Edit selected step or cell").words("change rename value cell name modify"),
    action("Steps", "step", "open-form", &["Shift+Enter"], "Go to the fields of the step").words("details properties panel settings kind batch people note downtime range team"),
    action("Steps", "map", "previous-step", &["["], "Previous step").words("back walk left"),
    action("Steps", "map", "next-step", &["]"], "Next step").words("forward walk right"),
    action("Steps", "map", "add-after", &["n"], "Add step after").words("new create insert next"),
    action("Steps", "step", "add-before", &["Shift+N"], "Add step before").words("new create insert previous"),
    action("Steps", "step", "add-parallel", &["p"], "Add parallel step").words("new create insert branch fork split side concurrent"),
    action("Steps", "step", "move-earlier", &["Alt+ArrowLeft", "Alt+ArrowUp"], "Move earlier").words("reorder sort left up drag"),
    action("Steps", "step", "move-later", &["Alt+ArrowRight", "Alt+ArrowDown"], "Move later").words("reorder sort right down drag"),
    action("Steps", "step", "move-parallel", &["Alt+P"], "Make parallel with previous step").words("branch fork split side concurrent"),
    action("Steps", "step", "move-form", &["m"], "Move…").words("reorder sort position place"),
    action("Steps", "step", "remove", &["Delete"], "Delete step").words("erase trash clear cut drop"),
    action("Connections", "step", "connect", &["c"], "Connect to another step").words("arrow flow link line dependency branch merge disconnect"),
    action("Connections", "step", "rework", &["r"], "Add rework arrow").words("loop back return reject rejected defect bug fail repeat again retry error quality"),
    action("Connections", "map", "flows", &[], "Edit connections…").words("arrows flow links rework loop disconnect delete arrow"),
    action("Map", "map", "go-new-row", &["a"], "Go to new step row").words("add insert create quick type"),
    action("Map", "map", "paste", &["Ctrl+V"], "Paste steps…").words("import bulk list copy excel spreadsheet csv rows text many"),
    action("Map", "map", "undo", &["Ctrl+Z"], "Undo").words("back revert mistake restore oops"),
    action("Map", "map", "redo", &["Ctrl+Shift+Z", "Ctrl+Y"], "Redo").words("again repeat forward"),
    action("Map", "map", "history", &["h"], "Version history").words("versions revisions changes log undo restore revert who past activity").leads_to(|id| urls::history(id)),
    action("Map", "map", "compare", &[], "Compare with another map").words("diff difference versus before after").leads_to(|id| urls::compare_with(id)),
    action("Map", "map", "rename", &[], "Rename map").words("name title call edit change"),
    action("Map", "map", "about", &[], "Map settings").words("properties options preferences configure scope item demand calendar hours working clock description participants start end"),
    action("Map", "map", "duplicate", &[], "Duplicate map").words("copy clone save as template").leads_to(|id| urls::map_copy(id)),
    action("Map", "map", "share", &[], "Share").words("invite page link guest people send access permission qr code join collaborate").leads_to(|id| urls::share(id)),
    action("Map", "map", "lock", &[], "Lock or unlock for guests").words("protect freeze read-only readonly block unlock").leads_to(|id| urls::lock(id)),
    action("Map", "map", "trash", &[], "Move to trash").words("delete remove erase bin archive").leads_to(|id| urls::map_trash(id)),
    action("Export", "map", "copy-image", &[], "Copy image").words("picture png clipboard screenshot slide powerpoint share"),
    action("Export", "map", "copy-markdown", &[], "Copy as Markdown").words("clipboard wiki confluence github notion text table share"),
    action("Export", "map", "copy-link", &[], "Copy link").words("url address clipboard share invite send"),
    action("Export", "map", "print", &["Ctrl+P"], "Print").words("paper pdf printer report hard copy"),
    action("Export", "map", "export", &[], "Export options…").words("download save file settings size width dark light theme color").leads_to(|id| urls::export(id)),
    action("Improve", "map", "add-idea", &["i"], "Add idea (on a suggestion: save as idea)").words("new create improvement suggestion proposal kaizen countermeasure"),
    action("Improve", "map", "go-levers", &["l"], "What would help most").words("suggestions improve improvement advice recommendation bottleneck tips"),
    action("Improve", "map", "go-ideas", &["Shift+I"], "Go to ideas").words("improvements votes proposals kaizen backlog"),
    action("Improve", "map", "go-checks", &[], "Go to checks").words("warnings problems missing unknown findings issues"),
    action("Improve", "map", "ideas", &[], "All ideas").words("improvements votes proposals list").leads_to(|id| urls::ideas(id)),
    action("Improve", "map", "create-future-state", &["Shift+C"], "Create future state").words("target scenario plan what-if to-be copy improve"),
    action("View", "map", "spotlight", &["Shift+L"], "Bring everyone here").words("follow present lead workshop everybody gather focus facilitate"),
    action("View", "map", "follow", &[], "Follow, or stop following").words("lead presenter workshop leave return spotlight"),
    action("View", "map", "join-code", &["q"], "Show join code").words("qr code join invite link workshop phone guest share"),
    action("View", "map", "go-drawing", &["d"], "Go to drawing").words("map canvas diagram chart picture"),
    action("View", "map", "go-table", &["t"], "Go to table").words("list steps rows spreadsheet grid"),
    action("View", "drawing", "zoom-in", &["+"], "Zoom in").words("bigger larger enlarge magnify"),
    action("View", "drawing", "zoom-out", &["-"], "Zoom out").words("smaller overview"),
    action("View", "drawing", "zoom-actual", &["1"], "Actual size").words("100% original reset zoom"),
    action("View", "drawing", "fit", &["0"], "Fit map to screen").words("zoom whole all overview everything"),
    action("View", "drawing", "one-row", &[], "One row").words("wrap unwrap wide long line"),
    action("View", "map", "wall", &["f"], "Wall view").words("full screen present presentation projector wall big screen maximize"),
    action("Help", "map", "palette", &["Ctrl+K"], "Search actions, steps and pages").words("find command"),
    action("Help", "map", "keys", &["?"], "Show keyboard shortcuts").words("shortcuts hotkeys help"),
    action("Pages", "map", "home", &[], "All maps").words("home start list overview open back import example new").leads_to(|_| urls::HOME.to_owned()),
    action("Pages", "map", "members", &[], "Members").words("invite people users team add person roles workspace").leads_to(|_| urls::MEMBERS.to_owned()),
    action("Pages", "map", "account", &[], "Account").words("profile settings password name sign out log out logout token").leads_to(|_| urls::ACCOUNT.to_owned()),
    action("Pages", "map", "help", &[], "Help").words("guide manual documentation glossary explain question support terms").leads_to(|_| urls::HELP.to_owned()),
];

/// Words that people look for an export by, besides its name and purpose.
fn export_words(format: Format) -> &'static str {
    match format {
        Format::Svg => "vector image picture drawing dark",
        Format::Png => "image picture photo screenshot powerpoint keynote drawing dark",
        Format::Report => "print paper document presentation",
        Format::Pdf => "print paper document",
        Format::Xlsx => "excel table numbers sheet",
        Format::Csv => "excel table numbers sheet google",
        Format::Markdown => "text confluence notion readme",
        Format::Mermaid => "diagram text code",
        Format::Drawio => "diagram visio lucid miro editable",
        Format::Json => "backup data api complete raw",
        Format::Zip | Format::Ods | Format::Html | Format::List | Format::Bpmn | Format::Norn | Format::StreamMap => "",
    }
}

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

/// An action as scripts get it.
#[derive(Serialize)]
struct Row {
    id: String,
    title: String,
    keys: &'static [&'static str],
    group: &'static str,
    #[serde(rename = "where")]
    place: &'static str,
    words: String,
    /// Starts with `~` below the address of the map.
    #[serde(skip_serializing_if = "Option::is_none")]
    address: Option<String>,
}

fn rows() -> impl Iterator<Item = Row> {
    // Addresses of one map, and what stands for its own in the list.
    const SOME_MAP: &str = "a";
    let relative = |address: String| match address.strip_prefix(&urls::map(SOME_MAP)) {
        Some(rest) => format!("~{rest}"),
        None => address,
    };
    let actions = ACTIONS.iter().map(move |action| Row {
        id: action.id.to_owned(),
        title: action.title.to_owned(),
        keys: action.keys,
        group: action.group,
        place: action.place,
        words: action.words.to_owned(),
        address: action.address.map(|address| relative(address(SOME_MAP))),
    });
    // A ZIP contains many maps; the report has a page to preview it.
    let exports = Format::all().filter(|format| format.can_write() && *format != Format::Zip);
    actions.chain(exports.map(move |format| Row {
        id: format!("export-{}", format.extension()),
        title: format!("Export as {}", format.name()),
        keys: &[],
        group: "Export",
        place: "map",
        words: format!("download save file {} {}", format.about().to_lowercase(), export_words(format)),
        address: Some(relative(match format {
            Format::Report => urls::report(SOME_MAP),
            format => urls::download(SOME_MAP, format.extension()),
        })),
    }))
}

/// The list as JSON that is safe within HTML.
pub(crate) fn json() -> &'static str {
    static JSON: OnceLock<String> = OnceLock::new();
    JSON.get_or_init(|| {
        let rows: Vec<Row> = rows().collect();
        serde_json::to_string(&rows).unwrap_or_default().replace('<', "\\u003c")
    })
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

    #[test]
    fn every_action_is_found_by_other_words_too() {
        let rows: Vec<Row> = rows().collect();
        for row in &rows {
            assert!(row.words.split(' ').count() > 1, "{} has no words", row.id);
            assert_eq!(row.words, row.words.to_lowercase(), "{}", row.id);
        }
        let address = |id| rows.iter().find(|row| row.id == id).and_then(|row| row.address.as_deref());
        assert_eq!((address("history"), address("export-csv")), (Some("~/history"), Some("~.csv")));
        assert_eq!((address("members"), address("undo")), (Some(urls::MEMBERS), None));
    }
}
