//! Certificates with their keys: which texts are one, and what they sign.

use aws_lc_rs::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, digest};
use aws_lc_rs::signature::{RSA_PSS_2048_8192_SHA256, UnparsedPublicKey};
use azure::entra::{CertificateError, ClientCredential, Entra, SigningCertificate, Tenant};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_ECDSA_P256_SHA256, PKCS_RSA_SHA256};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;
use time::OffsetDateTime;
use time::macros::datetime;
use url::Url;
use uuid::Uuid;

use crate::script::{Script, http, local_cloud, reply};

const NOW: OffsetDateTime = datetime!(2026-11-23 09:30:00 UTC);
/// A PKCS#8 RSA key of 1024 bits.
const SHORT_KEY: &str = "\
-----BEGIN PRIVATE KEY-----
MIICdQIBADANBgkqhkiG9w0BAQEFAASCAl8wggJbAgEAAoGBALFmvGvKcPHrtSud
NQ+yEhM9Px0C7q/+Vp9iUAHkypGtm/NKii5aRsoruFtNtaPDap5M2o7tmdun0e0k
R7pfmJ8FUDBX5acNf2PjthO8xZ0wQp20FB/LzuM2AHtd+/LXbD2rTR0pWTyfUJtz
+qnAHRHSXMjzv44amyPr/HxMmibjAgMBAAECgYAH2kla6CIpw0pIvPO9Vx+PtHVX
vmp8ZeDFu19ZRhxlaG7vzQvi02IwztChUgZJUnwkt7gw/XmDDKGxQpreOB8UUBS4
Jsrmt0enRJqYSlCMaR3pWcxAH9Pk0BjM/5vdRbTlQlhijXHaTcqTV/T51poRaOvo
hrCFY9gpfs423UFQYQJBANd+mGorm4VpTdKZOY6PFYPhv6z/6nwONOX+QfCxPETg
+PeMXpe3GuzIt4bnKpb9p+uy7FXGHYZsQXz38rLdsBMCQQDSvyExfpxqI3N+/YjT
gsxbmvrSQU776vtwmvgAO4uigGrNjU5siNPO3kVNUuAAzYVYpgcZP8OsfXswejKj
KafxAkBsgVLvSqvRXjeQThS8InG76SShUG7aLjEWiZLcRfHJ4Nmbk/NhQxJsnZhD
dgxs4KX3uSzk94+QStwit5pd0+A/AkBV52bGYA+uDAlWKE6PuO9IH+JBtjFV6rDX
c7PHlH4UnTfr1b+z6go8dsnU/QUmDqBeRD78gctnEjcWyZi+fYphAkAmA0fki9kG
r4tVszNfes7H227PjEkn5OwRhk7utDs6dU5XvKdyQua3cF0msG8gpE51RcGgxdhe
pqT3MoAA2e0e
-----END PRIVATE KEY-----
";

/// A certificate, valid for a year, and its key.
struct Made {
    certificate: String,
    der: Vec<u8>,
    key: KeyPair,
}

fn made_with(key: KeyPair, name: &str, year: i32) -> Made {
    let mut params = CertificateParams::default();
    params.distinguished_name.remove(DnType::CommonName);
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = rcgen::date_time_ymd(year, 3, 1);
    params.not_after = rcgen::date_time_ymd(year + 1, 3, 1);
    let certificate = params.self_signed(&key).unwrap();
    Made {
        certificate: certificate.pem(),
        der: certificate.der().to_vec(),
        key,
    }
}

fn made() -> Made {
    made_with(rsa_key(), "ferry", 2026)
}

fn rsa_key() -> KeyPair {
    KeyPair::generate_for(&PKCS_RSA_SHA256).unwrap()
}

impl Made {
    fn key_pem(&self) -> String {
        self.key.serialize_pem()
    }

    /// The PKCS#1 key that stands behind the fixed 26 bytes of a PKCS#8 head.
    fn pkcs1_pem(&self) -> String {
        section("RSA PRIVATE KEY", &self.key.serialize_der()[26..])
    }
}

fn section(label: &str, der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    format!("-----BEGIN {label}-----\n{text}\n-----END {label}-----\n")
}

