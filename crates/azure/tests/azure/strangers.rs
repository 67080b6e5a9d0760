//! Nothing that an answer says leads a client or its token to another host.
//!
//! The other host is a listener that counts who connects and who shows a credential.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use azure::appconfig::{AppConfiguration, Credential, Error, PageLink, Precondition};
use azure::entra::{ClientCredential, CodeRedemption, Entra, EntraError, Tenant};
use azure::identity::{IdentityError, IdentityHost, ManagedIdentity};
use secrecy::SecretString;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::AbortHandle;
use url::Url;

use crate::script::{
    Script, dev, etag, http, item, key, label, lane, local_cloud, new_value, page, reply,
};
use crate::sign_in::Tokens;

const REDIRECTS: [u16; 5] = [301, 302, 303, 307, 308];
const SCOPE: &str = "https://azconfig.io/.default";
/// Closes the count: what the listener accepts in order comes before this.
const LAST_VISIT: &[u8] = b"that was all";

#[derive(Default)]
struct Count {
    connections: AtomicUsize,
    credentials: AtomicUsize,
    closed: Notify,
}

/// A host that nobody should visit.
struct Stranger {
    port: u16,
    count: Arc<Count>,
    listening: AbortHandle,
}

impl Stranger {
    async fn listening() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let count = Arc::new(Count::default());
        let counting = Arc::clone(&count);
        let task = tokio::spawn(async move {
            while let Ok((visitor, _)) = listener.accept().await {
                counting.receive(visitor).await;
            }
        });
        Self {
            port,
            count,
            listening: task.abort_handle(),
        }
    }

    fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// How many connected, and how many of them showed a credential.
    async fn visits(&self) -> (usize, usize) {
        let mut last = TcpStream::connect(("127.0.0.1", self.port)).await.unwrap();
        last.write_all(LAST_VISIT).await.unwrap();
        drop(last);
        self.count.closed.notified().await;
        (
            self.count.connections.load(Ordering::SeqCst),
            self.count.credentials.load(Ordering::SeqCst),
        )
    }

    #[expect(
        clippy::print_stdout,
        reason = "shows the count to whoever asks for it"
    )]
    async fn was_never_visited(&self, about: &str) {
        let (connections, credentials) = self.visits().await;
        println!("{about}: {connections} connections and {credentials} credentials elsewhere");
        assert_eq!((connections, credentials), (0, 0), "{about}");
    }
}

