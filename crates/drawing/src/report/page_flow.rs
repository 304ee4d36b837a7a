//! Blocks in sequence on as many pages as they need; related blocks stay together if possible.

use std::ops::Range;

use crate::Theme;
use crate::paper::PlacedScene;
use crate::report::StepTable;
use crate::report::context::{BORDER, GAP, ReportContext};
use crate::scene::Scene;

/// The minimum number of rows of a divided table on a page.
const MIN_ROWS: usize = 5;

/// The pages so far.
pub(super) struct PageFlow<'d, 't> {
    context: &'d ReportContext<'t>,
    pub(super) pages: Vec<Vec<PlacedScene>>,
    /// The y of the next block, in points.
    y: f64,
}

impl<'d, 't> PageFlow<'d, 't> {
    pub(super) fn new(context: &'d ReportContext<'t>) -> PageFlow<'d, 't> {
        PageFlow { context, pages: Vec::new(), y: BORDER }
    }

    /// Starts with a page that has space below `y`.
    pub(super) fn begin(&mut self, placed: Vec<PlacedScene>, y: f64) {
        self.pages.push(placed);
        self.y = y;
    }

    fn new_page(&mut self) {
        self.begin(Vec::new(), BORDER);
    }

    /// The height left on the page, in points.
    fn height_left(&self) -> f64 {
        self.context.bottom() - self.y
    }

    /// Puts a block on the page, or on the next one if it doesn't fit.
    pub(super) fn put(&mut self, scene: Scene) {
        self.put_scaled(scene, self.context.text_scale);
    }

    fn put_scaled(&mut self, scene: Scene, scale: f64) {
        if scene.height * scale > self.height_left() + 0.5 && self.y > BORDER {
            self.new_page();
        }
        self.place(PlacedScene { scene, x: BORDER, y: self.y, scale, part: None });
    }

    fn place(&mut self, placed: PlacedScene) {
        self.y = placed.bottom() + GAP;
        match self.pages.last_mut() {
            Some(page) => page.push(placed),
            None => self.pages.push(vec![placed]),
        }
    }

    /// Puts the rows of a drawing, as many on each page as fit.
    pub(super) fn put_rows(&mut self, scene: &Scene, scale: f64) {
        let x = BORDER + (self.context.width() - scene.width * scale) / 2.0;
        let (mut top, mut bottom) = (0.0, 0.0);
        for &end in scene.cuts.iter().chain([&scene.height]) {
            if (end - top) * scale > self.height_left() + 0.5 {
                if bottom > top {
                    self.place(PlacedScene { scene: scene.clone(), x, y: self.y, scale, part: Some((top, bottom)) });
                    top = bottom;
                }
                if self.y > BORDER {
                    self.new_page();
                }
            }
            bottom = end;
        }
        self.place(PlacedScene { scene: scene.clone(), x, y: self.y, scale, part: Some((top, bottom)) });
    }

    /// Puts the step table on this page if all of it fits, perhaps in slightly smaller text; otherwise on
    /// the next one. A table longer than a page is divided.
    pub(super) fn put_table(&mut self) {
        let context = self.context;
        let table = |text_scale: f64| StepTable::new(context.data, context.px(text_scale), Theme::Light);
        let whole = |height: f64| {
            let tries = context.text_scales().map(|scale| (table(scale).whole(), scale));
            tries.into_iter().find(|(scene, scale)| scene.height * scale <= height)
        };
        if let Some((scene, scale)) = whole(self.height_left()) {
            return self.put_scaled(scene, scale);
        }
        let page_height = context.bottom() - BORDER;
        if let Some((scene, scale)) = whole(page_height) {
            self.new_page();
            return self.put_scaled(scene, scale);
        }
        let table = table(context.text_scale);
        if self.height_left() < page_height / 3.0 {
            self.new_page();
        }
        for rows in divided(&table, self.height_left() / context.text_scale, page_height / context.text_scale) {
            self.put(table.rows(rows));
        }
    }
}

/// The rows of a table for each page; the first page has less height, in px.
fn divided(table: &StepTable<'_>, first_height: f64, height: f64) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    let (mut from, mut available) = (0, first_height);
    while from < table.row_count() {
        let after = table.rows_that_fit(from, available);
        pieces.push(from..after);
        (from, available) = (after, height);
    }
    // The last piece takes rows from the one before it.
    if let [.., before, last] = pieces.as_mut_slice() {
        let missing = MIN_ROWS.saturating_sub(last.len());
        if before.len() > missing + MIN_ROWS {
            before.end -= missing;
            last.start = before.end;
        }
    }
    pieces
}
