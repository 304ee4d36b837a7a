//! A scene as cells: steps, ends and waits as shapes of the lean mapping set, flows as connected arrows,
//! everything else as lines, boxes and texts.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::drawio::Frame;
use crate::drawio::ideas::bursts;
use crate::drawio::rework::routes;
use drawing::Target;
use drawing::fonts::Weight;
use drawing::scene::{Anchor, Line, Object, Part, Point, Rect, Scene, Shape, Step, Text};
use drawing::style::{Paint, Theme};
use vsm::Map;
use vsm::model::graph::Graph;

/// Where the middle of an arrow meets a box, in px below its upper edge.
const ARROW: f64 = 24.0;

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
        let ends: Vec<&Rect> = rects(scene.all()).filter(|rect| rect.paint == Paint::End).collect();
        for part in &scene.parts {
            match part {
                Part::Step(step) => cells.step(step),
                other => cells.part(other),
            }
        }
        if let [start, end] = ends.as_slice() {
            let style = format!("rounded=1;arcSize=50;whiteSpace=wrap;html=0;fontSize=12;{}", cells.paint(Paint::End));
            for (id, rect) in [("start", *start), ("end", *end)] {
                cells.vertex(id, "1", &words(scene, rect), &style, rect.into());
            }
        }
        cells.flows(graph, ends.len() == 2);
        cells.rework(scene);
        cells.ideas();
        cells
    }

    fn step(&mut self, step: &Step) {
        let map = self.map;
        let Some(at) = map.index_of(&step.id) else { return };
        let (Some(own), Some(card)) = (map.steps.get(at), rects(step.parts.iter()).next()) else { return };
        let rule = step.parts.iter().find_map(|part| match part {
            Part::Line(line) if line.paint == Paint::Rule => line.points.first().map(|point| point.1 - card.y),
            _ => None,
        });
        let header = rule.unwrap_or(ARROW);
        self.cards.insert(at, card.into());
        let mut label = format!("<b style=\"font-size:13px\">{}</b>", escaped(&own.name));
        if !own.team.is_empty() {
            let (ink, team) = (self.fill(Paint::Quiet, ""), escaped(&own.team));
            let _ = write!(label, "<br><span style=\"font-size:11px;color:{ink}\">{team}</span>");
        }
        // The shape draws its line 1.5 font sizes below its top.
        let style = format!(
            "shape=mxgraph.lean_mapping.manufacturing_process;html=1;whiteSpace=wrap;overflow=hidden;verticalAlign=top;align=left;\
             spacingLeft=9;spacingTop=4;spacingRight=6;fontSize={};{}",
            header / 1.5,
            self.paint(card.paint)
        );
        let id = format!("s{at}");
        self.vertex(&id, "1", &label, &style, card.into());
        let data = data_rows(step, card.y + header);
        if !data.is_empty() {
            let table = format!(
                "<table style=\"width:100%;font-size:11px\" cellpadding=\"1\" cellspacing=\"0\">{data}</table>"
            );
            let style = format!("text;html=1;overflow=fill;spacing=6;{}", self.paint(Paint::Label));
            let below = Frame { x: 6.0, y: header + 2.0, width: card.width - 12.0, height: card.height - header - 4.0 };
            self.vertex(&format!("d{at}"), &id, &table, &style, below);
        }
        for part in &step.parts {
            if let Part::Object(Object { target: Target::Bottleneck(_), parts, .. }) = part {
                for part in parts {
                    self.part(part);
                }
            }
        }
    }

    fn flows(&mut self, graph: &Graph, has_ends: bool) {
        // Where arrows meet a box, as a fraction of its height.
        let meets = |at: usize| self.cards.get(&at).map_or(0.5, |card| (ARROW / card.height * 1000.0).round() / 1000.0);
        let step = |at: usize| (format!("s{at}"), meets(at));
        let (start, end) = (("start".to_owned(), 0.5), ("end".to_owned(), 0.5));
        let mut arrows = Vec::new();
        for &from in &graph.order {
            arrows.extend(graph.out.get(from).into_iter().flatten().map(|&to| (step(from), step(to))));
        }
        for &at in graph.order.iter().filter(|&&at| has_ends && !graph.stands_alone(at)) {
            if graph.into.get(at).is_some_and(Vec::is_empty) {
                arrows.push((start.clone(), step(at)));
            }
            if graph.out.get(at).is_some_and(Vec::is_empty) {
                arrows.push((step(at), end.clone()));
            }
        }
        let paint = self.paint(Paint::Flow);
        for ((from, leaves), (to, enters)) in arrows {
            let style = format!(
                "edgeStyle=orthogonalEdgeStyle;rounded=1;html=0;endArrow=block;endFill=1;exitX=1;entryX=0;{paint}exitY={leaves};entryY={enters};"
            );
            self.edge(&from, &to, "", &style, &[]);
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
                self.fill(Paint::Plate, "none"),
                self.paint(Paint::Rework),
                self.letters(Paint::ReworkLabel)
            );
            let (from, to) = (format!("s{}", route.from), format!("s{}", route.to));
            self.edge(&from, &to, &route.label, &style, &route.between);
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
            self.edge(&format!("i{at}"), &format!("s{step}"), "", &style, &[]);
        }
        for (at, burst) in bursts.iter().enumerate() {
            let style = format!(
                "shape=mxgraph.lean_mapping.kaizen_lightening_burst;html=0;whiteSpace=wrap;overflow=hidden;fontSize=10;\
                 spacingLeft=18;spacingRight=18;{}fontColor={};",
                self.paint(Paint::Burst),
                self.fill(Paint::BurstNumber, "#000000")
            );
            self.vertex(&format!("i{at}"), "1", &burst.title, &style, burst.frame);
        }
    }

    /// Parts other than steps, ends and flows.
    fn part(&mut self, part: &Part) {
        match part {
            Part::Sign(_) | Part::Step(_) => {}
            Part::Object(object) => object.parts.iter().for_each(|part| self.part(part)),
            Part::Rect(Rect { paint, .. })
            | Part::Line(Line { paint, .. })
            | Part::Shape(Shape { paint, .. })
            | Part::Text(Text { paint, .. })
                if is_redrawn(*paint) => {}
            Part::Rect(rect) => {
                let round = if rect.radius > 0.0 { "rounded=1;" } else { "" };
                let style = format!("{round}html=0;{}", self.paint(rect.paint));
                let id = self.next();
                self.vertex(&id, "1", "", &style, rect.into());
            }
            Part::Line(line) => self.line(line),
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
            Part::Text(text) => self.text(text),
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
        self.vertex(
            &id,
            "1",
            full_text,
            &style,
            Frame { x: left, y: text.y - size, width: right - left, height: size * 1.3 },
        );
    }

    fn vertex(&mut self, id: &str, parent: &str, value: &str, style: &str, frame: Frame) {
        let round = |number: f64| (number * 100.0).round() / 100.0;
        let _ = writeln!(
            self.xml,
            "<mxCell id=\"{id}\" value=\"{}\" style=\"{style}\" vertex=\"1\" parent=\"{parent}\"><mxGeometry x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" as=\"geometry\"/></mxCell>",
            escaped(value),
            round(frame.x),
            round(frame.y),
            round(frame.width),
            round(frame.height)
        );
    }

    fn edge(&mut self, from: &str, to: &str, value: &str, style: &str, between: &[Point]) {
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

    /// The color of an area or text, or `otherwise`.
    fn fill(&self, paint: Paint, otherwise: &'static str) -> &'static str {
        paint.style().fill.map_or(otherwise, |ink| ink.hex(self.theme))
    }

    fn paint(&self, paint: Paint) -> String {
        let style = paint.style();
        let mut out = format!("fillColor={};", self.fill(paint, "none"));
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
        let bold = if paint.style().weight == Weight::Semibold { "fontStyle=1;" } else { "" };
        format!("fontColor={};{bold}", self.fill(paint, "#000000"))
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
            | Paint::Connector
            | Paint::ConnectorNumber
    )
}

fn rects<'a>(parts: impl Iterator<Item = &'a Part>) -> impl Iterator<Item = &'a Rect> {
    parts.filter_map(|part| if let Part::Rect(rect) = part { Some(rect) } else { None })
}

