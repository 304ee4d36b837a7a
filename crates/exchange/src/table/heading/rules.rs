//! Which column a set of concepts means.

use super::column::Column;
use super::concepts::{
    ACCURATE, AFTER, ATTEND, AUTOMATED, BATCH, BEFORE, CADENCE, CLASS, COMPLETE, COUNT, CURRENT, CYCLE, Concepts,
    DEFECT, DOWN, DURATION, ELAPSED, FUTURE, HIGH, ID, ITEM, LANE, LEAD, LOW, MAP, NAME, NAME_OR_COUNT, NECESSARY,
    NEXT, NOT_VALUE_ADDED, NOTE, NUMBER, OBSERVED, ORDER, PEOPLE, PER, PERCENT, PHASE, PREVIOUS, PROCESS, QUALITY,
    QUESTION, QUEUE, RANGE, RATE, REASON, REVERSIBLE, REWORK, RIGHT_FIRST, ROLE, SIZE, SOURCE, STEP, TEAM, TIME, TOTAL,
    TYPE, UNIT, VALUE_ADDED, WAIT, WHAT, WORK, YIELD,
};
use vsm::model::map::State;

/// A column for every set of concepts that has all it needs, and nothing besides what it may have.
struct Rule {
    needs: Concepts,
    may: Concepts,
    column: Column,
    is_weak: bool,
    is_opposite: bool,
}

const fn sure(needs: Concepts, may: Concepts, column: Column) -> Rule {
    Rule { needs, may, column, is_weak: false, is_opposite: false }
}

/// Another column with this meaning is more likely.
const fn weak(needs: Concepts, may: Concepts, column: Column) -> Rule {
    Rule { is_weak: true, ..sure(needs, may, column) }
}

/// The share of what isn't right.
const fn opposite(needs: Concepts, may: Concepts) -> Rule {
    Rule { is_opposite: true, ..weak(needs, may, Column::CompleteAccurate) }
}

const ANY_STEP: Concepts = STEP.and(PROCESS).and(PHASE);
/// What the name of a time may have besides.
const OF_TIME: Concepts = ANY_STEP.and(TIME).and(DURATION).and(PER).and(TOTAL);
const COUNTED: Concepts = COUNT.and(NUMBER).and(NAME_OR_COUNT);
const SHARE: Concepts = PERCENT.and(RATE);
const NOTHING: Concepts = Concepts::NOISE;

