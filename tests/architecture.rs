//! Holds the rules of ARCHITECTURE.md by reading the sources: which room may use which, who may name what.

#![expect(clippy::unwrap_used, reason = "a source that cannot be read fails the test")]

use std::fs;
use std::path::{Path, PathBuf};

/// Each room and the rooms it may use. `main.rs` and `lib.rs` belong to no room.
const ROOMS: &[(&str, &[&str])] = &[
    ("vsm", &[]),
    ("drawing", &["vsm"]),
    ("exchange", &["vsm", "drawing"]),
    ("storage", &["vsm", "clock"]),
    ("live", &["storage", "vsm", "clock"]),
    ("web", &["live", "exchange", "storage", "drawing", "vsm", "clock", "config"]),
    ("cli", &["web", "live", "exchange", "storage", "drawing", "vsm", "clock", "config"]),
    ("clock", &[]),
    ("config", &[]),
];

/// Names that only some files may speak, and where.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("sqlx", &["storage/"]),
    ("axum", &["web/"]),
    ("hyper", &["web/answer.rs"]),
    ("hyper_util", &["web/answer.rs"]),
    ("tower", &["web/"]),
    ("tower_http", &["web/"]),
    ("askama", &["web/"]),
    ("rust_embed", &["web/"]),
    ("clap", &["cli/", "config.rs"]),
    ("resvg", &["drawing/"]),
    ("krilla", &["drawing/"]),
    ("krilla_svg", &["drawing/"]),
    ("fontdb", &["drawing/"]),
    ("roxmltree", &["drawing/"]),
    ("calamine", &["exchange/workbook/"]),
    ("rust_xlsxwriter", &["exchange/workbook/"]),
    ("flate2", &["exchange/"]),
    ("tokio", &["storage/", "live/", "web/", "cli/"]),
    ("SystemTime", &["clock.rs"]),
    ("uuid", &["clock.rs"]),
    ("Uuid", &["clock.rs"]),
    ("now_v7", &["clock.rs"]),
];

/// What the pure rooms never name: the world outside, and time.
const IMPURE: &[&str] = &["fs", "env", "net", "process", "thread", "time"];

/// What ends the program on a path that input might reach.
const PANICS: &[&str] =
    &[".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!(", "assert!(", "assert_eq!("];

const MAX_FILE: usize = 500;

#[test]
fn a_room_uses_only_what_stands_below_it() {
    for source in sources() {
        let Some(room) = source.room() else { continue };
        let (_, below) = ROOMS.iter().find(|(name, _)| *name == room).unwrap_or_else(|| {
            panic!("{} is in no room that ARCHITECTURE.md knows", source.name);
        });
        for used in source.rooms_used() {
            assert!(used == room || below.contains(&used.as_str()), "{}: {room} may not use {used}", source.name);
        }
    }
}

#[test]
fn some_names_are_spoken_in_one_place_only() {
    for source in sources() {
        for (name, places) in ONLY_IN {
            let allowed = places.iter().any(|place| source.name.starts_with(place));
            assert!(allowed || !source.words().any(|word| word == *name), "{} names {name}", source.name);
        }
    }
}

#[test]
fn the_domain_and_the_drawing_are_pure() {
    for source in sources().iter().filter(|source| matches!(source.room(), Some("vsm" | "drawing"))) {
        for name in IMPURE {
            assert!(!source.code.contains(&format!("std::{name}")), "{} uses std::{name}", source.name);
        }
        assert!(!source.code.contains("async "), "{} is async", source.name);
    }
}

