//! A store on a real database in a folder of its own, and things to put into it.

#![allow(dead_code, reason = "each test file uses a part of it")]

use argos_crypto::{
    KeyService, LocalKeyFile, SecretToken, SecureRandom, SeededRandom, SystemRandom, TokenHash, WebhookSecret,
    Zeroizing,
};
use argos_domain::check::Step;
use argos_domain::clock::Timestamp;
use argos_domain::country::Country;
use argos_domain::document::{DocumentData, Gender, IdType};
use argos_domain::id::{AdministratorId, ChallengeId, EventId, JobId, NoteId, ProjectId, SubmissionId};
use argos_domain::personal::{BirthDate, EmailAddress, PersonalText};
use argos_domain::policy::Policy;
use argos_domain::project::{MailSettings, Project, ProjectSettings};
use argos_domain::submission::{
    Address, Applicant, CaptureRequest, ChosenDocument, Incomplete, NewSubmission, Submission, SubmissionState,
};
use argos_store::{BlobLocation, ChallengeStanding, LivenessChallenge, NewJob, Note, Store, StoreConfig, StoreError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

/// Microseconds that are no whole milliseconds, so that lost precision shows.
pub const NOW: Timestamp = Timestamp::from_microseconds(1_700_000_000_123_457);

pub fn later(seconds: u64) -> Timestamp {
    NOW.plus(Duration::from_secs(seconds))
}

/// Runs each test on SQLite and on the PostgreSQL server that `ARGOS_TEST_POSTGRES` names (an address without a
/// database, such as `postgres://user:password@localhost:5432`); `scripts/test.sh` starts one.
#[macro_export]
macro_rules! on_both_engines {
    ($($test:ident)*) => {
        mod sqlite {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test($crate::harness::TestStore::sqlite().await).await;
            }
        )*}
        mod postgres {$(
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $test() {
                super::$test($crate::harness::TestStore::postgres().await).await;
            }
        )*}
    };
}

pub struct TestStore {
    pub store: Store,
    pub random: Arc<dyn SecureRandom>,
    folder: tempfile::TempDir,
    database_url: String,
}

static DATABASES: AtomicU32 = AtomicU32::new(0);

impl TestStore {
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let database_url = format!("sqlite://{}", folder.path().join("argos.db").display());
        Self::new(folder, database_url).await
    }

    pub async fn postgres() -> Self {
        Self::new(tempfile::tempdir().unwrap(), create_postgres_database().await).await
    }

    /// The address of an empty database of the same kind.
    pub async fn empty_sibling(&self) -> String {
        if self.database_url.starts_with("sqlite:") {
            self.path().join("sibling.db").display().to_string()
        } else {
            create_postgres_database().await
        }
    }

    async fn new(folder: tempfile::TempDir, database_url: String) -> Self {
        LocalKeyFile::create(&folder.path().join("key"), &SystemRandom).unwrap();
        let random: Arc<dyn SecureRandom> = Arc::new(SystemRandom);
        let store = open(folder.path(), &database_url, &folder.path().join("key"))
            .await
            .unwrap();
        Self {
            store,
            random,
            folder,
            database_url,
        }
    }

    /// Opens the same files once more, as after a restart.
    pub async fn reopen(&self) -> Store {
        open(self.path(), &self.database_url, &self.path().join("key"))
            .await
            .unwrap()
    }

    pub async fn open_with_key_file(&self, key_file: &Path) -> Result<Store, StoreError> {
        open(self.path(), &self.database_url, key_file).await
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The address of the database.
    pub fn database_url(&self) -> &str {
        &self.database_url
    }

    /// The SQLite file, opened past the store.
    pub async fn raw(&self) -> sqlx::SqlitePool {
        sqlx::SqlitePool::connect(&self.database_url).await.unwrap()
    }

    /// Changes the database past the store.
    pub async fn execute(&self, sql: &'static str) {
        if self.database_url.starts_with("sqlite:") {
            sqlx::query(sql).execute(&self.raw().await).await.unwrap();
        } else {
            let pool = sqlx::PgPool::connect(&self.database_url).await.unwrap();
            sqlx::query(sql).execute(&pool).await.unwrap();
        }
    }

    pub async fn add_project(&self, seed: u8) -> Project {
        let project = project(seed);
        let mut tx = self.store.write().await.unwrap();
        let secret = WebhookSecret::generate(&*self.random).unwrap();
        tx.insert_project(&project, &api_key(seed), &secret, &Policy::default())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        project
    }

    pub async fn add_submission(&self, project: &Project, seed: u8) -> Submission {
        let submission = submission(project, seed);
        let mut tx = self.store.write().await.unwrap();
        tx.insert_submission(&submission, &liveform_token(seed).hash())
            .await
            .unwrap();
        tx.commit().await.unwrap();
        submission
    }
}

async fn create_postgres_database() -> String {
    let server = std::env::var("ARGOS_TEST_POSTGRES").expect(
        "ARGOS_TEST_POSTGRES names no server: run scripts/test.sh, or start one with scripts/private-postgres.sh",
    );
    let name = format!(
        "argos_test_{}_{}",
        std::process::id(),
        DATABASES.fetch_add(1, Ordering::Relaxed)
    );
    let pool = sqlx::PgPool::connect(&format!("{server}/postgres")).await.unwrap();
    for statement in [
        format!("DROP DATABASE IF EXISTS {name}"),
        format!("CREATE DATABASE {name}"),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
            .execute(&pool)
            .await
            .unwrap();
    }
    pool.close().await;
    format!("{server}/{name}")
}

