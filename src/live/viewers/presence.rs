//! Presence: who is viewing a map, and which step each viewer has selected.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde_json::json;
use tokio::sync::watch;

use crate::live::viewers::frame::DrawingLayout;
use crate::storage::Actor;
use vsm::StepId;

/// How many colors there are; their tones are in `people.css`.
const COLORS: u8 = 12;

/// The number of a color for an actor who isn't viewing the map, always the same.
pub fn color_of(actor: &str) -> u8 {
    actor.bytes().fold(0, |sum: u8, byte| sum.wrapping_mul(31).wrapping_add(byte)) % COLORS
}

/// One open page.
#[derive(Debug, Serialize)]
pub(crate) struct Viewer {
    /// The id of the page's subscription.
    #[serde(rename = "viewer")]
    pub id: String,
    pub actor: String,
    /// `None` for an actor without a name.
    pub name: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub guest: bool,
    #[serde(rename = "colour")]
    pub color: u8,
    /// The step selected on the page.
    pub step: Option<StepId>,
    /// Whether the page goes where someone brings everyone.
    #[serde(skip_serializing_if = "is_true")]
    pub follows: bool,
    /// How the page arranges the drawing; its stream listens.
    #[serde(skip)]
    pub layout: watch::Sender<DrawingLayout>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

/// The maximum number of viewers that are listed. Any others are only counted.
const MAX_NAMED: usize = 100;

/// The maximum number of pages that can follow one map at once.
const MAX_VIEWERS: usize = 1000;
/// The maximum number of guests' pages, which leaves some for members of the workspace.
const MAX_GUESTS: usize = 800;
/// The maximum number of pages of one person, guest or program.
const MAX_PER_ACTOR: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ViewerQuota {
    /// In solo mode.
    Unlimited,
    PerActor,
}

/// Everyone who views a map, as JSON that is serialized once for all viewers.
#[derive(Debug, Clone, Default)]
pub struct Presence(Arc<str>);

impl Presence {
    /// `{"people": […], "count": n}` as JSON. If there are very many people, only the first ones are listed.
    pub fn json(&self) -> &str {
        &self.0
    }

    fn new(people: &[Viewer]) -> Presence {
        let listed = &people[..people.len().min(MAX_NAMED)];
        Presence(json!({ "people": listed, "count": people.len() }).to_string().into())
    }
}

/// Everyone who views one map.
#[derive(Debug, Default)]
pub(crate) struct Viewers {
    /// Locked while changing and publishing, so that no change is lost.
    people: Mutex<Vec<Viewer>>,
    shown: watch::Sender<Presence>,
}

impl Viewers {
    /// Adds a viewer. Returns their color and a receiver of everyone's presence, including their own; `None` if the map
    /// is full. The color is the one they have on another page of this map, otherwise the first one that the fewest pages
    /// have: the first twelve people have twelve colors.
    pub(crate) fn join(&self, mut viewer: Viewer, quota: ViewerQuota) -> Option<(u8, watch::Receiver<Presence>)> {
        let mut color = None;
        self.change(|people| {
            let own = || people.iter().filter(|other| other.actor == viewer.actor).count();
            let guests = || people.iter().filter(|other| other.guest).count();
            if people.len() >= MAX_VIEWERS
                || (viewer.guest && guests() >= MAX_GUESTS)
                || (quota == ViewerQuota::PerActor && own() >= MAX_PER_ACTOR)
            {
                return false;
            }
            let same = people.iter().find(|other| other.actor == viewer.actor).map(|other| other.color);
            let pages = |color: &u8| people.iter().filter(|other| other.color == *color).count();
            viewer.color = same.or_else(|| (0..COLORS).min_by_key(pages)).unwrap_or_default();
            color = Some(viewer.color);
            people.push(viewer);
            true
        });
        color.map(|color| (color, self.shown.subscribe()))
    }

    pub(crate) fn leave(&self, viewer: &str) {
        self.change(|people| {
            let before = people.len();
            people.retain(|other| other.id != viewer);
            people.len() != before
        });
    }

    /// Selects a step, or none. Returns false if the actor has no such viewer.
    pub(crate) fn select(&self, viewer: &str, actor: &str, step: Option<&StepId>) -> bool {
        let mut found = false;
        self.change(|people| {
            let Some(person) = people.iter_mut().find(|p| p.id == viewer && p.actor == actor) else { return false };
            found = true;
            let changed = person.step.as_ref() != step;
            person.step = step.cloned();
            changed
        });
        found
    }

    /// Sets whether a page follows. Returns false if the actor has no such viewer.
    pub(crate) fn follow(&self, viewer: &str, actor: &str, follows: bool) -> bool {
        let mut found = false;
        self.change(|people| {
            let Some(person) = people.iter_mut().find(|p| p.id == viewer && p.actor == actor) else { return false };
            found = true;
            std::mem::replace(&mut person.follows, follows) != follows
        });
        found
    }

