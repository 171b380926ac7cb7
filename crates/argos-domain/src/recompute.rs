//! Deciding a stored submission again, by its own policy or by another one: from its stored checks alone, without
//! pictures and without the AI.
//!
//! Checks that depend on a rule of the policy are judged again from the value that was measured; the others stay as they
//! are. Where what a rule needs was never measured or is not kept, the answer is that it is not known, never a guess.

mod own_rules;

use crate::check::{CheckName, CheckOutcome, CheckResult, Standing, Step};
use crate::code::{RejectCode, RetryCode};
use crate::decision::{StepVerdict, Verdict, decide_by, judge_step};
pub use crate::document_facts::DocumentFacts;
use crate::judgement;
use crate::policy::{FaceAgeRule, Policy};
use crate::score::{Score, ScoreVersion};
use crate::submission::{MAXIMUM_ATTEMPTS, Reviewer, SubmissionState};

/// A stored submission, as far as its decision goes.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// Its checks in the order in which they were made.
    pub checks: &'a [CheckResult],
    /// The policy by which they were judged, with what held for this submission alone.
    pub policy: &'a Policy,
    /// What was read of the document; `None` once that is sealed or erased.
    pub document: Option<DocumentFacts>,
    /// Attempts that had failed before the last one.
    pub failed_before: u8,
    /// The version of the formula by which its score is computed: its own to explain it, the one in force to say what would
    /// decide the next ones.
    pub score_version: ScoreVersion,
}

/// Why it cannot be told what a submission would have come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Gap {
    /// It ended before all steps were done and would have gone on.
    NotFinished,
    /// What this check needs was not measured, or is not kept.
    NotMeasured(CheckName),
}

/// What the automatic decision comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Conclusion {
    /// Approved.
    Approved,
    /// For a human.
    Pending,
    /// The user takes the step again.
    TryAgain(RetryCode),
    /// Rejected.
    Rejected(RejectCode),
    /// It cannot be told.
    Unknown(Gap),
}

impl Conclusion {
    /// One word for it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Approved => "approved",
            Self::Pending => "pending",
            Self::TryAgain(_) => "retry",
            Self::Rejected(_) => "rejected",
            Self::Unknown(_) => "unknown",
        }
    }

    /// The code of a rejection or of a failed attempt.
    #[must_use]
    pub const fn code(self) -> Option<&'static str> {
        match self {
            Self::TryAgain(code) => Some(code.code()),
            Self::Rejected(code) => Some(code.code()),
            Self::Approved | Self::Pending | Self::Unknown(_) => None,
        }
    }

    /// What Argos itself decided, as far as the state still tells: a human's correction of an automatic decision takes
    /// its place.
    #[must_use]
    pub fn recorded(state: &SubmissionState) -> Option<Self> {
        let human = |pending_at: bool| pending_at.then_some(Self::Pending);
        match state {
            SubmissionState::Incomplete(facts) => facts.last_failure.map(|failure| Self::TryAgain(failure.code)),
            SubmissionState::Pending(_) => Some(Self::Pending),
            SubmissionState::Approved(facts) if facts.by == Reviewer::System => Some(Self::Approved),
            SubmissionState::Approved(facts) => human(facts.pending_at.is_some()),
            SubmissionState::Rejected(facts) if facts.by == Reviewer::System && facts.code != RejectCode::Timeout => {
                Some(Self::Rejected(facts.code))
            }
            SubmissionState::Rejected(facts) => human(facts.pending_at.is_some()),
        }
    }
}

/// A submission decided again.
#[derive(Debug, Clone, PartialEq)]
pub struct Recomputed {
    /// The checks as the policy judges them; without those that it does not make.
    pub checks: Vec<CheckResult>,
    /// The score; what is not known does not weigh in it.
    pub score: Score,
    /// What it comes to.
    pub conclusion: Conclusion,
}

