//! A block copied out of a table without its headings: what a column means is guessed from what is in it, and told.

use crate::table::bytes;
use crate::table::cells::clip;
use crate::table::columns::{Column, Heading};
use crate::table::fields::Cell;
use crate::table::formula_escape::arm;
use crate::text_lines::headed::shown;
use crate::text_lines::row::Row;
use crate::text_lines::vocabulary::{Meaning, NUMBERS, meaning};
use crate::text_lines::{lines, tidy};
use vsm::Map;
use vsm::model::duration::{WorkingCalendar, is_unknown};

/// What most cells of a column look like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Looks {
    Empty,
    Text,
    Time,
    PerCent,
    Number,
}

/// The rows, if tabs stand between their cells.
pub(super) fn read(text: &str, map: &Map, findings: &mut Vec<String>) -> Option<Vec<Row>> {
    let said = || lines::numbered(text).map(|(_, line)| line.trim()).filter(|line| !tidy::says_nothing(line));
    if said().filter(|line| line.contains('\t')).count() * 2 < said().count().max(1) {
        return None;
    }
    let mut rows = bytes::rows(text, '\t').ok()?;
    rows.retain(|row| !row.cells.iter().all(|cell| tidy::says_nothing(cell)));
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let looks: Vec<Looks> = (0..width).map(|at| looks(&rows, at, &map.clock)).collect();
    let name = looks.iter().position(|looks| *looks == Looks::Text)?;
    // A numbered list out of a text: what stands behind the number is a line like any other.
    if looks.iter().enumerate().all(|(at, looks)| at <= name || *looks == Looks::Empty) {
        return Some(lines::read(rows.iter().map(|row| (row.number, row.cell(name))), &map.clock));
    }
    leave_out_headings(&mut rows, &looks, findings);
    let meant = guess(&rows, &looks, name, &map.clock);
    findings.push(told(&meant));
    Some(rows.iter().map(|row| crate::text_lines::columns::row(row, &meant, name, map)).collect())
}

fn row(cells: &bytes::Row, meant: &[Option<Column>], name: usize, map: &Map) -> Row {
    let mut row = Row::new(cells.number, &shown(cells));
    for (at, cell) in cells.cells.iter().enumerate().filter(|(_, cell)| !tidy::says_nothing(cell)) {
        let cell = arm(cell);
        let text = if at == name { tidy::without_bullet(&cell) } else { &cell };
        match meant.get(at).copied().flatten() {
            Some(column) => {
                let heading = Heading { column, unit: None };
                row.put(
                    &Cell { text, heading: &heading, of_one: false, clock: &map.clock, numbers: NUMBERS },
                    column.heading(),
                );
            }
            // Numbers before the names only count the rows.
            None if at < name && is_number(text) => {}
            None if is_unknown(text) => {}
            // A cell may say by itself what it is: `1d wait`, `by hand`, `weekly`.
            None if let Ok(Meaning::Value(heading, said)) = meaning(text, &map.clock) => {
                let cell = Cell { text: &said, heading: &heading, of_one: false, clock: &map.clock, numbers: NUMBERS };
                row.put(&cell, "");
            }
            None => row.not_understood.push(format!("“{}”: The meaning of column {} is unclear.", clip(text), at + 1)),
        }
    }
    row
}

fn looks(rows: &[bytes::Row], at: usize, clock: &WorkingCalendar) -> Looks {
    let (mut texts, mut times, mut shares, mut numbers) = (0_usize, 0_usize, 0_usize, 0_usize);
    for cell in rows.iter().map(|row| row.cell(at)).filter(|cell| !is_unknown(cell) && !tidy::says_nothing(cell)) {
        if cell.ends_with('%') && NUMBERS.percent(cell, false).is_ok() {
            shares += 1;
        } else if is_number(cell) {
            numbers += 1;
        } else if NUMBERS.estimate(cell, None, clock).is_ok() {
            times += 1;
        } else {
            texts += 1;
        }
    }
    // A bare 0 is a time as well as a number; a heading or a remark among figures does not make a text of them.
    let most = texts.max(times).max(shares).max(numbers);
    match most {
        0 => Looks::Empty,
        _ if times > 0 && times + numbers >= texts && times >= shares => Looks::Time,
        _ if most == shares => Looks::PerCent,
        _ if most == numbers => Looks::Number,
        _ => Looks::Text,
    }
}

