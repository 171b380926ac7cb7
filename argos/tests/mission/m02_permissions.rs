//! M2: whoever has access gives and takes it in Settings, up to the own role; if nobody has access to a project any
//! more, the operator restores it from the host.

use argos_testkit::administrator::Administrator;
use argos_testkit::customer::Customer;
use argos_testkit::dashboard_visit::DashboardVisit;
use argos_testkit::database::Database;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::on_both_databases;
use argos_testkit::running_server::RunningServer;
use argos_testkit::server::{ADMINISTRATOR, ArgosServer};
use reqwest::StatusCode;
use std::process::{Command, Output};

on_both_databases! {
    everybody_gives_and_takes_access_up_to_their_own_role
    the_last_owner_stays_even_when_two_remove_one_another
    the_operator_restores_access_from_the_host
    the_operator_lists_and_revokes_access_from_the_host
}

const BINARY: &str = env!("CARGO_BIN_EXE_argos");

fn grant(server: &ArgosServer, email: &str, project: &str, role: &str) -> Output {
    let url = server.url("");
    let arguments = [
        "grant",
        "--email",
        email,
        "--project",
        project,
        "--role",
        role,
        "--public-url",
        &url,
    ];
    admin(server, &arguments)
}

/// `argos admin` on the server's data.
fn admin(server: &ArgosServer, arguments: &[&str]) -> Output {
    Command::new(BINARY)
        .arg("admin")
        .args(arguments)
        .args(["--database-url", &server.database_url()])
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

async fn the_operator_lists_and_revokes_access_from_the_host(database: Database) {
    let server = ArgosServer::start_on(BINARY, database, &[]).await.unwrap();
    let owner = Administrator::sign_in(&server).await.unwrap();
    let pid = owner.project().to_owned();
    let output = grant(&server, "ben@bank.example", &pid, "member");
    let text = told(&output);
    let link = text.split_whitespace().find(|word| word.starts_with("http")).unwrap();
    let ben = Administrator::sign_in_by(&server, link).await.unwrap();

    let listed = told(&admin(&server, &["list"]));
    let line = |email: &str| listed.lines().find(|line| line.contains(email)).unwrap_or_default();
    assert!(
        line(ADMINISTRATOR).contains("owner") && line("ben@bank.example").contains("member"),
        "{listed}"
    );
    let json = told(&admin(&server, &["list", "--json", "--project", &pid]));
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 2);
    assert_eq!(json[1]["email"], "ben@bank.example");

    let revoke = |email: &str| admin(&server, &["revoke", "--email", email, "--project", &pid]);
    assert!(revoke("ben@bank.example").status.success());
    assert_eq!(ben.page("submissions").await.unwrap().0, StatusCode::NOT_FOUND);
    let (_, history) = owner.page(PAGE).await.unwrap();
    assert!(
        history.contains("Access as Member removed") && history.contains("the operator"),
        "{history}"
    );
    for (email, named) in [(ADMINISTRATOR, "last owner"), ("ben@bank.example", "was not found")] {
        let refused = revoke(email);
        assert!(
            !refused.status.success() && told(&refused).contains(named),
            "{}",
            told(&refused)
        );
    }
    let none = admin(&server, &["reset-authenticator", "--email", ADMINISTRATOR]);
    assert!(
        !none.status.success() && told(&none).contains("authenticator app"),
        "{}",
        told(&none)
    );
}

const PAGE: &str = "settings/access";

/// Somebody new with a role in the customer's project: who it is, and their browser.
async fn with_role(customer: &Customer<InProcessServer>, role: &str) -> (String, Colleague) {
    let email = format!("{role}@bank.example");
    let fields = [("email", email.as_str()), ("role", role)];
    let added = customer.administrator.send(PAGE, PAGE, &fields).await.unwrap();
    assert_eq!(added.0, StatusCode::SEE_OTHER, "{}", added.1);
    let mail = customer.mail_to(&email).await.unwrap();
    let address = customer.server.url("");
    let mut words = mail.text.split_whitespace();
    let link = words.find_map(|word| word.strip_prefix(&address)).unwrap();
    let mut visit = DashboardVisit::new(&customer.server, "");
    visit.post(link, &[]).await.unwrap();
    let id = id_of(&customer.administrator, &email).await;
    let settings = format!("/dashboard/projects/{}/{PAGE}", customer.administrator.project());
    (id, Colleague { visit, settings })
}

struct Colleague {
    visit: DashboardVisit,
    settings: String,
}

impl Colleague {
    /// Sends a form of the page for access: status and page.
    async fn send(&mut self, form: &str, fields: &[(&str, &str)]) -> (StatusCode, String) {
        let to = format!("{}{form}", self.settings);
        let answer = self.visit.fill_in(&self.settings, &to, fields).await.unwrap();
        (answer.status, answer.html)
    }

    async fn add(&mut self, email: &str, role: &str) -> StatusCode {
        self.send("", &[("email", email), ("role", role)]).await.0
    }

    async fn change(&mut self, id: &str, role: &str) -> StatusCode {
        self.send(&format!("/people/{id}/role"), &[("role", role)]).await.0
    }

    async fn remove(&mut self, id: &str) -> StatusCode {
        self.send(&format!("/people/{id}/remove"), &[]).await.0
    }
}

