//! HTTP: pages, forms, the JSON API. The only room that names axum and tower. All routes are on this page.

mod access;
mod actions;
mod address;
mod all_maps;
mod answer;
mod api;
pub mod assets;
mod audit;
mod auth;
mod bin;
mod common_steps;
mod compare;
mod compare_files;
mod compare_with;
mod compress;
mod conditional;
mod cookie;
mod door;
mod downloads;
mod edit_id;
pub mod error;
mod face;
mod figures;
mod figures_page;
mod flows;
mod follow;
mod form;
pub mod frame;
mod gate;
mod health;
mod help;
mod history;
mod home;
mod ideas;
mod import;
mod import_page;
pub mod layers;
mod layout;
mod limits;
mod map_form;
mod map_page;
mod me;
mod notice;
mod openid;
mod paper;
mod part;
mod past;
mod paste;
mod paste_preview;
pub mod paths;
mod rows;
mod secret;
pub mod settings;
mod share;
mod step_form;
mod step_place;
mod take_away;
mod team;
mod when;
pub mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post};

pub use access::App;
pub use answer::answer;
pub use auth::ResetLink;
pub use settings::Settings;

use api::{edits, maps};
use error::Failure;
use share::{by_link, guests, links};
use team::{audit_page, invites, members, workspaces};

use paths::{pattern, people_pattern};

use crate::live::Painter;
use crate::vsm::derive;

/// What live shows everybody of a map.
#[must_use]
pub fn painter() -> Painter {
    Arc::new(frame::paint)
}

/// All routes, with all layers around them.
pub fn router(app: App) -> Router {
    let settings = app.settings().clone();
    let gate = axum::middleware::from_fn_with_state(app.clone(), gate::pass);
    layers::around(routes().layer(gate).with_state(app), &settings)
}

fn routes() -> Router<App> {
    Router::new()
        .route(paths::HOME, get(home::show))
        .route(paths::MAPS, post(home::create))
        .route(paths::BIN, get(bin::show))
        .route(paths::HELP, get(help::show))
        .route(paths::IMPORT, get(import_page::show).post(import::bring))
        .route(pattern::MAP, get(downloads::page_or_download))
        .route(pattern::MAP_EDIT, get(map_form::show).post(map_form::save))
        .route(pattern::UNDO, post(map_page::undo))
        .route(pattern::LIVE, get(follow::follow))
        .route(pattern::PRESENCE, post(follow::select))
        .route(pattern::MAP_BIN, post(map_page::put_into_bin))
        .route(pattern::MAP_RESTORE, post(map_page::bring_back))
        .route(pattern::MAP_COPY, post(map_page::copy))
        .route(pattern::STEPS, post(step_form::add))
        .route(pattern::STEP_NEW, get(step_form::new))
        .route(pattern::STEP, get(step_form::show).post(step_form::change))
        .route(pattern::STEP_MOVE, get(step_place::move_form).post(step_place::move_to))
        .route(pattern::STEP_REMOVE, get(step_place::remove_form).post(step_place::remove))
        .route(pattern::FLOWS, get(flows::show).post(flows::connect))
        .route(pattern::FLOWS_DISCONNECT, post(flows::disconnect))
        .route(pattern::REWORK, post(flows::set_rework))
        .route(pattern::ADVICE, get(ideas::advice::show))
        .route(pattern::IDEAS, get(ideas::page::show).post(ideas::page::add))
        .route(pattern::IDEAS_CSV, get(ideas::take::csv))
        .route(pattern::IDEAS_MARKDOWN, get(ideas::take::markdown))
        .route(pattern::IDEA, get(ideas::form::show).post(ideas::form::change))
        .route(pattern::IDEA_VOTE, post(ideas::form::vote))
        .route(pattern::IDEA_APPLY, post(ideas::form::apply))
        .route(pattern::IDEA_REMOVE, post(ideas::form::remove))
        .route(pattern::FUTURE, post(ideas::family::draw))
        .route(pattern::HISTORY, get(history::show))
        .route(pattern::AT_REVISION, get(past::show))
        .route(pattern::RESTORE_REVISION, post(past::restore))
        .route(pattern::COMPARE_WITH, get(compare_with::show))
        .route(pattern::COMPARE, get(compare_files::page_or_download))
        .route(pattern::FIGURES, get(figures_page::show))
        .route(pattern::PASTE, get(paste::show).post(paste::take))
        .route(pattern::TAKE_AWAY, get(take_away::show))
        .route(pattern::REPORT, get(take_away::report))
        .route(paths::ALL_MAPS, get(all_maps::show))
        .route(paths::API_MAPS, get(maps::list).post(maps::create))
        .route(pattern::API_MAP, get(maps::read).delete(maps::bin))
        .route(pattern::API_METRICS, get(maps::metrics))
        .route(pattern::API_EDITS, post(edits::make))
        .route(pattern::API_UNDO, get(api::undo::show).post(api::undo::undo))
        .route(pattern::API_REDO, post(api::undo::redo))
        .route(pattern::API_HISTORY, get(api::history::list))
        .route(pattern::API_COMPARE, get(api::compare::read))
        .route(pattern::API_FIGURES, get(api::figures::read))
        .route(pattern::API_LEVERS, get(api::ideas::show_levers))
        .route(pattern::API_IDEAS, get(api::ideas::show_ideas))
        .route(pattern::API_FAMILY, get(api::ideas::show_family))
        .route(pattern::API_FUTURE, post(api::ideas::draw))
        .route(pattern::API_RESTORE, post(maps::bring_back))
        .route(pattern::STATIC, get(assets::serve))
        .route(paths::HEALTHZ, get(health::up))
        .route(paths::READYZ, get(health::ready))
        .merge(routes_of_people())
        .fallback(async || Failure::NotFound)
}

