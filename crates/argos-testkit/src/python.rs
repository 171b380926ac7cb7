//! The Python in which packages of others are installed that the product is tested against.

use anyhow::bail;
use std::env;
use std::path::{Path, PathBuf};

/// The Python that has the packages: `ARGOS_TEST_PYTHON`, or the virtual environment that the test script makes.
pub(crate) fn python() -> anyhow::Result<PathBuf> {
    let python = env::var_os("ARGOS_TEST_PYTHON").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.testing/venv/bin/python"),
        PathBuf::from,
    );
    if !python.exists() {
        bail!(
            "{} is missing: run scripts/test.sh once, it installs what the product is tested against (aiosmtpd, \
             standardwebhooks), or set ARGOS_TEST_PYTHON to a Python that has it",
            python.display()
        );
    }
    Ok(python)
}
