//! From `.env` text to entries.

use super::scan::{Scanner, is_blank};
use crate::files::collect::Collector;
use crate::files::entry::Reading;
use crate::files::error::{FileError, Problem};
use crate::files::options::ReadOptions;

/// Reads the lines of a file.
pub(in crate::files) fn read(text: &str, options: &ReadOptions) -> Result<Reading, FileError> {
    let mut scanner = Scanner::new(text);
    let mut collector = Collector::new(options);
    while !scanner.at_end() {
        scanner.skip_blanks();
        if matches!(scanner.peek(), None | Some('#' | '\n' | '\r')) {
            scanner.finish_line();
            continue;
        }
        let line = scanner.line();
        let key = key(&mut scanner)?;
        let value = value(&mut scanner)?;
        let entry = collector.entry(&key, value, line)?;
        collector.replace(entry)?;
    }
    Ok(collector.finish())
}

/// The key of an assignment, with the equals sign behind it taken.
fn key(scanner: &mut Scanner<'_>) -> Result<String, FileError> {
    let line = scanner.line();
    let mut key = name(scanner)?;
    let blanks = scanner.skip_blanks();
    if key == "export" && blanks && scanner.peek() != Some('=') {
        key = name(scanner)?;
        scanner.skip_blanks();
    }
    if key.is_empty() || !scanner.skip('=') {
        return Err(FileError::at_line(line, Problem::NotAnAssignment));
    }
    Ok(key)
}

fn name(scanner: &mut Scanner<'_>) -> Result<String, FileError> {
    let plain = |c: char| !c.is_whitespace() && !matches!(c, '=' | '#' | '"' | '\'');
    Ok(match scanner.quoted()? {
        Some(quoted) => quoted,
        None => scanner.take_while(plain).to_owned(),
    })
}

/// The value of an assignment, with the rest of its line taken.
fn value(scanner: &mut Scanner<'_>) -> Result<String, FileError> {
    let blanks = scanner.skip_blanks();
    if let Some(quoted) = scanner.quoted()? {
        let line = scanner.line();
        if !scanner.finish_line() {
            return Err(FileError::at_line(line, Problem::AfterQuote));
        }
        return Ok(quoted);
    }
    let tail = scanner.take_while(|_| true);
    scanner.finish_line();
    Ok(without_comment(tail, blanks)
        .trim_end_matches(is_blank)
        .to_owned())
}

/// A plain value up to the first `#` that follows a blank; `after_blank` says whether one stood
/// before the value.
fn without_comment(tail: &str, after_blank: bool) -> &str {
    let follows_blank = |at: usize| tail[..at].ends_with(is_blank) || (at == 0 && after_blank);
    let comment = tail.match_indices('#').find(|(at, _)| follows_blank(*at));
    comment.map_or(tail, |(at, _)| &tail[..at])
}
