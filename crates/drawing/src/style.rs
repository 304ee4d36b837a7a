//! What things look like: one table from paint to colour, line and letter, from which every skin is made.

use std::fmt::Write as _;

use serde::Serialize;

use crate::fonts::{FAMILY, Weight};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark ink on light paper; also for print.
    #[default]
    Light,
    /// Light ink on dark paper.
    Dark,
}

macro_rules! inks {
    ($($(#[$meta:meta])* $ink:ident $name:literal $light:literal $dark:literal),+ $(,)?) => {
        /// The colours of the product, by what they mean.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Ink { $($(#[$meta])* $ink),+ }

        impl Ink {
            /// Every colour.
            pub const ALL: &'static [Ink] = &[$(Ink::$ink),+];

            /// Its name as a CSS custom property, without the dashes.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self { $(Ink::$ink => $name),+ }
            }

            /// Its value, `#rrggbb`.
            #[must_use]
            pub fn hex(self, theme: Theme) -> &'static str {
                match (self, theme) { $((Ink::$ink, Theme::Light) => $light, (Ink::$ink, Theme::Dark) => $dark),+ }
            }
        }
    };
}

inks! {
    /// What everything lies on.
    Paper "d-paper" "#fbfaf7" "#16181b",
    /// A process box on the critical path.
    Card "d-card" "#ffffff" "#23272d",
    /// A process box beside it.
    SideCard "d-side-card" "#fcfbf8" "#1b1e23",
    /// The data box.
    Data "d-data" "#f8f6f1" "#1d2025",
    /// Its border.
    Edge "d-edge" "#6f6a60" "#8b919b",
    /// A quieter border.
    SideEdge "d-side-edge" "#b3ad9f" "#565c66",
    /// Hairlines.
    Rule "d-rule" "#e2ddd2" "#383d45",
    /// Letters.
    Letter "d-letter" "#1f2328" "#eceae5",
    /// Quieter letters.
    Muted "d-muted" "#5c626c" "#abb1bb",
    /// Flows on the critical path.
    Flow "d-flow" "#3f434a" "#cfd3d9",
    /// Flows of branches that wait for it.
    SideFlow "d-side-flow" "#8a8478" "#7b828d",
    /// Work, as letters.
    WorkLetter "d-work-letter" "#0b5f58" "#63cfc2",
    /// Work, as area.
    Work "d-work" "#0f766e" "#259a8e",
    /// Letters on work.
    OnWork "d-on-work" "#ffffff" "#03211d",
    /// Waiting, as letters.
    WaitLetter "d-wait-letter" "#875000" "#f3c06a",
    /// Waiting, as line.
    WaitLine "d-wait-line" "#c77700" "#e2a244",
    /// Waiting, as area.
    Wait "d-wait" "#e9a13b" "#dc9a35",
    /// Waiting, as tint.
    WaitTint "d-wait-tint" "#fcebd0" "#41321a",
    /// Letters on waiting.
    OnWait "d-on-wait" "#3b2400" "#2b1b00",
    /// What hurts, as letters.
    HurtLetter "d-hurt-letter" "#b42318" "#ff968d",
    /// What hurts, as line.
    HurtLine "d-hurt-line" "#b42318" "#e8584c",
    /// What hurts, as area.
    Hurt "d-hurt" "#b42318" "#c53a2e",
    /// Letters on what hurts.
    OnHurt "d-on-hurt" "#ffffff" "#ffffff",
    /// What comes back, as letters.
    ReworkLetter "d-rework-letter" "#6527cc" "#c8aeff",
    /// What comes back, as line.
    Rework "d-rework" "#7c3aed" "#a98af2",
    /// Start and end of the scope.
    End "d-end" "#f1ede4" "#2b2f36",
    /// What differs between two maps, as letters, line and area.
    Mark "d-mark" "#2b4a7f" "#a3bdf0",
    /// The same as tint.
    MarkTint "d-mark-tint" "#e6edf8" "#27334a",
    /// Letters on it.
    OnMark "d-on-mark" "#ffffff" "#12161c",
    /// An idea, as area.
    Idea "d-idea" "#e9eef7" "#232c3b",
    /// An idea, as line and letters.
    IdeaLine "d-idea-line" "#2b4a7f" "#a3bdf0",
}

/// How a thing is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// Its area, or its letters.
    pub fill: Option<Ink>,
    /// Its line.
    pub stroke: Option<Ink>,
    /// Width of the line in px.
    pub width: f64,
    /// Lengths of dash and gap in px; empty for a whole line.
    pub dash: &'static str,
    /// Letters: how heavy.
    pub weight: Weight,
    /// Letters: font size in px, else 0.
    pub size: f64,
    /// Letters: extra space after each, in px.
    pub spacing: f64,
}

