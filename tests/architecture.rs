//! Holds the rules of ARCHITECTURE.md that the compiler cannot, by reading the sources.

#![expect(clippy::unwrap_used, reason = "a source that cannot be read fails the test")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of `src/`, and which of them each may use. `main.rs` and `lib.rs` are free.
const MODULES: &[(&str, &[&str])] = &[
    ("storage", &["clock"]),
    ("live", &["storage", "clock"]),
    ("web", &["live", "storage", "clock", "config"]),
    ("cli", &["web", "live", "storage", "clock", "config"]),
    ("clock", &[]),
    ("config", &[]),
];

/// Names that only some files of `src/` use, and which.
const ONLY_IN: &[(&str, &[&str])] = &[
    ("sqlx", &["storage/"]),
    ("axum", &["web/"]),
    ("hyper", &["web/server.rs"]),
    ("hyper_util", &["web/server.rs"]),
    ("tower", &["web/"]),
    ("tower_http", &["web/"]),
    ("askama", &["web/"]),
    ("rust_embed", &["web/"]),
    ("openidconnect", &["web/account/"]),
    // The open maps without a question of permission: handlers get them from `access`.
    ("hub", &["live/", "cli/", "web/access/", "web/state.rs", "lib.rs"]),
    ("clap", &["cli/", "config.rs"]),
    ("tokio", &["storage/", "live/", "web/", "cli/", "clock.rs"]),
    ("SystemTime", &["clock.rs"]),
    ("uuid", &["clock.rs"]),
    ("Uuid", &["clock.rs"]),
];

/// The beginnings of classes that are put together: with the name of a shape, the status of an idea, an orientation.
const COMPOSED: [&str; 4] = ["canvas-", "status-", "a3-", "a4-"];

/// The first segments of Weir's addresses.
const ADDRESSES: &[&str] = &[
    "maps",
    "api",
    "static",
    "import",
    "bin",
    "trash",
    "help",
    "healthz",
    "readyz",
    "setup",
    "sign-in",
    "sign-out",
    "account",
    "members",
    "workspaces",
    "audit",
    "invite",
    "reset",
    "s",
];

/// Modules that still import each other. Nothing may be added.
const KNOWN_CIRCLES: &[&str] = &[];

/// More source files than this in one folder are too many to look through.
const MAX_FILES: usize = 22;

#[test]
fn modules_use_only_what_is_below_them() {
    for source in sources("src").iter().filter(|source| !source.module.is_empty()) {
        let module = &source.module[0];
        let (_, below) = MODULES.iter().find(|(name, _)| name == module).unwrap_or_else(|| {
            panic!("{}: ARCHITECTURE.md knows no module {module}", source.file);
        });
        for used in source.uses().into_iter().filter_map(|path| path.first().cloned()) {
            let is_module = MODULES.iter().any(|(name, _)| *name == used);
            let allowed = used == *module || below.contains(&used.as_str());
            assert!(allowed || !is_module, "{}: {module} may not use {used}", source.file);
        }
    }
}

#[test]
fn library_names_are_used_in_one_place_only() {
    for source in sources("src") {
        for (name, places) in ONLY_IN {
            let allowed = places.iter().any(|place| source.file.starts_with(&format!("src/{place}")));
            assert!(allowed || !source.words().any(|word| word == *name), "{} names {name}", source.file);
        }
    }
}

#[test]
fn addresses_are_written_in_urls_only() {
    for source in sources("src").iter().filter(|source| !source.file.starts_with("src/web/page/urls")) {
        for text in &source.texts {
            let rest = text.strip_prefix('/').unwrap_or_default();
            let first = rest.split(|c: char| !c.is_alphanumeric() && c != '_' && c != '-').next().unwrap_or_default();
            assert!(!ADDRESSES.contains(&first), "{} writes the address {text:?}", source.file);
        }
    }
    for template in files_below(Path::new("templates")) {
        let text = fs::read_to_string(&template).unwrap();
        for attribute in ["href=\"/", "action=\"/", "src=\"/"] {
            assert!(!text.contains(attribute), "{} writes an address: {attribute}", template.display());
        }
    }
}

#[test]
fn modules_do_not_import_each_other() {
    let mut circles = Vec::new();
    for root in ["src", "crates/vsm/src", "crates/drawing/src", "crates/exchange/src"] {
        let sources = sources(root);
        let modules: BTreeSet<&[String]> = sources.iter().map(|source| source.module.as_slice()).collect();
        let mut imports = BTreeSet::new();
        for source in &sources {
            for used in source.uses() {
                let end = (0..=used.len()).rev().find(|end| modules.contains(&used[..*end])).unwrap_or(0);
                let same = source.module.iter().zip(&used[..end]).take_while(|(own, other)| own == other).count();
                // A module and one inside of it are one subject.
                if same < source.module.len() && same < end {
                    imports.insert((source.module[..=same].join("::"), used[..=same].join("::")));
                }
            }
        }
        let back = |(from, to): &(String, String)| from < to && imports.contains(&(to.clone(), from.clone()));
        circles.extend(imports.iter().filter(|pair| back(pair)).map(|(from, to)| format!("{root}: {from} and {to}")));
    }
    circles.retain(|circle| !KNOWN_CIRCLES.contains(&circle.as_str()));
    assert!(circles.is_empty(), "these import each other: {circles:#?}");
}

