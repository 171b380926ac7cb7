//! The checks as a page for people, `docs/checks.md`: what each looks at, what it leads to, what was measured.

use crate::check::{CheckName, Standing};
use crate::document_dates::DateProblem;
use crate::national_number::{noticed_typing_errors, rules};
use crate::score::FITTED;
use std::fmt::Write as _;

/// What is to be known about a check beyond its table in [`CheckName`].
struct About {
    /// What it looks at.
    looks_at: &'static str,
    /// What a failure leads to, as the policy of a new project has it.
    leads_to: &'static str,
    /// How often it was right, as far as that was measured.
    measured: &'static str,
}

const TYPED: &str =
    "false alarms and misses on invented documents and public pairs: see below; not measured on real submissions";
const NOT_MEASURED: &str = "not measured on real submissions";

const fn about(check: CheckName) -> About {
    match check {
        CheckName::DocumentCapture => About {
            looks_at: "what the Liveform says about the picture: a camera's stream or a file, and whether the camera is a known \
                       virtual one; and whether the file itself contradicts it. Absent where pictures come by API",
            leads_to: "a warning for a file, where the policy allows files; a human for a virtual camera or a contradiction",
            measured: "what a browser says can be made up: it finds those who do not hide it",
        },
        CheckName::DocumentImage => About {
            looks_at: "size, brightness and sharpness of the document's picture, and whether the document goes on beyond its border",
            leads_to: "retry `document_image_quality`, `document_too_bright` or `document_cut_off`; a warning when the text was read well all the same",
            measured: "thresholds by hand; not measured as a classifier",
        },
        CheckName::DocumentPresence => About {
            looks_at: "whether text or a machine readable zone was found at all",
            leads_to: "retry `document_not_found`",
            measured: NOT_MEASURED,
        },
        CheckName::DocumentPortrait => About {
            looks_at: "whether a portrait was found on the document",
            leads_to: "retry `document_face_not_found`",
            measured: NOT_MEASURED,
        },
        CheckName::DocumentSides => About {
            looks_at: "which side each picture shows, by the kind of zone, a card's barcode, portrait and printed fields; and \
                       whether both are the same picture. Absent where nothing tells",
            leads_to: "retry `document_face_not_found` when the first picture shows the back; retry `invalid_back_document` when \
                       the second shows the front, or the same as the first; a warning when it only looks like a front",
            measured: "on specimens: see below; not measured on real submissions",
        },
        CheckName::ScreenReplay => About {
            looks_at: "regular patterns of fine detail in the pictures of both sides, as the pixels of a screen leave them. The \
                       value goes from 100 (none) to 0; absent for pictures under 128 pixels",
            leads_to: "what the policy says: a warning, a retry `id_liveness_screen_replay` or a human; of a new project a warning",
            measured: "false alarms and simulated screens: see below; not measured on real screens",
        },
        CheckName::PaperPrinted => About {
            looks_at: "whether the document has any colour besides the light's. The value goes from 100 (colourful) to 0. A copy in \
                       colour is not noticed",
            leads_to: "what the policy says: a warning, a retry `id_liveness_paper_printed` or a human; of a new project a warning",
            measured: "false alarms and simulated copies: see below; not measured on real copies",
        },
        CheckName::ReplacedPortrait => About {
            looks_at: "the portrait against the next largest face on the front, such as a ghost portrait, from 40 pixels of width. \
                       Absent without one. Cut edges and retouching are not looked for: what was tried did not tell them apart",
            leads_to: "what the policy says: a warning, a retry `id_liveness_replace_portraits` or a human; of a new project a warning",
            measured: NOT_MEASURED,
        },
        CheckName::MachineReadableZone => About {
            looks_at: "the check digits of the machine readable zone, and whether the printed text proves what has none",
            leads_to: "retry `mrz_protocol_fail` when a check digit fails or a zone that must be there was not found; a human \
                       when one would agree with a character that the picture does not show, which is misread or altered, \
                       unless the printed text settles it; a warning when a field without check digit is not proven",
            measured: "`argos eval documents` counts zones read exactly and fields that are wrong and yet accepted",
        },
        CheckName::TextRecognition => About {
            looks_at: "how surely name, birth date, number and expiry date, and all characters, were read",
            leads_to: "a warning below the policy's recognition threshold",
            measured: NOT_MEASURED,
        },
        CheckName::TextAgreement => About {
            looks_at: "whether zone, printed text of both sides and barcode say the same: surname, given names, birth date, \
                       expiry date, document number, sex. Only a printed field that was read beside its label can differ",
            leads_to: "a human when a field differs; the message names the field and the parts",
            measured: "false alarms on specimens: see below; not measured on forgeries",
        },
        CheckName::DocumentType => About {
            looks_at: "the kind of document against the user's choice and the kinds that the policy accepts",
            leads_to: "reject `invalid_acceptedID`, or retry `document_type_mismatch`; a human when the kind was neither read nor chosen \
                       and not every kind is accepted, or with universal ID",
            measured: NOT_MEASURED,
        },
        CheckName::IssuingCountry => About {
            looks_at: "the issuing country against the user's choice and the policy's lists",
            leads_to: "reject `blacklistCountry`, or retry `document_country_mismatch`; a human when the country was neither read nor \
                       chosen and the policy has a list of countries",
            measured: NOT_MEASURED,
        },
        CheckName::DocumentDates => About {
            looks_at: "dates that are impossible or unusual, see below",
            leads_to: "by problem, see below",
            measured: "false alarms on specimens: see below",
        },
        CheckName::DocumentExpiry => About {
            looks_at: "the expiry date, where one was read",
            leads_to: "reject `expired_id`, or a warning, by policy",
            measured: NOT_MEASURED,
        },
        CheckName::NationalNumber => About {
            looks_at: "national numbers in the zone's optional data, in the field of the personal number and, where cards bear \
                       them so, as the document's number: check characters, and birth date and sex in them against the document. \
                       Absent without a rule, or when the number has another form or was not surely read",
            leads_to: "a warning when a number does not fit its rule, as it may be misread; a human when it fits and tells of \
                       another birth date or sex (a warning when it has no check character and nothing else proves it)",
            measured: "the share of single wrong characters that each rule notices: see below",
        },
        CheckName::AgeLimit => About {
            looks_at: "the birth date against the policy's age limit",
            leads_to: "reject `under_ageLimit`",
            measured: NOT_MEASURED,
        },
        CheckName::UserCorrections => About {
            looks_at: "what the user confirmed against what was read, field by field: its value is the agreement of the worst. \
                       Another order, transliteration or writing corrects nothing",
            leads_to: "a warning for corrections, and for other fields that are added or left out; a human for a name, birth date or \
                       document number that was not read, for a document number that was read and left out, and for changes that \
                       no slip explains of fields that no check of typed text looks at: what the others lead to is said there",
            measured: NOT_MEASURED,
        },
        CheckName::TypedName => About {
            looks_at: "the name that the user typed against the zone, the printed text and the barcode, each by itself. Where one of \
                       them is proven it decides, otherwise the one that agrees best; the message names the parts. The value is \
                       the agreement: 100 the same, from 90 on written otherwise, from 70 on a slip. Absent where nothing is \
                       typed or no part has the field, and by API without corrections",
            leads_to: "a warning for a slip; for another name what the policy says: a warning, a human or reject \
                       `id_info_dataMismatch`; of a new project a human",
            measured: TYPED,
        },
        CheckName::TypedBirthDate => About {
            looks_at: "the typed birth date likewise. What check digits or a barcode prove is never a slip, and neither is \
                       another year",
            leads_to: "a warning for a slip; for another date what the policy says, of a new project a human",
            measured: TYPED,
        },
        CheckName::TypedNumber => About {
            looks_at: "the typed number of the document and the personal number likewise; the one that agrees less counts. What \
                       check digits or a barcode prove is never a slip, and neither is another digit",
            leads_to: "a warning for a slip; for another number what the policy says, of a new project a human",
            measured: TYPED,
        },
        CheckName::TypedNationality => About {
            looks_at: "the chosen nationality likewise; codes of one state are one. The issuing country is held against the user's \
                       choice by `issuing_country`",
            leads_to: "for another nationality what the policy says, of a new project a human",
            measured: "an exact comparison",
        },
        CheckName::SelfieCapture => About {
            looks_at: "the same for the selfie, and whether the frames of a challenge of active liveness, of this attempt or an \
                       earlier one, were repeated, frozen, out of order or impossible in time or motion",
            leads_to: "a warning for a file, where the policy allows files; a human for a virtual camera, a contradiction or such \
                       frames",
            measured: "what a browser says can be made up: it finds those who do not hide it",
        },
        CheckName::SelfieImage => About {
            looks_at: "size, brightness and sharpness of the face, and whether the head is turned away",
            leads_to: "retry `face_image_quality`",
            measured: "thresholds by hand; false alarms: docs/models.md",
        },
        CheckName::SelfieFace => About {
            looks_at: "whether exactly one face is in the selfie",
            leads_to: "retry `face_not_found` or `multiple_faces`",
            measured: NOT_MEASURED,
        },
        CheckName::SelfieEyes => About {
            looks_at: "how far the more open eye is open, by the outline that a network draws of its lids",
            leads_to: "a note for staff",
            measured: "false alarms, and lids that are drawn over the eyes: docs/models.md; not measured on people who close their eyes",
        },
        CheckName::SelfieCovering => About {
            looks_at: "how little the face changes for the recogniser when its eyes, or mouth and chin, are wiped out: where something covers them, there is little to lose",
            leads_to: "a note for staff",
            measured: "false alarms, and painted masks and dark glasses: docs/models.md; not measured on real ones. Hands are not noticed",
        },
        CheckName::FaceMatch => About {
            looks_at: "the face in the selfie against the portrait on the document",
            leads_to: "retry `face_compare_underscore` below the policy's review threshold, a human between it and the threshold",
            measured: "error rates by set: docs/models.md",
        },
        CheckName::FaceAge => About {
            looks_at: "how old the face in the selfie looks, against the age by the birth date that the user confirmed, on the day on \
                       which the submission began. The value is the difference in years, above 0 when the face looks older. \
                       Absent without a birth date, and where the policy says `off`",
            leads_to: "beyond the policy's tolerance what the policy says: a warning, a retry `face_age_mismatch` or a human; of a new \
                       project a warning",
            measured: "errors in years on photographs of celebrities: docs/models.md; not measured on selfies, on children and by \
                       colour of skin",
        },
        CheckName::PassiveLiveness => About {
            looks_at: "one passive signal of liveness in the selfie",
            leads_to: "a human below the policy's threshold",
            measured: "weak; error rates by set: docs/models.md",
        },
        CheckName::ActiveLiveness => About {
            looks_at: "whether the person made the movements that the server drew, in order and in time, and whether the face in \
                       the selfie is the one that moved. Absent unless the policy asks for it",
            leads_to: "retry `face_liveness_underscore` when they were not made or the selfie shows another face; a human when a \
                       person cannot make them, and where the selfie comes by API",
            measured: NOT_MEASURED,
        },
        CheckName::DuplicateUser => About {
            looks_at: "whether the same identity was approved before",
            leads_to: "reject `duplicate_user` or `duplicated_user_PII_exact`, where the policy says so",
            measured: "an exact comparison",
        },
        CheckName::DuplicateFace => About {
            looks_at: "whether the same face was approved before",
            leads_to: "reject `duplicated_face`, where the policy says so",
            measured: "error rates of the comparison by set: docs/models.md",
        },
        CheckName::BlockedFace => About {
            looks_at: "whether the face is on the project's block-list, by the threshold for duplicated faces; absent while the list is empty",
            leads_to: "a human",
            measured: "error rates of the comparison by set: docs/models.md",
        },
        CheckName::CustomRules => About {
            looks_at: "which of the project's own rules hold, once all other checks are made; absent without rules. Its value is \
                       what they leave of the score",
            leads_to: "what the rules say: a lower score, a human, or a rejection",
            measured: "follows from the other checks",
        },
    }
}

