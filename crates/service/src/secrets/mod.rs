//! Secrets: reading, writing, files in and out.

mod change;
mod delete;
mod entity_tag;
mod export_file;
mod filter;
mod get;
mod import_file;
mod layers;
mod list;
mod naming;
mod permits;
mod resolve;
mod restore;
mod row;
mod see;
mod set;
#[cfg(test)]
mod tests;
mod uses;
mod versions;
mod view;
mod which;
mod writer;

pub use change::{
    Expect, MAX_COMMENT, MAX_METADATA_KEY, MAX_REMINDER_DAYS, MAX_REMINDER_NOTE, SecretChange,
};
pub use delete::delete;
pub use entity_tag::entity_tag;
pub use export_file::export_file;
pub use filter::{Filter, MetadataTest};
pub use get::{get, get_by_id};
pub use import_file::{ImportFile, ImportReport, import_file};
pub use list::{list, search};
pub use restore::restore;
pub use set::set;
pub use versions::{History, Page, Version, versions};
pub use view::{Imported, Listing, Place, Secret, View};
pub use which::Which;

pub(crate) use naming::{Naming, naming};
pub(crate) use resolve::{Resolved, resolved};
pub(crate) use set::{reached, settle, sources};
pub(crate) use uses::taken;
