//! Reads XML piece by piece, without building a tree of it.

use std::borrow::Cow;

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use vsm::model::error::ValidationError;

/// A part of a workbook that is being read.
pub(super) type Xml<'x> = Reader<&'x [u8]>;

pub(super) fn open(bytes: &[u8]) -> Result<Xml<'_>, ValidationError> {
    let text = std::str::from_utf8(bytes).map_err(|_| damaged())?;
    let mut xml = Reader::from_str(text.trim_start_matches('\u{feff}'));
    xml.config_mut().expand_empty_elements = true;
    Ok(xml)
}

/// The remaining text, so that it can be read again from here.
pub(super) fn rest<'x>(xml: &Xml<'x>) -> &'x [u8] {
    xml.get_ref()
}

/// Continues at a place inside of other elements, whose ends follow.
pub(super) fn resume(rest: &[u8]) -> Result<Xml<'_>, ValidationError> {
    let mut xml = open(rest)?;
    xml.config_mut().allow_unmatched_ends = true;
    Ok(xml)
}

/// The next piece; `None` at the end of the file.
pub(super) fn next<'x>(xml: &mut Xml<'x>) -> Result<Option<Event<'x>>, ValidationError> {
    match xml.read_event().map_err(|_| damaged())? {
        Event::Eof => Ok(None),
        event => Ok(Some(event)),
    }
}

/// Continues behind the end of an element that has just begun.
pub(super) fn skip(xml: &mut Xml<'_>, start: &BytesStart<'_>) -> Result<(), ValidationError> {
    xml.read_to_end(start.name()).map_err(|_| damaged())?;
    Ok(())
}

/// The value of an attribute, which is named with its prefix.
pub(super) fn attribute<'e>(start: &'e BytesStart<'_>, name: &str) -> Option<Cow<'e, str>> {
    let mut all = start.attributes();
    let found = all.with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok()
}

/// The value of an attribute, whatever its prefix.
pub(super) fn any_attribute<'e>(start: &'e BytesStart<'_>, name: &str) -> Option<Cow<'e, str>> {
    let mut all = start.attributes();
    let found = all.with_checks(false).flatten().find(|attribute| attribute.key.local_name().as_ref() == name)?;
    found.normalized_value(XmlVersion::Implicit1_0).ok()
}

/// Whether an attribute says yes.
pub(super) fn is_true(start: &BytesStart<'_>, name: &str) -> bool {
    attribute(start, name).is_some_and(|value| matches!(value.as_ref(), "1" | "true" | "on"))
}

/// Adds the characters of a piece, if it is text.
pub(super) fn add_text(text: &mut String, event: &Event<'_>) {
    match event {
        Event::Text(piece) => text.push_str(&piece.xml10_content()),
        Event::CData(piece) => text.push_str(&piece.xml10_content()),
        Event::GeneralRef(name) => match (name.resolve_char_ref(), name.as_ref()) {
            (Ok(Some(c)), _) => text.push(c),
            (_, "amp") => text.push('&'),
            (_, "lt") => text.push('<'),
            (_, "gt") => text.push('>'),
            (_, "quot") => text.push('"'),
            (_, "apos") => text.push('\''),
            _ => {}
        },
        _ => {}
    }
}

/// An element that only contains text.
pub(super) fn text_of(xml: &mut Xml<'_>, start: &BytesStart<'_>) -> Result<String, ValidationError> {
    let mut text = String::new();
    while let Some(event) = next(xml)? {
        match event {
            Event::End(end) if end.name() == start.name() => return Ok(text),
            event => add_text(&mut text, &event),
        }
    }
    Err(damaged())
}

pub(super) fn damaged() -> ValidationError {
    ValidationError::new("not_readable", "This workbook is damaged and can’t be read.")
}
