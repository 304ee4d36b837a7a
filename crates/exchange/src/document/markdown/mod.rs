//! Tables in Markdown and similar texts: pipe tables of GitHub, also within lists, quotes and code, tables
//! of Org, Jira and AsciiDoc, and those that database shells print.

mod inline;
mod line;

use crate::document::cell_text::on_one_line;
use crate::document::draft::{Draft, Drafts};
use crate::document::markdown::inline::plain;
use crate::document::markdown::line::{
    Fence, cells, has_pipe, heading, is_between_pipes, is_ruler, is_underline, unquoted,
};
use crate::table::sheet::RawSheet;
use vsm::model::error::ValidationError;

/// What begins and ends a table of AsciiDoc.
const ASCIIDOC: &str = "|===";
/// The longest line that can be a heading, in bytes.
const MAX_HEADING: usize = 400;

/// The tables of a document, named after the heading above them. The numbers of their rows are those of the
/// lines. Tables in blocks of code count only if there are no others.
///
/// # Errors
/// If all tables exceed the limits of tables.
pub(crate) fn tables(text: &str) -> Result<Vec<RawSheet>, ValidationError> {
    let mut reader = Reader::new();
    for (at, line) in text.lines().enumerate() {
        reader.line(at + 1, unquoted(line));
    }
    reader.end_table();
    if reader.outside.is_empty() { reader.in_code.finish() } else { reader.outside.finish() }
}

/// Whether a text has a table with pipes, as opposed to cells separated by pipes: a ruler below the headings,
/// or lines that begin and end with a pipe.
pub(crate) fn has_table(text: &str) -> bool {
    let (mut above_has_pipe, mut above_is_row) = (false, false);
    for line in text.lines().map(unquoted) {
        let (is_row, ruler) = (is_between_pipes(line), is_ruler(line));
        if (above_has_pipe && ruler) || (above_is_row && is_row && !ruler) || line == ASCIIDOC {
            return true;
        }
        // Database shells print a ruler above the headings, too.
        above_is_row = is_row || (ruler && line.starts_with('+'));
        above_has_pipe = !ruler && has_pipe(line);
    }
    false
}

struct Reader {
    outside: Drafts,
    in_code: Drafts,
    fence: Option<Fence>,
    heading: String,
    /// The line above: it is a heading or the first row of a table if the next line says so.
    above: Option<(usize, String)>,
    table: Option<Draft>,
    /// Whether empty lines are part of the table, as in AsciiDoc.
    has_gaps: bool,
}

impl Reader {
    fn new() -> Reader {
        Reader {
            outside: Drafts::new('|'),
            in_code: Drafts::new('|'),
            fence: None,
            heading: String::new(),
            above: None,
            table: None,
            has_gaps: false,
        }
    }

    fn line(&mut self, number: usize, line: &str) {
        let fence_ends = self.fence.as_ref().is_some_and(|fence| fence.is_ended_by(line));
        let fence_begins = if self.fence.is_none() { Fence::begun_by(line) } else { None };
        if fence_ends || fence_begins.is_some() {
            self.end_table();
            self.fence = fence_begins;
        } else if line == ASCIIDOC {
            let begins = !(self.has_gaps && self.table.is_some());
            self.end_table();
            self.table = begins.then(|| Draft::called(&self.heading));
            self.has_gaps = begins;
        } else if self.table.is_none() {
            self.line_outside(number, line);
        } else if is_ruler(line) || (self.has_gaps && line.is_empty()) {
        } else if has_pipe(line) {
            self.row(number, line);
        } else {
            self.end_table();
            self.line_outside(number, line);
        }
    }

