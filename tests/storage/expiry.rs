//! Sessions and links expire to the millisecond, without any other change.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use weir::clock::Clock;
use weir::live::Hub;
use weir::storage::accounts::{AuditEntry, Invite, NewPerson, NewSession, Outcome, ResetBy, Role};
use weir::storage::{FIRST_WORKSPACE, Storage};

use crate::support::renderer;

const NOW_MS: i64 = 1_700_000_000_000;
const JUST_BEFORE: Duration = Duration::from_millis(4999);
const ONE_MS: Duration = Duration::from_millis(1);
/// When everything in these tests expires.
const END_MS: i64 = NOW_MS + 5000;

/// A hub with one account, which has a session with the hash `session`.
async fn hub_with_account(directory: &Path) -> (Arc<Hub>, Clock) {
    let clock = Clock::manual(NOW_MS);
    let storage = Storage::open(directory).await.unwrap();
    let hub = Hub::start_with(storage, renderer(), clock.clone(), 3);
    let person = NewPerson {
        id: "ana".to_owned(),
        email: "ana@example.org".to_owned(),
        name: "Ana".to_owned(),
        password: None,
        identity: None,
    };
    let session = NewSession {
        hash: "session".to_owned(),
        id: "s".to_owned(),
        person: person.id.clone(),
        browser: String::new(),
        created_at_ms: NOW_MS,
        expires_at_ms: NOW_MS + 1_000_000,
    };
    let created = hub.accounts().create_first_account(&person, "W", &session, &entry()).await.unwrap();
    assert_eq!(created, Outcome::Done);
    (hub, clock)
}

fn entry() -> AuditEntry {
    AuditEntry {
        workspace: FIRST_WORKSPACE.to_owned(),
        at_ms: NOW_MS,
        who: "Ana".to_owned(),
        kind: "test",
        about: String::new(),
        address: String::new(),
    }
}

#[tokio::test]
async fn former_session_secret_ends_without_an_invalidation() {
    let directory = tempfile::tempdir().unwrap();
    let (hub, clock) = hub_with_account(directory.path()).await;
    let accounts = hub.accounts();
    assert!(accounts.session("session").await.unwrap().is_some());
    assert!(accounts.renew_session("session", "renewed", END_MS).await.unwrap());
    clock.advance(JUST_BEFORE);
    assert!(accounts.session("session").await.unwrap().is_some());
    clock.advance(ONE_MS);
    assert!(accounts.session("session").await.unwrap().is_none());
    assert!(accounts.session("renewed").await.unwrap().is_some());
}

#[tokio::test]
async fn invite_and_reset_links_end_at_their_expiry() {
    let directory = tempfile::tempdir().unwrap();
    let (hub, clock) = hub_with_account(directory.path()).await;
    let accounts = hub.accounts();
    let session = accounts.session("session").await.unwrap().unwrap();
    let invite = Invite {
        id: "i".to_owned(),
        workspace: FIRST_WORKSPACE.to_owned(),
        workspace_name: "W".to_owned(),
        role: Role::Viewer,
        note: String::new(),
        created_by: "Ana".to_owned(),
        created_at_ms: NOW_MS,
        expires_at_ms: END_MS,
    };
    accounts.create_invite(&invite, "invite", &session.memberships[0].actor, &entry()).await.unwrap();
    accounts.create_reset("ana", "reset", (NOW_MS, END_MS), ResetBy::Person("ana"), &entry()).await.unwrap();
    clock.advance(JUST_BEFORE);
    assert!(accounts.invite("invite", clock.now_ms()).await.unwrap().is_some());
    assert!(accounts.reset("reset", clock.now_ms()).await.unwrap().is_some());
    clock.advance(ONE_MS);
    assert!(accounts.invite("invite", clock.now_ms()).await.unwrap().is_none());
    assert!(accounts.reset("reset", clock.now_ms()).await.unwrap().is_none());
}
