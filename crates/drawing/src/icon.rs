//! The icons for kinds of steps, drawn with lines in a square of 14 px.

use serde::Serialize;

use vsm::model::step::Kind;

/// An icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Icon {
    /// A list.
    Task,
    /// An eye.
    Review,
    /// A tick in a circle.
    Approval,
    /// A box.
    Build,
    /// A flask.
    Test,
    /// A stack of disks with an arrow.
    Migrate,
    /// An arrow up from a base.
    Deploy,
    /// A magnifying glass with a tick.
    Verify,
    /// A bolt.
    Automated,
}

impl From<Kind> for Icon {
    fn from(kind: Kind) -> Icon {
        match kind {
            Kind::Task => Icon::Task,
            Kind::Review => Icon::Review,
            Kind::Approval => Icon::Approval,
            Kind::Build => Icon::Build,
            Kind::Test => Icon::Test,
            Kind::Migrate => Icon::Migrate,
            Kind::Deploy => Icon::Deploy,
            Kind::Verify => Icon::Verify,
        }
    }
}

impl Icon {
    /// The side of the square that it is drawn in, in px.
    pub const SIZE: f64 = 14.0;

    /// Its lines, as the `d` of an SVG path: only M, L, H, V, C, Q and Z.
    pub const fn path(self) -> &'static str {
        match self {
            Icon::Task => "M2 3.5H4M2 7H4M2 10.5H4M6.5 3.5H12M6.5 7H12M6.5 10.5H12",
            Icon::Review => {
                "M1 7C3 3.6 5 2.8 7 2.8C9 2.8 11 3.6 13 7C11 10.4 9 11.2 7 11.2C5 11.2 3 10.4 1 7ZM8.9 7C8.9 8.05 8.05 8.9 7 8.9C5.95 8.9 5.1 8.05 5.1 7C5.1 5.95 5.95 5.1 7 5.1C8.05 5.1 8.9 5.95 8.9 7Z"
            }
            Icon::Approval => {
                "M12.8 7C12.8 10.2 10.2 12.8 7 12.8C3.8 12.8 1.2 10.2 1.2 7C1.2 3.8 3.8 1.2 7 1.2C10.2 1.2 12.8 3.8 12.8 7ZM4.3 7.2L6.3 9.2L9.8 5"
            }
            Icon::Build => "M7 1.2L12.4 4V10L7 12.8L1.6 10V4ZM1.6 4L7 6.8L12.4 4M7 6.8V12.8",
            Icon::Test => {
                "M5.2 1.5H8.8M5.8 1.5V5.4L2.2 11.2Q1.6 12.6 3.2 12.6H10.8Q12.4 12.6 11.8 11.2L8.2 5.4V1.5M3.8 8.8H10.2"
            }
            Icon::Migrate => {
                "M2 3.2C2 1.2 12 1.2 12 3.2C12 5.2 2 5.2 2 3.2V10.8C2 12.8 12 12.8 12 10.8V3.2M2 7C2 9 12 9 12 7"
            }
            Icon::Deploy => "M7 10V1.8M3.8 4.8L7 1.6L10.2 4.8M1.8 8.6V12.4H12.2V8.6",
            Icon::Verify => {
                "M10.3 5.9C10.3 8.33 8.33 10.3 5.9 10.3C3.47 10.3 1.5 8.33 1.5 5.9C1.5 3.47 3.47 1.5 5.9 1.5C8.33 1.5 10.3 3.47 10.3 5.9ZM9.1 9.1L12.8 12.8M4 6L5.4 7.4L7.9 4.6"
            }
            Icon::Automated => "M7.8 1.2L3 8H6.6L6 12.8L11 5.8H7.2Z",
        }
    }
}

/// A kaizen burst, for ideas: its corners around its center, in px.
pub const BURST: [(f64, f64); 16] = [
    (0.5, -12.0),
    (2.9, -6.4),
    (8.2, -9.2),
    (6.8, -3.4),
    (12.4, -2.0),
    (7.4, 1.6),
    (10.2, 6.8),
    (4.4, 5.8),
    (2.6, 11.4),
    (-0.9, 6.8),
    (-6.2, 10.0),
    (-5.4, 4.2),
    (-11.8, 2.8),
    (-7.0, -0.8),
    (-10.2, -6.0),
    (-4.0, -5.0),
];
