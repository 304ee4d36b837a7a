//! The parts of a workbook: the files in its ZIP file. They are decompressed piece by piece, so that none
//! takes far more memory than its size.

use crate::sniff::holds;
use crate::workbook::xml::damaged;
use crate::zip_guard::{GuardedZip, Limits};
use vsm::model::error::ValidationError;

/// The maximum uncompressed size of the parts that are read, in bytes.
const LIMITS: Limits = Limits { entry: 24_000_000, all: 32_000_000 };
/// The same for the texts of all cells, the formats of cells and the list of sheets, which are kept in memory.
const MAX_TEXTS: usize = 4_000_000;
const MAX_STYLES: usize = 16_000_000;
const MAX_LIST: usize = 1_000_000;

/// What a part contains, which limits its size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// The list of sheets, or the files that belong to it.
    List,
    /// The texts of all cells.
    Texts,
    /// The formats of cells.
    Styles,
    /// Cells.
    Sheet,
}

/// An opened workbook.
pub(super) struct Parts<'b> {
    zip: GuardedZip<'b>,
    names: Vec<String>,
}

impl<'b> Parts<'b> {
    pub(super) fn open(bytes: &'b [u8]) -> Result<Parts<'b>, ValidationError> {
        let zip = GuardedZip::open(bytes, LIMITS)?;
        let names = zip.names();
        Ok(Parts { zip, names })
    }

    /// Its name in the ZIP file. Some programs write other letter cases and separators than they refer to.
    fn find(&self, path: &str) -> Option<&String> {
        let is_it = |name: &&String| {
            let parts = name.split(['/', '\\']).filter(|part| !part.is_empty() && *part != ".");
            let path = path.split('/').filter(|part| !part.is_empty() && *part != ".");
            parts.map(str::to_lowercase).eq(path.map(str::to_lowercase))
        };
        self.names.iter().find(|name| *name == path).or_else(|| self.names.iter().find(is_it))
    }

    pub(super) fn has(&self, path: &str) -> bool {
        self.find(path).is_some()
    }

    /// The content of a part.
    pub(super) fn read(&mut self, path: &str, part: Part) -> Result<Vec<u8>, ValidationError> {
        let name = self.find(path).cloned().ok_or_else(damaged)?;
        let mut bytes = Vec::new();
        self.zip.unpack(&name, |piece| {
            // The marker may span two pieces.
            let unchecked = bytes.len().saturating_sub(16);
            bytes.extend_from_slice(piece);
            check_size(bytes.len(), part)?;
            let new = bytes.get(unchecked..).unwrap_or_default();
            if holds(new, b"<!DOCTYPE") || holds(new, b"<!ENTITY") {
                let sentence = "This workbook contains XML entities, which aren’t allowed, and wasn’t opened.";
                return Err(ValidationError::new("entities", sentence));
            }
            Ok(())
        })?;
        Ok(bytes)
    }
}

fn check_size(size: usize, part: Part) -> Result<(), ValidationError> {
    let (most, what) = match part {
        Part::List => (MAX_LIST, "list of sheets"),
        Part::Texts => (MAX_TEXTS, "text"),
        Part::Styles => (MAX_STYLES, "list of cell formats"),
        Part::Sheet => return Ok(()),
    };
    if size <= most {
        return Ok(());
    }
    let sentence = format!(
        "The {what} in this workbook is larger than {} MB. Import only the sheet with the steps.",
        most / 1_000_000
    );
    Err(ValidationError::new("too_large", sentence))
}
