//! Where a rule applies: conditions on environment, folder, name, tag and connection.

use globset::{GlobBuilder, GlobMatcher};
use serde_json::Value;

use super::RuleError;

/// Where somebody wants to act: what conditions look at. What an action has no use for stays
/// unknown, and a condition on it is then not met.
#[derive(Debug, Clone, Copy, Default)]
pub struct At<'a> {
    /// The environment's slug.
    pub environment: Option<&'a str>,
    /// The folder's path.
    pub path: Option<&'a str>,
    /// The secret's key.
    pub name: Option<&'a str>,
    /// The slugs of the secret's tags.
    pub tags: Option<&'a [String]>,
    /// The app connection's id.
    pub connection: Option<&'a str>,
}

impl<'a> At<'a> {
    /// The project as a whole.
    #[must_use]
    pub fn project() -> Self {
        Self::default()
    }

    /// An environment.
    #[must_use]
    pub fn environment(slug: &'a str) -> Self {
        Self {
            environment: Some(slug),
            ..Self::default()
        }
    }

    /// A folder.
    #[must_use]
    pub fn folder(environment: &'a str, path: &'a str) -> Self {
        Self {
            path: Some(path),
            ..Self::environment(environment)
        }
    }

    /// A secret of this folder.
    #[must_use]
    pub fn secret(self, name: &'a str, tags: &'a [String]) -> Self {
        Self {
            name: Some(name),
            tags: Some(tags),
            ..self
        }
    }

    /// The same place, through this connection.
    #[must_use]
    pub fn through(self, connection: &'a str) -> Self {
        Self {
            connection: Some(connection),
            ..self
        }
    }

    fn get(&self, field: Field) -> Option<Vec<&'a str>> {
        match field {
            Field::Environment => self.environment.map(|text| vec![text]),
            Field::Path => self.path.map(|text| vec![text]),
            Field::Name => self.name.map(|text| vec![text]),
            Field::Connection => self.connection.map(|text| vec![text]),
            Field::Tags => Some(self.tags?.iter().map(String::as_str).collect()),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Field {
    Environment,
    Path,
    Name,
    Tags,
    Connection,
}

impl Field {
    const WORDS: [(&str, Self); 5] = [
        ("environment", Self::Environment),
        ("secretPath", Self::Path),
        ("secretName", Self::Name),
        ("secretTags", Self::Tags),
        ("connectionId", Self::Connection),
    ];
}

/// A test of one field, with Infisical's operators.
#[derive(Debug, Clone)]
enum Test {
    Equal(String),
    NotEqual(String),
    In(Vec<String>),
    Glob(Box<GlobMatcher>, Option<String>),
}

impl Test {
    fn holds(&self, value: &str) -> bool {
        match self {
            Self::Equal(wanted) => value == wanted,
            Self::NotEqual(unwanted) => value != unwanted,
            Self::In(wanted) => wanted.iter().any(|wanted| wanted == value),
            Self::Glob(pattern, itself) => {
                pattern.is_match(value) || itself.as_deref() == Some(value)
            }
        }
    }
}

impl Test {
    /// Whether the other holds of a field when this does. A field may have several values only if it
    /// is the tags.
    fn implies(&self, other: &Self, field: Field) -> bool {
        match (self, other) {
            (Self::NotEqual(this), Self::NotEqual(other)) => this == other,
            (Self::Glob(this, _), Self::Glob(other, _)) => this.glob() == other.glob(),
            (Self::Equal(_) | Self::In(_), Self::NotEqual(_)) if field == Field::Tags => false,
            (Self::Equal(value), other) => other.holds(value),
            (Self::In(values), other) => values.iter().all(|value| other.holds(value)),
            (Self::NotEqual(_) | Self::Glob(..), _) => false,
        }
    }
}

/// What is known of whether conditions are met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Met {
    Yes,
    No,
    /// A field that they test is not known.
    Unknown,
}

/// All must be met.
#[derive(Debug, Clone, Default)]
pub(super) struct Conditions(Vec<(Field, Test)>);

impl Conditions {
    pub(super) fn met(&self, at: &At<'_>) -> Met {
        let mut met = Met::Yes;
        for (field, test) in &self.0 {
            match at.get(*field) {
                None => met = Met::Unknown,
                Some(values) => {
                    // "not" holds when no value is the unwanted one; the others when some value fits.
                    let holds = match test {
                        Test::NotEqual(_) => values.iter().all(|value| test.holds(value)),
                        _ => values.iter().any(|value| test.holds(value)),
                    };
                    if !holds {
                        return Met::No;
                    }
                }
            }
        }
        met
    }

