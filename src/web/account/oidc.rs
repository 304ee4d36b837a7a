//! Signing in by an OpenID Connect provider: to it and back.
//!
//! What was begun is kept by the browser that began it, in a cookie: state, nonce, the verifier of PKCE and where to go on
//! to. Nothing of it is a secret from that browser, and the server has nothing to remember. Somebody is known by issuer and
//! subject, never by their address.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use percent_encoding::percent_decode_str;

use crate::clock;
use crate::storage::FIRST_WORKSPACE;
use crate::storage::accounts::{Joiner, NewPerson, Outcome, Person, Role};
use crate::web::access::secret;
use crate::web::access::{App, Visitor};
use crate::web::account::me;
use crate::web::account::oidc_client;
use crate::web::account::oidc_client::{Begun, Somebody};
use crate::web::account::sessions::Beginning;
use crate::web::account::sign_in::{begin, there_are_accounts, told_by_provider};
use crate::web::account::{invite, is_email, outcome, profile, set_up};
use crate::web::error::AppError;
use crate::web::page::cookies;
use crate::web::page::cookies::Jar;
use crate::web::page::form::on_to;
use crate::web::page::urls;
use crate::web::settings::Provider;
use crate::web::workspace::audit;

/// One way to the provider and back takes so long at most: ten minutes.
const FLOW_SECONDS: i64 = 10 * 60;

/// What somebody goes to the provider for, with the page to go on to, or the secret of what they were given.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Aim {
    SignIn(String),
    Link,
    Invite(String),
    SetUp(String),
}

impl Aim {
    fn of(query: &BTreeMap<String, String>) -> Aim {
        let given = |name: &str| query.get(name).cloned();
        if let Some(secret) = given("invite") {
            Aim::Invite(secret)
        } else if let Some(secret) = given("setup") {
            Aim::SetUp(secret)
        } else if given("link").is_some() {
            Aim::Link
        } else {
            Aim::SignIn(urls::own(&given("next").unwrap_or_default()).to_owned())
        }
    }

    fn written(&self) -> String {
        let (word, with) = match self {
            Aim::SignIn(next) => ("in", next.as_str()),
            Aim::Link => ("link", ""),
            Aim::Invite(secret) => ("invite", secret.as_str()),
            Aim::SetUp(secret) => ("setup", secret.as_str()),
        };
        format!("{word}~{}", urls::encoded(with))
    }

    fn read(word: &str, with: &str) -> Option<Aim> {
        let with = percent_decode_str(with).decode_utf8().ok()?.into_owned();
        Some(match word {
            "in" => Aim::SignIn(urls::own(&with).to_owned()),
            "link" => Aim::Link,
            "invite" => Aim::Invite(with),
            "setup" => Aim::SetUp(with),
            _ => return None,
        })
    }
}

