//! The OpenID Connect protocol: authorization code with PKCE, state and nonce. The signature, issuer, audience, nonce
//! and time of the ID token are verified before its claims are used.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};

use crate::clock;
use crate::config::Provider;

/// The provider must respond within this time.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The largest response of the provider, in bytes.
const MAX_RESPONSE: usize = 1024 * 1024;

/// The longest subject that the protocol allows.
const MAX_SUBJECT: usize = 255;

/// Creates the client for a provider from its metadata. A macro, because the type has eleven parameters.
macro_rules! client {
    ($provider:expr, $callback:expr, $http:expr) => {{
        let issuer = IssuerUrl::new($provider.issuer.clone()).map_err(|error| error.to_string())?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &$http)
            .await
            .map_err(|error| format!("the provider’s configuration can’t be read: {error}"))?;
        let secret = $provider.client_secret.clone().map(ClientSecret::new);
        let callback = RedirectUrl::new($callback.to_owned()).map_err(|error| error.to_string())?;
        CoreClient::from_provider_metadata(metadata, ClientId::new($provider.client_id.clone()), secret)
            .set_redirect_uri(callback)
    }};
}

/// The state of a sign-in, which the browser stores until the callback.
#[derive(Debug, Clone)]
pub(crate) struct PendingSignIn {
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

#[derive(Debug, Clone)]
pub(crate) struct ProviderIdentity {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    is_verified: bool,
}

impl ProviderIdentity {
    /// Has the provider verified an email address of this domain?
    pub(crate) fn is_of_domain(&self, domain: &str) -> bool {
        let host = self.email.as_ref().and_then(|email| email.rsplit_once('@')).map(|(_, host)| host);
        self.is_verified && host.is_some_and(|host| host.eq_ignore_ascii_case(domain))
    }
}

/// The URL to redirect the browser to.
pub(crate) async fn authorize(provider: &Provider, callback: &str) -> Result<(String, PendingSignIn), String> {
    let http = Http::new()?;
    let client = client!(provider, callback, http);
    let pending =
        PendingSignIn { state: clock::new_secret(), nonce: clock::new_secret(), verifier: clock::new_secret() };
    let verifier = PkceCodeVerifier::new(pending.verifier.clone());
    let (state, nonce) = (pending.state.clone(), pending.nonce.clone());
    let (address, _, _) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            move || CsrfToken::new(state),
            move || Nonce::new(nonce),
        )
        .add_scope(Scope::new("email".to_owned()))
        .add_scope(Scope::new("profile".to_owned()))
        .set_pkce_challenge(PkceCodeChallenge::from_code_verifier_sha256(&verifier))
        .url();
    Ok((address.to_string(), pending))
}

/// Exchanges the code for the identity.
pub(crate) async fn exchange_code(
    provider: &Provider,
    callback: &str,
    code: &str,
    pending: &PendingSignIn,
) -> Result<ProviderIdentity, String> {
    let http = Http::new()?;
    let client = client!(provider, callback, http);
    let exchange = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|error| error.to_string())?;
    let answer = exchange
        .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier.clone()))
        .request_async(&http)
        .await
        .map_err(|error| format!("the provider rejected the code: {error}"))?;
    let token = answer.id_token().ok_or("the provider sent no ID token")?;
    let nonce = Nonce::new(pending.nonce.clone());
    let claims = token
        .claims(&client.id_token_verifier(), &nonce)
        .map_err(|error| format!("the ID token isn’t valid: {error}"))?;
    if claims.subject().len() > MAX_SUBJECT {
        return Err("the ID token’s subject is too long".to_owned());
    }
    let mut identity = ProviderIdentity {
        issuer: claims.issuer().to_string(),
        subject: claims.subject().to_string(),
        name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
        email: claims.email().map(|email| email.to_string()),
        is_verified: claims.email_verified() == Some(true),
    };
    if identity.email.is_none()
        && let Ok(request) = client.user_info(answer.access_token().to_owned(), Some(claims.subject().clone()))
    {
        let info: CoreUserInfoClaims =
            request.request_async(&http).await.map_err(|error| format!("the user info can’t be read: {error}"))?;
        identity.email = info.email().map(|email| email.to_string());
        identity.is_verified = info.email_verified() == Some(true);
        let name = info.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        identity.name = identity.name.or(name);
    }
    Ok(identity)
}

/// Requests to the provider: over TLS, or on this machine; redirects are not followed.
struct Http(reqwest::Client);

impl Http {
    fn new() -> Result<Http, String> {
        // It may already be installed, which is fine.
        let _installed = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none());
        builder.build().map(Http).map_err(|error| error.to_string())
    }

    async fn send(&self, request: HttpRequest) -> Result<HttpResponse, CallError> {
        let request = reqwest::Request::try_from(request)?;
        let mut answer = self.0.execute(request).await?;
        let mut response = axum::http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            if body.len() + piece.len() > MAX_RESPONSE {
                return Err(CallError::TooLarge);
            }
            body.extend_from_slice(&piece);
        }
        Ok(response.body(body)?)
    }
}

impl<'c> AsyncHttpClient<'c> for Http {
    type Error = CallError;
    type Future = Pin<Box<dyn Future<Output = Result<HttpResponse, CallError>> + Send + 'c>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.send(request))
    }
}

#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error(transparent)]
    Request(#[from] reqwest::Error),
    #[error(transparent)]
    Answer(#[from] axum::http::Error),
    #[error("the response is too large")]
    TooLarge,
}
