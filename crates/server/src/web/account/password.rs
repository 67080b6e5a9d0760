//! Changing one's own password.

use axum::extract;
use axum::response::{IntoResponse, Response};
use axum_extra::extract::cookie::CookieJar;
use service::access;

use super::show::page;
use crate::State;
use crate::web::browser::{Asking, device_cookie};
use crate::web::failure::{Failure, wait_of, with_wait};
use crate::web::flash::{self, Done};
use crate::web::form::{Rejection, Sent};
use crate::web::page::render;
use crate::web::visitor::Visitor;

/// `POST /account/password`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: Visitor,
    Asking(browser): Asking,
    sent: Sent,
) -> Result<Response, Failure> {
    let (current, new) = (sent.password("current"), sent.password("password"));
    let caller = &visitor.caller;
    match access::change_password(&state.service, caller, &current, &new, &browser).await {
        Ok(device) => {
            let jar = CookieJar::new().add(device_cookie(&state.site, &device));
            let name = visitor.caller.display_name();
            let done = flash::redirect("/account", Done::PasswordChanged, name);
            Ok((jar, done).into_response())
        }
        Err(error) => {
            let wait = wait_of(&error);
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut page = page(&state, &visitor).await?;
            page.notice = rejection.place(&mut page.fields);
            Ok(with_wait(render(status, &page), wait))
        }
    }
}
