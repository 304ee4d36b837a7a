//! Weir: viewers follow server-sent events; edits are posted and answered when they are durable.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::crowd::Crowd;
use super::lag::{Run, Sent};
use super::usage::Watch;
use crate::client::{Client, cookie, create, field, runtime};
use crate::server::Server;
use crate::{Outcome, sample};

/// The fields that people change. Each person changes a different field of a step, as with the peers.
const FIELDS: [&str; 5] = ["wait", "work", "complete_accurate", "people", "downtime"];

/// A Weir server with its own database.
pub(super) struct Ours {
    server: Server,
}

impl Ours {
    pub(super) fn start(folder: &Path, name: &str) -> Outcome<Ours> {
        Ok(Ours { server: Server::weir(folder, name)? })
    }

    pub(super) fn run(&self, crowd: &Crowd) -> Outcome<Run> {
        runtime()?.block_on(self.run_crowd(*crowd))
    }

    async fn run_crowd(&self, crowd: Crowd) -> Outcome<Run> {
        let address = &self.server.address;
        let mut client = Client::new(address).await?;
        let map = create(&mut client, &vsm::file::write_text(&sample::map(20))).await?;
        let (done, ended) = watch::channel(false);
        let mut viewers = Vec::new();
        for person in 0..crowd.people {
            let mut viewer = Viewer::new(address, &map, person).await?;
            let mut ended = ended.clone();
            viewers.push(tokio::spawn(async move {
                tokio::select! {
                    failed = viewer.follow() => failed?,
                    _ = ended.wait_for(|ended| *ended) => {}
                }
                Outcome::Ok(viewer.frames)
            }));
        }
        let mut editors = JoinSet::new();
        let watch = Watch::start(self.server.process_id())?;
        let start = Instant::now() + Duration::from_millis(50);
        for person in 0..crowd.people {
            let next = Arc::new(AtomicU32::new(0));
            for _ in 0..crowd.ways {
                let client = Client::of(address, person).await?;
                editors.spawn(edit(client, map.clone(), crowd, person, Arc::clone(&next), start));
            }
        }
        let mut sent = Vec::new();
        while let Some(edits) = editors.join_next().await {
            sent.extend(edits??);
        }
        let used = watch.end()?;
        // Wait until the last answered edits have reached all viewers.
        tokio::time::sleep(Duration::from_millis(500)).await;
        done.send_replace(true);
        let mut frames = Vec::new();
        for viewer in viewers {
            frames.push(viewer.await??);
        }
        Ok(Run::of(crowd.people, &sent, &used, |person, revision| {
            let frames = frames.get(person as usize)?;
            let at = frames.partition_point(|frame| frame.revision < revision);
            frames.get(at).map(|frame| frame.at)
        }))
    }
}

/// Sends a share of a person's edits over one connection.
async fn edit(
    mut client: Client,
    map: String,
    crowd: Crowd,
    person: u32,
    next: Arc<AtomicU32>,
    start: Instant,
) -> Outcome<Vec<Sent>> {
    let path = format!("/api/v1/maps/{map}/edits");
    let (step, name) = (person % 20, FIELDS.get(person as usize / 20).unwrap_or(&"wait"));
    let mut sent = Vec::new();
    loop {
        let edit = next.fetch_add(1, Ordering::Relaxed);
        if edit >= crowd.edits_each() {
            return Ok(sent);
        }
        let value = 1 + edit % 90;
        let text = format!(
            r#"{{"id":"e{person}-{edit}","edit":{{"type":"change_step","step":"s{step}","set":{{"{name}":{value}}}}}}}"#
        );
        let at = Crowd::wait(start, crowd.due(person, edit)).await;
        let answer = client.post(&path, &text).await?;
        if answer.status != 200 {
            return Err(format!("{}: {}", answer.head, String::from_utf8_lossy(&answer.body)).into());
        }
        let number = revision(&answer.body).ok_or("no revision in the answer")?;
        sent.push(Sent { person, at, number });
    }
}

fn revision(answer: &[u8]) -> Option<u64> {
    let digits = answer.strip_prefix(b"{\"revision\":")?;
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    std::str::from_utf8(&digits[..end]).ok()?.parse().ok()
}

/// A received frame.
#[derive(Clone, Copy)]
pub(super) struct Frame {
    pub(super) revision: u64,
    pub(super) at: Instant,
    pub(super) bytes: usize,
}

/// A person who follows a map.
pub(super) struct Viewer {
    stream: TcpStream,
    received: Vec<u8>,
    pub(super) frames: Vec<Frame>,
}

impl Viewer {
    /// Connects and waits for the first frame.
    pub(super) async fn new(address: &str, map: &str, person: u32) -> Outcome<Viewer> {
        let mut stream = TcpStream::connect(address).await?;
        let request = format!("GET /maps/{map}/live HTTP/1.1\r\nhost: {address}\r\n{}\r\n", cookie(person));
        stream.write_all(request.as_bytes()).await?;
        let mut viewer = Viewer { stream, received: Vec::with_capacity(1 << 16), frames: Vec::new() };
        let end = loop {
            if let Some(at) = viewer.received.windows(4).position(|four| four == b"\r\n\r\n") {
                break at + 4;
            }
            viewer.more().await?;
        };
        let head = String::from_utf8_lossy(&viewer.received[..end]).into_owned();
        if field(&head, "transfer-encoding") != Some("chunked") {
            return Err(format!("no stream: {head}").into());
        }
        viewer.received.drain(..end);
        while !viewer.has_piece() {
            viewer.more().await?;
        }
        Ok(viewer)
    }

    /// Records frames forever.
    async fn follow(&mut self) -> Outcome<()> {
        loop {
            self.more().await?;
            self.take_pieces();
        }
    }

    /// Waits for the next frame.
    pub(super) async fn next(&mut self) -> Outcome<Frame> {
        let before = self.frames.len();
        loop {
            self.take_pieces();
            if let Some(frame) = self.frames.get(before) {
                return Ok(*frame);
            }
            self.more().await?;
        }
    }

    /// Records the frames that have been received completely. Each event is one chunk of the transfer encoding, so its
    /// length is known without reading its content.
    fn take_pieces(&mut self) {
        let at = Instant::now();
        let mut taken = 0;
        while let Some((content, end)) = piece(&self.received[taken..]) {
            let begin = taken + content;
            let event = &self.received[begin..taken + end];
            if let Some(digits) = event.strip_prefix(b"id: ") {
                let digits = digits.split(|byte| *byte == b'\n').next().unwrap_or_default();
                let revision = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse().ok());
                self.frames.extend(revision.map(|revision| Frame { revision, at, bytes: event.len() }));
            }
            taken += end;
        }
        self.received.drain(..taken);
    }

    fn has_piece(&self) -> bool {
        piece(&self.received).is_some()
    }

    async fn more(&mut self) -> Outcome<()> {
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err("the stream was closed".into()),
            _ => Ok(()),
        }
    }
}

/// The start of the first chunk's content and the end of the chunk, including its trailing line break.
fn piece(got: &[u8]) -> Option<(usize, usize)> {
    let line = got.iter().position(|byte| *byte == b'\n')?;
    let length = std::str::from_utf8(&got[..line]).ok()?.trim();
    let length = usize::from_str_radix(length, 16).ok()?;
    let end = line + 1 + length + 2;
    (got.len() >= end).then_some((line + 1, end))
}
