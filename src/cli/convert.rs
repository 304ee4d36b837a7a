//! `weir convert`: converts a map file to another format and reports what that format can't contain.

use std::path::PathBuf;

use crate::cli::render_options::RenderArgs;
use crate::cli::{CommandResult, input, output};

#[derive(Debug, clap::Args)]
pub(super) struct Convert {
    /// The map, in any format that Weir can import; `-` is standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The output file; its extension sets the format; `-` is standard output
    #[arg(value_name = "OUT")]
    output: PathBuf,
    /// Move table values that can’t be read to the step notes instead of failing
    #[arg(long)]
    lenient: bool,
    #[command(flatten)]
    options: RenderArgs,
}

impl Convert {
    /// Rejects invalid usage before any file is read.
    pub(super) fn check(&self) -> Result<(), String> {
        self.options.format_of(&self.output).map(|_| ())
    }

    pub(super) fn run(&self) -> CommandResult {
        let format = self.options.format_of(&self.output)?;
        let map = if self.lenient { input::lenient(&self.input)? } else { input::map(&self.input)? };
        let options = self.options.options();
        let bytes = exchange::write(format, &map, &options).map_err(|error| error.message)?;
        output::write(&self.output, &bytes)?;
        for message in exchange::option_warnings(format, &options, &bytes) {
            eprintln!("{message}");
        }
        if format.can_read() {
            for message in exchange::omissions(format, &map, &bytes) {
                eprintln!("{message}");
            }
        }
        Ok(())
    }
}
