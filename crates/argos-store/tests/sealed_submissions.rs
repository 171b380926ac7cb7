//! Decided submissions of a project with a SecretKey are sealed by the commit itself, whichever way led to the decision.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod harness;

use argos_crypto::{SecretKey, SystemRandom};
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing, Step};
use argos_domain::code::RejectCode;
use argos_domain::id::{ProjectId, SubmissionId};
use argos_domain::personal::PersonalText;
use argos_domain::submission::{Approved, Rejected, Reviewer, Sealed, Submission, SubmissionState};
use argos_store::{Actor, EventRecord, StoreError, SubmissionFilter, Tx, open_sealed_record};
use harness::*;
use serde_json::{Value, json};

on_both_engines! {
    a_saved_decision_is_sealed_by_the_commit_and_opens_with_the_secret_key
    what_is_added_later_is_sealed_too_and_a_sealed_submission_cannot_be_saved
    only_decisions_made_while_there_is_a_key_are_sealed
    an_exchanged_public_key_is_noticed_and_nothing_is_sealed_to_it
    a_decision_cannot_be_told_before_it_is_saved
    a_sealed_submission_can_be_erased_and_is_not_sealed_again
}

fn rejected() -> SubmissionState {
    SubmissionState::Rejected(Rejected {
        at: later(60),
        by: Reviewer::System,
        code: RejectCode::Other,
        comment: Some(PersonalText::new("Planted comment")),
        argos_score: None,
        pending_at: None,
        failed_attempts: 0,
    })
}

fn approved() -> SubmissionState {
    SubmissionState::Approved(Approved {
        at: later(60),
        by: Reviewer::System,
        argos_score: 91.0,
        pending_at: None,
        failed_attempts: 0,
    })
}

fn event(number: u8, project: &ProjectId, submission: &SubmissionId, address: &str) -> EventRecord {
    EventRecord {
        id: event_id(number),
        project_id: Some(project.clone()),
        submission_id: Some(submission.clone()),
        at: later(60),
        actor: Actor::Applicant,
        address: Some(PersonalText::new(address)),
        action: "selfie_submitted".to_owned(),
        detail: json!({ "step": "selfie" }),
        change: Some(json!({ "before": "Planted-Anna", "after": "Planted-Anne" })),
    }
}

async fn begin_sealing(test: &TestStore, project: &ProjectId) -> SecretKey {
    let key = SecretKey::generate(&SystemRandom).unwrap();
    let mut tx = test.store.write().await.unwrap();
    tx.begin_sealing(project, &key.public_key(), &administrator_id(1), NOW)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    key
}

async fn decide(tx: &mut Tx, project: &ProjectId, id: &SubmissionId, state: SubmissionState) {
    let mut stored = tx.find_submission(project, id).await.unwrap().unwrap();
    stored.submission.read = Some(document_data());
    stored.submission.confirmed = Some(document_data());
    stored.submission.state = state;
    stored.submission.updated_at = later(60);
    tx.save_submission(&stored).await.unwrap();
}

async fn found(test: &TestStore, submission: &Submission) -> Submission {
    let mut tx = test.store.read().await.unwrap();
    let stored = tx.find_submission(&submission.project_id, &submission.id).await;
    stored.unwrap().unwrap().submission
}

fn opened(key: &SecretKey, submission: &Submission, sealed: &Sealed) -> Vec<Value> {
    let open = |record: &argos_domain::submission::SealedRecord| {
        let (project, id) = (&submission.project_id, &submission.id);
        let text = open_sealed_record(key, project, id, record.number, &record.content).unwrap();
        serde_json::from_slice(&text).unwrap()
    };
    sealed.records.iter().map(open).collect()
}

