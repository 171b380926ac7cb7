//! What a card says.

use std::fmt;

use jiff::civil::Date;

use super::AamvaError;
use super::elements::Elements;
use super::header::{Header, is_card};
use super::issuers::{Issuer, issuer_in, issuer_of};
use super::values::{self, StatedDate, WholeName};
use crate::mrz::Sex;

/// The longest number that the standard allows is 25 characters.
const LONGEST_NUMBER: usize = 40;

/// Kind of card, by the designator of its subfile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CardKind {
    /// `DL`: a driving licence.
    DrivingLicence,
    /// `EN`: a driving licence that also serves at land borders.
    EnhancedDrivingLicence,
    /// `ID`: an identity card.
    IdentityCard,
}

/// Whether the issuer shortened a name to fit (elements DDE, DDF and DDG).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NameLength {
    /// `N`.
    Whole,
    /// `T`: cut off.
    CutOff,
    /// `U`, or not stated.
    #[default]
    Unknown,
}

/// Where the holder lives. Debug output shows nothing.
#[derive(Clone, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct AamvaAddress {
    /// First line.
    pub street: Option<String>,
    /// Second line.
    pub street_2: Option<String>,
    /// City.
    pub city: Option<String>,
    /// State, province or territory, two letters.
    pub jurisdiction: Option<String>,
    /// Postal code.
    pub postal_code: Option<String>,
}

/// A card's data. Debug output names the issuer, the version and the kind only.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct AamvaDocument {
    /// Version of the standard, 0 to 99.
    pub version: u8,
    /// Kind of card.
    pub kind: CardKind,
    /// Country that issued it, ISO 3166-1 alpha-3; `None` when neither the issuer's number nor an element tells.
    pub issuing_country: Option<String>,
    /// State, province or territory that issued it: the two or three letters of the issuer, without the country.
    pub issuing_jurisdiction: Option<String>,
    /// Surname.
    pub surname: Option<String>,
    /// Given name; in versions 02 and 03 possibly with middle names.
    pub given_name: Option<String>,
    /// Middle names.
    pub middle_names: Option<String>,
    /// Suffix such as `JR`.
    pub suffix: Option<String>,
    /// The whole name, where the issuer wrote it in a way that cannot be divided; then the parts are absent.
    pub undivided_name: Option<String>,
    /// Whether the surname is whole.
    pub surname_length: NameLength,
    /// Whether the given name is whole.
    pub given_name_length: NameLength,
    /// Whether the middle names are whole.
    pub middle_names_length: NameLength,
    /// Birth date.
    pub birth_date: Date,
    /// Date of issue.
    pub issue_date: Option<Date>,
    /// Date of expiry; `None` when the card has none.
    pub expiry_date: Option<Date>,
    /// Sex.
    pub sex: Option<Sex>,
    /// Number of the licence or card, as the issuer writes it.
    pub document_number: Option<String>,
    /// Number that tells one print of the card from another.
    pub discriminator: Option<String>,
    /// Address of the holder.
    pub address: AamvaAddress,
}

impl AamvaDocument {
    /// Given and middle names with a blank between them.
    #[must_use]
    pub fn given_names(&self) -> Option<String> {
        let names: Vec<&str> = [&self.given_name, &self.middle_names]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        (!names.is_empty()).then(|| names.join(" "))
    }
}

impl fmt::Debug for AamvaDocument {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("AamvaDocument")
            .field("version", &self.version)
            .field("kind", &self.kind)
            .field("issuing_country", &self.issuing_country)
            .field("issuing_jurisdiction", &self.issuing_jurisdiction)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for AamvaAddress {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("AamvaAddress")
    }
}

pub(super) fn compose(header: &Header<'_>, elements: &Elements<'_>) -> Result<AamvaDocument, AamvaError> {
    let kind = kind(header, elements)?;
    require(elements, &["DBB"])?;
    require(elements, &["DAQ"])?;
    require(elements, &["DBA"])?;
    let stated_jurisdiction = elements
        .value("DAJ")
        .or_else(|| elements.value("DAO"))
        .and_then(values::text);
    let issuer = issuer_of(header.issuer).or_else(|| stated_jurisdiction.as_deref().and_then(issuer_in));
    let name = name(elements, issuer)?;
    let birth_date = match values::date(elements.value("DBB")) {
        StatedDate::Date(date) => date,
        StatedDate::None | StatedDate::Impossible => return Err(AamvaError::Impossible("DBB")),
    };
    let issuing_country = issuer
        .map(|issuer| issuer.country.to_owned())
        .or_else(|| country(elements));
    let length = |element: &str| match elements.value(element) {
        Some("N") => NameLength::Whole,
        Some("T") => NameLength::CutOff,
        _ => NameLength::Unknown,
    };
    Ok(AamvaDocument {
        version: header.version,
        kind,
        address: address(
            elements,
            stated_jurisdiction.clone(),
            issuing_country.as_deref() == Some("USA"),
        ),
        issuing_country,
        issuing_jurisdiction: issuer
            .and_then(|issuer| issuer.jurisdiction)
            .map(ToOwned::to_owned)
            .or_else(|| stated_jurisdiction.filter(|_| issuer.is_none())),
        surname: name.surname,
        given_name: name.given,
        middle_names: name.middle,
        suffix: name.suffix,
        undivided_name: name.undivided,
        surname_length: length("DDE"),
        given_name_length: length("DDF"),
        middle_names_length: length("DDG"),
        birth_date,
        issue_date: optional_date(elements, "DBD")?,
        expiry_date: optional_date(elements, "DBA")?,
        sex: values::sex(elements.value("DBC")),
        document_number: number(elements)?,
        discriminator: elements.value("DCF").and_then(values::text),
    })
}

