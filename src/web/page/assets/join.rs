//! Joins script modules into one, so that a browser asks once and not once for each.
//!
//! Each module becomes a function that is called once, in the order in which a browser would run the modules. Names stay
//! what they are, and a source map leads from the lines of the joined script to those of the modules.

use serde_json::json;

use super::module::{self, Module};

/// A joined script.
#[derive(Debug)]
pub(super) struct Joined {
    pub(super) script: String,
    /// Its source map, as JSON.
    pub(super) map: String,
}

/// Joins a module with all that it imports. `file` returns the text of a file. The error names what can't be joined.
pub(super) fn join(entry: &str, file: &impl Fn(&str) -> Option<String>) -> Result<Joined, String> {
    let mut order = Vec::new();
    visit(entry, file, &mut Vec::new(), &mut order)?;
    let mut output = Output::default();
    let mut functions: Vec<String> = order.iter().map(|source| module::function(&source.path)).collect();
    functions.sort_unstable();
    if let Some((name, _)) = functions.iter().zip(functions.iter().skip(1)).find(|(name, next)| name == next) {
        return Err(format!("two modules would be named {name}"));
    }
    for (at, Source { path, module, .. }) in order.iter().enumerate() {
        output.own(&format!("// {path}"));
        output.own(&format!("const {} = (function {}() {{", module::constant(path), module::function(path)));
        for line in &module.body {
            output.line(&line.text, at, line.number);
        }
        output.own(&format!("return {{ {} }};", module.exports.join(", ")));
        output.own("})();");
    }
    let name = entry.rsplit('/').next().unwrap_or(entry);
    output.own(&format!("//# sourceMappingURL={name}.map"));
    let map = json!({
        "version": 3,
        "file": name,
        // Apart from the address of the joined script itself.
        "sourceRoot": "modules",
        "sources": order.iter().map(|source| source.path.trim_start_matches("js/")).collect::<Vec<_>>(),
        "sourcesContent": order.iter().map(|source| source.text.as_str()).collect::<Vec<_>>(),
        "names": [],
        "mappings": output.mappings,
    });
    Ok(Joined { script: output.script, map: map.to_string() })
}

struct Source {
    path: String,
    text: String,
    module: Module,
}

/// Adds a module after those that it imports. `above` are the modules that lead to it.
fn visit(
    path: &str,
    file: &impl Fn(&str) -> Option<String>,
    above: &mut Vec<String>,
    order: &mut Vec<Source>,
) -> Result<(), String> {
    if order.iter().any(|source| source.path == path) {
        return Ok(());
    }
    if above.iter().any(|other| other == path) {
        return Err(format!("{path} imports itself: {}", above.join(" → ")));
    }
    let importer = || above.last().map_or("a page", String::as_str);
    let text = file(path).ok_or_else(|| format!("{path}, which {} imports, doesn’t exist", importer()))?;
    let module = module::read(path, &text).map_err(|error| format!("{path}, {error}"))?;
    above.push(path.to_owned());
    for import in &module.imports {
        visit(&import.from, file, above, order)?;
        let exports = order.iter().find(|source| source.path == import.from).map(|source| &source.module.exports);
        if let Some(missing) = import.names.iter().find(|name| exports.is_none_or(|exports| !exports.contains(name))) {
            return Err(format!("{path} imports {missing}, which {} doesn’t export", import.from));
        }
    }
    above.pop();
    order.push(Source { path: path.to_owned(), text, module });
    Ok(())
}

/// The joined script and the mappings of its source map.
#[derive(Default)]
struct Output {
    script: String,
    mappings: String,
    /// The source and line, from 0, of the last mapping: the next one is written as the difference.
    last: (usize, usize),
}

impl Output {
    /// A line that no module has.
    fn own(&mut self, text: &str) {
        self.script.push_str(text);
        self.script.push('\n');
        self.mappings.push(';');
    }

