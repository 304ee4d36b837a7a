//! Sign-in with an OpenID Connect provider: the redirect to it and the callback.
//!
//! The browser that started a sign-in stores its state in a cookie: state, nonce, PKCE verifier and intent. None of
//! this is secret from that browser, and the server stores nothing. People are identified by issuer and subject, never
//! by their email address.

use std::collections::BTreeMap;

use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use percent_encoding::percent_decode_str;

use crate::clock;
use crate::config::Provider;
use crate::storage::FIRST_WORKSPACE;
use crate::storage::accounts::{Joiner, NewPerson, Outcome, Role};
use crate::web::access::{App, Visitor, audit};
use crate::web::account::oidc_client::{self, PendingSignIn, ProviderIdentity};
use crate::web::account::session_start::SessionStart;
use crate::web::account::sign_in::{provider_error, start_session};
use crate::web::account::{check, invite, is_email, me, set_up};
use crate::web::error::AppError;
use crate::web::page::cookies::{self, CookieJar};
use crate::web::page::form::redirect_to;
use crate::web::page::urls;
use crate::web::secret;

/// A sign-in with the provider expires after this time: ten minutes.
const FLOW_SECONDS: i64 = 10 * 60;

/// The purpose of a sign-in with the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
enum SignInIntent {
    /// With the page to continue at.
    SignIn(String),
    /// Link the provider to the account that is signed in.
    Link,
    /// With the secret of the invite.
    Invite(String),
    /// With the secret of the setup page.
    SetUp(String),
}

impl SignInIntent {
    fn from_query(query: &BTreeMap<String, String>) -> SignInIntent {
        let given = |name: &str| query.get(name).cloned();
        if let Some(secret) = given("invite") {
            SignInIntent::Invite(secret)
        } else if let Some(secret) = given("setup") {
            SignInIntent::SetUp(secret)
        } else if given("link").is_some() {
            SignInIntent::Link
        } else {
            SignInIntent::SignIn(urls::local_or_home(&given("next").unwrap_or_default()).to_owned())
        }
    }

    fn encode(&self) -> String {
        let (word, value) = match self {
            SignInIntent::SignIn(next) => ("in", next.as_str()),
            SignInIntent::Link => ("link", ""),
            SignInIntent::Invite(secret) => ("invite", secret.as_str()),
            SignInIntent::SetUp(secret) => ("setup", secret.as_str()),
        };
        format!("{word}~{}", urls::encoded(value))
    }

    fn decode(word: &str, value: &str) -> Option<SignInIntent> {
        let value = percent_decode_str(value).decode_utf8().ok()?.into_owned();
        Some(match word {
            "in" => SignInIntent::SignIn(urls::local_or_home(&value).to_owned()),
            "link" => SignInIntent::Link,
            "invite" => SignInIntent::Invite(value),
            "setup" => SignInIntent::SetUp(value),
            _ => return None,
        })
    }
}

