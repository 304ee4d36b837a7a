//! The columns of the sheet of steps, in their order.

use crate::table::heading::Column;

/// A column of the sheet of steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Col {
    /// A field of the step.
    Is(Column),
    /// The wait time as text.
    WaitWords,
    WorkWords,
    LeadWords,
    DowntimeWords,
    /// Wait and work time together, as counted.
    Lead,
    /// When it starts and is done, after the start of the map.
    Starts,
    Done,
    /// Work and wait time along the slowest path to it.
    WorkSoFar,
    WaitSoFar,
    /// Downtime along the path with most of it.
    DowntimeSoFar,
}

/// All columns: the common ones first, then the rare ones, then the computed ones.
pub(super) const COLUMNS: &[Col] = &[
    Col::Is(Column::Step),
    Col::Is(Column::Team),
    Col::Is(Column::Wait),
    Col::WaitWords,
    Col::Is(Column::WaitReason),
    Col::Is(Column::Work),
    Col::WorkWords,
    Col::Lead,
    Col::LeadWords,
    Col::Is(Column::CompleteAccurate),
    Col::Is(Column::People),
    Col::Is(Column::PeoplePerItem),
    Col::Is(Column::Batch),
    Col::Is(Column::Downtime),
    Col::DowntimeWords,
    Col::Is(Column::Every),
    Col::Is(Column::Queue),
    Col::Is(Column::Lead),
    Col::Is(Column::WaitLow),
    Col::Is(Column::WaitHigh),
    Col::Is(Column::WorkLow),
    Col::Is(Column::WorkHigh),
    Col::Is(Column::Kind),
    Col::Is(Column::Automated),
    Col::Is(Column::Observed),
    Col::Is(Column::Reversible),
    Col::Is(Column::Source),
    Col::Is(Column::Note),
    Col::Is(Column::Id),
    Col::Is(Column::Spellings),
    Col::Starts,
    Col::Done,
    Col::WorkSoFar,
    Col::WaitSoFar,
    Col::DowntimeSoFar,
];

impl Col {
    /// Its position.
    pub(super) fn at(self) -> u16 {
        let at = COLUMNS.iter().position(|column| *column == self).unwrap_or(0);
        u16::try_from(at).unwrap_or(0)
    }

    /// Its heading. Columns that aren't a field are ignored on import: they repeat others.
    pub(super) fn heading(self) -> String {
        let (column, rest) = match self {
            Col::Is(Column::Lead) => (Column::Lead, " only (h)"),
            Col::Is(column) if column.is_time() => (column, " (h)"),
            Col::Is(column) => (column, ""),
            Col::WaitWords => (Column::Wait, " as text"),
            Col::WorkWords => (Column::Work, " as text"),
            Col::LeadWords => (Column::Lead, " as text"),
            Col::DowntimeWords => (Column::Downtime, " as text"),
            Col::Lead => (Column::Lead, " used (h)"),
            Col::Starts => return "Start on path (h)".to_owned(),
            Col::Done => return "End on path (h)".to_owned(),
            Col::WorkSoFar => (Column::Work, " on path (h)"),
            Col::WaitSoFar => (Column::Wait, " on path (h)"),
            Col::DowntimeSoFar => (Column::Downtime, " on path (h)"),
        };
        column.heading().to_owned() + rest
    }

    /// Its width, in characters.
    pub(super) fn width(self) -> f64 {
        match self {
            Col::Is(Column::Step) => 34.0,
            Col::Is(Column::Note) => 50.0,
            Col::Is(Column::Team | Column::WaitReason | Column::Spellings) => 22.0,
            Col::WaitWords | Col::WorkWords | Col::LeadWords | Col::DowntimeWords => 12.0,
            _ => 10.5,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::heading::Heading;

    #[test]
    fn workbook_headings_are_understood() {
        for &column in COLUMNS {
            let understood = Heading::parse(&column.heading()).unwrap_or_else(|| panic!("{column:?}"));
            let meant = if let Col::Is(own) = column { own } else { Column::InWords };
            assert_eq!(understood.column, meant);
            assert_eq!(understood.unit.as_deref(), column.heading().ends_with("(h)").then_some("h"));
        }
    }
}
