//! Reading and changing stores and their content.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use serde_json::{Map, Value, json};

use super::merge;
use crate::{Control, ItemSeed, StoreConfig, StoreOptions, UnknownStore};

pub(super) async fn list(State(control): State<Control>) -> Json<BTreeMap<String, StoreOptions>> {
    Json(control.stores())
}

pub(super) async fn add(
    State(control): State<Control>,
    Json(store): Json<StoreConfig>,
) -> StatusCode {
    control.add_store(store);
    StatusCode::CREATED
}

/// Changes the members that are given; the others stay.
pub(super) async fn change_options(
    State(control): State<Control>,
    Path(name): Path<String>,
    Json(change): Json<Map<String, Value>>,
) -> Result<Json<StoreOptions>, Response> {
    let current = control
        .store_options(&name)
        .map_err(IntoResponse::into_response)?;
    let options = merge(&current, change).map_err(IntoResponse::into_response)?;
    control
        .set_store_options(&name, options.clone())
        .map_err(IntoResponse::into_response)?;
    Ok(Json(options))
}

pub(super) async fn items(
    State(control): State<Control>,
    Path(name): Path<String>,
) -> Result<Json<Vec<ItemSeed>>, UnknownStore> {
    control.items(&name).map(Json)
}

pub(super) async fn replace_items(
    State(control): State<Control>,
    Path(name): Path<String>,
    Json(items): Json<Vec<ItemSeed>>,
) -> Result<StatusCode, UnknownStore> {
    control.replace_items(&name, items)?;
    Ok(StatusCode::NO_CONTENT)
}

pub(super) async fn put_item(
    State(control): State<Control>,
    Path(name): Path<String>,
    Json(item): Json<ItemSeed>,
) -> Result<Json<Value>, UnknownStore> {
    Ok(Json(json!({ "etag": control.put_item(&name, item)? })))
}
