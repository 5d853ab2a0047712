//! The certificate that files are signed with which leave the house: `[profile]`, else the one the
//! server shows, else nothing here, and the engine makes one of its own.

use crate::config::Config;
use anyhow::{Context, Result};
use engine::stamp::Stamp;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject};
use std::path::Path;

pub fn configured(config: &Config) -> Result<Option<Stamp>> {
    let (own, server) = (&config.profile, &config.server);
    let files = own.certificate_file.as_deref().zip(own.private_key_file.as_deref());
    if let Some((certificate, key)) = files {
        return read(certificate, key).map(Some);
    }
    let files = server.certificate_file.as_deref().zip(server.private_key_file.as_deref());
    let Some((certificate, key)) = files else { return Ok(None) };
    match read(certificate, key) {
        Ok(stamp) => Ok(Some(stamp)),
        // Good enough for TLS: a kind of key profiles are not signed with.
        Err(error) => {
            tracing::warn!("profiles are signed with a certificate of our own: {error:#}");
            Ok(None)
        }
    }
}

fn read(certificate: &Path, key: &Path) -> Result<Stamp> {
    let unreadable = |file: &Path| format!("{} cannot be read", file.display());
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .with_context(|| unreadable(certificate))?;
    let chain = chain.iter().map(|one| one.as_ref().to_vec()).collect();
    let secret = PrivateKeyDer::from_pem_file(key).with_context(|| unreadable(key))?;
    Stamp::read(chain, secret.secret_der())
        .with_context(|| format!("{} is no RSA or P-256 key, or no certificate", key.display()))
}
