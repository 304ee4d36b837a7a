//! A link as a QR code.

use std::fmt::Write;

use qrcode::{Color, EcLevel, QrCode};

/// The light modules around it, which readers need.
const MARGIN: usize = 4;

/// The code as SVG for a page; empty when the text is too long.
pub(super) fn svg(text: &str) -> String {
    let Ok(code) = QrCode::with_error_correction_level(text, EcLevel::M) else { return String::new() };
    let width = code.width();
    let mut path = String::new();
    for (at, color) in code.to_colors().into_iter().enumerate() {
        if color == Color::Dark {
            // Writing to a string cannot fail.
            let _ = write!(path, "M{} {}h1v1h-1z", at % width + MARGIN, at / width + MARGIN);
        }
    }
    let all = width + 2 * MARGIN;
    format!(
        "<svg class=\"qr\" role=\"img\" aria-label=\"QR code for this link\" viewBox=\"0 0 {all} {all}\">\
         <rect class=\"qr-light\" width=\"{all}\" height=\"{all}\"/><path class=\"qr-dark\" d=\"{path}\"/></svg>"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn qr_code_has_its_corner_marks() {
        let svg = svg("https://weir.example.org/s/0123");
        // The first module of the finder at the top left, and the light around it.
        assert!(svg.contains("M4 4h1v1h-1z") && !svg.contains("M3 ") && !svg.contains("M11 4h"), "{svg}");
        assert_eq!(super::svg(&"x".repeat(5000)), "");
    }
}
