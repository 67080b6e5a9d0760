//! App connections over the API.

use std::collections::BTreeMap;

use model::connection::Method;
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{APP, Client, ClientError, member, typed};

/// A connection as tables show it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Connection {
    /// Its id.
    pub(crate) id: String,
    /// Its name.
    pub(crate) name: String,
    /// The app.
    pub(crate) app: String,
    /// How it signs in.
    pub(crate) method: String,
    /// What of its credentials is no secret.
    pub(crate) credentials: BTreeMap<String, String>,
    /// Its project; none for the organization.
    pub(crate) project_id: Option<String>,
    /// How it is doing.
    pub(crate) health: Health,
    /// What projects may use it for; without any, all of them for everything.
    pub(crate) limits: Vec<Limit>,
}

/// What one project may use a connection of the organization for. An empty list sets no limit.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Limit {
    /// The project.
    pub(crate) project_id: String,
    /// Hosts of stores.
    pub(crate) stores: Vec<String>,
    /// Labels; the empty text is the null label.
    pub(crate) labels: Vec<String>,
    /// What keys begin with.
    pub(crate) key_prefixes: Vec<String>,
}

/// How a connection is doing.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Health {
    /// In one word.
    pub(crate) status: String,
    /// The syncs that use it.
    pub(crate) used_by: Vec<User>,
    /// How many more use it in projects that are not shown.
    pub(crate) used_elsewhere: usize,
}

/// A sync that uses a connection.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct User {
    /// Its name.
    pub(crate) name: String,
    /// Its project's name.
    pub(crate) project_name: String,
}

/// What a check found.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Check {
    /// Whether nothing is wrong.
    pub(crate) ok: bool,
    /// Who signed in.
    pub(crate) account: Option<String>,
    /// The tenant that was signed in to.
    pub(crate) tenant: Option<String>,
    /// Whom the access token is for.
    pub(crate) audience: Option<String>,
    /// The cloud.
    pub(crate) cloud: Option<String>,
    /// The role that gives all three rights, when a store was given.
    pub(crate) role: Option<String>,
    /// What that role is to be granted on.
    pub(crate) scope: Option<String>,
    /// The three rights, when a store was given.
    pub(crate) rights: Option<Rights>,
    /// What is wrong.
    pub(crate) diagnosis: Option<Diagnosis>,
}

/// A check of the past.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PastCheck {
    /// When.
    pub(crate) at: String,
    /// What for.
    pub(crate) occasion: String,
    /// The store whose rights were tried.
    pub(crate) store: Option<String>,
    /// The three rights, when they could be tried.
    pub(crate) rights: Option<Rights>,
    /// What was wrong.
    pub(crate) diagnosis: Option<Diagnosis>,
    /// How long it took.
    pub(crate) latency_ms: u64,
}

/// What the principal may do in the store.
#[derive(Deserialize)]
pub(crate) struct Rights {
    /// Read keys.
    pub(crate) read: bool,
    /// Write keys.
    pub(crate) write: bool,
    /// Delete keys.
    pub(crate) delete: bool,
}

/// What is wrong, and what to do.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Diagnosis {
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) next_step: String,
    /// The command that does it.
    pub(crate) command: Option<String>,
}

/// A link for whoever can sign a connection in again.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReconnectLink {
    /// Its address.
    pub(crate) url: String,
    /// When it stops working.
    pub(crate) expires_at: String,
}

/// A connection to make.
pub(crate) struct NewConnection {
    /// Its name.
    pub(crate) name: String,
    /// What it is for.
    pub(crate) description: Option<String>,
    /// How it signs in.
    pub(crate) method: Method,
    /// The fields of the method.
    pub(crate) credentials: Vec<(&'static str, SecretString)>,
    /// A store to try the rights on.
    pub(crate) store: Option<String>,
}

impl Client {
    /// The connections that a project's syncs can use: its own and the organization's.
    pub(crate) async fn connections(&self, project: &str) -> Result<Value, ClientError> {
        let answer = self.get(&["v1", "app-connections"], &[]).await?;
        let Value::Array(mut list) = member(answer, "appConnections")? else {
            return Err(ClientError::NotKeyferry);
        };
        list.retain(|connection| match connection["projectId"].as_str() {
            Some(owner) => owner == project,
            None => true,
        });
        Ok(Value::Array(list))
    }

