//! Every field of the policy, described.

use super::field::{Drives, FieldKind, PolicyField};
use super::validation::{HIGHEST_FACE_AGE_TOLERANCE, LOWEST_FACE_AGE_TOLERANCE};
use crate::check::CheckName;
use crate::code::{RejectCode, RetryCode};

const CONSEQUENCES: FieldKind = FieldKind::Choice(&["warn", "retry", "pending"]);
const CONTRADICTIONS: FieldKind = FieldKind::Choice(&["warn", "pending", "reject"]);

pub(super) const FIELDS: &[PolicyField] = &[
    PolicyField {
        name: "score_threshold",
        title: "ARGOS SCORE THRESHOLD",
        does: "A score strictly above it approves, when no check asks for a human. The score starts below 100 and falls with \
               every doubt: 70 is meant to say that about 70 in 100 submissions that score so are genuine, where half of all are \
               fraudulent. A threshold at or above the best score (docs/score.md) sends everybody to a human.",
        kind: FieldKind::Percentage,
        users_see: "Whether the answer comes at once or after a human looked.",
        drives: &[Drives::Verdict],
    },
    PolicyField {
        name: "automatic_only",
        title: "Decide automatically only",
        does: "Nobody reviews: whatever a human would have to decide is rejected. Refused together with findings that are to \
               be looked at by a human.",
        kind: FieldKind::Switch,
        users_see: "The answer comes at once, and more honest people are rejected.",
        drives: &[Drives::Verdict, Drives::Reject(RejectCode::AutomaticVerificationFail)],
    },
    PolicyField {
        name: "face_similarity_threshold",
        title: "Face similarity: same person",
        does: "From this similarity on, selfie and portrait count as one person; with active liveness also the face that moved \
               and the selfie.",
        kind: FieldKind::Percentage,
        users_see: "Below it they take the selfie again, or a human looks.",
        drives: &[
            Drives::Check(CheckName::FaceMatch),
            Drives::Check(CheckName::ActiveLiveness),
            Drives::Retry(RetryCode::FaceLivenessUnderscore),
        ],
    },
    PolicyField {
        name: "face_similarity_review",
        title: "Face similarity: human looks",
        does: "Below this similarity the attempt fails; from it on, and below the one that counts as one person, a human looks. \
               At most that one.",
        kind: FieldKind::Percentage,
        users_see: "Below it they take the selfie again.",
        drives: &[
            Drives::Check(CheckName::FaceMatch),
            Drives::Retry(RetryCode::FaceCompareUnderscore),
        ],
    },
    PolicyField {
        name: "liveness_threshold",
        title: "Passive liveness",
        does: "Below this value of the selfie's passive liveness a human looks. The signal is weak and never rejects by itself; 0 \
               asks nobody.",
        kind: FieldKind::Percentage,
        users_see: "Nothing but a later answer.",
        drives: &[Drives::Check(CheckName::PassiveLiveness)],
    },
    PolicyField {
        name: "recognition_threshold",
        title: "Text recognition",
        does: "Below this recognition score the document's text counts as weakly read: a warning, and fewer points.",
        kind: FieldKind::Percentage,
        users_see: "Nothing by itself; fewer points may send them to a human.",
        drives: &[Drives::Check(CheckName::TextRecognition)],
    },
    PolicyField {
        name: "accepted_id_types",
        title: "Accepted documents",
        does: "Kinds of document that are accepted. A document of another kind is rejected; one whose kind was neither read \
               nor chosen goes to a human, unless all kinds are accepted.",
        kind: FieldKind::IdTypes,
        users_see: "The kinds from which they choose.",
        drives: &[
            Drives::Check(CheckName::DocumentType),
            Drives::Reject(RejectCode::InvalidAcceptedId),
        ],
    },
    PolicyField {
        name: "allowed_countries",
        title: "Allowed countries",
        does: "Issuing countries whose documents are accepted; an empty list accepts all. A document whose country was neither read \
               nor chosen goes to a human as soon as there is a list.",
        kind: FieldKind::Countries,
        users_see: "The countries from which they choose.",
        drives: &[
            Drives::Check(CheckName::IssuingCountry),
            Drives::Reject(RejectCode::BlacklistCountry),
        ],
    },
    PolicyField {
        name: "blocked_countries",
        title: "Blocked countries",
        does: "Issuing countries whose documents are rejected. None of them may be among the allowed.",
        kind: FieldKind::Countries,
        users_see: "They cannot choose these countries; a document of one is rejected.",
        drives: &[
            Drives::Check(CheckName::IssuingCountry),
            Drives::Reject(RejectCode::BlacklistCountry),
        ],
    },
    PolicyField {
        name: "age_limit",
        title: "Minimum age",
        does: "Who is younger by the document's birth date is rejected; `null` asks nobody's age.",
        kind: FieldKind::Age,
        users_see: "That they have not reached the minimum age.",
        drives: &[
            Drives::Check(CheckName::AgeLimit),
            Drives::Reject(RejectCode::UnderAgeLimit),
        ],
    },
    PolicyField {
        name: "face_age",
        title: "A face that looks much younger or older",
        does: "What it leads to when the face in the selfie looks younger or older than the person is by the birth date, by more \
               than the tolerance. The age is estimated, often wrongly by many years (docs/models.md), by a network whose \
               training pictures came from the web; it never rejects by itself. With `off` nobody's age is estimated.",
        kind: FieldKind::Choice(&["off", "warn", "retry", "pending"]),
        users_see: "With `retry`, to take the selfie again; the attempt counts.",
        drives: &[
            Drives::Check(CheckName::FaceAge),
            Drives::Retry(RetryCode::FaceAgeMismatch),
        ],
    },
    PolicyField {
        name: "face_age_tolerance",
        title: "Age of the face: tolerance",
        does: "By so many years the face may look younger or older than the person is by the birth date, in whole years on the day \
               on which the submission began.",
        kind: FieldKind::Years(LOWEST_FACE_AGE_TOLERANCE, HIGHEST_FACE_AGE_TOLERANCE),
        users_see: "Nothing by itself.",
        drives: &[Drives::Check(CheckName::FaceAge)],
    },
    PolicyField {
        name: "expired_document",
        title: "Expired documents",
        does: "What a document leads to whose expiry date is over: a rejection, or a warning that the decision keeps.",
        kind: FieldKind::Choice(&["reject", "warn"]),
        users_see: "With `reject`, that the document has expired.",
        drives: &[
            Drives::Check(CheckName::DocumentExpiry),
            Drives::Reject(RejectCode::ExpiredId),
        ],
    },
    PolicyField {
        name: "universal_id",
        title: "Universal ID",
        does: "The Liveform asks for neither country nor kind of the document; both are read from it. A human looks when the \
               kind cannot be told, or the country where not every one is accepted.",
        kind: FieldKind::Switch,
        users_see: "Two questions fewer, and one whether the document has a back.",
        drives: &[
            Drives::Check(CheckName::DocumentType),
            Drives::Check(CheckName::IssuingCountry),
        ],
    },
    PolicyField {
        name: "id_liveness_screen_replay",
        title: "A picture of a screen",
        does: "What it leads to when the picture bears the pattern that the pixels of a screen leave.",
        kind: CONSEQUENCES,
        users_see: "With `retry`, to take the picture of the document itself; the attempt counts.",
        drives: &[
            Drives::Check(CheckName::ScreenReplay),
            Drives::Retry(RetryCode::IdLivenessScreenReplay),
        ],
    },
    PolicyField {
        name: "id_liveness_paper_printed",
        title: "A copy in black and white",
        does: "What it leads to when the document shows no colour but that of the light. Copies in colour are not noticed.",
        kind: CONSEQUENCES,
        users_see: "With `retry`, to take the picture of the document itself; the attempt counts.",
        drives: &[
            Drives::Check(CheckName::PaperPrinted),
            Drives::Retry(RetryCode::IdLivenessPaperPrinted),
        ],
    },
    PolicyField {
        name: "id_liveness_replace_portraits",
        title: "A second portrait that shows another face",
        does: "What it leads to when a second portrait on the document, large enough to compare, shows another face.",
        kind: CONSEQUENCES,
        users_see: "With `retry`, to take the picture of the document itself; the attempt counts.",
        drives: &[
            Drives::Check(CheckName::ReplacedPortrait),
            Drives::Retry(RetryCode::IdLivenessReplacePortraits),
        ],
    },
    PolicyField {
        name: "typed_name",
        title: "Another name typed",
        does: "What it leads to when the name that the user typed is another one than the document says. Another spelling, order \
               or shorter form is none; a slip of reading or typing warns.",
        kind: CONTRADICTIONS,
        users_see: "With `reject`, that what they entered differs from the document.",
        drives: &[
            Drives::Check(CheckName::TypedName),
            Drives::Reject(RejectCode::IdInfoDataMismatch),
        ],
    },
    PolicyField {
        name: "typed_birth_date",
        title: "Another birth date typed",
        does: "What it leads to when the typed birth date is another one. Day and month swapped or one other digit of them warns, \
               unless check digits or a barcode prove the date; another year is always another date.",
        kind: CONTRADICTIONS,
        users_see: "With `reject`, that what they entered differs from the document.",
        drives: &[
            Drives::Check(CheckName::TypedBirthDate),
            Drives::Reject(RejectCode::IdInfoDataMismatch),
        ],
    },
    PolicyField {
        name: "typed_number",
        title: "Another number typed",
        does: "What it leads to when the typed number of the document, or the personal number, is another one. Letters for digits \
               that look like them warn, unless check digits or a barcode prove the number; another digit is always another number.",
        kind: CONTRADICTIONS,
        users_see: "With `reject`, that what they entered differs from the document.",
        drives: &[
            Drives::Check(CheckName::TypedNumber),
            Drives::Reject(RejectCode::IdInfoDataMismatch),
        ],
    },
    PolicyField {
        name: "typed_nationality",
        title: "Another nationality chosen",
        does: "What it leads to when the user chose another nationality than the document says.",
        kind: CONTRADICTIONS,
        users_see: "With `reject`, that what they entered differs from the document.",
        drives: &[
            Drives::Check(CheckName::TypedNationality),
            Drives::Reject(RejectCode::IdInfoDataMismatch),
        ],
    },
    PolicyField {
        name: "upload_allowed",
        title: "Files allowed",
        does: "Whether the Liveform also takes a file instead of a camera picture. Off: streaming capture only, and the server \
               refuses pictures that did not come from a camera's stream, as far as can be told.",
        kind: FieldKind::Switch,
        users_see: "Whether they can choose a file.",
        drives: &[
            Drives::Check(CheckName::DocumentCapture),
            Drives::Check(CheckName::SelfieCapture),
        ],
    },
    PolicyField {
        name: "active_liveness",
        title: "Active liveness",
        does: "The Liveform asks for three movements before the selfie. Who does not make them has failed an attempt; who cannot, \
               and who sends the selfie by API, goes to a human.",
        kind: FieldKind::Switch,
        users_see: "Movements in front of the camera, such as turning the head.",
        drives: &[
            Drives::Check(CheckName::ActiveLiveness),
            Drives::Retry(RetryCode::FaceLivenessUnderscore),
        ],
    },
    PolicyField {
        name: "reject_duplicate_user",
        title: "Reject duplicate user",
        does: "Who was approved in this project before is rejected; by what people are the same, `duplicate_user_by` says.",
        kind: FieldKind::Switch,
        users_see: "That they have been verified before.",
        drives: &[
            Drives::Check(CheckName::DuplicateUser),
            Drives::Reject(RejectCode::DuplicateUser),
            Drives::Reject(RejectCode::DuplicatedUserPiiExact),
        ],
    },
    PolicyField {
        name: "duplicate_user_by",
        title: "Same person by",
        does: "Which fields make two people the same for the rule against duplicate users: `person`, name, birth date and \
               nationality together; `document`, its kind, country and number. Either is enough. Without `person`, namesakes \
               pass, and so does somebody with another document; without `document`, a document may serve two people.",
        kind: FieldKind::Words(&["person", "document"]),
        users_see: "Nothing by itself.",
        drives: &[Drives::Check(CheckName::DuplicateUser)],
    },
    PolicyField {
        name: "reject_duplicated_face",
        title: "Reject the same face",
        does: "A selfie that shows the face of somebody who was approved in this project before is rejected.",
        kind: FieldKind::Switch,
        users_see: "That they have been verified before.",
        drives: &[
            Drives::Check(CheckName::DuplicateFace),
            Drives::Reject(RejectCode::DuplicatedFace),
        ],
    },
    PolicyField {
        name: "twins_allowed",
        title: "Twins allowed",
        does: "Where the same face is rejected, it may pass twice. Refused without that rule.",
        kind: FieldKind::Switch,
        users_see: "Nothing.",
        drives: &[Drives::Check(CheckName::DuplicateFace)],
    },
    PolicyField {
        name: "duplicated_face_threshold",
        title: "Same face",
        does: "From this similarity on, two selfies count as one face: for the rule against the same face, and for the block-list.",
        kind: FieldKind::Percentage,
        users_see: "Nothing by itself.",
        drives: &[
            Drives::Check(CheckName::DuplicateFace),
            Drives::Check(CheckName::BlockedFace),
        ],
    },
    PolicyField {
        name: "approved_period",
        title: "Approved period",
        does: "For so long after an approval nobody who is recognised can verify again. It stops a submission before it has a \
               result, at the start or when the document was read.",
        kind: FieldKind::Period,
        users_see: "From when on a new verification is possible.",
        drives: &[Drives::Refusal("approved_period"), Drives::Refusal("PV-40030")],
    },
    PolicyField {
        name: "reject_period",
        title: "Reject period",
        does: "The same after a rejection.",
        kind: FieldKind::Period,
        users_see: "From when on a new verification is possible.",
        drives: &[Drives::Refusal("reject_period"), Drives::Refusal("PV-40031")],
    },
    PolicyField {
        name: "submission_limit",
        title: "Submission limit",
        does: "Whoever has started so many submissions within the last hours cannot start another before the first of them is so \
               long ago. Each way of recognising people counts by itself; people who share a connection share an address. What \
               is refused does not count.",
        kind: FieldKind::Limit,
        users_see: "That they started too many verifications, and from when on a new one is possible.",
        drives: &[Drives::Refusal("submission_limit"), Drives::Refusal("PV-40032")],
    },
    PolicyField {
        name: "clear_overrides_allowed",
        title: "Exceptions count in the clear",
        does: "Whether the Liveform's address may switch rules off (`rejectDuplicateUser`, `approvePeriod`, `rejectPeriod`, \
               `ageLimit`, `blacklistCountries`, each `=false`) in the clear, where the person can write it too. Encrypted by the \
               customer's server they always count.",
        kind: FieldKind::Switch,
        users_see: "Nothing.",
        drives: &[
            Drives::Check(CheckName::AgeLimit),
            Drives::Check(CheckName::IssuingCountry),
            Drives::Check(CheckName::DuplicateUser),
            Drives::Check(CheckName::DuplicateFace),
            Drives::Refusal("approved_period"),
            Drives::Refusal("reject_period"),
        ],
    },
    PolicyField {
        name: "custom_rules",
        title: "Rules of your own",
        does: "When all conditions of a rule are met, the score is capped or lowered, a human looks, or the submission is rejected. \
               The rules are asked once all checks are made; none can make a decision milder.",
        kind: FieldKind::Rules,
        users_see: "What the effect says: a later answer, or the text of the code of the rejection.",
        drives: &[Drives::Check(CheckName::CustomRules), Drives::Verdict],
    },
];
