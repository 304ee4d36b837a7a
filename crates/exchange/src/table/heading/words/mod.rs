//! What the words of headings mean, in each language. Words are folded: without capitals and accents.

mod chinese;
mod czech;
mod dutch;
mod english;
mod french;
mod german;
mod indonesian;
mod italian;
mod japanese;
mod korean;
mod polish;
mod portuguese;
mod spanish;
mod swedish;

use std::collections::HashMap;
use std::sync::LazyLock;

use super::concepts::Concepts;
use super::text::{is_ideograph, words as split};

/// Words and phrases with the same meaning.
type Words = &'static [(Concepts, &'static [&'static str])];

const LANGUAGES: &[(&str, Words)] = &[
    ("English", english::WORDS),
    ("German", german::WORDS),
    ("French", french::WORDS),
    ("Spanish", spanish::WORDS),
    ("Portuguese", portuguese::WORDS),
    ("Italian", italian::WORDS),
    ("Dutch", dutch::WORDS),
    ("Polish", polish::WORDS),
    ("Czech and Slovak", czech::WORDS),
    ("Swedish", swedish::WORDS),
    ("Indonesian", indonesian::WORDS),
    ("Chinese", chinese::WORDS),
    ("Japanese", japanese::WORDS),
    ("Korean", korean::WORDS),
];

/// The longest phrase has this many words.
const MAX_PHRASE: usize = 5;
/// Longer words are no compounds.
const MAX_COMPOUND: usize = 40;
/// Shorter words aren't part of a compound: otherwise other words would be taken apart.
const MIN_PART: usize = 4;

/// Every word, by its folded letters.
static DICTIONARY: LazyLock<HashMap<String, Concepts>> = LazyLock::new(|| {
    let mut dictionary = HashMap::new();
    for &(meaning, words) in LANGUAGES.iter().flat_map(|(_, rows)| *rows) {
        for word in words {
            dictionary.insert(letters(word), meaning);
        }
    }
    dictionary
});

/// The folded letters of a word or phrase, and its signs.
fn letters(word: &str) -> String {
    split(word).concat()
}

/// The concepts of these words, together; `None` if one of them is unknown.
pub(super) fn meaning(words: &[String]) -> Option<Concepts> {
    let (mut found, mut rest) = (Concepts::NOISE, words);
    while !rest.is_empty() {
        let (meaning, count) = first_phrase(rest)?;
        found = found | meaning;
        rest = rest.get(count..)?;
    }
    Some(found)
}

/// Whether the dictionary has the word, or knows its parts.
pub(super) fn is_known(word: &str) -> bool {
    single(word).is_some()
}

/// The concepts of the known ones among these words.
pub(super) fn known(words: &[String]) -> Concepts {
    let (mut found, mut rest) = (Concepts::NOISE, words);
    while !rest.is_empty() {
        let (meaning, count) = first_phrase(rest).unwrap_or((Concepts::NOISE, 1));
        found = found | meaning;
        rest = rest.get(count..).unwrap_or_default();
    }
    found
}

/// The longest phrase at the beginning, with its number of words.
fn first_phrase(words: &[String]) -> Option<(Concepts, usize)> {
    for count in (2..=words.len().min(MAX_PHRASE)).rev() {
        let phrase = words.get(..count)?.concat();
        if let Some(&meaning) = DICTIONARY.get(&phrase) {
            return Some((meaning, count));
        }
    }
    Some((single(words.first()?)?, 1))
}

fn single(word: &str) -> Option<Concepts> {
    let whole = DICTIONARY.get(word).copied();
    whole.or_else(|| singular(word)).or_else(|| compound(word)).or_else(|| {
        // `Taetigkeit` for `Tätigkeit`
        let folded = word.replace("ae", "a").replace("oe", "o").replace("ue", "u");
        if folded == word { None } else { DICTIONARY.get(&folded).copied() }
    })
}

/// The word without the s of a plural.
fn singular(word: &str) -> Option<Concepts> {
    word.strip_suffix('s').filter(|one| one.len() >= MIN_PART).and_then(|one| DICTIONARY.get(one)).copied()
}

/// The words that a compound is made of: `Bearbeitungszeit`, `待機時間`.
fn compound(word: &str) -> Option<Concepts> {
    let chars: Vec<char> = word.chars().take(MAX_COMPOUND + 1).collect();
    if chars.len() > MAX_COMPOUND {
        return None;
    }
    let shortest = if chars.first().copied().is_some_and(is_ideograph) { 1 } else { MIN_PART };
    // The meaning of the first letters, for each number of them; the longest part at the end counts.
    let mut known: Vec<Option<Concepts>> = vec![None; chars.len() + 1];
    if let Some(nothing) = known.first_mut() {
        *nothing = Some(Concepts::NOISE);
    }
    for end in shortest..=chars.len() {
        let best = (0..=end - shortest).find_map(|start| {
            let before = known.get(start).copied().flatten()?;
            let part: String = chars.get(start..end)?.iter().collect();
            let meaning = DICTIONARY.get(&part).copied().or_else(|| {
                // `Bearbeitung-s-zeit`
                let joined = part.strip_prefix('s').filter(|rest| start > 0 && rest.len() >= MIN_PART)?;
                DICTIONARY.get(joined).copied()
            });
            Some(before | meaning?)
        });
        if let Some(place) = known.get_mut(end) {
            *place = best;
        }
    }
    known.last().copied().flatten()
}

#[cfg(test)]
mod tests {
    use super::super::concepts::{PROCESS, STEP, TIME, WAIT, WORK};
    use super::*;

    #[test]
    fn words_mean_the_same_in_every_language() {
        let mut conflicts = Vec::new();
        let mut seen: HashMap<String, (Concepts, &str)> = HashMap::new();
        for &(language, rows) in LANGUAGES {
            for &(meaning, words) in rows {
                for word in words {
                    let (other, first) = *seen.entry(letters(word)).or_insert((meaning, language));
                    if other != meaning {
                        conflicts.push(format!("“{word}” in {language} and {first}"));
                    }
                }
            }
        }
        assert!(conflicts.is_empty(), "{}", conflicts.join("\n"));
    }

    #[test]
    fn compounds_are_taken_apart() {
        for (word, expected) in [
            ("bearbeitungszeit", Some(WORK | TIME)),
            ("waittime", Some(WAIT | TIME)),
            ("wartungsschritt", None),
            ("prozesszeiten", Some(PROCESS | TIME)),
            ("待機時間", Some(WAIT | TIME)),
            ("timber", None),
            ("steps", Some(STEP)),
        ] {
            assert_eq!(single(word), expected, "{word}");
        }
        assert_eq!(single(&"zeit".repeat(1000)), None);
    }
}
