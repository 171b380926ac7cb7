//! How often humans disagreed with what Argos decided, and the decisions as lines of numbers for fitting the score anew.

use crate::error::AppError;
use argos_domain::check::CheckName;
use argos_domain::decision::decide;
use argos_domain::human_agreement::HumanAgreement;
use argos_domain::id::ProjectId;
use argos_domain::policy::Policy;
use argos_store::{DecisionCursor, Store, StoredDecision};
use serde_json::{Map, Value, json};
use std::collections::HashMap;

/// Decisions that are held in memory at a time.
const PAGE: u32 = 1000;

/// Compares the last decisions of a project with what humans decided, newest first.
///
/// # Errors
/// [`AppError::NotFound`].
pub async fn human_agreement(store: &Store, project: &ProjectId, last: u32) -> Result<HumanAgreement, AppError> {
    require_project(store, project).await?;
    let mut agreement = HumanAgreement::default();
    let mut pages = Pages::new(store, project, last);
    while let Some(page) = pages.next().await? {
        let policies = pages.policies.clone();
        // Deciding a page takes some milliseconds: too long for the thread that answers others.
        agreement = tokio::task::spawn_blocking(move || {
            for decision in &page {
                let automatic = &decision.automatic;
                if let Some(policy) = policies.get(&automatic.policy_version) {
                    agreement.add(&automatic.checks, policy, automatic.conclusion, decision.human);
                }
            }
            agreement
        })
        .await
        .map_err(AppError::internal)?;
    }
    Ok(agreement)
}

/// How lines are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExportFormat {
    /// A JSON object for each decision.
    JsonLines,
    /// Comma separated values, with the names in the first line.
    Csv,
}

/// Gives each line of the export to `write`: scores, outcomes and standings, without ids, times or anything of the person.
///
/// # Errors
/// [`AppError::NotFound`], or what `write` answers.
pub async fn export_decisions(
    store: &Store,
    project: &ProjectId,
    last: u32,
    format: ExportFormat,
    mut write: impl FnMut(&str) -> Result<(), AppError>,
) -> Result<u64, AppError> {
    require_project(store, project).await?;
    if format == ExportFormat::Csv {
        write(&csv_head())?;
    }
    let mut pages = Pages::new(store, project, last);
    let mut count = 0;
    while let Some(page) = pages.next().await? {
        for decision in &page {
            let automatic = &decision.automatic;
            let Some(policy) = pages.policies.get(&automatic.policy_version) else {
                continue;
            };
            let score = decide(&automatic.checks, policy).score().value;
            let line = match format {
                ExportFormat::JsonLines => json_line(decision, score).to_string(),
                ExportFormat::Csv => csv_line(decision, score),
            };
            write(&line)?;
            count += 1;
        }
    }
    Ok(count)
}

/// So that a mistyped id is not taken for a project without decisions.
async fn require_project(store: &Store, project: &ProjectId) -> Result<(), AppError> {
    let found = store.read().await?.find_project(project).await?;
    found.map(|_| ()).ok_or(AppError::NotFound("the project"))
}

fn human_word(decision: &StoredDecision) -> Option<&'static str> {
    decision
        .human
        .map(|approved| if approved { "approved" } else { "rejected" })
}

fn json_line(decision: &StoredDecision, score: f64) -> Value {
    let automatic = &decision.automatic;
    let checks: Map<String, Value> = automatic
        .checks
        .iter()
        .map(|check| {
            let told = json!({ "outcome": check.outcome.name(), "value": check.value, "standing": check.standing });
            (check.name.name().to_owned(), told)
        })
        .collect();
    json!({
        "score": score,
        "decided": automatic.conclusion.name(),
        "human": human_word(decision),
        "policy_version": automatic.policy_version,
        "checks": checks,
    })
}

fn csv_head() -> String {
    let checks = CheckName::ALL
        .iter()
        .map(|check| format!(",{0}_outcome,{0}_standing", check.name()));
    format!("score,decided,human,policy_version{}", checks.collect::<String>())
}

/// No value holds a comma, a quote or the sign with which a spreadsheet begins a formula.
fn csv_line(decision: &StoredDecision, score: f64) -> String {
    let automatic = &decision.automatic;
    let cell = |name: &CheckName| match automatic.checks.iter().find(|check| check.name == *name) {
        Some(check) => format!(",{},{}", check.outcome.name(), check.standing.value()),
        None => ",,".to_owned(),
    };
    format!(
        "{score},{},{},{}{}",
        automatic.conclusion.name(),
        human_word(decision).unwrap_or_default(),
        automatic.policy_version,
        CheckName::ALL.iter().map(cell).collect::<String>()
    )
}

/// The decisions of a project, page by page, with the policies that decided.
struct Pages<'a> {
    store: &'a Store,
    project: &'a ProjectId,
    after: Option<DecisionCursor>,
    left: u32,
    policies: HashMap<u32, Policy>,
}

impl<'a> Pages<'a> {
    fn new(store: &'a Store, project: &'a ProjectId, last: u32) -> Self {
        Self {
            store,
            project,
            after: None,
            left: last,
            policies: HashMap::new(),
        }
    }

    /// A transaction for each page: none stays open long.
    async fn next(&mut self) -> Result<Option<Vec<StoredDecision>>, AppError> {
        if self.left == 0 {
            return Ok(None);
        }
        let mut tx = self.store.read().await?;
        let limit = self.left.min(PAGE);
        let page = tx.automatic_decisions(self.project, self.after.as_ref(), limit).await?;
        let Some(end) = page.last().map(StoredDecision::cursor) else {
            return Ok(None);
        };
        for decision in &page {
            let version = decision.automatic.policy_version;
            if !self.policies.contains_key(&version) {
                let policy = tx.policy(self.project, version).await?;
                self.policies.insert(version, policy);
            }
        }
        self.after = Some(end);
        self.left = self.left.saturating_sub(u32::try_from(page.len()).unwrap_or(u32::MAX));
        Ok(Some(page))
    }
}
