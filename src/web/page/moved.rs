//! Permanent redirects from addresses that pages used to have.

use axum::extract::{Path, RawQuery};
use axum::response::Redirect;

use crate::web::page::urls;

pub(crate) async fn trash(RawQuery(query): RawQuery) -> Redirect {
    redirect(urls::TRASH, query)
}

pub(crate) async fn export(Path(id): Path<String>, RawQuery(query): RawQuery) -> Redirect {
    redirect(&urls::export(&id), query)
}

fn redirect(path: &str, query: Option<String>) -> Redirect {
    Redirect::permanent(&query.map_or_else(|| path.to_owned(), |query| format!("{path}?{query}")))
}