/// Decides a stored submission again by `policy`. Without a change of policy, everything stays as it was judged.
#[must_use]
pub fn recompute(stored: &Stored<'_>, policy: &Policy) -> Recomputed {
    let rules = Rules {
        before: stored.policy,
        now: policy,
        document: stored.document,
        score_version: stored.score_version,
    };
    let mut checks = Vec::with_capacity(stored.checks.len() + 1);
    let mut gap = None;
    for check in stored
        .checks
        .iter()
        .filter(|check| check.name != CheckName::CustomRules)
    {
        match rules.judge(check) {
            Again::As(check) => checks.push(check),
            Again::NotMade => {}
            Again::Unknown => gap = gap.or(Some(Gap::NotMeasured(check.name))),
        }
    }
    let document_was_judged = has(stored.checks, CheckName::DocumentDates);
    if document_was_judged {
        for added in [CheckName::DocumentType, CheckName::IssuingCountry, CheckName::AgeLimit] {
            if has(stored.checks, added) {
                continue;
            }
            match rules.make(added) {
                Again::As(check) => checks.push(check),
                Again::NotMade => {}
                Again::Unknown => gap = gap.or(Some(Gap::NotMeasured(added))),
            }
        }
    }
    match rules.own_rules(stored.checks, &checks) {
        Again::As(check) => checks.push(check),
        Again::NotMade => {}
        Again::Unknown => gap = gap.or(Some(Gap::NotMeasured(CheckName::CustomRules))),
    }
    let (conclusion, score) = match decide_by(stored.score_version, &checks, policy) {
        Verdict::Rejected(code, score) if stands_by_itself(&checks, code) => (Conclusion::Rejected(code), score),
        Verdict::Retry(code, score) if gap.is_none() => (failed(code, stored.failed_before), score),
        Verdict::Retry(_, score) => (Conclusion::Unknown(gap.unwrap_or(Gap::NotFinished)), score),
        verdict => {
            // Only who is not stopped by other checks meets the rules that look at all approved people.
            let missing = || rules.missing(stored.checks).map(Gap::NotMeasured);
            let unfinished = || (!has(&checks, CheckName::FaceMatch)).then_some(Gap::NotFinished);
            let conclusion = match (unfinished().or(gap).or_else(missing), &verdict) {
                (Some(gap), _) => Conclusion::Unknown(gap),
                (None, Verdict::Approved(_)) => Conclusion::Approved,
                (None, Verdict::Rejected(code, _)) => Conclusion::Rejected(*code),
                (None, Verdict::Retry(code, _)) => failed(*code, stored.failed_before),
                (None, Verdict::Pending(_)) => Conclusion::Pending,
            };
            (conclusion, verdict.score().clone())
        }
    };
    Recomputed {
        checks,
        score,
        conclusion,
    }
}

/// Whether a check rejects, and not the sum of all.
fn stands_by_itself(checks: &[CheckResult], code: RejectCode) -> bool {
    judge_step(checks) == StepVerdict::Reject(code)
}

fn failed(code: RetryCode, failed_before: u8) -> Conclusion {
    if failed_before.saturating_add(1) >= MAXIMUM_ATTEMPTS {
        Conclusion::Rejected(RejectCode::TooManyRetry)
    } else {
        Conclusion::TryAgain(code)
    }
}

fn has(checks: &[CheckResult], name: CheckName) -> bool {
    checks.iter().any(|check| check.name == name)
}

/// A check that is judged again.
enum Again {
    As(CheckResult),
    /// The policy does not make it.
    NotMade,
    Unknown,
}

struct Rules<'a> {
    before: &'a Policy,
    now: &'a Policy,
    document: Option<DocumentFacts>,
    score_version: ScoreVersion,
}

