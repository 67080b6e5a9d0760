//! `/{tenant}/oauth2/v2.0/authorize`: choose an account, consent, go back to the app.
//!
//! Each page posts to its own URL, so the whole request travels along and is checked anew.

use axum::http::{StatusCode, header};
use url::Url;
use uuid::Uuid;

use super::{
    codes, error,
    form::Form,
    grants::{Code, Consent},
    pages::{self, Accounts, ConsentPage, Permission},
    scopes::{Scopes, is_known},
    token::tenant_id,
};
use crate::{
    App, Forgery, SignInAudience, User,
    call::{Call, Reply, empty, set},
    world::World,
};

/// Characters of a SHA-256 in base64url.
const CHALLENGE_SIZE: usize = 43;

/// A sign-in that may go on.
struct SignIn {
    app: App,
    /// The tenant in the URL; `None` for `common` and `organizations`.
    tenant: Option<Uuid>,
    redirect_uri: Url,
    /// As the app wrote it: the token request must repeat it.
    redirect_text: String,
    state: Option<String>,
    nonce: Option<String>,
    challenge: Option<String>,
    scopes: Scopes,
    ask_again: bool,
}

/// Why a sign-in cannot go on, and who is told.
enum Refused {
    /// The person: sending them back to an unproven address would be unsafe.
    Here(u32, String),
    /// The app.
    There {
        redirect_uri: Url,
        state: Option<String>,
        code: u32,
    },
}

pub(super) fn run(world: &World, call: &Call, tenant: &str) -> Reply {
    let query = Form::parse(call.uri.query().unwrap_or_default().as_bytes());
    let sign_in = match check(world, tenant, &query) {
        Ok(sign_in) => sign_in,
        Err(Refused::Here(code, detail)) => return pages::refuse(world, call, code, &detail),
        Err(Refused::There {
            redirect_uri,
            state,
            code,
        }) => {
            return send_error(redirect_uri, state.as_deref(), code);
        }
    };
    let form = Form::parse(&call.body);
    let Some(upn) = form.get("user") else {
        let users = world
            .directory
            .with(|directory| directory.users(sign_in.tenant).cloned().collect::<Vec<_>>());
        return pages::show(&Accounts {
            app: &sign_in.app.name,
            users: &users,
        });
    };
    let user = world
        .directory
        .with(|directory| directory.user_called(upn).cloned());
    let Some(user) = user.filter(|user| sign_in.is_open_to(user)) else {
        return pages::refuse(
            world,
            call,
            50_020,
            "Choose an account of this organization.",
        );
    };
    if user.disabled {
        return pages::refuse(world, call, 50_057, "Choose another account.");
    }
    if !sign_in.app.is_assigned_to(user.object_id) {
        return pages::refuse(world, call, 50_105, "Ask an administrator to assign you.");
    }
    match form.get("decision") {
        Some("accept") if sign_in.needs_an_administrator(world, &user) => {
            send_error(sign_in.redirect_uri, sign_in.state.as_deref(), 90_094)
        }
        Some("accept") => {
            sign_in.consent(world, &user);
            sign_in.send_code(world, &user)
        }
        Some(_) => send_error(sign_in.redirect_uri, sign_in.state.as_deref(), 65_004),
        None if !sign_in.ask_again && sign_in.has_consent(world, &user) => {
            sign_in.send_code(world, &user)
        }
        None => {
            let permissions: Vec<_> = sign_in
                .scopes
                .all()
                .map(|scope| Permission::of(&scope))
                .collect();
            pages::show(&ConsentPage {
                app: &sign_in.app.name,
                user: &user,
                permissions: &permissions,
            })
        }
    }
}

/// How a sign-in fails with this code. The app is told, unless the code means that its address
/// cannot be trusted or that the person must choose another account.
pub(crate) fn fail(world: &World, call: &Call, code: u32) -> Reply {
    let query = Form::parse(call.uri.query().unwrap_or_default().as_bytes());
    let redirect_uri = query.get("redirect_uri").and_then(|uri| uri.parse().ok());
    match redirect_uri {
        Some(redirect_uri) if !codes::is_shown_to_the_person(code) => {
            send_error(redirect_uri, query.get("state"), code)
        }
        _ => pages::refuse(world, call, code, "Nothing was sent back to the app."),
    }
}

