//! As whom a visitor makes edits, wherever they do, and the name that they have there.

use crate::live::{Actor, ActorKind};

use crate::web::access::{App, Visitor};
use crate::web::error::AppError;

impl Visitor {
    /// All that they are; the first is who they are where they are now.
    pub(crate) async fn actors(&self, app: &App) -> Result<Vec<Actor>, AppError> {
        if let Some(actor) = &self.solo {
            return Ok(vec![actor.clone()]);
        }
        if let Some(token) = &self.token {
            return Ok(vec![token.actor.clone()]);
        }
        let mut actors = Vec::new();
        if let Some(session) = &self.session {
            actors.extend(session.memberships.iter().map(|membership| membership.actor.clone()));
            let here = |actor: &Actor| session.workspace.as_deref() == Some(&*actor.workspace);
            actors.sort_by_key(|actor| !here(actor));
            return Ok(actors);
        }
        for admission in &*self.admissions {
            // Which workspace the map belongs to is known when it is open.
            if let Some(snapshot) = app.hub().snapshot_even_in_bin(&admission.map).await? {
                let mut actor = app.hub().actor(&snapshot.workspace, &admission.actor).await?;
                actor.kind = ActorKind::Guest;
                actors.push(actor);
            }
        }
        Ok(actors)
    }

    /// Gives all of them another name, which everybody sees from now on.
    pub(crate) async fn rename(&self, app: &App, actors: &[Actor], name: &str) -> Result<(), AppError> {
        if let Some(session) = &self.session {
            app.accounts().change(app.accounts().store().rename_person(&session.person.id, name)).await?;
        }
        for actor in actors {
            app.hub().rename(actor).await?;
        }
        Ok(())
    }
}
