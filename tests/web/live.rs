//! The live event stream: its content, its recipients and its size.

use std::io::{BufRead, BufReader};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use reqwest::StatusCode;
use reqwest::blocking::Client;
use serde_json::{Value, json};

use crate::site::{Site, field, header, json_of, refused, small_map};

#[derive(Debug)]
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) id: Option<u64>,
    pub(crate) data: Value,
    /// Its size in bytes.
    pub(crate) bytes: usize,
}

/// A stream that a thread reads.
pub(crate) struct Stream(Receiver<Event>);

/// A browser, identified by its cookie.
pub(crate) struct Browser<'s> {
    site: &'s Site,
    cookie: String,
}

impl<'s> Browser<'s> {
    pub(crate) fn open(site: &'s Site, map: &str) -> Browser<'s> {
        let page = site.get(&format!("/maps/{map}"));
        let cookie = header(&page, "set-cookie").split(';').next().unwrap().to_owned();
        assert!(cookie.starts_with("weir_browser="), "{cookie}");
        Browser { site, cookie }
    }

    fn send(&self, path: &str, body: &Value) -> reqwest::blocking::Response {
        let request = self.site.request(reqwest::Method::POST, path);
        request
            .header("cookie", &self.cookie)
            .header("content-type", "application/json")
            .body(body.to_string())
            .send()
            .unwrap()
    }

    fn get(&self, path: &str) -> Value {
        json_of(self.site.request(reqwest::Method::GET, path).header("cookie", &self.cookie).send().unwrap())
    }

    fn edit(&self, map: &str, id: &str, edit: &Value) -> u64 {
        let answer = self.send(&format!("/api/v1/maps/{map}/edits"), &json!({ "id": id, "edit": edit }));
        assert_eq!(answer.status(), StatusCode::OK);
        json_of(answer)["revision"].as_u64().unwrap()
    }

    fn follow(&self, map: &str, query: &str) -> Stream {
        Stream::open(&self.site.url(&format!("/maps/{map}/live{query}")), &self.cookie)
    }
}

impl Stream {
    pub(crate) fn open(url: &str, cookie: &str) -> Stream {
        let client = Client::builder().timeout(None).no_proxy().build().unwrap();
        let answer = client.get(url).header("cookie", cookie).send().unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(header(&answer, "content-type"), "text/event-stream");
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            let mut event = Event { name: String::new(), id: None, data: Value::Null, bytes: 0 };
            for line in BufReader::new(answer).lines().map_while(Result::ok) {
                event.bytes += line.len() + 1;
                if let Some(name) = line.strip_prefix("event: ") {
                    name.clone_into(&mut event.name);
                } else if let Some(id) = line.strip_prefix("id: ") {
                    event.id = id.parse().ok();
                } else if let Some(data) = line.strip_prefix("data: ") {
                    event.data = serde_json::from_str(data).unwrap();
                } else if line.is_empty() && !event.name.is_empty() {
                    let next = Event { name: String::new(), id: None, data: Value::Null, bytes: 0 };
                    if sender.send(std::mem::replace(&mut event, next)).is_err() {
                        return;
                    }
                }
            }
        });
        Stream(receiver)
    }

    pub(crate) fn next(&self) -> Event {
        self.0.recv_timeout(Duration::from_secs(10)).unwrap_or_else(|why| panic!("no event: {why}"))
    }

    /// The next event of a name; others are skipped.
    pub(crate) fn next_of(&self, name: &str) -> Event {
        loop {
            let event = self.next();
            if event.name == name {
                return event;
            }
        }
    }

    fn ended(&self) -> bool {
        self.0.recv_timeout(Duration::from_secs(10)).is_err_and(|why| why == RecvTimeoutError::Disconnected)
    }
}

fn wait(step: &str, wait: &str) -> Value {
    json!({ "type": "change_step", "step": step, "set": { "wait": wait } })
}

