//! A scene as SVG: with classes only for a page, or self-contained for download.

use crate::icon::Icon;
use crate::outline::rounded;
use crate::paper::Page;
use crate::scene::{Access, Anchor, Line, Object, Part, Point, Rect, Scene, Sign, Step, Text};
use crate::style::{Paint, stand_alone_css};
use crate::target::Target;
use crate::xml::{escape, escape_content, number};

/// Namespace of the element that contains the map.
pub(crate) const MAP_NAMESPACE: &str = "urn:weir:map:1";

/// How elements are styled.
enum Markup<'l> {
    /// By classes; the page has the style sheet. Optionally in named parts.
    InPage(Option<&'l dyn PartMarkup>),
    /// By classes; the SVG contains the style sheet.
    StandAlone,
    /// By classes, on a sheet of paper that the page shows: nothing in it is focusable.
    PaperPage,
}

/// The drawing within a page: classes only, no ids, no styles. Each step is a focusable group with its id in `data-step`
/// and its values as its name.
pub fn in_page(scene: &Scene) -> String {
    page(scene, &Markup::InPage(None))
}

/// How a page marks the named parts of a drawing, so that each can be replaced when it changes.
pub trait PartMarkup {
    /// The `id` of the `svg` element.
    fn id(&self) -> &str;
    /// The URL of an element; `None` if it links to nothing.
    fn link(&self, target: &Target) -> Option<String>;
    /// Writes the end of the start tag of the element that contains the part of this name.
    fn begin(&self, out: &mut String, name: &str);
    /// Writes the end of the current part.
    fn end(&self, out: &mut String);
}

/// The drawing within a page in named parts: one per step, wait and time on the ladder, and one per few elements between
/// them.
///
/// A step is `a.step`, everything else that links somewhere is `a.d-o` with its kind in `data-target`. They have the id of
/// their step in `data-step`, values have their field in `data-field`, and arrows their ends in `data-from` and `data-to`.
pub fn in_parts(scene: &Scene, parts: &dyn PartMarkup) -> String {
    page(scene, &Markup::InPage(Some(parts)))
}

fn page(scene: &Scene, markup: &Markup<'_>) -> String {
    let mut out = begin(scene, scene.width, markup);
    // No <title> here: it would be a tooltip over the whole drawing.
    out.push_str("<desc");
    if let Markup::InPage(Some(parts)) = markup {
        parts.begin(&mut out, "d:said");
        escape(&mut out, &scene.description);
        parts.end(&mut out);
        out.push_str("</desc>");
        in_groups(&mut out, scene, markup, *parts);
        out.push_str("</svg>");
        return out;
    }
    out.push('>');
    escape(&mut out, &scene.description);
    out.push_str("</desc>");
    end(out, scene, markup)
}

/// Writes everything; elements without a part of their own are in small groups, so that a change of one text replaces only
/// its neighbors.
fn in_groups(out: &mut String, scene: &Scene, markup: &Markup<'_>, parts: &dyn PartMarkup) {
    const GROUP_SIZE: usize = 4;
    let mut number = 0;
    let is_loose = |part: &Part| match part {
        Part::Step(_) => false,
        Part::Object(object) => part_name(object).is_none(),
        _ => true,
    };
    for run in scene.parts.chunk_by(|a, b| is_loose(a) && is_loose(b)) {
        match run {
            [Part::Step(step)] => {
                markup.step(out, step);
                continue;
            }
            [Part::Object(object)] if part_name(object).is_some() => {
                markup.object(out, object);
                continue;
            }
            _ => {}
        }
        for group in run.chunks(GROUP_SIZE) {
            out.push_str("<g");
            parts.begin(out, &format!("d:{number}"));
            for part in group {
                markup.part(out, part);
            }
            parts.end(out);
            out.push_str("</g>");
            number += 1;
        }
    }
}

/// The name of the part of an object that changes with a single value.
fn part_name(object: &Object) -> Option<String> {
    match (&object.target, object.access) {
        (Target::Wait(step), Access::Pointer) => Some(format!("d:ladder-wait:{step}")),
        (Target::Wait(step), _) => Some(format!("d:wait:{step}")),
        (Target::Field(step, _), _) => Some(format!("d:ladder-work:{step}")),
        _ => None,
    }
}

