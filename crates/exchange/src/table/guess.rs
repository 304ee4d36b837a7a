//! Guesses the meaning of the columns, and says why.

use std::collections::HashSet;

use crate::table::bytes::TableRow;
use crate::table::cells::is_unknown_cell;
use crate::table::content;
use crate::table::heading::{Column, Heading, is_cycle_time, is_without_value, lone_unit_of};
use crate::table::rows::cell::{is_named_waiting, is_waiting};
use crate::table::shape::{ShapeChoice, Shaped, shape};
use crate::table::sheet::{RawSheet, column_letter};
use crate::table::values::{is_value_like, is_words, time_of_day, unit_in_brackets};
use vsm::model::duration::WorkingCalendar;
use vsm::model::map::State as MapState;

/// The meaning of a column.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Guess {
    /// `None`: the column is skipped.
    pub(crate) heading: Option<Heading>,
    /// Why, as a sentence for people; empty if its heading says so.
    pub(crate) why: String,
    /// Whether it is a guess that a person should look at.
    pub(crate) is_doubtful: bool,
    /// Whether a cell applies to the empty ones below it: it names a group of steps.
    pub(crate) is_group: bool,
}

impl Guess {
    fn sure(heading: Heading) -> Guess {
        Guess { heading: Some(heading), why: String::new(), is_doubtful: false, is_group: false }
    }

    fn doubtful(heading: Heading, why: String) -> Guess {
        Guess { heading: Some(heading), why, is_doubtful: true, is_group: false }
    }

    fn note(why: String) -> Guess {
        Guess { heading: Some(Heading::new(Column::Remark, None)), why, is_doubtful: false, is_group: false }
    }

    const NONE: Guess = Guess { heading: None, why: String::new(), is_doubtful: false, is_group: false };

    fn column(&self) -> Option<Column> {
        self.heading.as_ref().map(|heading| heading.column)
    }
}

/// A longer text describes a step rather than names it.
const MAX_NAME: usize = 80;

/// The meaning of every column: from its heading, else from what its cells hold.
pub(crate) fn guess(table: &Shaped) -> Vec<Guess> {
    if table.titles.iter().all(|title| title.heading.is_none()) {
        let unclear = || Guess::note("Its meaning is unclear, so its values are added to the note.".to_owned());
        let sure = |column| Guess::doubtful(Heading::new(column, None), "Guessed from its values.".to_owned());
        return content::guess(&table.rows, &[]).into_iter().map(|column| column.map_or_else(unclear, sure)).collect();
    }
    let mut guesses: Vec<Guess> = table.titles.iter().map(|title| from_heading(title.heading.clone())).collect();
    take_sides_as_states(&mut guesses);
    take_value_as_work(table, &mut guesses);
    take_unit_as_work(table, &mut guesses);
    take_minimum(&mut guesses);
    drop_vague(table, &mut guesses);
    leave_times_of_day(table, &mut guesses);
    leave_shares_of_time(table, &mut guesses);
    take_times_of_steps(table, &mut guesses);
    choose_step(table, &mut guesses);
    take_duration_as_work(table, &mut guesses);
    leave_shares_of_rework(table, &mut guesses);
    choose_among_equals(table, &mut guesses);
    for (at, guess) in guesses.iter_mut().enumerate() {
        if guess.heading.is_none() && guess.why.is_empty() && table.rows.iter().any(|row| !row.cell(at).is_empty()) {
            // A person may assign it later, with the unit in its heading.
            let unit = unit_in_brackets(table.titles.get(at).map_or("", |title| title.text.as_str()));
            let heading = Heading::new(Column::Remark, unit);
            let why = "Unknown, so its values are added to the note.".to_owned();
            *guess = Guess { heading: Some(heading), why, is_doubtful: false, is_group: false };
        }
    }
    guesses
}

fn from_heading(heading: Option<Heading>) -> Guess {
    match heading {
        None => Guess::NONE,
        // Repeats another column as text.
        Some(heading) if heading.column == Column::InWords => Guess {
            heading: Some(heading),
            why: "Repeats another column.".to_owned(),
            is_doubtful: false,
            is_group: false,
        },
        Some(heading) if heading.is_opposite => {
            let heading = Heading { column: Column::Defects, ..heading };
            Guess::doubtful(heading, "The opposite of %C/A: 100% less this value.".to_owned())
        }
        Some(heading) if heading.is_weak => {
            Guess::doubtful(heading, "The heading is vague, so this is a guess.".to_owned())
        }
        Some(heading) => Guess::sure(heading),
    }
}

