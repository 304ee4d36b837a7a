//! All URLs. Routes, templates, redirects and tests use this module only.
//!
//! Functions return an address, percent-encoded and ready for an `href`; [`pattern`] has the same addresses for the
//! router. A path that a form posts to usually has the name of its action.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};

use drawing::Target;
use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use vsm::StepId;

use crate::web::page::assets;

/// Everything but RFC 3986's unreserved characters: an id can contain any character and still is one segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What can't stand in an id within the ends of an arrow.
const WITHIN_ARROW: &AsciiSet = &CONTROLS.add(b'%').add(b'~');

fn segment(text: &str) -> impl Display + '_ {
    utf8_percent_encode(text, SEGMENT)
}

fn with_query(path: &str, name: &str, value: &str) -> String {
    format!("{path}?{name}={}", segment(value))
}

/// The pattern with its `{…}` replaced by these segments, in order.
fn fill(pattern: &str, segments: &[&dyn Display]) -> String {
    let mut address = String::with_capacity(pattern.len() + 40 * segments.len());
    let mut segments = segments.iter();
    for (index, part) in pattern.split(['{', '}']).enumerate() {
        if index % 2 == 0 {
            address.push_str(part);
        } else if let Some(given) = segments.next() {
            let _ = write!(address, "{}", segment(&given.to_string()));
        }
    }
    address
}

