//! Who may give and take access to a project: the rules for every way in which access changes.

use crate::role::{Permission, Role};
use std::time::Duration;

/// How long an invitation can be accepted.
pub const INVITATION_LIFETIME: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// On whose authority access changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Authority {
    /// The operator, from the host.
    Operator,
    /// An administrator with this role in the project, for somebody else.
    Administrator(Role),
    /// An administrator with this role, for themselves.
    Oneself(Role),
}

/// A change of one person's access; `None` is no access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AccessChange {
    /// The role that the person has, or is invited to.
    pub before: Option<Role>,
    /// The role that the person gets.
    pub after: Option<Role>,
    /// Owners of the project at present.
    pub owners: usize,
}

/// Why access may not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AccessRefusal {
    /// The role gives nobody access.
    #[error("your role does not include giving or taking access")]
    NotAllowed,
    /// The person has a higher role than whoever asks.
    #[error("this person has a higher role than you: ask somebody with that role")]
    PersonAbove,
    /// The wanted role is higher than that of whoever asks.
    #[error("you can give roles up to your own")]
    RoleAbove,
    /// Nobody could give anybody access any more.
    #[error("the last owner keeps that role: make somebody else an owner first")]
    LastOwner,
}

impl AccessChange {
    /// Whether the change is allowed.
    ///
    /// # Errors
    /// [`AccessRefusal`].
    pub fn check(self, authority: Authority) -> Result<(), AccessRefusal> {
        match authority {
            Authority::Operator => {}
            Authority::Administrator(own) => {
                if !own.allows(Permission::ManageAccess) {
                    return Err(AccessRefusal::NotAllowed);
                }
                if self.before > Some(own) {
                    return Err(AccessRefusal::PersonAbove);
                }
                if self.after > Some(own) {
                    return Err(AccessRefusal::RoleAbove);
                }
            }
            // Whoever leaves, or takes less, needs nobody's leave.
            Authority::Oneself(own) if self.after > Some(own) => return Err(AccessRefusal::RoleAbove),
            Authority::Oneself(_) => {}
        }
        if self.before == Some(Role::Owner) && self.after != Some(Role::Owner) && self.owners <= 1 {
            return Err(AccessRefusal::LastOwner);
        }
        Ok(())
    }
}

/// The roles that somebody with this role can give, highest first.
#[must_use]
pub fn grantable(own: Role) -> Vec<Role> {
    let may = own.allows(Permission::ManageAccess);
    let roles = Role::ALL.into_iter().rev();
    roles.filter(|role| may && *role <= own).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: Option<Role>, after: Option<Role>) -> AccessChange {
        AccessChange {
            before,
            after,
            owners: 2,
        }
    }

    #[test]
    fn nobody_gives_or_takes_more_than_their_own_role() {
        let roles = || Role::ALL.into_iter().map(Some).chain([None]);
        for own in Role::ALL {
            for (before, after) in roles().flat_map(|before| roles().map(move |after| (before, after))) {
                let allowed = change(before, after).check(Authority::Administrator(own)).is_ok();
                let within = before <= Some(own) && after <= Some(own);
                assert_eq!(allowed, within && own != Role::Agent, "{own:?}: {before:?} {after:?}");
            }
            assert!(grantable(own).iter().all(|role| *role <= own));
        }
        assert_eq!(grantable(Role::Member), [Role::Member, Role::Agent, Role::Guest]);
        assert!(grantable(Role::Agent).is_empty());
    }

    #[test]
    fn the_last_owner_stays_whoever_asks() {
        for authority in [
            Authority::Operator,
            Authority::Administrator(Role::Owner),
            Authority::Oneself(Role::Owner),
        ] {
            for after in [None, Some(Role::Leader)] {
                let last = AccessChange {
                    owners: 1,
                    ..change(Some(Role::Owner), after)
                };
                assert_eq!(last.check(authority), Err(AccessRefusal::LastOwner));
                assert_eq!(change(Some(Role::Owner), after).check(authority), Ok(()));
            }
        }
    }

    #[test]
    fn everybody_may_leave_and_nobody_rises_alone() {
        for own in Role::ALL {
            assert_eq!(change(Some(own), None).check(Authority::Oneself(own)), Ok(()));
        }
        let rise = change(Some(Role::Guest), Some(Role::Owner));
        assert_eq!(
            rise.check(Authority::Oneself(Role::Guest)),
            Err(AccessRefusal::RoleAbove)
        );
    }
}
