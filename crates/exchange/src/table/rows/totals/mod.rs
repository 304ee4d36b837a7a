//! Rows that aren't steps: totals and averages, metrics below the table, comments, footnotes. Each is
//! skipped with a warning.

mod compare;
mod sections;
mod subtotals;

pub(super) use compare::compare;
use subtotals::Part;

use std::collections::BTreeSet;

use crate::outcome::finding;
use crate::table::assigned::{Sheet, SheetColumn};
use crate::table::bytes::TableRow;
use crate::table::cells::clip;
use crate::table::heading::{Column, Heading, is_note_mark};
use vsm::model::duration::{Hints, Unit, WorkingCalendar};
use vsm::model::finding::Finding;

/// Words for totals.
#[rustfmt::skip]
const TOTAL_WORDS: &[&str] = &[
    "total", "totals", "subtotal", "subtotals", "sum", "sums", "average", "averages", "avg", "mean", "ø", "σ", "∑", "summary", "overall", "rolled",
    "summe", "summen", "gesamt", "gesamtsumme", "zwischensumme", "mittelwert", "durchschnitt", "insgesamt",
    "somme", "moyenne", "totaux", "totale", "totali", "subtotale", "somma", "suma", "sumas", "promedio", "totales", "soma", "média", "totais", "totaal", "subtotaal", "som",
    "gemiddelde", "gemiddeld", "razem", "łącznie", "ogółem", "średnia", "średnio", "celkem", "spolu", "součet", "súčet", "priemer", "jumlah", "summa", "totalt", "medelvärde", "合計", "小計", "総計",
    "平均", "合计", "小计", "总计", "總計", "总和", "합계", "총계", "총합", "소계", "평균",
];
/// Words for other statistics of the rows above.
#[rustfmt::skip]
pub(super) const STATISTICS: &[&str] = &[
    "min", "max", "minimum", "maximum", "median", "std", "stdev", "stddev", "deviation", "variance", "range", "spannweite", "standardabweichung", "mediana", "médiane", "mediaan", "最小", "最大", "中央値",
];
/// Words that may accompany a word for totals in such a row.
#[rustfmt::skip]
const TOTAL_QUALIFIERS: &[&str] = &[
    "grand", "sub", "lead", "wait", "waiting", "process", "cycle", "touch", "time", "times", "value", "added", "hours", "hrs", "h", "minutes", "min",
    "days", "d", "of", "all", "steps", "the", "and", "und", "et", "pt", "lt", "wt", "ct", "general", "général", "générale", "zeit", "time",
    "durchlaufzeit", "wartezeit", "bearbeitungszeit", "dev", "standard",
];
/// Metrics that people compute below a table.
#[rustfmt::skip]
const METRIC_NAMES: &[&str] = &[
    "efficiency", "flowefficiency", "processefficiency", "processcycleefficiency", "pce", "activityratio", "leadtime", "rolledca",
    "flusseffizienz", "effizienz", "rolledthroughputyield", "rty", "takttime", "takt", "taktzeit", "customerdemand", "availabletime", "peritem", "perunit",
];
/// The minimum number of rows above a row of totals: with totals in one column, or in two.
const ROWS_ABOVE: [usize; 2] = [3, 2];

/// The rows with totals of a table.
#[derive(Default)]
pub(super) struct Totals {
    /// Of all steps.
    whole: Vec<TableRow>,
    /// Of the steps above them, each with these.
    parts: Vec<Part>,
}

