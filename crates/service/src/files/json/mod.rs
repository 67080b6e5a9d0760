//! JSON with comments, nested to any depth, such as .NET's `appsettings.json`.
//!
//! A setting's key is the path to it, joined by the separator; array elements are counted from 0.
//! Text is taken as it is, numbers in their own spelling, booleans as `true` and `false`; `null`,
//! `[]` and `{}` become an empty value and a note. Comments and trailing commas are accepted,
//! other departures from JSON are not.

mod read;
mod syntax;
mod write;

pub(super) use read::read;
pub(super) use syntax::Document;
pub(super) use write::write;
