//! No GET changes anything.

use std::collections::HashSet;

use crate::site::{Site, header};

/// Every row of every table, as text.
fn contents(site: &Site) -> Vec<String> {
    let url = format!("sqlite://{}", site.data().join("weir.db").display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        use sqlx::{Connection, Row, ValueRef};
        let mut connection = sqlx::SqliteConnection::connect(&url).await.unwrap();
        let tables: Vec<String> =
            sqlx::query_scalar("select name from sqlite_master where type = 'table' order by name")
                .fetch_all(&mut connection)
                .await
                .unwrap();
        let mut contents = Vec::new();
        for table in tables {
            let rows = sqlx::query(sqlx::AssertSqlSafe(format!("select * from \"{table}\"")))
                .fetch_all(&mut connection)
                .await
                .unwrap();
            for row in rows {
                let cells = (0..row.len()).map(|i| {
                    let cell = row.try_get_raw(i).unwrap();
                    if cell.is_null() {
                        "null".to_owned()
                    } else {
                        format!("{:?}", row.try_get_unchecked::<Vec<u8>, _>(i).unwrap())
                    }
                });
                contents.push(format!("{table}: {}", cells.collect::<Vec<_>>().join(", ")));
            }
        }
        contents
    })
}

#[test]
fn get_requests_change_nothing() {
    let site = Site::start();
    let id = site.small_map();
    site.delete(&format!("/api/v1/maps/{}", site.small_map()));
    let before = contents(&site);
    assert!(before.len() > 5);

    // Everything that pages link to and that programs request.
    let mut to_visit: Vec<String> =
        ["/", "/api/v1/maps", "/api/v1/maps?bin=true", "/healthz", "/readyz"].map(String::from).into();
    let of_map = ["", ".svg", ".png", ".pdf", ".csv", ".json", "/bin", "/restore", "/undo", "/copy", "/steps"];
    to_visit.extend(of_map.iter().map(|rest| format!("/maps/{id}{rest}")));
    to_visit.extend(["", "/metrics", "/edits", "/restore"].iter().map(|rest| format!("/api/v1/maps/{id}{rest}")));
    let mut visited = HashSet::new();
    while let Some(path) = to_visit.pop() {
        if !visited.insert(path.clone()) {
            continue;
        }
        let answer = site.get(&path);
        assert!(!answer.status().is_server_error(), "{path}: {}", answer.status());
        if !header(&answer, "content-type").starts_with("text/html") || !answer.status().is_success() {
            continue;
        }
        let page = answer.text().unwrap();
        for attribute in ["href=\"/", "action=\"/"] {
            for (at, _) in page.match_indices(attribute) {
                let path: String =
                    page[at + attribute.len() - 1..].chars().take_while(|c| !matches!(c, '"' | '#')).collect();
                to_visit.push(path.replace("&amp;", "&").replace("&#38;", "&"));
            }
        }
    }
    assert!(visited.len() > 40, "too few pages visited: {visited:?}");
    assert_eq!(contents(&site), before);
}
