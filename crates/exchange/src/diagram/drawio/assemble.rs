//! Puts the cells of a page together: which text belongs to which box, which arrow connects which boxes.

use std::collections::{HashMap, HashSet};

use crate::diagram::drawio::cells::{Cell, Place};
use crate::diagram::drawio::shapes::{Kind, kind};
use crate::diagram::html::Line;
use crate::diagram::{Diagram, MAX_ARROWS, MAX_BOXES, Role, examples, too_many_arrows, too_many_boxes};
use crate::table::cells::clip;
use crate::text_lines::label::{is_data, is_legend};
use vsm::model::duration::WorkingCalendar;
use vsm::model::error::ValidationError;
use vsm::text::count;

/// How far the end of an arrow may be from its box, in px.
const NEAR: f64 = 30.0;
/// How far a text may be from its box.
const TOUCHES: f64 = 12.0;
/// How far from the line of an arrow the middle of its label may be.
const BESIDE_LINE: f64 = 25.0;
/// The most pairs of a text and an arrow that are compared.
const MAX_PAIRS: usize = 1_000_000;
/// How far below a box its data may begin.
const BELOW: f64 = 80.0;
/// How many groups around a shape count.
const MAX_DEPTH: usize = 30;

struct Page {
    cells: Vec<Cell>,
    kinds: Vec<Kind>,
    /// The box of the diagram that a cell became or belongs to.
    boxes: HashMap<usize, usize>,
    /// The places of the boxes, with the positions of their cells.
    places: Vec<(usize, Place)>,
    /// The first box in each group.
    first_inside: HashMap<usize, usize>,
    /// The cells of texts that belong to no box.
    loose: Vec<usize>,
    diagram: Diagram,
}

/// The diagram of a page.
pub(super) fn assemble(mut cells: Vec<Cell>) -> Result<Diagram, ValidationError> {
    let hidden = leave_out_hidden(&mut cells);
    let mut has_inside = vec![false; cells.len()];
    for parent in cells.iter().filter(|cell| cell.is_shape).filter_map(|cell| cell.parent) {
        if let Some(has) = has_inside.get_mut(parent) {
            *has = true;
        }
    }
    let connected: HashSet<usize> =
        cells.iter().filter(|cell| cell.is_arrow).flat_map(|cell| cell.ends).flatten().collect();
    let kinds = cells.iter().zip(has_inside).enumerate().map(|(at, (cell, has_inside))| {
        let kind = kind(cell, has_inside);
        if connected.contains(&at) { kind } else { kind_by_text(cell, kind) }
    });
    let kinds = kinds.collect();
    let mut page = Page {
        cells,
        kinds,
        boxes: HashMap::new(),
        places: Vec::new(),
        first_inside: HashMap::new(),
        loose: Vec::new(),
        diagram: Diagram::default(),
    };
    if !hidden.is_empty() {
        page.diagram.note("not_kept", format!("Hidden shapes were left out: {}.", examples(&hidden)));
    }
    page.lists();
    page.boxes()?;
    page.texts();
    page.arrows()?;
    page.order();
    if !page.places.is_empty() {
        let sentence = "Box positions were not imported. Weir arranges the steps automatically.";
        page.diagram.note("not_kept", sentence.to_owned());
    }
    Ok(page.diagram)
}

/// Takes shapes and arrows that aren’t shown from the page, and returns their texts.
fn leave_out_hidden(cells: &mut [Cell]) -> Vec<String> {
    let mut texts = Vec::new();
    for cell in cells.iter_mut().filter(|cell| cell.is_hidden) {
        if cell.is_shape && !cell.label.is_empty() {
            texts.push(format!("“{}”", clip(&joined(&cell.label))));
        }
        (cell.is_shape, cell.is_arrow) = (false, false);
    }
    texts
}

/// Boxes without arrows that hold values of the box above them, or explain the page, are no steps.
fn kind_by_text(cell: &Cell, kind: Kind) -> Kind {
    let lines: Vec<String> = cell.label.iter().map(|line| line.text.clone()).collect();
    match kind {
        Kind::Box if is_data(&lines, &WorkingCalendar::default()) => Kind::Data,
        Kind::Box | Kind::Round if is_legend(&lines) => Kind::Remark,
        _ => kind,
    }
}

