//! `/maps/{id}/figures`: metrics over time, as a chart and as a table.

use std::sync::Arc;

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use tokio::runtime::Handle;

use crate::live::{Snapshot, Trend, TrendPoint};
use drawing::chart::{self, MapBar, TimeMark};
use drawing::svg;
use vsm::WorkingCalendar;
use vsm::metrics::catalog::Metric;
use vsm::model::duration::about_elapsed;

use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::glossary::{self, Term};
use crate::web::page::parts::StaticParts;
use crate::web::page::{dates, etag, urls};

#[derive(Template)]
#[template(path = "maps/trends.html")]
struct TrendsPage<'a> {
    snapshot: &'a Snapshot,
    /// Chart and table of the revisions, as HTML.
    versions: &'a str,
    /// The chart of related maps, if there are any.
    family: Option<String>,
    notes: Vec<&'static Term>,
}

/// The part about the map's own revisions: rendered once per revision.
#[derive(Template)]
#[template(path = "maps/trends_chart.html")]
struct TrendsChart<'a> {
    snapshot: &'a Snapshot,
    /// `None` for a single revision.
    chart: Option<String>,
    rows: Vec<TrendRow>,
    left_out: u64,
    /// Does every revision have a row?
    is_whole: bool,
    clock_changed: bool,
}

struct TrendRow {
    revision: u64,
    href: String,
    day: String,
    stamp: String,
    values: TrendValues,
}

struct TrendValues {
    lead: String,
    work: String,
    downtime: String,
}

const UNKNOWN: &str = "Unknown";

/// `GET /maps/{id}/figures`. Works for maps in the trash, too.
pub(crate) async fn index(map: CanView, headers: HeaderMap) -> Result<Response, AppError> {
    let now = map.snapshot();
    let family = family(&map).await?;
    let mut tag = now.etag().trim_matches('"').to_owned();
    for member in &family {
        tag.extend(["-", &member.id, ".", &member.revision.to_string()]);
    }
    let tag = etag::build_etag(&tag);
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let versions = cached(&map, "figures-past", |now, figures| versions(now, &figures)).await?;
    let page = TrendsPage {
        snapshot: now,
        versions: std::str::from_utf8(&versions).unwrap_or_default(),
        family: family_chart(&family),
        notes: glossary::terms(&["lead", "map-work", "map-downtime"]),
    };
    Ok(etag::tagged(&tag, "text/html; charset=utf-8", Bytes::from(page.render()?)))
}

/// The related maps that the visitor can see, including this one; oldest first.
async fn family(map: &CanView) -> Result<Vec<Arc<Snapshot>>, AppError> {
    let family = map.related_maps().await?;
    let mut members = Vec::with_capacity(family.members.len());
    for member in &family.members {
        members.extend(map.other_map(&member.id).await?);
    }
    Ok(members)
}

/// The result of `make` for the metrics of all revisions, once per revision, because long histories take time.
pub(crate) async fn cached(
    map: &CanView,
    name: &'static str,
    make: impl FnOnce(&Snapshot, Trend) -> Result<Bytes, AppError> + Send + 'static,
) -> Result<Bytes, AppError> {
    let (of, runtime) = (map.clone(), Handle::current());
    let work = move || {
        of.snapshot().try_bytes(name, |snapshot| {
            let figures = runtime.block_on(of.trend())?;
            make(snapshot, figures)
        })
    };
    map.app().pools().run(Pool::Render, work).await?
}

fn versions(now: &Snapshot, figures: &Trend) -> Result<Bytes, AppError> {
    let points = &figures.points;
    let clock = |of: &WorkingCalendar| (of.hours_per_day, of.days_per_week);
    let page = TrendsChart {
        snapshot: now,
        chart: (points.len() > 1).then(|| chart(now, points)),
        rows: points.iter().rev().map(|point| row(&now.id, point)).collect(),
        left_out: figures.left_out,
        is_whole: points.len() as u64 + figures.left_out == now.revision,
        clock_changed: points.iter().any(|point| clock(&point.map.clock) != clock(&now.map.clock)),
    };
    Ok(Bytes::from(page.render()?))
}

