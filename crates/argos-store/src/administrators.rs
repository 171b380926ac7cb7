//! People with access to the dashboard, and their roles in projects.

use crate::keyring::INSTALLATION;
use crate::row::Row;
use crate::sealing::Place;
use crate::value::values;
use crate::{StoreError, Tx};
use argos_crypto::{BlindIndex, normalise_email};
use argos_domain::clock::Timestamp;
use argos_domain::id::{AdministratorId, ProjectId};
use argos_domain::personal::EmailAddress;
use argos_domain::project::Project;
use argos_domain::role::Role;

const TABLE: &str = "administrator";

/// A person with access to the dashboard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Administrator {
    /// The person's id.
    pub id: AdministratorId,
    /// The address by which the person signs in.
    pub email: EmailAddress,
    /// When the person was added.
    pub created_at: Timestamp,
}

/// A person with a role in a project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The person.
    pub administrator: Administrator,
    /// The role.
    pub role: Role,
    /// When the role was given.
    pub granted_at: Timestamp,
}

const INSERT: &str = "INSERT INTO administrator (id, email, email_index, created_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (email_index) DO NOTHING";
const FIND_BY_EMAIL: &str = "SELECT id, email, created_at FROM administrator WHERE email_index = $1";
const FIND: &str = "SELECT id, email, created_at FROM administrator WHERE id = $1";
const GRANT: &str = "INSERT INTO membership (administrator_id, project_id, role, granted_at) VALUES ($1, $2, $3, $4) \
     ON CONFLICT (administrator_id, project_id) DO UPDATE SET role = excluded.role, granted_at = excluded.granted_at";
const REVOKE: &str = "DELETE FROM membership WHERE administrator_id = $1 AND project_id = $2";
const LOCK_PROJECT: &str = "UPDATE project SET name = name WHERE id = $1";
const MEMBERSHIPS: &str = "SELECT project.id, project.name, project.created_at, project.settings, membership.role \
     FROM membership JOIN project ON project.id = membership.project_id \
     WHERE membership.administrator_id = $1 ORDER BY project.created_at, project.id";
const OF_PROJECT: &str = "SELECT administrator.id, administrator.email, administrator.created_at, membership.role, \
     membership.granted_at FROM membership JOIN administrator ON administrator.id = membership.administrator_id \
     WHERE membership.project_id = $1 ORDER BY membership.granted_at, administrator.id";

impl Tx {
    /// The administrator with this address, added with `id` if there was none.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when someone else already has the id.
    pub async fn find_or_insert_administrator(
        &mut self,
        email: &EmailAddress,
        id: &AdministratorId,
        now: Timestamp,
    ) -> Result<Administrator, StoreError> {
        let sealed = self.seal(place_of(id), "email", email.expose().as_bytes()).await?;
        let index = self.administrator_index(email).await?;
        self.engine.execute(INSERT, values![id, sealed, index, now]).await?;
        let found = self.find_administrator_by_email(email).await?;
        found.ok_or_else(|| StoreError::NotFound {
            table: TABLE,
            row: id.to_string(),
        })
    }

    /// The administrator with this address, in any spelling of upper and lower case.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when the row cannot be understood.
    pub async fn find_administrator_by_email(
        &mut self,
        email: &EmailAddress,
    ) -> Result<Option<Administrator>, StoreError> {
        let index = self.administrator_index(email).await?;
        match self.engine.optional(TABLE, FIND_BY_EMAIL, values![index]).await? {
            Some(row) => self.read_administrator(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// The administrator with this id.
    ///
    /// # Errors
    /// As [`Tx::find_administrator_by_email`].
    pub async fn find_administrator(&mut self, id: &AdministratorId) -> Result<Option<Administrator>, StoreError> {
        match self.engine.optional(TABLE, FIND, values![id]).await? {
            Some(row) => self.read_administrator(&row).await.map(Some),
            None => Ok(None),
        }
    }

    /// Gives an administrator a role in a project, instead of an earlier one.
    ///
    /// # Errors
    /// [`StoreError::MissingReference`] when administrator or project do not exist.
    pub async fn grant(
        &mut self,
        administrator: &AdministratorId,
        project: &ProjectId,
        role: Role,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        self.engine
            .execute(GRANT, values![administrator, project, role.name(), now])
            .await?;
        Ok(())
    }

    /// The projects in which an administrator has a role, oldest first.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn memberships(&mut self, administrator: &AdministratorId) -> Result<Vec<(Project, Role)>, StoreError> {
        let mut memberships = Vec::new();
        for row in self
            .engine
            .all("membership", MEMBERSHIPS, values![administrator])
            .await?
        {
            memberships.push((self.read_project(&row).await?, row.word("role", Role::from_name)?));
        }
        Ok(memberships)
    }

    /// Who has a role in a project, in the order in which the roles were given.
    ///
    /// # Errors
    /// [`StoreError::Row`] or [`StoreError::Sealed`] when a row cannot be understood.
    pub async fn members_of(&mut self, project: &ProjectId) -> Result<Vec<Member>, StoreError> {
        let mut members = Vec::new();
        for row in self.engine.all("membership", OF_PROJECT, values![project]).await? {
            members.push(Member {
                administrator: self.read_administrator(&row).await?,
                role: row.word("role", Role::from_name)?,
                granted_at: row.time("granted_at")?,
            });
        }
        Ok(members)
    }

    /// Makes everybody else who wants to change this project or access to it wait for the end of the transaction, so that
    /// two owners cannot remove one another at the same moment, and no setting that one saves is undone by another;
    /// answers whether there is such a project.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn lock_project(&mut self, project: &ProjectId) -> Result<bool, StoreError> {
        Ok(self.engine.execute(LOCK_PROJECT, values![project]).await? > 0)
    }

    /// Takes the role in a project away; answers whether the administrator had one.
    ///
    /// # Errors
    /// [`StoreError::Database`].
    pub async fn revoke(&mut self, administrator: &AdministratorId, project: &ProjectId) -> Result<bool, StoreError> {
        let deleted = self.engine.execute(REVOKE, values![administrator, project]).await?;
        Ok(deleted > 0)
    }

    async fn administrator_index(&mut self, email: &EmailAddress) -> Result<BlindIndex, StoreError> {
        let keys = self.keys(INSTALLATION).await?;
        Ok(keys
            .index()
            .index("administrator_email", &normalise_email(email.expose())))
    }

    pub(crate) async fn read_administrator(&mut self, row: &Row) -> Result<Administrator, StoreError> {
        let id: AdministratorId = row.id("id")?;
        let email = self.open_text(place_of(&id), "email", &row.bytes("email")?).await?;
        let email = EmailAddress::parse(&email).map_err(|error| row.wrong("email", error.to_string()))?;
        Ok(Administrator {
            id,
            email,
            created_at: row.time("created_at")?,
        })
    }
}

fn place_of(id: &AdministratorId) -> Place<'_> {
    Place {
        table: TABLE,
        row: id.as_str(),
        scope: INSTALLATION,
    }
}
