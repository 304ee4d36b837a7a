//! A step's box: its name, team and figures.

use crate::icon::Icon;
use crate::layout::dimensions::{CARD_PADDING, CARD_TEXT_WIDTH, CARD_WIDTH, TAG_HEIGHT};
use crate::layout::step::data::{DataRow, PlacedFigure};
use crate::layout::step::labels::StepLabels;
use crate::layout::step::mark::{Mark, Tag};
use crate::layout::step::{badges, data, mark};
use crate::scene::{Anchor, Line, Object, Part, Point, Rect, Sign, Step as StepPart, Text, real};
use crate::style::Paint;
use crate::target::Target;
use crate::text::WrappedText;
use vsm::Step;
use vsm::fields::catalog::StepField;
use vsm::model::duration::WorkingCalendar;

const NAME_LINE: f64 = 16.0;
const TEAM_LINE: f64 = 16.0;
const ROW: f64 = 15.0;
/// Width of the icon and the word for automated, in px.
const AUTOMATED_WIDTH: f64 = 44.0;

/// How a box is drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum CardStyle {
    /// On the critical path.
    Critical,
    /// On a parallel branch.
    #[default]
    Side,
    /// The bottleneck.
    Bottleneck,
    /// Without any flow.
    Unconnected,
}

impl CardStyle {
    pub(crate) fn paint(self) -> Paint {
        match self {
            CardStyle::Critical => Paint::Card,
            CardStyle::Side => Paint::SideCard,
            CardStyle::Bottleneck => Paint::BottleneckCard,
            CardStyle::Unconnected => Paint::DashedCard,
        }
    }
}

/// A step's box before it is drawn.
#[derive(Debug, Default)]
pub(crate) struct Card {
    name: WrappedText,
    /// The team, or the kind, and whether it is shortened.
    team: Option<(String, bool)>,
    icon: Option<Icon>,
    is_automated: bool,
    rows: Vec<DataRow>,
    pub(crate) style: CardStyle,
    /// The tag that says how it differs from another map.
    tag: Option<Tag>,
    /// Its figures that differ.
    changed: Vec<StepField>,
    /// The number of open ideas that are pinned to it.
    pub(crate) ideas: usize,
}

impl Card {
    pub(crate) fn new(
        step: &Step,
        labels: &StepLabels,
        calendar: &WorkingCalendar,
        style: CardStyle,
        is_unconnected: bool,
        ideas: usize,
    ) -> Card {
        let is_automated = step.automated == Some(true);
        let icon = step.kind.map(Icon::from);
        let left = if icon.is_some() { Icon::SIZE + 5.0 } else { 0.0 };
        let right = if is_automated { AUTOMATED_WIDTH } else { 0.0 };
        let team = team_or_kind(step);
        Card {
            name: Paint::Name.within(CARD_TEXT_WIDTH).wrap(&step.name, 3),
            team: (!team.is_empty()).then(|| Paint::Quiet.within(CARD_TEXT_WIDTH - left - right).one_line(team)),
            icon,
            is_automated,
            rows: data::rows(step, labels, calendar, is_unconnected, CARD_TEXT_WIDTH),
            style,
            tag: None,
            changed: Vec::new(),
            ideas,
        }
    }

    /// Marks how the step differs from another map.
    pub(crate) fn mark(&mut self, mark: &Mark) {
        self.tag = Some(mark.tag());
        self.changed = mark.changed_figures();
    }

    /// From the upper edge to the line above the figures, in px: the name and the team, for which there is always space,
    /// so that nothing moves when someone enters it.
    fn header(&self) -> f64 {
        let tag = if self.tag.is_some() { mark::TAG } else { 0.0 };
        9.5 + tag + real(self.name.lines.len()) * NAME_LINE + TEAM_LINE
    }

    /// Its height in px, at least.
    pub(crate) fn height(&self) -> f64 {
        self.header() + 6.5 + real(self.rows.len()) * ROW + 2.0
    }

