//! Secrets as they are sent, and the hashes that are stored.

use sha2::{Digest, Sha256};

/// Length of a secret: 256 bits in hexadecimal.
const LENGTH: usize = 64;
/// The prefix of API tokens, by which people and secret scanners recognize them.
pub(crate) const TOKEN_PREFIX: &str = "weir_";

/// Does it have the form of our secrets?
pub(crate) fn is_secret(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// The stored hash of a secret. A secret is random and long, so a plain hash is as good as a slow one.
pub(crate) fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

/// The id of the actor with this secret in a workspace: a hash, so that everyone can see the id without learning the
/// secret, written as a UUID of version 8 (custom).
pub(crate) fn actor_id(secret: &str, workspace: &str) -> String {
    let hasher = Sha256::new().chain_update("weir actor ").chain_update(secret).chain_update(workspace);
    let half = half(hasher);
    let marked = half & !(0xf << 76) & !(0b11 << 62) | (8 << 76) | (0b10 << 62);
    let hex = format!("{marked:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

/// The first half of a hash, which is more than enough to tell two apart.
pub(crate) fn half(hasher: Sha256) -> u128 {
    hasher.finalize().iter().take(16).fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(LENGTH), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actor_id_is_a_uuid_that_does_not_reveal_the_secret() {
        let id = actor_id(&"a".repeat(64), "w");
        assert_eq!((id.len(), &id[14..15]), (36, "8"));
        assert!("89ab".contains(&id[19..20]), "{id}");
        assert_eq!(id, actor_id(&"a".repeat(64), "w"));
        assert_ne!(id, actor_id(&"b".repeat(64), "w"));
        assert_ne!(id, actor_id(&"a".repeat(64), "v"));
    }

    #[test]
    fn secret_has_64_hexadecimal_digits() {
        assert!(is_secret(&crate::clock::new_secret()));
        for bad in ["", "abc", &"X".repeat(64), &"a".repeat(65)] {
            assert!(!is_secret(bad), "{bad}");
        }
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
