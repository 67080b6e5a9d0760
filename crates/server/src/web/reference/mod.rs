//! The API's reference: a page made of the same description as the OpenAPI document.

mod view;

use std::sync::LazyLock;

use askama::Template;
use axum::Router;
use axum::response::Response;
use axum::routing::get;

use super::page::ok;
use crate::State;
use crate::api;
use view::Chapter;

#[derive(Template)]
#[template(path = "reference/page.html")]
pub(super) struct ReferencePage {
    pub(super) page: Title,
    pub(super) chapters: &'static [Chapter],
    pub(super) refusals: &'static [(&'static str, &'static str)],
}

pub(super) struct Title {
    pub(super) title: &'static str,
}

static CHAPTERS: LazyLock<Vec<Chapter>> = LazyLock::new(|| view::chapters(&api::document()));

pub(super) fn router() -> Router<State> {
    Router::new().route("/api/docs", get(show))
}

async fn show() -> Response {
    ok(&ReferencePage {
        page: Title {
            title: "API reference",
        },
        chapters: &CHAPTERS,
        refusals: api::REFUSALS,
    })
}
