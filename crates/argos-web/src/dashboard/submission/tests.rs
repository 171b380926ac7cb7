use super::*;
use crate::dashboard::in_project::DecideSubmissions;
use crate::dashboard::in_project::tests::entered;
use crate::dashboard::sample;
use argos_app::find_submissions::EventRecord;
use argos_domain::role::Role;
use argos_domain::score::ScoreVersion;
use serde_json::json;

fn render(role: Role, view: &SubmissionView, name: &str, arrival: Arrival) -> String {
    let form = DecisionForm::default();
    // An agent comes to a submission to decide it.
    let shown = match role {
        Role::Agent => submission_page(&entered::<DecideSubmissions>(role), view, form, arrival),
        _ => submission_page(&entered::<ViewSubmissions>(role), view, form, arrival),
    };
    let html = shown.render().unwrap();
    sample::keep(name, &html);
    html
}

#[test]
fn a_pending_submission_is_explained_and_can_be_decided() {
    let html = render(Role::Agent, &sample::claimed_view(), "pending", Arrival::Plain);
    for expected in [
        "Anna Maria Eriksson",
        "Corrected by the user",
        "Eriksen",
        "Added by the user",
        "Face against portrait",
        "74.6",
        "face_rec sface",
        "images/selfieImage",
        "the best score there is: no check found anything",
        "In all",
        "No points taken by: Machine readable zone",
        "value=\"approve\"",
        "id_image_badImage",
        "Proof of address",
        "The connection was refused",
        "The document image is too blurred, dark or small.",
        "2026-03-01 09:35:00 UTC",
        "Asked the branch",
        "colleague@example.com",
        "Due in 21 h",
    ] {
        assert!(html.contains(expected), "{expected} is missing");
    }
    assert!(!html.contains("style=") && !html.contains("onclick"));
    let place = |words: &str| html.find(words).unwrap();
    assert!(
        place("Why Argos did not approve it") < place("value=\"approve\""),
        "whoever decides reads the reasons first"
    );
    // The browser's history shows titles.
    let title = html
        .split("<title>")
        .nth(1)
        .and_then(|rest| rest.split("</title>").next())
        .unwrap();
    assert!(!title.contains("Anna"));
}

#[test]
fn a_score_of_the_first_version_is_shown_by_what_each_check_gave() {
    let mut view = sample::claimed_view();
    view.score = Some(ScoreVersion::One.score(&view.checks));
    let html = render(Role::Agent, &view, "pending-version-1", Arrival::Plain);
    for expected in [
        "caps the score",
        "gives 70 percent",
        "Formula version 1",
        "<span class=\"soft\">of ",
    ] {
        assert!(html.contains(expected), "{expected} is missing");
    }
    assert!(!html.contains("No points taken") && !html.contains("the best score there is"));
}

#[test]
fn a_guest_sees_no_decision_panel_and_an_agent_none_of_decided_submissions() {
    let guest = render(Role::Guest, &sample::claimed_view(), "pending-guest", Arrival::Plain);
    assert!(!guest.contains("value=\"approve\"") && !guest.contains("name=\"note\"") && !guest.contains("/claim\""));
    let free = render(Role::Agent, &sample::view(), "pending-free", Arrival::Plain);
    assert!(!free.contains("value=\"approve\"") && free.contains("Take this submission"));
    let agent = render(Role::Agent, &sample::rejected_view(), "rejected-agent", Arrival::Plain);
    assert!(!agent.contains("value=\"approve\"") && !agent.contains("/edit\""));
    let decided = render(Role::Owner, &sample::rejected_view(), "rejected", Arrival::Decided);
    assert!(decided.contains("Change the decision") && decided.contains("/status#decision"));
    assert!(decided.contains("/edit\""));
    assert!(decided.contains("The portrait was replaced.") && decided.contains("Rejected by you"));
}

#[test]
fn the_face_of_a_rejected_submission_can_be_put_on_the_block_list_once() {
    let mut view = sample::rejected_view();
    let form = "/block-face#block-list";
    assert!(render(Role::Member, &view, "rejected-member", Arrival::Plain).contains(form));
    assert!(!render(Role::Guest, &view, "rejected-guest", Arrival::Plain).contains(form));
    assert!(!render(Role::Owner, &sample::view(), "pending-owner", Arrival::Plain).contains(form));
    view.blocked_face = Some(sample::blocked_face());
    let html = render(Role::Member, &view, "rejected-blocked", Arrival::Plain);
    assert!(!html.contains(form) && html.contains("forged or changed document"));
    (view.blocked_face, view.images) = (None, vec![]);
    assert!(!render(Role::Owner, &view, "rejected-without-face", Arrival::Plain).contains(form));
}

#[test]
fn a_wrong_decision_is_shown_again_with_what_was_typed() {
    let mut form = DecisionForm {
        decision: "reject".to_owned(),
        comment: "<i>unclear</i>".to_owned(),
        ..DecisionForm::default()
    };
    form.errors.add("code", "choose a reason");
    let html = submission_page(
        &entered::<DecideSubmissions>(Role::Agent),
        &sample::claimed_view(),
        form,
        Arrival::Plain,
    )
    .render()
    .unwrap();
    sample::keep("pending-wrong", &html);
    assert!(html.contains("Choose a reason") && html.contains("code-error"));
    assert!(!html.contains("<i>unclear</i>") && html.contains("unclear"));
}

#[test]
fn a_submission_that_was_just_started_has_nothing_to_show_yet() {
    let mut view = sample::view();
    view.submission = sample::submissions().remove(3);
    (view.checks, view.images, view.events, view.deliveries, view.score) = (vec![], vec![], vec![], vec![], None);
    let html = render(Role::Agent, &view, "incomplete", Arrival::Plain);
    assert!(html.contains("No name read yet") && html.contains("the document comes next"));
}

#[test]
fn an_edit_is_shown_with_before_and_after() {
    let mut view = sample::rejected_view();
    let change = json!({
        "before": { "lastName": "Eriksen", "kycStatus": "approved" },
        "after": { "lastName": "Eriks<b>son", "kycStatus": "rejected", "rejectCode": "other" },
    });
    let edited = EventRecord {
        action: "updated".to_owned(),
        change: Some(change),
        ..view.events.remove(0)
    };
    view.events.push(edited);
    let html = render(Role::Owner, &view, "edited", Arrival::Edited);
    assert!(html.contains("<del>Eriksen</del>") && html.contains("<ins>Eriks&#60;b&#62;son</ins>"));
    assert!(
        html.contains("Surname: ") && html.contains("<ins>Rejected</ins>") && html.contains("The change was saved")
    );
}
