//! Signing a person in through the browser: where to send it, and redeeming what it brings back.

use azure::entra::{
    AuthorizeRequest, CodeRedemption, Entra, IdTokenExpectation, Pkce, Prompt, Tenant,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use model::entropy::random_bytes;
use model::{Cause, Diagnosis};
use secrecy::{ExposeSecret, SecretString};
use uuid::Uuid;

use super::credentials::{Credentials, Person};
use super::diagnosis::{Asked, of_sign_in};
use crate::connections::flow::Flow;
use crate::connections::registry::{Departure, Proved};
use crate::{Error, OAuthClient, Service};

/// The path Microsoft sends the browser back to; it has to be registered with the application.
const CALLBACK: &str = "/organization/app-connections/azure/oauth/callback";

pub(super) fn redirect_uri(service: &Service) -> String {
    let site = service.parts().site_url.as_str();
    format!("{}{CALLBACK}", site.trim_end_matches('/'))
}

pub(super) fn depart(
    service: &Service,
    tenant: Option<&str>,
    state: &SecretString,
) -> Result<Departure, Error> {
    let client = client(service)?;
    let cloud = &service.parts().cloud;
    let tenant = parse_tenant(tenant)?;
    let nonce = URL_SAFE_NO_PAD.encode(random_bytes::<32>(service.entropy()));
    let pkce = Pkce::from_random(random_bytes(service.entropy()));
    let redirect_uri = redirect_uri(service);
    let entra = Entra::new(service.parts().http.clone(), cloud.clone());
    let url = entra.authorize_url(&AuthorizeRequest {
        tenant: &tenant,
        client_id: &client.client_id,
        redirect_uri: &redirect_uri,
        scopes: &cloud.user_scopes(),
        state: state.expose_secret(),
        nonce: &nonce,
        code_challenge: &pkce.challenge,
        prompt: Some(Prompt::SelectAccount),
        login_hint: None,
    });
    Ok(Departure {
        url,
        nonce,
        verifier: pkce.verifier,
        redirect_uri,
        authority: cloud.authority().to_string(),
    })
}

/// Entra names itself by the authority and a tenant, which is the one asked for if one was.
pub(super) fn may_answer(service: &Service, flow: &Flow, issuer: &str) -> bool {
    let tenant = issuer
        .strip_prefix(service.parts().cloud.authority().as_str())
        .and_then(|rest| rest.strip_suffix("/v2.0"))
        .and_then(|tenant| Uuid::try_parse(tenant).ok());
    let asked = parse_tenant(flow.form.tenant.as_deref());
    match (tenant, asked) {
        (Some(tenant), Ok(asked)) => asked.id().is_none_or(|id| id == tenant),
        _ => false,
    }
}

pub(super) async fn redeem(
    service: &Service,
    flow: &Flow,
    code: &SecretString,
) -> Result<Proved, Error> {
    let client = client(service)?;
    let cloud = &service.parts().cloud;
    if flow.authority != cloud.authority().as_str() {
        let problem = "this sign-in was started with another authority: start it again";
        return Err(Error::invalid("state", problem));
    }
    let tenant = parse_tenant(flow.form.tenant.as_deref())?;
    let entra = Entra::new(service.parts().http.clone(), cloud.clone());
    let redemption = CodeRedemption {
        tenant: &tenant,
        client_id: &client.client_id,
        client_secret: &client.client_secret,
        code,
        verifier: &flow.verifier,
        redirect_uri: &flow.redirect_uri,
        scopes: &cloud.user_scopes(),
    };
    let asked = tenant_text(flow);
    let asked = Asked::of(service, &asked, &client.client_id);
    let tokens = entra.redeem_code(&redemption).await;
    service.metrics().asked_for_token(tokens.is_ok());
    let tokens = tokens.map_err(|error| Error::diagnosed(of_sign_in(&error, &asked)))?;
    let missing = |what: &str| {
        let detail = format!("Microsoft's answer has no {what}");
        Error::diagnosed(Diagnosis::new(Cause::SignInRejected).with("detail", detail))
    };
    let id_token = tokens.id_token.ok_or_else(|| missing("id token"))?;
    let identity = id_token
        .check(&IdTokenExpectation {
            client_id: &client.client_id,
            nonce: &flow.nonce,
            authority: cloud.authority(),
            tenant: &tenant,
        })
        .map_err(|error| Error::invalid("state", error.to_string()))?;
    let credentials = Credentials::OAuth(Person {
        tenant: identity.tenant_id,
        object: identity.object_id,
        account: identity.username,
        refresh_token: tokens.refresh.ok_or_else(|| missing("refresh token"))?,
    });
    super::app::proved(&credentials, Some(tokens.access.secret))
}

/// The application people sign in through.
pub(super) fn client(service: &Service) -> Result<&OAuthClient, Error> {
    service
        .parts()
        .oauth_client
        .as_ref()
        .ok_or_else(|| Error::diagnosed(Diagnosis::new(Cause::OAuthNotConfigured)))
}

/// The tenant as it was asked for, for sentences.
pub(super) fn tenant_text(flow: &Flow) -> String {
    flow.form
        .tenant
        .clone()
        .unwrap_or_else(|| "organizations".to_owned())
}

fn parse_tenant(text: Option<&str>) -> Result<Tenant, Error> {
    match text.map(str::trim).filter(|text| !text.is_empty()) {
        None => Ok(Tenant::organizations()),
        Some(text) => {
            Tenant::parse(text).map_err(|error| Error::invalid("tenantId", error.to_string()))
        }
    }
}
