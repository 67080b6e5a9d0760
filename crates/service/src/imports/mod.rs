//! Imports: a folder has the secrets of the folders it imports. Its own win over imported ones, and
//! later imports win over earlier ones.

mod change;
mod create;
mod delete;
mod find;
mod graph;
mod view;

pub use change::{ImportChange, update};
pub use create::create;
pub use delete::delete;
pub use find::{get, list};
pub use view::Import;

pub(crate) use graph::Graph;
pub(crate) use view::place_of;
