//! What of the choices for a file could not be honoured: told, so that nobody looks for it in vain.

use super::{Format, Options};
use crate::drawing::Theme;

/// A sentence for each choice that made no difference, or a smaller one than asked for.
#[must_use]
pub fn not_as_asked(format: Format, options: &Options, bytes: &[u8]) -> Vec<String> {
    let mut told = Vec::new();
    if format == Format::Report {
        if options.look.theme == Theme::Dark {
            told.push("A report is for paper: it is light, whatever the theme.".to_owned());
        }
        if options.look.wrap.is_some() {
            told.push(
                "A report wraps its drawing to suit its paper: the width that was asked for is not used.".to_owned(),
            );
        }
    }
    let made = (format == Format::Png).then(|| png_width(bytes)).flatten();
    if let (Some(made), Some(asked)) = (made, options.width)
        && f64::from(made) + 1.0 < asked
    {
        told.push(format!(
            "The picture is {made} pixels wide, not {asked}: it would have more than 100 million pixels, or more than 8 for each px of the drawing."
        ));
    }
    told
}

/// The width in the head of a PNG.
fn png_width(bytes: &[u8]) -> Option<u32> {
    let width = bytes.get(16..20)?;
    Some(u32::from_be_bytes(width.try_into().ok()?))
}
