//! Which environment variables a folder's secrets become, and which of them cannot be one.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use secrecy::{ExposeSecret, SecretString};

use crate::client::{Contents, Fetched};

/// Variables that decide which programs run, where, and as whom; a secret of that name would be a
/// way to take over the machine of whoever runs the program.
const RESERVED: [&str; 13] = [
    "EDITOR",
    "HOME",
    "IFS",
    "MAIL",
    "PATH",
    "PS1",
    "PS2",
    "PWD",
    "SHELL",
    "TERM",
    "TERMINFO",
    "USER",
    "XAUTHORITY",
];

/// What the names of further such variables begin with.
const RESERVED_PREFIXES: [&str; 4] = ["DYLD_", "LC_", "LD_", "XDG_"];

/// The environment of a program.
pub(super) struct Variables {
    /// The variables to set.
    pub(super) set: BTreeMap<String, SecretString>,
    /// What whoever runs the program should know, by key and never by value.
    pub(super) remarks: Vec<String>,
}

impl Variables {
    /// The variables for a folder's secrets. Its own win over imported ones, and a later import
    /// over an earlier one, as in Infisical's CLI.
    pub(super) fn of(contents: Contents, separator: &str) -> Self {
        let mut merged = BTreeMap::new();
        let imported = contents.imports.into_iter().flat_map(|i| i.secrets);
        for secret in imported.chain(contents.secrets) {
            merged.insert(secret.key.clone(), secret);
        }
        // A key that is a variable's name as it stands goes before one that is made to fit.
        let (plain, other): (Vec<_>, Vec<_>) =
            merged.into_values().partition(|s| !s.key.contains(':'));
        let mut variables = Self {
            set: BTreeMap::new(),
            remarks: Vec::new(),
        };
        for secret in plain.into_iter().chain(other) {
            variables.add(secret, separator);
        }
        variables
    }

    fn add(&mut self, secret: Fetched, separator: &str) {
        let key = &secret.key;
        let name = key.replace(':', separator);
        if let Some(reason) = obstacle(&secret, &name) {
            self.remarks.push(format!("`{key}` is left out: {reason}"));
            return;
        }
        match self.set.entry(name) {
            Entry::Occupied(taken) => self.remarks.push(format!(
                "`{key}` is left out: another key is the variable {} already",
                taken.key()
            )),
            Entry::Vacant(free) => {
                if !secret.unresolved().is_empty() {
                    self.remarks.push(format!(
                        "`{key}` is given as typed: it refers to {}, which leads nowhere",
                        secret.unresolved().join(", ")
                    ));
                }
                free.insert(secret.value);
            }
        }
    }
}

/// Why a secret cannot be this variable.
fn obstacle(secret: &Fetched, name: &str) -> Option<&'static str> {
    if secret.hidden {
        Some("its value is not shown to you")
    } else if name.is_empty() || name.contains(['=', '\0']) {
        Some("the name of a variable cannot contain `=`")
    } else if is_reserved(name) {
        Some("a variable of that name would decide how programs run")
    } else if secret.value.expose_secret().contains('\0') {
        Some("its value holds a zero byte, which no variable can")
    } else {
        None
    }
}

fn is_reserved(name: &str) -> bool {
    RESERVED.contains(&name) || RESERVED_PREFIXES.iter().any(|p| name.starts_with(p))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn contents(own: &[(&str, &str)], imports: &[&[(&str, &str)]]) -> Contents {
        let list = |pairs: &[(&str, &str)]| {
            let secrets = pairs.iter().map(|(key, value)| {
                json!({ "secretKey": key, "secretValue": value, "secretValueHidden": false })
            });
            secrets.collect::<Vec<_>>()
        };
        let imports: Vec<_> = imports
            .iter()
            .map(|pairs| json!({ "secrets": list(pairs) }))
            .collect();
        serde_json::from_value(json!({ "secrets": list(own), "imports": imports })).unwrap()
    }

    fn shown(variables: &Variables) -> Vec<(&str, &str)> {
        let set = variables.set.iter();
        set.map(|(name, value)| (name.as_str(), value.expose_secret()))
            .collect()
    }

    #[test]
    fn own_secrets_win_over_imports_and_later_imports_over_earlier_ones() {
        let contents = contents(
            &[("A", "own")],
            &[
                &[("A", "1"), ("B", "1"), ("C", "1")],
                &[("A", "2"), ("B", "2")],
            ],
        );
        let variables = Variables::of(contents, "__");
        assert_eq!(
            shown(&variables),
            [("A", "own"), ("B", "2"), ("C", "1")],
            "{:?}",
            variables.remarks
        );
    }

    #[test]
    fn a_colon_becomes_what_programs_read_as_hierarchy() {
        let variables = Variables::of(contents(&[("Pool:Max", "3")], &[]), "__");
        assert_eq!(shown(&variables), [("Pool__Max", "3")]);
    }

    #[test]
    fn what_cannot_be_a_variable_is_named_without_its_value() {
        let own = [
            ("A=B", "hunter2"),
            ("PATH", "hunter2"),
            ("LD_PRELOAD", "hunter2"),
            ("NUL", "hunter2\0"),
        ];
        let variables = Variables::of(contents(&own, &[]), "__");
        assert!(variables.set.is_empty());
        for (key, _) in own {
            let named = |remark: &&String| remark.contains(&format!("`{key}`"));
            assert_eq!(variables.remarks.iter().filter(named).count(), 1, "{key}");
        }
        assert!(!variables.remarks.concat().contains("hunter2"));
    }

    #[test]
    fn of_two_keys_that_would_be_one_variable_the_plain_one_stays() {
        let variables = Variables::of(contents(&[("A:B", "made"), ("A__B", "plain")], &[]), "__");
        assert_eq!(shown(&variables), [("A__B", "plain")]);
        assert!(
            variables.remarks[0].starts_with("`A:B`"),
            "{:?}",
            variables.remarks
        );
    }

    #[test]
    fn what_stands_in_for_a_hidden_value_is_never_given_to_a_program() {
        let secret = json!({
            "secretKey": "A",
            "secretValue": "<hidden>",
            "secretValueHidden": true,
        });
        let contents = serde_json::from_value(json!({ "secrets": [secret] })).unwrap();
        let variables = Variables::of(contents, "__");
        assert!(variables.set.is_empty());
        assert_eq!(variables.remarks.len(), 1);
    }

    #[test]
    fn a_reference_that_leads_nowhere_is_told() {
        let secret = json!({
            "secretKey": "URL",
            "secretValue": "${GONE}",
            "keyferry": { "unresolved": ["GONE"] },
        });
        let contents = serde_json::from_value(json!({ "secrets": [secret] })).unwrap();
        let variables = Variables::of(contents, "__");
        assert_eq!(shown(&variables), [("URL", "${GONE}")]);
        assert!(
            variables.remarks[0].contains("GONE"),
            "{:?}",
            variables.remarks
        );
    }
}