impl Rules<'_> {
    fn judge(&self, check: &CheckResult) -> Again {
        let kept = || Again::As(check.clone());
        let same = |unchanged: bool| unchanged.then(kept);
        let (before, now) = (self.before, self.now);
        match check.name {
            CheckName::DocumentCapture | CheckName::SelfieCapture => {
                let is_refused = check.outcome == CheckOutcome::Warn && before.upload_allowed && !now.upload_allowed;
                if is_refused { Again::Unknown } else { kept() }
            }
            CheckName::ScreenReplay | CheckName::PaperPrinted | CheckName::ReplacedPortrait => {
                origin_again(check, before, now)
            }
            CheckName::TextRecognition => same(before.recognition_threshold == now.recognition_threshold)
                .unwrap_or_else(|| value_again(check, |value| judgement::text_recognition(value, now))),
            CheckName::FaceMatch => same(
                before.face_similarity_threshold == now.face_similarity_threshold
                    && before.face_similarity_review == now.face_similarity_review,
            )
            .unwrap_or_else(|| value_again(check, |value| judgement::face_match(value, now))),
            CheckName::ActiveLiveness if !now.active_liveness && before.active_liveness => Again::NotMade,
            CheckName::ActiveLiveness => same(before.face_similarity_threshold == now.face_similarity_threshold)
                .unwrap_or_else(|| value_again(check, |value| judgement::moved_face(value, now))),
            CheckName::PassiveLiveness => same(before.liveness_threshold == now.liveness_threshold)
                .unwrap_or_else(|| value_again(check, |value| judgement::passive_liveness(value, now))),
            CheckName::FaceAge if now.face_age == FaceAgeRule::Off && before.face_age != now.face_age => Again::NotMade,
            CheckName::FaceAge => {
                same(before.face_age == now.face_age && before.face_age_tolerance == now.face_age_tolerance)
                    .unwrap_or_else(|| {
                        let judged = check.value.and_then(|years| judgement::face_age(years, now));
                        judged.map_or_else(kept, |judged| value_again(check, |_| judged))
                    })
            }
            CheckName::TypedName | CheckName::TypedBirthDate | CheckName::TypedNumber | CheckName::TypedNationality => {
                typed_again(check, before, now)
            }
            CheckName::DocumentType => self.kind_again(check),
            CheckName::IssuingCountry => self.country_again(check),
            CheckName::AgeLimit => self.age_again(check),
            CheckName::DocumentExpiry => {
                if before.expired_document == now.expired_document || check.outcome == CheckOutcome::Pass {
                    kept()
                } else {
                    Again::As(with_outcome(check, judgement::expired_document(now)))
                }
            }
            CheckName::DuplicateUser if !now.reject_duplicate_user && before.reject_duplicate_user => Again::NotMade,
            // Whom nobody resembled in more ways resembles nobody in fewer; otherwise the search must be made again.
            CheckName::DuplicateUser if before.duplicate_user_by != now.duplicate_user_by => {
                let fewer = now.duplicate_user_by.is_subset(&before.duplicate_user_by);
                same(fewer && check.outcome == CheckOutcome::Pass).unwrap_or(Again::Unknown)
            }
            CheckName::DuplicateFace if !now.reject_duplicated_face && before.reject_duplicated_face => Again::NotMade,
            CheckName::DuplicateFace => duplicate_face_again(check, before, now),
            CheckName::BlockedFace => match (before.duplicated_face_threshold, now.duplicated_face_threshold) {
                (earlier, later) if earlier == later => kept(),
                // What was not alike before is not alike by a stricter measure either.
                (earlier, later) if later > earlier && check.outcome == CheckOutcome::Pass => kept(),
                _ => Again::Unknown,
            },
            _ => kept(),
        }
    }

    /// A check of the document that was not made when the document was judged.
    fn make(&self, name: CheckName) -> Again {
        let (before, now) = (self.before, self.now);
        let for_a_human = |message| Again::As(CheckResult::plain(name, CheckOutcome::Pending, message));
        match name {
            CheckName::DocumentType => {
                // It is absent only where no kind was read or chosen, and any would do.
                let is_asked = now.universal_id || now.restricts_id_types();
                if is_asked && !(before.universal_id || before.restricts_id_types()) {
                    for_a_human("the kind of document is not known")
                } else {
                    Again::NotMade
                }
            }
            CheckName::IssuingCountry if now.restricts_countries() && !before.restricts_countries() => {
                for_a_human("the issuing country is not known")
            }
            CheckName::AgeLimit => match (now.age_limit, before.age_limit, self.document) {
                (Some(limit), None, Some(facts)) => facts
                    .age
                    .map_or(Again::NotMade, |years| Again::As(age_check(years, limit))),
                (Some(_), None, None) => Again::Unknown,
                _ => Again::NotMade,
            },
            _ => Again::NotMade,
        }
    }

    /// A check of the selfie step that the policy wants and that was not made.
    fn missing(&self, stored: &[CheckResult]) -> Option<CheckName> {
        // What was decided by a policy that stops nobody by it may be from before there was the check.
        let no_birth_date = self.document.is_some_and(|facts| facts.age.is_none());
        let first_asked = !self.before.face_age.decides() && self.now.face_age.decides();
        let wanted = [
            (first_asked && !no_birth_date, CheckName::FaceAge),
            (self.now.active_liveness, CheckName::ActiveLiveness),
            (self.now.reject_duplicate_user, CheckName::DuplicateUser),
            (self.now.reject_duplicated_face, CheckName::DuplicateFace),
        ];
        let missing = wanted.into_iter().find(|(wanted, name)| *wanted && !has(stored, *name));
        missing.map(|(_, name)| name)
    }

    fn kind_again(&self, check: &CheckResult) -> Again {
        let (before, now) = (self.before, self.now);
        let is_unchanged = before.accepted_id_types == now.accepted_id_types && before.universal_id == now.universal_id;
        if is_unchanged {
            return Again::As(check.clone());
        }
        let was_refused = matches!(check.outcome, CheckOutcome::Reject(_));
        let widens = before.accepted_id_types.is_subset(&now.accepted_id_types);
        let narrows = now.accepted_id_types.is_subset(&before.accepted_id_types);
        match (check.outcome, self.document.map(|facts| facts.id_type)) {
            // Neither read nor chosen.
            (CheckOutcome::Pending, _) | (_, Some(None)) => {
                if now.universal_id || now.restricts_id_types() {
                    Again::As(check.clone())
                } else {
                    Again::NotMade
                }
            }
            (_, Some(Some(kind))) if !now.accepted_id_types.contains(&kind) => {
                Again::As(with_outcome(check, CheckOutcome::Reject(RejectCode::InvalidAcceptedId)))
            }
            (_, Some(Some(_))) if was_refused => Again::As(with_outcome(check, CheckOutcome::Pass)),
            (_, Some(Some(_))) => Again::As(check.clone()),
            (_, None) if (was_refused && narrows) || (!was_refused && widens) => Again::As(check.clone()),
            (_, None) => Again::Unknown,
        }
    }

    fn country_again(&self, check: &CheckResult) -> Again {
        let (before, now) = (self.before, self.now);
        if before.allowed_countries == now.allowed_countries && before.blocked_countries == now.blocked_countries {
            return Again::As(check.clone());
        }
        let was_refused = matches!(check.outcome, CheckOutcome::Reject(_));
        match (check.outcome, self.document.map(|facts| facts.issuing_country)) {
            // Neither read nor chosen.
            (CheckOutcome::Pending, _) | (_, Some(None)) => {
                if now.restricts_countries() {
                    Again::As(check.clone())
                } else {
                    Again::NotMade
                }
            }
            (_, Some(Some(country))) if !now.accepts_country(country) => {
                Again::As(with_outcome(check, CheckOutcome::Reject(RejectCode::BlacklistCountry)))
            }
            (_, Some(Some(_))) if was_refused => Again::As(with_outcome(check, CheckOutcome::Pass)),
            (_, Some(Some(_))) => Again::As(check.clone()),
            (_, None) if !was_refused && !now.restricts_countries() => Again::As(check.clone()),
            (_, None) => Again::Unknown,
        }
    }

    fn age_again(&self, check: &CheckResult) -> Again {
        let earlier = self.before.age_limit;
        if earlier == self.now.age_limit {
            return Again::As(check.clone());
        }
        let Some(limit) = self.now.age_limit else {
            return Again::NotMade;
        };
        let passed = check.outcome == CheckOutcome::Pass;
        match self.document {
            Some(facts) => facts
                .age
                .map_or(Again::NotMade, |years| Again::As(age_check(years, limit))),
            None if passed && earlier.is_some_and(|earlier| limit <= earlier) => Again::As(check.clone()),
            None if !passed && earlier.is_some_and(|earlier| limit >= earlier) => Again::As(check.clone()),
            None => Again::Unknown,
        }
    }
}

