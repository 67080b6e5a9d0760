//! Changing or deleting a secret of one environment.

use askama::Template;
use axum::extract::{self, Query};
use axum::response::Response;
use model::SecretValue;
use model::secret::SecretKind;
use service::Error;
use service::secrets::{self, Expect, Place, Secret, SecretChange, View};

use super::history::history_of;
use super::place::{Asked, address, key, place};
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::{Entry, Field, Rejection, Sent};
use crate::web::page::{Page, Section, ok, render};
use crate::web::view::Notice;
use crate::web::visitor::ProjectVisitor;

/// The form of a secret: of one environment when it exists, of several when it is new.
#[derive(Template)]
#[template(path = "secrets/form.html")]
pub(in crate::web) struct FormPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) heading: String,
    pub(in crate::web) base: String,
    pub(in crate::web) action: String,
    pub(in crate::web) back: String,
    pub(in crate::web) history: Option<String>,
    pub(in crate::web) path: String,
    pub(in crate::web) environment: Option<String>,
    pub(in crate::web) old_key: String,
    pub(in crate::web) environments: Vec<Entry>,
    pub(in crate::web) replace: bool,
    pub(in crate::web) config: bool,
    pub(in crate::web) notice: Option<Notice>,
    pub(in crate::web) fields: Vec<Field>,
}

pub(super) fn kind_of(sent: &Sent) -> SecretKind {
    if sent.text("kind") == SecretKind::Config.as_str() {
        SecretKind::Config
    } else {
        SecretKind::Secret
    }
}

/// The fields, filled from the secret. A value of kind `secret` is never among them.
fn fields(secret: &Secret, sent: Option<&Sent>) -> Vec<Field> {
    let is_config = secret.kind == SecretKind::Config;
    let value = Field::lines("value", "Value").optional();
    let value = match &secret.value {
        Some(current) if is_config => value.value(current.reveal()).kept(sent),
        _ => value
            .placeholder("••••••••")
            .help("Empty keeps the value as it is."),
    };
    vec![
        Field::text("key", "Key")
            .value(secret.key.as_str())
            .kept(sent),
        value,
        Field::text("comment", "Comment")
            .optional()
            .value(secret.comment.as_str())
            .kept(sent),
        Field::text("contentType", "Content type")
            .optional()
            .placeholder("application/json")
            .help("Given to the key in App Configuration; empty keeps what is there.")
            .value(secret.content_type.clone().unwrap_or_default())
            .kept(sent),
    ]
}

async fn page(
    state: &State,
    visitor: &ProjectVisitor,
    place: &Place,
    secret: &Secret,
    sent: Option<&Sent>,
) -> FormPage {
    let base = visitor.address("secrets");
    let config = match sent {
        Some(sent) => kind_of(sent) == SecretKind::Config,
        None => secret.kind == SecretKind::Config,
    };
    FormPage {
        page: visitor
            .page(state, secret.key.as_str(), Section::Secrets)
            .await,
        heading: secret.key.to_string(),
        action: format!("{base}/edit"),
        back: address(&base, &[("path", place.path.as_str())]),
        base,
        history: Some(history_of(visitor, place, &secret.key)),
        path: place.path.to_string(),
        environment: Some(place.environment.to_string()),
        old_key: secret.key.to_string(),
        environments: Vec::new(),
        replace: sent.is_some_and(|sent| sent.checked("replace")),
        config,
        notice: None,
        fields: fields(secret, sent),
    }
}

/// Reads the secret; its value only when pages may show it.
async fn read(
    state: &State,
    visitor: &ProjectVisitor,
    place: &Place,
    name: &str,
) -> Result<Secret, Error> {
    let key = key(name)?;
    let get = |view| secrets::get(&state.service, &visitor.caller, place, &key, None, view);
    let secret = get(View::default()).await?;
    if secret.kind == SecretKind::Secret || secret.value.is_some() {
        return Ok(secret);
    }
    get(View {
        reveal: true,
        ..View::default()
    })
    .await
}

/// `GET /projects/{project}/secrets/edit`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let place = place(&visitor, &asked.environment, &asked.path)?;
    let secret = read(&state, &visitor, &place, &asked.key).await?;
    Ok(ok(&page(&state, &visitor, &place, &secret, None).await))
}

/// `POST /projects/{project}/secrets/edit`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let place = place(&visitor, sent.text("environment"), sent.text("path"))?;
    match save(&state, &visitor, &place, &sent).await {
        Ok(key) => Ok(back(&visitor, &place, Done::SecretSaved, &key)),
        Err(error) => {
            let rejection = Rejection::from(error);
            let secret = read(&state, &visitor, &place, &sent.lines("old_key")).await?;
            let mut page = page(&state, &visitor, &place, &secret, Some(&sent)).await;
            let status = rejection.status;
            page.notice = rejection.place(&mut page.fields);
            Ok(render(status, &page))
        }
    }
}

async fn save(
    state: &State,
    visitor: &ProjectVisitor,
    place: &Place,
    sent: &Sent,
) -> Result<String, Error> {
    let old = key(&sent.lines("old_key"))?;
    let new = key(&sent.lines("key"))?;
    let typed = sent.lines("value");
    // A value that the form showed and nobody changed is not a new one.
    let shown = read(state, visitor, place, old.as_str()).await?.value;
    let is_new = shown.is_none_or(|shown| shown.reveal() != typed.as_str());
    let value = (is_new && (!typed.is_empty() || sent.checked("replace")))
        .then(|| SecretValue::new(typed.to_string()))
        .transpose()
        .map_err(|error| Error::invalid("value", error.to_string()))?;
    let change = SecretChange {
        new_key: (new != old).then(|| new.clone()),
        value,
        kind: Some(kind_of(sent)),
        comment: Some(sent.text("comment").to_owned()),
        content_type: Some(sent.typed("contentType")),
        ..SecretChange::nothing(old)
    };
    secrets::set(
        &state.service,
        &visitor.caller,
        place,
        vec![change],
        Expect::Existing,
    )
    .await?;
    Ok(new.to_string())
}

/// `POST /projects/{project}/secrets/delete`
pub(super) async fn delete(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let place = place(&visitor, sent.text("environment"), sent.text("path"))?;
    let key = key(&sent.lines("key"))?;
    let keys = std::slice::from_ref(&key);
    secrets::delete(&state.service, &visitor.caller, &place, keys).await?;
    Ok(back(&visitor, &place, Done::SecretDeleted, key.as_str()))
}

fn back(visitor: &ProjectVisitor, place: &Place, done: Done, key: &str) -> Response {
    let to = address(
        &visitor.address("secrets"),
        &[("path", place.path.as_str())],
    );
    flash::redirect(&to, done, key)
}
