//! The guarantees of drawings, charts and reports, and golden files.

#[cfg(test)]
mod chart;
#[cfg(test)]
mod embedded;
#[cfg(test)]
mod geometry;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod maps;
#[cfg(test)]
mod objects;
#[cfg(test)]
mod pair;
#[cfg(test)]
mod rendering;
#[cfg(test)]
mod report;
