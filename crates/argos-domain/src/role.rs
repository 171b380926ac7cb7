//! Roles of administrators and what each may do.

use serde::{Deserialize, Serialize};

/// A role within one project, weakest first, so that roles compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads submissions.
    Guest,
    /// Reads submissions and decides the pending ones; gives nobody access.
    Agent,
    /// Reads and edits, but does not delete.
    Member,
    /// Everything within the project.
    Leader,
    /// Everything. A project always has an owner.
    Owner,
}

/// Something that a role may or may not do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Permission {
    /// Open the project at all.
    OpenProject,
    /// See all submissions.
    ViewSubmissions,
    /// Approve or reject a pending submission, and correct its data.
    DecideSubmissions,
    /// Correct data and status of a submission after its decision.
    EditSubmissions,
    /// Erase what is known of a person.
    DeleteSubmissions,
    /// See settings, keys and addresses of the project.
    ViewSettings,
    /// Change settings of the project.
    ChangeSettings,
    /// See who did what and when.
    ViewEvents,
    /// See from which address something was done, and what it was before and is now.
    ViewEventParticulars,
    /// See who has access, and give and take access up to the own role.
    ManageAccess,
}

impl Role {
    /// All roles, weakest first.
    pub const ALL: [Self; 5] = [Self::Guest, Self::Agent, Self::Member, Self::Leader, Self::Owner];

    /// The role's name as stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Guest => "guest",
            Self::Agent => "agent",
            Self::Member => "member",
            Self::Leader => "leader",
            Self::Owner => "owner",
        }
    }

    /// The role with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.name() == name)
    }

    /// Whether the role may do this.
    #[must_use]
    pub const fn allows(self, permission: Permission) -> bool {
        match permission {
            Permission::OpenProject => true,
            // An agent sees what waits for a review, one by one, and no more.
            Permission::ViewSubmissions => !matches!(self, Self::Agent),
            Permission::DecideSubmissions => matches!(self, Self::Agent | Self::Member | Self::Leader | Self::Owner),
            Permission::EditSubmissions | Permission::ViewSettings | Permission::ViewEvents => {
                matches!(self, Self::Member | Self::Leader | Self::Owner)
            }
            Permission::DeleteSubmissions | Permission::ChangeSettings | Permission::ViewEventParticulars => {
                matches!(self, Self::Leader | Self::Owner)
            }
            Permission::ManageAccess => !matches!(self, Self::Agent),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_round_trip_and_an_agent_decides_without_seeing_settings() {
        for role in Role::ALL {
            assert_eq!(Role::from_name(role.name()), Some(role));
        }
        assert!(Role::Agent.allows(Permission::DecideSubmissions) && !Role::Agent.allows(Permission::ViewSubmissions));
        assert!(!Role::Agent.allows(Permission::ViewSettings) && !Role::Agent.allows(Permission::EditSubmissions));
        assert!(!Role::Agent.allows(Permission::ManageAccess));
        assert!(!Role::Guest.allows(Permission::DecideSubmissions));
        assert!(!Role::Member.allows(Permission::ChangeSettings));
        for role in [Role::Guest, Role::Agent, Role::Member] {
            assert!(!role.allows(Permission::DeleteSubmissions), "{role:?}");
        }
    }
}
