//! Reading and changing stores and their content.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
};
use serde_json::{Value, json};

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

pub(super) async fn set_options(
    State(control): State<Control>,
    Path(name): Path<String>,
    Json(options): Json<StoreOptions>,
) -> Result<StatusCode, UnknownStore> {
    control.set_store_options(&name, options)?;
    Ok(StatusCode::NO_CONTENT)
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
