//! The addresses of accounts, workspaces, links and tokens.

use percent_encoding::utf8_percent_encode;

use crate::web::page::urls::{API_MAPS, HOME, SEGMENT, map, segment};

/// Makes the first account; only with the secret that the console prints.
pub const SET_UP: &str = "/setup";
pub const SIGN_IN: &str = "/sign-in";
pub const TO_PROVIDER: &str = "/sign-in/provider";
pub const FROM_PROVIDER: &str = "/sign-in/callback";
/// Posting here ends the session.
pub const SIGN_OUT: &str = "/sign-out";
/// One's own account: name, password, sessions, tokens.
pub const ACCOUNT: &str = "/account";
/// Posting here changes one's name.
pub const ACCOUNT_NAME: &str = "/account/name";
/// Posting here changes one's password.
pub const ACCOUNT_PASSWORD: &str = "/account/password";
/// Posting here ends all of one's other sessions.
pub const ACCOUNT_END_OTHERS: &str = "/account/sessions/end-others";
/// Posting here makes a token.
pub const ACCOUNT_TOKENS: &str = "/account/tokens";
/// One's workspaces; posting makes another.
pub const WORKSPACES: &str = "/workspaces";
/// The workspace that one is in: its members and invitations.
pub const MEMBERS: &str = "/members";
/// Posting here renames the workspace.
pub const WORKSPACE_NAME: &str = "/members/workspace";
/// Posting here makes an invitation.
pub const INVITES: &str = "/members/invites";
/// What was done in the workspace by whom.
pub const AUDIT: &str = "/audit";
/// The audit of the API.
pub const API_AUDIT: &str = "/api/v1/audit";
/// The members, of the API.
pub const API_MEMBERS: &str = "/api/v1/members";
/// The invitations, of the API.
pub const API_INVITES: &str = "/api/v1/invites";
/// Links to maps begin with this.
const BY_LINK: &str = "/s";

fn with(path: &str, name: &str, value: &str) -> String {
    format!("{path}?{name}={}", segment(value))
}

/// Text of a visitor's that has to stay one piece.
#[must_use]
pub fn encoded(text: &str) -> String {
    segment(text).to_string()
}

/// The set-up page, opened by its secret.
#[must_use]
pub fn set_up(secret: &str) -> String {
    with(SET_UP, "token", secret)
}

/// Signing in, and on to another page of ours.
#[must_use]
pub fn sign_in_then(next: &str) -> String {
    if next == HOME { SIGN_IN.to_owned() } else { with(SIGN_IN, "next", next) }
}

/// To the provider, and on to another page of ours.
#[must_use]
pub fn to_provider_then(next: &str) -> String {
    if next.is_empty() || next == HOME { TO_PROVIDER.to_owned() } else { with(TO_PROVIDER, "next", next) }
}

/// To the provider with the secret of an invitation, or of the set-up page.
#[must_use]
pub fn to_provider_with(what: &str, secret: &str) -> String {
    with(TO_PROVIDER, what, secret)
}

/// An address within this server that a visitor gave: the page to go on to. Whatever could lead elsewhere leads home.
#[must_use]
pub fn own(next: &str) -> &str {
    let is_own = next.starts_with('/')
        && !next.starts_with("//")
        && next.len() <= 2000
        && next.bytes().all(|b| b.is_ascii_graphic() && b != b'\\')
        // Browsers take dots away before they look at what is left.
        && !next.split(['?', '#']).next().unwrap_or_default().split('/').any(is_dots)
        && !next[1..].starts_with("%2f")
        && !next[1..].starts_with("%2F")
        && !next[1..].starts_with("%5c")
        && !next[1..].starts_with("%5C")
        && !next[1..].starts_with("%0");
    if is_own { next } else { HOME }
}

