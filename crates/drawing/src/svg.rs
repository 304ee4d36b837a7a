//! A scene as SVG: with classes only, for a page; or with everything inside, to be taken away.

use crate::fonts::{FAMILY, Weight};
use crate::icon::Icon;
use crate::outline::rounded;
use crate::pages::Sheet;
use crate::scene::{Anchor, Line, Part, Point, Rect, Scene, Sign, Step, Text};
use crate::style::{Paint, Theme, stand_alone_css};
use crate::xml::{escape, escape_content, number};

/// Namespace of the element that carries the map.
pub(crate) const MAP_NAMESPACE: &str = "urn:weir:map:1";

/// How elements get their looks.
enum Skin<'l> {
    /// By classes; the page has the style sheet. Perhaps it is kept up to date there, in parts.
    Page(Option<&'l dyn InParts>),
    /// By classes; the picture has it inside.
    StandAlone,
    /// By classes, on a sheet of paper that the page shows: nothing in it can be focused.
    Sheet,
    /// By attributes, one text for each paint, for painters that would be slow with a style sheet.
    Plain(Vec<String>),
}

/// The picture within a page: classes only, no ids, no styles. Each step is a group that can be focused, with its id in
/// `data-step` and its figures as its name.
#[must_use]
pub fn in_page(scene: &Scene) -> String {
    page(scene, &Skin::Page(None))
}

/// How a page holds a picture that changes: in named parts, each of which can be put in anew.
pub trait InParts {
    /// The `id` of the picture's element.
    fn id(&self) -> &str;
    /// Where a step leads to.
    fn link(&self, step: &str) -> String;
    /// Writes the end of a start tag, by which its element holds the part of this name.
    fn begin(&self, out: &mut String, name: &str);
    /// Writes the end of the part that began last.
    fn end(&self, out: &mut String);
}

/// The same in parts: one a step, which is a link, and one for each few things between them.
#[must_use]
pub fn in_parts(scene: &Scene, page_holds: &dyn InParts) -> String {
    page(scene, &Skin::Page(Some(page_holds)))
}

fn page(scene: &Scene, skin: &Skin<'_>) -> String {
    let mut out = begin(scene, skin);
    // No <title> here: it would follow the pointer over the whole drawing.
    if let Skin::Page(Some(parts)) = skin {
        out.push_str("<desc");
        parts.begin(&mut out, "d:said");
        escape(&mut out, &scene.description);
        parts.end(&mut out);
        out.push_str("</desc>");
        in_groups(&mut out, scene, skin, *parts);
        out.push_str("</svg>");
        return out;
    }
    out.push_str("<desc>");
    escape(&mut out, &scene.description);
    out.push_str("</desc>");
    end(out, scene, skin)
}

/// Paints everything; what stands between two steps is in groups of few, so that a text that changes brings only its
/// neighbours along.
fn in_groups(out: &mut String, scene: &Scene, skin: &Skin<'_>, parts: &dyn InParts) {
    const IN_A_GROUP: usize = 4;
    let mut group = 0;
    for run in scene.parts.chunk_by(|a, b| !matches!(a, Part::Step(_)) && !matches!(b, Part::Step(_))) {
        if let [Part::Step(step)] = run {
            skin.step(out, step);
            continue;
        }
        for few in run.chunks(IN_A_GROUP) {
            out.push_str("<g");
            parts.begin(out, &format!("d:{group}"));
            for part in few {
                skin.part(out, part);
            }
            parts.end(out);
            out.push_str("</g>");
            group += 1;
        }
    }
}

/// The picture as a file of its own, with its map inside when it is given.
#[must_use]
pub fn stand_alone(scene: &Scene, map_json: Option<&str>) -> String {
    stand_alone_wide(scene, scene.width, map_json)
}

/// The same, shown so many px wide.
#[must_use]
pub fn stand_alone_wide(scene: &Scene, width: f64, map_json: Option<&str>) -> String {
    let mut out = begin_wide(scene, width, &Skin::StandAlone);
    out.push_str("<title>");
    escape(&mut out, &scene.title);
    out.push_str("</title><desc>");
    escape(&mut out, &scene.description);
    out.push_str("</desc>");
    if let Some(json) = map_json {
        out.push_str("<metadata><map xmlns=\"");
        out.push_str(MAP_NAMESPACE);
        out.push_str("\">");
        escape_content(&mut out, json);
        out.push_str("</map></metadata>");
    }
    out.push_str("<style>");
    out.push_str(&stand_alone_css(scene.theme));
    out.push_str("</style>");
    end(out, scene, &Skin::StandAlone)
}

