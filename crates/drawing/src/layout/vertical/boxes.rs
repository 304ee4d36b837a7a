//! A step's box in two lines, or narrow beside others.

use crate::icon::Icon;
use crate::layout::map_layout::MapLayout;
use crate::layout::step::badges;
use crate::layout::step::card::team_or_kind;
use crate::layout::step::labels::shortest;
use crate::scene::{Anchor, Object, Part, Point, Rect, Sign, Step as StepPart, Text, real};
use crate::style::Paint;
use crate::target::Target;
use crate::text::WrappedText;
use vsm::fields::catalog::StepField;

/// Height of a box whose name has one line, in px.
const HEIGHT: f64 = 50.0;
const LINE: f64 = 16.0;
/// From this width on, figures stand at the right of name and team.
const WIDE: f64 = 200.0;
/// Height of the bottleneck tag, which ends above the texts of waits, in px.
const TAG_HEIGHT: f64 = 11.0;
/// Space for it below the last box, in px.
pub(super) const TAG_SPACE: f64 = TAG_HEIGHT + 2.0;

/// A box before it is drawn.
pub(super) struct VerticalBox {
    name: WrappedText,
    is_wide: bool,
    padding: f64,
    width: f64,
    /// Work time, or lead time if only that is known, with its tooltip.
    time: (StepField, String, Option<String>, Paint),
    downtime: Option<String>,
}

impl VerticalBox {
    pub(super) fn new(layout: &MapLayout, at: usize, width: f64) -> VerticalBox {
        let (step, labels, calendar) = (&layout.map.steps[at], &layout.labels[at], &layout.map.clock);
        let is_wide = width > WIDE;
        let padding = if width > 100.0 { 12.0 } else { 7.0 };
        let most = if is_wide { 110.0 } else { width - 2.0 * padding };
        let lead =
            labels.lead.as_ref().zip(step.lead).map(|(exact, lead)| (StepField::Lead, exact, lead, Paint::Value));
        let work = labels.work.as_ref().zip(step.counted_work());
        let work = work.map(|(exact, work)| (StepField::Work, exact, work, Paint::WorkValue));
        let time = if let Some((field, exact, seconds, paint)) = lead.or(work) {
            let (text, full) = shortest(exact, seconds, calendar, most, paint);
            (field, text, full, paint)
        } else {
            let unknown = if Paint::Unknown.within(most).fits("Unknown") { "Unknown" } else { "?" };
            (StepField::Work, unknown.to_owned(), None, Paint::Unknown)
        };
        let name_width = width - 2.0 * padding - if is_wide { time.3.width_of(&time.1) + 10.0 } else { 0.0 };
        let lines = if is_wide { 2 } else { 3 };
        let downtime = labels.downtime.clone().filter(|_| is_wide);
        let name = Paint::Name.within(name_width).wrap(&step.name, lines);
        VerticalBox { name, is_wide, padding, width, time, downtime }
    }

    /// Its height in px, at least.
    pub(super) fn height(&self) -> f64 {
        let lines = self.name.lines.len().saturating_sub(1) + usize::from(self.downtime.is_some());
        HEIGHT + LINE * real(lines)
    }

