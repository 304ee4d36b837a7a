//! The appearance of drawings: one table from paint to color, line and text, from which SVG, PNG and PDF
//! are styled.

use std::fmt::Write as _;

use serde::Serialize;

use crate::fonts::{FAMILY, Weight};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// Dark color on light paper; also for print.
    #[default]
    Light,
    /// Light color on dark paper.
    Dark,
}

macro_rules! colors {
    ($($(#[$meta:meta])* $color:ident $name:literal $light:literal $dark:literal),+ $(,)?) => {
        /// The colors of drawings, by meaning.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Color { $($(#[$meta])* $color),+ }

        impl Color {
            /// Every color.
            pub const ALL: &'static [Color] = &[$(Color::$color),+];

            /// Its name as a CSS custom property, without the dashes.
            pub fn name(self) -> &'static str {
                match self { $(Color::$color => $name),+ }
            }

            /// Its value, `#rrggbb`.
            pub fn hex(self, theme: Theme) -> &'static str {
                match (self, theme) { $((Color::$color, Theme::Light) => $light, (Color::$color, Theme::Dark) => $dark),+ }
            }
        }
    };
}

colors! {
    /// The background.
    Paper "d-paper" "#fbfaf7" "#16181b",
    /// A process box on the critical path.
    Card "d-card" "#ffffff" "#23272d",
    /// A process box on a parallel branch.
    SideCard "d-side-card" "#fcfbf8" "#1b1e23",
    /// The data box.
    Data "d-data" "#f8f6f1" "#1d2025",
    /// Its border.
    Edge "d-edge" "#6f6a60" "#8b919b",
    /// A quieter border.
    SideEdge "d-side-edge" "#b3ad9f" "#565c66",
    /// Hairlines.
    Rule "d-rule" "#e2ddd2" "#383d45",
    /// Text.
    Letter "d-letter" "#1f2328" "#eceae5",
    /// Quieter text.
    Muted "d-muted" "#5c626c" "#abb1bb",
    /// Flows on the critical path.
    Flow "d-flow" "#3f434a" "#cfd3d9",
    /// Flows of parallel branches.
    SideFlow "d-side-flow" "#8a8478" "#7b828d",
    /// Work, as text.
    WorkLetter "d-work-letter" "#0b5f58" "#63cfc2",
    /// Work, as area.
    Work "d-work" "#0f766e" "#259a8e",
    /// Text on work.
    OnWork "d-on-work" "#ffffff" "#03211d",
    /// Waiting, as text.
    WaitLetter "d-wait-letter" "#875000" "#f3c06a",
    /// Waiting, as line.
    WaitLine "d-wait-line" "#c77700" "#e2a244",
    /// Waiting, as area.
    Wait "d-wait" "#e9a13b" "#dc9a35",
    /// Waiting, as tint.
    WaitTint "d-wait-tint" "#fcebd0" "#41321a",
    /// Waiting on the ladder, as area.
    LadderWait "d-ladder-wait" "#fbf3e3" "#2f281b",
    /// Work on the ladder, as area.
    LadderWork "d-ladder-work" "#e9f2f0" "#1b2d2b",
    /// Text on waiting.
    OnWait "d-on-wait" "#3b2400" "#2b1b00",
    /// Problems (bottleneck, downtime), as text.
    ProblemText "d-hurt-letter" "#b42318" "#ff968d",
    /// Problems, as line.
    ProblemLine "d-hurt-line" "#b42318" "#e8584c",
    /// Problems, as area.
    Problem "d-hurt" "#b42318" "#c53a2e",
    /// Text on problems.
    OnProblem "d-on-hurt" "#ffffff" "#ffffff",
    /// Rework, as text.
    ReworkLetter "d-rework-letter" "#6527cc" "#c8aeff",
    /// Rework, as line.
    Rework "d-rework" "#7c3aed" "#a98af2",
    /// Start and end of the scope.
    End "d-end" "#f1ede4" "#2b2f36",
    /// Differences between two maps, as text, line and area.
    Mark "d-mark" "#2b4a7f" "#a3bdf0",
    /// Differences, as tint.
    MarkTint "d-mark-tint" "#e6edf8" "#27334a",
    /// Text on differences.
    OnMark "d-on-mark" "#ffffff" "#12161c",
    /// An idea, as area.
    Idea "d-idea" "#e9eef7" "#232c3b",
    /// An idea, as line and text.
    IdeaLine "d-idea-line" "#2b4a7f" "#a3bdf0",
}

