//! What is true of every table: the order of its columns doesn't matter, and a row of totals changes nothing.

use proptest::prelude::*;
use vsm::Map;

fn map(table: &str) -> Map {
    exchange::read("x", table.as_bytes()).unwrap_or_else(|error| panic!("{}\n{table}", error.message)).0
}

/// A column: its heading, and a cell for each row.
type ColumnOfTable = (&'static str, Vec<String>);

fn time() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => (1_u32..400, prop::sample::select(vec!["h", "d", "min", " hours", " days", " weeks"])).prop_map(|(number, unit)| format!("{number}{unit}")),
        1 => (1_u32..9, 1_u32..9).prop_map(|(hours, minutes)| format!("{hours}h {minutes}0m")),
        1 => (1_u32..5, 6_u32..20).prop_map(|(low, high)| format!("{low}–{high} days")),
        1 => prop::sample::select(vec!["TBD", "?", "~3 h", "8+ hours", "1h30", "PT4H", "½ day", "0"]).prop_map(str::to_owned),
    ]
}

/// The columns of a table with as many rows.
fn columns(rows: usize) -> impl Strategy<Value = Vec<ColumnOfTable>> {
    let cells = |cell: BoxedStrategy<String>| prop::collection::vec(cell, rows);
    let share = (1_u32..=100).prop_map(|share| format!("{share}%")).boxed();
    let number = (1_u32..40).prop_map(|number| number.to_string()).boxed();
    let team = prop::sample::select(vec!["Dev", "Ops", "Change board", ""]).prop_map(str::to_owned).boxed();
    let note = prop::sample::select(vec!["weekly", "fine, so far", "see “wiki”", ""]).prop_map(str::to_owned).boxed();
    (
        cells(time().boxed()),
        cells(time().boxed()),
        cells(share),
        cells(number.clone()),
        cells(number),
        cells(team),
        cells(note),
    )
        .prop_map(move |(wait, work, right, people, queue, team, note)| {
            vec![
                (
                    "Step name",
                    (0..rows).map(|at| format!("Activity {}", char::from(b'A' + u8::try_from(at).unwrap()))).collect(),
                ),
                ("Wait time", wait),
                ("Process time (PT)", work),
                ("%C/A", right),
                ("FTE", people),
                ("Inventory", queue),
                ("Owner", team),
                ("Comments", note),
            ]
        })
}

fn table(columns: &[ColumnOfTable], last: Option<&str>) -> String {
    let quoted = |cell: &str| format!("\"{}\"", cell.replace('"', "\"\""));
    let headings: Vec<String> = columns.iter().map(|(heading, _)| quoted(heading)).collect();
    let mut lines = vec![headings.join(",")];
    let rows = columns.first().map_or(0, |(_, cells)| cells.len());
    for row in 0..rows {
        lines.push(columns.iter().map(|(_, cells)| quoted(&cells[row])).collect::<Vec<_>>().join(","));
    }
    if let Some(last) = last {
        let cells = columns.iter().map(|(heading, _)| match *heading {
            "Step name" => quoted(last),
            "Wait time" => quoted("12 days"),
            "Process time (PT)" => quoted("99 h"),
            _ => String::new(),
        });
        lines.push(cells.collect::<Vec<_>>().join(","));
    }
    lines.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn order_of_columns_does_not_matter((columns, shuffled) in columns(4).prop_flat_map(|columns| (Just(columns.clone()), Just(columns).prop_shuffle()))) {
        prop_assert_eq!(map(&table(&columns, None)), map(&table(&shuffled, None)));
    }

    #[test]
    fn row_of_totals_changes_nothing(columns in columns(4), last in prop::sample::select(vec!["Total", "TOTAL:", "Summe", "Grand total", "合計", "Average"])) {
        prop_assert_eq!(map(&table(&columns, None)), map(&table(&columns, Some(last))));
    }

    #[test]
    fn exported_table_is_read_back(columns in columns(4)) {
        let first = map(&table(&columns, None));
        let again = map(&exchange::table::write(&first));
        prop_assert_eq!(again.steps, first.steps);
    }
}
