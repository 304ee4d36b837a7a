//! Size limits of a map.

/// The maximum number of steps in a map.
pub const MAX_STEPS: usize = 1000;
/// The maximum number of flows in a map.
pub const MAX_FLOWS: usize = 5000;
/// The maximum number of rework arrows in a map. Low because the cost of each one is computed by leaving it
/// out.
pub const MAX_REWORK: usize = 300;
/// The maximum length of a name or another short text, in characters.
pub const MAX_NAME: usize = 200;
/// The maximum length of a note or the list of participants, in characters.
pub const MAX_NOTE: usize = 4000;
/// The maximum length of a step's id, in characters.
pub const MAX_ID: usize = 100;
/// The maximum size, as JSON, of a map's unknown fields, in bytes.
pub const MAX_OTHER: usize = 64 * 1024;
/// The same for a step.
pub const MAX_OTHER_OF_STEP: usize = 4 * 1024;
/// The largest accepted count (people, batch, queue, demand).
pub const MAX_COUNT: f64 = 1e9;
/// The smallest number of people at a step, about half a minute of a day.
pub const MIN_PEOPLE: f64 = 0.001;
