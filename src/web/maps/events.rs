//! `GET /maps/{id}/live`: a page follows its map along, by server-sent events.
//!
//! | event | says |
//! |---|---|
//! | `hello` | build and epoch, the id of this stream, who one is |
//! | `frame` | a revision, who made it, and the parts that differ from what this viewer was last sent; all of them at first |
//! | `presence` | everybody who looks at the map |
//! | `rights` | what one may do with the map now, and whether guests may only look |
//! | `gone` | `trashed`, `closed` (not for one to see any more) or `signed_out`: until that changes, nothing comes |
//! | `lead` | a step, and who leads everybody there |
//! | `restart` | the server ends; when to come back |
//! | `beat` | nothing, every 15 seconds: a page that hears nothing for longer knows that the way is dead |
//!
//! The stream is asked for more only when there is room for it on its way: who is slow skips frames and holds up nobody.

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
use serde::{Deserialize, Serialize, Serializer};
use serde_json::json;
use tokio::sync::watch;
use tokio::time::{Instant, Sleep, sleep, sleep_until};

use crate::clock;
use crate::live::{Snapshot, SubscribeError, Subscription};
use vsm::StepId;

use crate::web::access::{CanView, Visitor};
use crate::web::account::me;
use crate::web::account::me::ActorView;
use crate::web::api::json::read;
use crate::web::error::AppError;
use crate::web::page::assets;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// A word is said at least so often, so that nobody on the way takes the stream for dead.
const BEAT: Duration = Duration::from_secs(15);
/// Who comes, goes or selects within this time is told together: a room that fills up is not told of each one to each.
const TOGETHER: Duration = Duration::from_millis(60);
/// When the server ends, its viewers come back after this time and at most as much again, not all at once.
const BACK_AFTER_MS: u64 = 500;

#[derive(Deserialize)]
pub(crate) struct Asked {
    /// What the page shows already: `<epoch>.<revision>.<build>`.
    #[serde(default)]
    have: String,
}