/// In `wait, wait min, wait max` the second is the minimum, not a number of minutes.
fn take_minimum(guesses: &mut [Guess]) {
    for (typical, low, high) in
        [(Column::Wait, Column::WaitLow, Column::WaitHigh), (Column::Work, Column::WorkLow, Column::WorkHigh)]
    {
        let mut headings: Vec<&mut Heading> = guesses.iter_mut().filter_map(|guess| guess.heading.as_mut()).collect();
        if headings.iter().any(|h| h.column == high) && !headings.iter().any(|h| h.column == low) {
            let minimum = headings.iter_mut().find(|h| h.column == typical && h.unit.as_deref() == Some("min"));
            if let Some(heading) = minimum {
                **heading = Heading::new(low, None);
            }
        }
        // The ends have the unit of the typical value.
        let unit = headings.iter().find(|h| h.column == typical).and_then(|h| h.unit.clone());
        for heading in headings.into_iter().filter(|h| h.column == low || h.column == high) {
            heading.unit = heading.unit.take().or_else(|| unit.clone());
        }
    }
}

/// Beside “Work before” and “Work after” a change, “Wait before” and “Wait after” are those of the same two states rather
/// than waits on both sides of a step.
fn take_sides_as_states(guesses: &mut [Guess]) {
    let has = |is: &dyn Fn(&Heading) -> bool| guesses.iter().flat_map(|guess| &guess.heading).any(is);
    let of_state = |state| has(&|heading| heading.state == Some(state) && heading.column.is_value());
    let is_side = |heading: &Heading| heading.state.is_none() && heading.column == Column::WaitAfter;
    let has_wait_of_state = has(&|heading| heading.state.is_some() && heading.column == Column::Wait);
    if !of_state(MapState::Current) || !of_state(MapState::Future) || !has(&is_side) || has_wait_of_state {
        return;
    }
    for guess in guesses {
        let Some(heading) = &mut guess.heading else { continue };
        let state = match heading.column {
            Column::Wait => MapState::Current,
            Column::WaitAfter => MapState::Future,
            _ => continue,
        };
        (heading.column, heading.state) = (Column::Wait, Some(state));
        let when = if state == MapState::Current { "before" } else { "after" };
        guess.why = format!("Other columns are about a change, so this is the wait {when} it.");
        guess.is_doubtful = true;
    }
}

/// Times below “Value” are the part of the lead time that adds value.
fn take_value_as_work(table: &Shaped, guesses: &mut [Guess]) {
    for ((at, guess), title) in guesses.iter_mut().enumerate().zip(&table.titles) {
        if guess.heading.is_none() && title.text.eq_ignore_ascii_case("value") && has_values(table, at) {
            let heading = Heading { is_weak: true, ..Heading::new(Column::Work, None) };
            *guess = from_heading(Some(heading));
        }
    }
}

/// If no other column has the work or lead time, those below `Minutes` or `Minutes per case` are work.
fn take_unit_as_work(table: &Shaped, guesses: &mut [Guess]) {
    let is_alone = |at: usize| {
        let title = table.titles.get(at).map_or("", |title| title.text.as_str());
        title.chars().count() > 2 && lone_unit_of(title).is_some() && has_values(table, at)
    };
    // Beside “Max”, “Min” is the lower end of a range.
    let is_high = |title: &str| ["max", "maximum", "max."].contains(&title.to_lowercase().as_str());
    if guesses.iter().any(|guess| matches!(guess.column(), Some(Column::Work | Column::Lead)))
        || table.titles.iter().any(|title| is_high(&title.text))
    {
        return;
    }
    let mut alone =
        guesses.iter().enumerate().filter(|(at, guess)| guess.heading.is_none() && is_alone(*at)).map(|(at, _)| at);
    if let (Some(at), None) = (alone.next(), alone.next()) {
        let unit =
            table.titles.get(at).and_then(|title| lone_unit_of(&title.text)).map(|unit| unit.symbol().to_owned());
        let why = "A guess: the heading is only a unit.".to_owned();
        let heading = Heading { is_weak: true, ..Heading::new(Column::Work, unit) };
        set(guesses, at, Guess::doubtful(heading, why));
    }
}

/// A vague heading above words isn’t one of times or numbers.
fn drop_vague(table: &Shaped, guesses: &mut [Guess]) {
    for (at, guess) in guesses.iter_mut().enumerate() {
        let is_vague = guess.heading.as_ref().is_some_and(|heading| heading.is_weak && heading.column.is_value());
        if is_vague && !has_values(table, at) {
            *guess = Guess::NONE;
        }
    }
}

