//! The three-letter codes that may stand in a machine readable zone: ICAO Doc 9303 part 3, section 5.

/// ISO 3166-1 alpha-3.
const STATES: &str = "ABW AFG AGO AIA ALA ALB AND ARE ARG ARM ASM ATA ATF ATG AUS AUT AZE BDI BEL BEN BES BFA BGD BGR \
BHR BHS BIH BLM BLR BLZ BMU BOL BRA BRB BRN BTN BVT BWA CAF CAN CCK CHE CHL CHN CIV CMR COD COG COK COL COM CPV CRI \
CUB CUW CXR CYM CYP CZE DEU DJI DMA DNK DOM DZA ECU EGY ERI ESH ESP EST ETH FIN FJI FLK FRA FRO FSM GAB GBR GEO GGY \
GHA GIB GIN GLP GMB GNB GNQ GRC GRD GRL GTM GUF GUM GUY HKG HMD HND HRV HTI HUN IDN IMN IND IOT IRL IRN IRQ ISL ISR \
ITA JAM JEY JOR JPN KAZ KEN KGZ KHM KIR KNA KOR KWT LAO LBN LBR LBY LCA LIE LKA LSO LTU LUX LVA MAC MAF MAR MCO MDA \
MDG MDV MEX MHL MKD MLI MLT MMR MNE MNG MNP MOZ MRT MSR MTQ MUS MWI MYS MYT NAM NCL NER NFK NGA NIC NIU NLD NOR NPL \
NRU NZL OMN PAK PAN PCN PER PHL PLW PNG POL PRI PRK PRT PRY PSE PYF QAT REU ROU RUS RWA SAU SDN SEN SGP SGS SHN SJM \
SLB SLE SLV SMR SOM SPM SRB SSD STP SUR SVK SVN SWE SWZ SXM SYC SYR TCA TCD TGO THA TJK TKL TKM TLS TON TTO TUN TUR \
TUV TWN TZA UGA UKR UMI URY USA UZB VAT VCT VEN VGB VIR VNM VUT WLF WSM YEM ZAF ZMB ZWE";

/// Codes that exist only in travel documents: parts of the United Kingdom, organisations, persons without a
/// nationality, Utopia of the specimens, and Germany's single letter.
const OTHERS: &str = "D EUE GBD GBN GBO GBP GBS RKS UNK UNO UNA XAA XBA XCC XCE XCO XDC XEC XIM XMP XOM XPO XXA XXB \
XXC XXX UTO IAO NTZ XES XMS";

/// Whether the code (without fillers) is one that a travel document may bear.
#[must_use]
pub fn is_country_code(code: &str) -> bool {
    !code.is_empty() && country_codes().any(|known| known == code)
}

/// All codes that a travel document may bear.
pub(super) fn country_codes() -> impl Iterator<Item = &'static str> + Clone {
    STATES.split(' ').chain(OTHERS.split(' '))
}

/// The alpha-3 code of ISO 3166-1 for the code of a travel document: `D` becomes `DEU`, the British ones `GBR`.
#[must_use]
pub fn alpha3(code: &str) -> String {
    match code {
        "D" => "DEU".to_owned(),
        "GBD" | "GBN" | "GBO" | "GBP" | "GBS" => "GBR".to_owned(),
        other => other.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_codes_are_known_and_fragments_are_not() {
        for code in ["UTO", "D", "DEU", "USA", "XXA", "RKS", "ABW", "ZWE"] {
            assert!(is_country_code(code), "{code}");
        }
        for code in ["", "DE", "UT0", "usa", "USA ", "ZZZ"] {
            assert!(!is_country_code(code), "{code}");
        }
        assert_eq!(STATES.split(' ').filter(|code| code.len() == 3).count(), 249);
        assert_eq!(
            (alpha3("D"), alpha3("GBN"), alpha3("FRA")),
            ("DEU".into(), "GBR".into(), "FRA".into())
        );
    }
}
