use super::*;
use crate::dashboard::sample;
use argos_domain::clock::Timestamp;
use argos_domain::personal::PersonalText;
use argos_domain::role::Role;
use serde_json::{Value, json};

const NOW: Timestamp = Timestamp::from_microseconds(1_772_357_400_000_000);

fn event(action: &str, detail: Value) -> AccountEvent {
    AccountEvent {
        at: NOW,
        action: action.to_owned(),
        detail,
        address: Some(PersonalText::new("203.0.113.77")),
        browser: Some(PersonalText::new("Firefox on Linux")),
    }
}

fn session(id: &str, is_this: bool) -> AccountSession {
    AccountSession {
        id: id.parse().unwrap(),
        method: SignInMethod::Password,
        address: Some(PersonalText::new("203.0.113.77")),
        browser: PersonalText::new("Firefox on Linux"),
        created_at: NOW,
        seen_at: NOW,
        is_this,
    }
}

fn sample_account() -> Account {
    Account {
        password_set_at: Some(NOW),
        asks_for_present_password: true,
        app_since: Some(NOW),
        recovery_codes: 9,
        sessions: vec![session("thissession", true), session("othersession", false)],
        history: vec![
            event(
                "signed_in",
                json!({ "method": "password", "second_factor": "authenticator_app" }),
            ),
            event("sign_in_failed", json!({ "reason": "wrong_code" })),
            event("something_new", json!({})),
        ],
    }
}

#[test]
fn this_session_is_marked_and_others_can_be_ended() {
    let administrator = sample::administrator(Role::Owner);
    let html = AccountPage::new(
        &administrator,
        sample_account(),
        Some(Done::PasswordSet),
        FieldErrors::default(),
    )
    .render()
    .unwrap();
    sample::keep("account", &html);
    assert!(html.contains("/dashboard/account/sessions/othersession/end"));
    assert!(!html.contains("/dashboard/account/sessions/thissession/end"));
    assert!(html.contains("This session") && html.contains("name=\"present_password\""));
    for words in [
        "Signed in with your password and a code of your app",
        "wrong code",
        "Something new",
    ] {
        assert!(html.contains(words), "{words}");
    }
}

#[test]
fn without_password_and_app_the_page_offers_both() {
    let administrator = sample::administrator(Role::Guest);
    let account = Account {
        password_set_at: None,
        asks_for_present_password: false,
        app_since: None,
        recovery_codes: 0,
        sessions: vec![session("thissession", true)],
        history: Vec::new(),
    };
    let mut errors = FieldErrors::default();
    errors.add("new_password", "a password has 12 to 128 characters");
    let html = AccountPage::new(&administrator, account, None, errors)
        .render()
        .unwrap();
    sample::keep("account-fresh", &html);
    assert!(!html.contains("present_password") && html.contains("aria-invalid=\"true\""));
    assert!(html.contains("Set up an authenticator app") && !html.contains("end-others"));
}