/// The drawing as a self-contained file, with the map inside if it is given.
pub fn stand_alone(scene: &Scene, map_json: Option<&str>) -> String {
    stand_alone_wide(scene, scene.width, map_json)
}

/// Like [`stand_alone`], shown at a width in px.
pub fn stand_alone_wide(scene: &Scene, width: f64, map_json: Option<&str>) -> String {
    let mut out = begin(scene, width, &Markup::StandAlone);
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
    end(out, scene, &Markup::StandAlone)
}

/// A sheet of paper within a page, with classes only, in a `viewBox` of points.
pub fn paper_page(page: &Page) -> String {
    let mut out =
        String::from("<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"d-map\" role=\"graphics-document document\"");
    attribute(&mut out, "aria-label", &page.title);
    view_box(&mut out, [0.0, 0.0, page.width, page.height]);
    for placed in &page.placed {
        let (scene, (top, bottom)) = (&placed.scene, placed.shown());
        numeric(&mut out, "<svg x=\"", placed.x);
        numeric(&mut out, " y=\"", placed.y);
        numeric(&mut out, " width=\"", scene.width * placed.scale);
        numeric(&mut out, " height=\"", (bottom - top) * placed.scale);
        view_box(&mut out, [0.0, top, scene.width, bottom - top]);
        for part in scene.parts.iter().filter(|part| part.reaches(top, bottom)) {
            Markup::PaperPage.part(&mut out, part);
        }
        out.push_str("</svg>");
    }
    out.push_str("</svg>");
    out
}

fn begin(scene: &Scene, width: f64, markup: &Markup<'_>) -> String {
    let mut out = String::with_capacity(8192 + scene.parts.len() * 200);
    out.push_str("<svg xmlns=\"http://www.w3.org/2000/svg\"");
    match markup {
        Markup::InPage(_) => {
            out.push_str(
                " class=\"d-map\" role=\"graphics-document document\" aria-roledescription=\"value-stream map\"",
            );
            attribute(&mut out, "aria-label", &scene.title);
            if let Markup::InPage(Some(parts)) = markup {
                attribute(&mut out, "id", parts.id());
            }
        }
        Markup::StandAlone => out.push_str(" role=\"graphics-document document\""),
        Markup::PaperPage => {}
    }
    numeric(&mut out, " width=\"", width);
    numeric(&mut out, " height=\"", scene.height * width / scene.width);
    view_box(&mut out, [0.0, 0.0, scene.width, scene.height]);
    out
}

fn end(mut out: String, scene: &Scene, markup: &Markup<'_>) -> String {
    for part in &scene.parts {
        markup.part(&mut out, part);
    }
    out.push_str("</svg>");
    out
}

/// The connectors of rows are for the eye: the flows are read as arrows.
fn hide_connector(out: &mut String, paint: Paint) {
    if matches!(paint, Paint::Connector | Paint::ConnectorNumber) {
        out.push_str(" aria-hidden=\"true\"");
    }
}

/// A `<title>` as first child.
fn title(out: &mut String, title: Option<&str>) {
    if let Some(title) = title {
        out.push_str("<title>");
        escape(out, title);
        out.push_str("</title>");
    }
}

fn write_sign(out: &mut String, sign: &Sign) {
    out.push_str("<path");
    out.push_str(sign.paint.class_attribute());
    out.push_str(" transform=\"translate(");
    numbers(out, [sign.x, sign.y]);
    out.push_str(")\" d=\"");
    out.push_str(Icon::path(sign.icon));
    out.push_str("\"/>");
}

fn write_text(out: &mut String, text: &Text) {
    out.push_str("<text");
    out.push_str(text.paint.class_attribute());
    hide_connector(out, text.paint);
    numeric(out, " x=\"", text.x);
    numeric(out, " y=\"", text.y);
    match text.anchor {
        Anchor::Start => {}
        Anchor::Middle => out.push_str(" text-anchor=\"middle\""),
        Anchor::End => out.push_str(" text-anchor=\"end\""),
    }
    out.push('>');
    title(out, text.full.as_deref());
    escape(out, &text.text);
    out.push_str("</text>");
}

