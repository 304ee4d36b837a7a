//! The scripts of a drawing that no font has, and the Debian packages that have them.

use std::fmt::{self, Display, Formatter};

use fontdb::Database;
use unicode_script::{Script, UnicodeScript};

use crate::fonts::fallback::Fallback;
use crate::fonts::{Weight, covers, database, is_invisible};

/// Characters of a script that are shown as a sample.
const MAX_SAMPLE: usize = 8;

/// One letter of each script that maps are often written in.
const COMMON_SCRIPTS: [&str; 10] = ["Ж", "Ω", "中", "の", "한", "ع", "ש", "अ", "ไ", "🚀"];

/// A Debian package with fonts.
struct Package {
    name: &'static str,
    /// A family that only this package has: where it is, the package is installed already.
    family: &'static str,
}

const NOTO: Package = Package { name: "fonts-noto-core", family: "Noto Sans" };
const CJK: Package = Package { name: "fonts-noto-cjk", family: "Noto Sans CJK SC" };
/// Outlines in one color: the painters don't draw the pictures of color emoji.
const SYMBOLA: Package = Package { name: "fonts-symbola", family: "Symbola" };
/// Coarse, but has every character.
const UNIFONT: Package = Package { name: "fonts-unifont", family: "Unifont Upper" };

/// A script with characters that no font has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MissingScript {
    /// Its name in a sentence: “Devanagari”, “emoji”.
    pub name: String,
    /// The first of the characters, as they are written in the drawing.
    pub sample: String,
    /// The Debian package that has them, unless it is installed already and doesn’t.
    pub package: Option<&'static str>,
}

/// The scripts that no font has, in the order in which they occur.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Missing(Vec<MissingScript>);

impl Missing {
    /// Whether every character has a font.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scripts.
    pub fn scripts(&self) -> &[MissingScript] {
        &self.0
    }

    /// The names of the scripts, listed in a sentence.
    pub fn names(&self) -> String {
        list(self.0.iter().map(|script| script.name.clone()).collect())
    }

    /// What to do about it, as a sentence without its full stop. Names the packages, if there are any.
    pub fn remedy(&self) -> String {
        let mut packages: Vec<&str> = Vec::new();
        for package in self.0.iter().filter_map(|script| script.package) {
            if !packages.contains(&package) {
                packages.push(package);
            }
        }
        let remedy = "Install a font that has them";
        if packages.is_empty() {
            return remedy.to_owned();
        }
        let packages = list(packages.into_iter().map(str::to_owned).collect());
        format!("{remedy} (on Debian and Ubuntu: {packages})")
    }
}

impl Display for Missing {
    /// The scripts with a sample of each: “Devanagari (समीक्षा) and emoji (🚀)”.
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        let scripts = self.0.iter().map(|script| format!("{} ({})", script.name, script.sample));
        out.write_str(&list(scripts.collect()))
    }
}

/// The scripts in texts that neither the embedded font nor one of the others can show.
pub fn missing<'t>(texts: impl IntoIterator<Item = &'t str>, fonts: &Database) -> Missing {
    let mut search = Search { fonts, fallback: Fallback::default(), found: Vec::new() };
    for text in texts.into_iter().filter(|text| !covers(text)) {
        let mut word = None;
        for c in text.chars() {
            word = search.add(c, word);
        }
    }
    Missing(search.found)
}

struct Search<'f> {
    fonts: &'f Database,
    fallback: Fallback,
    found: Vec<MissingScript>,
}

