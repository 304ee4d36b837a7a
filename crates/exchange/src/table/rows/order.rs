//! The order of the steps, from a column that numbers them: `1`, `2A`, `2B`, `3`. Steps with one number and different
//! letters stand side by side.

use crate::outcome::finding;
use crate::table::assigned::Sheet;
use crate::table::cells::clip;
use crate::table::heading::Column;
use vsm::model::finding::Finding;

/// A position: `2B` is (\[2\], "b"), `1.3` is (\[1, 3\], "").
type Position = (Vec<u64>, String);

/// The numbers of the rows in groups that follow one another; the steps of a group stand side by side.
pub(super) type Groups = Vec<Vec<usize>>;

/// Sorts the rows of a table by the column that numbers them, and tells which stand side by side. `None` without such a
/// column, or if its numbers make no sense.
pub(super) fn sort(sheet: &mut Sheet, findings: &mut Vec<Finding>) -> Option<Groups> {
    let Some(column) = sheet.column(Column::Order).cloned() else { return numbered_names(sheet, findings) };
    let positions: Option<Vec<Position>> = sheet.rows.iter().map(|row| position(row.cell(column.at))).collect();
    let Some(positions) = positions.filter(|positions| positions.len() > 1) else {
        let is_filled = sheet.rows.iter().any(|row| !row.cell(column.at).is_empty());
        if is_filled && sheet.rows.len() > 1 {
            let sentence =
                format!("Column “{}” doesn’t number every step, so the rows keep their order.", clip(&column.title));
            findings.push(finding("read_as", sentence));
        }
        return None;
    };
    let mut order: Vec<usize> = (0..positions.len()).collect();
    order.sort_by(|one, other| positions.get(*one).cmp(&positions.get(*other)));
    // In each section the numbers may begin again.
    let given: Vec<&Position> = positions.iter().collect();
    let begins_again = !order.is_sorted() && begins_again(&given);
    if begins_again {
        order.sort_unstable();
        let sentence = format!("Column “{}” begins again, so the rows keep their order.", clip(&column.title));
        findings.push(finding("read_as", sentence));
    }
    if !order.is_sorted() {
        let mut rows: Vec<_> = std::mem::take(&mut sheet.rows).into_iter().map(Some).collect();
        sheet.rows = order.iter().filter_map(|at| rows.get_mut(*at)?.take()).collect();
        let sentence = format!("The steps were sorted by column “{}”.", clip(&column.title));
        findings.push(finding("sorted", sentence));
    }
    if sheet.is_chain {
        return None;
    }
    let sorted: Vec<&Position> = order.iter().filter_map(|at| positions.get(*at)).collect();
    let groups = groups(&sorted);
    let side_by_side: Vec<String> = groups
        .iter()
        .filter(|group| group.len() > 1)
        .map(|group| {
            let cells: Vec<&str> =
                group.iter().filter_map(|at| sheet.rows.get(*at)).map(|row| row.cell(column.at)).collect();
            match cells.as_slice() {
                // The same number twice.
                [first, others @ ..] if others.iter().all(|other| other == first) => format!("numbered {first}"),
                cells => cells.join(" and "),
            }
        })
        .collect();
    if !side_by_side.is_empty() {
        let sentence = format!(
            "Column “{}”: the steps {} were placed side by side.",
            clip(&column.title),
            clip(&side_by_side.join(", "))
        );
        findings.push(finding("side_by_side", sentence));
    }
    let number = |at: &usize| sheet.rows.get(*at).map(|row| row.number);
    Some(groups.iter().map(|group| group.iter().filter_map(number).collect()).collect())
}

/// Whether the numbers ascend to some row, and then once more from the first one.
fn begins_again(positions: &[&Position]) -> bool {
    let first = positions.first();
    let pairs = positions.iter().zip(positions.iter().skip(1));
    let mut falls = pairs.filter(|(one, next)| next < one).peekable();
    falls.peek().is_some() && falls.all(|(_, next)| Some(next) == first)
}