    fn line(&mut self, text: &str, source: usize, number: usize) {
        let line = number - 1;
        let difference = |to: usize, from: usize| i64::try_from(to).unwrap_or(0) - i64::try_from(from).unwrap_or(0);
        // The first column of this line, the source, its line, its first column.
        for value in [0, difference(source, self.last.0), difference(line, self.last.1), 0] {
            push_base64(value, &mut self.mappings);
        }
        self.last = (source, line);
        self.own(text);
    }
}

/// Writes a number as source maps do: the sign in the lowest bit, then five bits per digit, the lowest first.
fn push_base64(value: i64, to: &mut String) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut rest = (value.unsigned_abs() << 1) | u64::from(value < 0);
    loop {
        let more = if rest >= 32 { 32 } else { 0 };
        to.push(char::from(DIGITS[usize::try_from((rest & 31) | more).unwrap_or(0)]));
        rest >>= 5;
        if more == 0 {
            break;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join_all(files: &[(&str, &str)]) -> Result<Joined, String> {
        let file = |path: &str| files.iter().find(|(name, _)| *name == path).map(|(_, text)| (*text).to_owned());
        join("js/main.js", &file)
    }

    #[test]
    fn modules_are_joined_below_those_they_import() {
        let joined = join_all(&[
            ("js/main.js", "import { b } from './b.js';\nimport { a } from './core/a.js';\nb(a);\n"),
            ("js/b.js", "// about b\nimport { a } from './core/a.js';\n\nexport function b() { return a; }\n"),
            ("js/core/a.js", "export const a = 1;\n"),
        ]);
        let joined = joined.unwrap();
        assert_eq!(
            joined.script,
            "\
// js/core/a.js
const $core_a = (function core_a() {
const a = 1;
return { a };
})();
// js/b.js
const $b = (function b() {
const { a } = $core_a;
function b() { return a; }
return { b };
})();
// js/main.js
const $main = (function main() {
const { b } = $b;
const { a } = $core_a;
b(a);
return {  };
})();
//# sourceMappingURL=main.js.map
"
        );
        let map: serde_json::Value = serde_json::from_str(&joined.map).unwrap();
        assert_eq!(map["sources"], json!(["core/a.js", "b.js", "main.js"]));
        // Line 3 is a.js:1; 8 and 9 are b.js:2 and 4; 14 to 16 are main.js:1 to 3.
        assert_eq!(map["mappings"], ";;AAAA;;;;;ACCA;AAEA;;;;;ACHA;AACA;AACA;;;;");
    }

    #[test]
    fn circle_missing_module_and_same_name_are_errors() {
        let error = |files| join_all(files).unwrap_err();
        let circle = error(&[("js/main.js", "import './a.js';"), ("js/a.js", "import './main.js';")]);
        assert_eq!(circle, "js/main.js imports itself: js/main.js → js/a.js");
        let missing = error(&[("js/main.js", "import './a.js';")]);
        assert_eq!(missing, "js/a.js, which js/main.js imports, doesn’t exist");
        let unknown = error(&[("js/main.js", "import { a as b } from './a.js';"), ("js/a.js", "export const b = 1;")]);
        assert_eq!(unknown, "js/main.js imports a, which js/a.js doesn’t export");
        let same = [("js/main.js", "import './a/b.js';\nimport './a_b.js';"), ("js/a/b.js", ""), ("js/a_b.js", "")];
        assert_eq!(error(&same), "two modules would be named a_b");
        assert_eq!(error(&[("js/main.js", "\nexport let a;")]).split(':').next(), Some("js/main.js, line 2"));
    }

    #[test]
    fn numbers_are_written_as_in_source_maps() {
        let written = |value| {
            let mut text = String::new();
            push_base64(value, &mut text);
            text
        };
        // From the specification of source maps, version 3, and by hand.
        assert_eq!([0, 1, -1, 15, 16, -16, 1000].map(written), ["A", "C", "D", "e", "gB", "hB", "w+B"]);
    }
}
