//! A minimal WebSocket client for binary messages.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::Mutex;

use crate::Outcome;

/// The receiving half of a connection.
pub(super) struct Reader {
    stream: OwnedReadHalf,
    received: Vec<u8>,
}

/// The sending half of a connection.
pub(super) struct Writer(Mutex<OwnedWriteHalf>);

pub(super) async fn connect(address: &str, path: &str) -> Outcome<(Reader, Arc<Writer>)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut received = Vec::with_capacity(1 << 16);
    let end = loop {
        if let Some(at) = received.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut received).await? == 0 {
            return Err("the connection was closed".into());
        }
    };
    if !received.starts_with(b"HTTP/1.1 101") {
        return Err(String::from_utf8_lossy(&received[..end]).into());
    }
    received.drain(..end);
    let (reader, writer) = stream.into_split();
    Ok((Reader { stream: reader, received }, Arc::new(Writer(Mutex::new(writer)))))
}

impl Writer {
    pub(super) async fn send(&self, message: &[u8]) -> Outcome<()> {
        const WHOLE_BINARY: u8 = 0x82;
        const MASKED: u8 = 0x80;
        // The length code for a length in the next two bytes.
        const TWO_MORE_BYTES: u8 = 0b0111_1110;
        let mut frame = vec![WHOLE_BINARY];
        match u8::try_from(message.len()) {
            Ok(length) if length < 126 => frame.push(MASKED | length),
            _ => {
                frame.push(MASKED | TWO_MORE_BYTES);
                frame.extend(u16::try_from(message.len())?.to_be_bytes());
            }
        }
        // A mask of zeros leaves the message unchanged.
        frame.extend([0; 4]);
        frame.extend(message);
        self.0.lock().await.write_all(&frame).await?;
        Ok(())
    }
}

impl Reader {
    /// Waits for more bytes.
    pub(super) async fn more(&mut self) -> Outcome<()> {
        match self.stream.read_buf(&mut self.received).await? {
            0 => Err("the connection was closed".into()),
            _ => Ok(()),
        }
    }

    /// Passes on all messages that have been received completely.
    pub(super) fn messages(&mut self, mut message: impl FnMut(&[u8])) -> Outcome<()> {
        let mut taken = 0;
        while let Some((begin, end)) = frame(&self.received[taken..])? {
            message(&self.received[taken + begin..taken + end]);
            taken += end;
        }
        self.received.drain(..taken);
        Ok(())
    }

    /// Waits for the next message.
    pub(super) async fn message(&mut self) -> Outcome<Vec<u8>> {
        loop {
            if let Some((begin, end)) = frame(&self.received)? {
                let message = self.received[begin..end].to_vec();
                self.received.drain(..end);
                return Ok(message);
            }
            self.more().await?;
        }
    }
}

/// The start and end of the first frame's content; `None` if the frame isn't complete yet.
fn frame(got: &[u8]) -> Outcome<Option<(usize, usize)>> {
    let Some([kind, length]) = got.first_chunk::<2>() else { return Ok(None) };
    if kind & 0x0f == 8 {
        return Err("the server closed the connection".into());
    }
    let (begin, length) = match length & 0x7f {
        126 => match got.get(2..4) {
            Some(bytes) => (4, u64::from(u16::from_be_bytes(bytes.try_into()?))),
            None => return Ok(None),
        },
        127 => match got.get(2..10) {
            Some(bytes) => (10, u64::from_be_bytes(bytes.try_into()?)),
            None => return Ok(None),
        },
        length => (2, u64::from(length)),
    };
    let end = begin + usize::try_from(length)?;
    Ok((got.len() >= end).then_some((begin, end)))
}
