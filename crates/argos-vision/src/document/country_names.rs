//! Issuing countries by the words that their documents bear, for documents without a machine readable zone.

use super::printed::PageStyle;

/// Folded words without spaces, and the code. Only words that name the issuer and occur in no other field.
const NAMES: &[(&str, &str)] = &[
    ("UNITEDSTATESOFAMERICA", "USA"),
    ("BUNDESREPUBLIKDEUTSCHLAND", "DEU"),
    ("FEDERALREPUBLICOFGERMANY", "DEU"),
    ("REPUBLIQUEFRANCAISE", "FRA"),
    ("FRENCHREPUBLIC", "FRA"),
    ("REPUBBLICAITALIANA", "ITA"),
    ("REINODEESPANA", "ESP"),
    ("KINGDOMOFSPAIN", "ESP"),
    ("REPUBLICAPORTUGUESA", "PRT"),
    ("CARTAODECIDADAO", "PRT"),
    ("UNITEDKINGDOMOFGREATBRITAIN", "GBR"),
    ("DVLA", "GBR"),
    ("REPUBLIKOESTERREICH", "AUT"),
    ("REPUBLIKOSTERREICH", "AUT"),
    ("REPUBLICOFAUSTRIA", "AUT"),
    ("KONINKRIJKDERNEDERLANDEN", "NLD"),
    ("KINGDOMOFTHENETHERLANDS", "NLD"),
    ("SCHWEIZERISCHEEIDGENOSSENSCHAFT", "CHE"),
    ("CONFEDERATIONSUISSE", "CHE"),
    ("CONFEDERAZIONESVIZZERA", "CHE"),
    ("KONINKRIJKBELGIE", "BEL"),
    ("ROYAUMEDEBELGIQUE", "BEL"),
    ("KOENIGREICHBELGIEN", "BEL"),
    ("KINGDOMOFBELGIUM", "BEL"),
    ("GRANDDUCHEDELUXEMBOURG", "LUX"),
    ("GROUSSHERZOGTUMLETZEBUERG", "LUX"),
    ("KONGERIGETDANMARK", "DNK"),
    ("KINGDOMOFDENMARK", "DNK"),
    ("KONUNGARIKETSVERIGE", "SWE"),
    ("KINGDOMOFSWEDEN", "SWE"),
    ("KONGERIKETNORGE", "NOR"),
    ("KINGDOMOFNORWAY", "NOR"),
    ("SUOMENTASAVALTA", "FIN"),
    ("SUOMIFINLAND", "FIN"),
    ("REPUBLICOFFINLAND", "FIN"),
    ("EESTIVABARIIK", "EST"),
    ("REPUBLICOFESTONIA", "EST"),
    ("LATVIJASREPUBLIKA", "LVA"),
    ("REPUBLICOFLATVIA", "LVA"),
    ("LIETUVOSRESPUBLIKA", "LTU"),
    ("REPUBLICOFLITHUANIA", "LTU"),
    ("RZECZPOSPOLITAPOLSKA", "POL"),
    ("REPUBLICOFPOLAND", "POL"),
    ("CESKAREPUBLIKA", "CZE"),
    ("CZECHREPUBLIC", "CZE"),
    ("SLOVENSKAREPUBLIKA", "SVK"),
    ("SLOVAKREPUBLIC", "SVK"),
    ("MAGYARORSZAG", "HUN"),
    ("MAGYARKOZTARSASAG", "HUN"),
    ("REPUBLIKASLOVENIJA", "SVN"),
    ("REPUBLICOFSLOVENIA", "SVN"),
    ("REPUBLIKAHRVATSKA", "HRV"),
    ("REPUBLICOFCROATIA", "HRV"),
    ("REPUBLIKASRBIJA", "SRB"),
    ("REPUBLICOFSERBIA", "SRB"),
    ("BOSNAIHERCEGOVINA", "BIH"),
    ("BOSNIAANDHERZEGOVINA", "BIH"),
    ("CRNAGORA", "MNE"),
    ("REPUBLICOFNORTHMACEDONIA", "MKD"),
    ("REPUBLIKAESHQIPERISE", "ALB"),
    ("REPUBLICOFALBANIA", "ALB"),
    ("REPUBLIKAEKOSOVES", "RKS"),
    ("REPUBLICOFBULGARIA", "BGR"),
    ("ROMANIAROUMANIE", "ROU"),
    ("ROUMANIEROMANIA", "ROU"),
    ("REPUBLICAMOLDOVA", "MDA"),
    ("REPUBLICOFMOLDOVA", "MDA"),
    ("HELLENICREPUBLIC", "GRC"),
    ("ΕΛΛΗΝΙΚΗΔΗΜΟΚΡΑΤΙΑ", "GRC"),
    ("REPUBLICOFCYPRUS", "CYP"),
    ("ΚΥΠΡΙΑΚΗΔΗΜΟΚΡΑΤΙΑ", "CYP"),
    ("REPUBBLIKATAMALTA", "MLT"),
    ("REPUBLICOFMALTA", "MLT"),
    ("EIREIRELAND", "IRL"),
    ("EIREIRLANDE", "IRL"),
    ("PRINCIPAUTEDEMONACO", "MCO"),
    ("FUERSTENTUMLIECHTENSTEIN", "LIE"),
    ("FURSTENTUMLIECHTENSTEIN", "LIE"),
    ("REPUBLICADISANMARINO", "SMR"),
    ("PRINCIPATDANDORRA", "AND"),
    ("LYDVELDIDISLAND", "ISL"),
    ("TURKIYECUMHURIYETI", "TUR"),
    ("TUERKIYECUMHURIYETI", "TUR"),
    ("REPUBLICOFTURKEY", "TUR"),
    ("REPUBLICOFTURKIYE", "TUR"),
    ("REPUBLICOFBELARUS", "BLR"),
    ("RUSSIANFEDERATION", "RUS"),
    ("REPUBLICOFKAZAKHSTAN", "KAZ"),
    ("REPUBLICOFUZBEKISTAN", "UZB"),
    ("OZBEKISTONRESPUBLIKASI", "UZB"),
    ("KYRGYZREPUBLIC", "KGZ"),
    ("REPUBLICOFTAJIKISTAN", "TJK"),
    ("REPUBLICOFARMENIA", "ARM"),
    ("AZERBAIJANREPUBLIC", "AZE"),
    ("REPUBLICOFAZERBAIJAN", "AZE"),
    ("AZARBAYCANRESPUBLIKASI", "AZE"),
    ("STATEOFISRAEL", "ISR"),
    ("STATEOFQATAR", "QAT"),
    ("STATEOFKUWAIT", "KWT"),
    ("KINGDOMOFSAUDIARABIA", "SAU"),
    ("UNITEDARABEMIRATES", "ARE"),
    ("KINGDOMOFBAHRAIN", "BHR"),
    ("SULTANATEOFOMAN", "OMN"),
    ("HASHEMITEKINGDOMOFJORDAN", "JOR"),
    ("REPUBLIQUELIBANAISE", "LBN"),
    ("ARABREPUBLICOFEGYPT", "EGY"),
    ("ROYAUMEDUMAROC", "MAR"),
    ("KINGDOMOFMOROCCO", "MAR"),
    ("REPUBLIQUETUNISIENNE", "TUN"),
    ("REPUBLIQUEALGERIENNE", "DZA"),
    ("ISLAMICREPUBLICOFPAKISTAN", "PAK"),
    ("REPUBLICOFINDIA", "IND"),
    ("GOVERNMENTOFINDIA", "IND"),
    ("PEOPLESREPUBLICOFBANGLADESH", "BGD"),
    ("DEMOCRATICSOCIALISTREPUBLICOFSRILANKA", "LKA"),
    ("REPUBLICOFTHEPHILIPPINES", "PHL"),
    ("REPUBLIKANGPILIPINAS", "PHL"),
    ("SOCIALISTREPUBLICOFVIETNAM", "VNM"),
    ("CONGHOAXAHOICHUNGHIAVIETNAM", "VNM"),
    ("REPUBLICOFSINGAPORE", "SGP"),
    ("REPUBLIKINDONESIA", "IDN"),
    ("REPUBLICOFINDONESIA", "IDN"),
    ("KINGDOMOFTHAILAND", "THA"),
    ("KINGDOMOFCAMBODIA", "KHM"),
    ("REPUBLICOFTHEUNIONOFMYANMAR", "MMR"),
    ("PEOPLESREPUBLICOFCHINA", "CHN"),
    ("中华人民共和国", "CHN"),
    ("中華民國", "TWN"),
    ("日本国旅券", "JPN"),
    ("JAPANPASSPORT", "JPN"),
    ("REPUBLICOFKOREA", "KOR"),
    ("COMMONWEALTHOFAUSTRALIA", "AUS"),
    ("NEWZEALANDPASSPORT", "NZL"),
    ("ESTADOSUNIDOSMEXICANOS", "MEX"),
    ("REPUBLICAFEDERATIVADOBRASIL", "BRA"),
    ("REPUBLICADECOLOMBIA", "COL"),
    ("REPUBLICADECHILE", "CHL"),
    ("REPUBLICADELPERU", "PER"),
    ("REPUBLICAARGENTINA", "ARG"),
    ("REPUBLICAORIENTALDELURUGUAY", "URY"),
    ("REPUBLICADELPARAGUAY", "PRY"),
    ("ESTADOPLURINACIONALDEBOLIVIA", "BOL"),
    ("REPUBLICADELECUADOR", "ECU"),
    ("REPUBLICABOLIVARIANADEVENEZUELA", "VEN"),
    ("REPUBLICADEPANAMA", "PAN"),
    ("REPUBLICADECOSTARICA", "CRI"),
    ("REPUBLICADOMINICANA", "DOM"),
    ("REPUBLICADEGUATEMALA", "GTM"),
    ("REPUBLICADEHONDURAS", "HND"),
    ("REPUBLICADEELSALVADOR", "SLV"),
    ("REPUBLICADENICARAGUA", "NIC"),
    ("FEDERALREPUBLICOFNIGERIA", "NGA"),
    ("REPUBLICOFKENYA", "KEN"),
    ("REPUBLICOFSOUTHAFRICA", "ZAF"),
    ("REPUBLICOFGHANA", "GHA"),
    ("REPUBLICOFUGANDA", "UGA"),
    ("UNITEDREPUBLICOFTANZANIA", "TZA"),
    ("REPUBLICOFRWANDA", "RWA"),
    ("REPUBLIQUEDUSENEGAL", "SEN"),
    ("REPUBLIQUEDECOTEDIVOIRE", "CIV"),
    ("REPUBLIQUEDUCAMEROUN", "CMR"),
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

/// Codes in the blue field of European driving licences (Directive 2006/126/EC, annex I), without those that are
/// categories of vehicles as well; only used on licences with numbered fields.
const EUROPEAN_LICENCE_CODES: &[(&str, &str)] = &[
    ("BG", "BGR"),
    ("CY", "CYP"),
    ("CZ", "CZE"),
    ("DK", "DNK"),
    ("EST", "EST"),
    ("FIN", "FIN"),
    ("GR", "GRC"),
    ("HR", "HRV"),
    ("IRL", "IRL"),
    ("LT", "LTU"),
    ("LV", "LVA"),
    ("NL", "NLD"),
    ("PL", "POL"),
    ("RO", "ROU"),
    ("SK", "SVK"),
    ("SLO", "SVN"),
    ("UK", "GBR"),
];

/// The country that the folded text of a page (words joined without spaces, one string per line) names as its issuer;
/// `None` when none or several are named.
pub(super) fn named_country(lines: &[String], style: PageStyle) -> Option<&'static str> {
    let named = NAMES
        .iter()
        .filter(|(name, _)| lines.iter().any(|line| line.contains(name)))
        .map(|(_, code)| *code);
    let state = style.labels.american
        && lines
            .iter()
            .any(|line| AMERICAN_STATES.iter().any(|state| line.starts_with(state)));
    let in_blue_field = EUROPEAN_LICENCE_CODES
        .iter()
        .filter(|(code, _)| style.numbered && lines.iter().any(|line| line == code))
        .map(|(_, country)| *country);
    let named: Vec<&str> = named.collect();
    // The name of the issuer outweighs a code of two letters.
    let named: Vec<&str> = if named.is_empty() {
        in_blue_field.collect()
    } else {
        named
    };
    let mut codes: Vec<&str> = named.into_iter().chain(state.then_some("USA")).collect();
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
    use crate::document::labels::LabelSet;

    #[test]
    fn one_named_issuer_counts_and_two_do_not() {
        let plain = PageStyle::default();
        let american = PageStyle {
            labels: LabelSet::of(true, std::iter::empty()),
            ..plain
        };
        let numbered = PageStyle {
            numbered: true,
            ..plain
        };
        assert_eq!(
            named_country(&["PL".to_owned(), "PRAWOJAZDY".to_owned()], numbered),
            Some("POL")
        );
        assert_eq!(named_country(&["PL".to_owned()], plain), None);
        assert_eq!(named_country(&["ΕΛΛΗΝΙΚΗΔΗΜΟΚΡΑΤΙΑ".to_owned()], plain), Some("GRC"));
        let lines = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        assert_eq!(
            named_country(&lines(&["PASSPORT", "UNITEDSTATESOFAMERICA"]), plain),
            Some("USA")
        );
        assert_eq!(
            named_country(&lines(&["REPUBLICOFKOREA", "REPUBLICOFKENYA"]), plain),
            None
        );
        assert_eq!(
            named_country(&lines(&["CALIFORNIADRIVERLICENSE"]), american),
            Some("USA")
        );
        assert_eq!(named_country(&lines(&["CALIFORNIADRIVERLICENSE"]), plain), None);
        assert_eq!(named_country(&[], american), None);
    }
}