const NONE: Style =
    Style { fill: None, stroke: None, width: 0.0, dash: "", weight: Weight::Regular, size: 0.0, spacing: 0.0 };

const fn area(fill: Ink) -> Style {
    Style { fill: Some(fill), ..NONE }
}

const fn boxed(fill: Ink, stroke: Ink, width: f64) -> Style {
    Style { fill: Some(fill), stroke: Some(stroke), width, ..NONE }
}

const fn line(stroke: Ink, width: f64) -> Style {
    Style { stroke: Some(stroke), width, ..NONE }
}

const fn dashed(style: Style, dash: &'static str) -> Style {
    Style { dash, ..style }
}

const fn letters(fill: Ink, size: f64) -> Style {
    Style { fill: Some(fill), size, ..NONE }
}

const fn bold(fill: Ink, size: f64) -> Style {
    Style { fill: Some(fill), size, weight: Weight::Semibold, ..NONE }
}

macro_rules! paints {
    ($($(#[$meta:meta])* $paint:ident $class:literal $style:expr),+ $(,)?) => {
        /// What a thing in the picture is, and hence how it is painted.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Paint { $($(#[$meta])* $paint),+ }

        impl Paint {
            /// Every paint.
            pub const ALL: &'static [Paint] = &[$(Paint::$paint),+];

            /// Its class in the SVG.
            #[must_use]
            pub const fn class(self) -> &'static str {
                match self { $(Paint::$paint => $class),+ }
            }

            /// Its class as an attribute, with a space before it.
            pub(crate) const fn class_attribute(self) -> &'static str {
                match self { $(Paint::$paint => concat!(" class=\"", $class, "\"")),+ }
            }

            /// Its style.
            #[must_use]
            pub const fn style(self) -> Style {
                match self { $(Paint::$paint => $style),+ }
            }
        }
    };
}

