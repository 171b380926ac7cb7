//! A specimen document: its kind, its issuer, an invented holder, and the zone that follows from them.

use super::chance::Chance;
use super::issuer::{ISSUERS, Issuer};
use super::language::Label;
use super::mrz::{ZoneData, ZoneFormat};
use super::names::{NamePool, PersonName};
use super::transliteration::transliterated;
use jiff::civil::Date;

/// What a document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpecimenKind {
    /// Data page of a passport, TD3.
    Passport,
    /// Identity card, TD1: portrait and fields on the front, the zone on the back.
    IdentityCard,
    /// Residence permit, TD1, likewise.
    ResidencePermit,
    /// Older identity card with the zone on the front, TD2.
    LargeIdentityCard,
    /// Visa of a full page, MRV-A.
    FullPageVisa,
    /// Visa sticker, MRV-B.
    SmallVisa,
}

impl SpecimenKind {
    /// Layout of the zone.
    #[must_use]
    pub const fn format(self) -> ZoneFormat {
        match self {
            Self::Passport => ZoneFormat::Td3,
            Self::IdentityCard | Self::ResidencePermit => ZoneFormat::Td1,
            Self::LargeIdentityCard => ZoneFormat::Td2,
            Self::FullPageVisa => ZoneFormat::MrvA,
            Self::SmallVisa => ZoneFormat::MrvB,
        }
    }

    /// The `idType` of the API.
    #[must_use]
    pub const fn id_type(self) -> &'static str {
        match self {
            Self::Passport => "passport",
            Self::IdentityCard | Self::LargeIdentityCard => "government_id",
            Self::ResidencePermit => "residence_permit",
            Self::FullPageVisa | Self::SmallVisa => "visa",
        }
    }

    /// Width and height in millimetres (ISO/IEC 7810 ID-1, ID-2, ID-3; ICAO 9303 part 7 for visas).
    #[must_use]
    pub const fn size(self) -> (f32, f32) {
        match self {
            Self::Passport => (125.0, 88.0),
            Self::IdentityCard | Self::ResidencePermit => (85.6, 54.0),
            Self::LargeIdentityCard | Self::SmallVisa => (105.0, 74.0),
            Self::FullPageVisa => (120.0, 80.0),
        }
    }

    /// Whether the zone stands on a side of its own.
    #[must_use]
    pub const fn has_back(self) -> bool {
        matches!(self, Self::IdentityCard | Self::ResidencePermit)
    }

    pub(super) const fn title(self) -> Label {
        match self {
            Self::Passport => Label::Passport,
            Self::IdentityCard | Self::LargeIdentityCard => Label::IdentityCard,
            Self::ResidencePermit => Label::ResidencePermit,
            Self::FullPageVisa | Self::SmallVisa => Label::Visa,
        }
    }
}

/// A date of birth, of which the day, or the day and the month, may be unknown to the issuer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BirthDate {
    /// The date; unknown parts are 1.
    pub date: Date,
    /// Whether the month is known.
    pub month_known: bool,
    /// Whether the day is known.
    pub day_known: bool,
}

/// A document and its holder.
#[derive(Debug, Clone)]
pub struct SpecimenDocument {
    /// What it is.
    pub kind: SpecimenKind,
    /// Who issued it.
    pub issuer: &'static Issuer,
    /// Whose citizen the holder is.
    pub home: &'static Issuer,
    /// Surname.
    pub surname: PersonName,
    /// Given names.
    pub given_names: PersonName,
    /// `F`, `M` or `<`.
    pub sex: char,
    /// Number of the document.
    pub number: String,
    /// Date of birth.
    pub birth: BirthDate,
    /// Place of birth.
    pub birth_place: String,
    /// Date of issue.
    pub issued: Date,
    /// Date of expiry.
    pub expires: Date,
    /// Personal number; may be empty.
    pub personal_number: String,
    /// The zone.
    pub zone: ZoneData,
}

/// Documents were issued before this day and most run on after it.
const PRESENT: Date = jiff::civil::date(2026, 6, 1);

