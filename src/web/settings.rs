//! Who can reach this server, and under which name, as configured by the operator.

use std::net::{IpAddr, SocketAddr};

use crate::clock;
use crate::config::Provider;
use crate::web::page::urls;
use crate::web::secret;

/// How people reach the server, and who can sign in.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Does everyone have to sign in, even before there are accounts?
    pub team: bool,
    /// The public address, if configured.
    pub public: Option<Public>,
    /// Is it reached under host names that it doesn't know?
    pub any_host: bool,
    /// Proxies whose forwarding headers are trusted.
    pub proxies: Vec<Network>,
    /// The hash of the secret that opens the setup page of this process.
    pub setup_hash: Option<String>,
    pub provider: Option<Provider>,
}

/// The public address of the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    /// Scheme, name and port: `https://weir.example.org`.
    pub origin: String,
    /// Name and port, as in the `Host` header.
    pub host: String,
    pub is_https: bool,
}

/// IP addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Parses `10.0.0.0/8` or `192.0.2.7`.
    pub fn parse(text: &str) -> Option<Network> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(most), |bits| bits.trim().parse().ok())?;
        (bits <= most).then_some(Network { address, bits })
    }

    pub fn contains(&self, address: IpAddr) -> bool {
        let same = |one: u128, other: u128, width: u32| {
            let cut = width - u32::from(self.bits);
            one.checked_shr(cut).unwrap_or(0) == other.checked_shr(cut).unwrap_or(0)
        };
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(one), IpAddr::V4(other)) => same(u32::from(one).into(), u32::from(other).into(), 32),
            (IpAddr::V6(one), IpAddr::V6(other)) => same(one.into(), other.into(), 128),
            _ => false,
        }
    }
}

impl Public {
    pub fn parse(text: &str) -> Result<Public, String> {
        let wrong = || format!("“{text}” isn’t a server URL. Use a format like https://weir.example.org.");
        let text_without_end = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let (scheme, host) = text_without_end.split_once("://").ok_or_else(wrong)?;
        let is_https = match scheme {
            "https" => true,
            "http" => false,
            _ => return Err(wrong()),
        };
        let authority: axum::http::uri::Authority = host.parse().map_err(|_| wrong())?;
        if authority.as_str() != host || host.contains('@') || authority.host().is_empty() {
            return Err(wrong());
        }
        // Browsers leave out the default port.
        let default_port = if is_https { ":443" } else { ":80" };
        let host = host.strip_suffix(default_port).unwrap_or(host).to_owned();
        Ok(Public { origin: format!("{scheme}://{host}"), host, is_https })
    }
}

impl Settings {
    /// Opens the setup page for the secret in the returned path.
    pub fn enable_set_up(&mut self) -> String {
        let secret = clock::new_secret();
        self.setup_hash = Some(secret::hash(&secret));
        urls::set_up(&secret)
    }

    /// The public origin, or that of the listening address.
    pub fn origin(&self, listen: SocketAddr) -> String {
        self.public.as_ref().map_or_else(|| format!("http://{listen}"), |public| public.origin.clone())
    }

    pub fn is_https(&self) -> bool {
        self.public.as_ref().is_some_and(|public| public.is_https)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_address_is_parsed_as_browsers_write_it() {
        let parse = |text| Public::parse(text).map(|public| (public.origin, public.host, public.is_https));
        let good = ("https://weir.example.org".to_owned(), "weir.example.org".to_owned(), true);
        assert_eq!(parse("https://Weir.example.org/"), Ok(good.clone()));
        assert_eq!(parse("https://weir.example.org:443"), Ok(good));
        assert_eq!(parse("http://[::1]:3000").unwrap().1, "[::1]:3000");
        for bad in ["", "weir.example.org", "ftp://x", "https://", "https://a@b", "https://a/b", "https://a b"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn network_contains_its_addresses() {
        let contains =
            |network: &str, address: &str| Network::parse(network).unwrap().contains(address.parse().unwrap());
        assert!(contains("10.0.0.0/8", "10.9.8.7") && !contains("10.0.0.0/8", "11.0.0.1"));
        assert!(contains("127.0.0.1", "127.0.0.1") && !contains("127.0.0.1", "127.0.0.2"));
        assert!(contains("0.0.0.0/0", "1.2.3.4") && contains("127.0.0.1", "::ffff:127.0.0.1"));
        assert!(contains("fd00::/8", "fd12::1") && !contains("fd00::/8", "fe80::1"));
        for bad in ["", "10.0.0.0/33", "localhost", "1.2.3"] {
            assert_eq!(Network::parse(bad), None, "{bad}");
        }
    }
}
