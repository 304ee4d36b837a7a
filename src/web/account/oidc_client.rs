//! The protocol of OpenID Connect: authorization code with PKCE, state and nonce; what the provider says is checked for
//! its signature, issuer, audience, nonce and time before anything of it counts.

use std::pin::Pin;
use std::time::Duration;

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreUserInfoClaims};
use openidconnect::{
    AsyncHttpClient, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest, HttpResponse, IssuerUrl, Nonce,
    OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope, TokenResponse,
};

use crate::clock;
use crate::web::settings::Provider;

/// The provider answers within this time, or not at all.
const PATIENCE: Duration = Duration::from_secs(10);
/// Most that an answer of it may hold.
const LARGEST: usize = 1024 * 1024;

/// The longest name by which a provider may know somebody, as the protocol has it.
const MAX_SUBJECT: usize = 255;

/// The client for a provider, as its own description says. Its type has eleven parts, so that it is written here.
macro_rules! client {
    ($provider:expr, $back:expr, $http:expr) => {{
        let issuer = IssuerUrl::new($provider.issuer.clone()).map_err(|error| error.to_string())?;
        let metadata = CoreProviderMetadata::discover_async(issuer, &$http)
            .await
            .map_err(|error| format!("the provider’s configuration can’t be read: {error}"))?;
        let secret = $provider.client_secret.clone().map(ClientSecret::new);
        let back = RedirectUrl::new($back.to_owned()).map_err(|error| error.to_string())?;
        CoreClient::from_provider_metadata(metadata, ClientId::new($provider.client_id.clone()), secret)
            .set_redirect_uri(back)
    }};
}
/// A way that somebody has begun.
#[derive(Debug, Clone)]
pub(crate) struct Begun {
    pub(crate) state: String,
    pub(crate) nonce: String,
    pub(crate) verifier: String,
}

/// Somebody whom the provider knows.
#[derive(Debug, Clone)]
pub(crate) struct Somebody {
    pub(crate) issuer: String,
    pub(crate) subject: String,
    pub(crate) name: Option<String>,
    pub(crate) email: Option<String>,
    /// Does the provider vouch for the address?
    is_verified: bool,
}

impl Somebody {
    /// Is their address one of this domain, as far as the provider vouches for it?
    pub(crate) fn is_of(&self, domain: &str) -> bool {
        let host = self.email.as_ref().and_then(|email| email.rsplit_once('@')).map(|(_, host)| host);
        self.is_verified && host.is_some_and(|host| host.eq_ignore_ascii_case(domain))
    }
}

/// The address to send a browser to.
pub(crate) async fn begin(provider: &Provider, back: &str) -> Result<(String, Begun), String> {
    let http = Http::new()?;
    let client = client!(provider, back, http);
    let begun = Begun { state: clock::new_secret(), nonce: clock::new_secret(), verifier: clock::new_secret() };
    let verifier = PkceCodeVerifier::new(begun.verifier.clone());
    let (state, nonce) = (begun.state.clone(), begun.nonce.clone());
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
    Ok((address.to_string(), begun))
}

/// Who it is that the provider has sent back with this code.
pub(crate) async fn finish(provider: &Provider, back: &str, code: &str, begun: &Begun) -> Result<Somebody, String> {
    let http = Http::new()?;
    let client = client!(provider, back, http);
    let exchange = client.exchange_code(AuthorizationCode::new(code.to_owned())).map_err(|error| error.to_string())?;
    let answer = exchange
        .set_pkce_verifier(PkceCodeVerifier::new(begun.verifier.clone()))
        .request_async(&http)
        .await
        .map_err(|error| format!("the provider rejected the code: {error}"))?;
    let token = answer.id_token().ok_or("the provider sent no ID token")?;
    let nonce = Nonce::new(begun.nonce.clone());
    let claims = token
        .claims(&client.id_token_verifier(), &nonce)
        .map_err(|error| format!("the ID token isn’t valid: {error}"))?;
    if claims.subject().len() > MAX_SUBJECT {
        return Err("the ID token’s subject is too long".to_owned());
    }
    let mut somebody = Somebody {
        issuer: claims.issuer().to_string(),
        subject: claims.subject().to_string(),
        name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
        email: claims.email().map(|email| email.to_string()),
        is_verified: claims.email_verified() == Some(true),
    };
    if somebody.email.is_none()
        && let Ok(request) = client.user_info(answer.access_token().to_owned(), Some(claims.subject().clone()))
    {
        let told: CoreUserInfoClaims =
            request.request_async(&http).await.map_err(|error| format!("the user info can’t be read: {error}"))?;
        somebody.email = told.email().map(|email| email.to_string());
        somebody.is_verified = told.email_verified() == Some(true);
        let name = told.name().and_then(|name| name.get(None)).map(|name| name.to_string());
        somebody.name = somebody.name.or(name);
    }
    Ok(somebody)
}

/// Requests to the provider: over TLS, or on this machine; followed nowhere else.
struct Http(reqwest::Client);

impl Http {
    fn new() -> Result<Http, String> {
        // Somebody may have chosen one already, which is fine.
        let _chosen = rustls::crypto::ring::default_provider().install_default();
        let builder = reqwest::Client::builder().timeout(PATIENCE).redirect(reqwest::redirect::Policy::none());
        builder.build().map(Http).map_err(|error| error.to_string())
    }

    async fn ask(&self, request: HttpRequest) -> Result<HttpResponse, CallError> {
        let request = reqwest::Request::try_from(request)?;
        let mut answer = self.0.execute(request).await?;
        let mut response = axum::http::Response::builder().status(answer.status());
        for (name, value) in answer.headers() {
            response = response.header(name, value);
        }
        let mut body = Vec::new();
        while let Some(piece) = answer.chunk().await? {
            if body.len() + piece.len() > LARGEST {
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
        Box::pin(self.ask(request))
    }
}

/// Why the provider could not be asked.
#[derive(Debug, thiserror::Error)]
enum CallError {
    #[error(transparent)]
    Request(#[from] reqwest::Error),
    #[error(transparent)]
    Answer(#[from] axum::http::Error),
    #[error("the response is too large")]
    TooLarge,
}