    fn line_outside(&mut self, number: usize, line: &str) {
        let above = self.above.take();
        if is_ruler(line) && above.as_ref().is_some_and(|(_, above)| has_pipe(above)) {
            if let Some((at, first)) = above {
                self.begin_table(at, &first);
            }
            return;
        }
        if is_ruler(line) && line.starts_with('+') {
            self.table = Some(Draft::called(&self.heading));
            return;
        }
        if is_between_pipes(line)
            && let Some((at, first)) = above.as_ref().filter(|(_, above)| is_between_pipes(above))
        {
            self.begin_table(*at, first);
            self.row(number, line);
            return;
        }
        if self.fence.is_none() {
            let underlined = above.filter(|(_, above)| is_underline(line) && !has_pipe(above)).map(|(_, above)| above);
            if let Some(text) = heading(line).or(underlined.as_deref()).filter(|text| text.len() <= MAX_HEADING) {
                self.heading = plain(text).0;
                on_one_line(&mut self.heading);
                return;
            }
        }
        if !line.is_empty() && !is_underline(line) {
            self.above = Some((number, line.to_owned()));
        }
    }

    fn begin_table(&mut self, number: usize, first: &str) {
        self.table = Some(Draft::called(&self.heading));
        self.row(number, first);
        if let Some(headings) = self.table.as_mut().and_then(|draft| draft.rows.first_mut()) {
            headings.cells.iter_mut().for_each(on_one_line);
        }
    }

    fn row(&mut self, number: usize, line: &str) {
        let drafts = if self.fence.is_some() { &mut self.in_code } else { &mut self.outside };
        let Some(draft) = self.table.as_mut().filter(|draft| !draft.has_failed()) else { return };
        let mut texts = Vec::new();
        for cell in cells(line) {
            let (text, links) = plain(cell);
            draft.count_links(number, links);
            texts.push(text);
        }
        drafts.push(draft, number, texts);
    }

