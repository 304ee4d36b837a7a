//! Writes XML: escaped text and short numbers.

/// Appends text, escaped for elements and quoted attributes and reduced to characters allowed in XML 1.0.
pub fn escape(out: &mut String, text: &str) {
    replace(out, text, |rest| match rest {
        [b'"', ..] => Some((1, "&quot;")),
        [b'\'', ..] => Some((1, "&#39;")),
        _ => escape_always(rest),
    });
}

/// Appends text as the content of an element only, where quotation marks need no escape: much shorter for JSON.
pub fn escape_content(out: &mut String, text: &str) {
    replace(out, text, escape_always);
}

/// The escape of characters in elements and attributes alike: the number of bytes, and the replacement.
fn escape_always(rest: &[u8]) -> Option<(usize, &'static str)> {
    match rest {
        [b'&', ..] => Some((1, "&amp;")),
        [b'<', ..] => Some((1, "&lt;")),
        [b'>', ..] => Some((1, "&gt;")),
        [b'\n' | b'\t' | b'\r', ..] => None,
        // Control characters and U+FFFE, U+FFFF are not allowed in XML.
        [0..=0x1f, ..] => Some((1, "\u{fffd}")),
        [0xEF, 0xBF, 0xBE | 0xBF, ..] => Some((3, "\u{fffd}")),
        _ => None,
    }
}

/// The bytes with which a replaced character may begin, so that all others are passed quickly.
const MAY_NEED_ESCAPE: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte = 0;
    while byte < table.len() {
        table[byte] = matches!(byte, 0..=0x1f | 0x22 | 0x26 | 0x27 | 0x3c | 0x3e | 0xef);
        byte += 1;
    }
    table
};

fn replace(out: &mut String, text: &str, replaced: impl Fn(&[u8]) -> Option<(usize, &'static str)>) {
    let bytes = text.as_bytes();
    let (mut from, mut at) = (0, 0);
    while let Some(ahead) = bytes[at..].iter().position(|&byte| MAY_NEED_ESCAPE[usize::from(byte)]) {
        at += ahead;
        if let Some((length, instead)) = replaced(&bytes[at..]) {
            out.push_str(&text[from..at]);
            out.push_str(instead);
            from = at + length;
        }
        at += 1;
    }
    out.push_str(&text[from..]);
}

/// Appends a number with at most one decimal.
pub(crate) fn number(out: &mut String, value: f64) {
    // Rounds half away from zero, without the function call that `round` is on older processors.
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "coordinates are small")]
    let tenths = (value.abs() * 10.0 + 0.5) as u32;
    // From the last digit to the first, so that there is one push: an SVG consists of numbers, and this is most of its
    // cost. The longest is `-429496729.5`.
    let mut digits = [b'0'; 12];
    let mut from = digits.len();
    let mut put = |byte: u8| {
        from = from.saturating_sub(1);
        if let Some(place) = digits.get_mut(from) {
            *place = byte;
        }
    };
    if !tenths.is_multiple_of(10) {
        put(b'0' + (tenths % 10) as u8);
        put(b'.');
    }
    let mut whole = tenths / 10;
    loop {
        put(b'0' + (whole % 10) as u8);
        whole /= 10;
        if whole == 0 {
            break;
        }
    }
    if value < 0.0 && tenths > 0 {
        put(b'-');
    }
    let written = digits.get(from..).unwrap_or_default();
    out.push_str(std::str::from_utf8(written).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_at_most_one_decimal() {
        let mut out = String::new();
        for value in [0.0, -0.04, 1.0, 10.25, -3.5, 1234.0, 99.96, 1_002_003.0, 1000.0, 7.0, -1e12] {
            number(&mut out, value);
            out.push(' ');
        }
        assert_eq!(out, "0 0 1 10.3 -3.5 1234 100 1002003 1000 7 -429496729.5 ");
    }

    #[test]
    fn escaped_text_is_inert() {
        let mut out = String::new();
        escape(&mut out, "</script> ]]> \"'& \u{0} \u{1b} \u{ffff} ä 日");
        assert_eq!(out, "&lt;/script&gt; ]]&gt; &quot;&#39;&amp; \u{fffd} \u{fffd} \u{fffd} ä 日");
    }
}
