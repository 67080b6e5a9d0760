//! Many callers, each at an address of its own: Linux answers for all of 127.0.0.0/8.

use std::net::{Ipv4Addr, SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpSocket,
};

/// The caller of a number, never the address that everybody else calls from.
pub(crate) fn caller(number: u32) -> Ipv4Addr {
    Ipv4Addr::from_bits(Ipv4Addr::new(127, 1, 0, 0).to_bits() + number)
}

/// What a caller sends.
pub(crate) struct Post {
    pub(crate) path: &'static str,
    pub(crate) content_type: &'static str,
    pub(crate) body: String,
}

impl Post {
    /// Sends it from an address to a port of this machine, and returns the status of the answer.
    pub(crate) async fn from(&self, address: Ipv4Addr, port: u16) -> u16 {
        let socket = TcpSocket::new_v4().expect("a socket");
        socket
            .bind(SocketAddr::from((address, 0)))
            .expect("the address is this machine's");
        let server = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut connection = socket.connect(server).await.expect("the server listens");
        let request = format!(
            "POST /{} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nsec-fetch-site: same-origin\r\n\
             content-type: {}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{}",
            self.path,
            self.content_type,
            self.body.len(),
            self.body
        );
        connection
            .write_all(request.as_bytes())
            .await
            .expect("the request is sent");
        let mut answer = Vec::new();
        connection
            .read_to_end(&mut answer)
            .await
            .expect("the answer is whole");
        let answer = String::from_utf8_lossy(&answer);
        let status = answer.split(' ').nth(1).expect("a status");
        status.parse().expect("a number")
    }
}
