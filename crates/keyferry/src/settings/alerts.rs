//! `KEYFERRY_ALERT_WEBHOOK_URL` and `KEYFERRY_ALERT_WEBHOOK_SECRET`: where alerts are sent to, and
//! what signs them.

use std::time::Duration;

use reqwest::redirect::Policy;
use secrecy::SecretString;
use service::connections::alerts::{BadWebhook, Webhook, Words};
use url::Url;

use super::{SettingError, secret};
use crate::environment::Environment;

const ADDRESS: &str = "KEYFERRY_ALERT_WEBHOOK_URL";
const SECRET: &str = "KEYFERRY_ALERT_WEBHOOK_SECRET";

/// How long a delivery may take.
const TIMEOUT: Duration = Duration::from_secs(10);

/// Where alerts are sent to; none when nobody asked for that.
pub(super) fn webhook(env: &Environment) -> Result<Option<Webhook>, SettingError> {
    let key = secret::read(env, SECRET)?;
    match (env.get(ADDRESS), key) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(SettingError::Missing {
            variable: ADDRESS,
            fix: "set it to the https address that alerts go to, or remove \
                  KEYFERRY_ALERT_WEBHOOK_SECRET",
        }),
        (Some(_), None) => Err(SettingError::Missing {
            variable: SECRET,
            fix: "alerts are signed: make a secret with `echo whsec_$(openssl rand -base64 32)`, \
                  and give it to the receiver too",
        }),
        (Some(address), Some(key)) => made(address, &key).map(Some),
    }
}

fn made(address: &str, key: &SecretString) -> Result<Webhook, SettingError> {
    // Neither the address nor the error of its parsing is repeated: it may hold a secret.
    let refused = |_| SettingError::unusable(ADDRESS, BadWebhook::Address);
    let url = Url::parse(address).map_err(refused)?;
    let mut client = reqwest::Client::builder()
        .user_agent(concat!("keyferry/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .connect_timeout(TIMEOUT)
        .timeout(TIMEOUT);
    if url.scheme() == "http" {
        // Only loopback may be reached so, and no proxy is to see that.
        client = client.no_proxy();
    }
    let client = client
        .build()
        .map_err(|error| SettingError::unusable(ADDRESS, error.without_url()))?;
    let words = |kind, name: &str, diagnosis: Option<&model::Diagnosis>| {
        let message = server::messages::describe_alert(kind, name, diagnosis);
        Words {
            sentence: message.sentence,
            next_step: message.next_step,
            command: message.command,
        }
    };
    Webhook::new(url, key, client, words).map_err(|error| {
        let variable = match error {
            BadWebhook::Address => ADDRESS,
            BadWebhook::Secret => SECRET,
        };
        SettingError::unusable(variable, error)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn refusal(variables: &[(&str, &str)]) -> String {
        let read = webhook(&Environment::of(variables));
        read.err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    }

    #[test]
    fn alerts_go_nowhere_until_somebody_says_where() {
        assert!(webhook(&Environment::of(&[])).is_ok_and(|none| none.is_none()));
        let whole = [(ADDRESS, "https://hooks.example.com/x"), (SECRET, GOOD)];
        assert!(webhook(&Environment::of(&whole)).is_ok_and(|some| some.is_some()));
    }

    #[test]
    fn half_of_it_is_refused_and_the_other_half_named() {
        let text = refusal(&[(ADDRESS, "https://hooks.example.com/x")]);
        assert!(text.starts_with(SECRET), "{text}");
        let text = refusal(&[(SECRET, GOOD)]);
        assert!(text.starts_with(ADDRESS), "{text}");
    }

    #[test]
    fn a_refusal_repeats_neither_the_address_nor_the_secret() {
        let text = refusal(&[
            (ADDRESS, "http://hooks.example.com/hunter2"),
            (SECRET, GOOD),
        ]);
        assert!(text.starts_with(ADDRESS), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
        let text = refusal(&[(ADDRESS, "https://hooks.example.com/"), (SECRET, "hunter2")]);
        assert!(text.starts_with(SECRET), "{text}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}
