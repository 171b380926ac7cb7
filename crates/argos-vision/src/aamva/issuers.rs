//! Issuer Identification Numbers, as AAMVA publishes them (aamva.org, "Issuer Identification Numbers").

/// Who issued a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Issuer {
    /// Six digits.
    pub number: &'static str,
    /// ISO 3166-1 alpha-3.
    pub country: &'static str,
    /// Letters of the state, province or territory; `None` for an authority of the whole country.
    pub jurisdiction: Option<&'static str>,
}

/// Number and letters, by country. The State Department has no letters.
const AMERICAN: &[(&str, &str)] = &[
    ("636000", "VA"),
    ("636001", "NY"),
    ("636002", "MA"),
    ("636003", "MD"),
    ("636004", "NC"),
    ("636005", "SC"),
    ("636006", "CT"),
    ("636007", "LA"),
    ("636008", "MT"),
    ("636009", "NM"),
    ("636010", "FL"),
    ("636011", "DE"),
    ("636014", "CA"),
    ("636015", "TX"),
    ("636018", "IA"),
    ("636019", "GU"),
    ("636020", "CO"),
    ("636021", "AR"),
    ("636022", "KS"),
    ("636023", "OH"),
    ("636024", "VT"),
    ("636025", "PA"),
    ("636026", "AZ"),
    ("636027", ""),
    ("636029", "OR"),
    ("636030", "MO"),
    ("636031", "WI"),
    ("636032", "MI"),
    ("636033", "AL"),
    ("636034", "ND"),
    ("636035", "IL"),
    ("636036", "NJ"),
    ("636037", "IN"),
    ("636038", "MN"),
    ("636039", "NH"),
    ("636040", "UT"),
    ("636041", "ME"),
    ("636042", "SD"),
    ("636043", "DC"),
    ("636045", "WA"),
    ("636046", "KY"),
    ("636047", "HI"),
    ("636049", "NV"),
    ("636050", "ID"),
    ("636051", "MS"),
    ("636052", "RI"),
    ("636053", "TN"),
    ("636054", "NE"),
    ("636055", "GA"),
    ("636058", "OK"),
    ("636059", "AK"),
    ("636060", "WY"),
    ("636061", "WV"),
    ("636062", "VI"),
    ("604427", "AS"),
    ("604430", "MP"),
    ("604431", "PR"),
];
const CANADIAN: &[(&str, &str)] = &[
    ("636012", "ON"),
    ("636013", "NS"),
    ("636016", "NL"),
    ("636017", "NB"),
    ("636028", "BC"),
    ("636044", "SK"),
    ("636048", "MB"),
    ("604426", "PE"),
    ("604428", "QC"),
    ("604429", "YT"),
    ("604432", "AB"),
    ("604433", "NU"),
    ("604434", "NT"),
];
const MEXICAN: &[(&str, &str)] = &[("636056", "COA"), ("636057", "HID")];

fn all() -> impl Iterator<Item = Issuer> {
    let of = |country: &'static str, list: &'static [(&str, &str)]| {
        list.iter().map(move |(number, letters)| Issuer {
            number,
            country,
            jurisdiction: (!letters.is_empty()).then_some(*letters),
        })
    };
    of("USA", AMERICAN).chain(of("CAN", CANADIAN)).chain(of("MEX", MEXICAN))
}

/// The issuer with this number.
pub(super) fn issuer_of(number: &str) -> Option<Issuer> {
    all().find(|issuer| issuer.number == number)
}

/// The issuer with these letters.
pub(super) fn issuer_in(jurisdiction: &str) -> Option<Issuer> {
    all().find(|issuer| issuer.jurisdiction == Some(jurisdiction))
}
