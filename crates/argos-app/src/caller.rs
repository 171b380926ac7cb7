//! Who asks for something, and from where: what the event log records.

use argos_domain::id::AdministratorId;
use argos_store::Actor;
use std::net::IpAddr;

/// Whoever causes something.
#[derive(Clone, PartialEq, Eq)]
pub struct Caller {
    /// Who.
    pub actor: Actor,
    /// The address from which the request came; Argos itself has none.
    pub address: Option<IpAddr>,
}

/// An address says where a person is.
impl std::fmt::Debug for Caller {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Caller")
            .field("actor", &self.actor)
            .finish_non_exhaustive()
    }
}

impl Caller {
    /// Argos itself.
    #[must_use]
    pub const fn system() -> Self {
        Self {
            actor: Actor::System,
            address: None,
        }
    }

    /// The person who is verified.
    #[must_use]
    pub const fn applicant(address: Option<IpAddr>) -> Self {
        Self {
            actor: Actor::Applicant,
            address,
        }
    }

    /// The customer's server, by API key.
    #[must_use]
    pub const fn api_key(address: Option<IpAddr>) -> Self {
        Self {
            actor: Actor::ApiKey,
            address,
        }
    }

    /// The same place, but Argos itself decides.
    #[must_use]
    pub(crate) fn decided_by_system(&self) -> Self {
        Self {
            actor: Actor::System,
            address: self.address,
        }
    }
}

/// An administrator at work in the dashboard.
#[derive(Clone, PartialEq, Eq)]
pub struct Staff {
    /// Who.
    pub id: AdministratorId,
    /// The address from which the request came.
    pub address: Option<IpAddr>,
}

impl std::fmt::Debug for Staff {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Staff")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

impl From<&Staff> for Caller {
    fn from(staff: &Staff) -> Self {
        Self {
            actor: Actor::Administrator(staff.id.clone()),
            address: staff.address,
        }
    }
}
