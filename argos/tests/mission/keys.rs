//! M14, M15: the keys under which everything is encrypted are held by a file or by a key service, move between them, and
//! are rotated while people are being verified.

use argos_crypto::{AwsKms, CryptoError, DataKey, KeyContext, KeyService, SystemRandom, WrappedKey};
use argos_testkit::cloud::Cloud;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::on_both_databases;
use argos_testkit::server::ArgosServer;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use aws_sdk_kms::config::{BehaviorVersion, Credentials, Region};
use reqwest::StatusCode;
use serde_json::{Value, json};
use std::net::TcpListener;
use std::time::{Duration, Instant};

on_both_databases! {
    with_a_key_service_no_key_lies_in_the_data_folder
    keys_are_rotated_while_the_server_runs
}

const BINARY: &str = env!("CARGO_BIN_EXE_argos");

fn settings(cloud: &Cloud, key: &str) -> Vec<(String, String)> {
    let mut settings = Cloud::environment();
    for (name, value) in [
        ("ARGOS_KEY_SERVICE", "aws-kms"),
        ("ARGOS_KMS_KEY_ID", key),
        ("ARGOS_KMS_ENDPOINT", &cloud.endpoint()),
        ("ARGOS_KMS_REGION", "eu-central-1"),
    ] {
        settings.push((name.to_owned(), value.to_owned()));
    }
    settings
}

async fn show_passport(customer: &Customer) -> (String, Vec<u8>) {
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let read = customer
        .api
        .step1(&passport, &[("email", "key@lindqvist.example")])
        .await
        .unwrap();
    assert_eq!(read.text("/ocr/documentNumber"), "X47K20913", "{}", read.body);
    (read.text("/submissionId").to_owned(), passport)
}

async fn assert_readable(customer: &Customer, id: &str, passport: &[u8]) {
    let item = customer.submission(id).await.unwrap();
    assert_eq!(item["email"], json!("key@lindqvist.example"), "{item}");
    let (status, image) = customer.api.image(id, "idImage").await.unwrap();
    assert_eq!((status, image.as_slice()), (StatusCode::OK, passport));
}

async fn with_a_key_service_no_key_lies_in_the_data_folder(database: Database) {
    let cloud = Cloud::start().await.unwrap();
    let key = cloud.create_key().await.unwrap();
    let mut customer = Customer::start_with(BINARY, database, &[], &settings(&cloud, &key))
        .await
        .unwrap();
    let (id, passport) = show_passport(&customer).await;
    assert!(!customer.server.data_folder().join("local.key").exists());
    let (healthy, report) = customer.server.run(&["doctor"]).await.unwrap();
    assert!(
        healthy && report.contains(&format!("aws-kms: {key} wraps and unwraps")),
        "{report}"
    );

    // Whoever takes the key away from Argos takes everything away from it.
    customer.server.stop().await.unwrap();
    cloud.set_key_enabled(&key, false).await.unwrap();
    let refused = format!("{:#}", customer.server.start_again().await.unwrap_err());
    assert!(refused.contains("the key is not enabled"), "{refused}");
    cloud.set_key_enabled(&key, true).await.unwrap();
    customer.server.start_again().await.unwrap();
    assert_readable(&customer, &id, &passport).await;
}

