//! The members of the workspace that one is in, and its name.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::clock;
use crate::storage::accounts::{Member, ResetBy, Role};
use crate::web::access::{CanList, IsOwner};
use crate::web::account::profile::signed_in;
use crate::web::account::{ResetLink, outcome, set_up};
use crate::web::error::AppError;
use crate::web::page::dates;
use crate::web::page::form::{Form, Posted, comes_back, on_to, page};
use crate::web::page::urls;
use crate::web::workspace::audit;
use vsm::ValidationError;

#[derive(Template)]
#[template(path = "workspace/members.html")]
pub(super) struct MembersPage {
    pub(super) form: Form,
    pub(super) workspace: String,
    pub(super) is_owner: bool,
    pub(super) members: Vec<Line>,
    pub(super) invites: Vec<InviteLine>,
    pub(super) roles: [Role; 3],
    /// A link that has just been made: what for, and where it leads.
    pub(super) made: Option<(String, String)>,
}

pub(super) struct Line {
    pub(super) name: String,
    pub(super) email: String,
    pub(super) role: Role,
    pub(super) since: String,
    pub(super) is_me: bool,
    pub(super) set_role: String,
    pub(super) remove: String,
    pub(super) reset: String,
}

/// An invitation that nobody has taken yet.
pub(super) struct InviteLine {
    pub(super) role: &'static str,
    pub(super) note: String,
    pub(super) made_by: String,
    pub(super) until: String,
    pub(super) withdraw: String,
}

/// Asks before somebody is removed.
#[derive(Template)]
#[template(path = "workspace/remove_member.html")]
struct RemovePage {
    member: Member,
    action: String,
    is_me: bool,
}

pub(crate) async fn show(may: CanList) -> Result<Response, AppError> {
    Ok(page(members_page(&may, Form::default(), None).await?))
}

/// `POST /members/workspace`: another name for the workspace.
pub(crate) async fn rename(may: IsOwner, posted: Posted) -> Result<Response, AppError> {
    match set_up::workspace_name(posted.get("workspace")) {
        Ok(name) => {
            let noted = audit::here(&may, "workspace_renamed", &name);
            let accounts = may.app().accounts();
            accounts.change(accounts.store().rename_workspace(may.workspace(), &name, &noted)).await?;
            Ok(on_to(urls::MEMBERS))
        }
        Err(refusal) => Ok(comes_back(members_page(&may, Form::refused(&posted, refusal), None).await?)),
    }
}

pub(crate) async fn set_role(may: IsOwner, Path(person): Path<String>, posted: Posted) -> Result<Response, AppError> {
    let member = member(&may, &person).await?;
    let Some(role) = Role::parse(posted.get("role")) else {
        return Err(ValidationError::new("bad_role", "Choose a role: viewer, editor or owner.").at("role").into());
    };
    if role != member.role {
        let noted =
            audit::here(&may, "role", &format!("{}: {} to {}", member.email, member.role.as_str(), role.as_str()));
        let accounts = may.app().accounts();
        outcome(accounts.change(accounts.store().set_role(may.workspace(), &person, role, &noted)).await?)?;
    }
    Ok(on_to(urls::MEMBERS))
}

/// `GET /members/{person}/remove`: asks first. One may remove oneself.
pub(crate) async fn ask_remove(may: CanList, Path(person): Path<String>) -> Result<Response, AppError> {
    let is_me = may_remove(&may, &person)?;
    let member = member(&may, &person).await?;
    Ok(page(RemovePage { member, action: urls::member_remove(&person), is_me }.render()?))
}

/// `POST /members/{person}/remove`: from now on they see nothing of the workspace.
pub(crate) async fn remove(may: CanList, Path(person): Path<String>) -> Result<Response, AppError> {
    let is_me = may_remove(&may, &person)?;
    let member = member(&may, &person).await?;
    let noted = audit::here(&may, "removed", &member.email);
    let accounts = may.app().accounts();
    let removed = accounts.store().remove_member(may.workspace(), &person, clock::now_ms(), &noted);
    outcome(accounts.change(removed).await?)?;
    Ok(on_to(if is_me { urls::WORKSPACES } else { urls::MEMBERS }))
}

/// `POST /members/{person}/reset`: a link by which they set a new password.
pub(crate) async fn reset(may: IsOwner, Path(person): Path<String>) -> Result<Response, AppError> {
    let member = member(&may, &person).await?;
    let session = signed_in(may.visitor())?;
    if session.person.id == person {
        // Their present password is asked for there: a browser that somebody left open must not give the account away.
        let sentence = "Change your own password on your Account page.";
        return Err(ValidationError::new("own_password", sentence).into());
    }
    let link = ResetLink::new();
    let noted = audit::here(&may, "password_link", &member.email);
    let accounts = may.app().accounts();
    let by = ResetBy::Person(&session.person.id);
    outcome(accounts.change(accounts.store().make_reset(&person, &link.hash, link.times, by, &noted)).await?)?;
    let made = (
        format!("Password reset link for {}. Single use, valid for 2 days.", member.name),
        crate::web::share::whole(may.app(), may.visitor(), &link.path),
    );
    Ok(page(members_page(&may, Form::default(), Some(made)).await?))
}

pub(super) async fn members_page(
    may: &CanList,
    form: Form,
    made: Option<(String, String)>,
) -> Result<String, AppError> {
    if may.visitor().solo.is_some() {
        return Err(AppError::NotFound);
    }
    let (store, is_owner) = (may.app().accounts().store(), may.role() == Role::Owner);
    let me = may.visitor().session.as_ref().map(|session| session.person.id.clone());
    let members = store.members(may.workspace()).await?;
    let members = members.into_iter().map(|member| Line {
        since: dates::date(member.since_ms),
        is_me: me.as_ref() == Some(&member.person),
        set_role: urls::member_role(&member.person),
        remove: urls::member_remove(&member.person),
        reset: urls::member_reset(&member.person),
        name: member.name,
        email: member.email,
        role: member.role,
    });
    let invites = if is_owner { store.invites(may.workspace(), clock::now_ms()).await? } else { Vec::new() };
    let invites = invites.into_iter().map(|invite| InviteLine {
        role: invite.role.label(),
        until: dates::date(invite.expires_at_ms),
        withdraw: urls::withdraw_invite(&invite.id),
        note: invite.note,
        made_by: invite.made_by,
    });
    let page = MembersPage {
        form,
        workspace: may.name().to_owned(),
        is_owner,
        members: members.collect(),
        invites: invites.collect(),
        roles: Role::ALL,
        made,
    };
    Ok(page.render()?)
}

/// Whether it is oneself; owners may remove everybody.
fn may_remove(may: &CanList, person: &str) -> Result<bool, AppError> {
    if may.visitor().solo.is_some() {
        return Err(AppError::NotFound);
    }
    let is_me = may.visitor().session.as_ref().is_some_and(|session| session.person.id == person);
    if is_me || may.role() == Role::Owner { Ok(is_me) } else { Err(AppError::OwnersOnly) }
}

async fn member(may: &CanList, person: &str) -> Result<Member, AppError> {
    let members = may.app().accounts().store().members(may.workspace()).await?;
    members.into_iter().find(|member| member.person == person).ok_or(AppError::NotFound)
}
