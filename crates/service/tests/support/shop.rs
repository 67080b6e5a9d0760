//! The shop: a service that somebody has set up, with one project.

use std::net::{IpAddr, Ipv4Addr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use azure::{Cloud, Http, HttpOptions};
use model::access::{OrgRole, ProjectRole};
use model::clock::ManualClock;
use model::id::ProjectId;
use model::{Clock, SecretKey, Timestamp};
use seal::{RootKey, SystemEntropy};
use secrecy::{ExposeSecret, SecretString};
use service::access::{self, Browser, Member, SetUp};
use service::projects::{self, NewProject};
use service::secrets::{self, Expect, Place, View};
use service::{Caller, HostIdentity, OAuthClient, Origin, Parts, Principal, Service, Timing};
use store::{Location, Store};
use tempfile::TempDir;
use url::Url;

use super::{change, key, path, secret, slug};

pub(crate) const SETUP_CODE: &str = "one-time-code";
pub(crate) const EMAIL: &str = "ada@shop.example";
pub(crate) const PASSWORD: &str = "correct horse battery";

pub(crate) struct Shop {
    pub(crate) service: Service,
    pub(crate) clock: Arc<ManualClock>,
    /// The admin who set it up.
    pub(crate) ada: Caller,
    /// A project with the default environments.
    pub(crate) project: ProjectId,
    store: Store,
    root_key: SecretString,
    folder: TempDir,
}

impl Shop {
    /// A shop that has nothing to do with Azure.
    pub(crate) async fn open() -> Self {
        let clock = clock();
        Self::start(clock, Cloud::public(), None, None, "http://shop.example").await
    }

    pub(super) async fn start(
        clock: Arc<ManualClock>,
        cloud: Cloud,
        oauth_client: Option<OAuthClient>,
        host_identity: Option<HostIdentity>,
        site: &str,
    ) -> Self {
        let folder = TempDir::new().unwrap();
        let store = Store::open(&Location::sqlite(folder.path().join("shop.db")))
            .await
            .unwrap();
        let (_, root_key) = RootKey::generate(&SystemEntropy);
        let service = Service::start(Parts {
            oauth_client,
            host_identity,
            ..parts(&store, &root_key, &clock, cloud, site)
        })
        .await
        .unwrap();
        let signed_in = access::set_up(&service, set_up_request(), &browser())
            .await
            .unwrap();
        let ada = access::session(&service, &signed_in.token).await.unwrap();
        let project = projects::create(&service, &ada, new_project("Shop"))
            .await
            .unwrap()
            .id;
        Self {
            service,
            clock,
            ada,
            project,
            store,
            root_key,
            folder,
        }
    }

    /// The use cases after the operator started them anew with neither an application for people
    /// nor the host's identity.
    pub(crate) async fn started_anew(&self, cloud: Cloud) -> Service {
        let parts = parts(
            &self.store,
            &self.root_key,
            &self.clock,
            cloud,
            "http://shop.example",
        );
        Service::start(parts).await.unwrap()
    }

    /// The database itself, for what no use case shows.
    pub(crate) fn store(&self) -> &Store {
        &self.store
    }

    /// The key that everything is sealed under.
    pub(crate) fn root_key(&self) -> RootKey {
        RootKey::parse(self.root_key.expose_secret()).unwrap().0
    }

    /// Where the database lies.
    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn later(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// What the clock shows.
    pub(crate) fn clock_now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Another project.
    pub(crate) async fn another_project(&self, name: &str) -> ProjectId {
        projects::create(&self.service, &self.ada, new_project(name))
            .await
            .unwrap()
            .id
    }

    /// Another browser session of the admin.
    pub(crate) async fn another_session(&self) -> Caller {
        let signed_in = access::sign_in(&self.service, EMAIL, &secret(PASSWORD), &browser())
            .await
            .unwrap();
        access::session(&self.service, &signed_in.token)
            .await
            .unwrap()
    }

    /// Somebody with a role in the project, or with none.
    pub(crate) async fn somebody(&self, role: Option<ProjectRole>) -> Caller {
        let machine = self.machine(OrgRole::Member).await;
        if let Some(role) = role {
            self.join(&machine, self.project, role).await;
        }
        machine
    }

    async fn machine(&self, role: OrgRole) -> Caller {
        let service = &self.service;
        let made = access::create_identity(service, &self.ada, "robot", role)
            .await
            .unwrap();
        let client_id = made.client_id.to_string();
        let grant =
            access::universal_auth(service, &client_id, &made.client_secret, &Origin::default())
                .await
                .unwrap();
        access::bearer(service, &grant.token, &Origin::default())
            .await
            .unwrap()
    }

    /// Gives a machine a role in a project.
    pub(crate) async fn join(&self, machine: &Caller, project: ProjectId, role: ProjectRole) {
        let Principal::Identity { id, .. } = &machine.principal else {
            panic!("{} is no machine", machine.display_name());
        };
        let member = Member::Identity(*id);
        access::set_member(&self.service, &self.ada, project, member, role)
            .await
            .unwrap();
    }

    /// A machine that has no place in the organization, with a role in the project.
    pub(crate) async fn outsider(&self, role: ProjectRole) -> Caller {
        let outsider = self.machine(OrgRole::NoAccess).await;
        self.join(&outsider, self.project, role).await;
        outsider
    }

    /// The root folder of an environment.
    pub(crate) fn root(&self, environment: &str) -> Place {
        Place {
            project: self.project,
            environment: slug(environment),
            path: path("/"),
        }
    }

    /// A folder of an environment, made when missing.
    pub(crate) async fn folder_at(&self, environment: &str, folder: &str) -> Place {
        let mut place = self.root(environment);
        for name in path(folder).folders() {
            // One that is there already is what is wanted.
            let _ = projects::create_folder(&self.service, &self.ada, &place, &name).await;
            place.path = place.path.join(&name);
        }
        place
    }

    /// Writes values as the admin.
    pub(crate) async fn write(&self, place: &Place, values: &[(&str, &str)]) {
        let changes = values.iter().map(|(name, text)| change(name, text));
        secrets::set(
            &self.service,
            &self.ada,
            place,
            changes.collect(),
            Expect::Any,
        )
        .await
        .unwrap();
    }

    /// A secret as the admin sees it, references replaced.
    pub(crate) async fn expanded(&self, place: &Place, name: &str) -> secrets::Secret {
        let view = View {
            reveal: true,
            expand: true,
            ..View::default()
        };
        self.seen(place, &key(name), view).await
    }

    /// A value as it is kept.
    pub(crate) async fn kept(&self, place: &Place, name: &str) -> String {
        let view = View {
            reveal: true,
            ..View::default()
        };
        let seen = self.seen(place, &key(name), view).await;
        seen.value.unwrap().reveal().to_owned()
    }

    async fn seen(&self, place: &Place, key: &SecretKey, view: View) -> secrets::Secret {
        secrets::get(&self.service, &self.ada, place, key, None, view)
            .await
            .unwrap()
    }

    /// The actions recorded so far, oldest first.
    pub(crate) async fn recorded(&self) -> Vec<String> {
        let records = service::audit::list(&self.service, &self.ada, None, 1_000)
            .await
            .unwrap();
        let actions = records.into_iter().rev().map(|record| record.action);
        actions.collect()
    }
}

/// Everything a service is made of, with nothing that is optional.
pub(crate) fn parts(
    store: &Store,
    root_key: &SecretString,
    clock: &Arc<ManualClock>,
    cloud: Cloud,
    site: &str,
) -> Parts {
    Parts {
        store: store.clone(),
        root_key: RootKey::parse(root_key.expose_secret()).unwrap().0,
        clock: Arc::clone(clock) as Arc<dyn Clock>,
        entropy: Arc::new(SystemEntropy),
        http: Http::new(&HttpOptions::default()).unwrap(),
        cloud,
        allowed_hosts: Vec::new(),
        oauth_client: None,
        host_identity: None,
        site_url: Url::parse(site).unwrap(),
        setup_code: Some(secret(SETUP_CODE)),
        timing: Timing::default(),
    }
}

/// A clock that shows a morning in January.
pub(crate) fn clock() -> Arc<ManualClock> {
    Arc::new(ManualClock::at(Timestamp::from_micros(
        1_767_344_400_000_000,
    )))
}

/// A browser in the shop's office.
pub(crate) fn browser() -> Browser {
    browser_at(Ipv4Addr::new(192, 0, 2, 1).into())
}

/// A browser somewhere, with which nobody has signed in.
pub(crate) fn browser_at(address: IpAddr) -> Browser {
    Browser {
        address,
        agent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0".to_owned(),
        device: None,
    }
}

pub(crate) fn set_up_request() -> SetUp {
    SetUp {
        code: secret(SETUP_CODE),
        organization: "The Shop".to_owned(),
        email: EMAIL.to_owned(),
        password: SecretString::from(PASSWORD),
    }
}

fn new_project(name: &str) -> NewProject {
    NewProject {
        name: name.to_owned(),
        slug: None,
        description: None,
        default_environments: true,
        delete_protection: false,
    }
}
