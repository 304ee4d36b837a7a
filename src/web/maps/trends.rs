//! `/maps/{id}/figures`: how the headline figures of a map went over its revisions, as a chart and as a table.

use std::sync::Arc;

use askama::Template;
use axum::http::HeaderMap;
use axum::response::Response;
use bytes::Bytes;
use tokio::runtime::Handle;

use crate::live::{HistoryError, Snapshot, Trend, TrendPoint};
use drawing::chart::{Bar, Mark, Moment, bars, over_time};
use drawing::svg;
use vsm::WorkingCalendar;
use vsm::model::duration::print_elapsed;

use crate::web::access::CanView;
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;
use crate::web::page::glossary;
use crate::web::page::glossary::Term;
use crate::web::page::{dates, etag, urls};

#[derive(Template)]
#[template(path = "maps/trends.html")]
struct FiguresPage<'a> {
    map_name: &'a str,
    links: Links,
    /// What is kept of its revisions, as HTML.
    past: &'a str,
    /// The chart of the maps of a family, where there is more than one.
    family: Option<String>,
    notes: Vec<&'static Term>,
}

/// What the page tells of the map's revisions: made once for each that it comes to.
#[derive(Template)]
#[template(path = "maps/trends_chart.html")]
struct Past {
    links: Links,
    /// The chart, where there is more than one revision.
    chart: Option<String>,
    rows: Vec<Row>,
    left_out: u64,
    /// Does every revision have its row?
    is_whole: bool,
    clock_changed: bool,
}

struct Links {
    map: String,
    history: String,
}

impl Links {
    fn of(id: &str) -> Links {
        Links { map: urls::map(id), history: urls::history(id) }
    }
}

struct Row {
    revision: u64,
    href: String,
    day: String,
    stamp: String,
    told: Told,
}

/// The figures of one moment as people read them.
struct Told {
    lead: String,
    work: String,
    downtime: String,
}

const NOT_KNOWN: &str = "Unknown";

/// `GET /maps/{id}/figures`. Of a map in the bin, too.
pub(crate) async fn show(may: CanView, headers: HeaderMap) -> Result<Response, AppError> {
    let now = may.snapshot();
    let family = family(&may).await?;
    let mut tag = now.etag().trim_matches('"').to_owned();
    for member in &family {
        tag.extend(["-", &member.id, ".", &member.revision.to_string()]);
    }
    let tag = etag::build_etag(&tag);
    if etag::is_known(&headers, &tag) {
        return Ok(etag::not_modified(&tag));
    }
    let past = kept(&may, "figures-past", |now, figures| past(now, &figures)).await?;
    let page = FiguresPage {
        map_name: &now.map.name,
        links: Links::of(&now.id),
        past: std::str::from_utf8(&past).unwrap_or_default(),
        family: family_chart(&family),
        notes: glossary::terms(&["lead", "map-work", "map-downtime"]),
    };
    Ok(etag::tagged(&tag, "text/html; charset=utf-8", Bytes::from(page.render()?)))
}

/// The maps of a map's family that are there, the first one first; itself among them.
async fn family(may: &CanView) -> Result<Vec<Arc<Snapshot>>, AppError> {
    let family = may.related_maps().await?;
    let mut members = Vec::with_capacity(family.members.len());
    for member in &family.members {
        members.extend(may.other_map(&member.id).await?);
    }
    Ok(members)
}

/// Something made of the figures over all revisions, once for each revision that the map comes to: the way back may be
/// long, and few are walked at a time.
pub(crate) async fn kept(
    may: &CanView,
    name: &'static str,
    make: impl FnOnce(&Snapshot, Trend) -> Result<Vec<u8>, AppError> + Send + 'static,
) -> Result<Bytes, AppError> {
    let (of, runtime) = (may.clone(), Handle::current());
    let work = move || {
        of.snapshot().try_bytes(name, |snapshot| {
            let figures = runtime.block_on(of.trend()).map_err(|cause| match cause {
                HistoryError::Storage(cause) => AppError::from(cause),
                HistoryError::Unreadable(why) => AppError::Refused(why),
            })?;
            make(snapshot, figures).map(Bytes::from)
        })
    };
    may.app().pools().run(Pool::Render, work).await?
}

