//! The roles of a project: the built-in ones, and custom ones with rules of their own.

mod built_in;
mod create;
mod delete;
mod find;
mod rules;
mod update;
mod view;

pub use create::{NewRole, create_role};
pub use delete::delete_role;
pub use find::{role, role_by_slug, roles};
pub use update::{RoleChange, update_role};
pub use view::Role;