#[test]
fn viewer_gets_the_whole_frame_first_and_then_differences() {
    let site = Site::start();
    let map = site.small_map();
    let ana = Browser::open(&site, &map);
    let stream = ana.follow(&map, "");
    let hello = stream.next();
    assert_eq!(hello.name, "hello");
    assert_eq!(field(&hello.data, "build").len(), 16);
    let frame = stream.next();
    assert_eq!((frame.name.as_str(), frame.id, &frame.data["revision"]), ("frame", Some(1), &json!(1)));
    let page = site.get(&format!("/maps/{map}")).text().unwrap();
    let parts = frame.data["parts"].as_object().unwrap();
    for part in ["head", "summary", "drawing", "table", "arrows"] {
        let html = parts[part].as_str().unwrap();
        assert!(html.len() > 100 && page.contains(html), "{part} is in the page as in the frame");
        assert!(page.contains(&format!("data-part=\"{part}\"")), "{part} has an element");
        assert!(!html.chars().any(|c| c.is_control() && c != '\n'), "no markers are left in {part}");
    }
    assert_eq!(stream.next().name, "presence");

    assert_eq!(ana.edit(&map, "e1", &wait("b", "3d")), 2);
    let frame = stream.next();
    assert_eq!((frame.id, &frame.data["by"]["name"]), (Some(2), &Value::Null));
    let parts = frame.data["parts"].as_object().unwrap();
    assert!(parts.contains_key("row:b") && !parts.contains_key("row:a") && !parts.contains_key("table"), "{parts:?}");
    assert!(parts["row:b"].as_str().unwrap().contains(">3d<"), "{parts:?}");

    // A page that is up to date is sent nothing.
    let have = format!("?have={}.2.{}", field(&hello.data, "epoch"), field(&hello.data, "build"));
    let again = ana.follow(&map, &have);
    again.next_of("hello");
    assert_eq!(again.next().data["parts"], json!({}));
}

#[test]
fn changed_time_is_a_small_message() {
    let site = Site::start();
    for (steps, budget) in [(20, 8 * 1024), (200, 64 * 1024)] {
        let mut file = small_map();
        file["rework"] = json!([]);
        let names = ["Code review", "Integration test", "Change approval", "Deploy to staging"];
        file["steps"] = (0..steps)
            .map(|n| {
                let name = format!("{} {n}", names[n % 4]);
                json!({ "id": format!("s{n}"), "name": name, "wait": format!("{}h", 1 + n % 9), "work": "1h" })
            })
            .collect();
        let map = site.import_map(&file);
        let stream = Stream::open(&site.url(&format!("/maps/{map}/live")), "");
        stream.next_of("presence");
        site.edit(&map, "e1", &wait("s7", "2h"));
        let frame = stream.next_of("frame");
        let largest = frame.data["parts"].as_object().unwrap().iter().max_by_key(|(_, html)| html.to_string().len());
        println!("{steps} steps: {} bytes, of which {}", frame.bytes, largest.unwrap().0);
        assert!(frame.bytes <= budget, "{steps} steps: {} bytes", frame.bytes);
    }
}

/// What a page shows that applies the frames in order: its drawing only changes by parts for the same layout.
#[derive(Default)]
struct Shown {
    revision: u64,
    layout: u64,
    drawing: String,
}

impl Shown {
    fn apply(&mut self, frame: &Value) {
        self.revision = frame["revision"].as_u64().unwrap();
        let layout = frame["layout"].as_u64().unwrap();
        match frame["parts"]["drawing"].as_str() {
            Some(drawing) => drawing.clone_into(&mut self.drawing),
            None => assert_eq!(layout, self.layout, "another layout is another drawing: {frame}"),
        }
        self.layout = layout;
    }
}

