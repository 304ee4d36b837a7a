//! Comments on cells, which go to the notes of their steps: they become a column.

use crate::outcome::finding;
use crate::table::bytes::{MAX_COLUMNS, TableRow};
use crate::table::cells::clip;
use crate::table::formula_escape::defuse;
use crate::table::heading::{Column, Heading};
use crate::table::shape::headings::Title;
use crate::table::sheet::column_letter;
use vsm::model::finding::Finding;

/// Adds a column with the comments. Those that belong to no row below the headings are reported.
pub(super) fn take(
    comments: &[(usize, usize, String)],
    titles: &mut Vec<Title>,
    rows: &mut [TableRow],
) -> Option<Finding> {
    let at = titles.len();
    let mut others = Vec::new();
    let mut is_used = false;
    for (number, column, said) in comments {
        let row = rows.binary_search_by_key(number, |row| row.number).ok().and_then(|row| rows.get_mut(row));
        let title = titles.get(*column).map_or("", |title| title.text.as_str());
        let about = if title.is_empty() { said.clone() } else { format!("{title}: {said}") };
        let Some(cell) = row.filter(|_| at < MAX_COLUMNS).and_then(|row| row.cell_mut(at)) else {
            others.push(format!("{}{number} (“{}”)", column_letter(*column), clip(said)));
            continue;
        };
        *cell = if cell.is_empty() { defuse(&about) } else { format!("{cell}\n{about}") };
        is_used = true;
    }
    if is_used {
        titles.push(Title { text: "Comment".to_owned(), heading: Some(Heading::new(Column::Remark, None)) });
    }
    let (last, before) = others.split_last()?;
    let sentence = if before.is_empty() {
        format!("The comment on {last} was skipped.")
    } else {
        const SHOWN: usize = 3;
        let more = (before.len() + 1).saturating_sub(SHOWN);
        let shown: Vec<&str> = before.iter().chain([last]).take(SHOWN).map(String::as_str).collect();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("The comments on {}{more} were skipped.", shown.join(", "))
    };
    Some(finding("not_kept", sentence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_a_column() {
        let title = |text: &str| Title { text: text.to_owned(), heading: None };
        let mut titles = vec![title("Step"), title("Wait")];
        let mut rows = vec![TableRow { number: 2, cells: vec!["Build".to_owned()] }];
        let comment = |row, column, said: &str| (row, column, said.to_owned());
        let comments = [comment(1, 1, "in days"), comment(2, 0, "with CI"), comment(2, 1, "for the board")];
        let found = take(&comments, &mut titles, &mut rows).unwrap();
        assert_eq!(found.sentence, "The comment on B1 (“in days”) was skipped.");
        assert_eq!(titles[2].text, "Comment");
        assert_eq!(rows[0].cells, ["Build", "", "Step: with CI\nWait: for the board"]);
        assert_eq!(take(&[], &mut titles, &mut rows), None);
    }
}
