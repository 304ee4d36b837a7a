//! One script module as a function: its imports become constants of the function, its exports what the function returns.
//!
//! Only the forms that `static/js` uses are understood. Every other one is an error, so that nothing is joined wrongly.

use super::tokens::{Kind, Token, tokens};

/// A module that was read.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Module {
    /// The modules that it imports, in their order.
    pub(super) imports: Vec<Import>,
    /// What its function returns.
    pub(super) exports: Vec<String>,
    /// What its function does: its lines with what they were, without comments and empty lines.
    pub(super) body: Vec<Line>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Import {
    /// The path of the imported module.
    pub(super) from: String,
    /// The exports that it names.
    pub(super) names: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Its number in the module, from 1.
    pub(super) number: usize,
}

/// The name of the constant that holds the exports of a module: `$core_page` for `js/core/page.js`.
pub(super) fn constant(path: &str) -> String {
    format!("${}", function(path))
}

/// The name of a module's function, which stack traces show: `core_page` for `js/core/page.js`.
pub(super) fn function(path: &str) -> String {
    let name = path.strip_prefix("js/").unwrap_or(path);
    name.strip_suffix(".js").unwrap_or(name).replace(|c: char| !c.is_ascii_alphanumeric(), "_")
}

/// Reads a module. The error says in which line it has a form that isn't understood.
pub(super) fn read(path: &str, script: &str) -> Result<Module, String> {
    let all = tokens(script)?;
    let mut reader = Reader { path, all: &all, at: 0 };
    let mut module = Module { imports: Vec::new(), exports: Vec::new(), body: Vec::new() };
    let mut lines = Lines::default();
    let mut depth = 0_usize;
    // Within the statement at hand: whether there was anything but imports yet, and whether a function is async.
    let (mut has_begun, mut is_async) = (false, false);
    while let Some(token) = reader.next() {
        let is_top = depth == 0;
        match token.text {
            "import" | "export" if token.kind == Kind::Word && !reader.follows_dot() => {
                if !is_top {
                    return Err(format!("line {}: {} within a block", token.line, token.text));
                }
                if token.text == "export" {
                    module.exports.push(reader.export(token)?);
                    has_begun = true;
                    // The space after it.
                    reader.skip_space();
                    continue;
                }
                if has_begun {
                    return Err(format!("line {}: an import below other statements", token.line));
                }
                let (import, statement) = reader.import(token)?;
                module.imports.push(import);
                lines.push(&statement, token.line, false);
                continue;
            }
            "await" if token.kind == Kind::Word && is_top && !is_async => {
                return Err(format!("line {}: await outside of a function", token.line));
            }
            "async" if token.kind == Kind::Word => is_async = true,
            "(" | "[" | "{" if token.kind == Kind::Mark => depth += 1,
            ")" | "]" | "}" if token.kind == Kind::Mark => {
                depth = depth
                    .checked_sub(1)
                    .ok_or_else(|| format!("line {}: {} closes nothing", token.line, token.text))?;
            }
            _ => {}
        }
        if token.kind == Kind::Mark && depth == 0 && [";", "}"].contains(&token.text) {
            is_async = false;
        }
        has_begun |= token.counts();
        match token.kind {
            Kind::Comment => lines.push(&blank(token.text), token.line, false),
            kind => lines.push(token.text, token.line, kind == Kind::Text),
        }
    }
    if depth > 0 {
        return Err("a bracket has no end".to_owned());
    }
    module.body = lines.finish();
    Ok(module)
}

/// What stays of a comment: something that separates words, and its line ends.
fn blank(comment: &str) -> String {
    let ends = comment.matches('\n').count();
    if ends == 0 { " ".to_owned() } else { "\n".repeat(ends) }
}

/// Goes through the tokens of a module.
struct Reader<'s> {
    path: &'s str,
    all: &'s [Token<'s>],
    at: usize,
}

