//! What a table amounts to, before a map is created from it: the metrics of each map.

use askama::Template;
use vsm::metrics::catalog::Metric;
use vsm::model::map::State;
use vsm::text::grouped;
use vsm::{Map, Metrics};

/// The metrics that are shown.
const METRICS: [Metric; 5] =
    [Metric::Lead, Metric::Wait, Metric::Work, Metric::FlowEfficiency, Metric::RolledCompleteAccurate];

/// The metrics of the maps, one row per map.
#[derive(Debug, Template)]
#[template(path = "import/figures.html")]
pub(crate) struct ResultFigures {
    maps: Vec<MapFigures>,
}

#[derive(Debug)]
struct MapFigures {
    state: &'static str,
    figures: Vec<Figure>,
}

#[derive(Debug)]
struct Figure {
    label: &'static str,
    /// `≥`, `≤` or empty, and the same in words.
    sign: &'static str,
    qualifier: &'static str,
    value: String,
    is_unknown: bool,
}

impl ResultFigures {
    /// The maps, each with the number of values that go to the notes of its steps.
    pub(crate) fn new<'m>(maps: impl Iterator<Item = (&'m Map, usize)>) -> ResultFigures {
        ResultFigures { maps: maps.map(|(map, noted)| MapFigures::new(map, noted)).collect() }
    }

    fn labels(&self) -> impl Iterator<Item = &'static str> {
        self.maps.iter().take(1).flat_map(|map| map.figures.iter().map(|figure| figure.label))
    }

    /// Whether the current and the future state are shown.
    fn has_states(&self) -> bool {
        self.maps.len() > 1
    }
}

impl MapFigures {
    fn new(map: &Map, noted: usize) -> MapFigures {
        let metrics = Metrics::new(map);
        let figure = |metric: Metric| {
            let value = metric.value(&metrics);
            let qualifier = value.qualifier();
            let amount = value.amount(&map.clock);
            Figure {
                label: metric.label(),
                sign: match qualifier {
                    "at least" => "≥",
                    "at most" => "≤",
                    other => other,
                },
                qualifier,
                is_unknown: amount.is_none(),
                value: amount.unwrap_or_else(|| value.text(&map.clock)),
            }
        };
        let number = |label: &'static str, number: usize| Figure {
            label,
            sign: "",
            qualifier: "",
            value: grouped(number),
            is_unknown: false,
        };
        let mut figures: Vec<Figure> = METRICS.into_iter().map(figure).collect();
        figures.push(number("Steps", map.steps.len()));
        figures.push(number("Values in notes", noted));
        let state = if map.state == State::Future { "Future state" } else { "Current state" };
        MapFigures { state, figures }
    }
}