/// The first that fits counts.
#[rustfmt::skip]
const RULES: &[Rule] = &[
    sure(NOTE, ANY_STEP.and(NAME).and(WHAT), Column::Note),
    sure(REASON, WAIT.and(TIME).and(STEP), Column::WaitReason),
    sure(NEXT, ANY_STEP.and(NAME).and(ID).and(NUMBER), Column::Then),
    sure(PREVIOUS, ANY_STEP.and(NAME).and(ID).and(NUMBER), Column::After),
    sure(UNIT, TIME.and(DURATION).and(PROCESS).and(WAIT).and(WORK).and(LEAD).and(CYCLE), Column::Unit),

    sure(TEAM.and(SIZE), COUNTED, Column::People),
    sure(TEAM.and(PEOPLE).and(COUNT), NOTHING, Column::People),
    sure(TEAM.and(PEOPLE).and(NUMBER), NOTHING, Column::People),
    sure(ROLE.and(COUNT), NOTHING, Column::People),
    sure(ROLE.and(NUMBER), NOTHING, Column::People),
    sure(TEAM, PEOPLE.and(ROLE).and(NAME).and(NAME_OR_COUNT).and(STEP).and(PROCESS).and(LEAD).and(LANE), Column::Team),
    weak(ROLE, LEAD.and(NAME), Column::Team),
    weak(LANE, NAME, Column::Team),
    sure(PEOPLE.and(PER).and(ITEM), COUNTED, Column::PeoplePerItem),
    sure(ATTEND, PEOPLE.and(COUNTED), Column::PeoplePerItem),
    sure(PEOPLE, COUNTED.and(TOTAL).and(STEP).and(PROCESS).and(PER), Column::People),

    sure(BATCH, SIZE.and(COUNT).and(ITEM).and(PER), Column::Batch),
    sure(WAIT.and(ITEM), COUNTED.and(QUEUE).and(STEP), Column::Queue),
    sure(WAIT.and(COUNT), QUEUE.and(ITEM), Column::Queue),
    sure(WAIT.and(NUMBER), QUEUE.and(ITEM), Column::Queue),
    sure(QUEUE, COUNTED.and(SIZE).and(ITEM).and(STEP).and(PROCESS), Column::Queue),
    sure(CADENCE, ANY_STEP.and(TIME), Column::Every),
    sure(DOWN, OF_TIME, Column::Downtime),

    sure(NECESSARY, OF_TIME.and(NOT_VALUE_ADDED), Column::Necessary),
    sure(VALUE_ADDED.and(NOT_VALUE_ADDED), CLASS.and(TYPE).and(QUESTION).and(NECESSARY), Column::Class),
    sure(VALUE_ADDED.and(QUESTION), STEP.and(PROCESS), Column::Class),
    sure(NOT_VALUE_ADDED.and(QUESTION), STEP.and(PROCESS), Column::Class),
    sure(VALUE_ADDED.and(CLASS), STEP.and(TYPE), Column::Class),
    sure(VALUE_ADDED.and(TYPE), STEP, Column::Class),
    weak(CLASS, ANY_STEP.and(TYPE), Column::Class),
    weak(TYPE, STEP.and(PROCESS), Column::Class),

    sure(WAIT, OF_TIME.and(QUEUE).and(PER).and(ITEM).and(NOT_VALUE_ADDED), Column::Wait),
    sure(QUEUE.and(TIME), OF_TIME.and(ITEM), Column::Wait),
    sure(QUEUE.and(DURATION), OF_TIME.and(ITEM), Column::Wait),
    sure(NOT_VALUE_ADDED, OF_TIME, Column::Wait),
    sure(STEP.and(WORK), NAME.and(PROCESS), Column::Step),
    sure(WORK, OF_TIME.and(VALUE_ADDED), Column::Work),
    sure(VALUE_ADDED.and(TIME), OF_TIME.and(PROCESS), Column::Work),
    weak(VALUE_ADDED, ANY_STEP, Column::Work),
    sure(CYCLE.and(TIME), OF_TIME, Column::Work),
    sure(PROCESS.and(TIME), STEP.and(PER).and(TOTAL), Column::Work),
    sure(LEAD.and(TIME), OF_TIME.and(ELAPSED), Column::Lead),
    sure(LEAD.and(DURATION), OF_TIME, Column::Lead),
    sure(LEAD, TOTAL, Column::Lead),
    sure(ELAPSED, OF_TIME, Column::Lead),
    weak(TOTAL, OF_TIME, Column::Lead),
    weak(DURATION, OF_TIME, Column::Lead),
    weak(TIME, STEP.and(PHASE).and(PER), Column::Work),

    opposite(DEFECT.and(PERCENT), SHARE.and(REWORK).and(STEP).and(PROCESS).and(QUALITY)),
    opposite(DEFECT.and(RATE), SHARE.and(REWORK).and(STEP).and(PROCESS).and(QUALITY)),
    opposite(REWORK.and(PERCENT), SHARE.and(STEP)),
    opposite(REWORK.and(RATE), SHARE.and(STEP)),
    sure(REWORK, NOTHING, Column::Rework),
    sure(RIGHT_FIRST, SHARE.and(COMPLETE).and(ACCURATE).and(QUALITY).and(YIELD).and(STEP).and(PROCESS), Column::CompleteAccurate),
    sure(COMPLETE.and(ACCURATE), SHARE.and(QUALITY).and(STEP), Column::CompleteAccurate),
    weak(QUALITY, SHARE.and(ACCURATE).and(YIELD).and(STEP).and(PROCESS), Column::CompleteAccurate),
    weak(ACCURATE, SHARE, Column::CompleteAccurate),
    weak(YIELD, SHARE.and(PROCESS).and(STEP), Column::CompleteAccurate),

    sure(AUTOMATED, STEP.and(PROCESS).and(QUESTION), Column::Automated),
    sure(OBSERVED, STEP.and(PROCESS).and(QUESTION), Column::Observed),
    sure(REVERSIBLE, STEP.and(PROCESS).and(QUESTION), Column::Reversible),
    sure(SOURCE, NOTHING, Column::Source),
    sure(ID, STEP.and(PROCESS).and(NUMBER), Column::Id),
    sure(ORDER, ANY_STEP.and(NUMBER), Column::Order),
    sure(NUMBER, ANY_STEP, Column::Order),
    sure(MAP, NAME.and(NAME_OR_COUNT), Column::Map),

    sure(STEP, ANY_STEP.and(NAME).and(NAME_OR_COUNT).and(WHAT).and(MAP), Column::Step),
    weak(PROCESS, PHASE.and(NAME).and(NAME_OR_COUNT).and(WHAT).and(MAP), Column::Step),
    weak(PHASE, NAME.and(NAME_OR_COUNT).and(WHAT).and(MAP), Column::Step),
    weak(NAME, WHAT, Column::Step),
    weak(NAME_OR_COUNT, NOTHING, Column::Step),
    weak(WHAT, NOTHING, Column::Step),
];