    /// Sets how a page arranges the drawing. Returns false if the actor has no such viewer.
    pub(crate) fn arrange(&self, viewer: &str, actor: &str, layout: DrawingLayout) -> bool {
        self.while_here(viewer, actor, |person| {
            person.layout.send_if_modified(|current| std::mem::replace(current, layout) != layout);
        })
    }

    /// The layouts in use, each once.
    pub(crate) fn layouts(&self) -> Vec<DrawingLayout> {
        let people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        let mut layouts: Vec<_> = people.iter().map(|person| *person.layout.borrow()).collect();
        layouts.sort_unstable();
        layouts.dedup();
        layouts
    }

    /// Does something while a viewer of the actor can't leave. Returns false if there is no such viewer.
    pub(crate) fn while_here(&self, viewer: &str, actor: &str, act: impl FnOnce(&Viewer)) -> bool {
        let people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        let person = people.iter().find(|person| person.id == viewer && person.actor == actor);
        person.is_some_and(|person| {
            act(person);
            true
        })
    }

    /// From now on, all pages follow.
    pub(crate) fn all_follow(&self) {
        self.change(|people| {
            let mut changed = false;
            for person in people.iter_mut() {
                changed |= !std::mem::replace(&mut person.follows, true);
            }
            changed
        });
    }

    pub(crate) fn rename(&self, actor: &Actor) {
        self.change(|people| {
            let mut changed = false;
            for person in people.iter_mut().filter(|person| person.actor == actor.id) {
                person.name = Some(actor.name.clone());
                changed = true;
            }
            changed
        });
    }

    fn change(&self, change: impl FnOnce(&mut Vec<Viewer>) -> bool) {
        let mut people = self.people.lock().unwrap_or_else(PoisonError::into_inner);
        if change(&mut people) {
            self.shown.send_replace(Presence::new(&people));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn viewer(id: &str, actor: &str) -> Viewer {
        let layout = watch::Sender::new(4);
        let (id, actor) = (id.to_owned(), actor.to_owned());
        Viewer { id, actor, name: None, guest: false, color: 7, step: None, follows: true, layout }
    }

    fn join(viewers: &Viewers, id: &str, actor: &str) -> u8 {
        viewers.join(viewer(id, actor), ViewerQuota::Unlimited).unwrap().0
    }

    #[test]
    fn viewers_get_distinct_colors_in_the_order_of_their_arrival() {
        let viewers = Viewers::default();
        assert_eq!((join(&viewers, "1", "ana"), join(&viewers, "2", "ben"), join(&viewers, "3", "ana")), (0, 1, 0));
        let rest: Vec<u8> = (0..10).map(|n| join(&viewers, &format!("x{n}"), &format!("x{n}"))).collect();
        assert_eq!(rest, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
        // Ana has two pages, so her color is shared last.
        assert_eq!((join(&viewers, "y", "y"), join(&viewers, "z", "z")), (1, 2));
        viewers.leave("x4");
        assert_eq!(join(&viewers, "4", "cem"), 6);
    }

    #[test]
    fn many_viewers_are_counted_up_to_a_maximum() {
        let viewers = Viewers::default();
        for n in 0..MAX_VIEWERS {
            join(&viewers, &n.to_string(), "crowd");
        }
        let json: serde_json::Value = serde_json::from_str(viewers.shown.borrow().json()).unwrap();
        assert_eq!((json["people"].as_array().unwrap().len(), json["count"].as_u64()), (MAX_NAMED, Some(1000)));
        assert!(viewers.join(viewer("x", "x"), ViewerQuota::Unlimited).is_none());
    }

    #[test]
    fn quotas_leave_places_for_members() {
        let viewers = Viewers::default();
        let joins = |actor: &str, guest: bool| {
            let person = Viewer { guest, ..viewer(&crate::clock::new_id(), actor) };
            viewers.join(person, ViewerQuota::PerActor).is_some()
        };
        assert_eq!((0..30).filter(|_| joins("ana", false)).count(), MAX_PER_ACTOR);
        let guests = (0..MAX_VIEWERS).filter(|n| joins(&format!("g{}", n / 10), true)).count();
        assert_eq!(guests, MAX_GUESTS);
        assert!(joins("ben", false) && !joins("g", true));
    }

    #[test]
    fn layouts_in_use_are_those_of_the_viewers_here() {
        let viewers = Viewers::default();
        for id in ["1", "2", "3"] {
            join(&viewers, id, "ana");
        }
        assert!(viewers.arrange("2", "ana", 0) && viewers.arrange("3", "ana", 0));
        assert!(!viewers.arrange("1", "ben", 9) && !viewers.arrange("9", "ana", 9));
        assert_eq!(viewers.layouts(), [0, 4]);
        viewers.leave("1");
        assert_eq!(viewers.layouts(), [0]);
    }
}
