//! Statements for many rows at once, as constants. The way to the database's thread and back costs as much as writing a
//! row, so what is written together travels together.

/// `before`, then `($1, $2), ($3, $4), …` for so many rows and columns, then `after`.
macro_rules! many_rows {
    ($before:expr, $rows:expr, $columns:expr, $after:expr) => {{
        const LENGTH: usize = $crate::storage::many::write($before, $rows, $columns, $after, &mut []);
        const TEXT: [u8; LENGTH] = {
            let mut text = [0; LENGTH];
            $crate::storage::many::write($before, $rows, $columns, $after, &mut text);
            text
        };
        match std::str::from_utf8(&TEXT) {
            Ok(text) => text,
            Err(_) => "",
        }
    }};
}
pub(super) use many_rows;

/// Writes the statement as far as there is room, and tells how long it is. Runs when the program is built.
pub(super) const fn write(before: &str, rows: usize, columns: usize, after: &str, out: &mut [u8]) -> usize {
    let mut at = put(before.as_bytes(), 0, out);
    let mut number = 1;
    while number <= rows * columns {
        let first = number % columns == 1 || columns == 1;
        at = put(
            if number == 1 {
                b"($"
            } else if first {
                b"), ($"
            } else {
                b", $"
            },
            at,
            out,
        );
        at = put_number(number, at, out);
        number += 1;
    }
    put(after.as_bytes(), put(b")", at, out), out)
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
    const TWO: &str = many_rows!("insert into t (a, b) values ", 2, 2, " on conflict do nothing");
    const LONG: &str = many_rows!("", 4, 28, ";");

    #[test]
    fn numbers_run_through_all_rows() {
        assert_eq!(TWO, "insert into t (a, b) values ($1, $2), ($3, $4) on conflict do nothing");
        assert!(LONG.starts_with("($1, $2, ") && LONG.ends_with(", $111, $112);"), "{LONG}");
        assert_eq!(LONG.matches("), (").count(), 3);
    }
}