/// The page in Markdown, as it stands in `docs/checks.md`.
#[must_use]
pub fn checks_page() -> String {
    let mut page = String::from(
        "# Checks\n\n\
         This page is written from the tables in `crates/argos-domain/src/` by `argos checks`; a test holds the two together.\n\n\
         A check whose input is missing is absent, never passed. Its standing counts in the ARGOS Score \
         ([ADR 0060](adr/0060-argos-score-version-2.md)); a check that takes no points acts by its outcome alone. A human who must look \
         stops automatic approval, whatever the score.\n\n",
    );
    // Writing to a string cannot fail, here and below.
    for check in CheckName::ALL {
        let about = about(*check);
        let _ = write!(
            page,
            "## `{}`: {}\n\n- Step: {}\n- Looks at: {}\n- Leads to: {}\n- In the score: {}\n- Measured: {}\n\n",
            check.name(),
            check.title(),
            check.step().name(),
            about.looks_at,
            about.leads_to,
            in_the_score(*check),
            about.measured,
        );
    }
    dates(&mut page);
    numbers(&mut page);
    page.push_str(FALSE_ALARMS);
    page
}

/// How far the check alone brings the score down.
fn in_the_score(check: CheckName) -> String {
    if FITTED.doubt(check, Standing::WORST).is_none_or(|doubt| doubt <= 0.0) {
        return "takes no points".to_owned();
    }
    let at = |standing: f64| FITTED.alone(check, Standing::new(standing));
    format!(
        "alone it leaves {:.1} of {:.1} at its own threshold, {:.1} halfway below it, {:.1} at worst",
        at(0.5),
        at(1.0),
        at(0.25),
        at(0.0)
    )
}