/// Changes only a cookie of the visitor.
pub(crate) async fn redirect(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Response, AppError> {
    visitor.require_accounts()?;
    let provider = app.settings().provider.clone().ok_or(AppError::NotFound)?;
    app.limits().guess(visitor.address)?;
    let intent = SignInIntent::from_query(&query);
    require_set_up_first(&app, &intent)?;
    if intent == SignInIntent::Link {
        visitor.require_session()?;
    }
    let callback = visitor.absolute_url(&app, urls::PROVIDER_CALLBACK);
    let (address, pending) = match oidc_client::authorize(&provider, &callback).await {
        Ok(authorization) => authorization,
        Err(cause) => return unreachable(&app, &cause),
    };
    let mut response = redirect_to(&address);
    let PendingSignIn { state, nonce, verifier } = pending;
    let flow = format!("{state}~{nonce}~{verifier}~{}", intent.encode());
    cookies::set(&mut response, cookies::FLOW, &flow, FLOW_SECONDS, app.settings().is_https());
    Ok(response)
}

/// The one GET that changes something, as the protocol requires: it completes what this very browser started, once.
pub(crate) async fn callback(
    State(app): State<App>,
    visitor: Visitor,
    Query(query): Query<BTreeMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    visitor.require_accounts()?;
    let provider = app.settings().provider.clone().ok_or(AppError::NotFound)?;
    app.limits().guess(visitor.address)?;
    let is_https = app.settings().is_https();
    let pending = CookieJar::new(&headers, is_https).text(cookies::FLOW).and_then(read_flow);
    let mut response = complete(&app, &visitor, &headers, &provider, &query, pending).await?;
    cookies::remove(&mut response, cookies::FLOW, is_https);
    Ok(response)
}

async fn complete(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    provider: &Provider,
    query: &BTreeMap<String, String>,
    pending: Option<(PendingSignIn, SignInIntent)>,
) -> Result<Response, AppError> {
    let given = |name: &str| query.get(name).map(String::as_str);
    let is_ours = |pending: &(PendingSignIn, SignInIntent)| given("state") == Some(pending.0.state.as_str());
    let Some((pending, intent)) = pending.filter(is_ours) else {
        failed(app, visitor, "unexpected response from the provider");
        return provider_error(app, "This sign-in doesn’t match this browser. Start again.");
    };
    require_set_up_first(app, &intent)?;
    let code = match (given("code"), given("iss")) {
        (Some(code), iss) if iss.is_none_or(|iss| iss == provider.issuer) => code,
        _ => {
            failed(app, visitor, "refused by the provider");
            return provider_error(app, "The provider didn’t sign you in. Try again or contact its administrator.");
        }
    };
    let callback = visitor.absolute_url(app, urls::PROVIDER_CALLBACK);
    let identity = match oidc_client::exchange_code(provider, &callback, code, &pending).await {
        Ok(identity) => identity,
        Err(cause) => {
            failed(app, visitor, "invalid response from the provider");
            return unreachable(app, &cause);
        }
    };
    if !provider.domains.is_empty() && !provider.domains.iter().any(|domain| identity.is_of_domain(domain)) {
        failed(app, visitor, "email domain not allowed");
        return provider_error(app, "Only verified email addresses of this organization can sign in.");
    }
    let known = app.accounts().person_by_identity(&identity.issuer, &identity.subject).await?;
    match (intent, known) {
        (SignInIntent::Link, _) => link(app, visitor, &identity).await,
        (SignInIntent::SignIn(next), Some(person)) => {
            start_session(app, visitor, headers, &person, &provider.name, &next).await
        }
        (SignInIntent::Invite(secret), Some(person)) => {
            start_session(app, visitor, headers, &person, &provider.name, &urls::invite(&secret)).await
        }
        (SignInIntent::SetUp(_), Some(_)) => Err(AppError::NotFound),
        (intent, None) => create_account(app, visitor, headers, provider, &identity, intent).await,
    }
}

/// Before the first account exists, only that one can be created: no one joins by email domain before the workspace has
/// an owner.
fn require_set_up_first(app: &App, intent: &SignInIntent) -> Result<(), AppError> {
    if app.waits_for_set_up() && !matches!(intent, SignInIntent::SetUp(_)) { Err(AppError::NotSetUp) } else { Ok(()) }
}

/// Links the provider to the account of the signed-in person.
async fn link(app: &App, visitor: &Visitor, identity: &ProviderIdentity) -> Result<Response, AppError> {
    let session = visitor.require_session()?;
    let entry = audit::entries_everywhere(app, visitor, session, "provider_linked", &identity.issuer);
    let linked = (identity.issuer.clone(), identity.subject.clone());
    let (accounts, now_ms) = (app.accounts(), app.clock().now_ms());
    match accounts.link_identity(&session.person.id, &linked, now_ms, &entry).await? {
        Outcome::Taken => provider_error(app, "This provider account is already linked to another Weir account."),
        other => check(other).map(|()| redirect_to(urls::ACCOUNT)),
    }
}

/// Creates an account for someone who was invited, sets up Weir, or can join by email domain.
async fn create_account(
    app: &App,
    visitor: &Visitor,
    headers: &HeaderMap,
    provider: &Provider,
    identity: &ProviderIdentity,
    intent: SignInIntent,
) -> Result<Response, AppError> {
    let Some(email) = identity.email.clone().filter(|email| is_email(email)) else {
        return provider_error(
            app,
            "The provider didn’t share your email address, which Weir needs to create an account.",
        );
    };
    let name = me::parse_name(&identity.name.clone().unwrap_or_else(|| email.clone()).into());
    let person = NewPerson {
        id: clock::new_id(),
        name: name.unwrap_or_else(|_| "Unnamed".to_owned()),
        email,
        password: None,
        identity: Some((identity.issuer.clone(), identity.subject.clone())),
    };
    let (accounts, start) = (app.accounts(), SessionStart::new(app, &person.id, headers));
    let note = |workspace: &str, kind, about: &str| {
        audit::entry_by(app, &person.name_and_email(), visitor, workspace, kind, about)
    };
    let outcome = match intent {
        SignInIntent::Invite(secret) => {
            let invite = invite::find(app, visitor, &secret).await?;
            let entry = note(&invite.workspace, "join", invite.role.as_str());
            let joiner = Joiner::New(&person, &start.session);
            accounts.join(&invite, joiner, app.clock().now_ms(), &entry).await?
        }
        SignInIntent::SetUp(secret) => {
            set_up::check_secret(app, visitor, &secret)?;
            let entry = note(FIRST_WORKSPACE, "set_up", "");
            accounts.create_first_account(&person, "Workspace", &start.session, &entry).await?
        }
        SignInIntent::SignIn(_) if !provider.domains.is_empty() => {
            let entry = note(FIRST_WORKSPACE, "join", "viewer, by email domain");
            accounts.provision_member(&person, FIRST_WORKSPACE, Role::Viewer, &start.session, &entry).await?
        }
        SignInIntent::SignIn(_) | SignInIntent::Link => {
            failed(app, visitor, "no account");
            return provider_error(
                app,
                "No account found. If you have a password, sign in and link the provider on your Account page. \
                 Otherwise, ask for an invite.",
            );
        }
    };
    match outcome {
        Outcome::Done => Ok(start.redirect_to(app, urls::HOME)),
        Outcome::Taken => provider_error(
            app,
            "An account with your email already exists. Sign in with your password and link the provider on your \
             Account page.",
        ),
        Outcome::NotFound | Outcome::LastOwner | Outcome::NotAllowed => Err(AppError::NotFound),
    }
}

fn failed(app: &App, visitor: &Visitor, why: &str) {
    if app.limits().records_failure(visitor.address) {
        let entry =
            audit::entry_by(app, "Someone, through the provider", visitor, FIRST_WORKSPACE, "sign_in_failed", why);
        app.accounts().try_record(entry);
    }
}

fn unreachable(app: &App, cause: &str) -> Result<Response, AppError> {
    tracing::warn!(cause, "sign-in with the provider failed");
    provider_error(app, "Sign-in with the provider failed. Try again. The server log has the cause.")
}

/// Parses the cookie of a sign-in that this browser started.
fn read_flow(text: &str) -> Option<(PendingSignIn, SignInIntent)> {
    // The last part may contain the separator.
    let mut parts = text.splitn(5, '~');
    let mut secret = || parts.next().filter(|part| secret::is_secret(part)).map(str::to_owned);
    let pending = PendingSignIn { state: secret()?, nonce: secret()?, verifier: secret()? };
    let intent = SignInIntent::decode(parts.next()?, parts.next()?)?;
    Some((pending, intent))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flow_cookie_is_read_as_it_was_written() {
        let secrets = [0; 3].map(|_| clock::new_secret());
        let [state, nonce, verifier] = &secrets;
        for intent in [
            SignInIntent::SignIn("/maps/a?b=c~d".to_owned()),
            SignInIntent::Link,
            SignInIntent::Invite("x~y".to_owned()),
            SignInIntent::SetUp(clock::new_secret()),
        ] {
            let text = format!("{state}~{nonce}~{verifier}~{}", intent.encode());
            assert!(text.bytes().all(|b| b.is_ascii_alphanumeric() || b"~%._-".contains(&b)), "{text}");
            let (pending, read) = read_flow(&text).unwrap();
            assert_eq!(
                (pending.state, pending.nonce, pending.verifier, read),
                (state.clone(), nonce.clone(), verifier.clone(), intent)
            );
        }
        assert!(read_flow("a~b~c~in~").is_none());
        let elsewhere = format!("{state}~{nonce}~{verifier}~in~%2F%2Fevil");
        assert_eq!(read_flow(&elsewhere).unwrap().1, SignInIntent::SignIn("/".to_owned()));
    }
}
