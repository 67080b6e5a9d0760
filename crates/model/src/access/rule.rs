//! Permission rules of custom roles, in Infisical's form.

use serde_json::Value;
use thiserror::Error;

use super::condition::{Conditions, Met};
use super::{Action, At};

/// The most rules a role may have.
const MOST: usize = 200;

/// A rule that cannot be used: where in it, and why.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("permissions.{path} {problem}")]
pub struct RuleError {
    /// The field within the list of permissions, such as `0.conditions.environment`.
    pub path: String,
    /// What is wrong and what is allowed.
    pub problem: String,
}

impl RuleError {
    pub(super) fn at(path: &str, problem: impl Into<String>) -> Self {
        Self {
            path: path.to_owned(),
            problem: problem.into(),
        }
    }
}

/// One rule: it allows, or when inverted forbids, some actions on a subject where its conditions are
/// met. Subjects and actions that Keyferry does not know are kept and have no effect.
#[derive(Debug, Clone)]
pub struct Rule {
    subject: String,
    actions: Vec<String>,
    inverted: bool,
    conditions: Conditions,
}

impl Rule {
    fn parse(value: &Value) -> Result<Self, RuleError> {
        let actions = match &value["action"] {
            Value::String(action) => vec![action.clone()],
            Value::Array(actions) if !actions.is_empty() => actions
                .iter()
                .map(|action| action.as_str().map(str::to_owned))
                .collect::<Option<_>>()
                .ok_or_else(|| RuleError::at("action", "must be a list of texts"))?,
            _ => return Err(RuleError::at("action", "must name at least one action")),
        };
        let subject = match &value["subject"] {
            Value::String(subject) if !subject.is_empty() => subject.clone(),
            _ => return Err(RuleError::at("subject", "must be a text such as `secrets`")),
        };
        let inverted = match &value["inverted"] {
            Value::Null => false,
            Value::Bool(inverted) => *inverted,
            _ => return Err(RuleError::at("inverted", "must be true or false")),
        };
        let conditions = Conditions::parse(&value["conditions"])?;
        Ok(Self {
            subject,
            actions,
            inverted,
            conditions,
        })
    }

    fn names(&self, action: Action) -> bool {
        self.actions.iter().any(|verb| self.means(verb, action))
    }

    /// Whether a word of the rule means this action.
    fn means(&self, verb: &str, action: Action) -> bool {
        self.subject == action.subject()
            && (verb == action.verb()
                // Infisical's older word for seeing a secret and its value.
                || verb == "read" && action.subject() == "secrets" && action.only_reads())
    }

    /// Every action it names; none when one of its words is not known.
    pub(super) fn actions(&self) -> Option<Vec<Action>> {
        let mut named = Vec::new();
        for verb in &self.actions {
            let before = named.len();
            let meant = Action::ALL.iter().filter(|a| self.means(verb, **a));
            named.extend(meant.copied());
            if named.len() == before {
                return None;
            }
        }
        Some(named)
    }

    pub(super) fn conditions(&self) -> &Conditions {
        &self.conditions
    }
}

/// The rules of a role, in order: of those that apply the last one decides.
#[derive(Debug, Clone, Default)]
pub struct Rules(Vec<Rule>);

/// What rules say of an action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    Allowed,
    Forbidden,
    Silent,
}

impl Rules {
    /// From Infisical's form: a list of `{subject, action, inverted, conditions}`.
    ///
    /// # Errors
    /// Names the rule and the field that cannot be used.
    pub fn parse(value: &Value) -> Result<Self, RuleError> {
        let Value::Array(items) = value else {
            return Err(RuleError::at("", "is not a list of rules"));
        };
        if items.len() > MOST {
            return Err(RuleError::at("", format!("has more than {MOST} rules")));
        }
        let rule = |(index, item)| {
            Rule::parse(item).map_err(|error| RuleError {
                path: format!("{index}.{}", error.path),
                ..error
            })
        };
        items
            .iter()
            .enumerate()
            .map(rule)
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// What they say of an action at a place. A rule with a condition on something that is not known
    /// of the place does not allow, but forbids.
    pub(super) fn say(&self, action: Action, at: &At<'_>) -> Verdict {
        self.last(action, |rule| match rule.conditions.met(at) {
            Met::Yes => true,
            Met::Unknown => rule.inverted,
            Met::No => false,
        })
    }

    /// What they say of an action somewhere in a place that is only partly known: a condition on
    /// what is not known may be met for what is allowed, and need not be for what is forbidden.
    pub(super) fn say_somewhere(&self, action: Action, at: &At<'_>) -> Verdict {
        self.last(action, |rule| match rule.conditions.met(at) {
            Met::Yes => true,
            Met::Unknown => !rule.inverted,
            Met::No => false,
        })
    }

    /// The rules that allow.
    pub(super) fn allowing(&self) -> impl Iterator<Item = &Rule> {
        self.0.iter().filter(|rule| !rule.inverted)
    }

    /// Whether any of them forbids.
    #[must_use]
    pub fn forbid_something(&self) -> bool {
        self.0.iter().any(|rule| rule.inverted)
    }

    /// Whether they forbid the action at some place.
    pub(super) fn may_forbid(&self, action: Action) -> bool {
        self.0
            .iter()
            .any(|rule| rule.inverted && rule.names(action))
    }

    /// Whether one of them allows the action wherever these conditions are met.
    pub(super) fn surely_allow(&self, action: Action, wherever: &Conditions) -> bool {
        self.allowing()
            .any(|rule| rule.names(action) && wherever.imply(&rule.conditions))
    }

    fn last(&self, action: Action, applies: impl Fn(&Rule) -> bool) -> Verdict {
        let mut rules = self.0.iter().rev();
        match rules.find(|rule| rule.names(action) && applies(rule)) {
            None => Verdict::Silent,
            Some(rule) if rule.inverted => Verdict::Forbidden,
            Some(_) => Verdict::Allowed,
        }
    }
}