fn read(parts: &[&str]) -> Result<SigningCertificate, CertificateError> {
    SigningCertificate::from_pem(&parts.concat().into())
}

fn refusal(parts: &[&str]) -> CertificateError {
    read(parts).unwrap_err()
}

fn token_url() -> Url {
    Url::parse("https://login.microsoftonline.com/contoso.com/oauth2/v2.0/token").unwrap()
}

fn part(jwt: &SecretString, index: usize) -> Value {
    let part = jwt.expose_secret().split('.').nth(index).unwrap();
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap()
}

#[test]
fn a_certificate_and_its_key_are_read_in_any_order_and_both_key_forms() {
    let made = made();
    let (certificate, pkcs8, pkcs1) = (&*made.certificate, made.key_pem(), made.pkcs1_pem());
    let windows = pkcs8.replace('\n', "\r\n");
    for parts in [
        [certificate, &pkcs8],
        [&pkcs8, certificate],
        [certificate, &pkcs1],
        ["Bag Attributes\n    friendlyName: ferry\n", certificate],
        [&windows, certificate],
    ] {
        let key = if parts[0].starts_with("Bag") {
            &*pkcs8
        } else {
            ""
        };
        let read = read(&[parts[0], parts[1], key]).unwrap();
        assert_eq!(read.subject(), "CN=ferry");
        assert_eq!(read.not_before(), datetime!(2026-03-01 0:00 UTC));
        assert_eq!(read.not_after(), datetime!(2027-03-01 0:00 UTC));
        let sha1 = digest(&SHA1_FOR_LEGACY_USE_ONLY, &made.der);
        assert_eq!(read.thumbprint(), hex::encode_upper(sha1));
    }
}

#[test]
fn the_certificate_of_the_key_is_found_among_others() {
    let (leaf, authority) = (made(), made_with(rsa_key(), "authority", 2020));
    let elliptic = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let root = made_with(elliptic, "root", 2020);
    let key = leaf.key_pem();
    let chain = [
        &*root.certificate,
        &*authority.certificate,
        &*leaf.certificate,
        &*key,
    ];
    assert_eq!(read(&chain).unwrap().subject(), "CN=ferry");
}

#[test]
fn of_a_renewed_certificate_the_one_that_ends_last_is_used() {
    let old = made();
    let (key, old_certificate) = (old.key_pem(), old.certificate);
    let new = made_with(old.key, "ferry", 2027);
    for pair in [
        [&*old_certificate, &*new.certificate],
        [&*new.certificate, &*old_certificate],
    ] {
        let read = read(&[pair[0], pair[1], &key]).unwrap();
        assert_eq!(read.not_after(), datetime!(2028-03-01 0:00 UTC));
    }
}

#[test]
fn each_text_that_is_no_certificate_with_its_key_is_told_apart() {
    let (made, other) = (made(), made_with(rsa_key(), "other", 2026));
    let (certificate, key, other_key) = (&*made.certificate, made.key_pem(), other.key_pem());
    let elliptic = KeyPair::generate_for(&PKCS_ECDSA_P256_SHA256).unwrap();
    let elliptic_sec1 = section("EC PRIVATE KEY", b"any");
    let encrypted = section("ENCRYPTED PRIVATE KEY", b"any");
    let encrypted_pkcs1 = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\
                           DEK-Info: AES-256-CBC,00\n\nYW55\n-----END RSA PRIVATE KEY-----\n";
    let torn_key = &key[..key.len() - 40];
    let padded_certificate = section("CERTIFICATE", &[&*made.der, b"more"].concat());
    let torn_certificate = section("CERTIFICATE", &made.der[..200]);
    for (parts, fault) in [
        (vec![""], CertificateError::NoCertificate),
        (vec!["hunter2"], CertificateError::NoCertificate),
        (vec![&*key], CertificateError::NoCertificate),
        (vec![certificate], CertificateError::NoKey),
        (
            vec![certificate, &key, &other_key],
            CertificateError::ManyKeys,
        ),
        (
            vec![certificate, &encrypted],
            CertificateError::EncryptedKey,
        ),
        (
            vec![certificate, encrypted_pkcs1],
            CertificateError::EncryptedKey,
        ),
        (vec![certificate, &other_key], CertificateError::Mismatch),
        (
            vec![certificate, &elliptic.serialize_pem()],
            CertificateError::NotRsa,
        ),
        (vec![certificate, &elliptic_sec1], CertificateError::NotRsa),
        (vec![certificate, SHORT_KEY], CertificateError::ShortKey),
        (vec![certificate, torn_key], CertificateError::UnreadableKey),
        (
            vec![certificate, &section("PRIVATE KEY", b"any")],
            CertificateError::UnreadableKey,
        ),
        (
            vec![certificate, &section("RSA PRIVATE KEY", b"any")],
            CertificateError::UnreadableKey,
        ),
        (
            vec![&padded_certificate, &key],
            CertificateError::UnreadableCertificate,
        ),
        (
            vec![&torn_certificate, &key],
            CertificateError::UnreadableCertificate,
        ),
        (
            vec![&section("CERTIFICATE", b"any"), &key],
            CertificateError::UnreadableCertificate,
        ),
    ] {
        assert_eq!(refusal(&parts), fault);
    }
}

