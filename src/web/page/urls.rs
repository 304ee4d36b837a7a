//! What URLs look like. Nothing else knows: routes, templates, redirects and tests all ask here.
//!
//! Functions give the address of one thing, percent-encoded and ready for an `href`; [`pattern`] holds the same
//! addresses as the router wants them.

mod people;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::web::page::assets;

pub use crate::web::page::urls::people::*;

/// Everything but RFC 3986's unreserved characters: an id can hold any character and still be one segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn segment(text: &str) -> impl std::fmt::Display + '_ {
    utf8_percent_encode(text, SEGMENT)
}

/// The list of maps, and the ways to begin one.
pub const HOME: &str = "/";
/// Posting here begins a map: blank, or an example.
pub const MAPS: &str = "/maps";
/// Bring a file: the form, and where it is posted.
pub const IMPORT: &str = "/import";
/// All maps as one ZIP file.
pub const ALL_MAPS: &str = "/maps.zip";
/// The maps in the bin.
pub const BIN: &str = "/bin";
/// All words, keys and formulas.
pub const HELP: &str = "/help";
/// Who the server takes a browser for; posting says one's name.
pub const ME: &str = "/me";
pub const HEALTHZ: &str = "/healthz";
pub const READYZ: &str = "/readyz";
/// Everything under it speaks JSON, errors too.
pub const API: &str = "/api";
/// The maps of the API.
pub const API_MAPS: &str = "/api/v1/maps";
/// Where embedded files are served.
pub const STATIC: &str = "/static";

/// One word on the help page.
#[must_use]
pub fn help(anchor: &str) -> String {
    format!("{HELP}#{}", segment(anchor))
}

/// An embedded file, such as `css/page.css`, under the hash of all of them.
#[must_use]
pub fn asset(path: &str) -> String {
    format!("{STATIC}/{}/{path}", assets::hash())
}

/// The page of a map.
#[must_use]
pub fn map(id: &str) -> String {
    format!("{MAPS}/{}", segment(id))
}

/// The page of a map, at a step.
#[must_use]
pub fn map_at(id: &str, step: &str) -> String {
    format!("{}#{}", map(id), segment(&step_anchor(step)))
}

/// The `id` attribute of a step's row on the page of its map.
#[must_use]
pub fn step_anchor(step: &str) -> String {
    format!("step-{step}")
}

/// Where a step's row is, from within the page of its map.
#[must_use]
pub fn at_step(step: &str) -> String {
    format!("#{}", segment(&step_anchor(step)))
}

/// The list of maps, after the last one of the page before.
#[must_use]
pub fn home_after(after: &str) -> String {
    format!("{HOME}?after={}", segment(after))
}

/// The bin, after the last one of the page before.
#[must_use]
pub fn bin_after(after: &str) -> String {
    format!("{BIN}?after={}", segment(after))
}

/// The form of a map's own fields (name, scope, clock, demand), and where it is posted.
#[must_use]
pub fn map_edit(id: &str) -> String {
    format!("{}/edit", map(id))
}

/// Posting here takes back the visitor's own last edit of the map.
#[must_use]
pub fn undo(id: &str) -> String {
    format!("{}/undo", map(id))
}

/// Posting here puts the map into the bin.
#[must_use]
pub fn map_bin(id: &str) -> String {
    format!("{}/bin", map(id))
}

/// Posting here brings the map back from the bin.
#[must_use]
pub fn map_restore(id: &str) -> String {
    format!("{}/restore", map(id))
}

/// Posting here makes a copy of the map.
#[must_use]
pub fn map_copy(id: &str) -> String {
    format!("{}/copy", map(id))
}

