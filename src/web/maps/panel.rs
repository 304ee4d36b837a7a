//! The side panel of a map page: the fields of the selected step, the selected arrow, or the calculation of the metrics.
//! Without scripts, its form is sent; with scripts, each field is saved on its own.

use std::borrow::Cow;
use std::collections::BTreeMap;

use askama::Template;

use crate::live::Snapshot;
use vsm::fields::catalog::StepField;
use vsm::metrics::explain::{Explanation, name};
use vsm::model::step::Kind;
use vsm::{Step, StepId};

use crate::web::maps::table;
use crate::web::maps::variant::PageVariant;
use crate::web::maps::view::{Selection, View};
use crate::web::page::form::Form;
use crate::web::page::parts::escaped;
use crate::web::page::urls::{self, NewStepPosition};

#[derive(Template)]
#[template(path = "maps/panel.html")]
pub(crate) struct Panel<'a> {
    snapshot: &'a Snapshot,
    variant: PageVariant,
    view: &'a View<'a>,
    /// The top suggestion, shown while nothing is selected.
    advice: &'a str,
    form: Form,
    /// New rework of the selected step.
    rework: Form,
    /// The selected rework arrow.
    arrow_form: Form,
    step: Option<StepPanel<'a>>,
    arrow: Option<ArrowPanel<'a>>,
}

/// A form of the panel as it was sent, with what is wrong with it.
pub(crate) enum Rejected {
    Step(Form),
    Rework(Form),
}

/// What the panel of a step shows besides its fields.
struct StepPanel<'a> {
    step: &'a Step,
    number: usize,
    of: usize,
    previous: Option<String>,
    next: Option<String>,
    is_bottleneck: bool,
    /// Where the rework of the step goes: target, its name, share.
    rework: Vec<(&'a str, &'a str, String)>,
    /// Steps that rework can go back to.
    earlier: Vec<(&'a str, &'a str)>,
    /// The offered share of rework: 100 − %C/A.
    offered_share: String,
}

struct ArrowPanel<'a> {
    is_rework: bool,
    from: &'a Step,
    to: &'a Step,
    share: String,
    /// Before the repeat begins; empty if unknown.
    wait: String,
}

/// Groups of fields that can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Group {
    name: &'static str,
    label: &'static str,
    fields: &'static [StepField],
}

const GROUPS: &[Group] = &[
    Group {
        name: "risk",
        label: "Risk",
        fields: &[StepField::Downtime, StepField::Automated, StepField::Observed, StepField::Reversible],
    },
    Group {
        name: "items",
        label: "Items and batches",
        fields: &[StepField::Queue, StepField::Batch, StepField::PeoplePerItem],
    },
    Group { name: "note", label: "Note", fields: &[StepField::Source, StepField::Note] },
];

