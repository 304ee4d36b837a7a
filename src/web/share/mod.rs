//! Sharing one map: links, who comes by them, its picture for pages elsewhere, and what members do with guests.

pub(crate) mod guests;
pub(crate) mod join;
pub(crate) mod links;
mod qr_code;

// Templates find what every page needs from here.

use crate::web::access::{App, Visitor};

/// An address of ours as it is given to others: with the name of this server.
pub(crate) fn whole(app: &App, visitor: &Visitor, path: &str) -> String {
    if let Some(public) = &app.settings().public {
        return format!("{}{path}", public.origin);
    }
    let host = visitor.host.as_ref().and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    format!("http://{host}{path}")
}
