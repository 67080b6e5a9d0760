//! Adding a secret, to one environment or several.

use axum::extract::{self, Query};
use axum::response::Response;
use model::SecretValue;
use service::Error;
use service::projects::{self, Environment};
use service::secrets::{self, Expect, SecretChange};

use super::edit::{FormPage, kind_of};
use super::place::{Asked, address, key, path, place};
use crate::State;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::{Entry, Field, Rejection, Sent};
use crate::web::page::{Section, ok, render};
use crate::web::visitor::ProjectVisitor;

fn fields(key: &str, sent: Option<&Sent>) -> Vec<Field> {
    let value = Field::lines("value", "Value").optional();
    // A value comes back with an error only when pages may show it anyway.
    let shown = sent.filter(|sent| sent.text("kind") == "config");
    vec![
        Field::text("key", "Key")
            .placeholder("Logging:LogLevel:Default")
            .help("Any characters but % and control characters.")
            .value(key)
            .focused()
            .kept(sent),
        value.kept(shown),
        Field::text("comment", "Comment").optional().kept(sent),
    ]
}

fn page(
    frame: crate::web::page::Page,
    visitor: &ProjectVisitor,
    folder: &str,
    environments: Vec<Entry>,
    fields: Vec<Field>,
    sent: Option<&Sent>,
) -> FormPage {
    let base = visitor.address("secrets");
    FormPage {
        page: frame,
        heading: "Add secret".to_owned(),
        action: format!("{base}/new"),
        back: address(&base, &[("path", folder)]),
        base,
        history: None,
        path: folder.to_owned(),
        environment: None,
        old_key: String::new(),
        environments,
        replace: false,
        config: sent.is_some_and(|sent| sent.text("kind") == "config"),
        notice: None,
        fields,
    }
}

fn choices(environments: &[Environment], chosen: impl Fn(&str) -> bool) -> Vec<Entry> {
    environments
        .iter()
        .map(|environment| Entry {
            value: environment.slug.to_string(),
            label: environment.name.clone(),
            chosen: chosen(environment.slug.as_str()),
        })
        .collect()
}

/// `GET /projects/{project}/secrets/new`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let folder = path(&asked.path)?;
    let environments =
        projects::environments(&state.service, &visitor.caller, visitor.project.id).await?;
    let chosen = choices(&environments, |slug| {
        asked.environment.is_empty() || slug == asked.environment
    });
    let frame = visitor.page(&state, "Add secret", Section::Secrets).await;
    let fields = fields(&asked.key, None);
    Ok(ok(&page(
        frame,
        &visitor,
        folder.as_str(),
        chosen,
        fields,
        None,
    )))
}

/// `POST /projects/{project}/secrets/new`: what fails in one environment leaves that one and the
/// later ones chosen in the form.
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let environments =
        projects::environments(&state.service, &visitor.caller, visitor.project.id).await?;
    let mut wanted: Vec<&str> = environments
        .iter()
        .map(|environment| environment.slug.as_str())
        .filter(|slug| sent.checked(&format!("environment.{slug}")))
        .collect();
    let folder = sent.text("path");
    match add(&state, &visitor, &sent, &mut wanted).await {
        Ok(key) => {
            let to = address(&visitor.address("secrets"), &[("path", folder)]);
            Ok(flash::redirect(&to, Done::SecretSaved, &key))
        }
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut fields = fields("", Some(&sent));
            let notice = rejection.place(&mut fields);
            let chosen = choices(&environments, |slug| wanted.contains(&slug));
            let frame = visitor.page(&state, "Add secret", Section::Secrets).await;
            let mut page = page(frame, &visitor, folder, chosen, fields, Some(&sent));
            page.notice = notice;
            Ok(render(status, &page))
        }
    }
}

/// Adds the secret to each environment, and takes those done off the list.
async fn add(
    state: &State,
    visitor: &ProjectVisitor,
    sent: &Sent,
    wanted: &mut Vec<&str>,
) -> Result<String, Error> {
    if wanted.is_empty() {
        return Err(Error::invalid(
            "environments",
            "choose at least one environment",
        ));
    }
    let key = key(&sent.lines("key"))?;
    let value = SecretValue::new(sent.lines("value").to_string())
        .map_err(|error| Error::invalid("value", error.to_string()))?;
    while let Some(environment) = wanted.first().copied() {
        let place = place(visitor, environment, sent.text("path"))?;
        let change = SecretChange {
            kind: Some(kind_of(sent)),
            comment: sent.typed("comment"),
            ..SecretChange::value(key.clone(), value.clone())
        };
        secrets::set(
            &state.service,
            &visitor.caller,
            &place,
            vec![change],
            Expect::New,
        )
        .await?;
        wanted.remove(0);
    }
    Ok(key.to_string())
}