fn age_check(years: i16, limit: u8) -> CheckResult {
    let outcome = judgement::age(years, limit);
    let message = match outcome {
        CheckOutcome::Pass => format!("at least {limit} years old"),
        _ => format!("younger than {limit} years"),
    };
    CheckResult::plain(CheckName::AgeLimit, outcome, message)
}

/// The value judged again. A check without a value was not made by comparing: it stays.
fn value_again(check: &CheckResult, judge: impl Fn(f64) -> judgement::Judgement) -> Again {
    let Some(value) = check.value else {
        return Again::As(check.clone());
    };
    let judged = judge(value);
    Again::As(CheckResult {
        outcome: judged.outcome,
        value: Some(judged.value),
        threshold: Some(judged.threshold),
        standing: judged.standing,
        ..check.clone()
    })
}

fn origin_again(check: &CheckResult, before: &Policy, now: &Policy) -> Again {
    let doubtful = |policy| judgement::doubtful_origin(check.name, policy);
    match doubtful(now) {
        Some(outcome) if check.outcome != CheckOutcome::Pass && doubtful(before) != Some(outcome) => {
            Again::As(with_outcome(check, outcome))
        }
        _ => Again::As(check.clone()),
    }
}

fn typed_again(check: &CheckResult, before: &Policy, now: &Policy) -> Again {
    let contradiction = |policy| judgement::typed_otherwise(check.name, policy);
    match contradiction(now) {
        Some(now) if contradiction(before) != Some(now) => {
            value_again(check, |value| judgement::typed_text(value, now))
        }
        _ => Again::As(check.clone()),
    }
}

