//! ZIP files from outside: names, counts and uncompressed sizes are checked before anything is decompressed
//! into memory.

use std::io::{Cursor, Read as _};

use zip::{CompressionMethod, ZipArchive};

use vsm::model::error::ValidationError;
use vsm::text::grouped;

/// The maximum number of entries in a ZIP file.
const MAX_ENTRIES: usize = 2_000;

/// The maximum uncompressed sizes of a ZIP file.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Bytes of one entry.
    pub(crate) entry: u64,
    /// Bytes of all entries that are read.
    pub(crate) all: u64,
}

/// A ZIP file whose entries can be read one by one.
pub(crate) struct GuardedZip<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    limits: Limits,
    unpacked: u64,
}

impl<'b> GuardedZip<'b> {
    pub(crate) fn open(bytes: &'b [u8], limits: Limits) -> Result<GuardedZip<'b>, ValidationError> {
        // Counted before the library lists them: each takes far more memory there than in the file.
        let listed = bytes.windows(4).filter(|window| *window == b"PK\x01\x02").count();
        if listed > MAX_ENTRIES {
            let (listed, most) = (grouped(listed), grouped(MAX_ENTRIES));
            let sentence = format!("This archive contains {listed} entries. The limit is {most}.");
            return Err(ValidationError::new("too_many", sentence));
        }
        let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
        for at in 0..archive.len() {
            let entry = archive.by_index_raw(at).map_err(|_| damaged())?;
            if entry.encrypted() {
                let sentence = "This file is password-protected. Remove the password and import it again.";
                return Err(ValidationError::new("encrypted", sentence));
            }
            if !matches!(entry.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
                return Err(ValidationError::new(
                    "not_readable",
                    "This archive uses an unsupported compression method.",
                ));
            }
            // `enclosed_name` would correct some of these names, but they are never accidental.
            let name = entry.name().map_err(|_| damaged())?;
            let leads_out = name.split(['/', '\\']).any(|part| part == "..") || name.starts_with(['/', '\\']);
            if leads_out || name.contains('\0') || name.get(1..2) == Some(":") {
                let sentence = "This archive contains an unsafe path (such as ../x) and wasn’t opened.";
                return Err(ValidationError::new("bad_name", sentence));
            }
        }
        Ok(GuardedZip { archive, limits, unpacked: 0 })
    }

    /// The names of its files, in their order in the ZIP file.
    pub(crate) fn names(&self) -> Vec<String> {
        let names = (0..self.archive.len()).filter_map(|at| self.archive.name_for_index(at)?.ok());
        names.filter(|name| !name.ends_with('/')).map(std::borrow::Cow::into_owned).collect()
    }

    /// Decompresses one entry in pieces, counting the actual bytes instead of trusting the declared size.
    pub(crate) fn unpack(
        &mut self,
        name: &str,
        mut take: impl FnMut(&[u8]) -> Result<(), ValidationError>,
    ) -> Result<(), ValidationError> {
        let mut entry = self.archive.by_name(name).map_err(|_| damaged())?;
        let mut piece = vec![0; 64 * 1024];
        let mut size = 0;
        loop {
            let read = entry.read(&mut piece).map_err(|_| damaged())?;
            if read == 0 {
                return Ok(());
            }
            size += read as u64;
            self.unpacked += read as u64;
            if size > self.limits.entry || self.unpacked > self.limits.all {
                let most = self.limits.all.max(self.limits.entry) / 1_000_000;
                let sentence = format!("This archive unpacks to more than {most} MB and wasn’t opened.");
                return Err(ValidationError::new("too_large", sentence));
            }
            take(piece.get(..read).unwrap_or_default())?;
        }
    }

    pub(crate) fn bytes(&mut self, name: &str) -> Result<Vec<u8>, ValidationError> {
        let mut bytes = Vec::new();
        self.unpack(name, |piece| {
            bytes.extend_from_slice(piece);
            Ok(())
        })?;
        Ok(bytes)
    }
}

fn damaged() -> ValidationError {
    ValidationError::new("not_readable", "This archive (ZIP or XLSX) is damaged and can’t be unpacked.")
}
