//! HTTPS: certificates from files, or a self-signed one so that phones in the local network give their camera.

use crate::command_line::{ServeArguments, TlsMode};
use crate::data_folder::DataFolder;
use anyhow::{Context, bail};
use axum_server::tls_rustls::RustlsConfig;
use std::fs;
use std::net::{IpAddr, UdpSocket};
use std::path::Path;

/// The certificate to serve with; `None` for plain HTTP.
pub async fn configuration(arguments: &ServeArguments, folder: &DataFolder) -> anyhow::Result<Option<RustlsConfig>> {
    let (certificate, key) = match (arguments.tls, &arguments.tls_certificate, &arguments.tls_key) {
        (None | Some(TlsMode::Files), Some(certificate), Some(key)) => (certificate.clone(), key.clone()),
        (Some(TlsMode::Files), _, _) => bail!("--tls files needs --tls-certificate and --tls-key"),
        (Some(TlsMode::SelfSigned), _, _) => {
            let (certificate, key) = folder.self_signed_certificate();
            if !certificate.exists() || !key.exists() {
                make_self_signed(&certificate, &key)?;
            }
            (certificate, key)
        }
        (None, _, _) => return Ok(None),
    };
    let config = RustlsConfig::from_pem_file(&certificate, &key).await;
    config
        .with_context(|| format!("cannot use the certificate {}", certificate.display()))
        .map(Some)
}

/// This machine's address in the local network, by which a phone reaches it.
///
/// No packet is sent: connecting a UDP socket only asks the system which of its addresses it would use.
pub fn local_network_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_unspecified() && !address.is_loopback()).then_some(address)
}

fn make_self_signed(certificate: &Path, key: &Path) -> anyhow::Result<()> {
    let mut names = vec!["localhost".to_owned(), "127.0.0.1".to_owned(), "::1".to_owned()];
    names.extend(local_network_address().map(|address| address.to_string()));
    let made = rcgen::generate_simple_self_signed(names).context("cannot make a certificate")?;
    fs::write(certificate, made.cert.pem()).with_context(|| format!("cannot write {}", certificate.display()))?;
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options
        .open(key)
        .with_context(|| format!("cannot write {}", key.display()))?;
    std::io::Write::write_all(&mut file, made.signing_key.serialize_pem().as_bytes())
        .with_context(|| format!("cannot write {}", key.display()))
}
