//! Checks and their outcomes: the facts from which every decision is made and can be explained.

use crate::code::{RejectCode, RetryCode};
use serde::{Deserialize, Serialize};

/// The step of a submission to which a check belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Images of the identity document, and the confirmation of the data read from them.
    Document,
    /// The selfie.
    Selfie,
}

impl Step {
    /// The step's name as stored and sent.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Selfie => "selfie",
        }
    }

    /// The step with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Document, Self::Selfie]
            .into_iter()
            .find(|step| step.name() == name)
    }
}

macro_rules! checks {
    ($($(#[$documentation:meta])* $variant:ident = $name:literal, $step:ident, $weight:literal, $caps:literal, $title:literal;)*) => {
        /// Every check that the pipeline can make. A check without a model or without input is absent, never faked.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum CheckName {
            $(
                $(#[$documentation])*
                // People write rules with the name that they see.
                #[serde(alias = $name)]
                $variant,
            )*
        }

        impl CheckName {
            /// All checks in the order in which they are made.
            pub const ALL: &'static [Self] = &[$(Self::$variant),*];

            /// The name as stored and sent.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// The step that makes the check.
            #[must_use]
            pub const fn step(self) -> Step {
                match self { $(Self::$variant => Step::$step,)* }
            }

            /// Weight in version 1 of the ARGOS Score; zero for checks that only pass or stop.
            #[must_use]
            pub const fn weight(self) -> f64 {
                match self { $(Self::$variant => $weight,)* }
            }

            /// Whether falling short of this check's own threshold also caps the whole score of version 1.
            #[must_use]
            pub const fn caps_score(self) -> bool {
                match self { $(Self::$variant => $caps,)* }
            }

            /// Title for staff, in English.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)* }
            }

            /// The check with this name.
            #[must_use]
            pub fn from_name(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|check| check.name() == name)
            }
        }
    };
}

impl CheckName {
    /// The checks of what the user typed against the parts of the document, which are made when the user confirms.
    pub const OF_TYPED_TEXT: [Self; 4] = [
        Self::TypedName,
        Self::TypedBirthDate,
        Self::TypedNumber,
        Self::TypedNationality,
    ];

    /// Whether the outline of the check keeps its numbers, see [`CheckResult::in_outline`].
    #[must_use]
    pub fn keeps_numbers(self) -> bool {
        // What the project's rules left of the score tells no more than the score itself.
        // How far two ages are apart tells neither of them.
        let beside_the_score = [Self::ActiveLiveness, Self::FaceAge, Self::CustomRules];
        self.weight() > 0.0 || beside_the_score.contains(&self) || Self::OF_TYPED_TEXT.contains(&self)
    }
}

