//! Data keys are looked at, rotated and wrapped again, by the operator from the host.

use crate::app::random_bytes;
use crate::caller::Caller;
use crate::error::AppError;
use crate::event_log::Entry;
use crate::jobs::RENEWAL_JOB;
use argos_crypto::SecureRandom;
use argos_domain::clock::{Clock, Timestamp};
use argos_domain::id::{JobId, ProjectId};
use argos_store::{NewJob, Store, StoredKey, Tx, UnreadableValue, ValueCount};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// What is needed to work with data keys, without a running server.
#[derive(Debug, Clone, Copy)]
pub struct DataKeys<'a> {
    /// Where they lie.
    pub store: &'a Store,
    /// Randomness.
    pub random: &'a dyn SecureRandom,
    /// Time.
    pub clock: &'a dyn Clock,
}

/// How the keys of a scope stand.
#[derive(Debug, Clone)]
pub struct ScopeStatus {
    /// A project's id or `@installation`.
    pub scope: String,
    /// The version that seals.
    pub version: u32,
    /// When it was made.
    pub since: Timestamp,
    /// Versions that are still needed to open.
    pub older_versions: Vec<u32>,
    /// How many values and images there are, and how many of them are under older versions.
    pub count: ValueCount,
    /// How many keys are not wrapped under the present key of the key service.
    pub to_wrap_again: usize,
}

/// A rotation that was begun.
#[derive(Debug, Clone)]
pub struct Rotation {
    /// A project's id or `@installation`.
    pub scope: String,
    /// The version that seals from now on.
    pub version: u32,
    /// An earlier rotation had not ended: no further version was made, the work goes on.
    pub continued: bool,
}

impl DataKeys<'_> {
    /// How the keys of every scope stand.
    ///
    /// # Errors
    /// Only our own faults.
    pub async fn status(&self) -> Result<Vec<ScopeStatus>, AppError> {
        let mut list = Vec::new();
        for (scope, keys) in self.by_scope().await? {
            let Some((newest, older)) = sealing(&keys)
                .split_last()
                .map(|(newest, older)| (*newest, older.to_vec()))
            else {
                continue;
            };
            list.push(ScopeStatus {
                version: newest.version,
                since: newest.created_at,
                older_versions: older.iter().map(|key| key.version).collect(),
                count: self.store.count_values(&scope).await?,
                to_wrap_again: keys.iter().filter(|key| key.must_be_wrapped_again).count(),
                scope,
            });
        }
        Ok(list)
    }

    /// Makes a new version of the keys of a project, or of everything. What is written from now on is sealed under it;
    /// a job seals the rest again. Keys of searches stay: a new one would make every index wrong.
    ///
    /// # Errors
    /// [`AppError::NotFound`] when there is no such project.
    pub async fn rotate(&self, project: Option<&ProjectId>) -> Result<Vec<Rotation>, AppError> {
        let mut scopes = self.by_scope().await?;
        if let Some(project) = project {
            scopes.retain(|scope, _| scope == project.as_str());
            if scopes.is_empty() {
                return Err(AppError::NotFound("project"));
            }
        }
        let mut rotations = Vec::new();
        for (scope, keys) in scopes {
            rotations.push(self.rotate_scope(&scope, sealing(&keys).len() > 1).await?);
        }
        Ok(rotations)
    }

    async fn rotate_scope(&self, scope: &str, continued: bool) -> Result<Rotation, AppError> {
        let now = self.clock.now();
        let new = if continued {
            None
        } else {
            Some(self.store.new_key_version(scope).await?)
        };
        let mut tx = self.store.write().await?;
        let version = match &new {
            Some(key) => {
                tx.add_key_version(key, now).await?;
                let detail = json!({ "version": key.version() });
                write_event(&mut tx, scope, "keys_rotated", detail, self.random, now).await?;
                key.version()
            }
            None => tx.newest_key_version(scope).await?,
        };
        enqueue_renewal(&mut tx, scope, self.random, now, now).await?;
        tx.commit().await?;
        Ok(Rotation {
            scope: scope.to_owned(),
            version,
            continued,
        })
    }

    /// Wraps every data key under the present key of the key service, if it is under another; answers how many.
    ///
    /// # Errors
    /// Only our own faults, and those of the key service.
    pub async fn wrap_again(&self) -> Result<usize, AppError> {
        let mut wrapped = 0;
        for key in self.store.data_keys().await? {
            if key.must_be_wrapped_again && self.store.wrap_again(&key).await? {
                wrapped += 1;
            }
        }
        if wrapped > 0 {
            let now = self.clock.now();
            let (service, _) = self.store.key_service();
            let detail = json!({ "keys": wrapped, "service": service });
            let mut tx = self.store.write().await?;
            let caller = Caller::system();
            let entry = Entry::of_installation(&caller, "keys_wrapped_again", detail);
            entry.write(&mut tx, self.random, now).await?;
            tx.commit().await?;
        }
        Ok(wrapped)
    }

    /// Opens every sealed value; answers how many opened, and which did not.
    ///
    /// # Errors
    /// Only our own faults.
    pub async fn check(&self) -> Result<(u64, Vec<(String, UnreadableValue)>), AppError> {
        let (mut opened, mut unreadable) = (0, Vec::new());
        for scope in self.by_scope().await?.into_keys() {
            let (good, bad) = self.store.check_values(&scope).await?;
            opened += good;
            unreadable.extend(bad.into_iter().map(|value| (scope.clone(), value)));
        }
        Ok((opened, unreadable))
    }

    async fn by_scope(&self) -> Result<BTreeMap<String, Vec<StoredKey>>, AppError> {
        let mut scopes: BTreeMap<String, Vec<StoredKey>> = BTreeMap::new();
        for key in self.store.data_keys().await? {
            scopes.entry(key.scope.clone()).or_default().push(key);
        }
        Ok(scopes)
    }
}

/// Those that seal, oldest first.
fn sealing(keys: &[StoredKey]) -> Vec<&StoredKey> {
    keys.iter().filter(|key| key.can_be_rotated()).collect()
}

/// The project that a scope is; nothing for the installation.
fn project_of(scope: &str) -> Option<ProjectId> {
    ProjectId::try_from(scope.to_owned()).ok()
}

/// Adds the job that seals everything of a scope again.
pub(crate) async fn enqueue_renewal(
    tx: &mut Tx,
    scope: &str,
    random: &dyn SecureRandom,
    run_at: Timestamp,
    now: Timestamp,
) -> Result<(), AppError> {
    let job = NewJob {
        id: JobId::from_random(random_bytes(random)?),
        project_id: project_of(scope),
        submission_id: None,
        kind: RENEWAL_JOB.to_owned(),
        order_key: Some(RENEWAL_JOB.to_owned()),
        payload: json!({ "scope": scope }),
        run_at,
    };
    Ok(tx.enqueue(&job, now).await?)
}

/// Writes an entry about the keys of a scope into the event log.
pub(crate) async fn write_event(
    tx: &mut Tx,
    scope: &str,
    action: &str,
    detail: Value,
    random: &dyn SecureRandom,
    now: Timestamp,
) -> Result<(), AppError> {
    let (caller, project) = (Caller::system(), project_of(scope));
    let entry = match &project {
        Some(project) => Entry::of_project(project, &caller, action, detail),
        None => Entry::of_installation(&caller, action, detail),
    };
    entry.write(tx, random, now).await
}