/// The style of a paint.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Style {
    /// The color of its area or text.
    pub fill: Option<Color>,
    /// The color of its line.
    pub stroke: Option<Color>,
    /// Width of the line in px.
    pub width: f64,
    /// Lengths of dash and gap in px; empty for a solid line.
    pub dash: &'static str,
    /// Text: its weight.
    pub weight: Weight,
    /// Text: its size in px, else 0.
    pub size: f64,
    /// Text: extra space after each character, in px.
    pub spacing: f64,
}

const NONE: Style =
    Style { fill: None, stroke: None, width: 0.0, dash: "", weight: Weight::Regular, size: 0.0, spacing: 0.0 };

const fn area(fill: Color) -> Style {
    Style { fill: Some(fill), ..NONE }
}

const fn boxed(fill: Color, stroke: Color, width: f64) -> Style {
    Style { fill: Some(fill), stroke: Some(stroke), width, ..NONE }
}

const fn line(stroke: Color, width: f64) -> Style {
    Style { stroke: Some(stroke), width, ..NONE }
}

const fn dashed(style: Style, dash: &'static str) -> Style {
    Style { dash, ..style }
}

const fn letters(fill: Color, size: f64) -> Style {
    Style { fill: Some(fill), size, ..NONE }
}

const fn bold(fill: Color, size: f64) -> Style {
    Style { fill: Some(fill), size, weight: Weight::Semibold, ..NONE }
}

macro_rules! paints {
    ($($(#[$meta:meta])* $paint:ident $class:literal $style:expr),+ $(,)?) => {
        /// The role of an element in a drawing, which determines its style.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum Paint { $($(#[$meta])* $paint),+ }

        impl Paint {
            /// Every paint.
            pub const ALL: &'static [Paint] = &[$(Paint::$paint),+];

            /// Its class in the SVG.
            pub const fn class(self) -> &'static str {
                match self { $(Paint::$paint => $class),+ }
            }

            /// Its class as an attribute, with a space before it.
            pub(crate) const fn class_attribute(self) -> &'static str {
                match self { $(Paint::$paint => concat!(" class=\"", $class, "\"")),+ }
            }

            /// Its style.
            pub const fn style(self) -> Style {
                match self { $(Paint::$paint => $style),+ }
            }
        }
    };
}

