//! Which kind of document a page belongs to.

use super::labels::{FieldName, LabelSet, label_of, push_folded};
use super::printed::{PageStyle, numbered_label};
use crate::mrz::MrzFormat;
use crate::text::TextLine;

/// Kind of document, as far as its machine readable zone and its words tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    /// A passport: a zone of format TD3, or the word.
    Passport,
    /// A card with a zone of format TD1.
    Td1Card,
    /// A card with a zone of format TD2, or a French identity card.
    Td2Card,
    /// A visa.
    Visa,
    /// A driving licence.
    DrivingLicence,
    /// A residence permit, by its title or the document code of its zone.
    ResidencePermit,
    /// A national identity card without a zone on this side, by its title.
    IdentityCard,
    /// Labels of an identity document, but none of the above.
    OtherCard,
    /// No sign of an identity document.
    Unknown,
}

/// Titles of driving licences, as Annex I of Directive 2006/126/EC lists them, and of some other countries.
const LICENCE_WORDS: &[&str] = &[
    "DRIVINGLICENCE",
    "DRIVINGLICENSE",
    "DRIVERLICENSE",
    "DRIVERSLICENSE",
    "DRIVERLICENCE",
    "DRIVERSLICENCE",
    "PERMISDECONDUIRE",
    "FUEHRERSCHEIN",
    "FUHRERSCHEIN",
    "PERMISODECONDUCCION",
    "LICENCIADECONDUCIR",
    "LICENCIANACIONALDECONDUCIR",
    "PATENTEDIGUIDA",
    "CARTADECONDUCAO",
    "CARTEIRANACIONALDEHABILITACAO",
    "RIJBEWIJS",
    "PRAWOJAZDY",
    "RIDICSKYPRUKAZ",
    "VODICSKYPREUKAZ",
    "VODICSKYPRUKAZ",
    "JUHILUBA",
    "AJOKORTTI",
    "KOERKORT",
    "KOREKORT",
    "KORKORT",
    "FOERERKORT",
    "FORERKORT",
    "VADITAJAAPLIECIBA",
    "VAIRUOTOJOPAZYMEJIMAS",
    "VEZETOIENGEDELY",
    "LICENZJATASSEWQAN",
    "VOZNISKODOVOLJENJE",
    "VOZACKADOZVOLA",
    "PERMISDECONDUCERE",
    "CEADUNASTIOMANA",
    "SUERUECUEBELGESI",
    "SURUCUBELGESI",
    "GIAYPHEPLAIXE",
    "SURATIZINMENGEMUDI",
    "LESENMEMANDU",
    "ΑΔΕΙΑΟΔΗΓΗΣΗΣ",
    "運転免許証",
    "机动车驾驶证",
    "駕駛執照",
];
const AMERICAN_LICENCE_WORDS: &[&str] = &["DRIVERLICENSE", "DRIVERSLICENSE"];
const PASSPORT_WORDS: &[&str] = &[
    "PASSPORT",
    "PASSEPORT",
    "REISEPASS",
    "PASAPORTE",
    "PASSAPORTO",
    "PASSAPORTE",
    "PASPOORT",
    "PASZPORT",
    "PASAPORT",
    "CESTOVNIPAS",
    "CESTOVNYPAS",
    "UTLEVEL",
    "PUTOVNICA",
    "POTNILIST",
    "HOCHIEU",
    "PASPOR",
    "ΔΙΑΒΑΤΗΡΙΟ",
    "旅券",
    "护照",
    "護照",
];
/// Titles of residence permits, as Regulation (EC) No 1030/2002 has them on the card, and of some other countries.
const RESIDENCE_WORDS: &[&str] = &[
    "RESIDENCEPERMIT",
    "PERMANENTRESIDENT",
    "RESIDENTCARD",
    "AUFENTHALTSTITEL",
    "AUFENTHALTSKARTE",
    "AUFENTHALTSBEWILLIGUNG",
    "NIEDERLASSUNGSERLAUBNIS",
    "TITREDESEJOUR",
    "PERMESSODISOGGIORNO",
    "PERMISODERESIDENCIA",
    "TARJETADERESIDENCIA",
    "AUTORIZACAODERESIDENCIA",
    "TITULODERESIDENCIA",
    "VERBLIJFSTITEL",
    "VERBLIJFSVERGUNNING",
    "OPHOLDSTILLADELSE",
    "OPHOLDSKORT",
    "UPPEHAALLSTILLSTAAND",
    "UPPEHALLSTILLSTAND",
    "OPPHOLDSTILLATELSE",
    "OLESKELULUPA",
    "ELAMISLUBA",
    "UZTURESANASATLAUJA",
    "LEIDIMASGYVENTI",
    "KARTAPOBYTU",
    "POVOLENIKPOBYTU",
    "POVOLENIENAPOBYT",
    "TARTOZKODASIENGEDELY",
    "DOVOLJENJEZAPREBIVANJE",
    "DOZVOLABORAVKA",
    "PERMISDESEDERE",
    "IKAMETIZNI",
    "ΑΔΕΙΑΔΙΑΜΟΝΗΣ",
    "在留カード",
    "居留证",
    "居留證",
    "外国人永久居留身份证",
];
/// Titles of national identity cards.
const IDENTITY_WORDS: &[&str] = &[
    "IDENTITYCARD",
    "NATIONALIDCARD",
    "PERSONALAUSWEIS",
    "IDENTITAETSKARTE",
    "CARTENATIONALEDIDENTITE",
    "CARTEDIDENTITE",
    "CARTADIDENTITA",
    "DOCUMENTONACIONALDEIDENTIDAD",
    "CARTAODECIDADAO",
    "CEDULADECIUDADANIA",
    "CEDULADEIDENTIDAD",
    "CEDULADEIDENTIDADE",
    "CARTEIRADEIDENTIDADE",
    "IDENTITEITSKAART",
    "IDENTITETSKORT",
    "NATIONELLTIDKORT",
    "NASJONALTIDKORT",
    "HENKILOEKORTTI",
    "HENKILOKORTTI",
    "ISIKUTUNNISTUS",
    "PERSONASAPLIECIBA",
    "ASMENSTAPATYBESKORTELE",
    "DOWODOSOBISTY",
    "OBCANSKYPRUKAZ",
    "OBCIANSKYPREUKAZ",
    "SZEMELYIGAZOLVANY",
    "SZEMELYAZONOSITOIGAZOLVANY",
    "OSEBNAIZKAZNICA",
    "OSOBNAISKAZNICA",
    "LICNAKARTA",
    "CARTEDEIDENTITATE",
    "KARTATALIDENTITA",
    "TCKIMLIKKARTI",
    "KIMLIKKARTI",
    "CANCUOCCONGDAN",
    "THECANCUOC",
    "CHUNGMINHNHANDAN",
    "KARTUTANDAPENDUDUK",
    "NOMORINDUKKEPENDUDUKAN",
    "ΔΕΛΤΙΟΤΑΥΤΟΤΗΤΑΣ",
    "公民身份号码",
    "居民身份证",
    "身分證",
];

