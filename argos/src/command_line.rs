//! The command line. Every setting of `serve` can also be given by an environment variable.

mod faces;
mod files;
mod keys;
mod policy;
mod score;
mod storage;
mod vision;

pub use faces::{
    CompareArguments, EvalAgesArguments, EvalDuplicatesArguments, EvalFacesArguments, EvalLivenessArguments,
};
pub use files::{
    EvalArguments, EvalBarcodesArguments, EvalDocumentsArguments, EvalOriginArguments, EvalSelfiesArguments,
    EvalSubject, EvalTextArguments, ReadArguments, TextField, VerifyArguments,
};
pub use keys::{CheckKeysArguments, DataKeysAction, KeysStatusArguments, RewrapArguments, RotateArguments};
pub use policy::{
    OfProject, PolicyAction, PolicyArguments, PolicyDiffArguments, PolicyHistoryArguments, SetPolicyArguments,
    ShowPolicyArguments,
};
pub use score::EvalScoreArguments;
pub use storage::{KeyArguments, KeyServiceKind, StorageArguments};
pub use vision::{TextArguments, VisionArguments};

use crate::agent::AgentArguments;
use crate::database_address::DatabaseAddress;
use crate::score::ScoreArguments;
use crate::submission::SubmissionArguments;
use argos_domain::id::ProjectId;
use argos_domain::personal::EmailAddress;
use argos_domain::role::Role;
use argos_vision::EnginePreference;
use clap::{Args, Parser, Subcommand, ValueEnum};
use ipnet::IpNet;
use std::net::SocketAddr;
use std::path::PathBuf;

/// Self-hosted identity verification.
#[derive(Debug, Parser)]
#[command(name = "argos", version, about, max_term_width = 100)]
pub struct CommandLine {
    /// Format of log lines on standard error.
    #[arg(long, global = true, value_enum, default_value_t = LogFormat::Text, env = "ARGOS_LOG_FORMAT")]
    pub log_format: LogFormat,
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// Format of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}

/// What argos can do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the whole product: Liveform, API, dashboard, jobs.
    Serve(Box<ServeArguments>),
    /// Verify one person from image files, without a server.
    Verify(VerifyArguments),
    /// Read documents from image files: kind, country, fields, machine readable zone.
    Read(ReadArguments),
    /// Compare the faces of two pictures.
    Compare(CompareArguments),
    /// Measure the AI on labelled data of your own.
    Eval(EvalArguments),
    /// Check models, engine, keys, database and the place of the images, and run a self-test.
    Doctor(DoctorArguments),
    /// Make and list projects.
    Project(ProjectArguments),
    /// The rules by which submissions are decided.
    Policy(PolicyArguments),
    /// Hold what Argos decided against what humans decided.
    Score(ScoreArguments),
    /// Explain how a submission was decided.
    Submission(SubmissionArguments),
    /// Look after administrators from the host.
    Admin(AdminArguments),
    /// Look after the keys under which data are encrypted; make a SecretKey, and open with it what is sealed.
    Keys(KeysArguments),
    /// Print the catalogue of reject and retry codes.
    Codes(CodesArguments),
    /// Print the checks: what each looks at, what it leads to, what was measured.
    Checks,
}

/// Where everything is kept.
#[derive(Debug, Clone, Args)]
pub struct DataArguments {
    /// Folder of database, images and keys; made when it is missing.
    #[arg(long, default_value = "argos-data", env = "ARGOS_DATA_FOLDER")]
    pub data_folder: PathBuf,
    /// Database: postgres://user:password@host/name, or a path of SQLite; better given by the environment when it holds
    /// a password [default: argos.sqlite in the data folder].
    #[arg(long, env = "ARGOS_DATABASE_URL", hide_env_values = true)]
    pub database_url: Option<DatabaseAddress>,
    #[command(flatten)]
    pub storage: StorageArguments,
    #[command(flatten)]
    pub keys: KeyArguments,
}

