//! Numbers that are written as words, such as `two` or `half a`.

use crate::model::number::{Scanned, whole_number};
use crate::model::words::{ARTICLES, is_wide, split_word, strip_any};

/// Numbers as words.
#[rustfmt::skip]
const NUMBERS: &[(&str, f64)] = &[
    ("one", 1.0), ("two", 2.0), ("three", 3.0), ("four", 4.0), ("five", 5.0), ("six", 6.0), ("seven", 7.0), ("eight", 8.0), ("nine", 9.0), ("ten", 10.0), ("eleven", 11.0), ("twelve", 12.0),
    ("fifteen", 15.0), ("twenty", 20.0), ("thirty", 30.0), ("zwei", 2.0), ("drei", 3.0), ("vier", 4.0), ("fünf", 5.0), ("sechs", 6.0), ("sieben", 7.0), ("acht", 8.0), ("neun", 9.0),
    ("zehn", 10.0), ("zwölf", 12.0), ("anderthalb", 1.5), ("eineinhalb", 1.5), ("deux", 2.0), ("trois", 3.0), ("quatre", 4.0), ("cinq", 5.0), ("dix", 10.0),
    ("dos", 2.0), ("tres", 3.0), ("cuatro", 4.0), ("cinco", 5.0), ("diez", 10.0), ("dois", 2.0), ("duas", 2.0), ("três", 3.0), ("quatro", 4.0), ("due", 2.0), ("tre", 3.0), ("quattro", 4.0),
    ("cinque", 5.0), ("twee", 2.0), ("drie", 3.0), ("vijf", 5.0), ("dwa", 2.0), ("dwie", 2.0), ("trzy", 3.0), ("cztery", 4.0), ("pięć", 5.0), ("dva", 2.0), ("dvě", 2.0), ("dve", 2.0), ("tři", 3.0), ("tri", 3.0),
    ("två", 2.0), ("dua", 2.0), ("tiga", 3.0), ("半", 0.5), ("一", 1.0), ("两", 2.0), ("兩", 2.0), ("二", 2.0), ("三", 3.0), ("四", 4.0), ("五", 5.0), ("十", 10.0),
];

/// Words for a half.
#[rustfmt::skip]
const HALVES: &[&str] = &[
    "half", "halbe", "halber", "halben", "halbes", "demi", "demie", "media", "medio", "meia", "meio", "mezza", "mezzo", "mezz", "halve", "halv", "halvt", "halva", "pół", "půl", "pol", "setengah",
];

/// The number that words at the start of a text say, such as `two` or `half a`.
pub(in crate::model) fn number_in_words(text: &str) -> Option<Scanned<'_>> {
    let first = text.chars().next().filter(|c| c.is_alphabetic())?;
    if is_wide(first) {
        let mut named = NUMBERS.iter().filter(|(word, _)| word.starts_with(is_wide));
        return named.find_map(|(word, value)| Some(with_half(whole_number(*value, 0, text.strip_prefix(word)?))));
    }
    let (word, tail) = split_word(text);
    let word = word.to_lowercase();
    if let Some((_, value)) = NUMBERS.iter().find(|(name, _)| *name == word) {
        return Some(with_half(whole_number(*value, 0, tail)));
    }
    let is_half = |word: &str| HALVES.contains(&word);
    let behind_half = |tail: &'_ str| {
        let start = tail.trim_start_matches([' ', '-', '’', '\'']);
        let (article, after) = split_word(start);
        if matches!(article.to_lowercase().as_str(), "a" | "an") { after.len() } else { start.len() }
    };
    let from_end = |length: usize| text.get(text.len() - length..).unwrap_or_default();
    if is_half(&word) {
        return Some(whole_number(0.5, 0, from_end(behind_half(tail))));
    }
    // Alone, a quarter is one of a year.
    let quarter = |text| strip_any(text, &["quarter of an", "quarter of a"]);
    if let Some(tail) = quarter(text).or_else(|| quarter(tail.trim_start())) {
        return Some(whole_number(0.25, 0, tail));
    }
    if matches!(word.as_str(), "couple" | "pair")
        && let Some(behind) = strip_any(tail.trim_start(), &["of"])
    {
        return Some(whole_number(2.0, 0, behind));
    }
    if ARTICLES.contains(&word.as_str()) {
        let (next, after) = split_word(tail.trim_start());
        let next = next.to_lowercase();
        if is_half(&next) {
            return Some(whole_number(0.5, 0, from_end(behind_half(after))));
        }
        if matches!(next.as_str(), "couple" | "pair") {
            let (of, behind) = split_word(after.trim_start());
            return Some(whole_number(2.0, 0, if of == "of" { behind } else { after }));
        }
        return Some(whole_number(1.0, 0, tail));
    }
    None
}

/// `one and a half`, `an hour and a half`
pub(in crate::model) const AND_A_HALF: &[&str] = &[
    "and a half",
    "y media",
    "y medio",
    "et demi",
    "et demie",
    "e mezzo",
    "e mezza",
    "e meia",
    "e meio",
    "个半",
    "個半",
];

/// `one and a half`
pub(in crate::model) fn with_half(number: Scanned<'_>) -> Scanned<'_> {
    match strip_any(number.tail.trim_start(), AND_A_HALF) {
        Some(tail) => Scanned { value: number.value + 0.5, digits: 0, tail, ..number },
        None => number,
    }
}
