//! `weir convert`: a file of one kind as a file of another, with a word about what that loses.

use std::path::PathBuf;

use crate::cli::render_options::Looks;
use crate::cli::{Outcome, input, output};

/// Converts a map.
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
    looks: Looks,
}

impl Convert {
    /// Is it clear what is asked for?
    ///
    /// # Errors
    /// A sentence, when it is not: wrong usage, whatever the map is.
    pub(super) fn check(&self) -> Result<(), String> {
        self.looks.kind(&self.output).map(|_| ())
    }

    pub(super) fn run(&self) -> Outcome {
        let format = self.looks.kind(&self.output)?;
        let map = if self.lenient { input::lenient(&self.input)? } else { input::map(&self.input)? };
        let options = self.looks.options();
        let bytes = exchange::write(format, &map, &options).map_err(|refusal| refusal.message)?;
        output::write(&self.output, &bytes)?;
        for sentence in exchange::option_warnings(format, &options, &bytes) {
            eprintln!("{sentence}");
        }
        if format.can_read() {
            for sentence in exchange::omissions(format, &map, &bytes) {
                eprintln!("{sentence}");
            }
        }
        Ok(())
    }
}