/// A sheet of paper within a page: what lies on it by classes, in a `viewBox` of points.
#[must_use]
pub fn sheet(sheet: &Sheet) -> String {
    let mut out =
        String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"d-map\" role=\"graphics-document document\"");
    attribute(&mut out, "aria-label", &sheet.title);
    out.push_str(" viewBox=\"0 0 ");
    number(&mut out, sheet.width);
    out.push(' ');
    number(&mut out, sheet.height);
    out.push_str("\">");
    for placed in &sheet.placed {
        let (scene, (top, bottom)) = (&placed.scene, placed.shown());
        numeric(&mut out, "<svg x=\"", placed.x);
        numeric(&mut out, " y=\"", placed.y);
        numeric(&mut out, " width=\"", scene.width * placed.scale);
        numeric(&mut out, " height=\"", (bottom - top) * placed.scale);
        out.push_str(" viewBox=\"0 ");
        number(&mut out, top);
        out.push(' ');
        number(&mut out, scene.width);
        out.push(' ');
        number(&mut out, bottom - top);
        out.push_str("\">");
        for part in scene.parts.iter().filter(|part| part.reaches(top, bottom)) {
            Skin::Sheet.part(&mut out, part);
        }
        out.push_str("</svg>");
    }
    out.push_str("</svg>");
    out
}

/// Those texts of a picture that the embedded font cannot show, for a painter that knows the system's fonts.
pub(crate) fn other_texts(scene: &Scene) -> String {
    let skin = Skin::Plain(Paint::ALL.iter().map(|&paint| attributes(paint, scene.theme)).collect());
    let mut out = begin(scene, &skin);
    for part in scene.all() {
        if let Part::Text(text) = part
            && !crate::fonts::covers(&text.text)
        {
            skin.text(&mut out, text);
        }
    }
    out.push_str("</svg>");
    out
}

fn begin(scene: &Scene, skin: &Skin<'_>) -> String {
    begin_wide(scene, scene.width, skin)
}

fn begin_wide(scene: &Scene, width: f64, skin: &Skin<'_>) -> String {
    let mut out = String::with_capacity(8192 + scene.parts.len() * 200);
    out.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    match skin {
        Skin::Page(_) => {
            out.push_str(
                " class=\"d-map\" role=\"graphics-document document\" aria-roledescription=\"value-stream map\"",
            );
            attribute(&mut out, "aria-label", &scene.title);
            if let Skin::Page(Some(parts)) = skin {
                attribute(&mut out, "id", parts.id());
            }
        }
        Skin::StandAlone => out.push_str(" role=\"graphics-document document\""),
        Skin::Sheet => {}
        Skin::Plain(_) => attribute(&mut out, "font-family", FAMILY),
    }
    numeric(&mut out, " width=\"", width);
    numeric(&mut out, " height=\"", scene.height * width / scene.width);
    out.push_str(" viewBox=\"0 0 ");
    number(&mut out, scene.width);
    out.push(' ');
    number(&mut out, scene.height);
    out.push_str("\">");
    out
}

fn end(mut out: String, scene: &Scene, skin: &Skin<'_>) -> String {
    for part in &scene.parts {
        skin.part(&mut out, part);
    }
    out.push_str("</svg>");
    out
}

fn attributes(paint: Paint, theme: Theme) -> String {
    let style = paint.style();
    let mut out = format!(" fill=\"{}\"", style.fill.map_or("none", |ink| ink.hex(theme)));
    if let Some(ink) = style.stroke {
        attribute(&mut out, "stroke", ink.hex(theme));
        attribute(&mut out, "stroke-width", &style.width.to_string());
    }
    if !style.dash.is_empty() {
        attribute(&mut out, "stroke-dasharray", style.dash);
    }
    if style.size > 0.0 {
        attribute(&mut out, "font-size", &style.size.to_string());
        if style.weight == Weight::Semibold {
            attribute(&mut out, "font-weight", "600");
        }
        if style.spacing > 0.0 {
            attribute(&mut out, "letter-spacing", &style.spacing.to_string());
        }
    }
    out
}