/// Takes the rows that aren't steps out of the table, and returns those with totals.
pub(super) fn take(sheet: &mut Sheet, findings: &mut Vec<Finding>) -> Totals {
    let place = |meaning: Column| sheet.column(meaning).map(|column| column.at);
    let Some(name) = place(Column::Step) else { return Totals::default() };
    let table = NameColumns { name, id: place(Column::Id) };
    let mut rows = std::mem::take(&mut sheet.rows);
    let with_values = rows.iter().filter(|row| table.has_values(row)).count();
    // A plain list of names has no footnotes.
    let is_list = with_values * 3 < rows.len();
    let mut end = rows.len();
    while let Some(last) = end.checked_sub(1).and_then(|at| rows.get(at)) {
        let above = rows.get(..end - 1).unwrap_or_default();
        if !(table.is_sum(last, true) || table.is_below(last, above, sheet) || !is_list && table.is_footnote(last)) {
            break;
        }
        end -= 1;
    }
    end = end.min(table.lone_names_below(&rows, is_list));
    let sections =
        if is_list || sheet.steps.is_some() { BTreeSet::new() } else { sections::find(sheet, &rows, name, end) };
    let parts = subtotals::find(&rows, &table, sheet);
    let mut whole = Vec::new();
    let mut at = 0;
    rows.retain(|row| {
        let below = at >= end;
        at += 1;
        let is_part = parts.iter().any(|part| part.total.number == row.number);
        let is_sum = table.is_sum(row, below) || is_part;
        let why = match () {
            () if is_sum => "looks like a total and was skipped",
            () if sections.contains(&row.number) => "names the steps below it, so it isn’t one, and was skipped",
            () if !is_list && table.is_comment(row) => "looks like a comment and was skipped",
            () if below && row.cell(name).is_empty() && !has_shares(row, sheet) => "looks like a total and was skipped",
            () if below => "is below the steps and was skipped",
            () => "",
        };
        let is_step = sheet.steps.as_ref().map_or(why.is_empty(), |steps| steps.contains(&row.number));
        if is_step {
            return true;
        }
        let why = if why.is_empty() { "isn’t a step, as chosen, and was skipped" } else { why };
        findings.push(finding("row_left_out", format!("Row {} (“{}”) {why}.", row.number, table.called(row))));
        if is_sum && !is_part {
            whole.push(row.clone());
        }
        false
    });
    sheet.rows = rows;
    if table.id.is_some() || sheet.steps.is_some() {
        return Totals { whole, parts };
    }
    if !is_list {
        let is_name = |row: &&TableRow| !table.has_values(row) && !row.cell(name).is_empty();
        findings.extend(sheet.rows.iter().filter(is_name).map(|row| {
            let sentence = format!("Row {} (“{}”) contains only a name.", row.number, clip(row.cell(name)));
            finding("only_a_name", sentence)
        }));
    }
    findings.extend(looks_like_sum(sheet, name));
    Totals { whole, parts }
}

/// The columns of names and ids.
struct NameColumns {
    name: usize,
    id: Option<usize>,
}

impl NameColumns {
    fn has_values(&self, row: &TableRow) -> bool {
        row.cells.iter().enumerate().any(|(at, cell)| at != self.name && !cell.is_empty())
    }

    fn has_id(&self, row: &TableRow) -> bool {
        self.id.is_some_and(|id| !row.cell(id).is_empty())
    }

    /// A row's name, or its first cell if it has none.
    fn called(&self, row: &TableRow) -> String {
        match row.cell(self.name) {
            "" => row.cells.iter().find(|cell| !cell.is_empty()).map_or(String::new(), |cell| clip(cell)),
            name => clip(name),
        }
    }

    fn is_sum(&self, row: &TableRow, below: bool) -> bool {
        match row.cell(self.name) {
            // Without a name the word is elsewhere, often in the column of row numbers.
            "" => row.cells.iter().any(|cell| is_sum(cell, true)),
            name => is_sum(name, below) && !self.has_id(row),
        }
    }

    /// A row below the table: `Efficiency, 50 %`, or `Total for one release` with the sums of the rows
    /// above.
    fn is_below(&self, row: &TableRow, above: &[TableRow], sheet: &Sheet) -> bool {
        let name = words(row.cell(self.name));
        let is_metric = METRIC_NAMES.contains(&name.concat().as_str());
        let may_be_sum = name.is_empty() || name.first().is_some_and(|word| TOTAL_WORDS.contains(&word.as_str()));
        !self.has_id(row) && (is_metric || has_shares(row, sheet) || may_be_sum && !sums(row, above, sheet).is_empty())
    }

    /// Where rows begin that have only a name, below the steps and after an empty row.
    fn lone_names_below(&self, rows: &[TableRow], is_list: bool) -> usize {
        let lone = rows.iter().rev().take_while(|row| !is_list && !self.has_id(row) && self.only_cell(row).is_some());
        let first = rows.len() - lone.count();
        let has_gap = |at: &usize| {
            let before = at.checked_sub(1).and_then(|before| rows.get(before));
            rows.get(*at).zip(before).is_some_and(|(row, before)| row.number > before.number + 1)
        };
        (first..rows.len()).find(has_gap).unwrap_or(rows.len())
    }

    fn is_comment(&self, row: &TableRow) -> bool {
        !self.has_id(row)
            && self.only_cell(row).is_some_and(|cell| {
                cell.starts_with(['#', '*', '†', '‡']) || cell.starts_with("//") || cell.starts_with(is_note_mark)
            })
    }

    fn is_footnote(&self, row: &TableRow) -> bool {
        self.is_comment(row)
            || !self.has_id(row)
                && self.only_cell(row).is_some_and(|cell| cell.contains([':', '：', '=']) || has_note_number(cell))
    }

