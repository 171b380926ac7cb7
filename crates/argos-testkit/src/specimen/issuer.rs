//! Countries that issue specimens: what they print and how their numbers look.
//!
//! The names of countries, languages and codes are the real ones; numbers are drawn by chance after patterns that only
//! resemble those of the country.

use super::language::Language::{self, *};
use super::names::NamePool;
use super::transliteration::Umlauts;

/// A country and how its documents look. Patterns are those of [`super::chance::Chance::filled`].
#[derive(Debug, Clone, Copy)]
pub struct Issuer {
    /// The code in the zone: three letters, or `D`.
    pub code: &'static str,
    /// The country as the title has it.
    pub name: &'static str,
    /// The nationality as printed.
    pub nationality: &'static str,
    /// Languages of the labels, the first one largest.
    pub languages: &'static [Language],
    /// Where names come from.
    pub names: NamePool,
    /// How umlauts are written in the zone.
    pub umlauts: Umlauts,
    /// Pattern of passport numbers, up to nine characters.
    pub passport: &'static str,
    /// Pattern of card numbers; more than nine characters go on in the optional data.
    pub card: &'static str,
    /// Pattern of the personal number; empty if documents have none.
    pub personal: &'static str,
}

impl Issuer {
    /// ISO 3166-1 alpha-3.
    #[must_use]
    pub fn alpha3(&self) -> &'static str {
        if self.code == "D" { "DEU" } else { self.code }
    }
}

macro_rules! issuers {
    ($($code:literal $name:literal $nationality:literal [$($language:ident)+] $names:ident $umlauts:ident $passport:literal $card:literal $personal:literal;)+) => {
        /// All of them.
        pub const ISSUERS: &[Issuer] = &[$(Issuer {
            code: $code,
            name: $name,
            nationality: $nationality,
            languages: &[$($language),+],
            names: NamePool::$names,
            umlauts: Umlauts::$umlauts,
            passport: $passport,
            card: $card,
            personal: $personal,
        }),+];
    };
}

