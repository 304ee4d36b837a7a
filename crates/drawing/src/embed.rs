//! Finds the map inside an exported image.
//!
//! Files come from anywhere: nothing is fetched, no entities are expanded, and sizes are limited.

use std::io::Cursor;

use crate::DrawingError;
use crate::svg::MAP_NAMESPACE;

/// The keyword of the PNG text chunk that contains the map.
pub(crate) const PNG_KEYWORD: &str = "weir-map";
/// The attribute of a draw.io file's root cell that contains the map.
pub const DRAWIO_ATTRIBUTE: &str = "weirMap";
/// The largest map that is read from an image, in bytes of JSON.
pub const MAX_MAP_BYTES: usize = 4 * 1024 * 1024;
/// The most tags that are read, twice what the largest map needs: the parser allocates memory for all of them at once.
const MAX_TAGS: u32 = 150_000;
/// The most XML nodes that are read: there may be text after every tag.
const MAX_NODES: u32 = 2 * MAX_TAGS;
/// The most attributes that are read in all tags together.
const MAX_ATTRIBUTES_IN_ALL: usize = 400_000;
/// The longest tag that is read, in bytes; those of Weir are far shorter.
const MAX_TAG: usize = 64 * 1024;
/// The most attributes in one tag: the parser compares each with every other.
const MAX_ATTRIBUTES: usize = 256;
/// The most namespaces that an image declares: the parser copies each to all elements inside.
const MAX_NAMESPACES: usize = 64;

/// The map, as JSON text, inside an SVG.
///
/// # Errors
/// [`DrawingError::Unreadable`], [`DrawingError::NoMap`], [`DrawingError::TooLarge`] or [`DrawingError::CostlyTag`].
pub fn from_svg(text: &str) -> Result<String, DrawingError> {
    let document = parse(text, "SVG", MAX_TAG)?;
    if document.root_element().tag_name().name() != "svg" {
        return Err(DrawingError::Unreadable("SVG"));
    }
    let map = document.descendants().find(|node| node.has_tag_name((MAP_NAMESPACE, "map")));
    let json: String = map
        .ok_or(DrawingError::NoMap)?
        .descendants()
        .filter(roxmltree::Node::is_text)
        .filter_map(|node| node.text())
        .collect();
    not_too_large(json)
}

fn not_too_large(json: String) -> Result<String, DrawingError> {
    if json.len() > MAX_MAP_BYTES { Err(DrawingError::TooLarge) } else { Ok(json) }
}

/// What a draw.io file contains.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrawioContent {
    /// The map, as JSON text.
    Map(String),
    /// No map, but a compressed diagram: another draw.io file, once it is decompressed.
    Compressed(String),
}

/// Reads a draw.io file.
///
/// # Errors
/// [`DrawingError::Unreadable`], [`DrawingError::NoMap`], [`DrawingError::TooLarge`] or [`DrawingError::CostlyTag`].
pub fn from_drawio(text: &str) -> Result<DrawioContent, DrawingError> {
    // The map is in one attribute, escaped.
    let document = parse(text, "draw.io", 2 * MAX_MAP_BYTES)?;
    if !matches!(document.root_element().tag_name().name(), "mxfile" | "mxGraphModel") {
        return Err(DrawingError::Unreadable("draw.io"));
    }
    if let Some(json) = document.descendants().find_map(|node| node.attribute(DRAWIO_ATTRIBUTE)) {
        return not_too_large(json.to_owned()).map(DrawioContent::Map);
    }
    let mut diagrams = document.descendants().filter(|node| node.has_tag_name("diagram"));
    let compressed = diagrams.find_map(|node| node.text().map(str::trim).filter(|text| !text.is_empty()));
    compressed.map(|text| DrawioContent::Compressed(text.to_owned())).ok_or(DrawingError::NoMap)
}

/// A shape or an arrow of a draw.io file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawioCell {
    /// Its id.
    pub id: String,
    /// Its label, as HTML.
    pub label: String,
    /// Whether it is a shape; otherwise it is an arrow or a layer.
    pub is_shape: bool,
    /// The ids of the cells that an arrow connects.
    pub ends: Option<(String, String)>,
}

/// The shapes and arrows of a draw.io file that is not compressed.
///
/// # Errors
/// [`DrawingError::Unreadable`], [`DrawingError::TooLarge`] or [`DrawingError::CostlyTag`].
pub fn drawio_cells(text: &str) -> Result<Vec<DrawioCell>, DrawingError> {
    let document = parse(text, "draw.io", 2 * MAX_MAP_BYTES)?;
    let cell = |node: roxmltree::Node<'_, '_>| {
        // A cell with custom data has its id and label one level above.
        let holder = node.parent().filter(|parent| matches!(parent.tag_name().name(), "object" | "UserObject"));
        let either = |own: &str, outer: &str| {
            node.attribute(own).or_else(|| holder?.attribute(outer)).unwrap_or_default().to_owned()
        };
        let end = |name: &str| node.attribute(name).map(str::to_owned);
        DrawioCell {
            id: either("id", "id"),
            label: either("value", "label"),
            is_shape: node.attribute("vertex") == Some("1"),
            ends: end("source").zip(end("target")),
        }
    };
    Ok(document.descendants().filter(|node| node.has_tag_name("mxCell")).map(cell).collect())
}

