//! The emulator's own certificate authority and the certificate it serves with.

mod client;

use std::{fs, io, net::Ipv4Addr, path::Path, sync::Arc};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose, SanType, date_time_ymd,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::aws_lc_rs::default_provider,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};

pub(crate) use self::client::client_certificate;

use crate::NotACertificate;

/// The names the certificate is good for, besides the loopback addresses.
const NAMES: [&str; 3] = ["localhost", "azconfig.localhost", "*.azconfig.localhost"];

/// Why there is no TLS.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// The authority's files could not be read or written.
    #[error("the certificate authority in {path} could not be read or written")]
    File {
        /// The folder.
        path: String,
        /// What went wrong.
        source: io::Error,
    },
    /// `client-certificate.pem` of the data folder cannot be read.
    #[error("client-certificate.pem holds no certificate")]
    ClientCertificate(#[from] NotACertificate),
    /// A certificate could not be made, or the stored authority is not one.
    #[error("a certificate could not be made")]
    Certificate(#[from] rcgen::Error),
    /// The certificate could not be used.
    #[error("the certificate could not be used")]
    Configuration(#[from] tokio_rustls::rustls::Error),
}

/// A certificate authority, made at first start.
pub(crate) struct Authority {
    pem: String,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    /// Reads the authority from `ca.pem` and `ca-key.pem` of a folder, or makes it there.
    /// Without a folder it lives in memory.
    pub(crate) fn open(folder: Option<&Path>) -> Result<Self, TlsError> {
        let Some(folder) = folder else {
            let (pem, key) = make()?;
            return Self::from_parts(pem, key);
        };
        let failed = |source| TlsError::File {
            path: folder.display().to_string(),
            source,
        };
        let (pem_file, key_file) = (folder.join("ca.pem"), folder.join("ca-key.pem"));
        if pem_file.exists() && key_file.exists() {
            let pem = fs::read_to_string(pem_file).map_err(failed)?;
            let key = fs::read_to_string(key_file).map_err(failed)?;
            return Self::from_parts(pem, KeyPair::from_pem(&key)?);
        }
        let (pem, key) = make()?;
        fs::create_dir_all(folder).map_err(failed)?;
        write_private(&key_file, &key.serialize_pem()).map_err(failed)?;
        fs::write(pem_file, &pem).map_err(failed)?;
        Self::from_parts(pem, key)
    }

    /// The name and the key are all that a signature needs; both are the same at each start.
    fn from_parts(pem: String, key: KeyPair) -> Result<Self, TlsError> {
        Ok(Self {
            pem,
            issuer: Issuer::new(params()?, key),
        })
    }

    /// The authority's certificate, for clients to trust.
    pub(crate) fn pem(&self) -> &str {
        &self.pem
    }

    /// Makes a certificate and what accepts connections with it.
    pub(crate) fn acceptor(&self) -> Result<TlsAcceptor, TlsError> {
        let key = KeyPair::generate()?;
        let mut params = CertificateParams::new(NAMES.map(str::to_owned))?;
        for address in [
            Ipv4Addr::LOCALHOST.into(),
            std::net::Ipv6Addr::LOCALHOST.into(),
        ] {
            params.subject_alt_names.push(SanType::IpAddress(address));
        }
        params
            .distinguished_name
            .push(DnType::CommonName, "localhost");
        params.use_authority_key_identifier_extension = true;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        (params.not_before, params.not_after) = validity();
        let certificate = params.signed_by(&key, &self.issuer)?;
        let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.der().clone()], key)?;
        Ok(TlsAcceptor::from(Arc::new(config)))
    }
}

fn make() -> Result<(String, KeyPair), TlsError> {
    let key = KeyPair::generate()?;
    let pem = params()?.self_signed(&key)?.pem();
    Ok((pem, key))
}

fn params() -> Result<CertificateParams, TlsError> {
    let mut params = CertificateParams::new(Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    params
        .distinguished_name
        .push(DnType::CommonName, "Azure emulator on this computer");
    (params.not_before, params.not_after) = validity();
    Ok(params)
}

/// Wide enough that no clock of a test machine matters.
fn validity() -> (time::OffsetDateTime, time::OffsetDateTime) {
    (date_time_ymd(2020, 1, 1), date_time_ymd(2049, 12, 31))
}

pub(crate) fn write_private(path: &Path, text: &str) -> io::Result<()> {
    #[cfg(unix)]
    {
        use std::{io::Write, os::unix::fs::OpenOptionsExt};
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true).mode(0o600);
        options.open(path)?.write_all(text.as_bytes())
    }
    #[cfg(not(unix))]
    fs::write(path, text)
}
