//! Warnings about a valid map.

use std::collections::HashSet;

use crate::model::finding::Finding;
use crate::model::graph::Graph;
use crate::model::map::Map;
use crate::model::step::{Step, StepId, StepTime};
use crate::text::quote;

/// The code of the warning about a field that this version doesn't know.
pub const UNKNOWN_FIELD: &str = "unknown_field";

/// Warnings about stored fields that this version doesn't know.
pub fn unknown_fields(map: &Map, graph: &Graph) -> Vec<Finding> {
    let of_map = map.other.keys().map(|field| unknown_field(None, field));
    let of_step = |step: &'_ Step| step.other.keys().map(|field| unknown_field(Some(step), field)).collect::<Vec<_>>();
    of_map.chain(graph.order.iter().flat_map(|&i| of_step(&map.steps[i]))).collect()
}

/// All warnings about a valid map, in table order. `visits` as computed by [`crate::metrics::visits`].
pub fn findings(map: &Map, graph: &Graph, visits: &[Option<f64>]) -> Vec<Finding> {
    let mut all = Vec::new();
    let senders: HashSet<&StepId> = map.rework.keys().map(|(from, _)| from).collect();
    for &i in &graph.order {
        let step = &map.steps[i];
        let name = quote(&step.name);
        let mut warn = |code, sentence| all.push(Finding { code, step: Some(step.id.clone()), sentence });
        match (
            step.lead.or(step.wait_counts().zip(step.work_counts()).map(|_| 0)),
            step.counted_wait(),
            step.counted_work(),
        ) {
            (Some(_), ..) => {}
            (None, None, None) => warn("time_missing", format!("{name} has no times.")),
            (None, None, Some(_)) => warn("wait_missing", format!("{name} has no wait time.")),
            (None, Some(_), _) => warn("work_missing", format!("{name} has no work time.")),
        }
        if step.wait_is_from_every()
            && let Some(every) = step.written(StepTime::Every)
        {
            warn(
                "wait_from_every",
                format!("{name} has no wait time. Half its cadence ({}) is used.", map.clock.print_cadence(every)),
            );
        }
        if graph.stands_alone(i) {
            warn("stands_alone", format!("{name} isn’t connected to the flow."));
        }
        if step.complete_accurate.is_some_and(|ca| ca < 100.0) && !senders.contains(&step.id) {
            warn("no_rework_arrow", format!("{name} has a %C/A below 100% but no rework arrow."));
        }
        if let (Some(people), Some(each)) = (step.people, step.people_per_item)
            && step.crews() == Some(0.0)
        {
            warn(
                "too_few_people",
                format!("{name} has {people} people, but one item needs {each}. Its capacity is 0."),
            );
        }
        let times = [("wait time", step.wait, step.wait_range), ("work time", step.work, step.work_range)];
        for (what, typical, range) in times {
            if let Some((typical, range)) = typical.zip(range)
                && !range.contains(typical)
            {
                warn("outside_range", format!("The {what} of {name} is outside its range."));
            }
        }
        if visits[i].is_none() {
            warn("does_not_finish", format!("{name} never finishes because too much work comes back."));
        }
    }
    all.extend(unknown_fields(map, graph));
    all
}

fn unknown_field(step: Option<&Step>, field: &str) -> Finding {
    let place = step.map_or("The map".to_owned(), |s| format!("Step {}", quote(&s.name)));
    Finding {
        code: UNKNOWN_FIELD,
        step: step.map(|s| s.id.clone()),
        sentence: format!("{place} has an unknown field {}. It is preserved.", quote(field)),
    }
}