    fn end_table(&mut self) {
        self.above = None;
        self.has_gaps = false;
        let drafts = if self.fence.is_some() { &mut self.in_code } else { &mut self.outside };
        if let Some(draft) = self.table.take() {
            drafts.add(draft);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each table as its name and its rows: the line, and the cells with `·` between them.
    fn read(text: &str) -> Vec<(String, Vec<String>)> {
        let sheets = tables(text).unwrap();
        let shown = |sheet: RawSheet| {
            let rows = sheet.rows.iter().map(|row| format!("{} {}", row.number, row.cells.join("·")));
            (sheet.name, rows.collect())
        };
        sheets.into_iter().map(shown).collect()
    }

    fn rows(text: &str) -> Vec<String> {
        let mut all = read(text);
        assert_eq!(all.len(), 1, "{text}");
        all.remove(0).1
    }

    #[test]
    fn document_is_cut_into_its_tables() {
        let text = "# Delivery\n\nHow we work: a | b.\n\n## Current *state*\n\n| Step | PT | Notes |\n|:--|--:|---|\n\
            | [Build](https://ci.example/) | `5m` | uses a \\| b |\n| **Ship** | 90&nbsp;min | |\n\nAnd then:\n\n\
            Ideas\n-----\n| Idea | Saves |\n|---|---|\n| Smaller batches | 2d |\nThe end.\n";
        let expected = [
            ("Current state", vec!["7 Step·PT·Notes", "9 Build·5m·uses a | b", "10 Ship·90 min·"]),
            ("Ideas", vec!["16 Idea·Saves", "18 Smaller batches·2d"]),
        ];
        let found = read(text);
        let found: Vec<_> = found.iter().map(|(n, r)| (n.as_str(), r.iter().map(String::as_str).collect())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn tables_are_found_wherever_they_stand() {
        let expected = |first: usize| vec![format!("{first} Step·PT"), format!("{} Build·5m", first + 2)];
        for (text, first) in [
            ("Step | PT\n--- | ---\nBuild | 5m", 1),
            ("> | Step | PT |\n> |---|---|\n> | Build | 5m |\n", 1),
            ("> > Step | PT\n> > :-: | -:\n> > Build | 5m\n> > done", 1),
            ("- First:\n\n  | Step | PT |\n  |---|---|\n  | Build | 5m |\n", 3),
            ("- | Step | PT |\n  |---|---|\n  | Build | 5m |\n", 1),
            ("1. | Step | PT |\n   |---|---|\n   | Build | 5m |\n", 1),
            ("```\n| Step | PT |\n|---|---|\n| Build | 5m |\n```\n", 2),
            ("~~~md\nStep | PT\n-- | --\nBuild | 5m", 2),
            ("    | Step | PT |\r\n    |---|---|\r\n    | Build | 5m |\r\n", 1),
            ("|Step|PT\n|-|-\n|Build|5m", 1),
            ("| Step | PT |\n|------+----|\n| Build | 5m |\n", 1),
            ("+------+----+\n| Step | PT |\n+------+----+\n| Build | 5m |\n+------+----+\n1 row\n", 2),
            ("+------+----+\n| Step | PT |\n+======+====+\n| Build | 5m |\n+------+----+\n", 2),
            (" Step | PT \n------+----\n Build | 5m\n(1 row)\n", 1),
            ("|===\n|Step |PT\n\n|Build |5m\n|===\n", 2),
        ] {
            assert!(has_table(text), "{text}");
            assert_eq!(rows(text), expected(first), "{text}");
        }
        assert_eq!(rows("||Step||PT||\n|Build|5m|\n"), ["1 Step·PT", "2 Build·5m"]);
        assert_eq!(rows("| Step | PT |\n| Build | 5m |\n"), ["1 Step·PT", "2 Build·5m"]);
    }

    #[test]
    fn tables_in_code_count_only_without_others() {
        let text = "```\n| a | b |\n|---|---|\n| 1 | 2 |\n```\n| Step | PT |\n|---|---|\n| Build | 5m |\n";
        assert_eq!(rows(text), ["6 Step·PT", "8 Build·5m"]);
    }

    #[test]
    fn headings_of_every_kind_name_a_table() {
        for above in
            ["# A", "## A ##", "A\n=", "A\n---", "**A**", "__A__:", "<h2>A</h2>", "== A", "h2. A", "#+CAPTION: A"]
        {
            let text = format!("Intro\n\n{above}\n\ntext\n\n| Step | PT |\n|--|--|\n| x | 1 |\n");
            assert_eq!(read(&text)[0].0, "A", "{above}");
        }
        assert_eq!(read("```\n# no\n```\n| Step | PT |\n|--|--|\n| x | 1 |\n")[0].0, "");
    }

    #[test]
    fn empty_cells_stay_and_outer_pipes_are_no_cells() {
        let text = "| Step | PT | Wait |\n|---|---|---|\n| Build | | 5m |\n|  | 2 |  |\n| x |\n| a \\\\| b |\n";
        assert_eq!(rows(text), ["1 Step·PT·Wait", "3 Build··5m", "4 ·2·", "5 x", "6 a \\·b"]);
    }

    #[test]
    fn heading_cells_have_no_line_breaks() {
        assert_eq!(
            rows("| Step | Process<br>time |\n|---|---|\n| a<br>b | 1 |\n"),
            ["1 Step·Process time", "3 a\nb·1"]
        );
    }

    #[test]
    fn texts_without_tables_have_none() {
        for text in [
            "# Title\n\nJust prose.\n",
            "step,wait\nBuild | Test,2d\n",
            "a|b|c\n1|2|3\n",
            "---\ntitle: x\n---\n",
            "- a\n- b\n---\n",
            "Text with a | pipe\n\nand more\n---\n",
            "| alone |\n",
        ] {
            assert!(!has_table(text), "{text}");
            assert_eq!(tables(text).unwrap().len(), 0, "{text}");
        }
    }

    #[test]
    fn left_out_addresses_are_told() {
        let found = tables("| Step | PT |\n|---|---|\n| [a](b) | 1 |\n| [c](d) | 1 |\n").unwrap();
        let told: Vec<&str> = found[0].findings.iter().map(|finding| finding.sentence.as_str()).collect();
        assert_eq!(told, ["The addresses of 2 links, from row 3, were left out. Their texts were kept."]);
    }
}
