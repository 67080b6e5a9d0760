//! Reading and changing settings.

use axum::{Json, extract::State, http::StatusCode};
use serde_json::{Map, Value};

use crate::{Control, Settings};

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

/// Changes the members that are given; the others stay.
pub(super) async fn change(
    State(control): State<Control>,
    Json(change): Json<Map<String, Value>>,
) -> Result<Json<Settings>, (StatusCode, String)> {
    let invalid = |error: serde_json::Error| (StatusCode::UNPROCESSABLE_ENTITY, error.to_string());
    let mut settings = serde_json::to_value(control.settings()).map_err(invalid)?;
    if let Some(members) = settings.as_object_mut() {
        members.extend(change);
    }
    let settings: Settings = serde_json::from_value(settings).map_err(invalid)?;
    control.change_settings(|current| *current = settings);
    Ok(Json(control.settings()))
}
