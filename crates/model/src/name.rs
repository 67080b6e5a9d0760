//! What every parsed name shares: a text form, an error that names the field, and serde through it.

use thiserror::Error;

/// A name that breaks its rule. The sentence names what was parsed, why it is refused and what is
/// allowed; it never repeats more than the name itself.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{what} {problem}: {rule}")]
pub struct NameError {
    /// What was being parsed, in the user's words, such as "secret key".
    pub what: &'static str,
    /// What is wrong with this one, such as "is empty".
    pub problem: String,
    /// What is allowed.
    pub rule: &'static str,
}

impl NameError {
    pub(crate) fn new(what: &'static str, problem: impl Into<String>, rule: &'static str) -> Self {
        Self {
            what,
            problem: problem.into(),
            rule,
        }
    }
}

/// Gives a newtype over `String` with an inherent `parse` its text form, ordering and serde.
macro_rules! text_form {
    ($name:ident) => {
        impl $name {
            /// The text this was parsed from, in its normal form.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::NameError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        $crate::name::described_as_text!($name);

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::parse(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Gives a closed set of words its text form, parsing and serde.
macro_rules! word_set {
    (
        $(#[$meta:meta])*
        $vis:vis enum $name:ident ($what:literal) {
            $($(#[$variant_meta:meta])* $variant:ident = $word:literal,)+
        }
    ) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis enum $name {
            $($(#[$variant_meta])* $variant,)+
        }

        impl $name {
            /// Every word of the set, in declaration order.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The word as it is stored and sent.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)+
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::NameError;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::NameError::new(
                        $what,
                        format!("`{text}` is not known"),
                        concat!("use one of", $(" `", $word, "`"),+),
                    )),
                }
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::name::text_schema()
                    .enum_values(Some(Self::ALL.iter().map(|word| word.as_str())))
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {}

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(self.as_str())
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(
                deserializer: D,
            ) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    };
}

/// Describes a type that is sent as text, with further rules where there are any.
macro_rules! described_as_text {
    ($name:ty $(, $rule:ident($value:expr))*) => {
        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::Schema> {
                $crate::name::text_schema()$(.$rule(Some($value)))*.into()
            }
        }

        impl utoipa::ToSchema for $name {}
    };
}

/// How the API's description shows a text.
pub(crate) fn text_schema() -> utoipa::openapi::ObjectBuilder {
    utoipa::openapi::ObjectBuilder::new().schema_type(utoipa::openapi::schema::Type::String)
}

pub(crate) use {described_as_text, text_form, word_set};
