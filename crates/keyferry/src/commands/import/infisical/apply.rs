//! Doing what was planned. One thing that a server refuses does not stop the rest.

use std::collections::BTreeMap;

use indicatif::ProgressBar;
use model::SecretPath;
use secrecy::ExposeSecret;

use super::plan::{self, At, Left, Plan};
use super::snapshot::Snapshot;
use crate::client::{Client, ClientError, Place, RemoteSecret, TagIds};

/// How many secrets go into one request.
const BATCH: usize = 100;

/// How many bytes of values go into one request: a server takes 8 MiB, and escapes need room.
const BATCH_BYTES: usize = 1024 * 1024;

/// Does it and returns what was refused.
pub(super) async fn apply(
    client: &Client,
    plan: &Plan<'_>,
    before: &Snapshot,
    bar: &ProgressBar,
) -> Result<Vec<Left>, ClientError> {
    let mut work = Work {
        client,
        bar,
        projects: BTreeMap::new(),
        left: Vec::new(),
    };
    for project in &before.projects {
        let tags = project.tags.iter();
        let known = Known {
            id: project.project.id.clone(),
            tags: tags.map(|t| (t.slug.clone(), t.id.clone())).collect(),
        };
        work.projects.insert(project.project.slug.clone(), known);
    }
    work.containers(plan).await?;
    work.secrets(plan).await?;
    work.imports(plan).await?;
    Ok(work.left)
}

struct Work<'a> {
    client: &'a Client,
    bar: &'a ProgressBar,
    projects: BTreeMap<String, Known>,
    left: Vec<Left>,
}

/// A project of the server that is written to.
struct Known {
    id: String,
    tags: TagIds,
}

impl Work<'_> {
    async fn containers(&mut self, plan: &Plan<'_>) -> Result<(), ClientError> {
        for project in &plan.projects {
            let made = self.client.make_project(project).await;
            if let Some(made) = self.settle(made, || plan::project(&project.slug))? {
                let known = Known {
                    id: made.id,
                    tags: TagIds::new(),
                };
                self.projects.insert(project.slug.clone(), known);
            }
        }
        for (slug, tag) in &plan.tags {
            let Some(id) = self.id(slug) else { continue };
            let made = self.client.make_tag(&id, tag).await;
            let made = self.settle(made, || plan::tag(slug, &tag.slug))?;
            if let (Some(made), Some(known)) = (made, self.projects.get_mut(*slug)) {
                known.tags.insert(made.slug, made.id);
            }
        }
        for (slug, environment) in &plan.environments {
            let Some(id) = self.id(slug) else { continue };
            let (short, name) = (&environment.slug, &environment.name);
            let made = self.client.make_environment(&id, short, name).await;
            self.settle(made, || plan::environment(slug, short))?;
        }
        for (at, folder) in &plan.folders {
            let Some(id) = self.id(&at.project) else {
                continue;
            };
            let Some((parent, name)) = inside(at) else {
                continue;
            };
            let made = self
                .client
                .make_folder(&id, &parent, &name, &folder.description)
                .await;
            self.settle(made, || plan::folder(at))?;
        }
        Ok(())
    }

    async fn secrets(&mut self, plan: &Plan<'_>) -> Result<(), ClientError> {
        for (at, secrets) in &plan.created {
            for batch in batches(secrets) {
                self.create(at, batch).await?;
                self.bar.tick();
            }
        }
        for (at, secret) in &plan.updated {
            let Some(known) = self.projects.get(&at.project) else {
                continue;
            };
            let changed = self
                .client
                .change_secret(&known.id, &at.place(), secret, &known.tags)
                .await;
            self.settle(changed, || plan::secret(at, &secret.key))?;
            self.bar.tick();
        }
        Ok(())
    }

    /// Makes secrets at once, or, when the server refuses them so, one by one: then only those that
    /// it does not take are missing.
    async fn create(&mut self, at: &At, secrets: &[&RemoteSecret]) -> Result<(), ClientError> {
        let Some(known) = self.projects.get(&at.project) else {
            return Ok(());
        };
        let (client, place) = (self.client, at.place());
        let (id, tags) = (known.id.clone(), known.tags.clone());
        match client.make_secrets(&id, &place, secrets, &tags).await {
            Err(error) if secrets.len() > 1 && error.is_about_this_request() => {}
            other => {
                self.settle(other, || plan::secret(at, &secrets[0].key))?;
                return Ok(());
            }
        }
        for secret in secrets {
            let made = client.make_secrets(&id, &place, &[secret], &tags).await;
            self.settle(made, || plan::secret(at, &secret.key))?;
        }
        Ok(())
    }

    async fn imports(&mut self, plan: &Plan<'_>) -> Result<(), ClientError> {
        for (at, import) in &plan.imports {
            let Some(id) = self.id(&at.project) else {
                continue;
            };
            let made = self.client.make_import(&id, &at.place(), import).await;
            self.settle(made, || plan::import(at, import))?;
        }
        Ok(())
    }

    fn id(&self, project: &str) -> Option<String> {
        self.projects.get(project).map(|known| known.id.clone())
    }

    /// Notes a refusal of one request; anything else ends the work.
    fn settle<T>(
        &mut self,
        answer: Result<T, ClientError>,
        what: impl FnOnce() -> String,
    ) -> Result<Option<T>, ClientError> {
        match answer {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.is_about_this_request() => {
                self.left.push(Left {
                    what: what(),
                    reason: error.to_string(),
                });
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}

/// The folder that a folder is in, and its name there.
fn inside(at: &At) -> Option<(Place, String)> {
    let (parent, name) = SecretPath::parse(&at.path).ok()?.split_last()?;
    let place = Place {
        environment: at.environment.clone(),
        path: parent.as_str().to_owned(),
    };
    Some((place, name.as_str().to_owned()))
}

/// Splits secrets so that each part fits into a request.
fn batches<'s, 'a>(secrets: &'s [&'a RemoteSecret]) -> Vec<&'s [&'a RemoteSecret]> {
    let mut parts = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, secret) in secrets.iter().enumerate() {
        let size = secret.value.expose_secret().len() + secret.comment.len();
        if index > start && (index - start == BATCH || bytes + size > BATCH_BYTES) {
            parts.push(&secrets[start..index]);
            (start, bytes) = (index, 0);
        }
        bytes += size;
    }
    if start < secrets.len() {
        parts.push(&secrets[start..]);
    }
    parts
}