checks! {
    /// The document's picture came from a camera's stream, as far as can be told.
    DocumentCapture = "document_capture", Document, 0.0, false, "Source of the document's picture";
    /// Sharpness, exposure and size of the document image.
    DocumentImage = "document_image", Document, 5.0, false, "Document image quality";
    /// Text, a machine readable zone or a portrait was found at all.
    DocumentPresence = "document_presence", Document, 0.0, false, "Document in the picture";
    /// A portrait was found on the document.
    DocumentPortrait = "document_portrait", Document, 0.0, false, "Portrait on the document";
    /// The pictures show the front and the back of the document.
    DocumentSides = "document_sides", Document, 0.0, false, "Front and back";
    /// The picture shows no sign of a screen.
    ScreenReplay = "id_liveness_screen_replay", Document, 0.0, false, "Picture of a screen";
    /// The document is no copy in black and white.
    PaperPrinted = "id_liveness_paper_printed", Document, 0.0, false, "Copy in black and white";
    /// A second portrait on the document shows the same face.
    ReplacedPortrait = "id_liveness_replace_portraits", Document, 0.0, false, "Second portrait shows the same face";
    /// The machine readable zone is there and its check digits agree.
    MachineReadableZone = "machine_readable_zone", Document, 20.0, true, "Machine readable zone";
    /// How surely the text was recognised.
    TextRecognition = "text_recognition", Document, 10.0, false, "Text recognition";
    /// The machine readable zone, the printed text of both sides and a barcode say the same.
    TextAgreement = "text_agreement", Document, 10.0, false, "Zone against print and barcode";
    /// The kind of document is the chosen one and is accepted.
    DocumentType = "document_type", Document, 0.0, false, "Kind of document";
    /// The issuing country is the chosen one and is accepted.
    IssuingCountry = "issuing_country", Document, 0.0, false, "Issuing country";
    /// Birth, issue and expiry dates are possible and in order.
    DocumentDates = "document_dates", Document, 5.0, false, "Dates on the document";
    /// The document has not expired.
    DocumentExpiry = "document_expiry", Document, 0.0, false, "Expiry";
    /// A national number fits the rules of its country and says the same as the document.
    NationalNumber = "national_number", Document, 0.0, false, "National number";
    /// The holder has reached the age limit.
    AgeLimit = "age_limit", Document, 0.0, false, "Age limit";
    /// What the user typed against what was read.
    UserCorrections = "user_corrections", Document, 10.0, true, "Corrections by the user";
    /// The name that the user typed is the one on the document.
    TypedName = "typed_name", Document, 0.0, false, "Typed name";
    /// The birth date that the user typed is the one on the document.
    TypedBirthDate = "typed_birth_date", Document, 0.0, false, "Typed birth date";
    /// The numbers that the user typed are those on the document.
    TypedNumber = "typed_number", Document, 0.0, false, "Typed numbers";
    /// The nationality that the user chose is the one on the document.
    TypedNationality = "typed_nationality", Document, 0.0, false, "Chosen nationality";
    /// The selfie came from a camera's stream, as far as can be told.
    SelfieCapture = "selfie_capture", Selfie, 0.0, false, "Source of the selfie";
    /// Sharpness, exposure and size of the selfie.
    SelfieImage = "selfie_image", Selfie, 5.0, false, "Selfie quality";
    /// Exactly one face is in the selfie.
    SelfieFace = "selfie_face", Selfie, 0.0, false, "Face in the selfie";
    /// The eyes in the selfie are open.
    SelfieEyes = "selfie_eyes", Selfie, 0.0, false, "Eyes open";
    /// Neither eyes nor mouth are covered in the selfie.
    SelfieCovering = "selfie_covering", Selfie, 0.0, false, "Face uncovered";
    /// The face in the selfie is the face on the document.
    FaceMatch = "face_match", Selfie, 30.0, true, "Face against portrait";
    /// The face in the selfie looks about as old as the person is by the birth date.
    FaceAge = "face_age", Selfie, 0.0, false, "Age of the face";
    /// The passive liveness signal of the selfie: weak, so it weighs little, and below its threshold a human looks.
    PassiveLiveness = "passive_liveness", Selfie, 5.0, false, "Passive liveness";
    /// The person made the movements that were asked for, and is the one in the selfie.
    ActiveLiveness = "active_liveness", Selfie, 0.0, false, "Active liveness";
    /// Nobody was approved with the same identity before.
    DuplicateUser = "duplicate_user", Selfie, 0.0, false, "Same identity as an approved user";
    /// Nobody was approved with the same face before.
    DuplicateFace = "duplicate_face", Selfie, 0.0, false, "Same face as an approved user";
    /// The face is not on the project's block-list.
    BlockedFace = "blocked_face", Selfie, 0.0, false, "Face on the block-list";
    /// None of the project's own rules holds.
    CustomRules = "custom_rules", Selfie, 0.0, false, "Rules of the project";
}