#[test]
fn debug_shows_the_certificate_but_not_the_key() {
    let made = made();
    let read = read(&[&made.certificate, &made.key_pem()]).unwrap();
    let shown = format!("{read:?}");
    assert_eq!(
        shown,
        format!(
            "SigningCertificate {{ subject: \"CN=ferry\", thumbprint: \"{}\", .. }}",
            read.thumbprint()
        )
    );
}

#[test]
fn an_assertion_carries_microsoft_s_header_and_claims() {
    let made = made();
    let certificate = read(&[&made.certificate, &made.key_pem()]).unwrap();
    let jwt = certificate.assertion(&token_url(), "client", NOW, Uuid::from_u128(7));
    assert_eq!(
        part(&jwt, 0),
        serde_json::json!({
            "alg": "PS256",
            "typ": "JWT",
            "x5t#S256": URL_SAFE_NO_PAD.encode(digest(&SHA256, &made.der)),
        })
    );
    let now = NOW.unix_timestamp();
    assert_eq!(
        part(&jwt, 1),
        serde_json::json!({
            "aud": token_url().as_str(),
            "iss": "client",
            "sub": "client",
            "jti": "00000000-0000-0000-0000-000000000007",
            "nbf": now - 60,
            "iat": now,
            "exp": now + 600,
        })
    );
}

#[test]
fn an_assertion_is_signed_with_the_certificate_s_key() {
    let made = made();
    let certificate = read(&[&made.certificate, &made.key_pem()]).unwrap();
    let jwt = certificate.assertion(&token_url(), "client", NOW, Uuid::from_u128(7));
    let (message, signature) = jwt.expose_secret().rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let public_key = UnparsedPublicKey::new(&RSA_PSS_2048_8192_SHA256, made.key.public_key_raw());
    public_key.verify(message.as_bytes(), &signature).unwrap();
    let altered = message.replace('.', "..");
    assert!(public_key.verify(altered.as_bytes(), &signature).is_err());
}

#[tokio::test]
async fn an_application_signs_in_with_an_assertion() {
    let granted = r#"{"token_type":"Bearer","expires_in":3599,"access_token":"app-token"}"#;
    let server = Script::of([reply(200).body(granted)]).await;
    let entra = Entra::new(http(), local_cloud(&server.url()));
    let tenant = Tenant::parse("contoso.com").unwrap();
    let assertion = ClientCredential::Assertion(SecretString::from("head.claims.sig\n"));
    let scope = "https://azconfig.io/.default";
    let token = entra
        .client_credentials(&tenant, "client", &assertion, scope)
        .await
        .unwrap();
    assert_eq!(token.secret.expose_secret(), "app-token");
    let seen = &server.seen()[0];
    assert_eq!(seen.target, entra.token_url(&tenant).path());
    assert_eq!(
        seen.body,
        "grant_type=client_credentials&client_id=client\
         &client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer\
         &client_assertion=head.claims.sig&scope=https%3A%2F%2Fazconfig.io%2F.default"
    );
}
