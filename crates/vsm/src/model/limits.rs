//! How much a map can hold.

/// Most steps in a map.
pub const MAX_STEPS: usize = 1000;
/// Most flows in a map.
pub const MAX_FLOWS: usize = 5000;
/// Most rework arrows in a map. What each of them costs is worked out by leaving it out, so they are dear.
pub const MAX_REWORK: usize = 300;
/// Most characters in a name or another short text.
pub const MAX_NAME: usize = 200;
/// Most characters in a note or in the list of participants.
pub const MAX_NOTE: usize = 4000;
/// Most characters in a step's id.
pub const MAX_ID: usize = 100;
/// Most bytes, as JSON, of the fields of a newer file that a map keeps.
pub const MAX_OTHER: usize = 64 * 1024;
/// The same for a step.
pub const MAX_OTHER_OF_STEP: usize = 4 * 1024;
/// The largest count (people, batch, queue, demand) that is taken.
pub const MAX_COUNT: f64 = 1e9;