/// The check does not say how many faces were alike, and how much: only what follows from its outcome is told.
fn duplicate_face_again(check: &CheckResult, before: &Policy, now: &Policy) -> Again {
    let stricter = now.duplicated_face_threshold > before.duplicated_face_threshold;
    let same_measure = now.duplicated_face_threshold == before.duplicated_face_threshold;
    match check.outcome {
        CheckOutcome::Pass if same_measure || stricter => Again::As(check.clone()),
        CheckOutcome::Pending => Again::As(check.clone()),
        _ if !same_measure => Again::Unknown,
        _ if before.twins_allowed == now.twins_allowed => Again::As(check.clone()),
        CheckOutcome::Warn => Again::As(with_outcome(check, CheckOutcome::Reject(RejectCode::DuplicatedFace))),
        _ => Again::Unknown,
    }
}

/// Another outcome; a standing that was measured stays.
fn with_outcome(check: &CheckResult, outcome: CheckOutcome) -> CheckResult {
    let standing: Standing = if check.value.is_some() {
        check.standing
    } else {
        CheckResult::plain(check.name, outcome, "").standing
    };
    CheckResult {
        outcome,
        standing,
        ..check.clone()
    }
}

/// Checks whose stored value does not lead to their stored outcome and standing under the policy that judged them: none,
/// unless something was changed behind the program's back, or the rule was another one when they were made.
#[must_use]
pub fn judged_otherwise(checks: &[CheckResult], policy: &Policy) -> Vec<CheckName> {
    let differs = |check: &&CheckResult| {
        let judged = check.value.and_then(|value| match check.name {
            CheckName::TextRecognition => Some(judgement::text_recognition(value, policy)),
            CheckName::FaceMatch => Some(judgement::face_match(value, policy)),
            CheckName::ActiveLiveness => Some(judgement::moved_face(value, policy)),
            CheckName::PassiveLiveness => Some(judgement::passive_liveness(value, policy)),
            CheckName::FaceAge => judgement::face_age(value, policy),
            name => judgement::typed_otherwise(name, policy)
                .map(|contradiction| judgement::typed_text(value, contradiction)),
        });
        judged.is_some_and(|judged| (judged.outcome, judged.standing) != (check.outcome, check.standing))
    };
    checks.iter().filter(differs).map(|check| check.name).collect()
}

/// Attempts that had failed before the last one.
#[must_use]
pub fn failed_before(state: &SubmissionState) -> u8 {
    let failed = state.failed_attempts();
    match Conclusion::recorded(state) {
        Some(Conclusion::TryAgain(_) | Conclusion::Rejected(RejectCode::TooManyRetry)) => failed.saturating_sub(1),
        _ => failed,
    }
}

/// The checks in the order in which a decision sees them: those of the document, then those of the selfie.
#[must_use]
pub fn in_order(mut checks: Vec<CheckResult>) -> Vec<CheckResult> {
    checks.sort_by_key(|check| match check.name.step() {
        Step::Document => 0,
        Step::Selfie => 1,
    });
    checks
}

#[cfg(test)]
mod tests;
