//! Maps as cards, for the home page and the trash.

use std::sync::Arc;

use askama::Template;
use bytes::Bytes;

use crate::live::Snapshot;
use drawing::mini_timeline;
use vsm::metrics::catalog::Metric;
use vsm::model::map::State;
use vsm::samples::Sample;
use vsm::text::count;
use vsm::{Map, Metrics};

use crate::web::access::CanList;
use crate::web::error::AppError;
use crate::web::page::dates;

/// Maps on one page of a list.
const PAGE_SIZE: usize = 50;

/// One page of a list of maps.
pub(crate) struct CardList {
    pub(crate) cards: Vec<Card>,
    pub(crate) is_first: bool,
    /// The address of the next page.
    pub(crate) next: Option<String>,
}

pub(crate) struct Card {
    pub(crate) snapshot: Arc<Snapshot>,
    pub(crate) changed: String,
    /// Timeline and metrics, as HTML.
    pub(crate) body: String,
}

#[derive(Template)]
#[template(path = "maps/card_body.html")]
struct CardBody {
    strip: String,
    lead: Option<String>,
    efficiency: Option<String>,
    bottleneck: Option<String>,
    steps: String,
}

impl Card {
    pub(crate) fn is_future(&self) -> bool {
        self.snapshot.map.state == State::Future
    }

    pub(crate) fn changed_at(&self) -> String {
        dates::stamp(self.snapshot.changed_at_ms)
    }
}

impl CardList {
    /// The maps of a workspace after `after`; `next` returns the address of the page after a cursor.
    pub(crate) async fn load(
        workspace: &CanList,
        trashed: bool,
        after: Option<&str>,
        next: fn(&str) -> String,
    ) -> Result<CardList, AppError> {
        let mut listed = workspace.list(trashed, after, PAGE_SIZE + 1).await?;
        let has_more = listed.len() > PAGE_SIZE;
        listed.truncate(PAGE_SIZE);
        let next = listed.last().filter(|_| has_more).map(|last| next(&last.cursor()));
        let now_ms = workspace.app().clock().now_ms();
        let mut cards = Vec::with_capacity(listed.len());
        for item in listed {
            // Deleted since it was listed.
            let Some(snapshot) = workspace.map(&item.id).await? else { continue };
            let body = snapshot.bytes("card", |snapshot| Bytes::from(card_body(&snapshot.map, snapshot.metrics())));
            let (changed, body) = (dates::ago(snapshot.changed_at_ms, now_ms), String::from_utf8_lossy(&body).into());
            cards.push(Card { snapshot, changed, body });
        }
        Ok(CardList { cards, is_first: after.is_none(), next })
    }
}

pub(crate) fn sample_body(sample: &Sample) -> String {
    sample.map().map(|map| card_body(&map, &Metrics::new(&map))).unwrap_or_default()
}

fn card_body(map: &Map, metrics: &Metrics) -> String {
    let (lead, efficiency) = (Metric::Lead.value(metrics), Metric::FlowEfficiency.value(metrics));
    let body = CardBody {
        strip: mini_timeline(map, metrics),
        lead: lead.value.map(|_| lead.text(&map.clock)),
        efficiency: efficiency.value.map(|_| efficiency.text(&map.clock)),
        bottleneck: metrics.bottleneck.as_ref().and_then(|b| map.step(&b.step)).map(|step| step.name.clone()),
        steps: if map.steps.is_empty() { "No steps yet".to_owned() } else { count(map.steps.len(), "step", "steps") },
    };
    body.render().unwrap_or_else(|cause| {
        tracing::error!(%cause, "could not render a map card");
        String::new()
    })
}
