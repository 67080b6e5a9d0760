//! HTTP that a test waits for, and a browser without a screen: it keeps cookies and goes where it
//! is sent.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    path::Path,
    time::{Duration, Instant},
};

use reqwest::{Certificate, Client, RequestBuilder, Url, redirect::Policy};
use serde_json::Value;
use tokio::{
    runtime::{Builder, Runtime},
    task::JoinSet,
};

/// A client that follows no redirect.
pub(crate) struct Http {
    runtime: Runtime,
    client: Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: String,
    /// Where it was found, after redirects.
    pub(crate) url: Url,
    location: Option<String>,
    cookies: Vec<String>,
}

impl Http {
    /// A client that trusts the emulator's certificate authority.
    pub(crate) fn trusting(ca_file: &Path) -> Self {
        let pem = std::fs::read(ca_file).expect("the emulator wrote its authority");
        let authority = Certificate::from_pem(&pem).expect("a certificate");
        let client = Client::builder()
            .tls_certs_merge([authority])
            .redirect(Policy::none())
            .timeout(Duration::from_mins(1))
            .build()
            .expect("a client");
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        Self { runtime, client }
    }

    /// Sends a request and waits for the whole answer; none when nobody answers.
    pub(crate) fn try_send(
        &self,
        request: impl FnOnce(&Client) -> RequestBuilder,
    ) -> Option<Answer> {
        self.runtime.block_on(async {
            let answer = request(&self.client).send().await.ok()?;
            let headers = answer.headers();
            let text =
                |value: &reqwest::header::HeaderValue| value.to_str().ok().map(str::to_owned);
            let (status, url) = (answer.status().as_u16(), answer.url().clone());
            let location = headers.get("location").and_then(text);
            let cookies = headers
                .get_all("set-cookie")
                .iter()
                .filter_map(text)
                .collect();
            let body = answer.text().await.ok()?;
            Some(Answer {
                status,
                body,
                url,
                location,
                cookies,
            })
        })
    }

    /// Sends the same request to each address, all at once, and waits for all the answers: their
    /// statuses and when they came, in the order in which they came.
    pub(crate) fn post_at_once(&self, addresses: &[String], token: &str) -> Vec<(u16, Instant)> {
        self.runtime.block_on(async {
            let mut asked = JoinSet::new();
            for address in addresses {
                let request = self.client.post(address).bearer_auth(token);
                asked.spawn(async move {
                    let answer = request.send().await.expect("somebody answers");
                    let status = answer.status().as_u16();
                    answer.bytes().await.expect("the answer is whole");
                    (status, Instant::now())
                });
            }
            let mut answers = Vec::with_capacity(addresses.len());
            while let Some(answer) = asked.join_next().await {
                answers.push(answer.expect("the task ends"));
            }
            answers
        })
    }

    /// Sends a request and waits only so long for an answer.
    pub(crate) fn abandon(&self, address: &str, token: &str, after: Duration) {
        let request = self.client.post(address).bearer_auth(token).timeout(after);
        // Nobody is there to hear the answer.
        drop(self.runtime.block_on(async { request.send().await }));
    }

    /// Sends a request and waits for the whole answer.
    pub(crate) fn send(&self, request: impl FnOnce(&Client) -> RequestBuilder) -> Answer {
        self.try_send(request).expect("somebody answers")
    }
}

impl Answer {
    /// The body as JSON, of an answer that is no refusal.
    pub(crate) fn json(&self) -> Value {
        assert!(
            (200..300).contains(&self.status),
            "{} {}: {}",
            self.status,
            self.url,
            self.body
        );
        if self.body.is_empty() {
            return Value::Null;
        }
        serde_json::from_str(&self.body).expect("the body is JSON")
    }

    /// The text between two marks of the body.
    pub(crate) fn between(&self, before: &str, after: &str) -> &str {
        let (_, rest) = self.body.split_once(before).expect("the page has the mark");
        rest.split_once(after).expect("the mark ends").0
    }
}

/// A person's browser.
pub(crate) struct Browser<'a> {
    http: &'a Http,
    cookies: RefCell<BTreeMap<(String, String), String>>,
    visited: RefCell<Vec<Url>>,
}

impl<'a> Browser<'a> {
    pub(crate) fn new(http: &'a Http) -> Self {
        Self {
            http,
            cookies: RefCell::default(),
            visited: RefCell::default(),
        }
    }

    /// Opens a page.
    pub(crate) fn open(&self, address: &str) -> Answer {
        self.go(address, None)
    }

    /// Sends a form.
    pub(crate) fn submit(&self, address: &str, fields: &[(&str, &str)]) -> Answer {
        self.go(address, Some(fields))
    }

    /// The values of a parameter in all the addresses it was sent to.
    pub(crate) fn parameters(&self, name: &str) -> Vec<String> {
        let visited = self.visited.borrow();
        let pairs = visited.iter().flat_map(Url::query_pairs);
        pairs
            .filter(|(known, _)| known == name)
            .map(|(_, value)| value.into_owned())
            .collect()
    }

    /// What the cookies hold.
    pub(crate) fn cookie_values(&self) -> Vec<String> {
        self.cookies.borrow().values().cloned().collect()
    }

    fn go(&self, address: &str, mut fields: Option<&[(&str, &str)]>) -> Answer {
        let mut url = Url::parse(address).expect("an address");
        for _ in 0..10 {
            self.visited.borrow_mut().push(url.clone());
            let answer = self.http.send(|client| {
                let request = match fields {
                    Some(fields) => client.post(url.clone()).form(fields),
                    None => client.get(url.clone()),
                };
                request
                    .header("accept", "text/html")
                    .header("sec-fetch-site", "same-origin")
                    .header("cookie", self.cookies_for(&url))
            });
            self.keep(&url, &answer.cookies);
            let Some(next) = &answer.location else {
                return answer;
            };
            url = url.join(next).expect("a redirect names an address");
            fields = None;
        }
        panic!("{address} leads in circles")
    }

    fn cookies_for(&self, url: &Url) -> String {
        let site = site(url);
        let cookies = self.cookies.borrow();
        let ours = cookies.iter().filter(|((of, _), _)| *of == site);
        ours.map(|((_, name), value)| format!("{name}={value}"))
            .collect::<Vec<_>>()
            .join("; ")
    }

    fn keep(&self, url: &Url, set: &[String]) {
        for cookie in set {
            let pair = cookie.split(';').next().unwrap_or_default();
            let (name, value) = pair.split_once('=').expect("a cookie has a name");
            let place = (site(url), name.to_owned());
            let mut cookies = self.cookies.borrow_mut();
            if value.is_empty() || cookie.contains("Max-Age=0") {
                cookies.remove(&place);
            } else {
                cookies.insert(place, value.to_owned());
            }
        }
    }
}

fn site(url: &Url) -> String {
    format!(
        "{}:{}",
        url.host_str().unwrap_or_default(),
        url.port().unwrap_or_default()
    )
}
