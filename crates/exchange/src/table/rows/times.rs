//! What the times of a row, or of neighbouring rows, say together: lead time ranges, necessary work, waits that are rows
//! of their own, and times that contradict each other.

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::outcome::{finding, rows_named};
use crate::table::assigned::Sheet;
use crate::table::cells::clip;
use crate::table::heading::Column;
use crate::table::rows::cell::{LEAD_RANGE, NECESSARY, WAIT_AFTER, is_named_waiting, is_waiting, is_without_value};
use crate::table::rows::order::Groups;
use crate::table::rows::row::{Row, Told, remark, seconds};
use vsm::model::duration::WorkingCalendar;
use vsm::model::finding::Finding;

/// Completes the times of all rows.
pub(super) fn complete(
    sheet: &Sheet,
    rows: &mut Vec<Row>,
    groups: Option<&Groups>,
    clock: &WorkingCalendar,
    findings: &mut Vec<Finding>,
) {
    take_waiting_rows(sheet, rows, clock, findings);
    move_waits_after(sheet, rows, groups, clock, findings);
    fill_the_other(sheet, rows, findings);
    for row in rows {
        add_necessary_work(sheet, row, clock);
        split_lead_range(sheet, row, clock);
        drop_contradiction(sheet, row, clock);
    }
}

fn title(sheet: &Sheet, column: Column) -> String {
    sheet.column(column).map_or_else(|| column.heading().to_owned(), |column| column.title.clone())
}

/// Rows of a type such as “Wait” become the wait of the step below them.
fn take_waiting_rows(sheet: &Sheet, rows: &mut Vec<Row>, clock: &WorkingCalendar, findings: &mut Vec<Finding>) {
    let class = sheet.column(Column::Class);
    // With one column of times for everything, the names say what waits.
    let by_name = class.is_none()
        && !sheet.has(Column::Wait)
        && sheet.column(Column::Work).is_some_and(|column| column.heading.is_weak)
        && !sheet.columns.iter().any(|column| matches!(column.heading.column, Column::Lead | Column::WaitAfter));
    if class.is_none() && !by_name {
        return;
    }
    let is_waiting = |row: &Row| {
        let name = row.name().unwrap_or_default();
        let Some(class) = class else { return is_named_waiting(name) };
        let cell = sheet.rows.get(row.at).map_or("", |cells| cells.cell(class.at));
        is_waiting(cell) || is_without_value(cell) && is_waiting(name)
    };
    let mut taken: Vec<usize> = Vec::new();
    let mut pending: Vec<(String, u64)> = Vec::new();
    // What else the waiting rows say goes with their time.
    let mut carried: Vec<String> = Vec::new();
    let mut kept = Vec::with_capacity(rows.len());
    let all = std::mem::take(rows);
    let last = all.len().checked_sub(1);
    for (at, mut row) in all.into_iter().enumerate() {
        let name = row.name().unwrap_or_default().to_owned();
        if is_waiting(&row) {
            let times: Vec<u64> = ["wait", "work", "lead"]
                .iter()
                .filter_map(|field| row.seconds(field, clock))
                .filter(|time| *time > 0)
                .collect();
            if let [time] = times.as_slice()
                && Some(at) != last
                && row.problems.is_empty()
            {
                pending.push((name, *time));
                taken.push(row.number);
                let told = row.told.iter().map(|told| {
                    let code = if told.goes_to_note { "into_note" } else { "read_as" };
                    finding(code, format!("Row {}, {}: {}", row.number, clip(&told.title), told.sentence))
                });
                findings.extend(told);
                carried.extend(leftovers(&mut row));
                continue;
            }
            // Waiting that isn't one plain time stays a step: its time is a wait.
            if let Some(work) = row.fields.remove("work") {
                row.fields.entry("wait").or_insert(work);
                row.fields.insert("work".to_owned(), 0.into());
            }
        }
        if !pending.is_empty() {
            let waits: u64 = pending.iter().map(|(_, time)| *time).fold(0, u64::saturating_add);
            let (work, lead) = (row.seconds("work", clock), row.seconds("lead", clock));
            // Work and the waits above can make the lead time already.
            let contains_them = work.zip(lead).is_some_and(|(work, lead)| work.saturating_add(waits) == lead);
            let own = row.seconds("wait", clock).or_else(|| lead?.checked_sub(work?)).filter(|_| !contains_them);
            row.fields.insert("wait".to_owned(), waits.saturating_add(own.unwrap_or(0)).into());
            if let Some(lead) = lead.filter(|_| !contains_them) {
                row.fields.insert("lead".to_owned(), lead.saturating_add(waits).into());
            }
            let reasons: Vec<&str> = pending.iter().map(|(name, _)| name.as_str()).collect();
            let reason = reasons.join("; ");
            if row.fields.get("wait_reason").is_none_or(Value::is_null) && !reason.is_empty() {
                row.fields.insert("wait_reason".to_owned(), clip_reason(&reason).into());
            } else {
                row.remarks.push(remark("Wait", &reason));
            }
            pending.clear();
            row.remarks.append(&mut carried);
        }
        kept.push(row);
    }
    *rows = kept;
    if !taken.is_empty() {
        // Where waits are rows, what has none before it doesn't wait.
        let is_only_in_rows = !sheet.has(Column::Wait) && !sheet.has(Column::Lead);
        if is_only_in_rows {
            for row in rows.iter_mut().filter(|row| row.fields.get("wait").is_none_or(Value::is_null)) {
                row.fields.insert("wait".to_owned(), 0.into());
            }
        }
        let others = if is_only_in_rows { "; other steps don’t wait" } else { "" };
        let sentence = format!("{} waiting and became the wait time of the step below{others}.", rows_are(&taken));
        findings.push(finding("read_as", sentence));
    }
}