issuers! {
    "GBR" "UNITED KINGDOM" "BRITISH CITIZEN" [English French] English Plain "999999999" "AA9999999" "";
    "IRL" "IRELAND / ÉIRE" "IRISH" [English French] English Plain "AA9999999" "C99999999" "";
    "USA" "UNITED STATES OF AMERICA" "UNITED STATES OF AMERICA" [English French Spanish] English Plain "999999999" "C9999999A" "";
    "CAN" "CANADA" "CANADIAN/CANADIENNE" [English French] English Plain "AA999999" "AA99999999" "";
    "AUS" "AUSTRALIA" "AUSTRALIAN" [English] English Plain "A9999999" "AA999999" "";
    "NZL" "NEW ZEALAND" "NEW ZEALAND" [English] English Plain "AA999999" "AA999999" "";
    "D" "BUNDESREPUBLIK DEUTSCHLAND" "DEUTSCH" [German English French] German Expanded "CXXXXXXXX" "LXXXXXXXX" "";
    "AUT" "REPUBLIK ÖSTERREICH" "ÖSTERREICH" [German English French] German Expanded "A9999999" "AA9999999" "";
    "CHE" "SCHWEIZ SUISSE SVIZZERA" "SCHWEIZ / SUISSE" [German French Italian English] German Expanded "X9999999" "E9999999" "";
    "LIE" "FÜRSTENTUM LIECHTENSTEIN" "LIECHTENSTEIN" [German English] German Expanded "A99999" "ID99999999" "";
    "FRA" "RÉPUBLIQUE FRANÇAISE" "FRANÇAISE" [French English] French Plain "99AA99999" "XXXXXXXXX" "";
    "BEL" "ROYAUME DE BELGIQUE" "BELGE" [French Dutch German English] French Plain "AA999999" "999999999999" "99999999999";
    "LUX" "GRAND-DUCHÉ DE LUXEMBOURG" "LUXEMBOURGEOISE" [French German English] French Plain "JXXXXXXX" "SXXXXXXX" "9999999999999";
    "ESP" "REINO DE ESPAÑA" "ESPAÑOLA" [Spanish English] Spanish Plain "AAA999999" "AAA999999" "99999999A";
    "MEX" "ESTADOS UNIDOS MEXICANOS" "MEXICANA" [Spanish English] Spanish Plain "G99999999" "9999999999" "";
    "ARG" "REPÚBLICA ARGENTINA" "ARGENTINA" [Spanish English] Spanish Plain "AAA999999" "AA9999999" "99999999";
    "COL" "REPÚBLICA DE COLOMBIA" "COLOMBIANA" [Spanish English] Spanish Plain "AA999999" "9999999999" "9999999999";
    "PER" "REPÚBLICA DEL PERÚ" "PERUANA" [Spanish English] Spanish Plain "999999999" "99999999" "";
    "ITA" "REPUBBLICA ITALIANA" "ITALIANA" [Italian English French] Italian Plain "YA9999999" "CA99999AA" "";
    "PRT" "REPÚBLICA PORTUGUESA" "PORTUGUESA" [Portuguese English French] Portuguese Plain "AA999999" "999999999AA9" "";
    "BRA" "REPÚBLICA FEDERATIVA DO BRASIL" "BRASILEIRO(A)" [Portuguese English] Portuguese Plain "AA999999" "AA9999999" "99999999999";
    "NLD" "KONINKRIJK DER NEDERLANDEN" "NEDERLANDSE" [Dutch English French] Dutch Plain "NXXXXXXX9" "IXXXXXXX9" "999999999";
    "POL" "RZECZPOSPOLITA POLSKA" "POLSKIE" [Polish English] Polish Plain "AA9999999" "AAA999999" "99999999999";
    "CZE" "ČESKÁ REPUBLIKA" "ČESKÁ REPUBLIKA" [Czech English] Czech Plain "99999999" "999999999" "9999999999";
    "SVK" "SLOVENSKÁ REPUBLIKA" "SLOVENSKÁ REPUBLIKA" [Czech English] Czech Plain "AA9999999" "AA999999" "9999999999";
    "ROU" "ROMÂNIA" "ROMÂNĂ" [Romanian English French] Romanian Plain "999999999" "AA999999" "9999999999999";
    "HRV" "REPUBLIKA HRVATSKA" "HRVATSKO" [Croatian English French] Croatian Plain "999999999" "999999999" "99999999999";
    "SVN" "REPUBLIKA SLOVENIJA" "SLOVENSKO" [Croatian English] Croatian Plain "AA9999999" "AA9999999" "9999999999999";
    "HUN" "MAGYARORSZÁG" "MAGYAR" [Hungarian English] Hungarian Plain "AA9999999" "999999AA" "";
    "FIN" "SUOMI FINLAND" "SUOMI/FINLAND" [Finnish Swedish English] Finnish Expanded "AA9999999" "999999999" "999999-999A";
    "EST" "EESTI VABARIIK" "EST" [Finnish English] Finnish Plain "AA9999999" "AA9999999" "99999999999";
    "SWE" "KONUNGARIKET SVERIGE" "SVENSK" [Swedish English] Nordic Expanded "99999999" "AA99999999" "999999999999";
    "DNK" "KONGERIGET DANMARK" "DANSK" [Danish English French] Nordic Expanded "999999999" "999999999" "999999-9999";
    "NOR" "KONGERIKET NORGE" "NORSK" [Danish English] Nordic Expanded "AAA999999" "AAA999999" "99999999999";
    "ISL" "LÝÐVELDIÐ ÍSLAND" "ÍSLENSK" [Danish English] Nordic Expanded "A9999999" "A9999999" "9999999999";
    "TUR" "TÜRKİYE CUMHURİYETİ" "T.C." [Turkish English French] Turkish Plain "U99999999" "A99A99999" "99999999999";
    "VNM" "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" "VIỆT NAM" [Vietnamese English] Vietnamese Plain "A9999999" "999999999" "999999999999";
    "IDN" "REPUBLIK INDONESIA" "INDONESIA" [Indonesian English] Indonesian Plain "A9999999" "A9999999" "";
    "MYS" "MALAYSIA" "MALAYSIA" [Indonesian English] Indonesian Plain "A99999999" "A9999999" "999999999999";
    "GRC" "ΕΛΛΗΝΙΚΗ ΔΗΜΟΚΡΑΤΙΑ" "ΕΛΛΗΝΙΚΗ / HELLENIC" [Greek English] Greek Plain "AA9999999" "AA999999" "";
    "CYP" "ΚΥΠΡΙΑΚΗ ΔΗΜΟΚΡΑΤΙΑ" "ΚΥΠΡΙΑΚΗ / CYPRIOT" [Greek English] Greek Plain "K99999999" "AA9999999999" "";
    "UKR" "УКРАЇНА" "УКРАЇНА/UKR" [Ukrainian English] Ukrainian Plain "AA999999" "999999999" "99999999-99999";
    "BGR" "РЕПУБЛИКА БЪЛГАРИЯ" "БЪЛГАРИЯ/BGR" [Bulgarian English] Bulgarian Plain "999999999" "AA9999999" "9999999999";
    "IND" "REPUBLIC OF INDIA" "INDIAN" [English] World Plain "A9999999" "A9999999" "";
    "NGA" "FEDERAL REPUBLIC OF NIGERIA" "NIGERIAN" [English French] World Plain "A99999999" "99999999999" "";
    "EGY" "ARAB REPUBLIC OF EGYPT" "EGYPTIAN" [English French] World Plain "A99999999" "A99999999" "";
    "KOR" "REPUBLIC OF KOREA" "REPUBLIC OF KOREA" [English] World Plain "M999X9999" "M99999999" "9999999";
    "JPN" "JAPAN" "JAPAN" [English French] World Plain "AA9999999" "AA99999999AA" "";
    "PHL" "REPUBLIKA NG PILIPINAS" "FILIPINO" [English Spanish] Spanish Plain "A9999999A" "999999999" "";
    "UTO" "UTOPIA" "UTOPIAN" [English French] English Plain "AX9999999" "A99999999A99" "AA999999A";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_fit_the_fields_of_the_zone() {
        for issuer in ISSUERS {
            assert!(
                issuer.passport.len() <= 9 && issuer.personal.len() <= 14,
                "{}",
                issuer.code
            );
            // Nine characters, and in TD2 seven more hold the rest, its check digit and a filler.
            assert!(issuer.card.len() <= 14, "{}", issuer.code);
            assert!(issuer.alpha3().len() == 3);
        }
    }
}
