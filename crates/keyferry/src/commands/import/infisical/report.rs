//! What is told of the copying: counts and names, never a value.

use serde_json::{Value, json};

use super::plan::{Left, Plan};
use crate::exit::Failure;
use crate::output::{self, Output};

/// Which part of the work a report is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Before anything was written.
    Planned,
    /// After everything was written and read back.
    Applied,
}

impl Stage {
    /// Of a report that comes without any writing.
    pub(super) fn of(dry_run: bool) -> Self {
        if dry_run {
            Self::Planned
        } else {
            Self::Applied
        }
    }
}

/// The counts of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Report {
    projects: usize,
    tags: usize,
    environments: usize,
    folders: usize,
    imports: usize,
    created: usize,
    updated: usize,
    unchanged: usize,
    verified: usize,
    left: Vec<Left>,
}

impl Report {
    pub(super) fn of(plan: &Plan<'_>) -> Self {
        Self {
            projects: plan.projects.len(),
            tags: plan.tags.len(),
            environments: plan.environments.len(),
            folders: plan.folders.len(),
            imports: plan.imports.len(),
            created: plan.created.iter().map(|(_, secrets)| secrets.len()).sum(),
            updated: plan.updated.len(),
            unchanged: plan.unchanged,
            verified: plan.unchanged,
            left: plan.left.clone(),
        }
    }

    /// The report after the copying: what did not go over, and how many secrets were read back and
    /// are the same.
    pub(super) fn after(mut self, left: Vec<Left>, verified: usize) -> Self {
        self.left = left;
        self.verified = verified;
        self
    }

    pub(super) fn show(&self, output: Output, stage: Stage) -> Result<(), Failure> {
        if output.is_json() {
            output::data(&format!("{:#}", self.json(stage)))
        } else {
            output::data(&self.text(stage))
        }
    }

    fn json(&self, stage: Stage) -> Value {
        let left = self.left.iter();
        let left: Vec<_> = left
            .map(|left| json!({ "what": left.what, "reason": left.reason }))
            .collect();
        json!({
            "applied": stage == Stage::Applied,
            "projects": self.projects,
            "environments": self.environments,
            "folders": self.folders,
            "tags": self.tags,
            "imports": self.imports,
            "secrets": {
                "created": self.created,
                "updated": self.updated,
                "unchanged": self.unchanged,
                "verified": self.verified,
            },
            "left": left,
        })
    }

    pub(super) fn text(&self, stage: Stage) -> String {
        let mut lines: Vec<_> = self
            .left
            .iter()
            .map(|left| format!("left: {}: {}", left.what, left.reason))
            .collect();
        let verb = match stage {
            Stage::Planned => "to make",
            Stage::Applied => "planned and sent",
        };
        lines.push(format!(
            "{verb}: {} projects, {} environments, {} folders, {} tags, {} imports",
            self.projects, self.environments, self.folders, self.tags, self.imports
        ));
        lines.push(format!(
            "secrets: {} new, {} changed, {} the same already, {} things left",
            self.created,
            self.updated,
            self.unchanged,
            self.left.len()
        ));
        if stage == Stage::Applied {
            lines.push(format!(
                "read back: {} secrets are here with the source's value",
                self.verified
            ));
        }
        lines.join("\n")
    }
}
