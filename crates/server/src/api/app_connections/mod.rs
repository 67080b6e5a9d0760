//! App connections.

mod available;
mod by_name;
mod check;
mod checks;
mod create;
mod delete;
mod get;
mod list;
mod next_credentials;
mod options;
mod reconnect_link;
mod sent;
mod start_oauth;
mod update;
mod wire;

use super::description::Routes;

pub(super) fn routes() -> Routes {
    let app = "/api/v1/app-connections/{app}";
    let connection = "/api/v1/app-connections/{app}/{connectionId}";
    let next_credentials = format!("{connection}/next-credentials");
    let reconnect_link = format!("{connection}/reconnect-link");
    Routes::tagged("App connections")
        .at("/api/v1/app-connections/options", options::operation())
        .at("/api/v1/app-connections", list::of_every_app())
        .at(app, list::of_one_app())
        .at(app, create::operation())
        .at(&format!("{app}/available"), available::operation())
        .at(
            &format!("{app}/connection-name/{{name}}"),
            by_name::operation(),
        )
        .at(&format!("{app}/oauth/start"), start_oauth::operation())
        .at(connection, get::operation())
        .at(connection, update::operation())
        .at(connection, delete::operation())
        .at(&format!("{connection}/check"), check::operation())
        .at(&format!("{connection}/checks"), checks::operation())
        .at(&reconnect_link, reconnect_link::make_one())
        .at(&reconnect_link, reconnect_link::revoke_it())
        .at(&next_credentials, next_credentials::set_them())
        .at(&next_credentials, next_credentials::clear_them())
}
