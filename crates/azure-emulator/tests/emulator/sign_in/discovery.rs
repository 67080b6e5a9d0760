//! Metadata and signing keys.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde_json::Value;

use crate::lab::Lab;

#[tokio::test]
async fn the_metadata_names_where_the_client_asked() {
    let lab = Lab::with(|_| ()).await;
    let secure = lab.emulator.https_url();
    let path = ".well-known/openid-configuration";
    let get = async |tenant: &str| {
        let url = format!("{secure}/{tenant}/v2.0/{path}");
        lab.client
            .get(url)
            .send()
            .await
            .unwrap()
            .json::<Value>()
            .await
            .unwrap()
    };
    let tenant = lab.demo.tenant_id.to_string();
    let metadata = get("contoso.com").await;
    assert_eq!(metadata["issuer"], format!("{secure}/{tenant}/v2.0"));
    assert_eq!(
        metadata["token_endpoint"],
        format!("{secure}/contoso.com/oauth2/v2.0/token")
    );
    assert_eq!(
        get("organizations").await["issuer"],
        format!("{secure}/{{tenantid}}/v2.0")
    );
    assert_eq!(get("nowhere").await["error_codes"][0], 90_002);
}

#[tokio::test]
async fn the_published_key_verifies_the_tokens() {
    use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};

    let lab = Lab::with(|_| ()).await;
    let keys: Value = lab
        .get("/common/discovery/v2.0/keys")
        .await
        .json()
        .await
        .unwrap();
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).unwrap();
    let key = RsaPublicKeyComponents {
        n: decode(keys["keys"][0]["n"].as_str().unwrap()),
        e: decode(keys["keys"][0]["e"].as_str().unwrap()),
    };
    let token = lab.service_token("https://azconfig.io/.default").await;
    let (text, signature) = token.rsplit_once('.').unwrap();
    let verified = key.verify(
        &RSA_PKCS1_2048_8192_SHA256,
        text.as_bytes(),
        &decode(signature),
    );
    assert!(verified.is_ok());
    let head = decode(text.split('.').next().unwrap());
    let head: Value = serde_json::from_slice(&head).unwrap();
    assert_eq!(
        (&head["alg"], &head["kid"]),
        (&"RS256".into(), &keys["keys"][0]["kid"])
    );
}
