//! The cells that lead to other steps: `then` and `rework`. Steps are named as people name them where that is clear,
//! else by their id; a name that holds a `;` stands in quotation marks.

use std::collections::HashMap;

use super::cell::{Numbers, clip};
use crate::vsm::Map;

/// What stands between two steps in one cell.
const BETWEEN: &[char] = &[';', '|', '\n'];

/// How the steps of a file can be called.
#[derive(Debug, Default)]
pub(super) struct Names {
    ids: HashMap<String, usize>,
    /// By name in lower case; None where several steps have it.
    names: HashMap<String, Option<usize>>,
}

impl Names {
    /// The names of steps, given as (id, name) in order.
    pub(super) fn of<'a>(steps: impl Iterator<Item = (&'a str, &'a str)>) -> Names {
        let mut all = Names::default();
        for (at, (id, name)) in steps.enumerate() {
            all.ids.insert(id.to_owned(), at);
            all.names.entry(name.to_lowercase()).and_modify(|known| *known = None).or_insert(Some(at));
        }
        all
    }

    /// What to call a step so that it is found again: its name if nothing else is called so, else its id.
    fn call(&self, at: usize, id: &str, name: &str) -> String {
        let clear = self.names.get(&name.to_lowercase()) == Some(&Some(at)) && !self.ids.contains_key(name);
        let called = if clear { name } else { id };
        let plain = !called.contains(BETWEEN) && !called.contains('"') && called.trim() == called;
        if plain { called.to_owned() } else { format!("\"{}\"", called.replace('"', "\"\"")) }
    }

    /// The step that a text calls, or why there is none.
    fn find(&self, text: &str) -> Result<usize, String> {
        match self.ids.get(text).copied().map(Some).or_else(|| self.names.get(&text.to_lowercase()).copied()) {
            Some(Some(at)) => Ok(at),
            Some(None) => Err(format!("several steps are called “{}”; use the id of one.", clip(text))),
            None => Err(format!("no step is called “{}”.", clip(text))),
        }
    }

    /// The steps that a cell names.
    pub(super) fn steps(&self, cell: &str) -> Result<Vec<usize>, String> {
        if let Ok(only) = self.find(cell) {
            return Ok(vec![only]);
        }
        let found: Result<Vec<_>, _> = items(cell).map(|item| self.find(&unquoted(item))).collect();
        // Commas are common in names, so they divide only where nothing else makes sense.
        found.or_else(|why| {
            cell.split(',').map(|item| self.find(item.trim())).collect::<Result<_, _>>().map_err(|_| why)
        })
    }

    /// The rework arrows that a cell names: `Develop: 20; Design: 5 %`, `Develop (20%)`, `20% to Develop`.
    pub(super) fn rework(&self, cell: &str, numbers: Numbers) -> Result<Vec<(usize, f64)>, String> {
        let arrow = |item: &str| {
            let (step, share) = arrow(item).ok_or_else(|| {
                format!("“{}” does not say to where and how much: write it as “Develop: 20 %”.", clip(item))
            })?;
            let to = self.find(&unquoted(step.trim()))?;
            let share = numbers.percent(share.trim(), false)?;
            share.map(|share| (to, share)).ok_or_else(|| "how much is sent back?".to_owned())
        };
        items(cell).map(arrow).collect()
    }
}

/// The `then` cell of a step.
pub(super) fn write_then(names: &Names, map: &Map, next: &[usize]) -> String {
    join(next.iter().filter_map(|&at| Some(names.call(at, &map.steps.get(at)?.id, &map.steps.get(at)?.name))))
}

/// The `rework` cell of a step: where it sends work back to, and how many per cent.
pub(super) fn write_rework(names: &Names, map: &Map, from: &str) -> String {
    let arrows = map.rework.iter().filter(|((sender, _), _)| sender.as_str() == from);
    join(arrows.filter_map(|((_, to), share)| {
        let at = map.index_of(to)?;
        Some(format!("{}: {share}", names.call(at, to, &map.steps.get(at)?.name)))
    }))
}

fn join(items: impl Iterator<Item = String>) -> String {
    items.collect::<Vec<_>>().join("; ")
}

/// The parts of a cell, cut where a separator stands outside quotation marks.
fn items(cell: &str) -> impl Iterator<Item = &str> {
    let mut quoted = false;
    let parts = cell.split(move |c: char| {
        quoted ^= c == '"';
        !quoted && BETWEEN.contains(&c)
    });
    parts.map(str::trim).filter(|part| !part.is_empty())
}

/// Takes an item apart into the step and the share.
fn arrow(item: &str) -> Option<(&str, &str)> {
    if let Some((share, step)) = item.split_once("% to ") {
        return Some((step, share));
    }
    if let Some((step, share)) = item.strip_suffix(')').and_then(|item| item.rsplit_once('(')) {
        return Some((step, share));
    }
    item.rsplit_once(':')
}

fn unquoted(item: &str) -> String {
    match item.strip_prefix('"').and_then(|item| item.strip_suffix('"')) {
        Some(inside) => inside.replace("\"\"", "\""),
        None => item.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        Names::of(
            [("a", "Build, sign"), ("b", "Test"), ("c", "test"), ("d", "Ship; \"now\""), ("e", "Ship")].into_iter(),
        )
    }

    #[test]
    fn steps_by_name_or_id() {
        let names = names();
        assert_eq!(names.steps("Build, sign"), Ok(vec![0]));
        assert_eq!(names.steps("build, SIGN; b|e"), Ok(vec![0, 1, 4]));
        assert_eq!(names.steps("a, e"), Ok(vec![0, 4]));
        assert_eq!(names.steps("\"Ship; \"\"now\"\"\"; Ship"), Ok(vec![3, 4]));
        assert!(names.steps("Test").unwrap_err().starts_with("several steps"));
        assert_eq!(names.steps("Nowhere").unwrap_err(), "no step is called “Nowhere”.");
    }

    #[test]
    fn rework_with_its_share() {
        let (names, numbers) = (names(), Numbers { separator: ',' });
        assert_eq!(names.rework("Ship: 20; b: 2.5 %", numbers), Ok(vec![(4, 20.0), (1, 2.5)]));
        assert_eq!(names.rework("20% to Ship", numbers), Ok(vec![(4, 20.0)]));
        assert_eq!(names.rework("Ship (20 %)", numbers), Ok(vec![(4, 20.0)]));
        assert!(names.rework("20 %", numbers).unwrap_err().contains("to where"));
        assert!(names.rework("Ship: lots", numbers).unwrap_err().contains("not a number"));
    }
}
