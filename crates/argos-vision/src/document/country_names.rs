//! Issuing countries by the words that their documents bear, for documents without a machine readable zone.

/// Folded words without spaces, and the code. Only words that name the issuer and occur in no other field.
const NAMES: &[(&str, &str)] = &[
    ("UNITEDSTATESOFAMERICA", "USA"),
    ("BUNDESREPUBLIKDEUTSCHLAND", "DEU"),
    ("REPUBLIQUEFRANCAISE", "FRA"),
    ("REPUBBLICAITALIANA", "ITA"),
    ("REINODEESPANA", "ESP"),
    ("REPUBLICAPORTUGUESA", "PRT"),
    ("UNITEDKINGDOMOFGREATBRITAIN", "GBR"),
    ("DVLA", "GBR"),
    ("REPUBLIKOESTERREICH", "AUT"),
    ("REPUBLIKOSTERREICH", "AUT"),
    ("KONINKRIJKDERNEDERLANDEN", "NLD"),
    ("SCHWEIZERISCHEEIDGENOSSENSCHAFT", "CHE"),
    ("REPUBLICOFKOREA", "KOR"),
    ("JAPANPASSPORT", "JPN"),
    ("RZECZPOSPOLITAPOLSKA", "POL"),
    ("CESKAREPUBLIKA", "CZE"),
    ("REPUBLICOFINDIA", "IND"),
    ("REPUBLICOFTHEPHILIPPINES", "PHL"),
    ("SOCIALISTREPUBLICOFVIETNAM", "VNM"),
    ("REPUBLICOFSINGAPORE", "SGP"),
    ("REPUBLIKINDONESIA", "IDN"),
    ("ESTADOSUNIDOSMEXICANOS", "MEX"),
    ("REPUBLICAFEDERATIVADOBRASIL", "BRA"),
    ("REPUBLICADECOLOMBIA", "COL"),
    ("REPUBLICADECHILE", "CHL"),
    ("REPUBLICADELPERU", "PER"),
    ("REPUBLICAARGENTINA", "ARG"),
    ("FEDERALREPUBLICOFNIGERIA", "NGA"),
    ("REPUBLICOFKENYA", "KEN"),
    ("REPUBLICOFSOUTHAFRICA", "ZAF"),
    ("COMMONWEALTHOFAUSTRALIA", "AUS"),
    ("TURKIYECUMHURIYETI", "TUR"),
];

/// States of the United States, of which a licence bears one; only used on licences.
const AMERICAN_STATES: &[&str] = &[
    "ALABAMA",
    "ALASKA",
    "ARIZONA",
    "ARKANSAS",
    "CALIFORNIA",
    "COLORADO",
    "CONNECTICUT",
    "DELAWARE",
    "FLORIDA",
    "GEORGIA",
    "HAWAII",
    "IDAHO",
    "ILLINOIS",
    "INDIANA",
    "IOWA",
    "KANSAS",
    "KENTUCKY",
    "LOUISIANA",
    "MAINE",
    "MARYLAND",
    "MASSACHUSETTS",
    "MICHIGAN",
    "MINNESOTA",
    "MISSISSIPPI",
    "MISSOURI",
    "MONTANA",
    "NEBRASKA",
    "NEVADA",
    "NEWHAMPSHIRE",
    "NEWJERSEY",
    "NEWMEXICO",
    "NEWYORK",
    "NORTHCAROLINA",
    "NORTHDAKOTA",
    "OHIO",
    "OKLAHOMA",
    "OREGON",
    "PENNSYLVANIA",
    "RHODEISLAND",
    "SOUTHCAROLINA",
    "SOUTHDAKOTA",
    "TENNESSEE",
    "TEXAS",
    "UTAH",
    "VERMONT",
    "VIRGINIA",
    "WASHINGTON",
    "WESTVIRGINIA",
    "WISCONSIN",
    "WYOMING",
];

/// The country that the folded text of a page (words joined without spaces, one string per line) names as its issuer;
/// `None` when none or several are named.
pub(super) fn named_country(lines: &[String], american_licence: bool) -> Option<&'static str> {
    let named = NAMES
        .iter()
        .filter(|(name, _)| lines.iter().any(|line| line.contains(name)))
        .map(|(_, code)| *code);
    let state = american_licence
        && lines
            .iter()
            .any(|line| AMERICAN_STATES.iter().any(|state| line.starts_with(state)));
    let mut codes: Vec<&str> = named.chain(state.then_some("USA")).collect();
    codes.sort_unstable();
    codes.dedup();
    match codes[..] {
        [code] => Some(code),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_named_issuer_counts_and_two_do_not() {
        let lines = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            named_country(&lines(&["PASSPORT", "UNITEDSTATESOFAMERICA"]), false),
            Some("USA")
        );
        assert_eq!(
            named_country(&lines(&["REPUBLICOFKOREA", "REPUBLICOFKENYA"]), false),
            None
        );
        assert_eq!(named_country(&lines(&["CALIFORNIADRIVERLICENSE"]), true), Some("USA"));
        assert_eq!(named_country(&lines(&["CALIFORNIADRIVERLICENSE"]), false), None);
        assert_eq!(named_country(&[], true), None);
    }
}
