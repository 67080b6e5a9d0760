//! Network addresses that calls may come from.

use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;

use crate::NameError;

/// An IP address, or a range of them in CIDR notation. It keeps the spelling it was written in,
/// because clients compare what they sent with what they get back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressRange {
    spelling: String,
    address: IpAddr,
    prefix: Option<u8>,
}

impl AddressRange {
    /// Every address there is, as the two ranges that trust lists begin with.
    #[must_use]
    pub fn everywhere() -> Vec<Self> {
        ["0.0.0.0/0", "::/0"]
            .iter()
            .filter_map(|text| text.parse().ok())
            .collect()
    }

    /// Whether this address is one of the range. An IPv4 address written as an IPv6 one counts as
    /// what it is.
    #[must_use]
    pub fn contains(&self, address: IpAddr) -> bool {
        let shared = |ours: u128, theirs: u128, bits: u32| {
            let different = bits - u32::from(self.length());
            (ours ^ theirs).checked_shr(different).unwrap_or(0) == 0
        };
        match (self.address, address.to_canonical()) {
            (IpAddr::V4(ours), IpAddr::V4(theirs)) => {
                shared(ours.to_bits().into(), theirs.to_bits().into(), 32)
            }
            (IpAddr::V6(ours), IpAddr::V6(theirs)) => shared(ours.to_bits(), theirs.to_bits(), 128),
            _ => false,
        }
    }

    /// Whether every address of its kind is one of the range.
    #[must_use]
    pub fn is_unlimited(&self) -> bool {
        self.prefix == Some(0)
    }

    /// The address as it was written, without the length.
    #[must_use]
    pub fn address(&self) -> &str {
        let end = self.spelling.find('/').unwrap_or(self.spelling.len());
        &self.spelling[..end]
    }

    /// How many leading bits count, when that was written.
    #[must_use]
    pub fn prefix(&self) -> Option<u8> {
        self.prefix
    }

    /// `ipv4` or `ipv6`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self.address {
            IpAddr::V4(_) => "ipv4",
            IpAddr::V6(_) => "ipv6",
        }
    }

    fn length(&self) -> u8 {
        self.prefix.unwrap_or(whole(self.address))
    }
}

fn whole(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

impl FromStr for AddressRange {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let spelling = text.trim();
        let (address, prefix) = match spelling.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (spelling, None),
        };
        let refused = || {
            let rule = "use an address such as `203.0.113.7` or a range such as `10.0.0.0/8`";
            NameError::new("address", format!("`{spelling}` is no IP address"), rule)
        };
        let address: IpAddr = address.parse().map_err(|_| refused())?;
        let prefix = prefix
            .map(|text| {
                let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
                let length = text.parse().ok().filter(|_| digits);
                length.filter(|length| *length <= whole(address))
            })
            .map(|length| length.ok_or_else(refused))
            .transpose()?;
        Ok(Self {
            spelling: spelling.to_owned(),
            address,
            prefix,
        })
    }
}

impl fmt::Display for AddressRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelling)
    }
}

impl serde::Serialize for AddressRange {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.spelling)
    }
}

impl<'de> serde::Deserialize<'de> for AddressRange {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn has(range: &str, address: &str) -> bool {
        let range: AddressRange = range.parse().unwrap();
        range.contains(address.parse().unwrap())
    }

    #[test]
    fn a_range_has_the_addresses_that_share_its_leading_bits() {
        assert!(has("10.1.0.0/16", "10.1.255.255"));
        assert!(!has("10.1.0.0/16", "10.2.0.0"));
        assert!(has("10.1.2.3/16", "10.1.9.9"), "bits beyond do not count");
        assert!(has("2001:db8::/33", "2001:db8:7fff::1"));
        assert!(!has("2001:db8::/33", "2001:db8:8000::1"));
        assert!(has("203.0.113.7", "203.0.113.7"));
        assert!(!has("203.0.113.7", "203.0.113.8"));
        assert!(has("::1/128", "::1"));
    }

    #[test]
    fn everywhere_has_both_kinds_and_each_range_only_its_own() {
        let everywhere = AddressRange::everywhere();
        for address in ["0.0.0.0", "255.255.255.255", "::", "ffff::ffff"] {
            let address = address.parse().unwrap();
            let ranges = everywhere.iter().filter(|range| range.contains(address));
            assert_eq!(ranges.count(), 1, "{address}");
        }
        assert!(everywhere.iter().all(AddressRange::is_unlimited));
    }

    #[test]
    fn an_ipv4_address_in_ipv6_clothes_is_an_ipv4_address() {
        assert!(has("10.0.0.0/8", "::ffff:10.0.0.1"));
        assert!(!has("::/0", "::ffff:10.0.0.1"));
    }

    #[test]
    fn what_was_written_comes_back_in_its_parts() {
        let range: AddressRange = " 2001:DB8::/32 ".parse().unwrap();
        assert_eq!((range.address(), range.prefix()), ("2001:DB8::", Some(32)));
        assert_eq!(
            (range.kind(), range.to_string().as_str()),
            ("ipv6", "2001:DB8::/32")
        );
        let single: AddressRange = "203.0.113.7".parse().unwrap();
        assert_eq!(
            (single.address(), single.prefix(), single.kind()),
            ("203.0.113.7", None, "ipv4")
        );
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "localhost",
            "10.0.0.0/33",
            "::/129",
            "10.0.0/8",
            "10.0.0.0/",
            "10.0.0.0/+8",
            "010.0.0.1",
            "1.2.3.4/8/8",
        ] {
            assert!(text.parse::<AddressRange>().is_err(), "{text}");
        }
    }
}
