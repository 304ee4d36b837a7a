//! Accounts: set up, sign in and out, invitations, lost passwords, one's own account, the provider.

pub(crate) mod invite;
pub(crate) mod me;
pub(crate) mod oidc;
pub(crate) mod oidc_client;
mod passwords;
pub(crate) mod profile;
pub(crate) mod reset;
mod sessions;
pub(crate) mod set_up;
pub(crate) mod sign_in;
pub(crate) mod tokens;

// Templates find what every page needs from here.

pub use crate::web::account::reset::ResetLink;

use crate::storage::accounts::{NewPerson, Outcome};
use vsm::ValidationError;

use crate::web::page::form::Posted;

/// Longest e-mail address there is.
const MAX_EMAIL: usize = 254;

/// An e-mail address as somebody typed it. Whether it is theirs is not known.
fn email(posted: &Posted) -> Result<String, ValidationError> {
    let email = posted.get("email");
    let sentence = "Enter an email address, such as ana@example.org.";
    if is_email(email) { Ok(email.to_owned()) } else { Err(ValidationError::new("bad_email", sentence).at("email")) }
}

/// Is it written as an address, and so that two that look alike are alike: nothing invisible, nothing that turns the
/// direction of the text, no other widths of the same letters.
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

/// Who asks for an account: name, address and password, each with its own sentence when it will not do.
fn new_person(posted: &Posted) -> Result<NewPerson, ValidationError> {
    let name = me::name_of(&posted.get("name").into())?;
    let email = email(posted)?;
    crate::web::account::passwords::check(posted.get("password"), &[&email, &name])?;
    Ok(NewPerson { id: crate::clock::new_id(), email, name, password: None, identity: None })
}

/// Somebody has this address already: said only to those who were invited.
fn taken() -> ValidationError {
    let sentence = "An account with this email already exists. Sign in, then open the link again.";
    ValidationError::new("taken", sentence).at("email")
}

/// What a refused change means for whoever asked for it.
pub(crate) fn outcome(outcome: Outcome) -> Result<(), crate::web::error::AppError> {
    match outcome {
        Outcome::Done => Ok(()),
        Outcome::NotThere | Outcome::Taken => Err(crate::web::error::AppError::NotFound),
        Outcome::LastOwner => Err(ValidationError::new(
            "last_owner",
            "A workspace needs at least one owner. Make someone else an owner first.",
        )
        .into()),
        Outcome::NotYours => Err(ValidationError::new(
            "not_yours",
            "This person also belongs to a workspace you don’t own, so you can’t create a reset link. Ask the server \
             operator to run weir reset-password with their email.",
        )
        .into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_what_it_looks_like() {
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
