//! Two maps that are compared.

use std::sync::Arc;

use crate::live::Snapshot;
use drawing::layout::{Pair, PairSide};
use vsm::compare::Comparison;

use crate::web::access::CanView;
use crate::web::error::AppError;

/// Two maps in their current versions.
pub(crate) struct MapPair {
    pub(crate) before: Arc<Snapshot>,
    pub(crate) after: Arc<Snapshot>,
}

impl MapPair {
    /// The other map is any map that the visitor can see, including this one.
    pub(crate) async fn find(map: &CanView, after: &str) -> Result<MapPair, AppError> {
        let before = Arc::clone(map.open()?);
        let after = map.other_map(after).await?.ok_or(AppError::NotFound)?;
        Ok(MapPair { before, after })
    }

    /// Changes with either map.
    pub(crate) fn tag(&self) -> String {
        format!("\"{}-{}\"", self.before.etag().trim_matches('"'), self.after.revision)
    }

    pub(crate) fn comparison(&self) -> Comparison {
        Comparison::with_graphs((&self.before.map, self.before.graph()), (&self.after.map, self.after.graph()))
    }

    pub(crate) fn drawings<'a>(&'a self, comparison: &'a Comparison) -> Pair<'a> {
        let half = |of: &'a Snapshot| PairSide { map: &of.map, graph: of.graph(), metrics: of.metrics() };
        Pair { before: half(&self.before), after: half(&self.after), comparison }
    }
}