/// Which inference engine runs the models.
#[derive(Debug, Clone, Args)]
pub struct EngineArguments {
    /// Inference engine.
    #[arg(long, value_enum, default_value_t = Engine::Automatic, env = "ARGOS_ENGINE")]
    pub engine: Engine,
}

/// Inference engines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    /// ONNX Runtime when its library is found, else rten.
    Automatic,
    /// ONNX Runtime.
    Onnxruntime,
    /// rten, compiled in.
    Rten,
}

impl From<Engine> for EnginePreference {
    fn from(engine: Engine) -> Self {
        match engine {
            Engine::Automatic => Self::Automatic,
            Engine::Onnxruntime => Self::OnnxRuntime,
            Engine::Rten => Self::Rten,
        }
    }
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
pub struct ServeArguments {
    #[command(flatten)]
    pub data: DataArguments,
    #[command(flatten)]
    pub vision: VisionArguments,
    /// Address to listen on [default: 127.0.0.1:8080, with --tls 0.0.0.0:8443].
    #[arg(long, env = "ARGOS_LISTEN")]
    pub listen: Option<SocketAddr>,
    /// Address under which users reach this server, such as https://kyc.example.com, when a proxy stands before it.
    #[arg(long, env = "ARGOS_PUBLIC_URL")]
    pub public_url: Option<String>,
    /// Serve HTTPS, so that phones give their camera: `self-signed` or `files`.
    #[arg(long, value_enum, env = "ARGOS_TLS")]
    pub tls: Option<TlsMode>,
    /// Certificate chain in PEM, with --tls files.
    #[arg(long, env = "ARGOS_TLS_CERTIFICATE", requires = "tls_key")]
    pub tls_certificate: Option<PathBuf>,
    /// Private key in PEM, with --tls files.
    #[arg(long, env = "ARGOS_TLS_KEY", requires = "tls_certificate")]
    pub tls_key: Option<PathBuf>,
    /// Networks of proxies whose X-Forwarded-For is believed, such as 10.0.0.0/8.
    #[arg(long, env = "ARGOS_TRUSTED_PROXIES", value_delimiter = ',')]
    pub trusted_proxies: Vec<IpNet>,
    /// AI workers [default: one per core].
    #[arg(long, env = "ARGOS_VISION_WORKERS", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub vision_workers: Option<u16>,
    /// Megabytes of memory for the faces of approved people, about 3,000 in each; those of a project that do not fit are
    /// read from the database for each search.
    #[arg(long, default_value_t = 512, env = "ARGOS_FACE_MEMORY", value_parser = clap::value_parser!(u32).range(0..=1_048_576))]
    pub face_memory: u32,
    /// E-mail address of the first administrator of a fresh installation.
    #[arg(long, default_value = "admin@localhost", env = "ARGOS_ADMIN_EMAIL", value_parser = email)]
    pub admin_email: EmailAddress,
    /// E-mail address of the operator's helpdesk, to which people without access can write from the sign-in page.
    #[arg(long, env = "ARGOS_HELPDESK_EMAIL", value_parser = email)]
    pub helpdesk_email: Option<EmailAddress>,
    /// Let webhooks go to private and local addresses and to plain http. Only for trusted customers.
    #[arg(long, env = "ARGOS_WEBHOOK_ALLOW_PRIVATE")]
    pub webhook_allow_private: bool,
    #[command(flatten)]
    pub mail: MailArguments,
}

/// How HTTPS is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TlsMode {
    /// With a certificate that is made at the first start; browsers warn once.
    SelfSigned,
    /// With --tls-certificate and --tls-key.
    Files,
}

