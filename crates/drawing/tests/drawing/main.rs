//! What drawings, charts and reports guarantee, and how they looked last time.

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
mod pair;
#[cfg(test)]
mod rendering;
#[cfg(test)]
mod report;