/// What a waiting row says besides its name and time, as lines for the note of the step that waits.
fn leftovers(row: &mut Row) -> Vec<String> {
    let texts = [(Column::Team, "team"), (Column::WaitReason, "wait_reason"), (Column::Note, "note")];
    let mut lines: Vec<String> = texts
        .into_iter()
        .filter_map(|(column, field)| Some((column, row.fields.get(field)?.as_str()?)))
        .filter(|(_, text)| !text.is_empty())
        .map(|(column, text)| remark(column.heading(), text))
        .collect();
    let numbers = [
        (Column::People, "people"),
        (Column::Queue, "queue"),
        (Column::Batch, "batch"),
        (Column::CompleteAccurate, "complete_accurate"),
    ];
    let numbers = numbers.into_iter().filter_map(|(column, field)| Some((column, row.fields.get(field)?)));
    lines.extend(
        numbers
            .filter(|(_, value)| value.is_number())
            .map(|(column, value)| remark(column.heading(), &value.to_string())),
    );
    lines.append(&mut row.remarks);
    lines
}

/// The longest wait reason that a step can have.
fn clip_reason(reason: &str) -> String {
    crate::table::cells::shortened(reason, 200)
}

/// `Row 3 is`, `Rows 3, 5 and 8 are`.
pub(super) fn rows_are(numbers: &[usize]) -> String {
    format!("{} {}", rows_named(numbers), if numbers.len() == 1 { "is" } else { "are" })
}

