//! What another policy would have done to the last submissions of a project, sealed ones included.

use crate::error::AppError;
use crate::project_settings::with_value;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::policy::{Policy, PolicyField};
use argos_domain::recompute::{DocumentFacts, Stored};
use argos_domain::score::ScoreVersion;
use argos_domain::simulation::{Case, Simulation};
use argos_store::{DecisionCursor, Store, StoredDecision, Tx};
use serde_json::Value;
use std::collections::HashMap;

/// The most submissions that one simulation reads.
pub const MOST_SUBMISSIONS: u32 = 1_000_000;

/// Decisions that are held in memory at a time.
const PAGE: u32 = 1000;

/// Fields whose change a simulation knows the effect of, as far as it was measured.
const SIMULATED: &[&str] = &[
    "score_threshold",
    "automatic_only",
    "face_similarity_threshold",
    "face_similarity_review",
    "liveness_threshold",
    "recognition_threshold",
    "accepted_id_types",
    "allowed_countries",
    "blocked_countries",
    "age_limit",
    "face_age",
    "face_age_tolerance",
    "expired_document",
    "universal_id",
    "id_liveness_screen_replay",
    "id_liveness_paper_printed",
    "id_liveness_replace_portraits",
    "typed_name",
    "typed_birth_date",
    "typed_number",
    "typed_nationality",
    "upload_allowed",
    "active_liveness",
    "reject_duplicate_user",
    "duplicate_user_by",
    "reject_duplicated_face",
    "twins_allowed",
    "duplicated_face_threshold",
    "custom_rules",
];

/// Fields that ask what was read of the document.
const ASKS_THE_DOCUMENT: &[&str] = &[
    "accepted_id_types",
    "allowed_countries",
    "blocked_countries",
    "age_limit",
    "face_age",
    "universal_id",
];

/// A simulation with what must be known to read it.
#[derive(Debug, Clone)]
pub struct SimulatedPolicy {
    /// The counts.
    pub simulation: Simulation,
    /// Fields that differ from the policy in force and whose effect is not simulated.
    pub not_simulated: Vec<&'static PolicyField>,
}

/// The policy in force with some values set, by the names that `argos project settings` uses.
///
/// # Errors
/// [`AppError::NotFound`], or [`AppError::Invalid`] for a name that does not exist or a value that does not fit.
pub async fn policy_with(
    store: &Store,
    project: &ProjectId,
    changes: Vec<(String, Value)>,
) -> Result<(Policy, Policy), AppError> {
    let mut tx = store.read().await?;
    tx.find_project(project)
        .await?
        .ok_or(AppError::NotFound("the project"))?;
    let (_, present) = tx.current_policy(project).await?;
    let changed = changed_policy(&present, changes)?;
    Ok((present, changed))
}

/// A policy with other values, each by the name of its field, with or without `policy.` before it.
///
/// # Errors
/// [`AppError::Invalid`] for a field that does not exist and for a policy that makes no sense.
pub fn changed_policy(present: &Policy, changes: Vec<(String, Value)>) -> Result<Policy, AppError> {
    let mut changed = present.clone();
    for (name, value) in changes {
        let path = name.strip_prefix("policy.").unwrap_or(&name);
        changed = with_value(&changed, path, value)?;
    }
    changed.validate().map_err(|error| AppError::Invalid {
        field: error.field,
        message: error.reason,
    })?;
    Ok(changed)
}

