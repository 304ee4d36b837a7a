//! Multi-row statements as constants. A round trip to the database thread costs as much as writing a row.

/// Builds a statement: `before`, then `$rows` copies of the row with numbered placeholders (`(?, ?)` becomes
/// `($1, $2), ($3, $4), …`), then `after`.
macro_rules! many_rows {
    ($before:expr, $rows:expr, $row:expr, $after:expr) => {{
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
    }};
}
pub(crate) use many_rows;

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
    const TWO: &str = many_rows!("insert into t (a, b) values ", 2, "(?, ?)", " on conflict do nothing");
    const LONG: &str = many_rows!("", 40, "(?, cast(? as text), ?)", ";");

    #[test]
    fn placeholders_are_numbered_through_all_rows() {
        assert_eq!(TWO, "insert into t (a, b) values ($1, $2), ($3, $4) on conflict do nothing");
        assert!(
            LONG.starts_with("($1, cast($2 as text), $3), (") && LONG.ends_with("($118, cast($119 as text), $120);"),
            "{LONG}"
        );
        assert_eq!(LONG.matches("), (").count(), 39);
    }
}
