//! From JSON text to a tree with positions.

use std::collections::HashMap;

use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use crate::files::error::{FileError, Position, Problem};
use crate::files::text::Lines;

/// A JSON object with where its parts stand.
pub(in crate::files) struct Document<'a> {
    pub(in crate::files) root: Object<'a>,
    lines: Lines<'a>,
}

impl<'a> Document<'a> {
    /// Parses JSON with comments and trailing commas.
    pub(in crate::files) fn parse(text: &'a str) -> Result<Self, FileError> {
        let parsed = parse_to_ast(text, &CollectOptions::default(), &options());
        let parsed = parsed.map_err(|error| {
            let position = Position {
                line: error.line_display(),
                column: Some(error.column_display()),
            };
            FileError::at(
                position,
                Problem::Syntax(error.kind().to_string().to_lowercase()),
            )
        })?;
        match parsed.value {
            Some(Value::Object(root)) => Ok(Self {
                root,
                lines: Lines::of(text),
            }),
            other => {
                let start = other.map_or(0, |value| value.start());
                let lines = Lines::of(text);
                Err(FileError::at(lines.position(start), Problem::NotAnObject))
            }
        }
    }

    /// The line a part starts on.
    pub(in crate::files) fn line(&self, part: &impl Ranged) -> usize {
        self.lines.line(part.start())
    }

    /// Where a part starts.
    pub(in crate::files) fn position(&self, part: &impl Ranged) -> Position {
        self.lines.position(part.start())
    }

    /// Refuses an object that names a member twice: which one counts would be a guess.
    pub(in crate::files) fn refuse_repeated(&self, object: &Object<'_>) -> Result<(), FileError> {
        let mut lines = HashMap::new();
        for property in &object.properties {
            let name = property.name.as_str();
            if let Some(earlier) = lines.insert(name, self.line(property)) {
                let problem = Problem::Twice {
                    name: name.to_owned(),
                    earlier,
                };
                return Err(FileError::at(self.position(property), problem));
            }
        }
        Ok(())
    }
}

fn options() -> ParseOptions {
    ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        allow_bare_decimal_point_numbers: false,
        allow_non_finite_numbers: false,
        allow_extended_string_escapes: false,
    }
}