#[test]
fn only_paths_knows_addresses() {
    let roots = [
        "/maps",
        "/api",
        "/static",
        "/import",
        "/bin",
        "/help",
        "/healthz",
        "/readyz",
        "/setup",
        "/sign-in",
        "/sign-out",
        "/account",
        "/members",
        "/workspaces",
        "/audit",
        "/invite",
        "/reset",
        "/s",
    ];
    for source in sources().iter().filter(|source| !source.name.starts_with("web/paths")) {
        for text in &source.texts {
            let address = roots.iter().any(|root| text.strip_prefix(root).is_some_and(ends_a_segment));
            assert!(!address, "{} writes the address {text:?}", source.name);
        }
    }
    for template in files_below(Path::new("templates")) {
        let text = fs::read_to_string(&template).unwrap();
        for attribute in ["href=\"/", "action=\"/", "src=\"/"] {
            assert!(!text.contains(attribute), "{} writes an address: {attribute}", template.display());
        }
    }
}

fn ends_a_segment(rest: &str) -> bool {
    !rest.starts_with(|c: char| c.is_alphanumeric() || c == '_' || c == '-')
}

#[test]
fn nothing_panics() {
    for source in sources() {
        for call in PANICS {
            // `debug_assert` and the like are other words.
            let found = source.code.match_indices(call).any(|(at, _)| {
                call.starts_with('.') || !source.code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
            });
            assert!(!found, "{}: {call}", source.name);
        }
        assert!(!source.code.contains("#[allow("), "{}: say #[expect(lint, reason = …)]", source.name);
    }
}

#[test]
fn files_are_short() {
    let all = ["src", "tests", "examples", "static", "templates", "migrations", "scripts"];
    for file in all.iter().flat_map(|folder| files_below(Path::new(folder))) {
        let long = matches!(
            file.extension().and_then(|e| e.to_str()),
            Some("rs" | "js" | "mjs" | "css" | "html" | "sql" | "sh")
        );
        let generated = file.ends_with("static/css/drawing.css");
        if long && !generated {
            let lines = fs::read_to_string(&file).unwrap().lines().count();
            assert!(lines <= MAX_FILE, "{} has {lines} lines", file.display());
        }
    }
}

#[test]
fn nothing_outside_the_repository_is_needed() {
    let outside = ["..", "shared"].join("/");
    let folders = ["src", "tests", "examples", "templates", "static", "scripts", "docs"];
    let files = folders.iter().flat_map(|folder| files_below(Path::new(folder)));
    let top =
        ["Cargo.toml", "Makefile", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ".ci/run"].map(PathBuf::from);
    for file in files.chain(top) {
        let text = fs::read(&file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        assert!(!text.contains(&outside), "{} refers to {outside}", file.display());
    }
}

#[test]
fn every_room_is_there() {
    for (room, _) in ROOMS {
        let there =
            [format!("src/{room}/mod.rs"), format!("src/{room}.rs")].iter().any(|path| Path::new(path).exists());
        assert!(there, "src/{room} is missing");
    }
}

/// One source file, taken apart: what is program, and the texts in it. Tests at its end are left out.
struct Source {
    /// The path below `src/`.
    name: String,
    /// The program, with comments left out and texts emptied.
    code: String,
    /// The contents of its text literals.
    texts: Vec<String>,
}

impl Source {
    fn room(&self) -> Option<&str> {
        let room = self.name.split('/').next()?.trim_end_matches(".rs");
        (!matches!(room, "main" | "lib")).then_some(room)
    }

    fn words(&self) -> impl Iterator<Item = &str> {
        self.code.split(|c: char| !c.is_alphanumeric() && c != '_')
    }

    /// The rooms that the file names: by `crate::`, or by climbing out of its own with `super::`.
    fn rooms_used(&self) -> Vec<String> {
        let mut used = Vec::new();
        for (at, path) in self.code.match_indices("crate::") {
            let rest = &self.code[at + path.len()..];
            match rest.strip_prefix('{') {
                Some(group) => used.extend(top_names(group)),
                None => used.push(first_word(rest)),
            }
        }
        let depth = self.name.split('/').count() - usize::from(self.name.ends_with("/mod.rs"));
        for (at, _) in self.code.match_indices("super::") {
            let mut rest = &self.code[at..];
            let mut climbed = 0;
            while let Some(further) = rest.strip_prefix("super::") {
                (rest, climbed) = (further, climbed + 1);
            }
            if climbed >= depth {
                used.push(first_word(rest));
            }
        }
        let known = |name: &String| ROOMS.iter().any(|(room, _)| room == name);
        used.into_iter().filter(known).collect()
    }
}

fn first_word(text: &str) -> String {
    text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// The names at the top of `{a, b::{c, d}, e}`.
fn top_names(group: &str) -> Vec<String> {
    let (mut names, mut depth, mut start) = (Vec::new(), 0_usize, true);
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => start = true,
            c if start && !c.is_whitespace() => {
                names.push(first_word(&group[at..]));
                start = false;
            }
            _ => {}
        }
    }
    names
}

