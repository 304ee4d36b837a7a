//! Passwords: which will do, and how they are kept (Argon2id, with the parameters that OWASP advises).

use std::collections::HashSet;
use std::sync::{LazyLock, OnceLock};

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

use crate::clock;
use crate::web::access::App;
use crate::web::error::AppError;
use vsm::ValidationError;

const SHORTEST: usize = 10;
/// Most characters: enough for a long sentence, and no work for an attacker to give us.
const LONGEST: usize = 256;

static COMMON: LazyLock<HashSet<&str>> =
    LazyLock::new(|| include_str!("common-passwords.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// Will it do as a password of somebody with this name and address? Any characters will; what matters is that nobody
/// guesses it.
pub(super) fn check(password: &str, about: &[&str]) -> Result<(), ValidationError> {
    let wrong = |sentence: String| Err(ValidationError::new("bad_password", sentence).at("password"));
    let length = password.chars().count();
    if length < SHORTEST {
        return wrong(format!("Use at least {SHORTEST} characters. A few random words work well."));
    }
    if length > LONGEST {
        return wrong(format!("Use at most {LONGEST} characters."));
    }
    let plain = password.to_lowercase();
    let different = plain.chars().collect::<HashSet<_>>().len();
    let is_known = COMMON.contains(plain.as_str())
        || different < 4
        || is_run(&plain)
        || about.iter().any(|word| {
            let word = word.to_lowercase();
            word == plain
                || word.split('@').next().is_some_and(|name| name.len() > 3 && plain.trim_end_matches(is_digit) == name)
        });
    if is_known {
        return wrong("This password is too easy to guess. Choose another one.".to_owned());
    }
    Ok(())
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// `abcdefghij`, `9876543210` and the like.
fn is_run(text: &str) -> bool {
    let codes: Vec<u32> = text.chars().map(u32::from).collect();
    let steps = |by: i64| codes.windows(2).all(|pair| i64::from(pair[1]) - i64::from(pair[0]) == by);
    steps(1) || steps(-1)
}

/// The hash that is kept of a password.
pub(super) async fn hash(app: &App, password: &str) -> Result<String, AppError> {
    let password = password.to_owned();
    let hashed = app.on_password(move || hashed(&password)).await?;
    hashed.map_err(|error| AppError::internal("hashing a password", &error))
}

fn hashed(password: &str) -> Result<String, argon2::password_hash::Error> {
    // The salt is 256 random bits.
    let salt = clock::new_secret();
    let hash: PasswordHash = Argon2::default().hash_password_with_salt(password.as_bytes(), &salt.as_bytes()[..32])?;
    Ok(hash.to_string())
}

/// Is it the password of this hash? Without a hash it takes as long, and is not.
pub(super) async fn is_right(app: &App, password: &str, hash: Option<&str>) -> Result<bool, AppError> {
    static NOBODYS: OnceLock<String> = OnceLock::new();
    let (password, hash) = (password.to_owned(), hash.map(str::to_owned));
    app.on_password(move || {
        let known = hash.is_some();
        let nobodys = NOBODYS.get_or_init(|| hashed(&clock::new_secret()).unwrap_or_default());
        let hash = hash.unwrap_or_else(|| nobodys.clone());
        let password = password.get(..LONGEST * 4).unwrap_or(&password);
        let is_right = PasswordHash::new(&hash)
            .is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok());
        known && is_right
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_many_take_or_would_guess_will_not_do() {
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
    fn a_hash_is_argon2id_and_another_each_time() {
        let (one, other) = (hashed("correct horse").unwrap(), hashed("correct horse").unwrap());
        assert!(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{one}");
        assert_ne!(one, other);
        let hash = PasswordHash::new(&one).unwrap();
        assert!(Argon2::default().verify_password(b"correct horse", &hash).is_ok());
        assert!(Argon2::default().verify_password(b"correct house", &hash).is_err());
    }
}
