//! M14, M15: whoever gets hold of a dump of the database and of the image folder learns nothing about anybody.

use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::customer::Customer;
use argos_testkit::database::{Database, dump};
use argos_testkit::disclosure::{Secrets, contains, files_below};
use argos_testkit::faces::FacePhotograph;
use argos_testkit::hostile_images::vast_png;
use argos_testkit::in_process_server::{InProcessServer, Settings};
use argos_testkit::on_both_databases;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use argos_testkit::webhook_receiver::WebhookAnswer;
use serde_json::json;

on_both_databases! {
    after_200_varied_submissions_dumps_hold_no_personal_text_and_no_picture
}

const SUBMISSIONS: usize = 200;
const SURNAMES: [&str; 7] = [
    "Quillfeather",
    "Vantongeren",
    "Brzezinska",
    "Okonkwosson",
    "Featherby",
    "Zylstramont",
    "Hjortshoj",
];
const GIVEN_NAMES: [&str; 5] = ["Wilhelmina", "Bartholomew", "Anastazja", "Thorbjorn", "Xiomara"];
const COMMENT: &str = "the gentleman in the blue cardigan";
const CORRECTED: &str = "Guinevere";

/// One of the people who come.
struct Person {
    number: usize,
    surname: &'static str,
    given_name: &'static str,
}

impl Person {
    const fn new(number: usize) -> Self {
        Self {
            number,
            surname: SURNAMES[number % SURNAMES.len()],
            given_name: GIVEN_NAMES[number % GIVEN_NAMES.len()],
        }
    }

    fn email(&self) -> String {
        format!("{}.{}@{}.example", self.given_name, self.number, self.surname).to_lowercase()
    }

    fn user_id(&self) -> String {
        format!("customer-{:04}-of-the-bank", self.number)
    }

    fn custom_field(&self) -> String {
        format!("referred by {} {}", self.given_name, self.surname)
    }

    fn address(&self) -> String {
        match self.number % 2 {
            0 => format!("203.0.113.{}", self.number % 250),
            _ => format!("2001:db8:77:{:x}::5", self.number),
        }
    }

    fn document_number(&self) -> String {
        format!("Q{:08}", 31_415_927 + self.number * 1_009)
    }

    fn passport(&self) -> SpecimenPassport {
        SpecimenPassport {
            surname: self.surname.to_owned(),
            given_names: self.given_name.to_owned(),
            document_number: self.document_number(),
            birth_date: format!("1957-{:02}-{:02}", 1 + self.number % 12, 10 + self.number % 18),
            ..SpecimenPassport::default()
        }
    }
}

/// What the people said, showed or are, and what was said about them.
fn secrets(customer: &Customer<InProcessServer>) -> Secrets {
    let mut secrets: Vec<String> = SURNAMES
        .iter()
        .chain(&GIVEN_NAMES)
        .map(|&name| name.to_owned())
        .collect();
    secrets.extend(
        [
            COMMENT,
            CORRECTED,
            "203.0.113.",
            "2001:db8:77:",
            "-of-the-bank",
            "1957-",
        ]
        .map(str::to_owned),
    );
    secrets.extend([customer.api_key.clone(), customer.webhook_secret.clone()]);
    for person in (0..SUBMISSIONS).map(Person::new) {
        secrets.push(person.document_number());
        secrets.extend(person.passport().mrz());
    }
    Secrets::new(secrets)
}