fn dates(page: &mut String) {
    page.push_str(
        "## Problems of dates\n\nSeveral may hold at once; the worst decides. None has a code of its own but the first.\n\n\
         | Problem | Leads to | What the user can do |\n|---|---|---|\n",
    );
    for problem in DateProblem::ALL {
        let outcome = problem.outcome();
        let leads_to = match outcome.code() {
            Some(code) => format!("{} `{code}`", outcome.name()),
            None => outcome.name().to_owned(),
        };
        let _ = writeln!(
            page,
            "| {} | {leads_to} | {} |",
            problem.staff_text(),
            problem.user_text()
        );
    }
    page.push('\n');
}

fn numbers(page: &mut String) {
    page.push_str(
        "## National numbers\n\n\
         Noticed: of numbers that fit their rule, with one character taken for another of its kind, the share that no longer fits. \
         All such changes of up to sixty computed numbers for each rule were tried. It says how far a single misread or mistyped \
         character is noticed, not how far a forger is: rules are public.\n\n\
         | Countries | Number | Check character | Noticed | Source |\n|---|---|---|---|---|\n",
    );
    for rule in rules() {
        let has_check = rule.content(rule.specimen).is_some_and(|content| content.has_check);
        let _ = writeln!(
            page,
            "| {} | {} | {} | {:.0} % | {} |",
            rule.countries.join(", "),
            rule.name,
            if has_check { "yes" } else { "no" },
            100.0 * noticed_typing_errors(rule),
            rule.source,
        );
    }
    page.push('\n');
}

/// Figures of a run by hand; the commands that give them stand with them.
const FALSE_ALARMS: &str = include_str!("check_page_false_alarms.md");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_of_checks_says_what_the_tables_say() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/checks.md");
        assert_eq!(
            checks_page(),
            std::fs::read_to_string(path).unwrap(),
            "write the page anew: cargo run -- checks > docs/checks.md"
        );
    }
}
