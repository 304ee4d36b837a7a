//! Accounts: set up, sign in and out, invitations, lost passwords, one's own account, the provider.

pub(super) mod account;
pub(super) mod invite;
mod password;
pub(super) mod provider;
pub(super) mod reset;
mod session;
pub(super) mod set_up;
pub(super) mod sign_in;
pub(super) mod tokens;

// Templates find what every page needs from here.
use super::{layout, paths};

use crate::storage::accounts::{NewPerson, Outcome};
use crate::vsm::Refusal;

use super::form::Posted;
use super::me;

/// Longest e-mail address there is.
const LONGEST_EMAIL: usize = 254;

/// An e-mail address as somebody typed it. Whether it is theirs is not known.
fn email(posted: &Posted) -> Result<String, Refusal> {
    let email = posted.get("email");
    let is_one = email.len() <= LONGEST_EMAIL
        && email
            .split_once('@')
            .is_some_and(|(name, host)| !name.is_empty() && !host.is_empty() && !host.contains('@'))
        && !email.chars().any(|c| c.is_whitespace() || c.is_control());
    let sentence = "Write your e-mail address, such as ana@example.org.";
    if is_one { Ok(email.to_owned()) } else { Err(Refusal::new("bad_email", sentence).at("email")) }
}

/// Who asks for an account: name, address and password, each with its own sentence when it will not do.
fn new_person(posted: &Posted) -> Result<NewPerson, Refusal> {
    let name = me::name_of(&posted.get("name").into())?;
    let email = email(posted)?;
    password::check(posted.get("password"), &[&email, &name])?;
    Ok(NewPerson { id: crate::clock::new_id(), email, name, password: None, identity: None })
}

/// Somebody has this address already: said only to those who were invited.
fn taken() -> Refusal {
    let sentence = "There is an account with this address already. Sign in with it, then open the link again.";
    Refusal::new("taken", sentence).at("email")
}

/// What a refused change means for whoever asked for it.
pub(super) fn outcome(outcome: Outcome) -> Result<(), super::error::Failure> {
    match outcome {
        Outcome::Done => Ok(()),
        Outcome::NotThere | Outcome::Taken => Err(super::error::Failure::NotFound),
        Outcome::LastOwner => Err(Refusal::new(
            "last_owner",
            "The last owner of a workspace stays: make somebody else an owner first. Nothing was changed.",
        )
        .into()),
    }
}
