//! What apps without a secret get at start: a certificate, and a token of an external issuer.

use std::path::{Path, PathBuf};

use time::Duration;
use uuid::Uuid;

use crate::{
    AppCertificate, Config, Control, StartError,
    tls::{TlsError, client_certificate, write_private},
};

/// Longer than an emulator runs: nobody renews the file as a cluster would.
const TOKEN_LIFE: Duration = Duration::days(30);

/// Gives the app of [`Config::certificate_for`] a certificate; gives the PEM with its key.
pub(crate) fn certify(config: &mut Config) -> Result<Option<String>, TlsError> {
    let Some(app) = config.certificate_for else {
        return Ok(None);
    };
    let pem = client_certificate(config.data_dir.as_deref())?;
    config
        .directory
        .certify(app, AppCertificate::from_pem(&pem)?);
    Ok(Some(pem))
}

/// Writes a token for the first federated credential of an app into a folder; gives the file.
/// An app without any gets none.
pub(crate) fn write_federated_token(
    control: &Control,
    folder: &Path,
    app: Uuid,
) -> Result<Option<PathBuf>, StartError> {
    let credential = control.directory(|directory| {
        let app = directory.app(app)?;
        app.federated.first().cloned()
    });
    let Some(known) = credential else {
        return Ok(None);
    };
    let token =
        control.federated_token(&known.issuer, &known.subject, &known.audience, TOKEN_LIFE)?;
    let file = folder.join("federated-token");
    write_private(&file, &token).map_err(|source| TlsError::File {
        path: folder.display().to_string(),
        source,
    })?;
    Ok(Some(file))
}