/// Parses XML of another program, within the same limits.
///
/// # Errors
/// [`DrawingError::Unreadable`], [`DrawingError::TooLarge`] or [`DrawingError::CostlyTag`].
pub fn parse_foreign<'t>(text: &'t str, what: &'static str) -> Result<roxmltree::Document<'t>, DrawingError> {
    parse(text, what, 2 * MAX_MAP_BYTES)
}

fn parse<'t>(text: &'t str, what: &'static str, longest_tag: usize) -> Result<roxmltree::Document<'t>, DrawingError> {
    check_tags(text, longest_tag)?;
    let options =
        roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..roxmltree::ParsingOptions::default() };
    roxmltree::Document::parse_with_options(text, options).map_err(|problem| match problem {
        roxmltree::Error::NodesLimitReached => DrawingError::TooLarge,
        _ => DrawingError::Unreadable(what),
    })
}

/// Rejects files that would take the parser very long, since its time grows with the square of a tag's attributes, or that
/// would take far more memory than the file has bytes.
fn check_tags(text: &str, longest_tag: usize) -> Result<(), DrawingError> {
    let (mut tags, mut attributes_in_all, mut namespaces) = (0_u32, 0, 0);
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        let inert = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")];
        if let Some((inside, end)) = inert.iter().find_map(|(begin, end)| Some((after.strip_prefix(begin)?, end))) {
            // The parser reports it if the end is missing.
            rest = inside.split_once(end).map_or("", |(_, behind)| behind);
            continue;
        }
        let mut quote = None;
        let mut attributes = 0;
        let end = after.bytes().take(longest_tag + 1).position(|b| match (quote, b) {
            (None, b'"' | b'\'') => {
                quote = Some(b);
                false
            }
            (Some(open), _) => {
                quote = quote.filter(|_| open != b);
                false
            }
            (None, _) => {
                attributes += usize::from(b == b'=');
                b == b'>'
            }
        });
        let tag = after.get(..end.unwrap_or(after.len())).unwrap_or_default();
        if tag.len() > longest_tag || attributes > MAX_ATTRIBUTES {
            return Err(DrawingError::CostlyTag);
        }
        tags += 1;
        attributes_in_all += attributes;
        if tags > MAX_TAGS || attributes_in_all > MAX_ATTRIBUTES_IN_ALL {
            return Err(DrawingError::TooLarge);
        }
        namespaces += tag.matches("xmlns").count();
        if namespaces > MAX_NAMESPACES {
            return Err(DrawingError::CostlyTag);
        }
        rest = after.get(tag.len()..).unwrap_or_default();
    }
    Ok(())
}

/// The diagram that draw.io embeds in the SVGs that it can edit: an attribute of the first tag. The rest isn’t
/// parsed, since it begins with a document type, which maps never have.
pub fn drawio_in_svg(text: &str) -> Option<String> {
    let tag = text.get(text.find("<svg")?..)?;
    let mut quote = None;
    let end = tag.bytes().take(2 * MAX_MAP_BYTES).position(|b| {
        match (quote, b) {
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(open), _) if open == b => quote = None,
            _ => {}
        }
        quote.is_none() && b == b'>'
    })?;
    let alone = format!("{}/>", tag.get(..end)?.trim_end_matches('/'));
    let document = parse_foreign(&alone, "SVG").ok()?;
    let content = document.root_element().attribute("content")?;
    content.trim_start().starts_with("<mxfile").then(|| content.to_owned())
}

/// The diagram that draw.io embeds in the PNGs that it can edit, percent-encoded.
pub fn drawio_in_png(bytes: &[u8]) -> Option<String> {
    const KEYWORD: &str = "mxfile";
    let limits = png::Limits { bytes: 4 * MAX_MAP_BYTES };
    let reader = png::Decoder::new_with_limits(Cursor::new(bytes), limits).read_info().ok()?;
    let info = reader.info();
    if let Some(chunk) = info.uncompressed_latin1_text.iter().find(|chunk| chunk.keyword == KEYWORD) {
        return Some(chunk.text.clone()).filter(|text| text.len() <= 2 * MAX_MAP_BYTES);
    }
    let mut chunk = info.compressed_latin1_text.iter().find(|chunk| chunk.keyword == KEYWORD)?.clone();
    chunk.decompress_text_with_limit(2 * MAX_MAP_BYTES).ok()?;
    chunk.get_text().ok()
}

/// The map, as JSON text, inside a PNG.
///
/// # Errors
/// [`DrawingError::Unreadable`], [`DrawingError::NoMap`] or [`DrawingError::TooLarge`].
pub fn from_png(bytes: &[u8]) -> Result<String, DrawingError> {
    let limits = png::Limits { bytes: 4 * MAX_MAP_BYTES };
    let decoder = png::Decoder::new_with_limits(Cursor::new(bytes), limits);
    let reader = decoder.read_info().map_err(|_| DrawingError::Unreadable("PNG"))?;
    let chunk = reader.info().utf8_text.iter().find(|chunk| chunk.keyword == PNG_KEYWORD);
    let mut chunk = chunk.ok_or(DrawingError::NoMap)?.clone();
    chunk.decompress_text_with_limit(MAX_MAP_BYTES).map_err(|_| DrawingError::TooLarge)?;
    not_too_large(chunk.get_text().map_err(|_| DrawingError::Unreadable("PNG"))?)
}
