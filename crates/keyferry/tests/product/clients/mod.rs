//! Infisical's own clients against a server: its SDKs as they come from their registries, and the
//! calls that its Terraform provider makes, on both databases.

mod sdks;
mod terraform;

use crate::harness::{postgres::Postgres, shop::Shop, tools};

/// A shop on PostgreSQL, which ends with it.
fn on_postgres(test: &str) -> Option<(Shop, Postgres)> {
    let programs = tools::postgres(test)?;
    let database = Postgres::start(&programs.to_string_lossy());
    let shop = Shop::opening()
        .variable("DATABASE_URL", &database.url())
        .open();
    Some((shop, database))
}
