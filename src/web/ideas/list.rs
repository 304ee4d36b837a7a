//! The ideas of a map, ranked by what they save for their effort; and the row in which a new one is written down.

use super::view::Row;
use crate::live::Snapshot;
use crate::vsm::appraisal::appraise;
use crate::web::paths;
use crate::web::step_place::choices;

/// The list.
pub(in crate::web) struct List {
    pub(in crate::web) alive: Vec<Row>,
    /// Done and dropped.
    pub(in crate::web) settled: Vec<Row>,
    /// The steps to choose from: ids and names.
    pub(in crate::web) steps: Vec<(String, String)>,
    pub(in crate::web) add: String,
    pub(in crate::web) all: String,
    pub(in crate::web) csv: String,
    pub(in crate::web) markdown: String,
    pub(in crate::web) revision: u64,
}

impl List {
    pub(in crate::web) fn of(snapshot: &Snapshot) -> List {
        let (id, map, metrics) = (&snapshot.id, &*snapshot.map, snapshot.metrics());
        let rows = appraise(map).into_iter().map(|one| Row::of(&one, id, map, metrics));
        let (alive, settled) = rows.partition(|row| row.is_alive);
        List {
            alive,
            settled,
            steps: choices(snapshot).into_iter().map(|(id, name)| (id.to_owned(), name)).collect(),
            add: paths::ideas(id),
            all: paths::ideas(id),
            csv: paths::ideas_file(id, "csv"),
            markdown: paths::ideas_file(id, "md"),
            revision: snapshot.revision,
        }
    }

    /// As somebody sees it on a page of their own, who can take a vote back there.
    pub(super) fn seen_by(mut self, actor: &str) -> List {
        for row in self.alive.iter_mut().chain(&mut self.settled) {
            row.has_voted = Some(row.voters.split(' ').any(|voter| voter == actor));
        }
        self
    }

    /// How many there are in all.
    pub(in crate::web) fn count(&self) -> usize {
        self.alive.len() + self.settled.len()
    }
}