/// Where a new step goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place<'a> {
    /// At the end, or alone.
    Anywhere,
    After(&'a str),
    Before(&'a str),
    /// In parallel with this step.
    Beside(&'a str),
}

/// The form of a step that is not there yet; posted to [`steps`].
#[must_use]
pub fn new_step(id: &str, place: Place<'_>) -> String {
    let form = format!("{}/new", steps(id));
    match place {
        Place::Anywhere => form,
        Place::After(step) => format!("{form}?after={}", segment(step)),
        Place::Before(step) => format!("{form}?before={}", segment(step)),
        Place::Beside(step) => format!("{form}?beside={}", segment(step)),
    }
}

/// Posting here adds a step.
#[must_use]
pub fn steps(id: &str) -> String {
    format!("{}/steps", map(id))
}

/// The form of a step, and where it is posted.
#[must_use]
pub fn step(id: &str, step: &str) -> String {
    format!("{}/by-id/{}", steps(id), segment(step))
}

/// The form that moves a step, and where it is posted.
#[must_use]
pub fn step_move(id: &str, of: &str) -> String {
    format!("{}/move", step(id, of))
}

/// The form that asks before a step is removed, and where it is posted.
#[must_use]
pub fn step_remove(id: &str, of: &str) -> String {
    format!("{}/remove", step(id, of))
}

/// The form of a map's arrows, forward and back; posting connects.
#[must_use]
pub fn flows(id: &str) -> String {
    format!("{}/flows", map(id))
}

/// Posting here takes a flow away.
#[must_use]
pub fn flows_disconnect(id: &str) -> String {
    format!("{}/disconnect", flows(id))
}

/// Posting here sets or removes a rework arrow.
#[must_use]
pub fn rework(id: &str) -> String {
    format!("{}/rework", map(id))
}

/// What would help most, and the ideas, for a page that follows along.
#[must_use]
pub fn advice(id: &str) -> String {
    format!("{}/advice", map(id))
}

/// The ideas of a map; posting here takes one down.
#[must_use]
pub fn ideas(id: &str) -> String {
    format!("{}/ideas", map(id))
}

/// The ideas as a file: `csv` or `md`.
#[must_use]
pub fn ideas_file(id: &str, extension: &str) -> String {
    format!("{}.{extension}", ideas(id))
}

/// The form of an idea, and where it is posted.
#[must_use]
pub fn idea(id: &str, idea: &str) -> String {
    format!("{}/by-id/{}", ideas(id), segment(idea))
}

/// Posting here gives an idea one's vote, or takes it back.
#[must_use]
pub fn idea_vote(id: &str, of: &str) -> String {
    format!("{}/vote", idea(id, of))
}

/// Posting here makes the change that an idea proposes.
#[must_use]
pub fn idea_apply(id: &str, of: &str) -> String {
    format!("{}/apply", idea(id, of))
}

/// Posting here removes an idea.
#[must_use]
pub fn idea_remove(id: &str, of: &str) -> String {
    format!("{}/remove", idea(id, of))
}

/// Posting here draws a future state from the map.
#[must_use]
pub fn future(id: &str) -> String {
    format!("{}/future", map(id))
}

/// Who changed what and when.
#[must_use]
pub fn history(id: &str) -> String {
    format!("{}/history", map(id))
}

/// The part of the history that was before a revision.
#[must_use]
pub fn history_before(id: &str, revision: u64) -> String {
    format!("{}?before={revision}", history(id))
}

/// The map as it was at a revision.
#[must_use]
pub fn at_revision(id: &str, revision: u64) -> String {
    format!("{}/{revision}", history(id))
}

/// Posting here makes the map what it was at a revision.
#[must_use]
pub fn restore_revision(id: &str, revision: u64) -> String {
    format!("{}/restore", at_revision(id, revision))
}

/// Which map a map is to be compared with: the list to choose from.
#[must_use]
pub fn compare_with(id: &str) -> String {
    format!("{}/compare", map(id))
}

/// The part of that list which comes after a place in it.
#[must_use]
pub fn compare_with_after(id: &str, after: &str) -> String {
    format!("{}?after={}", compare_with(id), segment(after))
}

/// Two maps compared, the first as it was before.
#[must_use]
pub fn compare(before: &str, after: &str) -> String {
    format!("{}/{}", compare_with(before), segment(after))
}

/// A download of two maps compared. Parameters as for [`download`] may follow.
#[must_use]
pub fn compare_download(before: &str, after: &str, extension: &str) -> String {
    format!("{}.{extension}", compare(before, after))
}

/// The headline figures of a map over its revisions.
#[must_use]
pub fn figures(id: &str) -> String {
    format!("{}/figures", map(id))
}

/// Rows of a spreadsheet or plain lines become steps here: the form, and where it is posted, first to be shown as
/// understood, then to be added. A step to begin with may follow: `?after=STEP`.
#[must_use]
pub fn paste(id: &str) -> String {
    format!("{}/paste", map(id))
}

/// A download of the map: `extension` is that of its format. Parameters (`theme`, `wrap`, `scale`, `paper`) may follow.
#[must_use]
pub fn download(id: &str, extension: &str) -> String {
    format!("{}.{extension}", map(id))
}

/// A download with its parameters.
#[must_use]
pub fn download_as(id: &str, extension: &str, parameters: &std::collections::BTreeMap<String, String>) -> String {
    let pairs = parameters.iter().map(|(name, value)| format!("{}={}", segment(name), segment(value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    let address = download(id, extension);
    if query.is_empty() { address } else { format!("{address}?{query}") }
}

/// All formats of a map, with sizes, colours and paper.
#[must_use]
pub fn take_away(id: &str) -> String {
    format!("{}/take-away", map(id))
}

/// The report of a map as a page. Parameters (`paper`, `upright`, `one_sheet`) may follow.
#[must_use]
pub fn report(id: &str) -> String {
    format!("{}/report", map(id))
}

/// A map in the API.
#[must_use]
pub fn api_map(id: &str) -> String {
    format!("{API_MAPS}/{}", segment(id))
}

/// The part of the API's list of maps that comes after a place in it.
#[must_use]
pub fn api_maps_after(after: &str, limit: usize, binned: bool) -> String {
    let bin = if binned { "&bin=true" } else { "" };
    format!("{API_MAPS}?after={}&limit={limit}{bin}", segment(after))
}

/// The part of a map's history in the API that was before a revision.
#[must_use]
pub fn api_history_before(id: &str, revision: u64, limit: u32) -> String {
    format!("{}/history?before={revision}&limit={limit}", api_map(id))
}

/// Does this path speak JSON only?
#[must_use]
pub fn is_api(path: &str) -> bool {
    path.strip_prefix(API).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// The addresses above as the router wants them.
pub mod pattern {
    /// The page of a map, or a download: `{file}` is an id, or an id and an extension.
    pub const MAP: &str = "/maps/{file}";
    pub const MAP_EDIT: &str = "/maps/{id}/edit";
    pub const UNDO: &str = "/maps/{id}/undo";
    pub const MAP_BIN: &str = "/maps/{id}/bin";
    pub const MAP_RESTORE: &str = "/maps/{id}/restore";
    pub const MAP_COPY: &str = "/maps/{id}/copy";
    pub const STEPS: &str = "/maps/{id}/steps";
    pub const STEP_NEW: &str = "/maps/{id}/steps/new";
    /// See [`crate::web::step`]. `by-id` keeps ids apart from `new`.
    pub const STEP: &str = "/maps/{id}/steps/by-id/{step}";
    pub const STEP_MOVE: &str = "/maps/{id}/steps/by-id/{step}/move";
    pub const STEP_REMOVE: &str = "/maps/{id}/steps/by-id/{step}/remove";
    pub const FLOWS: &str = "/maps/{id}/flows";
    pub const FLOWS_DISCONNECT: &str = "/maps/{id}/flows/disconnect";
    pub const REWORK: &str = "/maps/{id}/rework";
    /// The stream of what happens to a map.
    pub const LIVE: &str = "/maps/{id}/live";
    /// Where one who follows a map says what they have selected.
    pub const PRESENCE: &str = "/maps/{id}/presence";
    /// What a visitor can take back, and where it is taken back.
    pub const API_UNDO: &str = "/api/v1/maps/{id}/undo";
    /// Where what was taken back is done again.
    pub const API_REDO: &str = "/api/v1/maps/{id}/redo";
    pub const ADVICE: &str = "/maps/{id}/advice";
    pub const IDEAS: &str = "/maps/{id}/ideas";
    pub const IDEAS_CSV: &str = "/maps/{id}/ideas.csv";
    pub const IDEAS_MARKDOWN: &str = "/maps/{id}/ideas.md";
    pub const IDEA: &str = "/maps/{id}/ideas/by-id/{idea}";
    pub const IDEA_VOTE: &str = "/maps/{id}/ideas/by-id/{idea}/vote";
    pub const IDEA_APPLY: &str = "/maps/{id}/ideas/by-id/{idea}/apply";
    pub const IDEA_REMOVE: &str = "/maps/{id}/ideas/by-id/{idea}/remove";
    pub const FUTURE: &str = "/maps/{id}/future";
    /// What would help most, as JSON.
    pub const API_LEVERS: &str = "/api/v1/maps/{id}/levers";
    /// What ideas would save, as JSON.
    pub const API_IDEAS: &str = "/api/v1/maps/{id}/ideas";
    /// The maps of the same process, as JSON.
    pub const API_FAMILY: &str = "/api/v1/maps/{id}/family";
    /// Where a future state is drawn.
    pub const API_FUTURE: &str = "/api/v1/maps/{id}/future";
    pub const HISTORY: &str = "/maps/{id}/history";
    pub const AT_REVISION: &str = "/maps/{id}/history/{revision}";
    pub const RESTORE_REVISION: &str = "/maps/{id}/history/{revision}/restore";
    /// Who changed what and when, as JSON.
    pub const API_HISTORY: &str = "/api/v1/maps/{id}/history";
    pub const COMPARE_WITH: &str = "/maps/{id}/compare";
    /// See [`crate::web::compare::page`]: `{other}` is an id, or with an extension a download.
    pub const COMPARE: &str = "/maps/{id}/compare/{other}";
    pub const FIGURES: &str = "/maps/{id}/figures";
    pub const API_FIGURES: &str = "/api/v1/maps/{id}/figures";
    /// Two maps compared, as JSON.
    pub const API_COMPARE: &str = "/api/v1/maps/{id}/compare/{other}";
    pub const PASTE: &str = "/maps/{id}/paste";
    pub const TAKE_AWAY: &str = "/maps/{id}/take-away";
    pub const REPORT: &str = "/maps/{id}/report";
    pub const STATIC: &str = "/static/{hash}/{*path}";
    pub const API_MAP: &str = "/api/v1/maps/{id}";
    /// The figures of a map.
    pub const API_METRICS: &str = "/api/v1/maps/{id}/metrics";
    /// Where edits of a map are posted.
    pub const API_EDITS: &str = "/api/v1/maps/{id}/edits";
    pub const API_RESTORE: &str = "/api/v1/maps/{id}/restore";
}
