//! What of the choices for a file could not be honoured: told, so that nobody looks for it in vain.

use crate::{Format, Options};
use drawing::Theme;

/// A sentence for each choice that made no difference, or a smaller one than asked for.
#[must_use]
pub fn not_as_asked(format: Format, options: &Options, bytes: &[u8]) -> Vec<String> {
    let mut told = Vec::new();
    if format == Format::Report {
        if options.look.theme == Theme::Dark {
            told.push("Reports always use the light theme.".to_owned());
        }
        if options.look.wrap.is_some() {
            told.push("Reports wrap the drawing to fit the page. The width is ignored.".to_owned());
        }
    }
    let made = (format == Format::Png).then(|| png_width(bytes)).flatten();
    if let (Some(made), Some(asked)) = (made, options.width)
        && f64::from(made) + 1.0 < asked
    {
        told.push(format!(
            "The image is {made} px wide instead of {asked} px. The limits are 100 million pixels and a scale of 8."
        ));
    }
    told
}

/// The width in the head of a PNG.
fn png_width(bytes: &[u8]) -> Option<u32> {
    let width = bytes.get(16..20)?;
    Some(u32::from_be_bytes(width.try_into().ok()?))
}
