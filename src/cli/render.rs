//! `weir render`: the picture of a file.

use std::path::PathBuf;

use crate::cli::render_options::Looks;
use crate::cli::{Outcome, input, output};

/// Draws a map.
#[derive(Debug, clap::Args)]
pub(super) struct Render {
    /// The map file; `-` is standard input
    file: PathBuf,
    /// The output file; its extension sets the format; `-` is standard output
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    #[command(flatten)]
    looks: Looks,
}

impl Render {
    /// Is it clear what is asked for?
    ///
    /// # Errors
    /// A sentence, when it is not: wrong usage, whatever the map is.
    pub(super) fn check(&self) -> Result<(), String> {
        self.looks.kind(&self.output).map(|_| ())
    }

    pub(super) fn run(&self) -> Outcome {
        let format = self.looks.kind(&self.output)?;
        let map = input::map(&self.file)?;
        let options = self.looks.options();
        let bytes = exchange::write(format, &map, &options).map_err(|refusal| refusal.message)?;
        output::write(&self.output, &bytes)?;
        for sentence in exchange::option_warnings(format, &options, &bytes) {
            eprintln!("{sentence}");
        }
        Ok(())
    }
}
