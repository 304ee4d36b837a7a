//! The output options that `render`, `convert` and `compare` share.

use std::path::Path;

use crate::cli::output;
use drawing::{Arrangement, RenderOptions, Theme};
use exchange::{Format, MissingFonts, Options, Orientation, PageFit, Paper};
use vsm::Map;

/// Options of images, reports and PDFs.
#[derive(Debug, clap::Args)]
pub(super) struct RenderArgs {
    /// File format, if the extension of OUT doesn’t specify it
    #[arg(long, value_name = "FORMAT", value_parser = format, help = kinds_help())]
    format: Option<Format>,
    /// Colors: light or dark
    #[arg(long, default_value = "light", value_parser = theme)]
    theme: Theme,
    /// Scale of a PNG: 2 doubles its width and height
    #[arg(long, default_value_t = 2.0)]
    scale: f32,
    /// Width of a PNG or SVG in pixels, instead of its scale; long maps are wrapped to fit a slide
    #[arg(long, value_name = "PIXELS", value_parser = width)]
    width: Option<f64>,
    /// Add the step table below the drawing of a PNG or SVG
    #[arg(long)]
    table: bool,
    /// Paper size of a PDF: a4, a3 or fit (the size of the drawing; a4 for a report)
    #[arg(long, default_value = "fit", value_parser = paper)]
    paper: Paper,
    /// Use portrait orientation for a report
    #[arg(long)]
    upright: bool,
    /// Fit the report on one page
    #[arg(long)]
    one_sheet: bool,
    /// Wrap a long map into rows of at most WIDTH px
    #[arg(long, value_name = "WIDTH")]
    wrap: Option<f64>,
}

impl RenderArgs {
    /// Rejects an OUT without a format, before any file is read.
    pub(super) fn check(&self, out: &Path) -> Result<(), String> {
        self.format_of(out).map(drop)
    }

    /// Writes a map to OUT and reports the options that its format doesn't have. Returns the format and the content.
    pub(super) fn write(&self, map: &Map, out: &Path) -> Result<(Format, Vec<u8>), String> {
        let (format, options) = (self.format_of(out)?, self.options());
        let bytes = exchange::write(format, map, &options).map_err(|error| error.message)?;
        output::write(out, &bytes)?;
        for message in exchange::option_warnings(format, &options, &bytes) {
            eprintln!("{message}");
        }
        report_missing_fonts(&exchange::missing_fonts(format, map, &options));
        Ok((format, bytes))
    }

    /// The format given by `--format` or the extension of OUT.
    pub(super) fn format_of(&self, out: &Path) -> Result<Format, String> {
        let name = out.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let format = self.format.or_else(|| Format::from_name(&name));
        format.filter(|format| format.can_write()).ok_or_else(|| {
            let endings: Vec<String> = kinds().map(|kind| format!(".{kind}")).collect();
            format!("Specify the format: use one of the extensions {}, or add --format svg.", endings.join(", "))
        })
    }

    pub(super) fn options(&self) -> Options {
        let render = RenderOptions {
            theme: self.theme,
            arrangement: Arrangement::from_max_width(self.wrap),
            ..RenderOptions::default()
        };
        let RenderArgs { scale, width, table, paper, upright, one_sheet, .. } = *self;
        let orientation = if upright { Orientation::Portrait } else { Orientation::Landscape };
        let page_fit = if one_sheet { PageFit::OnePage } else { PageFit::AsNeeded };
        Options { render, scale, width, table, paper, orientation, page_fit, map_inside: true }
    }
}

/// Says which characters of an image are boxes.
pub(super) fn report_missing_fonts(missing: &MissingFonts) {
    if !missing.is_empty() {
        eprintln!("Weir has no font for {missing}: boxes appear instead. {}.", missing.remedy());
    }
}

/// The extensions of the formats that can be written.
fn kinds() -> impl Iterator<Item = &'static str> {
    Format::all().filter(|format| format.can_write()).map(Format::extension)
}

fn kinds_help() -> String {
    let kinds = kinds().collect::<Vec<_>>().join(", ");
    format!("File format, if the extension of OUT doesn’t specify it: {kinds}")
}

fn format(text: &str) -> Result<Format, String> {
    Format::from_extension(text).ok_or_else(|| format!("use one of {}", kinds().collect::<Vec<_>>().join(", ")))
}

fn theme(text: &str) -> Result<Theme, String> {
    match text {
        "light" => Ok(Theme::Light),
        "dark" => Ok(Theme::Dark),
        _ => Err("use light or dark".to_owned()),
    }
}

fn paper(text: &str) -> Result<Paper, String> {
    Paper::parse(text).ok_or_else(|| "use a4, a3 or fit".to_owned())
}

fn width(text: &str) -> Result<f64, String> {
    let width = text.parse().ok().filter(|width| exchange::WIDTHS.contains(width));
    width.ok_or_else(|| "use a number of pixels from 200 to 10,000".to_owned())
}
