//! Making the tokens of an answer.

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use serde::Serialize;
use uuid::{Uuid, uuid};

use super::Asked;
use crate::{
    Forgery, User,
    entra::{
        access_claims::{AccessClaims, Bearer},
        grants::Consent,
        scopes::{Right, Scopes},
    },
};

/// The token endpoint's answer.
#[derive(Serialize)]
pub(super) struct Tokens {
    token_type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    scope: Option<String>,
    expires_in: u32,
    ext_expires_in: u32,
    access_token: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    refresh_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    id_token: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    client_info: Option<String>,
}

#[derive(Serialize)]
struct IdClaims<'a> {
    aud: Uuid,
    iss: String,
    iat: i64,
    nbf: i64,
    exp: i64,
    tid: Uuid,
    oid: Uuid,
    sub: String,
    preferred_username: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<&'a str>,
    ver: &'static str,
}

impl IdClaims<'_> {
    /// Says what a client must not believe. The signature stays good.
    fn forge(&mut self, forgery: Forgery) {
        match forgery {
            Forgery::Issuer => self.iss = format!("https://login.other.example/{}/v2.0", self.tid),
            Forgery::Tenant => {
                self.iss = self
                    .iss
                    .replace(&self.tid.to_string(), &SOMETHING_ELSE.to_string());
                self.tid = SOMETHING_ELSE;
            }
            Forgery::Audience => self.aud = SOMETHING_ELSE,
            Forgery::Nonce => self.nonce = Some("another nonce"),
            Forgery::NoNonce => self.nonce = None,
            Forgery::Expired => self.exp = self.iat - 3600,
            Forgery::RedirectIssuer => {}
        }
    }
}

/// Stands for a tenant or an app that nobody asked about.
const SOMETHING_ELSE: Uuid = uuid!("ffffffff-0000-4000-8000-00000000ffff");

/// Transient trouble, for a key that would not sign.
const TRANSIENT: u32 = 90_033;

/// A token for the app itself. It is given even to an app without any role.
pub(super) fn for_app(asked: &Asked<'_>, tenant: Uuid, resource: &str) -> Result<Tokens, u32> {
    let bearer = Bearer {
        tenant,
        object: asked.app.service_principal,
        client: asked.app.client_id,
        resource,
    };
    let claims = AccessClaims::of_app(asked.world, asked.call, bearer);
    let expires_in = asked.world.settings().token_lifetime_secs;
    Ok(Tokens {
        token_type: "Bearer",
        scope: None,
        expires_in,
        ext_expires_in: expires_in,
        access_token: asked.world.signer.sign(&claims).map_err(|_| TRANSIENT)?,
        refresh_token: None,
        id_token: None,
        client_info: None,
    })
}

/// Whether [`for_user`] would give tokens, or the AADSTS code that says why not. A grant that is
/// good once is spent in between.
pub(super) fn check(asked: &Asked<'_>, consent: &Consent, wanted: &Scopes) -> Result<(), u32> {
    account(asked, consent)?;
    granted(asked, consent, wanted).map(|_| ())
}

/// The user who consented, if the account can still be used.
fn account(asked: &Asked<'_>, consent: &Consent) -> Result<User, u32> {
    let user = asked
        .world
        .directory
        .with(|directory| directory.user(consent.user).cloned())
        .ok_or(50_034_u32)?;
    if user.disabled { Err(50_057) } else { Ok(user) }
}

/// Tokens for a user who consented. `wanted` may ask for another resource than the consent's,
/// as long as the user agreed to it.
pub(super) fn for_user(
    asked: &Asked<'_>,
    consent: &Consent,
    wanted: &Scopes,
) -> Result<Tokens, u32> {
    let world = asked.world;
    let user = account(asked, consent)?;
    let resource = wanted.resource(asked.world)?.to_owned();
    let rights = granted(asked, consent, wanted)?;
    let bearer = Bearer {
        tenant: consent.tenant_id,
        object: user.object_id,
        client: asked.app.client_id,
        resource: &resource,
    };
    let names: Vec<_> = rights.iter().map(|right| right.name.as_str()).collect();
    let subject = pairwise(user.object_id, asked.app.client_id);
    let claims = AccessClaims::of_user(world, asked.call, bearer, subject, names.join(" "));
    let mut id_claims = IdClaims {
        aud: asked.app.client_id,
        iss: claims.iss.clone(),
        iat: claims.iat,
        nbf: claims.nbf,
        exp: claims.exp,
        tid: consent.tenant_id,
        oid: user.object_id,
        sub: claims.sub.clone(),
        preferred_username: &user.upn,
        name: &user.name,
        nonce: consent.nonce.as_deref(),
        ver: "2.0",
    };
    if let Some(forgery) = world.settings().forgery {
        id_claims.forge(forgery);
    }
    let sign_in = &consent.scopes;
    let id_token = sign_in
        .has("openid")
        .then(|| world.signer.sign(&id_claims).map_err(|_| TRANSIENT))
        .transpose()?;
    let refresh_token = sign_in.has("offline_access").then(|| {
        let token = format!("1.{}", world.random.token());
        let kept = Consent {
            nonce: None,
            ..consent.clone()
        };
        world
            .grants
            .with(|grants| grants.add_refresh_token(token.clone(), kept, world.clock.now()));
        token
    });
    let client_info = asked.form.get("client_info").map(|_| {
        let info = serde_json::json!({ "uid": user.object_id, "utid": user.tenant_id });
        BASE64.encode(info.to_string())
    });
    let expires_in = world.settings().token_lifetime_secs;
    Ok(Tokens {
        token_type: "Bearer",
        scope: Some(rights.iter().map(Right::full).collect::<Vec<_>>().join(" ")),
        expires_in,
        ext_expires_in: expires_in,
        access_token: world.signer.sign(&claims).map_err(|_| TRANSIENT)?,
        refresh_token,
        id_token,
        client_info,
    })
}

/// The rights a token gets: those asked for if the user agreed to each, or for `.default` all
/// the user agreed to.
fn granted(asked: &Asked<'_>, consent: &Consent, wanted: &Scopes) -> Result<Vec<Right>, u32> {
    let resource = wanted.resource(asked.world)?;
    asked.world.directory.with(|directory| {
        let mut rights = Vec::new();
        for right in &wanted.rights {
            if right.is_default() {
                rights.extend(
                    directory
                        .consented(asked.app.client_id, consent.user)
                        .map(Right::parse)
                        .filter(|known| known.resource == resource && !known.is_default()),
                );
            } else if directory.has_consented(asked.app.client_id, consent.user, &right.full()) {
                rights.push(right.clone());
            } else {
                return Err(65_001);
            }
        }
        if rights.is_empty() {
            Err(65_001)
        } else {
            Ok(rights)
        }
    })
}

/// A subject that differs from app to app.
fn pairwise(user: Uuid, client: Uuid) -> String {
    BASE64.encode(digest(&SHA256, format!("{user}/{client}").as_bytes()))
}
