//! A report on several sheets: name, figures and drawing first, since they are why it hangs on the wall; then how the
//! figures come about, ideas and table.

use crate::report::blocks;
use crate::report::context::{BORDER, Desk, Draft, LEAST_LETTERS};
use crate::report::flow::Flow;
use crate::report::metrics;
use crate::report::metrics::Kind;
use crate::report::one_page::Pile;
use drawing::layout::{for_sheets, map_scene};
use drawing::pages::Placed;
use drawing::scene::Scene;
use drawing::{RenderOptions, pdf};

/// Derivations go to the next sheet when the drawing becomes so many times as large without them.
const WORTH_IT: f64 = 1.08;

/// The first sheet, and whether it tells the figures with their derivation.
pub(super) struct First {
    pub(super) draft: Draft,
    kind: Kind,
}

/// The first sheet with the whole drawing.
pub(super) fn first_sheet(desk: &Desk<'_>) -> First {
    let full = First { draft: with_drawing(desk, desk.letters, Kind::Derived), kind: Kind::Derived };
    let mut brief = with_drawing(desk, desk.letters, Kind::Values);
    // Smaller letters above it only where the drawing needs the room.
    for letters in desk.all_letters().skip(1) {
        if !brief.can_be_read(desk) {
            let next = with_drawing(desk, letters, Kind::Values);
            brief = if next.drawing > brief.drawing * 1.01 { next } else { brief };
        }
    }
    if brief.drawing > full.draft.drawing * WORTH_IT { First { draft: brief, kind: Kind::Values } } else { full }
}

/// The scale of the drawing on several sheets.
pub(super) fn scale(desk: &Desk<'_>) -> f64 {
    let whole = first_sheet(desk).draft;
    if whole.will_do() { whole.drawing } else { in_rows(desk).1 }
}

/// Everything on the sheets that it takes, the first of which is begun.
pub(super) fn sheets(desk: &Desk<'_>, first: First) -> Vec<Vec<Placed>> {
    let First { draft, kind } = first;
    let mut flow = Flow::new(desk);
    let told_before = if draft.will_do() {
        flow.begin(draft.placed, draft.below);
        kind
    } else {
        cut_drawing(desk, &mut flow)
    };
    let px = desk.px(desk.letters);
    if told_before == Kind::Values {
        flow.put(metrics::figures(desk.told, px, desk.in_a_row(), Kind::Derived));
    }
    if let Some(ideas) = blocks::ideas(desk.told, px, blocks::SIDE_BY_SIDE) {
        flow.put(ideas);
    }
    flow.table();
    flow.sheets
}

fn head(desk: &Desk<'_>, letters: f64, kind: Kind) -> Pile {
    let px = desk.px(letters);
    let mut pile = Pile::new((BORDER, BORDER), letters);
    pile.put(blocks::heading(desk.told, px));
    let in_a_row = if kind == Kind::Values { 6 } else { desk.in_a_row() };
    pile.put(metrics::figures(desk.told, px, in_a_row, kind));
    pile.put(blocks::bottleneck(desk.told, px));
    pile
}

fn with_drawing(desk: &Desk<'_>, letters: f64, kind: Kind) -> Draft {
    let mut pile = head(desk, letters, kind);
    let picture = desk.picture((desk.width(), (desk.end() - pile.y).max(1.0)));
    let drawing = picture.1;
    pile.put_picture(picture, desk.width());
    Draft { placed: pile.placed, drawing, letters, below: pile.y }
}

/// The drawing cut between its rows, from the first sheet on if a row fits there.
fn cut_drawing(desk: &Desk<'_>, flow: &mut Flow<'_, '_>) -> Kind {
    let (scene, scale) = in_rows(desk);
    let row = scene.cuts.first().copied().unwrap_or(scene.height) * scale;
    let heads = [(desk.letters, Kind::Derived), (desk.letters, Kind::Values), (LEAST_LETTERS, Kind::Values)];
    let mut heads = heads.into_iter().map(|(letters, kind)| (head(desk, letters, kind), kind));
    let kind = if let Some((pile, kind)) = heads.find(|(pile, _)| pile.y + row <= desk.end()) {
        flow.begin(pile.placed, pile.y);
        kind
    } else {
        let pile = head(desk, desk.letters, Kind::Derived);
        flow.begin(pile.placed, pile.y);
        Kind::Derived
    };
    flow.rows(&scene, scale);
    kind
}

/// The drawing in rows as wide as the sheet, at a scale that is easy to read; somewhat smaller, if that saves a sheet.
fn in_rows(desk: &Desk<'_>) -> (Scene, f64) {
    /// So much smaller it may be.
    const SOMEWHAT: f64 = 0.9;
    let told = desk.told;
    let look = RenderOptions { wrap: Some(desk.width() / desk.drawing), ..Desk::look() };
    let scene = map_scene(told.map, &told.graph, &told.metrics, &look);
    let high = desk.end() - BORDER;
    let ends = scene.cuts.iter().chain([&scene.height]);
    let tallest = ends.fold((0.0, 0.0_f64), |(top, tallest), &end| (end, tallest.max(end - top))).1;
    let scale = desk.at_most((desk.width() / scene.width).min(high / tallest));
    let area = (desk.width() + 2.0 * pdf::BORDER, high + 2.0 * pdf::BORDER);
    let packed = for_sheets(told.map, &told.graph, &told.metrics, &Desk::look(), area);
    let (smaller, sheets) = pdf::fit(&packed, area);
    let saves = sheets < pdf::pages(&scene, high / scale).len();
    if saves && smaller >= desk.drawing * SOMEWHAT { (packed, desk.at_most(smaller)) } else { (scene, scale) }
}
