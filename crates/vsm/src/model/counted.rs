//! How the metrics count a time that people gave as one value, as a range, or only as a bound.
//!
//! ```
//! use vsm::model::counted::{Certainty, Counted};
//! use vsm::model::duration::Range;
//! let between = Counted::new(None, Some(Range { low: 2, high: Some(14) })).unwrap();
//! assert_eq!((between.least, between.usual, between.certainty), (2, 8, Certainty::Between));
//! let open = Counted::new(None, Some(Range { low: 8, high: None })).unwrap();
//! assert_eq!((open.least, open.usual, open.certainty), (8, 8, Certainty::Bounded));
//! assert_eq!(Counted::new(None, None), None);
//! ```

use crate::model::duration::{Range, Seconds};

/// A time as the metrics count it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// It takes at least this long: the typical value, else the low end of the range. Totals count this.
    pub least: Seconds,
    /// The typical value, else the middle of the range; without an upper end, the low end. What ranks steps and savings
    /// counts this.
    pub usual: Seconds,
    /// How much is known.
    pub certainty: Certainty,
}

/// How much is known about a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Certainty {
    /// Its typical value.
    Known,
    /// Both ends of its range: `2d–14d`.
    Between,
    /// One end of its range: `8h+`, `<1h`.
    Bounded,
}

impl Counted {
    /// A time with this typical value and range; `None` if neither is known.
    pub fn new(typical: Option<Seconds>, range: Option<Range>) -> Option<Counted> {
        let (least, usual, certainty) = match (typical, range) {
            (None, None) => return None,
            (Some(typical), _) => (typical, typical, Certainty::Known),
            (None, Some(Range { low, high: None })) => (low, low, Certainty::Bounded),
            (None, Some(Range { low, high: Some(high) })) if low == high => (low, low, Certainty::Known),
            (None, Some(Range { low, high: Some(high) })) => {
                // `<1h`.
                let certainty = if low == 0 { Certainty::Bounded } else { Certainty::Between };
                (low, low.midpoint(high), certainty)
            }
        };
        Some(Counted { least, usual, certainty })
    }

    /// A time of which the typical value is known.
    pub fn known(seconds: Seconds) -> Counted {
        Counted { least: seconds, usual: seconds, certainty: Certainty::Known }
    }

    /// Whether the typical value is known.
    pub fn is_known(self) -> bool {
        self.certainty == Certainty::Known
    }

    /// The time in a share of which the other part is known: the middle of a range, else the part that is certain.
    pub fn certain(self) -> Seconds {
        if self.certainty == Certainty::Bounded { self.least } else { self.usual }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_count_by_what_is_known() {
        let range = |low, high| Some(Range { low, high });
        for (typical, range, expected) in [
            (Some(5), None, (5, 5, Certainty::Known)),
            (Some(5), range(1, Some(9)), (5, 5, Certainty::Known)),
            (Some(5), range(1, None), (5, 5, Certainty::Known)),
            (Some(5), range(0, Some(5)), (5, 5, Certainty::Known)),
            (Some(0), range(0, Some(0)), (0, 0, Certainty::Known)),
            (None, range(7, Some(7)), (7, 7, Certainty::Known)),
            (None, range(2, Some(5)), (2, 3, Certainty::Between)),
            (None, range(0, Some(6)), (0, 3, Certainty::Bounded)),
            (None, range(0, None), (0, 0, Certainty::Bounded)),
        ] {
            let counted = Counted::new(typical, range).unwrap();
            assert_eq!((counted.least, counted.usual, counted.certainty), expected, "{typical:?} {range:?}");
        }
    }
}
