//! Entering a new secret by a link.

use std::collections::BTreeMap;

use model::Slug;
use model::connection::Method;
use model::id::LinkId;
use secrecy::SecretString;
use store::ReadTx;
use store::connections::Connection;
use store::reconnect_links::{self as links, ReconnectLink};

use super::complete::completed;
use super::find::{open, with_connection};
use crate::connections::account::must_be_same;
use crate::connections::registry::Proved;
use crate::connections::vault;
use crate::connections::{check, finish_oauth, registry};
use crate::{Caller, Error, Service};

/// Puts a new secret in place of the connection's, after proving that it signs in. The link is
/// spent then.
///
/// # Errors
/// [`Error::Invalid`] on `link` when it does not work (any more), or naming a field;
/// [`Error::Diagnosed`] when the secret does not sign in, or signs in as another account: the link
/// can be used again then.
pub async fn enter_by_link(
    service: &Service,
    link: &SecretString,
    sent: BTreeMap<String, SecretString>,
) -> Result<Slug, Error> {
    let (link, row) = {
        let tx = service.store().read().await?;
        open(service, &tx, link).await?
    };
    if row.method == Method::OAuth {
        let problem = "this connection is signed in again through the browser";
        return Err(Error::invalid("credentials", problem));
    }
    let fields = completed(&row, sent)?;
    let app = registry::of(row.app);
    let proved = app.verify(service, row.method, &fields).await?;
    settle(service, link.id, &proved).await
}

/// Keeps what a link's holder proved, if it is of the connection's account, and spends the link.
pub(super) async fn settle(
    service: &Service,
    link: LinkId,
    proved: &Proved,
) -> Result<Slug, Error> {
    let tx = service.store().read().await?;
    let (_, row) = of_same_account(service, &tx, link, proved).await?;
    drop(tx);
    // Nobody waits for the database while a store is tried.
    let finding = check::try_store(service, registry::of(row.app), proved, None).await?;
    let tx = service.store().write().await?;
    let (link, row) = of_same_account(service, &tx, link, proved).await?;
    let caller = Caller::link_holder(link.id, &link.created_by);
    let mended = finish_oauth::mend(service, &caller, &tx, row, proved, &finding).await?;
    links::spend(&tx, link.id).await?;
    tx.commit().await?;
    service.azure().forget(mended.id);
    service.wake();
    Ok(mended.name)
}

/// A link that works, with its connection, when what was proved is of the same account.
async fn of_same_account(
    service: &Service,
    tx: &ReadTx,
    link: LinkId,
    proved: &Proved,
) -> Result<(ReconnectLink, Connection), Error> {
    let found = links::get(tx, link).await?;
    let (link, row) = with_connection(service, tx, found).await?;
    let digests = vault::digests(service, tx, row.scope).await?;
    must_be_same(&digests, &row, proved)?;
    Ok((link, row))
}
