use super::*;
use jiff::civil::date;
use std::collections::BTreeSet;

fn country(code: &str) -> Country {
    Country::from_alpha3(code).unwrap()
}

#[test]
fn every_specimen_fits_its_rule_wherever_it_may_stand() {
    for rule in rules() {
        let content = rule.content(rule.specimen);
        assert!(
            content.is_some_and(|content| content.flaw.is_none()),
            "{}: {content:?}",
            rule.name
        );
        for code in rule.countries {
            for place in [NumberPlace::Personal, NumberPlace::Document] {
                let found = examine(country(code), place, rule.specimen);
                assert_eq!(
                    rule.may_stand(place),
                    found.is_some_and(|(by, _)| by.name == rule.name),
                    "{code} {}",
                    rule.name
                );
            }
        }
        assert!(!rule.source.is_empty());
    }
}

#[test]
fn at_least_twenty_five_countries_have_a_check_character() {
    let checked: BTreeSet<&str> = rules()
        .filter(|rule| rule.content(rule.specimen).unwrap().has_check)
        .flat_map(|rule| rule.countries)
        .copied()
        .collect();
    assert!(checked.len() >= 25, "{checked:?}");
}

#[test]
fn a_number_with_a_check_character_notices_most_single_errors() {
    for rule in rules() {
        let noticed = noticed_typing_errors(rule);
        let has_check = rule.content(rule.specimen).unwrap().has_check;
        // Letters whose values differ by ten look the same to a check digit modulo ten, as in the CURP.
        let least = if has_check { 0.83 } else { 0.03 };
        assert!(noticed >= least, "{}: {noticed}", rule.name);
    }
}

#[test]
fn birth_dates_and_sexes_come_from_the_number() {
    use Gender::{Female, Male};
    for (code, number, born, sex) in [
        ("SWE", "811228-9874", Some((1981, 12, 28)), Some(Male)),
        ("SWE", "19701063-2391", Some((1970, 10, 3)), Some(Male)),
        ("NOR", "15108695088", Some((1986, 10, 15)), Some(Female)),
        ("DNK", "211062-5629", Some((1862, 10, 21)), Some(Male)),
        ("FIN", "131052-308T", Some((1952, 10, 13)), Some(Female)),
        ("FIN", "131052A308T", Some((2052, 10, 13)), Some(Female)),
        ("ISL", "120174-3399", Some((1974, 1, 12)), None),
        ("EST", "37605030299", Some((1976, 5, 3)), Some(Male)),
        ("LVA", "161175-19997", Some((1975, 11, 16)), None),
        ("BEL", "85.07.30-033 28", Some((1985, 7, 30)), Some(Male)),
        ("FRA", "2 55 08 14 168 025 38", Some((1955, 8, 9)), Some(Female)),
        ("ITA", "RCCMNL83S18D969H", Some((1983, 11, 18)), Some(Male)),
        ("POL", "44051401359", Some((1944, 5, 14)), Some(Male)),
        ("CZE", "710319/2745", Some((1971, 3, 19)), Some(Male)),
        ("UKR", "1759013776", Some((1948, 2, 28)), Some(Male)),
        ("ROU", "1630615123457", Some((1963, 6, 15)), Some(Male)),
        ("BGR", "7523169263", Some((1875, 3, 16)), Some(Male)),
        ("SVN", "0101006500006", Some((2006, 1, 1)), Some(Male)),
        ("CHN", "11010519491231002X", Some((1949, 12, 31)), Some(Female)),
        ("TWN", "A123456789", None, Some(Male)),
        ("MYS", "770305-02-1234", Some((1977, 3, 5)), Some(Female)),
        ("IDN", "3171015708450001", Some((1945, 8, 17)), Some(Female)),
        ("VNM", "001074012345", Some((1974, 5, 6)), Some(Male)),
        ("KAZ", "740812300008", Some((1974, 8, 12)), Some(Male)),
        ("ARE", "784-1974-0000001-0", Some((1974, 5, 6)), None),
        ("MEX", "BOXW310820HNERXN09", Some((1931, 8, 20)), Some(Male)),
        ("ZAF", "7503305044089", Some((1975, 3, 30)), Some(Male)),
        ("EGY", "27408120100019", Some((1974, 8, 12)), Some(Male)),
        ("HUN", "1-740812-0019", Some((1974, 8, 12)), Some(Male)),
        ("KOR", "971013-9019902", Some((1897, 10, 13)), Some(Male)),
    ] {
        let (rule, content) = examine(country(code), NumberPlace::Personal, number).unwrap();
        assert_eq!(content.flaw, None, "{}", rule.name);
        assert_eq!(content.sex, sex, "{}", rule.name);
        let born = born.map(|(year, month, day)| date(year, month, day));
        assert_eq!(content.birth.is_some(), born.is_some(), "{}", rule.name);
        if let (Some(birth), Some(born)) = (content.birth, born) {
            assert!(birth.is(born), "{}", rule.name);
            assert!(
                !birth.is(date(born.year() - 7, born.month(), born.day())),
                "{}",
                rule.name
            );
        }
    }
}

#[test]
fn what_is_no_such_number_says_nothing_and_what_is_wrong_says_what() {
    let personal =
        |code, number| examine(country(code), NumberPlace::Personal, number).map(|(_, content)| content.flaw);
    assert_eq!(personal("POL", "44051401358"), Some(Some(Flaw::CheckCharacter)));
    assert_eq!(personal("DNK", "311162-5629"), Some(Some(Flaw::BirthDate)));
    assert_eq!(personal("POL", "4405140135"), None);
    assert_eq!(personal("USA", "44051401359"), None);
    for nothing in ["", "   ", "\u{2603}", &"1".repeat(500), "４４０５１４０１３５９"] {
        assert_eq!(personal("POL", nothing), None, "{nothing}");
    }
    let document =
        |code, number| examine(country(code), NumberPlace::Document, number).map(|(_, content)| content.flaw);
    assert_eq!(document("DEU", "L01X00T47"), Some(None));
    assert_eq!(document("DEU", "L01XO0T47"), Some(Some(Flaw::Character)));
    assert_eq!(document("POL", "ABA300001"), Some(Some(Flaw::CheckCharacter)));
    assert_eq!(document("POL", "44051401359"), None);
}

#[test]
fn a_number_is_never_shown_by_debug() {
    let (_, content) = examine(country("POL"), NumberPlace::Personal, "44051401359").unwrap();
    assert!(!format!("{content:?}").contains("44"));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read_without_a_crash(text in ".{0,40}", digits in "[0-9A-Z]{1,20}") {
        for rule in rules() {
            let _ = (rule.content(&text), rule.content(&digits));
        }
    }
}
