//! Headings as people write them: `Work`, `PT (min)`, `Avg. lead time in hours`, `Process Time (PT)`, `Owner / Team`.

use crate::table::columns::{Column, Heading};
use crate::table::numbers::unit;

/// Words that say how a figure came about, and not which one it is.
const ASIDE: &[&str] = &[
    "avg",
    "average",
    "mean",
    "median",
    "typical",
    "estimated",
    "est",
    "approx",
    "ø",
    "mittlere",
    "mittlerer",
    "durchschnittliche",
    "moyen",
    "moyenne",
];
/// Words between the name of a time and its unit.
const BEFORE_UNIT: &[&str] = &["in", "business", "working", "work", "elapsed", "en"];

/// Understands a heading. None when it says nothing to Weir.
pub(crate) fn understand(heading: &str) -> Option<Heading> {
    let heading = heading.trim();
    if heading == "#" {
        return Some(Heading { column: Column::Id, unit: None });
    }
    // How much is sent back says nothing about where to.
    if heading.contains('%') && key(heading) == "rework" {
        return None;
    }
    let numbers = heading.strip_suffix('#').and_then(plain).is_some_and(|found| found.column == Column::Step);
    if numbers {
        return Some(Heading { column: Column::Id, unit: None });
    }
    plain(heading).or_else(|| with_bracket(heading)).or_else(|| halves(heading))
}

/// The unit that a heading names, whatever else it says: `min` in `Dauer (min)`.
pub(crate) fn unit_of(heading: &str) -> Option<String> {
    let (_, inside) = bracket(heading)?;
    let inside = words(inside);
    let (last, before) = inside.split_last()?;
    unit(last).filter(|_| before.iter().all(|word| BEFORE_UNIT.contains(&word.as_str())))
}

/// A heading whose words all belong together.
fn plain(heading: &str) -> Option<Heading> {
    let all = words(heading);
    if let Some(column) = Column::of(&all.concat()).filter(|_| !all.is_empty()) {
        return Some(Heading { column, unit: None });
    }
    let mut words: &[String] = &all;
    let kept: Vec<String> = words.iter().filter(|word| !ASIDE.contains(&word.as_str())).cloned().collect();
    if kept.len() < words.len() {
        words = &kept;
        if let Some(column) = Column::of(&words.concat()).filter(|_| !words.is_empty()) {
            return Some(Heading { column, unit: None });
        }
    }
    // `# of people`
    if let Some(rest) = words.strip_prefix(&["of".to_owned()])
        && let Some(column) = Column::of(&rest.concat()).filter(|_| heading.starts_with('#') && !rest.is_empty())
    {
        return Some(Heading { column, unit: None });
    }
    let (last, mut rest) = words.split_last()?;
    let unit = unit(last)?;
    loop {
        if let Some(column) = Column::of(&rest.concat()).filter(|column| column.is_time() && !rest.is_empty()) {
            return Some(Heading { column, unit: Some(unit) });
        }
        let (word, before) = rest.split_last()?;
        if !BEFORE_UNIT.contains(&word.as_str()) {
            return None;
        }
        rest = before;
    }
}

/// A heading with brackets at its end: they say the same again, or something beside it.
fn with_bracket(heading: &str) -> Option<Heading> {
    let (before, inside) = bracket(heading)?;
    let (outer, inner) = (plain(before).or_else(|| halves(before)), plain(inside));
    match (outer, inner) {
        // What means two things is not understood.
        (Some(outer), Some(inner)) => (outer.column == inner.column).then_some(outer),
        // `Team (h)` is no team, as hours of people are no people.
        (Some(outer), None) => (outer.column.is_time() || unit_of(heading).is_none()).then_some(outer),
        (None, Some(inner)) => (inner.column.is_time() || inner.column == Column::CompleteAccurate).then_some(inner),
        (None, None) => None,
    }
}

/// `Owner / Team`: two words for one thing.
fn halves(heading: &str) -> Option<Heading> {
    let (one, other) = heading.split_once('/')?;
    let (one, other) = (plain(one)?, plain(other)?);
    (one.column == other.column).then_some(other)
}

fn bracket(heading: &str) -> Option<(&str, &str)> {
    let heading = heading.trim_end();
    let inside = heading.strip_suffix([')', ']', '）'])?;
    let (before, inside) = inside.rsplit_once(['(', '[', '（'])?;
    (!before.trim().is_empty()).then_some((before, inside))
}

/// Letters and digits only, in lower case: what two spellings of one heading have in common.
pub(super) fn key(heading: &str) -> String {
    words(heading).concat()
}

