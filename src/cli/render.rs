//! `weir render`: renders a map file as an image or PDF.

use std::path::PathBuf;

use crate::cli::render_options::RenderArgs;
use crate::cli::{CommandResult, input, output};

#[derive(Debug, clap::Args)]
pub(super) struct Render {
    /// The map file; `-` is standard input
    file: PathBuf,
    /// The output file; its extension sets the format; `-` is standard output
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    #[command(flatten)]
    options: RenderArgs,
}

impl Render {
    /// Rejects invalid usage before any file is read.
    pub(super) fn check(&self) -> Result<(), String> {
        self.options.format_of(&self.output).map(|_| ())
    }

    pub(super) fn run(&self) -> CommandResult {
        let format = self.options.format_of(&self.output)?;
        let map = input::map(&self.file)?;
        let options = self.options.options();
        let bytes = exchange::write(format, &map, &options).map_err(|error| error.message)?;
        output::write(&self.output, &bytes)?;
        for message in exchange::option_warnings(format, &options, &bytes) {
            eprintln!("{message}");
        }
        Ok(())
    }
}
