//! The scripts in an exported file that no font on this computer has. An SVG uses the fonts of its reader.

use crate::options::Options;
use crate::registry::Format;
use crate::{comparison, image};
use drawing::fonts::{self, Missing};
use drawing::layout::{Pair, pair_for_screen};
use drawing::report::pages;
use vsm::{Map, file};

/// The scripts in an exported map that no font has.
pub fn missing_fonts(format: Format, map: &Map, options: &Options) -> Missing {
    if fonts::covers(&file::write_text(map)) {
        return Missing::default();
    }
    match format {
        Format::Png => fonts::missing_in(image::scene(map, options).texts()),
        Format::Pdf => fonts::missing_in(image::on_paper(map, options).texts()),
        Format::Report => {
            let pages = pages(map, options.report());
            fonts::missing_in(pages.iter().flat_map(|page| &page.placed).flat_map(|placed| placed.scene.texts()))
        }
        _ => Missing::default(),
    }
}

/// The scripts in an exported comparison that no font has.
pub fn missing_fonts_in_comparison(format: Format, pair: &Pair<'_>, options: &Options) -> Missing {
    match format {
        Format::Png => fonts::missing_in(pair_for_screen(pair, &options.render).texts()),
        Format::Pdf => fonts::missing_in(comparison::on_paper(pair, options).texts()),
        _ => Missing::default(),
    }
}
