//! Sign-in with a provider that sends an invalid ID token, with one error at a time. A correct provider is tested in
//! `tests/browser/openid_sign_in.test.mjs`.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use openidconnect::PrivateSigningKey;
use openidconnect::core::{
    CoreIdToken, CoreIdTokenClaims, CoreJsonWebKeySet, CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey,
};
use serde_json::{Value, json};

use crate::site::header;
use crate::team::{Team, Who};

/// A signing key as providers have it.
fn new_key() -> CoreRsaPrivateSigningKey {
    let output = Command::new("openssl").args(["genrsa", "-traditional", "2048"]).output().unwrap();
    CoreRsaPrivateSigningKey::from_pem(&String::from_utf8(output.stdout).unwrap(), None).unwrap()
}

/// A provider that answers every code with the given ID token.
struct Liar {
    issuer: String,
    key: CoreRsaPrivateSigningKey,
    token: Arc<Mutex<String>>,
}

impl Liar {
    fn start() -> Liar {
        let (key, token) = (new_key(), Arc::new(Mutex::new(String::new())));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let keys = json!(CoreJsonWebKeySet::new(vec![key.as_verification_key()]));
        let about = json!({
            "issuer": issuer, "authorization_endpoint": format!("{issuer}/authorize"),
            "token_endpoint": format!("{issuer}/token"), "jwks_uri": format!("{issuer}/keys"),
            "response_types_supported": ["code"], "subject_types_supported": ["public"],
            "id_token_signing_alg_values_supported": ["RS256"],
        });
        let current = Arc::clone(&token);
        std::thread::spawn(move || {
            for mut connection in listener.incoming().flatten() {
                let mut reader = BufReader::new(connection.try_clone().unwrap());
                let (mut path, mut length) = (String::new(), 0);
                loop {
                    let mut line = String::new();
                    reader.read_line(&mut line).unwrap();
                    if path.is_empty() {
                        line.split(' ').nth(1).unwrap_or_default().clone_into(&mut path);
                    }
                    if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                        length = value.trim().parse().unwrap();
                    }
                    if line.trim().is_empty() {
                        break;
                    }
                }
                reader.read_exact(&mut vec![0; length]).unwrap();
                let body = match path.as_str() {
                    "/keys" => keys.clone(),
                    "/token" => {
                        json!({ "access_token": "a", "token_type": "Bearer", "id_token": *current.lock().unwrap() })
                    }
                    _ => about.clone(),
                };
                let body = body.to_string();
                let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\ncontent-length:";
                let _gone = write!(connection, "{head} {}\r\n\r\n{body}", body.len());
            }
        });
        Liar { issuer, key, token }
    }

    /// The claims of a valid token.
    #[expect(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
    fn claims(&self, nonce: &str) -> Value {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
        json!({
            "iss": self.issuer, "aud": ["weir"], "sub": "ben", "iat": now, "exp": now + 300, "nonce": nonce,
            "email": "ben@example.org", "email_verified": true, "name": "Ben",
        })
    }
}

fn signed(claims: Value, key: &CoreRsaPrivateSigningKey) -> String {
    let claims: CoreIdTokenClaims = serde_json::from_value(claims).unwrap();
    let algorithm = CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256;
    CoreIdToken::new(claims, key, algorithm, None, None).unwrap().to_string()
}

/// What is wrong, and the token for a nonce.
type Lie<'l> = (&'l str, &'l dyn Fn(&str) -> String);

/// Starts a sign-in and returns with the token that is built from the nonce.
fn sign_in_with(team: &Team, liar: &Liar, token: impl FnOnce(&str) -> String) -> (u16, Who) {
    let there = team.get(&Who::default(), "/sign-in/provider");
    let mut browser = Who::from_response(&there);
    let to = header(&there, "location").to_owned();
    let part = |name: &str| {
        let (_, rest) = to.split_once(&format!("{name}=")).unwrap_or_else(|| panic!("no {name} in {to}"));
        rest.split('&').next().unwrap().to_owned()
    };
    *liar.token.lock().unwrap() = token(&part("nonce"));
    let answer = team.get(&browser, &format!("/sign-in/callback?code=c&state={}", part("state")));
    browser.store_cookies(&answer);
    (answer.status().as_u16(), browser)
}

#[test]
#[ignore = "needs openssl"]
fn id_token_counts_only_if_every_claim_is_valid() {
    let liar = Liar::start();
    let (team, owner) = Team::with_settings(&[
        ("WEIR_OIDC_ISSUER", &liar.issuer),
        ("WEIR_OIDC_CLIENT_ID", "weir"),
        ("WEIR_OIDC_CLIENT_SECRET", "a-secret-of-some-length"),
        ("WEIR_OIDC_DOMAINS", "example.org"),
    ]);
    let right = |nonce: &str| liar.claims(nonce);
    let with = |nonce: &str, name: &str, value: Value| {
        let mut claims = right(nonce);
        claims[name] = value;
        signed(claims, &liar.key)
    };
    let part = |token: &str, at: usize| token.split('.').nth(at).unwrap().to_owned();
    let stranger = new_key();
    let wrong: [Lie; 8] = [
        ("nonce", &|nonce| with(nonce, "nonce", json!("0".repeat(64)))),
        ("no nonce", &|nonce| with(nonce, "nonce", Value::Null)),
        ("audience", &|nonce| with(nonce, "aud", json!(["another program"]))),
        ("issuer", &|nonce| with(nonce, "iss", json!("https://elsewhere.example"))),
        ("time", &|nonce| with(nonce, "exp", json!(1_700_000_000))),
        ("signature", &|nonce| signed(right(nonce), &stranger)),
        ("changed after it was signed", &|nonce| {
            let (other, own) = (with(nonce, "sub", json!("olga")), signed(right(nonce), &liar.key));
            [part(&own, 0), part(&other, 1), part(&own, 2)].join(".")
        }),
        // {"alg":"none"}
        ("not signed", &|nonce| format!("eyJhbGciOiJub25lIn0.{}.", part(&signed(right(nonce), &liar.key), 1))),
    ];
    for (what, token) in wrong {
        let (status, who) = sign_in_with(&team, &liar, token);
        assert_eq!(status, 422, "{what}");
        assert_eq!(team.get(&who, "/account").status(), 303, "{what}: not signed in");
    }
    assert_eq!(team.audit(&owner, "sign_in_failed")["about"], "invalid response from the provider");
    let (status, ben) = sign_in_with(&team, &liar, |nonce| signed(right(nonce), &liar.key));
    assert_eq!(status, 303);
    assert!(team.get(&ben, "/account").text().unwrap().contains("ben@example.org"));
}
