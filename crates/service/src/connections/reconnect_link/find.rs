//! What a link is for, as its holder sees it.

use model::connection::{AppDescription, FieldDescription, Method};
use model::{Slug, Timestamp};
use secrecy::SecretString;
use store::reconnect_links as links;
use store::{ReadTx, connections as rows};

use super::complete::asked;
use crate::access::token::{self, Purpose};
use crate::connections::account::Account;
use crate::connections::registry;
use crate::{Error, Service};

/// A connection to sign in again, as the holder of its link sees it.
pub struct LinkedConnection {
    /// Its name.
    pub name: Slug,
    /// The app.
    pub app: &'static AppDescription,
    /// How it signs in.
    pub method: Method,
    /// The account it belongs to; no other will do.
    pub account: Account,
    /// The fields to enter; none for a sign-in in the browser.
    pub fields: Vec<&'static FieldDescription>,
    /// Who made the link.
    pub made_by: String,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// The connection that a link is for.
///
/// # Errors
/// [`Error::Invalid`] on `link` when it is unknown, was used, was taken back, or has expired.
pub async fn find_by_link(
    service: &Service,
    link: &SecretString,
) -> Result<LinkedConnection, Error> {
    let tx = service.store().read().await?;
    let (link, row) = open(service, &tx, link).await?;
    let fields = if row.method == Method::OAuth {
        Vec::new()
    } else {
        asked(&row).collect()
    };
    Ok(LinkedConnection {
        account: Account::of_row(&row)?,
        app: registry::of(row.app).description(),
        method: row.method,
        name: row.name,
        fields,
        made_by: link.created_by,
        expires_at: link.expires_at,
    })
}

/// A link that works, and its connection.
pub(super) async fn open(
    service: &Service,
    tx: &ReadTx,
    link: &SecretString,
) -> Result<(links::ReconnectLink, rows::Connection), Error> {
    let digest = token::digest(service, tx, Purpose::ReconnectLink, link).await?;
    let link = links::by_token_hash(tx, &digest).await?;
    with_connection(service, tx, link).await
}

/// The connection of a link that has not ended.
pub(super) async fn with_connection(
    service: &Service,
    tx: &ReadTx,
    link: Option<links::ReconnectLink>,
) -> Result<(links::ReconnectLink, rows::Connection), Error> {
    const GONE: &str =
        "this link was used already, was replaced by another one, or never was: ask for a new one";
    const EXPIRED: &str = "this link worked for 24 hours and has expired: ask for a new one";
    let link = link.ok_or_else(|| Error::invalid("link", GONE))?;
    if link.expires_at <= service.now() {
        return Err(Error::invalid("link", EXPIRED));
    }
    let row = rows::get(tx, link.connection_id).await?;
    let row = row.ok_or_else(|| Error::invalid("link", GONE))?;
    Ok((link, row))
}
