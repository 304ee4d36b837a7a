//! The page of a 20-step map, requested over 64 connections, against a server that only sends the same number of bytes.

use std::path::Path;
use std::process::Command;

use vsm::file;

use crate::client::{Client, create, runtime};
use crate::drawing::in_turns;
use crate::server::Server;
use crate::table::Table;
use crate::{Outcome, sample};

/// Measures in alternation, with both servers running all the time.
pub(crate) fn measure(folder: &Path, table: &mut Table) -> Outcome<()> {
    let server = Server::weir(folder, "pages")?;
    let (path, size) = runtime()?.block_on(async {
        let mut client = Client::new(&server.address).await?;
        let id = create(&mut client, &file::write_text(&sample::map(20))).await?;
        let path = format!("/maps/{id}");
        let page = client.get(&path).await?;
        if page.status != 200 {
            return Err(format!("the page has the status {}", page.status).into());
        }
        Outcome::Ok((path, page.body.len()))
    })?;
    let floor = Server::floor(size)?;
    let ours = || requests_a_second(&server.address, &path);
    let theirs = || requests_a_second(&floor.address, "/page");
    let (ours, theirs) = in_turns(3, ours, theirs)?;
    let work = format!("page of a 20-step map ({} KB), 64 connections", size / 1000);
    table.more(&work, "/s", ours, ("axum, same bytes", theirs), 0.75);
    Ok(())
}

fn requests_a_second(address: &str, path: &str) -> Outcome<f64> {
    let out = Command::new("wrk").args(["-t1", "-c64", "-d4s", &format!("http://{address}{path}")]).output()?;
    let output = String::from_utf8_lossy(&out.stdout).into_owned();
    if output.contains("Non-2xx") {
        return Err(format!("some requests failed: {output}").into());
    }
    let rate = output.lines().find_map(|line| line.strip_prefix("Requests/sec:"));
    Ok(rate.ok_or_else(|| format!("wrk printed no rate: {output}"))?.trim().parse()?)
}