impl Markup<'_> {
    fn part(&self, out: &mut String, part: &Part) {
        match part {
            Part::Rect(rect) => self.rect(out, rect),
            Part::Line(line) => {
                out.push_str("<path");
                out.push_str(line.paint.class_attribute());
                out.push_str(" d=\"");
                path(out, line);
                out.push_str("\"/>");
            }
            Part::Shape(shape) => {
                out.push_str("<path");
                out.push_str(shape.paint.class_attribute());
                out.push_str(" d=\"");
                let mut before = None;
                shape.points.iter().for_each(|&point| line_to(out, &mut before, point));
                out.push_str("Z\"/>");
            }
            Part::Sign(sign) => write_sign(out, sign),
            Part::Text(text) => write_text(out, text),
            Part::Step(step) => self.step(out, step),
            Part::Object(object) => self.object(out, object),
        }
    }

    fn rect(&self, out: &mut String, rect: &Rect) {
        // A page has its own background.
        if matches!(self, Markup::InPage(_) | Markup::PaperPage) && rect.paint == Paint::Paper {
            return;
        }
        out.push_str("<rect");
        out.push_str(rect.paint.class_attribute());
        hide_connector(out, rect.paint);
        numeric(out, " x=\"", rect.x);
        numeric(out, " y=\"", rect.y);
        numeric(out, " width=\"", rect.width);
        numeric(out, " height=\"", rect.height);
        if rect.radius > 0.0 {
            numeric(out, " rx=\"", rect.radius);
        }
        if rect.title.is_some() {
            out.push('>');
            title(out, rect.title.as_deref());
            out.push_str("</rect>");
        } else {
            out.push_str("/>");
        }
    }

    fn step(&self, out: &mut String, step: &Step) {
        let Markup::InPage(Some(parts)) = self else {
            match self {
                Markup::InPage(_) => {
                    out.push_str("<g class=\"step\" tabindex=\"0\" role=\"graphics-symbol\"");
                    attribute(out, "data-step", &step.id);
                }
                Markup::StandAlone => out.push_str("<g role=\"graphics-symbol\""),
                Markup::PaperPage => out.push_str("<g"),
            }
            out.push('>');
            title(out, Some(&step.title));
            step.parts.iter().for_each(|part| self.part(out, part));
            out.push_str("</g>");
            return;
        };
        out.push_str("<a class=\"step\"");
        attribute(out, "href", &parts.link(&Target::Step(step.id.clone())).unwrap_or_default());
        attribute(out, "data-step", &step.id);
        parts.begin(out, &format!("d:step:{}", step.id));
        // The name says more than the box shows, such as the wait: it changes alone.
        out.push_str("<title");
        parts.begin(out, &format!("d:name:{}", step.id));
        escape(out, &step.title);
        parts.end(out);
        out.push_str("</title>");
        let is_object = |part: &&Part| matches!(part, Part::Object(_));
        step.parts.iter().filter(|part| !is_object(part)).for_each(|part| self.part(out, part));
        parts.end(out);
        out.push_str("</a>");
        // A link can't contain another one.
        let mut objects = step.parts.iter().filter(is_object).peekable();
        if objects.peek().is_some() {
            out.push_str("<g");
            parts.begin(out, &format!("d:on:{}", step.id));
            objects.for_each(|part| self.part(out, part));
            parts.end(out);
            out.push_str("</g>");
        }
    }

    fn object(&self, out: &mut String, object: &Object) {
        match self {
            Markup::InPage(Some(parts)) => {
                let link = parts.link(&object.target);
                let name = part_name(object);
                out.push_str(if link.is_some() { "<a class=\"d-o\"" } else { "<g" });
                if let Some(link) = &link {
                    attribute(out, "href", link);
                    object_data(out, &object.target);
                    out.push_str(if object.access == Access::TabStop { "" } else { " tabindex=\"-1\"" });
                }
                out.push_str(if object.access == Access::Pointer { " aria-hidden=\"true\"" } else { "" });
                match &name {
                    Some(name) if !object.parts.is_empty() => parts.begin(out, name),
                    _ => out.push('>'),
                }
                self.named_parts(out, object);
                if link.is_some() {
                    hit_area(out, object);
                }
                if name.is_some() && !object.parts.is_empty() {
                    parts.end(out);
                }
                out.push_str(if link.is_some() { "</a>" } else { "</g>" });
            }
            Markup::InPage(None) | Markup::StandAlone if object.access != Access::Passed => {
                if object.parts.is_empty() {
                    return;
                }
                let hidden = object.access == Access::Pointer;
                out.push_str(if hidden { "<g aria-hidden=\"true\">" } else { "<g role=\"graphics-symbol\">" });
                self.named_parts(out, object);
                out.push_str("</g>");
            }
            _ => object.parts.iter().for_each(|part| self.part(out, part)),
        }
    }

    /// The parts of an object, after its name unless it repeats another one.
    fn named_parts(&self, out: &mut String, object: &Object) {
        if object.access != Access::Pointer {
            title(out, Some(&object.title));
        }
        object.parts.iter().for_each(|part| self.part(out, part));
    }
}

