//! Submissions composed of measured parts, genuine and fraudulent, and judged by the code that judges submissions.
//!
//! What is composed, and in which shares, was written down before any result was seen (docs/adr/0054).

use super::chance::Chance;
use super::parts::{DocumentPart, Parts, PersonPart, SelfiePart};
use super::sides::Side;
use super::tampering::{Tampering, tampered, with_impossible_dates};
use super::typing::{Typed, honest, other_birth_date, other_name, other_number};
use argos_app::evaluation::{
    correction_check_beside, document_checks, document_data, document_parts, similarity_percentage, typed_text_checks,
};
use argos_domain::check::{CheckName, CheckOutcome, CheckResult};
use argos_domain::code::RetryCode;
use argos_domain::decision::{StepVerdict, Verdict, decide, judge_step};
use argos_domain::judgement;
use argos_domain::policy::Policy;
use argos_domain::submission::ChosenDocument;
use argos_vision::DocumentReading;
use argos_vision::face::likeness;
use jiff::ToSpan as _;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What a composed submission is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One person, alive, own document, typed honestly.
    Genuine,
    /// Somebody else's document.
    OtherFace,
    /// A picture of the holder in place of the holder.
    SpoofSelfie,
    /// A digit of the zone changed, check digits not.
    AlteredZone,
    /// Birth date and number of the zone changed with their check digits; the print not.
    ForgedZone,
    /// Somebody else's name typed.
    OtherName,
    /// Another number typed.
    OtherNumber,
    /// Another birth date typed.
    OtherBirthDate,
    /// Expired.
    Expired,
    /// Issued after it expires.
    ImpossibleDates,
    /// Two of: somebody else's document, a picture of a person, a forged zone, somebody else's name.
    Combined,
}

impl Kind {
    /// All kinds of fraud.
    pub const FRAUDS: [Self; 10] = [
        Self::OtherFace,
        Self::SpoofSelfie,
        Self::AlteredZone,
        Self::ForgedZone,
        Self::OtherName,
        Self::OtherNumber,
        Self::OtherBirthDate,
        Self::Expired,
        Self::ImpossibleDates,
        Self::Combined,
    ];

    /// In words.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::OtherFace => "somebody else's document",
            Self::SpoofSelfie => "picture of the holder as selfie",
            Self::AlteredZone => "altered zone, wrong check digits",
            Self::ForgedZone => "forged zone, right check digits",
            Self::OtherName => "another name typed",
            Self::OtherNumber => "another number typed",
            Self::OtherBirthDate => "another birth date typed",
            Self::Expired => "expired document",
            Self::ImpossibleDates => "issued after expiry",
            Self::Combined => "two frauds together",
        }
    }

    pub const fn is_genuine(self) -> bool {
        matches!(self, Self::Genuine)
    }
}

/// One thing that is wrong with a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    Face,
    Spoof,
    Zone(Tampering),
    Name,
    Number,
    BirthDate,
    Expired,
    Dates,
}

/// What a submission came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Approved,
    Pending,
    Retry,
    Rejected,
}

/// A composed submission, judged.
#[derive(Debug, Clone)]
pub struct Case {
    pub kind: Kind,
    pub side: Side,
    /// Those that were made before it was stopped, or all.
    pub checks: Vec<CheckResult>,
    /// Document, person of the portrait, person of the face, recording of the selfie.
    pub groups: [usize; 4],
}

/// Judges checks as the steps of a submission do: the score is there once all checks are.
pub fn judged(checks: &[CheckResult], policy: &Policy) -> (Outcome, Option<f64>) {
    if !checks
        .iter()
        .any(|check| check.name.step() == argos_domain::check::Step::Selfie)
    {
        let outcome = match judge_step(checks) {
            StepVerdict::Reject(_) => Outcome::Rejected,
            StepVerdict::Retry(_) | StepVerdict::Continue => Outcome::Retry,
        };
        return (outcome, None);
    }
    let verdict = decide(checks, policy);
    let outcome = match &verdict {
        Verdict::Approved(_) => Outcome::Approved,
        Verdict::Pending(_) => Outcome::Pending,
        Verdict::Retry(..) => Outcome::Retry,
        Verdict::Rejected(..) => Outcome::Rejected,
    };
    (outcome, Some(verdict.score().value))
}

