//! All routes on one page.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post};

use crate::web::access::App;
use crate::web::api::v1;
use crate::web::error::AppError;
use crate::web::page::urls::{self, pattern, people_pattern};
use crate::web::{account, compare, flows, home, ideas, import, maps, middleware, page, share, steps, workspace};

/// All routes, with all layers around them.
pub fn router(app: App) -> Router {
    let settings = app.settings().clone();
    let gate = axum::middleware::from_fn_with_state(app.clone(), middleware::session::pass);
    middleware::stack::around(routes().layer(gate).with_state(app), &settings)
}

fn routes() -> Router<App> {
    Router::new()
        .route(urls::HOME, get(home::show))
        .route(urls::MAPS, post(home::create))
        .route(urls::BIN, get(maps::trash::show))
        .route(urls::HELP, get(page::help::show))
        .route(urls::IMPORT, get(import::page::show).post(import::upload::bring))
        .route(pattern::MAP, get(maps::downloads::page_or_download))
        .route(pattern::MAP_EDIT, get(maps::settings::show).post(maps::settings::save))
        .route(pattern::UNDO, post(maps::page::undo))
        .route(pattern::LIVE, get(maps::events::follow))
        .route(pattern::PRESENCE, post(maps::events::select))
        .route(pattern::MAP_BIN, post(maps::page::put_into_bin))
        .route(pattern::MAP_RESTORE, post(maps::page::bring_back))
        .route(pattern::MAP_COPY, post(maps::page::copy))
        .route(pattern::STEPS, post(steps::form::add))
        .route(pattern::STEP_NEW, get(steps::form::new))
        .route(pattern::STEP, get(steps::form::show).post(steps::form::change))
        .route(pattern::STEP_MOVE, get(steps::position::move_form).post(steps::position::move_to))
        .route(pattern::STEP_REMOVE, get(steps::position::remove_form).post(steps::position::remove))
        .route(pattern::FLOWS, get(flows::show).post(flows::connect))
        .route(pattern::FLOWS_DISCONNECT, post(flows::disconnect))
        .route(pattern::REWORK, post(flows::set_rework))
        .route(pattern::ADVICE, get(ideas::suggestions::show))
        .route(pattern::IDEAS, get(ideas::page::show).post(ideas::page::add))
        .route(pattern::IDEAS_CSV, get(ideas::export::csv))
        .route(pattern::IDEAS_MARKDOWN, get(ideas::export::markdown))
        .route(pattern::IDEA, get(ideas::form::show).post(ideas::form::change))
        .route(pattern::IDEA_VOTE, post(ideas::form::vote))
        .route(pattern::IDEA_APPLY, post(ideas::form::apply))
        .route(pattern::IDEA_REMOVE, post(ideas::form::remove))
        .route(pattern::FUTURE, post(ideas::future_state::draw))
        .route(pattern::HISTORY, get(maps::history::show))
        .route(pattern::AT_REVISION, get(maps::revision::show))
        .route(pattern::RESTORE_REVISION, post(maps::revision::restore))
        .route(pattern::COMPARE_WITH, get(compare::select::show))
        .route(pattern::COMPARE, get(compare::export::page_or_download))
        .route(pattern::FIGURES, get(maps::trends::show))
        .route(pattern::PASTE, get(steps::paste::show).post(steps::paste::take))
        .route(pattern::TAKE_AWAY, get(maps::export::show))
        .route(pattern::REPORT, get(maps::export::report))
        .route(urls::ALL_MAPS, get(maps::archive::show))
        .route(urls::API_MAPS, get(v1::maps::list).post(v1::maps::create))
        .route(pattern::API_MAP, get(v1::maps::read).delete(v1::maps::bin))
        .route(pattern::API_METRICS, get(v1::maps::metrics))
        .route(pattern::API_EDITS, post(v1::edits::make))
        .route(pattern::API_UNDO, get(v1::undo::show).post(v1::undo::undo))
        .route(pattern::API_REDO, post(v1::undo::redo))
        .route(pattern::API_HISTORY, get(v1::history::list))
        .route(pattern::API_COMPARE, get(v1::compare::read))
        .route(pattern::API_FIGURES, get(v1::trends::read))
        .route(pattern::API_LEVERS, get(v1::ideas::show_levers))
        .route(pattern::API_IDEAS, get(v1::ideas::show_ideas))
        .route(pattern::API_FAMILY, get(v1::ideas::show_family))
        .route(pattern::API_FUTURE, post(v1::ideas::draw))
        .route(pattern::API_RESTORE, post(v1::maps::bring_back))
        .route(pattern::STATIC, get(page::assets::serve))
        .route(urls::HEALTHZ, get(page::health::up))
        .route(urls::READYZ, get(page::health::ready))
        .merge(routes_of_people())
        .fallback(async || AppError::NotFound)
}