/// What the printed lines alone say about the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct PageWords {
    /// Each line folded, without spaces.
    pub folded: Vec<String>,
    pub licence: bool,
    pub passport: bool,
    pub residence: bool,
    pub identity: bool,
    pub labels: usize,
    pub style: PageStyle,
}

impl PageWords {
    pub(super) fn of(lines: &[&TextLine]) -> Self {
        let folded: Vec<String> = lines.iter().map(|line| fold_title(&line.text)).collect();
        let bears = |words: &[&str]| folded.iter().any(|line| words.iter().any(|word| line.contains(word)));
        let american_words = bears(AMERICAN_LICENCE_WORDS);
        let mut numbers: Vec<FieldName> = lines
            .iter()
            .filter_map(|line| numbered_label(&line.text))
            .map(|label| label.field)
            .collect();
        numbers.sort_by_key(|field| *field as u8);
        numbers.dedup();
        let licence = bears(LICENCE_WORDS);
        let set = LabelSet::of(american_words, lines.iter().map(|line| line.text.as_str()));
        // Numbers alone are common; five different ones in their places are not.
        let numbered = !american_words && (licence && numbers.len() >= 3 || numbers.len() >= 5);
        let mut labels: Vec<FieldName> = lines
            .iter()
            .filter_map(|line| label_of(&line.text, set))
            .map(|label| label.field)
            .filter(|field| *field != FieldName::Other)
            .collect();
        labels.sort_by_key(|field| *field as u8);
        labels.dedup();
        Self {
            passport: bears(PASSPORT_WORDS),
            residence: bears(RESIDENCE_WORDS),
            identity: bears(IDENTITY_WORDS),
            licence: licence || numbered,
            labels: labels.len(),
            style: PageStyle { numbered, labels: set },
            folded,
        }
    }
}

/// Document codes by which zones of cards call themselves residence permits (ICAO Doc 9303 part 5, 4.2.2, and the
/// practice of the countries).
const RESIDENCE_CODES: &[&str] = &["IR", "AR", "CR", "RP"];

