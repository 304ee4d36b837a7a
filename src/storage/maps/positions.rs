//! Positions that order the steps of a map. They have gaps, so that inserting or moving a step writes only one row.

use std::collections::HashMap;
use std::sync::Arc;

use vsm::Step;

/// The gap between two steps added at the end.
const GAP: i64 = 1 << 20;

/// Assigns a position to each step. Steps keep their old positions where the new order allows it.
pub(crate) fn place(old: &[Arc<Step>], old_positions: &Arc<[i64]>, new: &[Arc<Step>]) -> Arc<[i64]> {
    if old.len() == new.len() && old.iter().zip(new).all(|(old, new)| old.id == new.id) {
        return Arc::clone(old_positions);
    }
    let known: HashMap<&str, i64> =
        old.iter().zip(old_positions.iter()).map(|(step, position)| (step.id.as_str(), *position)).collect();
    let wanted: Vec<Option<i64>> = new.iter().map(|step| known.get(step.id.as_str()).copied()).collect();
    let staying = keep_most(&wanted);
    fill(&staying).unwrap_or_else(|| (1..).map(|n: i64| n.saturating_mul(GAP)).take(new.len()).collect()).into()
}

/// Keeps as many positions as possible (a longest increasing subsequence) and drops the others.
fn keep_most(wanted: &[Option<i64>]) -> Vec<Option<i64>> {
    // `ends` has the (position, index) at which the best run of each length ends; `before` the predecessor of each
    // index.
    let mut ends: Vec<(i64, usize)> = Vec::new();
    let mut before: Vec<Option<usize>> = vec![None; wanted.len()];
    for (index, position) in wanted.iter().enumerate().filter_map(|(i, p)| p.map(|p| (i, p))) {
        let length = ends.partition_point(|(end, _)| *end < position);
        before[index] = length.checked_sub(1).map(|shorter| ends[shorter].1);
        match ends.get_mut(length) {
            Some(end) => *end = (position, index),
            None => ends.push((position, index)),
        }
    }
    let mut staying = vec![None; wanted.len()];
    let mut next = ends.last().map(|(_, index)| *index);
    while let Some(index) = next {
        staying[index] = wanted[index];
        next = before[index];
    }
    staying
}

/// Gives each step without a position one between its neighbors' positions; `None` if a gap is too small.
fn fill(staying: &[Option<i64>]) -> Option<Vec<i64>> {
    let mut filled: Vec<i64> = Vec::with_capacity(staying.len());
    while let Some(position) = staying.get(filled.len()) {
        if let Some(position) = position {
            filled.push(*position);
            continue;
        }
        let run = staying.iter().skip(filled.len()).take_while(|position| position.is_none()).count();
        let count = i64::try_from(run).ok()?;
        let upper = staying.get(filled.len() + run).copied().flatten();
        let (first, gap) = match (filled.last().copied(), upper) {
            (None, None) => (GAP, GAP),
            (Some(lower), None) => (lower.checked_add(GAP)?, GAP),
            (None, Some(upper)) => (upper.checked_sub(count.checked_mul(GAP)?)?, GAP),
            (Some(lower), Some(upper)) => {
                let gap = upper.checked_sub(lower)? / (count + 1);
                (lower + gap, gap)
            }
        };
        if gap == 0 {
            return None;
        }
        for n in 0..count {
            filled.push(first.checked_add(n.checked_mul(gap)?)?);
        }
    }
    Some(filled)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn steps(ids: &[u8]) -> Vec<Arc<Step>> {
        ids.iter().map(|id| Arc::new(Step::new(format!("s{id}"), "n"))).collect()
    }

    #[test]
    fn step_moved_to_the_front_changes_one_position() {
        let old = steps(&[1, 2, 3, 4]);
        let positions = place(&[], &Arc::from([]), &old);
        let new = steps(&[4, 1, 2, 3]);
        let after = place(&old, &positions, &new);
        assert_eq!(after[1..], positions[..3]);
        assert!(after[0] < after[1]);
    }

    #[test]
    fn full_gaps_renumber_all_steps() {
        let old = steps(&[1, 2]);
        let after = place(&old, &Arc::from([7, 8]), &steps(&[1, 3, 2]));
        assert_eq!(&*after, &[GAP, 2 * GAP, 3 * GAP]);
    }

    proptest! {
        #[test]
        fn positions_always_ascend(
            old in Just((0..20).collect::<Vec<u8>>()).prop_shuffle(),
            new in Just((0..30).collect::<Vec<u8>>()).prop_shuffle(),
            length in 0..30_usize,
        ) {
            let (old, new) = (steps(&old), steps(&new[..length]));
            let positions = place(&[], &Arc::from([]), &old);
            let after = place(&old, &positions, &new);
            prop_assert_eq!(after.len(), new.len());
            prop_assert!(after.windows(2).all(|pair| pair[0] < pair[1]));
        }
    }
}
