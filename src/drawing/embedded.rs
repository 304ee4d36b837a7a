//! The map inside an exported picture: put there by the painters, found again here.
//!
//! Files come from anywhere: nothing is fetched, no entities are expanded, and sizes are limited.

use std::io::Cursor;

use super::DrawingError;
use super::svg::MAP_NAMESPACE;

/// The keyword of the PNG text chunk that carries the map.
pub(crate) const KEYWORD: &str = "weir-map";
/// The largest map that is taken out of a picture, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// The most XML nodes that are looked at.
const MOST_NODES: u32 = 1_000_000;

/// The map, as JSON text, inside an SVG.
///
/// # Errors
/// When it is not SVG, has no map inside, or is too large.
pub fn from_svg(text: &str) -> Result<String, DrawingError> {
    let options =
        roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES, ..roxmltree::ParsingOptions::default() };
    let document = roxmltree::Document::parse_with_options(text, options).map_err(|problem| match problem {
        roxmltree::Error::NodesLimitReached => DrawingError::TooLarge,
        _ => DrawingError::Unreadable("SVG"),
    })?;
    if document.root_element().tag_name().name() != "svg" {
        return Err(DrawingError::Unreadable("SVG"));
    }
    let map = document.descendants().find(|node| node.has_tag_name((MAP_NAMESPACE, "map")));
    let json: String = map
        .ok_or(DrawingError::NoMap)?
        .descendants()
        .filter_map(|node| node.is_text().then(|| node.text()).flatten())
        .collect();
    if json.len() > LARGEST { Err(DrawingError::TooLarge) } else { Ok(json) }
}

/// The map, as JSON text, inside a PNG.
///
/// # Errors
/// When it is not PNG, has no map inside, or is too large.
pub fn from_png(bytes: &[u8]) -> Result<String, DrawingError> {
    let limits = png::Limits { bytes: 4 * LARGEST };
    let decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    let reader = decoder.read_info().map_err(|_| DrawingError::Unreadable("PNG"))?;
    let chunk = reader.info().utf8_text.iter().find(|chunk| chunk.keyword == KEYWORD);
    let mut chunk = chunk.ok_or(DrawingError::NoMap)?.clone();
    chunk.decompress_text_with_limit(LARGEST).map_err(|_| DrawingError::TooLarge)?;
    let json = chunk.get_text().map_err(|_| DrawingError::Unreadable("PNG"))?;
    if json.len() > LARGEST { Err(DrawingError::TooLarge) } else { Ok(json) }
}
