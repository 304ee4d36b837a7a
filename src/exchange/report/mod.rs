//! The report: one sheet for the wall with name, figures, bottleneck, drawing, ideas and table; more sheets only where
//! its letters would become too small. The page on the screen, what it prints and the PDF show the same sheets.

mod blocks;
mod desk;
mod figures;
mod flow;
mod one_sheet;
mod several;
pub(in crate::exchange) mod table;

use super::Options;
use super::picture::refusal;
use super::summary::Told;
use crate::drawing::page::{Placed, Sheet};
use crate::drawing::pdf;
use crate::vsm::Map;
use crate::vsm::refusal::Refusal;
use desk::{BORDER, Desk, Draft};

/// Points for each px of what stands at the foot of a sheet.
const FOOT: f64 = 0.7;

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
    let desk = Desk::new(&told, options);
    let all = arranged(&desk, options.one_sheet);
    let of = all.len();
    all.into_iter().enumerate().map(|(at, placed)| with_foot(&desk, placed, at + 1, of)).collect()
}

/// What lies on each sheet. One sheet, if its drawing can be read there; or if it would hardly be larger on another.
fn arranged(desk: &Desk<'_>, all_on_one: bool) -> Vec<Vec<Placed>> {
    if desk.told.map.steps.is_empty() {
        return vec![one_sheet::empty(desk)];
    }
    let one = one_sheet::best(desk);
    if all_on_one {
        return vec![one.map_or_else(|| one_sheet::squeezed(desk), |draft| draft.placed)];
    }
    let shared = several::first_sheet(desk);
    // Whoever takes the larger paper wants to see more of the drawing, not all else beside it.
    let on_smaller_paper = desk.on_a4().map_or(0.0, |a4| several::scale(&a4));
    let will_do = |one: &Draft| one.can_be_read(desk) || one.is_hardly_smaller(&shared.draft);
    match one {
        Some(one) if one.drawing >= on_smaller_paper && will_do(&one) => vec![one.placed],
        _ => several::sheets(desk, shared),
    }
}

fn with_foot(desk: &Desk<'_>, mut placed: Vec<Placed>, sheet: usize, of: usize) -> Sheet {
    let (width, height) = desk.size;
    let scene = blocks::foot(desk.told, desk.px(FOOT), sheet, of);
    let y = height - BORDER - scene.height * FOOT + 8.0;
    placed.push(Placed { scene, x: BORDER, y, scale: FOOT, part: None });
    Sheet { width, height, title: format!("{}, page {sheet} of {of}", desk.told.map.name), placed }
}
