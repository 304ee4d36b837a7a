//! Accounts: setup, sign-in and sign-out, invites, password resets, the account page, the sign-in provider.

pub(crate) mod invite;
pub(crate) mod me;
pub(crate) mod oidc;
pub(crate) mod oidc_client;
mod passwords;
pub(crate) mod profile;
pub(crate) mod reset;
mod session_start;
pub(crate) mod set_up;
pub(crate) mod sign_in;
pub(crate) mod tokens;

pub use crate::web::account::reset::ResetLink;

use serde_json::Value;

use crate::clock;
use crate::storage::accounts::{NewPerson, Outcome};
use crate::web::access::App;
use crate::web::error::AppError;
use crate::web::page::dates;
use crate::web::page::form::Posted;
use vsm::ValidationError;
use vsm::fields::values;

/// Longest email address there is.
const MAX_EMAIL: usize = 254;
/// The longest expiry of a link or a token, in days.
pub(crate) const MAX_DAYS: i64 = 3650;
const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// Is the sign-in provider the only way to sign in?
fn is_only_by_provider(app: &App) -> bool {
    app.settings().provider.as_ref().is_some_and(|provider| provider.only)
}

/// One line of at most `most` characters, for the field `field`. `needed` is the error if it is empty but mustn't be.
pub(crate) fn parse_line(
    given: &Value,
    (code, field): (&'static str, &str),
    most: usize,
    needed: Option<&str>,
) -> Result<String, ValidationError> {
    let wrong = |sentence: String| ValidationError::new(code, sentence).at(field);
    let line = values::line(given).map_err(wrong)?;
    match (line.chars().count(), needed) {
        (0, Some(needed)) => Err(wrong(needed.to_owned())),
        (length, _) if length > most => Err(wrong(format!("Use at most {most} characters."))),
        _ => Ok(line),
    }
}

/// An email address as typed; ownership is not verified.
fn parse_email(posted: &Posted) -> Result<String, ValidationError> {
    let email = posted.get("email");
    let sentence = "Enter an email address, such as ana@example.org.";
    if is_email(email) { Ok(email.to_owned()) } else { Err(ValidationError::new("bad_email", sentence).at("email")) }
}

/// Is it a plain address, so that two addresses that look the same are the same? No invisible characters, no characters
/// that change the text direction, no full-width variants.
fn is_email(email: &str) -> bool {
    let is_wide = |c: char| ('\u{ff00}'..='\u{ffef}').contains(&c);
    let may_be = |c: char| {
        (c.is_ascii_graphic() && !"<>,;:\"()[]\\".contains(c)) || (!c.is_ascii() && c.is_alphanumeric() && !is_wide(c))
    };
    let is_host =
        |host: &str| !host.is_empty() && !host.contains('@') && !host.starts_with('.') && !host.ends_with('.');
    email.len() <= MAX_EMAIL
        && email.chars().all(may_be)
        && email.split_once('@').is_some_and(|(name, host)| !name.is_empty() && is_host(host))
}

/// Name, email and password of a new account, each with its own error.
fn parse_person(posted: &Posted) -> Result<NewPerson, ValidationError> {
    let name = me::parse_name(&posted.get("name").into())?;
    let email = parse_email(posted)?;
    passwords::check(posted.get("password"), &[&email, &name])?;
    Ok(NewPerson { id: clock::new_id(), email, name, password: None, identity: None })
}

/// The expiry time after this many days; empty means never.
pub(crate) fn parse_expiry(days: &str, max: i64, now_ms: i64) -> Result<Option<i64>, ValidationError> {
    if days.is_empty() {
        return Ok(None);
    }
    let days = days.parse().ok().filter(|days| (1..=max).contains(days));
    let sentence = format!("Enter 1 to {max} days, or leave empty for no expiry.");
    days.map(|days: i64| Some(now_ms + days * DAY_MS))
        .ok_or_else(|| ValidationError::new("bad_days", sentence).at("days"))
}

/// The expiry time as pages show it.
pub(crate) fn expiry_text(expires_at_ms: Option<i64>) -> String {
    expires_at_ms.map_or_else(|| "No expiry".to_owned(), |at| format!("Expires {}", dates::date(at)))
}

/// Only for invited people, because it reveals that the account exists.
fn email_taken() -> ValidationError {
    let sentence = "An account with this email already exists. Sign in, then open the link again.";
    ValidationError::new("taken", sentence).at("email")
}

/// The error for a change that was not applied.
pub(crate) fn check(outcome: Outcome) -> Result<(), AppError> {
    match outcome {
        Outcome::Done => Ok(()),
        Outcome::NotFound | Outcome::Taken => Err(AppError::NotFound),
        Outcome::LastOwner => {
            let sentence = "A workspace needs at least one owner. Make someone else an owner first.";
            Err(ValidationError::new("last_owner", sentence).into())
        }
        Outcome::NotAllowed => {
            let sentence = "This person also belongs to a workspace you don’t own, so you can’t create a reset link. \
                Ask the server operator to run weir reset-password with their email.";
            Err(ValidationError::new("not_yours", sentence).into())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn email_address_has_no_lookalike() {
        for good in ["ana@example.org", "a.b+c'd@sub.example.org", "jörg@müller.example", "ana@localhost"] {
            assert!(is_email(good), "{good}");
        }
        let long = format!("{}@example.org", "x".repeat(250));
        for bad in [
            "ana",
            "@example.org",
            "ana@",
            "a@b@c",
            "a na@example.org",
            "ana\u{200b}@example.org",
            "\u{202e}ana@example.org",
            "ａna@example.org",
            "ana@example.org.",
            "ana@.org",
            "Ana <ana@example.org>",
            "ana@example.org,ben@example.org",
            "\"ana\"@example.org",
            &long,
        ] {
            assert!(!is_email(bad), "{bad}");
        }
    }
}
