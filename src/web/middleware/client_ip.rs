//! The client's IP address. A header counts only from a trusted proxy.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::{Extensions, HeaderMap, HeaderName};

use crate::web::settings::Network;

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

pub(crate) fn from_request(headers: &HeaderMap, extensions: &Extensions, proxies: &[Network]) -> IpAddr {
    let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |peer| peer.to_canonical());
    let is_proxy = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
    if !is_proxy(peer) {
        return peer;
    }
    // Each proxy appends its peer: the last address that is not a trusted proxy is the farthest that can be trusted.
    let forwarded: Vec<&str> = headers
        .get_all(FORWARDED_FOR)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    let mut nearest = peer;
    for text in forwarded.into_iter().rev() {
        let Ok(address) = text.trim().parse::<IpAddr>() else { break };
        nearest = address.to_canonical();
        if !is_proxy(nearest) {
            break;
        }
    }
    nearest
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    #[test]
    fn forwarded_address_counts_only_from_a_trusted_proxy() {
        let from = |peer: &str, forwarded: &'static str, proxies: &[&str]| {
            let mut extensions = Extensions::new();
            extensions.insert(ConnectInfo(SocketAddr::new(peer.parse().unwrap(), 1)));
            let headers = HeaderMap::from_iter([(FORWARDED_FOR, HeaderValue::from_static(forwarded))]);
            let proxies: Vec<Network> = proxies.iter().map(|text| Network::parse(text).unwrap()).collect();
            from_request(&headers, &extensions, &proxies).to_string()
        };
        assert_eq!(from("192.0.2.1", "198.51.100.7", &[]), "192.0.2.1");
        assert_eq!(from("192.0.2.1", "198.51.100.7", &["10.0.0.0/8"]), "192.0.2.1");
        assert_eq!(from("10.0.0.1", "198.51.100.7", &["10.0.0.0/8"]), "198.51.100.7");
        // Addresses forged by the client are further to the left.
        assert_eq!(from("10.0.0.1", "1.1.1.1, 198.51.100.7, 10.0.0.2", &["10.0.0.0/8"]), "198.51.100.7");
        assert_eq!(from("10.0.0.1", "nonsense", &["10.0.0.0/8"]), "10.0.0.1");
        assert_eq!(from("10.0.0.1", "1.1.1.1, nonsense", &["10.0.0.0/8"]), "10.0.0.1");
    }
}