/// What a set of concepts means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) column: Column,
    pub(super) is_weak: bool,
    pub(super) is_opposite: bool,
    pub(super) state: Option<State>,
}

/// The column that the concepts mean, if it is clear.
pub(super) fn find(concepts: Concepts) -> Option<Found> {
    const ENDS: Concepts = LOW.and(HIGH).and(RANGE);
    const SIDES: Concepts = BEFORE.and(AFTER);
    const STATES: Concepts = CURRENT.and(FUTURE);
    let mut main = concepts.without(ENDS | SIDES | STATES);
    // “Automated?” is the same without the sign.
    if !main.has_any(VALUE_ADDED | NOT_VALUE_ADDED) {
        main = main.without(QUESTION);
    }
    // The time per item is the time.
    if main.has(PER | ITEM) && main.has_any(OF_TIME.without(PER) | WAIT | WORK | LEAD | VALUE_ADDED | NOT_VALUE_ADDED) {
        main = main.without(PER | ITEM);
    }
    // “PT per unit” has no column of units.
    if main.has(PER | UNIT) {
        main = main.without(PER | UNIT);
    }
    let rule = RULES.iter().find(|rule| main.has(rule.needs) && main.without(rule.needs | rule.may).is_empty())?;
    let mut found =
        Found { column: rule.column, is_weak: rule.is_weak, is_opposite: rule.is_opposite, state: state(concepts) };
    if concepts.has_any(ENDS) {
        let is_range = concepts.has(RANGE) || concepts.has(LOW | HIGH);
        found.column = match (found.column, is_range, concepts.has(LOW)) {
            (Column::Wait, true, _) => Column::WaitRange,
            (Column::Wait, false, true) => Column::WaitLow,
            (Column::Wait, false, false) => Column::WaitHigh,
            (Column::Work, true, _) => Column::WorkRange,
            (Column::Work, false, true) => Column::WorkLow,
            (Column::Work, false, false) => Column::WorkHigh,
            _ => return None,
        };
    }
    match (found.column, concepts.has(BEFORE), concepts.has(AFTER)) {
        (_, false, false) => {}
        (_, true, true) => return None,
        (Column::Wait, _, after) => found.column = if after { Column::WaitAfter } else { Column::Wait },
        // Before and after an improvement.
        (column, ..) if !column.is_value() => return None,
        (_, _, after) => found.state = Some(if after { State::Future } else { State::Current }),
    }
    Some(found)
}

/// The state that the concepts name.
pub(super) fn state(concepts: Concepts) -> Option<State> {
    match (concepts.has(CURRENT), concepts.has(FUTURE)) {
        (true, false) => Some(State::Current),
        (false, true) => Some(State::Future),
        _ => None,
    }
}
