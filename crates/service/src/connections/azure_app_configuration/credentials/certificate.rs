//! An application's certificate with its key: the text that was pasted, and what it says.

use azure::entra::{CertificateError, SigningCertificate};
use model::Timestamp;
use secrecy::SecretString;

use super::super::times;

pub(in super::super) struct Certificate {
    pem: SecretString,
    signing: SigningCertificate,
}

impl Certificate {
    pub(super) fn parse(pem: SecretString) -> Result<Self, CertificateError> {
        let signing = SigningCertificate::from_pem(&pem)?;
        Ok(Self { pem, signing })
    }

    pub(super) fn pem(&self) -> &SecretString {
        &self.pem
    }

    pub(in super::super) fn signing(&self) -> &SigningCertificate {
        &self.signing
    }

    pub(super) fn not_before(&self) -> Timestamp {
        times::timestamp(self.signing.not_before())
    }

    pub(super) fn not_after(&self) -> Timestamp {
        times::timestamp(self.signing.not_after())
    }

    pub(super) fn thumbprint(&self) -> &str {
        self.signing.thumbprint()
    }

    pub(super) fn subject(&self) -> &str {
        self.signing.subject()
    }
}
