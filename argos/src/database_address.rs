//! The address of the database, which may hold a password and is therefore never shown whole.

use std::convert::Infallible;
use std::fmt;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// An address as `--database-url` takes it. It is checked when the database is opened.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseAddress(String);

impl DatabaseAddress {
    /// The address with its password, for opening the database alone.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The address of an SQLite file.
    pub fn of_file(path: &Path) -> Self {
        Self(format!("sqlite://{}", path.display()))
    }

    /// The file, of an SQLite database.
    pub fn file(&self) -> Option<PathBuf> {
        let path = self
            .0
            .strip_prefix("sqlite://")
            .or_else(|| self.0.strip_prefix("sqlite:"));
        (!self.is_postgres()).then(|| PathBuf::from(path.unwrap_or(&self.0)))
    }

    /// Whether it names a PostgreSQL database.
    pub fn is_postgres(&self) -> bool {
        self.0.starts_with("postgres://") || self.0.starts_with("postgresql://")
    }
}

impl FromStr for DatabaseAddress {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

/// What may be shown: kind, host and name, or the file; neither user, password nor options.
impl fmt::Display for DatabaseAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.is_postgres() {
            let path = self.file().unwrap_or_default();
            // Whatever looks like another kind of address could hold a password too.
            let strange = path.to_string_lossy().contains("://");
            return if strange {
                formatter.write_str("(not shown)")
            } else {
                write!(formatter, "{}", path.display())
            };
        }
        let Ok(url) = url::Url::parse(&self.0) else {
            return formatter.write_str("PostgreSQL (an address that cannot be understood)");
        };
        let name = url.path().trim_start_matches('/');
        write!(
            formatter,
            "PostgreSQL {name} on {}",
            url.host_str().unwrap_or("this host")
        )
    }
}

impl fmt::Debug for DatabaseAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, formatter)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_not_shown() {
        let shown = |text: &str| {
            let address: DatabaseAddress = text.parse().unwrap_or_else(|never| match never {});
            format!("{address} {address:?}")
        };
        for address in [
            "postgres://kyc:s3cret@db.example:5432/argos",
            "postgres://kyc:s3cret@/argos",
            "postgres://kyc:s3cret@db.example:port/argos",
            "postgresql://db.example/argos?user=kyc&password=s3cret",
            "mysql://kyc:s3cret@db.example/argos",
        ] {
            assert!(!shown(address).contains("s3cret"), "{}", shown(address));
        }
        assert!(shown("postgres://kyc:s3cret@db.example:5432/argos").starts_with("PostgreSQL argos on db.example"));
        assert!(shown("sqlite:///srv/argos.sqlite").starts_with("/srv/argos.sqlite"));
    }
}
