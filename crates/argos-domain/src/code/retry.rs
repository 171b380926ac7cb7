//! Retry codes.

use super::codes;

codes! {
    /// Why an attempt failed and may be repeated (`retryCode`).
    RetryCode {
        DocumentNotFound = "document_not_found", System, "We could not see an identity document. Lay it on a dark, plain surface and fill the frame.", "No document, text or portrait was found in the image.", "If many users meet it, check that your instructions name the documents you accept.";
        DocumentImageQuality = "document_image_quality", System, "The picture is too blurred, dark or small to read. Hold still, in even light, and come closer.", "The document image is too blurred, dark or small.", "The user repeats it; if many meet it on one kind of phone, look at their pictures.";
        DocumentCutOff = "document_cut_off", System, "Part of your document lies outside the picture. Move back until all four edges are in it.", "The document goes on beyond the border of the picture.", "The user repeats it with the whole document in the picture.";
        DocumentTooBright = "document_too_bright", System, "Too much light falls on your document. Tilt it or turn away from the lamp or window, so that nothing shines on it.", "The document image is too bright.", "The user repeats it in softer light.";
        DocumentFaceNotFound = "document_face_not_found", System, "We could not see the photo on your document. Show the side with the photo, without fingers or reflections on it.", "No portrait was found on the document.", "The user repeats it with the side that shows the portrait.";
        MrzProtocolFail = "mrz_protocol_fail", System, "We could not read the lines of letters and < signs at the bottom of your document. Keep them sharp and free of reflections.", "The machine readable zone was not found or its check digits do not agree.", "The user repeats it; a document whose zone is worn off goes to a reviewer by another document.";
        BarcodeProtocolFail = "barcode_protocol_fail", System, "We could not read the barcode. Keep it sharp and free of reflections.", "The barcode was not read or contradicts its standard.", "The user repeats it.";
        InvalidBackDocument = "invalid_back_document", System, "The second picture does not show the back of your document.", "The back image shows no back of the document.", "The user repeats it with the other side.";
        DocumentCountryMismatch = "document_country_mismatch", System, "Your document is from another country than the one you chose. Choose again or take the right document.", "The country read differs from the country chosen.", "The user chooses again; preselect the country in the Liveform address if you know it.";
        DocumentTypeMismatch = "document_type_mismatch", System, "This is another kind of document than the one you chose. Choose again or take the right document.", "The kind of document read differs from the kind chosen.", "The user chooses again; preselect the kind in the Liveform address if you know it.";
        DocumentExpired = "document_expired", System, "Your document has expired. Take a valid one.", "The document has expired.", "The user takes a valid document.";
        DocumentNameMismatch = "document_name_mismatch", System, "The name differs between the two parts of your document. Take a clearer picture.", "Names in the machine readable zone and in print differ.", "The user repeats it; if it stays, a reviewer should look for alterations.";
        DocumentDobMismatch = "document_dob_mismatch", System, "The birth date differs between the two parts of your document. Take a clearer picture.", "Birth dates in the machine readable zone and in print differ.", "The user repeats it; if it stays, a reviewer should look for alterations.";
        MissingExpiryDate = "missing_expiry_date", System, "We could not read the expiry date. Take a clearer picture.", "No expiry date was read.", "The user repeats it with the whole document in the picture.";
        MissingIssueDate = "missing_issue_date", System, "We could not read the date of issue. Take a clearer picture.", "No date of issue was read.", "The user repeats it with the whole document in the picture.";
        MissingBirthDate = "missing_birth_date", System, "We could not read the birth date. Take a clearer picture.", "No birth date was read.", "The user repeats it with the whole document in the picture.";
        MissingDocumentNumber = "missing_document_number", System, "We could not read the document number. Take a clearer picture.", "No document number was read.", "The user repeats it with the whole document in the picture.";
        MissingPersonalNumber = "missing_personal_number", System, "We could not read the personal number. Take a clearer picture.", "No personal number was read.", "The user repeats it with the whole document in the picture.";
        CaptureRequested = "capture_requested", Reviewer, "A reviewer needs another picture from you. Please take it again.", "A reviewer asked for a new capture; it counts as no failed attempt.", "Nothing: the user has a link by mail and 72 hours. Without an e-mail address, pass on liveformUrl of the webhook.";
        FaceNotFound = "face_not_found", System, "We could not see your face. Look straight into the camera, in even light.", "No face was found in the selfie.", "The user repeats it.";
        MultipleFaces = "multiple_faces", System, "There is more than one face in the picture. Please be alone in it.", "Several faces were found in the selfie.", "The user repeats it alone in the picture.";
        FaceImageQuality = "face_image_quality", System, "Your picture is too blurred, dark or small. Hold still, in even light, and come closer.", "The selfie is too blurred, dark, bright or small.", "The user repeats it in better light.";
        FaceCompareUnderscore = "face_compare_underscore", System, "We could not match your face with the photo on your document. Take off glasses or a cap and look straight into the camera.", "Face similarity is below the threshold.", "The user repeats it; the similarity and its threshold stand among the checks.";
        FaceLivenessUnderscore = "face_liveness_underscore", System, "We could not tell that you are really in front of the camera. Avoid strong light from behind and hold the camera at eye level.", "The passive liveness signal is below the threshold.", "The user repeats it; the signal and its threshold stand among the checks.";
    }
}
