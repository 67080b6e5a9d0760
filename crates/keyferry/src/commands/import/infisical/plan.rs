//! What has to be done so that one server has what another has: a function of what both have.
//! Nothing is ever deleted.

use model::secret::{SecretKey, SecretValue};
use model::{SecretPath, Slug};
use secrecy::ExposeSecret;

use super::snapshot::{EnvironmentState, FolderState, ProjectState, Snapshot};
use crate::client::{Place, RemoteImport, RemoteProject, RemoteSecret, RemoteTag};

/// What has to be done, in the order in which it can be.
#[derive(Default)]
pub(super) struct Plan<'a> {
    /// Projects to make.
    pub(super) projects: Vec<&'a RemoteProject>,
    /// Tags to make.
    pub(super) tags: Vec<(&'a str, &'a RemoteTag)>,
    /// Environments to make.
    pub(super) environments: Vec<(&'a str, &'a EnvironmentState)>,
    /// Folders to make, each after the one it is in.
    pub(super) folders: Vec<(At, &'a FolderState)>,
    /// Secrets to make, folder by folder.
    pub(super) created: Vec<(At, Vec<&'a RemoteSecret>)>,
    /// Secrets to change.
    pub(super) updated: Vec<(At, &'a RemoteSecret)>,
    /// Imports to make.
    pub(super) imports: Vec<(At, &'a RemoteImport)>,
    /// How many secrets are the same on both sides.
    pub(super) unchanged: usize,
    /// What does not go over.
    pub(super) left: Vec<Left>,
}

/// A folder of a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct At {
    /// The project's slug.
    pub(super) project: String,
    /// The folder.
    pub(super) environment: String,
    /// Its path.
    pub(super) path: String,
}

impl At {
    /// The folder, as commands name it.
    pub(super) fn place(&self) -> Place {
        Place {
            environment: self.environment.clone(),
            path: self.path.clone(),
        }
    }
}

/// Something that does not go over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Left {
    /// What: names, never a value.
    pub(super) what: String,
    /// Why not.
    pub(super) reason: String,
}

impl Left {
    /// Adds those that are not in a list yet.
    pub(super) fn add_new(list: &mut Vec<Self>, more: Vec<Self>) {
        for item in more {
            if !list.iter().any(|known| known.what == item.what) {
                list.push(item);
            }
        }
    }
}

impl<'a> Plan<'a> {
    /// What to do on a server so that it has what the source has. Secrets that differ are changed
    /// only with `overwrite`.
    pub(super) fn new(source: &'a Snapshot, target: &Snapshot, overwrite: bool) -> Self {
        let mut plan = Self::default();
        for project in &source.projects {
            plan.project(project, target.project(&project.project.slug), overwrite);
        }
        plan
    }

    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.projects.is_empty()
            && self.tags.is_empty()
            && self.environments.is_empty()
            && self.folders.is_empty()
            && self.created.is_empty()
            && self.updated.is_empty()
            && self.imports.is_empty()
    }

    /// Everything that is not there, when this plan was made after the copying.
    pub(super) fn missing(self) -> Vec<Left> {
        let absent = |what: String| Left {
            what,
            reason: "it is not there after copying".to_owned(),
        };
        let mut left = self.left;
        left.extend(self.projects.iter().map(|p| absent(project(&p.slug))));
        left.extend(self.tags.iter().map(|(p, t)| absent(tag(p, &t.slug))));
        let environments = self.environments.iter();
        left.extend(environments.map(|(p, e)| absent(environment(p, &e.slug))));
        left.extend(self.folders.iter().map(|(at, _)| absent(folder(at))));
        for (at, secrets) in &self.created {
            left.extend(secrets.iter().map(|s| absent(secret(at, &s.key))));
        }
        let updated = self.updated.iter();
        left.extend(updated.map(|(at, s)| Left {
            what: secret(at, &s.key),
            reason: "it is not the same after copying".to_owned(),
        }));
        left.extend(self.imports.iter().map(|(at, i)| absent(import(at, i))));
        left
    }

    fn project(&mut self, from: &'a ProjectState, to: Option<&ProjectState>, overwrite: bool) {
        let slug = from.project.slug.as_str();
        if let Err(error) = slug.parse::<Slug>() {
            return self.leave(project(slug), &error);
        }
        if to.is_none() {
            self.projects.push(&from.project);
        }
        for tag in &from.tags {
            if !to.is_some_and(|to| to.tags.iter().any(|t| t.slug == tag.slug)) {
                self.tags.push((slug, tag));
            }
        }
        for environment in &from.environments {
            let there = to.and_then(|to| to.environment(&environment.slug));
            self.environment(slug, environment, there, overwrite);
        }
    }

    fn environment(
        &mut self,
        project: &'a str,
        from: &'a EnvironmentState,
        to: Option<&EnvironmentState>,
        overwrite: bool,
    ) {
        if let Err(error) = from.slug.parse::<Slug>() {
            return self.leave(environment(project, &from.slug), &error);
        }
        if to.is_none() {
            self.environments.push((project, from));
        }
        for (path, content) in &from.folders {
            let at = At {
                project: project.to_owned(),
                environment: from.slug.clone(),
                path: path.clone(),
            };
            if let Err(error) = SecretPath::parse(path) {
                self.leave(folder(&at), &error);
                continue;
            }
            let there = to.and_then(|to| to.folders.get(path));
            if there.is_none() && path != "/" {
                self.folders.push((at.clone(), content));
            }
            self.folder(&at, content, there, overwrite);
        }
    }

    fn folder(
        &mut self,
        at: &At,
        from: &'a FolderState,
        to: Option<&FolderState>,
        overwrite: bool,
    ) {
        let mut created = Vec::new();
        for wanted in from.secrets.values() {
            if let Err(reason) = acceptable(wanted) {
                self.leave(secret(at, &wanted.key), &reason);
                continue;
            }
            match to.and_then(|to| to.secrets.get(&wanted.key)) {
                None => created.push(wanted),
                Some(there) if wanted.is_same_as(there) => self.unchanged += 1,
                Some(_) if overwrite => self.updated.push((at.clone(), wanted)),
                Some(_) => self.leave(
                    secret(at, &wanted.key),
                    &"it is here already and differs; --overwrite changes it",
                ),
            }
        }
        if !created.is_empty() {
            self.created.push((at.clone(), created));
        }
        for import in &from.imports {
            let same = |there: &RemoteImport| {
                there.environment == import.environment && there.path == import.path
            };
            if !to.is_some_and(|to| to.imports.iter().any(same)) {
                self.imports.push((at.clone(), import));
            }
        }
    }

    fn leave(&mut self, what: String, reason: &impl ToString) {
        self.left.push(Left {
            what,
            reason: reason.to_string(),
        });
    }
}