/// The mail server.
#[derive(Debug, Clone, Args)]
pub struct MailArguments {
    /// Host of the SMTP server; without it no mails are sent.
    #[arg(long, env = "ARGOS_SMTP_HOST")]
    pub smtp_host: Option<String>,
    /// Port of the SMTP server [default: 587 starttls, 465 tls, 25 none].
    #[arg(long, env = "ARGOS_SMTP_PORT")]
    pub smtp_port: Option<u16>,
    /// Encryption of the connection.
    #[arg(long, value_enum, default_value_t = SmtpEncryption::Starttls, env = "ARGOS_SMTP_ENCRYPTION")]
    pub smtp_encryption: SmtpEncryption,
    /// User name.
    #[arg(long, env = "ARGOS_SMTP_USER")]
    pub smtp_user: Option<String>,
    /// Password; better given by the environment than on the command line.
    #[arg(long, env = "ARGOS_SMTP_PASSWORD", hide_env_values = true)]
    pub smtp_password: Option<String>,
    /// Sender address of all mails.
    #[arg(long, env = "ARGOS_MAIL_FROM", default_value = "argos@localhost", value_parser = email)]
    pub mail_from: EmailAddress,
}

/// Encryption of the connection to the mail server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SmtpEncryption {
    /// None; only for a server on this host.
    None,
    /// Begin in the clear, then switch.
    Starttls,
    /// From the first byte.
    Tls,
}