async fn after_200_varied_submissions_dumps_hold_no_personal_text_and_no_picture(database: Database) {
    let settings = Settings {
        trusted_proxies: vec!["127.0.0.0/8".parse().unwrap()],
        ..Settings::default()
    };
    let customer = Customer::in_process_with(database, settings).await.unwrap();
    // The highest threshold leaves every decision to a human.
    customer.administrator.save_score_threshold("100").await.unwrap();
    // Webhooks that cannot be delivered stay in the job table: the hardest moment for privacy.
    customer.receiver.answer_with(WebhookAnswer {
        status: 503,
        ..WebhookAnswer::default()
    });
    let portrait = FacePhotograph::Obama.portrait().unwrap();
    let selfie = FacePhotograph::ObamaAgain.bytes().unwrap();
    let black = vast_png(900, 700).unwrap();
    let mut pictures = vec![selfie.clone()];
    for person in (0..SUBMISSIONS).map(Person::new) {
        // Every tenth shows a passport and a face; of the others most give up at once, some show something else.
        let passport = match person.number % 10 {
            0 => Some(person.passport().photograph(&portrait, &Photograph::default()).unwrap()),
            _ => None,
        };
        if person.number % 20 == 10 {
            by_api(&customer, &person, passport.as_deref().unwrap(), &selfie).await;
        } else {
            let shown = match &passport {
                Some(passport) => Some(passport.as_slice()),
                None if person.number % 20 == 3 => Some(black.as_slice()),
                None => None,
            };
            by_liveform(&customer, &person, shown, &selfie).await;
        }
        pictures.extend(passport);
    }
    customer.server.run_due_jobs().await.unwrap();

    let secrets = secrets(&customer);
    let count = customer
        .administrator
        .page("submissions?status=pending")
        .await
        .unwrap()
        .1;
    assert!(
        secrets.found_in(count.as_bytes()).is_some(),
        "staff see whom they decide about: {count}"
    );
    let mut places: Vec<(String, Vec<u8>)> = files_below(&customer.server.data_folder())
        .unwrap()
        .into_iter()
        .map(|(path, bytes)| (path.display().to_string(), bytes))
        .collect();
    assert!(places.len() > 35, "images are there: {}", places.len());
    places.push(("the dump".to_owned(), dump(&customer.server.database_url()).unwrap()));
    for (place, bytes) in &places {
        secrets.expect_absent(place, bytes).unwrap();
        for picture in &pictures {
            let pieces = [&picture[..48], &picture[picture.len() / 2..picture.len() / 2 + 32]];
            assert!(
                pieces.iter().all(|piece| !contains(bytes, piece)),
                "{place} holds a part of a picture"
            );
        }
    }
}

/// By the customer's own server: document and selfie.
async fn by_api(customer: &Customer<InProcessServer>, person: &Person, passport: &[u8], selfie: &[u8]) {
    let (email, user_id, custom) = (person.email(), person.user_id(), person.custom_field());
    let fields = [
        ("issuingCountry", "UTO"),
        ("idType", "passport"),
        ("email", &email),
        ("userid", &user_id),
        ("cf2", &custom),
    ];
    let read = customer.api.step1(passport, &fields).await.unwrap();
    let id = read.text("/submissionId");
    let decided = customer.api.step2(id, selfie, &[]).await.unwrap();
    assert_eq!(decided.text("/kycStatus"), "pending", "{} {}", read.body, decided.body);
}

/// On the hosted page: perhaps a document, perhaps a corrected name, perhaps a face, perhaps a reviewer's words.
async fn by_liveform(customer: &Customer<InProcessServer>, person: &Person, shown: Option<&[u8]>, selfie: &[u8]) {
    let (email, user_id, custom, address) = (
        person.email(),
        person.user_id(),
        person.custom_field(),
        person.address(),
    );
    let beginning = Beginning {
        email: &email,
        userid: &user_id,
        cf1: &custom,
        forwarded_for: &address,
    };
    let applicant = Applicant::begin(&customer.server, customer.administrator.project(), beginning)
        .await
        .unwrap();
    let Some(picture) = shown else { return };
    let read = applicant.show_document(picture).await.unwrap();
    if read.text("/result") != "read" {
        return;
    }
    let mut fields = read.body["fields"].clone();
    fields["first_name"] = json!(CORRECTED);
    fields["full_name"] = json!(null);
    applicant.confirm(&fields).await.unwrap();
    let decided = applicant.show_face(selfie).await.unwrap();
    assert_eq!(decided.text("/result"), "pending", "{}", decided.body);
    if person.number.is_multiple_of(40) {
        let (status, page) = customer
            .administrator
            .reject(&applicant.submission, "other", COMMENT)
            .await
            .unwrap();
        assert_eq!(status.as_u16(), 303, "{page}");
    }
}