/// A chain of steps; those in the first half also lead to their counterparts in the second.
fn nested(steps: usize) -> Value {
    let flow = |from: usize, to: usize| json!({ "from": format!("s{from}"), "to": format!("s{to}") });
    let chain = (1..steps).map(|to| flow(to - 1, to));
    let skips = (0..steps / 2 - 1).map(|from| flow(from, steps - 1 - from));
    json!({
        "format": "weir-map", "version": 1, "name": "Nested",
        "steps": (0..steps).map(|n| json!({ "id": format!("s{n}"), "name": format!("Step {n}"), "wait": "1h", "work": "1h" })).collect::<Vec<_>>(),
        "flows": chain.chain(skips).collect::<Vec<_>>(),
    })
}

#[test]
fn another_layout_is_sent_by_the_open_stream() {
    let site = Site::start();
    let map = site.small_map();
    let (ana, ben) = (Browser::open(&site, &map), Browser::open(&site, &map));
    let stream = ana.follow(&map, "?layout=2");
    let viewer = field(&stream.next_of("hello").data, "viewer");
    let first = stream.next_of("frame");
    assert_eq!(first.data["layout"], 2);
    stream.next_of("presence");
    let arrange = |browser: &Browser, layout: Value| {
        browser.send(&format!("/maps/{map}/layout"), &json!({ "viewer": viewer, "layout": layout }))
    };
    assert_eq!(arrange(&ana, json!(1)).status(), StatusCode::NO_CONTENT);
    let frame = stream.next();
    assert_eq!((frame.name.as_str(), &frame.data["revision"], &frame.data["layout"]), ("frame", &json!(1), &json!(1)));
    let parts = frame.data["parts"].as_object().unwrap();
    assert_eq!(parts.keys().collect::<Vec<_>>(), ["drawing"]);
    assert_ne!(parts["drawing"], first.data["parts"]["drawing"]);

    // Only for one's own page, and only layouts that exist; the same once more changes nothing.
    assert_eq!(arrange(&ben, json!(0)).status(), StatusCode::NOT_FOUND);
    for unknown in [json!(17), json!(65_535), json!(65_536), json!(-1), json!("1"), Value::Null] {
        refused(arrange(&ana, unknown), 400, "bad_layout");
    }
    assert_eq!(arrange(&ana, json!(1)).status(), StatusCode::NO_CONTENT);
    site.edit(&map, "e", &wait("b", "3d"));
    let frame = stream.next().data;
    assert_eq!((&frame["revision"], &frame["layout"]), (&json!(2), &json!(1)), "{frame}");
    assert!(frame["parts"].get("drawing").is_none(), "{frame}");
    drop(stream);

    for query in ["?layout=99", "?layout=4", ""] {
        assert_eq!(ana.follow(&map, query).next_of("frame").data["layout"], 4, "{query}");
    }
    assert_eq!(site.get(&format!("/maps/{map}/live?layout=many")).status(), StatusCode::BAD_REQUEST);
}

#[test]
fn page_that_says_what_it_shows_gets_the_difference() {
    let site = Site::start();
    let map = site.small_map();
    let ana = Browser::open(&site, &map);
    let hello = ana.follow(&map, "").next_of("hello").data;
    let have = format!("?have={}.1.{}", field(&hello, "epoch"), field(&hello, "build"));
    let parts = |drawn: u16, layout: u16| {
        let frame = ana.follow(&map, &format!("{have}&drawn={drawn}&layout={layout}")).next_of("frame").data;
        assert_eq!(frame["layout"], layout);
        frame["parts"].as_object().unwrap().keys().cloned().collect::<Vec<_>>()
    };
    assert_eq!(parts(3, 3), [""; 0]);
    assert_eq!(parts(4, 3), ["drawing"]);
    assert_eq!(parts(99, 3), ["drawing"]);
}

