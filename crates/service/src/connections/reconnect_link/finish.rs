//! Ending the sign-in of a link's holder: single use, bound to the browser that started it, for the
//! account the connection belongs to and no other.

use model::Slug;
use model::id::SessionId;
use store::flows::Starter;

use super::enter::settle;
use crate::connections::finish_oauth::{OAuthCallback, redeem, take_state};
use crate::{Error, Service};

/// Ends a browser sign-in that was begun by a link. `browser` is what the browser's cookie says,
/// if it has one.
///
/// # Errors
/// [`Error::Invalid`] on `state` when it is unknown, used, expired, or of another browser, or on
/// `link` when that has ended meanwhile; [`Error::Diagnosed`] when the app refused, or when another
/// account signed in: the link can be used again then.
pub async fn finish_reconnect_link(
    service: &Service,
    browser: Option<SessionId>,
    callback: OAuthCallback,
) -> Result<Slug, Error> {
    let (starter, flow) = take_state(service, &callback.state, |row| {
        if Some(row.session_id) == browser {
            Ok(())
        } else {
            Err("this sign-in was started in another browser: open the link in this one")
        }
    })
    .await?;
    let Starter::Link(link) = starter else {
        return Err(Error::invalid(
            "state",
            "this sign-in was not begun by a link",
        ));
    };
    let proved = redeem(service, &flow, callback).await?;
    settle(service, link, &proved).await
}
