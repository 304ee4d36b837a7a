//! `weir compare`: the differences between two map files, as text or as a file.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::cli::render_options::{RenderArgs, report_missing_fonts};
use crate::cli::{CommandResult, input, output};
use drawing::layout::{Pair, PairSide};

use vsm::compare::{Comparison, compare_metrics};
use vsm::model::graph::Graph;
use vsm::{Map, Metrics};

/// Compare two maps; steps are matched by id.
#[derive(Debug, clap::Args)]
pub(super) struct Compare {
    /// The map before
    before: PathBuf,
    /// The map after
    after: PathBuf,
    /// File to write as SVG, PNG, PDF or CSV; prints text if omitted
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: Option<PathBuf>,
    #[command(flatten)]
    pub(super) render: RenderArgs,
}

impl Compare {
    pub(super) fn run(&self) -> CommandResult {
        let (before, after) = (input::map(&self.before)?, input::map(&self.after)?);
        let graphs = [&before, &after].map(Graph::new);
        let metrics = [Metrics::with_graph(&before, &graphs[0]), Metrics::with_graph(&after, &graphs[1])];
        let comparison = Comparison::with_graphs((&before, &graphs[0]), (&after, &graphs[1]));
        let Some(out) = &self.output else {
            let text = text((&before, &metrics[0]), (&after, &metrics[1]), &comparison);
            return output::print(text.as_bytes());
        };
        let pair = Pair {
            before: PairSide { map: &before, graph: &graphs[0], metrics: &metrics[0] },
            after: PairSide { map: &after, graph: &graphs[1], metrics: &metrics[1] },
            comparison: &comparison,
        };
        let format = self.render.format_of(out)?;
        let options = self.render.options();
        let bytes = exchange::write_comparison(format, &pair, &options);
        output::write(out, &bytes.map_err(|error| error.message)?)?;
        report_missing_fonts(&exchange::missing_fonts_in_comparison(format, &pair, &options));
        Ok(())
    }
}

/// Every metric before and after, then the differences.
fn text(before: (&Map, &Metrics), after: (&Map, &Metrics), comparison: &Comparison) -> String {
    let mut text = format!("{} → {}\n\n", before.0.name, after.0.name);
    for metric in compare_metrics(before, after) {
        let (was, is) = (&metric.before.text, &metric.after.text);
        let delta = metric.delta.map_or_else(String::new, |delta| format!("  ({})", delta.words()));
        // Writing to a string can't fail.
        let _ = writeln!(text, "{:<20}{was} → {is}{delta}", metric.metric.label());
    }
    text.push('\n');
    for sentence in comparison.sentences(before.0, after.0) {
        let _ = writeln!(text, "{}: {}", sentence.subject.as_str(), sentence.text);
    }
    text
}
