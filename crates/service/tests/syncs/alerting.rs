//! Alerts: what is told outside, once, signed, until it has arrived.

use std::time::Duration;

use aws_lc_rs::hmac;
use azure_emulator::Rights;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use model::Diagnosis;
use model::connection::AlertKind;
use secrecy::SecretString;
use serde_json::Value;
use service::connections::alerts::{self, Webhook, Words};
use store::alerts::Alert;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use url::Url;

use crate::scene::Scene;

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// Somebody who takes alerts, on loopback.
struct Receiver {
    listener: TcpListener,
}

/// A request that arrived.
struct Arrived {
    headers: Vec<(String, String)>,
    body: String,
}

impl Receiver {
    async fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        Self { listener }
    }

    fn webhook(&self) -> Webhook {
        let address = self.listener.local_addr().unwrap();
        let url = Url::parse(&format!("http://{address}/hook")).unwrap();
        let client = reqwest::Client::builder().no_proxy().build().unwrap();
        Webhook::new(url, &SecretString::from(SECRET), client, words).unwrap()
    }

    /// Takes one request and answers it.
    async fn answer(&self, status: &str) -> Arrived {
        let (mut socket, _) = self.listener.accept().await.unwrap();
        let mut bytes = Vec::new();
        let arrived = loop {
            let mut some = [0; 4_096];
            let count = socket.read(&mut some).await.unwrap();
            bytes.extend_from_slice(&some[..count]);
            if let Some(arrived) = Arrived::parse(&bytes) {
                break arrived;
            }
            assert!(count > 0, "the request ended early");
        };
        let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        socket.write_all(answer.as_bytes()).await.unwrap();
        arrived
    }
}

impl Arrived {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(bytes).ok()?;
        let (head, body) = text.split_once("\r\n\r\n")?;
        let headers = head.lines().skip(1).filter_map(|line| {
            let (name, value) = line.split_once(": ")?;
            Some((name.to_lowercase(), value.to_owned()))
        });
        let arrived = Self {
            headers: headers.collect(),
            body: body.to_owned(),
        };
        let length: usize = arrived.header("content-length").parse().unwrap();
        (body.len() >= length).then_some(arrived)
    }

    fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(header, _)| header == name);
        found.map_or("", |(_, value)| value)
    }

    /// As the Standard Webhooks specification verifies it.
    fn is_signed(&self) -> bool {
        let key = STANDARD.decode(SECRET.trim_start_matches("whsec_"));
        let key = hmac::Key::new(hmac::HMAC_SHA256, &key.unwrap());
        let (id, time) = (self.header("webhook-id"), self.header("webhook-timestamp"));
        let signature = self.header("webhook-signature").strip_prefix("v1,");
        let signature = STANDARD.decode(signature.unwrap()).unwrap();
        let signed = format!("{id}.{time}.{}", self.body);
        hmac::verify(&key, signed.as_bytes(), &signature).is_ok()
    }

    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap()
    }
}

fn words(kind: AlertKind, name: &str, diagnosis: Option<&Diagnosis>) -> Words {
    Words {
        sentence: format!("{name}: {kind}"),
        next_step: String::new(),
        command: diagnosis.and_then(|diagnosis| diagnosis.command.clone()),
    }
}

impl Scene {
    /// The kinds of the alerts that are to be delivered, oldest first.
    async fn told(&self) -> Vec<AlertKind> {
        let tx = self.shop.store().write().await.unwrap();
        let mut told: Vec<Alert> = Vec::new();
        while let Some(alert) = store::alerts::claim(&tx, Duration::from_hours(1))
            .await
            .unwrap()
        {
            told.push(alert);
        }
        told.iter().map(|alert| alert.kind).collect()
    }
}

#[tokio::test]
async fn a_connection_that_needs_somebody_is_told_of_once_and_so_is_its_return() {
    let (scene, _) = Scene::synced(&[("A", "1")]).await;
    assert_eq!(scene.told().await, []);
    scene.replace_secret("another-secret");
    for _ in 0..2 {
        scene.look().await;
        scene.shop.later(60);
    }
    assert_eq!(scene.told().await, [AlertKind::ReconnectNeeded]);
    scene.replace_secret(scene.azure.demo.service.client_secret);
    for _ in 0..2 {
        scene.look().await;
        scene.shop.later(60);
    }
    let told = [AlertKind::ReconnectNeeded, AlertKind::Healthy];
    assert_eq!(scene.told().await, told);
}

