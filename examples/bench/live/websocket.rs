//! As much of WebSocket as messages of bytes need.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::Mutex;

use crate::Outcome;

/// The side on which messages come.
pub(super) struct Reader {
    stream: OwnedReadHalf,
    got: Vec<u8>,
}

/// The side on which messages go.
pub(super) struct Writer(Mutex<OwnedWriteHalf>);

/// Connects.
pub(super) async fn connect(address: &str, path: &str) -> Outcome<(Reader, Arc<Writer>)> {
    let mut stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let request = format!(
        "GET {path} HTTP/1.1\r\nhost: {address}\r\nupgrade: websocket\r\nconnection: upgrade\r\n\
         sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\nsec-websocket-version: 13\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).await?;
    let mut got = Vec::with_capacity(1 << 16);
    let end = loop {
        if let Some(at) = got.windows(4).position(|four| four == b"\r\n\r\n") {
            break at + 4;
        }
        if stream.read_buf(&mut got).await? == 0 {
            return Err("the connection was closed".into());
        }
    };
    if !got.starts_with(b"HTTP/1.1 101") {
        return Err(String::from_utf8_lossy(&got[..end]).into());
    }
    got.drain(..end);
    let (reader, writer) = stream.into_split();
    Ok((Reader { stream: reader, got }, Arc::new(Writer(Mutex::new(writer)))))
}

impl Writer {
    /// Sends a message.
    pub(super) async fn send(&self, message: &[u8]) -> Outcome<()> {
        const WHOLE_BINARY: u8 = 0x82;
        const MASKED: u8 = 0x80;
        // In the place of a length: it stands in the next two bytes.
        const TWO_MORE_BYTES: u8 = 0b0111_1110;
        let mut frame = vec![WHOLE_BINARY];
        match u8::try_from(message.len()) {
            Ok(length) if length < 126 => frame.push(MASKED | length),
            _ => {
                frame.push(MASKED | TWO_MORE_BYTES);
                frame.extend(u16::try_from(message.len())?.to_be_bytes());
            }
        }
        // A mask of zeros leaves the message as it is.
        frame.extend([0; 4]);
        frame.extend(message);
        self.0.lock().await.write_all(&frame).await?;
        Ok(())
    }
}

impl Reader {
    /// Waits until more has come.
    pub(super) async fn more(&mut self) -> Outcome<()> {
        match self.stream.read_buf(&mut self.got).await? {
            0 => Err("the connection was closed".into()),
            _ => Ok(()),
        }
    }

    /// Hands over all messages that have come whole.
    pub(super) fn messages(&mut self, mut message: impl FnMut(&[u8])) -> Outcome<()> {
        let mut taken = 0;
        while let Some((begin, end)) = frame(&self.got[taken..])? {
            message(&self.got[taken + begin..taken + end]);
            taken += end;
        }
        self.got.drain(..taken);
        Ok(())
    }

    /// Waits for the next message.
    pub(super) async fn message(&mut self) -> Outcome<Vec<u8>> {
        loop {
            if let Some((begin, end)) = frame(&self.got)? {
                let message = self.got[begin..end].to_vec();
                self.got.drain(..end);
                return Ok(message);
            }
            self.more().await?;
        }
    }
}

/// Where the content of the first frame begins and ends; none when it is not there yet.
fn frame(got: &[u8]) -> Outcome<Option<(usize, usize)>> {
    let Some([kind, length]) = got.first_chunk::<2>() else { return Ok(None) };
    if kind & 0x0f == 8 {
        return Err("the server ended the connection".into());
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