/// The words of a heading, with `leadTime` and `lead_time` taken apart.
fn words(heading: &str) -> Vec<String> {
    let mut spaced = String::with_capacity(heading.len());
    let mut before = ' ';
    for c in heading.chars() {
        if before.is_lowercase() && c.is_uppercase() {
            spaced.push(' ');
        }
        spaced.extend(c.to_lowercase());
        before = c;
    }
    let words = spaced.split(|c: char| !c.is_alphanumeric());
    words.filter(|word| !word.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(heading: &str) -> Option<(Column, Option<String>)> {
        understand(heading).map(|h| (h.column, h.unit))
    }

    #[test]
    fn the_usual_names() {
        for (heading, expected) in [
            ("Process Step", Column::Step),
            ("%C&A", Column::CompleteAccurate),
            ("%C/A", Column::CompleteAccurate),
            ("C/A", Column::CompleteAccurate),
            ("% Complete & Accurate", Column::CompleteAccurate),
            ("% Complete and Accurate (%C&A)", Column::CompleteAccurate),
            ("% C/A (0-100)", Column::CompleteAccurate),
            ("First Pass Yield", Column::CompleteAccurate),
            ("Right first time", Column::CompleteAccurate),
            ("RFT", Column::CompleteAccurate),
            ("FTY", Column::CompleteAccurate),
            ("percentCompleteAccurate", Column::CompleteAccurate),
            ("PT", Column::Work),
            ("C/T", Column::Work),
            ("Process Time (PT)", Column::Work),
            ("PT (hh:mm)", Column::Work),
            ("LT", Column::Lead),
            ("lead_time", Column::Lead),
            ("Lead Time (LT)", Column::Lead),
            ("TAT", Column::Lead),
            ("Queue Time", Column::Wait),
            ("Wait Time (WT)", Column::Wait),
            ("FTE", Column::People),
            ("# of people", Column::People),
            ("People (FTE)", Column::People),
            ("Owner", Column::Team),
            ("Owner / Team", Column::Team),
            ("Responsible team", Column::Team),
            ("Resp.", Column::Team),
            ("Dept.", Column::Team),
            ("Performed by", Column::Team),
            ("Assigned to", Column::Team),
            ("Lot size", Column::Batch),
            ("Frequency", Column::Every),
            ("#", Column::Id),
            ("Step #", Column::Id),
        ] {
            assert_eq!(column(heading), Some((expected, None)), "{heading}");
        }
        for heading in ["Cost", "", "Team (h)", "People (hours)", "Rework %", "% rework", "Lead time (wait)"] {
            assert_eq!(column(heading), None, "{heading}");
        }
    }

    #[test]
    fn names_in_other_languages() {
        for (heading, expected) in [
            ("Prozessschritt", Column::Step),
            ("Schritt", Column::Step),
            ("Tätigkeit", Column::Step),
            ("Wartezeit", Column::Wait),
            ("Liegezeit", Column::Wait),
            ("Bearbeitungszeit", Column::Work),
            ("Prozesszeit", Column::Work),
            ("Durchlaufzeit", Column::Lead),
            ("Verantwortlich", Column::Team),
            ("Mitarbeiter", Column::People),
            ("Losgröße", Column::Batch),
            ("Ausfallzeit", Column::Downtime),
            ("Bemerkung", Column::Note),
            ("Étape", Column::Step),
            ("Temps d’attente", Column::Wait),
            ("Temps de traitement", Column::Work),
            ("Délai total", Column::Lead),
            ("Équipe", Column::Team),
            ("工程", Column::Step),
            ("待ち時間", Column::Wait),
            ("作業時間", Column::Work),
            ("リードタイム", Column::Lead),
            ("担当", Column::Team),
        ] {
            assert_eq!(column(heading), Some((expected, None)), "{heading}");
        }
    }

    #[test]
    fn a_heading_may_name_the_unit() {
        for (heading, column, unit) in [
            ("Work (h)", Column::Work, "h"),
            ("wait [days]", Column::Wait, "days"),
            ("PT min", Column::Work, "min"),
            ("Avg PT (min)", Column::Work, "min"),
            ("Lead time in weeks", Column::Lead, "weeks"),
            ("Lead Time (business days)", Column::Lead, "days"),
            ("leadTimeMinutes", Column::Lead, "minutes"),
            ("Downtime_h", Column::Downtime, "h"),
            ("Wartezeit (Tage)", Column::Wait, "d"),
            ("待ち時間（分）", Column::Wait, "min"),
        ] {
            assert_eq!(self::column(heading), Some((column, Some(unit.to_owned()))), "{heading}");
        }
        assert_eq!(column("Work (crates)"), Some((Column::Work, None)));
        assert_eq!((unit_of("Dauer (min)"), unit_of("Dauer (Std.)")), (Some("min".to_owned()), Some("h".to_owned())));
        assert_eq!(unit_of("Cost (crates)"), None);
    }
}
