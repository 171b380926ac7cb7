//! What a person is recognised by when they come again: the identity that a document states, in one spelling.
//!
//! Two documents of one person spell a name differently: surname first or last, capitals, `ü` as `UE` in the machine
//! readable zone, `王小明` beside `WANG XIAOMING`, `Jean-Luc` beside `JEANLUC`. The texts made here are equal all the same.
//! They are personal data: outside of memory only keyed indexes of them exist.

use crate::comparison::spelling::{latin, without_accents, zone_spelling};
use crate::document::DocumentData;
use crate::submission::Applicant;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt;
use std::net::IpAddr;
use zeroize::Zeroizing;

/// What an identity key is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum IdentityKind {
    /// Name, birth date and nationality.
    Person,
    /// Kind, issuing country and number of the document.
    Document,
    /// The e-mail address.
    Email,
    /// The IP address; of IPv6 the network, since a device changes the rest by itself.
    IpAddress,
    /// The random key that a browser keeps.
    DeviceKey,
}

impl IdentityKind {
    /// The kind's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Document => "document",
            Self::Email => "email",
            Self::IpAddress => "ip_address",
            Self::DeviceKey => "device_key",
        }
    }
}

/// A text that is equal for equal identities. Personal data: no `Display`, masked `Debug`.
#[derive(Clone, PartialEq, Eq)]
pub struct IdentityKey {
    /// What it is made of.
    pub kind: IdentityKind,
    text: Zeroizing<String>,
}

impl IdentityKey {
    /// The text itself. Never store or log it; make a keyed index of it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.text
    }

    fn trace(kind: IdentityKind, text: impl Into<String>) -> Self {
        Self {
            kind,
            text: Zeroizing::new(text.into()),
        }
    }

    fn new(kind: IdentityKind, parts: [&str; 3]) -> Self {
        Self {
            kind,
            text: Zeroizing::new(parts.join("|")),
        }
    }
}

/// An order of its own, so that two who write down the same keys do it in the same order.
impl Ord for IdentityKey {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.kind, self.text.as_str()).cmp(&(other.kind, other.text.as_str()))
    }
}

impl PartialOrd for IdentityKey {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Debug for IdentityKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("IdentityKey")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

/// The keys of everything that is known of a person: of what was read as well as of what the user made of it, so that
/// nobody passes for somebody else by correcting a letter. Sorted, without repetitions.
#[must_use]
pub fn identity_keys<'a>(data: impl IntoIterator<Item = &'a DocumentData>) -> BTreeSet<IdentityKey> {
    let keys = data.into_iter().flat_map(|data| [person_key(data), document_key(data)]);
    keys.flatten().collect()
}

/// What a person leaves behind before any document is seen.
pub fn trace_keys(applicant: &Applicant, device_key: Option<&str>) -> impl Iterator<Item = IdentityKey> {
    let email = applicant.email.as_ref().map(|email| email.normalised());
    let email = email.map(|email| IdentityKey::trace(IdentityKind::Email, email.expose()));
    let network = applicant.ip_address.as_ref().and_then(|text| network(text.expose()));
    let network = network.map(|network| IdentityKey::trace(IdentityKind::IpAddress, network));
    let device = device_key.map(|key| IdentityKey::trace(IdentityKind::DeviceKey, key));
    [email, network, device].into_iter().flatten()
}

/// An IPv4 address, or the first 64 bits of an IPv6 address, which is what one subscriber gets.
fn network(address: &str) -> Option<String> {
    Some(match address.parse::<IpAddr>().ok()?.to_canonical() {
        IpAddr::V4(address) => address.to_string(),
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}")
        }
    })
}

