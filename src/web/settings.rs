//! What the operator decides about who can reach this server, and by which name.

use std::net::{IpAddr, SocketAddr};

use crate::clock;

use crate::web::access::secret;
use crate::web::page::urls;

/// How people reach the server, and whom it lets in.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// Does everybody have to sign in, also while there are no accounts yet?
    pub team: bool,
    /// The address under which people reach it, if the operator says it.
    pub public: Option<Public>,
    /// Is it asked by names that it does not know?
    pub any_host: bool,
    /// Who may tell for whom a request is passed on.
    pub proxies: Vec<Network>,
    /// The hash of the secret that opens the set-up page of this process.
    pub setup_hash: Option<String>,
    /// Where people can sign in besides.
    pub provider: Option<Provider>,
}

/// The address under which people reach the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Public {
    /// Scheme, name and port: `https://weir.example.org`.
    pub origin: String,
    /// Name and port, as the `Host` header says them.
    pub host: String,
    /// Is the way to it encrypted?
    pub is_https: bool,
}

#[derive(Clone)]
pub struct Provider {
    /// Its issuer, as it is in every token of it.
    pub issuer: String,
    /// How this server is known to it.
    pub client_id: String,
    /// How this server proves that.
    pub client_secret: Option<String>,
    pub name: String,
    /// Is there no other way to sign in?
    pub only: bool,
    /// Whose verified addresses count; all when empty, which lets nobody in without an invitation.
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

/// Addresses that begin with the same bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    bits: u8,
}

impl Network {
    /// Reads `10.0.0.0/8`, `192.0.2.7` or the like.
    #[must_use]
    pub fn read(text: &str) -> Option<Network> {
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits)),
            None => (text, None),
        };
        let address: IpAddr = address.trim().parse().ok()?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Some(most), |bits| bits.trim().parse().ok())?;
        (bits <= most).then_some(Network { address, bits })
    }

    /// Is this address one of them?
    #[must_use]
    pub fn holds(&self, address: IpAddr) -> bool {
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
    pub fn read(text: &str) -> Result<Public, String> {
        let wrong = || format!("“{text}” is not the address of a server; write it as https://weir.example.org");
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
        // As browsers say it: without the port that is meant anyway.
        let usual = if is_https { ":443" } else { ":80" };
        let host = host.strip_suffix(usual).unwrap_or(host).to_owned();
        Ok(Public { origin: format!("{scheme}://{host}"), host, is_https })
    }
}

impl Settings {
    /// From now on the set-up page waits for somebody with the secret in this address.
    pub fn wait_for_set_up(&mut self) -> String {
        let secret = clock::new_secret();
        self.setup_hash = Some(secret::hash(&secret));
        urls::set_up(&secret)
    }

    /// How people reach a server that listens here, as far as it is known.
    #[must_use]
    pub fn origin(&self, listens: SocketAddr) -> String {
        self.public.as_ref().map_or_else(|| format!("http://{listens}"), |public| public.origin.clone())
    }

    #[must_use]
    pub fn is_https(&self) -> bool {
        self.public.as_ref().is_some_and(|public| public.is_https)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_read_as_browsers_say_it() {
        let read = |text| Public::read(text).map(|public| (public.origin, public.host, public.is_https));
        let good = ("https://weir.example.org".to_owned(), "weir.example.org".to_owned(), true);
        assert_eq!(read("https://Weir.example.org/"), Ok(good.clone()));
        assert_eq!(read("https://weir.example.org:443"), Ok(good));
        assert_eq!(read("http://[::1]:3000").unwrap().1, "[::1]:3000");
        for bad in ["", "weir.example.org", "ftp://x", "https://", "https://a@b", "https://a/b", "https://a b"] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn networks_hold_their_addresses() {
        let holds = |network: &str, address: &str| Network::read(network).unwrap().holds(address.parse().unwrap());
        assert!(holds("10.0.0.0/8", "10.9.8.7") && !holds("10.0.0.0/8", "11.0.0.1"));
        assert!(holds("127.0.0.1", "127.0.0.1") && !holds("127.0.0.1", "127.0.0.2"));
        assert!(holds("0.0.0.0/0", "1.2.3.4") && holds("127.0.0.1", "::ffff:127.0.0.1"));
        assert!(holds("fd00::/8", "fd12::1") && !holds("fd00::/8", "fe80::1"));
        for bad in ["", "10.0.0.0/33", "localhost", "1.2.3"] {
            assert_eq!(Network::read(bad), None, "{bad}");
        }
    }
}
