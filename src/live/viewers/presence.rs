//! Who is looking at a map now, and which step each has selected.

use std::sync::{Arc, Mutex, PoisonError};

use serde::Serialize;
use serde_json::json;
use tokio::sync::watch;

use crate::storage::Actor;
use vsm::StepId;

/// How many colours there are for people.
const COLOURS: u8 = 8;

/// The number of an actor's own colour: always the same one.
#[must_use]
pub fn colour_of(actor: &str) -> u8 {
    actor.bytes().fold(0, |sum: u8, byte| sum.wrapping_mul(31).wrapping_add(byte)) % COLOURS
}

/// Somebody who looks at a map: one open page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(crate) struct Viewer {
    /// The id of the page's stream.
    #[serde(rename = "viewer")]
    pub id: String,
    pub actor: String,
    /// Their name; `None` while they have not said it.
    pub name: Option<String>,
    /// Did they come by a link, without an account?
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub guest: bool,
    /// The number of their colour.
    pub colour: u8,
    /// The step that they have selected.
    pub step: Option<StepId>,
}

/// So many people are told of by name; of more only how many there are.
const MAX_TOLD: usize = 100;

/// So many pages can follow one map at once.
const MOST: usize = 1000;
/// So many of them are guests' at most: the members of a workspace always find a seat.
const MAX_OF_GUESTS: usize = 800;
/// So many pages of one person, guest or program can.
const MAX_OF_ONE: usize = 20;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Seating {
    /// At this machine, while there are no accounts: as many pages as there is room for.
    Free,
    /// Somebody with a name of their own: so many pages each.
    Each,
}

/// Everybody who looks at a map, as it is told: written once for all.
#[derive(Debug, Clone, Default)]
pub struct Presence(Arc<str>);

impl Presence {
    /// `{"people": […], "count": n}` as JSON. The first people only, where there are very many.
    #[must_use]
    pub fn json(&self) -> &str {
        &self.0
    }

    fn of(people: &[Viewer]) -> Presence {
        let told = &people[..people.len().min(MAX_TOLD)];
        Presence(json!({ "people": told, "count": people.len() }).to_string().into())
    }
}

/// Everybody who looks at one map.
#[derive(Debug, Default)]
pub(crate) struct Viewers {
    /// Changed only under the lock, so that no change is lost.
    people: Mutex<Vec<Viewer>>,
    shown: watch::Sender<Presence>,
}

impl Viewers {
    /// Somebody comes; from now on they are told of everybody, themselves included. They keep the colour that they have
    /// on another page of theirs; else they get their own, or the next one that nobody here has.
    /// Gives the colour as well; `None` when there is no room for more.
    pub(crate) fn come(&self, mut viewer: Viewer, seating: Seating) -> Option<(u8, watch::Receiver<Presence>)> {
        let mut colour = None;
        self.change(|people| {
            let own = || people.iter().filter(|other| other.actor == viewer.actor).count();
            let guests = || people.iter().filter(|other| other.guest).count();
            if people.len() >= MOST
                || (viewer.guest && guests() >= MAX_OF_GUESTS)
                || (seating == Seating::Each && own() >= MAX_OF_ONE)
            {
                return false;
            }
            let same = people.iter().find(|other| other.actor == viewer.actor).map(|other| other.colour);
            let is_free = |colour: &u8| people.iter().all(|other| other.colour != *colour);
            let own = viewer.colour;
            let free = || (0..COLOURS).map(|more| (own + more) % COLOURS).find(is_free);
            viewer.colour = same.or_else(free).unwrap_or(own);
            colour = Some(viewer.colour);
            people.push(viewer);
            true
        });
        colour.map(|colour| (colour, self.shown.subscribe()))
    }

    pub(crate) fn go(&self, viewer: &str) {
        self.change(|people| {
            let before = people.len();
            people.retain(|other| other.id != viewer);
            people.len() != before
        });
    }

    /// Somebody selects a step, or none. False when there is no such viewer of this actor.
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

    /// An actor has another name.
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
            self.shown.send_replace(Presence::of(&people));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn come(viewers: &Viewers, viewer: &str, actor: &str) -> u8 {
        let (id, actor, colour) = (viewer.to_owned(), actor.to_owned(), 7);
        viewers.come(Viewer { id, actor, name: None, guest: false, colour, step: None }, Seating::Free).unwrap().0
    }

    #[test]
    fn people_are_told_apart_by_colour_as_long_as_there_are_colours() {
        let viewers = Viewers::default();
        assert_eq!((come(&viewers, "1", "ana"), come(&viewers, "2", "ben"), come(&viewers, "3", "ana")), (7, 0, 7));
        viewers.go("1");
        viewers.go("3");
        assert_eq!(come(&viewers, "4", "cem"), 7);
        let rest: Vec<u8> = (0..6).map(|n| come(&viewers, &format!("x{n}"), &format!("x{n}"))).collect();
        assert_eq!(rest, [1, 2, 3, 4, 5, 6]);
        assert_eq!(come(&viewers, "y", "y"), 7);
    }

    #[test]
    fn a_crowd_is_counted_and_has_an_end() {
        let viewers = Viewers::default();
        for n in 0..MOST {
            come(&viewers, &n.to_string(), "crowd");
        }
        let told: serde_json::Value = serde_json::from_str(viewers.shown.borrow().json()).unwrap();
        assert_eq!((told["people"].as_array().unwrap().len(), told["count"].as_u64()), (MAX_TOLD, Some(1000)));
        let one_more = Viewer { id: "x".into(), actor: "x".into(), name: None, guest: false, colour: 0, step: None };
        assert!(viewers.come(one_more, Seating::Free).is_none());
    }

    #[test]
    fn nobody_takes_all_seats() {
        let viewers = Viewers::default();
        let sits = |actor: &str, guest: bool| {
            let id = crate::clock::new_id();
            viewers
                .come(Viewer { id, actor: actor.into(), name: None, guest, colour: 0, step: None }, Seating::Each)
                .is_some()
        };
        assert_eq!((0..30).filter(|_| sits("ana", false)).count(), MAX_OF_ONE);
        let guests = (0..MOST).filter(|n| sits(&format!("g{}", n / 10), true)).count();
        assert_eq!(guests, MAX_OF_GUESTS);
        assert!(sits("ben", false) && !sits("g", true));
    }
}
