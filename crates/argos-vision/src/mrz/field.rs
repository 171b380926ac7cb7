//! What a machine readable zone says, and how far each part of it is proven.

use std::fmt;

use jiff::civil::Date;

use super::checked::begins_with_doubled_digit;
use super::format::MrzFormat;

/// How far a field is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldStatus {
    /// As recognised, and its check digit, its list of known values or the printed text agrees.
    Read,
    /// Corrected where the position allows only one reading, and its check digit agrees.
    Repaired,
    /// Plausible, but nothing proves it.
    Unproven,
    /// Contradicts its check digit or is impossible; the value is absent.
    Failed,
    /// The document leaves it empty.
    Absent,
}

impl FieldStatus {
    /// Whether the value may be relied on.
    #[must_use]
    pub fn is_proven(self) -> bool {
        matches!(self, Self::Read | Self::Repaired)
    }
}

/// A value with its status. The value never appears in debug output.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Field<T> {
    /// The value; `None` when failed or absent.
    pub value: Option<T>,
    /// How far it is proven.
    pub status: FieldStatus,
}

impl<T> Field<T> {
    pub(super) fn new(value: T, status: FieldStatus) -> Self {
        Self {
            value: Some(value),
            status,
        }
    }

    pub(super) fn failed() -> Self {
        Self {
            value: None,
            status: FieldStatus::Failed,
        }
    }

    pub(super) fn absent() -> Self {
        Self {
            value: None,
            status: FieldStatus::Absent,
        }
    }

    /// The value when it is proven.
    #[must_use]
    pub fn proven(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.status.is_proven())
    }

    /// Marks an unproven value as read, because independent evidence (the printed text) says the same.
    pub fn confirm(&mut self) {
        if self.status == FieldStatus::Unproven && self.value.is_some() {
            self.status = FieldStatus::Read;
        }
    }

    /// Takes the proof away from a value.
    pub(crate) fn doubt(&mut self) {
        if self.status.is_proven() {
            self.status = FieldStatus::Unproven;
        }
    }
}

impl<T> fmt::Debug for Field<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:?}", self.status)
    }
}

/// Sex as the document states it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sex {
    /// `M`.
    Male,
    /// `F`.
    Female,
    /// `X` or the filler.
    Unspecified,
}

/// Result of one check digit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    /// It fits what it covers.
    Passed,
    /// It fits only with a character in place of another one that was read surely: misread after all, or altered.
    Guessed,
    /// It does not.
    Failed,
    /// The format has none here.
    NotPresent,
}

/// Results of all check digits of a zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct CheckDigits {
    /// Over the document number.
    pub document_number: CheckOutcome,
    /// Over the birth date.
    pub birth_date: CheckOutcome,
    /// Over the expiry date.
    pub expiry_date: CheckOutcome,
    /// Over the optional data (TD3 only).
    pub optional_data: CheckOutcome,
    /// Over several fields together.
    pub composite: CheckOutcome,
}

impl CheckDigits {
    fn all(&self) -> [CheckOutcome; 5] {
        [
            self.document_number,
            self.birth_date,
            self.expiry_date,
            self.optional_data,
            self.composite,
        ]
    }

    /// Whether no check digit fails.
    #[must_use]
    pub fn all_pass(&self) -> bool {
        !self.all().contains(&CheckOutcome::Failed)
    }

    /// Whether each one agrees with what was read, without a guess.
    #[must_use]
    pub fn agree(&self) -> bool {
        self.all()
            .iter()
            .all(|outcome| matches!(outcome, CheckOutcome::Passed | CheckOutcome::NotPresent))
    }

    /// How many pass, guessed ones among them, and how many there are.
    #[must_use]
    pub fn passed_of(&self) -> (usize, usize) {
        let count = |outcome| self.all().iter().filter(|known| **known == outcome).count();
        let passed = count(CheckOutcome::Passed) + count(CheckOutcome::Guessed);
        (passed, passed + count(CheckOutcome::Failed))
    }
}

