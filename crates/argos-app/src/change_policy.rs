//! The policy of a project is changed, by whomever: a new version, and its entry in the event log with before and after.

use crate::app::App;
use crate::caller::{Caller, Staff};
use crate::correct_submission::{Editor, administrator};
use crate::error::AppError;
use crate::event_log::Entry;
use crate::projects::{ProjectMaker, change_between, require};
use argos_domain::id::ProjectId;
use argos_domain::policy::Policy;
use argos_domain::role::Permission;
use argos_store::Tx;
use serde_json::{Value, json};

/// Who changes it.
#[derive(Debug, Clone, Copy)]
pub enum PolicyEditor<'a> {
    /// Somebody who may change the project's settings: in the dashboard, or in whose name the customer's server does it.
    Person(Editor<'a>),
    /// Somebody at the host.
    Host,
}

/// What it becomes.
#[derive(Debug, Clone)]
pub enum PolicyChange {
    /// Another policy, made of version `seen`: what differs from that version is changed, and what somebody else saved
    /// meanwhile stays.
    Edited {
        /// The version that was shown.
        seen: u32,
        /// The policy that was made of it.
        policy: Box<Policy>,
    },
    /// This policy, whatever holds now.
    Replaced(Box<Policy>),
    /// The same as this version. Nothing is deleted: it becomes a new one.
    Undone(u32),
}

/// Saves what somebody made of a version in the dashboard; running submissions keep theirs. Number of the version that
/// is in force now.
///
/// # Errors
/// [`AppError::Forbidden`], or [`AppError::Invalid`] naming the field.
pub async fn change_policy(
    app: &App,
    editor: Editor<'_>,
    project: &ProjectId,
    change: PolicyChange,
) -> Result<u32, AppError> {
    let editor = PolicyEditor::Person(editor);
    app.project_maker().change_policy(editor, project, change).await
}

impl ProjectMaker<'_> {
    /// Changes the policy; without a difference no version is made. Number of the version that is in force now.
    ///
    /// # Errors
    /// [`AppError::NotFound`] without such a project or version, [`AppError::Forbidden`], or [`AppError::Invalid`] naming
    /// the field, also when an old version would be refused today.
    pub async fn change_policy(
        &self,
        editor: PolicyEditor<'_>,
        project: &ProjectId,
        change: PolicyChange,
    ) -> Result<u32, AppError> {
        let now = self.clock.now();
        let mut tx = self.store.write().await?;
        tx.lock_project(project).await?;
        if tx.find_project(project).await?.is_none() {
            return Err(AppError::NotFound("the project"));
        }
        let (caller, mut detail) = permitted(&mut tx, editor, project).await?;
        let (version, before) = tx.current_policy(project).await?;
        let policy = match change {
            PolicyChange::Replaced(policy) => *policy,
            PolicyChange::Edited { seen, policy } if seen == version => *policy,
            PolicyChange::Edited { seen, policy } => {
                let shown = find(&mut tx, project, seen).await?;
                change_between(&shown, &*policy)?.applied_to(&before)?
            }
            PolicyChange::Undone(undone) => {
                detail["undone_to"] = json!(undone);
                find(&mut tx, project, undone).await?
            }
        };
        if before == policy {
            return Ok(version);
        }
        policy.validate().map_err(|error| AppError::Invalid {
            field: error.field,
            message: error.reason,
        })?;
        let version = tx.insert_policy(project, &policy, now).await?;
        let change = change_between(&before, &policy)?;
        detail["version"] = json!(version);
        detail["fields"] = json!(change.fields());
        let entry = Entry::of_project(project, &caller, "policy_changed", detail).with(change);
        entry.write(&mut tx, self.random, now).await?;
        tx.commit().await?;
        Ok(version)
    }
}

/// As whom the change is recorded, when it may be made.
async fn permitted(tx: &mut Tx, editor: PolicyEditor<'_>, project: &ProjectId) -> Result<(Caller, Value), AppError> {
    match editor {
        PolicyEditor::Host => Ok((Caller::system(), json!({ "from_host": true }))),
        PolicyEditor::Person(Editor::Staff(staff)) => {
            require(tx, staff, project, Permission::ChangeSettings).await?;
            Ok((staff.into(), json!({})))
        }
        PolicyEditor::Person(editor @ Editor::Api { caller, .. }) => {
            let (admin, _) = administrator(tx, &editor, project).await?;
            let staff = Staff {
                id: admin.id.clone(),
                address: caller.address,
            };
            require(tx, &staff, project, Permission::ChangeSettings).await?;
            Ok((caller.clone(), json!({ "administrator": admin.id })))
        }
    }
}

/// A version of which somebody says that it exists.
pub(crate) async fn find(tx: &mut Tx, project: &ProjectId, version: u32) -> Result<Policy, AppError> {
    tx.find_policy(project, version)
        .await?
        .ok_or(AppError::NotFound("the version of the policy"))
}