/// What a check came to. Which outcome a failed check leads to is the project's policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "code", rename_all = "snake_case")]
pub enum CheckOutcome {
    /// All right.
    Pass,
    /// Go on, but record it and let it weigh on the score.
    Warn,
    /// The user can take it again.
    Retry(RetryCode),
    /// A human must look.
    Pending,
    /// The submission is rejected.
    Reject(RejectCode),
}

impl CheckOutcome {
    /// The outcome's word.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Retry(_) => "retry",
            Self::Pending => "pending",
            Self::Reject(_) => "reject",
        }
    }

    /// The code of a retry or rejection.
    #[must_use]
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::Retry(code) => Some(code.code()),
            Self::Reject(code) => Some(code.code()),
            Self::Pass | Self::Warn | Self::Pending => None,
        }
    }

    /// Puts an outcome together again from its stored word and code.
    #[must_use]
    pub fn from_parts(name: &str, code: Option<&str>) -> Option<Self> {
        match name {
            "pass" => Some(Self::Pass),
            "warn" => Some(Self::Warn),
            "pending" => Some(Self::Pending),
            "retry" => RetryCode::from_code(code?).map(Self::Retry),
            "reject" => RejectCode::from_code(code?).map(Self::Reject),
            _ => None,
        }
    }
}

/// How well a check went, on one scale for all: 0 worst, 0.5 exactly at the check's own threshold, 1 best.
///
/// It has at most twelve decimals, so that it is the same number again when it is read from text.
#[derive(Debug, Clone, Copy, PartialEq, PartialOrd, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Standing(f64);

impl Standing {
    /// The best standing.
    pub const BEST: Self = Self(1.0);
    /// Exactly at the threshold.
    pub const AT_THRESHOLD: Self = Self(0.5);
    /// The worst standing.
    pub const WORST: Self = Self(0.0);

    /// From a number, clamped to 0..1; not-a-number counts as the worst.
    #[must_use]
    pub fn new(value: f64) -> Self {
        if value.is_nan() {
            Self::WORST
        } else {
            Self((value.clamp(0.0, 1.0) * 1e12).round() / 1e12)
        }
    }

    /// Places a value on the scale: `worst` maps to 0, `threshold` to 0.5, `best` to 1, straight lines between.
    /// `worst < threshold < best` is expected; otherwise the value counts as best from the threshold on, else as worst.
    #[must_use]
    pub fn of(value: f64, worst: f64, threshold: f64, best: f64) -> Self {
        if !(worst < threshold && threshold < best) {
            return if value >= threshold { Self::BEST } else { Self::WORST };
        }
        if value < threshold {
            Self::new(0.5 * (value - worst) / (threshold - worst))
        } else {
            Self::new(0.5 + 0.5 * (value - threshold) / (best - threshold))
        }
    }

    /// The number, 0..1.
    #[must_use]
    pub const fn value(self) -> f64 {
        self.0
    }
}

/// One check as it was made: enough to explain the decision years later.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckResult {
    /// Which check.
    pub name: CheckName,
    /// What it came to.
    pub outcome: CheckOutcome,
    /// The measured value, in the unit that the message names.
    pub value: Option<f64>,
    /// The threshold that the value was held against, in the same unit.
    pub threshold: Option<f64>,
    /// Place on the common scale; it feeds the score.
    pub standing: Standing,
    /// Name and version of the model that measured, if one did.
    pub model: Option<String>,
    /// One sentence for staff. It holds no personal data but, of the age of a face, whole years.
    pub message: String,
}

impl CheckResult {
    /// A check without a number: passed or not.
    #[must_use]
    pub fn plain(name: CheckName, outcome: CheckOutcome, message: impl Into<String>) -> Self {
        let standing = match outcome {
            CheckOutcome::Pass => Standing::BEST,
            CheckOutcome::Warn => Standing::AT_THRESHOLD,
            CheckOutcome::Pending => Standing::new(0.25),
            CheckOutcome::Retry(_) | CheckOutcome::Reject(_) => Standing::WORST,
        };
        Self {
            name,
            outcome,
            value: None,
            threshold: None,
            standing,
            model: None,
            message: message.into(),
        }
    }