/// Below a heading of times, percentages say how much of another time is meant.
fn leave_shares_of_time(table: &Shaped, guesses: &mut [Guess]) {
    for (at, guess) in guesses.iter_mut().enumerate().filter(|(_, guess)| guess.column().is_some_and(Column::is_time)) {
        let mut filled = table.rows.iter().map(|row| row.cell(at)).filter(|cell| !is_unknown_cell(cell)).peekable();
        if filled.peek().is_some() && filled.all(|cell| cell.trim_end().ends_with(['%', '％'])) {
            let why = "It has percentages rather than times, so it is added to the note.".to_owned();
            *guess = Guess { is_doubtful: true, ..Guess::note(why) };
        }
    }
}

/// Beside another column of times, those that ascend through the day say when, not how long: `08:00`, `08:05`, `08:30`.
fn leave_times_of_day(table: &Shaped, guesses: &mut [Guess]) {
    let times: Vec<usize> =
        (0..guesses.len()).filter(|at| guesses.get(*at).and_then(Guess::column).is_some_and(Column::is_time)).collect();
    let is_of_day = |at: usize| {
        let cells: Option<Vec<u32>> = table.rows.iter().map(|row| time_of_day(row.cell(at))).collect();
        cells.is_some_and(|minutes| minutes.len() > 1 && minutes.is_sorted() && minutes.first() >= Some(&(5 * 60)))
    };
    let has_colons = |at: usize| table.rows.iter().any(|row| row.cell(at).contains(':'));
    let is_vague =
        |guess: &Guess| guess.heading.as_ref().is_some_and(|heading| heading.is_weak && heading.pattern.is_none());
    for &at in &times {
        let is_beside_durations = times.iter().any(|other| *other != at && !has_colons(*other));
        if guesses.get(at).is_some_and(is_vague) && is_beside_durations && is_of_day(at) {
            let why = "It has times of day, so it is added to the note.".to_owned();
            set(guesses, at, Guess { is_doubtful: true, ..Guess::note(why) });
        }
    }
}

/// Whether at least half of the cells that say something look like values.
fn has_values(table: &Shaped, at: usize) -> bool {
    let filled = table.rows.iter().map(|row| row.cell(at)).filter(|cell| !is_unknown_cell(cell));
    let values = filled.clone().filter(|cell| is_value_like(cell)).count();
    values * 2 >= filled.count()
}

/// Beside the wait time, or rows that wait, a vague “Duration” is the work time rather than both together.
fn take_duration_as_work(table: &Shaped, guesses: &mut [Guess]) {
    let column = |wanted: Column| guesses.iter().position(|guess| guess.column() == Some(wanted));
    let cells = |at: usize| table.rows.iter().map(move |row| row.cell(at));
    let waits_by_name = || column(Column::Step).is_some_and(|at| cells(at).any(is_named_waiting));
    let waits_by_class = || column(Column::Class).is_some_and(|at| cells(at).any(is_waiting));
    let has_waits = column(Column::Wait).is_some() || waits_by_name() || waits_by_class();
    if !has_waits || column(Column::Work).is_some() {
        return;
    }
    let is_vague = |heading: &&mut Heading| heading.column == Column::Lead && heading.is_weak;
    if let Some(heading) = guesses.iter_mut().filter_map(|guess| guess.heading.as_mut()).find(is_vague) {
        heading.column = Column::Work;
    }
}

/// Beside the names of the steps, times below “Process” or `作业` are how long the steps take.
fn take_times_of_steps(table: &Shaped, guesses: &mut [Guess]) {
    let is_time = |cell: &str| is_value_like(cell) && WorkingCalendar::WORKING.parse_estimate(cell).is_ok();
    let (times, named): (Vec<usize>, Vec<usize>) = columns_of_steps(guesses).into_iter().partition(|at| {
        let mut filled = table.rows.iter().map(|row| row.cell(*at)).filter(|cell| !is_unknown_cell(cell)).peekable();
        filled.peek().is_some() && filled.all(is_time)
    });
    let has_work = guesses.iter().any(|guess| guess.column() == Some(Column::Work));
    if let [at] = times.as_slice()
        && !named.is_empty()
        && !has_work
    {
        let heading = Heading { is_weak: true, ..Heading::new(Column::Work, None) };
        set(guesses, *at, Guess::doubtful(heading, "Its values are times.".to_owned()));
    }
}

