//! From which addresses a project may be reached: two lists of networks, one for the dashboard, one for the API.

use ipnet::{IpNet, Ipv4Net};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::net::{IpAddr, Ipv6Addr};

/// The most networks that a list holds.
pub const MOST_NETWORKS: usize = 200;

/// Bits of an IPv6 address before the IPv4 address that is mapped into it (`::ffff:0:0/96`).
const MAPPED_PREFIX: u8 = 96;

/// Networks from which requests are taken. An empty list takes them from everywhere.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Vec<String>", into = "Vec<String>")]
pub struct AllowList(Vec<IpNet>);

/// Both lists of a project.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct IpControl {
    /// Who reaches the project's pages in the dashboard.
    pub dashboard: AllowList,
    /// Who reaches the project by the API.
    pub api: AllowList,
}

/// Why a text is no allow-list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum InvalidAllowList {
    /// Neither an address nor a network.
    #[error("“{0}” is neither an address, such as 203.0.113.7, nor a network, such as 203.0.113.0/24 or 2001:db8::/32")]
    NoNetwork(String),
    /// It is not clear whether the address or the whole network is meant.
    #[error("“{typed}” is not clear: write {address} for the one address or {network} for the network")]
    HostInNetwork {
        /// What was typed.
        typed: String,
        /// The address in it.
        address: IpAddr,
        /// The network around it.
        network: IpNet,
    },
    /// Longer than [`MOST_NETWORKS`].
    #[error("at most {MOST_NETWORKS} networks are expected")]
    TooMany,
}

impl AllowList {
    /// Reads addresses and networks that are separated by white space or commas. IPv4 addresses that are mapped into
    /// IPv6 count as what they are; doubles count once.
    ///
    /// # Errors
    /// [`InvalidAllowList`], naming the first entry that is wrong.
    pub fn parse(text: &str) -> Result<Self, InvalidAllowList> {
        let mut networks = Vec::new();
        for entry in text.split(|c: char| c.is_whitespace() || c == ',') {
            if entry.is_empty() {
                continue;
            }
            let network = network(entry)?;
            if !networks.contains(&network) {
                networks.push(network);
            }
            if networks.len() > MOST_NETWORKS {
                return Err(InvalidAllowList::TooMany);
            }
        }
        Ok(Self(networks))
    }

    /// Whether the list restricts anything.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether a request from this address is taken. An unknown address passes only where nothing is restricted.
    #[must_use]
    pub fn allows(&self, address: Option<IpAddr>) -> bool {
        self.0.is_empty()
            || address.is_some_and(|address| {
                let address = address.to_canonical();
                self.0.iter().any(|network| network.contains(&address))
            })
    }

    /// The entries as people write them, in order: an address alone stands without the length of its prefix.
    pub fn entries(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|network| {
            if network.prefix_len() == network.max_prefix_len() {
                network.addr().to_string()
            } else {
                network.to_string()
            }
        })
    }
}

/// Networks say from where people work.
impl fmt::Debug for AllowList {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "AllowList({} networks)", self.0.len())
    }
}

impl From<AllowList> for Vec<String> {
    fn from(list: AllowList) -> Self {
        list.entries().collect()
    }
}

impl TryFrom<Vec<String>> for AllowList {
    type Error = InvalidAllowList;

    fn try_from(entries: Vec<String>) -> Result<Self, InvalidAllowList> {
        Self::parse(&entries.join("\n"))
    }
}

fn network(entry: &str) -> Result<IpNet, InvalidAllowList> {
    // Nobody needs to see more of what makes no sense.
    let wrong = || InvalidAllowList::NoNetwork(entry.chars().take(60).collect());
    if let Ok(address) = entry.parse::<IpAddr>() {
        return Ok(IpNet::from(address.to_canonical()));
    }
    let network = entry.parse::<IpNet>().map_err(|_| wrong())?;
    let network = unmapped(network);
    if network.trunc() == network {
        return Ok(network);
    }
    Err(InvalidAllowList::HostInNetwork {
        typed: entry.to_owned(),
        address: network.addr(),
        network: network.trunc(),
    })
}