/// The zone with its document code decides; without one the words do.
pub(super) fn kind_of(zone: Option<(MrzFormat, &str)>, words: &PageWords) -> DocumentKind {
    match zone {
        Some((MrzFormat::Td3, _)) => DocumentKind::Passport,
        Some((MrzFormat::Td1 | MrzFormat::Td2, code)) if words.residence || RESIDENCE_CODES.contains(&code) => {
            DocumentKind::ResidencePermit
        }
        Some((MrzFormat::Td1, _)) => DocumentKind::Td1Card,
        Some((MrzFormat::Td2 | MrzFormat::FrenchIdentityCard, _)) => DocumentKind::Td2Card,
        Some((MrzFormat::MrvA | MrzFormat::MrvB, _)) => DocumentKind::Visa,
        None if words.licence => DocumentKind::DrivingLicence,
        None if words.residence => DocumentKind::ResidencePermit,
        None if words.identity => DocumentKind::IdentityCard,
        None if words.passport => DocumentKind::Passport,
        None if words.labels >= 3 => DocumentKind::OtherCard,
        None => DocumentKind::Unknown,
    }
}

/// A line folded, without spaces; letters of other scripts stay as capitals without accents.
fn fold_title(text: &str) -> String {
    let mut folded = String::new();
    for character in text.chars() {
        push_folded(&mut folded, character);
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Point;
    use crate::mrz::ReadLine;
    use crate::text::RecognisedCharacter;

    fn kind(texts: &[&str]) -> DocumentKind {
        let lines: Vec<TextLine> = texts
            .iter()
            .map(|text| {
                let characters = text.chars().map(|character| RecognisedCharacter {
                    character,
                    confidence: 1.0,
                    position: 0.0,
                });
                TextLine::new([Point::default(); 4], characters.collect(), ReadLine::default())
            })
            .collect();
        kind_of(None, &PageWords::of(&lines.iter().collect::<Vec<_>>()))
    }

    #[test]
    fn words_tell_the_kind_without_a_zone() {
        assert_eq!(kind(&["DRIVING LICENCE", "1. MORGAN"]), DocumentKind::DrivingLicence);
        assert_eq!(
            kind(&[
                "1. MORGAN",
                "2. SARAH",
                "3. 11.03.1976",
                "4a. 19.01.2013",
                "5. MORGA753116SM9IJ"
            ]),
            DocumentKind::DrivingLicence
        );
        assert_eq!(kind(&["PASSPORT"]), DocumentKind::Passport);
        for title in [
            "AUFENTHALTSTITEL",
            "Titre de séjour",
            "PERMESSO DI SOGGIORNO",
            "Karta pobytu",
            "在留カード",
        ] {
            assert_eq!(kind(&[title]), DocumentKind::ResidencePermit, "{title}");
        }
        for title in [
            "PERSONALAUSWEIS",
            "CARTE NATIONALE D'IDENTITÉ",
            "Dowód osobisty",
            "CĂN CƯỚC CÔNG DÂN",
            "居民身份证",
        ] {
            assert_eq!(kind(&[title]), DocumentKind::IdentityCard, "{title}");
        }
        for title in [
            "FÜHRERSCHEIN",
            "PRAWO JAZDY",
            "ŘIDIČSKÝ PRŮKAZ",
            "Άδεια οδήγησης",
            "運転免許証",
            "SÜRÜCÜ BELGESİ",
        ] {
            assert_eq!(kind(&[title]), DocumentKind::DrivingLicence, "{title}");
        }
        assert_eq!(
            kind(&["Surname", "Given names", "Date of birth"]),
            DocumentKind::OtherCard
        );
        assert_eq!(kind(&["Name your price", "2 for 1", "3.99"]), DocumentKind::Unknown);
        assert_eq!(kind(&[]), DocumentKind::Unknown);
    }

    #[test]
    fn the_zone_outweighs_the_words() {
        let words = PageWords::of(&[]);
        assert_eq!(
            kind_of(Some((MrzFormat::Td1, "IR")), &words),
            DocumentKind::ResidencePermit
        );
        assert_eq!(kind_of(Some((MrzFormat::Td1, "ID")), &words), DocumentKind::Td1Card);
        assert_eq!(kind_of(Some((MrzFormat::MrvB, "V")), &words), DocumentKind::Visa);
        assert_eq!(
            kind_of(Some((MrzFormat::FrenchIdentityCard, "ID")), &words),
            DocumentKind::Td2Card
        );
    }
}