/// The designator before the data counts, else the first card in the directory.
fn kind(header: &Header<'_>, elements: &Elements<'_>) -> Result<CardKind, AamvaError> {
    let listed = header
        .subfiles
        .iter()
        .map(|subfile| subfile.designator.as_str())
        .find(|designator| is_card(designator));
    match elements.designator.or(listed) {
        Some("DL") => Ok(CardKind::DrivingLicence),
        Some("EN") => Ok(CardKind::EnhancedDrivingLicence),
        Some("ID") => Ok(CardKind::IdentityCard),
        _ => Err(AamvaError::NoCard),
    }
}

/// One of the elements must be there, if only blank.
fn require(elements: &Elements<'_>, names: &[&'static str]) -> Result<(), AamvaError> {
    match names {
        [first, ..] if !names.iter().any(|name| elements.has(name)) => Err(AamvaError::Missing(first)),
        _ => Ok(()),
    }
}

fn name(elements: &Elements<'_>, issuer: Option<Issuer>) -> Result<WholeName, AamvaError> {
    require(elements, &["DCS", "DAB", "DAA"])?;
    require(elements, &["DAC", "DCT", "DAA"])?;
    let of = |name: &str| elements.value(name).and_then(values::text);
    let whole = elements.value("DAA").map(|value| {
        let given_first = issuer.is_some_and(|issuer| issuer.jurisdiction == Some("PA"));
        values::whole_name(value, given_first)
    });
    let whole = whole.unwrap_or_default();
    // Versions 02 and 03 keep all given names in one element; a comma parts the middle names where the issuer knows them.
    let (given, middle) = match (of("DAC"), elements.value("DCT")) {
        (None, Some(all)) => match all.split_once(',') {
            Some((given, middle)) => (values::text(given), values::text(&middle.replace(',', " "))),
            None => (values::text(all), None),
        },
        (given, _) => (given, None),
    };
    let name = WholeName {
        surname: of("DCS").or_else(|| of("DAB")).or(whole.surname),
        given: given.or(whole.given),
        middle: of("DAD").or(middle).or(whole.middle),
        suffix: of("DCU").or(whole.suffix),
        undivided: whole.undivided,
    };
    let lettered = |part: &Option<String>| part.as_ref().is_none_or(|part| part.chars().any(char::is_alphabetic));
    let parts = [&name.surname, &name.given, &name.undivided];
    if !parts.iter().all(|part| lettered(part)) || parts.iter().all(|part| part.is_none()) {
        return Err(AamvaError::Impossible("DCS"));
    }
    Ok(name)
}

fn optional_date(elements: &Elements<'_>, name: &'static str) -> Result<Option<Date>, AamvaError> {
    match values::date(elements.value(name)) {
        StatedDate::Date(date) => Ok(Some(date)),
        StatedDate::None => Ok(None),
        StatedDate::Impossible => Err(AamvaError::Impossible(name)),
    }
}

fn number(elements: &Elements<'_>) -> Result<Option<String>, AamvaError> {
    let number = elements.value("DAQ").and_then(values::text);
    let possible = number.as_ref().is_none_or(|number| {
        number.chars().count() <= LONGEST_NUMBER
            && number.chars().any(char::is_alphanumeric)
            && number
                .chars()
                .all(|character| character.is_ascii_graphic() || character == ' ')
    });
    if possible {
        Ok(number)
    } else {
        Err(AamvaError::Impossible("DAQ"))
    }
}

/// The element of the country that issued the card.
fn country(elements: &Elements<'_>) -> Option<String> {
    match elements.value("DCG")? {
        "USA" | "US" => Some("USA".to_owned()),
        "CAN" | "CA" => Some("CAN".to_owned()),
        "MEX" | "MX" => Some("MEX".to_owned()),
        _ => None,
    }
}

/// The mailing address, else that of the residence.
fn address(elements: &Elements<'_>, jurisdiction: Option<String>, american: bool) -> AamvaAddress {
    let of = |names: [&str; 2]| {
        names
            .into_iter()
            .find_map(|name| elements.value(name).and_then(values::text))
    };
    AamvaAddress {
        street: of(["DAG", "DAL"]),
        street_2: of(["DAH", "DAM"]),
        city: of(["DAI", "DAN"]),
        jurisdiction,
        postal_code: ["DAK", "DAP"].into_iter().find_map(|name| {
            elements
                .value(name)
                .and_then(|code| values::postal_code(code, american))
        }),
    }
}
