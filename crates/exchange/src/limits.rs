//! Size limits of files and images.

/// The maximum size of a file, in bytes.
pub const MAX_BYTES: usize = 10_000_000;

/// The maximum size of a PNG, of which only the embedded map is read, in bytes. Only the command line
/// accepts files this large.
pub const MAX_PIXEL_BYTES: usize = 60_000_000;

/// The width of an image, in pixels.
pub const WIDTHS: std::ops::RangeInclusive<f64> = 200.0..=10_000.0;
