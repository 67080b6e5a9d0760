//! Microsoft Entra ID and Azure App Configuration on loopback, with fault switches.
//!
//! An [`Emulator`] has three faces, each on a port of 127.0.0.1:
//!
//! - **http**: a store for HMAC and anonymous clients, and Entra ID's pages for a browser, which
//!   so meets no certificate warning. Access tokens are taken here too, unless
//!   [`Settings::bearer_over_http`] is off.
//! - **https**: the same behind a certificate authority of its own, because Microsoft's SDKs
//!   refuse to send a token over http. [`Emulator::ca_pem`] is what they must trust.
//! - **admin**: the [`Control`] of a test, as JSON.
//!
//! The first store of [`Config::stores`] answers on the plain ports, every store as
//! `{name}.azconfig.localhost`. State lives in memory and ends with the emulator.
//!
//! # The admin face
//!
//! | Route | Does |
//! |---|---|
//! | `GET /faults` | the fault rules by number |
//! | `POST /faults` | adds a [`FaultRule`], answers `{"id": n}` |
//! | `DELETE /faults` | takes all rules away |
//! | `GET /faults/fired` | the faults inflicted ([`Fired`]) |
//! | `GET /faults/aadsts-codes` | the codes that [`Fault::Aadsts`] has a text for ([`aadsts_codes`]) |
//! | `GET /counters` | requests by kind and status, `{"put": {"200": 3}}` |
//! | `GET /requests` | the latest requests ([`RequestRecord`]), never a credential or value |
//! | `GET /writes` | accepted writes in order ([`Write`]) |
//! | `GET /in-flight` | writes under way, and those whose client hung up ([`InFlight`]) |
//! | `DELETE /records` | starts counters, requests, writes and fired faults again |
//! | `GET`, `PATCH /settings` | [`Settings`]: latency, token lifetime, cloud, lies and switches |
//! | `GET /stores`, `POST /stores` | the stores; adds a [`StoreConfig`] |
//! | `PATCH /stores/{name}/options` | [`StoreOptions`]: tier, access keys, network, anonymous access |
//! | `GET /stores/{name}/items` | the content ([`ItemSeed`]) |
//! | `PUT /stores/{name}/items` | replaces the content by a list |
//! | `POST /stores/{name}/items` | writes one item as somebody else would |
//! | `POST /tenants`, `/apps`, `/users` | adds a [`Tenant`], [`App`] or [`User`] |
//! | `POST /identities` | adds a [`ManagedIdentity`] |
//! | `POST /federated-tokens` | `{"issuer": …, "subject": …}` answers a token of an external issuer |
//! | `GET /users` | everybody |
//! | `PUT /roles` | sets a [`RoleAssignment`] |
//! | `DELETE /consents` | makes every user be asked again |
//! | `POST /refresh-tokens/revoke` | `{}` revokes all, `{"user": "<object id>"}` one user's |
//!
//! A fault rule reads like this: the third PUT is answered 429 with a time to wait.
//!
//! ```json
//! {"fault": {"type": "throttled", "retry_after_ms": 500},
//!  "on": {"kind": "put"}, "trigger": {"nth": 3}, "moment": "before"}
//! ```

mod admin;
mod appconfig;
mod call;
mod clock;
mod config;
mod control;
mod credentials;
mod directory;
mod emulator;
mod entra;
mod faults;
mod managed_identity;
mod origins;
mod random;
mod shared;
mod tls;
mod traffic;
mod wire;
mod world;

pub use self::{
    appconfig::{AccessKey, ItemSeed, Precondition, StoreConfig, StoreOptions, Tier, UnknownTier},
    clock::Clock,
    config::{Config, Forgery, Settings},
    control::{Control, UnknownStore},
    directory::{
        App, AppCertificate, AppSecret, Demo, DemoApp, DemoFederation, DemoNeighbour, Directory,
        FederatedCredential, ManagedIdentity, NotACertificate, Rights, RoleAssignment,
        SignInAudience, Tenant, User,
    },
    emulator::{Emulator, StartError},
    entra::{SignerError, aadsts_codes},
    faults::{Fault, FaultRule, Fired, Matcher, Moment, Trigger},
    tls::TlsError,
    traffic::{Counters, InFlight, Kind, RequestRecord, Write, WriteKind},
};
