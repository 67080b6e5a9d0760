//! Reads `host` and `host:port` exactly as a person wrote them.
//!
//! URL parsers are lenient: they drop line breaks, decode percent signs and take `2130706433` for
//! an IPv4 address. A host that decides where a token goes must not pass through such repairs, so
//! this reader accepts only text that already has the form it will have on the wire.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A DNS name or an IP address in its canonical spelling, with the port that was written, if any.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HostPort {
    /// Lower case; IPv6 addresses keep their brackets.
    pub(crate) host: String,
    pub(crate) port: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostFault {
    Missing,
    Host,
    Port,
}

impl HostPort {
    pub(crate) fn parse(text: &str) -> Result<Self, HostFault> {
        let (host, port) = split(text)?;
        let host = host.to_ascii_lowercase();
        if host.is_empty() {
            return Err(HostFault::Missing);
        }
        if !is_ipv6(&host) && !is_ipv4_or_name(&host) {
            return Err(HostFault::Host);
        }
        let port = port.map(read_port).transpose()?;
        Ok(Self { host, port })
    }

    /// Loopback addresses, and the names that RFC 6761 reserves for them.
    pub(crate) fn is_loopback(&self) -> bool {
        is_loopback(&self.host)
    }

    /// Whether the host is one or more labels below `suffix`.
    pub(crate) fn is_under(&self, suffix: &str) -> bool {
        self.host
            .strip_suffix(suffix)
            .and_then(|rest| rest.strip_suffix('.'))
            .is_some_and(|labels| !labels.is_empty())
    }
}

/// Expects the lower-case form that [`HostPort`] and `Url::host_str` give.
pub(crate) fn is_loopback(host: &str) -> bool {
    if let Ok(address) = host.parse::<Ipv4Addr>() {
        return address.is_loopback();
    }
    host == "[::1]" || host == "localhost" || host.ends_with(".localhost")
}

fn split(text: &str) -> Result<(&str, Option<&str>), HostFault> {
    if !text.starts_with('[') {
        return Ok(match text.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (text, None),
        });
    }
    let end = text.find(']').ok_or(HostFault::Host)?;
    let (host, rest) = text.split_at(end + 1);
    match rest.strip_prefix(':') {
        Some(port) => Ok((host, Some(port))),
        None if rest.is_empty() => Ok((host, None)),
        None => Err(HostFault::Host),
    }
}

fn read_port(text: &str) -> Result<u16, HostFault> {
    let port: u16 = text.parse().map_err(|_| HostFault::Port)?;
    if port == 0 || port.to_string() != text {
        return Err(HostFault::Port);
    }
    Ok(port)
}

fn is_ipv6(host: &str) -> bool {
    host.strip_prefix('[')
        .and_then(|rest| rest.strip_suffix(']'))
        .and_then(|inner| {
            inner
                .parse::<Ipv6Addr>()
                .ok()
                .map(|a| a.to_string() == inner)
        })
        .unwrap_or(false)
}

fn is_ipv4_or_name(host: &str) -> bool {
    let labels_are_sound = host.len() <= 253 && host.split('.').all(is_label);
    let last = host.rsplit('.').next().unwrap_or_default();
    let looks_numeric = last.starts_with("0x") || last.bytes().all(|b| b.is_ascii_digit());
    labels_are_sound && (!looks_numeric || host.parse::<Ipv4Addr>().is_ok())
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}
