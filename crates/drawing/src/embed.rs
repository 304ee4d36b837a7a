//! The map inside an exported picture: put there by the painters, found again here.
//!
//! Files come from anywhere: nothing is fetched, no entities are expanded, and sizes are limited.

use std::io::Cursor;

use crate::DrawingError;
use crate::svg::MAP_NAMESPACE;

/// The keyword of the PNG text chunk that carries the map.
pub(crate) const KEYWORD: &str = "weir-map";
/// The attribute of a draw.io file's root cell that carries the map.
pub const DRAWIO_ATTRIBUTE: &str = "weirMap";
/// The largest map that is taken out of a picture, in bytes.
pub const LARGEST: usize = 4 * 1024 * 1024;
/// The most tags that are looked at, twice what the largest map takes: the parser makes room for them all beforehand.
const MAX_TAGS: u32 = 150_000;
/// The most XML nodes that are looked at: there may be text behind every tag.
const MAX_NODES: u32 = 2 * MAX_TAGS;
/// The most attributes that are looked at in all tags together.
const MAX_ATTRIBUTES_IN_ALL: usize = 400_000;
/// The longest tag that is looked at, in bytes; ours are far shorter.
const MAX_TAG: usize = 64 * 1024;
/// The most attributes in one tag: the parser compares each with every other.
const MAX_ATTRIBUTES: usize = 256;
/// The most namespaces that a picture declares: the parser hands every one down to all that is inside.
const MAX_NAMESPACES: usize = 64;

/// The map, as JSON text, inside an SVG.
///
/// # Errors
/// When it is not SVG, has no map inside, or is too large.
pub fn from_svg(text: &str) -> Result<String, DrawingError> {
    let document = parse(text, "SVG", MAX_TAG)?;
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

/// What a draw.io file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DrawioContent {
    /// The map, as JSON text.
    Map(String),
    /// No map as it is, but a drawing that is packed: another file of this kind, once it is unpacked.
    Packed(String),
}

/// What is inside a draw.io file.
///
/// # Errors
/// When it is not of draw.io, has no map inside, or is too large.
pub fn from_drawio(text: &str) -> Result<DrawioContent, DrawingError> {
    // The map stands in one attribute, escaped.
    let document = parse(text, "draw.io", 2 * LARGEST)?;
    if !matches!(document.root_element().tag_name().name(), "mxfile" | "mxGraphModel") {
        return Err(DrawingError::Unreadable("draw.io"));
    }
    if let Some(json) = document.descendants().find_map(|node| node.attribute(DRAWIO_ATTRIBUTE)) {
        return if json.len() > LARGEST {
            Err(DrawingError::TooLarge)
        } else {
            Ok(DrawioContent::Map(json.to_owned()))
        };
    }
    let mut diagrams = document.descendants().filter(|node| node.has_tag_name("diagram"));
    let packed = diagrams.find_map(|node| node.text().map(str::trim).filter(|text| !text.is_empty()));
    packed.map(|text| DrawioContent::Packed(text.to_owned())).ok_or(DrawingError::NoMap)
}

/// A shape or an arrow of a draw.io file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawioCell {
    /// Its id.
    pub id: String,
    /// What is written on it, as HTML.
    pub label: String,
    /// Is it a shape? Else it is an arrow, or a mere layer.
    pub is_shape: bool,
    /// From where to where an arrow leads, by id.
    pub ends: Option<(String, String)>,
}

/// The shapes and arrows of a draw.io file that is not packed.
///
/// # Errors
/// When it is not of draw.io, or too large.
pub fn drawio_cells(text: &str) -> Result<Vec<DrawioCell>, DrawingError> {
    let document = parse(text, "draw.io", 2 * LARGEST)?;
    let cell = |node: roxmltree::Node<'_, '_>| {
        // What carries data of its own has its id and label one level above.
        let holder = node.parent().filter(|parent| matches!(parent.tag_name().name(), "object" | "UserObject"));
        let said = |own: &str, outer: &str| {
            node.attribute(own).or_else(|| holder?.attribute(outer)).unwrap_or_default().to_owned()
        };
        let end = |name: &str| node.attribute(name).map(str::to_owned);
        DrawioCell {
            id: said("id", "id"),
            label: said("value", "label"),
            is_shape: node.attribute("vertex") == Some("1"),
            ends: end("source").zip(end("target")),
        }
    };
    Ok(document.descendants().filter(|node| node.has_tag_name("mxCell")).map(cell).collect())
}

fn parse<'t>(text: &'t str, what: &'static str, longest_tag: usize) -> Result<roxmltree::Document<'t>, DrawingError> {
    refuse_costly_tags(text, longest_tag)?;
    let options =
        roxmltree::ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..roxmltree::ParsingOptions::default() };
    roxmltree::Document::parse_with_options(text, options).map_err(|problem| match problem {
        roxmltree::Error::NodesLimitReached => DrawingError::TooLarge,
        _ => DrawingError::Unreadable(what),
    })
}

/// Refuses what would keep the parser busy for long, as it takes time with the square of a tag's attributes, and what would
/// take far more memory than the file has bytes.
fn refuse_costly_tags(text: &str, longest_tag: usize) -> Result<(), DrawingError> {
    let (mut tags, mut attributes_in_all, mut namespaces) = (0_u32, 0, 0);
    let mut rest = text;
    while let Some((_, after)) = rest.split_once('<') {
        let inert = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")];
        if let Some((inside, end)) = inert.iter().find_map(|(begin, end)| Some((after.strip_prefix(begin)?, end))) {
            // Left open it is no XML, which the parser says.
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
