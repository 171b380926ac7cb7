//! Asks the system's name servers and keeps the public addresses.
//!
//! The connection is made to an address that this filter returned, so a name server that answers differently a moment
//! later gains nothing.

use std::net::SocketAddr;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::address_filter::is_public;
use crate::webhook_error::{NameNotResolved, OnlyPrivateAddresses};

/// Further addresses of one name are not tried.
const MOST_ADDRESSES: usize = 8;

#[derive(Debug, Clone, Copy)]
pub(crate) struct FilteringResolver {
    pub allow_private_addresses: bool,
}

impl Resolve for FilteringResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let Self {
            allow_private_addresses,
        } = *self;
        Box::pin(async move {
            // The port is filled in by the client.
            let found: Vec<SocketAddr> = tokio::net::lookup_host((name.as_str(), 0))
                .await
                .map_err(|_| NameNotResolved)?
                .collect();
            if found.is_empty() {
                return Err(NameNotResolved.into());
            }
            let allowed: Vec<SocketAddr> = found
                .into_iter()
                .filter(|address| allow_private_addresses || is_public(address.ip()))
                .take(MOST_ADDRESSES)
                .collect();
            if allowed.is_empty() {
                return Err(OnlyPrivateAddresses.into());
            }
            Ok(Box::new(allowed.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_name_for_loopback_is_refused_unless_allowed() {
        let name = || "localhost".parse::<Name>().unwrap();
        let Err(refused) = FilteringResolver {
            allow_private_addresses: false,
        }
        .resolve(name())
        .await
        else {
            panic!("localhost was let through");
        };
        assert!(refused.is::<OnlyPrivateAddresses>());
        let allowed = FilteringResolver {
            allow_private_addresses: true,
        }
        .resolve(name())
        .await
        .unwrap();
        assert!(allowed.map(|address| address.ip()).all(|address| address.is_loopback()));
    }
}
