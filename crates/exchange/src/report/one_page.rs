//! All of a report on one sheet: blocks below one another, or the words beside the drawing; whichever shows more.

use crate::report::blocks;
use crate::report::context::{BORDER, Desk, Draft, GAP, LEAST_LETTERS};
use crate::report::metrics;
use crate::report::metrics::Kind;
use crate::report::table::Table;
use drawing::Theme;
use drawing::pages::Placed;
use drawing::scene::{Part, Scene};

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

    fn put_all(&mut self, scenes: Vec<Scene>) {
        for scene in scenes {
            self.put(scene);
        }
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
    let beside = beside.flat_map(|(part, letters)| {
        [side_by_side(desk, letters, *part), words_beside_table(desk, letters, *part)].into_iter().flatten()
    });
    below.chain(beside).max_by(|a, b| a.smallest().total_cmp(&b.smallest()).then(a.drawing.total_cmp(&b.drawing)))
}

/// Everything below one another, the drawing as high as there is room for.
fn stacked(desk: &Desk<'_>, letters: f64) -> Option<Draft> {
    let (width, px) = (desk.width(), desk.px(letters));
    let mut pile = Pile::new((BORDER, BORDER), letters);
    pile.put(blocks::heading(desk.told, px));
    pile.put(metrics::figures(desk.told, px, desk.in_a_row(), Kind::Derived));
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
    pile.put_all(after);
    Some(Draft { placed: pile.placed, drawing, letters, below: pile.y })
}

/// Figures, bottleneck and ideas to the left of the drawing and its table: so a wide sheet is filled.
fn side_by_side(desk: &Desk<'_>, letters: f64, part: f64) -> Option<Draft> {
    let band = Band::new(desk, letters, part);
    let mut pile = Pile::new((BORDER, BORDER), letters);
    pile.put(blocks::heading(desk.told, desk.px(letters)));
    let top = pile.y;
    let room = desk.end() - top - band.table.height * letters - GAP;
    if top + band.height > desk.end() || room < LOWEST || !band.fits {
        return None;
    }
    let mut beside = Pile::new((band.right, top), letters);
    let picture = desk.picture((band.room, room));
    let drawing = picture.1;
    beside.put_picture(picture, band.room);
    beside.put(band.table);
    let below = beside.y.max(top + band.height);
    let mut words = Pile::new((BORDER, top), letters);
    words.put_all(band.words);
    for mut other in [words, beside] {
        pile.placed.append(&mut other.placed);
    }
    Some(Draft { placed: pile.placed, drawing, letters, below })
}

/// The drawing as wide as the sheet, below it those words to the left of the table: for long tables.
fn words_beside_table(desk: &Desk<'_>, letters: f64, part: f64) -> Option<Draft> {
    let band = Band::new(desk, letters, part);
    let mut pile = Pile::new((BORDER, BORDER), letters);
    pile.put(blocks::heading(desk.told, desk.px(letters)));
    let height = band.height.max(band.table.height * letters);
    let room = desk.end() - pile.y - height - GAP;
    if room < LOWEST || !band.fits {
        return None;
    }
    let picture = desk.picture((desk.width(), room));
    let drawing = picture.1;
    pile.put_picture(picture, desk.width());
    let (mut words, mut beside) = (Pile::new((BORDER, pile.y), letters), Pile::new((band.right, pile.y), letters));
    words.put_all(band.words);
    beside.put(band.table);
    let below = words.y.max(beside.y);
    for mut other in [words, beside] {
        pile.placed.append(&mut other.placed);
    }
    Some(Draft { placed: pile.placed, drawing, letters, below })
}

/// Words in a column at the left, and the table for the rest of the width.
struct Band {
    words: Vec<Scene>,
    /// Height of the words, in points.
    height: f64,
    table: Scene,
    /// Where the rest begins, and how wide it is, in points.
    right: f64,
    room: f64,
    /// Is the table not too wide for it?
    fits: bool,
}

impl Band {
    fn new(desk: &Desk<'_>, letters: f64, part: f64) -> Band {
        let left = desk.width() * part - GAP;
        let px = left / letters;
        let in_a_row = if px < TWO_FIGURES { 1 } else { 2 };
        let mut words =
            vec![metrics::figures(desk.told, px, in_a_row, Kind::Derived), blocks::bottleneck_below(desk.told, px)];
        words.extend(blocks::ideas(desk.told, px, 1));
        let height = words.iter().map(|scene| scene.height * letters + GAP).sum::<f64>() - GAP;
        let room = desk.width() - left - 2.0 * GAP;
        let table = whole_table(desk, room / letters);
        let fits = table_width(&table) * letters <= room + 1.0;
        Band { words, height, table, right: BORDER + left + 2.0 * GAP, room, fits }
    }
}

/// How far the texts of a table reach, in px: narrow columns cannot become narrower than their words.
fn table_width(table: &Scene) -> f64 {
    let right = |part: &Part| if let Part::Text(text) = part { text.extent().1 } else { 0.0 };
    table.parts.iter().map(right).fold(0.0, f64::max)
}

/// A map that is too long for one sheet is put on one all the same: the table in ever smaller letters.
pub(super) fn squeezed(desk: &Desk<'_>) -> Vec<Placed> {
    let letters = LEAST_LETTERS;
    let (width, px) = (desk.width(), desk.px(letters));
    let mut pile = Pile::new((BORDER, BORDER), letters);
    pile.put(blocks::heading(desk.told, px));
    pile.put(metrics::figures(desk.told, px, desk.in_a_row(), Kind::Derived));
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
