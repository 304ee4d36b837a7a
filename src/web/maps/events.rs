//! `GET /maps/{id}/live`: the server-sent events that keep an open page up to date.
//!
//! | event | content |
//! |---|---|
//! | `hello` | build and epoch, the id of this stream, the viewer |
//! | `frame` | a revision, its author, the layout of the drawing, and the parts that differ from those that this viewer was last sent; all at first |
//! | `presence` | everyone who has the map open |
//! | `rights` | the viewer's permission, and whether the map is locked for guests |
//! | `gone` | `binned` (moved to trash), `closed` (the viewer lost access) or `signed_out`: nothing follows until that changes |
//! | `lead` | a step or another object, and who brings everyone there; no step when that ends |
//! | `restart` | the server shuts down; when to reconnect |
//! | `beat` | nothing, every 15 seconds: a page that receives nothing for longer knows that the connection is dead |
//!
//! Each frame is the difference to what this stream sent before it, at first to what the page says it shows. If the
//! layout differs from the one before, the drawing is included as a whole. So a page that applies the frames in order
//! shows the drawing in the layout that the last one names.
//!
//! The stream is polled only when the connection can take more: slow viewers skip frames and delay no one.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::future::pending;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::Query;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderName, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use futures_util::stream::unfold;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use crate::clock;
use crate::live::{DrawingLayout, Shown, Snapshot, Spotlight, SubscribeError, Subscription};
use vsm::StepId;

use crate::web::access::{CanView, Visitor};
use crate::web::account::me::{self, ActorView};
use crate::web::error::AppError;
use crate::web::json;
use crate::web::maps::layouts;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::assets;

/// Something is sent at least this often, so that proxies don't consider the connection dead.
const BEAT: Duration = Duration::from_secs(15);
/// Presence changes within this time are sent together; otherwise a workshop that fills up sends everyone to everyone.
const PRESENCE_DELAY: Duration = Duration::from_millis(60);
/// After a shutdown, viewers reconnect after this time plus a random part of it, so that they don't all come at once.
const RECONNECT_DELAY_MS: u64 = 500;

#[derive(Deserialize)]
pub(crate) struct EventsQuery {
    /// What the page already shows: `<epoch>.<revision>.<build>`.
    #[serde(default)]
    have: String,
    /// How the page arranges the drawing, as it shows it now and as it wants it.
    drawn: Option<DrawingLayout>,
    layout: Option<DrawingLayout>,
}

pub(crate) async fn show(
    map: CanView,
    Query(query): Query<EventsQuery>,
    headers: HeaderMap,
) -> Result<Response, AppError> {
    // Subscribed before permissions are read, so that no change is missed.
    let changes = map.app().accounts().changes();
    let Some(map) = map.reload().await? else { return Err(AppError::NotFound) };
    if map.app().is_ending() {
        return Err(AppError::NotReady);
    }
    if headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site") {
        return Err(AppError::CrossSite);
    }
    // A browser without an identity gets one first, so that the stream belongs to it and not to the local user.
    let (secret, map) = me::with_browser_secret(map, &headers);
    let layout = query.layout.filter(|layout| layouts::is_known(*layout)).unwrap_or(layouts::DEFAULT);
    let subscription = map.subscribe(layout).await.map_err(|error| match error {
        SubscribeError::NotFound => AppError::NotFound,
        SubscribeError::Full => AppError::NotReady,
        SubscribeError::Storage(error) => error.into(),
    })?;
    let stream = EventStream {
        subscription,
        ending: map.app().ending(),
        changes,
        beat: Box::pin(sleep(BEAT)),
        shown: None,
        presence_at: None,
        stage: Stage::Begin(query.have, query.drawn.unwrap_or(layout)),
        map,
    };
    let events = unfold(stream, |mut stream| async {
        let bytes = stream.next().await?;
        Some((Ok::<_, Infallible>(bytes), stream))
    });
    let headers_out = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        // A proxy that buffers responses would never pass anything on.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let response = (headers_out, Body::from_stream(events)).into_response();
    Ok(me::set_browser_cookie(secret, response))
}