#[test]
fn folders_are_small() {
    for root in ["src", "crates", "static/js"] {
        let mut folders: Vec<PathBuf> = files_below(Path::new(root))
            .into_iter()
            .filter(|file| file.extension().is_some_and(|end| end == "rs" || end == "js"))
            .filter_map(|file| file.parent().map(Path::to_path_buf))
            .collect();
        folders.sort();
        for files in folders.chunk_by(|a, b| a == b) {
            assert!(files.len() <= MAX_FILES, "{} has {} files", files[0].display(), files.len());
        }
    }
}

#[test]
fn styles_are_for_classes_that_exist() {
    let written: Vec<String> = ["templates", "static/js", "src", "crates"]
        .iter()
        .flat_map(|folder| files_below(Path::new(folder)))
        .filter_map(|file| fs::read_to_string(file).ok())
        .collect();
    let is_name = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    let words: BTreeSet<&str> = written.iter().flat_map(|text| text.split(|c| !is_name(c))).collect();
    let quoted = |name: &str| {
        [format!("'{name}'"), format!("\"{name}\"")].iter().any(|name| written.iter().any(|text| text.contains(name)))
    };
    for file in files_below(Path::new("static/css")) {
        let styles = fs::read_to_string(&file).unwrap();
        let selectors = styles.lines().filter(|line| line.ends_with(['{', ',']) && !line.trim_start().starts_with('@'));
        for class in
            selectors.flat_map(|line| line.split('.').skip(1)).filter_map(|rest| rest.split(|c| !is_name(c)).next())
        {
            let is_built = || COMPOSED.iter().any(|prefix| class.strip_prefix(prefix).is_some_and(quoted));
            assert!(words.contains(class) || is_built(), "nothing has the class {class} of {}", file.display());
        }
    }
}

#[test]
fn files_refer_to_nothing_outside_the_repository() {
    let outside = ["..", "shared"].join("/");
    let folders = ["src", "crates", "tests", "examples", "templates", "static", "scripts", "docs"];
    let files = folders.iter().flat_map(|folder| files_below(Path::new(folder)));
    let top =
        ["Cargo.toml", "Makefile", "README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", ".ci/run"].map(PathBuf::from);
    for file in files.chain(top) {
        let text = fs::read(&file).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default();
        assert!(!text.contains(&outside), "{} refers to {outside}", file.display());
    }
}

/// One source file, taken apart: what is program, and the texts in it. Tests at its end are left out.
struct Source {
    file: String,
    /// The names of the modules that lead to it: none for `lib.rs` and `main.rs`.
    module: Vec<String>,
    /// The program, with comments left out and texts emptied.
    code: String,
    /// The contents of its text literals.
    texts: Vec<String>,
}

impl Source {
    fn words(&self) -> impl Iterator<Item = &str> {
        self.code.split(|c: char| !c.is_alphanumeric() && c != '_')
    }

    /// The paths that it names within its crate, from `crate::` or `super::`, as segments.
    fn uses(&self) -> Vec<Vec<String>> {
        let mut paths = Vec::new();
        let mut rest = self.code.as_str();
        while let Some(at) = [rest.find("crate::"), rest.find("super::")].into_iter().flatten().min() {
            let before = &rest[..at];
            let (mut base, mut path) = match rest[at..].strip_prefix("crate::") {
                Some(path) => (Vec::new(), path),
                None => (self.module.clone(), &rest[at..]),
            };
            while let Some(further) = path.strip_prefix("super::") {
                base.pop();
                path = further;
            }
            rest = path;
            // `pub(in crate::…)` and words that end like these are no use.
            if !before.ends_with("in ") && !before.ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
                expand(&base, path, &mut paths);
            }
        }
        paths
    }
}

/// Adds what a path such as `a::{b, c::d}` names, below a base, and returns what follows the path.
fn expand<'t>(base: &[String], text: &'t str, paths: &mut Vec<Vec<String>>) -> &'t str {
    if let Some(mut rest) = text.strip_prefix('{') {
        loop {
            rest = expand(base, rest.trim_start(), paths).trim_start();
            match rest.strip_prefix(',') {
                Some(next) => rest = next,
                None => return rest.strip_prefix('}').unwrap_or(rest),
            }
        }
    }
    let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
    let mut path = base.to_vec();
    path.extend((end > 0).then(|| text[..end].to_owned()));
    if let Some(rest) = text[end..].strip_prefix("::") {
        expand(&path, rest, paths)
    } else {
        paths.push(path);
        // A new name (`as other`) and a star are passed over.
        text[end..].trim_start_matches(|c: char| c != ',' && c != '}' && c != ';' && c != '\n')
    }
}

fn sources(root: &str) -> Vec<Source> {
    let source = |path: PathBuf| {
        let text = fs::read_to_string(&path).unwrap();
        let own = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
        let (code, texts) = take_apart(own);
        let names = path.strip_prefix(root).unwrap().with_extension("");
        let mut module: Vec<String> = names.iter().map(|name| name.to_string_lossy().into_owned()).collect();
        module.pop_if(|last| ["mod", "lib", "main"].contains(&last.as_str()));
        Source { file: path.to_string_lossy().into_owned(), module, code, texts }
    };
    let found: Vec<Source> = files_below(Path::new(root))
        .into_iter()
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .map(source)
        .collect();
    assert!(found.len() > 5, "the sources of {root} are there");
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
