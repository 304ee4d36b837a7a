//! Event logs, which have a row or an entry for each event rather than for each step.

use std::collections::{HashMap, HashSet};

use crate::table::bytes::TableRow;
use vsm::model::error::ValidationError;

/// Headings of the case that an event belongs to, whatever their spelling.
const CASES: &[&str] = &[
    "case",
    "case id",
    "caseid",
    "case key",
    "case number",
    "case no",
    "case concept name",
    "trace",
    "trace id",
    "process instance",
    "process instance id",
    "instance id",
    "instance",
];
/// Headings of a case in other lists; their values must also repeat.
const ITEMS: &[&str] = &[
    "item",
    "item id",
    "item key",
    "work item",
    "work item id",
    "ticket",
    "ticket id",
    "ticket key",
    "issue",
    "issue id",
    "issue key",
    "order",
    "order id",
    "order number",
    "key",
    "id",
    "request",
    "request id",
    "incident",
    "change",
    "change id",
    "pull request",
    "pr",
    "deployment",
    "deployment id",
    "release",
    "commit",
    "story",
    "card",
    "card id",
    "object id",
    "user",
    "user id",
    "customer",
    "customer id",
    "session",
    "session id",
    "patient",
    "patient id",
    "claim",
    "claim id",
    "application id",
    "run id",
    "build id",
    "job id",
    "ocel oid",
    "vorgang",
    "fall",
    "caso",
];
/// Headings of what happened.
const ACTIVITIES: &[&str] = &[
    "activity",
    "activity name",
    "concept name",
    "event",
    "event name",
    "event type",
    "task",
    "task name",
    "status",
    "state",
    "to status",
    "new status",
    "to state",
    "new state",
    "transition",
    "stage",
    "step",
    "phase",
    "column",
    "to",
    "action",
    "operation",
    "aktivität",
    "actividad",
    "activité",
];
/// The share of the cells that must be time stamps, in percent.
const MOST: usize = 80;

/// Whether a table has a row for each event: with a case, what happened to it, and when.
pub(crate) fn looks_like_one(headings: &[String], rows: &[TableRow]) -> bool {
    if rows.len() < 2 {
        return false;
    }
    let headings: Vec<String> = headings.iter().map(|heading| folded(heading)).collect();
    let times: Vec<usize> = (0..headings.len()).filter(|at| holds_times(*at, rows)).collect();
    let among = |names: &[&str]| {
        let is_one = |at: &usize| {
            let heading = headings.get(*at).map_or("", String::as_str);
            !times.contains(at) && names.contains(&heading)
        };
        (0..headings.len()).filter(is_one).collect::<Vec<usize>>()
    };
    if times.is_empty() {
        return false;
    }
    let (cases, items, activities) = (among(CASES), among(ITEMS), among(ACTIVITIES));
    // A column of events is clear.
    let is_event = |at: usize| headings.get(at).is_some_and(|heading| heading.split(' ').next() == Some("event"));
    let log_of = |case: &usize, repeats: bool| {
        let mut others = activities.iter().filter(|activity| *activity != case);
        others.any(|activity| has_events(rows, *case, *activity, repeats && !is_event(*activity)))
    };
    cases.iter().any(|case| log_of(case, false))
        || items.iter().any(|item| log_of(item, true))
        || is_one_row_per_case(&headings, &times, cases.iter().chain(&items).copied(), rows)
}

/// The error for an event log; `kind` is its format.
pub(crate) fn refusal(kind: &str) -> ValidationError {
    let entry = if kind == "table" { "row" } else { "entry" };
    let sentence = format!(
        "This is an event log ({kind}): one {entry} per event rather than per step. Weir can’t build a map from it \
         yet. Enter one row per step with its wait and work time."
    );
    ValidationError::new("event_log", sentence)
}