async fn a_saved_decision_is_sealed_by_the_commit_and_opens_with_the_secret_key(test: TestStore) {
    let project = test.add_project(1).await;
    let key = begin_sealing(&test, &project.id).await;
    let submission = test.add_submission(&project, 1).await;
    let id = &submission.id;
    let age = CheckResult::measured(
        CheckName::AgeLimit,
        CheckOutcome::Pass,
        49.0,
        18.0,
        Standing::BEST,
        "planted age 49",
    );
    let face = CheckResult::measured(
        CheckName::FaceMatch,
        CheckOutcome::Pass,
        93.0,
        85.0,
        Standing::BEST,
        "planted words",
    );

    // Saved and committed, nothing else: what comes after the saving counts too.
    let mut tx = test.store.write().await.unwrap();
    decide(&mut tx, &project.id, id, rejected()).await;
    tx.replace_checks(&project.id, id, Step::Document, std::slice::from_ref(&age))
        .await
        .unwrap();
    tx.replace_checks(&project.id, id, Step::Selfie, std::slice::from_ref(&face))
        .await
        .unwrap();
    tx.save_reading(&project.id, id, "ocr_raw", "{\"text\":\"planted reading\"}")
        .await
        .unwrap();
    tx.append_event(&event(1, &project.id, id, "203.0.113.77"))
        .await
        .unwrap();
    tx.commit().await.unwrap();

    let kept = found(&test, &submission).await;
    let sealed = kept.sealed.clone().unwrap();
    assert_eq!((sealed.at, sealed.records.len()), (later(60), 1));
    assert_eq!(kept, kept.clone().closed(sealed.clone()), "nothing personal is left");
    let mut tx = test.store.read().await.unwrap();
    let checks = tx.checks(&project.id, id).await.unwrap();
    assert_eq!(checks, [age.in_outline(), face.in_outline()]);
    assert_eq!(tx.reading(&project.id, id, "ocr_raw").await.unwrap(), None);
    let events = tx.events_of(&project.id, id).await.unwrap();
    assert_eq!((events.len(), &events[0].address, &events[0].change), (1, &None, &None));
    for filter in [
        SubmissionFilter {
            email: Some("planted.mail@person.example".to_owned()),
            ..SubmissionFilter::default()
        },
        SubmissionFilter {
            user_id: Some("planted-user-4711".to_owned()),
            ..SubmissionFilter::default()
        },
    ] {
        let page = tx.list_submissions(&project.id, &filter).await.unwrap();
        assert_eq!(page.submissions.len(), 1, "the blind indexes still find it");
    }
    drop(tx);

    let text = opened(&key, &submission, &sealed).remove(0);
    assert_eq!(text["applicant"]["email"], "Planted.Mail@Person.example");
    assert_eq!(text["chosen"]["id_type"], json!(submission.chosen.id_type));
    assert_eq!(text["read"]["document_number"], "L898902C3PLANTED");
    assert_eq!(text["confirmed"]["birth_date"], "1974-08-12");
    assert_eq!(text["reject_comment"], "Planted comment");
    assert_eq!(text["checks"]["age_limit"]["message"], "planted age 49");
    assert_eq!(text["readings"]["ocr_raw"]["text"], "planted reading");
    let event = event_id(1).to_string();
    assert_eq!(text["event_addresses"][&event], "203.0.113.77");
    assert_eq!(text["event_changes"][&event]["after"], "Planted-Anne");
    let other = SecretKey::generate(&SystemRandom).unwrap();
    assert!(open_sealed_record(&other, &project.id, id, 1, &sealed.records[0].content).is_err());
    assert!(open_sealed_record(&key, &project.id, id, 2, &sealed.records[0].content).is_err());
}

