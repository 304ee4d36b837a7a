//! Configuration from arguments and environment variables.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};

/// The arguments of `weir serve`.
#[derive(Debug, Clone, clap::Args)]
#[expect(clippy::doc_markdown, reason = "these are the texts of --help")]
pub struct Serve {
    /// Address and port to listen on; port 0 selects a free port
    #[arg(long, env = "WEIR_LISTEN", value_name = "ADDRESS:PORT", default_value = "127.0.0.1:3000", value_parser = address)]
    pub listen: SocketAddr,
    /// Directory that contains weir.db [default: $XDG_DATA_HOME/weir, else ~/.local/share/weir]
    #[arg(long, env = "WEIR_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// Require sign-in on loopback addresses too (for use behind a proxy)
    #[arg(long, env = "WEIR_TEAM", value_parser = clap::builder::BoolishValueParser::new())]
    pub team: bool,
    /// Public URL of Weir, such as https://weir.example.org; requires sign-in
    #[arg(long, env = "WEIR_PUBLIC_URL", value_name = "URL")]
    pub public_url: Option<String>,
    /// Trusted proxies for X-Forwarded-For: addresses or networks, separated by commas
    #[arg(long, env = "WEIR_TRUSTED_PROXIES", value_name = "NETWORKS", value_delimiter = ',')]
    pub trusted_proxies: Vec<String>,
}

/// An OpenID Connect provider, from the environment.
#[derive(Clone)]
pub struct Provider {
    /// `WEIR_OIDC_ISSUER`
    pub issuer: String,
    /// `WEIR_OIDC_CLIENT_ID`
    pub client_id: String,
    /// `WEIR_OIDC_CLIENT_SECRET`, or the content of the file named by `WEIR_OIDC_CLIENT_SECRET_FILE`
    pub client_secret: Option<String>,
    /// `WEIR_OIDC_NAME`: the name on the button
    pub name: String,
    /// `WEIR_OIDC_ONLY`: whether it is the only way to sign in
    pub only: bool,
    /// `WEIR_OIDC_DOMAINS`: email domains whose verified addresses may sign in, separated by commas. Empty: all domains,
    /// but new accounts need an invite.
    pub domains: Vec<String>,
}

impl std::fmt::Debug for Provider {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Without the secret.
        f.debug_struct("Provider")
            .field("issuer", &self.issuer)
            .field("client_id", &self.client_id)
            .finish_non_exhaustive()
    }
}

pub fn provider() -> Result<Option<Provider>, String> {
    let given =
        |name: &str| std::env::var(name).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let Some(issuer) = given("WEIR_OIDC_ISSUER") else { return Ok(None) };
    // Without TLS, anyone on the network could impersonate users.
    let is_local =
        ["http://127.0.0.1:", "http://localhost:", "http://[::1]:"].iter().any(|local| issuer.starts_with(local));
    if !issuer.starts_with("https://") && !is_local {
        return Err("WEIR_OIDC_ISSUER must be an https:// URL.".to_owned());
    }
    let client_id =
        given("WEIR_OIDC_CLIENT_ID").ok_or("WEIR_OIDC_ISSUER is set but WEIR_OIDC_CLIENT_ID is missing.")?;
    let only = match given("WEIR_OIDC_ONLY").map(|text| text.to_ascii_lowercase()).as_deref() {
        None | Some("0" | "no" | "false" | "off") => false,
        Some("1" | "yes" | "true" | "on") => true,
        Some(_) => return Err("WEIR_OIDC_ONLY must be yes or no.".to_owned()),
    };
    let domains = given("WEIR_OIDC_DOMAINS").unwrap_or_default();
    let domains = domains.split(',').map(|domain| domain.trim().trim_start_matches('@').to_owned());
    Ok(Some(Provider {
        name: given("WEIR_OIDC_NAME").unwrap_or_else(|| "your organization".to_owned()),
        issuer,
        client_id,
        client_secret: secret("WEIR_OIDC_CLIENT_SECRET")?,
        only,
        domains: domains.filter(|domain| !domain.is_empty()).collect(),
    }))
}

/// Reads a secret from an environment variable, or from the file named by the variable `…_FILE`.
fn secret(name: &str) -> Result<Option<String>, String> {
    if let Ok(text) = std::env::var(name) {
        return Ok(Some(text).filter(|text| !text.is_empty()));
    }
    let Some(file) = std::env::var_os(format!("{name}_FILE")) else { return Ok(None) };
    let read = std::fs::read_to_string(&file);
    let text = read.map_err(|cause| format!("Can’t read the file {} from {name}_FILE: {cause}.", file.display()))?;
    Ok(Some(text.trim().to_owned()))
}

/// Parses a listen address. Host names other than `localhost` aren't resolved.
fn address(text: &str) -> Result<SocketAddr, String> {
    let port = text.strip_prefix("localhost:").and_then(|port| port.parse().ok());
    match port {
        Some(port) => Ok(SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        None => text.parse().map_err(|_| "use a format like 127.0.0.1:3000, [::1]:3000 or localhost:3000".to_owned()),
    }
}

/// The data directory: the given one, otherwise the default directory for user data.
pub fn data_dir(given: Option<&Path>) -> Result<PathBuf, String> {
    let from = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let default = || Some(from("XDG_DATA_HOME").or_else(|| Some(from("HOME")?.join(".local/share")))?.join("weir"));
    let dir = given.map(Path::to_path_buf).filter(|dir| !dir.as_os_str().is_empty()).or_else(default);
    dir.ok_or_else(|| "No home directory found. Set the data directory with --data DIR.".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn listen_address_is_parsed() {
        assert_eq!(address("localhost:80").unwrap().to_string(), "127.0.0.1:80");
        assert_eq!(address("[::1]:0").unwrap().to_string(), "[::1]:0");
        for bad in ["", "3000", "localhost", "127.0.0.1", "example.org:80", "localhost:99999"] {
            assert!(address(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn given_data_directory_is_used() {
        assert_eq!(data_dir(Some(Path::new("here"))), Ok(PathBuf::from("here")));
    }
}
