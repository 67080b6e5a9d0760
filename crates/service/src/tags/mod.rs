//! Tags: words that people put on secrets, to find them by and to make permission rules of.

mod create;
mod delete;
mod find;
mod update;
mod view;

pub use create::{NewTag, create};
pub use delete::delete;
pub use find::{by_slug, get, list};
pub use update::{TagChange, update};
pub use view::Tag;

pub(crate) use find::all_of;

use crate::Error;

/// The longest name of a tag, in characters.
pub const MAX_NAME: usize = 64;
/// The longest color of a tag, in characters: free text, as in Infisical.
pub const MAX_COLOR: usize = 64;

fn check(name: Option<&str>, color: Option<&str>) -> Result<(), Error> {
    if name.is_some_and(|name| name.is_empty() || name.chars().count() > MAX_NAME) {
        return Err(Error::invalid("name", "use 1 to 64 characters"));
    }
    if color.is_some_and(|color| color.chars().count() > MAX_COLOR) {
        return Err(Error::invalid("color", "use at most 64 characters"));
    }
    Ok(())
}
