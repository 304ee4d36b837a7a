//! Writing XML: text that stays text, numbers that stay short.

use std::sync::OnceLock;

/// Appends text so that it is inert in elements and in quoted attributes, and allowed in XML 1.0.
pub(crate) fn escape(out: &mut String, text: &str) {
    replace(out, text, |rest| match rest {
        [b'"', ..] => Some((1, "&quot;")),
        [b'\'', ..] => Some((1, "&#39;")),
        _ => everywhere(rest),
    });
}

/// Appends text as the content of an element only, where quotation marks need no escape: much shorter for JSON.
pub(crate) fn escape_content(out: &mut String, text: &str) {
    replace(out, text, everywhere);
}

/// What is replaced wherever it stands, and how long it is.
fn everywhere(rest: &[u8]) -> Option<(usize, &'static str)> {
    match rest {
        [b'&', ..] => Some((1, "&amp;")),
        [b'<', ..] => Some((1, "&lt;")),
        [b'>', ..] => Some((1, "&gt;")),
        [b'\n' | b'\t' | b'\r', ..] => None,
        // Control characters and U+FFFE, U+FFFF have no place in XML.
        [0..=0x1f, ..] => Some((1, "\u{fffd}")),
        [0xEF, 0xBF, 0xBE | 0xBF, ..] => Some((3, "\u{fffd}")),
        _ => None,
    }
}

fn replace(out: &mut String, text: &str, replaced: impl Fn(&[u8]) -> Option<(usize, &'static str)>) {
    let bytes = text.as_bytes();
    let mut from = 0;
    for at in 0..bytes.len() {
        if let Some((length, instead)) = replaced(&bytes[at..]) {
            out.push_str(&text[from..at]);
            out.push_str(instead);
            from = at + length;
        }
    }
    out.push_str(&text[from..]);
}

/// Appends a number with at most one decimal.
pub(crate) fn number(out: &mut String, value: f64) {
    // Rounds half away from zero, without the call that `round` is on older processors.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "coordinates are small")]
    let tenths = (value.abs() * 10.0 + 0.5) as u32;
    if value < 0.0 && tenths > 0 {
        out.push('-');
    }
    integer(out, tenths / 10);
    if !tenths.is_multiple_of(10) {
        out.push('.');
        out.push(char::from(b'0' + (tenths % 10) as u8));
    }
}

/// Appends a whole number, three digits at a time: pictures consist of numbers, and this is what they cost.
fn integer(out: &mut String, value: u32) {
    let digits = thousand();
    if value >= 1000 {
        integer(out, value / 1000);
    }
    let rest = (value % 1000) as usize;
    let leading = match value {
        0..10 => 2,
        10..100 => 1,
        _ => 0,
    };
    out.push_str(digits.get(3 * rest + leading..3 * rest + 3).unwrap_or_default());
}

/// `000001002…999`.
fn thousand() -> &'static str {
    static DIGITS: OnceLock<String> = OnceLock::new();
    DIGITS.get_or_init(|| {
        (0..1000_u32)
            .flat_map(|number| [number / 100, number / 10 % 10, number % 10])
            .filter_map(|d| char::from_digit(d, 10))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let mut out = String::new();
        for value in [0.0, -0.04, 1.0, 10.25, -3.5, 1234.0, 99.96, 1_002_003.0, 1000.0, 7.0] {
            number(&mut out, value);
            out.push(' ');
        }
        assert_eq!(out, "0 0 1 10.3 -3.5 1234 100 1002003 1000 7 ");
    }

    #[test]
    fn text_is_inert() {
        let mut out = String::new();
        escape(&mut out, "</script> ]]> \"'& \u{0} \u{1b} \u{ffff} ä 日");
        assert_eq!(out, "&lt;/script&gt; ]]&gt; &quot;&#39;&amp; \u{fffd} \u{fffd} \u{fffd} ä 日");
    }
}
