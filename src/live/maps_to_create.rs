//! Maps that are created together: the current and the future states of one process become related maps.

use std::collections::HashMap;
use std::sync::Arc;

use crate::live::snapshot::Snapshot;
use vsm::Map;
use vsm::improve::future_state;
use vsm::model::map::{Origin, State};

/// Maps that are created one after the other. The caller creates each one:
///
/// ```ignore
/// while let Some(map) = maps.next() {
///     maps.created(create(map).await?);
/// }
/// let snapshots = maps.finish();
/// ```
#[derive(Debug)]
pub struct MapsToCreate {
    /// Each with its place in the file and that of its current state, in the reverse order of their creation.
    waiting: Vec<(usize, Option<usize>, Map)>,
    created: Vec<Option<Arc<Snapshot>>>,
    /// The place of the map that is being created.
    at: usize,
}

impl MapsToCreate {
    /// The maps of a file. An archive can have maps of several processes.
    pub fn of_file(maps: Vec<Map>, is_archive: bool) -> MapsToCreate {
        let current = current_states(&maps, is_archive);
        MapsToCreate::new(maps, &current)
    }

    /// A current state, if it comes first, and its future states.
    pub fn of_process(maps: Vec<Map>) -> MapsToCreate {
        let current: Vec<Option<usize>> = (0..maps.len()).map(|at| (at > 0).then_some(0)).collect();
        MapsToCreate::new(maps, &current)
    }

    fn new(maps: Vec<Map>, current: &[Option<usize>]) -> MapsToCreate {
        let created = maps.iter().map(|_| None).collect();
        let all = maps.into_iter().enumerate().map(|(at, map)| (at, current.get(at).copied().flatten(), map));
        let mut waiting: Vec<_> = all.collect();
        // Current states first, each group in its order.
        waiting.sort_by_key(|(at, current, _)| (current.is_some(), *at));
        waiting.reverse();
        MapsToCreate { waiting, created, at: 0 }
    }

    /// The next map to create, related to those that were created.
    #[expect(clippy::should_implement_trait, reason = "each map depends on what became of the one before")]
    pub fn next(&mut self) -> Option<Map> {
        let (at, current, mut map) = self.waiting.pop()?;
        self.at = at;
        if let Some(current) = current.and_then(|current| self.created.get(current)).and_then(Option::as_ref) {
            let was = std::mem::replace(&mut map.family, current.id.clone());
            if map.name == current.map.name && map.state == State::Future {
                map.name = future_state::name(&current.map.name, &[]);
            }
            // It may have been created from another future state.
            if map.origin.as_ref().is_none_or(|origin| origin.map == was) {
                let (id, name) = (current.id.clone(), current.map.name.clone());
                map.origin = Some(Origin { map: id, revision: current.revision, name });
            }
        }
        Some(map)
    }

    /// What became of the map from [`MapsToCreate::next`].
    pub fn created(&mut self, snapshot: Arc<Snapshot>) {
        if let Some(place) = self.created.get_mut(self.at) {
            *place = Some(snapshot);
        }
    }

    /// The created maps, in the order of the file.
    pub fn finish(self) -> Vec<Arc<Snapshot>> {
        self.created.into_iter().flatten().collect()
    }
}

/// The place of the current state of each map, if it is in the same file.
fn current_states(maps: &[Map], is_archive: bool) -> Vec<Option<usize>> {
    let is_unrelated = |map: &Map| map.family.is_empty() && map.origin.is_none();
    let is_current = |map: &Map| map.state == State::Current && is_unrelated(map);
    // By name; `None` if several have it.
    let mut by_name: HashMap<&str, Option<usize>> = HashMap::new();
    for (at, map) in maps.iter().enumerate().filter(|(_, map)| is_current(map)) {
        by_name.entry(&map.name).and_modify(|known| *known = None).or_insert(Some(at));
    }
    let named = |name: &str| by_name.get(name).copied().flatten();
    // Exported maps name the id of their current state, which is another one here.
    let mut by_family: HashMap<&str, Option<usize>> = HashMap::new();
    for map in maps {
        if let Some(origin) = map.origin.as_ref().filter(|origin| origin.map == map.family) {
            by_family.entry(&map.family).or_insert_with(|| named(&origin.name));
        }
    }
    let only_current = match maps {
        [one, other] if !is_archive && is_current(one) != is_current(other) => Some(usize::from(!is_current(one))),
        _ => None,
    };
    let current_state = |map: &Map| {
        if map.state == State::Future && is_unrelated(map) {
            return only_current.or_else(|| named(&map.name));
        }
        by_family.get(map.family.as_str()).copied().flatten().filter(|_| !map.family.is_empty())
    };
    maps.iter().map(current_state).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(name: &str, state: State) -> Map {
        Map { state, ..Map::new(name) }
    }

    fn future_of(name: &str, family: &str, origin: (&str, &str)) -> Map {
        let (id, of) = origin;
        let origin = Some(Origin { map: id.to_owned(), revision: 3, name: of.to_owned() });
        Map { family: family.to_owned(), origin, ..map(name, State::Future) }
    }

    #[test]
    fn current_state_of_a_future_state_is_found_in_its_file() {
        let (current, future) = (|name| map(name, State::Current), |name| map(name, State::Future));
        for (maps, is_archive, expected) in [
            (vec![current("A"), future("A")], false, vec![None, Some(0)]),
            (vec![future("A"), current("A (before)")], false, vec![Some(1), None]),
            (vec![current("A"), current("B")], false, vec![None, None]),
            // In an archive, the name decides.
            (vec![current("A"), future("B")], true, vec![None, None]),
            (vec![current("A"), future("B"), future("A")], true, vec![None, None, Some(0)]),
            (vec![current("A"), current("A"), future("A")], true, vec![None, None, None]),
            // Exported maps with the ids of another database.
            (
                vec![
                    future_of("A, future", "1", ("1", "A")),
                    current("A"),
                    future_of("A, later", "1", ("2", "A, future")),
                    future_of("B, future", "9", ("9", "B")),
                ],
                true,
                vec![Some(1), None, Some(1), None],
            ),
        ] {
            let names: Vec<&String> = maps.iter().map(|map| &map.name).collect();
            assert_eq!(current_states(&maps, is_archive), expected, "{names:?}");
        }
    }
}