/// What scripts need to know about an object.
fn object_data(out: &mut String, target: &Target) {
    attribute(out, "data-target", target.kind());
    match target {
        Target::Flow(from, to) => {
            attribute(out, "data-from", from.as_deref().unwrap_or_default());
            attribute(out, "data-to", to.as_deref().unwrap_or_default());
        }
        Target::Rework(from, to) => {
            attribute(out, "data-from", from);
            attribute(out, "data-to", to);
        }
        Target::Field(step, field) => {
            attribute(out, "data-step", step);
            attribute(out, "data-field", field.key());
        }
        other => {
            if let Some(step) = other.step() {
                attribute(out, "data-step", step);
            }
        }
    }
}

/// Where an object reacts to the pointer beside its parts: an area, and around its lines.
fn hit_area(out: &mut String, object: &Object) {
    if let Some((at, size)) = object.area {
        numeric(out, "<rect class=\"d-hit\" x=\"", at.0);
        numeric(out, " y=\"", at.1);
        numeric(out, " width=\"", size.0);
        numeric(out, " height=\"", size.1);
        out.push_str("/>");
    }
    if matches!(object.target, Target::Flow(..) | Target::Rework(..)) {
        for part in &object.parts {
            if let Part::Line(line) = part {
                out.push_str("<path class=\"d-near\" d=\"");
                path(out, line);
                out.push_str("\"/>");
            }
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

/// A numeric attribute; `before` is everything before the number.
fn numeric(out: &mut String, before: &str, value: f64) {
    out.push_str(before);
    number(out, value);
    out.push('"');
}

/// Numbers with a space between each two.
fn numbers<const N: usize>(out: &mut String, values: [f64; N]) {
    for (at, value) in values.into_iter().enumerate() {
        if at > 0 {
            out.push(' ');
        }
        number(out, value);
    }
}

/// The last attribute of an `svg` element, and the end of its start tag.
fn view_box(out: &mut String, area: [f64; 4]) {
    out.push_str(" viewBox=\"");
    numbers(out, area);
    out.push_str("\">");
}

/// A line to a point, in the shortest notation.
fn line_to(out: &mut String, before: &mut Option<Point>, (x, y): Point) {
    let same = |a: f64, b: f64| (a - b).abs() < 0.05;
    match before.replace((x, y)) {
        Some((from, _)) if same(from, x) => {
            out.push('V');
            number(out, y);
        }
        Some((_, from)) if same(from, y) => {
            out.push('H');
            number(out, x);
        }
        from => {
            out.push(if from.is_none() { 'M' } else { 'L' });
            numbers(out, [x, y]);
        }
    }
}

/// A line with rounded corners.
fn path(out: &mut String, line: &Line) {
    let mut before = None;
    for segment in rounded(line) {
        line_to(out, &mut before, segment.to);
        if let Some((corner, after)) = segment.bend {
            out.push('Q');
            numbers(out, [corner.0, corner.1, after.0, after.1]);
            before = Some(after);
        }
    }
}
