//! The figures of a map over its revisions: walked back over the log once, and looked at now and then.

use std::sync::Arc;

use crate::live::history::revisions::PastError;
use crate::live::hub::Hub;
use crate::live::snapshot::Snapshot;
use vsm::{Map, Metrics};

/// So many revisions are looked at, the newest; older ones are left out.
const MAX_REVISIONS: u32 = 5000;
/// So many points are shown at most.
const MAX_POINTS: usize = 60;

/// The figures of a map over its revisions, oldest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    /// The last revision of each stretch of time.
    pub points: Vec<Point>,
    /// How many older revisions were not looked at: too many, or not understood.
    pub left_out: u64,
}

/// A map at one of its revisions.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    pub revision: u64,
    /// When it was made, in milliseconds since 1970.
    pub at_ms: i64,
    /// The map as it was.
    pub map: Arc<Map>,
    pub metrics: Metrics,
}

impl Hub {
    /// The figures of a map up to a snapshot of it. Takes long where there were many edits.
    pub async fn figures(&self, now: &Arc<Snapshot>) -> Result<Figures, PastError> {
        let revisions = self.storage().revisions((&now.workspace, &now.id), now.revision, MAX_REVISIONS).await?;
        let mut chosen = sampled(&revisions, MAX_POINTS);
        if chosen.is_empty() {
            chosen.push((now.revision, now.changed_at_ms));
        }
        let (mut map, mut at) = (Arc::clone(&now.map), now.revision);
        let mut points = Vec::with_capacity(chosen.len());
        let mut oldest = revisions.last().map_or(now.revision, |(revision, _)| *revision);
        for (revision, at_ms) in chosen {
            map = match self.map_before((&now.workspace, &now.id), (map, at), revision).await {
                Ok(map) => map,
                // What was before a change that is not understood stays unknown; what came after it is shown.
                Err(PastError::Refused(_)) => {
                    oldest = at;
                    break;
                }
                Err(error) => return Err(error),
            };
            at = revision;
            let of = Arc::clone(&map);
            let metrics = match tokio::task::spawn_blocking(move || Metrics::of(&of)).await {
                Ok(metrics) => metrics,
                Err(_) => Metrics::of(&map),
            };
            points.push(Point { revision, at_ms, map: Arc::clone(&map), metrics });
        }
        points.reverse();
        Ok(Figures { points, left_out: oldest.saturating_sub(1) })
    }
}

/// Of revisions, newest first, at most so many: the last of each of as many stretches of time that are equally long.
fn sampled(revisions: &[(u64, i64)], most: usize) -> Vec<(u64, i64)> {
    let (Some(newest), Some(oldest)) = (revisions.first(), revisions.last()) else { return Vec::new() };
    if revisions.len() <= most {
        return revisions.to_vec();
    }
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let span = newest.1.saturating_sub(oldest.1).max(1);
    // Times may stand still or run backwards a little; then what is newer goes first.
    let stretch = |at: i64| (at.saturating_sub(oldest.1).clamp(0, span).saturating_mul(most) / span).min(most - 1);
    let mut chosen: Vec<(u64, i64)> = Vec::new();
    let mut last = None;
    for &(revision, at) in revisions {
        let here = stretch(at);
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
    fn few_revisions_are_all_shown() {
        let revisions: Vec<(u64, i64)> = (1..=60).rev().map(|n| (n, 0)).collect();
        assert_eq!(sampled(&revisions, 60), revisions);
        assert_eq!(sampled(&[], 60), []);
    }

    #[test]
    fn of_many_the_last_of_each_stretch_of_time_is_shown() {
        let revisions: Vec<(u64, i64)> = (1..=1000_u64).rev().map(|n| (n, i64::try_from(n).unwrap() * 10)).collect();
        let chosen = sampled(&revisions, 60);
        assert_eq!((chosen.len(), chosen[0].0), (60, 1000));
        assert!(chosen.windows(2).all(|pair| pair[0].0 - pair[1].0 <= 17));
        // An afternoon in which everything was done, and one change months later.
        let mut revisions: Vec<(u64, i64)> =
            (1..=500_u64).rev().map(|n| (n, 1000 + i64::try_from(n).unwrap())).collect();
        revisions.insert(0, (501, 9_000_000_000));
        assert_eq!(sampled(&revisions, 60), [(501, 9_000_000_000), (500, 1500)]);
    }
}
