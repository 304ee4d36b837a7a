//! `/api/v1/maps/{id}/ideas`: the ideas of a map with what each saves.

use axum::Json;
use serde_json::{Value, json};

use crate::web::access::CanView;
use crate::web::error::AppError;
use vsm::Map;
use vsm::fields::idea::write_idea;
use vsm::fields::values::{self, Style};
use vsm::improve::idea_savings::{IdeaSavings, idea_savings};
use vsm::model::idea::IdeaSaving;

/// `GET`: ideas with the largest saving per implementation effort first.
pub(crate) async fn index(map: CanView) -> Result<Json<Value>, AppError> {
    let snapshot = map.open()?;
    let ideas: Vec<Value> = idea_savings(&snapshot.map).iter().map(|one| idea_entry(one, &snapshot.map)).collect();
    Ok(Json(json!({ "revision": snapshot.revision, "ideas": ideas })))
}

fn idea_entry(one: &IdeaSavings, map: &Map) -> Value {
    let IdeaSaving { lead, downtime } = one.promised();
    let mut idea = write_idea(&one.idea, Style::Text(&map.clock));
    idea.insert("alone".to_owned(), json!(one.alone));
    idea.insert("on_top".to_owned(), json!(one.on_top));
    idea.insert("worth".to_owned(), values::number(Some(one.saving_per_effort().round())));
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
