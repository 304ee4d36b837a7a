//! What a page offers is what its visitor may do: each link and each button of a form is checked against the access
//! matrix, as seen by each kind of visitor.

use serde_json::json;

use crate::matrix::RULES;
use crate::site::{field, json_of};
use crate::team::{Team, Who};

/// A kind of visitor: its name, its column in the matrix, and what its pages say that it may do.
type Visitor = (&'static str, usize, &'static str);

const GUEST_TO_VIEW: Visitor = ("guest to view", 2, "view");
const GUEST_TO_EDIT: Visitor = ("guest to edit", 3, "edit");
const VIEWER: Visitor = ("viewer", 4, "view");
const EDITOR: Visitor = ("editor", 5, "manage");
const OWNER: Visitor = ("owner", 6, "manage");

#[test]
fn every_link_and_button_is_allowed_to_those_who_see_it() {
    let (team, owner) = Team::with_owner();
    let (viewer, editor) = (team.member(&owner, "viewer", "Vera"), team.member(&owner, "editor", "Edith"));
    let map = team.make_map(&owner);
    let empty = json_of(team.post_json(
        &owner,
        "/api/v1/maps",
        &json!({ "format": "weir-map", "version": 1, "name": "E", "steps": [] }),
    ));
    let empty = field(&empty, "id");
    let change = json!({ "type": "change_step", "step": "a", "set": { "wait": "1h" } });
    let idea = json!({ "id": "i", "title": "Idea", "step": "a", "change": change });
    let edit = json!({ "id": "e", "edit": { "type": "add_idea", "idea": idea } });
    assert_eq!(team.post_json(&owner, &format!("/api/v1/maps/{map}/edits"), &edit).status(), 200);
    let link = |map: &str, kind: &str| team.share(&owner, map, kind).1;
    let mut to_view = team.guest(&link(&map, "view"), "Gus");
    let mut to_edit = team.guest(&link(&map, "edit"), "Gil");
    for (guest, kind) in [(&mut to_view, "view"), (&mut to_edit, "edit")] {
        guest.store_cookies(&team.post(guest, &link(&empty, kind), &[("name", "G")]));
    }
    let pages = [
        "",
        "?step=a",
        "?step=b&field=wait",
        "?flow=a~b",
        "?rework=b~a",
        "?explain=lead",
        "?panel=suggestions",
        "?panel=ideas",
        "?panel=checks",
        "/edit",
        "/ideas",
        "/ideas/by-id/i",
        "/history",
        "/history/1",
        "/compare",
        "/export",
        "/figures",
    ];
    let mut wrong = Vec::new();
    for locked in [false, true] {
        if locked {
            for map in [&map, &empty] {
                assert_eq!(team.post(&owner, &format!("/maps/{map}/lock"), &[("locked", "yes")]).status(), 303);
            }
        }
        let as_guest_to_edit = if locked { ("guest of a locked map", 2, "view") } else { GUEST_TO_EDIT };
        let people: [(Visitor, &Who); 5] = [
            (GUEST_TO_VIEW, &to_view),
            (as_guest_to_edit, &to_edit),
            (VIEWER, &viewer),
            (EDITOR, &editor),
            (OWNER, &owner),
        ];
        for ((name, column, permission), who) in people {
            let paths = pages.iter().map(|page| format!("/maps/{map}{page}"));
            for path in paths.chain([format!("/maps/{empty}")]) {
                let answer = team.get(who, &path);
                assert_eq!(answer.status(), 200, "{path} as {name}");
                let html = answer.text().unwrap();
                let of_map = html.contains("id=\"map\"");
                assert!(!of_map || html.contains(&format!("data-permission=\"{permission}\"")), "{path} as {name}");
                let seen = controls(&html);
                assert!(seen.len() > 4, "{path} as {name}: {seen:?}");
                for (method, address, text) in seen {
                    // Selections are on the page of the map alone; an older version shows its drawing as it was there.
                    if address.starts_with('?') && !of_map && !path.contains("/history/") {
                        wrong.push(format!("{path} as {name}: {address} ({text})"));
                    }
                    let Some(route) = route(method, &address) else { continue };
                    let rule = RULES.iter().find(|(of, _)| is_route(of, &route)).map(|(_, rule)| *rule);
                    let letter = rule.and_then(|rule| rule.chars().nth(column));
                    // The logo leads guests to the sign-in page.
                    if letter != Some('y') && !(route == "GET /" && letter == Some('s')) {
                        wrong.push(format!("{path} as {name}: {route} ({text})"));
                    }
                }
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The method and path of what an address leads to; `None` within the page and to other sites.
fn route(method: &str, address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    path.starts_with('/').then(|| format!("{method} {path}"))
}

/// Is this the route of a line of the matrix? Files of a map are routed with its page.
fn is_route(pattern: &str, route: &str) -> bool {
    let (pattern, route): (Vec<_>, Vec<_>) = (pattern.split('/').collect(), route.split('/').collect());
    pattern.len() == route.len()
        && pattern.iter().zip(&route).all(|(pattern, part)| pattern == part || pattern.starts_with('{'))
}

/// The elements that are open around a place in a page.
struct Element {
    name: String,
    is_hidden: bool,
    is_disabled: bool,
    /// The address of a form.
    action: Option<String>,
}

/// The links that a page shows and the buttons that send its forms: method, address and text.
fn controls(html: &str) -> Vec<(&'static str, String, String)> {
    let attribute = |tag: &str, name: &str| {
        let from = tag.find(&format!(" {name}=\""))? + name.len() + 3;
        Some(tag[from..].split('"').next().unwrap_or_default().replace("&amp;", "&"))
    };
    let forms_by_id = html.split("<form ").skip(1).filter_map(|rest| {
        let tag = format!(" {}", rest.split('>').next()?);
        Some((attribute(&tag, "id")?, attribute(&tag, "action")?))
    });
    let forms_by_id: Vec<(String, String)> = forms_by_id.collect();
    let (mut open, mut found): (Vec<Element>, Vec<_>) = (Vec::new(), Vec::new());
    let mut permission = "manage".to_owned();
    for part in html.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        if let Some(name) = tag.strip_prefix('/') {
            // Elements that need no end tag are closed with the element around them.
            if let Some(at) = open.iter().rposition(|element| element.name == name) {
                open.truncate(at);
            }
            continue;
        }
        let name = tag.split([' ', '\n', '/']).next().unwrap_or_default();
        if name.starts_with('!') || ["input", "meta", "link", "hr", "br", "path", "use"].contains(&name) {
            continue;
        }
        if let Some(given) = attribute(tag, "data-permission") {
            permission = given;
        }
        let class = attribute(tag, "class").unwrap_or_default();
        let has = |name: &str| class.split(' ').any(|class| class == name);
        let is_hidden = has("needs-edit") && permission == "view" || has("needs-manage") && permission != "manage";
        let around = |is: fn(&Element) -> bool| open.last().is_some_and(is);
        let is_hidden = is_hidden || around(|element| element.is_hidden);
        let is_disabled = tag.ends_with(" disabled") || around(|element| element.is_disabled);
        if !is_hidden && !is_disabled {
            let address = match name {
                "a" => attribute(tag, "href").map(|href| ("GET", href)),
                "button" if attribute(tag, "type").as_deref() != Some("button") => {
                    let elsewhere = attribute(tag, "form").and_then(|id| {
                        forms_by_id.iter().find(|(form, _)| *form == id).map(|(_, action)| action.clone())
                    });
                    let around = open.iter().rev().find_map(|element| element.action.clone());
                    elsewhere.or(around).map(|action| ("POST", action))
                }
                _ => None,
            };
            found.extend(address.map(|(method, address)| (method, address, text.trim().to_owned())));
        }
        let action = (name == "form" && attribute(tag, "method").as_deref() == Some("post"))
            .then(|| attribute(tag, "action"))
            .flatten();
        if !tag.ends_with('/') {
            open.push(Element { name: name.to_owned(), is_hidden, is_disabled, action });
        }
    }
    found
}