/// The wait after a step is the wait of the next one; of steps side by side, the longest is that of the steps that
/// follow.
fn move_waits_after(
    sheet: &Sheet,
    rows: &mut [Row],
    groups: Option<&Groups>,
    clock: &WorkingCalendar,
    findings: &mut Vec<Finding>,
) {
    if !sheet.has(Column::WaitAfter) {
        return;
    }
    let called = title(sheet, Column::WaitAfter);
    let has_wait = sheet.has(Column::Wait);
    let group_of: HashMap<usize, usize> = groups
        .into_iter()
        .flat_map(|groups| {
            groups.iter().enumerate().flat_map(|(at, group)| group.iter().map(move |number| (*number, at)))
        })
        .collect();
    // Without groups, every row is one.
    let place = |at: usize, row: &Row| group_of.get(&row.number).copied().unwrap_or(at);
    let places: Vec<usize> = rows.iter().enumerate().map(|(at, row)| place(at, row)).collect();
    let afters: Vec<Option<u64>> =
        rows.iter_mut().map(|row| row.fields.remove(WAIT_AFTER).and_then(|value| seconds(&value, clock))).collect();
    let mut longest: HashMap<usize, Option<u64>> = HashMap::new();
    for (place, after) in places.iter().zip(&afters) {
        longest.entry(*place).and_modify(|longest| *longest = (*longest).max(*after)).or_insert(*after);
    }
    let last = places.last().copied();
    let (mut before, mut current) = (Some(0), places.first().copied());
    let mut unequal: Vec<usize> = Vec::new();
    for ((row, place), after) in rows.iter_mut().zip(&places).zip(&afters) {
        if let Some(previous) = current.filter(|current| current != place) {
            (before, current) = (longest.get(&previous).copied().flatten(), Some(*place));
        }
        let own = if has_wait { row.seconds("wait", clock) } else { Some(0) };
        if let Some(wait) = before
            .zip(own)
            .map(|(before, own): (u64, u64)| before.saturating_add(own))
            .filter(|_| before != Some(0) || !has_wait)
        {
            row.fields.insert("wait".to_owned(), wait.into());
        } else if let Some(before) = before.filter(|before| *before > 0) {
            let range = row.fields.get("wait_range").cloned();
            let end = |at: usize| range.as_ref().and_then(|range| seconds(range.get(at)?, clock));
            let later =
                [Some(end(0).unwrap_or(0).saturating_add(before)), end(1).map(|end| end.saturating_add(before))];
            row.fields.insert("wait_range".to_owned(), json!(later));
            if range.is_none() {
                let before = clock.print(before);
                row.tell(&called, format!("The row above waits {before} afterwards, so this wait is at least that."));
            }
        }
        if Some(*place) == last && after.is_some_and(|after| after > 0) {
            let sentence = "This wait is after the last step and was added to its note.".to_owned();
            row.told.push(Told { title: called.clone(), sentence, goes_to_note: true });
            row.remarks.push(remark(&called, &clock.print(after.unwrap_or_default())));
        } else if longest.get(place) != Some(after) {
            unequal.push(row.number);
            row.remarks.push(remark(&called, &after.map_or_else(|| "?".to_owned(), |after| clock.print(after))));
        }
    }
    if !unequal.is_empty() {
        let sentence = format!(
            "{}, {}: Of steps side by side, the longest wait became that of the step below. This one goes to the note.",
            rows_named(&unequal),
            clip(&called)
        );
        findings.push(finding("read_as", sentence));
    }
    let links = sheet.columns.iter().filter(|column| matches!(column.heading.column, Column::Then | Column::After));
    if let Some(link) = links.into_iter().find(|link| sheet.rows.iter().any(|row| !row.cell(link.at).is_empty())) {
        let sentence = format!(
            "Column “{}” became the wait of the row below. Check steps that “{}” connects otherwise.",
            clip(&called),
            clip(&link.title)
        );
        findings.push(finding("read_as", sentence));
    }
}

/// If every row has either work or wait, never both, the other is nothing.
fn fill_the_other(sheet: &Sheet, rows: &mut [Row], findings: &mut Vec<Finding>) {
    let (Some(wait), Some(work)) = (sheet.column(Column::Wait), sheet.column(Column::Work)) else { return };
    if sheet.is_own() || sheet.has(Column::Lead) {
        return;
    }
    let is_given = |row: &Row, field: &str| {
        row.fields.get(field).is_some_and(|value| !value.is_null())
            || row.fields.contains_key(&format!("{field}_range"))
    };
    let is_empty = |row: &Row, at: usize| sheet.rows.get(row.at).is_some_and(|cells| cells.cell(at).is_empty());
    let lacks = |row: &Row, field: &str, at: usize| !is_given(row, field) && is_empty(row, at);
    let no_work = rows.iter().filter(|row| is_given(row, "wait") && lacks(row, "work", work.at)).count();
    let no_wait = rows.iter().filter(|row| is_given(row, "work") && lacks(row, "wait", wait.at)).count();
    let is_either = no_work > 0 && no_wait > 0 && no_work + no_wait == rows.len();
    let is_value_added = is_value_added(&wait.title) || is_value_added(&work.title);
    if !is_either && (!is_value_added || no_work + no_wait == 0) {
        return;
    }
    for row in rows.iter_mut() {
        for (one, other, at) in [("wait", "work", work.at), ("work", "wait", wait.at)] {
            if is_given(row, one) && lacks(row, other, at) {
                row.fields.insert(other.to_owned(), 0.into());
            }
        }
    }
    let sentence = format!(
        "Where a row has only one of “{}” and “{}”, the other was read as 0.",
        clip(&work.title),
        clip(&wait.title)
    );
    findings.push(finding("read_as", sentence));
}

