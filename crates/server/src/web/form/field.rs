//! The fields of a form, as its page shows them.

use super::Sent;

/// A text field.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is an attribute of the element of its own"
)]
pub(in crate::web) struct Field {
    pub(in crate::web) id: String,
    pub(in crate::web) name: String,
    pub(in crate::web) label: String,
    pub(in crate::web) kind: &'static str,
    /// What is typed is hidden, and never sent back.
    pub(in crate::web) secret: bool,
    /// What can be chosen, with its labels, when `kind` is a list.
    pub(in crate::web) choices: &'static [(&'static str, &'static str)],
    pub(in crate::web) value: String,
    pub(in crate::web) placeholder: String,
    pub(in crate::web) help: String,
    pub(in crate::web) autocomplete: &'static str,
    pub(in crate::web) required: bool,
    pub(in crate::web) autofocus: bool,
    /// It is shown and cannot be changed.
    pub(in crate::web) fixed: bool,
    pub(in crate::web) problem: Option<String>,
}

impl Field {
    /// A required field for one line of text.
    pub(in crate::web) fn text(name: &str, label: &str) -> Self {
        Self {
            id: format!("f-{}", name.replace('.', "-")),
            name: name.to_owned(),
            label: label.to_owned(),
            kind: "text",
            secret: false,
            choices: &[],
            value: String::new(),
            placeholder: String::new(),
            help: String::new(),
            autocomplete: "off",
            required: true,
            autofocus: false,
            fixed: false,
            problem: None,
        }
    }

    /// A required field whose text is hidden while it is typed, and never sent back.
    pub(in crate::web) fn password(name: &str, label: &str, autocomplete: &'static str) -> Self {
        Self {
            kind: "password",
            secret: true,
            autocomplete,
            ..Self::text(name, label)
        }
    }

    /// A field for several lines.
    pub(in crate::web) fn lines(name: &str, label: &str) -> Self {
        Self {
            kind: "textarea",
            ..Self::text(name, label)
        }
    }

    /// A required field for several lines that are hidden, and never sent back.
    pub(in crate::web) fn secret_lines(name: &str, label: &str) -> Self {
        Self {
            secret: true,
            ..Self::lines(name, label)
        }
    }

    /// A required day.
    pub(in crate::web) fn date(name: &str, label: &str) -> Self {
        Self {
            kind: "date",
            ..Self::text(name, label)
        }
    }

    /// A list of values with their labels. Its placeholder stands for no value.
    pub(in crate::web) fn select(
        name: &str,
        label: &str,
        choices: &'static [(&'static str, &'static str)],
    ) -> Self {
        Self {
            kind: "select",
            choices,
            ..Self::text(name, label)
        }
    }

    /// Whether its text is a secret.
    pub(in crate::web) fn is_hidden(&self) -> bool {
        self.kind == "password" || self.secret
    }

    pub(in crate::web) fn optional(mut self) -> Self {
        self.required = false;
        self
    }

    pub(in crate::web) fn help(mut self, help: &str) -> Self {
        help.clone_into(&mut self.help);
        self
    }

    pub(in crate::web) fn placeholder(mut self, placeholder: &str) -> Self {
        placeholder.clone_into(&mut self.placeholder);
        self
    }

    pub(in crate::web) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    pub(in crate::web) fn fixed(mut self) -> Self {
        self.fixed = true;
        self
    }

    pub(in crate::web) fn focused(mut self) -> Self {
        self.autofocus = true;
        self
    }

    pub(in crate::web) fn autocomplete(mut self, autocomplete: &'static str) -> Self {
        self.autocomplete = autocomplete;
        self
    }

    /// Puts back what was typed, unless the field is for a secret.
    pub(in crate::web) fn kept(self, sent: Option<&Sent>) -> Self {
        match sent {
            Some(sent) if !self.secret => {
                let value = sent.lines(&self.name).to_string();
                self.value(value)
            }
            _ => self,
        }
    }
}

/// A field with a list to choose from.
#[derive(Debug, Clone)]
pub(in crate::web) struct Choice {
    pub(in crate::web) id: String,
    pub(in crate::web) name: String,
    pub(in crate::web) label: String,
    pub(in crate::web) help: String,
    pub(in crate::web) options: Vec<Entry>,
    pub(in crate::web) problem: Option<String>,
}

/// One entry of such a list.
#[derive(Debug, Clone)]
pub(in crate::web) struct Entry {
    pub(in crate::web) value: String,
    pub(in crate::web) label: String,
    pub(in crate::web) chosen: bool,
}

impl Choice {
    /// A list of values and labels, the first chosen.
    pub(in crate::web) fn new(
        name: &str,
        label: &str,
        options: impl IntoIterator<Item = (String, String)>,
    ) -> Self {
        let options = options.into_iter().enumerate();
        Self {
            id: format!("f-{}", name.replace('.', "-")),
            name: name.to_owned(),
            label: label.to_owned(),
            help: String::new(),
            options: options
                .map(|(place, (value, label))| Entry {
                    value,
                    label,
                    chosen: place == 0,
                })
                .collect(),
            problem: None,
        }
    }

    pub(in crate::web) fn help(mut self, help: &str) -> Self {
        help.clone_into(&mut self.help);
        self
    }

    /// Chooses a value, if it is in the list.
    pub(in crate::web) fn chosen(mut self, value: &str) -> Self {
        if self.options.iter().any(|option| option.value == value) {
            for option in &mut self.options {
                option.chosen = option.value == value;
            }
        }
        self
    }

    /// Chooses again what was chosen.
    pub(in crate::web) fn kept(self, sent: Option<&Sent>) -> Self {
        match sent {
            Some(sent) => {
                let value = sent.text(&self.name).to_owned();
                self.chosen(&value)
            }
            None => self,
        }
    }
}

/// A field of either sort.
pub(in crate::web) enum Control {
    Field(Field),
    Choice(Choice),
}