fn check(world: &World, tenant: &str, query: &Form) -> Result<SignIn, Refused> {
    let here = |code: u32, detail: String| Refused::Here(code, detail);
    let tenant_name = tenant;
    let tenant =
        tenant_id(world, tenant).map_err(|code| here(code, format!("Tenant: {tenant_name}")))?;
    let client_id = query.get("client_id").unwrap_or_default();
    let app = client_id
        .parse()
        .ok()
        .and_then(|id| world.directory.with(|directory| directory.app(id).cloned()))
        .filter(|app| tenant.is_none_or(|tenant| app.admits(tenant)))
        .ok_or_else(|| here(700_016, format!("Application: {client_id}")))?;
    if tenant.is_none() && app.audience == SignInAudience::SingleTenant {
        return Err(here(50_194, format!("Application: {client_id}")));
    }
    if app.disabled {
        return Err(here(7_000_112, format!("Application: {client_id}")));
    }
    let redirect_text = query.get("redirect_uri").unwrap_or_default().to_owned();
    let redirect_uri = Url::parse(&redirect_text)
        .ok()
        .filter(|_| app.redirects_to(&redirect_text))
        .ok_or_else(|| here(50_011, format!("Redirect URI: {redirect_text}")))?;

    let state = query.get("state").map(str::to_owned);
    let there = |code: u32| Refused::There {
        redirect_uri: redirect_uri.clone(),
        state: state.clone(),
        code,
    };
    if query.get("response_type") != Some("code") {
        return Err(there(70_005));
    }
    if query
        .get("response_mode")
        .is_some_and(|mode| mode != "query")
    {
        return Err(there(70_005));
    }
    let challenge = query.get("code_challenge").map(str::to_owned);
    if challenge.is_some() && query.get("code_challenge_method") != Some("S256") {
        return Err(there(50_147));
    }
    if challenge
        .as_ref()
        .is_some_and(|text| text.len() != CHALLENGE_SIZE)
    {
        return Err(there(501_491));
    }
    let scopes = Scopes::parse(query.get("scope").ok_or_else(|| there(900_144))?);
    if scopes
        .rights
        .iter()
        .any(|right| !is_known(world, &right.resource))
    {
        return Err(there(500_011));
    }
    if query.get("prompt") == Some("none") {
        return Err(there(50_058));
    }
    Ok(SignIn {
        tenant,
        state: state.clone(),
        nonce: query.get("nonce").map(str::to_owned),
        challenge,
        scopes,
        ask_again: query.get("prompt") == Some("consent"),
        redirect_uri,
        redirect_text,
        app,
    })
}

impl SignIn {
    fn is_open_to(&self, user: &User) -> bool {
        self.tenant.is_none_or(|tenant| tenant == user.tenant_id) && self.app.admits(user.tenant_id)
    }

    fn has_consent(&self, world: &World, user: &User) -> bool {
        world.directory.with(|directory| {
            self.scopes
                .all()
                .all(|scope| directory.has_consented(self.app.client_id, user.object_id, &scope))
        })
    }

    fn needs_an_administrator(&self, world: &World, user: &User) -> bool {
        let tenant = user.tenant_id.to_string();
        let closed = world.directory.with(|directory| {
            let tenant = directory.tenant(&tenant);
            tenant.is_some_and(|tenant| tenant.admin_consent_only)
        });
        closed && !self.has_consent(world, user)
    }

    fn consent(&self, world: &World, user: &User) {
        world.directory.with(|directory| {
            for scope in self.scopes.all() {
                directory.consent(self.app.client_id, user.object_id, &scope);
            }
        });
    }

    fn send_code(self, world: &World, user: &User) -> Reply {
        let text = format!("1.{}", world.random.token());
        let code = Code {
            consent: Consent {
                client_id: self.app.client_id,
                tenant_id: user.tenant_id,
                user: user.object_id,
                scopes: self.scopes,
                nonce: self.nonce,
            },
            redirect_uri: self.redirect_text,
            challenge: self.challenge,
            issued: world.clock.now(),
            redeemed: false,
        };
        world
            .grants
            .with(|grants| grants.add_code(text.clone(), code));
        let session = world.random.uuid().to_string();
        let forged = world.settings().forgery == Some(Forgery::RedirectIssuer);
        send(
            self.redirect_uri,
            [
                ("iss", forged.then_some("https://login.other.example/v2.0")),
                ("code", Some(text.as_str())),
                ("state", self.state.as_deref()),
                ("session_state", Some(&session)),
            ],
        )
    }
}

fn send_error(redirect_uri: Url, state: Option<&str>, code: u32) -> Reply {
    let description = error::description(code);
    send(
        redirect_uri,
        [
            ("error", Some(codes::meaning(code).error)),
            ("error_description", Some(description.as_str())),
            ("state", state),
        ],
    )
}

fn send<const N: usize>(mut to: Url, parameters: [(&str, Option<&str>); N]) -> Reply {
    for (name, value) in parameters {
        if let Some(value) = value {
            to.query_pairs_mut().append_pair(name, value);
        }
    }
    let mut reply = empty(StatusCode::FOUND);
    set(&mut reply, header::LOCATION, to.as_str());
    set(&mut reply, header::CACHE_CONTROL, "no-store");
    reply
}
