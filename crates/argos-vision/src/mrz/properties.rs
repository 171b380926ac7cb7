//! What must hold for every single misread character.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::check_digit::value;
use super::{ALPHABET, CheckOutcome, Field, FieldStatus, Mrz, MrzFormat, ReadLine, Span, read};

const TODAY: Date = date(2026, 3, 15);

const SPECIMENS: [(MrzFormat, &[&str]); 5] = [
    (
        MrzFormat::Td3,
        &[
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ],
    ),
    (
        MrzFormat::Td1,
        &[
            "I<UTOD231458907<<<<<<<<<<<<<<<",
            "7408122F1204159UTO<<<<<<<<<<<6",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ],
    ),
    (
        MrzFormat::Td2,
        &[
            "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
            "D231458907UTO7408122F1204159<<<<<<<6",
        ],
    ),
    (
        MrzFormat::MrvA,
        &[
            "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L8988901C4XXX4009078F96121096ZE184226B<<<<<<",
        ],
    ),
    (
        MrzFormat::MrvB,
        &[
            "V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
            "L8988901C4XXX4009078F9612109<<<<<<<<",
        ],
    ),
];

fn parse(format: MrzFormat, lines: &[String]) -> Mrz {
    let lines: Vec<ReadLine> = lines.iter().map(|line| ReadLine::from(line.as_str())).collect();
    read(&lines, format, TODAY).unwrap()
}

/// Never accepted wrong: the field is right, or not proven.
fn right_or_unproven<T: PartialEq>(found: &Field<T>, original: &Field<T>) -> bool {
    found.value == original.value || !found.status.is_proven()
}

#[test]
fn the_specimens_of_the_standard_are_read() {
    for (format, lines) in SPECIMENS {
        assert_eq!(MrzFormat::detect(lines), Some(format));
        let lines: Vec<String> = lines.iter().map(|line| (*line).to_owned()).collect();
        let mrz = parse(format, &lines);
        // Nothing proves optional data of visas that mix letters and digits.
        let proven = mrz.is_proven() || format.layout().composite.is_empty();
        assert!(mrz.checks.all_pass() && proven, "{mrz:?}");
        assert!(mrz.surname.status.is_proven() && mrz.document_number.status.is_proven());
        assert_eq!(mrz.lines, lines);
        assert_eq!(mrz.surname.value.as_deref(), Some("ERIKSSON"));
        assert_eq!(mrz.given_names.value.as_deref(), Some("ANNA MARIA"));
        assert!(!format!("{mrz:?}").contains("ERIKSSON"), "debug output shows a name");
    }
}

#[test]
fn a_long_number_goes_on_in_the_optional_data() {
    let lines = [
        "I<UTOD23145890<7349<<<<<<<<<<<",
        "3407127M9507122UTO<<<<<<<<<<<2",
        "STEVENSON<<PETER<JOHN<<<<<<<<<",
    ];
    let mrz = parse(MrzFormat::Td1, &lines.map(str::to_owned));
    assert!(mrz.checks.all_pass());
    assert_eq!(mrz.document_number.value.as_deref(), Some("D23145890734"));
    assert_eq!(mrz.birth_date.value, Some(date(1934, 7, 12)));
    assert_eq!(mrz.expiry_date.value, Some(date(1995, 7, 12)));
}

#[test]
fn an_impossible_date_fails_although_its_check_digit_passes() {
    let line = "L898902C36UTO7413124F1204159ZE184226B<<<<<10";
    let mrz = parse(MrzFormat::Td3, &[SPECIMENS[0].1[0].to_owned(), line.to_owned()]);
    assert_eq!(mrz.birth_date.status, FieldStatus::Failed);
    assert_eq!(mrz.birth_date.value, None);
}

