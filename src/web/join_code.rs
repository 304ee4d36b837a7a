//! Join codes: six letters and digits that people read from a screen and type to join a map.

use crate::clock;

/// Without 0, O, 1, I and L, which look alike, and without vowels, so that no code is a word. 28 of them make 482 million
/// codes.
const ALPHABET: &[u8] = b"BCDFGHJKMNPQRSTVWXYZ23456789";
const LENGTH: usize = 6;

/// A new random code.
pub(crate) fn new() -> String {
    clock::new_code(ALPHABET, LENGTH)
}

/// The code that someone typed, in lower or upper case and however spaced. `None` if it can't be one.
pub(crate) fn parse(typed: &str) -> Option<String> {
    let letters = typed.chars().filter(|letter| !letter.is_whitespace() && *letter != '-');
    // One more than a code has, so that a longer text isn't cut to a code.
    let code: String = letters.take(LENGTH + 1).map(|letter| letter.to_ascii_uppercase()).collect();
    (code.len() == LENGTH && code.bytes().all(|letter| ALPHABET.contains(&letter))).then_some(code)
}

/// The code in two groups, as people read it: `KVM 4T9`.
pub(crate) fn spaced(code: &str) -> String {
    match code.split_at_checked(LENGTH / 2) {
        Some((first, second)) => format!("{first} {second}"),
        None => code.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_is_read_however_it_is_typed() {
        for typed in ["KVM4T9", "kvm4t9", " kvm 4t9 ", "KVM-4T9", "k v m 4 t 9"] {
            assert_eq!(parse(typed).as_deref(), Some("KVM4T9"), "{typed}");
        }
        for wrong in ["", "KVM4T", "KVM4T99", "KVM 4T0", "KVM 4TO", "KVM 4TA", "KVM4Tß", "１２３４５６", "KVM4T9 x"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn new_code_can_be_read_back() {
        for _ in 0..100 {
            let code = new();
            assert_eq!(parse(&spaced(&code)).as_deref(), Some(&*code));
        }
        assert_eq!(spaced("KVM4T9"), "KVM 4T9");
    }
}
