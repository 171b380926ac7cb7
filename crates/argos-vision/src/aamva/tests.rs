use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::mrz::Sex;

/// The text of an invented card: header with right offsets, the card's subfile and one of the issuer's own.
fn card(header: &str, elements: &[&str]) -> String {
    let own = "ZXZXANONE\r";
    let data = format!("DL{}\r", elements.join("\n"));
    let first = 4 + header.len() + 20;
    format!(
        "@\n\x1e\r{header}DL{first:04}{:04}ZX{:04}{:04}{data}{own}",
        data.len(),
        first + data.len(),
        own.len()
    )
}

const MODERN: [&str; 17] = [
    "DAQD1234562",
    "DCSROE",
    "DDEN",
    "DACJANE",
    "DDFN",
    "DADQUINN MAE",
    "DDGT",
    "DBD06012021",
    "DBB02291988",
    "DBA02282029",
    "DBC2",
    "DAG1 INVENTED WAY",
    "DAHUNIT 2",
    "DAISPRINGFIELD",
    "DAJCA",
    "DAK940250000  ",
    "DCF06/01/2021500A1/CAFD/29",
];

fn modern() -> String {
    card("ANSI 636014100102", &MODERN)
}

#[test]
fn a_card_of_the_present_version_is_read_in_every_field() {
    let read = parse(&modern()).unwrap();
    assert_eq!((read.version, read.kind), (10, CardKind::DrivingLicence));
    assert_eq!(read.issuing_country.as_deref(), Some("USA"));
    assert_eq!(read.issuing_jurisdiction.as_deref(), Some("CA"));
    assert_eq!(read.surname.as_deref(), Some("ROE"));
    assert_eq!(read.given_names().as_deref(), Some("JANE QUINN MAE"));
    assert_eq!(
        (read.surname_length, read.middle_names_length),
        (NameLength::Whole, NameLength::CutOff)
    );
    assert_eq!(read.birth_date, date(1988, 2, 29));
    assert_eq!(read.issue_date, Some(date(2021, 6, 1)));
    assert_eq!(read.expiry_date, Some(date(2029, 2, 28)));
    assert_eq!(read.sex, Some(Sex::Female));
    assert_eq!(read.document_number.as_deref(), Some("D1234562"));
    assert_eq!(read.address.street_2.as_deref(), Some("UNIT 2"));
    assert_eq!(read.address.postal_code.as_deref(), Some("94025"));
    assert_eq!(read.discriminator.as_deref(), Some("06/01/2021500A1/CAFD/29"));
}

#[test]
fn the_first_version_has_one_name_element_and_dates_by_year() {
    let elements = [
        "DAAROE,JANE,QUINN,JR",
        "DAQ123",
        "DAJCT",
        "DBB19880229",
        "DBA20290228",
        "DBCF",
    ];
    let read = parse(&card("AAMVA6360060102", &elements)).unwrap();
    assert_eq!(
        (read.surname.as_deref(), read.given_name.as_deref()),
        (Some("ROE"), Some("JANE"))
    );
    assert_eq!(
        (read.middle_names.as_deref(), read.suffix.as_deref()),
        (Some("QUINN"), Some("JR"))
    );
    assert_eq!((read.birth_date, read.sex), (date(1988, 2, 29), Some(Sex::Female)));
    let elements = ["DAAJANE QUINN MAE ROE", "DAQ123", "DBB19880229", "DBA20290228"];
    let read = parse(&card("ANSI 6360250102", &elements)).unwrap();
    assert_eq!(
        (read.surname.as_deref(), read.given_names().as_deref()),
        (Some("ROE"), Some("JANE QUINN MAE"))
    );
    // Elsewhere nobody knows which word is the surname, and a guess would be a wrong field.
    let read = parse(&card("ANSI 6360290102", &elements)).unwrap();
    assert_eq!((read.surname, read.given_name), (None, None));
    assert_eq!(read.undivided_name.as_deref(), Some("JANE QUINN MAE ROE"));
}

#[test]
fn a_canadian_card_has_its_country_and_its_own_order_of_dates() {
    let elements = [
        "DCSROE,",
        "DCTJANE,QUINN",
        "DAQR1234-56789",
        "DBB19880229",
        "DBA20290228",
        "DAJON",
        "DAKK1A 0B1    ",
        "DCGCAN",
    ];
    let read = parse(&card("ANSI 636012030002", &elements)).unwrap();
    assert_eq!(
        (read.issuing_country.as_deref(), read.issuing_jurisdiction.as_deref()),
        (Some("CAN"), Some("ON"))
    );
    assert_eq!(
        (read.surname.as_deref(), read.middle_names.as_deref()),
        (Some("ROE"), Some("QUINN"))
    );
    assert_eq!(read.birth_date, date(1988, 2, 29));
    assert_eq!(read.address.postal_code.as_deref(), Some("K1A 0B1"));
}

