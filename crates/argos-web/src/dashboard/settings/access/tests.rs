use super::*;
use crate::dashboard::in_project::tests::entered;
use crate::dashboard::sample;
use argos_domain::access::grantable;
use argos_domain::clock::Timestamp;
use argos_domain::personal::EmailAddress;
use std::time::Duration;

const NOW: Timestamp = Timestamp::from_microseconds(1_772_357_400_000_000);

fn email(text: &str) -> EmailAddress {
    EmailAddress::parse(text).unwrap()
}

fn with_access(id: &str, email_text: &str, role: Role, own: Role) -> PersonWithAccess {
    let is_self = email_text.starts_with("reviewer");
    PersonWithAccess {
        id: id.parse().unwrap(),
        email: email(email_text),
        role,
        since: NOW,
        is_self,
        possible_roles: if role <= own { grantable(own) } else { Vec::new() },
        is_removable: role <= own,
    }
}

fn sample_access(own: Role) -> Access {
    let invited = |id: &str, who: &str, is_expired| InvitedPerson {
        id: id.parse().unwrap(),
        email: email(who),
        role: Role::Member,
        invited_at: NOW,
        invited_by: Some(email("owner@example.com")),
        expires_at: NOW.plus(Duration::from_secs(7 * 24 * 60 * 60)),
        is_expired,
        is_changeable: Role::Member <= own,
    };
    let event = |action: &str, before, after, by: Option<&str>| AccessEvent {
        at: NOW,
        action: action.to_owned(),
        person: Some(email("anna@example.com")),
        before,
        after,
        by: by.map(email),
    };
    Access {
        people: vec![
            with_access("owner00000000000", "owner@example.com", Role::Owner, own),
            with_access("reviewer00000000", "reviewer@example.com", own, own),
            with_access(
                "guest00000000000",
                "anna.maria.lindqvist@subsidiary.example.com",
                Role::Guest,
                own,
            ),
        ],
        invited: vec![
            invited("invited000000000", "new.colleague@example.com", false),
            invited("invited000000001", "late@example.com", true),
        ],
        grantable: grantable(own),
        history: vec![
            event("access_removed", Some(Role::Guest), None, Some("owner@example.com")),
            event(
                "access_changed",
                Some(Role::Leader),
                Some(Role::Guest),
                Some("owner@example.com"),
            ),
            event("access_granted", None, Some(Role::Leader), None),
        ],
    }
}

fn render(own: Role, form: AddForm) -> String {
    let place = entered::<ManageAccess>(own);
    let html = AccessPage::new(&place, sample_access(own), form).render().unwrap();
    sample::keep(&format!("settings-access-{}", own.name()), &html);
    html
}

#[test]
fn roles_above_ones_own_are_neither_offered_nor_changed() {
    let leader = render(Role::Leader, AddForm::default());
    assert!(!leader.contains("value=\"owner\"") && leader.contains("value=\"leader\""));
    assert!(!leader.contains("/people/owner00000000000/"), "{leader}");
    assert!(leader.contains("/people/guest00000000000/remove") && leader.contains("new.colleague@example.com"));
    assert!(leader.contains("Invite again") && leader.contains("Expired"));
    assert!(leader.contains("Role changed from Leader to Guest") && leader.contains("the operator"));
    assert!(render(Role::Owner, AddForm::default()).contains("/people/owner00000000000/role"));
}

#[test]
fn a_guest_sees_no_other_settings() {
    let guest = render(Role::Guest, AddForm::default());
    assert!(guest.contains("Access management") && !guest.contains("User policy"));
    assert!(guest.contains("/settings/access\"") && !guest.contains("Invite again"));
}

#[test]
fn what_is_wrong_stands_at_its_field_and_what_was_typed_is_kept() {
    let mut form = AddForm {
        email: "anna@<example>".to_owned(),
        role: Some(Role::Agent),
        errors: FieldErrors::default(),
    };
    form.errors.add("email", "not an e-mail address");
    let html = render(Role::Owner, form);
    assert!(html.contains("email-error") && html.contains("Not an e-mail address"));
    assert!(html.contains("value=\"agent\" selected") && !html.contains("<example>"));
}

#[test]
fn the_webhook_address_is_seen_by_members_and_changed_by_leaders() {
    let url = "https://hooks.example.com/argos";
    assert!(render(Role::Leader, AddForm::default()).contains("Save the webhook URL"));
    let member = render(Role::Member, AddForm::default());
    assert!(member.contains(url) && member.contains("<fieldset disabled") && !member.contains("Save the webhook URL"));
    assert!(!render(Role::Guest, AddForm::default()).contains(url));

    let place = entered::<ManageAccess>(Role::Owner);
    let mut shown = AccessPage::new(&place, sample_access(Role::Owner), AddForm::default());
    let form = shown.webhook.as_mut().unwrap();
    form.url = "ftp://nowhere\"".to_owned();
    form.errors.add("webhook_url", "an https address is expected");
    let html = shown.render().unwrap();
    assert!(html.contains("An https address is expected") && html.contains("webhook_url-error"));
    assert!(html.contains("ftp://nowhere&#34;"));
}
