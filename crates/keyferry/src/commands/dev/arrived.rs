//! What arrived, by a fresh listing through a client of its own: another connection, another
//! credential, and nothing remembered from the sync.

use std::collections::BTreeSet;
use std::sync::Arc;

use azure::appconfig::{
    AccessKey, AppConfiguration, Credential, Filter, KeyValue, Label, Lane, Look, Tier,
};
use azure::{Cloud, CustomCloud, Http, HttpOptions, StoreEndpoint};
use azure_emulator::Demo;
use model::Clock;
use model::clock::SystemClock;
use secrecy::ExposeSecret;
use time::OffsetDateTime;

use crate::exit::Failure;
use crate::output::table;

/// The longest value a table shows, in characters.
const VALUE_WIDTH: usize = 48;

/// The key-values that are in the store.
pub(super) struct Arrived(Vec<KeyValue>);

/// Lists every key-value without a label.
pub(super) async fn list(store: &str, demo: &Demo) -> Result<Arrived, Failure> {
    let client = client(store, demo)?;
    let filter = Filter::label(Label::none());
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let look = client
            .list_page(&filter, after.as_ref(), None)
            .await
            .map_err(|error| Failure::caused("the store cannot be read back", &error))?;
        let Look::Page { items, next, .. } = look else {
            break;
        };
        found.extend(items);
        match next {
            Some(link) => after = Some(link),
            None => break,
        }
    }
    Ok(Arrived(found))
}

fn client(store: &str, demo: &Demo) -> Result<AppConfiguration, Failure> {
    let failed = |error: &dyn std::error::Error| {
        Failure::caused("the second client cannot be set up", error)
    };
    let cloud = Cloud::custom(CustomCloud {
        authority: store,
        audience: "https://azconfig.io",
        store_suffix: "azconfig.localhost",
        management: None,
    })
    .map_err(|error| failed(&error))?;
    let endpoint = StoreEndpoint::parse(store, &cloud, &[]).map_err(|error| failed(&error))?;
    let key = AccessKey::new(
        &demo.access_key.id,
        &demo.access_key.secret.clone().into(),
        Arc::new(now),
    )
    .map_err(|error| failed(&error))?;
    let http = Http::new(&HttpOptions::default()).map_err(|error| failed(&error))?;
    let lane = Arc::new(Lane::new(Tier::Unlimited));
    Ok(AppConfiguration::new(
        http,
        endpoint,
        Credential::Hmac(key),
        lane,
    ))
}

fn now() -> OffsetDateTime {
    let micros = i128::from(SystemClock.now().as_micros());
    OffsetDateTime::from_unix_timestamp_nanos(micros * 1_000).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

impl Arrived {
    /// Whether a key is there.
    pub(super) fn has(&self, key: &str) -> bool {
        self.0.iter().any(|item| item.key.as_str() == key)
    }

    /// A table of all. Only the values of `shown` keys, which are plain configuration, are shown.
    pub(super) fn table(&self, shown: &BTreeSet<String>) -> String {
        let rows = self.0.iter().map(|item| {
            let value = if shown.contains(item.key.as_str()) {
                shortened(item.value.expose_secret())
            } else {
                "••••••••".to_owned()
            };
            let content_type = item.content_type.clone().unwrap_or_default();
            [item.key.as_str().to_owned(), value, content_type]
        });
        table(["key", "value", "content type"], rows, "nothing arrived")
    }
}

fn shortened(text: &str) -> String {
    if text.chars().count() <= VALUE_WIDTH {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(VALUE_WIDTH - 1).collect();
    short.push('…');
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_value_is_cut_at_a_character() {
        let short = shortened(&"ü".repeat(100));
        assert_eq!(short.chars().count(), VALUE_WIDTH);
        assert!(short.ends_with('…'));
        assert_eq!(shortened("1.50"), "1.50");
    }
}
