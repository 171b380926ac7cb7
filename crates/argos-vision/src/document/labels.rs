//! The words beside which fields are printed: English, French, German, Spanish, and some neighbours of theirs.

use super::fold::{edits_within, fold_character};

/// A field of an identity document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldName {
    /// Surname.
    Surname,
    /// Given names.
    GivenNames,
    /// Birth date.
    BirthDate,
    /// Sex.
    Sex,
    /// Nationality.
    Nationality,
    /// Number of the document.
    DocumentNumber,
    /// Date of issue.
    IssueDate,
    /// Date of expiry.
    ExpiryDate,
    /// Personal number of the holder.
    PersonalNumber,
    /// Place of birth.
    PlaceOfBirth,
    /// A label that is known and whose value is not read: it ends the value before it.
    Other,
}

use FieldName::{
    BirthDate, DocumentNumber, ExpiryDate, GivenNames, IssueDate, Nationality, Other, PersonalNumber, PlaceOfBirth,
    Sex, Surname,
};

/// Labels without spaces and diacritics; the recogniser often drops spaces.
const LABELS: &[(FieldName, &str)] = &[
    (Surname, "SURNAME"),
    (Surname, "SURNAMES"),
    (Surname, "LASTNAME"),
    (Surname, "FAMILYNAME"),
    (Surname, "NOM"),
    (Surname, "NOMDEFAMILLE"),
    (Surname, "NAME"),
    (Surname, "FAMILIENNAME"),
    (Surname, "NACHNAME"),
    (Surname, "APELLIDO"),
    (Surname, "APELLIDOS"),
    (Surname, "COGNOME"),
    (Surname, "NAAM"),
    (GivenNames, "GIVENNAME"),
    (GivenNames, "GIVENNAMES"),
    (GivenNames, "FORENAME"),
    (GivenNames, "FORENAMES"),
    (GivenNames, "FIRSTNAME"),
    (GivenNames, "FIRSTNAMES"),
    (GivenNames, "PRENOM"),
    (GivenNames, "PRENOMS"),
    (GivenNames, "VORNAME"),
    (GivenNames, "VORNAMEN"),
    (GivenNames, "NOMBRE"),
    (GivenNames, "NOMBRES"),
    (GivenNames, "NOMBREPROPIO"),
    (GivenNames, "VOORNAMEN"),
    (GivenNames, "NOME"),
    (BirthDate, "DATEOFBIRTH"),
    (BirthDate, "BIRTHDATE"),
    (BirthDate, "DOB"),
    (BirthDate, "DATEDENAISSANCE"),
    (BirthDate, "DATEDENAISS"),
    (BirthDate, "NELE"),
    (BirthDate, "GEBURTSDATUM"),
    (BirthDate, "GEBURTSTAG"),
    (BirthDate, "FECHADENACIMIENTO"),
    (BirthDate, "FECHANACIMIENTO"),
    (BirthDate, "DATADINASCITA"),
    (BirthDate, "GEBOORTEDATUM"),
    (Sex, "SEX"),
    (Sex, "SEXE"),
    (Sex, "GENDER"),
    (Sex, "GESCHLECHT"),
    (Sex, "SEXO"),
    (Sex, "SESSO"),
    (Sex, "GESLACHT"),
    (Nationality, "NATIONALITY"),
    (Nationality, "NATIONALITE"),
    (Nationality, "STAATSANGEHOERIGKEIT"),
    (Nationality, "STAATSANGEHORIGKEIT"),
    (Nationality, "NACIONALIDAD"),
    (Nationality, "CITTADINANZA"),
    (Nationality, "NATIONALITEIT"),
    (DocumentNumber, "PASSPORTNO"),
    (DocumentNumber, "PASSPORTNUMBER"),
    (DocumentNumber, "PASSEPORTNO"),
    (DocumentNumber, "PASSEPORTN"),
    (DocumentNumber, "NODUPASSEPORT"),
    (DocumentNumber, "NDUPASSEPORT"),
    (DocumentNumber, "PASSNR"),
    (DocumentNumber, "REISEPASSNR"),
    (DocumentNumber, "PASAPORTENO"),
    (DocumentNumber, "NODEPASAPORTE"),
    (DocumentNumber, "DOCUMENTNO"),
    (DocumentNumber, "DOCUMENTNUMBER"),
    (DocumentNumber, "NODUDOCUMENT"),
    (DocumentNumber, "NDUDOCUMENT"),
    (DocumentNumber, "NUMDOC"),
    (DocumentNumber, "NUMERODEDOCUMENTO"),
    (DocumentNumber, "NUMSOPORT"),
    (DocumentNumber, "AUSWEISNUMMER"),
    (DocumentNumber, "CARDNO"),
    (DocumentNumber, "CARDNUMBER"),
    (DocumentNumber, "IDENTITYCARDNO"),
    (DocumentNumber, "IDENTITYCARDNUMBER"),
    (DocumentNumber, "LICENCENO"),
    (DocumentNumber, "LICENSENO"),
    (DocumentNumber, "LICENCENUMBER"),
    (DocumentNumber, "LICENSENUMBER"),
    (IssueDate, "DATEOFISSUE"),
    (IssueDate, "ISSUEDATE"),
    (IssueDate, "ISSUEDON"),
    (IssueDate, "DATEISSUED"),
    (IssueDate, "ISS"),
    (IssueDate, "DATEDEDELIVRANCE"),
    (IssueDate, "DELIVRELE"),
    (IssueDate, "AUSSTELLUNGSDATUM"),
    (IssueDate, "AUSGESTELLTAM"),
    (IssueDate, "FECHADEEXPEDICION"),
    (IssueDate, "FECHADEEMISION"),
    (IssueDate, "EXPEDICION"),
    (IssueDate, "EMISION"),
    (IssueDate, "DATADIRILASCIO"),
    (ExpiryDate, "DATEOFEXPIRY"),
    (ExpiryDate, "DATEOFEXPIRATION"),
    (ExpiryDate, "EXPIRYDATE"),
    (ExpiryDate, "EXPIRATIONDATE"),
    (ExpiryDate, "DATEEXPIRES"),
    (ExpiryDate, "EXPIRES"),
    (ExpiryDate, "EXPIRESON"),
    (ExpiryDate, "EXPIRY"),
    (ExpiryDate, "EXP"),
    (ExpiryDate, "VALIDUNTIL"),
    (ExpiryDate, "VALIDTO"),
    (ExpiryDate, "DATEDEXPIRATION"),
    (ExpiryDate, "DATEDEXPIR"),
    (ExpiryDate, "EXPIRELE"),
    (ExpiryDate, "GUELTIGBIS"),
    (ExpiryDate, "GULTIGBIS"),
    (ExpiryDate, "FECHADECADUCIDAD"),
    (ExpiryDate, "FECHADEVENCIMIENTO"),
    (ExpiryDate, "VALIDEZ"),
    (ExpiryDate, "VALIDOHASTA"),
    (ExpiryDate, "DATADISCADENZA"),
    (PersonalNumber, "PERSONALNO"),
    (PersonalNumber, "PERSONALNUMBER"),
    (PersonalNumber, "PERSONALIDNO"),
    (PersonalNumber, "PERSONALCODE"),
    (PersonalNumber, "IDENTITYNO"),
    (PersonalNumber, "IDENTITYNUMBER"),
    (PersonalNumber, "NATIONALIDNO"),
    (PersonalNumber, "NUMEROPERSONNEL"),
    (PersonalNumber, "NOPERSONNEL"),
    (PersonalNumber, "PERSONENNUMMER"),
    (PersonalNumber, "NUMEROPERSONAL"),
    (PersonalNumber, "CURP"),
    (PlaceOfBirth, "PLACEOFBIRTH"),
    (PlaceOfBirth, "LIEUDENAISSANCE"),
    (PlaceOfBirth, "GEBURTSORT"),
    (PlaceOfBirth, "LUGARDENACIMIENTO"),
    (PlaceOfBirth, "LUOGODINASCITA"),
    (Other, "AUTHORITY"),
    (Other, "AUTORITE"),
    (Other, "BEHOERDE"),
    (Other, "BEHORDE"),
    (Other, "AUTORIDAD"),
    (Other, "SIGNATURE"),
    (Other, "SIGNATUREOFBEARER"),
    (Other, "HOLDERSSIGNATURE"),
    (Other, "SIGNATUREDUTITULAIRE"),
    (Other, "UNTERSCHRIFT"),
    (Other, "FIRMA"),
    (Other, "ADDRESS"),
    (Other, "ADRESSE"),
    (Other, "DOMICILIO"),
    (Other, "DOMICILE"),
    (Other, "HEIGHT"),
    (Other, "TAILLE"),
    (Other, "GROESSE"),
    (Other, "EYES"),
    (Other, "TYPE"),
    (Other, "TIPO"),
    (Other, "TYP"),
    (Other, "CODE"),
    (Other, "KODE"),
    (Other, "CODEOFISSUINGSTATE"),
    (Other, "CODEDELETATEMETTEUR"),
    (Other, "COUNTRYCODE"),
    (Other, "CODEDUPAYS"),
    (Other, "NOMDUSAGE"),
    (Other, "GEBURTSNAME"),
    (Other, "PASSPORT"),
    (Other, "PASSEPORT"),
    (Other, "REISEPASS"),
    (Other, "PASAPORTE"),
    (Other, "OBSERVATIONS"),
    (Other, "ENDORSEMENTS"),
    (Other, "DRIVINGLICENCE"),
    (Other, "DRIVERLICENSE"),
    (Other, "IDENTITYCARD"),
    (Other, "PERSONALAUSWEIS"),
];