#[test]
fn layout_switched_during_edits_ends_with_the_right_drawing() {
    let site = Site::start();
    let map = site.small_map();
    let ana = Browser::open(&site, &map);
    let stream = ana.follow(&map, "?layout=2");
    let viewer = field(&stream.next_of("hello").data, "viewer");
    let arrange = |layout: u16| {
        let body = json!({ "viewer": viewer, "layout": layout });
        assert_eq!(ana.send(&format!("/maps/{map}/layout"), &body).status(), StatusCode::NO_CONTENT);
    };
    std::thread::scope(|threads| {
        threads.spawn(|| {
            for n in 0..40 {
                site.edit(&map, &format!("e{n}"), &wait("b", &format!("{}h", n + 1)));
            }
        });
        threads.spawn(|| [1, 2, 3, 2, 1, 0, 2, 1, 2, 3, 0, 1].into_iter().for_each(arrange));
    });
    let mut shown = Shown::default();
    while shown.revision < 41 || shown.layout != 1 {
        shown.apply(&stream.next_of("frame").data);
    }
    // The drawing may have changed by parts since it was sent as a whole. Sent again, it is what a new page gets.
    arrange(2);
    shown.apply(&stream.next_of("frame").data);
    let new = ana.follow(&map, "?layout=2").next_of("frame").data;
    assert_eq!((shown.layout, Some(&*shown.drawing)), (2, new["parts"]["drawing"].as_str()));
}

#[test]
fn large_map_is_drawn_in_few_layouts() {
    let site = Site::start();
    let mut file = nested(400);
    file["flows"] = Value::Null;
    let map = site.import_map(&file);
    let layouts = [0, 1, 2, 4, 7, 15, 16].map(|layout| {
        let stream = Stream::open(&site.url(&format!("/maps/{map}/live?layout={layout}")), "");
        stream.next_of("frame").data["layout"].as_u64().unwrap()
    });
    assert_eq!(layouts, [0, 1, 4, 4, 4, 8, 16]);
}

#[test]
fn nested_flows_dont_multiply_the_drawing() {
    let site = Site::start();
    let map = site.import_map(&nested(1000));
    let page = site.get(&format!("/maps/{map}")).text().unwrap();
    assert!(page.len() < 9_000_000, "the page has {} bytes", page.len());
    for layout in [0, 1, 4, 8, 16] {
        let stream = Stream::open(&site.url(&format!("/maps/{map}/live?layout={layout}")), "");
        let bytes = stream.next_of("frame").bytes;
        assert!(bytes < 7_000_000, "layout {layout}: {bytes} bytes");
    }
}

#[test]
fn viewers_see_each_other_and_their_selections() {
    let site = Site::start();
    let map = site.small_map();
    let (ana, ben) = (Browser::open(&site, &map), Browser::open(&site, &map));
    let named = json_of(ana.send("/me", &json!({ "name": "  Ana \u{202e} B. " })));
    assert_eq!(named["name"], "Ana B.");
    for bad in ["", "   ", &"x".repeat(81)] {
        refused(ana.send("/me", &json!({ "name": bad })), 422, "bad_name");
    }
    let of_ana = ana.follow(&map, "");
    let viewer = field(&of_ana.next_of("hello").data, "viewer");
    of_ana.next_of("presence");
    let of_ben = ben.follow(&map, "");
    let people = of_ben.next_of("presence").data["people"].clone();
    assert_eq!(people.as_array().unwrap().len(), 2, "{people}");
    assert_eq!((&people[0]["name"], &people[1]["name"]), (&json!("Ana B."), &Value::Null));

    let select = |browser: &Browser, step: Value| {
        browser.send(&format!("/maps/{map}/presence"), &json!({ "viewer": viewer, "step": step })).status()
    };
    assert_eq!(select(&ana, json!("b")), StatusCode::NO_CONTENT);
    assert_eq!(of_ben.next_of("presence").data["people"][0]["step"], "b");
    // Viewers select for themselves only, and existing steps only.
    assert_eq!(select(&ben, json!("c")), StatusCode::NOT_FOUND);
    assert_eq!(select(&ana, json!("not there")), StatusCode::NO_CONTENT);
    assert_eq!(of_ben.next_of("presence").data["people"][0]["step"], Value::Null);

    ben.send("/me", &json!({ "name": "Ben" }));
    assert_eq!(of_ben.next_of("presence").data["people"][1]["name"], "Ben");
    drop(of_ana);
    site.edit(&map, "e", &wait("a", "2h"));
    ana.edit(&map, "f", &wait("a", "3h"));
    let frames: Vec<Value> = (0..2).map(|_| of_ben.next_of("frame").data).collect();
    assert_eq!(frames[1]["by"]["name"], "Ana B.", "{frames:?}");
}

