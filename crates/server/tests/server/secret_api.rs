//! Secrets, tags and imports through the JSON API, the way Infisical's clients call it.

mod client;
mod imports;
mod reading;
mod tags;
mod versions;
mod writing;
