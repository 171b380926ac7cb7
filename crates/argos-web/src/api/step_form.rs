//! The multipart form of the step API: images as files, everything else as text, all bounded.

use super::error::ApiError;
use argos_domain::country::Country;
use argos_domain::document::{DocumentData, Gender, IdType};
use argos_domain::personal::{BirthDate, EmailAddress, PersonalText};
use argos_domain::submission::{Applicant, ChosenDocument};
use axum::extract::Multipart;
use bytes::Bytes;
use std::collections::BTreeMap;

/// Longest text field, in bytes.
const LONGEST_TEXT: usize = 1024;
/// Most fields in one form.
const MOST_FIELDS: usize = 40;
const IMAGES: [&str; 3] = ["idImage", "idBackImage", "faceImage"];

/// The fields of one request.
#[derive(Default)]
pub(super) struct StepForm {
    images: BTreeMap<String, Bytes>,
    texts: BTreeMap<String, String>,
}

impl StepForm {
    /// Reads the form.
    pub(super) async fn read(mut multipart: Multipart) -> Result<Self, ApiError> {
        let mut form = Self::default();
        let unreadable = |error: &axum::extract::multipart::MultipartError| {
            ApiError::bad_request("invalid_payload", error.body_text())
        };
        while let Some(field) = multipart.next_field().await.map_err(|error| unreadable(&error))? {
            let name = field.name().unwrap_or_default().to_owned();
            if form.images.len() + form.texts.len() >= MOST_FIELDS {
                return Err(ApiError::bad_request("invalid_payload", "too many fields"));
            }
            let value = field.bytes().await.map_err(|error| unreadable(&error))?;
            if IMAGES.contains(&name.as_str()) {
                form.images.insert(name, value);
            } else if value.len() > LONGEST_TEXT {
                return Err(ApiError::bad_request(
                    "invalid_format",
                    "a text field is longer than 1024 bytes",
                ));
            } else {
                let text = String::from_utf8(value.to_vec())
                    .map_err(|_| ApiError::bad_request("invalid_format", "text fields must be UTF-8"))?;
                form.texts.insert(name, text);
            }
        }
        Ok(form)
    }

    /// An image, taken out.
    pub(super) fn take_image(&mut self, name: &'static str) -> Option<Bytes> {
        self.images.remove(name).filter(|bytes| !bytes.is_empty())
    }

    /// A text, tidied; the first of several names that is there.
    pub(super) fn text(&self, names: &[&str]) -> Option<PersonalText> {
        names
            .iter()
            .find_map(|name| PersonalText::typed(self.texts.get(*name)?))
    }

    /// `userid`, `email`, `cf1` to `cf3`.
    pub(super) fn applicant(&self) -> Result<Applicant, ApiError> {
        let email = self
            .text(&["email"])
            .map(|text| EmailAddress::parse(text.expose()))
            .transpose();
        Ok(Applicant {
            email: email.map_err(|error| ApiError::bad_request("invalid_format", format!("email: {error}")))?,
            user_id: self.text(&["userid", "userId"]),
            custom_fields: [self.text(&["cf1"]), self.text(&["cf2"]), self.text(&["cf3"])],
            ip_address: None,
            token_id: None,
            address: None,
            injection_action: None,
            language: self
                .text(&["lang"])
                .map(|text| text.expose().chars().take(16).collect()),
        })
    }

    /// `issuingCountry` and `idType`.
    pub(super) fn chosen(&self) -> Result<ChosenDocument, ApiError> {
        let kind = self.text(&["idType"]);
        let id_type = kind.as_ref().map(|text| IdType::from_name(text.expose()).ok_or(()));
        let names = IdType::ALL.map(IdType::name).join(", ");
        Ok(ChosenDocument {
            id_type: id_type
                .transpose()
                .map_err(|()| ApiError::bad_request("invalid_format", format!("idType must be one of {names}")))?,
            issuing_country: self.country(&["issuingCountry"], "issuingCountry")?,
        })
    }

