//! `argos serve`: everything in one process.

use crate::command_line::ServeArguments;
use crate::data_folder::DataFolder;
use crate::installation::{Parts, open};
use crate::start_message::{Addresses, text};
use crate::{mail_settings, output, tls};
use anyhow::Context;
use argos_app::App;
use argos_app::projects::{create_project, list_projects, liveform_url};
use argos_notify::WebhookLimits;
use argos_web::{WebConfig, WebState};
use axum_server::Handle;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// Name of the project that a fresh installation gets.
const FIRST_PROJECT: &str = "My project";
/// How long running requests may go on after a stop was asked for.
const GRACE: Duration = Duration::from_secs(20);

pub async fn run(arguments: ServeArguments) -> anyhow::Result<ExitCode> {
    let folder = DataFolder::create(&arguments.data)?;
    let tls = tls::configuration(&arguments, &folder).await?;
    let secure = tls.is_some();
    let listen = arguments.listen.unwrap_or_else(|| usual_address(secure));
    // The port is taken before the models load: a second server on it fails at once.
    let listener = std::net::TcpListener::bind(listen).with_context(|| format!("cannot listen on {listen}"))?;
    listener.set_nonblocking(true)?;
    let bound = listener.local_addr()?;
    let public_url = public_url(&arguments, bound, secure)?;
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let parts = Parts {
        models: arguments.vision.clone(),
        vision_workers: arguments.vision_workers.map_or(cores, usize::from),
        mailer: mail_settings::mailer(&arguments.mail)?,
        webhook_limits: WebhookLimits {
            allow_private_addresses: arguments.webhook_allow_private,
            allow_http: arguments.webhook_allow_private,
            ..WebhookLimits::default()
        },
        public_url: public_url.clone(),
        helpdesk_email: arguments.helpdesk_email.clone(),
        face_memory: arguments.face_memory as usize * 1024 * 1024,
    };
    let app = open(&folder, parts).await?;

    let mut projects = list_projects(&app).await?;
    let created = if projects.is_empty() {
        Some(create_project(&app, FIRST_PROJECT, &arguments.admin_email).await?)
    } else {
        None
    };
    projects.extend(created.as_ref().map(|created| created.project.clone()));
    let first = projects.first().map(|project| project.id.clone());
    let addresses = Addresses {
        public_url: &public_url,
        liveform_url: first.as_ref().map(|id| liveform_url(&app, id)),
        created: created.as_ref(),
        reachable_by_phone: arguments.public_url.is_some() || (secure && !bound.ip().is_loopback()),
    };
    output::print(&text(&addresses))?;

    let only_project = first.filter(|_| projects.len() == 1);
    let config = WebConfig {
        public_url,
        trusted_proxies: arguments.trusted_proxies,
        first_project: only_project,
    };
    let router = argos_web::router(WebState {
        app: app.clone(),
        config: Arc::new(config),
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();

    let stop = CancellationToken::new();
    let worker = tokio::spawn(argos_app::worker::run(app.clone(), stop.clone()));
    let handle = Handle::new();
    tokio::spawn(stop_on_signal(handle.clone(), stop.clone()));
    match tls {
        Some(config) => {
            axum_server::from_tcp_rustls(listener, config)?
                .handle(handle)
                .serve(service)
                .await?
        }
        None => axum_server::from_tcp(listener)?.handle(handle).serve(service).await?,
    }
    stop.cancel();
    worker.await?;
    close(&app).await;
    Ok(ExitCode::SUCCESS)
}

async fn close(app: &App) {
    app.store().close().await;
    tracing::info!("stopped");
}

fn usual_address(secure: bool) -> SocketAddr {
    if secure {
        SocketAddr::from((Ipv4Addr::UNSPECIFIED, 8443))
    } else {
        SocketAddr::from((Ipv4Addr::LOCALHOST, 8080))
    }
}

fn public_url(arguments: &ServeArguments, bound: SocketAddr, secure: bool) -> anyhow::Result<String> {
    if let Some(url) = &arguments.public_url {
        let parsed = url::Url::parse(url).context("--public-url is no address")?;
        anyhow::ensure!(
            matches!(parsed.scheme(), "http" | "https") && parsed.has_host(),
            "--public-url must start with https:// or http://"
        );
        return Ok(url.trim_end_matches('/').to_owned());
    }
    let scheme = if secure { "https" } else { "http" };
    let host = match bound.ip() {
        address if address.is_loopback() => "localhost".to_owned(),
        address if address.is_unspecified() => {
            tls::local_network_address().map_or_else(|| "localhost".to_owned(), |address| address.to_string())
        }
        IpAddr::V6(address) => format!("[{address}]"),
        IpAddr::V4(address) => address.to_string(),
    };
    Ok(format!("{scheme}://{host}:{}", bound.port()))
}

async fn stop_on_signal(handle: Handle<SocketAddr>, stop: CancellationToken) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate());
        match terminate {
            Ok(mut terminate) => tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            },
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
    tracing::info!("stopping: running requests are finished first");
    stop.cancel();
    handle.graceful_shutdown(Some(GRACE));
}
