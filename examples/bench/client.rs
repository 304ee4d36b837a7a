//! A minimal HTTP client that sends one request at a time and waits for the response.

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::Outcome;

/// A keep-alive connection.
pub(crate) struct Client {
    stream: TcpStream,
    address: String,
    /// Header lines sent with every request.
    lines: String,
    received: Vec<u8>,
}

/// A response.
pub(crate) struct Answer {
    pub(crate) status: u16,
    /// The status line and all header lines.
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Client {
    pub(crate) async fn new(address: &str) -> Outcome<Client> {
        let stream = TcpStream::connect(address).await?;
        stream.set_nodelay(true)?;
        Ok(Client { stream, address: address.to_owned(), lines: String::new(), received: Vec::new() })
    }

    /// Connects as a distinct person, whom the server identifies by a cookie.
    pub(crate) async fn of(address: &str, person: u32) -> Outcome<Client> {
        Ok(Client { lines: cookie(person), ..Client::new(address).await? })
    }

    pub(crate) async fn get(&mut self, path: &str) -> Outcome<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\nhost: {}\r\n{}\r\n", self.address, self.lines);
        self.send(request.as_bytes()).await
    }

    pub(crate) async fn post(&mut self, path: &str, json: &str) -> Outcome<Answer> {
        let request = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\n{}content-type: application/json\r\ncontent-length: {}\r\n\r\n{json}",
            self.address,
            self.lines,
            json.len()
        );
        self.send(request.as_bytes()).await
    }

    async fn send(&mut self, request: &[u8]) -> Outcome<Answer> {
        self.stream.write_all(request).await?;
        self.received.clear();
        let end = loop {
            if let Some(at) = self.received.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.received[..end]).into_owned();
        let length: usize = field(&head, "content-length").ok_or("the response has no content-length")?.parse()?;
        while self.received.len() < end + length {
            self.more().await?;
        }
        let status = head.split(' ').nth(1).ok_or("no status")?.parse()?;
        Ok(Answer { status, body: self.received[end..end + length].to_vec(), head })
    }

    async fn more(&mut self) -> Outcome<()> {
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err("the connection was closed".into()),
            _ => Ok(()),
        }
    }
}

/// The header line that identifies a person.
pub(crate) fn cookie(person: u32) -> String {
    format!("cookie: weir_browser={person:064x}\r\n")
}

/// The value of a header field.
pub(crate) fn field<'h>(head: &'h str, name: &str) -> Option<&'h str> {
    let mut lines = head.lines().filter_map(|line| line.split_once(':'));
    lines.find(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

/// Creates a map on a server and returns its id.
pub(crate) async fn create(client: &mut Client, map: &str) -> Outcome<String> {
    let answer = client.post("/api/v1/maps", map).await?;
    let created: serde_json::Value = serde_json::from_slice(&answer.body)?;
    Ok(created["id"].as_str().ok_or_else(|| format!("no map was created: {created}"))?.to_owned())
}

/// A single-threaded runtime, which leaves the other processor to the server.
pub(crate) fn runtime() -> Outcome<tokio::runtime::Runtime> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
