//! A certificate with its key for an app that signs in by client assertion.

use std::{fs, path::Path, sync::OnceLock};

use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256, RsaKeySize};

use super::{TlsError, validity, write_private};

/// Its name in the data folder.
const FILE: &str = "client-certificate.pem";

/// Reads the PEM of key and certificate from a folder, or makes it there, readable by its
/// owner only. Without a folder it is made once for the process: an RSA key takes a while.
pub(crate) fn client_certificate(folder: Option<&Path>) -> Result<String, TlsError> {
    let Some(folder) = folder else {
        static MADE: OnceLock<String> = OnceLock::new();
        if let Some(made) = MADE.get() {
            return Ok(made.clone());
        }
        let new = make()?;
        return Ok(MADE.get_or_init(|| new).clone());
    };
    let failed = |source| TlsError::File {
        path: folder.display().to_string(),
        source,
    };
    let file = folder.join(FILE);
    if file.exists() {
        return fs::read_to_string(file).map_err(failed);
    }
    let new = make()?;
    fs::create_dir_all(folder).map_err(failed)?;
    write_private(&file, &new).map_err(failed)?;
    Ok(new)
}

fn make() -> Result<String, TlsError> {
    let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048)?;
    let mut params = CertificateParams::new(Vec::new())?;
    params
        .distinguished_name
        .push(DnType::CommonName, "Keyferry on the emulator");
    (params.not_before, params.not_after) = validity();
    let certificate = params.self_signed(&key)?;
    Ok(format!("{}{}", key.serialize_pem(), certificate.pem()))
}
