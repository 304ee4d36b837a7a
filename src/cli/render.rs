//! `weir render`: renders a map file as an image or PDF.

use std::path::PathBuf;

use crate::cli::render_options::RenderArgs;
use crate::cli::tables::TableArgs;
use crate::cli::{CommandResult, input};

#[derive(Debug, clap::Args)]
pub(super) struct Render {
    /// The map file; `-` is standard input
    file: PathBuf,
    /// The output file; its extension sets the format; `-` is standard output
    #[arg(short, long, value_name = "OUT")]
    pub(super) output: PathBuf,
    #[command(flatten)]
    pub(super) options: RenderArgs,
    #[command(flatten)]
    tables: TableArgs,
}

impl Render {
    pub(super) fn run(&self) -> CommandResult {
        self.options.write(&input::map(&self.file, &self.tables)?, &self.output).map(drop)
    }
}
