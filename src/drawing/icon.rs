//! The small signs for kinds of steps, drawn in a square of 14 px by lines.

use serde::Serialize;

use crate::vsm::step::Kind;

/// A small sign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Icon {
    /// Something is done.
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
    /// A bolt: runs without hands.
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

    /// Its lines, as the `d` of an SVG path.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Icon::Task => "M2 3.5h2M2 7h2M2 10.5h2M6.5 3.5H12M6.5 7H12M6.5 10.5H12",
            Icon::Review => "M1 7C3 3.6 5 2.8 7 2.8S11 3.6 13 7C11 10.4 9 11.2 7 11.2S3 10.4 1 7ZM8.9 7A1.9 1.9 0 1 1 5.1 7A1.9 1.9 0 1 1 8.9 7Z",
            Icon::Approval => "M12.8 7A5.8 5.8 0 1 1 1.2 7A5.8 5.8 0 1 1 12.8 7ZM4.3 7.2L6.3 9.2L9.8 5",
            Icon::Build => "M7 1.2L12.4 4V10L7 12.8L1.6 10V4ZM1.6 4L7 6.8L12.4 4M7 6.8V12.8",
            Icon::Test => "M5.2 1.5H8.8M5.8 1.5V5.4L2.2 11.2Q1.6 12.6 3.2 12.6H10.8Q12.4 12.6 11.8 11.2L8.2 5.4V1.5M3.8 8.8H10.2",
            Icon::Migrate => "M2 3.2C2 1.2 12 1.2 12 3.2S2 5.2 2 3.2V10.8C2 12.8 12 12.8 12 10.8V3.2M2 7C2 9 12 9 12 7",
            Icon::Deploy => "M7 10V1.8M3.8 4.8L7 1.6L10.2 4.8M1.8 8.6V12.4H12.2V8.6",
            Icon::Verify => "M10.3 5.9A4.4 4.4 0 1 1 1.5 5.9A4.4 4.4 0 1 1 10.3 5.9ZM9.1 9.1L12.8 12.8M4 6L5.4 7.4L7.9 4.6",
            Icon::Automated => "M7.8 1.2L3 8H6.6L6 12.8L11 5.8H7.2Z",
        }
    }
}
