//! An administrator at work in one project, with a permission that the handler's type names.

use super::error_page::DashboardError;
use super::signed_in::SignedInAdministrator;
use crate::WebState;
use crate::client_address::ClientAddress;
use crate::routes::{Demand, Demanded, Demands};
use argos_app::Staff;
use argos_app::review_access::project_under_review;
use argos_domain::personal::PersonalText;
use argos_domain::project::Project;
use argos_domain::role::{Permission, Role};
use axum::extract::{FromRequestParts, Path};
use axum::http::request::Parts;
use std::collections::HashMap;
use std::marker::PhantomData;
use std::net::IpAddr;

/// A permission as a type.
pub(super) trait Needed: Send + Sync + 'static {
    /// The permission itself.
    const PERMISSION: Permission;
}

macro_rules! permissions {
    ($($name:ident),*) => {$(
        #[doc = concat!("See [`Permission::", stringify!($name), "`].")]
        pub(super) struct $name;

        impl Needed for $name {
            const PERMISSION: Permission = Permission::$name;
        }
    )*};
}

permissions!(
    OpenProject,
    ViewSubmissions,
    DecideSubmissions,
    EditSubmissions,
    DeleteSubmissions,
    ViewSettings,
    ChangeSettings,
    ViewEvents,
    ManageAccess
);

/// The project of the address (`/projects/{pid}/…`), opened by an administrator who has the permission `P` in it.
///
/// A project that the administrator has no access to is not found; an address that the project does not take and a
/// missing permission are refused.
pub(super) struct InProject<P: Needed> {
    /// Who.
    pub(super) administrator: SignedInAdministrator,
    /// Who, and from where: for use cases.
    pub(super) staff: Staff,
    /// Where.
    pub(super) project: Project,
    /// As what.
    pub(super) role: Role,
    /// Whether it is opened by an agent of the platform, for one review.
    pub(super) is_for_platform: bool,
    needed: PhantomData<P>,
}

impl<P: Needed> InProject<P> {
    fn enter(administrator: SignedInAdministrator, address: Option<IpAddr>, pid: &str) -> Result<Self, DashboardError> {
        let (project, role) = administrator
            .memberships
            .iter()
            .find(|(project, _)| project.id.as_str() == pid)
            .cloned()
            .ok_or(DashboardError::NotFound)?;
        check_address(&project, address)?;
        if role.allows(P::PERMISSION) {
            Ok(Self {
                staff: Staff {
                    id: administrator.administrator.clone(),
                    address,
                },
                administrator,
                project,
                role,
                is_for_platform: false,
                needed: PhantomData,
            })
        } else {
            Err(DashboardError::Forbidden)
        }
    }

    /// For one submission that waits for a review: whoever may make it sees this one, even without access to others.
    async fn enter_for_review(
        state: &WebState,
        administrator: SignedInAdministrator,
        address: Option<IpAddr>,
        pid: &str,
        submission: &str,
    ) -> Result<Option<Self>, DashboardError> {
        let (Ok(pid), Ok(submission)) = (pid.parse(), submission.parse()) else {
            return Ok(None);
        };
        let reviews = matches!(
            P::PERMISSION,
            Permission::ViewSubmissions | Permission::DecideSubmissions
        );
        if !reviews {
            return Ok(None);
        }
        let id = administrator.administrator.clone();
        let Some(project) = project_under_review(&state.app, &id, &pid, &submission).await? else {
            return Ok(None);
        };
        check_address(&project, address)?;
        let is_member = administrator.memberships.iter().any(|(known, _)| known.id == pid);
        Ok(Some(Self {
            staff: Staff { id, address },
            administrator,
            project,
            role: Role::Agent,
            is_for_platform: !is_member,
            needed: PhantomData,
        }))
    }

    /// Whether the administrator may also do this.
    pub(super) const fn may(&self, permission: Permission) -> bool {
        self.role.allows(permission)
    }

    /// Address of the queue from which the administrator works.
    pub(super) fn queue(&self) -> String {
        if self.is_for_platform {
            "/dashboard/queue".to_owned()
        } else {
            format!("{}/review", self.address())
        }
    }

    /// Address of the project's pages, without a slash at the end.
    pub(super) fn address(&self) -> String {
        format!("/dashboard/projects/{}", self.project.id)
    }
}

/// Refuses an address that the project does not take.
fn check_address(project: &Project, address: Option<IpAddr>) -> Result<(), DashboardError> {
    if project.settings.ip_control.dashboard.allows(address) {
        return Ok(());
    }
    let address = address.map(|address| PersonalText::new(address.to_string()));
    Err(DashboardError::AddressRefused(address))
}

impl<P: Needed> Demand for InProject<P> {
    const DEMANDS: Demands = Demands::of(Demanded::Member(P::PERMISSION));
}

impl<P: Needed> FromRequestParts<WebState> for InProject<P> {
    type Rejection = DashboardError;

    async fn from_request_parts(parts: &mut Parts, state: &WebState) -> Result<Self, DashboardError> {
        let administrator = SignedInAdministrator::from_request_parts(parts, state).await?;
        let Path(names) = Path::<HashMap<String, String>>::from_request_parts(parts, state)
            .await
            .map_err(|_| DashboardError::NotFound)?;
        let Ok(ClientAddress(address)) = ClientAddress::from_request_parts(parts, state).await;
        let pid = names.get("pid").ok_or(DashboardError::NotFound)?;
        match (Self::enter(administrator.clone(), address, pid), names.get("id")) {
            (Err(refusal @ (DashboardError::NotFound | DashboardError::Forbidden)), Some(submission)) => {
                let entered = Self::enter_for_review(state, administrator, address, pid, submission).await?;
                entered.ok_or(refusal)
            }
            (entered, _) => entered,
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::dashboard::sample;
    use argos_domain::ip_control::AllowList;

    pub(in crate::dashboard) fn entered<P: Needed>(role: Role) -> InProject<P> {
        let administrator = sample::administrator(role);
        let pid = administrator.memberships[0].0.id.clone();
        InProject::enter(administrator, None, pid.as_str()).unwrap_or_else(|error| panic!("{error:?}"))
    }

    #[test]
    fn a_foreign_project_is_not_found_and_a_missing_permission_is_refused() {
        let guest = sample::administrator(Role::Guest);
        let pid = guest.memberships[0].0.id.as_str().to_owned();
        assert!(matches!(
            InProject::<ViewSubmissions>::enter(guest.clone(), None, "otherproject"),
            Err(DashboardError::NotFound)
        ));
        assert!(matches!(
            InProject::<DecideSubmissions>::enter(guest.clone(), None, &pid),
            Err(DashboardError::Forbidden)
        ));
        assert!(InProject::<ViewSubmissions>::enter(guest, None, &pid).is_ok());
    }

    #[test]
    fn a_project_that_is_limited_to_addresses_opens_from_these_only() {
        let mut project = sample::project();
        project.settings.ip_control.dashboard = AllowList::parse("203.0.113.0/24").unwrap();
        let pid = project.id.to_string();
        let owner = sample::administrator_of(vec![(project, Role::Owner)]);
        let enter = |address: Option<&str>| {
            let address = address.map(|address| address.parse().unwrap());
            InProject::<ViewSettings>::enter(owner.clone(), address, &pid)
        };
        assert!(enter(Some("203.0.113.9")).is_ok());
        for refused in [Some("203.0.114.9"), Some("2001:db8::1"), None] {
            assert!(
                matches!(enter(refused), Err(DashboardError::AddressRefused(_))),
                "{refused:?}"
            );
        }
    }
}
