//! `/import`: the form, and the maps that are created from an uploaded file or pasted text.

use std::collections::{BTreeMap, BTreeSet};

use askama::Template;
use axum::extract::multipart::{Multipart, MultipartError, MultipartRejection};
use axum::response::Response;
use bytes::Bytes;

use crate::live::MapsToCreate;
use exchange::{Format, Read};
use vsm::model::finding::Finding;
use vsm::{Map, ValidationError};

use crate::web::access::CanCreate;
use crate::web::error::AppError;
use crate::web::import::table_preview::{self, TableImport};
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::form::{form_with_errors, page, redirect_to};
use crate::web::page::urls;

#[derive(Template)]
#[template(path = "import/page.html")]
struct ImportPage<'a> {
    wrong: Option<&'a ValidationError>,
    text: &'a str,
    is_text_wrong: bool,
}

/// What the import left out or changed. The page of a map can't show this later.
#[derive(Template)]
#[template(path = "import/result.html")]
struct ResultPage<'a> {
    maps: Vec<ImportedMap<'a>>,
}

struct ImportedMap<'a> {
    name: &'a str,
    href: String,
    findings: &'a [Finding],
    /// How many findings are not listed.
    more: usize,
}

#[derive(Default)]
struct UploadForm {
    /// Name and content.
    file: Option<(String, Bytes)>,
    text: String,
    /// The fields of the table preview.
    fields: BTreeMap<String, String>,
}

/// Extensions for the `accept` attribute of a file field.
pub(crate) fn accepted_extensions() -> String {
    let read = Format::all().filter(|format| format.can_read());
    let mut all: Vec<String> = read.map(|format| format!(".{}", format.extension())).collect();
    all.extend([".tsv", ".txt", ".markdown", ".htm", ".yml", ".mermaid", ".xml"].map(str::to_owned));
    let mut known = BTreeSet::new();
    all.retain(|extension| known.insert(extension.clone()));
    all.join(",")
}

pub(crate) fn format_names() -> String {
    Format::all().filter(|format| format.can_read()).map(Format::name).collect::<Vec<_>>().join(", ")
}

pub(crate) async fn new(_workspace: CanCreate) -> Result<Response, AppError> {
    Ok(page(ImportPage { wrong: None, text: "", is_text_wrong: false }.render()?))
}

/// `POST /import`
pub(crate) async fn upload(
    workspace: CanCreate,
    form: Result<Multipart, MultipartRejection>,
) -> Result<Response, AppError> {
    let form = form.map_err(|cause| AppError::from_status(cause.status(), &cause.body_text()))?;
    let UploadForm { file, text, fields } = UploadForm::read(form).await?;
    let is_of_text = file.is_none() && !text.is_empty();
    let has_both = file.is_some() && !text.trim().is_empty();
    let (name, bytes) = match (file, table_preview::file_data(&fields)) {
        (Some((name, bytes)), _) => (stem(&name).to_owned(), bytes),
        (None, Some(bytes)) => {
            let name = fields.get("name").map(|name| name.trim()).filter(|name| !name.is_empty());
            (name.unwrap_or("Imported map").to_owned(), bytes)
        }
        // Rows from a spreadsheet don't contain the name of the map.
        (None, None) => ("Pasted map".to_owned(), Bytes::from(text.clone().into_bytes())),
    };
    let is_archive = Format::from_content(&bytes) == Format::Zip;
    let is_live = fields.get("action").is_some_and(|action| action == "live");
    let read = workspace.app().pools().run(Pool::Import, move || {
        if has_both {
            let sentence = "You chose a file and pasted text. Import one first, then the other.";
            return Err(ValidationError::new("two_sources", sentence));
        }
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(ValidationError::new("empty", "Choose a file or paste text."));
        }
        if exchange::is_table(&bytes) {
            return table_preview::read(&name, &bytes, &fields);
        }
        exchange::read_all(&name, &bytes).map(TableImport::Maps)
    });
    match read.await? {
        Ok(TableImport::Maps(maps)) => create(&workspace, maps, is_archive).await,
        Ok(TableImport::Preview(preview)) if is_live => Ok(page(preview.body()?)),
        Ok(TableImport::Preview(preview)) => Ok(page(preview.page()?)),
        Err(error) => {
            let page = ImportPage { wrong: Some(&error), text: &text, is_text_wrong: is_of_text };
            Ok(form_with_errors(page.render()?))
        }
    }
}

async fn create(workspace: &CanCreate, read: Vec<Read>, is_archive: bool) -> Result<Response, AppError> {
    let (maps, findings): (Vec<Map>, Vec<Vec<Finding>>) = read.into_iter().unzip();
    let mut maps = MapsToCreate::of_file(maps, is_archive);
    while let Some(map) = maps.next() {
        maps.created(workspace.create(map).await?);
    }
    let created: Vec<_> = maps.finish().into_iter().zip(findings).collect();
    if let [(map, findings)] = created.as_slice()
        && findings.is_empty()
    {
        return Ok(redirect_to(&urls::map(&map.id)));
    }
    let maps = created.iter().map(|(snapshot, findings)| {
        let (findings, more) = table_preview::first_findings(findings);
        ImportedMap { name: &snapshot.map.name, href: urls::map(&snapshot.id), findings, more }
    });
    Ok(page(ResultPage { maps: maps.collect() }.render()?))
}

/// A file name without folders and extension.
fn stem(name: &str) -> &str {
    let name = name.rsplit(['/', '\\']).next().unwrap_or_default();
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

impl UploadForm {
    async fn read(mut form: Multipart) -> Result<UploadForm, AppError> {
        let mut upload = UploadForm::default();
        while let Some(field) = form.next_field().await.map_err(unreadable)? {
            match field.name() {
                Some("file") => {
                    let name = field.file_name().unwrap_or_default().to_owned();
                    let bytes = field.bytes().await.map_err(unreadable)?;
                    // A form without a chosen file sends an empty one.
                    upload.file = (!bytes.is_empty()).then_some((name, bytes));
                }
                Some("text") => upload.text = field.text().await.map_err(unreadable)?,
                Some(name) => {
                    let name = name.to_owned();
                    upload.fields.insert(name, field.text().await.map_err(unreadable)?);
                }
                None => {}
            }
        }
        Ok(upload)
    }
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
fn unreadable(cause: MultipartError) -> AppError {
    AppError::from_status(cause.status(), &cause.body_text())
}
