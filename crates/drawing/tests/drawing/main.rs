//! The drawing: its guarantees, and what it looked like last time.

#[cfg(test)]
mod chart;
#[cfg(test)]
mod embedded;
#[cfg(test)]
mod gallery;
#[cfg(test)]
mod geometry;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod looks;
#[cfg(test)]
mod maps;
#[cfg(test)]
mod pair;
#[cfg(test)]
mod pairs;
#[cfg(test)]
mod random;
#[cfg(test)]
mod speed;
