//! Secrets: writing, reading, references, files, and the syncs a change reaches.

mod due;
mod files;
mod imports;
mod reading;
mod references;
mod tags;
mod versions;
mod writing;
