//! Erasing what is known of a person: all of a submission, or parts of it.

use crate::clock::Timestamp;
use crate::document::DocumentData;
use crate::submission::{Applicant, ChosenDocument, Submission, SubmissionState};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// What was erased of a submission.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// When all of it was erased.
    pub deleted_at: Option<Timestamp>,
    /// The parts that were erased one by one.
    pub parts: BTreeSet<Part>,
}

macro_rules! names {
    ($(#[$type_meta:meta])* $type:ident { $($(#[$meta:meta])* $variant:ident = $name:literal,)* }) => {
        $(#[$type_meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $type {
            $($(#[$meta])* #[serde(rename = $name)] $variant,)*
        }

        impl $type {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The name in the API.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The one with this name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.name() == name)
            }
        }
    };
}

names! {
    /// A part of a submission that can be erased by itself.
    Part {
        /// Pictures of the document, and the face on it.
        IdImage = "id_image",
        /// The selfie, and the face on it.
        SelfieImage = "selfie_image",
        /// The values that count; they go wherever they are kept.
        Data = "data",
        /// The reading as the pipeline gave it.
        OcrRaw = "OCR_raw",
        /// What was read from the document.
        Ocr = "ocr",
        /// What the user confirmed, shown beside the values that count.
        Review = "review",
        /// The e-mail address.
        Email = "email",
        /// The customer's own id of the user.
        UserId = "userid",
        /// That something was added after the start.
        InjectionAction = "injection_action",
        /// To which person it belongs.
        ApplicantId = "applicant_id",
        /// Keyed hash of name, birth date and nationality.
        DuplicatedInformation = "duplicated_information",
    }
}

names! {
    /// One of the values that count.
    DataField {
        /// Given names.
        FirstName = "first_name",
        /// Surname.
        LastName = "last_name",
        /// The whole name, and with it the names that it is put together from.
        FullName = "full_name",
        /// Sex.
        Gender = "gender",
        /// Birth date.
        BirthDate = "date_of_birth",
        /// Nationality.
        Nationality = "nationality",
        /// Kind of document.
        IdType = "idType",
        /// Issuing country.
        IssuingCountry = "idcard_issuingCountry",
        /// Date of issue.
        IssueDate = "idcard_issueDate",
        /// Date of expiry.
        ExpireDate = "idcard_expireDate",
        /// Number of the document.
        DocumentNumber = "documentNumber",
        /// Personal number of the holder.
        IdentityNumber = "identityNumber",
        /// The address from which the submission came.
        IpAddress = "ip_address",
        /// The first free field.
        CustomField1 = "cf1",
        /// The second free field.
        CustomField2 = "cf2",
        /// The third free field.
        CustomField3 = "cf3",
        /// City of the address.
        AddressCity = "address_city",
        /// Country of the address.
        AddressCountry = "address_country",
        /// State of the address.
        AddressState = "address_state",
        /// Street of the address.
        AddressStreet = "address_street",
        /// More about the street.
        AddressStreet2 = "address_street2",
        /// Postal code.
        AddressZipcode = "address_zipcode",
        /// Global plus code.
        AddressGlobalCode = "address_globalCode",
        /// Plus code with the name of the place.
        AddressCompoundCode = "address_compoundCode",
        /// The whole address.
        AddressFormatted = "address_formatted",
        /// The address as it was typed.
        AddressInput = "address_input",
        /// Floor, flat and the like.
        AddressDetail = "address_detail",
    }
}

impl DataField {
    /// The part of the address that the value is, by its own name.
    fn part_of_address(self) -> Option<&'static str> {
        let part = self.name().strip_prefix("address_")?;
        Some(if part == "formatted" { "formatted_address" } else { part })
    }
}

/// Which parts are to be erased.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialErasure {
    /// The parts.
    pub parts: BTreeSet<Part>,
    /// Of [`Part::Data`], only these; none means all.
    pub data_fields: BTreeSet<DataField>,
}

impl PartialErasure {
    /// Whether only pictures are to go, with the faces on them.
    #[must_use]
    pub fn takes_only_pictures(&self) -> bool {
        self.parts
            .iter()
            .all(|part| matches!(part, Part::IdImage | Part::SelfieImage))
    }

    /// Whether all the values that count are to go.
    #[must_use]
    pub fn takes_all_data(&self) -> bool {
        self.parts.contains(&Part::Data) && self.data_fields.is_empty()
    }

    /// Whether people can no longer be recognised by the identity: what it is made of goes.
    #[must_use]
    pub fn forgets_identity(&self) -> bool {
        const IDENTIFYING: [DataField; 8] = [
            DataField::FirstName,
            DataField::LastName,
            DataField::FullName,
            DataField::BirthDate,
            DataField::Nationality,
            DataField::IdType,
            DataField::IssuingCountry,
            DataField::DocumentNumber,
        ];
        self.parts.contains(&Part::DuplicatedInformation) || self.fields().any(|field| IDENTIFYING.contains(&field))
    }