    /// Draws it, its upper left corner at a point.
    ///
    /// `arrows` are the positions of the triangles right below it.
    pub(super) fn draw(
        self,
        layout: &MapLayout,
        at: usize,
        (x, y): Point,
        (height, arrows): (f64, &[f64]),
        parts: &mut Vec<Part>,
    ) {
        let (step, labels, card) = (&layout.map.steps[at], &layout.labels[at], &layout.cards[at]);
        let (left, right) = (x + self.padding, x + self.width - self.padding);
        let mut inside = vec![Rect::new((x, y), (self.width, height), card.style.paint()).rounded(5.0).into()];
        let mut objects = Vec::with_capacity(4);
        let mut baseline = y + 21.0;
        for (line, full) in self.name.clone().into_lines(&step.name) {
            let name = Text::new((left, baseline), Anchor::Start, right - left, Paint::Name, line);
            inside.push(name.with_full(full).into());
            baseline += LINE;
        }
        baseline += 2.0;
        let mut figure = |field, text: Text| {
            let (from, to) = text.extent();
            let area = ((from - 8.0, text.y - 14.0), (to - from + 14.0, 19.0));
            let target = Target::Field(step.id.clone(), field);
            objects.push(Object::duplicate(target, Vec::new()).with_area(area.0, area.1).into());
            inside.push(text.into());
            from
        };
        let (field, time, full, paint) = self.time;
        let time_at = if self.is_wide { y + 21.0 } else { baseline };
        let text = Text::new((right, time_at), Anchor::End, right - left, paint, time).with_full(full);
        let mut end = figure(field, text);
        if self.is_wide {
            end = right;
            if let Some(share) = &labels.complete_accurate {
                let text = format!("%C/A {share}");
                let text = Text::new((right, baseline), Anchor::End, 90.0, Paint::Quiet, text);
                end = figure(StepField::CompleteAccurate, text);
            }
            if let Some(downtime) = &self.downtime {
                let text = format!("Downtime {downtime}");
                let most = right - left;
                figure(
                    StepField::Downtime,
                    Text::fitted((right, baseline + LINE), Anchor::End, most, Paint::ProblemValue, &text),
                );
            }
        }
        let mut team_left = left;
        if let Some(kind) = step.kind.filter(|_| self.is_wide) {
            let sign = Sign { x: left, y: baseline - 11.0, icon: Icon::from(kind), paint: Paint::Icon };
            inside.push(sign.into());
            team_left += Icon::SIZE + 5.0;
        }
        let team = team_or_kind(step);
        // In a text of its own, so that a team written from right to left doesn't move it.
        let every = step
            .every
            .filter(|_| self.is_wide)
            .map(|every| format!("{} every {}", if team.is_empty() { "" } else { "·" }, layout.map.clock.print(every)));
        let every_width = every.as_ref().map_or(0.0, |every| Paint::Quiet.width_of(every) + 4.0);
        let most = end - team_left - 8.0 - every_width;
        if !team.is_empty() && most > 16.0 {
            let text = Text::fitted((team_left, baseline), Anchor::Start, most, Paint::Quiet, team);
            team_left = text.extent().1 + 4.0;
            inside.push(text.into());
        }
        if let Some(every) = every {
            let every = every.trim_start();
            inside.push(
                Text::fitted((team_left, baseline), Anchor::Start, end - team_left - 4.0, Paint::Quiet, every).into(),
            );
        }
        if layout.bottleneck() == Some(&step.id) {
            let (left, width) = tag_place((x, x + self.width), arrows);
            objects.push(badges::bottleneck(step, (left, y + height), width, TAG_HEIGHT));
        }
        if card.ideas > 0 {
            objects.push(badges::ideas(step, card.ideas, (x + self.width - 4.0, y - 5.0)));
        }
        inside.append(&mut objects);
        parts.push(StepPart { id: step.id.clone(), title: layout.description(at), parts: inside }.into());
    }
}

/// Where the bottleneck tag hangs below a box from left to right: in the widest space between the triangles there. Left
/// edge and width.
fn tag_place((left, right): (f64, f64), arrows: &[f64]) -> (f64, f64) {
    /// Half of a triangle with some space.
    const BESIDE: f64 = 15.0;
    /// A tag this narrow is a mark without its word.
    const MIN_WIDTH: f64 = 14.0;
    const MAX_WIDTH: f64 = 130.0;
    // A triangle beside the box may reach below it.
    let mut near: Vec<f64> = arrows.iter().copied().filter(|x| (left - BESIDE..right + BESIDE).contains(x)).collect();
    near.sort_by(f64::total_cmp);
    let starts = std::iter::once(left).chain(near.iter().map(|x| (x + BESIDE).max(left)));
    let ends = near.iter().map(|x| (x - BESIDE).min(right)).chain([right]);
    let widest = starts.zip(ends).max_by(|a, b| (a.1 - a.0).total_cmp(&(b.1 - b.0))).unwrap_or((left, right));
    let width = (widest.1 - widest.0).clamp(MIN_WIDTH, MAX_WIDTH);
    (widest.1 - width, width)
}