/// A network of mapped IPv4 addresses as the IPv4 network that it is.
fn unmapped(network: IpNet) -> IpNet {
    let IpNet::V6(mapped) = network else { return network };
    let as_v4 = Ipv6Addr::to_ipv4_mapped(&mapped.addr()).zip(mapped.prefix_len().checked_sub(MAPPED_PREFIX));
    let as_v4 = as_v4.and_then(|(address, length)| Ipv4Net::new(address, length).ok());
    as_v4.map_or(network, IpNet::V4)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn allows(list: &str, address: &str) -> bool {
        AllowList::parse(list).unwrap().allows(Some(address.parse().unwrap()))
    }

    #[test]
    fn an_empty_list_takes_everybody_and_any_other_only_who_is_on_it() {
        assert!(AllowList::default().allows(None) && allows(" \n,", "203.0.113.7"));
        assert!(!AllowList::parse("203.0.113.7").unwrap().allows(None));
        let list = "203.0.113.7, 198.51.100.0/24\n2001:db8::/32";
        for inside in ["203.0.113.7", "198.51.100.255", "2001:db8:ffff::1"] {
            assert!(allows(list, inside), "{inside}");
        }
        for outside in ["203.0.113.8", "198.51.101.0", "2001:db9::1", "::ffff:203.0.113.8"] {
            assert!(!allows(list, outside), "{outside}");
        }
    }

    #[test]
    fn mapped_addresses_are_the_ipv4_addresses_that_they_are() {
        assert!(allows("203.0.113.0/24", "::ffff:203.0.113.7"));
        assert!(allows("::ffff:203.0.113.7", "203.0.113.7"));
        assert!(allows("::ffff:203.0.113.0/120", "203.0.113.7"));
        // All of IPv6 is not all of IPv4.
        assert!(!allows("::/0", "203.0.113.7") && !allows("::/0", "::ffff:203.0.113.7"));
        assert!(!allows("0.0.0.0/0", "2001:db8::1"));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for bad in [
            "nonsense",
            "203.0.113.0/33",
            "203.0.113",
            "2001:db8::/129",
            "203.0.113.07",
            "10.0.0.0/",
        ] {
            let error = AllowList::parse(&format!("192.0.2.1 {bad}")).unwrap_err();
            assert!(error.to_string().contains(bad), "{error}");
        }
        let unclear = AllowList::parse("203.0.113.7/24").unwrap_err().to_string();
        assert!(
            unclear.contains("write 203.0.113.7 for") && unclear.contains("or 203.0.113.0/24"),
            "{unclear}"
        );
        let many: String = (0..=MOST_NETWORKS)
            .map(|n| format!("10.0.{}.{}\n", n / 256, n % 256))
            .collect();
        assert_eq!(AllowList::parse(&many), Err(InvalidAllowList::TooMany));
        assert!(AllowList::parse(&"192.0.2.1\n".repeat(MOST_NETWORKS + 1)).is_ok());
    }

    proptest! {
        #[test]
        fn every_list_survives_being_stored_and_holds_its_own_networks(
            entries in prop::collection::vec((any::<u128>(), any::<bool>(), 0u8..=128), 0..20),
        ) {
            let text: String = entries.iter().map(|(bits, is_v4, length)| {
                let network = if *is_v4 {
                    IpNet::new(IpAddr::from((*bits as u32).to_be_bytes()), length % 33)
                } else {
                    IpNet::new(IpAddr::from(bits.to_be_bytes()), *length)
                };
                format!("{}\n", network.unwrap().trunc())
            }).collect();
            let list = AllowList::parse(&text).unwrap();
            let stored = serde_json::to_string(&list).unwrap();
            prop_assert_eq!(&serde_json::from_str::<AllowList>(&stored).unwrap(), &list);
            for entry in list.entries() {
                let first = entry.split('/').next().unwrap().parse().unwrap();
                prop_assert!(list.allows(Some(first)));
            }
        }
    }
}