/// Abbreviations of North American licences (AAMVA card design standard), understood on pages of that kind only.
const AAMVA_LABELS: &[(FieldName, &str)] = &[
    (Surname, "LN"),
    (GivenNames, "FN"),
    (DocumentNumber, "DL"),
    (DocumentNumber, "DLN"),
    (DocumentNumber, "LIC"),
    (DocumentNumber, "DLNO"),
    (Other, "CLASS"),
    (Other, "HGT"),
    (Other, "WGT"),
    (Other, "END"),
    (Other, "RSTR"),
    (Other, "HAIR"),
];

/// Labels of this length and more may contain one misread character.
const FUZZY_LENGTH: usize = 8;

/// A label at the start of a line, and what follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Labelled<'a> {
    pub field: FieldName,
    pub rest: &'a str,
}

/// The label that a line starts with, with the same label in other languages after it (`Surname/Nom`), and the rest.
///
/// `None` when the line starts with no label. `licence` allows the abbreviations of North American licences.
pub(super) fn label_of(text: &str, licence: bool) -> Option<Labelled<'_>> {
    let (field, mut end) = first_label(text, licence, None)?;
    while let Some((_, next)) = first_label(&text[end..], licence, Some(field)) {
        end += next;
    }
    Some(Labelled {
        field,
        rest: text[end..].trim_start_matches(|c: char| !c.is_alphanumeric() && c != '<'),
    })
}

