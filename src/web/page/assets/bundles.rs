//! What the server puts together at the first request, so that a page asks for few files: all style sheets as one, and each
//! script with all that it imports as one.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use bytes::Bytes;

use super::join::{Joined, join};
use super::module;

/// The address of all style sheets as one. It lies as deep as each of them, so that relative addresses in them lead to
/// the same files.
pub(crate) const SHEET: &str = "css/joined/all.css";

/// What was put together, by address, and what couldn't be.
#[derive(Debug, Default)]
pub(super) struct Bundles {
    pub(super) files: BTreeMap<String, Bytes>,
    pub(super) faults: Vec<String>,
}

impl Bundles {
    /// Puts everything together: `sheets` in their order, and the scripts among `names`. `file` returns the text of a
    /// file. A script that can't be joined is left out: it works alone too, with a request for each module.
    pub(super) fn new(sheets: &[&str], names: &[String], file: &impl Fn(&str) -> Option<String>) -> Bundles {
        let mut bundles = Bundles::default();
        match join_sheets(sheets, file) {
            Ok(sheet) => bundles.add(SHEET, sheet),
            Err(fault) => bundles.faults.push(fault),
        }
        for entry in entry_points(names, file) {
            match join(entry, file) {
                Ok(Joined { script, map }) => {
                    bundles.add(&format!("{entry}.map"), map);
                    bundles.add(entry, script);
                }
                Err(fault) => bundles.faults.push(fault),
            }
        }
        bundles
    }

    fn add(&mut self, address: &str, content: String) {
        self.files.insert(address.to_owned(), Bytes::from(content));
    }
}

/// Is it the name of a script?
pub(super) fn is_script(name: &str) -> bool {
    Path::new(name).extension().is_some_and(|extension| extension == "js")
}

/// The scripts that no other script imports: pages start them.
fn entry_points<'n>(names: &'n [String], file: &impl Fn(&str) -> Option<String>) -> Vec<&'n str> {
    let scripts = names.iter().filter(|name| is_script(name));
    // Unreadable ones are reported by those that import them, or as entry points.
    let read = |name: &String| module::read(name, &file(name)?).ok();
    let imported: BTreeSet<String> =
        scripts.clone().filter_map(read).flat_map(|module| module.imports).map(|import| import.from).collect();
    scripts.map(String::as_str).filter(|name| !imported.contains(*name)).collect()
}

/// One sheet after the other, with their names. The cascade stays the same, because the order does.
fn join_sheets(sheets: &[&str], file: &impl Fn(&str) -> Option<String>) -> Result<String, String> {
    let mut all = String::new();
    for name in sheets {
        let text = file(name).ok_or_else(|| format!("{name} doesn’t exist"))?;
        if name.matches('/').count() != SHEET.matches('/').count() {
            return Err(format!("{name}: style sheets are two folders deep"));
        }
        // What is valid only at the beginning of a sheet, and what would swallow the sheets after it.
        for rule in ["@import", "@charset", "@namespace"] {
            if text.contains(rule) {
                return Err(format!("{name} has {rule}"));
            }
        }
        if text.matches('{').count() != text.matches('}').count()
            || text.matches("/*").count() != text.matches("*/").count()
        {
            return Err(format!("{name} has a bracket without end"));
        }
        all.extend(["/* ", name, " */\n"]);
        all.push_str(&text);
        all.push('\n');
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bundles(sheets: &[&str], files: &[(&str, &str)]) -> Bundles {
        let names: Vec<String> = files.iter().map(|(name, _)| (*name).to_owned()).collect();
        let file = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
        Bundles::new(sheets, &names, &file)
    }

    #[test]
    fn sheets_are_joined_in_their_order() {
        let joined =
            bundles(&["css/b/b.css", "css/a/a.css"], &[("css/a/a.css", "a { x: y }"), ("css/b/b.css", "@layer b;")]);
        assert_eq!(joined.files[SHEET], "/* css/b/b.css */\n@layer b;\n/* css/a/a.css */\na { x: y }\n");
        assert!(joined.faults.is_empty());
    }

    #[test]
    fn sheet_that_would_change_others_is_not_joined() {
        for text in ["@import 'x.css';", "a { x: y", "/* a", "@charset \"utf-8\";"] {
            assert_eq!(bundles(&["css/a/a.css"], &[("css/a/a.css", text)]).faults.len(), 1, "{text}");
        }
        assert_eq!(bundles(&["css/a.css"], &[("css/a.css", "")]).faults.len(), 1);
        assert_eq!(bundles(&["css/a/a.css"], &[]).faults, ["css/a/a.css doesn’t exist"]);
    }

    #[test]
    fn scripts_that_no_other_imports_are_entry_points() {
        let files =
            [("js/a.js", "import './b.js';"), ("js/b.js", ""), ("js/c.js", ""), ("js/d.js", "export default 1;")];
        let joined = bundles(&[], &files);
        let names: Vec<_> = joined.files.keys().map(String::as_str).filter(|name| is_script(name)).collect();
        assert_eq!(names, ["js/a.js", "js/c.js"]);
        assert_eq!(joined.faults, ["js/d.js, line 1: this form of export isn’t understood"]);
    }
}