async fn keys_are_rotated_while_the_server_runs(database: Database) {
    let customer = Customer::start_on(BINARY, database, &[]).await.unwrap();
    let (id, passport) = show_passport(&customer).await;
    let rotate = customer.server.run(&["keys", "rotate"]).await.unwrap();
    assert!(
        rotate.0 && rotate.1.contains("version 2 is used from now on"),
        "{}",
        rotate.1
    );
    let begun = Instant::now();
    loop {
        assert_readable(&customer, &id, &passport).await;
        let (_, status) = customer.server.run(&["keys", "status", "--json"]).await.unwrap();
        let status: Value = serde_json::from_str(&status).expect(&status);
        let scopes = status["scopes"].as_array().unwrap();
        assert_eq!(scopes.len(), 2, "{status}");
        if scopes.iter().all(|scope| scope["olderVersions"] == json!([])) {
            assert!(
                scopes
                    .iter()
                    .all(|scope| scope["version"] == json!(2) && scope["underOlderVersions"] == json!(0))
            );
            break;
        }
        assert!(
            begun.elapsed() < Duration::from_secs(60),
            "{status}\n{}",
            customer.server.log().unwrap()
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    let (good, check) = customer.server.run(&["keys", "check"]).await.unwrap();
    assert!(good && check.contains(" sealed values open, 0 do not."), "{check}");
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    customer.api.step2(&id, &selfie, &[]).await.unwrap();
    assert_readable(&customer, &id, &passport).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_installation_moves_from_its_key_file_to_a_key_service_and_on_to_another_key() {
    let cloud = Cloud::start().await.unwrap();
    let (first, second) = (cloud.create_key().await.unwrap(), cloud.create_key().await.unwrap());
    let mut customer = Customer::start(BINARY, &[]).await.unwrap();
    let (id, passport) = show_passport(&customer).await;
    let new_file_key = customer
        .server
        .run(&["keys", "rewrap", "--new-local-key"])
        .await
        .unwrap();
    assert!(
        new_file_key.0 && new_file_key.1.contains("4 data keys were wrapped again under local-"),
        "{}",
        new_file_key.1
    );

    customer.server.stop().await.unwrap();
    for (name, value) in settings(&cloud, &first) {
        customer.server.set_variable(&name, &value);
    }
    customer.server.start_again().await.unwrap();
    assert_readable(&customer, &id, &passport).await;
    let moved = customer.server.run(&["keys", "rewrap"]).await.unwrap();
    assert!(
        moved.0
            && moved
                .1
                .contains(&format!("4 data keys were wrapped again under {first}")),
        "{}",
        moved.1
    );
    std::fs::remove_file(customer.server.data_folder().join("local.key")).unwrap();

    customer.server.set_variable("ARGOS_KMS_KEY_ID", &second);
    let moved = customer.server.run(&["keys", "rewrap"]).await.unwrap();
    assert!(
        moved.0
            && moved
                .1
                .contains(&format!("4 data keys were wrapped again under {second}")),
        "{}",
        moved.1
    );
    cloud.set_key_enabled(&first, false).await.unwrap();
    customer.server.stop().await.unwrap();
    customer.server.start_again().await.unwrap();
    assert_readable(&customer, &id, &passport).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_service_that_does_not_answer_stops_the_start_in_time() {
    // The system takes connections for it; nobody ever answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut settings = Cloud::environment();
    for (name, value) in [
        ("ARGOS_KEY_SERVICE", "aws-kms"),
        ("ARGOS_KMS_KEY_ID", "alias/argos"),
        (
            "ARGOS_KMS_ENDPOINT",
            &format!("http://{}", silent.local_addr().unwrap()),
        ),
    ] {
        settings.push((name.to_owned(), value.to_owned()));
    }
    let begun = Instant::now();
    let started = ArgosServer::start_with(BINARY, Database::Sqlite, &[], &settings).await;
    let refused = format!("{:#}", started.expect_err("it started"));
    assert!(
        refused.contains("aws-kms failed: it did not answer in time"),
        "{refused}"
    );
    assert!(begun.elapsed() < Duration::from_secs(30), "{:?}", begun.elapsed());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_wrapped_by_the_service_opens_only_in_its_context() {
    let cloud = Cloud::start().await.unwrap();
    let config = aws_sdk_kms::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-central-1"))
        .endpoint_url(cloud.endpoint())
        .credentials_provider(Credentials::new("test-key", "test-secret", None, None, "test"))
        .build();
    let client = aws_sdk_kms::Client::from_conf(config);
    let arn = cloud.create_key().await.unwrap();
    let service = AwsKms::with_client(client.clone(), &arn).await.unwrap();
    let key = DataKey::generate(&SystemRandom).unwrap();
    let context = KeyContext {
        scope: "project-1",
        purpose: "fields",
        version: 1,
    };
    let wrapped = service.wrap(&key, &context).await.unwrap();
    assert_eq!(
        (wrapped.key_id(), service.current_key_id()),
        (arn.as_str(), arn.as_str())
    );
    assert!(!wrapped.ciphertext().windows(32).any(|window| window == key.expose()));
    assert_eq!(service.unwrap(&wrapped, &context).await.unwrap().expose(), key.expose());
    for other in [
        KeyContext {
            scope: "project-2",
            ..context
        },
        KeyContext {
            purpose: "blind-index",
            ..context
        },
        KeyContext { version: 2, ..context },
    ] {
        let refused = service.unwrap(&wrapped, &other).await;
        assert!(matches!(refused, Err(CryptoError::NotAuthentic(_))), "{refused:?}");
    }
    for foreign in [
        "local-0011223344556677",
        "arn:aws:kms:eu-central-1:123456789012:key/00000000-0000-0000-0000-000000000000",
    ] {
        let foreign = WrappedKey::new(foreign, wrapped.ciphertext().to_vec()).unwrap();
        let refused = service.unwrap(&foreign, &context).await;
        assert!(matches!(refused, Err(CryptoError::UnknownKey { .. })), "{refused:?}");
    }
    let missing = AwsKms::with_client(client, "alias/no-such-key").await;
    assert!(matches!(missing, Err(CryptoError::KeyService { .. })), "{missing:?}");
}