/// A heading in lower case, with its words separated by single spaces.
fn folded(heading: &str) -> String {
    let mut spaced = String::new();
    let mut before = ' ';
    for c in heading.chars() {
        if c.is_uppercase() && before.is_lowercase() {
            spaced.push(' ');
        }
        spaced.push(if c.is_alphanumeric() { c } else { ' ' });
        before = c;
    }
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

fn filled(rows: &[TableRow], at: usize) -> impl Iterator<Item = &str> {
    rows.iter().map(move |row| row.cell(at)).filter(|cell| !cell.is_empty())
}

fn holds_times(at: usize, rows: &[TableRow]) -> bool {
    let all = filled(rows, at).count();
    let times = filled(rows, at).filter(|cell| is_time_stamp(cell)).count();
    times >= 2 && 100 * times >= MOST * all
}

/// Whether the rows are events of cases. In a list of steps, no case comes twice. Where that is said of
/// something else than a case, two of them must have something in common.
fn has_events(rows: &[TableRow], case: usize, activity: usize, repeats: bool) -> bool {
    let mut by_case: HashMap<&str, usize> = HashMap::new();
    let mut by_activity: HashMap<&str, HashSet<&str>> = HashMap::new();
    for row in rows.iter().filter(|row| !row.cell(case).is_empty() && !row.cell(activity).is_empty()) {
        *by_case.entry(row.cell(case)).or_default() += 1;
        by_activity.entry(row.cell(activity)).or_default().insert(row.cell(case));
    }
    let several = by_case.values().filter(|events| **events > 1).count();
    let is_shared = by_activity.values().any(|cases| cases.len() > 1);
    if repeats { several > 1 && is_shared } else { several > 0 }
}

/// Whether each row is a case with the times at which it came to each stage, as boards export it.
fn is_one_row_per_case(
    headings: &[String],
    times: &[usize],
    mut cases: impl Iterator<Item = usize>,
    rows: &[TableRow],
) -> bool {
    const OF_PLANS: &[&str] = &[
        "start", "end", "date", "due", "from", "to", "begin", "finish", "finished", "created", "updated", "mapped",
        "planned", "actual", "target", "baseline", "deadline", "resolved", "closed", "modified", "changed", "last",
        "beginn", "ende", "datum", "inicio", "fin",
    ];
    let is_stage = |at: &&usize| {
        headings.get(**at).is_some_and(|heading| !heading.split(' ').any(|word| OF_PLANS.contains(&word)))
    };
    let is_unique = |at: usize| filled(rows, at).collect::<HashSet<_>>().len() == rows.len();
    times.iter().filter(is_stage).count() > 2 && cases.any(is_unique)
}

/// Whether a cell is a date, with or without a time of day.
fn is_time_stamp(cell: &str) -> bool {
    const MONTHS: &[&str] = &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    if cell.len() > 60 {
        return false;
    }
    // Seconds or milliseconds since 1970.
    if cell.bytes().all(|byte| byte.is_ascii_digit()) && matches!(cell.len(), 10 | 13) {
        return cell.starts_with('1');
    }
    let date = cell.split(['T', ' ', ',']).next().unwrap_or_default();
    let parts: Vec<&str> = date.split(['-', '/', '.']).collect();
    let is_number = |part: &&str| !part.is_empty() && part.len() <= 4 && part.bytes().all(|b| b.is_ascii_digit());
    let year = |part: &&str| part.len() == 4 && (part.starts_with("19") || part.starts_with("20"));
    if parts.len() == 3 && parts.iter().all(is_number) {
        let ends = [parts.first(), parts.last()];
        return ends.into_iter().flatten().any(year) || parts.iter().all(|part| part.len() == 2);
    }
    let words: Vec<&str> = cell.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let is_month = |word: &&str| word.get(..3).is_some_and(|start| MONTHS.contains(&start.to_lowercase().as_str()));
    words.len() >= 3 && words.iter().take(4).any(is_month) && words.iter().any(year)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(table: &str) -> bool {
        let mut rows = crate::table::bytes::rows(table, ',').unwrap();
        let headings = rows.remove(0).cells;
        looks_like_one(&headings, &rows)
    }

    #[test]
    fn event_logs_are_recognized() {
        for table in [
            "case id,activity,timestamp\n1,Register,2026-01-05T10:00:00\n1,Check,2026-01-06T11:30:00\n2,Register,2026-01-07T09:00:00\n",
            "case:concept:name,concept:name,time:timestamp\nc1,A,2026-01-05 10:00:00+00:00\nc1,B,2026-01-05 11:00:00+00:00\n",
            "Case ID,Resource,Activity,Start Timestamp,Complete Timestamp\n1,x,A,05.01.2026 10:00,05.01.2026 11:00\n1,y,B,06.01.2026 10:00,06.01.2026 11:00\n",
            "CaseID,ActivityName,Date\n1,A,1/5/2026\n1,B,1/6/2026\n2,A,1/7/2026\n",
            "Issue key,To status,Date\nX-1,Dev,5 Jan 2026 10:00\nX-1,Done,6 Jan 2026\nX-2,Dev,7 Jan 2026\nX-2,Done,8 Jan 2026\n",
            "ticket,step,entered,exited\nX-1,Dev,2026-01-05,2026-01-06\nX-1,Test,2026-01-06,2026-01-08\nX-2,Dev,2026-01-05,2026-01-06\nX-2,Test,2026-01-09,\n",
            "timestamp,user_id,event\n2026-01-05,u1,login\n2026-01-05,u1,buy\n2026-01-06,u2,login\n2026-01-06,u2,buy\n",
            "trace_id,event,time\na,x,1767600000000\na,y,1767600001000\n",
            "ID,Title,Backlog,Analysis,Development,Done\n1,A,2026-01-05,2026-01-06,2026-01-07,2026-01-08\n2,B,2026-01-05,,2026-01-07,2026-01-09\n",
        ] {
            assert!(looks(table), "{table}");
        }
    }

    #[test]
    fn tables_of_steps_are_not_event_logs() {
        for table in [
            "Step,Wait,Work,Date\nBuild,2d,1h,2026-01-05\nShip,1d,1h,2026-01-06\n",
            "ID,Step,Start date,End date\n1,Build,2026-01-05,2026-01-06\n2,Ship,2026-01-07,2026-01-08\n",
            "Release,Step,Date\n1.0,Build,2026-01-05\n1.0,Test,2026-01-06\n1.0,Ship,2026-01-07\n",
            "Case,Step,Wait\n1,Build,2d\n1,Ship,1d\n",
            "Phase,Activity,PT,LT,Observed on\nDev,Build,1h,2d,2026-01-05\nDev,Test,2h,3d,2026-01-05\nOps,Ship,1h,1d,2026-01-06\n",
            "ID,Task,Start,Finish,Baseline start,Baseline finish,Actual start\n1,A,2026-01-05,2026-01-06,2026-01-05,2026-01-06,2026-01-05\n2,B,2026-01-05,2026-01-06,2026-01-05,2026-01-06,2026-01-05\n",
            "Step,User,Date\nBuild,Ann,2026-01-05\nTest,Ann,2026-01-06\nShip,Bob,2026-01-07\nRun,Bob,2026-01-08\n",
            "Item,Step,Date\nA,Build,2026-01-05\nB,Test,2026-01-06\n",
            "Step,Version\nBuild,1.2.3\nShip,1.2.4\n",
            "Order,Step,Last done\n1,Build,2026-01-05\n2,Test,2026-01-06\n2,Lint,2026-01-06\n",
            "step,work\n",
        ] {
            assert!(!looks(table), "{table}");
        }
    }
}