impl Page {
    fn cell(&self, at: usize) -> Option<&Cell> {
        self.cells.get(at)
    }

    fn kind(&self, at: usize) -> Kind {
        self.kinds.get(at).copied().unwrap_or(Kind::Remark)
    }

    /// The groups around a cell, the nearest first.
    fn around(&self, at: usize) -> impl Iterator<Item = usize> {
        let parent = |at: usize| self.cells.get(at)?.parent;
        std::iter::successors(parent(at), move |at| parent(*at)).take(MAX_DEPTH)
    }

    /// A group that holds nothing but texts is a box with values: a list, a table.
    fn lists(&mut self) {
        let mut inside: HashMap<usize, Vec<usize>> = HashMap::new();
        for (at, cell) in self.cells.iter().enumerate().filter(|(_, cell)| cell.is_shape) {
            let is_listed = cell.is("text") || cell.is("partialRectangle") || cell.is("tableRow");
            let groups: Vec<usize> =
                self.around(at).filter(|around| self.kind(*around) == Kind::Group).take(2).collect();
            let Some(outer) = groups.last().filter(|_| cell.is("partialRectangle")).or(groups.first()) else {
                continue;
            };
            let texts = inside.entry(*outer).or_default();
            texts.push(if is_listed { at } else { usize::MAX });
        }
        for (group, texts) in inside {
            let has_label = self.cell(group).is_some_and(|cell| !cell.label.is_empty());
            if texts.contains(&usize::MAX) || !has_label {
                continue;
            }
            let mut lines = Vec::new();
            for at in texts {
                lines.extend(self.cell(at).into_iter().flat_map(|cell| cell.label.clone()));
                // Its text is now in the label of the group.
                if let Some(cell) = self.cells.get_mut(at) {
                    cell.label = Vec::new();
                }
                if let Some(kind) = self.kinds.get_mut(at) {
                    *kind = Kind::Text;
                }
            }
            if let Some(cell) = self.cells.get_mut(group) {
                cell.label.extend(lines);
            }
            if let Some(kind) = self.kinds.get_mut(group) {
                *kind = Kind::Box;
            }
        }
    }