#[test]
fn an_identity_card_is_told_from_a_licence() {
    let text = modern().replace("DLDAQ", "IDDAQ").replace("0102DL", "0102ID");
    assert_eq!(parse(&text).unwrap().kind, CardKind::IdentityCard);
    let text = modern().replace("DLDAQ", "ENDAQ").replace("0102DL", "0102EN");
    assert_eq!(parse(&text).unwrap().kind, CardKind::EnhancedDrivingLicence);
}

#[test]
fn wrong_offsets_lost_separators_and_a_missing_designator_do_no_harm() {
    let expected = parse(&modern()).unwrap();
    let right = modern();
    let at = right.find("DL00").unwrap();
    let offsets = [
        ("offset 0", format!("{}DL00000230{}", &right[..at], &right[at + 10..])),
        ("no numbers", format!("{}DLabac{}", &right[..at], &right[at + 20..])),
        ("no record separator", right.replace('\x1e', "")),
        ("line feeds only", right.replace(['\r', '\x1e'], "\n")),
        ("another control character", right.replace('\n', "\u{90}\n\u{90}")),
        ("no designator", right.replace("DLDAQ", "DAQ")),
        ("a byte order mark", format!("\u{feff} {right}")),
    ];
    for (what, text) in offsets {
        assert_eq!(parse(&text).as_ref(), Ok(&expected), "{what}");
    }
}

#[test]
fn what_the_issuer_does_not_state_is_absent() {
    let text = modern()
        .replace("DADQUINN MAE", "DADNONE")
        .replace("DAQD1234562", "DAQNONE")
        .replace("DBA02282029", "DBA00000000");
    let read = parse(&text).unwrap();
    assert_eq!(read.given_names().as_deref(), Some("JANE"));
    assert_eq!((read.document_number, read.expiry_date), (None, None));
}

#[test]
fn damaged_texts_are_errors_of_their_kind() {
    let right = modern();
    assert_eq!(parse(""), Err(AamvaError::NoHeader));
    assert_eq!(parse("https://example.com/?ANSI=1"), Err(AamvaError::NoHeader));
    assert_eq!(
        parse(&right.replace("ANSI 636014", "ANSI 63O014")),
        Err(AamvaError::NoHeader)
    );
    assert_eq!(parse(&right[..right.len() / 2]), Err(AamvaError::CutOff));
    assert_eq!(parse(&right[..30]), Err(AamvaError::NoCard));
    assert_eq!(
        parse(&right.replace("DBB0229", "DBB0231")),
        Err(AamvaError::Impossible("DBB"))
    );
    assert_eq!(
        parse(&right.replace("DBA02282029", "DBA0228")),
        Err(AamvaError::Impossible("DBA"))
    );
    assert_eq!(parse(&right.replace("DBB", "DB?")), Err(AamvaError::Missing("DBB")));
    assert_eq!(parse(&right.replace("DCS", "D?S")), Err(AamvaError::Missing("DCS")));
    assert_eq!(
        parse(&right.replace("DCSROE", "DCS12345")),
        Err(AamvaError::Impossible("DCS"))
    );
    assert_eq!(parse(&right.replace("DL", "XX")), Err(AamvaError::NoCard));
    assert_eq!(parse(&right.repeat(40)), Err(AamvaError::TooLong));
}

#[test]
fn debug_output_shows_no_holder() {
    let shown = format!("{:?}", parse(&modern()).unwrap());
    for secret in ["ROE", "JANE", "1988", "D1234562", "INVENTED"] {
        assert!(!shown.contains(secret), "{shown}");
    }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_fail_otherwise_than_by_an_error(text in "\\PC{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn a_card_cut_anywhere_before_its_last_needed_element_is_an_error(keep in 0usize..100) {
        let text = modern();
        let needed = text.find("DBA").unwrap() + 11;
        prop_assert!(parse(&text[..needed * keep / 100]).is_err());
    }

    #[test]
    fn overwritten_characters_give_a_card_or_an_error(at in prop::collection::vec((0usize..300, any::<char>()), 1..12)) {
        let mut characters: Vec<char> = modern().chars().collect();
        for (place, character) in at {
            let length = characters.len();
            characters[place % length] = character;
        }
        let text: String = characters.into_iter().collect();
        if let Ok(read) = parse(&text) {
            prop_assert!((1900..2100).contains(&read.birth_date.year()));
            prop_assert!(read.surname.is_some() || read.given_name.is_some() || read.undivided_name.is_some());
        }
    }
}