/// The parts of one side.
struct Available<'a> {
    /// The pictures of each document.
    documents: Vec<Vec<&'a DocumentPart>>,
    people: Vec<&'a PersonPart>,
    /// Selfies by what they are and by their source.
    live: Vec<Vec<&'a SelfiePart>>,
    spoof: Vec<Vec<&'a SelfiePart>>,
    today: Date,
}

/// Composes `count` genuine submissions and as many fraudulent ones, of each kind alike many, from the parts of a side.
pub fn compose(parts: &Parts, side: Side, count: usize, seed: u64, today: Date) -> Vec<Case> {
    let by_source = |live: bool| -> Vec<Vec<&SelfiePart>> {
        let of_side = || {
            parts
                .selfies
                .iter()
                .filter(move |selfie| selfie.side == side && selfie.live == live)
        };
        let sources: BTreeSet<usize> = of_side().map(|selfie| selfie.source).collect();
        let of_source = |source: usize| of_side().filter(move |selfie| selfie.source == source).collect();
        sources.into_iter().map(of_source).collect()
    };
    let mut documents: BTreeMap<usize, Vec<&DocumentPart>> = BTreeMap::new();
    for picture in parts.documents.iter().filter(|picture| picture.side == side) {
        documents.entry(picture.group).or_default().push(picture);
    }
    let available = Available {
        documents: documents.into_values().collect(),
        people: parts.people.iter().filter(|person| person.side == side).collect(),
        live: by_source(true),
        spoof: by_source(false),
        today,
    };
    let each = count.div_ceil(Kind::FRAUDS.len());
    let kinds = std::iter::once((Kind::Genuine, count)).chain(Kind::FRAUDS.map(|kind| (kind, each)));
    let mut cases = Vec::with_capacity(2 * count);
    for (kind, wanted) in kinds {
        for item in 0..wanted {
            let place = ((kind as u64) << 40) | ((side as u64) << 32) | item as u64;
            cases.extend(available.one(kind, side, &mut Chance::new(seed, place)));
        }
    }
    cases
}