impl Drop for Stranger {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl Count {
    async fn receive(&self, mut visitor: TcpStream) {
        let mut head = Vec::new();
        while !head.windows(4).any(|end| end == b"\r\n\r\n") {
            match visitor.read_buf(&mut head).await {
                Ok(0) | Err(_) => break,
                Ok(_) => {}
            }
        }
        if head == LAST_VISIT {
            self.closed.notify_one();
            return;
        }
        self.connections.fetch_add(1, Ordering::SeqCst);
        let shown = String::from_utf8_lossy(&head).to_ascii_lowercase();
        let names = ["authorization:", "x-identity-header:", "token", "secret"];
        if names.iter().any(|name| shown.contains(name)) {
            self.credentials.fetch_add(1, Ordering::SeqCst);
        }
        // Whoever asked waits for an answer before it goes on.
        let _ = visitor
            .write_all(b"HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n")
            .await;
    }
}

fn signed_in(server: &Script) -> AppConfiguration {
    server.client_with(Credential::Bearer(Arc::new(Tokens::default())), lane())
}

/// The store itself did get the token, or its absence elsewhere would say nothing.
fn shown_to(server: &Script) -> usize {
    let seen = server.seen();
    seen.iter()
        .filter(|seen| seen.header("authorization").is_some())
        .count()
}

#[tokio::test]
async fn the_listener_notices_visits_and_credentials() {
    let stranger = Stranger::listening().await;
    for headers in ["", "Authorization: Bearer x\r\n"] {
        let address = ("127.0.0.1", stranger.port);
        let mut visitor = TcpStream::connect(address).await.unwrap();
        let request = format!("GET / HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
        visitor.write_all(request.as_bytes()).await.unwrap();
    }
    assert_eq!(stranger.visits().await, (2, 1));
}

#[tokio::test]
async fn no_operation_of_a_store_follows_a_redirect() {
    let stranger = Stranger::listening().await;
    let locations = [
        format!("{}/kv", stranger.url()),
        format!("http://localhost:{}/kv", stranger.port),
        format!("//127.0.0.1:{}/kv", stranger.port),
    ];
    let server = Script::of([]).await;
    let client = signed_in(&server);
    for (status, location) in REDIRECTS
        .iter()
        .flat_map(|status| locations.iter().map(move |location| (*status, location)))
    {
        for _ in 0..5 {
            server.then(reply(status).header("location", location));
        }
        let (name, dev_label, seen) = (key("a"), label("dev"), etag("e1"));
        let unchanged = Precondition::Unchanged(seen.clone());
        let value = new_value("1");
        let errors = [
            client.list_page(&dev(), None, None).await.unwrap_err(),
            client.get(&name, &dev_label).await.unwrap_err(),
            client
                .put(&name, &dev_label, &value, &Precondition::Absent)
                .await
                .unwrap_err(),
            client
                .put(&name, &dev_label, &value, &unchanged)
                .await
                .unwrap_err(),
            client.delete(&name, &dev_label, &seen).await.unwrap_err(),
        ];
        for error in errors {
            assert!(
                matches!(error, Error::Redirected { status: told } if told == status),
                "{status}: {error}"
            );
        }
    }
    assert_eq!((server.seen().len(), shown_to(&server)), (75, 75));
    stranger.was_never_visited("75 redirects of a store").await;
}

#[tokio::test]
async fn no_next_link_leads_to_another_host() {
    let stranger = Stranger::listening().await;
    let port = stranger.port;
    let server = Script::of([]).await;
    let client = signed_in(&server);
    let own = server.host();
    let links = [
        format!("http://127.0.0.1:{port}/kv?after=a"),
        format!("http://localhost:{port}/kv?after=a"),
        format!("http://evil.localhost:{port}/kv?after=a"),
        format!("https://127.0.0.1:{port}/kv?after=a"),
        format!("https://{own}/kv?after=a"),
        format!("ws://{own}/kv?after=a"),
        format!("//127.0.0.1:{port}/kv?after=a"),
        format!("///127.0.0.1:{port}/kv?after=a"),
        format!("\\\\127.0.0.1:{port}/kv?after=a"),
        format!("/\\127.0.0.1:{port}/kv?after=a"),
        format!("http:\\\\127.0.0.1:{port}/kv?after=a"),
        format!("\t//127.0.0.1:{port}/kv?after=a"),
        format!("/\n/127.0.0.1:{port}/kv?after=a"),
        format!("http://{own}@127.0.0.1:{port}/kv?after=a"),
        format!("http://user:pw@{own}/kv?after=a"),
        format!("http://@127.0.0.1:{port}/kv?after=a"),
        format!("http://{own}%23@127.0.0.1:{port}/kv"),
        format!("http://2130706433:{port}/kv?after=a"),
        format!("http://[::ffff:127.0.0.1]:{port}/kv?after=a"),
        "file:///etc/passwd".to_owned(),
        "javascript:alert(1)".to_owned(),
    ];
    for link in &links {
        let quoted = link
            .replace('\\', "\\\\")
            .replace('\t', "\\t")
            .replace('\n', "\\n");
        server.then(reply(200).body(&page(&[item("a", "1", "e1")], "p1", Some(&quoted))));
        let told = client.list_page(&dev(), None, None).await;
        assert!(
            matches!(told, Err(Error::ForeignLink)),
            "{link:?}: {told:?}"
        );
        let stored = PageLink::from_stored(link);
        let resumed = client.list_page(&dev(), Some(&stored), None).await;
        assert!(
            matches!(resumed, Err(Error::ForeignLink)),
            "{link:?}: {resumed:?}"
        );
    }
    assert_eq!(shown_to(&server), links.len());
    let about = format!("{} next links", links.len());
    stranger.was_never_visited(&about).await;
}

#[tokio::test]
async fn headers_of_an_answer_lead_nowhere() {
    let stranger = Stranger::listening().await;
    let elsewhere = format!("{}/kv?after=a", stranger.url());
    let link = format!("<{elsewhere}>; rel=\"next\"");
    let tempting = |status: u16| {
        reply(status)
            .header("link", &link)
            .header("location", &elsewhere)
            .header("content-location", &elsewhere)
            .header("operation-location", &elsewhere)
            .header("refresh", &format!("0; url={elsewhere}"))
            .header("alt-svc", &format!("h2=\":{}\"", stranger.port))
    };
    let stored = item("a", "1", "e1");
    let server = Script::of([
        tempting(200).body(&page(std::slice::from_ref(&stored), "p1", None)),
        tempting(200).body(&stored),
        tempting(200).body(&stored),
        tempting(200).body(&stored),
        tempting(404),
    ])
    .await;
    let client = signed_in(&server);
    let (name, dev_label) = (key("a"), label("dev"));
    client.list_page(&dev(), None, None).await.unwrap();
    client.get(&name, &dev_label).await.unwrap();
    let value = new_value("1");
    client
        .put(&name, &dev_label, &value, &Precondition::Absent)
        .await
        .unwrap();
    client.delete(&name, &dev_label, &etag("e1")).await.unwrap();
    assert!(client.get(&name, &dev_label).await.unwrap().is_none());
    assert_eq!(shown_to(&server), 5);
    stranger.was_never_visited("30 tempting headers").await;
}

#[tokio::test]
async fn entra_s_redirects_are_not_followed() {
    let stranger = Stranger::listening().await;
    let location = format!("{}/token", stranger.url());
    let tenant = Tenant::parse("contoso.com").unwrap();
    let secret = SecretString::from("secret");
    let scopes = [SCOPE.to_owned()];
    let server = Script::of([]).await;
    let entra = Entra::new(http(), local_cloud(&server.url()));
    for status in REDIRECTS {
        for _ in 0..4 {
            server.then(reply(status).header("location", &location));
        }
        let by_secret = ClientCredential::Secret(secret.clone());
        let by_assertion = ClientCredential::Assertion(secret.clone());
        let code = CodeRedemption {
            tenant: &tenant,
            client_id: "client",
            client_secret: &secret,
            code: &secret,
            verifier: &secret,
            redirect_uri: "http://localhost:8080/back",
            scopes: &scopes,
        };
        let errors = [
            entra
                .client_credentials(&tenant, "client", &by_secret, SCOPE)
                .await
                .unwrap_err(),
            entra
                .client_credentials(&tenant, "client", &by_assertion, SCOPE)
                .await
                .unwrap_err(),
            entra
                .refresh(&tenant, "client", &secret, &secret, &scopes)
                .await
                .unwrap_err(),
            entra.redeem_code(&code).await.unwrap_err(),
        ];
        for error in errors {
            assert_eq!(error, EntraError::Malformed { status });
        }
    }
    let shown = server
        .seen()
        .into_iter()
        .filter(|seen| seen.body.contains("secret"));
    assert_eq!(shown.count(), 20);
    stranger.was_never_visited("20 redirects of Entra").await;
}

#[tokio::test]
async fn a_managed_identity_s_redirects_are_not_followed() {
    let stranger = Stranger::listening().await;
    for status in REDIRECTS {
        let location = format!("{}/token", stranger.url());
        let server = Script::of((0..2).map(|_| reply(status).header("location", &location))).await;
        let base = Url::parse(&server.url()).unwrap();
        let site = IdentityHost::AppService {
            endpoint: base.clone(),
            header: "proof".into(),
        };
        for host in [IdentityHost::VirtualMachine { base }, site] {
            let identity = ManagedIdentity::new(http(), host);
            let error = identity
                .token("https://azconfig.io", None)
                .await
                .unwrap_err();
            assert_eq!(error, IdentityError::Malformed { status });
        }
        assert_eq!(server.seen().len(), 2);
    }
    stranger
        .was_never_visited("10 redirects of a managed identity")
        .await;
}
