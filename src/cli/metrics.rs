//! `weir metrics`: prints the metrics of a map file.

use std::path::PathBuf;

use crate::cli::{CommandResult, input, metrics_text, output};

#[derive(Debug, clap::Args)]
pub(super) struct Metrics {
    /// The map file; `-` is standard input
    file: PathBuf,
    /// Print JSON in the format of the API
    #[arg(long)]
    json: bool,
}

impl Metrics {
    pub(super) fn run(&self) -> CommandResult {
        let map = input::map(&self.file)?;
        let metrics = vsm::Metrics::of(&map);
        if self.json {
            let json = serde_json::to_string_pretty(&metrics);
            let json = json.map_err(|cause| format!("Can’t write the metrics as JSON: {cause}."))?;
            return output::print(format!("{json}\n").as_bytes());
        }
        output::print(metrics_text::text(&map, &metrics).as_bytes())
    }
}
