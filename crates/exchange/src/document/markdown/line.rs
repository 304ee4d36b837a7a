//! What a line of Markdown is: a row, a ruler, a heading, or the edge of a block of code.

/// A line without the marks of quotes and of the list item that begins with a table.
pub(super) fn unquoted(line: &str) -> &str {
    let mut line = line.trim();
    while let Some(inside) = line.strip_prefix('>') {
        line = inside.trim_start();
    }
    let after_mark = line.trim_start_matches(|c: char| c.is_ascii_digit()).strip_prefix(['-', '*', '+', '.', ')']);
    match after_mark.map(str::trim_start) {
        Some(inside) if inside.starts_with('|') && after_mark != Some(inside) => inside,
        _ => line,
    }
}

/// Whether a line has a pipe that isn't escaped.
pub(super) fn has_pipe(line: &str) -> bool {
    next_pipe(line).is_some()
}

/// Whether a line begins and ends with pipes.
pub(super) fn is_between_pipes(line: &str) -> bool {
    line.len() > 2 && line.starts_with('|') && cells(line).len() > 1 && line.ends_with('|') && !line.ends_with("\\|")
}

/// The line between headings and rows, such as `|:---|---:|`.
pub(super) fn is_ruler(line: &str) -> bool {
    line.contains(['-', '='])
        && line.contains(['|', '+'])
        && line.bytes().all(|byte| matches!(byte, b'-' | b'=' | b':' | b'|' | b'+' | b' ' | b'\t'))
        // Cells with a minus for a missing value aren’t a ruler.
        && (line.starts_with('+') || !line.split(['|', '+']).all(|part| part.trim().len() < 2) || is_short_ruler(line))
}

/// Whether it is a ruler with single hyphens: without spaces or gaps, unlike a row of missing values.
fn is_short_ruler(line: &str) -> bool {
    let inside = line.strip_prefix('|').unwrap_or(line);
    let inside = inside.strip_suffix('|').unwrap_or(inside);
    inside.split(['|', '+']).all(|part| matches!(part, "-" | "="))
}

/// The line below a heading.
pub(super) fn is_underline(line: &str) -> bool {
    !line.is_empty() && (line.bytes().all(|byte| byte == b'=') || (line.len() > 1 && line.bytes().all(|b| b == b'-')))
}

/// The cells of a row, with their markup.
pub(super) fn cells(line: &str) -> Vec<&str> {
    // Jira separates headings by two pipes.
    let is_jira =
        line.len() > 4 && line.starts_with("||") && line.ends_with("||") && !line.replace("||", "").contains('|');
    if is_jira {
        return line.split("||").map(str::trim).filter(|cell| !cell.is_empty()).collect();
    }
    let mut rest = line.strip_prefix('|').unwrap_or(line);
    let mut cells = Vec::new();
    while let Some(at) = next_pipe(rest) {
        cells.push(rest.get(..at).unwrap_or_default().trim());
        rest = rest.get(at + 1..).unwrap_or_default();
    }
    // The pipe at the end doesn’t begin a cell.
    if !rest.trim().is_empty() {
        cells.push(rest.trim());
    }
    cells
}

/// The place of the first pipe that isn’t escaped.
fn next_pipe(text: &str) -> Option<usize> {
    let mut escaped = false;
    text.bytes().position(|byte| {
        let ends = byte == b'|' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

/// The text of a line that is a heading: of Markdown, HTML, AsciiDoc or Jira, or bold words alone.
pub(super) fn heading(line: &str) -> Option<&str> {
    let marked = |sign: char| {
        let text = line.trim_start_matches(sign);
        let level = line.len() - text.len();
        (1..=6).contains(&level).then_some(text).filter(|text| text.starts_with([' ', '\t']))
    };
    let text = if let Some(text) = marked('#').or_else(|| marked('=')) {
        text.trim().trim_end_matches(['#', '=']).trim_end()
    } else if let Some(text) = line.strip_prefix("#+CAPTION:") {
        text
    } else if let Some(text) = html_heading(line) {
        text
    } else if let Some(text) = line.strip_prefix('h').and_then(|text| text.get(1..)?.strip_prefix(". ")) {
        text
    } else {
        let line = line.trim_end_matches(':');
        let bold = |sign: &str| line.strip_prefix(sign)?.strip_suffix(sign).filter(|text| !text.contains(sign));
        bold("**").or_else(|| bold("__"))?
    };
    Some(text.trim()).filter(|text| !text.is_empty())
}

fn html_heading(line: &str) -> Option<&str> {
    let inside = line.strip_prefix("<h")?.strip_prefix(['1', '2', '3', '4', '5', '6'])?;
    inside.split_once('>')?.1.split_once("</h").map(|(text, _)| text)
}

/// The line that begins a block of code.
pub(super) struct Fence {
    sign: char,
    length: usize,
}

impl Fence {
    pub(super) fn begun_by(line: &str) -> Option<Fence> {
        let sign = line.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let after = line.trim_start_matches(sign);
        let length = line.len() - after.len();
        (length > 2 && !(sign == '`' && after.contains('`'))).then_some(Fence { sign, length })
    }

    pub(super) fn is_ended_by(&self, line: &str) -> bool {
        line.len() >= self.length && line.chars().all(|c| c == self.sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rulers_are_not_rows_of_missing_values() {
        for ruler in
            ["|---|", "|:--|--:|:-:|", "--- | ---", "|-|-|", "-|-", "+---+---+", "|===|===|", "---+---", "| - | --- |"]
        {
            assert!(is_ruler(ruler), "{ruler}");
        }
        for row in ["| - | - |", "| - |  |", "---", "", "| | |", "| a | --- |", "- | -"] {
            assert!(!is_ruler(row), "{row}");
        }
    }
}