/// Arguments of `doctor`.
#[derive(Debug, Args)]
pub struct DoctorArguments {
    #[command(flatten)]
    pub data: DataArguments,
    #[command(flatten)]
    pub vision: VisionArguments,
    /// Print one JSON object instead of a report.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `project`.
#[derive(Debug, Args)]
pub struct ProjectArguments {
    #[command(subcommand)]
    pub action: ProjectAction,
}

/// What can be done with projects.
#[derive(Debug, Subcommand)]
pub enum ProjectAction {
    /// Make a project.
    Create(CreateProjectArguments),
    /// List the projects.
    List(ListProjectsArguments),
    /// Show all settings of a project as JSON, or set one.
    Settings(ProjectSettingsArguments),
}

/// Arguments of `project create`.
#[derive(Debug, Args)]
pub struct CreateProjectArguments {
    /// Name shown to users.
    #[arg(long)]
    pub name: String,
    /// E-mail address of the owner.
    #[arg(long, value_parser = email)]
    pub owner: EmailAddress,
    /// Address under which users reach the server; the printed links start with it.
    #[arg(long, env = "ARGOS_PUBLIC_URL", default_value = "http://localhost:8080")]
    pub public_url: String,
    /// Print one JSON object.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `project list`.
#[derive(Debug, Args)]
pub struct ListProjectsArguments {
    /// Print one JSON array.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `project settings`.
#[derive(Debug, Args)]
pub struct ProjectSettingsArguments {
    /// Id of the project, the pid.
    #[arg(long)]
    pub project: ProjectId,
    /// One setting by its name in the JSON, with its value: settings.mail.pending=false,
    /// policy.score_threshold=80, settings.webhook_url=https://example.com/hook; null clears one.
    #[arg(long, value_name = "NAME=VALUE", value_parser = setting)]
    pub set: Option<(String, String)>,
    #[command(flatten)]
    pub data: DataArguments,
}

pub fn setting(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("NAME=VALUE is expected")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// Arguments of `admin`.
#[derive(Debug, Args)]
pub struct AdminArguments {
    #[command(subcommand)]
    pub action: AdminAction,
}

/// What can be done with administrators.
#[derive(Debug, Subcommand)]
pub enum AdminAction {
    /// Give somebody a role in a project, for when nobody has access any more.
    Grant(GrantArguments),
    /// Open a project's dashboard to all addresses, for when IP control shuts everybody out.
    LiftIpControl(LiftIpControlArguments),
    /// Take somebody's access to a project away, or an invitation back.
    Revoke(RevokeArguments),
    /// List who has access to which project, and who is invited.
    List(ListAdministratorsArguments),
    /// Remove the authenticator app of somebody who lost it together with the recovery codes.
    ResetAuthenticator(ResetAuthenticatorArguments),
    /// Say who reviews for every project that leaves its reviews to the platform.
    Agent(AgentArguments),
    /// Print a one-time sign-in link for an administrator.
    SignInLink(SignInLinkArguments),
}

/// Arguments of `admin grant`.
#[derive(Debug, Args)]
pub struct GrantArguments {
    /// E-mail address of the person.
    #[arg(long, value_parser = email)]
    pub email: EmailAddress,
    /// The project (`argos project list` shows them).
    #[arg(long, value_name = "PID")]
    pub project: ProjectId,
    /// guest, agent, member, leader or owner; it takes the place of an earlier role.
    #[arg(long, default_value = "owner", value_parser = role)]
    pub role: Role,
    /// Address under which users reach the server; the printed link starts with it.
    #[arg(long, env = "ARGOS_PUBLIC_URL", default_value = "http://localhost:8080")]
    pub public_url: String,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `admin lift-ip-control`.
#[derive(Debug, Args)]
pub struct LiftIpControlArguments {
    /// The project (`argos project list` shows them).
    #[arg(long, value_name = "PID")]
    pub project: ProjectId,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `admin revoke`.
#[derive(Debug, Args)]
pub struct RevokeArguments {
    /// E-mail address of the person.
    #[arg(long, value_parser = email)]
    pub email: EmailAddress,
    /// The project (`argos project list` shows them).
    #[arg(long, value_name = "PID")]
    pub project: ProjectId,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `admin list`.
#[derive(Debug, Args)]
pub struct ListAdministratorsArguments {
    /// Only this project.
    #[arg(long, value_name = "PID")]
    pub project: Option<ProjectId>,
    /// Print one JSON array.
    #[arg(long)]
    pub json: bool,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `admin reset-authenticator`.
#[derive(Debug, Args)]
pub struct ResetAuthenticatorArguments {
    /// E-mail address of the person.
    #[arg(long, value_parser = email)]
    pub email: EmailAddress,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `admin sign-in-link`.
#[derive(Debug, Args)]
pub struct SignInLinkArguments {
    /// The administrator's e-mail address.
    #[arg(long, value_parser = email)]
    pub email: EmailAddress,
    /// Address under which users reach the server.
    #[arg(long, env = "ARGOS_PUBLIC_URL", default_value = "http://localhost:8080")]
    pub public_url: String,
    #[command(flatten)]
    pub data: DataArguments,
}

/// Arguments of `keys`.
#[derive(Debug, Args)]
pub struct KeysArguments {
    #[command(subcommand)]
    pub action: KeysAction,
}

/// What can be done with keys.
#[derive(Debug, Subcommand)]
pub enum KeysAction {
    /// Make a SecretKey and print it with its public key. It is not stored.
    Secret(SecretArguments),
    /// Open sealed submissions with the SecretKey and print the JSON. Nothing is sent anywhere.
    Open(OpenArguments),
    #[command(flatten)]
    Data(DataKeysAction),
}

/// Arguments of `keys secret`.
#[derive(Debug, Args)]
pub struct SecretArguments {
    /// Print one JSON object.
    #[arg(long)]
    pub json: bool,
}

/// Arguments of `keys open`.
#[derive(Debug, Args)]
pub struct OpenArguments {
    /// An answer of GET /v3/submission, a webhook's body, or what stands there under `sealed` [default: standard input].
    pub file: Option<PathBuf>,
    /// File that holds the SecretKey; without it the variable ARGOS_SECRET_KEY must hold the SecretKey itself.
    #[arg(long, value_name = "FILE")]
    pub secret_key_file: Option<PathBuf>,
}

/// Arguments of `codes`.
#[derive(Debug, Args)]
pub struct CodesArguments {
    /// Print one JSON array instead of a page in Markdown.
    #[arg(long)]
    pub json: bool,
}

pub(crate) fn email(text: &str) -> Result<EmailAddress, String> {
    EmailAddress::parse(text).map_err(|error| error.to_string())
}

fn role(text: &str) -> Result<Role, String> {
    Role::from_name(text).ok_or_else(|| "guest, agent, member, leader or owner is expected".to_owned())
}