/// Why a secret cannot be kept here.
fn acceptable(secret: &RemoteSecret) -> Result<(), String> {
    if secret.hidden {
        return Err("the source does not show its value to this token".to_owned());
    }
    SecretKey::parse(&secret.key).map_err(|error| error.to_string())?;
    SecretValue::new(secret.value.expose_secret().to_owned())
        .map(drop)
        .map_err(|error| error.to_string())
}

/// How a project is named.
pub(super) fn project(slug: &str) -> String {
    format!("project {slug}")
}

/// How a tag is named.
pub(super) fn tag(project: &str, slug: &str) -> String {
    format!("tag {slug} of {project}")
}

/// How an environment is named.
pub(super) fn environment(project: &str, slug: &str) -> String {
    format!("environment {project} {slug}")
}

/// How a folder is named.
pub(super) fn folder(at: &At) -> String {
    format!("folder {} {} {}", at.project, at.environment, at.path)
}

/// How a secret is named.
pub(super) fn secret(at: &At, key: &str) -> String {
    format!("secret {} {} {} {key}", at.project, at.environment, at.path)
}

/// How an import is named.
pub(super) fn import(at: &At, import: &RemoteImport) -> String {
    format!(
        "import of {} {} into {} {} {}",
        import.environment, import.path, at.project, at.environment, at.path
    )
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
