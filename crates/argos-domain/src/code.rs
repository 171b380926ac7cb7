//! The one catalogue of reject and retry codes: what each means, for the user and for staff.

use serde::{Deserialize, Serialize};

macro_rules! codes {
    ($(#[$documentation:meta])* $name:ident { $($variant:ident = $code:literal, $user:literal, $staff:literal;)* }) => {
        $(#[$documentation])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name {
            $(
                #[doc = $staff]
                #[serde(rename = $code)]
                $variant,
            )*
        }

        impl $name {
            /// Every code of the catalogue.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The code as sent in API answers and webhooks.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)* }
            }

            /// What the user is told (English; the key of translations is the code). It says what to do.
            #[must_use]
            pub const fn user_text(self) -> &'static str {
                match self { $(Self::$variant => $user,)* }
            }

            /// What it means, for the customer's staff.
            #[must_use]
            pub const fn staff_text(self) -> &'static str {
                match self { $(Self::$variant => $staff,)* }
            }

            /// The entry with this code.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|entry| entry.code() == code)
            }
        }
    };
}

codes! {
    /// Why a submission was rejected (`kyc_result.commentCode`).
    RejectCode {
        IdImageInvalidImage = "id_image_invalidImage", "We could not find an identity document in your picture. Please start again with a picture of your document.", "No identity document is to be seen in the image.";
        IdImageInvalidId = "id_image_invalidId", "The document you showed is not accepted. Please start again with another identity document.", "The document is not an acceptable or valid identity document.";
        IdImageError = "id_image_error", "Your picture did not reach us. Please start again.", "The document image could not be received.";
        IdImageBadImage = "id_image_badImage", "We could not read your document. Please start again in good light.", "The document image cannot be read.";
        IdInfoDataMismatch = "id_info_dataMismatch", "What you entered differs from your document. Please start again and check your data.", "Entered data differ from the document.";
        IdInfoBlacklist = "id_info_blacklist", "Documents from this country are not accepted here.", "The issuing country is not accepted (decided by a reviewer).";
        IdInfoNotOfAge = "id_info_notOfAge", "You have not reached the minimum age for this service.", "The person is below the minimum age (decided by a reviewer).";
        DuplicateUser = "duplicate_user", "You have been verified here before. If you lost access, please contact the company.", "The person has been verified before.";
        DuplicatedUserPiiExact = "duplicated_user_PII_exact", "You have been verified here before. If you lost access, please contact the company.", "Another approved submission has exactly the same personal data.";
        DuplicatedFace = "duplicated_face", "You have been verified here before. If you lost access, please contact the company.", "The face matches another user's.";
        TooManyRetry = "too_many_retry", "The verification did not succeed in three attempts. You can start again from the beginning.", "Three attempts failed.";
        BlacklistCountry = "blacklistCountry", "Documents from this country are not accepted here. Please start again with another document if you have one.", "The issuing country is on the project's list of refused countries.";
        UnderAgeLimit = "under_ageLimit", "You have not reached the minimum age for this service.", "The person is younger than the project's age limit.";
        InvalidAcceptedId = "invalid_acceptedID", "This kind of document is not accepted here. Please start again with another one.", "The kind of document is not among those that the project accepts.";
        NoDateOfBirth = "no-date-of-birth", "Your document shows no birth date. Please start again with another document.", "The document shows no birth date.";
        ExpiredId = "expired_id", "Your document has expired. Please start again with a valid one.", "The document has expired.";
        AutomaticVerificationFail = "automatic_verification_fail", "The verification was not clear enough. You can start again in better light.", "The project decides without reviewers, and the score or a check was not sufficient.";
        AddressImageInvalidImage = "address_image_invalidImage", "We could not find a proof of address in your picture.", "The image is not a proof of address with name and address.";
        AddressImageError = "address_image_error", "Your proof of address did not reach us. Please start again.", "The proof of address could not be received.";
        AddressImageBadImage = "address_image_badImage", "We could not read your proof of address. Please start again in good light.", "The proof of address cannot be read.";
        AddressInfoExpiredDocument = "address_info_expiredDocument", "Your proof of address is older than six months. Please start again with a newer one.", "The proof of address is older than six months.";
        AddressInfoDataMismatch = "address_info_dataMismatch", "The address you entered differs from your proof of address.", "The entered address differs from the proof of address.";
        Timeout = "timeout", "The verification was not finished in time. You can start again from the beginning.", "Attempts failed and the submission was not finished within 72 hours.";
        Other = "other", "The verification was not accepted. Please contact the company that asked for it.", "Decided by a reviewer, who states the reason.";
    }
}

