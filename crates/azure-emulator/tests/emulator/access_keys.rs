//! Access keys: signed requests, as the vectors of other implementations have them.

use aws_lc_rs::{
    digest::{SHA256, digest},
    hmac,
};
use azure_emulator::{AccessKey, StoreOptions};
use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Method, Response};
use time::Duration;

use crate::lab::{Lab, VERSION, assert_empty, header};

const DATE: &str = "Sun, 22 Nov 2026 20:41:42 GMT";
const HOST: &str = "127.0.0.1:8484";
const EMPTY: &str = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
const SIGNED: &str = "x-ms-date;host;x-ms-content-sha256";

/// A request signed by whoever knows the secret.
struct Signed<'a> {
    method: Method,
    target: &'a str,
    body: &'a str,
    hash: &'a str,
    date: &'a str,
    authorization: &'a str,
}

impl Signed<'_> {
    async fn send(&self, lab: &Lab) -> Response {
        lab.request(self.method.clone(), self.target)
            .header("host", HOST)
            .header("x-ms-date", self.date)
            .header("x-ms-content-sha256", self.hash)
            .header(
                "authorization",
                format!("HMAC-SHA256 {}", self.authorization),
            )
            .body(self.body.to_owned())
            .send()
            .await
            .unwrap()
    }
}

fn sign(secret: &str, method: &Method, target: &str, date: &str, body: &str) -> (String, String) {
    let hash = STANDARD.encode(digest(&SHA256, body.as_bytes()));
    let text = format!("{method}\n{target}\n{date};{HOST};{hash}");
    let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(secret).unwrap());
    (STANDARD.encode(hmac::sign(&key, text.as_bytes())), hash)
}

/// Sends a request as a correct client with this key would.
async fn send(lab: &Lab, key: &AccessKey, method: Method, target: &str, body: &str) -> Response {
    let (signature, hash) = sign(&key.secret, &method, target, DATE, body);
    let authorization = format!(
        "Credential={}&SignedHeaders={SIGNED}&Signature={signature}",
        key.id
    );
    let date = DATE;
    Signed {
        method,
        target,
        body,
        hash: &hash,
        date,
        authorization: &authorization,
    }
    .send(lab)
    .await
}

fn challenge(text: &str) -> String {
    format!("HMAC-SHA256 error=\"invalid_token\" error_description=\"{text}\", Bearer")
}

#[tokio::test]
async fn the_known_vectors_are_accepted() {
    let lab = Lab::with(|_| ()).await;
    let list = "Credential=demo&SignedHeaders=x-ms-date;host;x-ms-content-sha256\
                &Signature=Fo63T2WO1q2vuaKPTr03uTXIx5T/B9VX+mhqye+FnIU=";
    let put = "Credential=demo&SignedHeaders=x-ms-date;host;x-ms-content-sha256\
               &Signature=D0JtKIQOpptm5xbDwy/Ms5wEiiseHv5xFU5Vt4sJQ74=";
    let list = Signed {
        method: Method::GET,
        target: "/kv?api-version=2026-04-01&key=app%2F%2A&label=%00",
        body: "",
        hash: EMPTY,
        date: DATE,
        authorization: list,
    };
    assert_eq!(list.send(&lab).await.status(), 200);
    let put = Signed {
        method: Method::PUT,
        target: "/kv/app%2Fone?api-version=2026-04-01&label=prod",
        body: "{\"value\":\"1\"}",
        hash: "e7Fyjml+W5BhjQq9pFvcym/IrGoHsC6jTNYtGlaFNFM=",
        date: DATE,
        authorization: put,
    };
    assert_eq!(put.send(&lab).await.status(), 200);
}

#[tokio::test]
async fn the_date_of_microsoft_s_python_sdk_and_commas_are_accepted() {
    let lab = Lab::with(|_| ()).await;
    let target = format!("/kv?{VERSION}");
    let date = "Nov, 22 2026 20:41:42.287565 GMT";
    let (signature, hash) = sign(&lab.demo.access_key.secret, &Method::GET, &target, date, "");
    let authorization = format!("Credential=demo, SignedHeaders={SIGNED}, Signature={signature}");
    let request = Signed {
        method: Method::GET,
        target: &target,
        body: "",
        hash: &hash,
        date,
        authorization: &authorization,
    };
    assert_eq!(request.send(&lab).await.status(), 200);
}

