//! improve.

pub(crate) mod budget;
pub(crate) mod countermeasure_rules;
pub mod countermeasures;
pub mod future_state;
pub mod idea_savings;
pub(crate) mod lever_rules;
pub mod levers;
pub mod savings;
