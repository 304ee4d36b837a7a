//! Files that people bring: uploaded or pasted.

use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use bytes::Bytes;

use crate::exchange;
use crate::vsm::Refusal;

use super::access::CanMake;
use super::error::Failure;
use super::{import_page, paths};

/// What the form brought.
#[derive(Default)]
struct Brought {
    /// The name of the file and what is in it.
    file: Option<(String, Bytes)>,
    /// What was pasted.
    text: String,
}

/// `POST /import`: makes a map of a file or of pasted text, or shows the page again with the sentence that says why not.
pub(super) async fn bring(may: CanMake, form: Result<Multipart, MultipartRejection>) -> Result<Response, Failure> {
    let form = form.map_err(|cause| Failure::of_status(cause.status(), &cause.body_text()))?;
    let Brought { file, text } = brought(form).await?;
    let (name, bytes) = match file {
        Some((name, bytes)) => (name, bytes),
        // Rows from a spreadsheet do not say what the map is called.
        None => ("Pasted map".to_owned(), Bytes::from(text.clone().into_bytes())),
    };
    let read = may.app().heavy(move || {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Refusal::new("empty", "Choose a file, or paste its text.").at("file"));
        }
        exchange::read(stem(&name), &bytes)
    });
    match read.await? {
        Ok((map, findings)) => {
            let made = may.make(map).await?;
            if findings.is_empty() {
                return Ok(Redirect::to(&paths::map(&made.id)).into_response());
            }
            // What reading left out or took differently is known only now: the map's page cannot tell it.
            Ok(Html(import_page::told(&made, &findings)?).into_response())
        }
        Err(refusal) => {
            let page = import_page::refused(&refusal, &text)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// A file's name without its folders and its ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

async fn brought(mut form: Multipart) -> Result<Brought, Failure> {
    let mut brought = Brought::default();
    while let Some(field) = form.next_field().await.map_err(not_read)? {
        match field.name() {
            Some("file") => {
                let name = field.file_name().unwrap_or_default().to_owned();
                let bytes = field.bytes().await.map_err(not_read)?;
                // A form without a chosen file sends an empty one.
                brought.file = (!bytes.is_empty()).then_some((name, bytes));
            }
            Some("text") => brought.text = field.text().await.map_err(not_read)?,
            _ => {}
        }
    }
    Ok(brought)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn not_read(cause: MultipartError) -> Failure {
    Failure::of_status(cause.status(), &cause.body_text())
}