#[tokio::test]
async fn each_thing_that_can_be_wrong_is_named() {
    let lab = Lab::with(|_| ()).await;
    let target = format!("/kv?{VERSION}");
    let (good, _) = sign(&lab.demo.access_key.secret, &Method::GET, &target, DATE, "");
    let with = |credential: &str, headers: &str, signature: &str| {
        format!("Credential={credential}&SignedHeaders={headers}&Signature={signature}")
    };
    let cases = [
        (
            with("other", SIGNED, &good),
            DATE,
            EMPTY,
            "Invalid Credential",
        ),
        (
            with("demo", SIGNED, EMPTY),
            DATE,
            EMPTY,
            "Invalid Signature",
        ),
        (
            with("demo", SIGNED, ""),
            DATE,
            EMPTY,
            "[Signature] is required",
        ),
        (
            with("demo", "x-ms-date;host", &good),
            DATE,
            EMPTY,
            "x-ms-content-sha256 is required as a signed header",
        ),
        (
            with("demo", "host;x-ms-content-sha256", &good),
            DATE,
            EMPTY,
            "x-ms-date is required as a signed header",
        ),
        (
            with("demo", "x-ms-date;host;x-ms-content-sha256;etag", &good),
            DATE,
            EMPTY,
            "Signed request header 'etag' is not provided",
        ),
        (
            with("demo", SIGNED, &good),
            "yesterday",
            EMPTY,
            "Invalid access token date",
        ),
        (
            with("demo", SIGNED, &good),
            "Sun, 22 Nov 2026 20:26:41 GMT",
            EMPTY,
            "The access token has expired",
        ),
    ];
    for (authorization, date, hash, text) in &cases {
        let method = Method::GET;
        let request = Signed {
            method,
            target: &target,
            body: "",
            hash,
            date,
            authorization,
        };
        let response = request.send(&lab).await;
        assert_eq!(header(&response, "www-authenticate"), challenge(text));
        assert_empty(response, 401).await;
    }
}

#[tokio::test]
async fn a_body_that_is_not_the_signed_one_is_refused() {
    let lab = Lab::with(|_| ()).await;
    let target = format!("/kv/a?{VERSION}");
    let signed = "{\"value\":\"1\"}";
    let (signature, hash) = sign(
        &lab.demo.access_key.secret,
        &Method::PUT,
        &target,
        DATE,
        signed,
    );
    let authorization = format!("Credential=demo&SignedHeaders={SIGNED}&Signature={signature}");
    let request = Signed {
        method: Method::PUT,
        target: &target,
        body: "{\"value\":\"2\"}",
        hash: &hash,
        date: DATE,
        authorization: &authorization,
    };
    let response = request.send(&lab).await;
    assert_eq!(
        header(&response, "www-authenticate"),
        challenge("Invalid request content hash")
    );
    assert_eq!(response.status(), 401);
}

#[tokio::test]
async fn a_signature_is_good_for_a_quarter_of_an_hour() {
    let lab = Lab::with(|_| ()).await;
    let target = format!("/kv?{VERSION}");
    lab.pass(Duration::minutes(15));
    let key = &lab.demo.access_key;
    assert_eq!(
        send(&lab, key, Method::GET, &target, "").await.status(),
        200
    );
    lab.pass(Duration::SECOND);
    assert_eq!(
        send(&lab, key, Method::GET, &target, "").await.status(),
        401
    );
}

#[tokio::test]
async fn a_read_only_key_reads_and_no_more() {
    let reader = AccessKey {
        id: "reader".to_owned(),
        secret: STANDARD.encode("a key for reading"),
        read_only: true,
    };
    let lab = Lab::with(|config| config.stores[0].access_keys.push(reader.clone())).await;
    let target = format!("/kv/a?{VERSION}");
    assert_empty(send(&lab, &reader, Method::GET, &target, "").await, 404).await;
    assert_empty(send(&lab, &reader, Method::PUT, &target, "{}").await, 403).await;
    assert_empty(send(&lab, &reader, Method::DELETE, &target, "").await, 403).await;
}

#[tokio::test]
async fn without_local_auth_no_key_works() {
    let lab = Lab::with(|_| ()).await;
    let options = StoreOptions {
        local_auth: false,
        ..StoreOptions::default()
    };
    lab.control().set_store_options("demo", options).unwrap();
    let key = &lab.demo.access_key;
    let response = send(&lab, key, Method::GET, &format!("/kv?{VERSION}"), "").await;
    assert!(header(&response, "www-authenticate").contains("Authentication scheme disabled"));
    assert_eq!(response.status(), 401);
}

#[tokio::test]
async fn nobody_gets_in_without_credentials_unless_the_store_is_open() {
    let lab = Lab::with(|_| ()).await;
    let response = lab.get(&format!("/kv?{VERSION}")).await;
    assert_eq!(header(&response, "www-authenticate"), "HMAC-SHA256, Bearer");
    assert_empty(response, 401).await;
}