paints! {
    /// What the whole lies on.
    Paper "d-pp" area(Ink::Paper),
    /// Process box on the critical path.
    Card "d-c" boxed(Ink::Card, Ink::Edge, 1.5),
    /// Process box of a branch that waits for it.
    SideCard "d-cs" boxed(Ink::SideCard, Ink::SideEdge, 1.0),
    /// Process box of the bottleneck.
    HurtCard "d-cb" boxed(Ink::Card, Ink::HurtLine, 2.5),
    /// Box of a step that is not in the flow yet.
    LooseCard "d-cl" dashed(boxed(Ink::SideCard, Ink::SideEdge, 1.2), "5 4"),
    /// The line between a process box and its data box.
    Rule "d-r" line(Ink::Rule, 1.0),
    /// Name of a step.
    Name "d-n" bold(Ink::Letter, 13.5),
    /// Team, and other quiet words.
    Quiet "d-q" letters(Ink::Muted, 11.5),
    /// Name of a figure.
    Label "d-l" letters(Ink::Muted, 11.5),
    /// A figure.
    Value "d-v" bold(Ink::Letter, 12.0),
    /// How long the work takes.
    WorkValue "d-vw" bold(Ink::WorkLetter, 12.0),
    /// A figure that hurts.
    HurtValue "d-vh" bold(Ink::HurtLetter, 12.0),
    /// A figure that nobody knows.
    Unknown "d-u" bold(Ink::Muted, 12.0),
    /// A small sign: kind of step, automated.
    Icon "d-i" line(Ink::Muted, 1.4),
    /// The sign for automated.
    AutoIcon "d-ai" line(Ink::WorkLetter, 1.3),
    /// The word for it.
    Auto "d-a" letters(Ink::WorkLetter, 10.5),
    /// Flow on the critical path.
    Flow "d-f" line(Ink::Flow, 2.4),
    /// Flow of a branch that waits for it.
    SideFlow "d-fs" line(Ink::SideFlow, 1.3),
    /// Its head.
    Head "d-h" area(Ink::Flow),
    /// The head of a quieter one.
    SideHead "d-hs" area(Ink::SideFlow),
    /// Waiting triangle.
    Triangle "d-t" boxed(Ink::WaitTint, Ink::WaitLine, 1.6),
    /// Waiting triangle without a time.
    OpenTriangle "d-to" dashed(boxed(Ink::Paper, Ink::WaitLine, 1.4), "3 2.5"),
    /// How long it waits.
    WaitValue "d-w" bold(Ink::WaitLetter, 12.0),
    /// Why it waits, and other small words there.
    Reason "d-wr" letters(Ink::Muted, 11.0),
    /// Rework arrow.
    Rework "d-b" dashed(line(Ink::Rework, 1.5), "5 3.5"),
    /// Its head.
    ReworkHead "d-bh" area(Ink::Rework),
    /// Its share.
    ReworkLabel "d-bl" bold(Ink::ReworkLetter, 11.5),
    /// What its share lies on.
    Plate "d-p" area(Ink::Paper),
    /// Start or end of the scope.
    End "d-e" boxed(Ink::End, Ink::SideEdge, 1.0),
    /// What starts or ends it.
    EndName "d-en" letters(Ink::Letter, 12.0),
    /// Small capitals: START, END.
    Caption "d-k" Style { spacing: 0.6, ..bold(Ink::Muted, 10.0) },
    /// The word BOTTLENECK.
    BadgeWord "d-kb" Style { spacing: 0.8, ..bold(Ink::OnHurt, 11.0) },
    /// What it stands on.
    Badge "d-bb" area(Ink::Hurt),
    /// A burst: somebody has an idea about the step.
    Burst "d-z" boxed(Ink::Idea, Ink::IdeaLine, 1.2),
    /// How many have.
    BurstNumber "d-zn" bold(Ink::IdeaLine, 10.0),
    /// Ladder.
    Ladder "d-ll" line(Ink::Flow, 1.6),
    /// A step of the ladder whose split into wait and work is not known.
    OpenLadder "d-lo" dashed(line(Ink::Flow, 1.4), "4 3"),
    /// Guide from a box to its rung.
    Guide "d-g" dashed(line(Ink::Rule, 1.0), "2 3"),
    /// Wait on the ladder.
    LadderWait "d-lw" bold(Ink::WaitLetter, 12.0),
    /// Work on the ladder.
    LadderWork "d-lk" bold(Ink::WorkLetter, 12.0),
    /// A total.
    Total "d-tt" bold(Ink::Letter, 20.0),
    /// A smaller total.
    SmallTotal "d-ts" bold(Ink::Letter, 13.5),
    /// Wait, to scale.
    WaitBar "d-sw" area(Ink::Wait),
    /// Work, to scale.
    WorkBar "d-sk" area(Ink::Work),
    /// Time whose split is not known, to scale.
    OpenBar "d-so" boxed(Ink::WaitTint, Ink::WaitLine, 1.0),
    /// Between two steps, to scale.
    Notch "d-sn" area(Ink::Paper),
    /// Words on wait.
    OnWait "d-ow" letters(Ink::OnWait, 11.0),
    /// Words on work.
    OnWork "d-ok" letters(Ink::OnWork, 11.0),
    /// Words on time whose split is not known.
    OnOpen "d-oo" letters(Ink::WaitLetter, 11.0),
    /// Axis below it.
    Axis "d-x" line(Ink::SideEdge, 1.0),
    /// Bracket of the bottleneck below it.
    Bracket "d-br" line(Ink::HurtLine, 2.5),
    /// Its word.
    BracketWord "d-bw" bold(Ink::HurtLetter, 11.5),
    /// Where a flow leaves a row and where it goes on.
    Joint "d-j" boxed(Ink::End, Ink::Flow, 1.4),
    /// Its number.
    JointNumber "d-jn" bold(Ink::Letter, 10.5),
    /// The map's name.
    Title "d-m" bold(Ink::Letter, 20.0),
    /// What flows, from where to where.
    Subtitle "d-ms" letters(Ink::Muted, 12.5),
    /// Tag of a step that only the second of two maps has.
    AddedTag "d-za" area(Ink::Mark),
    /// Tag of a step that only the first has.
    RemovedTag "d-zr" dashed(boxed(Ink::Paper, Ink::Mark, 1.2), "3.5 2.5"),
    /// Tag of a step that differs.
    ChangedTag "d-zc" boxed(Ink::MarkTint, Ink::Mark, 1.0),
    /// Word on a full tag.
    OnMark "d-zo" Style { spacing: 0.5, ..bold(Ink::OnMark, 10.0) },
    /// Sign on a full tag.
    OnMarkSign "d-zp" area(Ink::OnMark),
    /// Word on the other tags.
    MarkWord "d-zw" Style { spacing: 0.5, ..bold(Ink::Mark, 10.0) },
    /// Sign of what differs.
    MarkSign "d-zs" area(Ink::Mark),
    /// How much shorter one of two maps is.
    Gain "d-zg" line(Ink::Mark, 1.4),
    /// The head of its arrow.
    GainHead "d-zh" area(Ink::Mark),
    /// How much that is.
    GainWord "d-zt" bold(Ink::Mark, 13.0),
    /// Lead time over time.
    LeadLine "d-ya" line(Ink::Flow, 1.8),
    /// At one moment.
    LeadDot "d-yb" boxed(Ink::Flow, Ink::Paper, 1.0),
    /// Work over time.
    WorkLine "d-yc" line(Ink::Work, 1.8),
    /// At one moment.
    WorkDot "d-yd" boxed(Ink::Work, Ink::Paper, 1.0),
    /// Downtime over time.
    DownLine "d-ye" line(Ink::HurtLine, 1.8),
    /// At one moment.
    DownDot "d-yf" boxed(Ink::HurtLine, Ink::Paper, 1.0),
    /// A figure at a moment at which something is missing in it.
    OpenDot "d-yo" boxed(Ink::Paper, Ink::Flow, 1.6),
}