/// Whatever is sent here is small, and much of it can be sent by anybody.
fn routes_of_people() -> Router<App> {
    Router::new()
        .route(urls::ME, get(account::me::show).post(account::me::rename))
        .route(urls::SET_UP, get(account::set_up::show).post(account::set_up::begin))
        .route(urls::SIGN_IN, get(account::sign_in::show).post(account::sign_in::sign_in))
        .route(urls::TO_PROVIDER, get(account::oidc::go))
        .route(urls::FROM_PROVIDER, get(account::oidc::come_back))
        .route(urls::SIGN_OUT, post(account::sign_in::sign_out))
        .route(people_pattern::INVITE, get(account::invite::show).post(account::invite::take))
        .route(people_pattern::RESET, get(account::reset::show).post(account::reset::set))
        .route(urls::ACCOUNT, get(account::profile::show))
        .route(urls::ACCOUNT_NAME, post(account::profile::rename))
        .route(urls::ACCOUNT_PASSWORD, post(account::profile::set_password))
        .route(urls::ACCOUNT_END_OTHERS, post(account::profile::end_others))
        .route(people_pattern::END_SESSION, post(account::profile::end_session))
        .route(urls::ACCOUNT_TOKENS, post(account::tokens::make))
        .route(people_pattern::REVOKE_TOKEN, post(account::tokens::revoke))
        .route(urls::WORKSPACES, get(workspace::workspaces::show).post(workspace::workspaces::make))
        .route(people_pattern::GO_TO_WORKSPACE, post(workspace::workspaces::go))
        .route(urls::MEMBERS, get(workspace::members::show))
        .route(urls::WORKSPACE_NAME, post(workspace::members::rename))
        .route(people_pattern::MEMBER_ROLE, post(workspace::members::set_role))
        .route(people_pattern::MEMBER_REMOVE, get(workspace::members::ask_remove).post(workspace::members::remove))
        .route(people_pattern::MEMBER_RESET, post(workspace::members::reset))
        .route(urls::INVITES, post(workspace::invites::make))
        .route(people_pattern::WITHDRAW_INVITE, post(workspace::invites::withdraw))
        .route(urls::AUDIT, get(workspace::audit_log::show))
        .route(people_pattern::SHARE, get(share::links::show).post(share::links::make))
        .route(people_pattern::WITHDRAW_SHARE, post(share::links::withdraw))
        .route(people_pattern::LOCK, post(share::links::lock))
        .route(people_pattern::LEAD, post(share::guests::lead))
        .route(people_pattern::UNDO_GUEST, post(share::guests::take_back))
        .route(people_pattern::BY_LINK, get(share::join::show).post(share::join::join))
        .route(urls::API_MEMBERS, get(v1::members::list))
        .route(urls::API_INVITES, post(v1::members::invite))
        .route(urls::API_AUDIT, get(workspace::audit_log::list))
        .route(people_pattern::API_SHARES, get(share::links::list).post(share::links::create))
        .route(people_pattern::API_SHARE, delete(share::links::remove))
        .layer(DefaultBodyLimit::max(middleware::stack::SMALL_BODY_LIMIT))
}
