//! The words for what a check found and for what helps.

use super::{Explanation, Improvement, Reason};
use crate::check::{CheckName, CheckOutcome, CheckResult};
use crate::recompute::{Conclusion, Gap};

impl Explanation {
    /// What decided, a sentence for each reason, without personal data but, of the age of a face, whole years.
    #[must_use]
    pub fn in_words(&self) -> Vec<String> {
        if self.again.conclusion == Conclusion::Approved {
            return vec!["The score lies above the threshold, and no check stands against it.".to_owned()];
        }
        self.reasons.iter().map(|reason| self.reason(reason)).collect()
    }

    fn reason(&self, reason: &Reason) -> String {
        let found = |name: &CheckName| {
            let check = self.again.checks.iter().find(|check| check.name == *name);
            check.map(finding).unwrap_or_default()
        };
        match reason {
            Reason::Rejects(check) => format!("{} rejects it: {}.", check.title(), found(check)),
            Reason::Fails(check) => format!("{} failed: {}.", check.title(), found(check)),
            Reason::AsksHuman(check) => format!("{} asks a human to look: {}.", check.title(), found(check)),
            Reason::Score => {
                let (score, threshold) = (number(self.again.score.value), number(self.score_threshold));
                if self.reasons.len() > 1 {
                    format!("The score is too low as well: {score}, and it has to be above {threshold}.")
                } else {
                    format!("The score is {score} and has to be above {threshold}.")
                }
            }
            Reason::Cap(CheckName::CustomRules, left) => {
                format!("The rules of the project leave {left:.1} of the score.")
            }
            Reason::Cap(check, cap) => format!(
                "{} fell short of its own threshold. Other checks cannot make up for that: the score stops at {}.",
                check.title(),
                number(*cap)
            ),
            Reason::AutomaticOnly => "Nobody reviews in this project, so what needs a human is rejected.".to_owned(),
        }
    }
}

impl Improvement {
    /// Who can do something about it, what, and what it leads to.
    #[must_use]
    pub fn in_words(&self) -> String {
        let titles: Vec<&str> = self.checks.iter().map(|check| check.title()).collect();
        let titles = titles.join("\u{201d} and \u{201c}");
        // What is typed is compared once.
        let typed = |check: &CheckName| CheckName::OF_TYPED_TEXT.contains(check);
        let is_told = |check: &&CheckName| **check != CheckName::UserCorrections || !self.checks.iter().any(typed);
        let helps = self.checks.iter().filter(is_told).map(|check| what_helps(*check));
        let helps = helps.collect::<Vec<_>>().join("; ");
        let (decided, score) = (conclusion_in_words(self.leads_to), number(self.score));
        let for_a_human = self.checks.iter().filter(|check| is_for_a_human(**check)).count();
        if for_a_human == 0 {
            return format!(
                "Another try: {helps}. If \u{201c}{titles}\u{201d} then passes, it is {decided}, with a score of {score}."
            );
        }
        let who = if for_a_human == self.checks.len() {
            "A human"
        } else {
            "Another try and a human"
        };
        format!(
            "{who}: {helps}. Had \u{201c}{titles}\u{201d} passed, it would have been {decided}, with a score of {score}."
        )
    }
}

/// Whether no other picture helps, but somebody who looks at what is there.
const fn is_for_a_human(check: CheckName) -> bool {
    use CheckName as Name;
    matches!(
        check,
        Name::TextAgreement
            | Name::DocumentDates
            | Name::NationalNumber
            | Name::ReplacedPortrait
            | Name::FaceAge
            | Name::UserCorrections
            | Name::TypedName
            | Name::TypedBirthDate
            | Name::TypedNumber
            | Name::TypedNationality
            | Name::DuplicateUser
            | Name::DuplicateFace
            | Name::BlockedFace
            | Name::CustomRules
    )
}

/// A conclusion as the end of a sentence.
#[must_use]
pub fn conclusion_in_words(conclusion: Conclusion) -> String {
    match conclusion {
        Conclusion::Approved => "approved".to_owned(),
        Conclusion::Pending => "pending, which means that a human must look".to_owned(),
        Conclusion::TryAgain(code) => format!("sent back to the user, who tries again ({})", code.code()),
        Conclusion::Rejected(code) => format!("rejected ({})", code.code()),
        Conclusion::Unknown(Gap::NotFinished) => "not finished: not all steps were done".to_owned(),
        Conclusion::Unknown(Gap::NotMeasured(check)) => {
            format!("not known, because \u{201c}{}\u{201d} was not measured", check.title())
        }
    }
}

/// What a check found, in one sentence as in [`CheckResult::message`]. A sealed check has no words of its own any more: then it
/// is told from its numbers and its outcome.
#[must_use]
pub fn finding(check: &CheckResult) -> String {
    measured(check).unwrap_or_else(|| {
        if check.message.is_empty() {
            outcome(check.outcome).to_owned()
        } else {
            check.message.clone()
        }
    })
}