impl<'s> Reader<'s> {
    fn next(&mut self) -> Option<Token<'s>> {
        let token = self.all.get(self.at).copied();
        self.at += 1;
        token
    }

    /// Is the token that was read last the name of a property?
    fn follows_dot(&self) -> bool {
        let before = self.all[..self.at - 1].iter().rev();
        before.filter(|token| token.counts()).take(1).any(|token| token.is_mark("."))
    }

    fn skip_space(&mut self) {
        if self.all.get(self.at).is_some_and(|token| token.kind == Kind::Space) {
            self.at += 1;
        }
    }

    /// The tokens that count from here on.
    fn ahead(&self) -> impl Iterator<Item = Token<'s>> {
        self.all[self.at..].iter().copied().filter(Token::counts)
    }

    /// The next token that counts.
    fn significant(&mut self) -> Option<Token<'s>> {
        std::iter::from_fn(|| self.next()).find(Token::counts)
    }

    /// Reads an import after its first word. Returns it and the statement that replaces it.
    fn import(&mut self, start: Token) -> Result<(Import, String), String> {
        let wrong = || format!("line {}: this form of import isn’t understood", start.line);
        let mut tokens: Vec<Token> = Vec::new();
        loop {
            match self.significant() {
                Some(token) if token.is_mark(";") => break,
                Some(token) => tokens.push(token),
                None => return Err(wrong()),
            }
        }
        let from = |token: &Token| self.resolve(token).ok_or_else(wrong);
        match &tokens[..] {
            [text] => Ok((Import { from: from(text)?, names: Vec::new() }, String::new())),
            [star, r#as, name, word, text]
                if star.is_mark("*") && r#as.is_word("as") && name.kind == Kind::Word && word.is_word("from") =>
            {
                let from = from(text)?;
                let statement = format!("const {} = {};", name.text, constant(&from));
                Ok((Import { from, names: Vec::new() }, statement))
            }
            [open, names @ .., close, word, text]
                if open.is_mark("{") && close.is_mark("}") && word.is_word("from") =>
            {
                let from = from(text)?;
                let names = names.split(|token| token.is_mark(",")).filter(|name| !name.is_empty());
                let pairs: Vec<(&str, &str)> = names.map(imported).collect::<Option<_>>().ok_or_else(wrong)?;
                let taken = |(name, own): &(&str, &str)| {
                    if name == own { (*name).to_owned() } else { format!("{name}: {own}") }
                };
                let taken: Vec<String> = pairs.iter().map(taken).collect();
                let statement = format!("const {{ {} }} = {};", taken.join(", "), constant(&from));
                let names = pairs.iter().map(|(name, _)| (*name).to_owned()).collect();
                Ok((Import { from, names }, statement))
            }
            _ => Err(wrong()),
        }
    }

    /// The path of a module that this one names.
    fn resolve(&self, name: &Token) -> Option<String> {
        let quoted = (name.kind == Kind::Text).then(|| name.text.trim_matches(['\'', '"']))?;
        let mut folders: Vec<&str> = self.path.split('/').collect();
        folders.pop();
        let (first, rest) = quoted.split_once('/')?;
        match first {
            "." => {}
            ".." => folders.truncate(folders.len().checked_sub(1)?),
            _ => return None,
        }
        for part in rest.split('/') {
            if part == ".." {
                folders.pop()?;
            } else {
                folders.push(part);
            }
        }
        Some(folders.join("/"))
    }

    /// Looks at what an export declares and returns its name; the declaration itself stays.
    fn export(&self, start: Token) -> Result<String, String> {
        let wrong = |what: &str| Err(format!("line {}: {what}", start.line));
        let mut ahead = self.ahead().filter(|token| !token.is_word("async") && !token.is_mark("*"));
        let (declares, name) = (ahead.next(), ahead.next().filter(|token| token.kind == Kind::Word));
        let (Some(declares), Some(name)) = (declares, name) else {
            return wrong("this form of export isn’t understood");
        };
        match declares.text {
            "function" | "class" => Ok(name.text.to_owned()),
            "const" if ahead.next().is_some_and(|token| token.is_mark("=")) => {
                let mut depth = 0_i32;
                for token in ahead {
                    match token.text {
                        _ if token.kind != Kind::Mark => {}
                        "(" | "[" | "{" => depth += 1,
                        ")" | "]" | "}" => depth -= 1,
                        ";" if depth == 0 => return Ok(name.text.to_owned()),
                        "," if depth == 0 => break,
                        _ => {}
                    }
                }
                wrong("an exported constant is declared alone, and ends with a semicolon")
            }
            "let" | "var" => wrong("an export that can change: export a function that returns it"),
            _ => wrong("this form of export isn’t understood"),
        }
    }
}