/// One column has the names of the steps: of several the most specific, of none the first one with words.
fn choose_step(table: &Shaped, guesses: &mut [Guess]) {
    let cells = |at: usize| table.rows.iter().map(move |row| row.cell(at));
    let is_short =
        |at: usize| cells(at).all(|cell| cell.chars().count() <= 3) && cells(at).any(|cell| !cell.is_empty());
    let different = |at: usize| cells(at).collect::<HashSet<_>>().len();
    let has_own_names = |at: usize| {
        has_names(table, at)
            && different(at) == table.rows.len()
            && cells(at).all(|cell| !cell.is_empty() && cell.len() <= MAX_NAME)
    };
    let is_described = |guess: &Guess, at: usize| guess.column() == Some(Column::Note) && has_own_names(at);
    let is_counted = |at: usize| cells(at).all(|cell| cell.contains(|c: char| c.is_ascii_digit()));
    // Of `Schritt` and `Step` one may only number or letter the steps.
    let (numbers, named): (Vec<usize>, Vec<usize>) =
        columns_of_steps(guesses).into_iter().partition(|at| is_short(*at));
    let has_free_names = |(at, guess): (usize, &Guess)| {
        guess.column() != Some(Column::Step) && (is_free(guess) && has_names(table, at) || is_described(guess, at))
    };
    let is_named_elsewhere = guesses.iter().enumerate().any(has_free_names);
    for at in numbers.into_iter().filter(|at| !named.is_empty() || is_counted(*at) && is_named_elsewhere) {
        let has_order = guesses.iter().any(|guess| guess.column() == Some(Column::Order));
        let why = "It numbers the steps.".to_owned();
        let order = || Guess::doubtful(Heading::new(Column::Order, None), why.clone());
        set(guesses, at, if has_order { Guess::note(why.clone()) } else { order() });
    }
    let named = columns_of_steps(guesses);
    // Gaps mean that a cell applies to the rows below it as well: it is a group.
    let gaps = |at: usize| cells(at).filter(|cell| cell.is_empty()).count();
    let rank = |at: usize| {
        let is_weak = guesses.get(at).and_then(|guess| guess.heading.as_ref()).is_some_and(|heading| heading.is_weak);
        (gaps(at) > 0, is_weak, std::cmp::Reverse(different(at)), at)
    };
    if let Some(best) = named.iter().copied().min_by_key(|at| rank(*at)) {
        // A vague word is clear if no other column has names.
        if named.len() == 1
            && let Some(guess) = guesses.get_mut(best)
        {
            (guess.is_doubtful, guess.why) = (false, String::new());
        }
        let called = table.titles.get(best).map_or("", |title| title.text.as_str());
        for at in named.into_iter().filter(|at| *at != best) {
            let why = format!("“{called}” has the step names, so this is added to the note.");
            set(guesses, at, Guess { is_group: gaps(at) > 0, ..Guess::note(why) });
        }
        return;
    }
    // Words beside nothing but numbers and dates may be anything.
    let has_value = guesses.iter().any(|guess| guess.column().is_some_and(Column::is_value));
    let first = guesses.iter().enumerate().position(|(at, guess)| is_free(guess) && has_names(table, at));
    if let Some(at) = first.filter(|_| has_value) {
        let why = format!("No heading names the steps. Column {} is the first with words.", column_letter(at));
        set(guesses, at, Guess::doubtful(Heading::new(Column::Step, None), why));
        return;
    }
    // The steps may only be described; of a map of departments, each is one.
    let of = |wanted: Column| {
        guesses.iter().position(|guess| guess.column() == Some(wanted)).filter(|at| has_own_names(*at))
    };
    if let Some(at) = of(Column::Note).or_else(|| of(Column::Team)).filter(|_| has_value) {
        let why = "No other column names the steps.".to_owned();
        set(guesses, at, Guess::doubtful(Heading::new(Column::Step, None), why));
    }
}

/// The indices of the columns that seem to have the names of the steps.
fn columns_of_steps(guesses: &[Guess]) -> Vec<usize> {
    let all = guesses.iter().enumerate().filter(|(_, guess)| guess.column() == Some(Column::Step));
    all.map(|(at, _)| at).collect()
}

fn set(guesses: &mut [Guess], at: usize, new: Guess) {
    if let Some(guess) = guesses.get_mut(at) {
        *guess = new;
    }
}

