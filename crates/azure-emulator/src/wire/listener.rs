//! Accepting connections, so that a slow TLS handshake keeps nobody else waiting.

use std::{io, net::SocketAddr, time::Duration};

use axum::serve::Listener;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::mpsc,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use super::Connection;

const HANDSHAKE: Duration = Duration::from_secs(10);

/// Connections that are ready to be served.
pub(crate) struct Doorstep {
    ready: mpsc::Receiver<Connection>,
    address: SocketAddr,
}

impl Doorstep {
    /// Starts accepting until `stop`; with an acceptor every connection must speak TLS.
    pub(crate) fn open(
        listener: TcpListener,
        address: SocketAddr,
        tls: Option<TlsAcceptor>,
        stop: CancellationToken,
    ) -> Self {
        let (sender, ready) = mpsc::channel(64);
        tokio::spawn(async move {
            loop {
                let accepted = tokio::select! {
                    accepted = listener.accept() => accepted,
                    () = stop.cancelled() => return,
                };
                match accepted {
                    Ok((stream, peer)) => {
                        tokio::spawn(welcome(stream, peer, tls.clone(), sender.clone()));
                    }
                    Err(error) => {
                        tracing::warn!(%error, "a connection could not be accepted");
                        tokio::time::sleep(Duration::from_millis(100)).await;
                    }
                }
            }
        });
        Self { ready, address }
    }
}

async fn welcome(
    stream: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    ready: mpsc::Sender<Connection>,
) {
    // Answers are small and come in two writes; waiting to join them would cost 40 ms each.
    let _ = stream.set_nodelay(true);
    let connection = match tls {
        None => Connection::plain(stream, peer),
        Some(tls) => match timeout(HANDSHAKE, tls.accept(stream)).await {
            Ok(Ok(stream)) => Connection::tls(stream, peer),
            Ok(Err(error)) => {
                tracing::debug!(%error, "a TLS handshake failed");
                return;
            }
            Err(_) => return,
        },
    };
    // Nobody serves any more: the connection is dropped.
    let _ = ready.send(connection).await;
}

impl Listener for Doorstep {
    type Io = Connection;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => {
                let peer = connection.peer;
                (connection, peer)
            }
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}