struct EventStream {
    /// With the permission as of the last check.
    map: CanView,
    /// Signals that permissions may have changed.
    changes: watch::Receiver<()>,
    subscription: Subscription,
    ending: watch::Receiver<bool>,
    /// When the next beat is due. One timer for the whole stream, because creating one each time is expensive.
    beat: Pin<Box<Sleep>>,
    /// What the viewer was last sent.
    shown: Option<Shown>,
    /// When to send presence, if it has changed.
    presence_at: Option<Instant>,
    stage: Stage,
}

enum Stage {
    /// Nothing was sent yet; contains what the page has, and how it arranges the drawing.
    Begin(String, DrawingLayout),
    Following,
    Ended,
}

enum StreamEvent {
    /// An edit, or another layout of the page.
    Frame,
    Presence,
    PresenceDue,
    Beat,
    /// Permissions may have changed.
    Permissions,
    Spotlight,
    Ending,
}

impl EventStream {
    /// What to send next; `None` at the end.
    async fn next(&mut self) -> Option<Bytes> {
        match std::mem::replace(&mut self.stage, Stage::Following) {
            Stage::Ended => None,
            Stage::Begin(have, drawn) => Some(self.begin(&have, drawn).await),
            Stage::Following => self.wait().await,
        }
    }

    /// `hello`, `frame` and `presence` at once.
    async fn begin(&mut self, have: &str, drawn: DrawingLayout) -> Bytes {
        let snapshot = Arc::clone(&self.subscription.snapshots.borrow_and_update());
        let hello = json!({
            "build": assets::hash(),
            "epoch": *snapshot.epoch,
            "viewer": self.subscription.viewer,
            "may": self.map.permission().as_str(),
            "locked": self.map.is_locked(),
            "me": ActorView::with_color(self.map.actor(), self.subscription.color),
            "lead": self.subscription.led_by().as_ref().map(lead),
        });
        let mut all = event("hello", &hello);
        if snapshot.trashed {
            self.stage = Stage::Ended;
            all.push_str(&gone("binned"));
            return all.into();
        }
        if have == format!("{}.{}.{}", snapshot.epoch, snapshot.revision, assets::hash()) {
            self.shown = Some(Shown { snapshot: Arc::clone(&snapshot), layout: drawn });
        }
        let layout = snapshot.layout(*self.subscription.layout.borrow_and_update());
        let mut all = all.into_bytes();
        match self.frame(&snapshot, layout).await {
            Ok(frame) => all.extend_from_slice(&frame),
            Err(_) => all.extend_from_slice(&self.restart()),
        }
        self.shown = Some(Shown { snapshot, layout });
        all.extend_from_slice(self.presence().as_bytes());
        all.into()
    }

