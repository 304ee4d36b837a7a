//! Password rules and hashes (Argon2id, with the parameters that OWASP recommends).

use std::collections::HashSet;
use std::sync::{LazyLock, OnceLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::clock;
use crate::web::access::App;
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;
use vsm::ValidationError;

const MIN_LENGTH: usize = 10;
/// Enough for a long sentence, but too short to make hashing expensive.
const MAX_LENGTH: usize = 256;

static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("common-passwords.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Rejects passwords that are easy to guess; `about` are the person's name and email. Any characters are allowed.
pub(super) fn check(password: &str, about: &[&str]) -> Result<(), ValidationError> {
    let wrong = |sentence: String| Err(ValidationError::new("bad_password", sentence).at("password"));
    let length = password.chars().count();
    if length < MIN_LENGTH {
        return wrong(format!("Use at least {MIN_LENGTH} characters. A few random words work well."));
    }
    if length > MAX_LENGTH {
        return wrong(format!("Use at most {MAX_LENGTH} characters."));
    }
    let plain = password.to_lowercase();
    let without_number = plain.trim_end_matches(|c: char| c.is_ascii_digit());
    let different = plain.chars().collect::<HashSet<_>>().len();
    let is_known = COMMON.contains(plain.as_str())
        || different < 4
        || is_run(&plain)
        || about.iter().any(|word| {
            let word = word.to_lowercase();
            word == plain || word.split('@').next().is_some_and(|name| name.len() > 3 && without_number == name)
        });
    if is_known {
        return wrong("This password is too easy to guess. Choose another one.".to_owned());
    }
    Ok(())
}

/// `abcdefghij`, `9876543210` and the like.
fn is_run(text: &str) -> bool {
    let codes: Vec<u32> = text.chars().map(u32::from).collect();
    let steps = |by: i64| codes.windows(2).all(|pair| i64::from(pair[1]) - i64::from(pair[0]) == by);
    steps(1) || steps(-1)
}

pub(super) async fn hash(app: &App, password: &str) -> Result<String, AppError> {
    let password = password.to_owned();
    let hashed = app.pools().run(Pool::Password, move || argon2id(&password)).await?;
    hashed.map_err(|error| AppError::internal("hashing a password", &error))
}

fn argon2id(password: &str) -> Result<String, argon2::password_hash::Error> {
    // The salt is 256 random bits.
    let salt = clock::new_secret();
    let hash: PasswordHash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt.as_bytes()[..32])?;
    Ok(hash.to_string())
}

/// Does the password match the hash? Without a hash, returns false after the same time.
pub(super) async fn verify(app: &App, password: &str, hash: Option<&str>) -> Result<bool, AppError> {
    static DECOY: OnceLock<String> = OnceLock::new();
    let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
    app.pools()
        .run(Pool::Password, move || {
            let has_hash = hash.is_some();
            let decoy = DECOY.get_or_init(|| argon2id(&clock::new_secret()).unwrap_or_default());
            let hash = hash.unwrap_or_else(|| decoy.clone());
            let password = password.get(..MAX_LENGTH * 4).unwrap_or(&password);
            let is_right = PasswordHash::new(&hash)
                .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
            has_hash && is_right
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_or_guessable_password_is_refused() {
        for bad in [
            "",
            "short",
            "123456789",
            "1234567890",
            "password123",
            "Password123",
            "aaaaaaaaaa",
            "abababababab",
            "abcdefghijk",
            "9876543210",
            "ana.weir@example.org",
            "Ana.Weir123",
            &"x1y2".repeat(100),
        ] {
            let refused = check(bad, &["ana.weir@example.org", "Ana"]);
            assert_eq!(refused.unwrap_err().field.as_deref(), Some("password"), "{bad}");
        }
        for good in ["correct horse battery", "ein Satz mit Umläuten äöü", "Tr0ub4dor&3x", &"lang genug ".repeat(10)]
        {
            assert_eq!(check(good, &["ana.weir@example.org", "Ana"]), Ok(()), "{good}");
        }
        assert!(COMMON.len() > 1000);
    }

    #[test]
    fn hash_is_argon2id_with_a_new_salt_each_time() {
        let (one, other) = (argon2id("correct horse").unwrap(), argon2id("correct horse").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, other);
        let hash = PasswordHash::new(&one).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse", &hash).is_ok());
        assert!(Argon2::default().verify_password(b"correct house", &hash).is_err());
    }
}
