//! What the operator decides: where Weir listens and where it keeps its data.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// How `weir serve` is started.
#[derive(Debug, Clone, clap::Args)]
#[expect(clippy::doc_markdown, reason = "these are the texts of --help")]
pub struct Serve {
    /// Address and port to listen on; port 0 takes a free one
    #[arg(long, env = "WEIR_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3000", value_parser = address)]
    pub listen: SocketAddr,
    /// Folder that holds weir.db [default: $XDG_DATA_HOME/weir, else ~/.local/share/weir]
    #[arg(long, env = "WEIR_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
}

/// An address as people write it. Names are not looked up, except for the one that everybody has.
fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    match port {
        Some(port) => Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        None => text.parse().map_err(|_| "write it as 127.0.0.1:3000, [::1]:3000 or localhost:3000".to_owned()),
    }
}

/// The folder that holds the database: the given one, else where this system keeps people's data.
///
/// # Errors
/// A sentence when no folder is given and none can be found.
pub fn data_dir(given: Option<&Path>) -> Result<PathBuf, String> {
    let from = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let usual = || Some(from("XDG_DATA_HOME").or_else(|| Some(from("HOME")?.join(".local/share")))?.join("weir"));
    let dir = given.map(Path::to_path_buf).filter(|dir| !dir.as_os_str().is_empty()).or_else(usual);
    dir.ok_or_else(|| "There is no home folder to keep the maps in. Say where they go: --data DIR.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_people_write_them() {
        assert_eq!(address("localhost:80").unwrap().to_string(), "127.0.0.1:80");
        assert_eq!(address("[::1]:0").unwrap().to_string(), "[::1]:0");
        for bad in ["", "3000", "localhost", "127.0.0.1", "example.org:80", "localhost:99999"] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_given_folder_is_taken_as_it_is() {
        assert_eq!(data_dir(Some(Path::new("here"))), Ok(PathBuf::from("here")));
    }
}