/// Simulates `policy` on the last submissions that Argos decided, newest first; lists at most so many changed cases.
/// Nothing is changed.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn simulate(
    store: &Store,
    project: &ProjectId,
    policy: &Policy,
    last: u32,
    most_listed: usize,
) -> Result<SimulatedPolicy, AppError> {
    let mut tx = store.read().await?;
    let (_, present) = tx.current_policy(project).await?;
    let mut policies = Policies::new(policy);
    let mut simulation = Simulation::new(policy.clone(), most_listed);
    let mut after: Option<DecisionCursor> = None;
    let mut left = last.min(MOST_SUBMISSIONS);
    while left > 0 {
        let page = tx.automatic_decisions(project, after.as_ref(), left.min(PAGE)).await?;
        let Some(end) = page.last().map(StoredDecision::cursor) else {
            break;
        };
        let mut asks_documents = false;
        for decision in &page {
            let version = decision.automatic.policy_version;
            asks_documents |= policies.version(&mut tx, project, version).await?.asks_documents;
        }
        let documents = if asks_documents {
            tx.decided_documents(project, after.as_ref(), &end).await?
        } else {
            HashMap::new()
        };
        left = left.saturating_sub(u32::try_from(page.len()).unwrap_or(u32::MAX));
        // Deciding a page takes some milliseconds: too long for the thread that answers others.
        (simulation, policies) = tokio::task::spawn_blocking(move || {
            decide_page(&mut simulation, &policies, &page, &documents);
            (simulation, policies)
        })
        .await
        .map_err(AppError::internal)?;
        after = Some(end);
    }
    let not_simulated = present
        .differences(policy)
        .into_iter()
        .map(|difference| difference.field)
        .filter(|field| !SIMULATED.contains(&field.name))
        .collect();
    Ok(SimulatedPolicy {
        simulation,
        not_simulated,
    })
}

/// The versions of the policy that decided, each read once.
struct Policies {
    simulated: Policy,
    versions: HashMap<u32, Version>,
}

struct Version {
    policy: Policy,
    /// Whether the simulated policy differs in a rule about documents.
    asks_documents: bool,
}

impl Policies {
    fn new(simulated: &Policy) -> Self {
        Self {
            simulated: simulated.clone(),
            versions: HashMap::new(),
        }
    }

    async fn version(&mut self, tx: &mut Tx, project: &ProjectId, version: u32) -> Result<&Version, AppError> {
        if !self.versions.contains_key(&version) {
            let policy = tx.policy(project, version).await?;
            let differences = policy.differences(&self.simulated);
            let asks = |field: &str| ASKS_THE_DOCUMENT.contains(&field);
            let rules = self.simulated.custom_rules.iter();
            // A rule is asked again when anything else came out otherwise, too.
            let mut asking_rules = rules.filter(|rule| rule.enabled && rule.asks_of_the_document());
            let asks_documents =
                asking_rules.next().is_some() || differences.iter().any(|difference| asks(difference.field.name));
            let read = Version { policy, asks_documents };
            self.versions.insert(version, read);
        }
        self.versions.get(&version).ok_or(AppError::NotFound("the policy"))
    }
}

fn decide_page(
    simulation: &mut Simulation,
    policies: &Policies,
    page: &[StoredDecision],
    documents: &HashMap<SubmissionId, DocumentFacts>,
) {
    for decision in page {
        let automatic = &decision.automatic;
        let Some(version) = policies.versions.get(&automatic.policy_version) else {
            continue;
        };
        let is_limited = !decision.narrowing.is_empty() || !decision.overrides.is_empty();
        let limited = |policy: &Policy| {
            let (countries, kinds) = (
                &decision.narrowing.allowed_countries,
                &decision.narrowing.allowed_id_types,
            );
            decision
                .overrides
                .apply(policy)
                .narrowed(countries.as_ref(), kinds.as_ref())
        };
        let of_one = is_limited.then(|| (limited(&version.policy), limited(&policies.simulated)));
        let (before, now) = match &of_one {
            Some((before, now)) => (before, now),
            None => (&version.policy, &policies.simulated),
        };
        let case = Case {
            id: &decision.submission,
            stored: Stored {
                checks: &automatic.checks,
                policy: before,
                document: documents.get(&decision.submission).copied(),
                failed_before: automatic.failed_before,
                // What is tried is what would decide the next ones.
                score_version: ScoreVersion::IN_FORCE,
            },
            decided: automatic.conclusion,
            human: decision.human,
        };
        simulation.add(&case, now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_field_that_is_simulated_exists() {
        for name in SIMULATED.iter().chain(ASKS_THE_DOCUMENT) {
            assert!(PolicyField::named(name).is_some(), "{name}");
        }
    }
}