    /// Draws the box with a height, its upper left corner at a point.
    pub(crate) fn draw(mut self, step: &Step, title: String, (x, y): Point, height: f64) -> Part {
        let mut parts = Vec::with_capacity(10 + 3 * self.rows.len());
        let mut objects = Vec::with_capacity(4);
        let header = self.header();
        parts.push(Rect::new((x, y), (CARD_WIDTH, height), self.style.paint()).rounded(5.0).into());
        let (left, right) = (x + CARD_PADDING, x + CARD_WIDTH - CARD_PADDING);
        parts.push(Line::new(vec![(left, y + header), (right, y + header)], Paint::Rule).into());
        self.draw_header(step, (x, y), &mut parts);
        let mut baseline = y + header + 15.5;
        for row in std::mem::take(&mut self.rows) {
            for PlacedFigure { figure, label, value } in row.placed(CARD_TEXT_WIDTH) {
                let area = data::area((label, value), (left, baseline));
                if self.changed.contains(&figure.field) {
                    parts.push(mark::diamond((left + label - CARD_PADDING / 2.0 - 0.5, baseline - 4.0)));
                }
                let at = (left + label, baseline);
                parts.push(Text::new(at, Anchor::Start, figure.label_width, Paint::Label, figure.label).into());
                let value =
                    Text::new((left + value, baseline), Anchor::End, figure.value_width, figure.paint, figure.value);
                parts.push(value.with_full(figure.full).into());
                let target = Target::Field(step.id.clone(), figure.field);
                objects.push(Object::duplicate(target, Vec::new()).with_area(area.0, area.1).into());
            }
            baseline += ROW;
        }
        if self.style == CardStyle::Bottleneck {
            objects.push(badges::bottleneck(step, (x, y + height), CARD_WIDTH, TAG_HEIGHT));
        }
        if self.ideas > 0 {
            objects.push(badges::ideas(step, self.ideas, (x + CARD_WIDTH - 7.0, y - 1.0)));
        }
        parts.append(&mut objects);
        StepPart { id: step.id.clone(), title, parts }.into()
    }

    fn draw_header(&mut self, step: &Step, (x, y): Point, parts: &mut Vec<Part>) {
        let mut baseline = y + 18.0;
        let (mut left, mut right) = (x + CARD_PADDING, x + CARD_WIDTH - CARD_PADDING);
        if let Some(tag) = self.tag.take() {
            tag.draw((left, y + 7.0), parts);
            baseline += mark::TAG;
        }
        for (line, full) in std::mem::take(&mut self.name).into_lines(&step.name) {
            let name = Text::new((left, baseline), Anchor::Start, CARD_TEXT_WIDTH, Paint::Name, line);
            parts.push(name.with_full(full).into());
            baseline += NAME_LINE;
        }
        let icon = |x: f64, icon, paint| Part::Sign(Sign { x, y: baseline - 11.0, icon, paint });
        if let Some(kind) = self.icon {
            parts.push(icon(left, kind, Paint::Icon));
            left += Icon::SIZE + 5.0;
        }
        let automated = self.is_automated.then(|| {
            let full = Some(StepField::Automated.label().to_owned());
            let word = Text::new((right, baseline), Anchor::End, 27.0, Paint::Auto, "auto").with_full(full);
            [icon(right - 39.0, Icon::Automated, Paint::AutoIcon), word.into()]
        });
        if self.is_automated {
            right -= AUTOMATED_WIDTH;
        }
        if let Some((text, cut)) = self.team.take() {
            let team = Text::new((left, baseline), Anchor::Start, right - left, Paint::Quiet, text);
            parts.push(team.with_full(cut.then(|| step.team.clone())).into());
        }
        parts.extend(automated.into_iter().flatten());
    }
}

/// The team, or else the kind.
pub(crate) fn team_or_kind(step: &Step) -> &str {
    if step.team.is_empty() { step.kind.map_or("", |kind| kind.as_str()) } else { step.team.as_str() }
}