#[test]
fn overwritten_value_is_reported_with_its_author() {
    let site = Site::start();
    let map = site.small_map();
    let (ana, ben) = (Browser::open(&site, &map), Browser::open(&site, &map));
    ben.send("/me", &json!({ "name": "Ben" }));
    ben.edit(&map, "1", &wait("b", "4d"));
    ben.edit(&map, "2", &wait("a", "4d"));
    let edit = json!({ "type": "change_step", "step": "b", "set": { "wait": "5d" }, "was": { "wait": "2d" } });
    let answer = json_of(ana.send(&format!("/api/v1/maps/{map}/edits"), &json!({ "id": "3", "edit": edit })));
    assert_eq!((&answer["overwritten"][0]["field"], &answer["overwritten"][0]["by"]), (&json!("wait"), &json!("Ben")));
}

#[test]
fn trashed_map_ends_its_streams() {
    let site = Site::start();
    let map = site.small_map();
    let stream = Stream::open(&site.url(&format!("/maps/{map}/live")), "");
    stream.next_of("presence");
    site.delete(&format!("/api/v1/maps/{map}"));
    assert_eq!(stream.next_of("gone").data["why"], "binned");
    assert!(stream.ended());
    assert_eq!(Stream::open(&site.url(&format!("/maps/{map}/live")), "").next_of("gone").data["why"], "binned");
    assert_eq!(site.get("/maps/none/live").status(), StatusCode::NOT_FOUND);
}

#[test]
fn undo_and_redo_affect_own_edits_only() {
    let site = Site::start();
    let map = site.small_map();
    let (ana, ben) = (Browser::open(&site, &map), Browser::open(&site, &map));
    let (undo, redo) = (format!("/api/v1/maps/{map}/undo"), format!("/api/v1/maps/{map}/redo"));
    let waits = || {
        let map = site.map(&map);
        ["a", "b", "c"].map(|id| {
            let step = map["steps"].as_array().unwrap().iter().find(|step| step["id"] == id).unwrap().clone();
            step["wait"].as_str().unwrap_or("unknown").to_owned()
        })
    };
    refused(ana.send(&undo, &json!({})), 409, "nothing_to_undo");
    let first = ana.edit(&map, "a1", &wait("a", "2d"));
    ben.edit(&map, "b1", &wait("b", "3d"));
    let second = ana.edit(&map, "a2", &wait("c", "4d"));
    assert_eq!(ana.get(&undo)["undo"]["revision"], second);
    assert!(ana.get(&undo)["undo"]["sentence"].as_str().unwrap().contains("“Deploy”"));

    // Requested twice, it is done once.
    let answer = json_of(ana.send(&undo, &json!({ "of": second })));
    assert_eq!(answer["undo"]["revision"], first);
    assert_eq!(json_of(ana.send(&undo, &json!({ "of": second })))["revision"], answer["revision"]);
    assert_eq!(waits(), ["2d", "3d", "1w"]);
    ana.send(&undo, &json!({}));
    assert_eq!(waits(), ["1d", "3d", "1w"]);
    refused(ana.send(&undo, &json!({})), 409, "nothing_to_undo");
    ana.send(&redo, &json!({}));
    ana.send(&redo, &json!({}));
    assert_eq!(waits(), ["2d", "3d", "4d"]);
    refused(ana.send(&redo, &json!({})), 409, "nothing_to_undo");
    // Undo again, past the redo; a new edit ends redo.
    ana.send(&undo, &json!({}));
    assert_eq!(waits(), ["2d", "3d", "1w"]);
    ana.edit(&map, "a3", &wait("c", "6d"));
    refused(ana.send(&redo, &json!({})), 409, "nothing_to_undo");
    ana.send(&undo, &json!({}));
    ana.send(&undo, &json!({}));
    assert_eq!(waits(), ["1d", "3d", "1w"]);
    ben.send(&undo, &json!({}));
    assert_eq!(waits(), ["1d", "2d", "1w"]);
}

