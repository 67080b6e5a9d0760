//! The keys' care. Taking a new root key into use and telling how things stand work on the database
//! itself, because whoever holds a root key is the operator and no user. Sealing everything anew under
//! new data keys is the work of a server that runs.

pub mod reseal;
mod rotate;
mod status;

pub use rotate::{RotateError, Rotated, rotate};
pub use status::{Status, status};

use crate::{Error, Service};

/// Whether this process has the root key that the database is under now. Without it, what it has
/// opened so far goes on working, and nothing else does.
///
/// # Errors
/// When the database does not answer.
pub async fn has_root_key(service: &Service) -> Result<bool, Error> {
    let tx = service.store().read().await?;
    service.keyring().has_root_key(&tx).await
}