/// The longest label at the start of the text and the byte where it ends. Signs, and numbers as in `(1)` or `4a.`
/// before it, are skipped.
fn first_label(text: &str, licence: bool, wanted: Option<FieldName>) -> Option<(FieldName, usize)> {
    let start = skip_numbering(text);
    let mut folded = String::new();
    // Byte of `text` after the character that gave each byte of `folded`.
    let mut ends = Vec::new();
    for (at, character) in text[start..].char_indices() {
        for _ in fold_character(character).bytes() {
            ends.push(start + at + character.len_utf8());
        }
        folded.push_str(fold_character(character));
        if folded.len() > 30 {
            break;
        }
    }
    let more: &[(FieldName, &str)] = if licence { AAMVA_LABELS } else { &[] };
    // A label as it is spelled outweighs a longer one with a misread character.
    let mut best: Option<(FieldName, (bool, usize))> = None;
    for (field, label) in LABELS.iter().chain(more) {
        if wanted.is_some_and(|wanted| wanted != *field) {
            continue;
        }
        let lengths = if label.len() >= FUZZY_LENGTH {
            label.len() - 1..=label.len() + 1
        } else {
            label.len()..=label.len()
        };
        for length in lengths {
            let Some(beginning) = folded.get(..length) else {
                continue;
            };
            let limit = usize::from(label.len() >= FUZZY_LENGTH);
            if edits_within(beginning, label, limit).is_none() {
                continue;
            }
            let end = ends[length - 1];
            let exact = beginning == *label;
            let better = best.is_none_or(|(_, known)| (exact, end) > known);
            if better && ends_word(text, end, *field, licence) {
                best = Some((*field, (exact, end)));
            }
        }
    }
    best.map(|(field, (_, end))| (field, end))
}