paints! {
    /// The background.
    Paper "d-pp" area(Color::Paper),
    /// Process box on the critical path.
    Card "d-c" boxed(Color::Card, Color::Edge, 1.5),
    /// Process box on a parallel branch.
    SideCard "d-cs" boxed(Color::SideCard, Color::SideEdge, 1.0),
    /// Process box of the bottleneck.
    BottleneckCard "d-cb" boxed(Color::Card, Color::ProblemLine, 2.5),
    /// Box of a step without any flow.
    DashedCard "d-cl" dashed(boxed(Color::SideCard, Color::SideEdge, 1.2), "5 4"),
    /// The line between a process box and its data box.
    Rule "d-r" line(Color::Rule, 1.0),
    /// Name of a step.
    Name "d-n" bold(Color::Letter, 13.0),
    /// Team, and other secondary text.
    Quiet "d-q" letters(Color::Muted, 11.5),
    /// Label of a value.
    Label "d-l" letters(Color::Muted, 11.5),
    /// A value.
    Value "d-v" bold(Color::Letter, 12.0),
    /// A work time.
    WorkValue "d-vw" bold(Color::WorkLetter, 12.0),
    /// Downtime.
    ProblemValue "d-vh" bold(Color::ProblemText, 12.0),
    /// An unknown value.
    Unknown "d-u" letters(Color::Muted, 12.0),
    /// The icon of a kind.
    Icon "d-i" line(Color::Muted, 1.4),
    /// The icon for automated.
    AutoIcon "d-ai" line(Color::WorkLetter, 1.3),
    /// The word for it.
    Auto "d-a" letters(Color::WorkLetter, 11.0),
    /// Flow on the critical path.
    Flow "d-f" line(Color::Flow, 1.8),
    /// Flow of a parallel branch.
    SideFlow "d-fs" line(Color::SideFlow, 1.3),
    /// Its arrowhead.
    Head "d-h" area(Color::Flow),
    /// The arrowhead of a parallel branch.
    SideHead "d-hs" area(Color::SideFlow),
    /// Waiting triangle.
    Triangle "d-t" boxed(Color::WaitTint, Color::WaitLine, 1.5),
    /// Waiting triangle without a time.
    OpenTriangle "d-to" dashed(boxed(Color::Paper, Color::WaitLine, 1.4), "3 2.5"),
    /// What stands in a triangle: the number of items, or a question mark.
    Queue "d-tq" bold(Color::WaitLetter, 11.0),
    /// A wait time.
    WaitValue "d-w" bold(Color::WaitLetter, 12.0),
    /// A wait reason, and other small text.
    Reason "d-wr" letters(Color::Muted, 11.0),
    /// Rework arrow.
    Rework "d-b" dashed(line(Color::Rework, 1.5), "5 3.5"),
    /// Its arrowhead.
    ReworkHead "d-bh" area(Color::Rework),
    /// Its share.
    ReworkLabel "d-bl" bold(Color::ReworkLetter, 11.5),
    /// The background of its share.
    Plate "d-p" area(Color::Paper),
    /// Start or end of the scope.
    End "d-e" boxed(Color::End, Color::SideEdge, 1.0),
    /// The text in it.
    EndName "d-en" letters(Color::Letter, 11.5),
    /// Small capitals: START, END.
    Caption "d-k" Style { spacing: 0.4, ..bold(Color::Muted, 11.0) },
    /// The word BOTTLENECK.
    BadgeWord "d-kb" Style { spacing: 0.8, ..bold(Color::OnProblem, 11.0) },
    /// Its background.
    Badge "d-bb" area(Color::Problem),
    /// A burst: there are ideas about the step.
    Burst "d-z" boxed(Color::Idea, Color::IdeaLine, 1.2),
    /// The number of ideas.
    BurstNumber "d-zn" bold(Color::IdeaLine, 11.0),
    /// Wait on the ladder: its area, its edge, and its edge where the time is unknown.
    LadderWaitArea "d-lwa" area(Color::LadderWait),
    /// The edge of a wait on the ladder.
    LadderWaitEdge "d-lwe" line(Color::Wait, 2.0),
    /// The edge of an unknown wait.
    LadderWaitOpen "d-lwo" dashed(line(Color::Wait, 2.0), "5 4"),
    /// The area of work on the ladder.
    LadderWorkArea "d-lka" area(Color::LadderWork),
    /// Its edge.
    LadderWorkEdge "d-lke" line(Color::Work, 2.0),
    /// The edge of an unknown work time.
    LadderWorkOpen "d-lko" dashed(line(Color::Work, 2.0), "4 3"),
    /// The area of a step of the ladder of which only the lead time is known.
    LadderLeadArea "d-lla" area(Color::End),
    /// The line through it.
    OpenLadder "d-lo" dashed(line(Color::Flow, 1.4), "4 3"),
    /// Wait on the ladder.
    LadderWait "d-lw" bold(Color::WaitLetter, 12.0),
    /// Work on the ladder.
    LadderWork "d-lk" bold(Color::WorkLetter, 12.0),
    /// A total.
    Total "d-tt" bold(Color::Letter, 20.0),
    /// A smaller total.
    SmallTotal "d-ts" bold(Color::Letter, 13.5),
    /// Wait time, to scale.
    WaitBar "d-sw" area(Color::Wait),
    /// Work time, to scale.
    WorkBar "d-sk" area(Color::Work),
    /// Lead time of which the split is unknown, to scale.
    OpenBar "d-so" boxed(Color::WaitTint, Color::WaitLine, 1.0),
    /// Between two steps, to scale.
    Notch "d-sn" area(Color::Paper),
    /// Text on wait time.
    OnWait "d-ow" letters(Color::OnWait, 11.0),
    /// Text on work time.
    OnWork "d-ok" letters(Color::OnWork, 11.0),
    /// Text on lead time.
    OnOpen "d-oo" letters(Color::WaitLetter, 11.0),
    /// An axis.
    Axis "d-x" line(Color::SideEdge, 1.0),
    /// A tick of the timeline in a page.
    Tick "d-xt" line(Color::SideEdge, 1.0),
    /// The bracket of the bottleneck below the timeline.
    Bracket "d-br" line(Color::ProblemLine, 2.5),
    /// Its label.
    BracketWord "d-bw" bold(Color::ProblemText, 11.5),
    /// Where a flow leaves a row, and where it continues.
    Connector "d-j" boxed(Color::End, Color::Flow, 1.4),
    /// Its number.
    ConnectorNumber "d-jn" bold(Color::Letter, 11.0),
    /// The map's name.
    Title "d-m" bold(Color::Letter, 20.0),
    /// State and scope.
    Subtitle "d-ms" letters(Color::Muted, 12.5),
    /// Tag of a step that only the second of two maps has.
    AddedTag "d-za" area(Color::Mark),
    /// Tag of a step that only the first has.
    RemovedTag "d-zr" dashed(boxed(Color::Paper, Color::Mark, 1.2), "3.5 2.5"),
    /// Tag of a step that differs.
    ChangedTag "d-zc" boxed(Color::MarkTint, Color::Mark, 1.0),
    /// Word on a full tag.
    OnMark "d-zo" Style { spacing: 0.4, ..bold(Color::OnMark, 11.0) },
    /// Sign on a full tag.
    OnMarkSign "d-zp" area(Color::OnMark),
    /// Word on the other tags.
    MarkWord "d-zw" Style { spacing: 0.4, ..bold(Color::Mark, 11.0) },
    /// Sign of what differs.
    MarkSign "d-zs" area(Color::Mark),
    /// The difference between two lead times.
    SavingLine "d-zg" line(Color::Mark, 1.4),
    /// Its arrowhead.
    SavingHead "d-zh" area(Color::Mark),
    /// Its text.
    SavingText "d-zt" bold(Color::Mark, 13.0),
    /// Lead time over time.
    LeadLine "d-ya" line(Color::Flow, 1.8),
    /// A point of it.
    LeadDot "d-yb" boxed(Color::Flow, Color::Paper, 1.0),
    /// Work over time.
    WorkLine "d-yc" line(Color::Work, 1.8),
    /// A point of it.
    WorkDot "d-yd" boxed(Color::Work, Color::Paper, 1.0),
    /// Downtime over time.
    DownLine "d-ye" line(Color::ProblemLine, 1.8),
    /// A point of it.
    DownDot "d-yf" boxed(Color::ProblemLine, Color::Paper, 1.0),
    /// A point with an incomplete value.
    OpenDot "d-yo" boxed(Color::Paper, Color::Flow, 1.6),
}

