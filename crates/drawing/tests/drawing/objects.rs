//! What can be selected in the drawing of a page: links, names, and who can reach them.

use drawing::svg::{PartMarkup, in_parts};
use drawing::{Target, timeline};
use roxmltree::{Document, Node};
use vsm::Metrics;

use crate::maps;

/// Links everything, to an address that says what it is.
struct Links;

impl PartMarkup for Links {
    fn id(&self) -> &'static str {
        "drawing"
    }

    fn link(&self, target: &Target) -> Option<String> {
        Some(match target {
            Target::Field(step, field) => format!("?step={step}&field={}", field.key()),
            Target::Flow(from, to) => {
                format!("?flow={}~{}", from.as_deref().unwrap_or_default(), to.as_deref().unwrap_or_default())
            }
            Target::Rework(from, to) => format!("?rework={from}~{to}"),
            other => format!("?{}={}", other.kind(), other.step().map_or("", |step| step.as_str())),
        })
    }

    fn begin(&self, out: &mut String, name: &str) {
        out.extend([" data-part=\"", name, "\">"]);
    }

    fn end(&self, _: &mut String) {}
}

fn pages() -> Vec<String> {
    let options = [maps::columns(4), maps::vertical()];
    options.iter().map(|options| in_parts(&maps::scene(&maps::ledger(), options), &Links)).collect()
}

fn links<'d>(document: &'d Document<'d>) -> Vec<Node<'d, 'd>> {
    document.descendants().filter(|node| node.has_tag_name("a") || node.tag_name().name() == "a").collect()
}

fn name<'d>(link: Node<'d, 'd>) -> &'d str {
    link.children().find(|child| child.tag_name().name() == "title").and_then(|title| title.text()).unwrap_or_default()
}

#[test]
fn everything_drawn_is_a_link_to_what_changes_it() {
    for page in pages() {
        let document = Document::parse(&page).unwrap();
        let targets: Vec<&str> = links(&document).iter().filter_map(|link| link.attribute("href")).collect();
        for expected in [
            "?step=11",
            "?wait=11",
            "?step=11&field=work",
            "?step=11&field=complete_accurate",
            "?flow=2~3",
            "?flow=~1",
            "?flow=12~",
            "?rework=6~1",
            "?ideas=8",
            "?bottleneck=11",
            "?settings=",
        ] {
            assert!(targets.contains(&expected), "{expected} in {targets:?}");
        }
        for link in links(&document) {
            assert!(
                !link.ancestors().skip(1).any(|outer| outer.tag_name().name() == "a"),
                "a link in a link: {link:?}"
            );
        }
    }
}

#[test]
fn links_have_names_or_are_hidden_from_screen_readers() {
    for page in pages() {
        let document = Document::parse(&page).unwrap();
        for link in links(&document) {
            let hidden = link.attribute("aria-hidden") == Some("true");
            assert_eq!(hidden, name(link).is_empty(), "{link:?}");
            assert!(!hidden || link.attribute("tabindex") == Some("-1"), "hidden but focusable: {link:?}");
        }
        let name_of = |target: &str| {
            let mut named = links(&document).into_iter().filter(|link| link.attribute("aria-hidden").is_none());
            name(named.find(|link| link.attribute("href") == Some(target)).unwrap())
        };
        assert_eq!(
            name_of("?wait=11"),
            "Wait before Maintenance window: 2w, 3d to 4w, monthly window, 12 items waiting"
        );
        assert_eq!(name_of("?wait=2"), "Wait before Merge and build: unknown");
        assert_eq!(name_of("?rework=6~1"), "Rework: 20% of items at Manual regression go back to Code review");
        assert_eq!(name_of("?flow=2~3"), "Flow from Merge and build to Security scan");
        assert_eq!(
            name_of("?step=11"),
            "Maintenance window, Operations: wait time 2w (3d to 4w), work time 1h 30m, %C/A 95%. Bottleneck"
        );
        assert!(name_of("?step=6").ends_with("%C/A 70%. Rework: 20% go back to Code review"), "{}", name_of("?step=6"));
        assert!(name_of("?step=2").ends_with(". Next: Security scan, Integration test"), "{}", name_of("?step=2"));
    }
}

#[test]
fn tab_key_stops_at_steps_waits_rework_and_ends_only() {
    for page in pages() {
        let document = Document::parse(&page).unwrap();
        let tabbable = links(&document).into_iter().filter(|link| link.attribute("tabindex").is_none());
        let (mut steps, mut waits, mut others) = (0, 0, Vec::new());
        for stop in tabbable {
            match (stop.attribute("class"), stop.attribute("data-target")) {
                (Some("step"), _) => steps += 1,
                (_, Some("wait")) => waits += 1,
                (_, other) => others.push(other.unwrap().to_owned()),
            }
        }
        others.sort();
        // Nothing waits before the smoke test.
        assert_eq!((steps, waits), (12, 11));
        assert_eq!(others, ["rework", "settings", "settings"]);
    }
}

#[test]
fn arrows_react_to_the_pointer_beside_their_lines() {
    for page in pages() {
        let document = Document::parse(&page).unwrap();
        for link in links(&document) {
            let has = |class: &str| link.children().any(|child| child.attribute("class") == Some(class));
            match link.attribute("data-target") {
                Some("flow" | "rework") => assert!(has("d-near"), "{link:?}"),
                Some("wait") if link.attribute("aria-hidden").is_none() => assert!(has("d-hit"), "{link:?}"),
                _ => {}
            }
        }
    }
    let css = drawing::style::page_css();
    assert!(css.contains(".d-near{fill:none;stroke:transparent;stroke-width:14px"));
}

#[test]
fn bars_of_the_timeline_are_links() {
    let map = maps::ledger();
    let strip = timeline(&map, &Metrics::new(&map), |target| Links.link(target));
    let document = Document::parse(&strip).unwrap();
    let targets: Vec<&str> = links(&document).iter().filter_map(|link| link.attribute("href")).collect();
    for expected in ["?wait=1", "?wait=6", "?step=6&field=work", "?wait=11"] {
        assert!(targets.contains(&expected), "{expected} in {targets:?}");
    }
    assert!(
        strip.contains("height=\"40\"")
            && strip.contains(">Maintenance window 2w</text>")
            && strip.contains(">1w</text>")
    );
}

#[test]
fn names_written_from_right_to_left_keep_figures_in_place() {
    let mut map = maps::ledger();
    let mut step = (*map.steps[10]).clone();
    "نافذة الصيانة".clone_into(&mut step.name);
    map.steps[10] = step.into();
    let strip = timeline(&map, &Metrics::new(&map), |_| None);
    assert!(strip.contains("\u{2068}نافذة الصيانة\u{2069} 2w"), "{strip}");
    let page = in_parts(&maps::scene(&map, &maps::columns(4)), &Links);
    assert!(page.contains("Wait before \u{2068}نافذة الصيانة\u{2069}: 2w"));
    // In a text of its own, a name needs no marks.
    assert!(page.contains("</title>نافذة") || page.contains(">نافذة"));
}
