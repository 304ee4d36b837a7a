//! Lays out a map one row of columns after another; the caller decides on the space between the rows.

use crate::layout::dimensions::{BOX_GAP, MARGIN, ROW_GAP, TOTALS_WIDTH};
use crate::layout::ladder::Rung;
use crate::layout::lanes::Lanes;
use crate::layout::map_layout::MapLayout;
use crate::layout::rework_levels::ReworkLevels;
use crate::layout::rows::MapRow;
use crate::layout::{flows, ladder, rework, totals, unconnected};
use crate::scene::Part;

/// A map whose rows are being laid out.
pub(crate) struct RowBuilder<'a> {
    pub(crate) layout: MapLayout<'a>,
    pub(crate) rows: Vec<MapRow>,
    lanes: Vec<Lanes>,
    boxes: Vec<Part>,
    ladder_top: f64,
    has_ladder: bool,
}

impl<'a> RowBuilder<'a> {
    pub(crate) fn new(layout: MapLayout<'a>, rows: Vec<MapRow>) -> RowBuilder<'a> {
        let (lanes, boxes) = (Vec::with_capacity(rows.len()), Vec::with_capacity(layout.map.steps.len() * 3));
        RowBuilder { layout, rows, lanes, boxes, ladder_top: 0.0, has_ladder: false }
    }

    /// Lays out the next row, its upper end at y; returns its lower end.
    pub(crate) fn row(&mut self, at: usize, y: f64) -> f64 {
        let Some(row) = self.rows.get(at) else { return y };
        let levels = ReworkLevels::new(&self.layout, row);
        let lanes = Lanes::new(&self.layout, row, &levels, y);
        draw_boxes(&mut self.layout, row, &lanes, &mut self.boxes);
        rework::draw(&self.layout, row, &levels, &lanes, &mut self.boxes);
        self.ladder_top = lanes.bottom + BOX_GAP;
        let bottom = draw_ladder(&self.layout, row, self.ladder_top, &mut self.boxes);
        self.has_ladder |= bottom > self.ladder_top;
        self.lanes.push(lanes);
        bottom
    }

    /// Draws the layout, and below `y` the unconnected steps and the totals unless they are beside the
    /// ladder; returns the right and lower ends.
    pub(crate) fn finish(&mut self, y: f64, width: f64, parts: &mut Vec<Part>, cuts: &mut Vec<f64>) -> (f64, f64) {
        let (mut right, mut y) = (0.0_f64, y);
        flows::draw(&self.layout, &self.rows, &self.lanes, parts);
        parts.append(&mut self.boxes);
        let (map, metrics) = (self.layout.map, self.layout.metrics);
        // The totals are at the end of the ladder; without one, below everything.
        if let Some(last) = self.rows.last().filter(|_| self.has_ladder) {
            let x = last.x(last.columns.end - 1);
            right = right.max(x + TOTALS_WIDTH + MARGIN);
            y = totals::draw(map, metrics, (x, self.ladder_top), parts).max(y);
        }
        if !self.layout.grid.unconnected.is_empty() {
            if !self.rows.is_empty() {
                y += ROW_GAP;
                cuts.push(y - ROW_GAP / 2.0);
            }
            let (end, bottom) = unconnected::draw(&mut self.layout, y, width, parts, cuts);
            right = right.max(end + MARGIN);
            y = bottom;
        }
        if !self.has_ladder {
            y = totals::draw(map, metrics, (MARGIN, y + 26.0), parts);
        }
        (right, y)
    }
}

/// The boxes of a row with their waits.
fn draw_boxes(layout: &mut MapLayout, row: &MapRow, lanes: &Lanes, parts: &mut Vec<Part>) {
    for (node, end) in [layout.grid.start(), layout.grid.end()].into_iter().zip(&layout.ends) {
        let column = layout.grid.column[node];
        if row.columns.contains(&column) {
            end.draw((row.x(column), lanes.get(layout.grid.lane[node]).port), parts);
        }
    }
    for place in layout.places(&row.columns) {
        let at = layout.grid.placed[place];
        let step = &layout.map.steps[at];
        let (column, lane) = (layout.grid.column[at], lanes.get(layout.grid.lane[at]));
        if let Some(marker) = layout.wait_markers[at].take() {
            marker.draw((row.triangle(column), lane.port), parts);
        }
        let title = layout.description(at);
        let card = std::mem::take(&mut layout.cards[at]);
        parts.push(card.draw(step, title, (row.x(column), lane.top()), lane.header));
    }
}

/// The ladder of a row; returns its lower end.
fn draw_ladder(layout: &MapLayout, row: &MapRow, top: f64, parts: &mut Vec<Part>) -> f64 {
    let here = layout.path.iter().filter(|&&step| row.columns.contains(&layout.grid.column[step]));
    let rungs: Vec<Rung> = here
        .filter(|&&step| !layout.grid.unconnected.contains(&step))
        .map(|&step| {
            let column = layout.grid.column[step];
            Rung {
                step: &layout.map.steps[step],
                labels: &layout.labels[step],
                x: row.x(column),
                wait: row.triangle(column),
            }
        })
        .collect();
    let first = row.columns.start;
    let from = if first == 0 { row.right_of(0) } else { row.channel_start(first) };
    ladder::draw(&rungs, &layout.map.clock, from, top, parts);
    if rungs.is_empty() { top } else { top + ladder::HEIGHT }
}