impl Paint {
    /// The width in px that a text takes in this paint.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a text has few characters")]
    pub fn width_of(self, text: &str) -> f64 {
        let style = self.style();
        let spacing = if style.spacing > 0.0 { style.spacing * text.chars().count() as f64 } else { 0.0 };
        crate::fonts::measure(text, style.weight, style.size) + spacing
    }

    /// How a text in this paint is set in a room of that many px.
    #[must_use]
    pub const fn within(self, room: f64) -> crate::text::Setting {
        let style = self.style();
        crate::text::Setting { weight: style.weight, size: style.size, room }
    }
}

/// Red, green and blue of a colour `#rrggbb`.
pub(crate) fn channels(hex: &str) -> [u8; 3] {
    [1, 3, 5].map(|at| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or(0))
}

/// The style sheet inside a stand-alone picture.
#[must_use]
pub fn stand_alone_css(theme: Theme) -> String {
    let mut css = format!("text{{font-family:'{FAMILY}',Inter,system-ui,sans-serif}}");
    for &paint in Paint::ALL {
        rule(&mut css, "", paint, |css, ink| css.push_str(ink.hex(theme)));
    }
    css
}

/// The style sheet for pictures in a page: the same rules with custom properties, light, dark and print.
///
/// It follows `data-theme="light"` or `"dark"` on the root element and, without it, what the system prefers.
#[must_use]
pub fn page_css() -> String {
    let mut css = String::from("/* Made from src/drawing/paint.rs by `BLESS=1 cargo test --test drawing`. */\n");
    let colours = |css: &mut String, theme| {
        for ink in Ink::ALL {
            let _ = write!(css, "--{}:{};", ink.name(), ink.hex(theme));
        }
    };
    css.push_str(":root{");
    colours(&mut css, Theme::Light);
    css.push_str("}\n:root[data-theme=\"dark\"]{");
    colours(&mut css, Theme::Dark);
    css.push_str("}\n@media screen and (prefers-color-scheme:dark){:root:not([data-theme=\"light\"]){");
    colours(&mut css, Theme::Dark);
    css.push_str("}}\n@media print{:root,:root[data-theme]{");
    colours(&mut css, Theme::Light);
    css.push_str("}}\n");
    let _ = writeln!(
        css,
        ".d-map text,.d-strip text{{font-family:'{FAMILY}',Inter,system-ui,sans-serif;text-rendering:geometricPrecision;font-kerning:none}}"
    );
    // On a narrow page the labels of the strip would run into one another.
    css.push_str("@media (max-width:60rem){.d-strip text{display:none}}\n");
    for &paint in Paint::ALL {
        rule(&mut css, "", paint, |css, ink| {
            let _ = write!(css, "var(--{})", ink.name());
        });
        css.push('\n');
    }
    css
}

fn rule(css: &mut String, scope: &str, paint: Paint, colour: impl Fn(&mut String, Ink)) {
    let style = paint.style();
    let _ = write!(css, "{scope}.{}{{fill:", paint.class());
    match style.fill {
        Some(ink) => colour(css, ink),
        None => css.push_str("none"),
    }
    if let Some(ink) = style.stroke {
        css.push_str(";stroke:");
        colour(css, ink);
        let _ = write!(css, ";stroke-width:{}", style.width);
    }
    if !style.dash.is_empty() {
        let _ = write!(css, ";stroke-dasharray:{}", style.dash);
    }
    if style.size > 0.0 {
        let _ = write!(css, ";font-size:{}px", style.size);
        if style.weight == Weight::Semibold {
            css.push_str(";font-weight:600");
        }
        if style.spacing > 0.0 {
            let _ = write!(css, ";letter-spacing:{}px", style.spacing);
        }
    }
    css.push('}');
}
