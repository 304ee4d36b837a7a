//! What every arrangement of a report goes by: the paper, how small things may become, and the drawing in an area.

use crate::report_data::Told;
use crate::{Options, Paper};
use drawing::RenderOptions;
use drawing::layout::for_area;
use drawing::pages::Placed;
use drawing::scene::Scene;

/// White border of a sheet, in points.
pub(super) const BORDER: f64 = 20.0;
/// Space between two blocks, in points.
pub(super) const GAP: f64 = 12.0;
/// Smaller, the drawing is cut between its rows and goes on on the next sheet. A dozen steps on A4 are not: seen at once
/// they tell more than somewhat larger letters on one sheet more.
const SMALLEST: f64 = 0.42;
/// Another sheet is worth it when the drawing becomes so many times as large.
const CLEARLY: f64 = 1.12;
/// How small all other letters may become to keep things on one sheet, in points for each px.
pub(super) const LEAST_LETTERS: f64 = 0.6;

/// The paper, and what is told on it.
pub(super) struct Desk<'t> {
    pub(super) told: &'t Told<'t>,
    /// Width and height of the paper, in points.
    pub(super) size: (f64, f64),
    /// Points for each px of texts, where there is room.
    pub(super) letters: f64,
    /// The least scale of a drawing that is read without effort, with labels of 11.5 px; A3 is read from further away.
    readable: f64,
    /// Points for each px of a drawing that is cut and takes several sheets, at least.
    pub(super) drawing: f64,
    /// Larger, the drawing would shout.
    largest: f64,
}

/// A sheet that is tried.
pub(super) struct Draft {
    pub(super) placed: Vec<Placed>,
    /// Points for each px of its drawing.
    pub(super) drawing: f64,
    /// Points for each px of its texts.
    pub(super) letters: f64,
    /// Where there is room below what lies there.
    pub(super) below: f64,
}

impl Draft {
    pub(super) fn can_be_read(&self, desk: &Desk<'_>) -> bool {
        self.drawing >= desk.readable
    }

    /// Is its drawing not too small?
    pub(super) fn will_do(&self) -> bool {
        self.drawing >= SMALLEST
    }

    /// Would another sheet not show the drawing clearly larger?
    pub(super) fn is_hardly_smaller(&self, other: &Draft) -> bool {
        self.will_do() && self.drawing * CLEARLY >= other.drawing
    }

    /// Its smallest letters decide how good it is.
    pub(super) fn smallest(&self) -> f64 {
        self.drawing.min(self.letters)
    }
}

impl<'t> Desk<'t> {
    pub(super) fn new(told: &'t Told<'t>, options: &Options) -> Desk<'t> {
        let paper = if options.paper == Paper::Fit { Paper::A4 } else { options.paper };
        Desk::on(told, paper, options.upright)
    }

    /// The same on A4; none where it is A4 already.
    pub(super) fn on_a4(&self) -> Option<Desk<'t>> {
        let (width, height) = self.size;
        let a4 = Desk::on(self.told, Paper::A4, height > width);
        (a4.size.0 < width).then_some(a4)
    }

    fn on(told: &'t Told<'t>, paper: Paper, upright: bool) -> Desk<'t> {
        let (long, short) = paper.size().unwrap_or((841.89, 595.28));
        let size = if upright { (short, long) } else { (long, short) };
        match paper {
            Paper::A3 => Desk { told, size, letters: 0.92, readable: 0.52, drawing: 0.6, largest: 1.25 },
            _ => Desk { told, size, letters: 0.7, readable: 0.48, drawing: 0.52, largest: 0.95 },
        }
    }

    pub(super) fn width(&self) -> f64 {
        self.size.0 - 2.0 * BORDER
    }

    /// The whole width in px of texts at a scale.
    pub(super) fn px(&self, letters: f64) -> f64 {
        self.width() / letters
    }

    /// The lower end of what a sheet holds: above its foot.
    pub(super) fn end(&self) -> f64 {
        self.size.1 - BORDER - 12.0
    }

    /// How many figures stand side by side.
    pub(super) fn in_a_row(&self) -> usize {
        if self.size.0 > self.size.1 { 6 } else { 3 }
    }

    /// Scales of texts from the usual one down to the least.
    pub(super) fn all_letters(&self) -> impl Iterator<Item = f64> {
        let usual = self.letters;
        (0..=4_u8).map(move |step| usual - (usual - LEAST_LETTERS) * f64::from(step) / 4.0)
    }

    /// The drawing as large as it can be in an area, with its scale.
    pub(super) fn picture(&self, area: (f64, f64)) -> (Scene, f64) {
        let told = self.told;
        let (scene, scale) = for_area(told.map, &told.graph, &told.metrics, &Self::look(), area);
        (scene, scale.min(self.largest))
    }

    /// The largest scale of a drawing, so that it does not shout.
    pub(super) fn at_most(&self, scale: f64) -> f64 {
        scale.min(self.largest)
    }

    /// The name stands above already.
    pub(super) fn look() -> RenderOptions {
        RenderOptions { heading: false, ..RenderOptions::default() }
    }
}
