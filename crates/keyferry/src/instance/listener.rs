//! Opening the port.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpListener;

use crate::exit::Failure;

/// Listens on an address. `choose` says how to choose another port.
pub(crate) async fn bind(address: SocketAddr, choose: &str) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| {
        let port = address.port();
        match error.kind() {
            io::ErrorKind::AddrInUse => {
                Failure::new(format!("port {port} of {} is in use", address.ip())).hint(format!(
                    "stop what uses it, or choose another with {choose}"
                ))
            }
            io::ErrorKind::PermissionDenied => {
                Failure::new(format!("port {port} may not be opened by this user"))
                    .hint(format!("choose one above 1023 with {choose}"))
            }
            io::ErrorKind::AddrNotAvailable => Failure::new(format!(
                "{} is not an address of this machine",
                address.ip()
            ))
            .hint("use 127.0.0.1 for this machine only, or 0.0.0.0 for all networks"),
            _ => Failure::caused(format!("{address} cannot be listened on"), &error),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_port_in_use_is_named_with_the_way_to_another() {
        let first = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = first.local_addr().unwrap();
        let failure = bind(address, "PORT").await.err().unwrap().to_string();
        assert!(failure.contains(&format!("port {} of 127.0.0.1 is in use", address.port())));
        assert!(failure.ends_with("choose another with PORT"), "{failure}");
    }
}
