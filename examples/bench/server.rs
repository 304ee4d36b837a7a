//! Servers that run for the benchmark.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::{Outcome, weir};

/// A server process that is killed on drop.
pub(crate) struct Server {
    process: Child,
    /// `127.0.0.1:port`.
    pub(crate) address: String,
}

impl Server {
    /// Starts Weir on a free port with its own database.
    pub(crate) fn weir(folder: &Path, name: &str) -> Outcome<Server> {
        let data: PathBuf = folder.join(name);
        let mut command = Command::new(weir());
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data);
        Server::start(command.env("WEIR_LOG", "error"))
    }

    /// Starts the server that only sends a number of bytes.
    pub(crate) fn floor(bytes: usize) -> Outcome<Server> {
        Server::start(Command::new(std::env::current_exe()?).arg("floor").arg(bytes.to_string()))
    }

    /// Starts a server that prints `Listening on http://…`.
    pub(crate) fn start(command: &mut Command) -> Outcome<Server> {
        let mut process = command.stdout(Stdio::piped()).spawn()?;
        let out = process.stdout.take().ok_or("no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let address = line.trim().strip_prefix("Listening on http://").ok_or("the server did not start")?.to_owned();
        Ok(Server { process, address })
    }

    pub(crate) fn process_id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Killing fails if the process has already exited, which is fine.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
