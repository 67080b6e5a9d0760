//! How the API describes itself: each operation says in its own file what it is asked and what it
//! answers, and the router and the OpenAPI document are both made of these.

mod api;
mod fields;
mod operation;
mod routes;

pub(super) use api::Api;
use fields::anything;
pub(super) use fields::{Fields, boolean, integer, list, object, text, uuid};
pub(super) use operation::Operation;
pub(super) use routes::Routes;
