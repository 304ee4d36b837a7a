//! The result table, with one row per measurement.

use std::fmt;

/// The rows, printed as one table.
#[derive(Default)]
pub(crate) struct Table(Vec<[String; 5]>);

impl Table {
    /// Adds a time or size, where less is better. `against` is the peer's name and value; `most` is the largest ratio
    /// that the budget allows.
    pub(crate) fn less(&mut self, work: &str, unit: &str, ours: f64, against: (&str, f64), most: f64) {
        let (peer, theirs) = against;
        let ratio = ours / theirs;
        self.line(work, unit, ours, Some((peer, theirs)), format!("{ratio:.4} (≤ {most})"), ratio <= most);
    }

    /// Adds a rate, where more is better. `least` is the smallest ratio that the budget allows.
    pub(crate) fn more(&mut self, work: &str, unit: &str, ours: f64, against: (&str, f64), least: f64) {
        let (peer, theirs) = against;
        let ratio = ours / theirs;
        self.line(work, unit, ours, Some((peer, theirs)), format!("{ratio:.2} (≥ {least})"), ratio >= least);
    }

    /// Adds a value with an absolute budget, where less is better.
    pub(crate) fn at_most(&mut self, work: &str, unit: &str, ours: f64, most: f64) {
        self.line(work, unit, ours, None, format!("≤ {most} {unit}"), ours <= most);
    }

    /// Adds a value with an absolute budget, where more is better.
    pub(crate) fn at_least(&mut self, work: &str, unit: &str, ours: f64, least: f64) {
        self.line(work, unit, ours, None, format!("≥ {least} {unit}"), ours >= least);
    }

    /// Adds texts without a budget.
    pub(crate) fn info(&mut self, work: &str, ours: &str, peers: &str) {
        self.push([work, ours, peers, "", ""].map(str::to_owned));
    }

    fn line(&mut self, work: &str, unit: &str, ours: f64, peer: Option<(&str, f64)>, budget: String, met: bool) {
        let peer = peer.map_or_else(String::new, |(name, theirs)| format!("{name}: {} {unit}", plain(theirs)));
        let met = if met { "yes" } else { "NO" };
        self.push([work.to_owned(), format!("{} {unit}", plain(ours)), peer, budget, met.to_owned()]);
    }

    fn push(&mut self, line: [String; 5]) {
        eprintln!("{}", line.join(" | "));
        self.0.push(line);
    }
}

fn plain(figure: f64) -> String {
    match figure.abs() {
        f if f >= 100.0 => format!("{figure:.0}"),
        f if f >= 10.0 => format!("{figure:.1}"),
        _ => format!("{figure:.2}"),
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let head = ["work", "Weir", "peer or floor", "ratio or budget", "met"].map(str::to_owned);
        let rows: Vec<&[String; 5]> = std::iter::once(&head).chain(&self.0).collect();
        let widths: Vec<usize> =
            (0..5).map(|column| rows.iter().map(|row| row[column].chars().count()).max().unwrap_or(0)).collect();
        writeln!(f)?;
        for row in rows {
            for (cell, width) in row.iter().zip(&widths) {
                write!(f, "{cell:<width$}  ")?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}