#[tokio::test]
async fn a_missing_right_is_told_of_after_the_wait_for_its_role() {
    let (scene, sync) = Scene::with(&[("A", "1")]).await;
    scene.grant(Rights::NONE);
    scene.run(sync).await;
    scene.look().await;
    assert_eq!(scene.told().await, []);
    scene.shop.later(15 * 60);
    scene.look().await;
    assert_eq!(scene.told().await, [AlertKind::MissingPermission]);
}

#[tokio::test]
async fn an_alert_arrives_signed_with_its_words_and_no_secret() {
    let (scene, _) = Scene::synced(&[("A", "1")]).await;
    scene.replace_secret("another-secret");
    scene.look().await;
    let receiver = Receiver::new().await;
    let webhook = receiver.webhook();
    let delivering = alerts::deliver_due_once(&scene.shop.service, &webhook);
    let (delivered, arrived) = tokio::join!(delivering, receiver.answer("204 No Content"));
    assert_eq!(delivered.unwrap(), 1);
    assert!(arrived.is_signed());
    assert_eq!(arrived.header("content-type"), "application/json");
    let body = arrived.json();
    assert_eq!(body["type"], "connection.reconnect-needed");
    assert_eq!(body["timestamp"], "2026-01-02T09:00:01.000Z");
    assert_eq!(body["data"]["connection"]["name"], "azure");
    assert_eq!(body["data"]["health"], "reconnect-needed");
    assert_eq!(
        body["data"]["sentence"],
        "azure: connection.reconnect-needed"
    );
    let url = body["data"]["url"].as_str().unwrap();
    assert!(
        url.starts_with("http://localhost:8080/projects/shop"),
        "{url}"
    );
    assert!(url.ends_with("/connections/azure"), "{url}");
    assert!(
        !arrived
            .body
            .contains(scene.azure.demo.service.client_secret)
    );
    let again = alerts::deliver_due_once(&scene.shop.service, &webhook).await;
    assert_eq!(again.unwrap(), 0);
}

#[tokio::test]
async fn an_alert_that_was_not_taken_is_sent_again_for_a_day() {
    let (scene, _) = Scene::synced(&[("A", "1")]).await;
    scene.replace_secret("another-secret");
    scene.look().await;
    let receiver = Receiver::new().await;
    let webhook = receiver.webhook();
    let service = &scene.shop.service;
    let delivering = alerts::deliver_due_once(service, &webhook);
    let (delivered, first) = tokio::join!(delivering, receiver.answer("503 Service Unavailable"));
    assert_eq!(delivered.unwrap(), 0);

    scene.is_due_again().await;
    scene.shop.later(60);
    let delivering = alerts::deliver_due_once(service, &webhook);
    let (delivered, second) = tokio::join!(delivering, receiver.answer("500 No"));
    assert_eq!(delivered.unwrap(), 0);
    assert_eq!(first.header("webhook-id"), second.header("webhook-id"));
    assert_ne!(
        first.header("webhook-timestamp"),
        second.header("webhook-timestamp")
    );
    assert!(second.is_signed());

    scene.is_due_again().await;
    scene.shop.later(24 * 3_600);
    let given_up = alerts::deliver_due_once(service, &webhook).await;
    assert_eq!(given_up.unwrap(), 0);
    let tx = scene.shop.store().read().await.unwrap();
    assert_eq!(store::alerts::next_due(&tx).await.unwrap(), None);
}

impl Scene {
    /// Makes the alert due that waits for its next delivery.
    async fn is_due_again(&self) {
        let tx = self.shop.store().write().await.unwrap();
        let kinds = [AlertKind::ReconnectNeeded];
        let alert = store::alerts::newest(&tx, self.connection, &kinds).await;
        let id = alert.unwrap().unwrap().id;
        store::alerts::retry(&tx, id, Some(Duration::ZERO))
            .await
            .unwrap();
        tx.commit().await.unwrap();
    }
}