fn past(now: &Snapshot, figures: &Trend) -> Result<Vec<u8>, AppError> {
    let points = &figures.points;
    let clock = |of: &WorkingCalendar| (of.hours_per_day, of.days_per_week);
    let page = Past {
        links: Links::of(&now.id),
        chart: (points.len() > 1).then(|| chart(now, points)),
        rows: points.iter().rev().map(|point| row(&now.id, point)).collect(),
        left_out: figures.left_out,
        is_whole: points.len() as u64 + figures.left_out == now.revision,
        clock_changed: points.iter().any(|point| clock(&point.map.clock) != clock(&now.map.clock)),
    };
    Ok(page.render()?.into_bytes())
}

fn chart(now: &Snapshot, points: &[TrendPoint]) -> String {
    let told: Vec<String> = points.iter().map(in_words).collect();
    let moments: Vec<Moment<'_>> = points
        .iter()
        .zip(&told)
        .map(|(point, told)| Moment { id: point.revision, at: point.at_ms, told, metrics: &point.metrics })
        .collect();
    let scene = over_time(&now.map.name, &now.map.clock, &moments, &marks(points));
    svg::in_parts(&scene, &Chart { id: "chart", link: &|revision| revision_link(&now.id, revision) })
}

fn revision_link(id: &str, revision: &str) -> String {
    revision.parse().map_or_else(|_| urls::history(id), |revision| urls::revision(id, revision))
}

/// The chart of the maps of a family. None where there is only one.
fn family_chart(maps: &[Arc<Snapshot>]) -> Option<String> {
    if maps.len() < 2 {
        return None;
    }
    let maps: Vec<Bar<'_>> = maps
        .iter()
        .map(|of| Bar { id: &of.id, name: &of.map.name, clock: &of.map.clock, metrics: of.metrics() })
        .collect();
    Some(svg::in_parts(&bars(&maps), &Chart { id: "family", link: &|id| urls::map(id) }))
}

/// Days along the axis of time; times of one day, where all was on one.
fn marks(points: &[TrendPoint]) -> Vec<Mark> {
    const MOST: i64 = 6;
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return Vec::new() };
    let one_day = dates::date(first.at_ms) == dates::date(last.at_ms);
    let label = |at: i64| if one_day { dates::time(at) } else { dates::date(at) };
    let span = last.at_ms.saturating_sub(first.at_ms);
    let at = |mark: i64| first.at_ms.saturating_add(span.saturating_mul(mark) / (MOST - 1));
    let mut marks: Vec<Mark> = (0..MOST).map(|mark| Mark { at: at(mark), label: label(at(mark)) }).collect();
    marks.dedup_by(|later, earlier| later.label == earlier.label);
    marks
}

fn in_words(point: &TrendPoint) -> String {
    let told = told(point);
    let [lead, work, downtime] = [told.lead, told.work, told.downtime].map(|value| value.to_lowercase());
    let (day, time) = (dates::date(point.at_ms), dates::time(point.at_ms));
    format!("Version {}, {day} {time}: lead time {lead}, work time {work}, downtime {downtime}", point.revision)
}

fn row(id: &str, point: &TrendPoint) -> Row {
    Row {
        revision: point.revision,
        href: urls::revision(id, point.revision),
        day: format!("{} {}", dates::date(point.at_ms), dates::time(point.at_ms)),
        stamp: dates::stamp(point.at_ms),
        told: told(point),
    }
}

/// The figures on the clock that the map had then.
fn told(point: &TrendPoint) -> Told {
    let (clock, metrics) = (&point.map.clock, &point.metrics);
    let time = |seconds: Option<u64>, vague: bool| match seconds {
        Some(seconds) if vague => format!("at least {}", clock.print(seconds)),
        Some(seconds) => clock.print(seconds),
        None => NOT_KNOWN.to_owned(),
    };
    Told {
        lead: time(metrics.lead_seconds, metrics.at_least),
        work: time(metrics.work_seconds, metrics.unknown.work > 0),
        downtime: match metrics.downtime_seconds {
            Some(0) => "None".to_owned(),
            Some(seconds) => print_elapsed(seconds),
            None => NOT_KNOWN.to_owned(),
        },
    }
}

/// How a chart stands in the page: each point leads to what it stands for.
struct Chart<'a> {
    id: &'static str,
    link: &'a dyn Fn(&str) -> String,
}

impl svg::InParts for Chart<'_> {
    fn id(&self) -> &str {
        self.id
    }

    fn link(&self, of: &str) -> String {
        (self.link)(of)
    }

    // It does not follow the map, so nothing in it has to be found again.
    fn begin(&self, out: &mut String, _: &str) {
        out.push('>');
    }

    fn end(&self, _: &mut String) {}
}
