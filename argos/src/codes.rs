//! `argos codes`: the catalogue of reject and retry codes.

use crate::command_line::CodesArguments;
use crate::output;
use argos_domain::code::{RejectCode, RetryCode, catalogue_page};
use serde_json::{Value, json};
use std::process::ExitCode;

pub fn run(arguments: &CodesArguments) -> anyhow::Result<ExitCode> {
    if arguments.json {
        output::print(&format!("{:#}", list()))?;
    } else {
        output::print(catalogue_page().trim_end())?;
    }
    Ok(ExitCode::SUCCESS)
}

fn list() -> Value {
    let entry = |kind: &str, code: &str, raised_by: &str, texts: [&str; 3]| {
        let [meaning, user, remedy] = texts;
        json!({ "kind": kind, "code": code, "raisedBy": raised_by, "meaning": meaning, "userText": user, "whatToDo": remedy })
    };
    let rejects = RejectCode::ALL.iter().map(|code| {
        let texts = [code.staff_text(), code.user_text(), code.remedy()];
        entry("reject", code.code(), code.raised_by().text(), texts)
    });
    let retries = RetryCode::ALL.iter().map(|code| {
        let texts = [code.staff_text(), code.user_text(), code.remedy()];
        entry("retry", code.code(), code.raised_by().text(), texts)
    });
    rejects.chain(retries).collect()
}
