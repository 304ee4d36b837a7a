//! Properties of every map.

use std::sync::Arc;

use proptest::prelude::*;
use vsm::edit::apply;
use vsm::edit::diff::difference;
use vsm::metrics::critical_path::CriticalPath;
use vsm::model::duration::WorkingCalendar;
use vsm::model::graph::Graph;
use vsm::model::map::Flow;
use vsm::model::step::Step;
use vsm::{Map, Metrics, file};

use crate::random;

/// Lead time by plain recursion over all paths: slow but obviously right.
fn longest_path(map: &Map, without: Option<usize>) -> u64 {
    longest_path_by(map, without, Step::counted_lead)
}

fn longest_path_by(map: &Map, without: Option<usize>, lead: fn(&Step) -> u64) -> u64 {
    let graph = Graph::new(map);
    fn from(step: usize, map: &Map, graph: &Graph, without: Option<usize>, lead: fn(&Step) -> u64) -> u64 {
        let own = if without == Some(step) { 0 } else { lead(&map.steps[step]) };
        own + graph.out[step].iter().map(|&next| from(next, map, graph, without, lead)).max().unwrap_or(0)
    }
    (0..map.steps.len()).map(|s| from(s, map, &graph, without, lead)).max().unwrap_or(0)
}

/// A random walk through a chain with rework, with its own small generator.
fn walk(chain: usize, rework: &[(usize, usize, f64)], walks: u32) -> Vec<f64> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut dice = move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 11) as f64 / (1_u64 << 53) as f64
    };
    let mut visits = vec![0_u32; chain];
    for _ in 0..walks {
        let mut at = 0;
        while at < chain {
            visits[at] += 1;
            let mut throw = dice();
            let back = rework.iter().filter(|(from, ..)| *from == at).find(|(_, _, share)| {
                throw -= share;
                throw < 0.0
            });
            at = back.map_or(at + 1, |(_, to, _)| *to);
        }
    }
    visits.into_iter().map(|n| f64::from(n) / f64::from(walks)).collect()
}

/// Visits as the solution of v = e + Rᵀv over the walk's own transitions, by Gauss elimination.
fn solve(chain: usize, rework: &[(usize, usize, f64)]) -> Vec<f64> {
    let mut rows = vec![vec![0.0; chain + 1]; chain];
    for (j, row) in rows.iter_mut().enumerate() {
        row[j] += 1.0;
        row[chain] = if j == 0 { 1.0 } else { 0.0 };
    }
    for from in 0..chain {
        let back: f64 = rework.iter().filter(|(f, ..)| *f == from).map(|(_, _, share)| share).sum();
        if from + 1 < chain {
            rows[from + 1][from] -= 1.0 - back;
        }
        for (_, to, share) in rework.iter().filter(|(f, ..)| *f == from) {
            rows[*to][from] -= share;
        }
    }
    for pivot in 0..chain {
        let best = (pivot..chain).max_by(|&a, &b| rows[a][pivot].abs().total_cmp(&rows[b][pivot].abs())).unwrap();
        rows.swap(pivot, best);
        for row in 0..chain {
            if row != pivot {
                let factor = rows[row][pivot] / rows[pivot][pivot];
                for column in pivot..=chain {
                    rows[row][column] -= factor * rows[pivot][column];
                }
            }
        }
    }
    (0..chain).map(|j| rows[j][chain] / rows[j][j]).collect()
}

/// A chain of steps with rework arrows back.
fn chain(n: usize, rework: &[(usize, usize, f64)]) -> Map {
    let mut map = Map::new("Chain");
    map.steps = (0..n).map(|i| Arc::new(vsm::Step::new(format!("s{i}"), "x"))).collect();
    map.flows = (1..n).map(|i| Flow { from: map.steps[i - 1].id.clone(), to: map.steps[i].id.clone() }).collect();
    for (from, to, share) in rework {
        map.rework.insert((map.steps[*from].id.clone(), map.steps[*to].id.clone()), (share * 100.0).into());
    }
    map
}

