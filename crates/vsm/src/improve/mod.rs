//! What would help: suggestions, proven practices, ideas and what each of them saves.

pub(crate) mod budget;
pub mod countermeasures;
pub mod edit_savings;
pub mod future_state;
pub mod idea_savings;
pub mod levers;
