//! From the command line to a mailer.

use crate::command_line::{MailArguments, SmtpEncryption};
use anyhow::Context;
use argos_notify::{MailEncryption, MailLogin, MailServer, Mailer};
use std::time::Duration;

/// How long one mail may take.
const TIMEOUT: Duration = Duration::from_secs(20);

/// The mailer; one that refuses with a clear error when no server was named.
pub fn mailer(arguments: &MailArguments) -> anyhow::Result<Mailer> {
    let Some(host) = &arguments.smtp_host else {
        return Ok(Mailer::none());
    };
    let encryption = match arguments.smtp_encryption {
        SmtpEncryption::None => MailEncryption::None,
        SmtpEncryption::Starttls => MailEncryption::StartTls,
        SmtpEncryption::Tls => MailEncryption::Tls,
    };
    let login = match (&arguments.smtp_user, &arguments.smtp_password) {
        (Some(user), Some(password)) => Some(MailLogin {
            name: user.clone(),
            password: password.clone().into(),
        }),
        (None, None) => None,
        _ => anyhow::bail!("--smtp-user and --smtp-password belong together"),
    };
    let usual = MailServer::new(host.clone(), encryption, arguments.mail_from.clone());
    let server = MailServer {
        port: arguments.smtp_port.unwrap_or(usual.port),
        login,
        timeout: TIMEOUT,
        ..usual
    };
    Mailer::new(&server).context("cannot use the mail settings")
}