/// Follows a map until one side goes.
pub(crate) async fn follow(may: CanView, Query(asked): Query<Asked>, headers: HeaderMap) -> Result<Response, AppError> {
    // From before the first look at what one may: what changes after it is told.
    let changes = may.app().accounts().changes();
    let Some(may) = may.reload().await? else { return Err(AppError::NotFound) };
    if may.app().is_ending() {
        return Err(AppError::NotReady);
    }
    // A page of another site has nothing to follow here.
    if headers.get(SEC_FETCH_SITE).is_some_and(|site| site == "cross-site") {
        return Err(AppError::CrossSite);
    }
    // Who has no secret yet gets one first, so that the stream is theirs and not that of whoever sits at the machine.
    let (secret, may) = me::with_browser_secret(may, &headers);
    let subscription = may.subscribe().await.map_err(|error| match error {
        SubscribeError::NotFound => AppError::NotFound,
        SubscribeError::Full => AppError::NotReady,
        SubscribeError::Storage(error) => error.into(),
    })?;
    let follower = Follower {
        subscription,
        ending: may.app().ending(),
        changes,
        beat: Box::pin(sleep(BEAT)),
        shown: None,
        presence_at: None,
        stage: Stage::Begin(asked.have),
        may,
    };
    let events = unfold(follower, |mut follower| async {
        let bytes = follower.next().await?;
        Some((Ok::<_, Infallible>(bytes), follower))
    });
    let headers_out = [
        (CONTENT_TYPE, "text/event-stream"),
        (CACHE_CONTROL, "no-store"),
        // A proxy that collects answers before it passes them on would collect for ever.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    let response = (headers_out, Body::from_stream(events)).into_response();
    Ok(me::set_browser_cookie(secret, response))
}

/// One viewer's side of a stream.
struct Follower {
    /// What they may do, when it was last looked at.
    may: CanView,
    /// Tells when it may be another.
    changes: watch::Receiver<()>,
    subscription: Subscription,
    ending: watch::Receiver<bool>,
    /// Ends when a word has to be said. One for the whole stream: to wait anew each time is dear.
    beat: Pin<Box<Sleep>>,
    /// What the viewer was last sent.
    shown: Option<Arc<Snapshot>>,
    /// When to tell who is here, if that has changed.
    presence_at: Option<Instant>,
    stage: Stage,
}

enum Stage {
    /// Nothing sent yet: what the page has.
    Begin(String),
    Following,
    Over,
}

/// Why somebody who follows is told something.
enum Happened {
    Edit,
    /// Somebody came, went, or selected something.
    People,
    /// It is time to tell who is here.
    PresenceDue,
    Nothing,
    /// What one may do has perhaps changed.
    Rights,
    /// Somebody leads everybody to a step.
    Lead,
    Ending,
}

impl Follower {
    /// What to send next; `None` when there is nothing to come.
    async fn next(&mut self) -> Option<Bytes> {
        match std::mem::replace(&mut self.stage, Stage::Following) {
            Stage::Over => None,
            Stage::Begin(have) => Some(self.begin(&have).await),
            Stage::Following => self.wait().await,
        }
    }

    /// Greeting, frame and presence in one piece.
    async fn begin(&mut self, have: &str) -> Bytes {
        let snapshot = Arc::clone(&self.subscription.snapshots.borrow_and_update());
        let hello = json!({
            "build": assets::hash(),
            "epoch": *snapshot.epoch,
            "viewer": self.subscription.viewer,
            "may": self.may.permission().as_str(),
            "locked": self.may.is_locked(),
            "me": ActorView::with_color(self.may.actor(), self.subscription.color),
        });
        let mut all = event("hello", &hello);
        if snapshot.trashed {
            self.stage = Stage::Over;
            all.push_str(&gone("binned"));
            return all.into();
        }
        if have == format!("{}.{}.{}", snapshot.epoch, snapshot.revision, assets::hash()) {
            self.shown = Some(Arc::clone(&snapshot));
        }
        let mut all = all.into_bytes();
        all.extend_from_slice(&self.frame(snapshot).await);
        all.extend_from_slice(self.presence().as_bytes());
        all.into()
    }

    async fn wait(&mut self) -> Option<Bytes> {
        self.beat.as_mut().reset(Instant::now() + BEAT);
        loop {
            let happened = {
                let Subscription { snapshots, people, spotlight, .. } = &mut self.subscription;
                let presence_at = self.presence_at;
                let until = self.may.expires_at_ms();
                let runs_out = async move {
                    match until {
                        Some(at) => {
                            sleep(Duration::from_millis(u64::try_from(at - clock::now_ms()).unwrap_or(0))).await;
                        }
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
                    _ = self.ending.wait_for(|ending| *ending) => Happened::Ending,
                    // Before anything of the map is sent.
                    changed = self.changes.changed() => { changed.ok()?; Happened::Rights }
                    () = runs_out => Happened::Rights,
                    // Before edits: where there is always another edit, who is here would never be told.
                    () = due => Happened::PresenceDue,
                    changed = spotlight.changed() => { changed.ok()?; Happened::Lead }
                    changed = snapshots.changed() => { changed.ok()?; Happened::Edit }
                    changed = people.changed(), if presence_at.is_none() => { changed.ok()?; Happened::People }
                    () = self.beat.as_mut() => Happened::Nothing,
                }
            };
            match happened {
                Happened::Nothing => {
                    // A session ends by rest, too.
                    let told = self.look_again().await;
                    return Some(told.unwrap_or(Bytes::from_static(b"event: beat\ndata: {}\n\n")));
                }
                Happened::Rights => {
                    if let Some(bytes) = self.look_again().await {
                        return Some(bytes);
                    }
                }
                Happened::People => self.presence_at = Some(Instant::now() + TOGETHER),
                Happened::PresenceDue => {
                    self.presence_at = None;
                    return Some(self.presence().into());
                }
                Happened::Edit => {
                    if let Some(bytes) = self.next_frame().await {
                        return Some(bytes);
                    }
                }
                Happened::Lead => {
                    if let Some(spotlight) = self.subscription.spotlight.borrow_and_update().clone() {
                        return Some(
                            event("lead", &json!({ "step": spotlight.step, "by": ActorView::from(&spotlight.by) }))
                                .into(),
                        );
                    }
                }
                Happened::Ending => return Some(self.restart()),
            }
        }
    }

    fn restart(&mut self) -> Bytes {
        self.stage = Stage::Over;
        let back_in = BACK_AFTER_MS + clock::chance(BACK_AFTER_MS);
        let restart = event("restart", &json!({ "in_ms": back_in }));
        // The browser's own way to come back, should the page's script be busy.
        format!("retry: {back_in}\n{restart}").into()
    }

    /// Looks whether one may still look, and tells what has changed. Where that cannot be found out, the stream ends.
    async fn look_again(&mut self) -> Option<Bytes> {
        match self.may.reload().await {
            Ok(Some(may)) => {
                let before = (self.may.permission(), self.may.is_locked());
                self.may = may;
                let now = (self.may.permission(), self.may.is_locked());
                (now != before).then(|| event("rights", &json!({ "may": now.0.as_str(), "locked": now.1 })).into())
            }
            Ok(None) => {
                self.stage = Stage::Over;
                Some(gone(if self.is_signed_out().await { "signed_out" } else { "closed" }).into())
            }
            Err(_) => Some(self.restart()),
        }
    }

    /// Was it somebody with an account, whose session has ended? Then what is missing is to sign in.
    async fn is_signed_out(&self) -> bool {
        let visitor = self.may.visitor();
        let has_ended = |now: Option<Visitor>| now.is_none_or(|now| now.session().is_none());
        visitor.session().is_some() && visitor.reload(self.may.app()).await.is_ok_and(has_ended)
    }

    /// What to send of the newest snapshot; nothing when it has been sent.
    async fn next_frame(&mut self) -> Option<Bytes> {
        let snapshot = Arc::clone(&self.subscription.snapshots.borrow_and_update());
        if snapshot.trashed {
            self.stage = Stage::Over;
            return Some(gone("binned").into());
        }
        if self.shown.as_ref().is_some_and(|shown| shown.revision >= snapshot.revision) {
            return None;
        }
        Some(self.frame(snapshot).await)
    }

    /// The frame of a snapshot for somebody who was shown another one; the same text for all who were shown that one.
    async fn frame(&mut self, snapshot: Arc<Snapshot>) -> Bytes {
        if let Some(bytes) = snapshot.cached_changes_since(self.shown.as_deref()) {
            self.shown = Some(snapshot);
            return bytes;
        }
        let by = match self.shown.as_ref().and_then(|shown| snapshot.author_since(shown)) {
            // A name that cannot be looked up is no reason to keep the frame back.
            Some(id) => self.may.actor_of(id).await.ok(),
            None => None,
        };
        let bytes = snapshot.since(self.shown.as_deref(), |revision, parts| {
            let by = by.as_ref().map(ActorView::from);
            let frame = event("frame", &json!({ "revision": revision, "by": by, "parts": Parts(parts) }));
            format!("id: {revision}\n{frame}").into()
        });
        self.shown = Some(snapshot);
        bytes
    }

    fn presence(&mut self) -> String {
        format!("event: presence\ndata: {}\n\n", self.subscription.people.borrow_and_update().json())
    }
}

/// One event. JSON holds no line breaks.
fn event(name: &str, data: &impl Serialize) -> String {
    format!("event: {name}\ndata: {}\n\n", serde_json::to_string(data).unwrap_or_default())
}

fn gone(why: &str) -> String {
    event("gone", &json!({ "why": why }))
}

/// Parts by their names, in their order.
struct Parts<'p>(Vec<(&'p str, &'p str)>);

impl Serialize for Parts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().copied())
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Selected {
    viewer: String,
    step: Option<StepId>,
}

/// `POST /maps/{id}/presence`: somebody who follows a map selects a step, or none.
pub(crate) async fn select(may: CanView, body: Bytes) -> Result<StatusCode, AppError> {
    let selected: Selected = serde_json::from_value(read(&body)?).map_err(|cause| {
        AppError::not_understood(
            "bad_presence",
            format!("Invalid request body. Expected {{\"viewer\", \"step\"}}: {cause}."),
        )
    })?;
    // Only steps of the map are shown to others.
    let snapshot = may.open()?;
    let step = selected.step.filter(|step| snapshot.map.step(step).is_some());
    if may.select(&selected.viewer, step.as_ref()).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(AppError::NotFound)
    }
}