fn is_dots(segment: &str) -> bool {
    matches!(segment.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..")
}

#[must_use]
pub fn invite(secret: &str) -> String {
    format!("/invite/{}", segment(secret))
}

#[must_use]
pub fn reset(secret: &str) -> String {
    format!("/reset/{}", segment(secret))
}

/// Posting here ends one of one's own sessions.
#[must_use]
pub fn end_session(id: &str) -> String {
    format!("/account/sessions/{}/end", segment(id))
}

/// Posting here revokes one of one's own tokens.
#[must_use]
pub fn revoke_token(id: &str) -> String {
    format!("{ACCOUNT_TOKENS}/{}/revoke", segment(id))
}

/// Posting here goes to another workspace.
#[must_use]
pub fn go_to_workspace(id: &str) -> String {
    format!("{WORKSPACES}/{}/go", segment(id))
}

/// Posting here changes a member's role.
#[must_use]
pub fn member_role(person: &str) -> String {
    format!("{MEMBERS}/{}/role", segment(person))
}

/// Removes a member: asks first, posting does it.
#[must_use]
pub fn member_remove(person: &str) -> String {
    format!("{MEMBERS}/{}/remove", segment(person))
}

/// Posting here makes a link by which a member sets a new password.
#[must_use]
pub fn member_reset(person: &str) -> String {
    format!("{MEMBERS}/{}/reset", segment(person))
}

/// Posting here withdraws an invitation.
#[must_use]
pub fn withdraw_invite(id: &str) -> String {
    format!("{INVITES}/{}/withdraw", segment(id))
}

/// The audit before a line.
#[must_use]
pub fn audit_before(line: &str) -> String {
    with(AUDIT, "before", line)
}

/// The links to a map; posting makes one.
#[must_use]
pub fn share(map_id: &str) -> String {
    format!("{}/share", map(map_id))
}

/// Posting here withdraws a link.
#[must_use]
pub fn withdraw_share(map_id: &str, share_id: &str) -> String {
    format!("{}/{}/withdraw", share(map_id), segment(share_id))
}

/// Posting here locks a map for guests, or unlocks it.
#[must_use]
pub fn lock(map_id: &str) -> String {
    format!("{}/lock", map(map_id))
}

/// Posting here leads everybody to a step.
#[must_use]
pub fn lead(map_id: &str) -> String {
    format!("{}/lead", map(map_id))
}

/// Posting here takes back what a guest has done at a revision.
#[must_use]
pub fn undo_guest(map_id: &str, revision: u64) -> String {
    format!("{}/history/{revision}/undo", map(map_id))
}

/// The links to a map, of the API.
#[must_use]
pub fn api_shares(map_id: &str) -> String {
    format!("{API_MAPS}/{}/shares", segment(map_id))
}

/// A link to a map, as it is given away.
#[must_use]
pub fn by_link(secret: &str) -> String {
    format!("{BY_LINK}/{}", segment(secret))
}

/// The picture of a map, for pages elsewhere.
#[must_use]
pub fn picture(secret: &str, extension: &str) -> String {
    format!("{}.{}", by_link(secret), utf8_percent_encode(extension, SEGMENT))
}

/// Is there nothing at this path that depends on who asks?
#[must_use]
pub fn is_for_everybody(path: &str) -> bool {
    is_health(path) || path.strip_prefix(crate::web::page::urls::STATIC).is_some_and(|rest| rest.starts_with('/'))
}

/// May this path be asked for while there is no account? The way over the provider makes the first one, too; whoever goes
/// it for anything else is turned away there.
#[must_use]
pub fn is_for_set_up(path: &str) -> bool {
    [SET_UP, TO_PROVIDER, FROM_PROVIDER].contains(&path)
}

/// Does this path tell whether the server is up?
#[must_use]
pub fn is_health(path: &str) -> bool {
    path == crate::web::page::urls::HEALTHZ || path == crate::web::page::urls::READYZ
}

/// Is it the stream of a map?
#[must_use]
pub fn is_live(path: &str) -> bool {
    path.starts_with(crate::web::page::urls::MAPS) && path.ends_with("/live")
}

/// The addresses above as the router wants them.
pub mod people_pattern {
    pub const INVITE: &str = "/invite/{secret}";
    pub const RESET: &str = "/reset/{secret}";
    pub const END_SESSION: &str = "/account/sessions/{session}/end";
    pub const REVOKE_TOKEN: &str = "/account/tokens/{token}/revoke";
    pub const GO_TO_WORKSPACE: &str = "/workspaces/{workspace}/go";
    pub const MEMBER_ROLE: &str = "/members/{person}/role";
    pub const MEMBER_REMOVE: &str = "/members/{person}/remove";
    pub const MEMBER_RESET: &str = "/members/{person}/reset";
    pub const WITHDRAW_INVITE: &str = "/members/invites/{invite}/withdraw";
    pub const SHARE: &str = "/maps/{id}/share";
    pub const WITHDRAW_SHARE: &str = "/maps/{id}/share/{share}/withdraw";
    pub const LOCK: &str = "/maps/{id}/lock";
    pub const LEAD: &str = "/maps/{id}/lead";
    pub const UNDO_GUEST: &str = "/maps/{id}/history/{revision}/undo";
    pub const BY_LINK: &str = "/s/{secret}";
    pub const API_SHARES: &str = "/api/v1/maps/{id}/shares";
    pub const API_SHARE: &str = "/api/v1/maps/{id}/shares/{share}";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_own_pages_are_gone_on_to() {
        for good in ["/", "/maps/x?a=b#c", "/help#wait", "/maps/a%2Fb", "/s/abc"] {
            assert_eq!(own(good), good);
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
            assert_eq!(own(bad), HOME, "{bad:?}");
        }
    }
}
