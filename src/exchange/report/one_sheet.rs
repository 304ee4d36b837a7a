//! All of a report on one sheet: blocks below one another, or the words beside the drawing; whichever shows more.

use super::blocks;
use super::desk::{BORDER, Desk, Draft, GAP, LEAST_LETTERS};
use super::figures::{self, Kind};
use super::table::Table;
use crate::drawing::Theme;
use crate::drawing::page::Placed;
use crate::drawing::scene::Scene;

/// The drawing is never lower than this, in points, when it shares a sheet.
const LOWEST: f64 = 120.0;
/// How much of the width the words may take beside the drawing.
const BESIDE: [f64; 4] = [0.2, 0.24, 0.28, 0.32];
/// From this width on, in px, two figures stand side by side there.
const TWO_FIGURES: f64 = 400.0;

/// Blocks that grow downwards from a point.
pub(super) struct Pile {
    pub(super) placed: Vec<Placed>,
    pub(super) x: f64,
    pub(super) y: f64,
    pub(super) scale: f64,
}

impl Pile {
    pub(super) fn new((x, y): (f64, f64), scale: f64) -> Pile {
        Pile { placed: Vec::new(), x, y, scale }
    }

    pub(super) fn put(&mut self, scene: Scene) {
        let placed = Placed { scene, x: self.x, y: self.y, scale: self.scale, part: None };
        self.y = placed.bottom() + GAP;
        self.placed.push(placed);
    }

    /// Puts the drawing into the middle of a width.
    pub(super) fn put_picture(&mut self, (scene, scale): (Scene, f64), width: f64) {
        let x = self.x + (width - scene.width * scale) / 2.0;
        let placed = Placed { scene, x, y: self.y, scale, part: None };
        self.y = placed.bottom() + GAP;
        self.placed.push(placed);
    }
}

/// A map without steps: its name, and that there is nothing to draw.
pub(super) fn empty(desk: &Desk<'_>) -> Vec<Placed> {
    let mut pile = Pile::new((BORDER, BORDER), desk.letters);
    pile.put(blocks::heading(desk.told, desk.px(desk.letters)));
    let area = (desk.width(), desk.end() - pile.y);
    pile.put_picture(desk.picture(area), desk.width());
    pile.placed
}

/// The arrangement whose smallest letters are largest; none where it does not fit at all.
pub(super) fn best(desk: &Desk<'_>) -> Option<Draft> {
    let below = desk.all_letters().filter_map(|letters| stacked(desk, letters));
    let beside = BESIDE.iter().flat_map(|part| desk.all_letters().map(move |letters| (part, letters)));
    let beside = beside.filter_map(|(part, letters)| side_by_side(desk, letters, *part));
    below.chain(beside).max_by(|a, b| a.smallest().total_cmp(&b.smallest()).then(a.drawing.total_cmp(&b.drawing)))
}

/// Everything below one another, the drawing as high as there is room for.
fn stacked(desk: &Desk<'_>, letters: f64) -> Option<Draft> {
    let (width, px) = (desk.width(), desk.px(letters));
    let mut pile = Pile::new((BORDER, BORDER), letters);
    pile.put(blocks::heading(desk.told, px));
    pile.put(figures::figures(desk.told, px, desk.in_a_row(), Kind::Derived));
    pile.put(blocks::bottleneck(desk.told, px));
    let mut after = Vec::from_iter(blocks::ideas(desk.told, px, blocks::SIDE_BY_SIDE));
    after.push(whole_table(desk, px));
    let taken: f64 = after.iter().map(|scene| scene.height * letters + GAP).sum();
    let room = desk.end() - pile.y - taken;
    if room < LOWEST {
        return None;
    }
    let picture = desk.picture((width, room));
    let drawing = picture.1;
    pile.put_picture(picture, width);
    after.into_iter().for_each(|scene| pile.put(scene));
    Some(Draft { placed: pile.placed, drawing, letters, below: pile.y })
}

/// Figures, bottleneck and ideas to the left of the drawing and its table: so a wide sheet is filled.
fn side_by_side(desk: &Desk<'_>, letters: f64, part: f64) -> Option<Draft> {
    let mut pile = Pile::new((BORDER, BORDER), letters);
    pile.put(blocks::heading(desk.told, desk.px(letters)));
    let top = pile.y;
    let left = desk.width() * part - GAP;
    let mut words = Pile::new((BORDER, top), letters);
    let in_a_row = if left / letters < TWO_FIGURES { 1 } else { 2 };
    words.put(figures::figures(desk.told, left / letters, in_a_row, Kind::Derived));
    words.put(blocks::bottleneck_below(desk.told, left / letters));
    if let Some(ideas) = blocks::ideas(desk.told, left / letters, 1) {
        words.put(ideas);
    }
    let right = desk.width() - left - 2.0 * GAP;
    let table = whole_table(desk, right / letters);
    let room = desk.end() - top - table.height * letters - GAP;
    if words.y - GAP > desk.end() || room < LOWEST || table.width * letters > right + 1.0 {
        return None;
    }
    let mut beside = Pile::new((BORDER + left + 2.0 * GAP, top), letters);
    let picture = desk.picture((right, room));
    let drawing = picture.1;
    beside.put_picture(picture, right);
    beside.put(table);
    let below = words.y.max(beside.y);
    pile.placed.append(&mut words.placed);
    pile.placed.append(&mut beside.placed);
    Some(Draft { placed: pile.placed, drawing, letters, below })
}

/// A map that is too long for one sheet is put on one all the same: the table in ever smaller letters.
pub(super) fn squeezed(desk: &Desk<'_>) -> Vec<Placed> {
    let letters = LEAST_LETTERS;
    let (width, px) = (desk.width(), desk.px(letters));
    let mut pile = Pile::new((BORDER, BORDER), letters);
    pile.put(blocks::heading(desk.told, px));
    pile.put(figures::figures(desk.told, px, desk.in_a_row(), Kind::Derived));
    pile.put(blocks::bottleneck(desk.told, px));
    if let Some(ideas) = blocks::ideas(desk.told, px, blocks::SIDE_BY_SIDE) {
        pile.put(ideas);
    }
    // The drawing is why it hangs on the wall: it gets more than half of the room.
    let room = desk.end() - pile.y;
    pile.put_picture(desk.picture((width, room * 0.6)), width);
    let height = desk.end() - pile.y;
    let table = whole_table(desk, px);
    let scale = (height / table.height).min(letters);
    // As wide as the sheet all the same; wider lines may make it lower, never higher.
    pile.scale = scale;
    pile.put(whole_table(desk, width / scale));
    pile.placed
}

fn whole_table(desk: &Desk<'_>, px: f64) -> Scene {
    Table::of(desk.told, px, Theme::Light).piece(0, f64::INFINITY).0
}