    /// A check with a measured value.
    #[must_use]
    pub fn measured(
        name: CheckName,
        outcome: CheckOutcome,
        value: f64,
        threshold: f64,
        standing: Standing,
        message: impl Into<String>,
    ) -> Self {
        Self {
            name,
            outcome,
            value: Some(value),
            threshold: Some(threshold),
            standing,
            model: None,
            message: message.into(),
        }
    }

    /// Names the model that measured.
    #[must_use]
    pub fn by_model(mut self, model: impl Into<String>) -> Self {
        self.model = Some(model.into());
        self
    }

    /// What stays readable once the submission is sealed: how it went, and the numbers of checks that weigh in the score,
    /// of active liveness, which tell of pictures, of typed text, which tell how alike two texts are and not what they say,
    /// and of the age of a face, which tell how far two ages are apart and neither of them. Words and other numbers can tell of the person.
    #[must_use]
    pub fn in_outline(&self) -> Self {
        let weighs = self.name.keeps_numbers();
        Self {
            value: self.value.filter(|_| weighs),
            threshold: self.threshold.filter(|_| weighs),
            standing: if weighs {
                self.standing
            } else {
                Self::plain(self.name, self.outcome, "").standing
            },
            message: String::new(),
            ..self.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn names_and_outcomes_round_trip() {
        for check in CheckName::ALL {
            assert_eq!(CheckName::from_name(check.name()), Some(*check));
            assert_eq!(
                serde_json::from_value::<CheckName>(check.name().into()).unwrap(),
                *check
            );
        }
        for outcome in [
            CheckOutcome::Pass,
            CheckOutcome::Warn,
            CheckOutcome::Pending,
            CheckOutcome::Retry(RetryCode::FaceNotFound),
            CheckOutcome::Reject(RejectCode::ExpiredId),
        ] {
            assert_eq!(CheckOutcome::from_parts(outcome.name(), outcome.code()), Some(outcome));
        }
        assert_eq!(CheckOutcome::from_parts("reject", Some("no such code")), None);
    }

    #[test]
    fn the_outline_of_a_check_keeps_no_words_and_only_numbers_that_weigh() {
        let measured =
            |name| CheckResult::measured(name, CheckOutcome::Pass, 34.0, 18.0, Standing::new(0.9), "34 years old");
        let (face, age) = (
            measured(CheckName::FaceMatch).in_outline(),
            measured(CheckName::AgeLimit).in_outline(),
        );
        assert_eq!((face.value, face.message.as_str()), (Some(34.0), ""));
        assert_eq!((age.value, age.threshold, age.standing), (None, None, Standing::BEST));
        assert_eq!(age, age.in_outline());
        let looks = measured(CheckName::FaceAge).in_outline();
        assert_eq!((looks.value, looks.message.as_str()), (Some(34.0), ""));
    }

    proptest! {
        #[test]
        fn a_standing_read_from_text_is_the_same(value in 0.0..=1.0f64, threshold in 0.1..99.9f64) {
            for standing in [Standing::new(value), Standing::of(value * 100.0, 0.0, threshold, 100.0)] {
                let text = serde_json::to_string(&standing).unwrap();
                prop_assert_eq!(serde_json::from_str::<Standing>(&text).unwrap(), standing);
            }
        }
    }

    #[test]
    fn standings_meet_at_the_threshold() {
        assert!((Standing::of(85.0, 0.0, 85.0, 100.0).value() - 0.5).abs() < 1e-12);
        assert!((Standing::of(100.0, 0.0, 85.0, 100.0).value() - 1.0).abs() < 1e-12);
        assert_eq!(Standing::of(f64::NAN, 0.0, 85.0, 100.0), Standing::WORST);
        assert_eq!(Standing::of(5.0, 0.0, 5.0, 5.0), Standing::BEST);
    }
}
