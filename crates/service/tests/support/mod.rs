//! A shop that keeps its secrets in Keyferry: the use cases on a SQLite database in a temporary
//! folder, set up by its admin, with a clock that stands still.

mod azure;
mod shop;
mod wording;

pub(crate) use azure::Azure;
pub(crate) use shop::{
    EMAIL, PASSWORD, SETUP_CODE, Shop, browser, browser_at, clock, parts, set_up_request,
};
pub(crate) use wording::{change, key, path, secret, slug, value};
