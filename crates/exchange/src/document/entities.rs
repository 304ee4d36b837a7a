//! Character references such as `&nbsp;` and `&#8211;`, in HTML and Markdown.

/// The names of the characters from U+00A0 to U+00FF, in this order.
const LATIN: &str = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 \
    sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml \
    Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml \
    times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave \
    eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute \
    ucirc uuml yacute thorn yuml";

/// Other names that tables of times use.
#[rustfmt::skip]
const NAMED: &[(&str, char)] = &[
    ("amp", '&'), ("lt", '<'), ("gt", '>'), ("quot", '"'), ("apos", '\''), ("AMP", '&'), ("LT", '<'), ("GT", '>'), ("QUOT", '"'),
    ("ndash", '–'), ("mdash", '—'), ("minus", '−'), ("hellip", '…'), ("bull", '•'), ("prime", '′'), ("Prime", '″'),
    ("lsquo", '‘'), ("rsquo", '’'), ("sbquo", '‚'), ("ldquo", '“'), ("rdquo", '”'), ("bdquo", '„'), ("lsaquo", '‹'), ("rsaquo", '›'),
    ("le", '≤'), ("leq", '≤'), ("ge", '≥'), ("geq", '≥'), ("ne", '≠'), ("asymp", '≈'), ("approx", '≈'), ("sim", '∼'), ("infin", '∞'),
    ("larr", '←'), ("rarr", '→'), ("uarr", '↑'), ("darr", '↓'), ("harr", '↔'), ("rArr", '⇒'), ("check", '✓'), ("cross", '✗'),
    ("euro", '€'), ("trade", '™'), ("permil", '‰'), ("OElig", 'Œ'), ("oelig", 'œ'), ("Scaron", 'Š'), ("scaron", 'š'), ("Yuml", 'Ÿ'),
    ("mu", 'μ'), ("Delta", 'Δ'), ("sum", '∑'), ("radic", '√'), ("ensp", ' '), ("emsp", ' '), ("thinsp", ' '),
    ("num", '#'), ("percnt", '%'), ("vert", '|'), ("verbar", '|'), ("VerticalLine", '|'), ("ast", '*'), ("lowbar", '_'), ("grave", '`'),
    ("lsqb", '['), ("rsqb", ']'), ("lbrack", '['), ("rbrack", ']'), ("bsol", '\\'), ("sol", '/'), ("colon", ':'), ("semi", ';'),
    ("comma", ','), ("period", '.'), ("excl", '!'), ("dollar", '$'), ("plus", '+'), ("equals", '='), ("lpar", '('), ("rpar", ')'),
    ("Tab", ' '), ("NewLine", '\n'), ("hyphen", '‐'), ("tilde", '˜'), ("circ", 'ˆ'),
];

/// The longest reference that is looked at, in bytes.
const LONGEST: usize = 32;

/// The character of the reference at the start of `text`, and the length of the reference; `None` if there
/// is none. It is a space if it doesn't break lines, and nothing if it has no width.
pub(super) fn reference(text: &str) -> Option<(Option<char>, usize)> {
    let rest = text.strip_prefix('&')?;
    let end = rest.bytes().take(LONGEST).position(|byte| byte == b';')?;
    let name = rest.get(..end)?;
    let code = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        },
        None => named(name).map(u32::from),
    }?;
    let character = match code {
        0xA0 | 0x2007 | 0x202F => Some(' '),
        0xAD | 0x200B..=0x200F | 0xFEFF => None,
        // Programs number these characters as Windows does.
        0x80..=0x9F => u8::try_from(code).ok().and_then(of_windows),
        _ => Some(char::from_u32(code).filter(|c| *c != '\0').unwrap_or('\u{FFFD}')),
    };
    // The name, `&` and `;`.
    Some((character, end + 2))
}

fn named(name: &str) -> Option<char> {
    let other = || NAMED.iter().find(|(known, _)| *known == name).map(|(_, c)| *c);
    let place = LATIN.split_ascii_whitespace().position(|known| known == name);
    let latin = place.and_then(|at| char::from_u32(0xA0 + u32::try_from(at).ok()?));
    latin.or_else(other)
}

fn of_windows(byte: u8) -> Option<char> {
    let bytes = [byte];
    let (text, _) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
    text.chars().next()
}

/// A text with its character references replaced.
pub(super) fn decoded(text: &str, into: &mut String) {
    let mut rest = text;
    while let Some((before, from)) = rest.find('&').and_then(|at| rest.split_at_checked(at)) {
        into.push_str(before);
        if let Some((character, length)) = reference(from) {
            into.extend(character);
            rest = from.get(length..).unwrap_or_default();
        } else {
            into.push('&');
            rest = from.get(1..).unwrap_or_default();
        }
    }
    into.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_characters() {
        for (text, expected) in [
            ("90&nbsp;%", "90 %"),
            ("&lt;1h &amp; more", "<1h & more"),
            ("1&#8211;2 &#x2013; 3", "1–2 – 3"),
            ("&#150;&#128;", "–€"),
            ("&frac12; d, &uuml;ber, &yuml;", "½ d, über, ÿ"),
            ("a&shy;b&#8203;c&zwsp;", "abc&zwsp;"),
            ("R&D; A&B &; & &#x1ffffffff;", "R&D; A&B &; & &#x1ffffffff;"),
            ("&#0;&#xD800;", "\u{FFFD}\u{FFFD}"),
            ("&amp;lt;", "&lt;"),
        ] {
            let mut into = String::new();
            decoded(text, &mut into);
            assert_eq!(into, expected, "{text}");
        }
    }

    #[test]
    fn latin_names_are_complete() {
        assert_eq!(LATIN.split_ascii_whitespace().count(), 0x60);
        assert_eq!((named("times"), named("eacute"), named("szlig")), (Some('×'), Some('é'), Some('ß')));
    }
}
