//! Secrets as they travel, and the hashes by which they are known here.

use sha2::{Digest, Sha256};

/// Length of a secret: 256 bits in hexadecimal.
const LENGTH: usize = 64;
/// How a token for programs begins, so that people and scanners for leaked secrets see what it is.
pub(crate) const TOKEN_PREFIX: &str = "weir_";

/// Is it written as a secret of ours?
pub(crate) fn is_one(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// What the database keeps of a secret. A secret is random and long, so that a plain hash is as good as a slow one.
pub(crate) fn hash(secret: &str) -> String {
    hex(&Sha256::digest(secret))
}

/// The id of the actor with this secret in a workspace: a hash, so that everybody may see the id and nobody learns the
/// secret from it. Written as a UUID of version 8, which is for such.
pub(crate) fn actor(secret: &str, workspace: &str) -> String {
    let digest = Sha256::new().chain_update("weir actor ").chain_update(secret).chain_update(workspace).finalize();
    let half = digest.iter().take(16).fold(0_u128, |sum, byte| sum << 8 | u128::from(*byte));
    let marked = half & !(0xf << 76) & !(0b11 << 62) | (8 << 76) | (0b10 << 62);
    let hex = format!("{marked:032x}");
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(LENGTH), |text, byte| text + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_actor_is_a_uuid_that_does_not_tell_the_secret() {
        let id = actor(&"a".repeat(64), "w");
        assert_eq!((id.len(), &id[14..15]), (36, "8"));
        assert!("89ab".contains(&id[19..20]), "{id}");
        assert_eq!(id, actor(&"a".repeat(64), "w"));
        assert_ne!(id, actor(&"b".repeat(64), "w"));
        assert_ne!(id, actor(&"a".repeat(64), "v"));
    }

    #[test]
    fn secrets_are_64_digits() {
        assert!(is_one(&crate::clock::new_secret()));
        for bad in ["", "abc", &"X".repeat(64), &"a".repeat(65)] {
            assert!(!is_one(bad), "{bad}");
        }
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