fn is_number(cell: &str) -> bool {
    let cell = cell.trim_end_matches(['.', ')']);
    !cell.is_empty() && cell.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | ','))
}

/// Words above columns of figures are headings in another language, or ones that nobody knows here.
fn leave_out_headings(rows: &mut Vec<bytes::Row>, looks: &[Looks], findings: &mut Vec<String>) {
    let Some(first) = rows.first().filter(|_| rows.len() > 1) else { return };
    let figures =
        looks.iter().enumerate().filter(|(_, looks)| matches!(looks, Looks::Time | Looks::PerCent | Looks::Number));
    let above: Vec<&str> = figures.map(|(at, _)| first.cell(at)).filter(|cell| !cell.is_empty()).collect();
    let is_word = |cell: &&str| !cell.contains(|c: char| c.is_ascii_digit()) && !is_unknown(cell);
    if !above.is_empty() && above.iter().all(is_word) {
        findings.push(format!(
            "Row {} (“{}”) looks like unknown headings and was skipped.",
            first.number,
            clip(&shown(first))
        ));
        rows.remove(0);
    }
}

/// The meaning of each column, as far as it can be guessed: the order is that of Weir's own table.
fn guess(rows: &[bytes::Row], looks: &[Looks], name: usize, clock: &WorkingCalendar) -> Vec<Option<Column>> {
    let mut meant: Vec<Option<Column>> = vec![None; looks.len()];
    let mut free = vec![Column::Downtime, Column::Work, Column::Wait];
    let mut numbers = looks.iter().enumerate().filter(|(at, looks)| *at > name && **looks == Looks::Number).count();
    let mut past_shares = false;
    for (at, looks) in looks.iter().enumerate() {
        let column = match looks {
            _ if at == name => Some(Column::Step),
            Looks::Text if at > name && !meant.contains(&Some(Column::Team)) && is_team_like(rows, at, clock) => {
                Some(Column::Team)
            }
            Looks::PerCent if !meant.contains(&Some(Column::CompleteAccurate)) => Some(Column::CompleteAccurate),
            // Downtime stands at the end of our table; a third time right after wait and work may be anything.
            Looks::Time if free.len() > 1 || past_shares => free.pop(),
            Looks::Number if at > name && numbers == 1 && is_small(rows, at) => Some(Column::People),
            // Right behind the work stands %C/A in our own table; a sign for per cent is not needed there.
            Looks::Number if at > 0 && meant.get(at - 1) == Some(&Some(Column::Work)) && is_share(rows, at) => {
                numbers -= 1;
                Some(Column::CompleteAccurate)
            }
            _ => None,
        };
        past_shares |= matches!(column, Some(Column::CompleteAccurate | Column::People));
        if let Some(place) = meant.get_mut(at) {
            *place = column;
        }
    }
    meant
}

/// Short texts that do not say by themselves what they are.
fn is_team_like(rows: &[bytes::Row], at: usize, clock: &WorkingCalendar) -> bool {
    let cells: Vec<&str> = rows.iter().map(|row| row.cell(at)).filter(|cell| !is_unknown(cell)).collect();
    // A team may be called like a kind of step: Test.
    let says =
        |cell: &&&str| matches!(meaning(cell, clock), Ok(Meaning::Value(heading, _)) if heading.column != Column::Kind);
    if cells.iter().filter(says).count() * 2 > cells.len() {
        return false;
    }
    let short = cells.iter().filter(|cell| cell.chars().count() <= 40 && cell.split_whitespace().count() <= 5).count();
    short * 5 >= cells.len() * 4
}

fn is_share(rows: &[bytes::Row], at: usize) -> bool {
    let mut known = rows.iter().map(|row| row.cell(at)).filter(|cell| !is_unknown(cell));
    known.all(|cell| NUMBERS.percent(cell, false).is_ok())
}

fn is_small(rows: &[bytes::Row], at: usize) -> bool {
    const MOST: u32 = 30;
    rows.iter()
        .map(|row| row.cell(at))
        .filter(|cell| !is_unknown(cell))
        .all(|cell| cell.parse().is_ok_and(|n: u32| n <= MOST))
}

fn told(meant: &[Option<Column>]) -> String {
    let called = |column: &Column| if *column == Column::Step { "name".to_owned() } else { column.in_sentence() };
    let columns: Vec<String> = meant.iter().flatten().map(called).collect();
    format!(
        "No headings found. The columns were read as: {}. If that’s wrong, include a heading row.",
        columns.join(", ")
    )
}