/// Whether a heading divides time by the value that it adds: `VA time`, `NVA (h)`.
fn is_value_added(title: &str) -> bool {
    let lower = title.to_lowercase();
    let mut words = lower.split(|c: char| !c.is_alphanumeric());
    words.any(|word| matches!(word, "va" | "nva" | "nnva" | "bnva" | "vat" | "nvat"))
        || lower.contains("value") && lower.contains("add")
}

/// Necessary work without value is work.
fn add_necessary_work(sheet: &Sheet, row: &mut Row, clock: &WorkingCalendar) {
    let Some(necessary) = row.fields.remove(NECESSARY).and_then(|value| seconds(&value, clock)) else { return };
    if necessary == 0 && row.fields.get("work").is_some_and(|work| !work.is_null()) {
        return;
    }
    let work = row.seconds("work", clock).unwrap_or(0);
    row.fields.insert("work".to_owned(), work.saturating_add(necessary).into());
    let called = title(sheet, Column::Necessary);
    row.remarks.push(remark(&called, &clock.print(necessary)));
}

/// The range of a lead time, less the work, is that of the wait time.
fn split_lead_range(sheet: &Sheet, row: &mut Row, clock: &WorkingCalendar) {
    let Some(lead) = row.fields.remove(LEAD_RANGE) else { return };
    let called = title(sheet, Column::Lead);
    let end = |at: usize| lead.get(at).and_then(|value| seconds(value, clock));
    let (low, high) = (end(0).unwrap_or(0), end(1));
    let print = |low: u64, high: Option<u64>| match high {
        Some(high) => format!("{} to {}", clock.print(low), clock.print(high)),
        None => format!("at least {}", clock.print(low)),
    };
    let has_wait = row.fields.get("wait").is_some_and(|wait| !wait.is_null()) || row.fields.contains_key("wait_range");
    if has_wait {
        let sentence = "It is a range. It was added to the step’s note because the wait time is given.".to_owned();
        row.told.push(Told { title: called.clone(), sentence, goes_to_note: true });
        row.remarks.push(remark(&called, &print(low, high)));
        return;
    }
    let work = row.seconds("work", clock);
    let less = |time: u64| time.saturating_sub(work.unwrap_or(0));
    let (low, high) = (less(low), high.map(less));
    row.fields.insert("wait_range".to_owned(), json!([low, high]));
    let wait = print(low, high);
    let sentence = match work {
        Some(_) => format!("It is a range, so the wait time is {wait}."),
        None => format!("It is a range and the work time is unknown, so the wait time was read as {wait}."),
    };
    row.tell(&called, sentence);
}

/// Wait and work that don't make the lead time: the lead time is left out, with both numbers.
fn drop_contradiction(sheet: &Sheet, row: &mut Row, clock: &WorkingCalendar) {
    let times =
        |row: &Row| Some((row.seconds("wait", clock)?, row.seconds("work", clock)?, row.seconds("lead", clock)?));
    let Some((wait, work, lead)) = times(row) else { return };
    let sum = wait.saturating_add(work);
    if sum == lead {
        return;
    }
    row.fields.remove("lead");
    // Rounded figures differ a little.
    if sum.abs_diff(lead) * 100 <= lead.max(sum) {
        return;
    }
    let called = title(sheet, Column::Lead);
    let sentence = format!(
        "The row says {}, but wait and work time make {}. The value was added to the step’s note.",
        clock.print(lead),
        clock.print(sum)
    );
    row.told.push(Told { title: called.clone(), sentence, goes_to_note: true });
    row.remarks.push(remark(&called, &clock.print(lead)));
}