codes! {
    /// Why an attempt failed and may be repeated (`retryCode`).
    RetryCode {
        DocumentNotFound = "document_not_found", "We could not see an identity document. Lay it on a dark, plain surface and fill the frame.", "No document, text or portrait was found in the image.";
        DocumentImageQuality = "document_image_quality", "The picture is too blurred, dark or small to read. Hold still, in even light, and come closer.", "The document image is too blurred, dark, bright or small.";
        DocumentFaceNotFound = "document_face_not_found", "We could not see the photo on your document. Show the side with the photo, without fingers or reflections on it.", "No portrait was found on the document.";
        MrzProtocolFail = "mrz_protocol_fail", "We could not read the lines of letters and < signs at the bottom of your document. Keep them sharp and free of reflections.", "The machine readable zone was not found or its check digits do not agree.";
        BarcodeProtocolFail = "barcode_protocol_fail", "We could not read the barcode. Keep it sharp and free of reflections.", "The barcode was not read or contradicts its standard.";
        InvalidBackDocument = "invalid_back_document", "The second picture does not show the back of your document.", "The back image shows no back of the document.";
        DocumentCountryMismatch = "document_country_mismatch", "Your document is from another country than the one you chose. Choose again or take the right document.", "The country read differs from the country chosen.";
        DocumentTypeMismatch = "document_type_mismatch", "This is another kind of document than the one you chose. Choose again or take the right document.", "The kind of document read differs from the kind chosen.";
        DocumentExpired = "document_expired", "Your document has expired. Take a valid one.", "The document has expired.";
        DocumentNameMismatch = "document_name_mismatch", "The name differs between the two parts of your document. Take a clearer picture.", "Names in the machine readable zone and in print differ.";
        DocumentDobMismatch = "document_dob_mismatch", "The birth date differs between the two parts of your document. Take a clearer picture.", "Birth dates in the machine readable zone and in print differ.";
        MissingExpiryDate = "missing_expiry_date", "We could not read the expiry date. Take a clearer picture.", "No expiry date was read.";
        MissingIssueDate = "missing_issue_date", "We could not read the date of issue. Take a clearer picture.", "No date of issue was read.";
        MissingBirthDate = "missing_birth_date", "We could not read the birth date. Take a clearer picture.", "No birth date was read.";
        MissingDocumentNumber = "missing_document_number", "We could not read the document number. Take a clearer picture.", "No document number was read.";
        MissingPersonalNumber = "missing_personal_number", "We could not read the personal number. Take a clearer picture.", "No personal number was read.";
        FaceNotFound = "face_not_found", "We could not see your face. Look straight into the camera, in even light.", "No face was found in the selfie.";
        MultipleFaces = "multiple_faces", "There is more than one face in the picture. Please be alone in it.", "Several faces were found in the selfie.";
        FaceImageQuality = "face_image_quality", "Your picture is too blurred, dark or small. Hold still, in even light, and come closer.", "The selfie is too blurred, dark, bright or small.";
        FaceCompareUnderscore = "face_compare_underscore", "We could not match your face with the photo on your document. Take off glasses or a cap and look straight into the camera.", "Face similarity is below the threshold.";
        FaceLivenessUnderscore = "face_liveness_underscore", "We could not tell that you are really in front of the camera. Avoid strong light from behind and hold the camera at eye level.", "The passive liveness signal is below the threshold.";
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn codes_are_unique_and_lead_back_to_their_entry() {
        let rejects: BTreeSet<_> = RejectCode::ALL.iter().map(|entry| entry.code()).collect();
        assert_eq!(rejects.len(), RejectCode::ALL.len());
        for entry in RejectCode::ALL {
            assert_eq!(RejectCode::from_code(entry.code()), Some(*entry));
            assert_eq!(serde_json::to_value(entry).unwrap(), entry.code());
        }
        for entry in RetryCode::ALL {
            assert_eq!(RetryCode::from_code(entry.code()), Some(*entry));
            assert!(!entry.user_text().is_empty() && !entry.staff_text().is_empty());
        }
    }
}
