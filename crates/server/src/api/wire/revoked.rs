//! That an access token has been revoked.

use serde::Serialize;
use serde_json::{Value, json};
use utoipa::ToSchema;

const MESSAGE: &str = "Successfully revoked access token";

/// That it is done.
#[derive(Serialize, ToSchema)]
pub(in crate::api) struct Revoked {
    message: &'static str,
}

impl Revoked {
    pub(in crate::api) fn token() -> Self {
        Self { message: MESSAGE }
    }

    pub(in crate::api) fn example() -> Value {
        json!({ "message": MESSAGE })
    }
}
