//! M15: images are encrypted before they leave the process, wherever they are kept.

use argos_crypto::{LocalKeyFile, SystemRandom};
use argos_testkit::cloud::Cloud;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::faces::FacePhotograph;
use argos_testkit::on_both_databases;
use argos_testkit::server::ArgosServer;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use reqwest::StatusCode;

on_both_databases!(images_in_a_bucket_show_nothing_and_open_only_with_our_key);

const BUCKET: &str = "kyc-images";
const BINARY: &str = env!("CARGO_BIN_EXE_argos");

/// The settings of a server that keeps its images in `place`.
fn settings(cloud: &Cloud, place: &str) -> Vec<(String, String)> {
    let mut settings = Cloud::environment();
    for (name, value) in [
        ("ARGOS_BLOB_STORE", place),
        ("ARGOS_S3_ENDPOINT", &cloud.endpoint()),
        ("ARGOS_S3_REGION", "eu-central-1"),
        ("ARGOS_S3_ALLOW_HTTP", "true"),
    ] {
        settings.push((name.to_owned(), value.to_owned()));
    }
    settings
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

async fn images_in_a_bucket_show_nothing_and_open_only_with_our_key(database: Database) {
    let cloud = Cloud::start().await.unwrap();
    cloud.create_bucket(BUCKET).await.unwrap();
    let settings = settings(&cloud, &format!("s3://{BUCKET}/argos/images"));
    let mut customer = Customer::start_with(BINARY, database, &[], &settings).await.unwrap();
    assert_eq!(
        cloud.objects(BUCKET).await.unwrap(),
        Vec::<String>::new(),
        "the check at the start left something"
    );

    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let passport = SpecimenPassport::default()
        .photograph(&portrait, &Photograph::default())
        .unwrap();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let read = customer.api.step1(&passport, &[]).await.unwrap();
    let id = read.text("/submissionId").to_owned();
    let front = only_object(&cloud).await;
    customer.api.step2(&id, &selfie, &[]).await.unwrap();

    let keys = cloud.objects(BUCKET).await.unwrap();
    assert_eq!(keys.len(), 2, "{keys:?}");
    for key in &keys {
        assert!(key.starts_with("argos/images/"), "{key}");
        let object = cloud.object(BUCKET, key).await.unwrap();
        let shown = if *key == front { &passport } else { &selfie };
        assert!(object.len() > shown.len());
        assert!(image::guess_format(&object).is_err(), "an object looks like an image");
        let pieces = shown.chunks_exact(16).step_by(shown.len() / 16 / 12);
        for piece in [&b"JFIF"[..], b"Exif", b"\x89PNG\r\n\x1a\n"].into_iter().chain(pieces) {
            assert!(!contains(&object, piece), "an object holds a piece of the image");
        }
    }
    let folder = customer.server.data_folder().join("images");
    assert!(!folder.exists(), "images lie in the data folder too");

    // With another key file nothing opens, not even the server; with ours the images are what was shown.
    customer.server.stop().await.unwrap();
    let (key, kept) = (
        customer.server.data_folder().join("local.key"),
        customer.server.data_folder().join("kept"),
    );
    std::fs::rename(&key, &kept).unwrap();
    LocalKeyFile::create(&key, &SystemRandom).unwrap();
    let refused = format!("{:#}", customer.server.start_again().await.unwrap_err());
    assert!(refused.contains("does the database belong to another key"), "{refused}");
    std::fs::rename(&kept, &key).unwrap();
    customer.server.start_again().await.unwrap();
    for (kind, shown) in [("idImage", &passport), ("selfieImage", &selfie)] {
        let (status, bytes) = customer.api.image(&id, kind).await.unwrap();
        assert_eq!((status, &bytes), (StatusCode::OK, shown), "{kind}");
    }
    // In another's place an image stays shut.
    let other = keys.iter().find(|key| **key != front).unwrap();
    let moved = cloud.object(BUCKET, other).await.unwrap();
    cloud.put_object(BUCKET, &front, moved).await.unwrap();
    let (status, _) = customer.api.image(&id, "idImage").await.unwrap();
    assert_eq!(status, StatusCode::INTERNAL_SERVER_ERROR);

    let (healthy, report) = customer.server.run(&["doctor"]).await.unwrap();
    assert!(healthy, "{report}");
    assert!(
        report.contains("read and deleted in s3://kyc-images/argos/images at http"),
        "{report}"
    );
}

async fn only_object(cloud: &Cloud) -> String {
    let keys = cloud.objects(BUCKET).await.unwrap();
    assert_eq!(keys.len(), 1, "{keys:?}");
    keys.into_iter().next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_that_cannot_be_used_stops_the_start_and_the_message_says_why() {
    let cloud = Cloud::start().await.unwrap();
    let start = async |place: &str, name: &str, value: &str| {
        let mut settings = settings(&cloud, place);
        settings.push((name.to_owned(), value.to_owned()));
        let started = ArgosServer::start_with(BINARY, Database::Sqlite, &[], &settings).await;
        format!("{:#}", started.expect_err("it started"))
    };
    let missing = start("s3://no-such-bucket", "AWS_REGION", "eu-central-1").await;
    assert!(
        missing.contains("images cannot be kept: does the bucket exist"),
        "{missing}"
    );
    assert!(missing.contains("NoSuchBucket"), "{missing}");
    let insecure = start("s3://kyc", "ARGOS_S3_ALLOW_HTTP", "false").await;
    assert!(insecure.contains("must start with https://"), "{insecure}");
    let misspelt = start("s3:/kyc", "AWS_REGION", "eu-central-1").await;
    assert!(misspelt.contains("s3://bucket/prefix"), "{misspelt}");
}
