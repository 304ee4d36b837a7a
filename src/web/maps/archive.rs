//! All maps of the workspace as one ZIP file.

use axum::http::HeaderValue;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use exchange::Format;
use exchange::archive::Writer;

use crate::web::access::{CanList, audit};
use crate::web::error::AppError;
use crate::web::middleware::fair_queue::Pool;

/// Maps fetched at once.
const PAGE_SIZE: usize = 100;

/// `GET /maps.zip`: every map that is not in the trash, as a map file.
pub(crate) async fn download(workspace: CanList) -> Result<Response, AppError> {
    audit::record_export_of_all(&workspace).await?;
    let mut writer = Writer::default();
    let mut after = None;
    loop {
        let listed = workspace.list(false, after.as_deref(), PAGE_SIZE).await?;
        for item in &listed {
            // Trashed since it was listed.
            let Some(snapshot) = workspace.map(&item.id).await?.filter(|snapshot| !snapshot.trashed) else { continue };
            writer =
                workspace.app().pools().run(Pool::Render, move || writer.add(&snapshot.map).map(|()| writer)).await??;
        }
        after = listed.last().map(crate::live::MapSummary::cursor);
        if listed.len() < PAGE_SIZE {
            break;
        }
    }
    let bytes = workspace.app().pools().run(Pool::Render, move || writer.finish()).await??;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static(Format::Zip.media_type())),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"weir-maps.zip\"")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
    ];
    Ok((headers, bytes).into_response())
}