impl Paint {
    /// The width in px that a text takes in this paint.
    #[expect(clippy::cast_precision_loss, reason = "a text has few characters")]
    pub fn width_of(self, text: &str) -> f64 {
        let style = self.style();
        let spacing = if style.spacing > 0.0 { style.spacing * text.chars().count() as f64 } else { 0.0 };
        crate::fonts::measure(text, style.weight, style.size) + spacing
    }

    /// The setting of a text in this paint, in a width in px.
    pub const fn within(self, max_width: f64) -> crate::text::Setting {
        let style = self.style();
        crate::text::Setting { weight: style.weight, size: style.size, max_width }
    }
}

/// Red, green and blue of a color `#rrggbb`.
pub(crate) fn channels(hex: &str) -> [u8; 3] {
    [1, 3, 5].map(|at| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()).unwrap_or(0))
}

/// The style sheet inside a self-contained SVG.
pub fn stand_alone_css(theme: Theme) -> String {
    let mut css = format!("text{{font-family:'{FAMILY}',Inter,system-ui,sans-serif}}");
    for &paint in Paint::ALL {
        rule(&mut css, paint, |css, color| css.push_str(color.hex(theme)));
    }
    css
}

/// Rules for what can be selected in a drawing, and for the timeline.
///
/// Where something reacts to the pointer beside its parts is transparent until the pointer or the focus is there.
const OBJECTS_CSS: &str = "\
.d-map a{cursor:pointer}
.d-map a.d-o:hover{filter:none}
.d-hit{fill:transparent}
.d-near{fill:none;stroke:transparent;stroke-width:14px;pointer-events:stroke}
.d-map a:hover>.d-hit,.d-map a:focus-visible>.d-hit{fill:var(--d-mark);fill-opacity:.12}
.d-map a:hover>.d-near,.d-map a:focus-visible>.d-near{stroke:var(--d-mark);stroke-opacity:.2}
.d-map a.d-o:hover>:is(.d-lwa,.d-lka,.d-lla){fill:var(--d-mark-tint)}
.d-map a.d-o:hover>:is(.d-t,.d-to,.d-z,.d-e){stroke:var(--d-mark);stroke-width:2.2px}
.d-map a.d-o:focus-visible{outline:2px solid var(--d-mark);outline-offset:1px}
.d-strip a:hover{opacity:.8}
.d-strip text{text-anchor:middle;pointer-events:none}
.d-strip .d-wr text{text-anchor:start}
.d-strip .d-wr .d-te{text-anchor:end}
.d-strip path{fill:none}
.d-strip .d-xt{vector-effect:non-scaling-stroke}
.d-lines-wait{stroke:var(--d-wait)}
.d-lines-work{stroke:var(--d-work)}
.d-lines-lead{stroke:var(--d-wait-line);stroke-opacity:.45}
@media screen and (max-width:60rem){.d-strip :is(.d-ow,.d-ok,.d-oo) text{display:none}}
@media (forced-colors:active){.d-hit,.d-near{forced-color-adjust:none}}
";