impl SpecimenDocument {
    /// The document of this number in a set. Ten in a row are four passports, three cards and three of the others.
    #[must_use]
    pub fn invented(item: u64, chance: &mut Chance) -> Self {
        let kind = match item % 10 {
            0 | 2 | 5 | 8 => SpecimenKind::Passport,
            1 | 6 => SpecimenKind::IdentityCard,
            4 => SpecimenKind::ResidencePermit,
            3 => SpecimenKind::LargeIdentityCard,
            7 => SpecimenKind::FullPageVisa,
            _ => SpecimenKind::SmallVisa,
        };
        Self::of_kind(kind, chance)
    }

    /// A document of a kind, everything else by chance.
    #[must_use]
    pub fn of_kind(kind: SpecimenKind, chance: &mut Chance) -> Self {
        let issuer = chance.pick(ISSUERS);
        let home = match kind {
            SpecimenKind::ResidencePermit | SpecimenKind::FullPageVisa | SpecimenKind::SmallVisa => {
                chance.pick(ISSUERS)
            }
            _ => issuer,
        };
        let female = chance.happens(0.5);
        let sex = match (chance.below(25), female) {
            (0, _) => '<',
            (_, true) => 'F',
            (_, false) => 'M',
        };
        let surname = home.names.surname(chance);
        let given_names = home.names.given_names(female, chance);
        // One in sixty people of the world has but one name.
        let single = home.names == NamePool::World && chance.happens(0.2);
        let given_names = if single { PersonName::of([]) } else { given_names };
        let (birth, issued, expires) = dates(chance);
        let number = match kind {
            SpecimenKind::Passport => chance.filled(issuer.passport),
            SpecimenKind::LargeIdentityCard => chance.filled(issuer.card).chars().take(13).collect(),
            SpecimenKind::IdentityCard | SpecimenKind::ResidencePermit => chance.filled(issuer.card),
            SpecimenKind::FullPageVisa | SpecimenKind::SmallVisa => chance.filled("999999999"),
        };
        let has_personal = !issuer.personal.is_empty() && chance.happens(0.8);
        let personal_number = if has_personal {
            chance.filled(issuer.personal)
        } else {
            String::new()
        };
        let mut document = Self {
            kind,
            issuer,
            home,
            surname,
            given_names,
            sex,
            number,
            birth,
            birth_place: home.names.place(chance),
            issued,
            expires,
            personal_number,
            zone: ZoneData {
                format: kind.format(),
                code: code(kind, chance),
                issuer: issuer.code.to_owned(),
                surname: String::new(),
                given_names: String::new(),
                number: String::new(),
                nationality: home.code.to_owned(),
                birth: String::new(),
                sex,
                expiry: six_digits(expires),
                optional: String::new(),
                optional_2: String::new(),
                zero_for_empty: chance.happens(0.5),
                alteration: None,
            },
        };
        document.complete_zone(chance);
        document
    }

    fn complete_zone(&mut self, chance: &mut Chance) {
        let umlauts = self.issuer.umlauts;
        self.zone.surname = transliterated(&self.surname.latin, umlauts);
        self.zone.given_names = transliterated(&self.given_names.latin, umlauts);
        self.zone.number = transliterated(&self.number, umlauts);
        let mut birth = six_digits(self.birth.date);
        if !self.birth.month_known {
            birth.replace_range(2..6, "<<<<");
        } else if !self.birth.day_known {
            birth.replace_range(4..6, "<<");
        }
        self.zone.birth = birth;
        let personal = transliterated(&self.personal_number, umlauts);
        match self.kind {
            SpecimenKind::Passport => self.zone.optional = personal,
            // Beside a long number there is no room for eleven digits more.
            SpecimenKind::IdentityCard | SpecimenKind::ResidencePermit
                if self.number.len() > 9 || chance.happens(0.4) =>
            {
                self.zone.optional_2 = personal.chars().take(11).collect();
            }
            SpecimenKind::IdentityCard | SpecimenKind::ResidencePermit => self.zone.optional = personal,
            SpecimenKind::LargeIdentityCard => {
                if self.number.len() <= 9 && chance.happens(0.3) {
                    self.zone.optional = chance.filled("9999999");
                }
            }
            SpecimenKind::FullPageVisa | SpecimenKind::SmallVisa => {
                let longest = if self.kind == SpecimenKind::FullPageVisa {
                    "999999999999"
                } else {
                    "99999999"
                };
                let pattern = *chance.pick(&["", "A9AAA99", longest]);
                self.zone.optional = chance.filled(pattern);
            }
        }
    }

