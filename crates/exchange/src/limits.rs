//! How large files and images may be.

/// Most bytes that a file may have.
pub const MAX_BYTES: usize = 10_000_000;

/// Most bytes that a PNG may have, of which only the embedded map is read. Only the command line takes files this large.
pub const MAX_PIXEL_BYTES: usize = 60_000_000;

/// The width that an image can have, in pixels.
pub const WIDTHS: std::ops::RangeInclusive<f64> = 200.0..=10_000.0;
