//! Blocks one after the other, on as many sheets as they take; what belongs together stays together where it can.

use crate::report::context::{BORDER, Desk, GAP};
use crate::report::table::Table;
use drawing::Theme;
use drawing::pages::Placed;
use drawing::scene::Scene;

/// Fewer rows of a table than this do not stand alone on a sheet.
const MIN_ROWS: usize = 5;

/// The sheets so far.
pub(super) struct Flow<'d, 't> {
    desk: &'d Desk<'t>,
    pub(super) sheets: Vec<Vec<Placed>>,
    /// Where the next block goes.
    y: f64,
}

impl<'d, 't> Flow<'d, 't> {
    pub(super) fn new(desk: &'d Desk<'t>) -> Flow<'d, 't> {
        Flow { desk, sheets: Vec::new(), y: BORDER }
    }

    /// A sheet that is begun, with room from a height on.
    pub(super) fn begin(&mut self, placed: Vec<Placed>, y: f64) {
        self.sheets.push(placed);
        self.y = y;
    }

    fn turn(&mut self) {
        self.begin(Vec::new(), BORDER);
    }

    /// Height that is left on the sheet, in points.
    fn room(&self) -> f64 {
        self.desk.end() - self.y
    }

    /// Puts a block on the sheet, or on the next one if it does not fit.
    pub(super) fn put(&mut self, scene: Scene) {
        self.put_at(scene, self.desk.letters);
    }

    fn put_at(&mut self, scene: Scene, scale: f64) {
        if scene.height * scale > self.room() + 0.5 && self.y > BORDER {
            self.turn();
        }
        self.lay(Placed { scene, x: BORDER, y: self.y, scale, part: None });
    }

    fn lay(&mut self, placed: Placed) {
        self.y = placed.bottom() + GAP;
        match self.sheets.last_mut() {
            Some(sheet) => sheet.push(placed),
            None => self.sheets.push(vec![placed]),
        }
    }

    /// The rows of a drawing, as many on each sheet as fit.
    pub(super) fn rows(&mut self, scene: &Scene, scale: f64) {
        let x = BORDER + (self.desk.width() - scene.width * scale) / 2.0;
        let (mut top, mut bottom) = (0.0, 0.0);
        for &end in scene.cuts.iter().chain([&scene.height]) {
            if (end - top) * scale > self.room() + 0.5 {
                if bottom > top {
                    self.lay(Placed { scene: scene.clone(), x, y: self.y, scale, part: Some((top, bottom)) });
                    top = bottom;
                }
                if self.y > BORDER {
                    self.turn();
                }
            }
            bottom = end;
        }
        self.lay(Placed { scene: scene.clone(), x, y: self.y, scale, part: Some((top, bottom)) });
    }

    /// The table: on this sheet, if it fits as a whole, be it in somewhat smaller letters; else on the next one; a table
    /// that is longer than a sheet is divided, and no few rows are left over.
    pub(super) fn table(&mut self) {
        let desk = self.desk;
        let table = |letters: f64| Table::of(desk.told, desk.px(letters), Theme::Light);
        let whole = |room: f64| {
            let tries = desk.all_letters().map(|letters| (table(letters).piece(0, f64::INFINITY).0, letters));
            tries.into_iter().find(|(scene, letters)| scene.height * letters <= room)
        };
        if let Some((scene, letters)) = whole(self.room()) {
            return self.put_at(scene, letters);
        }
        let sheet = desk.end() - BORDER;
        if let Some((scene, letters)) = whole(sheet) {
            self.turn();
            return self.put_at(scene, letters);
        }
        let table = table(desk.letters);
        if self.room() < sheet / 3.0 {
            self.turn();
        }
        for rows in divided(&table, self.room() / desk.letters, sheet / desk.letters) {
            self.put(table.rows(rows));
        }
    }
}

/// The rows of a table for each sheet, where the first one has less room, in px.
fn divided(table: &Table<'_>, first: f64, others: f64) -> Vec<std::ops::Range<usize>> {
    let mut pieces: Vec<std::ops::Range<usize>> = Vec::new();
    let (mut from, mut room) = (0, first);
    while from < table.len() {
        let (_, after) = table.piece(from, room);
        pieces.push(from..after);
        (from, room) = (after, others);
    }
    // The last piece is filled up from the one before it.
    if let [.., before, last] = pieces.as_mut_slice() {
        let missing = MIN_ROWS.saturating_sub(last.len());
        if before.len() > missing + MIN_ROWS {
            before.end -= missing;
            last.start = before.end;
        }
    }
    pieces
}
