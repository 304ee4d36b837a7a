//! `weir render`: the picture of a file.

use std::path::PathBuf;

use super::{Outcome, input, output};
use crate::drawing::{Look, Theme};
use crate::exchange::{self, Format, Options, Paper};

/// Draws a map.
#[derive(Debug, clap::Args)]
pub(super) struct Render {
    /// The map; `-` is standard input
    file: PathBuf,
    /// Where the picture goes; its ending says which kind; `-` is standard output
    #[arg(short, long, value_name = "OUT")]
    output: PathBuf,
    /// The kind of picture, where the ending of OUT does not say it
    #[arg(long, value_name = "svg|png|pdf", value_parser = format)]
    format: Option<Format>,
    /// Colours: light or dark
    #[arg(long, default_value = "light", value_parser = theme)]
    theme: Theme,
    /// Size of a PNG: 2 is twice as wide and high
    #[arg(long, default_value_t = 2.0)]
    scale: f32,
    /// Paper of a PDF: a4, a3 or fit (as large as the drawing)
    #[arg(long, default_value = "fit", value_parser = paper)]
    paper: Paper,
    /// Wrap a long map into rows of at most so many px
    #[arg(long, value_name = "WIDTH")]
    wrap: Option<f64>,
}

impl Render {
    /// The kind of picture that is asked for.
    ///
    /// # Errors
    /// A sentence, when neither OUT nor an option says it: wrong usage, whatever the map is.
    pub(super) fn kind(&self) -> Result<Format, String> {
        let ending = self.output.extension().and_then(|ending| ending.to_str());
        self.format
            .or_else(|| ending.and_then(Format::from_extension))
            .ok_or_else(|| "Say which kind of picture: end OUT in .svg, .png or .pdf, or add --format svg.".to_owned())
    }

    pub(super) fn run(&self) -> Outcome {
        let format = self.kind()?;
        let map = input::map(&self.file)?;
        let look = Look { theme: self.theme, wrap: self.wrap, ..Look::default() };
        let options = Options { look, scale: self.scale, paper: self.paper };
        let bytes = exchange::write(format, &map, &options).map_err(|refusal| refusal.message)?;
        output::write(&self.output, &bytes)
    }
}

fn format(text: &str) -> Result<Format, String> {
    Format::from_extension(text).ok_or_else(|| "it is svg, png, pdf, csv or json".to_owned())
}

fn theme(text: &str) -> Result<Theme, String> {
    match text {
        "light" => Ok(Theme::Light),
        "dark" => Ok(Theme::Dark),
        _ => Err("it is light or dark".to_owned()),
    }
}

fn paper(text: &str) -> Result<Paper, String> {
    Paper::from_word(text).ok_or_else(|| "it is a4, a3 or fit".to_owned())
}
