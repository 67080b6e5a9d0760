//! Secrets: reading, writing, files in and out.

mod change;
mod delete;
mod export_file;
mod get;
mod import_file;
mod list;
mod naming;
mod resolve;
mod row;
mod set;
mod versions;
mod view;

pub use change::{Expect, SecretChange};
pub use delete::delete;
pub use export_file::export_file;
pub use get::get;
pub use import_file::{ImportFile, ImportReport, import_file};
pub use list::list;
pub use set::set;
pub use versions::{Version, versions};
pub use view::{Place, Secret, View};

pub(crate) use naming::{Naming, naming};
pub(crate) use resolve::{Resolved, resolved};
pub(crate) use set::settle;
