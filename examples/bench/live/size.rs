//! The number of bytes that reach a viewer when one time changes.

use std::path::Path;

use super::ours::Viewer;
use crate::client::{Client, create, runtime};
use crate::server::Server;
use crate::table::Table;
use crate::{Outcome, median, sample};

/// Measures the median of twenty edits, each of a different step.
pub(super) fn measure(folder: &Path, table: &mut Table) -> Outcome<()> {
    let server = Server::weir(folder, "size")?;
    for (steps, most) in [(20, 8.0), (200, 64.0)] {
        let sizes = runtime()?.block_on(async {
            let mut client = Client::new(&server.address).await?;
            let map = create(&mut client, &vsm::file::write_text(&sample::map(steps))).await?;
            let mut viewer = Viewer::new(&server.address, &map, 0).await?;
            let path = format!("/api/v1/maps/{map}/edits");
            let mut sizes = Vec::new();
            for step in 0..20 {
                let set = format!(r#"{{"type":"change_step","step":"s{step}","set":{{"wait":{}}}}}"#, 7200 + step);
                client.post(&path, &format!(r#"{{"id":"e{step}","edit":{set}}}"#)).await?;
                #[expect(clippy::cast_precision_loss, reason = "a size")]
                sizes.push(viewer.next().await?.bytes as f64 / 1000.0);
            }
            Outcome::Ok(sizes)
        })?;
        table.at_most(&format!("one changed time reaches a viewer, {steps} steps"), "KB", median(sizes), most);
    }
    Ok(())
}
