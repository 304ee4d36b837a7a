//! All maps of the workspace as one ZIP file.

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use exchange::Format;
use exchange::archive::Writer;

use crate::web::access::CanList;
use crate::web::access::audit;
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;

/// So many maps are listed at once.
const AT_ONCE: usize = 100;

/// `GET /maps.zip`: every map that is not in the bin, as a map file.
pub(crate) async fn show(may: CanList) -> Result<Response, AppError> {
    audit::record_export_of_all(&may).await?;
    let mut writer = Writer::new();
    let mut after = None;
    loop {
        let listed = may.list(false, after.as_deref(), AT_ONCE).await?;
        for item in &listed {
            // Gone between the list and now: then it is not one of all maps any more.
            let Some(snapshot) = may.map(&item.id).await?.filter(|snapshot| !snapshot.trashed) else { continue };
            writer = may.app().pools().run(Pool::Render, move || writer.add(&snapshot.map).map(|()| writer)).await??;
        }
        after = listed.last().map(crate::live::MapSummary::cursor);
        if listed.len() < AT_ONCE {
            break;
        }
    }
    let bytes = may.app().pools().run(Pool::Render, move || writer.finish()).await??;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(Format::Zip.media_type())),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"weir-maps.zip\"")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}