    /// The values that are to go.
    pub fn fields(&self) -> impl Iterator<Item = DataField> + '_ {
        let data = self.parts.contains(&Part::Data);
        let wanted = move |field: &DataField| self.data_fields.is_empty() || self.data_fields.contains(field);
        DataField::ALL
            .iter()
            .copied()
            .filter(move |field| data && wanted(field))
    }
}

impl Submission {
    /// Forgets the person. What stays is when it was, which kind of document was shown, and how it ended.
    pub fn erase(&mut self, now: Timestamp) {
        let id_type = self.final_data().and_then(|data| data.id_type).or(self.chosen.id_type);
        self.chosen = ChosenDocument {
            id_type,
            issuing_country: None,
        };
        self.applicant = Applicant::default();
        (self.read, self.confirmed, self.corrected) = (None, None, None);
        self.recognition_score = None;
        (self.applicant_id, self.duplicated_information) = (None, None);
        self.forget_comment();
        self.sealed = None;
        self.updated_at = now;
        self.erased.deleted_at = Some(now);
    }

    /// Forgets parts. The values that count stay unless they are named, even when the reading that they come from goes.
    pub fn erase_parts(&mut self, erasure: &PartialErasure, now: Timestamp) {
        if erasure.parts.contains(&Part::Ocr) {
            let read = self.read.take();
            if self.corrected.is_none() {
                self.confirmed = self.confirmed.take().or(read);
            }
            self.recognition_score = None;
        }
        if erasure.takes_all_data() {
            (self.read, self.confirmed, self.corrected) = (None, None, None);
            self.forget_comment();
        }
        for field in erasure.fields() {
            self.erase_field(field);
        }
        if erasure.parts.contains(&Part::Email) {
            self.applicant.email = None;
        }
        if erasure.parts.contains(&Part::UserId) {
            self.applicant.user_id = None;
        }
        if erasure.parts.contains(&Part::InjectionAction) {
            self.applicant.injection_action = None;
        }
        if erasure.parts.contains(&Part::ApplicantId) {
            self.applicant_id = None;
        }
        if erasure.forgets_identity() {
            self.duplicated_information = None;
        }
        // Data of which single values went are still there.
        let whole = |part: &Part| *part != Part::Data || erasure.takes_all_data();
        self.erased.parts.extend(erasure.parts.iter().copied().filter(whole));
        self.updated_at = now;
    }

    fn erase_field(&mut self, field: DataField) {
        if let (Some(part), Some(address)) = (field.part_of_address(), &mut self.applicant.address) {
            address.forget(part);
        }
        match field {
            DataField::IpAddress => self.applicant.ip_address = None,
            DataField::CustomField1 => self.applicant.custom_fields[0] = None,
            DataField::CustomField2 => self.applicant.custom_fields[1] = None,
            DataField::CustomField3 => self.applicant.custom_fields[2] = None,
            DataField::IdType => self.chosen.id_type = None,
            DataField::IssuingCountry => self.chosen.issuing_country = None,
            _ => {}
        }
        let kept = [&mut self.read, &mut self.confirmed, &mut self.corrected];
        for data in kept.into_iter().flatten() {
            erase_from(data, field);
        }
    }

    /// A reviewer's words can name the person.
    fn forget_comment(&mut self) {
        if let SubmissionState::Rejected(rejected) = &mut self.state {
            rejected.comment = None;
        }
    }
}

fn erase_from(data: &mut DocumentData, field: DataField) {
    match field {
        DataField::FirstName => erase_name(data, |data| data.first_name = None),
        DataField::LastName => erase_name(data, |data| data.last_name = None),
        DataField::FullName => (data.full_name, data.first_name, data.last_name) = (None, None, None),
        DataField::Gender => data.gender = None,
        DataField::BirthDate => data.birth_date = None,
        DataField::Nationality => data.nationality = None,
        DataField::IdType => data.id_type = None,
        DataField::IssuingCountry => data.issuing_country = None,
        DataField::IssueDate => data.issue_date = None,
        DataField::ExpireDate => data.expire_date = None,
        DataField::DocumentNumber => data.document_number = None,
        DataField::IdentityNumber => data.identity_number = None,
        // What else there is was no part of a document.
        _ => {}
    }
}

