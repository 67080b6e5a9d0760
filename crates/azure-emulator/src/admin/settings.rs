//! Reading and changing settings.

use axum::{Json, extract::State};
use serde::Deserialize;

use crate::{Control, Settings};

/// The settings to change; the others stay.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Change {
    latency_ms: Option<u64>,
    token_lifetime_secs: Option<u32>,
    refresh_tokens_single_use: Option<bool>,
    equal_put_is_noop: Option<bool>,
    link_after_full_page: Option<bool>,
    bearer_over_http: Option<bool>,
}

pub(super) async fn show(State(control): State<Control>) -> Json<Settings> {
    Json(control.settings())
}

pub(super) async fn replace(
    State(control): State<Control>,
    Json(settings): Json<Settings>,
) -> Json<Settings> {
    control.change_settings(|current| *current = settings);
    Json(control.settings())
}

pub(super) async fn change(
    State(control): State<Control>,
    Json(change): Json<Change>,
) -> Json<Settings> {
    control.change_settings(|current| {
        let old = current.clone();
        *current = Settings {
            latency_ms: change.latency_ms.unwrap_or(old.latency_ms),
            token_lifetime_secs: change
                .token_lifetime_secs
                .unwrap_or(old.token_lifetime_secs),
            refresh_tokens_single_use: change
                .refresh_tokens_single_use
                .unwrap_or(old.refresh_tokens_single_use),
            equal_put_is_noop: change.equal_put_is_noop.unwrap_or(old.equal_put_is_noop),
            link_after_full_page: change
                .link_after_full_page
                .unwrap_or(old.link_after_full_page),
            bearer_over_http: change.bearer_over_http.unwrap_or(old.bearer_over_http),
        };
    });
    Json(control.settings())
}