/// The steps that stand side by side by the numbers in their names: `2a Code`, `2b Docs`.
fn numbered_names(sheet: &Sheet, findings: &mut Vec<Finding>) -> Option<Groups> {
    let column = sheet.column(Column::Step).filter(|_| !sheet.is_chain)?;
    let number = |row: &crate::table::bytes::TableRow| {
        let (number, name) = row.cell(column.at).split_once([' ', '.', ')', ':'])?;
        let is_number = number.starts_with(|c: char| c.is_ascii_digit()) && name.contains(char::is_alphabetic);
        // `2 d` is a time, and `3D` a word.
        position(number).filter(|(numbers, letters)| is_number && numbers.len() == 1 && letters.len() < 2)
    };
    let positions: Vec<Position> = sheet.rows.iter().map(number).collect::<Option<_>>()?;
    if !positions.is_sorted() {
        return None;
    }
    let all: Vec<&Position> = positions.iter().collect();
    let groups = groups(&all);
    // The same number twice may be a slip.
    let beside = groups.iter().filter(|group| group.len() > 1);
    let has_letters = |at: &usize| positions.get(*at).is_some_and(|(_, letters)| !letters.is_empty());
    if beside.clone().count() == 0 || !beside.clone().flatten().all(has_letters) {
        return None;
    }
    let names: Vec<String> = beside
        .map(|group| {
            let names =
                group.iter().filter_map(|at| sheet.rows.get(*at)).map(|row| format!("“{}”", clip(row.cell(column.at))));
            names.collect::<Vec<_>>().join(" and ")
        })
        .collect();
    let sentence = format!("{} were placed side by side, as they are numbered.", names.join(", "));
    findings.push(finding("side_by_side", sentence));
    let number = |at: &usize| sheet.rows.get(*at).map(|row| row.number);
    Some(groups.iter().map(|group| group.iter().filter_map(number).collect()).collect())
}

/// Steps with the same number and different letters, or the same number twice, make a group.
fn groups(sorted: &[&Position]) -> Vec<Vec<usize>> {
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, (numbers, letters)) in sorted.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| sorted.get(before));
        // After a plain 2, a 2a is a part of it that follows.
        let is_beside =
            before.is_some_and(|(other, before)| other == numbers && letters.is_empty() == before.is_empty());
        match groups.last_mut().filter(|_| is_beside) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups
}

/// Reads `3`, `2A`, `2-b`, `1.3`, `Step 4`, `10)`.
fn position(cell: &str) -> Option<Position> {
    let text = cell.trim().trim_end_matches(['.', ')', ':']);
    let start = text.find(|c: char| c.is_ascii_digit())?;
    // A word before the number: `Step 4`, `#4`.
    let before = text.get(..start)?.trim();
    if before.chars().count() > 12 || before.contains(|c: char| !c.is_alphabetic() && c != '#' && c != '.') {
        return None;
    }
    let rest = text.get(start..)?;
    let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
    let (digits, letters) = rest.split_at(end);
    let letters = letters.trim_start_matches(['-', '_', ' ', '/']).to_lowercase();
    if letters.chars().count() > 2 || !letters.chars().all(char::is_alphanumeric) {
        return None;
    }
    // A whole number of a spreadsheet may read 2.0.
    let digits = digits.trim_end_matches('.').strip_suffix(".0").unwrap_or(digits.trim_end_matches('.'));
    let numbers: Option<Vec<u64>> = digits.split('.').map(|number| number.parse().ok()).collect();
    Some((numbers?, letters))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_are_read() {
        let at = |cell| position(cell).map(|(numbers, letters)| format!("{numbers:?}{letters}"));
        for (cell, expected) in [
            ("3", "[3]"),
            ("2A", "[2]a"),
            ("2-b", "[2]b"),
            ("1.3", "[1, 3]"),
            ("Step 4", "[4]"),
            ("10)", "[10]"),
            ("#7", "[7]"),
            ("2.0", "[2]"),
        ] {
            assert_eq!(at(cell).as_deref(), Some(expected), "{cell}");
        }
        for cell in ["", "A", "after 3 days", "2 days", "first"] {
            assert_eq!(at(cell), None, "{cell}");
        }
    }

    #[test]
    fn numbers_may_begin_again() {
        for (cells, expected) in [
            (&["1", "2", "1", "2", "3"][..], true),
            (&["1", "2A", "2B", "1", "2"], true),
            (&["1", "2", "3"], false),
            (&["3", "1", "2"], false),
            (&["1", "3", "2"], false),
        ] {
            let positions: Vec<Position> = cells.iter().filter_map(|cell| position(cell)).collect();
            assert_eq!(begins_again(&positions.iter().collect::<Vec<_>>()), expected, "{cells:?}");
        }
    }

    #[test]
    fn letters_stand_side_by_side() {
        let positions: Vec<Position> =
            ["1", "2a", "2b", "3", "3a", "4", "4"].iter().filter_map(|cell| position(cell)).collect();
        assert_eq!(groups(&positions.iter().collect::<Vec<_>>()), [vec![0], vec![1, 2], vec![3], vec![4], vec![5, 6]]);
    }
}