/// The style sheet for drawings in a page: the same rules with custom properties for light, dark and print.
///
/// It follows `data-theme="light"` or `"dark"` on the root element and, without it, the system's
/// preference.
pub fn page_css() -> String {
    let mut css = String::from("/* Made from crates/drawing/src/style.rs by `BLESS=1 cargo test -p drawing`. */\n");
    let properties = |css: &mut String, theme| {
        for color in Color::ALL {
            let _ = write!(css, "--{}:{};", color.name(), color.hex(theme));
        }
    };
    css.push_str(":root{");
    properties(&mut css, Theme::Light);
    css.push_str("}\n:root[data-theme=\"dark\"]{");
    properties(&mut css, Theme::Dark);
    css.push_str("}\n@media screen and (prefers-color-scheme:dark){:root:not([data-theme=\"light\"]){");
    properties(&mut css, Theme::Dark);
    css.push_str("}}\n@media print{:root,:root[data-theme]{");
    properties(&mut css, Theme::Light);
    css.push_str("}}\n");
    let _ = writeln!(
        css,
        ".d-map text,.d-strip text{{font-family:'{FAMILY}',Inter,system-ui,sans-serif;text-rendering:geometricPrecision;font-kerning:none}}"
    );
    css.push_str(OBJECTS_CSS);
    for &paint in Paint::ALL {
        rule(&mut css, paint, |css, color| {
            let _ = write!(css, "var(--{})", color.name());
        });
        css.push('\n');
    }
    css
}

fn rule(css: &mut String, paint: Paint, write_color: impl Fn(&mut String, Color)) {
    let style = paint.style();
    let _ = write!(css, ".{}{{fill:", paint.class());
    match style.fill {
        Some(color) => write_color(css, color),
        None => css.push_str("none"),
    }
    if let Some(color) = style.stroke {
        css.push_str(";stroke:");
        write_color(css, color);
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
