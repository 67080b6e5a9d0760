//! A server that plays back answers in order and remembers what it was asked; and clients of it.

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Response, Uri};
use azure::appconfig::{
    AppConfiguration, Credential, ETag, Filter, KeyName, Label, Lane, NewValue, Tier,
};
use azure::{Cloud, CustomCloud, Http, HttpOptions, StoreEndpoint};
use futures_util::stream;
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// One answer of the script.
pub(crate) struct Reply {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: String,
    cut: bool,
}

pub(crate) fn reply(status: u16) -> Reply {
    Reply {
        status,
        headers: Vec::new(),
        body: String::new(),
        cut: false,
    }
}

/// The answer gets lost half way: the request was received, the connection ends too early.
pub(crate) fn lost() -> Reply {
    Reply {
        cut: true,
        ..reply(200).body("{")
    }
}

impl Reply {
    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.push((name, value.to_owned()));
        self
    }

    pub(crate) fn body(mut self, body: &str) -> Self {
        body.clone_into(&mut self.body);
        self
    }

    fn into_response(self) -> Response<Body> {
        let mut response = Response::builder().status(self.status);
        for (name, value) in self.headers {
            response = response.header(name, value);
        }
        if !self.cut {
            return response.body(self.body.into()).unwrap();
        }
        let torn: Vec<Result<Bytes, std::io::Error>> = vec![
            Ok(self.body.into()),
            Err(std::io::ErrorKind::ConnectionReset.into()),
        ];
        let body = Body::from_stream(stream::iter(torn));
        response.header("content-length", 1000).body(body).unwrap()
    }
}

/// One request as it arrived.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    /// Path and query, undecoded.
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().unwrap())
    }
}

#[derive(Default)]
struct Play {
    replies: VecDeque<Reply>,
    seen: Vec<Seen>,
}

/// The running server. Requests beyond the script get 418, which nobody repeats.
pub(crate) struct Script {
    address: SocketAddr,
    play: Arc<Mutex<Play>>,
    server: AbortHandle,
}

impl Script {
    pub(crate) async fn of(replies: impl IntoIterator<Item = Reply>) -> Self {
        let play = Play {
            replies: replies.into_iter().collect(),
            seen: Vec::new(),
        };
        let play = Arc::new(Mutex::new(play));
        let app = Router::new().fallback(answer).with_state(Arc::clone(&play));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let serving = axum::serve(listener, app).into_future();
        Self {
            address,
            play,
            server: tokio::spawn(serving).abort_handle(),
        }
    }

    /// Adds an answer to the end of the script.
    pub(crate) fn then(&self, reply: Reply) {
        self.play.lock().unwrap().replies.push_back(reply);
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    pub(crate) fn host(&self) -> String {
        self.address.to_string()
    }

    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.play.lock().unwrap().seen.clone()
    }

    /// Methods and paths of what arrived, without queries.
    pub(crate) fn story(&self) -> Vec<String> {
        let line =
            |seen: Seen| format!("{} {}", seen.method, seen.target.split('?').next().unwrap());
        self.seen().into_iter().map(line).collect()
    }

    pub(crate) fn client(&self) -> AppConfiguration {
        self.client_with(Credential::Anonymous, lane())
    }

    pub(crate) fn client_with(
        &self,
        credential: Credential,
        lane: impl Into<Arc<Lane>>,
    ) -> AppConfiguration {
        client_of(&self.url(), credential, lane)
    }
}

impl Drop for Script {
    fn drop(&mut self) {
        self.server.abort();
    }
}

async fn answer(
    State(play): State<Arc<Mutex<Play>>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: String,
) -> Response<Body> {
    let mut play = play.lock().unwrap();
    let target = uri.path_and_query().unwrap().to_string();
    play.seen.push(Seen {
        method,
        target,
        headers,
        body,
    });
    play.replies
        .pop_front()
        .unwrap_or_else(|| reply(418))
        .into_response()
}

pub(crate) fn client_of(
    url: &str,
    credential: Credential,
    lane: impl Into<Arc<Lane>>,
) -> AppConfiguration {
    let endpoint = StoreEndpoint::parse(url, &local_cloud("http://127.0.0.1:1"), &[]).unwrap();
    AppConfiguration::new(http(), endpoint, credential, lane.into())
}

pub(crate) fn http() -> Http {
    Http::new(&HttpOptions::default()).unwrap()
}

/// No pace, and repeats without a noticeable pause.
pub(crate) fn lane() -> Lane {
    Lane::new(Tier::Unlimited).first_backoff(Duration::from_millis(1))
}

pub(crate) fn local_cloud(authority: &str) -> Cloud {
    Cloud::custom(CustomCloud {
        authority,
        audience: "https://azconfig.io",
        store_suffix: "azconfig.localhost",
        management: None,
    })
    .unwrap()
}

pub(crate) fn key(text: &str) -> KeyName {
    KeyName::parse(text).unwrap()
}

pub(crate) fn label(text: &str) -> Label {
    Label::parse(text).unwrap()
}

pub(crate) fn etag(text: &str) -> ETag {
    ETag::parse(text).unwrap()
}

pub(crate) fn dev() -> Filter {
    Filter::label(label("dev"))
}

pub(crate) fn new_value(value: &str) -> NewValue {
    NewValue {
        value: value.into(),
        content_type: None,
        tags: BTreeMap::new(),
    }
}

/// A key-value of the label `dev` as a store writes it.
pub(crate) fn item(key: &str, value: &str, etag: &str) -> String {
    format!(
        r#"{{"etag":"{etag}","key":"{key}","label":"dev","content_type":null,"value":"{value}",
            "tags":{{}},"locked":false,"last_modified":"2026-11-22T20:41:42+00:00"}}"#
    )
}

/// A page of a listing as a store writes it.
pub(crate) fn page(items: &[String], etag: &str, next: Option<&str>) -> String {
    let next = next
        .map(|link| format!(r#","@nextLink":"{link}""#))
        .unwrap_or_default();
    format!(r#"{{"items":[{}],"etag":"{etag}"{next}}}"#, items.join(","))
}
