//! The report: one sheet for the wall with name, figures, bottleneck, drawing and table; more sheets only where its
//! letters would become too small. The page on the screen, what it prints and the PDF show the same sheets.

mod blocks;
pub(in crate::exchange) mod table;

use super::picture::refusal;
use super::summary::Told;
use super::{Options, Paper};
use crate::drawing::layout::{for_area, for_sheets};
use crate::drawing::page::{Placed, Sheet};
use crate::drawing::scene::Scene;
use crate::drawing::{Look, Theme, pdf};
use crate::vsm::Map;
use crate::vsm::refusal::Refusal;
use table::Table;

/// White border of a sheet, in points.
const BORDER: f64 = 28.0;
/// Space between two blocks, in points.
const GAP: f64 = 12.0;
/// The smallest scale of the drawing that can still be read; smaller, it gets sheets of its own.
const SMALLEST: f64 = 0.34;
/// Larger, the drawing would shout.
const LARGEST: f64 = 0.95;
/// The drawing is never lower than this, in points, when it shares a sheet.
const LOWEST: f64 = 120.0;

/// The report as PDF.
///
/// # Errors
/// A sentence, when the painter refuses.
pub(super) fn write(map: &Map, options: &Options) -> Result<Vec<u8>, Refusal> {
    let sheets = sheets(map, options);
    let description = Told::of(map).bottleneck();
    pdf::sheets(&sheets, &map.name, &description).map_err(|error| refusal(&error))
}

/// The sheets of a report.
#[must_use]
pub fn sheets(map: &Map, options: &Options) -> Vec<Sheet> {
    let told = Told::of(map);
    let mut composer = Composer::new(&told, options);
    composer.compose();
    composer.finish()
}

/// Puts blocks on sheets.
struct Composer<'t> {
    told: &'t Told<'t>,
    size: (f64, f64),
    /// Points for each px of texts.
    scale: f64,
    one_sheet: bool,
    sheets: Vec<Sheet>,
    /// Where the next block goes.
    y: f64,
}

