//! Sending the browser of a link's holder to the app's sign-in page.

use model::connection::Method;
use model::entropy::random_bytes;
use model::id::SessionId;
use secrecy::SecretString;
use store::flows::Starter;
use url::Url;
use uuid::Uuid;

use super::find::open;
use crate::connections::account::public_of;
use crate::connections::start_oauth::{StartOAuth, begin};
use crate::connections::view::project_of;
use crate::{Error, Service};

/// A browser on its way to the app's sign-in page.
pub struct Departed {
    /// Where to send it.
    pub url: Url,
    /// What it has to bring back in a cookie, so that no other browser can end the sign-in.
    pub browser: SessionId,
}

/// Starts the sign-in of a link's holder.
///
/// # Errors
/// [`Error::Invalid`] on `link` when it does not work (any more), or when the connection does not
/// sign in through the browser; [`Error::Diagnosed`] when the operator has not configured the app's
/// OAuth client.
pub async fn start_by_link(service: &Service, link: &SecretString) -> Result<Departed, Error> {
    let (link, row) = {
        let tx = service.store().read().await?;
        open(service, &tx, link).await?
    };
    if row.method != Method::OAuth {
        let problem = "this connection does not sign in through the browser";
        return Err(Error::invalid("method", problem));
    }
    let request = StartOAuth {
        app: row.app,
        reconnect: Some(row.id),
        tenant: public_of(&row)?.remove("tenantId"),
        name: row.name,
        description: row.description,
        project: project_of(row.scope),
        store: None,
        return_to: "/".to_owned(),
    };
    let random = random_bytes::<16>(service.entropy());
    let browser = SessionId::from_uuid(Uuid::from_bytes(random));
    let url = begin(service, request, Starter::Link(link.id), browser).await?;
    Ok(Departed { url, browser })
}
