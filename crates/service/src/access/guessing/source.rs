//! Where tries are counted to come from.

use std::net::{IpAddr, Ipv6Addr};

/// An address as tries from it are counted. Whoever has one IPv6 address mostly has its whole /64,
/// so that is counted as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Source(IpAddr);

impl Source {
    pub(crate) fn of(address: IpAddr) -> Self {
        Self(match address.to_canonical() {
            IpAddr::V6(address) => {
                let [a, b, c, d, ..] = address.segments();
                IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
            }
            address @ IpAddr::V4(_) => address,
        })
    }
}

impl std::fmt::Display for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            IpAddr::V4(address) => write!(f, "{address}"),
            IpAddr::V6(network) => write!(f, "{network}/64"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source(text: &str) -> String {
        Source::of(text.parse().unwrap()).to_string()
    }

    #[test]
    fn an_address_of_four_numbers_counts_alone_however_it_is_written() {
        assert_eq!(source("192.0.2.7"), "192.0.2.7");
        assert_eq!(source("::ffff:192.0.2.7"), "192.0.2.7");
    }

    #[test]
    fn the_addresses_of_one_network_count_as_one() {
        assert_eq!(source("2001:db8:1:2:aaaa::1"), "2001:db8:1:2::/64");
        assert_eq!(source("2001:db8:1:2::9"), source("2001:db8:1:2:ffff:1:2:3"));
        assert_ne!(source("2001:db8:1:3::9"), source("2001:db8:1:2::9"));
    }
}
