//! `/maps/{id}/history`: who changed what and when, a page at a time; newest first.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::Query;
use axum::response::Response;

use crate::live::{ActorKind, HistoryEntry};

use crate::web::access::{CanView, Permission};
use crate::web::error::AppError;
use crate::web::page::form::page;
use crate::web::page::{dates, urls};

/// How many lines a page has.
const ON_A_PAGE: usize = 50;

#[derive(Template)]
#[template(path = "maps/history.html")]
struct HistoryPage<'a> {
    map_name: &'a str,
    map_href: String,
    figures: String,
    days: Vec<Day>,
    /// The newest page, when this is another one.
    newest: Option<String>,
    /// The page of what was before, when there is more.
    older: Option<String>,
}

/// What was done on one day.
struct Day {
    title: String,
    entries: Vec<Entry>,
}

struct Entry {
    told: Told,
    href: String,
    /// Is it what the map is now?
    is_present: bool,
    /// Where a member takes back what a guest did.
    undo: Option<String>,
}

/// Who did what and when, for pages.
pub(crate) struct Told {
    pub(crate) revision: u64,
    pub(crate) who: String,
    /// Did they come by a link, and say a name?
    pub(crate) is_guest: bool,
    pub(crate) sentence: String,
    pub(crate) stamp: String,
    pub(crate) time: String,
    pub(crate) ago: String,
}

impl From<HistoryEntry> for Told {
    fn from(line: HistoryEntry) -> Self {
        let HistoryEntry { revision, at_ms, actor, sentence, .. } = line;
        let is_guest = actor.kind == ActorKind::Guest && !actor.name.is_empty();
        Told {
            revision,
            who: if actor.name.is_empty() { "Guest".to_owned() } else { actor.name },
            is_guest,
            sentence,
            stamp: dates::stamp(at_ms),
            time: dates::time(at_ms),
            ago: dates::ago(at_ms),
        }
    }
}

/// `GET /maps/{id}/history`; `before` says before which revision the list goes on. Of a map in the bin, too.
pub(crate) async fn show(may: CanView, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, AppError> {
    let (snapshot, id) = (may.snapshot(), may.id());
    let before = query.get("before").and_then(|before| before.parse::<u64>().ok());
    // One more than is shown tells whether there is another page.
    let limit = u32::try_from(ON_A_PAGE + 1).unwrap_or(u32::MAX);
    let mut lines = may.history(before.unwrap_or(u64::MAX), limit).await?;
    let more = lines.len() > ON_A_PAGE;
    lines.truncate(ON_A_PAGE);
    let last = lines.last().map(|line| line.revision).filter(|_| more);
    let history = HistoryPage {
        map_name: &snapshot.map.name,
        map_href: urls::map(id),
        figures: urls::trends(id),
        days: days(&may, lines),
        newest: before.map(|_| urls::history(id)),
        older: last.map(|last| urls::history_before(id, last)),
    };
    Ok(page(history.render()?))
}

fn days(may: &CanView, lines: Vec<HistoryEntry>) -> Vec<Day> {
    let (id, present) = (may.id(), may.snapshot().revision);
    let mut days: Vec<Day> = Vec::new();
    for line in lines {
        let title = dates::day(line.at_ms);
        let href = urls::revision(id, line.revision);
        let can_undo = may.permission() >= Permission::Manage && !may.visitor().is_solo();
        let is_guest = line.actor.kind == ActorKind::Guest;
        let undo = (is_guest && can_undo).then(|| urls::undo_guest(id, line.revision));
        let entry = Entry { href, is_present: line.revision == present, undo, told: line.into() };
        match days.last_mut() {
            Some(day) if day.title == title => day.entries.push(entry),
            _ => days.push(Day { title, entries: vec![entry] }),
        }
    }
    days
}