/// The whole name holds each of its parts.
fn erase_name(data: &mut DocumentData, erase: impl FnOnce(&mut DocumentData)) {
    data.full_name = None;
    erase(data);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::RejectCode;
    use crate::document::IdType;
    use crate::id::{ProjectId, SubmissionId};
    use crate::personal::{EmailAddress, PersonalText};
    use crate::submission::{Address, NewSubmission, Rejected, Reviewer};

    const START: Timestamp = Timestamp::from_microseconds(1_700_000_000_000_000);
    const LATER: Timestamp = Timestamp::from_microseconds(1_700_000_060_000_000);

    fn person(name: &str) -> DocumentData {
        DocumentData {
            id_type: Some(IdType::Passport),
            first_name: Some(PersonalText::new(name)),
            last_name: Some(PersonalText::new("Eriksson")),
            full_name: Some(PersonalText::new(format!("{name} Eriksson"))),
            document_number: Some(PersonalText::new("L898902C3")),
            ..DocumentData::default()
        }
    }

    fn submission() -> Submission {
        let applicant = Applicant {
            email: EmailAddress::parse("anna@example.com").ok(),
            user_id: Some(PersonalText::new("u-1")),
            custom_fields: [Some(PersonalText::new("one")), Some(PersonalText::new("two")), None],
            ip_address: Some(PersonalText::new("203.0.113.9")),
            ..Applicant::default()
        };
        let new = NewSubmission {
            id: SubmissionId::from_random([1; 20]),
            project_id: ProjectId::from_random([1; 12]),
            policy_version: 1,
            applicant,
            chosen: ChosenDocument::default(),
        };
        Submission {
            read: Some(person("Ana")),
            confirmed: Some(person("Anna")),
            corrected: Some(person("Anne")),
            recognition_score: Some(90.0),
            state: SubmissionState::Rejected(Rejected {
                at: START,
                by: Reviewer::Client,
                code: RejectCode::Other,
                comment: Some(PersonalText::new("not Anna")),
                argos_score: None,
                pending_at: None,
                failed_attempts: 1,
            }),
            ..Submission::start(new, START)
        }
    }

    fn erased(parts: &[Part], data_fields: &[DataField]) -> Submission {
        let mut submission = submission();
        let erasure = PartialErasure {
            parts: parts.iter().copied().collect(),
            data_fields: data_fields.iter().copied().collect(),
        };
        submission.erase_parts(&erasure, LATER);
        submission
    }

    #[test]
    fn after_erasure_only_dates_kind_of_document_and_status_are_left() {
        let mut submission = submission();
        submission.erase(LATER);
        let text = format!("{:?}", serde_json::to_string(&submission.applicant).unwrap());
        assert!(!text.contains("anna") && !text.contains("u-1"), "{text}");
        assert_eq!(submission.final_data(), None);
        assert_eq!(submission.chosen.id_type, Some(IdType::Passport));
        assert_eq!((submission.created_at, submission.updated_at), (START, LATER));
        assert_eq!(submission.erased.deleted_at, Some(LATER));
        let SubmissionState::Rejected(rejected) = &submission.state else {
            panic!("{:?}", submission.state);
        };
        assert_eq!((rejected.code, &rejected.comment), (RejectCode::Other, &None));
    }

    #[test]
    fn a_value_that_is_erased_is_kept_nowhere() {
        let submission = erased(&[Part::Data], &[DataField::FirstName, DataField::CustomField1]);
        for data in [&submission.read, &submission.confirmed, &submission.corrected] {
            let data = data.as_ref().unwrap();
            assert_eq!((&data.first_name, &data.full_name), (&None, &None));
            assert!(data.last_name.is_some() && data.document_number.is_some());
        }
        let [one, two, _] = &submission.applicant.custom_fields;
        assert!(one.is_none() && two.is_some());
        assert!(submission.erased.parts.is_empty());
        let submission = erased(&[Part::Data], &[]);
        assert_eq!(submission.final_data(), None);
        assert_eq!(submission.applicant.ip_address, None);
        assert!(submission.applicant.email.is_some());
    }

    #[test]
    fn the_values_that_count_stay_when_the_reading_goes() {
        let submission = erased(&[Part::Ocr, Part::Review, Part::Email], &[]);
        assert_eq!(submission.read, None);
        assert_eq!(submission.final_data(), Some(&person("Anne")));
        assert!(submission.erased.parts.contains(&Part::Review));
        assert!(submission.applicant.email.is_none() && submission.applicant.user_id.is_some());
        let mut unconfirmed = submission.clone();
        (unconfirmed.read, unconfirmed.confirmed, unconfirmed.corrected) = (Some(person("Ana")), None, None);
        let erasure = PartialErasure {
            parts: [Part::Ocr].into(),
            data_fields: BTreeSet::new(),
        };
        unconfirmed.erase_parts(&erasure, LATER);
        assert_eq!(unconfirmed.final_data(), Some(&person("Ana")));
    }

    #[test]
    fn every_name_is_found() {
        for part in Part::ALL {
            assert_eq!(Part::from_name(part.name()), Some(*part));
            assert_eq!(serde_json::to_value(part).unwrap(), part.name());
        }
        assert_eq!(DataField::from_name("date_of_birth"), Some(DataField::BirthDate));
        let parts: BTreeSet<_> = DataField::ALL
            .iter()
            .filter_map(|field| field.part_of_address())
            .collect();
        assert_eq!(parts, Address::NAMES.iter().copied().collect());
        assert_eq!(Part::from_name("ocr_raw"), None);
    }
}