#[test]
fn edit_that_others_built_on_cannot_be_undone() {
    let site = Site::start();
    let map = site.small_map();
    let (ana, ben) = (Browser::open(&site, &map), Browser::open(&site, &map));
    ben.send("/me", &json!({ "name": "Ben" }));
    let undo = format!("/api/v1/maps/{map}/undo");
    // Rejected for the same field, not for another field of the same step.
    ana.edit(&map, "1", &wait("b", "3d"));
    ben.edit(&map, "2", &wait("b", "4d"));
    let error = refused(ana.send(&undo, &json!({})), 409, "built_on");
    assert!(field(&error, "message").starts_with("Ben has changed the wait time of “Test” since then."), "{error}");
    assert_eq!(site.map(&map)["steps"][1]["wait"], "4d");
    ben.send(&undo, &json!({}));
    ben.edit(&map, "3", &json!({ "type": "change_step", "step": "b", "set": { "work": "5h" } }));
    assert_eq!(ana.send(&undo, &json!({})).status(), StatusCode::OK);
    assert_eq!(
        (&site.map(&map)["steps"][1]["wait"], &site.map(&map)["steps"][1]["work"]),
        (&json!("2d"), &json!("5h"))
    );
    // Undoing the addition of a step that others edited is rejected.
    ana.edit(&map, "4", &json!({ "type": "add_step", "step": { "id": "d", "name": "Verify" }, "after": "c" }));
    ben.edit(&map, "5", &json!({ "type": "change_step", "step": "d", "set": { "team": "Operations" } }));
    let error = refused(ana.send(&undo, &json!({})), 409, "built_on");
    assert!(field(&error, "message").contains("the team of “Verify”"), "{error}");
    // So is restoring a step into an arrow that has changed since.
    ben.send(&undo, &json!({}));
    ana.send(&undo, &json!({}));
    ana.edit(&map, "6", &json!({ "type": "remove_step", "step": "b" }));
    ben.edit(&map, "7", &json!({ "type": "add_step", "step": { "id": "e", "name": "Sign" }, "after": "a" }));
    refused(ana.send(&undo, &json!({})), 409, "built_on");
}

#[test]
fn idea_of_another_actor_blocks_undo_of_its_step() {
    let site = Site::start();
    let map = site.small_map();
    let (ana, ben) = (Browser::open(&site, &map), Browser::open(&site, &map));
    ben.send("/me", &json!({ "name": "Ben" }));
    let undo = format!("/api/v1/maps/{map}/undo");
    ana.edit(&map, "1", &json!({ "type": "add_step", "step": { "id": "d", "name": "Verify" }, "after": "c" }));
    let idea = json!({ "id": "i", "title": "Let it watch itself", "step": "d" });
    ben.edit(&map, "2", &json!({ "type": "add_idea", "idea": idea }));
    let error = refused(ana.send(&undo, &json!({})), 409, "built_on");
    assert!(
        field(&error, "message").starts_with("Ben has changed the idea “Let it watch itself” since then."),
        "{error}"
    );
    assert_eq!(site.map(&map)["ideas"][0]["title"], "Let it watch itself");
    // Once the idea is deleted, the step is free.
    ben.send(&undo, &json!({}));
    assert_eq!(ana.send(&undo, &json!({})).status(), StatusCode::OK);
    assert_eq!(site.map(&map)["steps"].as_array().unwrap().len(), 3);
}

