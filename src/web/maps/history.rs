//! `/maps/{id}/history`: who changed what and when, newest first.

use std::collections::{BTreeMap, HashSet};

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use crate::live::{Actor, ActorKind, HistoryEntry, Snapshot};

use crate::web::access::{CanView, Permission};
use crate::web::error::AppError;
use crate::web::page::form::page;
use crate::web::page::{dates, urls};

/// Entries per page.
const PAGE_SIZE: usize = 50;

#[derive(Template)]
#[template(path = "maps/history.html")]
struct HistoryPage<'a> {
    snapshot: &'a Snapshot,
    days: Vec<Day>,
    /// Those whose changes the visitor can undo all at once.
    authors: Vec<Author>,
    /// The newest page, if this is an older one.
    newest: Option<String>,
    older: Option<String>,
}

/// Someone with changes on this page of the history.
struct Author {
    name: String,
    name_in_sentence: String,
    is_guest: bool,
    undo_all: String,
    /// Where a guest can be renamed or removed.
    manage: Option<String>,
}

struct Day {
    title: String,
    rows: Vec<HistoryRow>,
}

struct HistoryRow {
    entry: HistoryEntryView,
    href: String,
    is_current: bool,
    /// Where a member can undo a guest's edit.
    undo: Option<String>,
}

pub(crate) struct HistoryEntryView {
    pub(crate) revision: u64,
    pub(crate) who: String,
    /// A guest who has given a name.
    pub(crate) is_guest: bool,
    pub(crate) sentence: String,
    pub(crate) stamp: String,
    pub(crate) time: String,
    pub(crate) ago: String,
}

impl HistoryEntryView {
    pub(crate) fn new(line: HistoryEntry, now_ms: i64) -> HistoryEntryView {
        let HistoryEntry { revision, at_ms, actor, sentence, .. } = line;
        let is_guest = actor.kind == ActorKind::Guest && !actor.is_anonymous();
        HistoryEntryView {
            revision,
            who: actor.display_name().to_owned(),
            is_guest,
            sentence,
            stamp: dates::stamp(at_ms),
            time: dates::time(at_ms),
            ago: dates::ago(at_ms, now_ms),
        }
    }
}

/// `GET /maps/{id}/history`; the list continues before revision `before`. Works for maps in the trash, too.
pub(crate) async fn index(map: CanView, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, AppError> {
    let (snapshot, id) = (map.snapshot(), map.id());
    let before = query.get("before").and_then(|before| before.parse::<u64>().ok());
    // One more than is shown, to know whether there is another page.
    let limit = u32::try_from(PAGE_SIZE + 1).unwrap_or(u32::MAX);
    let mut lines = map.history(before.unwrap_or(u64::MAX), limit).await?;
    let more = lines.len() > PAGE_SIZE;
    lines.truncate(PAGE_SIZE);
    let last = lines.last().map(|line| line.revision).filter(|_| more);
    let history = HistoryPage {
        snapshot,
        authors: authors(&map, &lines),
        days: days(&map, lines),
        newest: before.map(|_| urls::history(id)),
        older: last.map(|last| urls::history_before(id, last)),
    };
    Ok(page(history.render()?))
}

fn can_manage(map: &CanView) -> bool {
    map.permission() >= Permission::Manage && map.open().is_ok()
}

/// Without accounts there are no guests, only browsers without a name.
fn is_guest(map: &CanView, actor: &Actor) -> bool {
    actor.kind == ActorKind::Guest && !map.visitor().is_solo()
}

fn authors(map: &CanView, lines: &[HistoryEntry]) -> Vec<Author> {
    if !can_manage(map) {
        return Vec::new();
    }
    let mut seen = HashSet::new();
    // The first version is the map itself.
    let changes = lines.iter().filter(|line| line.revision > 1);
    let actors = changes.map(|line| &line.actor).filter(|actor| seen.insert(&actor.id));
    let author = |actor: &Actor| Author {
        name: actor.display_name().to_owned(),
        name_in_sentence: actor.name_in_sentence().to_owned(),
        is_guest: is_guest(map, actor),
        undo_all: urls::undo_by(map.id(), &actor.id),
        manage: is_guest(map, actor).then(|| urls::guest(map.id(), &actor.id)),
    };
    actors.map(author).collect()
}

fn days(map: &CanView, lines: Vec<HistoryEntry>) -> Vec<Day> {
    let (id, present, now_ms) = (map.id(), map.snapshot().revision, map.app().clock().now_ms());
    let mut days: Vec<Day> = Vec::new();
    for line in lines {
        let title = dates::day(line.at_ms, now_ms);
        let href = urls::revision(id, line.revision);
        let undo = (is_guest(map, &line.actor) && can_manage(map)).then(|| urls::undo_guest(id, line.revision));
        let is_current = line.revision == present;
        let row = HistoryRow { href, is_current, undo, entry: HistoryEntryView::new(line, now_ms) };
        match days.last_mut() {
            Some(day) if day.title == title => day.rows.push(row),
            _ => days.push(Day { title, rows: vec![row] }),
        }
    }
    days
}