impl<'t> Composer<'t> {
    fn new(told: &'t Told<'t>, options: &Options) -> Composer<'t> {
        let paper = if options.paper == Paper::Fit { Paper::A4 } else { options.paper };
        let (long, short) = paper.size().unwrap_or((841.89, 595.28));
        let size = if options.upright { (short, long) } else { (long, short) };
        let scale = if paper == Paper::A3 { 0.92 } else { 0.7 };
        let mut composer = Composer { told, size, scale, one_sheet: options.one_sheet, sheets: Vec::new(), y: BORDER };
        composer.turn();
        composer
    }

    fn width(&self) -> f64 {
        self.size.0 - 2.0 * BORDER
    }

    /// The lower end of what a sheet holds: above its foot.
    fn end(&self) -> f64 {
        self.size.1 - BORDER - 12.0
    }

    fn compose(&mut self) {
        let px = self.width() / self.scale;
        let in_a_row = if self.size.0 > self.size.1 { 6 } else { 3 };
        self.place(blocks::heading(self.told, px));
        if self.told.map.steps.is_empty() {
            self.picture(self.end() - self.y, 0.0);
            return;
        }
        self.place(blocks::figures(self.told, px, in_a_row));
        self.place(blocks::bottleneck(self.told, px));
        if let Some(ideas) = blocks::ideas(self.told, px) {
            self.place(ideas);
        }
        let table = Table::of(self.told, px, Theme::Light);
        let (whole, _) = table.piece(0, f64::INFINITY);
        let left = self.end() - self.y - whole.height * self.scale - GAP;
        if self.one_sheet {
            return self.squeeze(&whole);
        }
        // All on one sheet, if that can be read; else the drawing gets what is left of this one and the table the next
        // one; else the table comes first, and the drawing where there is room for it.
        if left >= LOWEST && self.picture(left, SMALLEST) || self.picture(self.end() - self.y, SMALLEST) {
            self.table(&table);
        } else {
            self.table(&table);
            if !self.picture(self.end() - self.y, SMALLEST) {
                self.turn();
                if !self.picture(self.end() - self.y, SMALLEST) {
                    self.pictures();
                }
            }
        }
    }

    /// Drawing and table on the sheet that is begun, however small.
    fn squeeze(&mut self, whole: &Scene) {
        let room = self.end() - self.y;
        // The drawing gets half of the room at least.
        let height = (whole.height * self.scale).min(room / 2.0 - GAP);
        self.picture(room - height - GAP, 0.0);
        let scale = (height / whole.height).min(self.scale);
        // Smaller letters, and as wide as the sheet all the same.
        let (scene, _) = Table::of(self.told, self.width() / scale, Theme::Light).piece(0, f64::INFINITY);
        let placed = Placed { scene, x: BORDER, y: self.y, scale, part: None };
        self.sheet().placed.push(placed);
    }

    /// Places a block at the left border, and goes on below it.
    fn place(&mut self, scene: Scene) {
        let placed = Placed { scene, x: BORDER, y: self.y, scale: self.scale, part: None };
        self.y = placed.bottom() + GAP;
        self.sheet().placed.push(placed);
    }

    /// Places the drawing in a height, if its scale is not smaller than that.
    fn picture(&mut self, height: f64, smallest: f64) -> bool {
        let told = self.told;
        let look = Look { heading: false, ..Look::default() };
        let (scene, scale) = for_area(told.map, &told.graph, &told.metrics, &look, (self.width(), height));
        if scale < smallest {
            return false;
        }
        let scale = scale.min(LARGEST * self.scale / 0.7);
        let x = BORDER + (self.width() - scene.width * scale) / 2.0;
        let placed = Placed { scene, x, y: self.y, scale, part: None };
        self.y = placed.bottom() + GAP;
        self.sheet().placed.push(placed);
        true
    }

    /// Places the drawing on sheets of its own.
    fn pictures(&mut self) {
        let told = self.told;
        let look = Look { heading: false, ..Look::default() };
        let area = (self.width() + 2.0 * pdf::BORDER, self.end() - BORDER + 2.0 * pdf::BORDER);
        let scene = for_sheets(told.map, &told.graph, &told.metrics, &look, area);
        let (scale, _) = pdf::fit(&scene, area);
        for part in pdf::pages(&scene, (self.end() - BORDER) / scale) {
            if self.y > BORDER {
                self.turn();
            }
            let x = BORDER + (self.width() - scene.width * scale) / 2.0;
            let placed = Placed { scene: scene.clone(), x, y: self.y, scale, part: Some(part) };
            self.y = placed.bottom() + GAP;
            self.sheet().placed.push(placed);
        }
    }

    fn table(&mut self, table: &Table<'_>) {
        let mut next = 0;
        while next < table.len() {
            let room = (self.end() - self.y) / self.scale;
            let (scene, after) = table.piece(next, room);
            // A few rows at the foot of a sheet are no table; unless they are all there is.
            let cramped = scene.height > room || (after - next < 3 && after < table.len());
            if cramped && self.y > BORDER {
                self.turn();
                continue;
            }
            self.place(scene);
            next = after;
        }
    }

    /// Goes on on a new sheet.
    fn turn(&mut self) {
        let (width, height) = self.size;
        self.sheets.push(Sheet { width, height, title: String::new(), placed: Vec::new() });
        self.y = BORDER;
    }

    fn sheet(&mut self) -> &mut Sheet {
        if self.sheets.is_empty() {
            self.turn();
        }
        let last = self.sheets.len() - 1;
        &mut self.sheets[last]
    }

    /// The sheets, each with its foot.
    fn finish(mut self) -> Vec<Sheet> {
        let all = self.sheets.len();
        for (at, sheet) in self.sheets.iter_mut().enumerate() {
            sheet.title = format!("{}, sheet {} of {all}", self.told.map.name, at + 1);
            let scene = blocks::foot(self.told, (self.size.0 - 2.0 * BORDER) / self.scale, at + 1, all);
            let y = self.size.1 - BORDER - scene.height * self.scale + 8.0;
            sheet.placed.push(Placed { scene, x: BORDER, y, scale: self.scale, part: None });
        }
        self.sheets
    }
}
