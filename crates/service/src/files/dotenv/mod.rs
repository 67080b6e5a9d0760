//! `.env` files.
//!
//! ```text
//! file     = { line }
//! line     = blank [ comment ] | blank [ "export" blanks ] key blank "=" blank value
//! key      = quoted | one or more characters without white space, "=", "#" and quotes
//! value    = quoted blank [ comment ] | plain
//! plain    = the rest of the line, without a blank and "#" and what follows, and without blanks at its end
//! quoted   = "'" anything but "'" "'"  |  '"' anything, with escapes '"'
//! comment  = "#" the rest of the line
//! ```
//!
//! Blanks are spaces and tabs. Within double quotes `\n` `\r` `\t` `\"` `\\` `\$` are escapes and
//! any other backslash stands for itself; within single quotes nothing is. Both may go over
//! several lines, whose breaks are read as `\n` however the file ends its lines. `#` begins a
//! comment only where a line or, after white space, a plain value's tail begins. Nothing is
//! expanded: `$NAME` stays as it is. Of a key that occurs twice the last one wins.

mod read;
mod scan;
mod write;

pub(super) use read::read;
pub(super) use write::write;
