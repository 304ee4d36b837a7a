//! XLSX: what the cells of all sheets refer to, and the texts in them.

use quick_xml::events::{BytesStart, Event};

use crate::workbook::number_format::NumberFormat;
use crate::workbook::xml::{Xml, add_text, damaged, next, skip};
use vsm::model::error::ValidationError;

/// What the cells of all sheets refer to.
#[derive(Default)]
pub(super) struct Book {
    /// Whether days are counted from 1904.
    pub(super) is_1904: bool,
    pub(super) texts: Vec<String>,
    /// For each cell format the index of its number format.
    pub(super) cell_formats: Vec<usize>,
    pub(super) number_formats: Vec<NumberFormat>,
    pub(super) general: NumberFormat,
}

impl Book {
    /// The number format of a cell format.
    pub(super) fn format(&self, cell_format: usize) -> &NumberFormat {
        let number_format = self.cell_formats.get(cell_format).and_then(|at| self.number_formats.get(*at));
        number_format.unwrap_or(&self.general)
    }
}

/// A text in pieces of different looks, without its pronunciation.
pub(super) fn rich_text(xml: &mut Xml<'_>, outer: &BytesStart<'_>) -> Result<String, ValidationError> {
    let (mut text, mut is_text) = (String::new(), false);
    while let Some(event) = next(xml)? {
        match event {
            Event::Start(start) if start.local_name().as_ref() == "rPh" => skip(xml, &start)?,
            Event::Start(start) => is_text = start.local_name().as_ref() == "t",
            Event::End(end) if end.name() == outer.name() => return Ok(without_codes(text)),
            Event::End(_) => is_text = false,
            event if is_text => add_text(&mut text, &event),
            _ => {}
        }
    }
    Err(damaged())
}

/// A text with its characters instead of their codes: `_x000D_` is a line break.
pub(super) fn without_codes(text: String) -> String {
    if !text.contains("_x") {
        return text;
    }
    let (mut plain, mut rest) = (String::with_capacity(text.len()), text.as_str());
    while let Some((before, after)) = rest.split_once("_x") {
        plain.push_str(before);
        let code = after.get(..4).filter(|_| after.get(4..5) == Some("_"));
        let c = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        rest = if let Some(c) = c {
            plain.push(c);
            after.get(5..).unwrap_or_default()
        } else {
            plain.push_str("_x");
            after
        };
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_of_characters_are_replaced() {
        for (text, plain) in [
            ("a_x000D_b", "a\rb"),
            ("_x005F_x000D_", "_x000D_"),
            ("_x", "_x"),
            ("_xDEAD_", "_xDEAD_"),
            ("_x00é_", "_x00é_"),
            ("file_x64_v1", "file_x64_v1"),
        ] {
            assert_eq!(without_codes(text.to_owned()), plain);
        }
    }
}