impl Skin<'_> {
    fn part(&self, out: &mut String, part: &Part) {
        match part {
            Part::Rect(rect) => self.rect(out, rect),
            Part::Line(line) => {
                out.push_str("<path");
                self.paint(out, line.paint);
                out.push_str(" d=\"");
                path(out, line);
                out.push_str("\"/>");
            }
            Part::Shape(shape) => {
                out.push_str("<path");
                self.paint(out, shape.paint);
                out.push_str(" d=\"");
                let mut before = None;
                shape.points.iter().for_each(|&point| reach(out, &mut before, point));
                out.push_str("Z\"/>");
            }
            Part::Sign(sign) => self.sign(out, sign),
            Part::Text(text) => self.text(out, text),
            Part::Step(step) => self.step(out, step),
        }
    }

    fn paint(&self, out: &mut String, paint: Paint) {
        if let Skin::Plain(attributes) = self {
            out.push_str(&attributes[paint as usize]);
        } else {
            out.push_str(paint.class_attribute());
        }
    }

    /// A `<title>` as first child, except where nobody would read it.
    fn title(&self, out: &mut String, title: Option<&str>) {
        if let (Some(title), false) = (title, matches!(self, Skin::Plain(_))) {
            out.push_str("<title>");
            escape(out, title);
            out.push_str("</title>");
        }
    }

    fn rect(&self, out: &mut String, rect: &Rect) {
        // The paper of a page is the page's own.
        if matches!(self, Skin::Page(_) | Skin::Sheet) && rect.paint == Paint::Paper {
            return;
        }
        out.push_str("<rect");
        self.paint(out, rect.paint);
        numeric(out, " x=\"", rect.x);
        numeric(out, " y=\"", rect.y);
        numeric(out, " width=\"", rect.width);
        numeric(out, " height=\"", rect.height);
        if rect.radius > 0.0 {
            numeric(out, " rx=\"", rect.radius);
        }
        if rect.title.is_some() && !matches!(self, Skin::Plain(_)) {
            out.push('>');
            self.title(out, rect.title.as_deref());
            out.push_str("</rect>");
        } else {
            out.push_str("/>");
        }
    }

    fn sign(&self, out: &mut String, sign: &Sign) {
        out.push_str("<path");
        self.paint(out, sign.paint);
        out.push_str(" transform=\"translate(");
        number(out, sign.x);
        out.push(' ');
        number(out, sign.y);
        out.push_str(")\" d=\"");
        out.push_str(Icon::path(sign.icon));
        out.push_str("\"/>");
    }

    fn text(&self, out: &mut String, text: &Text) {
        out.push_str("<text");
        self.paint(out, text.paint);
        numeric(out, " x=\"", text.x);
        numeric(out, " y=\"", text.y);
        match text.anchor {
            Anchor::Start => {}
            Anchor::Middle => out.push_str(" text-anchor=\"middle\""),
            Anchor::End => out.push_str(" text-anchor=\"end\""),
        }
        out.push('>');
        self.title(out, text.full.as_deref());
        escape(out, &text.text);
        out.push_str("</text>");
    }

    fn step(&self, out: &mut String, step: &Step) {
        match self {
            Skin::Page(Some(parts)) => {
                out.push_str("<a class=\"step\"");
                attribute(out, "href", &parts.link(&step.id));
                attribute(out, "data-step", &step.id);
                parts.begin(out, &format!("d:step:{}", step.id));
            }
            Skin::Page(None) => {
                out.push_str("<g class=\"step\" tabindex=\"0\" role=\"graphics-symbol\"");
                attribute(out, "data-step", &step.id);
            }
            Skin::StandAlone => out.push_str("<g role=\"graphics-symbol\""),
            Skin::Sheet | Skin::Plain(_) => out.push_str("<g"),
        }
        if !matches!(self, Skin::Page(Some(_))) {
            out.push('>');
        }
        self.title(out, Some(&step.title));
        for part in &step.parts {
            self.part(out, part);
        }
        if let Skin::Page(Some(parts)) = self {
            parts.end(out);
            out.push_str("</a>");
        } else {
            out.push_str("</g>");
        }
    }
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value);
    out.push('"');
}

/// A numeric attribute; `before` is all that stands before the number.
fn numeric(out: &mut String, before: &str, value: f64) {
    out.push_str(before);
    number(out, value);
    out.push('"');
}

/// Goes to a point: by the shortest way to write it.
fn reach(out: &mut String, before: &mut Option<Point>, (x, y): Point) {
    let same = |a: f64, b: f64| (a - b).abs() < 0.05;
    match *before {
        None => out.push('M'),
        Some((from, _)) if same(from, x) => {
            out.push('V');
            number(out, y);
            *before = Some((x, y));
            return;
        }
        Some((_, from)) if same(from, y) => {
            out.push('H');
            number(out, x);
            *before = Some((x, y));
            return;
        }
        Some(_) => out.push('L'),
    }
    number(out, x);
    out.push(' ');
    number(out, y);
    *before = Some((x, y));
}

/// A line with rounded corners.
fn path(out: &mut String, line: &Line) {
    let mut before = None;
    for piece in rounded(line) {
        reach(out, &mut before, piece.to);
        if let Some((corner, after)) = piece.bend {
            out.push('Q');
            for (at, value) in [corner.0, corner.1, after.0, after.1].into_iter().enumerate() {
                if at > 0 {
                    out.push(' ');
                }
                number(out, value);
            }
            before = Some(after);
        }
    }
}
