//! From a map to a [`Scene`]: what stands where.
//!
//! `grid` gives columns and lanes, `channel` the tracks between columns, `rows` the widths and the wrapping, `lane` the
//! heights; the others draw their part at the places that these say.

mod card;
mod channel;
mod data;
mod ends;
mod flow;
mod grid;
mod heading;
mod ladder;
mod lane;
mod loose;
mod plan;
mod rework;
mod rows;
pub(crate) mod scale;
mod sheet;
mod slot;
mod told;
mod totals;

pub use sheet::{for_area, for_paper, for_screen, for_sheets};

use super::Look;
use super::paint::Paint;
use super::scene::{Part, Rect, Scene};
use crate::vsm::graph::Graph;
use crate::vsm::{Map, Metrics};
use ladder::Rung;
use lane::Lanes;
use plan::Plan;
use rework::Regions;
use rows::{MARGIN, Row};

/// Space between two rows, in px.
const ROW_GAP: f64 = 44.0;
/// Space between the boxes and their ladder, in px.
const LADDER_GAP: f64 = card::BADGE + 7.0;
/// The narrowest picture, in px.
const NARROWEST: f64 = 420.0;
/// Width in px that steps which stand alone may fill when nothing else says how wide the picture is.
const LOOSE_WIDTH: f64 = 1240.0;

/// The picture of a map.
#[must_use]
pub fn map_scene(map: &Map, graph: &Graph, metrics: &Metrics, look: &Look) -> Scene {
    let mut plan = Plan::of(map, graph, metrics);
    let limit = look.wrap.map(|limit| limit.max(NARROWEST));
    let widths = plan.widths();
    let rows = if widths.is_empty() { Vec::new() } else { rows::wrap(&widths, limit) };
    let flow_right = rows.iter().map(|row| row.right).fold(0.0, f64::max);
    let loose_width = limit.unwrap_or(LOOSE_WIDTH.max(flow_right));
    let mut parts = Vec::with_capacity(map.steps.len() * 8 + 32);
    // The paper lies below everything; how large it is, is known at the end.
    let paper = |width, height| {
        Part::Rect(Rect { x: 0.0, y: 0.0, width, height, radius: 0.0, paint: Paint::Paper, title: None })
    };
    parts.push(paper(0.0, 0.0));
    let mut cuts = Vec::new();

    // The heading is as wide as the picture, whose width is known only at the end; it does not reach further than this.
    let heading_width = if map.steps.is_empty() { heading::EMPTY.0 } else { (flow_right + MARGIN).max(NARROWEST) };
    let mut y = if look.heading { heading::draw(map, heading_width, &mut parts) + 18.0 } else { MARGIN - 8.0 };
    let mut width = heading_width;

    if map.steps.is_empty() {
        heading::draw_empty(y - 12.0, &mut parts);
        y += heading::EMPTY.1;
    } else {
        let mut all_lanes = Vec::with_capacity(rows.len());
        let mut boxes = Vec::with_capacity(map.steps.len() * 3);
        let mut ladder_top = y;
        let mut has_ladder = false;
        for (at, row) in rows.iter().enumerate() {
            if at > 0 {
                y += ROW_GAP;
                cuts.push(y - ROW_GAP / 2.0);
            }
            let regions = Regions::of(&plan, row);
            let lanes = Lanes::of(&plan, row, &regions, y);
            draw_boxes(&mut plan, row, &lanes, &mut boxes);
            regions.draw(&plan, row, &lanes, &mut boxes);
            ladder_top = lanes.bottom + LADDER_GAP;
            y = draw_ladder(&plan, row, ladder_top, &mut boxes);
            has_ladder |= y > ladder_top;
            all_lanes.push(lanes);
        }
        flow::draw(&plan, &rows, &all_lanes, &mut parts);
        parts.append(&mut boxes);
        // The totals stand at the end of the ladder; where that is none, below everything.
        if let Some(last) = rows.last().filter(|_| has_ladder) {
            let x = last.x(last.columns.end - 1);
            width = width.max(x + totals::WIDTH + MARGIN);
            y = totals::draw(map, metrics, (x, ladder_top), &mut parts).max(y);
        }
        if !plan.grid.loose.is_empty() {
            if !rows.is_empty() {
                y += ROW_GAP;
                cuts.push(y - ROW_GAP / 2.0);
            }
            let (right, bottom) = loose::draw(&mut plan, y, loose_width, &mut parts, &mut cuts);
            width = width.max(right + MARGIN);
            y = bottom;
        }
        if !has_ladder {
            y = totals::draw(map, metrics, (MARGIN, y + 26.0), &mut parts);
        }
        if look.scale {
            y = scale::draw(&plan, (MARGIN, y + 22.0), width - 2.0 * MARGIN, &mut parts);
        }
        y += MARGIN - 6.0;
    }
    let height = y.ceil();
    let width = width.ceil();
    if let Some(first) = parts.first_mut() {
        *first = paper(width, height);
    }
    let title = format!("Value-stream map: {}", map.name);
    Scene { width, height, title, description: heading::description(map, metrics), theme: look.theme, cuts, parts }
}

/// The boxes of a row with their waits.
fn draw_boxes(plan: &mut Plan, row: &Row, lanes: &Lanes, parts: &mut Vec<Part>) {
    for (node, end) in [plan.grid.start(), plan.grid.end()].into_iter().zip(&plan.ends) {
        let column = plan.grid.column[node];
        if row.columns.contains(&column) {
            end.draw((row.x(column), lanes.get(plan.grid.lane[node]).port), parts);
        }
    }
    for place in plan.places(&row.columns) {
        let at = plan.grid.placed[place];
        let step = &plan.map.steps[at];
        let (column, lane) = (plan.grid.column[at], lanes.get(plan.grid.lane[at]));
        if let Some(slot) = plan.slots[at].take() {
            slot.draw((row.triangle(column), lane.port), parts);
        }
        let title = plan.told[at].in_words(step, plan.bottleneck());
        let card = std::mem::take(&mut plan.cards[at]);
        parts.push(card.draw(step, title, (row.x(column), lane.top()), lane.header));
    }
}

/// The ladder of a row; gives its lower end.
fn draw_ladder(plan: &Plan, row: &Row, top: f64, parts: &mut Vec<Part>) -> f64 {
    let here = plan.path.iter().filter(|&&step| row.columns.contains(&plan.grid.column[step]));
    let rungs: Vec<Rung> = here
        .filter(|&&step| !plan.grid.loose.contains(&step))
        .map(|&step| {
            let column = plan.grid.column[step];
            Rung { step: &plan.map.steps[step], told: &plan.told[step], x: row.x(column), wait: row.triangle(column) }
        })
        .collect();
    let first = row.columns.start;
    let from = if first == 0 { row.right_of(0) } else { row.channel(first) };
    ladder::draw(&rungs, &plan.map.clock, from, top, parts);
    if rungs.is_empty() { top } else { top + ladder::HEIGHT }
}
