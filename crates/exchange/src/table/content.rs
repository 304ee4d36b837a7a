//! Guesses the meaning of columns without headings from what their cells hold. The order is that of Weir's own table.

use crate::table::bytes::TableRow;
use crate::table::cells::is_unknown_cell;
use crate::table::heading::Column;
use crate::table::values::is_words;
use vsm::model::duration::{WorkingCalendar, is_frequency};

/// The typical content of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CellKind {
    Empty,
    Text,
    Time,
    PerCent,
    Number,
}

/// The typical content of each column.
pub(crate) fn kinds(rows: &[TableRow]) -> Vec<CellKind> {
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    (0..width).map(|at| kind(rows, at)).collect()
}

fn kind(rows: &[TableRow], at: usize) -> CellKind {
    let (mut texts, mut times, mut shares, mut numbers) = (0_usize, 0_usize, 0_usize, 0_usize);
    for cell in known(rows, at).filter(|cell| cell.contains(char::is_alphanumeric)) {
        if cell.ends_with(['%', '％']) && is_number(cell.trim_end_matches(['%', '％', ' '])) {
            shares += 1;
        } else if is_number(cell) {
            numbers += 1;
        } else if cell.contains(char::is_numeric) && WorkingCalendar::WORKING.parse_estimate(cell).is_ok() {
            times += 1;
        } else {
            texts += 1;
        }
    }
    // A bare 0 is a time as well as a number; a heading or a remark among values doesn't make a text column.
    let most = texts.max(times).max(shares).max(numbers);
    match most {
        0 => CellKind::Empty,
        _ if times > 0 && times + numbers >= texts && times >= shares => CellKind::Time,
        _ if most == shares => CellKind::PerCent,
        _ if most == numbers => CellKind::Number,
        _ => CellKind::Text,
    }
}

pub(crate) fn is_number(cell: &str) -> bool {
    let cell = cell.trim_end_matches(['.', ')']);
    cell.contains(|c: char| c.is_ascii_digit()) && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

/// The meaning of each column, if it can be guessed. Those that are taken already aren't guessed again.
pub(crate) fn guess(rows: &[TableRow], taken: &[Column]) -> Vec<Option<Column>> {
    let kinds = kinds(rows);
    let mut meant: Vec<Option<Column>> = vec![None; kinds.len()];
    let Some(name) = kinds.iter().position(|kind| *kind == CellKind::Text) else { return meant };
    let mut free = vec![Column::Downtime, Column::Work, Column::Wait];
    free.retain(|column| !taken.contains(column));
    let is_free = |column: Column, meant: &[Option<Column>]| !meant.contains(&Some(column)) && !taken.contains(&column);
    let mut numbers = kinds.iter().enumerate().filter(|(at, kind)| *at > name && **kind == CellKind::Number).count();
    let mut past_shares = false;
    for (at, kind) in kinds.iter().enumerate() {
        let column = match kind {
            _ if at == name => Some(Column::Step),
            CellKind::Text if at > name && is_free(Column::Team, &meant) && is_team_like(rows, at) => {
                Some(Column::Team)
            }
            CellKind::PerCent if is_free(Column::CompleteAccurate, &meant) => Some(Column::CompleteAccurate),
            // Downtime is at the end of Weir's table; a third time right after wait and work time may be anything.
            CellKind::Time if free.last() != Some(&Column::Downtime) || past_shares => free.pop(),
            CellKind::Number if at > name && numbers == 1 && is_small(rows, at) => Some(Column::People),
            // %C/A follows the work time in Weir's own table; it needs no percent sign there.
            CellKind::Number if at > 0 && meant.get(at - 1) == Some(&Some(Column::Work)) && is_share(rows, at) => {
                numbers -= 1;
                Some(Column::CompleteAccurate)
            }
            // Numbers before the names count the rows.
            CellKind::Number if at < name && !meant.contains(&Some(Column::Order)) => Some(Column::Order),
            _ => None,
        };
        past_shares |= matches!(column, Some(Column::CompleteAccurate | Column::People));
        if let Some(place) = meant.get_mut(at) {
            *place = column;
        }
    }
    meant
}

/// The known cells of a column.
fn known(rows: &[TableRow], at: usize) -> impl Iterator<Item = &str> + Clone {
    rows.iter().map(move |row| row.cell(at)).filter(|cell| !is_unknown_cell(cell))
}

/// Whether these are short texts without a label.
fn is_team_like(rows: &[TableRow], at: usize) -> bool {
    let cells = known(rows, at);
    let count = cells.clone().count();
    let is_short = |cell: &&str| cell.chars().count() <= 40 && cell.split_whitespace().count() <= 5;
    let short = cells.clone().filter(|cell| is_words(cell) && !is_frequency(cell)).filter(is_short).count();
    short * 5 >= count * 4
}

fn is_share(rows: &[TableRow], at: usize) -> bool {
    known(rows, at).all(|cell| cell.parse().is_ok_and(|share: f64| (0.0..=100.0).contains(&share)))
}

fn is_small(rows: &[TableRow], at: usize) -> bool {
    const MAX_PEOPLE: u32 = 30;
    known(rows, at).all(|cell| cell.parse().is_ok_and(|n: u32| n <= MAX_PEOPLE))
}
