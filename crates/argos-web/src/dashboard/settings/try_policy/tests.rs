use super::*;
use crate::dashboard::in_project::tests::entered;
use crate::dashboard::sample;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult};
use argos_domain::id::SubmissionId;
use argos_domain::judgement;
use argos_domain::recompute::{Stored, recompute};
use argos_domain::role::Role;
use argos_domain::score::ScoreVersion;
use argos_domain::simulation::{Case, Simulation};

/// Submissions whose faces have these similarities; a human rejected those below 80 in the end.
fn simulated(similarities: &[u8], policy: &Policy) -> SimulatedPolicy {
    let default = Policy::default();
    let mut simulation = Simulation::new(policy.clone(), LISTED);
    for similarity in similarities {
        let checks = [
            CheckResult::plain(CheckName::MachineReadableZone, CheckOutcome::Pass, ""),
            judgement::face_match(f64::from(*similarity), &default).check(CheckName::FaceMatch, ""),
        ];
        let stored = Stored {
            checks: &checks,
            policy: &default,
            document: None,
            failed_before: 0,
            score_version: ScoreVersion::IN_FORCE,
        };
        let case = Case {
            id: &SubmissionId::from_random([*similarity; 20]),
            decided: recompute(&stored, &default).conclusion,
            stored,
            human: (*similarity < 80).then_some(false),
        };
        simulation.add(&case, policy);
    }
    SimulatedPolicy {
        simulation,
        not_simulated: Vec::new(),
    }
}

fn rendered(fields: &[(&str, &str)], policy: &Policy) -> String {
    let fields = fields
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let form = TryForm::new(&FormFields(fields), &Policy::default());
    let place = entered::<ViewSettings>(Role::Member);
    let result = form.errors.is_empty().then(|| {
        outcome(
            &simulated(&[72, 78, 81, 84, 86, 92, 95, 98], policy),
            &Policy::default(),
            "/submissions",
        )
    });
    let page = TryPage {
        frame: Frame::inside("Settings: try a change", &place, Section::Settings),
        setting: Setting::new(&place, Part::Policy, WasSaved(false)),
        form,
        result,
    };
    page.render().unwrap()
}

#[test]
fn the_page_says_how_many_would_change_and_lists_them_with_the_reason() {
    let policy = Policy {
        face_similarity_threshold: 80.0,
        ..Policy::default()
    };
    let page = rendered(&[], &policy);
    sample::keep("settings-try-policy", &page);
    for expected in [
        "Nothing is changed",
        "2 submissions would have come to something else",
        "Face against portrait",
        "data-threshold=\"70\"",
    ] {
        assert!(page.contains(expected), "{expected} is missing in {page}");
    }
    assert!(
        !page.contains("style="),
        "styles in attributes are refused by the browser"
    );
}

#[test]
fn what_is_no_number_is_marked_and_nothing_is_shown_for_it() {
    let wrong = rendered(&[("score_threshold", "high")], &Policy::default());
    assert!(wrong.contains("score_threshold-error") && !wrong.contains("data-threshold"));
    let only_one = FormFields(vec![("score_threshold".to_owned(), "80".to_owned())]);
    let form = TryForm::new(&only_one, &Policy::default());
    assert!(form.errors.is_empty());
    let others = (form.score_threshold.as_str(), form.liveness_threshold.as_str());
    assert_eq!(others, ("80", "50"), "what is not sent is as in the policy in force");
}
