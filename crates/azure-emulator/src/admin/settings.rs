//! Reading and changing settings.

use axum::{Json, extract::State};
use serde_json::{Map, Value};

use super::{BadChange, merge};
use crate::{Control, Settings};

pub(super) async fn show(State(control): State<Control>) -> Json<Settings> {
    Json(control.settings())
}

/// Changes the members that are given; the others stay.
pub(super) async fn change(
    State(control): State<Control>,
    Json(change): Json<Map<String, Value>>,
) -> Result<Json<Settings>, BadChange> {
    let settings = merge(&control.settings(), change)?;
    control.change_settings(|current| *current = settings);
    Ok(Json(control.settings()))
}