/// One of the names in an import: what it is called there and here.
fn imported<'s>(tokens: &[Token<'s>]) -> Option<(&'s str, &'s str)> {
    match tokens {
        [name] if name.kind == Kind::Word => Some((name.text, name.text)),
        [name, r#as, own] if name.kind == Kind::Word && r#as.is_word("as") && own.kind == Kind::Word => {
            Some((name.text, own.text))
        }
        _ => None,
    }
}

/// Puts tokens together to lines.
#[derive(Default)]
struct Lines {
    done: Vec<Line>,
    text: String,
    number: usize,
    /// Is the end or start of this line inside of a text, so that its spaces count?
    is_text: bool,
}

impl Lines {
    fn push(&mut self, text: &str, number: usize, is_text: bool) {
        for (at, piece) in text.split('\n').enumerate() {
            if at > 0 {
                self.is_text |= is_text;
                self.end();
                self.is_text = is_text;
            }
            if self.text.is_empty() {
                self.number = number + at;
            }
            self.text.push_str(piece);
        }
    }

    fn end(&mut self) {
        let text = std::mem::take(&mut self.text);
        let text = if self.is_text { text } else { text.trim_end().to_owned() };
        if self.is_text || !text.is_empty() {
            self.done.push(Line { text, number: self.number });
        }
        self.is_text = false;
    }

    fn finish(mut self) -> Vec<Line> {
        self.end();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn module(script: &str) -> Module {
        read("js/table/grid.js", script).unwrap()
    }

    fn body(script: &str) -> String {
        module(script).body.into_iter().map(|line| line.text).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn imports_become_constants() {
        let script =
            "import { a, b as c } from '../core/page.js';\nimport * as d from './cells.js';\nimport './e.js';\n";
        let imports = module(script).imports;
        let from: Vec<_> = imports.iter().map(|import| (import.from.as_str(), import.names.join(" "))).collect();
        assert_eq!(from[0], ("js/core/page.js", "a b".to_owned()));
        assert_eq!(from[1..].iter().map(|(from, _)| *from).collect::<Vec<_>>(), ["js/table/cells.js", "js/table/e.js"]);
        assert_eq!(body(script), "const { a, b: c } = $core_page;\nconst d = $table_cells;");
        let long = "import {\n  a, // first\n  b,\n} from '../other.js';\nb();";
        assert_eq!(body(long), "const { a, b } = $other;\nb();");
        assert_eq!(module(long).body[1].number, 5);
    }

    #[test]
    fn exports_are_collected_and_declared() {
        let script = "export const a = (b, c) => [b, c];\nexport async function d() {}\nexport function* e() {}\nexport class F {}\n";
        assert_eq!(module(script).exports, ["a", "d", "e", "F"]);
        assert_eq!(body(script), script.replace("export ", "").trim_end());
    }

    #[test]
    fn comments_and_empty_lines_are_left_out() {
        let script = "// about\n\n/** @type {A}\n */\nlet a = /* b */ 1; // c\n\nconst d = '// e';\n";
        let lines: Vec<_> = module(script).body.into_iter().map(|line| (line.number, line.text)).collect();
        assert_eq!(lines, [(5, "let a =   1;".to_owned()), (7, "const d = '// e';".to_owned())]);
    }

    #[test]
    fn templates_keep_their_lines() {
        let script = "const a = `x  \n\n  // y\n`;\n";
        assert_eq!(body(script), script.trim_end());
    }

    #[test]
    fn other_forms_are_errors() {
        for script in [
            "import a from './a.js';",
            "import a, { b } from './a.js';",
            "import { default as a } from 'a';",
            "import { a } from './a.js' with { type: 'json' };",
            "import { a } from './a.js'",
            "const a = import('./a.js');",
            "function f() { return import('./a.js'); }",
            "const a = import.meta.url;",
            "a();\nimport { b } from './b.js';",
            "export default a;",
            "export * from './a.js';",
            "export { a };",
            "export let a = 1;",
            "export var a = 1;",
            "export const { a } = b;",
            "export const a = 1, b = 2;",
            "export const a = 1",
            "const a = await b;",
            "await a();",
            "for await (const a of b) a();",
            "f(",
            "f())",
        ] {
            assert!(read("js/a.js", script).is_err(), "{script}");
        }
        for script in ["const f = async () => await g();", "async function f() { await g(); }", "a.import(b.export);"] {
            assert!(read("js/a.js", script).is_ok(), "{script}");
        }
    }
}
