//! The address from which a request came.

use crate::state::WebConfig;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};

/// The client's address: the peer, or, behind a trusted proxy, the last address in `X-Forwarded-For` that is no trusted proxy.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct ClientAddress(pub Option<IpAddr>);

impl crate::routes::Demand for ClientAddress {}

impl FromRequestParts<crate::WebState> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, state: &crate::WebState) -> Result<Self, Infallible> {
        let peer = parts
            .extensions
            .get::<ConnectInfo<SocketAddr>>()
            .map(|info| info.0.ip().to_canonical());
        let forwarded = parts
            .headers
            .get_all("x-forwarded-for")
            .iter()
            .filter_map(|value| value.to_str().ok());
        Ok(Self(peer.map(|peer| behind_proxies(peer, forwarded, &state.config))))
    }
}

fn behind_proxies<'a>(peer: IpAddr, headers: impl Iterator<Item = &'a str>, config: &WebConfig) -> IpAddr {
    let trusted = |address: &IpAddr| config.trusted_proxies.iter().any(|network| network.contains(address));
    let named: Vec<&str> = headers.flat_map(|header| header.split(',')).map(str::trim).collect();
    let mut client = peer;
    for name in named.into_iter().rev() {
        if !trusted(&client) {
            break;
        }
        let Ok(address) = name.parse::<IpAddr>() else { break };
        client = address.to_canonical();
    }
    client
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(trusted: &[&str]) -> WebConfig {
        WebConfig {
            public_url: "http://localhost".to_owned(),
            trusted_proxies: trusted.iter().map(|network| network.parse().unwrap()).collect(),
            first_project: None,
        }
    }

    #[test]
    fn only_trusted_proxies_are_believed() {
        let peer: IpAddr = "10.0.0.1".parse().unwrap();
        let header = ["6.6.6.6, 203.0.113.9, 10.0.0.2"];
        assert_eq!(behind_proxies(peer, header.into_iter(), &config(&[])), peer);
        let client = behind_proxies(peer, header.into_iter(), &config(&["10.0.0.0/8"]));
        assert_eq!(client, "203.0.113.9".parse::<IpAddr>().unwrap());
        assert_eq!(
            behind_proxies(peer, ["nonsense"].into_iter(), &config(&["10.0.0.0/8"])),
            peer
        );
    }
}
