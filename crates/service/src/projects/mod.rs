//! Projects, their environments and folders.

mod create;
mod environments;
mod folders;
mod list;
mod view;

pub use create::{NewProject, create};
pub use environments::{create_environment, environments};
pub use folders::{create_folder, folders};
pub use list::{by_slug, get, list};
pub use view::{Environment, Folder, Project};

pub(crate) use environments::find as find_environment;
pub(crate) use folders::{ensure as ensure_folder, find as find_folder};
pub(crate) use list::must_exist;