impl Available<'_> {
    /// One submission; `None` where its parts are missing, or cannot be tampered with in that way.
    fn one(&self, kind: Kind, side: Side, chance: &mut Chance) -> Option<Case> {
        let faults = faults(kind, chance);
        let has = |fault: Fault| faults.contains(&fault);
        let document = self.document(chance)?;
        let holder = *chance.pick(&self.people)?;
        let other: Vec<_> = self
            .people
            .iter()
            .filter(|person| person.group != holder.group && person.set == holder.set)
            .collect();
        let face = if has(Fault::Face) { chance.pick(&other)? } else { holder };
        let selfies = if has(Fault::Spoof) { &self.spoof } else { &self.live };
        let selfie = *chance.pick(chance.clone().pick(selfies)?)?;
        let groups = [document.group, holder.group, face.group, selfie.group];
        let case = |checks| Case {
            kind,
            side,
            checks,
            groups,
        };

        let day = self.day(document, has(Fault::Expired), chance)?;
        let tampering = faults.iter().find_map(|fault| match fault {
            Fault::Zone(how) => Some(*how),
            _ => None,
        });
        let changed: Option<DocumentReading> = match tampering {
            Some(how) => Some(tampered(&document.reading, how, self.today, chance)?),
            None if has(Fault::Dates) => Some(with_impossible_dates(&document.reading, document.data.expire_date?)?),
            None => None,
        };
        let reading = changed.as_ref().unwrap_or(&document.reading);
        let (chosen, policy) = (ChosenDocument::default(), Policy::default());
        // The portrait of the composed document is that of the holder, and its one picture may be the back of a card, where
        // the zone is: whether it looks like a front says nothing.
        let of_own_portrait = [
            CheckName::DocumentPortrait,
            CheckName::ReplacedPortrait,
            CheckName::DocumentSides,
        ];
        let mut checks = document_checks(reading, &chosen, &policy, day);
        checks.retain(|check| !of_own_portrait.contains(&check.name));
        checks.push(match holder.portrait {
            Some(_) => CheckResult::plain(CheckName::DocumentPortrait, CheckOutcome::Pass, ""),
            None => {
                let outcome = CheckOutcome::Retry(RetryCode::DocumentFaceNotFound);
                CheckResult::plain(CheckName::DocumentPortrait, outcome, "")
            }
        });
        if judge_step(&checks) != StepVerdict::Continue {
            return Some(case(checks));
        }
        let read = document_data(reading, &chosen);
        let typed: Typed = if has(Fault::Name) {
            let others: Vec<_> = self
                .documents
                .iter()
                .flatten()
                .filter(|other| other.group != document.group)
                .collect();
            other_name(&read, &chance.pick(&others)?.data)
        } else if has(Fault::Number) {
            other_number(&read, chance)
        } else if has(Fault::BirthDate) {
            other_birth_date(&read, chance)
        } else {
            honest(&read, chance)
        };
        let beside = typed_text_checks(&document_parts(reading), &typed.confirmed, &policy);
        checks.push(correction_check_beside(&beside, &typed.read, &typed.confirmed));
        checks.extend(beside);
        checks.extend(selfie.checks.iter().cloned());
        let face_was_found = selfie.checks.iter().any(|check| check.name == CheckName::SelfieImage);
        if let Some(portrait) = holder.portrait.as_ref().filter(|_| face_was_found) {
            let similarity = similarity_percentage(f64::from(likeness(&face.face, portrait)));
            checks.push(judgement::face_match(similarity, &policy).check(CheckName::FaceMatch, ""));
        }
        Some(case(checks))
    }

    /// A picture of a document: the document is drawn first, so that one of many pictures counts like one of one.
    fn document(&self, chance: &mut Chance) -> Option<&DocumentPart> {
        let pictures = chance.pick(&self.documents)?;
        chance.pick(pictures).copied()
    }

    /// The day of the submission: while the document holds, 30 to 1,530 days before it expires, or as long after; today
    /// where no date of expiry was read and it is not to be expired.
    fn day(&self, document: &DocumentPart, expired: bool, chance: &mut Chance) -> Option<Date> {
        let away = i64::try_from(30 + chance.below(1500)).ok()?.days();
        match document.data.expire_date {
            Some(expires) if expired => expires.checked_add(away).ok(),
            Some(expires) => {
                let day = expires.checked_sub(away).ok()?;
                let issued = document.data.issue_date.filter(|issued| *issued < expires);
                Some(issued.map_or(day, |issued| day.max(issued)))
            }
            None => (!expired).then_some(self.today),
        }
    }
}

/// What is wrong with a submission of this kind.
fn faults(kind: Kind, chance: &mut Chance) -> Vec<Fault> {
    match kind {
        Kind::Genuine => Vec::new(),
        Kind::OtherFace => vec![Fault::Face],
        Kind::SpoofSelfie => vec![Fault::Spoof],
        Kind::AlteredZone => vec![Fault::Zone(Tampering::Altered)],
        Kind::ForgedZone => vec![Fault::Zone(Tampering::Forged)],
        Kind::OtherName => vec![Fault::Name],
        Kind::OtherNumber => vec![Fault::Number],
        Kind::OtherBirthDate => vec![Fault::BirthDate],
        Kind::Expired => vec![Fault::Expired],
        Kind::ImpossibleDates => vec![Fault::Dates],
        Kind::Combined => {
            let mut several = vec![Fault::Face, Fault::Spoof, Fault::Zone(Tampering::Forged), Fault::Name];
            chance.shuffle(&mut several);
            several.truncate(2);
            several
        }
    }
}
