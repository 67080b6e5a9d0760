//! Secrets: writing, reading, references, files, and the syncs a change reaches.

mod due;
mod files;
mod reading;
mod references;
mod writing;