/// Addresses with varying segments: each row is a pattern for the router and, where a page links to it, the function
/// that fills it in.
macro_rules! addresses {
    ($($(#[$doc:meta])* $pattern:ident = $path:literal $(, $function:ident($($part:ident),+))?;)+) => {
        $($(pub fn $function($($part: impl Display),+) -> String {
            fill($path, &[$(&$part),+])
        })?)+

        /// The addresses for the router.
        pub mod pattern {
            $($(#[$doc])* pub const $pattern: &str = $path;)+
        }
    };
}

addresses! {
    // Maps
    /// The page of a map, or a download: `{file}` is an id, or an id and an extension.
    MAP = "/maps/{file}";
    MAP_EDIT = "/maps/{id}/edit", map_edit(id);
    UNDO = "/maps/{id}/undo", undo(id);
    MAP_TRASH = "/maps/{id}/bin", map_trash(id);
    MAP_RESTORE = "/maps/{id}/restore", map_restore(id);
    MAP_COPY = "/maps/{id}/copy", map_copy(id);
    /// Creates a future state of the map.
    FUTURE = "/maps/{id}/future", future(id);
    HISTORY = "/maps/{id}/history", history(id);
    REVISION = "/maps/{id}/history/{revision}", revision(id, revision);
    RESTORE_REVISION = "/maps/{id}/history/{revision}/restore", restore_revision(id, of);
    /// Metrics over time.
    TRENDS = "/maps/{id}/figures", trends(id);
    /// The list of maps to compare a map with.
    COMPARE_WITH = "/maps/{id}/compare", compare_with(id);
    /// `{other}` is an id, or with an extension a download.
    COMPARE = "/maps/{id}/compare/{other}", compare(before, after);
    /// All formats of a map, with sizes, colors and paper.
    EXPORT = "/maps/{id}/export", export(id);
    /// The report as a page. Parameters (`paper`, `upright`, `one_sheet`) may follow.
    REPORT = "/maps/{id}/report", report(id);
    /// The former address of the export page.
    OLD_EXPORT = "/maps/{id}/take-away";
    /// The event stream of a map.
    LIVE = "/maps/{id}/live";
    PRESENCE = "/maps/{id}/presence";
    LAYOUT = "/maps/{id}/layout";

    // Steps and connections
    STEPS = "/maps/{id}/steps", steps(id);
    STEP_NEW = "/maps/{id}/steps/new";
    /// `by-id` keeps ids apart from `new`.
    STEP = "/maps/{id}/steps/by-id/{step}", step(id, step);
    STEP_MOVE = "/maps/{id}/steps/by-id/{step}/move", step_move(id, of);
    STEP_REMOVE = "/maps/{id}/steps/by-id/{step}/remove", step_remove(id, of);
    /// Paste steps: posted first for a preview, then to add them. `?after=STEP` may follow.
    PASTE = "/maps/{id}/paste", paste(id);
    /// Checks values for cells, for scripts.
    CELLS = "/maps/{id}/cells";
    FLOWS = "/maps/{id}/flows", flows(id);
    FLOWS_DISCONNECT = "/maps/{id}/flows/disconnect", flows_disconnect(id);
    REWORK = "/maps/{id}/rework", rework(id);

    // Ideas
    /// Suggestions and ideas, for a page that follows the map.
    SUGGESTIONS = "/maps/{id}/advice", suggestions(id);
    IDEAS = "/maps/{id}/ideas", ideas(id);
    IDEAS_CSV = "/maps/{id}/ideas.csv";
    IDEAS_MARKDOWN = "/maps/{id}/ideas.md";
    IDEA = "/maps/{id}/ideas/by-id/{idea}", idea(id, idea);
    IDEA_VOTE = "/maps/{id}/ideas/by-id/{idea}/vote", idea_vote(id, of);
    IDEA_APPLY = "/maps/{id}/ideas/by-id/{idea}/apply", idea_apply(id, of);
    IDEA_REMOVE = "/maps/{id}/ideas/by-id/{idea}/remove", idea_remove(id, of);

    // Sharing
    SHARE = "/maps/{id}/share", share(map_id);
    REVOKE_SHARE = "/maps/{id}/share/{share}/withdraw", revoke_share(map_id, share_id);
    /// A share link as it is given to others.
    SHARE_LINK = "/s/{secret}", share_link(secret);
    /// The same by its join code.
    JOIN_BY_CODE = "/join/{code}", join_by_code(code);
    RENEW_CODE = "/maps/{id}/share/{share}/code", renew_code(map_id, share_id);
    /// The join code to show in the corner of the map page.
    JOIN_PANEL = "/maps/{id}/join-code";
    GUEST = "/maps/{id}/guests/{actor}", guest(map_id, actor);
    GUEST_NAME = "/maps/{id}/guests/{actor}/name", guest_name(map_id, actor);
    GUEST_REMOVE = "/maps/{id}/guests/{actor}/remove", guest_remove(map_id, actor);
    GUEST_ALLOW = "/maps/{id}/guests/{actor}/allow", guest_allow(map_id, actor);
    LOCK = "/maps/{id}/lock", lock(map_id);
    /// Brings everyone to an object of the drawing.
    SPOTLIGHT = "/maps/{id}/lead";
    /// Whether a page follows the leader.
    FOLLOW = "/maps/{id}/follow";
    /// Undoes an edit of a guest.
    UNDO_GUEST = "/maps/{id}/history/{revision}/undo", undo_guest(map_id, of);
    /// All changes of one person: a preview, and to undo them.
    UNDO_BY = "/maps/{id}/history/by/{actor}", undo_by(map_id, actor);

    // Accounts and workspaces
    INVITE = "/invite/{secret}", invite(secret);
    RESET = "/reset/{secret}", reset(secret);
    END_SESSION = "/account/sessions/{session}/end", end_session(id);
    REVOKE_TOKEN = "/account/tokens/{token}/revoke", revoke_token(id);
    SWITCH_WORKSPACE = "/workspaces/{workspace}/go", switch_workspace(id);
    MEMBER_ROLE = "/members/{person}/role", member_role(person);
    MEMBER_REMOVE = "/members/{person}/remove", member_remove(person);
    MEMBER_RESET = "/members/{person}/reset", member_reset(person);
    REVOKE_INVITE = "/members/invites/{invite}/withdraw", revoke_invite(id);

    // Files and API
    STATIC = "/static/{hash}/{*path}";
    API_MAP = "/api/v1/maps/{id}", api_map(id);
    API_METRICS = "/api/v1/maps/{id}/metrics";
    API_EDITS = "/api/v1/maps/{id}/edits";
    API_UNDO = "/api/v1/maps/{id}/undo";
    API_REDO = "/api/v1/maps/{id}/redo";
    API_HISTORY = "/api/v1/maps/{id}/history";
    API_COMPARE = "/api/v1/maps/{id}/compare/{other}";
    API_TRENDS = "/api/v1/maps/{id}/figures";
    API_LEVERS = "/api/v1/maps/{id}/levers";
    API_IDEAS = "/api/v1/maps/{id}/ideas";
    API_FAMILY = "/api/v1/maps/{id}/family";
    API_FUTURE = "/api/v1/maps/{id}/future";
    API_RESTORE = "/api/v1/maps/{id}/restore";
    API_SHARES = "/api/v1/maps/{id}/shares";
    API_SHARE = "/api/v1/maps/{id}/shares/{share}";
    API_SHARE_CODE = "/api/v1/maps/{id}/shares/{share}/code";
    API_GUESTS = "/api/v1/maps/{id}/guests";
    API_GUEST = "/api/v1/maps/{id}/guests/{actor}";
    API_UNDO_BY = "/api/v1/maps/{id}/history/by/{actor}";
}

// The site

pub const HOME: &str = "/";
pub const HELP: &str = "/help";
pub const IMPORT: &str = "/import";
/// The deleted maps.
pub const TRASH: &str = "/trash";
/// The former address of the trash.
pub const OLD_TRASH: &str = "/bin";
/// The visitor: name and color.
pub const ME: &str = "/me";
pub const HEALTHZ: &str = "/healthz";
pub const READYZ: &str = "/readyz";
pub const STATIC: &str = "/static";

/// Text that must stay one segment, or one value of a query.
pub fn encoded(text: &str) -> String {
    segment(text).to_string()
}

/// A term on the help page.
pub fn help(anchor: &str) -> String {
    format!("{HELP}#{}", segment(anchor))
}

/// An embedded file, such as `css/page.css`, under the hash of all of them.
pub fn asset(path: &str) -> String {
    format!("{STATIC}/{}/{path}", assets::hash())
}

pub fn home_after(cursor: &str) -> String {
    with_query(HOME, "after", cursor)
}

pub fn trash_after(cursor: &str) -> String {
    with_query(TRASH, "after", cursor)
}

/// A path of this server given by a visitor, to continue at. Anything that could lead elsewhere becomes the home page.
pub fn local_or_home(next: &str) -> &str {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= 2000
        && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        // Browsers remove dot segments before they evaluate the rest.
        && !next.split(['?', '#']).next().unwrap_or_default().split('/').any(is_dots)
        && !["%2f", "%2F", "%5c", "%5C", "%0"].iter().any(|encoded| next[1..].starts_with(encoded));
    if is_local { next } else { HOME }
}

fn is_dots(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

// What middleware checks about a path

/// Is the response the same for everyone?
pub fn is_public(path: &str) -> bool {
    is_health(path) || path.strip_prefix(STATIC).is_some_and(|rest| rest.starts_with('/'))
}

/// Is this path served while no account exists? The sign-in provider can create the first one too; other uses of it are
/// rejected there.
pub fn is_available_before_set_up(path: &str) -> bool {
    [SET_UP, PROVIDER_REDIRECT, PROVIDER_CALLBACK].contains(&path)
}

pub fn is_health(path: &str) -> bool {
    path == HEALTHZ || path == READYZ
}

/// Is it the event stream of a map?
pub fn is_event_stream(path: &str) -> bool {
    path.starts_with(MAPS) && path.ends_with("/live")
}

/// Is this path part of the JSON API?
pub fn is_api(path: &str) -> bool {
    path.strip_prefix(API).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

// Maps

pub const MAPS: &str = "/maps";
/// All maps as one ZIP file.
pub const ALL_MAPS: &str = "/maps.zip";

pub fn map(id: &str) -> String {
    format!("{MAPS}/{}", segment(id))
}

/// The page of a map with a step selected.
pub fn map_at(id: &str, step: &str) -> String {
    format!("{}{}", map(id), at_step(step))
}

/// The page of a map with a list open in its drawer.
pub fn map_list(id: &str, list: &str) -> String {
    with_query(&map(id), "panel", list)
}

/// A selected step, from within the page of its map.
pub fn at_step(step: &str) -> String {
    with_query("", "step", step)
}

/// How a metric is calculated, from within the page of its map. The fragment names the content of a closed section:
/// browsers open the sections around their target, but not the target itself.
pub fn explain(metric: &str) -> String {
    format!("?explain={metric}#how-{metric}")
}

/// A selected rework arrow, from within the page of its map.
pub fn rework_at(from: &str, to: &str) -> String {
    with_query("", "rework", &arrow_value(from, to))
}

/// What changes an element of the drawing, from within the page of its map.
pub fn at(target: &Target) -> String {
    match target {
        Target::Step(step) => at_step(step),
        Target::Wait(step) => with_query("", "wait", step),
        Target::Field(step, field) => format!("{}&field={}", at_step(step), field.key()),
        Target::Flow(from, to) => {
            let id = |step: &Option<StepId>| step.as_deref().unwrap_or_default().to_owned();
            with_query("", "flow", &arrow_value(&id(from), &id(to)))
        }
        Target::Rework(from, to) => rework_at(from, to),
        Target::Ideas(step) => format!("?panel=ideas&step={}", segment(step)),
        Target::Bottleneck(_) => explain("bottleneck"),
        Target::Settings => "?dialog=settings".to_owned(),
    }
}

/// The ends of an arrow as one value. An id can contain any character, also the one between the two, which is therefore
/// encoded within ids.
fn arrow_value(from: &str, to: &str) -> String {
    let encoded = |id: &str| utf8_percent_encode(id, WITHIN_ARROW).to_string();
    format!("{}~{}", encoded(from), encoded(to))
}

/// The ids of the steps that an arrow connects, from its value in a query. An empty id is the start or end of the scope.
pub fn arrow_ends(value: &str) -> Option<(String, String)> {
    let (from, to) = value.split_once('~')?;
    let decoded = |id| percent_decode_str(id).decode_utf8().ok().map(Cow::into_owned);
    Some((decoded(from)?, decoded(to)?))
}

/// The `id` attribute of a step's row.
pub fn step_anchor(step: &str) -> String {
    format!("step-{step}")
}

pub fn history_before(id: &str, revision: u64) -> String {
    format!("{}?before={revision}", history(id))
}

pub fn compare_with_after(id: &str, cursor: &str) -> String {
    with_query(&compare_with(id), "after", cursor)
}

/// A download of a comparison. Parameters as for [`download`] may follow.
pub fn compare_download(before: &str, after: &str, extension: &str) -> String {
    format!("{}.{extension}", compare(before, after))
}

/// A file of the map. Parameters (`theme`, `wrap`, `scale`, `paper`) may follow.
pub fn download(id: &str, extension: &str) -> String {
    format!("{}.{extension}", map(id))
}

pub fn download_as(id: &str, extension: &str, parameters: &BTreeMap<String, String>) -> String {
    let pairs = parameters.iter().map(|(name, value)| format!("{}={}", segment(name), segment(value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    let address = download(id, extension);
    if query.is_empty() { address } else { format!("{address}?{query}") }
}

// Steps and ideas

/// The position of a new step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NewStepPosition<'a> {
    /// At the end, or unconnected.
    Anywhere,
    After(&'a str),
    Before(&'a str),
    /// In parallel with this step.
    Beside(&'a str),
}

impl NewStepPosition<'_> {
    /// The names of the positions: of form fields, of parameters and of the edit's fields.
    pub const NAMES: [&'static str; 4] = ["after", "before", "beside", "below"];
}

pub fn new_step(id: &str, position: NewStepPosition<'_>) -> String {
    let form = format!("{}/new", steps(id));
    match position {
        NewStepPosition::Anywhere => form,
        NewStepPosition::After(step) => with_query(&form, "after", step),
        NewStepPosition::Before(step) => with_query(&form, "before", step),
        NewStepPosition::Beside(step) => with_query(&form, "beside", step),
    }
}

pub fn ideas_file(id: &str, extension: &str) -> String {
    format!("{}.{extension}", ideas(id))
}

// Sharing

/// Where people type a join code.
pub const JOIN: &str = "/join";

/// An image link, for pages on other sites.
pub fn image_link(secret: &str, extension: &str) -> String {
    format!("{}.{}", share_link(secret), segment(extension))
}

// Accounts

/// Creates the first account; only with the secret that the console prints.
pub const SET_UP: &str = "/setup";
pub const SIGN_IN: &str = "/sign-in";
pub const SIGN_OUT: &str = "/sign-out";
pub const PROVIDER_REDIRECT: &str = "/sign-in/provider";
pub const PROVIDER_CALLBACK: &str = "/sign-in/callback";
pub const ACCOUNT: &str = "/account";
pub const ACCOUNT_NAME: &str = "/account/name";
pub const ACCOUNT_PASSWORD: &str = "/account/password";
pub const ACCOUNT_END_OTHERS: &str = "/account/sessions/end-others";
pub const ACCOUNT_TOKENS: &str = "/account/tokens";

pub fn set_up(secret: &str) -> String {
    with_query(SET_UP, "token", secret)
}

/// The sign-in page, which continues at another page of this server.
pub fn sign_in(next: &str) -> String {
    if next == HOME { SIGN_IN.to_owned() } else { with_query(SIGN_IN, "next", next) }
}

/// The sign-in page with a message after a redirect.
pub fn sign_in_with_notice(notice: &str) -> String {
    with_query(SIGN_IN, "notice", notice)
}

/// Sign-in with the provider, which continues at another page of this server.
pub fn provider_sign_in(next: &str) -> String {
    if next.is_empty() || next == HOME {
        PROVIDER_REDIRECT.to_owned()
    } else {
        with_query(PROVIDER_REDIRECT, "next", next)
    }
}

/// Redirects to the provider for another purpose: `invite` or `setup` with its secret, or `link`.
pub fn provider_redirect_with(intent: &str, value: &str) -> String {
    with_query(PROVIDER_REDIRECT, intent, value)
}

// Workspaces

pub const WORKSPACES: &str = "/workspaces";
pub const WORKSPACE_NAME: &str = "/members/workspace";
pub const MEMBERS: &str = "/members";
pub const INVITES: &str = "/members/invites";
pub const AUDIT: &str = "/audit";

pub fn audit_before(entry: &str) -> String {
    with_query(AUDIT, "before", entry)
}

// API

pub const API: &str = "/api";
pub const API_MAPS: &str = "/api/v1/maps";
pub const API_AUDIT: &str = "/api/v1/audit";
pub const API_MEMBERS: &str = "/api/v1/members";
pub const API_INVITES: &str = "/api/v1/invites";

pub fn api_maps_after(cursor: &str, limit: usize, trashed: bool) -> String {
    let bin = if trashed { "&bin=true" } else { "" };
    format!("{API_MAPS}?after={}&limit={limit}{bin}", segment(cursor))
}

pub fn api_history_before(id: &str, revision: u64, limit: u32) -> String {
    format!("{}/history?before={revision}&limit={limit}", api_map(id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_of_an_arrow_survive_their_address() {
        for (from, to) in [("a", "b"), ("", "first"), ("a~b", "~%7E~"), ("100 % & ü?", "日本")] {
            let address = at(&Target::Flow(Some(from.into()), Some(to.into())));
            let value = percent_decode_str(address.strip_prefix("?flow=").unwrap()).decode_utf8().unwrap();
            assert_eq!(arrow_ends(&value), Some((from.to_owned(), to.to_owned())), "{address}");
        }
        assert_eq!(at(&Target::Rework("b".into(), "a".into())), "?rework=b~a");
    }

    #[test]
    fn next_address_stays_on_this_server() {
        for good in ["/", "/maps/x?a=b#c", "/help#wait", "/maps/a%2Fb", "/s/abc"] {
            assert_eq!(local_or_home(good), good);
        }
        for bad in [
            "",
            "maps",
            "//evil",
            "/\\evil",
            "https:evil",
            "https://evil.example",
            "/%09/evil",
            "/\t/evil",
            "/..//evil",
            "/maps/../..//evil",
            "/%2fevil",
            "/%5cevil",
            "/%2e%2e//evil",
            "/maps/x\r\nSet-Cookie: a=b",
            "javascript:x",
            "/ /evil",
            "/\u{a0}/evil",
        ] {
            assert_eq!(local_or_home(bad), HOME, "{bad:?}");
        }
    }
}