fn is_free(guess: &Guess) -> bool {
    guess
        .heading
        .as_ref()
        .is_none_or(|heading| heading.column == Column::Remark || heading.is_weak && !heading.column.is_value())
}

/// Whether most cells of a column are words.
fn has_names(table: &Shaped, at: usize) -> bool {
    let filled = table.rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_empty());
    let words = filled.clone().filter(|cell| is_words(cell)).count();
    words > 0 && words * 2 > filled.count()
}

/// Shares of rework say how much goes back, but not where to: they are no arrows.
fn leave_shares_of_rework(table: &Shaped, guesses: &mut [Guess]) {
    let step = guesses.iter().position(|guess| guess.column() == Some(Column::Step));
    let bare = |text: &str| text.trim_end_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let names: HashSet<String> = step
        .map(|at| table.rows.iter().map(|row| bare(row.cell(at))).filter(|name| !name.is_empty()).collect())
        .unwrap_or_default();
    for (at, guess) in guesses.iter_mut().enumerate().filter(|(_, guess)| guess.column() == Some(Column::Rework)) {
        let mut filled = table.rows.iter().map(|row| row.cell(at)).filter(|cell| !cell.is_empty()).peekable();
        let names_step = |cell: &str| cell.split([',', ';', '\n']).map(bare).any(|part| ends_with_name(&part, &names));
        if filled.peek().is_some() && filled.all(|cell| is_value_like(cell) && !cell.contains(':') && !names_step(cell))
        {
            let why = "It doesn’t say which step the work goes back to, so it is added to the note.".to_owned();
            *guess = Guess { is_doubtful: true, ..Guess::note(why) };
        }
    }
}

/// Whether the last words of a text are one of the names: `20% to build`.
fn ends_with_name(text: &str, names: &HashSet<String>) -> bool {
    let mut rest = Some(text);
    while let Some(end) = rest {
        if names.contains(end) {
            return true;
        }
        rest = end.split_once(|c: char| !c.is_alphanumeric()).map(|(_, end)| end);
    }
    false
}

/// Of several columns with one meaning, the most specific counts. The others are added to the note.
fn choose_among_equals(table: &Shaped, guesses: &mut [Guess]) {
    // (meaning, state) and the best column for it.
    let mut taken: Vec<(Column, Option<MapState>, usize)> = Vec::new();
    let is_weak: Vec<bool> =
        guesses.iter().map(|guess| guess.heading.as_ref().is_some_and(|heading| heading.is_weak)).collect();
    let rank = |at: usize| {
        let title = table.titles.get(at).map_or("", |title| title.text.as_str());
        (is_weak.get(at), is_cycle_time(title) || is_without_value(title), at)
    };
    let is_shared = |column: Column| !matches!(column, Column::Remark | Column::InWords | Column::Unit);
    for at in 0..guesses.len() {
        let heading = guesses.get(at).and_then(|guess| guess.heading.clone());
        let Some(heading) = heading.filter(|heading| is_shared(heading.column)) else { continue };
        let same = |(column, state, _): &&mut (Column, Option<MapState>, usize)| {
            is_same_meaning(*column, heading.column) && *state == heading.state
        };
        let loser = match taken.iter_mut().find(|taken| same(taken)) {
            None => {
                taken.push((heading.column, heading.state, at));
                continue;
            }
            Some((_, _, other)) if rank(at) < rank(*other) => std::mem::replace(other, at),
            Some(_) => at,
        };
        let winner =
            taken.iter().find(|(column, state, _)| is_same_meaning(*column, heading.column) && *state == heading.state);
        let called = winner.and_then(|(_, _, at)| table.titles.get(*at)).map_or("", |title| title.text.as_str());
        let column = winner.and_then(|(_, _, at)| guesses.get(*at)?.column()).unwrap_or(heading.column);
        let why = format!("“{called}” already has the {}, so this is added to the note.", column.in_sentence());
        set(guesses, loser, Guess { is_doubtful: true, ..Guess::note(why) });
    }
}

/// Whether two columns fill the same field.
fn is_same_meaning(one: Column, other: Column) -> bool {
    let shares = |column| matches!(column, Column::CompleteAccurate | Column::Defects);
    one == other || shares(one) && shares(other)
}

/// The meanings of the columns of a table, and the rows below the headings.
pub(crate) fn columns_of(raw: &RawSheet) -> (Vec<Option<Column>>, Vec<TableRow>) {
    let table = shape(raw.clone(), ShapeChoice::default());
    (guess(&table).iter().map(Guess::column).collect(), table.rows)
}
