//! Metrics over time, sampled in one walk back through the log.

use std::sync::Arc;

use crate::live::history::revisions::HistoryError;
use crate::live::map_handle::MapHandle;
use crate::live::snapshot::Snapshot;
use vsm::{Map, Metrics};

/// The maximum number of revisions that are considered. Older ones are left out.
const MAX_REVISIONS: u32 = 5000;
const MAX_POINTS: usize = 60;

/// The metrics of a map over its revisions, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// The last revision of each period of time.
    pub points: Vec<TrendPoint>,
    /// The number of older revisions left out: there are too many, or this version can't read them.
    pub left_out: u64,
}

#[derive(Debug, Clone, PartialEq)]
pub struct TrendPoint {
    pub revision: u64,
    /// When the revision was created, in milliseconds since 1970.
    pub at_ms: i64,
    pub map: Arc<Map>,
    pub metrics: Metrics,
}

impl MapHandle {
    /// The metrics up to a snapshot of the map. Slow for maps with many edits.
    pub async fn trend(&self, now: &Arc<Snapshot>) -> Result<Trend, HistoryError> {
        let revisions = self.storage().revisions((&now.workspace, &now.id), now.revision, MAX_REVISIONS).await?;
        let mut chosen = sampled(&revisions, MAX_POINTS);
        if chosen.is_empty() {
            chosen.push((now.revision, now.changed_at_ms));
        }
        let (mut map, mut at) = (Arc::clone(&now.map), now.revision);
        let mut points = Vec::with_capacity(chosen.len());
        let mut oldest = revisions.last().map_or(now.revision, |(revision, _)| *revision);
        for (revision, at_ms) in chosen {
            map = match self.previous_map(&now.workspace, (map, at), revision).await {
                Ok(map) => map,
                // Revisions before an unreadable change are left out; those after it are shown.
                Err(HistoryError::Unreadable(_)) => {
                    oldest = at;
                    break;
                }
                Err(error) => return Err(error),
            };
            at = revision;
            let of = Arc::clone(&map);
            let metrics = tokio::task::spawn_blocking(move || Metrics::new(&of)).await;
            let metrics = metrics.unwrap_or_else(|_| Metrics::new(&map));
            points.push(TrendPoint { revision, at_ms, map: Arc::clone(&map), metrics });
        }
        points.reverse();
        Ok(Trend { points, left_out: oldest.saturating_sub(1) })
    }
}

/// Samples at most `limit` revisions (newest first): the last one of each of `limit` equal periods of time.
fn sampled(revisions: &[(u64, i64)], limit: usize) -> Vec<(u64, i64)> {
    let (Some(newest), Some(oldest)) = (revisions.first(), revisions.last()) else { return Vec::new() };
    if revisions.len() <= limit {
        return revisions.to_vec();
    }
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let span = newest.1.saturating_sub(oldest.1).max(1);
    // Timestamps may be equal or go backwards slightly; then the newer revision wins.
    let period = |at: i64| (at.saturating_sub(oldest.1).clamp(0, span).saturating_mul(limit) / span).min(limit - 1);
    let mut chosen: Vec<(u64, i64)> = Vec::new();
    let mut last = None;
    for &(revision, at) in revisions {
        let here = period(at);
        if last.is_none_or(|last| here < last) {
            chosen.push((revision, at));
            last = Some(here);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_revisions_are_all_sampled() {
        let revisions: Vec<(u64, i64)> = (1..=60).rev().map(|n| (n, 0)).collect();
        assert_eq!(sampled(&revisions, 60), revisions);
        assert_eq!(sampled(&[], 60), []);
    }

    #[test]
    fn last_revision_of_each_period_is_sampled() {
        let revisions: Vec<(u64, i64)> = (1..=1000_u64).rev().map(|n| (n, i64::try_from(n).unwrap() * 10)).collect();
        let chosen = sampled(&revisions, 60);
        assert_eq!((chosen.len(), chosen[0].0), (60, 1000));
        assert!(chosen.windows(2).all(|pair| pair[0].0 - pair[1].0 <= 17));
        // One busy afternoon, and one change months later.
        let mut revisions: Vec<(u64, i64)> =
            (1..=500_u64).rev().map(|n| (n, 1000 + i64::try_from(n).unwrap())).collect();
        revisions.insert(0, (501, 9_000_000_000));
        assert_eq!(sampled(&revisions, 60), [(501, 9_000_000_000), (500, 1500)]);
    }
}