async fn id_of(by: &Administrator, email: &str) -> String {
    let (_, page) = by.page(PAGE).await.unwrap();
    let mut rows = page.split("<tr id=\"person-");
    let row = rows.find(|row| row.contains(&format!("\"row\">{email}")));
    row.unwrap().split('"').next().unwrap().to_owned()
}

async fn everybody_gives_and_takes_access_up_to_their_own_role(database: Database) {
    const DONE: StatusCode = StatusCode::SEE_OTHER;
    let customer = Customer::in_process(database).await.unwrap();
    let owner = id_of(&customer.administrator, ADMINISTRATOR).await;
    let (leader_id, mut leader) = with_role(&customer, "leader").await;
    let (member_id, mut member) = with_role(&customer, "member").await;
    let (agent_id, mut agent) = with_role(&customer, "agent").await;
    let (guest_id, mut guest) = with_role(&customer, "guest").await;

    // An agent has the submissions only; a guest, of all settings, this page.
    assert_eq!(
        agent.visit.open(&agent.settings).await.unwrap().status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(guest.visit.open(&guest.settings).await.unwrap().status, StatusCode::OK);
    let general = guest.settings.replace("/access", "");
    assert_eq!(guest.visit.open(&general).await.unwrap().status, StatusCode::FORBIDDEN);

    // Up to the own role, upwards never: neither others nor oneself, neither roles nor invitations.
    assert_eq!(guest.add("g2@bank.example", "guest").await, DONE);
    assert_eq!(guest.add("a2@bank.example", "agent").await, StatusCode::FORBIDDEN);
    assert_eq!(member.add("l2@bank.example", "leader").await, StatusCode::FORBIDDEN);
    assert_eq!(member.change(&guest_id, "leader").await, StatusCode::FORBIDDEN);
    assert_eq!(member.change(&member_id, "leader").await, StatusCode::FORBIDDEN);
    assert_eq!(member.change(&leader_id, "guest").await, StatusCode::FORBIDDEN);
    assert_eq!(member.remove(&leader_id).await, StatusCode::FORBIDDEN);
    assert_eq!(leader.remove(&owner).await, StatusCode::FORBIDDEN);
    assert_eq!(leader.add("o2@bank.example", "owner").await, StatusCode::FORBIDDEN);
    assert_eq!(member.change(&guest_id, "agent").await, DONE);
    assert_eq!(
        guest.visit.open(&guest.settings).await.unwrap().status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(leader.change(&guest_id, "member").await, DONE);
    assert_eq!(member.remove(&agent_id).await, DONE);
    assert_eq!(agent.visit.open("/dashboard").await.unwrap().status, StatusCode::OK);
    let (_, invited) = customer.administrator.page(PAGE).await.unwrap();
    assert!(invited.contains("g2@bank.example") && !invited.contains("o2@bank.example"));

    // A form from elsewhere changes nothing, and everybody may leave.
    let forged = format!("{}/people/{guest_id}/remove", leader.settings);
    assert_eq!(
        leader.visit.post(&forged, &[]).await.unwrap().status,
        StatusCode::FORBIDDEN
    );
    assert_eq!(leader.remove(&leader_id).await, DONE);
    assert_eq!(
        leader.visit.open(&leader.settings).await.unwrap().status,
        StatusCode::NOT_FOUND
    );
    let (_, history) = customer.administrator.page(PAGE).await.unwrap();
    for happened in [
        "Role changed from Guest to Agent",
        "Role changed from Agent to Member",
        "Access as Agent removed",
        "Access as Leader removed",
    ] {
        assert!(history.contains(happened), "{happened}: {history}");
    }
}

async fn the_last_owner_stays_even_when_two_remove_one_another(database: Database) {
    let customer = Customer::in_process(database).await.unwrap();
    let first_id = id_of(&customer.administrator, ADMINISTRATOR).await;
    let form = |id: &str, what: &str| format!("{PAGE}/people/{id}/{what}");
    for (what, fields) in [("remove", &[][..]), ("role", &[("role", "leader")][..])] {
        let refused = customer
            .administrator
            .send(PAGE, &form(&first_id, what), fields)
            .await
            .unwrap();
        assert_eq!(refused.0, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.1.contains("make somebody else an owner first"), "{}", refused.1);
    }
    let (second_id, mut second) = with_role(&customer, "owner").await;
    let remove_second = form(&second_id, "remove");
    let remove_first = format!("{}/people/{first_id}/remove", second.settings);
    let page = second.settings.clone();
    let (one, other) = tokio::join!(
        customer.administrator.send(PAGE, &remove_second, &[]),
        second.visit.fill_in(&page, &remove_first, &[])
    );
    // Whoever was removed before the page was open has no form at all.
    let statuses = [one.map(|answer| answer.0).ok(), other.map(|answer| answer.status).ok()];
    let done = statuses.iter().filter(|status| **status == Some(StatusCode::SEE_OTHER));
    assert_eq!(done.count(), 1, "{statuses:?}");
    let left = [
        customer.administrator.page(PAGE).await.unwrap().0,
        second.visit.open(&second.settings).await.unwrap().status,
    ];
    assert_eq!(
        left.iter().filter(|status| **status == StatusCode::OK).count(),
        1,
        "{left:?}"
    );
}
