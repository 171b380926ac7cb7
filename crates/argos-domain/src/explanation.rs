//! Why a submission was decided as it was, and what would have decided it otherwise, in words for whoever asks.
//!
//! Nothing is guessed: each thing that is said to change the decision was tried, by deciding again.

use crate::check::{CheckName, CheckOutcome, CheckResult, Standing, Step};
use crate::decision::{Verdict, decide_by};
use crate::policy::{
    Consequence, Contradiction, ExpiredDocument, FaceAgeRule, HIGHEST_FACE_AGE_TOLERANCE, LOWEST_FACE_AGE_TOLERANCE,
    Policy,
};
use crate::recompute::{Conclusion, Recomputed, Stored, recompute};
use crate::score::Score;

mod words;

pub use words::{conclusion_in_words, finding, what_helps};

/// A decision explained.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The submission decided again by the policy that was in force for it.
    pub again: Recomputed,
    /// The score from which on, exclusively, it is approved.
    pub score_threshold: f64,
    /// The checks that count in the score, in order, with what they gave or took.
    pub parts: Vec<Part>,
    /// What decided, the weightiest first; empty when nothing stood against approval.
    pub reasons: Vec<Reason>,
    /// Changes of the policy that lead to another decision of this case.
    pub policy_changes: Vec<PolicyChange>,
    /// What better pictures or data lead to.
    pub improvements: Vec<Improvement>,
}

/// What one check did to the score, see [`ScorePart`](crate::score::ScorePart).
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The check.
    pub check: CheckName,
    /// Points it gave, or took as a number of at most 0.
    pub points: f64,
    /// Points it could have given, where checks give points.
    pub of: Option<f64>,
    /// What was found.
    pub finding: String,
}

/// What decided.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// A check rejects.
    Rejects(CheckName),
    /// A check fails the attempt.
    Fails(CheckName),
    /// A check asks for a human.
    AsksHuman(CheckName),
    /// The score does not lie above the threshold.
    Score,
    /// One check, which fell short, holds the score down to this.
    Cap(CheckName, f64),
    /// Nobody reviews in this project.
    AutomaticOnly,
}

/// Another policy and what it leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct PolicyChange {
    /// The policy, which differs in as few fields as possible.
    pub policy: Policy,
    /// What the submission comes to with it.
    pub leads_to: Conclusion,
}

impl PolicyChange {
    /// Whether it can be offered to somebody: one rule is another, and a threshold does not lie where most that reach it
    /// are frauds.
    #[must_use]
    pub fn is_worth_a_thought(&self, from: &Policy) -> bool {
        let differences = from.differences(&self.policy);
        // Both numbers of the likeness of faces are one rule.
        let one_rule = differences.len() == 1
            || differences
                .iter()
                .all(|found| found.field.name.starts_with("face_similarity"));
        one_rule && (self.policy.score_threshold >= EVEN_ODDS || self.policy.score_threshold >= from.score_threshold)
    }
}

/// The score at which genuine and fraudulent submissions are meant to be equally likely.
const EVEN_ODDS: f64 = 50.0;

/// One or more checks that go as well as can be, and what that leads to.
#[derive(Debug, Clone, PartialEq)]
pub struct Improvement {
    /// The checks.
    pub checks: Vec<CheckName>,
    /// The score with it.
    pub score: f64,
    /// What the submission comes to with it.
    pub leads_to: Conclusion,
}

/// Explains a stored submission by its own policy.
#[must_use]
pub fn explain(stored: &Stored<'_>) -> Explanation {
    let again = recompute(stored, stored.policy);
    let parts = again
        .score
        .parts
        .iter()
        .map(|part| Part {
            check: part.check,
            points: part.points,
            of: part.of,
            finding: find(&again.checks, part.check).map(finding).unwrap_or_default(),
        })
        .collect();
    Explanation {
        score_threshold: stored.policy.score_threshold,
        parts,
        reasons: reasons(&again, stored.policy),
        policy_changes: policy_changes(stored, &again),
        improvements: improvements(stored, &again),
        again,
    }
}

fn find(checks: &[CheckResult], name: CheckName) -> Option<&CheckResult> {
    checks.iter().find(|check| check.name == name)
}

fn reasons(again: &Recomputed, policy: &Policy) -> Vec<Reason> {
    let with = |wanted: fn(CheckOutcome) -> bool| again.checks.iter().filter(move |check| wanted(check.outcome));
    let rejects = with(|outcome| matches!(outcome, CheckOutcome::Reject(_)));
    let fails = with(|outcome| matches!(outcome, CheckOutcome::Retry(_)));
    let mut reasons: Vec<Reason> = rejects.map(|check| Reason::Rejects(check.name)).collect();
    reasons.extend(fails.map(|check| Reason::Fails(check.name)));
    if !reasons.is_empty() {
        return reasons;
    }
    // Who the person is comes before what the document says.
    let mut asks: Vec<CheckName> = with(|outcome| outcome == CheckOutcome::Pending)
        .map(|check| check.name)
        .collect();
    asks.sort_by_key(|name| name.step() == Step::Document);
    reasons.extend(asks.into_iter().map(Reason::AsksHuman));
    let is_decided = matches!(again.conclusion, Conclusion::Pending | Conclusion::Rejected(_));
    if is_decided && is_short(&again.score, policy) {
        reasons.push(Reason::Score);
        reasons.extend(again.score.cap.map(|(check, cap)| Reason::Cap(check, cap)));
    }
    if policy.automatic_only && matches!(again.conclusion, Conclusion::Rejected(_)) {
        reasons.push(Reason::AutomaticOnly);
    }
    reasons
}

