//! The members of the current workspace, and its name.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;

use crate::storage::accounts::{Member, ResetBy, Role};
use crate::web::access::{CanList, IsOwner, audit};
use crate::web::account::{ResetLink, check, set_up};
use crate::web::error::AppError;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{dates, urls};
use vsm::ValidationError;

#[derive(Template)]
#[template(path = "workspace/members.html")]
struct MembersPage {
    form: Form,
    workspace: String,
    is_owner: bool,
    members: Vec<MemberRow>,
    invites: Vec<InviteRow>,
    roles: [Role; 3],
    /// A new link: what it is for, and its URL.
    created: Option<(String, String)>,
}

struct MemberRow {
    name: String,
    email: String,
    role: Role,
    since: String,
    is_me: bool,
    set_role: String,
    remove: String,
    reset: String,
}

/// An invite that has not been used.
struct InviteRow {
    role: &'static str,
    note: String,
    created_by: String,
    expires: String,
    revoke: String,
}

#[derive(Template)]
#[template(path = "workspace/remove_member.html")]
struct RemovePage {
    member: Member,
    action: String,
    is_me: bool,
}

pub(crate) async fn index(workspace: CanList) -> Result<Response, AppError> {
    Ok(page(members_page(&workspace, Form::default(), None).await?))
}

pub(crate) async fn rename_workspace(workspace: IsOwner, posted: Posted) -> Result<Response, AppError> {
    match set_up::parse_workspace_name(posted.get("workspace")) {
        Ok(name) => {
            let entry = audit::workspace_entry(&workspace, "workspace_renamed", &name);
            let accounts = workspace.app().accounts();
            accounts.rename_workspace(workspace.workspace(), &name, &entry).await?;
            Ok(redirect_to(urls::MEMBERS))
        }
        Err(error) => Ok(form_with_errors(members_page(&workspace, Form::with_error(&posted, error), None).await?)),
    }
}

pub(crate) async fn update_role(
    workspace: IsOwner,
    Path(person): Path<String>,
    posted: Posted,
) -> Result<Response, AppError> {
    let member = member(&workspace, &person).await?;
    let Some(role) = Role::parse(posted.get("role")) else {
        return Err(ValidationError::new("bad_role", "Choose a role: viewer, editor or owner.").at("role").into());
    };
    if role != member.role {
        let about = format!("{}: {} to {}", member.email, member.role.as_str(), role.as_str());
        let entry = audit::workspace_entry(&workspace, "role", &about);
        let accounts = workspace.app().accounts();
        check(accounts.set_role(workspace.workspace(), &person, role, &entry).await?)?;
    }
    Ok(redirect_to(urls::MEMBERS))
}

/// Members may also remove themselves.
pub(crate) async fn confirm_remove(workspace: CanList, Path(person): Path<String>) -> Result<Response, AppError> {
    let is_me = check_may_remove(&workspace, &person)?;
    let member = member(&workspace, &person).await?;
    Ok(page(RemovePage { member, action: urls::member_remove(&person), is_me }.render()?))
}

pub(crate) async fn destroy(workspace: CanList, Path(person): Path<String>) -> Result<Response, AppError> {
    let is_me = check_may_remove(&workspace, &person)?;
    let member = member(&workspace, &person).await?;
    let entry = audit::workspace_entry(&workspace, "removed", &member.email);
    let accounts = workspace.app().accounts();
    let now_ms = workspace.app().clock().now_ms();
    check(accounts.remove_member(workspace.workspace(), &person, now_ms, &entry).await?)?;
    Ok(redirect_to(if is_me { urls::WORKSPACES } else { urls::MEMBERS }))
}

pub(crate) async fn create_reset_link(workspace: IsOwner, Path(person): Path<String>) -> Result<Response, AppError> {
    let member = member(&workspace, &person).await?;
    let session = workspace.visitor().require_session()?;
    if session.person.id == person {
        // The account page asks for the current password: an unattended browser must not give the account away.
        let sentence = "Change your own password on your Account page.";
        return Err(ValidationError::new("own_password", sentence).into());
    }
    let link = ResetLink::new(workspace.app().clock().now_ms());
    let entry = audit::workspace_entry(&workspace, "password_link", &member.email);
    let accounts = workspace.app().accounts();
    let by = ResetBy::Person(&session.person.id);
    check(accounts.create_reset(&person, &link.hash, link.times, by, &entry).await?)?;
    let created = (
        format!("Password reset link for {}. Single use, valid for 2 days.", member.name),
        workspace.visitor().absolute_url(workspace.app(), &link.path),
    );
    Ok(page(members_page(&workspace, Form::default(), Some(created)).await?))
}

pub(super) async fn members_page(
    workspace: &CanList,
    form: Form,
    created: Option<(String, String)>,
) -> Result<String, AppError> {
    workspace.visitor().require_accounts()?;
    let (accounts, is_owner) = (workspace.app().accounts(), workspace.role() == Role::Owner);
    let me = workspace.visitor().session().map(|session| session.person.id.clone());
    let members = accounts.members(workspace.workspace()).await?;
    let members = members.into_iter().map(|member| MemberRow {
        since: dates::date(member.since_ms),
        is_me: me.as_ref() == Some(&member.person),
        set_role: urls::member_role(&member.person),
        remove: urls::member_remove(&member.person),
        reset: urls::member_reset(&member.person),
        name: member.name,
        email: member.email,
        role: member.role,
    });
    let now_ms = workspace.app().clock().now_ms();
    let invites = if is_owner { accounts.invites(workspace.workspace(), now_ms).await? } else { Vec::new() };
    let invites = invites.into_iter().map(|invite| InviteRow {
        role: invite.role.label(),
        expires: dates::date(invite.expires_at_ms),
        revoke: urls::revoke_invite(&invite.id),
        note: invite.note,
        created_by: invite.created_by,
    });
    let page = MembersPage {
        form,
        workspace: workspace.name().to_owned(),
        is_owner,
        members: members.collect(),
        invites: invites.collect(),
        roles: Role::ALL,
        created,
    };
    Ok(page.render()?)
}

/// Is it the visitor themselves? Owners can remove everyone.
fn check_may_remove(workspace: &CanList, person: &str) -> Result<bool, AppError> {
    workspace.visitor().require_accounts()?;
    let is_me = workspace.visitor().session().is_some_and(|session| session.person.id == person);
    if is_me || workspace.role() == Role::Owner { Ok(is_me) } else { Err(AppError::OwnersOnly) }
}

async fn member(workspace: &CanList, person: &str) -> Result<Member, AppError> {
    let members = workspace.app().accounts().members(workspace.workspace()).await?;
    members.into_iter().find(|member| member.person == person).ok_or(AppError::NotFound)
}
