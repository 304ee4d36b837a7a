//! The few concepts that the words of headings stand for.

use std::ops::BitOr;

/// A set of concepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Concepts(u64);

impl Concepts {
    /// Words that say nothing about the column: “the”, “average”.
    pub(super) const NOISE: Concepts = Concepts(0);

    const fn only(bit: u8) -> Concepts {
        Concepts(1 << bit)
    }

    pub(super) const fn and(self, other: Concepts) -> Concepts {
        Concepts(self.0 | other.0)
    }

    pub(super) const fn without(self, other: Concepts) -> Concepts {
        Concepts(self.0 & !other.0)
    }

    /// Whether it has all of these.
    pub(super) const fn has(self, others: Concepts) -> bool {
        self.0 & others.0 == others.0
    }

    /// Whether it has at least one of these.
    pub(super) const fn has_any(self, others: Concepts) -> bool {
        self.0 & others.0 != 0
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }
}

impl BitOr for Concepts {
    type Output = Concepts;

    fn bitor(self, other: Concepts) -> Concepts {
        self.and(other)
    }
}

macro_rules! concepts {
    ($($(#[doc = $meaning:literal])* $name:ident = $bit:literal;)+) => {
        $($(#[doc = $meaning])* pub(super) const $name: Concepts = Concepts::only($bit);)+
    };
}

concepts! {
    STEP = 0;
    /// “Process” names a step or a group of them, and “process time” is work.
    PROCESS = 1;
    /// A group of steps: phase, stage, epic.
    PHASE = 2;
    NAME = 3;
    WHAT = 4;
    TIME = 5;
    /// A time of which the word doesn't say whether it includes waiting.
    DURATION = 6;
    WAIT = 7;
    WORK = 8;
    LEAD = 9;
    TOTAL = 10;
    ELAPSED = 11;
    CYCLE = 12;
    VALUE_ADDED = 13;
    NOT_VALUE_ADDED = 14;
    /// Work without value that can't be left out.
    NECESSARY = 15;
    COMPLETE = 16;
    ACCURATE = 17;
    /// Complete and accurate, or right the first time.
    RIGHT_FIRST = 18;
    QUALITY = 19;
    YIELD = 20;
    PERCENT = 21;
    DEFECT = 22;
    REWORK = 23;
    RATE = 24;
    PEOPLE = 25;
    /// What one person is: developer, manager.
    ROLE = 26;
    TEAM = 27;
    /// A group of steps or people: group, lane.
    LANE = 28;
    /// The number of something.
    COUNT = 29;
    /// A number that counts, or that orders: `#`, no.
    NUMBER = 30;
    /// “Nombre” is a name in Spanish, and a number in French.
    NAME_OR_COUNT = 31;
    PER = 32;
    ITEM = 33;
    BATCH = 34;
    SIZE = 35;
    QUEUE = 36;
    DOWN = 37;
    LOW = 38;
    HIGH = 39;
    RANGE = 40;
    BEFORE = 41;
    AFTER = 42;
    NEXT = 43;
    PREVIOUS = 44;
    NOTE = 45;
    ORDER = 46;
    ID = 47;
    UNIT = 48;
    TYPE = 49;
    CLASS = 50;
    CURRENT = 51;
    FUTURE = 52;
    REASON = 53;
    CADENCE = 54;
    AUTOMATED = 55;
    OBSERVED = 56;
    REVERSIBLE = 57;
    SOURCE = 58;
    /// Yes or no.
    QUESTION = 59;
    MAP = 60;
    ATTEND = 61;
}
