//! Sends a mail to an administrator, such as an invitation.

use crate::app::{App, random_bytes};
use crate::error::AppError;
use crate::jobs::send_mail::send;
use crate::jobs::{ADMINISTRATOR_MAIL_JOB, JobOutcome};
use crate::sign_in::invitation_url;
use argos_crypto::{SecureRandom, TokenHash};
use argos_domain::access::INVITATION_LIFETIME;
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, JobId, ProjectId};
use argos_domain::personal::{EmailAddress, PersonalText};
use argos_domain::role::Role;
use argos_domain::sign_in::AccountChange;
use argos_i18n::Language;
use argos_notify::{AccessMail, AccessOccasion, AccountMail, Mail, MailText};
use argos_store::{ClaimedJob, NewJob, Tx};
use serde::{Deserialize, Serialize};

/// What an administrator is told. It is sealed while it waits.
#[derive(Serialize, Deserialize)]
#[serde(tag = "mail", rename_all = "snake_case")]
pub(crate) enum AdministratorMail {
    /// An invitation to the job's project.
    Invited {
        /// The secret of its link.
        token: String,
    },
    /// Access to the job's project was given.
    Granted {
        /// To whom.
        to: AdministratorId,
        /// As what.
        role: Role,
        /// By whom.
        by: AdministratorId,
    },
    /// Something about signing in was changed.
    Account {
        /// Whose account it is.
        to: AdministratorId,
        /// What was changed.
        change: AccountChange,
        /// From where; the operator's host has none.
        address: Option<PersonalText>,
    },
}

/// Enqueues a mail.
pub(crate) async fn enqueue_administrator_mail(
    tx: &mut Tx,
    random: &dyn SecureRandom,
    project: Option<&ProjectId>,
    mail: &AdministratorMail,
    now: Timestamp,
) -> Result<(), AppError> {
    let job = NewJob {
        id: JobId::from_random(random_bytes(random)?),
        project_id: project.cloned(),
        submission_id: None,
        kind: ADMINISTRATOR_MAIL_JOB.to_owned(),
        order_key: None,
        payload: serde_json::to_value(mail).map_err(AppError::internal)?,
        run_at: now,
    };
    Ok(tx.enqueue(&job, now).await?)
}

pub(super) async fn run(app: &App, job: &ClaimedJob) -> JobOutcome {
    let Ok(payload) = AdministratorMail::deserialize(&job.payload) else {
        return JobOutcome::unreadable();
    };
    let (to, text) = match write(app, job, payload).await {
        Ok(Some(written)) => written,
        Ok(None) => return JobOutcome::Done,
        Err(error) => return JobOutcome::failed(job.attempts, error.to_string()),
    };
    let mail = Mail {
        to,
        bcc: None,
        subject: text.subject,
        text: text.text,
        html: text.html,
        reply_to: None,
        message_id: job.id.clone(),
        sent_at: job.created_at,
    };
    send(app, job, &mail).await
}

/// The mail; `None` when it has come to nothing meanwhile.
async fn write(
    app: &App,
    job: &ClaimedJob,
    payload: AdministratorMail,
) -> Result<Option<(EmailAddress, MailText)>, AppError> {
    let mut tx = app.store().read().await?;
    let (to, by, role, url, occasion) = match payload {
        AdministratorMail::Account { to, change, address } => {
            let to = tx.find_administrator(&to).await?;
            return to
                .map(|to| write_account(app, job, to.email, change, address))
                .transpose();
        }
        AdministratorMail::Invited { token } => {
            let open = tx.invitation_by_token(&TokenHash::of(&token), app.now()).await?;
            let Some(invitation) = open else { return Ok(None) };
            let url = invitation_url(app.public_url(), &token);
            let valid_for = INVITATION_LIFETIME;
            let occasion = AccessOccasion::Invited { valid_for };
            let to = invitation.administrator.id;
            (to, invitation.invited_by, invitation.role, url, occasion)
        }
        AdministratorMail::Granted { to, role, by } => {
            let url = format!("{}/dashboard", app.public_url());
            (to, by, role, url, AccessOccasion::Granted)
        }
    };
    let project = match &job.project_id {
        Some(id) => tx.find_project(id).await?,
        None => None,
    };
    let (to, by) = (tx.find_administrator(&to).await?, tx.find_administrator(&by).await?);
    let (Some(project), Some(to), Some(by)) = (project, to, by) else {
        return Ok(None);
    };
    let mail = AccessMail {
        language: Language::English,
        project_name: &project.name,
        role,
        by: &by.email,
        url: &url,
        occasion,
    };
    let text = mail.write().map_err(AppError::internal)?;
    Ok(Some((to.email, text)))
}

fn write_account(
    app: &App,
    job: &ClaimedJob,
    to: EmailAddress,
    change: AccountChange,
    address: Option<PersonalText>,
) -> Result<(EmailAddress, MailText), AppError> {
    let mail = AccountMail {
        language: Language::English,
        change,
        account: &to,
        at: job.created_at,
        address: address.as_ref().map(PersonalText::expose),
        url: &format!("{}/dashboard/account", app.public_url()),
    };
    let text = mail.write().map_err(AppError::internal)?;
    Ok((to, text))
}