/// Whatever is sent here is small, and much of it can be sent by anybody.
fn routes_of_people() -> Router<App> {
    Router::new()
        .route(paths::ME, get(me::show).post(me::rename))
        .route(paths::SET_UP, get(auth::set_up::show).post(auth::set_up::begin))
        .route(paths::SIGN_IN, get(auth::sign_in::show).post(auth::sign_in::sign_in))
        .route(paths::TO_PROVIDER, get(auth::provider::go))
        .route(paths::FROM_PROVIDER, get(auth::provider::come_back))
        .route(paths::SIGN_OUT, post(auth::sign_in::sign_out))
        .route(people_pattern::INVITE, get(auth::invite::show).post(auth::invite::take))
        .route(people_pattern::RESET, get(auth::reset::show).post(auth::reset::set))
        .route(paths::ACCOUNT, get(auth::account::show))
        .route(paths::ACCOUNT_NAME, post(auth::account::rename))
        .route(paths::ACCOUNT_PASSWORD, post(auth::account::set_password))
        .route(paths::ACCOUNT_END_OTHERS, post(auth::account::end_others))
        .route(people_pattern::END_SESSION, post(auth::account::end_session))
        .route(paths::ACCOUNT_TOKENS, post(auth::tokens::make))
        .route(people_pattern::REVOKE_TOKEN, post(auth::tokens::revoke))
        .route(paths::WORKSPACES, get(workspaces::show).post(workspaces::make))
        .route(people_pattern::GO_TO_WORKSPACE, post(workspaces::go))
        .route(paths::MEMBERS, get(members::show))
        .route(paths::WORKSPACE_NAME, post(members::rename))
        .route(people_pattern::MEMBER_ROLE, post(members::set_role))
        .route(people_pattern::MEMBER_REMOVE, get(members::ask_remove).post(members::remove))
        .route(people_pattern::MEMBER_RESET, post(members::reset))
        .route(paths::INVITES, post(invites::make))
        .route(people_pattern::WITHDRAW_INVITE, post(invites::withdraw))
        .route(paths::AUDIT, get(audit_page::show))
        .route(people_pattern::SHARE, get(links::show).post(links::make))
        .route(people_pattern::WITHDRAW_SHARE, post(links::withdraw))
        .route(people_pattern::LOCK, post(links::lock))
        .route(people_pattern::LEAD, post(guests::lead))
        .route(people_pattern::UNDO_GUEST, post(guests::take_back))
        .route(people_pattern::BY_LINK, get(by_link::show).post(by_link::join))
        .route(paths::API_MEMBERS, get(api::members::list))
        .route(paths::API_INVITES, post(api::members::invite))
        .route(paths::API_AUDIT, get(audit_page::list))
        .route(people_pattern::API_SHARES, get(links::list).post(links::create))
        .route(people_pattern::API_SHARE, delete(links::remove))
        .layer(DefaultBodyLimit::max(layers::SMALL_BODY_LIMIT))
}
