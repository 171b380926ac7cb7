//! What axe-core finds wrong with a page that is open in the browser: by the rules of WCAG 2.2, levels A and AA.
//! axe-core is fetched by `scripts/test.sh` and is no part of this repository.

use crate::browser::Browser;
use anyhow::Context;
use serde_json::{Value, json};
use std::fs;
use std::path::Path;

/// What axe-core is asked. Its best practices beyond WCAG are asked for as well.
const QUESTION: &str = "axe.run(document, { resultTypes: ['violations'] }).then(result => result.violations.map(violation => ({ \
     rule: violation.id, impact: violation.impact, help: violation.help, \
     places: violation.nodes.map(node => node.target.join(' ') + ': ' + node.failureSummary) })))";

impl Browser {
    /// Fails when axe-core finds a violation on the open page; the message names rule and place.
    ///
    /// # Errors
    /// On a violation, and when axe-core was not fetched or does not run.
    pub async fn expect_accessible(&self, name: &str) -> anyhow::Result<()> {
        self.evaluate(&script()?).await?;
        let violations = self.evaluate(QUESTION).await?;
        let violations = violations.as_array().context("axe-core gave no answer")?;
        anyhow::ensure!(
            violations.is_empty(),
            "{name} is not accessible:\n{}",
            serde_json::to_string_pretty(violations)?
        );
        Ok(())
    }

    /// The value of an expression in the page, awaited when it is a promise. The page's content security policy does
    /// not bind what the developer tools do.
    ///
    /// # Errors
    /// When the expression throws.
    pub async fn evaluate(&self, expression: &str) -> anyhow::Result<Value> {
        let parameters = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.devtools("Runtime.evaluate", parameters).await?;
        anyhow::ensure!(
            answer.get("exceptionDetails").is_none(),
            "the page's script failed: {}",
            answer["exceptionDetails"]
        );
        Ok(answer["result"]["value"].clone())
    }
}

fn script() -> anyhow::Result<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.testing/axe/axe.min.js");
    let script = fs::read_to_string(&path);
    // The last value of the script is not needed, and too large to be sent back.
    let script = script.with_context(|| format!("{} is missing: run scripts/test.sh once", path.display()))?;
    Ok(format!("{script};true"))
}
