//! Updates of a Yjs document, written by hand: what `map.set(field, text)` of a client makes, byte for byte.
//!
//! A document would have to take in every update of everybody, which would make this program the slowest part.

/// Fields of a step, in the order in which `bench/peer_map.mjs` made them.
const FIELDS: u32 = 5;

/// Sync, step 1, of somebody who has nothing.
pub(super) const GIVE_ALL: [u8; 4] = [0, 0, 1, 0];

/// A field that one person changes, and nobody else.
pub(super) struct Field {
    /// Who changes it, as Yjs numbers clients.
    client: u64,
    /// How many changes they have made.
    clock: u64,
    /// What it held before: client and clock.
    before: (u64, u64),
}

impl Field {
    /// A person's field: each another one, of 20 steps with five fields.
    pub(super) fn of(person: u32) -> Field {
        // Client 1 made all: each step, and then its fields.
        let made = u64::from(person % 20 * (FIELDS + 1) + 1 + person / 20 % FIELDS);
        Field { client: u64::from(person) + 1000, clock: 0, before: (1, made) }
    }

    /// Sets a text: appends the message that tells of it.
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
        // What it takes the place of is deleted: one client with one range.
        for part in [1, client, 1, clock, 1] {
            number(part, &mut update);
        }
        // Sync, update.
        out.extend([0, 2]);
        number(update.len() as u64, out);
        out.extend(update);
        self.before = (self.client, self.clock);
        self.clock += 1;
    }
}

/// The text that carries the number of an edit.
pub(super) fn mark(number: u64) -> String {
    format!("#{number};")
}

/// The numbers of the edits that a message carries; a server may send several together.
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
