//! Rows that are pasted: a page to paste them into, a preview of what was understood, then one edit. A script sends the
//! text as JSON, gets the same preview, and sends the edit itself.

use std::collections::BTreeMap;

use askama::Template;
use axum::Json;
use axum::extract::{FromRequest, Query, Request};
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::live::Snapshot;
use exchange::text_lines;
use exchange::text_lines::Pasted;
use vsm::edit::Edit;
use vsm::{StepId, ValidationError};

use crate::web::access::App;
use crate::web::access::CanEdit;
use crate::web::api::json;
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::form::{Form, Posted, form_with_errors, page, redirect_to};
use crate::web::page::{edit_id, flash, urls};
use crate::web::steps::paste_preview;
use crate::web::steps::paste_preview::Preview;
use crate::web::steps::position::choices;

#[derive(Template)]
#[template(path = "steps/paste.html")]
struct PastePage<'a> {
    map_name: &'a str,
    map_href: String,
    action: String,
    form: Form,
    /// The steps that the new ones can come after.
    steps: Vec<(&'a str, String)>,
    is_chain: bool,
    preview: Option<&'a Preview>,
}

impl PastePage<'_> {
    /// Is the text to be written, or changed, before anything can be added?
    fn asks(&self) -> bool {
        self.preview.is_none_or(|preview| preview.steps == 0)
    }
}

#[derive(Deserialize)]
struct Sent {
    text: String,
    #[serde(default)]
    after: Option<StepId>,
}

/// What it gets: the edit to send, if there is anything to add, and what to show before.
#[derive(Serialize)]
struct Answer {
    edit: Option<Edit>,
    steps: usize,
    html: String,
}

/// `GET /maps/{id}/paste`: the page to paste into.
pub(crate) async fn show(may: CanEdit, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    let after = query.get("after").filter(|step| snapshot.map.step(step).is_some()).cloned();
    let after = after.or_else(|| last_end(snapshot)).map(|step| ("after".to_owned(), step));
    Ok(page(paste_page(snapshot, Form::blank(after.into_iter().collect()), None).render()?))
}

/// `POST /maps/{id}/paste`: shows what was understood, or adds it; as JSON for scripts.
pub(crate) async fn take(may: CanEdit, request: Request) -> Result<Response, AppError> {
    let media_type = request.headers().get(CONTENT_TYPE);
    if media_type.is_some_and(|media_type| media_type.as_bytes().starts_with(b"application/json")) {
        let body = Bytes::from_request(request, may.app()).await;
        let body = body.map_err(|cause| AppError::from_status(cause.status(), &cause.body_text()))?;
        return for_script(&may, &body).await;
    }
    let posted = Posted::from_request(request, may.app()).await?;
    let (snapshot, id) = (may.open()?, may.id());
    let after = posted.some("after").map(StepId::from);
    if posted.get("then") == "change" {
        return Ok(page(paste_page(snapshot, as_sent(&posted), None).render()?));
    }
    let read = match understood(may.app(), snapshot, posted.get("text")).await? {
        Ok(read) => read,
        Err(refusal) => {
            let form = Form::refused(&posted, refusal);
            return Ok(form_with_errors(paste_page(snapshot, form, None).render()?));
        }
    };
    let confirmed = !posted.get("confirm").is_empty();
    let refusal = if confirmed {
        match read.edit(after.as_ref(), &mut edit_id::step_ids(&posted.edit_id(may.actor()))) {
            None => None,
            Some(edit) => match may.send(&posted, edit).await? {
                Ok(_) => {
                    let told = [("pasted", read.steps.len().to_string())];
                    return Ok(redirect_to(&flash::url(&urls::map(id), &told, "")));
                }
                // Ours says how many there is room for.
                Err(refusal) => Some(read.fits(&snapshot.map).err().unwrap_or(refusal)),
            },
        }
    } else {
        trouble(&read, snapshot, after.as_ref())
    };
    let good = refusal.is_none() && !read.steps.is_empty();
    let preview = Preview::of(&read, snapshot, after.as_ref(), refusal.as_ref());
    let html = paste_page(snapshot, as_sent(&posted), Some(&preview)).render()?;
    Ok(if good { page(html) } else { form_with_errors(html) })
}

async fn for_script(may: &CanEdit, body: &[u8]) -> Result<Response, AppError> {
    let Sent { text, after } = serde_json::from_value(json::read(body)?).map_err(|cause| {
        AppError::not_understood(
            "not_understood",
            format!("The body must have the form {{\"text\", \"after\"?}}: {cause}."),
        )
    })?;
    let (app, snapshot) = (may.app(), may.open()?);
    // Not said is where the page would put them; said to be nothing is nothing.
    let after = after.or_else(|| last_end(snapshot).map(StepId::from)).filter(|step| !step.is_empty());
    let (edit, steps, preview) = match understood(app, snapshot, &text).await? {
        Err(refusal) => (None, 0, Preview::refused(&refusal)),
        Ok(pasted) => {
            let refusal = trouble(&pasted, snapshot, after.as_ref());
            let preview = Preview::of(&pasted, snapshot, after.as_ref(), refusal.as_ref());
            let edit = if refusal.is_none() { pasted.edit(after.as_ref(), &mut clock::new_id) } else { None };
            (edit, pasted.steps.len(), preview)
        }
    };
    let steps = if edit.is_some() { steps } else { 0 };
    Ok(Json(Answer { edit, steps, html: paste_preview::html(&preview)? }).into_response())
}

fn as_sent(posted: &Posted) -> Form {
    Form::blank(["text", "after"].map(|name| (name.to_owned(), posted.get(name).to_owned())).into())
}

/// Reads what was pasted, away from the threads that answer others.
async fn understood(app: &App, snapshot: &Snapshot, text: &str) -> Result<Result<Pasted, ValidationError>, AppError> {
    let (text, clock) = (text.to_owned(), snapshot.map.clock);
    app.pools()
        .run(Pool::Import, move || {
            if text.trim().is_empty() {
                return Err(ValidationError::new("empty", "Paste rows or enter one line per step.").at("text"));
            }
            text_lines::read(&text, &clock)
        })
        .await
}

/// Why it cannot be added as it is.
fn trouble(pasted: &Pasted, snapshot: &Snapshot, after: Option<&StepId>) -> Option<ValidationError> {
    if after.is_some_and(|after| snapshot.map.step(after).is_none()) {
        let sentence = "The step you chose no longer exists. Choose another position.";
        return Some(ValidationError::new("no_such_step", sentence).at("after"));
    }
    pasted.fits(&snapshot.map).err()
}

/// Where rows go in a map that is no chain unless somebody says otherwise: after its last step.
fn last_end(snapshot: &Snapshot) -> Option<String> {
    let graph = snapshot.graph();
    if graph.end_of_chain().is_some() {
        return None;
    }
    let mut from_last = graph.order.iter().rev();
    let end = from_last.find(|&&at| !graph.stands_alone(at))?;
    snapshot.map.steps.get(*end).map(|step| step.id.to_string())
}

fn paste_page<'a>(snapshot: &'a Snapshot, form: Form, preview: Option<&'a Preview>) -> PastePage<'a> {
    PastePage {
        map_name: &snapshot.map.name,
        map_href: urls::map(&snapshot.id),
        action: urls::paste(&snapshot.id),
        form,
        steps: choices(snapshot),
        is_chain: snapshot.map.steps.is_empty() || snapshot.graph().end_of_chain().is_some(),
        preview,
    }
}
