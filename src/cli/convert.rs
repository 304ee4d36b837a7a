//! `weir convert`: converts a map file to another format and reports what that format can't contain.

use std::path::PathBuf;

use crate::cli::render_options::RenderArgs;
use crate::cli::tables::TableArgs;
use crate::cli::{CommandResult, input};

#[derive(Debug, clap::Args)]
pub(super) struct Convert {
    /// The map, in any format that Weir can import; `-` is standard input
    #[arg(value_name = "IN")]
    input: PathBuf,
    /// The output file; its extension sets the format; `-` is standard output
    #[arg(value_name = "OUT")]
    pub(super) output: PathBuf,
    #[command(flatten)]
    pub(super) options: RenderArgs,
    #[command(flatten)]
    tables: TableArgs,
}

impl Convert {
    pub(super) fn run(&self) -> CommandResult {
        let map = input::map(&self.input, &self.tables)?;
        let (format, bytes) = self.options.write(&map, &self.output)?;
        if format.can_read() {
            for message in exchange::omissions(format, &map, &bytes) {
                eprintln!("{message}");
            }
        }
        Ok(())
    }
}