fn chart(now: &Snapshot, points: &[TrendPoint]) -> String {
    let descriptions: Vec<String> = points.iter().map(description).collect();
    let chart_points: Vec<chart::TrendPoint<'_>> = points
        .iter()
        .zip(&descriptions)
        .map(|(point, title)| chart::TrendPoint {
            revision: point.revision,
            at: point.at_ms,
            title,
            metrics: &point.metrics,
        })
        .collect();
    let scene = chart::trends(&now.map.name, &now.map.clock, &chart_points, &marks(points));
    svg::in_parts(&scene, &StaticParts { id: "chart", link: &|revision| revision_link(&now.id, revision) })
}

fn revision_link(id: &str, revision: &str) -> String {
    revision.parse::<u64>().map_or_else(|_| urls::history(id), |revision| urls::revision(id, revision))
}

fn family_chart(maps: &[Arc<Snapshot>]) -> Option<String> {
    if maps.len() < 2 {
        return None;
    }
    let maps: Vec<MapBar<'_>> = maps
        .iter()
        .map(|of| MapBar { id: &of.id, name: &of.map.name, clock: &of.map.clock, metrics: of.metrics() })
        .collect();
    Some(svg::in_parts(&chart::map_bars(&maps), &StaticParts { id: "family", link: &|id| urls::map(id) }))
}

/// Days along the time axis; times, if everything was on one day.
fn marks(points: &[TrendPoint]) -> Vec<TimeMark> {
    const MAX_MARKS: i64 = 6;
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let one_day = dates::date(first.at_ms) == dates::date(last.at_ms);
    let label = |at: i64| if one_day { dates::time(at) } else { dates::date(at) };
    let span = last.at_ms.saturating_sub(first.at_ms);
    let at = |mark: i64| first.at_ms.saturating_add(span.saturating_mul(mark) / (MAX_MARKS - 1));
    let mut marks: Vec<TimeMark> =
        (0..MAX_MARKS).map(|mark| TimeMark { at: at(mark), label: label(at(mark)) }).collect();
    marks.dedup_by(|later, earlier| later.label == earlier.label);
    marks
}

fn description(point: &TrendPoint) -> String {
    let values = values(point);
    let [lead, work, downtime] = [values.lead, values.work, values.downtime].map(|value| value.to_lowercase());
    let (day, time) = (dates::date(point.at_ms), dates::time(point.at_ms));
    format!("Version {}, {day} {time}: lead time {lead}, work time {work}, downtime {downtime}", point.revision)
}

fn row(id: &str, point: &TrendPoint) -> TrendRow {
    TrendRow {
        revision: point.revision,
        href: urls::revision(id, point.revision),
        day: format!("{} {}", dates::date(point.at_ms), dates::time(point.at_ms)),
        stamp: dates::stamp(point.at_ms),
        values: values(point),
    }
}

/// Uses the working calendar of that revision.
fn values(point: &TrendPoint) -> TrendValues {
    let (clock, metrics) = (&point.map.clock, &point.metrics);
    let time = |seconds: Option<u64>, vague: bool| match seconds {
        Some(seconds) if vague => format!("at least {}", clock.about(seconds)),
        Some(seconds) => clock.about(seconds),
        None => UNKNOWN.to_owned(),
    };
    TrendValues {
        lead: time(metrics.lead_seconds, metrics.at_least),
        work: time(metrics.work_seconds, metrics.work_at_least),
        downtime: match metrics.downtime_seconds {
            Some(0) => "None".to_owned(),
            Some(seconds) => about_elapsed(seconds),
            None => UNKNOWN.to_owned(),
        },
    }
}
