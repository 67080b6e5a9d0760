//! Where a secret lies: folders within an environment.

use crate::name::{NameError, text_form};

const FOLDER_RULE: &str = "use 1 to 64 letters, digits, `-`, `_` and `.`";
const PATH_RULE: &str = "paths look like `/` or `/checkout/payments`";

/// How long a path may be, in bytes: an index of every database takes it whole.
const LONGEST_PATH: usize = 1024;

/// The name of one folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FolderName(String);

text_form!(FolderName);

impl FolderName {
    /// Parses a folder name.
    ///
    /// # Errors
    /// When it is empty, too long, `.`, `..`, or has a character other than ASCII letters,
    /// digits, `-`, `_` and `.`.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let problem = if text.is_empty() {
            "is empty".to_owned()
        } else if text.len() > 64 {
            "is longer than 64 characters".to_owned()
        } else if text == "." || text == ".." {
            format!("`{text}` is not a name")
        } else if let Some(other) = text
            .chars()
            .find(|c| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')))
        {
            format!("`{text}` contains `{}`", other.escape_debug())
        } else {
            return Ok(Self(text.to_owned()));
        };
        Err(NameError::new("folder name", problem, FOLDER_RULE))
    }
}

/// An absolute folder path in its normal form: `/`, or `/a/b` without a slash at the end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SecretPath(String);

text_form!(SecretPath);

impl SecretPath {
    /// The root folder, `/`.
    #[must_use]
    pub fn root() -> Self {
        Self("/".to_owned())
    }

    /// Parses a path; a slash at the end is dropped.
    ///
    /// # Errors
    /// When it does not start with `/`, is longer than 1024 bytes or a part is no folder name.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let Some(rest) = text.strip_prefix('/') else {
            return Err(NameError::new(
                "secret path",
                "does not start with `/`",
                PATH_RULE,
            ));
        };
        if rest.is_empty() {
            return Ok(Self::root());
        }
        if text.len() > LONGEST_PATH {
            return Err(NameError::new(
                "secret path",
                format!("is longer than {LONGEST_PATH} characters"),
                PATH_RULE,
            ));
        }
        let rest = rest.strip_suffix('/').unwrap_or(rest);
        for part in rest.split('/') {
            FolderName::parse(part).map_err(|e| {
                NameError::new(
                    "secret path",
                    format!("has a folder that {}", e.problem),
                    PATH_RULE,
                )
            })?;
        }
        Ok(Self(format!("/{rest}")))
    }

    /// Whether this is `/`.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0 == "/"
    }

    /// The folders from the root down; none for `/`.
    pub fn folders(&self) -> impl Iterator<Item = FolderName> + '_ {
        self.0
            .split('/')
            .filter(|part| !part.is_empty())
            .map(|part| FolderName(part.to_owned()))
    }

    /// The path of a folder inside this one.
    #[must_use]
    pub fn join(&self, folder: &FolderName) -> Self {
        if self.is_root() {
            Self(format!("/{folder}"))
        } else {
            Self(format!("{self}/{folder}"))
        }
    }

    /// The folder around this one and this one's own name; none for `/`.
    #[must_use]
    pub fn split_last(&self) -> Option<(Self, FolderName)> {
        let (parent, name) = self.0.rsplit_once('/').filter(|_| !self.is_root())?;
        let parent = if parent.is_empty() {
            Self::root()
        } else {
            Self(parent.to_owned())
        };
        Some((parent, FolderName(name.to_owned())))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_normal_form() {
        assert_eq!(
            SecretPath::parse("/a/b/").unwrap(),
            SecretPath::parse("/a/b").unwrap()
        );
        assert!(SecretPath::parse("/").unwrap().is_root());
        for bad in ["", "a/b", "//", "/a//b", "/a/../b", "/sp ace"] {
            assert!(SecretPath::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn a_path_knows_its_folders_and_parent() {
        let path = SecretPath::parse("/checkout/payments").unwrap();
        let names: Vec<_> = path.folders().map(|f| f.to_string()).collect();
        assert_eq!(names, ["checkout", "payments"]);
        let (parent, name) = path.split_last().unwrap();
        assert_eq!(parent.join(&name), path);
        assert_eq!(parent.split_last().unwrap().0, SecretPath::root());
        assert!(SecretPath::root().split_last().is_none());
    }
}