impl Search<'_> {
    /// Adds a character that follows a sample, if it is missing. Returns the place of the sample that ends with it.
    fn add(&mut self, c: char, word: Option<usize>) -> Option<usize> {
        if is_invisible(c) {
            // Marks of direction would move the rest of the sentence.
            let joins = matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}');
            return word.inspect(|&at| {
                if joins {
                    self.extend(at, c);
                }
            });
        }
        if c.is_whitespace() || covers(c.encode_utf8(&mut [0; 4])) {
            return None;
        }
        let (name, package) = kind(c);
        let at = match self.found.iter().position(|script| script.name == name) {
            // One gap in a script tells enough: its other characters aren't looked up.
            Some(at) if word != Some(at) => return None,
            Some(at) => at,
            None if self.fallback.face(self.fonts, c, Weight::Regular).is_some() => return None,
            None => {
                let package = package.and_then(|package| not_installed(&package, self.fonts));
                self.found.push(MissingScript { name, sample: String::new(), package });
                self.found.len() - 1
            }
        };
        self.extend(at, c);
        Some(at)
    }

    fn extend(&mut self, at: usize, c: char) {
        if let Some(script) = self.found.get_mut(at).filter(|script| script.sample.chars().count() < MAX_SAMPLE) {
            script.sample.push(c);
        }
    }
}

/// The scripts in texts that no font has. Reads the system’s fonts only if the embedded one doesn’t suffice.
pub fn missing_in<'t>(texts: impl Iterator<Item = &'t str>) -> Missing {
    let texts: Vec<&str> = texts.filter(|text| !covers(text)).collect();
    if texts.is_empty() { Missing::default() } else { missing(texts, &database(true)) }
}

/// The common scripts that no font has.
pub fn missing_common_scripts(fonts: &Database) -> Missing {
    missing(COMMON_SCRIPTS, fonts)
}

/// The package to install, or else one that has every character.
fn not_installed(package: &Package, fonts: &Database) -> Option<&'static str> {
    let has = |family: &str| fonts.faces().any(|face| face.families.iter().any(|name| name.0 == family));
    [package, &UNIFONT].into_iter().find(|package| !has(package.family)).map(|package| package.name)
}

/// The name of a character's script, and the package that has it.
fn kind(c: char) -> (String, Option<Package>) {
    let own = c.script();
    // Punctuation belongs to the scripts that use it.
    let script = match own {
        Script::Common => c.script_extension().iter().next().unwrap_or(own),
        _ => own,
    };
    let (name, package) = match script {
        _ if is_emoji(c) => ("emoji", SYMBOLA),
        Script::Han => ("Chinese characters (Han)", CJK),
        Script::Hiragana | Script::Katakana => ("Japanese kana", CJK),
        Script::Hangul => ("Korean letters (Hangul)", CJK),
        Script::Bopomofo | Script::Common if is_east_asian(c) => ("East Asian punctuation", CJK),
        Script::Bopomofo => ("Bopomofo", CJK),
        Script::Common => ("symbols", SYMBOLA),
        Script::Inherited => ("combining marks", NOTO),
        Script::Unknown => return ("characters that Unicode doesn’t define".to_owned(), None),
        script => return (script.full_name().replace('_', " "), Some(NOTO)),
    };
    (name.to_owned(), Some(package))
}

fn is_emoji(c: char) -> bool {
    matches!(c, '\u{20e3}' | '\u{2600}'..='\u{27bf}' | '\u{2b05}'..='\u{2b07}' | '\u{2b1b}'..='\u{2b1c}' | '\u{2b50}' | '\u{2b55}' | '\u{1f000}'..='\u{1faff}')
}

fn is_east_asian(c: char) -> bool {
    matches!(c, '\u{3000}'..='\u{303f}' | '\u{3200}'..='\u{33ff}' | '\u{fe10}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}')
}

