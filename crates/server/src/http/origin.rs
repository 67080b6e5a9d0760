//! Where a request comes from: the address of whoever connected, or what proxies that the operator
//! trusts say about it.

use std::net::{IpAddr, SocketAddr};

use axum::extract::ConnectInfo;
use axum::http::header::{HeaderMap, USER_AGENT};
use axum::http::request::Parts;
use model::access::AddressRange;
use service::Origin;

use crate::State;

const FORWARDED_FOR: &str = "x-forwarded-for";

/// Where the request comes from.
pub(crate) fn of(parts: &Parts, state: &State) -> Origin {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map(|ConnectInfo(address)| address.ip().to_canonical());
    let address = peer.map(|peer| caller(peer, &parts.headers, &state.trusted_proxies));
    let user_agent = parts.headers.get(USER_AGENT);
    let user_agent = user_agent.map(|name| String::from_utf8_lossy(name.as_bytes()));
    Origin::new(address, user_agent.as_deref())
}

/// The address before the first proxy that is trusted, read from the right: what stands further left
/// anybody may have written.
fn caller(peer: IpAddr, headers: &HeaderMap, trusted: &[AddressRange]) -> IpAddr {
    let is_trusted = |address| trusted.iter().any(|range| range.contains(address));
    let mut caller = peer;
    let lists = headers.get_all(FORWARDED_FOR).iter().collect::<Vec<_>>();
    let hops = lists.iter().rev().flat_map(|list| {
        let list = list.to_str().unwrap_or("unreadable");
        list.split(',').rev().map(str::trim)
    });
    for hop in hops {
        if !is_trusted(caller) {
            break;
        }
        match parse(hop) {
            Some(address) => caller = address,
            None => break,
        }
    }
    caller
}

/// An address, which some proxies write with a port.
fn parse(hop: &str) -> Option<IpAddr> {
    let plain = hop.strip_prefix('[').and_then(|hop| hop.strip_suffix(']'));
    let address = plain.unwrap_or(hop).parse().ok();
    let with_port = || Some(hop.parse::<SocketAddr>().ok()?.ip());
    address
        .or_else(with_port)
        .map(|it: IpAddr| it.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(peer: &str, forwarded: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for list in forwarded {
            headers.append(FORWARDED_FOR, list.parse().unwrap());
        }
        let trusted: Vec<_> = trusted.iter().map(|it| it.parse().unwrap()).collect();
        caller(peer.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn without_a_trusted_proxy_only_who_connects_counts() {
        assert_eq!(seen("203.0.113.7", &["198.51.100.1"], &[]), "203.0.113.7");
        assert_eq!(
            seen("203.0.113.7", &["198.51.100.1"], &["10.0.0.0/8"]),
            "203.0.113.7"
        );
    }

    #[test]
    fn a_trusted_proxy_says_who_called_it_and_nobody_before_that() {
        let trusted = ["10.0.0.0/8"];
        assert_eq!(
            seen("10.0.0.1", &["198.51.100.1"], &trusted),
            "198.51.100.1"
        );
        let forged = "127.0.0.1, 198.51.100.1, 10.0.0.2";
        assert_eq!(seen("10.0.0.1", &[forged], &trusted), "198.51.100.1");
        let split = ["127.0.0.1", "198.51.100.1", "10.0.0.2"];
        assert_eq!(seen("10.0.0.1", &split, &trusted), "198.51.100.1");
    }

    #[test]
    fn what_cannot_be_read_ends_the_search_at_the_last_known_address() {
        let trusted = ["10.0.0.0/8", "::1"];
        for (list, expected) in [
            ("unknown", "10.0.0.1"),
            ("", "10.0.0.1"),
            ("198.51.100.1:4711", "198.51.100.1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("::ffff:198.51.100.1", "198.51.100.1"),
        ] {
            assert_eq!(seen("10.0.0.1", &[list], &trusted), expected, "{list}");
        }
        assert_eq!(seen("10.0.0.1", &[], &trusted), "10.0.0.1");
    }
}