fn is_short(score: &Score, policy: &Policy) -> bool {
    score.value <= policy.score_threshold
}

/// How far a conclusion is from approval.
const fn distance(conclusion: Conclusion) -> u8 {
    match conclusion {
        Conclusion::Approved => 0,
        Conclusion::Pending => 1,
        Conclusion::Unknown(_) => 2,
        Conclusion::TryAgain(_) => 3,
        Conclusion::Rejected(_) => 4,
    }
}

/// The nearest change of each rule that takes part in the decision, tried; then all those together that were needed.
fn policy_changes(stored: &Stored<'_>, again: &Recomputed) -> Vec<PolicyChange> {
    let mut policies = nearest_policies(stored, again);
    policies.retain(|policy| policy.validate().is_ok());
    let mut changes: Vec<PolicyChange> = policies.into_iter().map(|policy| tried(stored, policy)).collect();
    let is_approved = |change: &PolicyChange| change.leads_to == Conclusion::Approved;
    if again.conclusion != Conclusion::Approved && !changes.iter().any(is_approved) {
        changes.extend(all_together(stored, again).map(|policy| tried(stored, policy)));
    }
    changes.retain(|change| change.leads_to != again.conclusion);
    changes.sort_by_key(|change| distance(change.leads_to));
    changes
}

fn tried(stored: &Stored<'_>, policy: Policy) -> PolicyChange {
    PolicyChange {
        leads_to: recompute(stored, &policy).conclusion,
        policy,
    }
}

/// The nearest whole number that, as the threshold, turns what the score says.
fn turning_threshold(score: f64, policy: &Policy) -> f64 {
    if score > policy.score_threshold {
        score.ceil()
    } else {
        (score.ceil() - 1.0).max(0.0)
    }
}

/// One policy for each rule that could be set otherwise.
fn nearest_policies(stored: &Stored<'_>, again: &Recomputed) -> Vec<Policy> {
    let policy = stored.policy;
    let mut policies = vec![Policy {
        score_threshold: turning_threshold(again.score.value, policy),
        ..policy.clone()
    }];
    for check in &again.checks {
        let mut changed = policy.clone();
        if loosen(check, stored, &mut changed) {
            policies.push(changed);
        }
    }
    if policy.automatic_only {
        policies.push(Policy {
            automatic_only: false,
            ..policy.clone()
        });
    }
    policies
}

/// The policy with every rule loosened that stands against approval; `None` where something does that no rule decides.
fn all_together(stored: &Stored<'_>, again: &Recomputed) -> Option<Policy> {
    let mut policy = stored.policy.clone();
    for check in again.checks.iter().filter(|check| stands_against(check)) {
        if !loosen(check, stored, &mut policy) {
            return None;
        }
    }
    let score = recompute(stored, &policy).score;
    if is_short(&score, &policy) {
        policy.score_threshold = turning_threshold(score.value, &policy);
    }
    policy.validate().is_ok().then_some(policy)
}

const fn stands_against(check: &CheckResult) -> bool {
    !matches!(check.outcome, CheckOutcome::Pass | CheckOutcome::Warn)
}

/// Sets `policy` so that the check passes, where a rule of the policy decides that.
fn loosen(check: &CheckResult, stored: &Stored<'_>, policy: &mut Policy) -> bool {
    if check.outcome == CheckOutcome::Pass {
        return false;
    }
    let document = stored.document;
    match (check.name, check.value) {
        (CheckName::FaceMatch | CheckName::ActiveLiveness, Some(value)) => {
            policy.face_similarity_threshold = value;
            policy.face_similarity_review = policy.face_similarity_review.min(value);
        }
        (CheckName::PassiveLiveness, Some(value)) => policy.liveness_threshold = value,
        (CheckName::FaceAge, value) => {
            let needed = value.filter(|years| years.abs() <= f64::from(HIGHEST_FACE_AGE_TOLERANCE));
            match needed {
                Some(years) => policy.face_age_tolerance = whole_years(years),
                None => policy.face_age = FaceAgeRule::Warn,
            }
        }
        (CheckName::TextRecognition, Some(value)) => policy.recognition_threshold = value,
        (CheckName::ScreenReplay, _) => policy.id_liveness_screen_replay = Consequence::Warn,
        (CheckName::PaperPrinted, _) => policy.id_liveness_paper_printed = Consequence::Warn,
        (CheckName::ReplacedPortrait, _) => policy.id_liveness_replace_portraits = Consequence::Warn,
        (CheckName::TypedName, _) => policy.typed_name = Contradiction::Warn,
        (CheckName::TypedBirthDate, _) => policy.typed_birth_date = Contradiction::Warn,
        (CheckName::TypedNumber, _) => policy.typed_number = Contradiction::Warn,
        (CheckName::TypedNationality, _) => policy.typed_nationality = Contradiction::Warn,
        (CheckName::DocumentExpiry, _) => policy.expired_document = ExpiredDocument::Warn,
        (CheckName::AgeLimit, _) => policy.age_limit = None,
        (CheckName::DuplicateUser, _) => policy.reject_duplicate_user = false,
        (CheckName::DuplicateFace, _) => policy.reject_duplicated_face = false,
        (CheckName::DocumentType, _) => match document.and_then(|facts| facts.id_type) {
            Some(kind) => drop(policy.accepted_id_types.insert(kind)),
            None => return false,
        },
        (CheckName::IssuingCountry, _) => match document.and_then(|facts| facts.issuing_country) {
            Some(country) => {
                policy.blocked_countries.remove(&country);
                if !policy.allowed_countries.is_empty() {
                    policy.allowed_countries.insert(country);
                }
            }
            None => return false,
        },
        _ => return false,
    }
    true
}