    /// The confirmed data of step 2; `None` when none of them was sent.
    pub(super) fn confirmed(&self, read: &DocumentData) -> Result<Option<DocumentData>, ApiError> {
        let gender = self.text(&["gender"]);
        let gender = gender.map(|text| {
            Gender::from_name(text.expose())
                .ok_or_else(|| ApiError::bad_request("invalid_format", "gender must be male or female"))
        });
        let typed = DocumentData {
            full_name: self.text(&["name", "full_name", "fullName"]),
            first_name: self.text(&["first_name", "firstName"]),
            last_name: self.text(&["last_name", "lastName"]),
            gender: gender.transpose()?,
            birth_date: self
                .date(&["date_of_birth", "birthDate"], "date_of_birth")?
                .map(BirthDate),
            nationality: self.country(&["nationality"], "nationality")?,
            document_number: self.text(&["document_number", "documentNumber", "license_number", "licenseNumber"]),
            identity_number: self.text(&["identity_number", "identityNumber"]),
            ..DocumentData::default()
        };
        if typed == DocumentData::default() {
            return Ok(None);
        }
        // A whole name replaces the parts that were read, which may disagree with it; a part leaves the other as read.
        let (full_name, first_name, last_name) = match (typed.full_name, typed.first_name, typed.last_name) {
            (None, None, None) => (read.full_name.clone(), read.first_name.clone(), read.last_name.clone()),
            (None, first, last) => (
                None,
                first.or_else(|| read.first_name.clone()),
                last.or_else(|| read.last_name.clone()),
            ),
            whole => whole,
        };
        Ok(Some(DocumentData {
            full_name,
            first_name,
            last_name,
            gender: typed.gender.or(read.gender),
            birth_date: typed.birth_date.or(read.birth_date),
            nationality: typed.nationality.or(read.nationality),
            document_number: typed.document_number.or_else(|| read.document_number.clone()),
            identity_number: typed.identity_number.or_else(|| read.identity_number.clone()),
            ..read.clone()
        }))
    }

    fn country(&self, names: &[&str], field: &str) -> Result<Option<Country>, ApiError> {
        let text = self.text(names);
        let country = text.map(|text| Country::from_alpha3(text.expose())).transpose();
        country.map_err(|error| ApiError::bad_request("invalid_format", format!("{field}: {error}")))
    }

    fn date(&self, names: &[&str], field: &str) -> Result<Option<jiff::civil::Date>, ApiError> {
        let text = self.text(names);
        let date = text.map(|text| text.expose().parse()).transpose();
        date.map_err(|_| ApiError::bad_request("invalid_format", format!("{field} must be YYYY-MM-DD")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn typed(fields: &[(&str, &str)]) -> DocumentData {
        let texts = fields
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let form = StepForm {
            texts: texts.collect(),
            ..StepForm::default()
        };
        let read = DocumentData {
            full_name: PersonalText::typed("ANNA MARIA ERIKSSON"),
            first_name: PersonalText::typed("ANNA MARIA"),
            last_name: PersonalText::typed("ERIKSSON"),
            ..DocumentData::default()
        };
        form.confirmed(&read).unwrap().unwrap()
    }

    #[test]
    fn a_part_of_the_name_that_is_not_sent_stays_as_it_was_read_and_a_whole_name_stands_alone() {
        let names = |data: DocumentData| {
            [data.full_name, data.first_name, data.last_name].map(|name| name.map(|name| name.expose().to_owned()))
        };
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(
            names(typed(&[("last_name", "Eriksen")])),
            [None, text("ANNA MARIA"), text("Eriksen")]
        );
        assert_eq!(
            names(typed(&[("first_name", "Anna")])),
            [None, text("Anna"), text("ERIKSSON")]
        );
        assert_eq!(
            names(typed(&[("name", "Anna Eriksen")])),
            [text("Anna Eriksen"), None, None]
        );
        assert_eq!(
            names(typed(&[("gender", "female")])),
            [text("ANNA MARIA ERIKSSON"), text("ANNA MARIA"), text("ERIKSSON")]
        );
    }
}
