//! `keyferry serve`: the server, as its environment says, until it is told to stop.

use seal::KeyForm;
use secrecy::ExposeSecret;
use service::access;

use crate::environment::Environment;
use crate::exit::{Failure, Outcome};
use crate::instance::{self, Instance};
use crate::settings::{LogSettings, Settings};
use crate::stop::stop_requested;

pub(crate) async fn run(env: &Environment) -> Result<Outcome, Failure> {
    instance::start_logging(&LogSettings::read(env, "info")?)?;
    let settings = Settings::read(env)?;
    let stop = stop_requested()?;
    if settings.key_form == KeyForm::Derived {
        tracing::warn!(
            "ENCRYPTION_KEY has 32 hexadecimal digits: a key of 256 bits is derived from its 128"
        );
    }
    let (site, database) = (settings.site_url.clone(), settings.database.to_string());
    let code_was_chosen = settings.setup_code.is_some();
    let listener = instance::bind(settings.listen, "PORT").await?;
    let listening = settings.listen;
    let instance = Instance::start(settings, listener).await?;
    tracing::info!(%site, %listening, database, "ready");
    if needs_set_up(&instance).await? {
        if code_was_chosen {
            tracing::info!(
                "nobody has set this instance up: open {site}setup and enter the code of KEYFERRY_SETUP_TOKEN"
            );
        } else {
            let code = instance.setup_code().expose_secret();
            tracing::info!(
                "nobody has set this instance up: open {site}setup and enter the code {code}"
            );
        }
    }
    stop.await;
    tracing::info!("stopping");
    instance.stop().await;
    tracing::info!("stopped");
    Ok(Outcome::Done)
}

async fn needs_set_up(instance: &Instance) -> Result<bool, Failure> {
    access::needs_set_up(instance.service())
        .await
        .map_err(|error| Failure::caused("the database does not answer", &error))
}