/// Whether a label may end at this byte: no letter follows, or a value in capitals does after small letters, or the
/// label goes on in another language.
fn ends_word(text: &str, end: usize, field: FieldName, licence: bool) -> bool {
    let before = text[..end].chars().next_back();
    match text[end..].chars().next() {
        None => true,
        Some(next) if !next.is_alphanumeric() => true,
        Some(next) if before.is_some_and(char::is_lowercase) && !next.is_lowercase() => true,
        Some(_) => first_label(&text[end..], licence, Some(field)).is_some(),
    }
}

/// Bytes of leading signs and of a number such as `3.`, `(12)` or `4a.`.
fn skip_numbering(text: &str) -> usize {
    let signs = |from: usize| {
        text[from..]
            .find(|c: char| c.is_alphanumeric())
            .map_or(text.len(), |at| from + at)
    };
    let start = signs(0);
    let digits = text[start..]
        .find(|c: char| !c.is_ascii_digit())
        .map_or(text.len(), |at| start + at);
    if digits == start || digits - start > 2 {
        return start;
    }
    let letter = text[digits..].starts_with(['a', 'b', 'c', 'd']) && text[digits + 1..].starts_with(['.', ')', ' ']);
    signs(digits + usize::from(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labelled(text: &str) -> Option<(FieldName, &str)> {
        label_of(text, false).map(|found| (found.field, found.rest))
    }

    #[test]
    fn labels_in_several_languages_are_found_with_what_follows() {
        assert_eq!(labelled("Surname/Nom"), Some((Surname, "")));
        assert_eq!(labelled("Surname: ERIKSSON"), Some((Surname, "ERIKSSON")));
        assert_eq!(labelled("(1) Nom / Surname (1)"), Some((Surname, "1)")));
        assert_eq!(labelled("Dateofbirth/Datedenaissance"), Some((BirthDate, "")));
        assert_eq!(labelled("Geburtsdatum 12.08.1974"), Some((BirthDate, "12.08.1974")));
        assert_eq!(labelled("PassportNo/PasseportNo."), Some((DocumentNumber, "")));
        assert_eq!(labelled("NomMARTIN"), Some((Surname, "MARTIN")));
        assert_eq!(labelled("Staatsangehörigkeit/Nationality"), Some((Nationality, "")));
        assert_eq!(labelled("4b. Date of expiry"), Some((ExpiryDate, "")));
        assert_eq!(labelled("Place of birth / Lieu de naissance"), Some((PlaceOfBirth, "")));
    }

    #[test]
    fn one_misread_character_in_a_long_label_is_forgiven() {
        assert_eq!(labelled("Dale of birth"), Some((BirthDate, "")));
        assert_eq!(labelled("Nationallty"), Some((Nationality, "")));
    }

    #[test]
    fn values_that_begin_like_labels_are_no_labels() {
        for text in [
            "NOMAD", "NAMEDLY", "SEXTON", "Expert", "DOBSON", "ISSAC", "ERIKSSON", "", "12", "ü",
        ] {
            assert_eq!(labelled(text), None, "{text}");
        }
    }

    #[test]
    fn abbreviations_need_a_licence() {
        assert_eq!(labelled("LN CARDHOLDER"), None);
        assert_eq!(
            label_of("LN CARDHOLDER", true),
            Some(Labelled {
                field: Surname,
                rest: "CARDHOLDER"
            })
        );
    }
}
