//! Files that people bring: uploaded or pasted.

use std::collections::BTreeMap;

use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Redirect, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;

use exchange::Read;
use exchange::table::mapping::{Meaning, Table};
use vsm::ValidationError;

use crate::web::access::CanCreate;
use crate::web::error::AppError;
use crate::web::import::page;
use crate::web::import::page::Preview;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::urls;

/// The largest table that is looked at before it becomes a map: it goes to the page and comes back with it.
const MAX_TABLE: usize = 6_000_000;

#[derive(Default)]
struct Brought {
    /// The name of the file and what is in it.
    file: Option<(String, Bytes)>,
    text: String,
    /// The other fields, of the page that shows a table.
    fields: BTreeMap<String, String>,
}

enum Outcome {
    /// These maps are to be made.
    Maps(Vec<Read>),
    /// A person looks at this first.
    RenderOptions(Box<Preview>),
}

/// `POST /import`: makes maps of a file or of pasted text; shows a table first, with what its columns were taken for; or
/// shows the page again with the sentence that says why not.
pub(crate) async fn bring(may: CanCreate, form: Result<Multipart, MultipartRejection>) -> Result<Response, AppError> {
    let form = form.map_err(|cause| AppError::from_status(cause.status(), &cause.body_text()))?;
    let Brought { file, text, fields } = brought(form).await?;
    let (name, bytes) = match file {
        Some((name, bytes)) => (stem(&name).to_owned(), bytes),
        None if fields.contains_key("kept") => (fields.get("name").cloned().unwrap_or_default(), kept(&fields)),
        // Rows from a spreadsheet do not say what the map is called.
        None => ("Pasted map".to_owned(), Bytes::from(text.clone().into_bytes())),
    };
    let read = may.app().pools().run(Pool::Import, move || {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(ValidationError::new("empty", "Choose a file or paste text.").at("file"));
        }
        if exchange::is_table(&bytes) {
            return read_table(name, &bytes, &fields);
        }
        exchange::read_all(&name, &bytes).map(Outcome::Maps)
    });
    match read.await? {
        Ok(Outcome::Maps(maps)) => made(&may, maps).await,
        Ok(Outcome::RenderOptions(preview)) => Ok(Html(page::preview(&preview)?).into_response()),
        Err(refusal) => {
            let page = page::refused(&refusal, &text)?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response())
        }
    }
}

/// Makes the maps. One without anything to tell is shown at once.
async fn made(may: &CanCreate, maps: Vec<Read>) -> Result<Response, AppError> {
    let mut told = Vec::with_capacity(maps.len());
    for (map, findings) in maps {
        let made = may.create(map).await?;
        told.push((made, findings));
    }
    match told.as_slice() {
        [(made, findings)] if findings.is_empty() => Ok(Redirect::to(&urls::map(&made.id)).into_response()),
        // What reading left out or took differently is known only now: the map's page cannot tell it.
        told => Ok(Html(page::told(told)?).into_response()),
    }
}

/// A table becomes a map when a person has looked at it, or when Weir wrote it and nothing is in doubt.
fn read_table(name: String, bytes: &[u8], fields: &BTreeMap<String, String>) -> Result<Outcome, ValidationError> {
    if bytes.len() > MAX_TABLE {
        let sentence =
            format!("Tables can be up to {} MB. Remove rows or sheets that aren’t steps.", MAX_TABLE / 1_000_000);
        return Err(ValidationError::new("too_large", sentence));
    }
    let number = |field: &str| fields.get(field).and_then(|text| text.trim().parse::<usize>().ok());
    let sheet = number("sheet");
    let open = || {
        let mut table = exchange::open_table(bytes, sheet)?;
        if let Some(row) = number("headings") {
            table.set_heading_row(row);
        }
        Ok::<Table, ValidationError>(table)
    };
    let looked_at = fields.contains_key("kept");
    let table = open()?;
    let moved = number("headings") != number("headings_were") || number("sheet") != number("sheet_was");
    let meanings = if looked_at && !moved { chosen(fields) } else { table.guess() };
    let columns = table.columns(&meanings);
    let (sheets, heading_row, own) = (table.sheets().to_vec(), table.heading_row(), table.is_own());
    if !looked_at
        && own
        && let Ok((map, findings)) = exchange::read(&name, bytes)
        && findings.is_empty()
    {
        return Ok(Outcome::Maps(vec![(map, findings)]));
    }
    let mut findings = Vec::new();
    let read = table.read_with_report(&name, &meanings, &mut findings);
    if looked_at && !moved && fields.get("do").is_some_and(|word| word == "make") && read.is_ok() {
        return read.map(|map| Outcome::Maps(vec![(map, findings)]));
    }
    Ok(Outcome::RenderOptions(Box::new(Preview {
        name,
        kept: STANDARD.encode(bytes),
        sheets,
        sheet,
        heading_row,
        columns,
        read,
        findings,
    })))
}

/// The bytes that the page of a table carries along.
fn kept(fields: &BTreeMap<String, String>) -> Bytes {
    let text: String = fields.get("kept").map_or("", String::as_str).split_ascii_whitespace().collect();
    STANDARD.decode(text).map(Bytes::from).unwrap_or_default()
}

/// What a person takes the columns for.
fn chosen(fields: &BTreeMap<String, String>) -> Vec<Meaning> {
    const MOST: usize = 1_000;
    let of = |kind: &str, at: usize| fields.get(&format!("{kind}_{at}")).cloned();
    let meaning = |at: usize| Some(Meaning { column: of("column", at)?, unit: of("unit", at).unwrap_or_default() });
    (0..MOST).map_while(meaning).collect()
}

/// A file's name without its folders and its ending.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

async fn brought(mut form: Multipart) -> Result<Brought, AppError> {
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
            Some(name) => {
                let name = name.to_owned();
                brought.fields.insert(name, field.text().await.map_err(not_read)?);
            }
            None => {}
        }
    }
    Ok(brought)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn not_read(cause: MultipartError) -> AppError {
    AppError::from_status(cause.status(), &cause.body_text())
}