fn sources() -> Vec<Source> {
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let own = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let (code, texts) = take_apart(own);
        Source { name: path.strip_prefix("src").unwrap().to_string_lossy().into_owned(), code, texts }
    };
    let found: Vec<Source> = files_below(Path::new("src"))
        .into_iter()
        .filter(|p| p.extension().is_some_and(|e| e == "rs"))
        .map(source)
        .collect();
    assert!(found.len() > 20, "the sources are there");
    found
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        let left_out = ["node_modules", "shots"].iter().any(|name| path.ends_with(name));
        if path.is_dir() && !left_out {
            files.extend(files_below(&path));
        } else if path.is_file() {
            files.push(path);
        }
    }
    files
}

/// Leaves comments out and takes the texts out of a program.
fn take_apart(program: &str) -> (String, Vec<String>) {
    let (mut code, mut texts) = (String::new(), Vec::new());
    let mut rest = program;
    while let Some(c) = rest.chars().next() {
        let word_before = code.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if rest.starts_with("//") {
            rest = &rest[rest.find('\n').unwrap_or(rest.len())..];
        } else if let Some(comment) = rest.strip_prefix("/*") {
            rest = comment.split_once("*/").map_or("", |(_, after)| after);
        } else if let Some((hashes, raw)) = raw_text(rest).filter(|_| !word_before) {
            let end = format!("\"{}", "#".repeat(hashes));
            let (text, after) = raw.split_once(end.as_str()).unwrap_or((raw, ""));
            texts.push(text.to_owned());
            rest = after;
        } else if let Some(quoted) = rest.strip_prefix('"') {
            let end = closing_mark(quoted);
            texts.push(quoted[..end].to_owned());
            code.push_str("\"\"");
            rest = quoted.get(end + 1..).unwrap_or("");
        } else if let Some(length) = character(rest) {
            rest = &rest[length..];
        } else {
            code.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    (code, texts)
}

/// The inside of `r#"…`, and how many `#` it has.
fn raw_text(text: &str) -> Option<(usize, &str)> {
    let marks = text.strip_prefix("br").or_else(|| text.strip_prefix('r'))?;
    let inside = marks.trim_start_matches('#');
    Some((marks.len() - inside.len(), inside.strip_prefix('"')?))
}

fn closing_mark(quoted: &str) -> usize {
    let mut escaped = false;
    let end = quoted.char_indices().find(|(_, c)| {
        let closes = *c == '"' && !escaped;
        escaped = *c == '\\' && !escaped;
        closes
    });
    end.map_or(quoted.len(), |(at, _)| at)
}

/// How long the character literal is that a text starts with; None for a lifetime.
fn character(text: &str) -> Option<usize> {
    let inside = text.strip_prefix('\'')?;
    if let Some(escape) = inside.strip_prefix('\\') {
        return escape.char_indices().skip(1).find(|(_, c)| *c == '\'').map(|(at, _)| at + 3);
    }
    let first = inside.chars().next()?;
    inside[first.len_utf8()..].starts_with('\'').then(|| first.len_utf8() + 2)
}
