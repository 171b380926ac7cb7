//! Whom to believe when a server proves its name.

use rustls::RootCertStore;
use rustls::pki_types::CertificateDer;

/// The certificate authorities that the operating system trusts, and `extra` ones.
///
/// The environment variables `SSL_CERT_FILE` and `SSL_CERT_DIR` replace the system's, as everywhere.
pub(crate) fn trusted_roots(extra: &[CertificateDer<'static>]) -> RootCertStore {
    let mut roots = RootCertStore::empty();
    let system = rustls_native_certs::load_native_certs();
    let (found, _) = roots.add_parsable_certificates(system.certs);
    let (added, _) = roots.add_parsable_certificates(extra.iter().cloned());
    if found + added == 0 {
        tracing::warn!(
            "this system has no certificate authorities: webhooks over https will fail; install ca-certificates or set \
             SSL_CERT_FILE"
        );
    }
    roots
}
