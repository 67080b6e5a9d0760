//! A reader's place in a `.env` text.

use crate::files::error::{FileError, Problem};

/// Walks over a text and counts its lines.
pub(super) struct Scanner<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            rest: text,
            line: 1,
        }
    }

    pub(super) fn line(&self) -> usize {
        self.line
    }

    pub(super) fn at_end(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    /// The next character; every kind of line break comes as one `\n`.
    fn next(&mut self) -> Option<char> {
        let c = self.peek()?;
        self.rest = match c {
            '\r' => self.rest.strip_prefix("\r\n").unwrap_or(&self.rest[1..]),
            _ => &self.rest[c.len_utf8()..],
        };
        if is_line_break(c) {
            self.line += 1;
            return Some('\n');
        }
        Some(c)
    }

    /// Takes characters of one line while they fit.
    pub(super) fn take_while(&mut self, fits: impl Fn(char) -> bool) -> &'a str {
        let end = self
            .rest
            .find(|c| is_line_break(c) || !fits(c))
            .unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    pub(super) fn skip_blanks(&mut self) -> bool {
        !self.take_while(is_blank).is_empty()
    }

    pub(super) fn skip(&mut self, c: char) -> bool {
        let rest = self.rest.strip_prefix(c);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    /// Goes to the next line, over a comment if there is one. False when something else stands
    /// in the way.
    pub(super) fn finish_line(&mut self) -> bool {
        self.skip_blanks();
        if self.peek() == Some('#') {
            self.take_while(|_| true);
        }
        matches!(self.next(), None | Some('\n'))
    }

    /// Takes a quoted text if one starts here.
    pub(super) fn quoted(&mut self) -> Result<Option<String>, FileError> {
        let line = self.line;
        let Some(quote @ ('"' | '\'')) = self.peek() else {
            return Ok(None);
        };
        self.next();
        let mut text = String::new();
        while let Some(c) = self.next() {
            if c == quote {
                return Ok(Some(text));
            }
            match (quote, c, self.peek().and_then(escaped)) {
                ('"', '\\', Some(meant)) => {
                    self.next();
                    text.push(meant);
                }
                _ => text.push(c),
            }
        }
        Err(FileError::at_line(line, Problem::OpenQuote { quote }))
    }
}

pub(super) fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t')
}

fn is_line_break(c: char) -> bool {
    matches!(c, '\n' | '\r')
}

/// What a character means after a backslash in double quotes.
fn escaped(c: char) -> Option<char> {
    match c {
        'n' => Some('\n'),
        'r' => Some('\r'),
        't' => Some('\t'),
        '"' | '\\' | '$' => Some(c),
        _ => None,
    }
}
