//! Weir over HTTP: a real socket and the real binary, or where time matters its server in this process, with a clock
//! that the test advances.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

mod accounts;
mod api;
mod attacks;
mod compare;
mod concurrent_edits;
mod controls;
mod downloads;
mod durable;
mod exchange;
mod fonts;
mod forms;
mod get_requests;
mod guests;
mod history;
mod ideas;
mod import;
mod import_preview;
mod invites;
mod join;
mod limits;
mod live;
mod matrix;
mod openid;
mod page_fields;
mod pages;
mod passwords;
mod paste;
mod serve;
mod sharing;
mod site;
mod team;
mod trends;
mod undo_by;
