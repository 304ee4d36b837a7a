//! The peers: Yjs documents on a y-websocket or Hocuspocus server, which hold edits in memory.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::crowd::Crowd;
use super::lag::{Run, Sent};
use super::usage::Watch;
use super::websocket::{self, Reader, Writer};
use super::yjs::{self, Field};
use crate::Outcome;
use crate::client::runtime;
use crate::server::Server;

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Peer {
    YWebsocket,
    Hocuspocus,
}

impl Peer {
    pub(super) fn name(self) -> &'static str {
        match self {
            Peer::YWebsocket => "y-websocket",
            Peer::Hocuspocus => "Hocuspocus",
        }
    }

    /// Each Hocuspocus message starts with the name of its document.
    fn prefix(self) -> &'static [u8] {
        match self {
            Peer::YWebsocket => b"",
            Peer::Hocuspocus => b"\x03map",
        }
    }
}

/// A peer's server with a document that contains a map of 20 steps.
pub(super) struct Service {
    server: Server,
    peer: Peer,
}

impl Service {
    pub(super) fn start(peer: Peer, folder: &Path, name: &str) -> Outcome<Service> {
        let mut command = Command::new("node");
        match peer {
            Peer::YWebsocket => command.arg("bench/peer_ywebsocket.mjs"),
            Peer::Hocuspocus => command.arg("bench/peer_hocuspocus.mjs").arg(folder.join(format!("{name}.db"))),
        };
        Ok(Service { server: Server::start(&mut command)?, peer })
    }

    pub(super) fn run(&self, crowd: &Crowd) -> Outcome<Run> {
        runtime()?.block_on(self.run_crowd(*crowd))
    }

    async fn run_crowd(&self, crowd: Crowd) -> Outcome<Run> {
        let (done, ended) = watch::channel(false);
        let (mut viewers, mut writers) = (Vec::new(), Vec::new());
        for _ in 0..crowd.people {
            let (mut reader, writer) = self.connect().await?;
            let mut ended = ended.clone();
            writers.push(writer);
            viewers.push(tokio::spawn(async move {
                let mut seen = Vec::new();
                tokio::select! {
                    failed = follow(&mut reader, &mut seen) => failed?,
                    _ = ended.wait_for(|ended| *ended) => {}
                }
                Outcome::Ok(seen)
            }));
        }
        let watch = Watch::start(self.server.process_id())?;
        let start = Instant::now() + Duration::from_millis(50);
        let mut editors = JoinSet::new();
        for (person, writer) in (0..).zip(&writers) {
            editors.spawn(edit(Arc::clone(writer), self.peer.prefix(), crowd, person, start));
        }
        let mut sent = Vec::new();
        while let Some(edits) = editors.join_next().await {
            sent.extend(edits??);
        }
        let used = watch.end()?;
        tokio::time::sleep(Duration::from_millis(500)).await;
        done.send_replace(true);
        let mut seen = Vec::new();
        for viewer in viewers {
            let mut one = vec![None; sent.len()];
            for (number, at) in viewer.await?? {
                if let Some(slot) = usize::try_from(number).ok().and_then(|number| one.get_mut(number)) {
                    *slot = Some(at);
                }
            }
            seen.push(one);
        }
        self.check(&crowd)?;
        Ok(Run::of(crowd.people, &sent, &used, |person, number| {
            *seen.get(person as usize)?.get(usize::try_from(number).ok()?)?
        }))
    }

    /// Opens a connection that receives every change from now on.
    async fn connect(&self) -> Outcome<(Reader, Arc<Writer>)> {
        let (mut reader, writer) = websocket::connect(&self.server.address, "/map").await?;
        let prefix = self.peer.prefix();
        if self.peer == Peer::Hocuspocus {
            // An authentication message with an empty token.
            writer.send(&[prefix, &[2, 0, 0]].concat()).await?;
        }
        writer.send(&[prefix, &yjs::GIVE_ALL].concat()).await?;
        // Wait for the whole document, which is longer than any message before it.
        while reader.message().await?.len() < 1000 {}
        Ok((reader, writer))
    }

    /// Checks, using a regular client, that the server has applied the edits.
    fn check(&self, crowd: &Crowd) -> Outcome<()> {
        let peer = self.peer.name().to_lowercase();
        let out = Command::new("node").args(["bench/peer_check.mjs", &self.server.address, &peer]).output()?;
        let map: serde_json::Value = serde_json::from_slice(&out.stdout)?;
        let last = yjs::mark(u64::from(crowd.edits_each() - 1) * u64::from(crowd.people));
        if map["s0"]["wait"] == last {
            Ok(())
        } else {
            Err(format!("{peer} has {} instead of {last}", map["s0"]["wait"]).into())
        }
    }
}

/// Sends one person's edits without waiting for answers.
async fn edit(
    writer: Arc<Writer>,
    prefix: &'static [u8],
    crowd: Crowd,
    person: u32,
    start: Instant,
) -> Outcome<Vec<Sent>> {
    let mut field = Field::of(person);
    let mut sent = Vec::new();
    for edit in 0..crowd.edits_each() {
        let number = u64::from(edit) * u64::from(crowd.people) + u64::from(person);
        let mut message = prefix.to_vec();
        field.set(&yjs::mark(number), &mut message);
        let at = Crowd::wait(start, crowd.due(person, edit)).await;
        writer.send(&message).await?;
        sent.push(Sent { person, at, number });
    }
    Ok(sent)
}

/// Records every received edit.
async fn follow(reader: &mut Reader, seen: &mut Vec<(u64, Instant)>) -> Outcome<()> {
    loop {
        reader.more().await?;
        let at = Instant::now();
        reader.messages(|message| seen.extend(yjs::marks(message).map(|number| (number, at))))?;
    }
}
