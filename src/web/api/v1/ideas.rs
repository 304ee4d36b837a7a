//! What would help most, what ideas would save, the family of a map, and future states, for programs.

use axum::Json;
use axum::http::header::{ETAG, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::web::access::{CanManage, CanView};
use crate::web::api::json;
use crate::web::api::v1::maps::Entry;
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::etag;
use crate::web::page::urls;
use vsm::Map;
use vsm::fields::idea::write_idea;
use vsm::fields::values;
use vsm::fields::values::Style;
use vsm::improve::countermeasures;
use vsm::improve::countermeasures::PracticeMatch;
use vsm::improve::idea_savings::{IdeaSavings, idea_savings};
use vsm::improve::levers::levers_and_untried;
use vsm::improve::savings::Saving;
use vsm::model::duration::Seconds;
use vsm::model::idea::IdeaSaving;
use vsm::validate::map;

#[derive(Serialize)]
struct Measure<'a> {
    id: String,
    #[serde(rename = "measure")]
    name: &'static str,
    step: &'a str,
    also: &'a [vsm::StepId],
    title: &'static str,
    words: &'static str,
    link: &'static str,
    why: &'a str,
    saving: Saving,
    change: &'a vsm::edit::Edit,
}

/// `GET /api/v1/maps/{id}/levers`: `{"levers": […], "untried": n, "countermeasures": […]}`, those that save most
/// first; of a very large map those levers are left out that take least off their own step.
pub(crate) async fn show_levers(may: CanView, headers: HeaderMap) -> Result<Response, AppError> {
    let snapshot = may.open()?;
    let tag = etag::build_etag(&snapshot.etag());
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let made = std::sync::Arc::clone(snapshot);
    let body = may.app().pools().run(Pool::Page, move || {
        made.bytes("levers", |snapshot| {
            let offers = countermeasures::offers(&snapshot.map);
            let (levers, untried) = levers_and_untried(&snapshot.map);
            let all = json!({
                "levers": levers,
                "untried": untried,
                "countermeasures": offers.iter().map(measure).collect::<Vec<_>>(),
            });
            Bytes::from(all.to_string())
        })
    });
    Ok(etag::tagged(&tag, "application/json", body.await?))
}

fn measure(offer: &PracticeMatch) -> Measure<'_> {
    let PracticeMatch { measure, step, also, why, change, saving } = offer;
    Measure {
        id: offer.id(),
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

/// `GET /api/v1/maps/{id}/ideas`: the ideas, those worth most for their effort first, each with what it saves.
pub(crate) async fn show_ideas(may: CanView) -> Result<Json<Value>, AppError> {
    let snapshot = may.open()?;
    let ideas: Vec<Value> = idea_savings(&snapshot.map).iter().map(|one| told(one, &snapshot.map)).collect();
    Ok(Json(json!({ "revision": snapshot.revision, "ideas": ideas })))
}

fn told(one: &IdeaSavings, map: &Map) -> Value {
    let IdeaSaving { lead, downtime } = one.promised();
    let mut idea = write_idea(&one.idea, Style::Text(&map.clock));
    idea.insert("alone".to_owned(), json!(one.alone));
    idea.insert("on_top".to_owned(), json!(one.on_top));
    idea.insert("worth".to_owned(), values::number(Some(one.worth().round())));
    idea.insert("promised".to_owned(), json!({ "lead_seconds": lead, "downtime_seconds": downtime }));
    let IdeaSaving { lead, downtime } = one.idea.measured;
    idea.insert("measured".to_owned(), json!({ "lead_seconds": lead, "downtime_seconds": downtime }));
    for (name, why) in [("unfit", &one.unfit), ("unfit_on_top", &one.unfit_on_top)] {
        if let Some(why) = why {
            idea.insert(name.to_owned(), why.as_str().into());
        }
    }
    Value::Object(idea)
}

#[derive(Serialize)]
pub(crate) struct FamilyAnswer {
    maps: Vec<Member>,
}

#[derive(Serialize)]
struct Member {
    #[serde(flatten)]
    entry: Entry,
    lead_seconds: Option<Seconds>,
    downtime_seconds: Option<Seconds>,
    flow_efficiency: Option<f64>,
}

/// `GET /api/v1/maps/{id}/family`: the maps of the same process, with their headline figures; the first one first.
pub(crate) async fn show_family(may: CanView) -> Result<Json<FamilyAnswer>, AppError> {
    may.open()?;
    let family = may.related_maps().await?;
    let mut maps = Vec::with_capacity(family.members.len());
    for member in &family.members {
        let Some(map) = may.other_map(&member.id).await? else { continue };
        let metrics = map.metrics();
        maps.push(Member {
            entry: Entry::from(member.clone()).at(map.revision, map.changed_at_ms),
            lead_seconds: metrics.lead_seconds,
            downtime_seconds: metrics.downtime_seconds,
            flow_efficiency: metrics.flow_efficiency,
        });
    }
    Ok(Json(FamilyAnswer { maps }))
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Wanted {
    name: Option<String>,
}

/// `POST /api/v1/maps/{id}/future`: draws a future state, `{"name"?}`; 201 with its id.
pub(crate) async fn draw(may: CanManage, body: Bytes) -> Result<Response, AppError> {
    let wanted = if body.trim_ascii().is_empty() {
        Wanted::default()
    } else {
        serde_json::from_value(json::read(&body)?).map_err(|cause| {
            let sentence = format!("Invalid request body. Expected {{\"name\"}}: {cause}.");
            AppError::not_understood("bad_future", sentence)
        })?
    };
    may.open()?;
    if let Some(name) = &wanted.name {
        map::check_map_fields(&Map::new(name.as_str()))?;
    }
    let drawn = may.create_future_state(wanted.name.as_deref()).await?;
    let headers = [(LOCATION, urls::api_map(&drawn.id)), (ETAG, drawn.etag())];
    let answer = json!({ "id": drawn.id, "revision": drawn.revision, "name": drawn.map.name });
    Ok((StatusCode::CREATED, headers, Json(answer)).into_response())
}