fn measured(check: &CheckResult) -> Option<String> {
    let (value, threshold) = (number(check.value?), number(check.threshold?));
    Some(match check.name {
        CheckName::DocumentImage => format!("sharpness {value}; text is readable from {threshold} on"),
        CheckName::MachineReadableZone => {
            let unproven = match check.outcome {
                CheckOutcome::Warn => "; a name without check digit is not confirmed by the printed text",
                CheckOutcome::Pending => {
                    "; the rest would be with one character that the picture does not show: misread or altered"
                }
                _ => "",
            };
            format!("{value} of {threshold} check digits are right{unproven}")
        }
        CheckName::TextRecognition => format!("text read with certainty {value} of 100; {threshold} is asked for"),
        CheckName::TextAgreement if check.message.is_empty() => {
            format!("{value} of {threshold} compared fields say the same")
        }
        CheckName::UserCorrections if check.message.is_empty() => {
            format!(
                "what the user confirmed agrees to {value} % with what was read; {threshold} % passes as a misreading"
            )
        }
        name if CheckName::OF_TYPED_TEXT.contains(&name) && check.message.is_empty() => {
            format!(
                "what the user typed agrees to {value} % with the document; from {threshold} % on a slip explains it"
            )
        }
        CheckName::SelfieImage => format!("eyes {value} pixels apart; faces can be compared from {threshold} on"),
        CheckName::FaceMatch => format!("the faces are similar by {value} of 100; {threshold} counts as one person"),
        CheckName::PassiveLiveness => format!("looks live by {value} of 100; below {threshold} a human looks"),
        CheckName::FaceAge if check.message.is_empty() => {
            let years = check.value?;
            let how = if years < 0.0 { "younger" } else { "older" };
            format!(
                "the face looks {} years {how} than the birth date says; {threshold} either way pass",
                number(years.abs())
            )
        }
        CheckName::ActiveLiveness => {
            format!("the face that moved is similar to the selfie by {value} of 100; {threshold} counts as one person")
        }
        _ => return None,
    })
}

/// A number with one decimal where it has one.
fn number(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").unwrap_or(&text).to_owned()
}

const fn outcome(outcome: CheckOutcome) -> &'static str {
    match outcome {
        CheckOutcome::Pass => "passed",
        CheckOutcome::Warn => "noticed something that is allowed to pass",
        CheckOutcome::Retry(_) => "failed; the user may try again",
        CheckOutcome::Pending => "asks a human to look",
        CheckOutcome::Reject(_) => "rejects",
    }
}

/// What the person, or whoever looks at the case, can do about a check that did not go well.
#[must_use]
pub const fn what_helps(check: CheckName) -> &'static str {
    match check {
        CheckName::DocumentCapture | CheckName::SelfieCapture => "take the picture with the camera in the page",
        CheckName::DocumentImage => "take the document again: sharp, in even light, all of it in the picture",
        CheckName::DocumentPresence | CheckName::DocumentPortrait => "show the side of the document with the portrait",
        CheckName::DocumentSides => "show the side with the portrait first, then the other side",
        CheckName::ScreenReplay | CheckName::PaperPrinted => "show the document itself, not a screen or a copy",
        CheckName::ReplacedPortrait => "look whether both portraits on the document show one person",
        CheckName::MachineReadableZone => "take the document again, so that the lines at its lower edge are sharp",
        CheckName::TextRecognition => "take the document again, sharper and closer",
        CheckName::TextAgreement => "compare the printed text with the machine readable lines or the barcode",
        CheckName::DocumentType => "use a kind of document that is accepted, and choose that kind",
        CheckName::IssuingCountry => "use a document of a country that is accepted, and choose that country",
        CheckName::DocumentDates => "look at birth, issue and expiry date on the document",
        CheckName::DocumentExpiry => "use a document that has not expired",
        CheckName::NationalNumber => "compare the national number with birth date and sex on the document",
        CheckName::AgeLimit => "nothing before the age is reached",
        CheckName::UserCorrections => "compare what the user typed with the picture of the document",
        CheckName::TypedName => "compare the typed name with the picture of the document",
        CheckName::TypedBirthDate => "compare the typed birth date with the picture of the document",
        CheckName::TypedNumber => "compare the typed numbers with the picture of the document",
        CheckName::TypedNationality => "compare the chosen nationality with the picture of the document",
        CheckName::SelfieImage => "take the selfie again: closer, in even light, looking straight ahead",
        CheckName::SelfieFace => "take the selfie again with one face in it",
        CheckName::SelfieEyes => "look whether the person is awake and looks into the camera",
        CheckName::SelfieCovering => "look whether a mask or dark glasses hide the face",
        CheckName::FaceMatch => "take the selfie again, or compare the two faces yourself",
        CheckName::FaceAge => "compare the face with the portrait, and the birth date with the document",
        CheckName::PassiveLiveness => "take the selfie again, and look whether it shows a living person",
        CheckName::ActiveLiveness => "make the movements again, with the face of the selfie",
        CheckName::DuplicateUser | CheckName::DuplicateFace => "look at the earlier submission of the same person",
        CheckName::BlockedFace => "compare the face with the one on the block-list",
        CheckName::CustomRules => "look at what the rules of the project that hold ask about",
    }
}
