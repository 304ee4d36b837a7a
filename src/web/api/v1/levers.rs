//! `/api/v1/maps/{id}/levers`: suggestions.

use std::sync::Arc;

use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use serde::Serialize;
use serde_json::json;

use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::etag;
use vsm::StepId;
use vsm::edit::Edit;
use vsm::improve::countermeasures::{self, PracticeMatch};
use vsm::improve::edit_savings::Saving;
use vsm::improve::levers::levers_and_untried;

#[derive(Serialize)]
struct PracticeEntry<'a> {
    id: String,
    #[serde(rename = "measure")]
    name: &'static str,
    step: &'a str,
    also: &'a [StepId],
    title: &'static str,
    words: &'static str,
    link: &'static str,
    why: &'a str,
    saving: Saving,
    change: &'a Edit,
}

/// `GET /api/v1/maps/{id}/levers`: `{"levers": […], "untried": n, "countermeasures": […]}`, largest saving first. In a
/// very large map, the levers that shorten their own step least are left out.
pub(crate) async fn index(map: CanView, headers: HeaderMap) -> Result<Response, AppError> {
    let snapshot = map.open()?;
    let tag = etag::build_etag(&snapshot.etag());
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let snapshot_to_write = Arc::clone(snapshot);
    let body = map.app().pools().run(Pool::Page, move || {
        snapshot_to_write.bytes("levers", |snapshot| {
            let matching_practices = countermeasures::matching_practices(&snapshot.map);
            let (levers, untried) = levers_and_untried(&snapshot.map);
            let all = json!({
                "levers": levers,
                "untried": untried,
                "countermeasures": matching_practices.iter().map(practice_entry).collect::<Vec<_>>(),
            });
            Bytes::from(all.to_string())
        })
    });
    Ok(etag::tagged(&tag, "application/json", body.await?))
}

fn practice_entry(practice: &PracticeMatch) -> PracticeEntry<'_> {
    let PracticeMatch { measure, step, also, why, change, saving } = practice;
    PracticeEntry {
        id: practice.id(),
        name: measure.id,
        step,
        also,
        title: measure.title,
        words: measure.words,
        link: measure.link,
        why,
        saving: *saving,
        change,
    }
}
