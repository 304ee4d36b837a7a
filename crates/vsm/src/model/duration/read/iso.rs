//! Times as ISO 8601 writes them: `PT4H`, `P1DT2H30M`, `P2W`.

use crate::model::duration::Unit;
use crate::model::duration::read::Reader;
use crate::model::duration::read::sum::Atom;

impl Reader<'_> {
    /// A time in ISO 8601 at the start of a text.
    pub(super) fn iso<'t>(&self, text: &'t str) -> Option<Atom<'t>> {
        let start = text.strip_prefix(['P', 'p'])?;
        let end = start.find(|c: char| !c.is_ascii_alphanumeric() && c != '.' && c != ',').unwrap_or(start.len());
        let (code, tail) = start.split_at_checked(end)?;
        let (date, time) = code.split_once(['T', 't']).unwrap_or((code, ""));
        let (mut seconds, mut largest) = (0.0, None);
        for (mut rest, is_time) in [(date, false), (time, true)] {
            while !rest.is_empty() {
                let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
                let number: f64 = rest.get(..end)?.replace(',', ".").parse().ok()?;
                let letter = rest.get(end..)?.chars().next()?;
                let unit = match (letter.to_ascii_lowercase(), is_time) {
                    ('y', false) => Unit::Year,
                    ('m', false) => Unit::Month,
                    ('w', false) => Unit::Week,
                    ('d', false) => Unit::Day,
                    ('h', true) => Unit::Hour,
                    ('m', true) => Unit::Minute,
                    ('s', true) => Unit::Second,
                    _ => return None,
                };
                seconds += number * unit.length(self.calendar);
                largest = largest.max(Some(unit));
                rest = rest.get(end + 1..)?;
            }
        }
        largest.map(|unit| Atom { unit: Some(unit), ..Atom::exact(seconds, tail) })
    }
}
