//! Exports the comparison of two maps.

use crate::options::Options;
use crate::outcome::drawing_error;
use crate::registry::Format;
use crate::{image, table};
use drawing::layout::{Pair, pair_for_paper, pair_for_screen};
use drawing::scene::Scene;
use drawing::{Arrangement, pdf, png, svg};
use vsm::model::error::ValidationError;

/// Whether a comparison can be exported in this format. It contains two maps, so no map file can.
pub fn can_write_comparison(format: Format) -> bool {
    matches!(format, Format::Svg | Format::Png | Format::Pdf | Format::Csv)
}

/// Exports a comparison: the drawings, or the metrics and differences as a table. No map is embedded, since
/// there are two.
pub fn write_comparison(format: Format, pair: &Pair<'_>, options: &Options) -> Result<Vec<u8>, ValidationError> {
    let screen = || pair_for_screen(pair, &options.render);
    match format {
        Format::Csv => Ok(table::write_comparison(pair).into_bytes()),
        Format::Svg => {
            let scene = screen();
            Ok(svg::stand_alone_wide(&scene, options.width.unwrap_or(scene.width), None).into_bytes())
        }
        Format::Png => {
            let scene = screen();
            png::render(&scene, image::scale(&scene, options), None).map_err(|error| drawing_error(&error))
        }
        Format::Pdf => pdf::render(&on_paper(pair, options), options.paper).map_err(|error| drawing_error(&error)),
        _ => {
            let sentence = "Comparisons can’t be exported to this format. Use the JSON API.";
            Err(ValidationError::new("not_writable", sentence))
        }
    }
}

/// The drawings for a page: wrapped as requested, or else to fit it.
pub(crate) fn on_paper(pair: &Pair<'_>, options: &Options) -> Scene {
    match options.render.arrangement {
        Arrangement::OneRow => pair_for_paper(pair, options.render.theme, options.paper),
        _ => pair.scene(&options.render),
    }
}
