//! Projects, their environments and folders.

mod create;
mod delete;
mod environments;
mod folders;
mod list;
mod moving;
mod text;
mod update;
mod view;

pub use create::{NewProject, create};
pub use delete::delete;
pub use environments::{
    EnvironmentChanges, NewEnvironment, create_environment, delete_environment,
    environment_by_slug, environments, get_environment, update_environment,
};
pub use folders::{
    Contents, FolderChanges, NewFolder, Which, create_folder, delete_folder, folders, get_folder,
    update_folder,
};
pub use list::{by_slug, get, list};
pub use update::{ProjectChanges, update};
pub use view::{Environment, Folder, Project};

pub(crate) use environments::find as find_environment;
pub(crate) use folders::{ensure as ensure_folder, find as find_folder};
pub(crate) use list::must_exist;