    /// What the printed part calls the sex.
    #[must_use]
    pub fn printed_sex(&self) -> &'static str {
        match self.sex {
            'F' => "F",
            'M' => "M",
            _ => "X",
        }
    }
}

fn code(kind: SpecimenKind, chance: &mut Chance) -> String {
    let codes: &[&str] = match kind {
        SpecimenKind::Passport => &["P", "P", "P", "PO", "PD"],
        SpecimenKind::IdentityCard => &["I", "ID", "ID", "C"],
        SpecimenKind::ResidencePermit => &["AR", "IR", "I", "AC"],
        SpecimenKind::LargeIdentityCard => &["I", "ID"],
        SpecimenKind::FullPageVisa | SpecimenKind::SmallVisa => &["V", "V", "VC", "VD"],
    };
    (*chance.pick(codes)).to_owned()
}

/// Birth, issue and expiry that follow each other.
fn dates(chance: &mut Chance) -> (BirthDate, Date, Date) {
    let day = |years: i64, days: i64| {
        PRESENT
            .checked_sub(jiff::Span::new().years(years).days(days))
            .unwrap_or(PRESENT)
    };
    let years = [5, 10, 10, 10][chance.below(4)];
    let age = 1 + chance.below(84) as i64;
    let birth = day(age, chance.below(365) as i64);
    let issued = day(chance.below(years as usize) as i64, chance.below(300) as i64).max(birth);
    let expires = issued
        .checked_add(jiff::Span::new().years(years))
        .and_then(|date| date.yesterday())
        .unwrap_or(issued);
    let (month_known, day_known) = match chance.below(60) {
        0 => (false, false),
        1 => (true, false),
        _ => (true, true),
    };
    let known = |known: bool, value: i8| if known { value } else { 1 };
    let date = Date::new(
        birth.year(),
        known(month_known, birth.month()),
        known(day_known, birth.day()),
    );
    let birth = BirthDate {
        date: date.unwrap_or(birth),
        month_known,
        day_known,
    };
    (birth, issued, expires)
}

fn six_digits(date: Date) -> String {
    format!("{:02}{:02}{:02}", date.year().rem_euclid(100), date.month(), date.day())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn a_set_has_every_format_sex_and_peculiarity() {
        let documents: Vec<SpecimenDocument> = (0..600)
            .map(|item| SpecimenDocument::invented(item, &mut Chance::new(5, item)))
            .collect();
        let formats: HashSet<ZoneFormat> = documents.iter().map(|document| document.kind.format()).collect();
        assert_eq!(formats.len(), ZoneFormat::ALL.len());
        let sexes: HashSet<char> = documents.iter().map(|document| document.sex).collect();
        assert_eq!(sexes.len(), 3);
        let issuers: HashSet<&str> = documents.iter().map(|document| document.issuer.code).collect();
        assert_eq!(issuers.len(), ISSUERS.len());
        let some = |what: fn(&SpecimenDocument) -> bool| documents.iter().any(what);
        assert!(some(
            |document| document.kind.format() == ZoneFormat::Td1 && document.number.len() > 9
        ));
        assert!(some(|document| !document.birth.day_known));
        assert!(some(|document| document.given_names.latin.is_empty()));
        assert!(some(|document| document.surname.latin.contains('-')));
        assert!(some(|document| document.zone.surname.len()
            + document.zone.given_names.len()
            > 37));
    }

    #[test]
    fn lines_have_the_length_of_their_format_and_its_letters() {
        for item in 0..600 {
            let document = SpecimenDocument::invented(item, &mut Chance::new(9, item));
            let lines = document.zone.lines();
            let format = document.kind.format();
            assert_eq!(lines.len(), if format == ZoneFormat::Td1 { 3 } else { 2 });
            for line in lines {
                assert_eq!(line.len(), format.length(), "{line}");
                assert!(
                    line.bytes()
                        .all(|byte| byte == b'<' || byte.is_ascii_digit() || byte.is_ascii_uppercase())
                );
            }
        }
    }
}