#[test]
fn redo_ends_after_a_newer_edit() {
    let site = Site::start();
    let map = site.small_map();
    let ana = Browser::open(&site, &map);
    let (undo, redo) = (format!("/api/v1/maps/{map}/undo"), format!("/api/v1/maps/{map}/redo"));
    ana.edit(&map, "1", &wait("a", "2d"));
    ana.send(&undo, &json!({}));
    ana.edit(&map, "2", &wait("a", "5d"));
    ana.send(&undo, &json!({}));
    assert_eq!(ana.send(&redo, &json!({})).status(), StatusCode::OK);
    assert_eq!(site.map(&map)["steps"][0]["wait"], "5d", "as it was typed");
    refused(ana.send(&redo, &json!({})), 409, "nothing_to_undo");
    // An edit without effect can't be undone.
    ana.edit(&map, "3", &wait("a", "5d"));
    let answer = json_of(ana.send(&undo, &json!({})));
    assert_eq!(site.map(&map)["steps"][0]["wait"], "1d", "{answer}");
    refused(ana.send(&undo, &json!({ "of": 1 })), 409, "nothing_to_undo");
}

#[test]
fn undo_can_skip_an_edit_that_others_built_on() {
    let site = Site::start();
    let map = site.small_map();
    let (ana, ben) = (Browser::open(&site, &map), Browser::open(&site, &map));
    let undo = format!("/api/v1/maps/{map}/undo");
    let older = ana.edit(&map, "1", &wait("a", "2d"));
    let newer = ana.edit(&map, "2", &wait("b", "3d"));
    ben.edit(&map, "3", &wait("b", "4d"));
    let error = refused(ana.send(&undo, &json!({})), 409, "built_on");
    assert_eq!((&error["of"], &error["next"]["revision"]), (&json!(newer), &json!(older)), "{error}");
    for _ in 0..2 {
        assert_eq!(ana.send(&undo, &json!({ "of": older })).status(), StatusCode::OK);
    }
    assert_eq!(site.map(&map)["steps"][0]["wait"], "1d");
    assert_eq!(site.map(&map)["steps"][1]["wait"], "4d");
    let error = refused(ana.send(&undo, &json!({})), 409, "built_on");
    assert_eq!(error["next"], Value::Null);
}

#[test]
fn calendar_and_arrows_of_others_block_undo() {
    let site = Site::start();
    let map = site.small_map();
    let (ana, ben) = (Browser::open(&site, &map), Browser::open(&site, &map));
    let undo = format!("/api/v1/maps/{map}/undo");
    ana.edit(&map, "1", &wait("a", "2d"));
    let calendar = json!({ "hours_per_day": 24, "days_per_week": 7 });
    ben.edit(&map, "2", &json!({ "type": "change_map", "set": { "clock": calendar } }));
    let error = refused(ana.send(&undo, &json!({})), 409, "built_on");
    assert!(field(&error, "message").contains("the map’s working calendar"), "{error}");
    ben.send(&undo, &json!({}));
    assert_eq!(ana.send(&undo, &json!({})).status(), StatusCode::OK);
    // A rework arrow of someone else along a flow blocks undoing that flow.
    ana.edit(&map, "3", &json!({ "type": "add_step", "step": { "id": "d", "name": "Verify" } , "after": "c" }));
    ana.edit(&map, "4", &json!({ "type": "disconnect", "from": "c", "to": "d" }));
    ana.edit(&map, "5", &json!({ "type": "connect", "from": "c", "to": "d" }));
    ben.edit(&map, "6", &json!({ "type": "set_rework", "from": "d", "to": "c", "share": 20 }));
    let error = refused(ana.send(&undo, &json!({})), 409, "built_on");
    assert!(field(&error, "message").contains("the rework arrow from “Verify” to “Deploy”"), "{error}");
    assert_eq!(site.map(&map)["rework"].as_array().unwrap().len(), 2);
}

/// Ends the other threads, also when the test fails.
struct Ends<'a>(&'a std::sync::atomic::AtomicBool);

impl Drop for Ends<'_> {
    fn drop(&mut self) {
        self.0.store(true, std::sync::atomic::Ordering::Relaxed);
    }
}