    /// Shapes that are boxes, from left to right, or from top to bottom in a tall diagram.
    fn boxes(&mut self) -> Result<(), ValidationError> {
        let mut order: Vec<usize> = (0..self.cells.len())
            .filter(|at| self.cell(*at).is_some_and(|cell| cell.is_shape && !self.is_on_arrow(cell)))
            .filter(|at| {
                matches!(self.kind(*at), Kind::Box | Kind::Round | Kind::Gateway | Kind::Inventory | Kind::Outside)
            })
            .collect();
        if order.len() > MAX_BOXES {
            return Err(too_many_boxes());
        }
        let middles: Vec<(f64, f64)> = order.iter().filter_map(|at| Some(self.cell(*at)?.place.middle())).collect();
        let spread = |of: fn(&(f64, f64)) -> f64| {
            let (low, high) =
                middles.iter().map(of).fold((f64::MAX, f64::MIN), |(low, high), it| (low.min(it), high.max(it)));
            high - low
        };
        let is_tall = spread(|it| it.1) > spread(|it| it.0);
        let key = |at: &usize| {
            let (x, y) = self.cell(*at).map_or((0.0, 0.0), |cell| cell.place.middle());
            if is_tall { (y, x) } else { (x, y) }
        };
        order.sort_by(|a, b| {
            let (a, b) = (key(a), key(b));
            a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1))
        });
        self.diagram.order = if is_tall { "from top to bottom" } else { "from left to right" };
        let mut teams = Vec::new();
        for at in order {
            let lane = self.around(at).find(|around| {
                self.kind(*around) == Kind::Group && self.cell(*around).is_some_and(|cell| !cell.label.is_empty())
            });
            let team = lane.and_then(|at| self.cell(at)).map(|cell| joined(&cell.label)).unwrap_or_default();
            let Some(cell) = self.cells.get(at) else { continue };
            let place = self.diagram.at(&at.to_string());
            self.boxes.insert(at, place);
            self.places.push((at, cell.place));
            for around in self.around(at).collect::<Vec<_>>() {
                self.first_inside.entry(around).or_insert(place);
            }
            let (label, note, kind) = (cell.label.clone(), cell.note.clone(), self.kind(at));
            let named = format!("“{}”", clip(&team));
            if !team.is_empty() && !teams.contains(&named) {
                teams.push(named);
            }
            self.diagram.change(place, |it| {
                it.id = String::new();
                it.role = match kind {
                    Kind::Inventory => Role::Wait,
                    Kind::Gateway if label.is_empty() => Role::Pass,
                    _ => Role::Step,
                };
                it.is_round = matches!(kind, Kind::Round | Kind::Outside);
                it.is_labeled = true;
                it.label = label;
                it.team = team;
                it.note.extend(Some(note).filter(|note| !note.is_empty()));
            });
        }
        if !teams.is_empty() {
            self.diagram.note("guessed", format!("Lanes and groups were read as teams: {}.", examples(&teams)));
        }
        Ok(())
    }

    /// Whether it is a text on an arrow.
    fn is_on_arrow(&self, cell: &Cell) -> bool {
        cell.parent.and_then(|at| self.cell(at)).is_some_and(|parent| parent.is_arrow)
    }

    /// Texts in, at or below a box belong to it.
    fn texts(&mut self) {
        for at in 0..self.cells.len() {
            let Some(cell) =
                self.cell(at).filter(|cell| cell.is_shape && !self.is_on_arrow(cell) && !cell.label.is_empty())
            else {
                continue;
            };
            let owner = match self.kind(at) {
                Kind::Data => self.nearest(&cell.place, BELOW),
                Kind::Text => self.nearest(&cell.place, TOUCHES),
                Kind::Remark => None,
                _ => continue,
            };
            let label = cell.label.clone();
            match owner {
                Some(owner) => {
                    self.diagram.change(owner, |it| it.label.extend(label));
                    self.boxes.insert(at, owner);
                }
                None => self.loose.push(at),
            }
        }
    }

    /// A figure beside the line of an arrow is part of its label; the other loose texts are told.
    fn label_arrows(&mut self, arrows: &mut [(usize, usize, Vec<Line>)]) {
        let places: HashMap<usize, Place> =
            self.places.iter().filter_map(|(at, place)| Some((*self.boxes.get(at)?, *place))).collect();
        let middle = |at: &usize| places.get(at).map(Place::middle);
        let lines: Vec<_> = arrows.iter().map(|(from, to, _)| middle(from).zip(middle(to))).collect();
        let is_much = self.loose.len() * lines.len() > MAX_PAIRS;
        let (mut read, mut left) = (Vec::new(), Vec::new());
        for at in std::mem::take(&mut self.loose) {
            let Some(cell) = self.cell(at) else { continue };
            let said = joined(&cell.label);
            let may_label = !is_much && self.kind(at) == Kind::Text && said.contains(|c: char| c.is_ascii_digit());
            let near = lines.iter().enumerate().filter_map(|(at, line)| {
                let distance = to_line(cell.place.middle(), (*line)?);
                (distance <= BESIDE_LINE).then_some((at, distance))
            });
            let nearest = if may_label { near.min_by(|(_, a), (_, b)| a.total_cmp(b)) } else { None };
            match nearest.and_then(|(at, _)| arrows.get_mut(at)) {
                Some((_, _, label)) => {
                    label.extend(cell.label.iter().cloned());
                    read.push(format!("“{}”", clip(&said)));
                }
                None => left.push(format!("“{}”", clip(&said))),
            }
        }
        if !read.is_empty() {
            self.diagram.note("guessed", format!("Texts at arrows were read as their labels: {}.", examples(&read)));
        }
        if !left.is_empty() {
            self.diagram.note("not_kept", format!("Texts beside the steps were left out: {}.", examples(&left)));
        }
    }

    /// The box around a place, or the nearest above it.
    fn nearest(&self, place: &Place, most: f64) -> Option<usize> {
        let around = self.places.iter().filter(|(_, it)| it.distance(place.middle()) == 0.0);
        let smallest = around.min_by(|(_, a), (_, b)| (a.width * a.height).total_cmp(&(b.width * b.height)));
        let above = || {
            let below = self.places.iter().filter_map(|(at, it)| Some((at, it.above(place)?)));
            below.filter(|(_, distance)| *distance <= most).min_by(|(_, a), (_, b)| a.total_cmp(b)).map(|(at, _)| at)
        };
        smallest.map(|(at, _)| at).or_else(above).and_then(|at| self.boxes.get(at)).copied()
    }

    fn arrows(&mut self) -> Result<(), ValidationError> {
        let mut labels: HashMap<usize, Vec<Line>> = HashMap::new();
        for cell in self.cells.iter().filter(|cell| cell.is_shape && self.is_on_arrow(cell)) {
            labels.entry(cell.parent.unwrap_or_default()).or_default().extend(cell.label.clone());
        }
        let (mut lost, mut guessed) = (Vec::new(), 0);
        let mut found = Vec::new();
        let mut infos = 0;
        for (at, cell) in self.cells.iter().enumerate().filter(|(_, cell)| cell.is_arrow) {
            if cell.styled("shape").is_some_and(|shape| shape.contains("info_flow")) {
                infos += 1;
                continue;
            }
            let [from, to] = [0, 1].map(|end| self.end(cell, end));
            let mut label = cell.label.clone();
            label.extend(labels.remove(&at).unwrap_or_default());
            match (from, to) {
                (Some((from, is_sure_from)), Some((to, is_sure_to))) => {
                    guessed += usize::from(!is_sure_from || !is_sure_to);
                    let is_reversed = cell.styled("endArrow") == Some("none")
                        && cell.styled("startArrow").is_some_and(|head| head != "none");
                    found.push(if is_reversed { (to, from, label) } else { (from, to, label) });
                }
                // A line without ends is a part of the drawing.
                (None, None) if cell.ends == [None, None] && label.is_empty() => {}
                _ => lost.push(joined(&label)),
            }
        }
        if infos > 0 {
            let were = count(infos, "information flow was", "information flows were");
            self.diagram.note("not_kept", format!("{were} left out: Weir has only flows of items."));
        }
        if found.len() > MAX_ARROWS {
            return Err(too_many_arrows());
        }
        self.label_arrows(&mut found);
        for (from, to, label) in found {
            self.diagram.arrow(from, to, label);
        }
        if guessed > 0 {
            let sentence = format!(
                "{} not connected and got the nearest boxes as ends.",
                count(guessed, "arrow was", "arrows were")
            );
            self.diagram.note("guessed", sentence);
        }
        if !lost.is_empty() {
            let (number, were) =
                (count(lost.len(), "arrow has", "arrows have"), if lost.len() == 1 { "was" } else { "were" });
            let said: Vec<String> =
                lost.iter().filter(|said| !said.is_empty()).map(|said| format!("“{}”", clip(said))).collect();
            let said = if said.is_empty() { String::new() } else { format!(": {}", examples(&said)) };
            self.diagram.note("arrow_left_out", format!("{number} no box at one end and {were} left out{said}."));
        }
        Ok(())
    }

    /// The box at an end of an arrow, and whether that is sure.
    fn end(&self, cell: &Cell, end: usize) -> Option<(usize, bool)> {
        if let Some(at) = cell.ends.get(end).copied().flatten() {
            let own = std::iter::once(at).chain(self.around(at)).find_map(|at| self.boxes.get(&at));
            let inside = || self.first_inside.get(&at);
            return own.or_else(inside).map(|at| (*at, true));
        }
        let point = cell.points.get(end).copied().flatten()?;
        let near = self.places.iter().map(|(at, place)| (at, place.distance(point)));
        let (at, _) = near.filter(|(_, distance)| *distance <= NEAR).min_by(|(_, a), (_, b)| a.total_cmp(b))?;
        self.boxes.get(at).map(|at| (*at, false))
    }

    /// In a lean map, boxes without flows that aren’t process boxes are offices, customers and suppliers.
    fn leave_out_offices(&mut self, empty: &[usize]) {
        let is_process = |at: usize| {
            self.cell(at)
                .and_then(|cell| cell.styled("shape"))
                .is_some_and(|shape| shape.contains("lean_mapping.manufacturing"))
        };
        let offices: Vec<usize> = self
            .places
            .iter()
            .filter(|(at, _)| matches!(self.kind(*at), Kind::Box | Kind::Outside) && !is_process(*at))
            .filter_map(|(at, _)| self.boxes.get(at).copied())
            .filter(|at| empty.contains(at))
            .collect();
        if !self.places.iter().any(|(at, _)| is_process(*at)) {
            return;
        }
        for at in offices {
            self.diagram.change(at, |it| it.role = Role::Remark);
        }
    }

    /// Without arrows between them, boxes follow one another as they stand; an inventory beside the arrows
    /// is the wait of the next box.
    fn order(&mut self) {
        let is_in_line = |it: &crate::diagram::Node| matches!(it.role, Role::Step | Role::Wait);
        let empty: Vec<usize> = {
            let mut connected = vec![false; self.diagram.boxes.len()];
            for at in self.diagram.arrows.iter().flat_map(|arrow| [arrow.from, arrow.to]) {
                if let Some(connected) = connected.get_mut(at) {
                    *connected = true;
                }
            }
            (0..connected.len()).filter(|at| connected.get(*at) == Some(&false)).collect()
        };
        for at in &empty {
            self.diagram.change(*at, |it| {
                if it.label.is_empty() && it.role == Role::Step {
                    it.role = Role::Remark;
                }
            });
        }
        self.leave_out_offices(&empty);
        let line: Vec<usize> =
            (0..self.diagram.boxes.len()).filter(|at| self.diagram.boxes.get(*at).is_some_and(is_in_line)).collect();
        let has_arrows = !self.diagram.arrows.is_empty();
        if !has_arrows && line.len() > 1 {
            for pair in line.windows(2) {
                if let [from, to] = pair {
                    self.diagram.arrow(*from, *to, Vec::new());
                }
            }
            let order = self.diagram.order;
            self.diagram
                .note("guessed", format!("The diagram has no arrows, so its steps follow one another {order}."));
            return;
        }
        let led_to: HashSet<usize> = self.diagram.arrows.iter().map(|arrow| arrow.to).collect();
        let mut moved = Vec::new();
        for at in &empty {
            if self.diagram.boxes.get(*at).is_none_or(|it| it.role != Role::Wait) {
                continue;
            }
            let next = line.iter().filter(|next| *next > at).find(|next| {
                self.diagram.boxes.get(**next).is_some_and(|it| it.role == Role::Step) && led_to.contains(next)
            });
            let Some(next) = next.copied() else { continue };
            // All ways into the box pass the inventory.
            for arrow in self.diagram.arrows.iter_mut().filter(|arrow| arrow.to == next) {
                arrow.to = *at;
            }
            self.diagram.arrow(*at, next, Vec::new());
            moved.push(*at);
        }
        if !moved.is_empty() {
            let were = count(moved.len(), "inventory was", "inventories were");
            self.diagram.note("guessed", format!("{were} read as the wait of the next step {}.", self.diagram.order));
        }
    }
}

/// How far a point is from a straight line between two others.
fn to_line((x, y): (f64, f64), ((from_x, from_y), (to_x, to_y)): ((f64, f64), (f64, f64))) -> f64 {
    let (along_x, along_y) = (to_x - from_x, to_y - from_y);
    let square = along_x * along_x + along_y * along_y;
    let share = ((x - from_x) * along_x + (y - from_y) * along_y) / square;
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    (x - from_x - share * along_x).hypot(y - from_y - share * along_y)
}

fn joined(lines: &[Line]) -> String {
    lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join(" ")
}
