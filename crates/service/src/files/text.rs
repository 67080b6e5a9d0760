//! From bytes to text, and from offsets to lines.

use super::error::{FileError, Position, Problem};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// The text without a byte-order mark.
pub(super) fn decode(bytes: &[u8]) -> Result<&str, FileError> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err(FileError::at_line(1, Problem::Utf16));
    }
    let bytes = bytes.strip_prefix(BYTE_ORDER_MARK).unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let valid = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
        FileError::at(Lines::of(&valid).position(valid.len()), Problem::NotUtf8)
    })
}

/// Where the lines of a text start. `\n`, `\r\n` and a lone `\r` end a line.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let bytes = text.as_bytes();
        let ends_line = |at: usize| match bytes[at] {
            b'\n' => true,
            b'\r' => bytes.get(at + 1) != Some(&b'\n'),
            _ => false,
        };
        let starts = std::iter::once(0)
            .chain(
                (0..bytes.len())
                    .filter(|&at| ends_line(at))
                    .map(|at| at + 1),
            )
            .collect();
        Self { text, starts }
    }

    pub(super) fn line(&self, offset: usize) -> usize {
        self.starts.partition_point(|&start| start <= offset)
    }

    pub(super) fn position(&self, offset: usize) -> Position {
        let line = self.line(offset);
        let column = self.text[self.starts[line - 1]..offset].chars().count() + 1;
        Position {
            line,
            column: Some(column),
        }
    }
}