#[test]
fn undo_works_on_a_busy_map() {
    let site = Site::start();
    let map = site.small_map();
    let ana = Browser::open(&site, &map);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut n = 0;
            while !done.load(std::sync::atomic::Ordering::Relaxed) {
                n += 1;
                let step = json!({ "id": format!("z{n}"), "name": "Z" });
                site.edit(&map, &format!("z{n}"), &json!({ "type": "add_step", "step": step, "after": "c" }));
                site.edit(&map, &format!("y{n}"), &json!({ "type": "remove_step", "step": format!("z{n}") }));
            }
        });
        let _when_done = Ends(&done);
        for n in 0..20 {
            ana.edit(&map, &format!("a{n}"), &wait("a", &format!("{}w", n + 2)));
            let answer = ana.send(&format!("/api/v1/maps/{map}/undo"), &json!({}));
            let status = answer.status();
            assert_eq!(status, StatusCode::OK, "{}", answer.text().unwrap());
        }
    });
    assert_eq!(site.map(&map)["steps"][0]["wait"], "1d");
}

#[test]
fn repeated_edit_is_answered_after_the_map_was_trashed() {
    let site = Site::start();
    let map = site.small_map();
    assert_eq!(site.edit(&map, "1", &wait("a", "2d")).status(), StatusCode::OK);
    site.delete(&format!("/api/v1/maps/{map}"));
    assert_eq!(json_of(site.edit(&map, "1", &wait("a", "2d")))["revision"], 2);
    refused(site.edit(&map, "2", &wait("a", "3d")), 404, "not_found");
}

#[test]
fn part_markers_cannot_be_forged_by_field_values() {
    let site = Site::start();
    let mut file = small_map();
    file["x\u{1}row:a\u{2}y\u{3}"] = 1.into();
    refused(site.post("/api/v1/maps", file.to_string()), 422, "bad_value");
    let map = site.small_map();
    let other = json!({ "\u{1}row:b\u{2}HELLO\u{3}": 1 });
    let edit = json!({ "type": "change_step", "step": "a", "set": { "other": other } });
    refused(site.edit(&map, "1", &edit), 422, "bad_value");
}

#[test]
fn cross_site_stream_is_rejected() {
    let site = Site::start();
    let map = site.small_map();
    let request = site.request(reqwest::Method::GET, &format!("/maps/{map}/live"));
    assert_eq!(request.header("sec-fetch-site", "cross-site").send().unwrap().status(), StatusCode::FORBIDDEN);
    // A stream without a cookie gets an identity first.
    let answer = site.get(&format!("/maps/{map}/live"));
    let cookie = header(&answer, "set-cookie").split(';').next().unwrap().to_owned();
    let browser = Browser { site: &site, cookie };
    let mut lines = BufReader::new(answer).lines().map_while(Result::ok);
    let hello = lines.find_map(|line| line.strip_prefix("data: ").map(str::to_owned)).unwrap();
    let hello: Value = serde_json::from_str(&hello).unwrap();
    assert_eq!(hello["me"]["actor"], browser.get("/me")["actor"]);
}

#[test]
fn shutdown_tells_viewers_when_to_reconnect() {
    let mut site = Site::start();
    let map = site.small_map();
    let streams: Vec<Stream> = (0..20).map(|_| Stream::open(&site.url(&format!("/maps/{map}/live")), "")).collect();
    for stream in &streams {
        stream.next_of("frame");
    }
    let process = site.server().id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &process]).status().unwrap().success());
    let back: Vec<u64> = streams.iter().map(|s| s.next_of("restart").data["in_ms"].as_u64().unwrap()).collect();
    assert!(back.iter().all(|ms| (500..1000).contains(ms)), "{back:?}");
    assert!(back.iter().any(|ms| *ms != back[0]), "not all at once: {back:?}");
    assert!(streams.iter().all(Stream::ended));
    assert_eq!(site.server().wait(), Some(0));
}
