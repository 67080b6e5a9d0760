//! How a sync is doing, as the fragment that its pages ask for while it runs. Once it has settled
//! the browser loads the whole page again.

use askama::Template;
use axum::extract;
use axum::http::HeaderValue;
use axum::response::Response;

use super::frame::{Frame, SyncVisitor, Tab, is_unsettled};
use crate::State;
use crate::web::failure::Failure;
use crate::web::page::ok;

#[derive(Template)]
#[template(path = "syncs/status.html")]
struct Status {
    sync: Frame,
}

/// `GET /projects/{project}/syncs/{name}/status`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: SyncVisitor,
) -> Result<Response, Failure> {
    let sync = visitor.frame(&state, Tab::Plan).await?;
    let mut response = ok(&Status { sync });
    if !is_unsettled(visitor.sync.state) {
        let headers = response.headers_mut();
        headers.insert("hx-refresh", HeaderValue::from_static("true"));
    }
    Ok(response)
}
