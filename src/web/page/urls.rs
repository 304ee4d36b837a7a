//! All URLs. Routes, templates, redirects and tests use this module only.
//!
//! Functions return an address, percent-encoded and ready for an `href`; [`pattern`] has the same addresses for the
//! router. A path that a form posts to usually has the name of its action.

use std::collections::BTreeMap;
use std::fmt::Display;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::web::page::assets;

/// Everything but RFC 3986's unreserved characters: an id can contain any character and still is one segment.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

fn segment(text: &str) -> impl Display + '_ {
    utf8_percent_encode(text, SEGMENT)
}

fn with_query(path: &str, name: &str, value: &str) -> String {
    format!("{path}?{name}={}", segment(value))
}

/// Text that must stay one segment.
#[must_use]
pub fn encoded(text: &str) -> String {
    segment(text).to_string()
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

/// A term on the help page.
#[must_use]
pub fn help(anchor: &str) -> String {
    format!("{HELP}#{}", segment(anchor))
}

/// An embedded file, such as `css/page.css`, under the hash of all of them.
#[must_use]
pub fn asset(path: &str) -> String {
    format!("{STATIC}/{}/{path}", assets::hash())
}

#[must_use]
pub fn home_after(cursor: &str) -> String {
    with_query(HOME, "after", cursor)
}

#[must_use]
pub fn trash_after(cursor: &str) -> String {
    with_query(TRASH, "after", cursor)
}

/// A path of this server given by a visitor, to continue at. Anything that could lead elsewhere becomes the home page.
#[must_use]
pub fn local_or_home(next: &str) -> &str {
    let is_local = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= 2000
        && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        // Browsers remove dot segments before they evaluate the rest.
        && !next.split(['?', '#']).next().unwrap_or_default().split('/').any(is_dots)
        && !next[1..].starts_with("%2f")
        && !next[1..].starts_with("%2F")
        && !next[1..].starts_with("%5c")
        && !next[1..].starts_with("%5C")
        && !next[1..].starts_with("%0");
    if is_local { next } else { HOME }
}

fn is_dots(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

// What middleware checks about a path

/// Is the response the same for everyone?
#[must_use]
pub fn is_public(path: &str) -> bool {
    is_health(path) || path.strip_prefix(STATIC).is_some_and(|rest| rest.starts_with('/'))
}

/// Is this path served while no account exists? The sign-in provider can create the first one too; other uses of it are
/// rejected there.
#[must_use]
pub fn is_available_before_set_up(path: &str) -> bool {
    [SET_UP, PROVIDER_REDIRECT, PROVIDER_CALLBACK].contains(&path)
}

#[must_use]
pub fn is_health(path: &str) -> bool {
    path == HEALTHZ || path == READYZ
}

/// Is it the event stream of a map?
#[must_use]
pub fn is_event_stream(path: &str) -> bool {
    path.starts_with(MAPS) && path.ends_with("/live")
}

/// Is this path part of the JSON API?
#[must_use]
pub fn is_api(path: &str) -> bool {
    path.strip_prefix(API).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

// Maps

pub const MAPS: &str = "/maps";
/// All maps as one ZIP file.
pub const ALL_MAPS: &str = "/maps.zip";

#[must_use]
pub fn map(id: &str) -> String {
    format!("{MAPS}/{}", segment(id))
}

/// The page of a map, scrolled to a step.
#[must_use]
pub fn map_at(id: &str, step: &str) -> String {
    format!("{}{}", map(id), at_step(step))
}

/// A step's row, from within the page of its map.
#[must_use]
pub fn at_step(step: &str) -> String {
    format!("#{}", segment(&step_anchor(step)))
}

/// The `id` attribute of a step's row.
#[must_use]
pub fn step_anchor(step: &str) -> String {
    format!("step-{step}")
}

#[must_use]
pub fn map_edit(id: &str) -> String {
    format!("{}/edit", map(id))
}

#[must_use]
pub fn undo(id: &str) -> String {
    format!("{}/undo", map(id))
}

#[must_use]
pub fn map_trash(id: &str) -> String {
    format!("{}/bin", map(id))
}

#[must_use]
pub fn map_restore(id: &str) -> String {
    format!("{}/restore", map(id))
}

#[must_use]
pub fn map_copy(id: &str) -> String {
    format!("{}/copy", map(id))
}

/// Creates a future state of the map.
#[must_use]
pub fn future(id: &str) -> String {
    format!("{}/future", map(id))
}

#[must_use]
pub fn history(id: &str) -> String {
    format!("{}/history", map(id))
}

#[must_use]
pub fn history_before(id: &str, revision: u64) -> String {
    format!("{}?before={revision}", history(id))
}

#[must_use]
pub fn revision(id: &str, revision: u64) -> String {
    format!("{}/{revision}", history(id))
}

#[must_use]
pub fn restore_revision(id: &str, of: u64) -> String {
    format!("{}/restore", revision(id, of))
}

/// Metrics over time.
#[must_use]
pub fn trends(id: &str) -> String {
    format!("{}/figures", map(id))
}

/// The list of maps to compare a map with.
#[must_use]
pub fn compare_with(id: &str) -> String {
    format!("{}/compare", map(id))
}

#[must_use]
pub fn compare_with_after(id: &str, cursor: &str) -> String {
    with_query(&compare_with(id), "after", cursor)
}

#[must_use]
pub fn compare(before: &str, after: &str) -> String {
    format!("{}/{}", compare_with(before), segment(after))
}

/// A download of a comparison. Parameters as for [`download`] may follow.
#[must_use]
pub fn compare_download(before: &str, after: &str, extension: &str) -> String {
    format!("{}.{extension}", compare(before, after))
}

// Export

/// All formats of a map, with sizes, colors and paper.
#[must_use]
pub fn export(id: &str) -> String {
    format!("{}/export", map(id))
}

/// A file of the map. Parameters (`theme`, `wrap`, `scale`, `paper`) may follow.
#[must_use]
pub fn download(id: &str, extension: &str) -> String {
    format!("{}.{extension}", map(id))
}

#[must_use]
pub fn download_as(id: &str, extension: &str, parameters: &BTreeMap<String, String>) -> String {
    let pairs = parameters.iter().map(|(name, value)| format!("{}={}", segment(name), segment(value)));
    let query = pairs.collect::<Vec<_>>().join("&");
    let address = download(id, extension);
    if query.is_empty() { address } else { format!("{address}?{query}") }
}

/// The report as a page. Parameters (`paper`, `upright`, `one_sheet`) may follow.
#[must_use]
pub fn report(id: &str) -> String {
    format!("{}/report", map(id))
}

// Steps and connections

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

#[must_use]
pub fn steps(id: &str) -> String {
    format!("{}/steps", map(id))
}

#[must_use]
pub fn new_step(id: &str, position: NewStepPosition<'_>) -> String {
    let form = format!("{}/new", steps(id));
    match position {
        NewStepPosition::Anywhere => form,
        NewStepPosition::After(step) => with_query(&form, "after", step),
        NewStepPosition::Before(step) => with_query(&form, "before", step),
        NewStepPosition::Beside(step) => with_query(&form, "beside", step),
    }
}

#[must_use]
pub fn step(id: &str, step: &str) -> String {
    format!("{}/by-id/{}", steps(id), segment(step))
}

#[must_use]
pub fn step_move(id: &str, of: &str) -> String {
    format!("{}/move", step(id, of))
}

#[must_use]
pub fn step_remove(id: &str, of: &str) -> String {
    format!("{}/remove", step(id, of))
}

/// Paste steps: posted first for a preview, then to add them. `?after=STEP` may follow.
#[must_use]
pub fn paste(id: &str) -> String {
    format!("{}/paste", map(id))
}

#[must_use]
pub fn flows(id: &str) -> String {
    format!("{}/flows", map(id))
}

#[must_use]
pub fn flows_disconnect(id: &str) -> String {
    format!("{}/disconnect", flows(id))
}

#[must_use]
pub fn rework(id: &str) -> String {
    format!("{}/rework", map(id))
}

// Ideas

/// Suggestions and ideas, for a page that follows the map.
#[must_use]
pub fn suggestions(id: &str) -> String {
    format!("{}/advice", map(id))
}

#[must_use]
pub fn ideas(id: &str) -> String {
    format!("{}/ideas", map(id))
}

#[must_use]
pub fn ideas_file(id: &str, extension: &str) -> String {
    format!("{}.{extension}", ideas(id))
}

#[must_use]
pub fn idea(id: &str, idea: &str) -> String {
    format!("{}/by-id/{}", ideas(id), segment(idea))
}

#[must_use]
pub fn idea_vote(id: &str, of: &str) -> String {
    format!("{}/vote", idea(id, of))
}

#[must_use]
pub fn idea_apply(id: &str, of: &str) -> String {
    format!("{}/apply", idea(id, of))
}

#[must_use]
pub fn idea_remove(id: &str, of: &str) -> String {
    format!("{}/remove", idea(id, of))
}

// Sharing

#[must_use]
pub fn share(map_id: &str) -> String {
    format!("{}/share", map(map_id))
}

#[must_use]
pub fn revoke_share(map_id: &str, share_id: &str) -> String {
    format!("{}/{}/withdraw", share(map_id), segment(share_id))
}

/// A share link as it is given to others.
#[must_use]
pub fn share_link(secret: &str) -> String {
    format!("/s/{}", segment(secret))
}

/// An image link, for pages on other sites.
#[must_use]
pub fn image_link(secret: &str, extension: &str) -> String {
    format!("{}.{}", share_link(secret), segment(extension))
}

/// Undoes an edit of a guest.
#[must_use]
pub fn undo_guest(map_id: &str, of: u64) -> String {
    format!("{}/undo", revision(map_id, of))
}

#[must_use]
pub fn lock(map_id: &str) -> String {
    format!("{}/lock", map(map_id))
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

#[must_use]
pub fn set_up(secret: &str) -> String {
    with_query(SET_UP, "token", secret)
}

/// The sign-in page, which continues at another page of this server.
#[must_use]
pub fn sign_in(next: &str) -> String {
    if next == HOME { SIGN_IN.to_owned() } else { with_query(SIGN_IN, "next", next) }
}

/// The sign-in page with a message after a redirect.
#[must_use]
pub fn sign_in_with_notice(notice: &str) -> String {
    with_query(SIGN_IN, "notice", notice)
}

/// Sign-in with the provider, which continues at another page of this server.
#[must_use]
pub fn provider_sign_in(next: &str) -> String {
    if next.is_empty() || next == HOME {
        PROVIDER_REDIRECT.to_owned()
    } else {
        with_query(PROVIDER_REDIRECT, "next", next)
    }
}

/// Redirects to the provider for another purpose: `invite` or `setup` with its secret, or `link`.
#[must_use]
pub fn provider_redirect_with(intent: &str, value: &str) -> String {
    with_query(PROVIDER_REDIRECT, intent, value)
}

#[must_use]
pub fn invite(secret: &str) -> String {
    format!("/invite/{}", segment(secret))
}

#[must_use]
pub fn reset(secret: &str) -> String {
    format!("/reset/{}", segment(secret))
}

#[must_use]
pub fn end_session(id: &str) -> String {
    format!("/account/sessions/{}/end", segment(id))
}

#[must_use]
pub fn revoke_token(id: &str) -> String {
    format!("{ACCOUNT_TOKENS}/{}/revoke", segment(id))
}

// Workspaces

pub const WORKSPACES: &str = "/workspaces";
pub const WORKSPACE_NAME: &str = "/members/workspace";
pub const MEMBERS: &str = "/members";
pub const INVITES: &str = "/members/invites";
pub const AUDIT: &str = "/audit";

#[must_use]
pub fn switch_workspace(id: &str) -> String {
    format!("{WORKSPACES}/{}/go", segment(id))
}

#[must_use]
pub fn member_role(person: &str) -> String {
    format!("{MEMBERS}/{}/role", segment(person))
}

#[must_use]
pub fn member_remove(person: &str) -> String {
    format!("{MEMBERS}/{}/remove", segment(person))
}

#[must_use]
pub fn member_reset(person: &str) -> String {
    format!("{MEMBERS}/{}/reset", segment(person))
}

#[must_use]
pub fn revoke_invite(id: &str) -> String {
    format!("{INVITES}/{}/withdraw", segment(id))
}

#[must_use]
pub fn audit_before(entry: &str) -> String {
    with_query(AUDIT, "before", entry)
}

// API

pub const API: &str = "/api";
pub const API_MAPS: &str = "/api/v1/maps";
pub const API_AUDIT: &str = "/api/v1/audit";
pub const API_MEMBERS: &str = "/api/v1/members";
pub const API_INVITES: &str = "/api/v1/invites";

#[must_use]
pub fn api_map(id: &str) -> String {
    format!("{API_MAPS}/{}", segment(id))
}

#[must_use]
pub fn api_maps_after(cursor: &str, limit: usize, trashed: bool) -> String {
    let bin = if trashed { "&bin=true" } else { "" };
    format!("{API_MAPS}?after={}&limit={limit}{bin}", segment(cursor))
}

#[must_use]
pub fn api_history_before(id: &str, revision: u64, limit: u32) -> String {
    format!("{}/history?before={revision}&limit={limit}", api_map(id))
}

/// The addresses above for the router.
pub mod pattern {
    /// The page of a map, or a download: `{file}` is an id, or an id and an extension.
    pub const MAP: &str = "/maps/{file}";
    pub const MAP_EDIT: &str = "/maps/{id}/edit";
    pub const UNDO: &str = "/maps/{id}/undo";
    pub const MAP_TRASH: &str = "/maps/{id}/bin";
    pub const MAP_RESTORE: &str = "/maps/{id}/restore";
    pub const MAP_COPY: &str = "/maps/{id}/copy";
    pub const FUTURE: &str = "/maps/{id}/future";
    pub const HISTORY: &str = "/maps/{id}/history";
    pub const REVISION: &str = "/maps/{id}/history/{revision}";
    pub const RESTORE_REVISION: &str = "/maps/{id}/history/{revision}/restore";
    pub const TRENDS: &str = "/maps/{id}/figures";
    pub const COMPARE_WITH: &str = "/maps/{id}/compare";
    /// `{other}` is an id, or with an extension a download.
    pub const COMPARE: &str = "/maps/{id}/compare/{other}";
    pub const EXPORT: &str = "/maps/{id}/export";
    /// The former address of the export page.
    pub const OLD_EXPORT: &str = "/maps/{id}/take-away";
    pub const REPORT: &str = "/maps/{id}/report";
    /// The event stream of a map.
    pub const LIVE: &str = "/maps/{id}/live";
    pub const PRESENCE: &str = "/maps/{id}/presence";

    pub const STEPS: &str = "/maps/{id}/steps";
    pub const STEP_NEW: &str = "/maps/{id}/steps/new";
    /// `by-id` keeps ids apart from `new`.
    pub const STEP: &str = "/maps/{id}/steps/by-id/{step}";
    pub const STEP_MOVE: &str = "/maps/{id}/steps/by-id/{step}/move";
    pub const STEP_REMOVE: &str = "/maps/{id}/steps/by-id/{step}/remove";
    pub const PASTE: &str = "/maps/{id}/paste";
    pub const FLOWS: &str = "/maps/{id}/flows";
    pub const FLOWS_DISCONNECT: &str = "/maps/{id}/flows/disconnect";
    pub const REWORK: &str = "/maps/{id}/rework";

    pub const SUGGESTIONS: &str = "/maps/{id}/advice";
    pub const IDEAS: &str = "/maps/{id}/ideas";
    pub const IDEAS_CSV: &str = "/maps/{id}/ideas.csv";
    pub const IDEAS_MARKDOWN: &str = "/maps/{id}/ideas.md";
    pub const IDEA: &str = "/maps/{id}/ideas/by-id/{idea}";
    pub const IDEA_VOTE: &str = "/maps/{id}/ideas/by-id/{idea}/vote";
    pub const IDEA_APPLY: &str = "/maps/{id}/ideas/by-id/{idea}/apply";
    pub const IDEA_REMOVE: &str = "/maps/{id}/ideas/by-id/{idea}/remove";

    pub const SHARE: &str = "/maps/{id}/share";
    pub const REVOKE_SHARE: &str = "/maps/{id}/share/{share}/withdraw";
    pub const SHARE_LINK: &str = "/s/{secret}";
    pub const LOCK: &str = "/maps/{id}/lock";
    pub const SPOTLIGHT: &str = "/maps/{id}/lead";
    pub const UNDO_GUEST: &str = "/maps/{id}/history/{revision}/undo";

    pub const INVITE: &str = "/invite/{secret}";
    pub const RESET: &str = "/reset/{secret}";
    pub const END_SESSION: &str = "/account/sessions/{session}/end";
    pub const REVOKE_TOKEN: &str = "/account/tokens/{token}/revoke";
    pub const SWITCH_WORKSPACE: &str = "/workspaces/{workspace}/go";
    pub const MEMBER_ROLE: &str = "/members/{person}/role";
    pub const MEMBER_REMOVE: &str = "/members/{person}/remove";
    pub const MEMBER_RESET: &str = "/members/{person}/reset";
    pub const REVOKE_INVITE: &str = "/members/invites/{invite}/withdraw";

    pub const STATIC: &str = "/static/{hash}/{*path}";

    pub const API_MAP: &str = "/api/v1/maps/{id}";
    pub const API_METRICS: &str = "/api/v1/maps/{id}/metrics";
    pub const API_EDITS: &str = "/api/v1/maps/{id}/edits";
    pub const API_UNDO: &str = "/api/v1/maps/{id}/undo";
    pub const API_REDO: &str = "/api/v1/maps/{id}/redo";
    pub const API_HISTORY: &str = "/api/v1/maps/{id}/history";
    pub const API_COMPARE: &str = "/api/v1/maps/{id}/compare/{other}";
    pub const API_TRENDS: &str = "/api/v1/maps/{id}/figures";
    pub const API_LEVERS: &str = "/api/v1/maps/{id}/levers";
    pub const API_IDEAS: &str = "/api/v1/maps/{id}/ideas";
    pub const API_FAMILY: &str = "/api/v1/maps/{id}/family";
    pub const API_FUTURE: &str = "/api/v1/maps/{id}/future";
    pub const API_RESTORE: &str = "/api/v1/maps/{id}/restore";
    pub const API_SHARES: &str = "/api/v1/maps/{id}/shares";
    pub const API_SHARE: &str = "/api/v1/maps/{id}/shares/{share}";
}

#[cfg(test)]
mod tests {
    use super::*;

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
