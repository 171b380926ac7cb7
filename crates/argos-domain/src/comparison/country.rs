//! Two countries.

use super::Comparison;
use crate::country::Country;

/// Codes of documents that stand for one state: ICAO 9303 part 3, section 5.
const ONE_STATE: [&[&str]; 2] = [&["GBR", "GBD", "GBN", "GBO", "GBP", "GBS"], &["RKS", "XKX", "UNK"]];

/// Compares two countries. Neighbouring codes, `AUT` and `AUS`, are two countries and no slip: codes are chosen from a list.
#[must_use]
pub fn compare_countries(document: Country, stated: Country) -> Comparison {
    if document == stated {
        return Comparison::SAME;
    }
    let both = |codes: &&[&str]| codes.contains(&document.alpha3()) && codes.contains(&stated.alpha3());
    if ONE_STATE.iter().any(both) {
        Comparison::written_otherwise(0.0)
    } else {
        // No two countries are nearer to each other than others.
        Comparison::different(0.5)
    }
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;

    #[test]
    fn codes_of_one_state_are_one_country_and_like_codes_are_not() {
        let verdict = |one: &str, other: &str| {
            let country = |code| Country::from_alpha3(code).unwrap();
            compare_countries(country(one), country(other)).verdict()
        };
        assert_eq!(verdict("DEU", "DEU"), Verdict::Same);
        assert_eq!(verdict("GBD", "GBR"), Verdict::WrittenOtherwise);
        assert_eq!(verdict("RKS", "XKX"), Verdict::WrittenOtherwise);
        assert_eq!(verdict("AUT", "AUS"), Verdict::Different);
        assert_eq!(verdict("GBR", "XKX"), Verdict::Different);
    }
}