fn texts<'a>(parts: impl Iterator<Item = &'a Part>) -> impl Iterator<Item = &'a Text> {
    parts.filter_map(|part| if let Part::Text(text) = part { Some(text) } else { None })
}

/// Labels and values below a height, as rows of a table in HTML.
fn data_rows(step: &Step, below: f64) -> String {
    let texts: Vec<&Text> = texts(step.parts.iter()).filter(|text| text.y > below).collect();
    let mut rows = String::new();
    // The value of a label is right behind it.
    for pair in texts.windows(2) {
        if let [label @ Text { anchor: Anchor::Start, .. }, value @ Text { anchor: Anchor::End, .. }] = pair {
            let (label, value) = (escaped(&label.text), escaped(&value.text));
            let _ = write!(rows, "<tr><td>{label}</td><td align=\"right\"><b>{value}</b></td></tr>");
        }
    }
    rows
}

/// The text in a box of the scene's end.
fn words(scene: &Scene, rect: &Rect) -> String {
    let inside = |text: &&Text| {
        text.paint == Paint::EndName
            && (rect.x..=rect.x + rect.width).contains(&text.x)
            && (rect.y..=rect.y + rect.height).contains(&text.y)
    };
    texts(scene.all()).filter(inside).map(|text| text.text.as_ref()).collect::<Vec<_>>().join(" ")
}

fn bounds(points: &[Point]) -> Frame {
    let range = |of: fn(&Point) -> f64| {
        let all = points.iter().map(of);
        all.fold((f64::INFINITY, f64::NEG_INFINITY), |(least, most), at| (least.min(at), most.max(at)))
    };
    let ((left, right), (top, bottom)) = (range(|point| point.0), range(|point| point.1));
    Frame { x: left, y: top, width: right - left, height: bottom - top }
}

impl From<&Rect> for Frame {
    fn from(rect: &Rect) -> Frame {
        Frame { x: rect.x, y: rect.y, width: rect.width, height: rect.height }
    }
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