/// “a”, “a and b”, “a, b and c”.
fn list(mut items: Vec<String>) -> String {
    match items.pop() {
        Some(last) if !items.is_empty() => format!("{} and {last}", items.join(", ")),
        last => last.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is missing if there are no other fonts.
    fn embedded_only(texts: &[&str]) -> Missing {
        missing(texts.iter().copied(), &database(false))
    }

    #[test]
    fn scripts_are_named_with_a_sample_and_a_package() {
        for (text, name, sample, package) in [
            ("発布 v2", "Chinese characters (Han)", "発布", "fonts-noto-cjk"),
            ("データ", "Japanese kana", "データ", "fonts-noto-cjk"),
            ("배포 승인", "Korean letters (Hangul)", "배포", "fonts-noto-cjk"),
            ("。", "East Asian punctuation", "。", "fonts-noto-cjk"),
            ("Step: समीक्षा", "Devanagari", "समीक्षा", "fonts-noto-core"),
            ("مراجعة", "Arabic", "مراجعة", "fonts-noto-core"),
            ("בדיקה", "Hebrew", "בדיקה", "fonts-noto-core"),
            ("ตรวจสอบ", "Thai", "ตรวจสอบ", "fonts-noto-core"),
            ("ᐃᓄᒃᑎᑐᑦ", "Canadian Aboriginal", "ᐃᓄᒃᑎᑐᑦ", "fonts-noto-core"),
            ("Ship it 🚀!", "emoji", "🚀", "fonts-symbola"),
            ("।", "Bengali", "।", "fonts-noto-core"),
            ("q\u{323}", "combining marks", "\u{323}", "fonts-noto-core"),
            ("∮", "symbols", "∮", "fonts-symbola"),
        ] {
            let found = embedded_only(&[text]);
            let expected = MissingScript { name: name.to_owned(), sample: sample.to_owned(), package: Some(package) };
            assert_eq!(found.scripts(), [expected], "{text}");
        }
    }

    #[test]
    fn scripts_of_the_embedded_font_are_not_missing() {
        for text in
            ["", "Code is done", "Prüfung für Übergabe → “OK”", "Развёртывание", "Έλεγχος", "Việt Nam", "a\tb\nc"]
        {
            assert!(embedded_only(&[text]).is_empty(), "{text}");
        }
    }

    #[test]
    fn characters_that_show_nothing_are_not_missing() {
        for text in [
            "a\u{fe0f}",
            "⚠\u{fe0f}",
            "a\u{200d}b",
            "\u{feff}a",
            "\u{2068}a\u{2069}",
            "soft\u{ad}hyphen",
            "a\u{2009}b\u{3000}c",
        ] {
            assert!(embedded_only(&[text]).is_empty(), "{text:?}");
        }
    }

    #[test]
    fn sequence_of_emoji_is_one_sample() {
        let found = embedded_only(&["👩\u{200d}💻 and 🔥", "1\u{fe0f}\u{20e3}"]);
        assert_eq!(found.to_string(), "emoji (👩\u{200d}💻)");
        assert_eq!(embedded_only(&["1\u{fe0f}\u{20e3}"]).to_string(), "emoji (\u{20e3})");
    }

    #[test]
    fn long_text_has_a_short_sample() {
        let found = embedded_only(&["本番環境へのデプロイ承認会議を待つ本番環境"]);
        assert_eq!(found.to_string(), "Chinese characters (Han) (本番環境) and Japanese kana (へのデプロイ)");
        // Marks of direction stay out of it.
        assert_eq!(embedded_only(&["مرا\u{202e}جعة"]).to_string(), "Arabic (مراجعة)");
        assert_eq!(embedded_only(&["ตรวจสอบการเปลี่ยนแปลง"]).to_string(), "Thai (ตรวจสอบก)");
    }

    #[test]
    fn undefined_characters_have_no_package() {
        let found = embedded_only(&["\u{e000}\u{50000}"]);
        assert_eq!(found.to_string(), "characters that Unicode doesn’t define (\u{e000}\u{50000})");
        assert_eq!(found.remedy(), "Install a font that has them");
    }

    #[test]
    fn packages_are_named_once() {
        let found = embedded_only(&["発布 समीक्षा テスト 🚀"]);
        let packages = "fonts-noto-cjk, fonts-noto-core and fonts-symbola";
        assert_eq!(found.remedy(), format!("Install a font that has them (on Debian and Ubuntu: {packages})"));
        assert_eq!(found.names(), "Chinese characters (Han), Devanagari, Japanese kana and emoji");
    }

    #[test]
    fn common_scripts_are_all_named() {
        let names = missing_common_scripts(&database(false)).names();
        assert_eq!(
            names,
            "Chinese characters (Han), Japanese kana, Korean letters (Hangul), Arabic, Hebrew, Devanagari, Thai and emoji"
        );
    }
}
