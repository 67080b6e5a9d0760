//! Choosing the app of a new connection.

use askama::Template;
use axum::extract;
use axum::response::Response;
use service::connections;

use super::list::{List, list};
use crate::State;
use crate::web::failure::Failure;
use crate::web::page::{Page, Section, ok};
use crate::web::visitor::ProjectVisitor;

#[derive(Template)]
#[template(path = "connections/choose.html")]
pub(in crate::web) struct ChoosePage {
    pub(in crate::web) page: Page,
    pub(in crate::web) list: List,
    pub(in crate::web) apps: Vec<AppTile>,
}

pub(in crate::web) struct AppTile {
    pub(in crate::web) word: &'static str,
    pub(in crate::web) name: &'static str,
    pub(in crate::web) mark: &'static str,
    pub(in crate::web) methods: String,
}

/// `GET /projects/{project}/connections/new`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
) -> Result<Response, Failure> {
    let apps = connections::apps(&state.service)
        .into_iter()
        .map(|option| {
            let methods = option.description.methods.iter().map(|method| method.name);
            AppTile {
                word: option.description.app.as_str(),
                name: option.description.name,
                mark: option.description.mark,
                methods: methods.collect::<Vec<_>>().join(" · "),
            }
        })
        .collect();
    Ok(ok(&ChoosePage {
        list: list(&state, &visitor).await?,
        page: visitor
            .page(&state, "Add connection", Section::Connections)
            .await,
        apps,
    }))
}
