//! What a write changes, and what it expects to find.

use model::id::TagId;
use model::secret::SecretKind;
use model::{SecretKey, SecretValue};

use crate::Error;

/// The longest comment and the longest value of a metadata entry, in characters.
pub const MAX_COMMENT: usize = 10_000;
/// The longest name of a metadata entry, in characters.
pub const MAX_METADATA_KEY: usize = 255;
/// The longest note of a reminder, in characters (Infisical's limit).
pub const MAX_REMINDER_NOTE: usize = 1_024;
/// The longest time between reminders, in days (Infisical's limit).
pub const MAX_REMINDER_DAYS: i64 = 365;

/// A change of one secret. What is absent stays as it is; for a new secret it is empty.
#[derive(Debug, Clone)]
pub struct SecretChange {
    /// Which secret.
    pub key: SecretKey,
    /// A new key for it.
    pub new_key: Option<SecretKey>,
    /// A new value.
    pub value: Option<SecretValue>,
    /// Whether a new value is taken as it is: `${…}` in it is text, not a reference.
    pub literal: bool,
    /// A new kind.
    pub kind: Option<SecretKind>,
    /// A new remark.
    pub comment: Option<String>,
    /// A new content type; `Some(None)` removes it.
    pub content_type: Option<Option<String>>,
    /// New metadata.
    pub metadata: Option<Vec<(String, String)>>,
    /// New tags, in place of those it has.
    pub tags: Option<Vec<TagId>>,
    /// What the reminder to change it says; `Some(None)` removes it.
    pub reminder_note: Option<Option<String>>,
    /// Every how many days somebody is to be reminded; `Some(None)` for never.
    pub reminder_days: Option<Option<i64>>,
    /// Whether clients leave line breaks in the value as they are.
    pub skip_multiline: Option<bool>,
}

impl SecretChange {
    /// A change of the value alone.
    #[must_use]
    pub fn value(key: SecretKey, value: SecretValue) -> Self {
        Self {
            value: Some(value),
            ..Self::nothing(key)
        }
    }

    /// No change: for a new secret, everything empty.
    #[must_use]
    pub fn nothing(key: SecretKey) -> Self {
        Self {
            key,
            new_key: None,
            value: None,
            literal: false,
            kind: None,
            comment: None,
            content_type: None,
            metadata: None,
            tags: None,
            reminder_note: None,
            reminder_days: None,
            skip_multiline: None,
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let longer = |text: &str, most| text.chars().count() > most;
        if self
            .comment
            .as_ref()
            .is_some_and(|text| longer(text, MAX_COMMENT))
        {
            let problem = format!("use at most {MAX_COMMENT} characters");
            return Err(Error::invalid("secretComment", problem));
        }
        for (name, value) in self.metadata.iter().flatten() {
            if name.is_empty() || longer(name, MAX_METADATA_KEY) || longer(value, MAX_COMMENT) {
                let problem = format!(
                    "use names of 1 to {MAX_METADATA_KEY} and values of at most {MAX_COMMENT} characters"
                );
                return Err(Error::invalid("secretMetadata", problem));
            }
        }
        if let Some(Some(note)) = &self.reminder_note
            && longer(note, MAX_REMINDER_NOTE)
        {
            let problem = format!("use at most {MAX_REMINDER_NOTE} characters");
            return Err(Error::invalid("secretReminderNote", problem));
        }
        if let Some(Some(days)) = self.reminder_days
            && !(1..=MAX_REMINDER_DAYS).contains(&days)
        {
            let problem = format!("use 1 to {MAX_REMINDER_DAYS} days, or 0 for no reminder");
            return Err(Error::invalid("secretReminderRepeatDays", problem));
        }
        Ok(())
    }
}

/// What a write expects to find.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expect {
    /// The secret must be new.
    New,
    /// The secret must exist.
    Existing,
    /// Either.
    Any,
    /// The secret is left out when it does not exist.
    IfThere,
}