    async fn wait(&mut self) -> Option<Bytes> {
        self.beat.as_mut().reset(Instant::now() + BEAT);
        loop {
            let happened = {
                let Subscription { snapshots, people, spotlight, layout, .. } = &mut self.subscription;
                let presence_at = self.presence_at;
                let (until, clock) = (self.map.expires_at_ms(), self.map.app().clock());
                let expires = async move {
                    match until {
                        Some(at_ms) => clock.wait_until(at_ms).await,
                        None => pending().await,
                    }
                };
                let due = async move {
                    match presence_at {
                        Some(at) => sleep_until(at).await,
                        None => pending().await,
                    }
                };
                tokio::select! {
                    biased;
                    _ = self.ending.wait_for(|ending| *ending) => StreamEvent::Ending,
                    // Checked before anything of the map is sent.
                    changed = self.changes.changed() => { changed.ok()?; StreamEvent::Permissions }
                    () = expires => StreamEvent::Permissions,
                    // Before edits: with a steady flow of edits, presence would never be sent.
                    () = due => StreamEvent::PresenceDue,
                    changed = spotlight.changed() => { changed.ok()?; StreamEvent::Spotlight }
                    changed = snapshots.changed() => { changed.ok()?; StreamEvent::Frame }
                    changed = layout.changed() => { changed.ok()?; StreamEvent::Frame }
                    changed = people.changed(), if presence_at.is_none() => { changed.ok()?; StreamEvent::Presence }
                    () = self.beat.as_mut() => StreamEvent::Beat,
                }
            };
            let bytes = match happened {
                // A session can expire, too.
                StreamEvent::Beat => {
                    let changed = self.check_access().await;
                    Some(changed.unwrap_or(Bytes::from_static(b"event: beat\ndata: {}\n\n")))
                }
                StreamEvent::Permissions => self.check_access().await,
                StreamEvent::Presence => {
                    self.presence_at = Some(Instant::now() + PRESENCE_DELAY);
                    None
                }
                StreamEvent::PresenceDue => {
                    self.presence_at = None;
                    Some(self.presence().into())
                }
                StreamEvent::Frame => self.next_frame().await,
                StreamEvent::Spotlight => Some(self.spotlight()),
                StreamEvent::Ending => Some(self.restart()),
            };
            if bytes.is_some() {
                return bytes;
            }
        }
    }

    fn spotlight(&mut self) -> Bytes {
        let spotlight = self.subscription.spotlight.borrow_and_update().clone();
        let ended = || json!({ "step": null });
        event("lead", &spotlight.as_ref().map_or_else(ended, lead)).into()
    }

    fn restart(&mut self) -> Bytes {
        self.stage = Stage::Ended;
        let back_in = RECONNECT_DELAY_MS + clock::chance(RECONNECT_DELAY_MS);
        let restart = event("restart", &json!({ "in_ms": back_in }));
        // For the browser's own reconnect, in case the script of the page is busy.
        format!("retry: {back_in}\n{restart}").into()
    }

    /// Checks access again and reports changes; `None` if nothing changed.
    async fn check_access(&mut self) -> Option<Bytes> {
        match self.map.reload().await {
            Ok(Some(map)) => {
                let before = (self.map.permission(), self.map.is_locked());
                self.map = map;
                let now = (self.map.permission(), self.map.is_locked());
                (now != before).then(|| event("rights", &json!({ "may": now.0.as_str(), "locked": now.1 })).into())
            }
            Ok(None) => {
                self.stage = Stage::Ended;
                Some(gone(if self.is_signed_out().await { "signed_out" } else { "closed" }).into())
            }
            Err(_) => Some(self.restart()),
        }
    }

    /// Has the session of a member ended? Then the page asks to sign in.
    async fn is_signed_out(&self) -> bool {
        let visitor = self.map.visitor();
        let has_ended = |now: Option<Visitor>| now.is_none_or(|now| now.session().is_none());
        visitor.session().is_some() && visitor.reload(self.map.app()).await.is_ok_and(has_ended)
    }

    /// The newest snapshot in the page's layout, unless it was already sent.
    async fn next_frame(&mut self) -> Option<Bytes> {
        let snapshot = Arc::clone(&self.subscription.snapshots.borrow_and_update());
        if snapshot.trashed {
            self.stage = Stage::Ended;
            return Some(gone("binned").into());
        }
        let layout = snapshot.layout(*self.subscription.layout.borrow_and_update());
        let is_shown = |shown: &Shown| shown.snapshot.revision >= snapshot.revision && shown.layout == layout;
        if self.shown.as_ref().is_some_and(is_shown) {
            return None;
        }
        let Ok(bytes) = self.frame(&snapshot, layout).await else { return Some(self.restart()) };
        if self.changes.has_changed().unwrap_or(true) {
            // Permissions are checked before anything of the map is sent, also if they change while it is rendered.
            self.subscription.snapshots.mark_changed();
            return None;
        }
        self.shown = Some(Shown { snapshot, layout });
        Some(bytes)
    }

