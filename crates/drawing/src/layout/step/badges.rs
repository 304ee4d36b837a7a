//! What is pinned to a step's box: the bottleneck tag and the burst for ideas.

use crate::icon::BURST;
use crate::scene::{Access, Anchor, Object, Part, Point, Shape, Text};
use crate::style::Paint;
use crate::target::Target;
use vsm::Step;
use vsm::text::count;

const WORD: &str = "BOTTLENECK";
/// The widest bottleneck tag, in px.
const MAX_TAG: f64 = 142.0;

/// A burst around a point, with the number of ideas in it.
pub(crate) fn ideas(step: &Step, ideas: usize, (x, y): Point) -> Part {
    let points = BURST.iter().map(|&(dx, dy)| (x + dx, y + dy)).collect();
    let text = if ideas < 100 { ideas.to_string() } else { "…".to_owned() };
    let number = Text::new((x, y + 3.8), Anchor::Middle, 16.0, Paint::BurstNumber, text);
    let parts = vec![Shape::new(points, Paint::Burst).into(), number.into()];
    let title = format!("{} about {}", count(ideas, "idea", "ideas"), step.name);
    Object::new(Target::Ideas(step.id.clone()), title, parts).with_access(Access::Passed).into()
}

/// The tag that hangs below the bottleneck's box, whose lower left corner and width are given, with its own height.
pub(crate) fn bottleneck(step: &Step, (x, y): Point, width: f64, height: f64) -> Part {
    let (middle, half, inset) = (x + width / 2.0, (width - 12.0).min(MAX_TAG) / 2.0, 8.0);
    let points = vec![
        (middle - half, y - 0.5),
        (middle + half, y - 0.5),
        (middle + half - inset, y + height),
        (middle - half + inset, y + height),
    ];
    let max_width = 2.0 * (half - inset);
    let mut parts = vec![Shape::new(points, Paint::Badge).into()];
    // Beside others a box can be narrower than the word: then its edge and the shape have to say it.
    if Paint::BadgeWord.width_of(WORD) <= max_width {
        parts.push(
            Text::new((middle, y + height / 2.0 + 4.0), Anchor::Middle, max_width, Paint::BadgeWord, WORD).into(),
        );
    }
    let title = format!("Why {} is the bottleneck", step.name);
    Object::new(Target::Bottleneck(step.id.clone()), title, parts).with_access(Access::Passed).into()
}
