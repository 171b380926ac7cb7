//! What signs that a document is not shown itself lead to, as fields of the policy's form.

use argos_domain::policy::{Consequence, Policy};

/// A sign that the document is not shown itself, and its field of the policy.
pub(super) struct SignNames {
    pub(super) name: &'static str,
    pub(super) label: &'static str,
    pub(super) hint: &'static str,
    pub(super) of: fn(&Policy) -> Consequence,
    set: fn(&mut Policy) -> &mut Consequence,
}

const SIGNS: [SignNames; 3] = [
    SignNames {
        name: "id_liveness_screen_replay",
        label: "A picture of a screen",
        hint: "The regular pattern that the pixels of a screen leave in a photograph.",
        of: |policy| policy.id_liveness_screen_replay,
        set: |policy| &mut policy.id_liveness_screen_replay,
    },
    SignNames {
        name: "id_liveness_paper_printed",
        label: "A copy in black and white",
        hint: "No colour but that of the light. Copies in colour are not noticed.",
        of: |policy| policy.id_liveness_paper_printed,
        set: |policy| &mut policy.id_liveness_paper_printed,
    },
    SignNames {
        name: "id_liveness_replace_portraits",
        label: "A second portrait that shows another face",
        hint: "Where the document has a second portrait that is large enough to compare.",
        of: |policy| policy.id_liveness_replace_portraits,
        set: |policy| &mut policy.id_liveness_replace_portraits,
    },
];

/// What was chosen for one sign.
pub(super) struct SignForm {
    pub(super) names: &'static SignNames,
    pub(super) chosen: String,
}

impl SignForm {
    pub(super) fn all(chosen: impl Fn(&SignNames) -> String) -> [Self; 3] {
        [0, 1, 2].map(|index| Self {
            names: &SIGNS[index],
            chosen: chosen(&SIGNS[index]),
        })
    }

    /// Stores the choice; a form that does not name the sign leaves it as it is.
    pub(super) fn store_in(&self, policy: &mut Policy) -> Result<(), &'static str> {
        match Consequence::from_name(&self.chosen) {
            Some(consequence) => *(self.names.set)(policy) = consequence,
            None if self.chosen.is_empty() => {}
            None => return Err("Choose what it leads to"),
        }
        Ok(())
    }

    pub(super) fn is(&self, consequence: &str) -> bool {
        self.chosen == consequence
    }
}