proptest! {
    /// Characters with equal values modulo 10 (`0`, `A`, `K`, `U`, the filler) cannot be told apart by any check digit
    /// of the standard, so they are left out for the fields that may hold letters.
    #[test]
    fn one_misread_character_is_never_accepted_in_a_checked_field(
        specimen in 0..SPECIMENS.len(), place in 0.0f64..1.0, replacement in 0..37usize,
    ) {
        let (format, lines) = SPECIMENS[specimen];
        let layout = format.layout();
        let mut checked: Vec<Span> = vec![layout.number, layout.number_check, layout.birth, layout.birth_check];
        checked.extend([layout.expiry, layout.expiry_check, layout.optional_check].into_iter().flatten());
        if layout.optional_check.is_some() {
            checked.extend(layout.optional.first());
        }
        let places: Vec<(usize, usize)> =
            checked.iter().flat_map(|span| (span.start..span.end).map(|at| (span.line, at))).collect();
        let (line, at) = places[((places.len() as f64 * place) as usize).min(places.len() - 1)];
        let wrong = ALPHABET.chars().nth(replacement).unwrap();
        let right = lines[line].chars().nth(at).unwrap();
        let digits_only = [Some(layout.birth), layout.expiry]
            .into_iter()
            .flatten()
            .any(|span| span.line == line && (span.start..span.end).contains(&at));
        let distinct = value(wrong).unwrap() % 10 != value(right).unwrap() % 10;
        prop_assume!(wrong != right && (digits_only || distinct));

        let mut misread: Vec<String> = lines.iter().map(|text| (*text).to_owned()).collect();
        let original = parse(format, &misread);
        misread[line].replace_range(at..=at, &wrong.to_string());
        let found = parse(format, &misread);
        prop_assert!(right_or_unproven(&found.document_number, &original.document_number));
        prop_assert!(right_or_unproven(&found.birth_date, &original.birth_date));
        prop_assert!(right_or_unproven(&found.expiry_date, &original.expiry_date));
        if layout.optional_check.is_some() {
            prop_assert!(right_or_unproven(&found.optional_data, &original.optional_data));
        }
    }

    /// Another digit in a date or among the digits of a number, surely read: its check digit fails, or fits by a guess.
    #[test]
    fn no_check_digit_simply_passes_over_an_altered_digit(
        specimen in 0..SPECIMENS.len(), place in 0.0f64..1.0, digit in 0..10u8,
    ) {
        let (format, lines) = SPECIMENS[specimen];
        let layout = format.layout();
        let spans: Vec<Span> = [Some(layout.number), Some(layout.birth), layout.expiry].into_iter().flatten().collect();
        let places: Vec<(usize, usize)> = spans
            .iter()
            .flat_map(|span| (span.start..span.end).map(|at| (span.line, at)))
            .filter(|(line, at)| lines[*line].as_bytes()[*at].is_ascii_digit())
            .collect();
        let (line, at) = places[((places.len() as f64 * place) as usize).min(places.len() - 1)];
        let digit = char::from(b'0' + digit);
        prop_assume!(!lines[line][at..].starts_with(digit));
        let mut altered: Vec<String> = lines.iter().map(|text| (*text).to_owned()).collect();
        altered[line].replace_range(at..=at, &digit.to_string());
        let checks = parse(format, &altered).checks;
        let covers = |span: Span| span.line == line && (span.start..span.end).contains(&at);
        let outcome = if covers(layout.number) {
            checks.document_number
        } else if covers(layout.birth) {
            checks.birth_date
        } else {
            checks.expiry_date
        };
        prop_assert!(matches!(outcome, CheckOutcome::Failed | CheckOutcome::Guessed), "{:?}", checks);
    }

    #[test]
    fn no_text_makes_the_reader_fail(lines in proptest::collection::vec("[A-Z0-9<]{30}", 3), other in "\\PC{0,60}") {
        let mrz = parse(MrzFormat::Td1, &lines);
        prop_assert_eq!(mrz.lines.len(), 3);
        prop_assert!(ReadLine::from(other.as_str()).text().chars().all(|c| ALPHABET.contains(c)));
    }
}
