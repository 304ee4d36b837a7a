//! Attacks, and the security headers of every response.

use std::io::{Read, Write};
use std::net::TcpStream;

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::site::{Site, header, refused, small_map};

/// Addresses of every kind of response, including errors.
fn addresses(site: &Site) -> Vec<String> {
    let id = site.small_map();
    let paths = [
        "/",
        "/help",
        "/trash",
        "/import",
        "/healthz",
        "/readyz",
        "/nowhere",
        "/maps/missing",
        "/maps/missing.svg",
        "/static/x/icon.svg",
        "/static/x/nothing.css",
        "/api/v1/maps",
        "/api/nothing",
        "/maps/%ff",
        "/?q=%ff",
        "//",
        "/%00",
    ];
    let of_map = ["", ".svg", ".png", ".pdf", ".csv", ".json", ".exe", ".png?scale=9", "/edit", "/flows", "/steps/new"];
    let of_map = of_map.iter().map(|rest| format!("/maps/{id}{rest}"));
    paths.iter().map(ToString::to_string).chain(of_map).collect()
}

#[test]
fn every_response_has_the_security_headers() {
    let site = Site::start();
    for path in addresses(&site) {
        for method in [Method::GET, Method::HEAD, Method::POST, Method::TRACE, Method::OPTIONS, Method::DELETE] {
            let answer = site.request(method.clone(), &path).send().unwrap();
            let policy = header(&answer, "content-security-policy");
            assert!(policy.contains("default-src 'none'"), "{method} {path}: {policy}");
            let picture = path.contains(".svg") && header(&answer, "content-disposition").starts_with("attachment");
            assert_eq!(policy.contains("unsafe"), picture, "{method} {path}: {policy}");
            assert!(picture || policy.contains("frame-ancestors 'none'"), "{method} {path}: {policy}");
            assert_eq!(header(&answer, "x-content-type-options"), "nosniff", "{method} {path}");
            assert_eq!(header(&answer, "referrer-policy"), "same-origin", "{method} {path}");
            assert_eq!(header(&answer, "cross-origin-opener-policy"), "same-origin");
            assert_eq!(header(&answer, "cross-origin-resource-policy"), "same-origin");
            assert!(!header(&answer, "cache-control").is_empty(), "{method} {path}");
            assert_eq!(header(&answer, "access-control-allow-origin"), "");
            assert!(!answer.status().is_server_error(), "{method} {path}: {}", answer.status());
            if method == Method::TRACE {
                assert!(answer.status().is_client_error(), "{path}");
            }
            if answer.status() == StatusCode::METHOD_NOT_ALLOWED {
                assert!(!header(&answer, "allow").is_empty(), "{method} {path}");
            }
            let media_type = header(&answer, "content-type").to_owned();
            if media_type.starts_with("text/") {
                assert!(media_type.ends_with("charset=utf-8"), "{method} {path}: {media_type}");
            }
        }
    }
}

#[test]
fn error_page_has_a_message_and_links() {
    let site = Site::start();
    let answer = site.get("/nowhere");
    assert_eq!(answer.status(), StatusCode::NOT_FOUND);
    assert_eq!(header(&answer, "content-type"), "text/html; charset=utf-8");
    assert_eq!(header(&answer, "cache-control"), "no-store");
    let page = answer.text().unwrap();
    assert!(page.contains("This page doesn’t exist.") && page.contains("href=\"/\""), "{page}");
    let ask = |accept: &str| site.request(Method::GET, "/nowhere").header("accept", accept).send().unwrap();
    refused(ask("application/json"), 404, "not_found");
    let browser = ask("text/html,application/xhtml+xml,application/json;q=0.9,*/*;q=0.8");
    assert!(header(&browser, "content-type").starts_with("text/html"));
}

#[test]
fn foreign_host_is_refused() {
    let site = Site::start();
    let ask = |host: &str| site.request(Method::GET, "/api/v1/maps").header("host", host).send().unwrap();
    for host in ["localhost", "localhost:8080", "127.0.0.1", "[::1]:3000"] {
        assert_eq!(ask(host).status(), StatusCode::OK, "{host}");
    }
    for host in ["evil.example", "localhost.evil.example:3000", "10.1.2.3", "weir"] {
        refused(ask(host), 421, "wrong_host");
    }
}

#[test]
fn cross_site_request_changes_nothing() {
    let site = Site::start();
    let id = site.small_map();
    let paths = [
        "/api/v1/maps".to_owned(),
        format!("/api/v1/maps/{id}/edits"),
        format!("/maps/{id}/bin"),
        "/import".to_owned(),
    ];
    for path in paths {
        let post = || site.request(Method::POST, &path).body(small_map().to_string());
        let foreign = [
            post().header("sec-fetch-site", "cross-site"),
            post().header("sec-fetch-site", "same-site"),
            post().header("origin", "https://evil.example"),
            post().header("origin", "http://127.0.0.1:1"),
            post().header("origin", "null"),
            post().header("sec-fetch-site", "cross-site").header("origin", site.url("")),
        ];
        for request in foreign {
            let answer = request.header("accept", "application/json").send().unwrap();
            refused(answer, 403, "cross_site");
        }
    }
    let delete = site.request(Method::DELETE, &format!("/api/v1/maps/{id}")).header("sec-fetch-site", "cross-site");
    refused(delete.send().unwrap(), 403, "cross_site");
    assert_eq!(site.map(&id)["revision"], 1);
    // The page's own forms, and programs that send no such header.
    let post = || site.request(Method::POST, "/api/v1/maps").body(small_map().to_string());
    let own = [
        post().header("sec-fetch-site", "same-origin").header("origin", site.url("")),
        post().header("sec-fetch-site", "same-origin"),
        post().header("origin", site.url("")),
        post(),
    ];
    for request in own {
        assert_eq!(request.send().unwrap().status(), StatusCode::CREATED);
    }
}

