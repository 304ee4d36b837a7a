//! A step's box: the process box with its name and team, and the data box below.

use crate::icon::{BURST, Icon};
use crate::layout::dimensions::{BADGE_HEIGHT, CARD_PADDING, CARD_TEXT_WIDTH, CARD_WIDTH};
use crate::layout::step::data::DataRow;
use crate::layout::step::labels::StepLabels;
use crate::layout::step::mark::{Mark, Tag};
use crate::layout::step::{data, mark};
use crate::scene::{Anchor, Line, Part, Point, Rect, Shape, Sign, Step as StepPart, Text, real};
use crate::style::Paint;
use crate::text::WrappedText;
use vsm::Step;
use vsm::fields::catalog::StepField;
use vsm::model::duration::WorkingCalendar;
use vsm::text::count;

const NAME_LINE: f64 = 17.0;
const ROW: f64 = 17.0;
/// Width of the icon and the word for automated, in px.
const AUTOMATED_WIDTH: f64 = 46.0;

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

/// A step's box before it is drawn.
#[derive(Debug, Default)]
pub(crate) struct Card {
    name: WrappedText,
    /// The team, or the kind, and whether it is shortened.
    team: Option<(String, bool)>,
    icon: Option<Icon>,
    is_automated: bool,
    rows: Vec<DataRow>,
    style: CardStyle,
    /// The tag that says how it differs from another map.
    tag: Option<Tag>,
    /// Labels of the rows that differ.
    changed: Vec<&'static str>,
    /// The number of open ideas that are pinned to it.
    ideas: usize,
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
        let team = if step.team.is_empty() { step.kind.map_or("", |kind| kind.as_str()) } else { step.team.as_str() };
        Card {
            name: Paint::Name.within(CARD_TEXT_WIDTH).wrap(&step.name, 3),
            team: (!team.is_empty()).then(|| Paint::Quiet.within(CARD_TEXT_WIDTH - left - right).one_line(team)),
            icon,
            is_automated,
            rows: data::rows(step, labels, calendar, is_unconnected),
            style,
            tag: None,
            changed: Vec::new(),
            ideas,
        }
    }

    /// Marks how the step differs from another map.
    pub(crate) fn mark(&mut self, mark: &Mark) {
        self.tag = Some(mark.tag());
        self.changed = mark.changed_rows();
    }

    /// Height of the process box in px: the name and the team.
    pub(crate) fn header(&self) -> f64 {
        let team = if self.team.is_some() || self.is_automated { 19.0 } else { 0.0 };
        let tag = if self.tag.is_some() { mark::TAG } else { 0.0 };
        10.0 + tag + real(self.name.lines.len()) * NAME_LINE + team + 6.0
    }

    /// Height of the data box in px.
    fn data_height(&self) -> f64 {
        6.0 + real(self.rows.len()) * ROW + 5.0
    }

    /// Height of the whole box in px, if the process box is `header` px high. The bottleneck badge hangs
    /// below it, in space that every box has, so that nothing moves when another step becomes the
    /// bottleneck.
    pub(crate) fn height(&self, header: f64) -> f64 {
        header + self.data_height()
    }

    /// Draws the box, its upper left corner at a point.
    pub(crate) fn draw(mut self, step: &Step, title: String, (x, y): Point, header: f64) -> Part {
        let mut parts = Vec::with_capacity(8 + 2 * self.rows.len());
        let height = self.height(header);
        let paint = match self.style {
            CardStyle::Critical => Paint::Card,
            CardStyle::Side => Paint::SideCard,
            CardStyle::Bottleneck => Paint::BottleneckCard,
            CardStyle::Unconnected => Paint::DashedCard,
        };
        if self.style == CardStyle::Bottleneck {
            parts.extend(badge(x, y + height));
        }
        parts.push(Rect::new((x, y), (CARD_WIDTH, height), paint).rounded(5.0).into());
        let (left, right) = (x + CARD_PADDING, x + CARD_WIDTH - CARD_PADDING);
        parts.push(Line::new(vec![(left, y + header), (right, y + header)], Paint::Rule).into());
        self.draw_header(step, (x, y), &mut parts);
        let mut baseline = y + header + 6.0 + 12.0;
        for row in self.rows {
            if self.changed.contains(&row.label) {
                parts.push(mark::diamond((x + CARD_PADDING / 2.0 - 0.5, baseline - 4.0)));
            }
            let label_width = row.label_width();
            parts.push(Text::new((left, baseline), Anchor::Start, label_width, Paint::Label, row.label).into());
            let value = Text::new((right, baseline), Anchor::End, row.value_width, row.paint, row.value);
            parts.push(value.with_full(row.full).into());
            baseline += ROW;
        }
        if self.ideas > 0 {
            parts.extend(burst(self.ideas, (x + CARD_WIDTH - 10.0, y)));
        }
        StepPart { id: step.id.clone(), title, parts }.into()
    }

    fn draw_header(&mut self, step: &Step, (x, y): Point, parts: &mut Vec<Part>) {
        let mut baseline = y + 10.0 + 13.0;
        let (mut left, mut right) = (x + CARD_PADDING, x + CARD_WIDTH - CARD_PADDING);
        if let Some(tag) = self.tag.take() {
            tag.draw((left, y + 9.0), parts);
            baseline += mark::TAG;
        }
        for (line, full) in std::mem::take(&mut self.name).into_lines(&step.name) {
            let name = Text::new((left, baseline), Anchor::Start, CARD_TEXT_WIDTH, Paint::Name, line);
            parts.push(name.with_full(full).into());
            baseline += NAME_LINE;
        }
        baseline += 1.0;
        let icon = |x: f64, icon, paint| Part::Sign(Sign { x, y: baseline - 11.0, icon, paint });
        if let Some(kind) = self.icon {
            parts.push(icon(left, kind, Paint::Icon));
            left += Icon::SIZE + 5.0;
        }
        let automated = self.is_automated.then(|| {
            let full = Some(StepField::Automated.label().to_owned());
            let word = Text::new((right, baseline), Anchor::End, 26.0, Paint::Auto, "auto").with_full(full);
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

/// A burst on the corner of a box, with the number of ideas in it.
fn burst(ideas: usize, (x, y): Point) -> [Part; 2] {
    let points = BURST.iter().map(|&(dx, dy)| (x + dx, y + dy)).collect();
    let (text, full) = match ideas {
        1..=99 => (ideas.to_string(), count(ideas, "idea", "ideas")),
        _ => ("…".to_owned(), format!("{ideas} ideas")),
    };
    let number = Text::new((x, y + 3.6), Anchor::Middle, 16.0, Paint::BurstNumber, text).with_full(Some(full));
    [Shape::new(points, Paint::Burst).into(), number.into()]
}

/// The bottleneck badge below a box: a funnel with the word.
fn badge(x: f64, y: f64) -> [Part; 2] {
    let (inset, bottom) = (16.0, y + BADGE_HEIGHT);
    let points = vec![
        (x, y - 6.0),
        (x + CARD_WIDTH, y - 6.0),
        (x + CARD_WIDTH, y),
        (x + CARD_WIDTH - inset, bottom),
        (x + inset, bottom),
        (x, y),
    ];
    let middle = (x + CARD_WIDTH / 2.0, y + 16.0);
    let word = Text::new(middle, Anchor::Middle, CARD_WIDTH - 2.0 * inset, Paint::BadgeWord, "BOTTLENECK");
    [Shape::new(points, Paint::Badge).into(), word.into()]
}
