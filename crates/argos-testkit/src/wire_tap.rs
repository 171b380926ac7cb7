//! A listener on the wire between a browser and a server: it passes everything on and keeps what the browser sent.

use anyhow::Context;
use std::net::Ipv4Addr;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// The listener. It stops when it is dropped.
#[derive(Debug)]
pub struct WireTap {
    port: u16,
    sent: Arc<Mutex<Vec<u8>>>,
    listening: JoinHandle<()>,
}

impl WireTap {
    /// Listens on a port of its own before the server at `address` (`http://localhost:PORT`).
    ///
    /// # Errors
    /// When no port is free.
    pub async fn before(address: &str) -> anyhow::Result<Self> {
        let server = address.rsplit(':').next().and_then(|port| port.parse::<u16>().ok());
        let server = server.context("the server has no port")?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let port = listener.local_addr()?.port();
        let sent = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&sent);
        let listening = tokio::spawn(async move {
            while let Ok((browser, _)) = listener.accept().await {
                tokio::spawn(pass_on(browser, server, Arc::clone(&kept)));
            }
        });
        Ok(Self { port, sent, listening })
    }

    /// An address of the server as the browser is to open it.
    #[must_use]
    pub fn url(&self, path: &str) -> String {
        format!("http://localhost:{}{path}", self.port)
    }

    /// All bytes that the browser sent so far.
    #[must_use]
    pub fn sent(&self) -> Vec<u8> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for WireTap {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

async fn pass_on(browser: TcpStream, server: u16, kept: Arc<Mutex<Vec<u8>>>) {
    let Ok(server) = TcpStream::connect((Ipv4Addr::LOCALHOST, server)).await else {
        return;
    };
    let (mut from_browser, mut to_browser) = browser.into_split();
    let (mut from_server, mut to_server) = server.into_split();
    let answers = tokio::spawn(async move {
        // Either side may hang up at any moment.
        let _ = tokio::io::copy(&mut from_server, &mut to_browser).await;
    });
    let mut buffer = vec![0; 16 * 1024];
    while let Ok(length @ 1..) = from_browser.read(&mut buffer).await {
        kept.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend_from_slice(&buffer[..length]);
        if to_server.write_all(&buffer[..length]).await.is_err() {
            break;
        }
    }
    let _ = to_server.shutdown().await;
    let _ = answers.await;
}
