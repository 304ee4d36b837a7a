//! The ideas of a map, ranked by what they save for their effort; and the row in which a new one is written down.

use crate::live::Snapshot;
use crate::web::ideas::views::Row;
use crate::web::page::urls;
use crate::web::steps::position::choices;
use vsm::improve::idea_savings::idea_savings;

pub(crate) struct List {
    pub(crate) alive: Vec<Row>,
    pub(crate) settled: Vec<Row>,
    /// The steps to choose from: ids and names.
    pub(crate) steps: Vec<(String, String)>,
    pub(crate) add: String,
    pub(crate) all: String,
    pub(crate) csv: String,
    pub(crate) markdown: String,
    pub(crate) revision: u64,
}

impl List {
    pub(crate) fn of(snapshot: &Snapshot) -> List {
        let (id, map, metrics) = (&snapshot.id, &*snapshot.map, snapshot.metrics());
        let rows = idea_savings(map).into_iter().map(|one| Row::of(&one, id, map, metrics));
        let (alive, settled) = rows.partition(|row| row.is_open);
        List {
            alive,
            settled,
            steps: choices(snapshot).into_iter().map(|(id, name)| (id.to_owned(), name)).collect(),
            add: urls::ideas(id),
            all: urls::ideas(id),
            csv: urls::ideas_file(id, "csv"),
            markdown: urls::ideas_file(id, "md"),
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
    pub(crate) fn count(&self) -> usize {
        self.alive.len() + self.settled.len()
    }
}
