//! Making a link, and taking it back.

use std::time::Duration;

use model::Timestamp;
use model::access::Action;
use model::id::{ConnectionId, LinkId};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use store::reconnect_links as links;
use store::{WriteTx, connections as rows};

use super::complete::has_a_secret;
use crate::access::token::{self, Purpose};
use crate::connections::access::allowed;
use crate::connections::view::project_of;
use crate::{Caller, Error, Service, audit};

/// How long a link works.
const LIFETIME: Duration = Duration::from_hours(24);

/// A link just made. Its address is given out once.
pub struct ReconnectLink {
    /// The address to hand over; whoever has it can use it.
    pub url: SecretString,
    /// When it stops working.
    pub expires_at: Timestamp,
}

/// Makes a link for whoever can sign a connection in again, in place of one made before.
///
/// # Errors
/// [`Error::Invalid`] when the connection signs in with nothing that a person could enter;
/// [`Error::NotFound`] when there is no such connection; [`Error::Denied`] without the right to
/// edit.
pub async fn make_reconnect_link(
    service: &Service,
    caller: &Caller,
    id: ConnectionId,
) -> Result<ReconnectLink, Error> {
    let tx = service.store().write().await?;
    let row = allowed(&tx, caller, id, Action::EditConnections).await?;
    if !has_a_secret(&row) {
        let problem = "this connection signs in as the server itself: there is nothing to enter";
        return Err(Error::invalid("method", problem));
    }
    let token = token::generate(service);
    let now = service.now();
    let link = links::ReconnectLink {
        id: LinkId::generate(service.clock(), service.entropy()),
        connection_id: id,
        created_by: caller.display_name().to_owned(),
        created_at: now,
        expires_at: now + LIFETIME,
    };
    let digest = token::digest(service, &tx, Purpose::ReconnectLink, &token).await?;
    links::put(&tx, &link, &digest).await?;
    let action = "create-app-connection-reconnect-link";
    record(service, &tx, caller, action, &row).await?;
    tx.commit().await?;
    let site = service.parts().site_url.as_str().trim_end_matches('/');
    Ok(ReconnectLink {
        url: format!("{site}/reconnect/{}", token.expose_secret()).into(),
        expires_at: link.expires_at,
    })
}

/// Takes a connection's link back, with any sign-in begun by it. Returns whether there was one.
///
/// # Errors
/// [`Error::NotFound`] when there is no such connection; [`Error::Denied`] without the right to
/// edit.
pub async fn revoke_reconnect_link(
    service: &Service,
    caller: &Caller,
    id: ConnectionId,
) -> Result<bool, Error> {
    let tx = service.store().write().await?;
    let row = allowed(&tx, caller, id, Action::EditConnections).await?;
    let revoked = links::revoke(&tx, id).await?;
    if revoked {
        let action = "delete-app-connection-reconnect-link";
        record(service, &tx, caller, action, &row).await?;
    }
    tx.commit().await?;
    Ok(revoked)
}

async fn record(
    service: &Service,
    tx: &WriteTx,
    caller: &Caller,
    action: &'static str,
    row: &rows::Connection,
) -> Result<(), Error> {
    let detail = json!({ "connectionId": row.id, "name": row.name });
    audit::record(service, tx, caller, action, project_of(row.scope), detail).await
}
