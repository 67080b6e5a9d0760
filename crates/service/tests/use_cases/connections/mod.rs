//! App connections against the emulator of Microsoft Entra ID and App Configuration.

mod by_link;
mod checking;
mod client_secret;
mod clouds;
mod host_identity;
mod life;
mod limits;
mod methods;
mod next_credentials;
mod oauth;
mod other_account;

use model::Diagnosis;
use service::Error;
use service::connections::{self, Connection, Scope};

use crate::support::Shop;

/// The diagnosis of what has to have failed at Microsoft.
fn diagnosed<T>(result: Result<T, Error>) -> Diagnosis {
    match result {
        Err(Error::Diagnosed(diagnosis)) => *diagnosis,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it worked"),
    }
}

/// The field of what cannot be used, and why.
fn invalid<T>(result: Result<T, Error>) -> (&'static str, String) {
    match result {
        Err(Error::Invalid(invalid)) => (invalid.field, invalid.problem),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("it was taken"),
    }
}

async fn all(shop: &Shop) -> Vec<Connection> {
    connections::list(&shop.service, &shop.ada, Scope::All)
        .await
        .unwrap()
}
