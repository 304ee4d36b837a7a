//! What the elements of a drawing stand for, so that a page can link each of them to what changes it.

use serde::{Serialize, Serializer};

use vsm::StepId;
use vsm::fields::catalog::StepField;

/// What an element of a drawing stands for.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Target {
    /// A step.
    Step(StepId),
    /// The wait before a step.
    Wait(StepId),
    /// A value of a step.
    Field(StepId, StepField),
    /// A flow between two steps. `None` is the start of the scope, or its end.
    Flow(Option<StepId>, Option<StepId>),
    /// A rework arrow from a step back to another.
    Rework(StepId, StepId),
    /// The ideas about a step.
    Ideas(StepId),
    /// The bottleneck: why this step is one.
    Bottleneck(StepId),
    /// The settings of the map: start and end of the scope, demand.
    Settings,
}

impl Target {
    /// Its kind, for style sheets and scripts.
    pub fn kind(&self) -> &'static str {
        match self {
            Target::Step(_) => "step",
            Target::Wait(_) => "wait",
            Target::Field(..) => "field",
            Target::Flow(..) => "flow",
            Target::Rework(..) => "rework",
            Target::Ideas(_) => "ideas",
            Target::Bottleneck(_) => "bottleneck",
            Target::Settings => "settings",
        }
    }

    /// The step that it belongs to; of an arrow the one that it leads to.
    pub fn step(&self) -> Option<&StepId> {
        match self {
            Target::Step(step)
            | Target::Wait(step)
            | Target::Field(step, _)
            | Target::Ideas(step)
            | Target::Bottleneck(step)
            | Target::Rework(_, step) => Some(step),
            Target::Flow(_, to) => to.as_ref(),
            Target::Settings => None,
        }
    }

    /// The same with other ids of steps, for a drawing of two maps.
    #[must_use]
    pub(crate) fn renamed(&self, rename: impl Fn(&StepId) -> StepId) -> Target {
        match self {
            Target::Step(step) => Target::Step(rename(step)),
            Target::Wait(step) => Target::Wait(rename(step)),
            Target::Field(step, field) => Target::Field(rename(step), *field),
            Target::Flow(from, to) => Target::Flow(from.as_ref().map(&rename), to.as_ref().map(&rename)),
            Target::Rework(from, to) => Target::Rework(rename(from), rename(to)),
            Target::Ideas(step) => Target::Ideas(rename(step)),
            Target::Bottleneck(step) => Target::Bottleneck(rename(step)),
            Target::Settings => Target::Settings,
        }
    }
}

/// Its name in golden files.
impl Serialize for Target {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let id = |step: &Option<StepId>| step.as_deref().unwrap_or_default().to_owned();
        let of = match self {
            Target::Field(step, field) => format!("{step} {}", field.key()),
            Target::Flow(from, to) => format!("{} to {}", id(from), id(to)),
            Target::Rework(from, to) => format!("{from} to {to}"),
            other => other.step().map(ToString::to_string).unwrap_or_default(),
        };
        serializer.collect_str(&format_args!("{} {of}", self.kind()))
    }
}