#[test]
fn path_traversal_out_of_embedded_files_returns_404() {
    let site = Site::start();
    for path in [
        "/static/x/../../Cargo.toml",
        "/static/x/%2e%2e/Cargo.toml",
        "/static/x/..%2fCargo.toml",
        "/static/x//etc/passwd",
        "/static/x/%2fetc%2fpasswd",
        "/static/../Cargo.toml",
        "/static/x/..%5cCargo.toml",
        "/static/x/css",
    ] {
        // Sent raw, because a client would normalize the path.
        let answer = raw(&site, &format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"));
        assert!(answer.starts_with("HTTP/1.1 404"), "{path}: {answer}");
    }
}

#[test]
fn embedded_file_is_immutable_only_under_its_hash() {
    let site = Site::start();
    let old = site.get("/static/0123456789abcdef/icon.svg");
    assert_eq!((old.status(), header(&old, "cache-control")), (StatusCode::OK, "no-store"));
    let home = site.get("/").text().unwrap();
    let at = home.find("/static/").expect("the page has a style sheet");
    let path: String = home[at..].chars().take_while(|c| *c != '"').collect();
    let file = site.request(Method::GET, &path).header("accept-encoding", "gzip").send().unwrap();
    assert_eq!(file.status(), StatusCode::OK, "{path}");
    // A debug build reads the files of the checkout, which may have been edited meanwhile.
    let cached = if cfg!(debug_assertions) { "no-cache" } else { "public, max-age=31536000, immutable" };
    assert_eq!(header(&file, "cache-control"), cached);
    assert_eq!(header(&file, "vary"), "accept-encoding");
}

#[test]
fn text_is_compressed_if_the_client_accepts_it() {
    let site = Site::start();
    let steps: Vec<_> = (0..50).map(|i| json!({ "name": format!("Step {i}"), "work": "1h" })).collect();
    let id = site.import_map(&json!({ "format": "weir-map", "version": 1, "name": "x", "steps": steps }));
    for path in [format!("/maps/{id}"), format!("/api/v1/maps/{id}"), format!("/maps/{id}.svg"), "/help".to_owned()] {
        let plain = site.get(&path);
        assert_eq!(header(&plain, "content-encoding"), "");
        let plain = plain.bytes().unwrap().len();
        // As browsers ask.
        let ask = site.request(Method::GET, &path).header("accept-encoding", "gzip, deflate, br, zstd");
        let answer = ask.send().unwrap();
        assert_eq!(header(&answer, "content-encoding"), "gzip", "{path}");
        let small = answer.bytes().unwrap().len();
        assert!(small * 2 < plain, "{path}: {small} of {plain}");
    }
}

#[test]
fn head_returns_the_headers_of_get() {
    let site = Site::start();
    for path in addresses(&site) {
        let (get, head) = (site.get(&path), site.request(Method::HEAD, &path).send().unwrap());
        assert_eq!(get.status(), head.status(), "{path}");
        for name in ["content-type", "etag", "cache-control", "content-disposition", "content-length"] {
            assert_eq!(header(&get, name), header(&head, name), "{path} {name}");
        }
        assert_eq!(head.bytes().unwrap().len(), 0, "{path}");
    }
}

#[test]
fn malformed_requests_do_not_stop_the_server() {
    let site = Site::start();
    let headers = format!("GET / HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X-A: y\r\n".repeat(5000));
    for text in [
        "\0\0\0\0\r\n\r\n",
        "GET\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "POST /api/v1/maps HTTP/1.1\r\nContent-Length: -5\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\nConnection: close\r\n\r\n",
        &headers,
        "POST /api/v1/maps HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n",
    ] {
        let answer = raw(&site, text);
        assert!(!answer.starts_with("HTTP/1.1 2") && !answer.starts_with("HTTP/1.1 5"), "{text:.80}: {answer}");
    }
    assert_eq!(site.get("/healthz").text().unwrap(), "ok");
}

/// Sends raw bytes; returns the response until the server closes, or nothing.
fn raw(site: &Site, text: &str) -> String {
    let address = site.url("");
    let mut connection = TcpStream::connect(address.strip_prefix("http://").unwrap()).unwrap();
    connection.set_read_timeout(Some(std::time::Duration::from_secs(5))).unwrap();
    // The server may close before it has read everything.
    let _ = connection.write_all(text.as_bytes());
    let mut answer = Vec::new();
    let _ = connection.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}
