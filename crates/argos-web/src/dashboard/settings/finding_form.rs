//! What single findings lead to, as fields of the policy's form.

use argos_domain::policy::{Consequence, Contradiction, FaceAgeRule, Policy};

/// A finding and its field of the policy.
pub(super) struct FindingNames {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    /// The word that is chosen.
    pub(super) of: fn(&Policy) -> &'static str,
    /// Chooses a word; `None` for one that cannot be chosen.
    set: fn(&mut Policy, &str) -> Option<()>,
    options: &'static [FindingOption],
}

/// What a finding can lead to.
pub(super) struct FindingOption {
    pub(super) word: &'static str,
    pub(super) label: &'static str,
}

const OFF: FindingOption = FindingOption {
    word: "off",
    label: "Estimate nobody's age",
};
const WARN: FindingOption = FindingOption {
    word: "warn",
    label: "Go on and record a warning",
};
const RETRY: FindingOption = FindingOption {
    word: "retry",
    label: "Let the user try again",
};
const PENDING: FindingOption = FindingOption {
    word: "pending",
    label: "A human looks",
};
const REJECT: FindingOption = FindingOption {
    word: "reject",
    label: "Reject the submission",
};

macro_rules! finding {
    ($field:ident, $kind:ty, $options:expr, $label:literal, $hint:literal) => {
        FindingNames {
            name: stringify!($field),
            label: $label,
            hint: $hint,
            of: |policy| policy.$field.name(),
            set: |policy, word| {
                policy.$field = <$kind>::from_name(word)?;
                Some(())
            },
            options: &$options,
        }
    };
}

/// Signs that the document is not shown itself.
pub(super) const SIGNS: &[FindingNames] = &[
    finding!(
        id_liveness_screen_replay,
        Consequence,
        [WARN, RETRY, PENDING],
        "A picture of a screen",
        "The regular pattern that the pixels of a screen leave in a photograph."
    ),
    finding!(
        id_liveness_paper_printed,
        Consequence,
        [WARN, RETRY, PENDING],
        "A copy in black and white",
        "No colour but that of the light. Copies in colour are not noticed."
    ),
    finding!(
        id_liveness_replace_portraits,
        Consequence,
        [WARN, RETRY, PENDING],
        "A second portrait that shows another face",
        "Where the document has a second portrait that is large enough to compare."
    ),
];

/// A face that looks of another age than the birth date says.
pub(super) const FACE_AGE: &[FindingNames] = &[finding!(
    face_age,
    FaceAgeRule,
    [OFF, WARN, RETRY, PENDING],
    "A face that looks much younger or older than the birth date says",
    "The age is estimated from the selfie and is often wrong by many years, most of all for people over 60: it never rejects by itself."
)];

/// Fields that the user typed and the document contradicts.
pub(super) const TYPED: &[FindingNames] = &[
    finding!(
        typed_name,
        Contradiction,
        [WARN, PENDING, REJECT],
        "Another name",
        "Another order, spelling or shorter form is the same name."
    ),
    finding!(
        typed_birth_date,
        Contradiction,
        [WARN, PENDING, REJECT],
        "Another birth date",
        "Another year always is one; any change is, where check digits or a barcode prove the date."
    ),
    finding!(
        typed_number,
        Contradiction,
        [WARN, PENDING, REJECT],
        "Another number of the document, or personal number",
        "Another digit always is one; O for 0 is, where check digits or a barcode prove the number."
    ),
    finding!(
        typed_nationality,
        Contradiction,
        [WARN, PENDING, REJECT],
        "Another nationality",
        "Where the document states one."
    ),
];

/// What was chosen for one finding.
pub(super) struct FindingForm {
    pub(super) names: &'static FindingNames,
    pub(super) chosen: String,
}

impl FindingForm {
    pub(super) fn all(findings: &'static [FindingNames], chosen: impl Fn(&FindingNames) -> String) -> Vec<Self> {
        let filled = |names| Self {
            names,
            chosen: chosen(names),
        };
        findings.iter().map(filled).collect()
    }

    /// Stores the choice; a form that does not name the finding leaves it as it is.
    pub(super) fn store_in(&self, policy: &mut Policy) -> Result<(), &'static str> {
        if self.chosen.is_empty() {
            return Ok(());
        }
        (self.names.set)(policy, &self.chosen).ok_or("Choose what it leads to")
    }

    pub(super) fn options(&self) -> &'static [FindingOption] {
        self.names.options
    }

    pub(super) fn is(&self, option: &FindingOption) -> bool {
        self.chosen == option.word
    }
}
