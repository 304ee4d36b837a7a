//! The report: one sheet for the wall with name, figures, bottleneck, drawing, ideas and table; more sheets only where
//! its letters would become too small. The page on the screen, what it prints and the PDF show the same sheets.

mod blocks;
mod context;
mod flow;
mod metrics;
mod one_page;
mod pages;
pub(crate) mod table;

use crate::Options;
use crate::outcome::drawing_error;
use crate::report::context::{BORDER, Desk, Draft};
use crate::report_data::Told;
use drawing::pages::{Placed, Sheet};
use drawing::pdf;
use vsm::Map;
use vsm::model::error::ValidationError;

/// Points for each px of what stands at the foot of a sheet.
const FOOT: f64 = 0.7;

/// The report as PDF.
///
/// # Errors
/// A sentence, when the painter refuses.
pub(crate) fn write(map: &Map, options: &Options) -> Result<Vec<u8>, ValidationError> {
    let sheets = sheets(map, options);
    let description = Told::of(map).bottleneck();
    pdf::sheets(&sheets, &map.name, &description).map_err(|error| drawing_error(&error))
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
        return vec![crate::report::one_page::empty(desk)];
    }
    let one = crate::report::one_page::best(desk);
    if all_on_one {
        return vec![one.map_or_else(|| crate::report::one_page::squeezed(desk), |draft| draft.placed)];
    }
    let shared = crate::report::pages::first_sheet(desk);
    // Whoever takes the larger paper wants to see more of the drawing, not all else beside it.
    let on_smaller_paper = desk.on_a4().map_or(0.0, |a4| crate::report::pages::scale(&a4));
    let will_do = |one: &Draft| one.can_be_read(desk) || one.is_hardly_smaller(&shared.draft);
    match one {
        Some(one) if one.drawing >= on_smaller_paper && will_do(&one) => vec![one.placed],
        _ => crate::report::pages::sheets(desk, shared),
    }
}

fn with_foot(desk: &Desk<'_>, mut placed: Vec<Placed>, sheet: usize, of: usize) -> Sheet {
    let (width, height) = desk.size;
    let scene = crate::report::blocks::foot(desk.told, desk.px(FOOT), sheet, of);
    let y = height - BORDER - scene.height * FOOT + 8.0;
    placed.push(Placed { scene, x: BORDER, y, scale: FOOT, part: None });
    Sheet { width, height, title: format!("{}, page {sheet} of {of}", desk.told.map.name), placed }
}