fn loops() -> impl Strategy<Value = (usize, Vec<(usize, usize, f64)>)> {
    (2_usize..8, proptest::collection::vec((0_usize..8, 0_usize..8, 1_u32..25), 0..4)).prop_map(|(n, arrows)| {
        let mut rework: Vec<(usize, usize, f64)> = Vec::new();
        for (a, b, share) in arrows {
            let (from, to) = (a.max(b) % n, (a.min(b) % n).min(a.max(b) % n));
            if !rework.iter().any(|(f, t, _)| (*f, *t) == (from, to)) {
                rework.push((from, to, f64::from(share) / 100.0));
            }
        }
        (n, rework)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn inverse_edit_restores_the_map(map in random::map(9), edit in random::edit(9)) {
        if let Ok(done) = apply(&map, &edit) {
            let back = apply(&done.map, &done.inverse).unwrap();
            prop_assert_eq!(&back.map, &map);
            // Undoing the undo restores the edit, so redo is the same mechanism.
            prop_assert_eq!(&apply(&back.map, &back.inverse).unwrap().map, &done.map);
        }
    }

    #[test]
    fn edit_survives_serialization(edit in random::edit(9)) {
        let text = serde_json::to_string(&edit).unwrap();
        prop_assert_eq!(serde_json::from_str::<vsm::edit::Edit>(&text).unwrap(), edit);
    }

    #[test]
    fn difference_turns_one_map_into_the_other(a in random::map(9), b in random::map(9)) {
        prop_assert_eq!(apply(&a, &difference(&a, &b)).unwrap().map, b);
        prop_assert_eq!(difference(&a, &a), vsm::edit::Edit::Batch { edits: Vec::new() });
    }

    #[test]
    fn map_survives_its_file(map in random::map(9)) {
        let (read, findings) = file::read_text(&file::write_text(&map)).unwrap();
        // A file has the number of an idea's votes, not the voters.
        let mut counted = map;
        for idea in counted.ideas.values_mut().filter(|idea| !idea.votes.is_empty()) {
            let votes = u32::try_from(idea.vote_count()).unwrap();
            std::sync::Arc::make_mut(idea).votes = [(String::new(), votes)].into();
        }
        prop_assert_eq!(read, counted);
        prop_assert!(findings.iter().all(|finding| finding.code == "unknown_field"));
    }

    #[test]
    fn metrics_do_not_depend_on_the_step_order(map in random::map(9), turn in 0_usize..9) {
        let mut turned = map.clone();
        if !turned.steps.is_empty() {
            let by = turn % turned.steps.len();
            turned.steps.rotate_left(by);
            turned.steps.reverse();
        }
        let (a, b) = (Metrics::new(&map), Metrics::new(&turned));
        prop_assert_eq!(a.lead_seconds, b.lead_seconds);
        // Of equally long paths, one may lack what is 0 on the other.
        prop_assert_eq!(a.work_seconds.unwrap_or(0), b.work_seconds.unwrap_or(0));
        prop_assert_eq!(a.effort_seconds, b.effort_seconds);
        prop_assert_eq!(a.expected_lead_seconds, b.expected_lead_seconds);
        if !(a.flow_efficiency_at_most || a.flow_efficiency_at_least) {
            prop_assert!(a.flow_efficiency.is_none() || b.flow_efficiency.is_none() || a.flow_efficiency == b.flow_efficiency);
        }
        prop_assert_eq!(a.rolled_complete_accurate, b.rolled_complete_accurate);
        prop_assert_eq!(a.downtime_seconds, b.downtime_seconds);
        prop_assert_eq!(a.handoffs, b.handoffs);
        let close = |a: Option<f64>, b: Option<f64>| match (a, b) {
            (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * a.abs().max(1.0),
            (a, b) => a.is_none() && b.is_none(),
        };
        prop_assert!(close(a.work_in_progress, b.work_in_progress));
        for step in &a.steps {
            let other = b.step(&step.id).unwrap();
            prop_assert_eq!((step.drag_seconds, step.wait_drag_seconds), (other.drag_seconds, other.wait_drag_seconds));
            prop_assert!(close(step.visits, other.visits));
            prop_assert!(close(step.capacity_per_week, other.capacity_per_week));
            prop_assert!(close(step.utilization, other.utilization));
            let (cost, turned) = (step.rework_seconds.unwrap_or(0), other.rework_seconds.unwrap_or(0));
            prop_assert!(cost.abs_diff(turned) <= 1, "the last digit may round the other way");
        }
    }

    #[test]
    fn drag_is_the_lead_time_saved_without_the_step(map in random::map(9)) {
        let figures = Metrics::new(&map);
        let lead = longest_path(&map, None);
        prop_assert_eq!(figures.usual_lead_seconds.unwrap_or(0), lead);
        let least = longest_path_by(&map, None, Step::least_lead);
        prop_assert_eq!(figures.lead_seconds.unwrap_or(0), least);
        prop_assert!(least <= lead && (figures.at_least || least == lead));
        prop_assert!(figures.expected_lead_seconds.is_none_or(|expected| expected >= least));
        for (i, step) in map.steps.iter().enumerate() {
            let drag = figures.step(&step.id).unwrap().drag_seconds.unwrap_or(0);
            prop_assert!(drag <= lead);
            prop_assert_eq!(drag, lead - longest_path(&map, Some(i)));
            if let Some(wait) = figures.step(&step.id).unwrap().wait_drag_seconds {
                let mut without = map.clone();
                let changed = Arc::make_mut(&mut without.steps[i]);
                changed.wait = Some(0);
                changed.wait_range = None;
                changed.every = None;
                prop_assert_eq!(wait, lead - longest_path(&without, None));
            }
        }
    }

    #[test]
    fn critical_path_is_a_path_of_its_length(map in random::map(9)) {
        let graph = Graph::new(&map);
        let path = CriticalPath::new(&map, &graph);
        prop_assert_eq!(path.steps.iter().map(|&s| map.steps[s].counted_lead()).sum::<u64>(), path.lead);
        for pair in path.steps.windows(2) {
            prop_assert!(graph.out[pair[0]].contains(&pair[1]));
        }
        prop_assert!(path.steps.last().is_none_or(|&last| graph.out[last].is_empty()));
    }

    #[test]
    fn visits_solve_the_linear_system((n, rework) in loops()) {
        let figures = Metrics::new(&chain(n, &rework));
        for (step, expected) in figures.steps.iter().zip(solve(n, &rework)) {
            prop_assert!((step.visits.unwrap() - expected).abs() < 1e-9, "{rework:?}");
        }
    }

    #[test]
    fn arbitrary_text_is_parsed_or_rejected_with_a_sentence(text in "\\PC{0,30}") {
        for clock in [WorkingCalendar::WORKING, WorkingCalendar::CALENDAR] {
            match clock.parse_estimate(&text) {
                Ok(estimate) => prop_assert!(estimate.typical.unwrap_or_default().seconds <= clock.longest()),
                Err(sentence) => prop_assert!(sentence.ends_with('.')),
            }
        }
    }

    #[test]
    fn printed_durations_are_parsed_back(seconds in 0_u64..750_000_000, hours in 1_u32..=24, halves in 2_u32..=14) {
        let clock = WorkingCalendar { hours_per_day: f64::from(hours), days_per_week: f64::from(halves) / 2.0, working_hours_per_week: None };
        let seconds = seconds.min(clock.longest());
        prop_assert_eq!(clock.parse(&clock.print(seconds)), Ok(seconds));
    }
}

#[test]
fn visits_agree_with_a_random_walk() {
    for (n, rework) in [
        (4, vec![(1, 0, 0.3), (3, 1, 0.1)]),
        (5, vec![(4, 0, 0.2), (2, 2, 0.4), (3, 1, 0.1)]),
        (3, vec![(2, 0, 0.3), (2, 1, 0.3)]),
    ] {
        let figures = Metrics::new(&chain(n, &rework));
        for (step, walked) in figures.steps.iter().zip(walk(n, &rework, 200_000)) {
            assert!((step.visits.unwrap() - walked).abs() < 0.02, "{rework:?}: {:?} {walked}", step.visits);
        }
    }
}
