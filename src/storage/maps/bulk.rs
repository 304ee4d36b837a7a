//! Multi-row statements as constants. A round trip to the database thread costs as much as writing a row.

/// A number of rows and the statement for that many.
pub(crate) type ManyRows = (usize, &'static str);

/// Builds a statement for each number of rows: `before`, then that many copies of the row with numbered placeholders
/// (`(?, ?)` becomes `($1, $2), ($3, $4), …`), then `after`.
macro_rules! many_rows {
    ($before:expr, [$($rows:expr),+], $row:expr, $after:expr) => {&[$(($rows, {
        const LENGTH: usize = $crate::storage::maps::bulk::write($before, $rows, $row, $after, &mut []);
        const TEXT: [u8; LENGTH] = {
            let mut text = [0; LENGTH];
            $crate::storage::maps::bulk::write($before, $rows, $row, $after, &mut text);
            text
        };
        match std::str::from_utf8(&TEXT) {
            Ok(text) => text,
            Err(_) => "",
        }
    })),+]};
}
pub(crate) use many_rows;

/// Divides rows among statements, which are for fewer and fewer rows and at last for one.
pub(crate) fn divided<'r, T>(
    mut rows: &'r [T],
    statements: &'static [ManyRows],
) -> impl Iterator<Item = (&'static str, &'r [T])> {
    statements.iter().flat_map(move |&(size, statement)| {
        let (these, rest) = rows.split_at(rows.len() - rows.len() % size);
        rows = rest;
        these.chunks(size).map(move |rows| (statement, rows))
    })
}

/// Writes as much of the statement as fits into `out` and returns its full length. Runs at compile time.
pub(crate) const fn write(before: &str, rows: usize, row: &str, after: &str, out: &mut [u8]) -> usize {
    let mut at = put(before.as_bytes(), 0, out);
    let (row, mut written, mut number) = (row.as_bytes(), 0, 1);
    while written < rows {
        at = put(if written == 0 { b"" } else { b", " }, at, out);
        let mut index = 0;
        while index < row.len() {
            at = if row[index] == b'?' {
                put_number(number, put(b"$", at, out), out)
            } else {
                put(&[row[index]], at, out)
            };
            number += (row[index] == b'?') as usize;
            index += 1;
        }
        written += 1;
    }
    put(after.as_bytes(), at, out)
}

const fn put(text: &[u8], mut at: usize, out: &mut [u8]) -> usize {
    let mut index = 0;
    while index < text.len() {
        if at < out.len() {
            out[at] = text[index];
        }
        at += 1;
        index += 1;
    }
    at
}

const fn put_number(number: usize, at: usize, out: &mut [u8]) -> usize {
    let at = if number >= 10 { put_number(number / 10, at, out) } else { at };
    #[expect(clippy::cast_possible_truncation, reason = "a digit")]
    let digit = b'0' + (number % 10) as u8;
    put(&[digit], at, out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const INSERTS: &[ManyRows] =
        many_rows!("insert into t (a, b) values ", [2, 1], "(?, ?)", " on conflict do nothing");
    const LONG: &[ManyRows] = many_rows!("", [40], "(?, cast(? as text), ?)", ";");

    #[test]
    fn placeholders_are_numbered_through_all_rows() {
        assert_eq!(INSERTS[0], (2, "insert into t (a, b) values ($1, $2), ($3, $4) on conflict do nothing"));
        let (_, long) = LONG[0];
        assert!(
            long.starts_with("($1, cast($2 as text), $3), (") && long.ends_with("($118, cast($119 as text), $120);"),
            "{long}"
        );
        assert_eq!(long.matches("), (").count(), 39);
    }

    #[test]
    fn rows_are_divided_among_statements() {
        let [(_, two), (_, one)] = [INSERTS[0], INSERTS[1]];
        let rows = [1, 2, 3, 4, 5];
        let divided: Vec<_> = divided(&rows, INSERTS).collect();
        assert_eq!(divided, [(two, &rows[..2]), (two, &rows[2..4]), (one, &rows[4..])]);
    }
}