async fn what_is_added_later_is_sealed_too_and_a_sealed_submission_cannot_be_saved(test: TestStore) {
    let project = test.add_project(1).await;
    let key = begin_sealing(&test, &project.id).await;
    let submission = test.add_submission(&project, 1).await;
    let mut tx = test.store.write().await.unwrap();
    decide(&mut tx, &project.id, &submission.id, approved()).await;
    tx.commit().await.unwrap();

    let mut tx = test.store.write().await.unwrap();
    tx.append_event(&event(2, &project.id, &submission.id, "203.0.113.78"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let kept = found(&test, &submission).await;
    let sealed = kept.sealed.clone().unwrap();
    let texts = opened(&key, &submission, &sealed);
    assert_eq!(texts.len(), 2);
    let addition = json!({
        "event_addresses": { event_id(2).as_str(): "203.0.113.78" },
        "event_changes": { event_id(2).as_str(): { "before": "Planted-Anna", "after": "Planted-Anne" } },
    });
    assert_eq!(texts[1], addition);

    // An event without anything personal makes no record, also when sealing was ended.
    let mut tx = test.store.write().await.unwrap();
    assert!(tx.end_sealing(&project.id, later(70)).await.unwrap());
    let bare = EventRecord {
        address: None,
        change: None,
        ..event(3, &project.id, &submission.id, "")
    };
    tx.append_event(&bare).await.unwrap();
    let mut stored = tx.find_submission(&project.id, &submission.id).await.unwrap().unwrap();
    stored.submission.confirmed = Some(document_data());
    let refused = tx.save_submission(&stored).await;
    assert!(matches!(refused, Err(StoreError::SealedSubmission)), "{refused:?}");
    tx.commit().await.unwrap();
    assert_eq!(found(&test, &submission).await, kept);

    // What is added afterwards stays closed all the same.
    let mut tx = test.store.write().await.unwrap();
    tx.append_event(&event(4, &project.id, &submission.id, "203.0.113.79"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    let sealed = found(&test, &submission).await.sealed.unwrap();
    assert_eq!(sealed.records.len(), 3);
    assert_eq!(
        opened(&key, &submission, &sealed)[2]["event_addresses"][event_id(4).as_str()],
        "203.0.113.79"
    );
}

async fn only_decisions_made_while_there_is_a_key_are_sealed(test: TestStore) {
    let project = test.add_project(1).await;
    let other = test.add_project(2).await;
    let early = test.add_submission(&project, 1).await;
    let mut tx = test.store.write().await.unwrap();
    decide(&mut tx, &project.id, &early.id, approved()).await;
    tx.commit().await.unwrap();

    let first = begin_sealing(&test, &project.id).await;
    let open = test.add_submission(&project, 2).await;
    let elsewhere = test.add_submission(&other, 3).await;
    let mut tx = test.store.write().await.unwrap();
    decide(&mut tx, &other.id, &elsewhere.id, approved()).await;
    tx.append_event(&event(1, &project.id, &early.id, "203.0.113.77"))
        .await
        .unwrap();
    tx.append_event(&event(2, &project.id, &open.id, "203.0.113.77"))
        .await
        .unwrap();
    tx.commit().await.unwrap();
    for readable in [&early, &open, &elsewhere] {
        let kept = found(&test, readable).await;
        assert!(kept.sealed.is_none() && kept.applicant == readable.applicant);
    }

    // A second key takes over; each opens what was sealed to it.
    let mut tx = test.store.write().await.unwrap();
    decide(&mut tx, &project.id, &early.id, approved()).await;
    tx.commit().await.unwrap();
    let second = begin_sealing(&test, &project.id).await;
    let mut tx = test.store.write().await.unwrap();
    decide(&mut tx, &project.id, &open.id, rejected()).await;
    tx.commit().await.unwrap();
    for (key, submission) in [(&first, &early), (&second, &open)] {
        let sealed = found(&test, submission).await.sealed.unwrap();
        assert_eq!(sealed.records[0].key_id, key.public_key().key_id().to_string());
        assert_eq!(
            opened(key, submission, &sealed)[0]["read"]["document_number"],
            "L898902C3PLANTED"
        );
    }
    let mut tx = test.store.write().await.unwrap();
    let keys = tx.sealing_keys(&project.id).await.unwrap();
    assert_eq!(
        keys.iter().map(|key| key.public_key).collect::<Vec<_>>(),
        [second.public_key(), first.public_key()]
    );
    assert!(keys[0].ended_at.is_none() && keys[1].ended_at == Some(NOW));
    let again = tx
        .begin_sealing(&project.id, &first.public_key(), &administrator_id(1), later(9))
        .await;
    assert!(matches!(again, Err(StoreError::Conflict(_))), "{again:?}");
}

async fn an_exchanged_public_key_is_noticed_and_nothing_is_sealed_to_it(test: TestStore) {
    let (project, other) = (test.add_project(1).await, test.add_project(2).await);
    begin_sealing(&test, &project.id).await;
    begin_sealing(&test, &other.id).await;
    let submission = test.add_submission(&project, 1).await;
    test.execute(
        "UPDATE sealing_key SET public_key = (SELECT stranger.public_key FROM sealing_key AS stranger \
         WHERE stranger.project_id <> sealing_key.project_id)",
    )
    .await;
    let mut tx = test.store.write().await.unwrap();
    decide(&mut tx, &project.id, &submission.id, approved()).await;
    let refused = tx.commit().await;
    assert!(matches!(refused, Err(StoreError::Sealed { .. })), "{refused:?}");
    assert_eq!(found(&test, &submission).await, submission, "nothing was kept");
}

async fn a_decision_cannot_be_told_before_it_is_saved(test: TestStore) {
    let project = test.add_project(1).await;
    begin_sealing(&test, &project.id).await;
    let mut submission = test.add_submission(&project, 1).await;
    submission.state = approved();
    let mut tx = test.store.write().await.unwrap();
    let refused = tx.seal_if_decided(&submission).await;
    assert!(matches!(refused, Err(StoreError::InvalidArgument(_))), "{refused:?}");
}

async fn a_sealed_submission_can_be_erased_and_is_not_sealed_again(test: TestStore) {
    let project = test.add_project(1).await;
    begin_sealing(&test, &project.id).await;
    let submission = test.add_submission(&project, 1).await;
    let mut tx = test.store.write().await.unwrap();
    decide(&mut tx, &project.id, &submission.id, approved()).await;
    tx.commit().await.unwrap();
    assert!(found(&test, &submission).await.sealed.is_some());

    let mut tx = test.store.write().await.unwrap();
    let mut stored = tx.find_submission(&project.id, &submission.id).await.unwrap().unwrap();
    stored.submission.erase(later(80));
    tx.erase_submission(&stored, &Actor::ApiKey, later(80)).await.unwrap();
    tx.append_event(&event(9, &project.id, &submission.id, "203.0.113.9"))
        .await
        .unwrap();
    assert_eq!(tx.seal_if_decided(&stored.submission).await.unwrap(), None);
    tx.commit().await.unwrap();
    let kept = found(&test, &submission).await;
    assert!(kept.sealed.is_none() && kept.erased.deleted_at == Some(later(80)));
    let mut tx = test.store.read().await.unwrap();
    let events = tx.events_of(&project.id, &submission.id).await.unwrap();
    assert!(
        events[0].address.is_some(),
        "who erased it, and from where, stays known"
    );
    let filter = SubmissionFilter {
        email: Some("planted.mail@person.example".to_owned()),
        ..SubmissionFilter::default()
    };
    let page = tx.list_submissions(&project.id, &filter).await.unwrap();
    assert!(page.submissions.is_empty());
}