/// A parsed machine readable zone. Debug output names statuses only.
#[derive(Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Mrz {
    /// Its layout.
    pub format: MrzFormat,
    /// The lines after repair, each of the length that the format prescribes.
    pub lines: Vec<String>,
    /// One or two letters, such as `P`, `ID`, `V`.
    pub document_code: Field<String>,
    /// Code of the issuing state or organisation, without fillers: `UTO`, `D`.
    pub issuing_country: Field<String>,
    /// Surname, parts separated by spaces, transliterated to A to Z by the issuer.
    pub surname: Field<String>,
    /// Given names, separated by spaces; possibly cut off by the length of the line.
    pub given_names: Field<String>,
    /// Document number, without fillers at its end.
    pub document_number: Field<String>,
    /// Code of the nationality, without fillers.
    pub nationality: Field<String>,
    /// Birth date; absent when parts of it are unknown to the issuer.
    pub birth_date: Field<Date>,
    /// Sex.
    pub sex: Field<Sex>,
    /// Expiry date.
    pub expiry_date: Field<Date>,
    /// Optional data (the personal number of many passports), without fillers at its end.
    pub optional_data: Field<String>,
    /// The second optional field of TD1.
    pub optional_data_2: Field<String>,
    /// Results of the check digits, after repair.
    pub checks: CheckDigits,
}

impl Mrz {
    /// Takes the document number from another reading of it that fits its check digit; the caller has found it printed
    /// on the page.
    pub(crate) fn adopt_document_number(&mut self, number: &str) {
        let unchanged = self.document_number.value.as_deref() == Some(number);
        let proven = self.document_number.status.is_proven();
        // The print is read by the same recogniser, which takes doubled letters for digits there, too.
        if unchanged && (proven || begins_with_doubled_digit(number)) {
            return;
        }
        let span = self.format.layout().number;
        let fits = number.len() <= span.end - span.start && number.bytes().all(|byte| byte.is_ascii_alphanumeric());
        if let Some(line) = self
            .lines
            .get_mut(span.line)
            .filter(|line| fits && line.is_ascii() && line.len() >= span.end)
        {
            line.replace_range(
                span.start..span.end,
                &format!("{number:<<width$}", width = span.end - span.start),
            );
            let status = if unchanged {
                FieldStatus::Read
            } else {
                FieldStatus::Repaired
            };
            self.document_number = Field::new(number.to_owned(), status);
            self.checks.document_number = CheckOutcome::Passed;
            self.checks.composite = super::composite::composite_of_lines(&self.lines, self.format);
        }
    }

    /// Whether the zone itself says that the issuer does not know the whole birth date: fillers stand for parts of it
    /// (ICAO 9303 part 3, 4.8), and its check digit agrees.
    #[must_use]
    pub fn leaves_birth_date_open(&self) -> bool {
        self.birth_date.status == FieldStatus::Absent && self.checks.birth_date == CheckOutcome::Passed
    }

    /// Whether a greater share of the check digits passes than in another reading.
    pub(crate) fn is_better_than(&self, other: &Self) -> bool {
        let (passed, all) = self.checks.passed_of();
        let (passed_there, all_there) = other.checks.passed_of();
        passed * all_there.max(1) > passed_there * all.max(1)
    }

    /// Whether every check digit passes and every field that has content is proven.
    #[must_use]
    pub fn is_proven(&self) -> bool {
        let statuses = [
            self.document_code.status,
            self.issuing_country.status,
            self.surname.status,
            self.given_names.status,
            self.document_number.status,
            self.nationality.status,
            self.birth_date.status,
            self.sex.status,
            self.expiry_date.status,
            self.optional_data.status,
            self.optional_data_2.status,
        ];
        self.checks.all_pass()
            && statuses
                .iter()
                .all(|status| status.is_proven() || *status == FieldStatus::Absent)
    }
}

impl fmt::Debug for Mrz {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Mrz")
            .field("format", &self.format)
            .field("document_code", &self.document_code)
            .field("issuing_country", &self.issuing_country)
            .field("surname", &self.surname)
            .field("given_names", &self.given_names)
            .field("document_number", &self.document_number)
            .field("nationality", &self.nationality)
            .field("birth_date", &self.birth_date)
            .field("sex", &self.sex)
            .field("expiry_date", &self.expiry_date)
            .field("optional_data", &self.optional_data)
            .field("checks", &self.checks)
            .finish_non_exhaustive()
    }
}
