//! Who looks at a page: the session cookie, the person behind it, and the project they look at.

use std::collections::HashMap;

use axum::extract::{FromRequestParts, Path};
use axum::http::header::ACCEPT;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use model::Slug;
use model::access::OrgRole;
use model::id::ProjectId;
use secrecy::{ExposeSecret, SecretString};
use service::access::SignedIn;
use service::connections::Scope;
use service::projects::Project;
use service::{Caller, Error, access, connections, projects, syncs};

use super::failure::Failure;
use super::flash::{self, Flash};
use super::page::{Navigation, Page, Section};
use crate::http::origin;
use crate::{Site, State};

/// A person who is signed in.
pub(super) struct Visitor {
    pub(super) caller: Caller,
    flash: Option<Flash>,
}

/// A person who is signed in, and the project in the address.
pub(super) struct ProjectVisitor {
    pub(super) caller: Caller,
    pub(super) project: Project,
    flash: Option<Flash>,
}

impl Visitor {
    /// The frame of a page that belongs to no project.
    pub(super) fn page(&self, title: &str, section: Section) -> Page {
        Page {
            title: title.to_owned(),
            section,
            project: None,
            user: self.caller.display_name().to_owned(),
            is_admin: self.caller.org_role == OrgRole::Admin,
            flash: self.flash.clone(),
        }
    }

    /// The same person in a project that is not in the address.
    pub(super) async fn in_project(
        self,
        state: &State,
        id: ProjectId,
    ) -> Result<ProjectVisitor, Error> {
        let project = projects::get(&state.service, &self.caller, id).await?;
        Ok(ProjectVisitor {
            caller: self.caller,
            project,
            flash: self.flash,
        })
    }
}

impl ProjectVisitor {
    /// The frame of a page of the project.
    pub(super) async fn page(&self, state: &State, title: &str, section: Section) -> Page {
        let usable = Scope::UsableIn(self.project.id);
        let connections = connections::list(&state.service, &self.caller, usable).await;
        let syncs = syncs::list(&state.service, &self.caller, self.project.id).await;
        Page {
            title: format!("{title} · {}", self.project.name),
            section,
            project: Some(Navigation {
                name: self.project.name.clone(),
                slug: self.project.slug.to_string(),
                // Whoever may not see them sees no count.
                connections: connections.ok().map(|list| list.len()),
                syncs: syncs.ok().map(|list| list.len()),
            }),
            user: self.caller.display_name().to_owned(),
            is_admin: self.caller.org_role == OrgRole::Admin,
            flash: self.flash.clone(),
        }
    }

    /// The address of a part of the project, such as `/projects/storefront/secrets`.
    pub(super) fn address(&self, part: &str) -> String {
        format!("/projects/{}/{part}", self.project.slug)
    }
}

/// The person who is signed in with this browser.
///
/// # Errors
/// [`Error::Unauthenticated`] when nobody is.
pub(crate) async fn signed_in(parts: &Parts, state: &State) -> Result<Caller, Error> {
    let jar = CookieJar::from_headers(&parts.headers);
    let token = session_token(&jar, &state.site).ok_or(Error::Unauthenticated(
        "nobody is signed in with this browser",
    ))?;
    let caller = access::session(&state.service, &token).await?;
    Ok(caller.coming_from(origin::of(parts, state)))
}

impl FromRequestParts<State> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        match signed_in(parts, state).await {
            Ok(caller) => Ok(Self {
                caller,
                flash: flash::read(&CookieJar::from_headers(&parts.headers)),
            }),
            Err(Error::Unauthenticated(_)) => Err(to_sign_in(parts)),
            Err(error) => Err(Failure::from(error).into_response()),
        }
    }
}

impl FromRequestParts<State> for ProjectVisitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, state: &State) -> Result<Self, Response> {
        let visitor = Visitor::from_request_parts(parts, state).await?;
        let Path(names) = Path::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(IntoResponse::into_response)?;
        let name = names.get("project").map_or("", String::as_str);
        let project = async {
            let slug =
                Slug::parse(name).map_err(|_| Error::not_found(service::What::Project, name))?;
            projects::by_slug(&state.service, &visitor.caller, &slug).await
        };
        match project.await {
            Ok(project) => Ok(Self {
                caller: visitor.caller,
                project,
                flash: visitor.flash,
            }),
            Err(error) => Err(Failure::from(error).into_response()),
        }
    }
}

/// Sends a person who is not signed in to where they can, with the way back when it is a page.
/// Only the path goes along: a query may hold what no log should.
fn to_sign_in(parts: &Parts) -> Response {
    let path = parts.uri.path();
    let is_page = parts.method == axum::http::Method::GET
        && path.starts_with("/projects")
        && parts
            .headers
            .get(ACCEPT)
            .and_then(|accept| accept.to_str().ok())
            .is_some_and(|accept| accept.contains("text/html"));
    let to = if is_page {
        format!("/sign-in?next={path}")
    } else {
        "/sign-in".to_owned()
    };
    if parts.headers.contains_key("hx-request") {
        // A fragment cannot show a page: htmx goes there instead.
        let mut response = StatusCode::UNAUTHORIZED.into_response();
        let headers = response.headers_mut();
        headers.insert("hx-redirect", HeaderValue::from_static("/sign-in"));
        return response;
    }
    Redirect::to(&to).into_response()
}

/// The page to go to after signing in: only one of ours, or the projects.
pub(super) fn safe_next(next: &str) -> &str {
    let ours = next.starts_with("/projects")
        && next
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && byte != b'\\')
        && !next.contains("//");
    if ours { next } else { "/projects" }
}

/// Browsers take a `__Host-` cookie only over https, only for this host and every path of it.
fn cookie_name(site: &Site) -> &'static str {
    if site.is_https() {
        "__Host-keyferry"
    } else {
        "keyferry"
    }
}

/// What the session cookie holds.
pub(super) fn session_token(jar: &CookieJar, site: &Site) -> Option<SecretString> {
    let cookie = jar.get(cookie_name(site))?;
    Some(SecretString::from(cookie.value()))
}

/// The cookie of a session just opened. It ends when the session does.
pub(super) fn session_cookie(signed_in: &SignedIn, state: &State) -> Cookie<'static> {
    let mut cookie = cookie(&state.site, signed_in.token.expose_secret().to_owned());
    let lasts = signed_in.expires_at.since(state.clock.now());
    let seconds = i64::try_from(lasts.as_secs()).unwrap_or(i64::MAX);
    cookie.set_max_age(time::Duration::seconds(seconds));
    cookie
}

/// A cookie that takes the session's place and is gone at once.
pub(super) fn no_session_cookie(site: &Site) -> Cookie<'static> {
    let mut cookie = cookie(site, String::new());
    cookie.make_removal();
    cookie
}

fn cookie(site: &Site, value: String) -> Cookie<'static> {
    Cookie::build((cookie_name(site), value))
        .path("/")
        .http_only(true)
        .secure(site.is_https())
        // `Strict` would not be sent on the way back from Microsoft.
        .same_site(SameSite::Lax)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signing_in_leads_only_to_our_own_pages() {
        assert_eq!(safe_next("/projects/shop/syncs"), "/projects/shop/syncs");
        for elsewhere in [
            "",
            "https://evil.example",
            "//evil.example",
            "/projects//evil",
            "/projects\\x",
            "/api/x",
        ] {
            assert_eq!(safe_next(elsewhere), "/projects", "{elsewhere}");
        }
    }
}
