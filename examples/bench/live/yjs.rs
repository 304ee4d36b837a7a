//! Hand-written Yjs updates: exactly the bytes that a client's `map.set(field, text)` produces.
//!
//! A real Yjs document would have to process everyone's updates, which would make this program the bottleneck.

/// The number of fields of a step that `bench/peer_map.mjs` creates.
const FIELDS: u32 = 5;

/// A message of type sync, step 1, from a client with an empty document: requests the whole document.
pub(super) const GIVE_ALL: [u8; 4] = [0, 0, 1, 0];

/// A field that only one person changes.
pub(super) struct Field {
    /// The Yjs client id of that person.
    client: u64,
    /// The number of changes they have made.
    clock: u64,
    /// The client and clock of the previous value.
    before: (u64, u64),
}

impl Field {
    /// A person's field: a different one for each person, of 20 steps with five fields each.
    pub(super) fn of(person: u32) -> Field {
        // Client 1 created the document: each step, followed by its fields.
        let created = u64::from(person % 20 * (FIELDS + 1) + 1 + person / 20 % FIELDS);
        Field { client: u64::from(person) + 1000, clock: 0, before: (1, created) }
    }

    /// Sets the field to a text: appends the message for this update.
    pub(super) fn set(&mut self, text: &str, out: &mut Vec<u8>) {
        const ANY: u8 = 8;
        const AFTER: u8 = 0x80;
        const IN_MAP: u8 = 0x20;
        const TEXT: u8 = 119;
        let (client, clock) = self.before;
        let mut update = Vec::with_capacity(48);
        // One client with one item.
        number(1, &mut update);
        number(1, &mut update);
        number(self.client, &mut update);
        number(self.clock, &mut update);
        update.push(ANY | AFTER | IN_MAP);
        number(client, &mut update);
        number(clock, &mut update);
        number(1, &mut update);
        update.push(TEXT);
        number(text.len() as u64, &mut update);
        update.extend(text.as_bytes());
        // The previous value is deleted: one client with one range.
        for part in [1, client, 1, clock, 1] {
            number(part, &mut update);
        }
        // A message of type sync, update.
        out.extend([0, 2]);
        number(update.len() as u64, out);
        out.extend(update);
        self.before = (self.client, self.clock);
        self.clock += 1;
    }
}

/// The text that contains the number of an edit.
pub(super) fn mark(number: u64) -> String {
    format!("#{number};")
}

/// The numbers of the edits in a message. A server may combine several edits.
pub(super) fn marks(message: &[u8]) -> impl Iterator<Item = u64> {
    let parts = message.split(|byte| *byte == b'#').skip(1);
    parts.filter_map(|part| {
        let end = part.iter().position(|byte| !byte.is_ascii_digit())?;
        let is_mark = end > 0 && part.get(end) == Some(&b';');
        is_mark.then(|| std::str::from_utf8(&part[..end]).ok()?.parse().ok())?
    })
}

fn number(mut of: u64, out: &mut Vec<u8>) {
    while of > 127 {
        out.push(u8::try_from(of & 127).unwrap_or(0) | 128);
        of >>= 7;
    }
    out.push(u8::try_from(of).unwrap_or(0));
}
