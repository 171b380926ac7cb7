//! What people sign in with, their sessions, and the limits on trying.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_crypto::{SecretToken, TokenHash, Zeroizing};
use argos_domain::clock::Timestamp;
use argos_domain::id::AdministratorId;
use argos_domain::personal::PersonalText;
use argos_domain::sign_in::SignInMethod;
use argos_store::{Actor, AttemptAnswer, AttemptLimit, EventRecord, Session};
use harness::*;
use serde_json::json;
use std::time::Duration;

on_both_engines! {
    links_and_waiting_sign_ins_work_once_and_end
    sessions_end_by_time_and_by_hand
    passwords_and_authenticator_apps_are_kept_sealed
    a_code_and_a_recovery_code_work_once
    attempts_are_limited_within_a_sliding_window
    parallel_attempts_do_not_exceed_the_limit
    the_account_has_its_own_log
}

const ADDRESS: &str = "203.0.113.77";
const HASH: &str = "$argon2id$planted-hash";

async fn add_administrator(test: &TestStore, number: u8) -> AdministratorId {
    let mut tx = test.store.write().await.unwrap();
    let address = email(&format!("a{number}@company.example"));
    let added = tx
        .find_or_insert_administrator(&address, &administrator_id(number), NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    added.id
}

fn token(test: &TestStore, name: &'static str) -> TokenHash {
    SecretToken::generate(&*test.random, name).unwrap().hash()
}

fn session(administrator: &AdministratorId, id: &str, created_at: Timestamp) -> Session {
    Session {
        id: id.parse().unwrap(),
        administrator_id: administrator.clone(),
        form_token: "form token".to_owned(),
        method: SignInMethod::Password,
        address: Some(PersonalText::new(ADDRESS)),
        browser: PersonalText::new("Firefox on Linux"),
        created_at,
        seen_at: created_at,
        idle_until: created_at.plus(Duration::from_secs(100)),
        expires_at: created_at.plus(Duration::from_secs(600)),
    }
}

async fn links_and_waiting_sign_ins_work_once_and_end(test: TestStore) {
    let id = add_administrator(&test, 1).await;
    let mut tx = test.store.write().await.unwrap();
    let (link, late) = (token(&test, "link_"), token(&test, "late_"));
    tx.insert_sign_in_link(&link, &id, later(60)).await.unwrap();
    tx.insert_sign_in_link(&late, &id, later(60)).await.unwrap();
    assert_eq!(tx.redeem_sign_in_link(&late, later(60)).await.unwrap(), None);
    assert_eq!(tx.redeem_sign_in_link(&token(&test, "none_"), NOW).await.unwrap(), None);
    assert_eq!(
        tx.redeem_sign_in_link(&link, later(59)).await.unwrap(),
        Some(id.clone())
    );
    assert_eq!(tx.redeem_sign_in_link(&link, later(59)).await.unwrap(), None);

    let step = token(&test, "step_");
    tx.insert_sign_in_step(&step, &id, SignInMethod::Link, later(60))
        .await
        .unwrap();
    assert_eq!(
        tx.sign_in_step(&step, later(59)).await.unwrap(),
        Some((id.clone(), SignInMethod::Link))
    );
    assert_eq!(tx.sign_in_step(&step, later(60)).await.unwrap(), None);
    tx.delete_sign_in_steps(&id).await.unwrap();
    assert_eq!(tx.sign_in_step(&step, NOW).await.unwrap(), None);
}

async fn sessions_end_by_time_and_by_hand(test: TestStore) {
    let (id, other) = (add_administrator(&test, 1).await, add_administrator(&test, 2).await);
    let cookies = [token(&test, "a_"), token(&test, "b_"), token(&test, "c_")];
    let mut tx = test.store.write().await.unwrap();
    for (at, cookie) in cookies.iter().enumerate() {
        let session = session(&id, &format!("session-{at}"), later(at as u64));
        tx.insert_session(cookie, &session).await.unwrap();
    }
    let found = tx.session(&cookies[0], later(99)).await.unwrap().unwrap();
    assert_eq!(found, session(&id, "session-0", NOW));
    assert!(!format!("{found:?}").contains(ADDRESS));
    // Idle for too long; a request prolongs it, but never beyond its end.
    assert!(tx.session(&cookies[0], later(100)).await.unwrap().is_none());
    tx.touch_session(&found.id, later(90), later(900)).await.unwrap();
    let touched = tx.session(&cookies[0], later(599)).await.unwrap().unwrap();
    assert_eq!((touched.seen_at, touched.idle_until), (later(90), later(900)));
    assert!(tx.session(&cookies[0], later(600)).await.unwrap().is_none());

    let ids = |sessions: Vec<Session>| -> Vec<String> {
        sessions.into_iter().map(|session| session.id.to_string()).collect()
    };
    assert_eq!(
        ids(tx.sessions_of(&id, later(3)).await.unwrap()),
        ["session-2", "session-1", "session-0"]
    );
    assert!(tx.sessions_of(&other, later(3)).await.unwrap().is_empty());
    // Nobody ends another one's session.
    assert!(
        !tx.delete_session_of(&other, &"session-2".parse().unwrap())
            .await
            .unwrap()
    );
    assert!(tx.delete_session_of(&id, &"session-2".parse().unwrap()).await.unwrap());
    assert_eq!(tx.delete_other_sessions(&id, &found.id).await.unwrap(), 1);
    assert_eq!(ids(tx.sessions_of(&id, later(3)).await.unwrap()), ["session-0"]);
    assert_eq!(tx.delete_session(&cookies[0]).await.unwrap(), Some(id.clone()));
    assert_eq!(tx.delete_session(&cookies[0]).await.unwrap(), None);

    tx.insert_session(&cookies[1], &session(&id, "session-9", NOW))
        .await
        .unwrap();
    tx.forget_sessions(later(100)).await.unwrap();
    assert!(tx.session(&cookies[1], later(1)).await.unwrap().is_some());
    tx.forget_sessions(later(101)).await.unwrap();
    assert!(tx.session(&cookies[1], later(1)).await.unwrap().is_none());
}

async fn passwords_and_authenticator_apps_are_kept_sealed(test: TestStore) {
    let id = add_administrator(&test, 1).await;
    let mut tx = test.store.write().await.unwrap();
    let nothing = tx.credential(&id).await.unwrap();
    assert!(nothing.password_hash.is_none() && nothing.totp.is_none());
    assert!(tx.set_totp_secret(&id, b"first secret").await.unwrap());
    tx.set_password_hash(&id, "another", NOW).await.unwrap();
    tx.set_password_hash(&id, HASH, later(5)).await.unwrap();
    assert!(tx.set_totp_secret(&id, b"planted secret").await.unwrap());
    let unconfirmed = tx.credential(&id).await.unwrap();
    assert_eq!(unconfirmed.password_hash.as_deref().map(String::as_str), Some(HASH));
    assert_eq!(unconfirmed.password_set_at, Some(later(5)));
    assert_eq!(unconfirmed.totp.as_ref().unwrap().secret.as_slice(), b"planted secret");
    assert!(unconfirmed.confirmed_totp().is_none());
    assert!(!format!("{unconfirmed:?}").contains("argon2"));

    assert!(!tx.use_totp_step(&id, 7).await.unwrap(), "codes count once confirmed");
    assert!(tx.confirm_totp(&id, 7, NOW).await.unwrap());
    assert!(!tx.confirm_totp(&id, 8, NOW).await.unwrap());
    assert!(
        !tx.set_totp_secret(&id, b"of a thief").await.unwrap(),
        "a confirmed app is not replaced"
    );
    assert_eq!(
        tx.credential(&id).await.unwrap().confirmed_totp().unwrap().last_step,
        Some(7)
    );
    tx.commit().await.unwrap();
    if let Ok(bytes) = std::fs::read(test.path().join("argos.db")) {
        for planted in [HASH, "planted secret"] {
            assert!(!bytes.windows(planted.len()).any(|part| part == planted.as_bytes()));
        }
    }
    let mut tx = test.store.write().await.unwrap();
    assert!(tx.remove_totp(&id).await.unwrap());
    assert!(!tx.remove_totp(&id).await.unwrap());
    let left = tx.credential(&id).await.unwrap();
    assert!(left.totp.is_none() && left.password_hash.is_some());
}

async fn a_code_and_a_recovery_code_work_once(test: TestStore) {
    let (id, other) = (add_administrator(&test, 1).await, add_administrator(&test, 2).await);
    let mut tx = test.store.write().await.unwrap();
    tx.set_totp_secret(&id, b"secret").await.unwrap();
    tx.confirm_totp(&id, 100, NOW).await.unwrap();
    let mut answers = Vec::new();
    for step in [100, 101, 101, 99, 102] {
        answers.push(tx.use_totp_step(&id, step).await.unwrap());
    }
    assert_eq!(answers, [false, true, false, false, true]);

    let codes = ["aaaabbbbcccc", "ddddeeeeffff"].map(|code| Zeroizing::new(code.to_owned()));
    tx.replace_recovery_codes(&id, &codes).await.unwrap();
    assert_eq!(tx.count_recovery_codes(&id).await.unwrap(), 2);
    assert!(!tx.use_recovery_code(&other, "aaaabbbbcccc").await.unwrap());
    assert!(tx.use_recovery_code(&id, "aaaabbbbcccc").await.unwrap());
    assert!(!tx.use_recovery_code(&id, "aaaabbbbcccc").await.unwrap());
    assert_eq!(tx.count_recovery_codes(&id).await.unwrap(), 1);
    tx.remove_totp(&id).await.unwrap();
    assert_eq!(tx.count_recovery_codes(&id).await.unwrap(), 0);
}

const LIMIT: AttemptLimit = AttemptLimit {
    attempts: 3,
    within: Duration::from_secs(60),
};

async fn attempts_are_limited_within_a_sliding_window(test: TestStore) {
    let mut tx = test.store.write().await.unwrap();
    let mut answers = Vec::new();
    for at in [0, 10, 20, 30, 59, 60, 61, 70] {
        answers.push(tx.take_attempt("password", "anna", LIMIT, later(at)).await.unwrap());
    }
    let refused = |seconds| AttemptAnswer::RefusedUntil(later(seconds));
    assert_eq!(
        answers,
        [
            AttemptAnswer::Allowed,
            AttemptAnswer::Allowed,
            AttemptAnswer::Allowed,
            refused(60),
            refused(60),
            AttemptAnswer::Allowed,
            refused(70),
            AttemptAnswer::Allowed,
        ]
    );
    // Others are not concerned, and a success gives attempts back.
    for (purpose, subject) in [("password", "berta"), ("code", "anna")] {
        let answer = tx.take_attempt(purpose, subject, LIMIT, later(71)).await.unwrap();
        assert_eq!(answer, AttemptAnswer::Allowed);
    }
    tx.give_back_attempt("password", "anna", later(70)).await.unwrap();
    assert_eq!(
        tx.take_attempt("password", "anna", LIMIT, later(72)).await.unwrap(),
        AttemptAnswer::Allowed
    );
    assert_eq!(
        tx.take_attempt("password", "anna", LIMIT, later(73)).await.unwrap(),
        refused(80)
    );
    tx.clear_attempts("password", "anna").await.unwrap();
    assert_eq!(
        tx.take_attempt("password", "anna", LIMIT, later(73)).await.unwrap(),
        AttemptAnswer::Allowed
    );
    tx.forget_attempts(later(1000)).await.unwrap();
}

async fn parallel_attempts_do_not_exceed_the_limit(test: TestStore) {
    let attempts: Vec<_> = (0..12)
        .map(|_| {
            let store = test.store.clone();
            tokio::spawn(async move {
                let mut tx = store.write().await.unwrap();
                let answer = tx.take_attempt("password", "anna", LIMIT, NOW).await.unwrap();
                tx.commit().await.unwrap();
                answer == AttemptAnswer::Allowed
            })
        })
        .collect();
    let mut allowed = 0;
    for attempt in attempts {
        allowed += usize::from(attempt.await.unwrap());
    }
    assert_eq!(allowed, LIMIT.attempts);
}

async fn the_account_has_its_own_log(test: TestStore) {
    let project = test.add_project(1).await;
    let (id, other) = (add_administrator(&test, 1).await, add_administrator(&test, 2).await);
    let mut tx = test.store.write().await.unwrap();
    let event = |number: u8, actor: &AdministratorId, project| EventRecord {
        id: event_id(number),
        project_id: project,
        submission_id: None,
        at: later(u64::from(number)),
        actor: Actor::Administrator(actor.clone()),
        address: Some(PersonalText::new(ADDRESS)),
        action: "signed_in".to_owned(),
        detail: json!({ "method": "link" }),
        change: None,
    };
    for entry in [
        event(1, &id, None),
        event(2, &id, Some(project.id.clone())),
        event(3, &other, None),
        event(4, &id, None),
    ] {
        tx.append_event(&entry).await.unwrap();
    }
    let found = tx.events_of_account(&id, 20).await.unwrap();
    assert_eq!(found, [event(4, &id, None), event(1, &id, None)]);
    assert_eq!(tx.events_of_account(&id, 1).await.unwrap().len(), 1);
}
