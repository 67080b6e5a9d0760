//! One sentence that survives a redirect: it travels in a cookie and is shown once.
//!
//! The cookie holds a word and a name, never a sentence of its own: whoever plants one can only
//! make us say what we say anyway.

use axum::extract::Request;
use axum::http::{HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::messages::Tone;

const COOKIE: &str = "keyferry-note";

/// What was just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    ProjectCreated,
    SecretSaved,
    SecretDeleted,
    VersionRestored,
    FolderCreated,
    FileImported,
    ConnectionAdded,
    ConnectionMended,
    AccountKept,
    ConnectionIncomplete,
    ConnectionChanged,
    ConnectionDeleted,
    SyncCreated,
    SyncChanged,
    SyncDeleted,
    SyncAsked,
    SyncPaused,
    SyncResumed,
    PlanConfirmed,
    RoleGiven,
    PersonRemoved,
    LinkTakenBack,
    PasswordChanged,
    SessionsEnded,
}

impl Done {
    const ALL: [(Self, &'static str); 24] = [
        (Self::ProjectCreated, "project-created"),
        (Self::SecretSaved, "secret-saved"),
        (Self::SecretDeleted, "secret-deleted"),
        (Self::VersionRestored, "version-restored"),
        (Self::FolderCreated, "folder-created"),
        (Self::FileImported, "file-imported"),
        (Self::ConnectionAdded, "connection-added"),
        (Self::ConnectionMended, "connection-mended"),
        (Self::AccountKept, "account-kept"),
        (Self::ConnectionIncomplete, "connection-incomplete"),
        (Self::ConnectionChanged, "connection-changed"),
        (Self::ConnectionDeleted, "connection-deleted"),
        (Self::SyncCreated, "sync-created"),
        (Self::SyncChanged, "sync-changed"),
        (Self::SyncDeleted, "sync-deleted"),
        (Self::SyncAsked, "sync-asked"),
        (Self::SyncPaused, "sync-paused"),
        (Self::SyncResumed, "sync-resumed"),
        (Self::PlanConfirmed, "plan-confirmed"),
        (Self::RoleGiven, "role-given"),
        (Self::PersonRemoved, "person-removed"),
        (Self::LinkTakenBack, "link-taken-back"),
        (Self::PasswordChanged, "password-changed"),
        (Self::SessionsEnded, "sessions-ended"),
    ];

    fn sentence(self, name: &str) -> String {
        match self {
            Self::ProjectCreated => format!("Project {name} is made."),
            Self::SecretSaved => format!("{name} is saved; syncs of its folder are due."),
            Self::SecretDeleted => format!("{name} is deleted; syncs of its folder are due."),
            Self::VersionRestored => format!("Restored {name}; syncs of its folder are due."),
            Self::FolderCreated => format!("Folder {name} is made."),
            Self::FileImported => format!("The file is imported: {name}."),
            Self::ConnectionAdded => format!("Connection {name} works and is saved."),
            Self::ConnectionMended => {
                format!("Connection {name} is signed in again; its syncs go on.")
            }
            Self::AccountKept => format!("Connection {name} keeps its account."),
            Self::ConnectionIncomplete => {
                format!("Connection {name} is saved, but something is still missing.")
            }
            Self::ConnectionChanged => format!("Connection {name} is changed."),
            Self::ConnectionDeleted => format!("Connection {name} is deleted."),
            Self::SyncCreated => format!("Sync {name} is made and runs now."),
            Self::SyncChanged => format!("Sync {name} is changed and runs now."),
            Self::SyncDeleted => format!("Sync {name} is deleted."),
            Self::SyncAsked => format!("Sync {name} runs now."),
            Self::SyncPaused => format!("Sync {name} is paused."),
            Self::SyncResumed => format!("Sync {name} goes on."),
            Self::PlanConfirmed => format!("The plan of {name} is confirmed and runs now."),
            Self::RoleGiven => format!("{name} has another role now."),
            Self::PersonRemoved => format!("{name} is removed and signed out."),
            Self::LinkTakenBack => format!("The link for {name} does not work any more."),
            Self::PasswordChanged => format!("The password of {name} is changed."),
            Self::SessionsEnded => format!("Signed out of {name}."),
        }
    }
}

/// The sentence as a page shows it.
#[derive(Debug, Clone)]
pub(super) struct Flash {
    pub(super) text: String,
    pub(super) tone: &'static str,
}

/// Sends the browser to a page that says what was done.
pub(super) fn redirect(to: &str, done: Done, name: &str) -> Response {
    let word = Done::ALL
        .iter()
        .find(|(other, _)| *other == done)
        .map_or("", |(_, word)| word);
    let cookie = Cookie::build((COOKIE, format!("{word}.{}", URL_SAFE_NO_PAD.encode(name))))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax);
    (CookieJar::new().add(cookie), Redirect::to(to)).into_response()
}

/// What the last page did, if this one is to say so.
pub(super) fn read(jar: &CookieJar) -> Option<Flash> {
    let (word, name) = jar.get(COOKIE)?.value().split_once('.')?;
    let (done, _) = Done::ALL.iter().find(|(_, known)| *known == word)?;
    let name = String::from_utf8(URL_SAFE_NO_PAD.decode(name).ok()?).ok()?;
    Some(Flash {
        text: done.sentence(&name),
        tone: match done {
            Done::ConnectionIncomplete => Tone::Warn.word(),
            _ => Tone::Ok.word(),
        },
    })
}

/// Removes the cookie once a whole page has shown it.
pub(super) async fn forget_shown(request: Request, next: Next) -> Response {
    let headers = request.headers();
    let shows = request.method() == Method::GET
        && !headers.contains_key("hx-request")
        && CookieJar::from_headers(headers).get(COOKIE).is_some();
    let mut response = next.run(request).await;
    if shows && response.status().is_success() {
        response.headers_mut().append(
            header::SET_COOKIE,
            HeaderValue::from_static("keyferry-note=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax"),
        );
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_survives_a_redirect_and_nothing_else_does() {
        let response = redirect("/projects", Done::SyncPaused, "store front");
        let cookie = response.headers()[header::SET_COOKIE].to_str().unwrap();
        let pair = cookie.split(';').next().unwrap();
        let (name, value) = pair.split_once('=').unwrap();
        let jar = CookieJar::new().add(Cookie::new(name.to_owned(), value.to_owned()));
        assert_eq!(read(&jar).unwrap().text, "Sync store front is paused.");
        let planted = CookieJar::new().add(Cookie::new(COOKIE, "hello.aGk"));
        assert!(read(&planted).is_none());
    }
}