pub async fn open(folder: &Path, database_url: &str, key_file: &Path) -> Result<Store, StoreError> {
    let keys: Arc<dyn KeyService> = Arc::new(LocalKeyFile::open(key_file).unwrap());
    let config = StoreConfig {
        database_url: database_url.to_owned(),
        blobs: BlobLocation::Folder(blob_folder(folder)),
    };
    Store::open(config, keys, Arc::new(SystemRandom), NOW).await
}

pub fn blob_folder(folder: &Path) -> PathBuf {
    folder.join("blobs")
}

pub fn api_key(seed: u8) -> SecretToken {
    SecretToken::generate(&SeededRandom::new(u64::from(seed)), "argos_key_").unwrap()
}

pub fn liveform_token(seed: u8) -> SecretToken {
    SecretToken::generate(&SeededRandom::new(1000 + u64::from(seed)), "argos_live_").unwrap()
}

pub fn project(seed: u8) -> Project {
    Project {
        id: ProjectId::from_random([seed; 12]),
        name: format!("Project {seed}"),
        created_at: NOW,
        settings: ProjectSettings {
            webhook_url: Some("https://customer.example/hook".to_owned()),
            mail: MailSettings {
                blind_copy: Some(email("planted.copy@archive.example")),
                ..MailSettings::default()
            },
            ..ProjectSettings::default()
        },
    }
}

pub fn submission_id(seed: u8) -> SubmissionId {
    SubmissionId::from_random([seed; 20])
}

pub fn administrator_id(seed: u8) -> AdministratorId {
    AdministratorId::from_random([seed; 16])
}

pub fn event_id(seed: u8) -> EventId {
    EventId::from_random([seed; 24])
}

pub fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

/// A new submission of the planted person, a second later for each seed.
pub fn submission(project: &Project, seed: u8) -> Submission {
    let applicant = Applicant {
        email: Some(email("Planted.Mail@Person.example")),
        user_id: Some(PersonalText::new("planted-user-4711")),
        custom_fields: [Some(PersonalText::new("planted custom field")), None, None],
        ip_address: Some(PersonalText::new("203.0.113.77")),
        language: Some("en".to_owned()),
        token_id: Some(PersonalText::new("planted-token-0815")),
        address: Some(Address::from_parts(|part| {
            Some(PersonalText::new(format!("planted {part}")))
        })),
        injection_action: Some("addveri".to_owned()),
    };
    let chosen = ChosenDocument {
        id_type: Some(IdType::Passport),
        issuing_country: Some(Country::from_alpha3("UTO").unwrap()),
    };
    let new = NewSubmission {
        id: submission_id(seed),
        project_id: project.id.clone(),
        policy_version: 1,
        applicant,
        chosen,
    };
    Submission::start(new, later(u64::from(seed)))
}

pub fn document_data() -> DocumentData {
    DocumentData {
        id_type: Some(IdType::Passport),
        issuing_country: Some(Country::from_alpha3("UTO").unwrap()),
        first_name: Some(PersonalText::new("Planted-Anna Maria")),
        last_name: Some(PersonalText::new("Eriksson-Planted")),
        full_name: None,
        gender: Some(Gender::Female),
        birth_date: Some(BirthDate("1974-08-12".parse().unwrap())),
        nationality: Some(Country::from_alpha3("UTO").unwrap()),
        issue_date: None,
        expire_date: Some("2031-04-15".parse().unwrap()),
        document_number: Some(PersonalText::new("L898902C3PLANTED")),
        identity_number: Some(PersonalText::new("ZE184226B-planted")),
    }
}

pub fn job_id(number: u32) -> JobId {
    let mut bytes = [0; 24];
    for (place, byte) in bytes.iter_mut().enumerate().take(6) {
        *byte = u8::try_from((number >> (5 * place)) & 31).unwrap();
    }
    JobId::from_random(bytes)
}

pub fn job(project: &Project, number: u32, kind: &str, order_key: Option<&str>) -> NewJob {
    NewJob {
        id: job_id(number),
        project_id: Some(project.id.clone()),
        submission_id: None,
        kind: kind.to_owned(),
        order_key: order_key.map(str::to_owned),
        payload: serde_json::json!({ "number": number, "to": "planted.job@person.example" }),
        run_at: NOW,
    }
}

/// A challenge of active liveness that has begun and seen a face.
pub fn challenge(seed: u8) -> LivenessChallenge {
    LivenessChallenge {
        id: ChallengeId::from_random([seed; 20]),
        attempt: 0,
        number: 1,
        standing: ChallengeStanding::Running,
        batch: 0,
        nonce: TokenHash::of("first"),
        started_at: NOW,
        expires_at: later(60),
        state: Zeroizing::new("{\"planted\":true}".to_owned()),
        reference: Some(Zeroizing::new(b"planted face".to_vec())),
    }
}

/// Unfinished because a reviewer asked for another selfie.
pub fn asked_again(reason: &str) -> SubmissionState {
    SubmissionState::Incomplete(Incomplete {
        next_step: Step::Selfie,
        failed_attempts: 0,
        last_failure: None,
        asked_again: Some(CaptureRequest {
            at: NOW,
            reason: PersonalText::new(reason),
        }),
    })
}

pub fn note(number: u8, author: &AdministratorId, text: &str) -> Note {
    Note {
        id: NoteId::from_random([number; 24]),
        administrator_id: author.clone(),
        written_at: later(u64::from(number)),
        text: PersonalText::new(text),
    }
}
