//! A scene as cells: steps, ends and waits as shapes of the lean mapping set, flows as connected arrows,
//! everything else as lines, boxes and texts.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::drawio::frame::Frame;
use crate::drawio::ideas::bursts;
use crate::drawio::rework::routes;
use drawing::fonts::Weight;
use drawing::scene::{Anchor, Line, Part, Point, Rect, Scene, Step, Text};
use drawing::style::{Paint, Theme};
use vsm::Map;
use vsm::metrics::explain::per_cent;
use vsm::model::graph::Graph;

/// Where the middle of an arrow meets a box, in px below its upper edge.
const ARROW: f64 = 34.5;

/// Cells as XML.
pub(super) struct Cells<'m> {
    pub(super) xml: String,
    map: &'m Map,
    theme: Theme,
    count: usize,
    /// The box of each step.
    cards: HashMap<usize, Frame>,
}

impl<'m> Cells<'m> {
    pub(super) fn new(map: &'m Map, graph: &Graph, scene: &Scene) -> Cells<'m> {
        let mut cells = Cells { xml: String::new(), map, theme: scene.theme, count: 0, cards: HashMap::new() };
        let ends: Vec<&Rect> = scene
            .parts
            .iter()
            .filter_map(|part| match part {
                Part::Rect(rect) if rect.paint == Paint::End => Some(rect),
                _ => None,
            })
            .collect();
        for part in &scene.parts {
            match part {
                Part::Step(step) => cells.step(step),
                other => cells.part(other),
            }
        }
        if let [start, end] = ends.as_slice() {
            cells.end("start", start, &words(scene, start));
            cells.end("end", end, &words(scene, end));
        }
        cells.flows(graph, ends.len() == 2);
        cells.rework(scene);
        cells.ideas();
        cells
    }

    fn step(&mut self, step: &Step) {
        let Some(at) = self.map.index_of(&step.id) else { return };
        let rects = step.parts.iter().filter_map(|part| match part {
            Part::Rect(rect) => Some(rect),
            _ => None,
        });
        let Some(card) = rects.into_iter().next() else { return };
        let rule = step.parts.iter().find_map(|part| match part {
            Part::Line(line) if line.paint == Paint::Rule => line.points.first().map(|point| point.1 - card.y),
            _ => None,
        });
        let header = rule.unwrap_or(ARROW);
        let Rect { x, y, width, height, .. } = *card;
        self.cards.insert(at, Frame { x, y, width, height });
        let own = self.map.steps.get(at);
        let called =
            own.map_or(String::new(), |step| format!("<b style=\"font-size:13px\">{}</b>", escaped(&step.name)));
        let team = own.filter(|step| !step.team.is_empty()).map_or(String::new(), |step| {
            format!(
                "<br><span style=\"font-size:11px;color:{}\">{}</span>",
                Paint::Quiet.style().fill.map_or("", |ink| ink.hex(self.theme)),
                escaped(&step.team)
            )
        });
        // The shape draws its line 1.5 font sizes below its top.
        let style = format!(
            "shape=mxgraph.lean_mapping.manufacturing_process;html=1;whiteSpace=wrap;overflow=hidden;verticalAlign=top;align=left;\
             spacingLeft=9;spacingTop=4;spacingRight=6;fontSize={};{}",
            header / 1.5,
            self.paint(card.paint)
        );
        let id = format!("s{at}");
        self.vertex(&id, "1", &format!("{called}{team}"), &style, (card.x, card.y, card.width, card.height));
        let rows = rows(step, card.y + header);
        let mut data = String::new();
        for (label, value) in rows {
            let (label, value) = (escaped(&label), escaped(&value));
            let _ = write!(data, "<tr><td>{label}</td><td align=\"right\"><b>{value}</b></td></tr>");
        }
        if !data.is_empty() {
            let table = format!(
                "<table style=\"width:100%;font-size:11px\" cellpadding=\"1\" cellspacing=\"0\">{data}</table>"
            );
            let style = format!("text;html=1;overflow=fill;spacing=6;{}", self.paint(Paint::Label));
            self.vertex(
                &format!("d{at}"),
                &id,
                &table,
                &style,
                (6.0, header + 2.0, card.width - 12.0, card.height - header - 4.0),
            );
        }
        for part in step.parts.iter().filter(|part| is_badge(part)) {
            self.part(part);
        }
    }

    fn end(&mut self, id: &str, rect: &Rect, words: &str) {
        let style = format!("rounded=1;arcSize=50;whiteSpace=wrap;html=0;fontSize=12;{}", self.paint(Paint::End));
        self.vertex(id, "1", words, &style, (rect.x, rect.y, rect.width, rect.height));
    }

    fn flows(&mut self, graph: &Graph, has_ends: bool) {
        let style = |cells: &Self, paint| {
            format!(
                "edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;endArrow=block;endFill=1;exitX=1;entryX=0;{}",
                cells.paint(paint)
            )
        };
        for &from in &graph.order {
            for &to in graph.out.get(from).into_iter().flatten() {
                let (leaves, enters) = (self.meets(from), self.meets(to));
                let style = format!("{}exitY={leaves};entryY={enters};", style(self, Paint::Flow));
                self.edge(&format!("s{from}"), &format!("s{to}"), "", &style);
            }
        }
        if has_ends {
            for &at in graph.order.iter().filter(|&&at| !graph.stands_alone(at)) {
                let meets = self.meets(at);
                if graph.into.get(at).is_some_and(Vec::is_empty) {
                    let style = format!("{}exitY=0.5;entryY={meets};", style(self, Paint::Flow));
                    self.edge("start", &format!("s{at}"), "", &style);
                }
                if graph.out.get(at).is_some_and(Vec::is_empty) {
                    let style = format!("{}exitY={meets};entryY=0.5;", style(self, Paint::Flow));
                    self.edge(&format!("s{at}"), "end", "", &style);
                }
            }
        }
    }

    /// Rework arrows leave from and arrive at the upper edges of boxes, as in the drawing.
    fn rework(&mut self, scene: &Scene) {
        for route in routes(self.map, &self.cards, scene) {
            let style = format!(
                "edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;dashed=1;endArrow=block;endFill=1;exitX={:.3};exitY=0;entryX={:.3};entryY=0;\
                 fontSize=11;labelBackgroundColor={};{}{}",
                route.leaves,
                route.arrives,
                Paint::Plate.style().fill.map_or("none", |ink| ink.hex(self.theme)),
                self.paint(Paint::Rework),
                self.letters(Paint::ReworkLabel)
            );
            let (from, to) = (format!("s{}", route.from), format!("s{}", route.to));
            self.edge_through(&from, &to, &per_cent(route.share), &style, &route.between);
        }
    }

    /// Ideas as bursts of the lean mapping set, connected to their steps. The connections come first, so
    /// that bursts cover them.
    fn ideas(&mut self) {
        let bursts = bursts(self.map, &self.cards);
        for (at, burst) in bursts.iter().enumerate() {
            let Some((step, card)) = burst.step.and_then(|step| Some((step, self.cards.get(&step)?))) else { continue };
            let middle = burst.frame.x + burst.frame.width / 2.0;
            let style = format!(
                "html=0;endArrow=none;exitX=0.5;exitY=1;entryX={:.3};entryY=0;{}",
                ((middle - card.x) / card.width).clamp(0.0, 1.0),
                self.paint(Paint::Burst)
            );
            self.edge(&format!("i{at}"), &format!("s{step}"), "", &style);
        }
        for (at, burst) in bursts.iter().enumerate() {
            let style = format!(
                "shape=mxgraph.lean_mapping.kaizen_lightening_burst;html=0;whiteSpace=wrap;overflow=hidden;fontSize=10;\
                 spacingLeft=18;spacingRight=18;{}fontColor={};",
                self.paint(Paint::Burst),
                Paint::BurstNumber.style().fill.map_or("#000000", |ink| ink.hex(self.theme))
            );
            let Frame { x, y, width, height } = burst.frame;
            self.vertex(&format!("i{at}"), "1", &burst.title, &style, (x, y, width, height));
        }
    }

    /// Where arrows meet a box, as a fraction of its height.
    fn meets(&self, at: usize) -> f64 {
        self.cards.get(&at).map_or(0.5, |card| (ARROW / card.height * 1000.0).round() / 1000.0)
    }

    /// Parts other than steps, ends and flows.
    fn part(&mut self, part: &Part) {
        match part {
            Part::Rect(rect) if is_redrawn(rect.paint) => {}
            Part::Rect(rect) => {
                let round = if rect.radius > 0.0 { "rounded=1;" } else { "" };
                let style = format!("{round}html=0;{}", self.paint(rect.paint));
                let id = self.next();
                self.vertex(&id, "1", "", &style, (rect.x, rect.y, rect.width, rect.height));
            }
            Part::Line(line) if is_redrawn(line.paint) => {}
            Part::Line(line) => self.line(line),
            Part::Shape(shape) if is_redrawn(shape.paint) => {}
            Part::Shape(shape) => {
                let shape_style = match shape.paint {
                    Paint::Triangle | Paint::OpenTriangle => "shape=mxgraph.lean_mapping.inventory_box;",
                    Paint::Badge => "shape=trapezoid;direction=west;size=0.09;fixedSize=0;",
                    _ => "triangle;",
                };
                let style = format!("{shape_style}html=0;{}", self.paint(shape.paint));
                let id = self.next();
                self.vertex(&id, "1", "", &style, bounds(&shape.points));
            }
            Part::Text(text) if is_redrawn(text.paint) => {}
            Part::Text(text) => self.text(text),
            Part::Sign(_) | Part::Step(_) => {}
        }
    }

    fn line(&mut self, line: &Line) {
        let [first, between @ .., last] = line.points.as_slice() else { return };
        let id = self.next();
        let style = format!("endArrow=none;html=0;rounded=0;{}", self.paint(line.paint));
        let _ = write!(
            self.xml,
            "<mxCell id=\"{id}\" value=\"\" style=\"{style}\" edge=\"1\" parent=\"1\"><mxGeometry relative=\"1\" as=\"geometry\">\
             <mxPoint x=\"{}\" y=\"{}\" as=\"sourcePoint\"/><mxPoint x=\"{}\" y=\"{}\" as=\"targetPoint\"/><Array as=\"points\">",
            first.0, first.1, last.0, last.1
        );
        for (x, y) in between {
            let _ = write!(self.xml, "<mxPoint x=\"{x}\" y=\"{y}\"/>");
        }
        self.xml.push_str("</Array></mxGeometry></mxCell>\n");
    }

    fn text(&mut self, text: &Text) {
        let size = text.paint.style().size;
        let (left, right) = text.extent();
        let align = match text.anchor {
            Anchor::Start => "left",
            Anchor::Middle => "center",
            Anchor::End => "right",
        };
        let style = format!(
            "text;html=0;align={align};verticalAlign=middle;spacing=0;overflow=visible;fontSize={size};{}",
            self.letters(text.paint)
        );
        let full_text = text.full.as_deref().filter(|_| text.text.ends_with('…')).unwrap_or(&text.text);
        let id = self.next();
        self.vertex(&id, "1", full_text, &style, (left, text.y - size, right - left, size * 1.3));
    }

    fn vertex(
        &mut self,
        id: &str,
        parent: &str,
        value: &str,
        style: &str,
        (x, y, width, height): (f64, f64, f64, f64),
    ) {
        let round = |number: f64| (number * 100.0).round() / 100.0;
        let _ = writeln!(
            self.xml,
            "<mxCell id=\"{id}\" value=\"{}\" style=\"{style}\" vertex=\"1\" parent=\"{parent}\"><mxGeometry x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" as=\"geometry\"/></mxCell>",
            escaped(value),
            round(x),
            round(y),
            round(width),
            round(height)
        );
    }

    fn edge(&mut self, from: &str, to: &str, value: &str, style: &str) {
        self.edge_through(from, to, value, style, &[]);
    }

    fn edge_through(&mut self, from: &str, to: &str, value: &str, style: &str, between: &[Point]) {
        let id = self.next();
        let _ = write!(
            self.xml,
            "<mxCell id=\"{id}\" value=\"{}\" style=\"{style}\" edge=\"1\" parent=\"1\" source=\"{from}\" target=\"{to}\"><mxGeometry relative=\"1\" as=\"geometry\"",
            escaped(value)
        );
        if between.is_empty() {
            self.xml.push_str("/></mxCell>\n");
            return;
        }
        self.xml.push_str("><Array as=\"points\">");
        for (x, y) in between {
            let _ = write!(self.xml, "<mxPoint x=\"{x:.2}\" y=\"{y:.2}\"/>");
        }
        self.xml.push_str("</Array></mxGeometry></mxCell>\n");
    }

    fn next(&mut self) -> String {
        self.count += 1;
        format!("c{}", self.count)
    }

    fn paint(&self, paint: Paint) -> String {
        let style = paint.style();
        let mut out = format!("fillColor={};", style.fill.map_or("none", |ink| ink.hex(self.theme)));
        match style.stroke {
            Some(ink) => _ = write!(out, "strokeColor={};strokeWidth={};", ink.hex(self.theme), style.width),
            None => out.push_str("strokeColor=none;"),
        }
        if !style.dash.is_empty() {
            let _ = write!(out, "dashed=1;dashPattern={};", style.dash);
        }
        out
    }

    fn letters(&self, paint: Paint) -> String {
        let style = paint.style();
        let bold = if style.weight == Weight::Semibold { "fontStyle=1;" } else { "" };
        format!("fontColor={};{bold}", style.fill.map_or("#000000", |ink| ink.hex(self.theme)))
    }
}

/// Whether the paint becomes a shape or arrow of its own, or isn't needed on an infinite canvas.
fn is_redrawn(paint: Paint) -> bool {
    matches!(
        paint,
        Paint::Paper
            | Paint::Flow
            | Paint::SideFlow
            | Paint::Head
            | Paint::SideHead
            | Paint::Rework
            | Paint::ReworkHead
            | Paint::ReworkLabel
            | Paint::Plate
            | Paint::End
            | Paint::EndName
            | Paint::Joint
            | Paint::JointNumber
    )
}

fn is_badge(part: &Part) -> bool {
    match part {
        Part::Shape(shape) => shape.paint == Paint::Badge,
        Part::Text(text) => text.paint == Paint::BadgeWord,
        _ => false,
    }
}

/// Labels and values below a height, row by row.
fn rows(step: &Step, below: f64) -> Vec<(String, String)> {
    let texts: Vec<&Text> = step
        .parts
        .iter()
        .filter_map(|part| match part {
            Part::Text(text) if text.y > below && text.paint != Paint::BadgeWord => Some(text),
            _ => None,
        })
        .collect();
    let labels = texts.iter().filter(|text| text.anchor == Anchor::Start);
    let value = |y: f64| texts.iter().find(|text| text.anchor == Anchor::End && (text.y - y).abs() < 1.0);
    labels
        .map(|label| (label.text.to_string(), value(label.y).map_or(String::new(), |text| text.text.to_string())))
        .collect()
}

/// The text in a box of the scene's end.
fn words(scene: &Scene, rect: &Rect) -> String {
    let inside = |text: &&Text| {
        text.paint == Paint::EndName
            && (rect.x..=rect.x + rect.width).contains(&text.x)
            && (rect.y..=rect.y + rect.height).contains(&text.y)
    };
    let texts = scene.parts.iter().filter_map(|part| match part {
        Part::Text(text) => Some(text),
        _ => None,
    });
    texts.filter(inside).map(|text| text.text.as_ref()).collect::<Vec<_>>().join(" ")
}

fn bounds(points: &[Point]) -> (f64, f64, f64, f64) {
    let fold = |of: fn(&Point) -> f64, with: fn(f64, f64) -> f64, from: f64| points.iter().map(of).fold(from, with);
    let (left, top) = (fold(|p| p.0, f64::min, f64::INFINITY), fold(|p| p.1, f64::min, f64::INFINITY));
    let (right, bottom) = (fold(|p| p.0, f64::max, f64::NEG_INFINITY), fold(|p| p.1, f64::max, f64::NEG_INFINITY));
    (left, top, right - left, bottom - top)
}

/// A text that is inert in an attribute, and as HTML once the attribute is read.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    drawing::xml::escape(&mut out, text);
    // Line breaks in attributes would be read as spaces.
    if out.contains(['\n', '\r', '\t']) {
        out.replace('\n', "&#10;").replace('\r', "&#13;").replace('\t', "&#9;")
    } else {
        out
    }
}
