//! Reject codes.

use super::codes;

codes! {
    /// Why a submission was rejected (`kyc_result.commentCode`).
    RejectCode {
        IdImageInvalidImage = "id_image_invalidImage", Either, "We could not find an identity document in your picture. Please start again with a picture of your document.", "No identity document is to be seen in the image.", "Ask the user to start again with a picture of the document.";
        IdImageInvalidId = "id_image_invalidId", Reviewer, "The document you showed is not accepted. Please start again with another identity document.", "The document is not an acceptable or valid identity document.", "Tell the user which documents you accept, and ask for one of them.";
        IdImageError = "id_image_error", System, "Your picture did not reach us. Please start again.", "The document image could not be received.", "Ask the user to start again; if it recurs, look into the server log.";
        IdImageBadImage = "id_image_badImage", Reviewer, "We could not read your document. Please start again in good light.", "The document image cannot be read.", "Ask the user to start again in even light, with the whole document in the picture.";
        IdInfoDataMismatch = "id_info_dataMismatch", Either, "What you entered differs from your document. Please start again and check your data.", "Entered data differ from the document.", "Ask the user to start again and to check the data against the document.";
        IdInfoBlacklist = "id_info_blacklist", Reviewer, "Documents from this country are not accepted here.", "The issuing country is not accepted (decided by a reviewer).", "Offer another way if you serve this country; otherwise nothing can be done.";
        IdInfoNotOfAge = "id_info_notOfAge", Reviewer, "You have not reached the minimum age for this service.", "The person is below the minimum age (decided by a reviewer).", "Nothing, until the person has reached the age.";
        DuplicateUser = "duplicate_user", Either, "You have been verified here before. If you lost access, please contact the company.", "The person has been verified before.", "Find the earlier submission by applicant_id and let the user use that account.";
        DuplicatedUserPiiExact = "duplicated_user_PII_exact", System, "You have been verified here before. If you lost access, please contact the company.", "Another approved submission has the same person and the same document.", "Find the earlier submission by applicant_id and let the user use that account.";
        DuplicatedFace = "duplicated_face", Either, "You have been verified here before. If you lost access, please contact the company.", "The face is that of another user, who was seen here before.", "Compare the two submissions; if they are twins or the match is wrong, let the user start again with the rule switched off for that submission.";
        TooManyRetry = "too_many_retry", System, "The verification did not succeed in three attempts. You can start again from the beginning.", "Three attempts failed.", "The retry codes in the timeline say what failed; let the user start again.";
        BlacklistCountry = "blacklistCountry", System, "Documents from this country are not accepted here. Please start again with another document if you have one.", "The issuing country is on the project's list of refused countries.", "Change the list in the user policy if the country should be accepted.";
        UnderAgeLimit = "under_ageLimit", System, "You have not reached the minimum age for this service.", "The person is younger than the project's age limit.", "Nothing, until the person has reached the age.";
        InvalidAcceptedId = "invalid_acceptedID", System, "This kind of document is not accepted here. Please start again with another one.", "The kind of document is not among those that the project accepts.", "Tell the user which documents you accept, or change the list in the user policy.";
        NoDateOfBirth = "no-date-of-birth", System, "Your document shows no birth date. Please start again with another document.", "The document shows no birth date.", "Ask for another document, one that shows the birth date.";
        ExpiredId = "expired_id", System, "Your document has expired. Please start again with a valid one.", "The document has expired.", "Ask for a valid document, or let the user policy warn instead of reject.";
        AutomaticVerificationFail = "automatic_verification_fail", System, "The verification was not clear enough. You can start again in better light.", "The project decides without reviewers, and the score or a check was not sufficient.", "Let the user start again, or let people review what is doubtful: the user policy decides.";
        AddressImageInvalidImage = "address_image_invalidImage", Reviewer, "We could not find a proof of address in your picture.", "The image is not a proof of address with name and address.", "Ask for a bill, bank statement or certificate that shows name and address.";
        AddressImageError = "address_image_error", System, "Your proof of address did not reach us. Please start again.", "The proof of address could not be received.", "Ask the user to start again; if it recurs, look into the server log.";
        AddressImageBadImage = "address_image_badImage", Reviewer, "We could not read your proof of address. Please start again in good light.", "The proof of address cannot be read.", "Ask for a sharper picture of the whole page.";
        AddressInfoExpiredDocument = "address_info_expiredDocument", Reviewer, "Your proof of address is older than six months. Please start again with a newer one.", "The proof of address is older than six months.", "Ask for a proof of address from the last six months.";
        AddressInfoDataMismatch = "address_info_dataMismatch", Reviewer, "The address you entered differs from your proof of address.", "The entered address differs from the proof of address.", "Ask the user to check the address or to send another proof.";
        Timeout = "timeout", System, "The verification was not finished in time. You can start again from the beginning.", "Attempts failed and the submission was not finished within 72 hours.", "Let the user start again from the beginning.";
        Other = "other", Reviewer, "The verification was not accepted. Please contact the company that asked for it.", "Others: decided by a reviewer, who states the reason.", "Read the reviewer's own words in the comment.";
    }
}