    /// The only non-empty cell of a row, if it is in the name column or before it.
    fn only_cell<'r>(&self, row: &'r TableRow) -> Option<&'r str> {
        let mut filled = row.cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty());
        let (at, only) = filled.next()?;
        (filled.next().is_none() && at <= self.name).then_some(only.as_str())
    }
}

/// Whether a text begins as a footnote: `(1) see wiki`.
fn has_note_number(cell: &str) -> bool {
    let number =
        cell.strip_prefix(['(', '[']).and_then(|cell| cell.split_once([')', ']'])).map_or("", |(number, _)| number);
    !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether all words of a name mean a total. `Summary` and `Overall` do so only below a table.
fn is_sum(name: &str, below: bool) -> bool {
    let name = match name.rsplit_once(['(', '[']) {
        Some((before, _)) if name.trim_end().ends_with([')', ']']) => before,
        _ => name,
    };
    let words = words(name);
    let sum = |word: &String| {
        TOTAL_WORDS.contains(&word.as_str()) && (below || !matches!(word.as_str(), "summary" | "overall"))
            || below && STATISTICS.contains(&word.as_str())
    };
    let others: Vec<&str> = words.iter().filter(|word| !sum(word)).map(String::as_str).collect();
    // `Summe DLZ`
    let is_time = || Heading::parse(&others.join(" ")).is_some_and(|heading| heading.column.is_time());
    others.len() < words.len() && (others.iter().all(|word| TOTAL_QUALIFIERS.contains(word)) || is_time())
}

fn words(name: &str) -> Vec<String> {
    let name = name.to_lowercase();
    // `Sub-total` is one word.
    let name = name.replace("sub-", "sub");
    let words = name.split(|c: char| !c.is_alphanumeric() && c != '∑');
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

/// The columns in which a row has the sum of the rows above, each with the number of non-empty ones.
fn sums(row: &TableRow, above: &[TableRow], sheet: &Sheet) -> Vec<usize> {
    let added = [Column::Wait, Column::Work, Column::Lead];
    let columns = sheet.columns.iter().filter(|column| added.contains(&column.heading.column));
    let of = |SheetColumn { at, heading, .. }: &SheetColumn| {
        let unit = heading.unit.as_deref().and_then(Unit::parse).or(Some(Unit::Hour));
        let hints = Hints { unit, pattern: heading.pattern, sign: sheet.sign };
        let time = |row: &TableRow| {
            let read = WorkingCalendar::WORKING.read_time(row.cell(*at), &hints);
            read.ok().and_then(|reading| reading.estimate.typical).map(|time| time.seconds)
        };
        let (own, others) = (time(row)?, above.iter().filter_map(time).filter(|time| *time > 0));
        let (sum, count) = others.fold((0_u64, 0), |(sum, count), time| (sum.saturating_add(time), count + 1));
        (own > 0 && own == sum && count >= 2).then_some(count)
    };
    columns.filter_map(of).collect()
}

/// Whether a row has percentages where the steps have times: `%, 10%, 90%`.
fn has_shares(row: &TableRow, sheet: &Sheet) -> bool {
    let times = sheet.columns.iter().filter(|column| column.heading.column.is_time());
    let mut filled = times.map(|column| row.cell(column.at)).filter(|cell| !cell.is_empty()).peekable();
    filled.peek().is_some() && filled.all(|cell| cell.trim_end().ends_with(['%', '％']))
}

/// A last row with the sums of the rows above may be a total, whatever its name.
fn looks_like_sum(sheet: &Sheet, name: usize) -> Option<Finding> {
    let (last, above) = sheet.rows.split_last()?;
    let sums = sums(last, above, sheet);
    let [one, two] = ROWS_ABOVE;
    let seems = sums.iter().any(|count| *count >= one) || sums.len() > 1 && sums.iter().all(|count| *count >= two);
    let sentence = format!(
        "Row {} (“{}”) looks like a total of the rows above. It was imported as a step.",
        last.number,
        clip(last.cell(name))
    );
    seems.then(|| finding("looks_like_sum", sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_are_recognized_by_name() {
        let names = "Total, total:, Total (h), Grand Total (hours), Sub-total, Subtotal, Total lead time, Gesamtsumme, Summe / Ø, \
                     insgesamt, Total général, somme, 合計, Σ, Avg., Mean, Summe DLZ, Total PT (h), Average waiting";
        for name in names.split(", ") {
            assert!(is_sum(name, false), "{name}");
        }
        for name in ["Total regression test", "Summary", "Lead", "Sum up the day", "", "Meeting"] {
            assert!(!is_sum(name, false), "{name}");
        }
        for name in ["Summary", "Min", "Max.", "Std dev", "Standard deviation", "Minimum"] {
            assert!(is_sum(name, true) && !is_sum(name, false), "{name}");
        }
    }
}
