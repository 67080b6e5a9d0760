//! Making a sync: where from, where to, and what it may do there.

use askama::Template;
use axum::extract;
use axum::response::Response;
use model::sync::{SyncOptions, Tier};
use model::{SecretPath, Slug};
use serde_json::json;
use service::Error;
use service::connections::{self, Connection, Scope};
use service::projects::{self, Environment};
use service::syncs::{self, NewSync};

use super::options;
use crate::State;
use crate::messages::tier_name;
use crate::web::failure::Failure;
use crate::web::flash::{self, Done};
use crate::web::form::{Choice, Control, Field, Rejection, Sent};
use crate::web::page::{Page, Section, ok, render};
use crate::web::view::Notice;
use crate::web::visitor::ProjectVisitor;

#[derive(Template)]
#[template(path = "syncs/form.html")]
pub(in crate::web) struct FormPage {
    pub(in crate::web) page: Page,
    pub(in crate::web) base: String,
    pub(in crate::web) connections_page: String,
    pub(in crate::web) connections: usize,
    pub(in crate::web) notice: Option<Notice>,
    pub(in crate::web) groups: Vec<Group>,
}

/// Controls that belong together.
pub(in crate::web) struct Group {
    pub(in crate::web) title: &'static str,
    pub(in crate::web) help: &'static str,
    pub(in crate::web) controls: Vec<Control>,
}

/// `GET /projects/{project}/syncs/new`
pub(super) async fn show(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
) -> Result<Response, Failure> {
    Ok(ok(&page(&state, &visitor, None).await?))
}

/// `POST /projects/{project}/syncs/new`
pub(super) async fn submit(
    extract::State(state): extract::State<State>,
    visitor: ProjectVisitor,
    sent: Sent,
) -> Result<Response, Failure> {
    let made = async {
        let request = read(&visitor, &sent)?;
        syncs::create(&state.service, &visitor.caller, request).await
    };
    match made.await {
        Ok(sync) => {
            let to = format!("{}/{}", visitor.address("syncs"), sync.name);
            Ok(flash::redirect(&to, Done::SyncCreated, sync.name.as_str()))
        }
        Err(error) => {
            let rejection = Rejection::from(error);
            let status = rejection.status;
            let mut page = page(&state, &visitor, Some(&sent)).await?;
            let controls = page.groups.iter_mut().flat_map(|group| &mut group.controls);
            page.notice = rejection.place_in(controls);
            Ok(render(status, &page))
        }
    }
}

async fn page(
    state: &State,
    visitor: &ProjectVisitor,
    sent: Option<&Sent>,
) -> Result<FormPage, Error> {
    let project = visitor.project.id;
    let usable = Scope::UsableIn(project);
    let connections = connections::list(&state.service, &visitor.caller, usable).await?;
    let environments = projects::environments(&state.service, &visitor.caller, project).await?;
    Ok(FormPage {
        page: visitor.page(state, "New sync", Section::Syncs).await,
        base: visitor.address("syncs"),
        connections_page: visitor.address("connections"),
        connections: connections.len(),
        notice: None,
        groups: groups(connections, environments, sent),
    })
}

fn groups(
    connections: Vec<Connection>,
    environments: Vec<Environment>,
    sent: Option<&Sent>,
) -> Vec<Group> {
    vec![
        Group {
            title: "Name",
            help: "",
            controls: vec![
                Control::Field(
                    Field::text("name", "Name")
                        .placeholder("storefront-prod")
                        .help("Lower-case letters, digits and dashes.")
                        .focused()
                        .kept(sent),
                ),
                Control::Field(
                    Field::text("description", "Description")
                        .optional()
                        .kept(sent),
                ),
            ],
        },
        source(environments, sent),
        destination(connections, sent),
        Group {
            title: "What it may do",
            help: "It deletes nothing that it did not write.",
            controls: options::controls(&SyncOptions::default(), sent),
        },
    ]
}

fn source(environments: Vec<Environment>, sent: Option<&Sent>) -> Group {
    let environments = environments
        .into_iter()
        .map(|environment| (environment.slug.to_string(), environment.name));
    Group {
        title: "From",
        help: "The secrets of one folder of one environment.",
        controls: vec![
            Control::Choice(Choice::new("environment", "Environment", environments).kept(sent)),
            Control::Field(Field::text("path", "Folder").value("/").kept(sent)),
        ],
    }
}

fn destination(connections: Vec<Connection>, sent: Option<&Sent>) -> Group {
    let connections = connections
        .into_iter()
        .map(|connection| (connection.id.to_string(), connection.name.to_string()));
    let tiers = Tier::ALL
        .iter()
        .map(|tier| (tier.to_string(), tier_name(*tier).to_owned()));
    Group {
        title: "To",
        help: "One label of one store. Nothing under another label is ever touched.",
        controls: vec![
            Control::Choice(Choice::new("connection", "Connection", connections).kept(sent)),
            Control::Field(
                Field::text("store", "Store")
                    .placeholder("https://contoso-prod.azconfig.io")
                    .help("The store's endpoint, as the Azure portal shows it.")
                    .kept(sent),
            ),
            Control::Field(
                Field::text("label", "Label")
                    .optional()
                    .placeholder("prod")
                    .help("Empty is App Configuration's “(No label)”.")
                    .kept(sent),
            ),
            Control::Choice(
                Choice::new("tier", "Tier", tiers)
                    .help("Sets the pace; what the store itself says comes first.")
                    .chosen(Tier::Standard.as_str())
                    .kept(sent),
            ),
        ],
    }
}

fn read(visitor: &ProjectVisitor, sent: &Sent) -> Result<NewSync, Error> {
    // In the order of the form, so that the first error is the topmost.
    let name = Slug::parse(sent.text("name")).map_err(Error::bad_name("name"))?;
    let environment =
        Slug::parse(sent.text("environment")).map_err(Error::bad_name("environment"))?;
    let path = SecretPath::parse(sent.text("path")).map_err(Error::bad_name("path"))?;
    let connection = sent
        .text("connection")
        .parse()
        .map_err(Error::bad_name("connection"))?;
    let endpoint = sent.text("store").to_owned();
    let label = sent.typed("label");
    let tier: Tier = sent.text("tier").parse().map_err(Error::bad_name("tier"))?;
    let (options, options_as_sent) = options::read(sent)?;
    let mut destination = json!({ "configurationUrl": endpoint, "tier": tier });
    if let Some(label) = &label {
        destination["label"] = json!(label);
    }
    Ok(NewSync {
        project: visitor.project.id,
        name,
        description: sent.typed("description"),
        connection,
        environment,
        path,
        endpoint,
        label,
        tier,
        options,
        options_as_sent,
        destination_as_sent: destination.to_string(),
        auto_sync: true,
    })
}