    /// The frame as a difference to what the viewer has; the same bytes for everyone in the same state.
    async fn frame(&self, snapshot: &Arc<Snapshot>, layout: DrawingLayout) -> Result<Bytes, AppError> {
        let shown = self.shown.as_ref();
        if let Some(bytes) = snapshot.cached_message(shown, layout) {
            return Ok(bytes);
        }
        let by = match shown.and_then(|shown| snapshot.author_since(&shown.snapshot)) {
            // The frame is sent even if the name can't be looked up.
            Some(id) => self.map.actor_of(id).await.ok(),
            None => None,
        };
        let by = by.as_ref().map(|by| json!(ActorView::from(by)));
        if snapshot.is_rendered_quickly() {
            return snapshot.message(shown, layout, async { Ok(frame(snapshot, layout, shown, by.as_ref())) }).await;
        }
        let (app, snapshot, shown) = (self.map.app().clone(), Arc::clone(snapshot), shown.cloned());
        // In a task of its own: other viewers wait for it, but this stream isn't polled while its connection is stuck.
        let task = tokio::spawn(async move {
            let (of, from) = (Arc::clone(&snapshot), shown.clone());
            let make = app.pools().run(Pool::Frame, move || frame(&of, layout, from.as_ref(), by.as_ref()));
            snapshot.message(shown.as_ref(), layout, make).await
        });
        task.await.map_err(|cause| AppError::internal("rendering a frame", &cause))?
    }

    fn presence(&mut self) -> String {
        format!("event: presence\ndata: {}\n\n", self.subscription.people.borrow_and_update().json())
    }
}

/// A snapshot with the drawing in a layout, as a difference to what was shown.
fn frame(snapshot: &Snapshot, layout: DrawingLayout, shown: Option<&Shown>, by: Option<&Value>) -> Bytes {
    let drawing = snapshot.drawing(layout);
    let parts: BTreeMap<_, _> = snapshot.diff_from(&drawing, layout, shown).into_iter().collect();
    let revision = snapshot.revision;
    let frame = event("frame", &json!({ "revision": revision, "layout": layout, "by": by, "parts": parts }));
    format!("id: {revision}\n{frame}").into()
}

fn lead(spotlight: &Spotlight) -> Value {
    json!({
        "step": spotlight.step,
        "object": spotlight.object,
        "viewer": spotlight.viewer,
        "bring": spotlight.brings_everyone,
        "by": ActorView::from(&spotlight.by),
    })
}

/// JSON has no line breaks.
fn event(name: &str, data: &impl Serialize) -> String {
    format!("event: {name}\ndata: {}\n\n", serde_json::to_string(data).unwrap_or_default())
}

fn gone(why: &str) -> String {
    event("gone", &json!({ "why": why }))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SelectionBody {
    viewer: String,
    step: Option<StepId>,
}

/// `POST /maps/{id}/presence`: selects a step, or none, for others to see.
pub(crate) async fn select(map: CanView, body: Bytes) -> Result<StatusCode, AppError> {
    let selection: SelectionBody = json::parse(&body, "bad_presence", "{\"viewer\", \"step\"}")?;
    // Others are shown only steps of the map.
    let snapshot = map.open()?;
    let step = selection.step.filter(|step| snapshot.map.step(step).is_some());
    if map.select(&selection.viewer, step.as_ref()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(AppError::NotFound)
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LayoutBody {
    viewer: String,
    layout: DrawingLayout,
}

/// `POST /maps/{id}/layout`: how the page of a stream arranges the drawing from now on.
pub(crate) async fn arrange(map: CanView, body: Bytes) -> Result<StatusCode, AppError> {
    let LayoutBody { viewer, layout } = json::parse(&body, "bad_layout", "{\"viewer\", \"layout\"}")?;
    if !layouts::is_known(layout) {
        return Err(AppError::not_understood("bad_layout", format!("There is no layout {layout}.")));
    }
    map.open()?;
    if map.arrange(&viewer, layout).await? { Ok(StatusCode::NO_CONTENT) } else { Err(AppError::NotFound) }
}
