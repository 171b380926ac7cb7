//! M2: if nobody has access to a project any more, the operator restores it from the host.

use argos_testkit::administrator::Administrator;
use argos_testkit::database::Database;
use argos_testkit::on_both_databases;
use argos_testkit::server::{ADMINISTRATOR, ArgosServer};
use reqwest::StatusCode;
use std::process::{Command, Output};

on_both_databases! {
    the_operator_restores_access_from_the_host
}

const BINARY: &str = env!("CARGO_BIN_EXE_argos");

fn grant(server: &ArgosServer, email: &str, project: &str, role: &str) -> Output {
    Command::new(BINARY)
        .args(["admin", "grant", "--email", email, "--project", project, "--role", role])
        .args([
            "--public-url",
            &server.url(""),
            "--database-url",
            &server.database_url(),
        ])
        .arg("--data-folder")
        .arg(server.data_folder())
        .output()
        .unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

async fn the_operator_restores_access_from_the_host(database: Database) {
    let server = ArgosServer::start_on(BINARY, database, &[]).await.unwrap();
    let pid = Administrator::sign_in(&server).await.unwrap().project().to_owned();

    let output = grant(&server, "new@bank.example", &pid, "owner");
    assert!(output.status.success(), "{}", told(&output));
    let text = told(&output);
    let link = text.split_whitespace().find(|word| word.starts_with("http")).unwrap();
    let restored = Administrator::sign_in_by(&server, link).await.unwrap();
    assert_eq!(restored.project(), pid);
    assert_eq!(restored.page("settings").await.unwrap().0, StatusCode::OK);

    // The other owner may become less now, the one that is left may not.
    let output = grant(&server, ADMINISTRATOR, &pid, "guest");
    assert!(output.status.success(), "{}", told(&output));
    let output = grant(&server, "new@bank.example", &pid, "member");
    assert!(
        !output.status.success() && told(&output).contains("last owner"),
        "{}",
        told(&output)
    );
    assert_eq!(restored.page("settings").await.unwrap().0, StatusCode::OK);

    for (project, role, named) in [
        ("nosuchproject", "owner", "project"),
        (pid.as_str(), "king", "guest, agent"),
    ] {
        let output = grant(&server, "eve@bank.example", project, role);
        assert!(
            !output.status.success() && told(&output).contains(named),
            "{}",
            told(&output)
        );
    }
}