/// `GET /sign-in/provider`: to the provider. Nothing is changed but a cookie of one's own.
pub(crate) async fn go(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, AppError> {
    there_are_accounts(&visitor)?;
    let provider = app.settings().provider.clone().ok_or(AppError::NotFound)?;
    app.limits().guess(visitor.address)?;
    let aim = Aim::of(&query);
    only_to_set_up(&app, &aim)?;
    if aim == Aim::Link {
        profile::signed_in(&visitor)?;
    }
    let back = crate::web::share::whole(&app, &visitor, urls::FROM_PROVIDER);
    let (address, begun) = match oidc_client::begin(&provider, &back).await {
        Ok(begun) => begun,
        Err(cause) => return unreachable(&app, &cause),
    };
    let mut response = on_to(&address);
    let Begun { state, nonce, verifier } = begun;
    let flow = format!("{state}~{nonce}~{verifier}~{}", aim.written());
    cookies::keep(&mut response, cookies::FLOW, &flow, FLOW_SECONDS, app.settings().is_https());
    Ok(response)
}

/// `GET /sign-in/callback`: back from the provider. The one GET that changes something, as the protocol has it: what was
/// begun in this very browser, once.
pub(crate) async fn come_back(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    there_are_accounts(&visitor)?;
    let provider = app.settings().provider.clone().ok_or(AppError::NotFound)?;
    app.limits().guess(visitor.address)?;
    let is_https = app.settings().is_https();
    let begun = Jar::of(&headers, is_https).text(cookies::FLOW).and_then(read_flow);
    let answered = answer(&app, &visitor, &headers, &provider, &query, begun).await;
    let mut response = answered?;
    cookies::forget(&mut response, cookies::FLOW, is_https);
    Ok(response)
}

async fn answer(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    provider: &Provider,
    query: &BTreeMap<String, String>,
    begun: Option<(Begun, Aim)>,
) -> Result<Response, AppError> {
    let given = |name: &str| query.get(name).map(String::as_str);
    let is_ours = |begun: &(Begun, Aim)| given("state") == Some(begun.0.state.as_str());
    let Some((begun, aim)) = begun.filter(is_ours) else {
        failed(app, visitor, "unexpected response from the provider");
        let sentence = "This sign-in doesn’t match this browser. Start again.";
        return told_by_provider(app, sentence);
    };
    only_to_set_up(app, &aim)?;
    let code = match (given("code"), given("iss")) {
        (Some(code), iss) if iss.is_none_or(|iss| iss == provider.issuer) => code,
        _ => {
            failed(app, visitor, "refused by the provider");
            return told_by_provider(app, "The provider didn’t sign you in. Try again or contact its administrator.");
        }
    };
    let back = crate::web::share::whole(app, visitor, urls::FROM_PROVIDER);
    let somebody = match oidc_client::finish(provider, &back, code, &begun).await {
        Ok(somebody) => somebody,
        Err(cause) => {
            failed(app, visitor, "invalid response from the provider");
            return unreachable(app, &cause);
        }
    };
    if !provider.domains.is_empty() && !provider.domains.iter().any(|domain| somebody.is_of(domain)) {
        failed(app, visitor, "email domain not allowed");
        return told_by_provider(app, "Only verified email addresses of this organization can sign in.");
    }
    let known = app.accounts().store().person_by_identity(&somebody.issuer, &somebody.subject).await?;
    match (aim, known) {
        (Aim::Link, _) => link(app, visitor, &somebody).await,
        (Aim::SignIn(next), Some(person)) => begin(app, visitor, headers, &person, &provider.name, &next).await,
        (Aim::Invite(secret), Some(person)) => {
            let next = urls::invite(&secret);
            begin(app, visitor, headers, &person, &provider.name, &next).await
        }
        (Aim::SetUp(_), Some(_)) => Err(AppError::NotFound),
        (aim, None) => make(app, visitor, headers, provider, &somebody, aim).await,
    }
}

/// While there is no account, the first one is made and nothing else: nobody is let in by their domain before somebody owns
/// the workspace.
fn only_to_set_up(app: &App, aim: &Aim) -> Result<(), AppError> {
    if app.waits_for_set_up() && !matches!(aim, Aim::SetUp(_)) { Err(AppError::NotSetUp) } else { Ok(()) }
}

/// Lets whoever is signed in sign in by the provider from now on.
async fn link(app: &App, visitor: &Visitor, somebody: &Somebody) -> Result<Response, AppError> {
    let session = profile::signed_in(visitor)?;
    let noted = audit::everywhere(visitor, session, "provider_linked", &somebody.issuer);
    let identity = (somebody.issuer.clone(), somebody.subject.clone());
    let (store, now_ms) = (app.accounts().store(), clock::now_ms());
    match app.accounts().change(store.link_identity(&session.person.id, &identity, now_ms, &noted)).await? {
        Outcome::Taken => told_by_provider(app, "This provider account is already linked to another Weir account."),
        other => outcome(other).map(|()| on_to(urls::ACCOUNT)),
    }
}

/// Makes the account of somebody who was invited, sets up, or is let in by their domain.
async fn make(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    provider: &Provider,
    somebody: &Somebody,
    aim: Aim,
) -> Result<Response, AppError> {
    let Some(email) = somebody.email.clone().filter(|email| is_email(email)) else {
        return told_by_provider(
            app,
            "The provider didn’t share your email address, which Weir needs to create an account.",
        );
    };
    let name = me::name_of(&somebody.name.clone().unwrap_or_else(|| email.clone()).into());
    let person = NewPerson {
        id: clock::new_id(),
        name: name.unwrap_or_else(|_| "Unnamed".to_owned()),
        email,
        password: None,
        identity: Some((somebody.issuer.clone(), somebody.subject.clone())),
    };
    let (accounts, beginning) = (app.accounts(), Beginning::of(&person.id, headers));
    let known = Person { id: String::new(), email: person.email.clone(), name: person.name.clone(), password: None };
    let note = |workspace: &str, kind, about: &str| audit::by(&me::called(&known), visitor, workspace, kind, about);
    let made = match aim {
        Aim::Invite(secret) => {
            let invite = invite::found(app, visitor, &secret).await?;
            let noted = note(&invite.workspace, "join", invite.role.as_str());
            let joiner = Joiner::New(&person, &beginning.session);
            accounts.change(accounts.store().join(&invite, joiner, clock::now_ms(), &noted)).await?
        }
        Aim::SetUp(secret) => {
            set_up::opened(app, visitor, &secret)?;
            let noted = note(FIRST_WORKSPACE, "set_up", "");
            accounts.change(accounts.store().begin_accounts(&person, "Workspace", &beginning.session, &noted)).await?
        }
        Aim::SignIn(_) if !provider.domains.is_empty() => {
            let noted = note(FIRST_WORKSPACE, "join", "viewer, by email domain");
            let (store, role) = (accounts.store(), Role::Viewer);
            accounts.change(store.let_in(&person, FIRST_WORKSPACE, role, &beginning.session, &noted)).await?
        }
        Aim::SignIn(_) | Aim::Link => {
            failed(app, visitor, "no account");
            return told_by_provider(
                app,
                "No account found. If you have a password, sign in and link the provider on your Account page. \
                 Otherwise, ask for an invite.",
            );
        }
    };
    match made {
        Outcome::Done => Ok(beginning.on_to(app, urls::HOME)),
        Outcome::Taken => told_by_provider(
            app,
            "An account with your email already exists. Sign in with your password and link the provider on your \
             Account page.",
        ),
        Outcome::NotThere | Outcome::LastOwner | Outcome::NotYours => Err(AppError::NotFound),
    }
}

fn failed(app: &App, visitor: &Visitor, why: &str) {
    if app.limits().tells_of_failure(visitor.address) {
        let noted = audit::by("Someone, through the provider", visitor, FIRST_WORKSPACE, "sign_in_failed", why);
        app.accounts().note_if_there_is_room(noted);
    }
}

fn unreachable(app: &App, cause: &str) -> Result<Response, AppError> {
    tracing::warn!(cause, "sign-in with the provider failed");
    told_by_provider(app, "Sign-in with the provider failed. Try again. The server log has the cause.")
}

/// What a browser keeps of a way that it began.
fn read_flow(text: &str) -> Option<(Begun, Aim)> {
    // What stands last may hold the mark itself.
    let mut parts = text.splitn(5, '~');
    let mut secret = || parts.next().filter(|part| secret::is_one(part)).map(str::to_owned);
    let begun = Begun { state: secret()?, nonce: secret()?, verifier: secret()? };
    let aim = Aim::read(parts.next()?, parts.next()?)?;
    Some((begun, aim))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_begun_is_read_as_it_was_written() {
        let secrets = [0; 3].map(|_| clock::new_secret());
        let [state, nonce, verifier] = &secrets;
        for aim in [
            Aim::SignIn("/maps/a?b=c~d".to_owned()),
            Aim::Link,
            Aim::Invite("x~y".to_owned()),
            Aim::SetUp(clock::new_secret()),
        ] {
            let text = format!("{state}~{nonce}~{verifier}~{}", aim.written());
            assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"~%._-".contains(&b)), "{text}");
            let (begun, read) = read_flow(&text).unwrap();
            assert_eq!(
                (begun.state, begun.nonce, begun.verifier, read),
                (state.clone(), nonce.clone(), verifier.clone(), aim)
            );
        }
        assert!(read_flow("a~b~c~in~").is_none());
        let elsewhere = format!("{state}~{nonce}~{verifier}~in~%2F%2Fevil");
        assert_eq!(read_flow(&elsewhere).unwrap().1, Aim::SignIn("/".to_owned()));
    }
}