/// Name, birth date and nationality, where a document without nationality counts as one of its issuing country. `None`
/// unless all three are there.
///
/// Sex is left out: it adds next to nothing, is often not printed, and a slip in it would let a person pass twice.
#[must_use]
pub fn person_key(data: &DocumentData) -> Option<IdentityKey> {
    let name = folded_name(data.name()?.expose());
    let nationality = data.nationality.or(data.issuing_country)?;
    let born = Zeroizing::new(data.birth_date?.0.to_string());
    (!name.is_empty()).then(|| IdentityKey::new(IdentityKind::Person, [&name, &born, nationality.alpha3()]))
}

/// Kind, issuing country and number of the document. `None` without number or country.
#[must_use]
pub fn document_key(data: &DocumentData) -> Option<IdentityKey> {
    let number = Zeroizing::new(latin(
        data.document_number.as_ref()?.expose(),
        char::is_ascii_alphanumeric,
    ));
    let kind = data.id_type.map_or("", |kind| kind.name());
    let country = data.issuing_country?;
    (!number.is_empty()).then(|| IdentityKey::new(IdentityKind::Document, [kind, country.alpha3(), &number]))
}

/// The letters of a name in Latin script without case and accents, in alphabetical order.
///
/// In order, because neither the order of the names nor where one ends tells people apart: `Jean-Luc Picard`, `PICARD
/// JEANLUC` and `Picard, Jean Luc` are one. Two people born on one day in one country whose names are anagrams are as
/// good as never met.
fn folded_name(name: &str) -> Zeroizing<String> {
    let bare = Zeroizing::new(without_accents(name));
    let mut letters = Vec::new();
    for word in bare.split(|c: char| !c.is_alphanumeric()) {
        letters.extend(zone_spelling(&latin(word, char::is_ascii_alphabetic)).chars());
    }
    letters.sort_unstable();
    Zeroizing::new(letters.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::country::Country;
    use crate::document::{Gender, IdType};
    use crate::personal::{BirthDate, PersonalText};
    use proptest::prelude::*;

    fn person(first: &str, last: &str) -> DocumentData {
        DocumentData {
            first_name: Some(PersonalText::new(first)),
            last_name: Some(PersonalText::new(last)),
            birth_date: Some(BirthDate(jiff::civil::date(1974, 8, 12))),
            nationality: Country::from_alpha3("UTO").ok(),
            ..DocumentData::default()
        }
    }

    fn named(name: &str) -> DocumentData {
        DocumentData {
            full_name: Some(PersonalText::new(name)),
            ..person("", "")
        }
    }

    #[test]
    fn order_case_accents_and_script_of_a_name_do_not_matter() {
        for (one, other) in [
            ("Anna Maria Eriksson", "ERIKSSON ANNA MARIA"),
            ("Maria Eriksson Anna", "anna maria eriksson"),
            ("Jürgen Müller", "MUELLER JUERGEN"),
            ("Jürgen Müller", "Muller Jurgen"),
            ("Jürgen Mu\u{308}ller", "Jürgen M\u{fc}ller"),
            ("Åsa Sjöström", "SJOESTROEM AASA"),
            ("Günther Weiß", "WEISS GUENTHER"),
            ("María Núñez", "NUNXXEZ MARIA"),
            ("Jean-Luc O’Neill", "ONEILL JEANLUC"),
            ("王小明", "WANG XIAOMING"),
            ("홍길동", "Hong Gildong"),
            ("홍 길동", "홍길동"),
            ("Иван Петров", "PETROV IVAN"),
            ("Юрий Яковлев", "IURII IAKOVLEV"),
            ("Γιώργος Παππάς", "PAPPAS GIORGOS"),
            ("ＡＮＮＡ Ｌee", "Anna Lee"),
        ] {
            assert_eq!(person_key(&named(one)), person_key(&named(other)), "{one} / {other}");
        }
    }

    #[test]
    fn other_people_have_other_keys() {
        let anna = person_key(&person("Anna", "Eriksson")).unwrap();
        let born_later = DocumentData {
            birth_date: Some(BirthDate(jiff::civil::date(1974, 8, 13))),
            ..person("Anna", "Eriksson")
        };
        let from_elsewhere = DocumentData {
            nationality: Country::from_alpha3("KOR").ok(),
            ..person("Anna", "Eriksson")
        };
        for other in [
            person("Anne", "Eriksson"),
            person("Anna", "Erikson"),
            born_later,
            from_elsewhere,
        ] {
            assert_ne!(person_key(&other).unwrap(), anna);
        }
        let other_sex = DocumentData {
            gender: Some(Gender::Male),
            ..person("Anna", "Eriksson")
        };
        assert_eq!(person_key(&other_sex).unwrap(), anna);
    }

    #[test]
    fn what_is_not_all_there_identifies_nobody() {
        assert!(identity_keys([&DocumentData::default()]).is_empty());
        for gap in [
            DocumentData {
                birth_date: None,
                ..person("Anna", "Eriksson")
            },
            DocumentData {
                nationality: None,
                ..person("Anna", "Eriksson")
            },
            named("—"),
        ] {
            assert!(person_key(&gap).is_none());
        }
        let licence = DocumentData {
            nationality: None,
            issuing_country: Country::from_alpha3("UTO").ok(),
            ..person("Anna", "Eriksson")
        };
        assert_eq!(person_key(&licence), person_key(&person("Anna", "Eriksson")));
    }

    #[test]
    fn a_document_is_its_kind_country_and_number() {
        let passport = |number: &str, country: &str, kind| DocumentData {
            document_number: Some(PersonalText::new(number)),
            issuing_country: Country::from_alpha3(country).ok(),
            id_type: Some(kind),
            ..DocumentData::default()
        };
        let key = document_key(&passport("L898902C3", "UTO", IdType::Passport)).unwrap();
        assert_eq!(
            document_key(&passport("l 898-902 c3", "UTO", IdType::Passport)),
            Some(key.clone())
        );
        for other in [
            passport("L898902C4", "UTO", IdType::Passport),
            passport("L898902C3", "KOR", IdType::Passport),
            passport("L898902C3", "UTO", IdType::Visa),
        ] {
            assert_ne!(document_key(&other), Some(key.clone()));
        }
        assert!(document_key(&passport("---", "UTO", IdType::Passport)).is_none());
    }

    #[test]
    fn what_was_read_counts_beside_what_the_user_made_of_it() {
        let (read, typed) = (person("Anna", "Eriksson"), person("Anna", "Erikson"));
        let keys = identity_keys([&read, &typed, &read]);
        assert_eq!(keys.len(), 2);
        assert!(keys.contains(&person_key(&read).unwrap()) && !format!("{keys:?}").contains("1974"));
    }

    #[test]
    fn traces_are_the_same_in_every_spelling() {
        let traces = |email: &str, address: &str| {
            let applicant = Applicant {
                email: crate::personal::EmailAddress::parse(email).ok(),
                ip_address: Some(PersonalText::new(address)),
                ..Applicant::default()
            };
            trace_keys(&applicant, Some("device")).collect::<Vec<_>>()
        };
        let one = traces("Anna@Example.com", "2001:db8:1:2:3::4");
        assert_eq!(one.len(), 3);
        assert_eq!(one, traces("anna@example.COM", "2001:db8:1:2:ffff::1"));
        assert_ne!(one, traces("anna@example.com", "2001:db8:1:3:3::4"));
        assert_eq!(traces("a@b.co", "::ffff:203.0.113.9"), traces("a@b.co", "203.0.113.9"));
        assert_eq!(trace_keys(&Applicant::default(), None).count(), 0);
    }

    proptest! {
        #[test]
        fn any_order_of_any_words_gives_one_key(words in prop::collection::vec("\\PC{1,12}", 1..5), turn in 0usize..5) {
            let mut turned = words.clone();
            turned.rotate_left(turn % words.len());
            prop_assert_eq!(person_key(&named(&words.join(" "))), person_key(&named(&turned.join(" "))));
        }
    }
}