impl<'a> Panel<'a> {
    pub(crate) fn new(
        snapshot: &'a Snapshot,
        variant: PageVariant,
        view: &'a View<'a>,
        advice: &'a str,
        rejected: Option<Rejected>,
    ) -> Panel<'a> {
        let of = Explanation { map: &snapshot.map, graph: snapshot.graph(), metrics: snapshot.metrics() };
        let values = |step| Form::with_values(values(step, of));
        let step = view.step().map(|step| StepPanel::new(step, of));
        let arrow = ArrowPanel::new(view, snapshot);
        let (mut form, mut rework, mut arrow_form) = (None, None, None);
        match rejected {
            Some(Rejected::Step(rejected)) => form = Some(rejected),
            Some(Rejected::Rework(rejected)) if arrow.is_some() => arrow_form = Some(rejected),
            Some(Rejected::Rework(rejected)) => rework = Some(rejected),
            None => {}
        }
        let with = |values: &[(&str, Option<&String>)]| {
            let values = values.iter().map(|(field, value)| ((*field).to_owned(), value.cloned().unwrap_or_default()));
            Form::blank(values.collect())
        };
        let offered = step.as_ref().map(|step| &step.offered_share);
        let (share, wait) = arrow.as_ref().map(|arrow| (&arrow.share, &arrow.wait)).unzip();
        Panel {
            snapshot,
            variant,
            view,
            advice,
            form: form.or_else(|| view.step().map(values)).unwrap_or_default(),
            rework: rework.unwrap_or_else(|| with(&[("share", offered)])),
            arrow_form: arrow_form.unwrap_or_else(|| with(&[("share", share), ("wait", wait)])),
            step,
            arrow,
        }
    }

    /// Is a group open at first: because it has the field that was asked for, or an error?
    fn is_open(&self, group: &Group) -> bool {
        let has = |key: &str| group.fields.iter().any(|field| field.key() == key);
        self.view.field.as_deref().is_some_and(has)
            || group.fields.iter().any(|field| self.form.field_error(field.key()).is_some())
    }

    fn is_bottleneck(&self) -> bool {
        self.step.as_ref().is_some_and(|panel| panel.is_bottleneck)
    }

    /// The address of the next or previous step; none at the ends.
    fn beside(&self, by: i8) -> Option<&str> {
        let panel = self.step.as_ref()?;
        if by < 0 { panel.previous.as_deref() } else { panel.next.as_deref() }
    }

    /// How the metrics are calculated, with the one that is asked for open.
    fn metrics(&self) -> Cow<'_, str> {
        let all = self.snapshot.frame().part("metrics");
        match &self.view.metric {
            Some(metric) => {
                let details = format!("data-how=\"{}\"", escaped(metric));
                Cow::from(all.replacen(&details, &format!("{details} open"), 1))
            }
            None => Cow::from(all),
        }
    }

    fn add(&self, place: fn(&'a str) -> NewStepPosition<'a>) -> String {
        let step = self.step.as_ref().map_or("", |panel| &*panel.step.id);
        urls::new_step(&self.snapshot.id, place(step))
    }
}

impl<'a> StepPanel<'a> {
    fn new(step: &'a Step, of: Explanation<'a>) -> StepPanel<'a> {
        let order: Vec<&StepId> =
            of.graph.order.iter().filter_map(|&at| of.map.steps.get(at)).map(|step| &step.id).collect();
        let at = order.iter().position(|id| **id == step.id).unwrap_or(0);
        let beside = |at: Option<usize>| at.and_then(|at| order.get(at)).map(|id| urls::at_step(id));
        let arrows = of.map.rework.range((step.id.clone(), "".into())..).take_while(|((from, _), _)| *from == step.id);
        StepPanel {
            step,
            number: at + 1,
            of: order.len(),
            previous: beside(at.checked_sub(1)),
            next: beside(Some(at + 1)),
            is_bottleneck: of.metrics.bottleneck.as_ref().is_some_and(|found| found.step == step.id),
            rework: arrows
                .map(|((_, to), sent_back)| (&**to, name(of.map, to), sent_back.text(&of.map.clock)))
                .collect(),
            earlier: order.iter().take(at + 1).map(|id| (&***id, name(of.map, id))).collect(),
            offered_share: step.complete_accurate.map_or_else(String::new, |ca| vsm::text::number(100.0 - ca)),
        }
    }
}

impl<'a> ArrowPanel<'a> {
    fn new(view: &View<'a>, snapshot: &Snapshot) -> Option<ArrowPanel<'a>> {
        let (is_rework, from, to) = match view.selection {
            Selection::Flow { from, to } => (false, from, to),
            Selection::Rework { from, to } => (true, from, to),
            _ => return None,
        };
        let sent_back = snapshot.map.rework.get(&(from.id.clone(), to.id.clone()));
        let share = sent_back.map_or_else(String::new, |sent_back| vsm::text::number(sent_back.share));
        let wait = sent_back.and_then(|sent_back| sent_back.wait);
        let wait = wait.map_or_else(String::new, |wait| snapshot.map.clock.print(wait));
        Some(ArrowPanel { is_rework, from, to, share, wait })
    }
}

/// The values of a step as its form shows them.
fn values(step: &Step, of: Explanation<'_>) -> BTreeMap<String, String> {
    StepField::ALL.iter().map(|&field| (field.key().to_owned(), table::typed(step, field, of))).collect()
}
