//! When to stop: the signals of a terminal and of a service manager.

use crate::exit::Failure;

/// Listens for the wish to stop from now on, and ends when it comes.
#[cfg(unix)]
pub(crate) fn stop_requested() -> Result<impl Future<Output = ()> + Send, Failure> {
    use tokio::signal::unix::{SignalKind, signal};

    let listen = |kind| {
        signal(kind).map_err(|error| Failure::caused("signals cannot be listened for", &error))
    };
    let mut interrupted = listen(SignalKind::interrupt())?;
    let mut terminated = listen(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}

/// Listens for the wish to stop from now on, and ends when it comes.
#[cfg(not(unix))]
#[expect(
    clippy::unnecessary_wraps,
    reason = "the signature that other systems need"
)]
pub(crate) fn stop_requested() -> Result<impl Future<Output = ()> + Send, Failure> {
    Ok(async {
        // Without a console there is no wish to hear; the process is ended from outside then.
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    })
}