    /// A connection by name; a project's own comes before the organization's.
    pub(crate) async fn connection(
        &self,
        project: &str,
        name: &str,
    ) -> Result<Connection, ClientError> {
        let mut found: Vec<Connection> = typed(&self.connections(project).await?)?;
        found.retain(|connection| connection.name == name);
        found.sort_by_key(|connection| connection.project_id.is_none());
        found
            .into_iter()
            .next()
            .ok_or_else(|| ClientError::Unknown(format!("there is no connection called `{name}`")))
    }

    /// Makes a connection of the project.
    pub(crate) async fn create_connection(
        &self,
        project: &str,
        new: &NewConnection,
    ) -> Result<Value, ClientError> {
        let credentials: Map<String, Value> = new
            .credentials
            .iter()
            .map(|(name, text)| ((*name).to_owned(), text.expose_secret().into()))
            .collect();
        let body = json!({
            "name": new.name,
            "description": new.description,
            "projectId": project,
            "method": new.method.as_str(),
            "credentials": credentials,
            "store": new.store,
        });
        member(
            self.post(&["v1", "app-connections", APP], &body).await?,
            "appConnection",
        )
    }

    /// Replaces what the projects may use a connection for.
    pub(crate) async fn limit_connection(
        &self,
        id: &str,
        limits: &[Limit],
    ) -> Result<Value, ClientError> {
        let path = ["v1", "app-connections", APP, id];
        let answer = self.patch(&path, &json!({ "limits": limits })).await?;
        member(answer, "appConnection")
    }

    /// Puts credentials in place of a connection's.
    pub(crate) async fn replace_credentials(
        &self,
        id: &str,
        credentials: &BTreeMap<String, SecretString>,
        accept_other_account: bool,
    ) -> Result<Value, ClientError> {
        let body = json!({
            "credentials": exposed(credentials),
            "acceptOtherAccount": accept_other_account,
        });
        let path = ["v1", "app-connections", APP, id];
        member(self.patch(&path, &body).await?, "appConnection")
    }

    /// Keeps credentials that take over when a connection's current ones end.
    pub(crate) async fn set_next_credentials(
        &self,
        id: &str,
        credentials: &BTreeMap<String, SecretString>,
    ) -> Result<Value, ClientError> {
        let path = ["v1", "app-connections", APP, id, "next-credentials"];
        let body = json!({ "credentials": exposed(credentials) });
        member(self.put(&path, &body).await?, "appConnection")
    }

    /// Makes a link for whoever can sign a connection in again.
    pub(crate) async fn reconnect_link(&self, id: &str) -> Result<Value, ClientError> {
        let path = ["v1", "app-connections", APP, id, "reconnect-link"];
        member(self.post(&path, &json!({})).await?, "reconnectLink")
    }

    /// Checks a connection, and its rights on a store when one is given.
    pub(crate) async fn check_connection(
        &self,
        id: &str,
        store: Option<&str>,
    ) -> Result<Value, ClientError> {
        let path = ["v1", "app-connections", APP, id, "check"];
        member(self.post(&path, &json!({ "store": store })).await?, "check")
    }

    /// What was found of a connection before, newest first.
    pub(crate) async fn checks_of_connection(
        &self,
        id: &str,
        limit: u32,
    ) -> Result<Value, ClientError> {
        let path = ["v1", "app-connections", APP, id, "checks"];
        let limit = limit.to_string();
        member(self.get(&path, &[("limit", &limit)]).await?, "checks")
    }
}

fn exposed(credentials: &BTreeMap<String, SecretString>) -> Value {
    let fields = credentials.iter();
    fields
        .map(|(name, value)| (name.clone(), Value::from(value.expose_secret())))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