    /// Whether the others are met wherever these are, as far as one test tells of another.
    pub(super) fn imply(&self, others: &Self) -> bool {
        others.0.iter().all(|(field, wanted)| {
            self.0
                .iter()
                .any(|(of, known)| of == field && known.implies(wanted, *field))
        })
    }

    /// From Infisical's form: `{"environment": "dev", "secretPath": {"$glob": "/app/**"}}`.
    pub(super) fn parse(value: &Value) -> Result<Self, RuleError> {
        let fields = match value {
            Value::Null => return Ok(Self::default()),
            Value::Object(fields) => fields,
            _ => return Err(RuleError::at("conditions", "is not an object")),
        };
        let mut tests = Vec::new();
        for (word, wanted) in fields {
            let at = format!("conditions.{word}");
            let Some((_, field)) = Field::WORDS.iter().find(|(known, _)| known == word) else {
                let known = Field::WORDS.map(|(word, _)| format!("`{word}`")).join(", ");
                return Err(RuleError::at(&at, format!("is not known: use {known}")));
            };
            match wanted {
                Value::String(text) => tests.push((*field, Test::Equal(text.clone()))),
                Value::Object(operators) if !operators.is_empty() => {
                    for (operator, operand) in operators {
                        tests.push((*field, test(&at, operator, operand)?));
                    }
                }
                _ => {
                    return Err(RuleError::at(
                        &at,
                        "must be a text or an object of operators",
                    ));
                }
            }
        }
        Ok(Self(tests))
    }
}

fn test(at: &str, operator: &str, operand: &Value) -> Result<Test, RuleError> {
    let at = format!("{at}.{operator}");
    let text = || match operand {
        Value::String(text) => Ok(text.clone()),
        _ => Err(RuleError::at(&at, "must be a text")),
    };
    Ok(match operator {
        "$eq" => Test::Equal(text()?),
        "$ne" => Test::NotEqual(text()?),
        "$glob" => glob(&at, &text()?)?,
        "$in" => match operand {
            Value::Array(items) => Test::In(
                items
                    .iter()
                    .map(|item| item.as_str().map(str::to_owned))
                    .collect::<Option<_>>()
                    .ok_or_else(|| RuleError::at(&at, "must be a list of texts"))?,
            ),
            _ => return Err(RuleError::at(&at, "must be a list of texts")),
        },
        _ => {
            return Err(RuleError::at(
                &at,
                "is not known: use `$eq`, `$ne`, `$in` or `$glob`",
            ));
        }
    })
}

/// `*` stays within a folder, `**` does not, and `/a/**` means `/a` too.
fn glob(at: &str, pattern: &str) -> Result<Test, RuleError> {
    let matcher = GlobBuilder::new(pattern)
        .literal_separator(true)
        .backslash_escape(true)
        .build()
        .map_err(|error| RuleError::at(at, format!("is no pattern: {}", error.kind())))?
        .compile_matcher();
    let itself = pattern.strip_suffix("/**").map(|start| match start {
        "" => "/".to_owned(),
        start => start.to_owned(),
    });
    Ok(Test::Glob(Box::new(matcher), itself))
}
