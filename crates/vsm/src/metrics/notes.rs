//! The notes below the headline metrics: what a value includes, and what it lacks.

use std::sync::Arc;

use crate::metrics::Metrics;
use crate::metrics::catalog::Metric;
use crate::model::duration::about_elapsed;
use crate::model::map::Map;
use crate::model::step::Step;
use crate::text::count;

/// The note below a headline metric, such as `3 steps have no wait time`; empty if there is none.
pub fn note(metric: Metric, map: &Map, metrics: &Metrics) -> String {
    match metric {
        Metric::Lead => lead(map, metrics),
        Metric::Wait => without(metrics.unknown.wait, metric.name()),
        Metric::Work => without(metrics.unknown.work, metric.name()),
        Metric::FlowEfficiency => match metrics.flow_efficiency {
            None => String::new(),
            Some(_) if metrics.flow_efficiency_at_most => "Not every wait time is known".to_owned(),
            Some(_) if metrics.flow_efficiency_at_least => "Not every work time is known".to_owned(),
            Some(_) if metrics.unknown.wait + metrics.unknown.work > 0 => "Based on known times".to_owned(),
            Some(_) if metrics.at_least => "A range counts with its middle".to_owned(),
            Some(_) => "of the lead time is work".to_owned(),
        },
        Metric::RolledCompleteAccurate => match (metrics.rolled_complete_accurate, metrics.unknown.complete_accurate) {
            (None, 0) => String::new(),
            (None, _) => "No step has a %C/A".to_owned(),
            (Some(_), 0) => "of items pass without rework".to_owned(),
            (Some(_), missing) => format!("{} not included", count(missing, "step", "steps")),
        },
        Metric::Downtime => downtime(metrics),
        _ => String::new(),
    }
}

fn lead(map: &Map, metrics: &Metrics) -> String {
    let is_timeless =
        |step: &&Arc<Step>| step.lead.is_none() && (step.wait_counts().is_none() || step.work_counts().is_none());
    let timeless = without(map.steps.iter().filter(is_timeless).count(), "time");
    let expected = match (metrics.lead_seconds, metrics.expected_lead_seconds) {
        // Without rework, it equals the lead time.
        (Some(lead), Some(expected)) if expected > lead => format!("{} including rework", map.clock.about(expected)),
        (Some(_), None) if timeless.is_empty() => "Never finishes with rework".to_owned(),
        (Some(_), None) => "never finishes with rework".to_owned(),
        _ => String::new(),
    };
    [timeless, expected].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; ")
}

fn downtime(metrics: &Metrics) -> String {
    match (metrics.downtime_seconds, metrics.downtime_seconds_per_month) {
        (None | Some(0), _) => String::new(),
        (Some(_), Some(month)) => format!("per release, {} per month", about_elapsed(month)),
        (Some(_), None) => "per release".to_owned(),
    }
}

fn without(missing: usize, what: &str) -> String {
    if missing == 0 { String::new() } else { format!("{} no {what}", count(missing, "step has", "steps have")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The notes of a map with a step of each wait time, work time and %C/A.
    fn notes(steps: &[(Option<u64>, Option<u64>, Option<f64>)]) -> [String; 5] {
        use Metric::{FlowEfficiency, Lead, RolledCompleteAccurate, Wait, Work};
        let mut map = Map::new("m");
        for (at, (wait, work, share)) in steps.iter().enumerate() {
            let mut step = Step::new(format!("s{at}"), "Step");
            (step.wait, step.work, step.complete_accurate) = (*wait, *work, *share);
            map.steps.push(Arc::new(step));
        }
        let metrics = Metrics::new(&map);
        [Lead, Wait, Work, FlowEfficiency, RolledCompleteAccurate].map(|metric| note(metric, &map, &metrics))
    }

    #[test]
    fn notes_say_what_is_missing() {
        let complete = (Some(60), Some(60), Some(90.0));
        assert_eq!(notes(&[]), [""; 5], "nothing is measured, so nothing is missing");
        assert_eq!(notes(&[complete]), ["", "", "", "of the lead time is work", "of items pass without rework"]);
        let some = notes(&[complete, (None, None, None), (Some(60), None, None)]);
        let [lead, wait, work, efficiency, rolled] = some.each_ref().map(String::as_str);
        assert_eq!((wait, work), ("1 step has no wait time", "2 steps have no work time"));
        assert_eq!((efficiency, rolled), ("Based on known times", "2 steps not included"));
        assert_eq!(lead, "2 steps have no time");
        let none = notes(&[(None, None, None)]);
        assert_eq!((none[3].as_str(), none[4].as_str()), ("", "No step has a %C/A"));
    }
}
