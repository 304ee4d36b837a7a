//! `weir reset-password EMAIL`: creates a password reset link. Safe while the server is running.
//!
//! It is the only way for the sole owner of a workspace, and for people whose workspaces have no owner in common.
//! Anyone who can write to the database needs no further permission.

use std::io::{self, Write};
use std::path::Path;

use crate::cli::CommandResult;
use crate::cli::database::block_on;
use crate::clock::Clock;
use crate::storage::accounts::{AuditEntry, ResetBy};
use crate::storage::{DataLock, FIRST_WORKSPACE, Storage, database_in};
use crate::web::ResetLink;
use crate::web::settings::Public;

pub(super) fn run(data: &Path, email: &str, public_url: Option<&str>) -> CommandResult {
    let public = public_url.filter(|url| !url.is_empty()).map(Public::parse).transpose()?;
    if !database_in(data).is_file() {
        return Err(format!("There is no database in {}. Set the data directory with --data.", data.display()));
    }
    let link = ResetLink::new(Clock::default().now_ms());
    let found = block_on(async {
        let _lock = DataLock::shared(data)?;
        let storage = Storage::open(data).await?;
        let found = storage.person_by_email(email).await?;
        if let Some(person) = &found {
            let entry = AuditEntry {
                workspace: FIRST_WORKSPACE.to_owned(),
                at_ms: link.times.0,
                who: "Server operator".to_owned(),
                kind: "password_link",
                about: person.email.clone(),
                address: "this machine".to_owned(),
            };
            let _outcome = storage.create_reset(&person.id, &link.hash, link.times, ResetBy::Machine, &entry).await?;
        }
        storage.close().await;
        Ok(found)
    })?;
    let Some(person) = found else { return Err(format!("No account uses the email {email}.")) };
    let open = if public.is_none() { " Add it to the URL of your Weir." } else { "" };
    let origin = public.map(|public| public.origin).unwrap_or_default();
    let written = writeln!(io::stdout(), "{origin}{}", link.path);
    written.map_err(|cause| format!("Can’t write the link: {cause}."))?;
    eprintln!("Password reset link for {}. Single use, valid for 2 days.{open}", person.name);
    Ok(())
}