/// The lowest tolerance that lets so many years pass, of those that can be set.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the years lie between 0 and the highest tolerance"
)]
fn whole_years(years: f64) -> u8 {
    (years.abs().ceil() as u8).max(LOWEST_FACE_AGE_TOLERANCE)
}

/// Each check that costs something gone as well as can be; then all together that stand against approval or fell short.
fn improvements(stored: &Stored<'_>, again: &Recomputed) -> Vec<Improvement> {
    // Nothing is said of steps that were not taken.
    if again.conclusion == Conclusion::Approved || find(&again.checks, CheckName::FaceMatch).is_none() {
        return Vec::new();
    }
    let counts = |check: &CheckResult| again.score.parts.iter().any(|part| part.check == check.name);
    let lacks = |check: &&CheckResult| {
        check.outcome != CheckOutcome::Pass || (counts(check) && check.standing < Standing::BEST)
    };
    let lacking = again.checks.iter().filter(lacks);
    let mut each: Vec<_> = lacking.map(|check| going_together(check.name, &again.checks)).collect();
    each.sort_unstable();
    each.dedup();
    let fell_short = |check: &CheckResult| check.standing < Standing::AT_THRESHOLD && counts(check);
    let mut against: Vec<_> = again
        .checks
        .iter()
        .filter(|check| stands_against(check) || fell_short(check))
        .flat_map(|check| going_together(check.name, &again.checks))
        .collect();
    in_telling_order(&mut against);
    if !against.is_empty() && !each.contains(&against) {
        each.push(against);
    }
    let mut improvements: Vec<_> = each.into_iter().map(|names| improved(stored, again, names)).collect();
    improvements.retain(|improvement| distance(improvement.leads_to) < distance(again.conclusion));
    improvements.sort_by(|a, b| {
        let far = |improvement: &Improvement| (distance(improvement.leads_to), improvement.checks.len());
        far(a).cmp(&far(b)).then(b.score.total_cmp(&a.score))
    });
    improvements
}

/// A check with those that go better whenever it does: what is typed otherwise is a correction, too. In their order.
fn going_together(name: CheckName, checks: &[CheckResult]) -> Vec<CheckName> {
    let is_typed = |name: CheckName| CheckName::OF_TYPED_TEXT.contains(&name);
    let goes_along = |other: CheckName| match name {
        CheckName::UserCorrections => is_typed(other),
        _ => is_typed(name) && other == CheckName::UserCorrections,
    };
    let lacking = checks
        .iter()
        .filter(|check| check.outcome != CheckOutcome::Pass || check.standing < Standing::AT_THRESHOLD);
    let mut names: Vec<CheckName> = lacking
        .map(|check| check.name)
        .filter(|other| goes_along(*other))
        .chain([name])
        .collect();
    in_telling_order(&mut names);
    names
}

/// Each once; what is corrections by the user only as well comes last.
fn in_telling_order(names: &mut Vec<CheckName>) {
    names.sort_unstable_by_key(|name| (*name == CheckName::UserCorrections, *name));
    names.dedup();
}

fn improved(stored: &Stored<'_>, again: &Recomputed, names: Vec<CheckName>) -> Improvement {
    let mut checks = again.checks.clone();
    for check in checks.iter_mut().filter(|check| names.contains(&check.name)) {
        check.outcome = CheckOutcome::Pass;
        check.standing = Standing::BEST;
    }
    let verdict = decide_by(stored.score_version, &checks, stored.policy);
    Improvement {
        checks: names,
        score: verdict.score().value,
        leads_to: match &verdict {
            Verdict::Approved(_) => Conclusion::Approved,
            Verdict::Pending(_) => Conclusion::Pending,
            Verdict::Retry(code, _) => Conclusion::TryAgain(*code),
            Verdict::Rejected(code, _) => Conclusion::Rejected(*code),
        },
    }
}

#[cfg(test)]
mod tests;
