//! Checks of step 1: is it a document, can it be read, does it agree with itself, is it accepted.

use super::agreement::agreement_check;
use super::document_data::{document_data, issuing_country, kind_read, machine_readable_zone, recognition_score};
use super::document_image::{image_check, presence_checks};
use super::document_origin::origin_checks;
use super::document_sides::sides_check;
use super::national_number::national_number_check;
use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::code::{RejectCode, RetryCode};
use argos_domain::country::Country;
use argos_domain::document::{DocumentData, IdType};
use argos_domain::document_dates::date_problems;
use argos_domain::judgement;
use argos_domain::policy::Policy;
use argos_domain::submission::ChosenDocument;
use argos_vision::DocumentReading;
use argos_vision::document::{DocumentKind, MrzReading};
use argos_vision::mrz::CheckOutcome as CheckDigit;
use jiff::civil::Date;

/// Recognition score from which a blurred picture counts as read all the same.
const READ_WELL: f64 = 80.0;

/// All checks of a document. Without a document in the picture only the checks that say so.
#[must_use]
pub fn document_checks(
    reading: &DocumentReading,
    chosen: &ChosenDocument,
    policy: &Policy,
    today: Date,
) -> Vec<CheckResult> {
    let recognition = recognition_score(reading);
    let mut checks = presence_checks(reading);
    let document_found = checks
        .iter()
        .all(|check| check.name != CheckName::DocumentPresence || check.outcome == CheckOutcome::Pass);
    let image = image_check(
        &reading.front_picture.quality,
        reading.front.outline.as_ref(),
        recognition >= READ_WELL,
    );
    if !document_found {
        // A picture that is plainly too dark or blurred explains why nothing was found, so that reason comes first.
        checks.insert(0, image);
        return checks;
    }
    checks.push(image);
    checks.extend(sides_check(reading));
    checks.extend(origin_checks(reading, policy));
    let data = document_data(reading, chosen);
    let zone = machine_readable_zone(reading);
    checks.extend(zone_check(zone, data.id_type));
    checks.push(recognition_check(recognition, policy));
    checks.extend(agreement_check(reading));
    checks.extend(type_check(reading, chosen, data.id_type, policy));
    checks.extend(country_check(issuing_country(reading), chosen, policy));
    checks.push(dates_check(&data, zone, today));
    checks.extend(expiry_check(&data, policy, today));
    checks.extend(national_number_check(reading, &data));
    checks.extend(age_check(&data, policy, today));
    checks
}

/// Standing of a zone of whose check digits so many pass.
fn part_passed(passed: usize, present: usize) -> Standing {
    Standing::new(0.4 * passed as f64 / present.max(1) as f64)
}

/// How many check digits fit only what the picture does not show. What is printed elsewhere on the page settles a guess.
fn guessed(zone: &MrzReading) -> usize {
    let checks = &zone.mrz.checks;
    let printed = &zone.agreement;
    [
        (checks.document_number, printed.document_number),
        (checks.birth_date, printed.birth_date),
        (checks.expiry_date, printed.expiry_date),
        (checks.optional_data, None),
    ]
    .iter()
    .filter(|(outcome, printed)| *outcome == CheckDigit::Guessed && *printed != Some(true))
    .count()
}

/// Present when there is a zone, or when there must be one.
fn zone_check(zone: Option<&MrzReading>, id_type: Option<IdType>) -> Option<CheckResult> {
    let failed = CheckOutcome::Retry(RetryCode::MrzProtocolFail);
    let Some(zone) = zone else {
        let required = id_type.is_some_and(IdType::must_have_mrz);
        return required.then(|| {
            CheckResult::plain(
                CheckName::MachineReadableZone,
                failed,
                "no machine readable zone was found",
            )
        });
    };
    let (fitting, present) = zone.mrz.checks.passed_of();
    let guessed = guessed(zone);
    let passed = fitting - guessed;
    let all_pass = zone.mrz.checks.all_pass();
    let (outcome, standing) = if all_pass && guessed > 0 {
        (CheckOutcome::Pending, part_passed(passed, present))
    } else if all_pass && zone.mrz.is_proven() {
        (CheckOutcome::Pass, Standing::BEST)
    } else if all_pass {
        // Names carry no check digit: they are read, but nothing proves them.
        (CheckOutcome::Warn, Standing::new(0.75))
    } else {
        (failed, part_passed(passed, present))
    };
    let message = match outcome {
        CheckOutcome::Pass => format!("all {present} check digits agree"),
        CheckOutcome::Warn => {
            format!("all {present} check digits agree; a field without check digit is not proven by the printed text")
        }
        CheckOutcome::Pending => format!(
            "{passed} of {present} check digits agree; the rest would with one character that the picture does not show: \
             misread or altered"
        ),
        _ => format!("{passed} of {present} check digits agree"),
    };
    Some(CheckResult::measured(
        CheckName::MachineReadableZone,
        outcome,
        passed as f64,
        present as f64,
        standing,
        message,
    ))
}

fn recognition_check(score: f64, policy: &Policy) -> CheckResult {
    let judged = judgement::text_recognition(score, policy);
    let message = format!("text recognised with a score of {:.1} of 100", judged.value);
    judged.check(CheckName::TextRecognition, message)
}

/// Present when a kind was read or chosen, and always where nobody chooses or not every kind is accepted.
fn type_check(
    reading: &DocumentReading,
    chosen: &ChosenDocument,
    id_type: Option<IdType>,
    policy: &Policy,
) -> Option<CheckResult> {
    let check = |outcome, message: String| Some(CheckResult::plain(CheckName::DocumentType, outcome, message));
    let Some(id_type) = id_type else {
        // Neither read nor chosen: nothing holds the document to the kinds that are accepted.
        if !(policy.universal_id || policy.restricts_id_types()) {
            return None;
        }
        let message = "the kind of document could not be told from the picture, and none was chosen";
        return check(CheckOutcome::Pending, message.to_owned());
    };
    if !policy.accepted_id_types.contains(&id_type) {
        return check(
            CheckOutcome::Reject(RejectCode::InvalidAcceptedId),
            format!("{} is not accepted", id_type.name()),
        );
    }
    let read = kind_read(reading);
    let matches_choice = match (read, chosen.id_type) {
        (None, _) | (_, None) => true,
        (Some(DocumentKind::Passport), Some(kind)) => kind == IdType::Passport,
        (Some(DocumentKind::Visa), Some(kind)) => kind == IdType::Visa,
        (Some(DocumentKind::DrivingLicence), Some(kind)) => kind == IdType::DriversLicense,
        (Some(_), Some(kind)) => matches!(kind, IdType::GovernmentId | IdType::ResidencePermit),
    };
    if !matches_choice {
        let message = format!(
            "{} was chosen, but the document is of another kind",
            chosen.id_type.map_or("nothing", IdType::name)
        );
        return check(CheckOutcome::Retry(RetryCode::DocumentTypeMismatch), message);
    }
    check(CheckOutcome::Pass, id_type.name().to_owned())
}

/// Present when a country was read or chosen, and always where not every country is accepted.
fn country_check(read: Option<Country>, chosen: &ChosenDocument, policy: &Policy) -> Option<CheckResult> {
    let Some(country) = read.or(chosen.issuing_country) else {
        // Neither read nor chosen: nothing holds the document to the countries that are accepted.
        let message = "the issuing country could not be read from the document, and none was chosen";
        return policy
            .restricts_countries()
            .then(|| CheckResult::plain(CheckName::IssuingCountry, CheckOutcome::Pending, message));
    };
    let (outcome, message) = if !policy.accepts_country(country) {
        (
            CheckOutcome::Reject(RejectCode::BlacklistCountry),
            format!("{country} is not accepted"),
        )
    } else if let (Some(read), Some(chosen)) = (read, chosen.issuing_country)
        && read != chosen
    {
        (
            CheckOutcome::Retry(RetryCode::DocumentCountryMismatch),
            format!("{chosen} was chosen, the document says {read}"),
        )
    } else {
        let source = if read.is_some() {
            "read from the document"
        } else {
            "chosen; not read from the document"
        };
        (CheckOutcome::Pass, format!("{country}, {source}"))
    };
    Some(CheckResult::plain(CheckName::IssuingCountry, outcome, message))
}

/// Always present: a document that shows no birth date fails. The worst problem decides, the message names all.
fn dates_check(data: &DocumentData, zone: Option<&MrzReading>, today: Date) -> CheckResult {
    let left_open = zone.is_some_and(|zone| zone.mrz.leaves_birth_date_open());
    let problems = date_problems(data, left_open, today);
    let checks = problems
        .iter()
        .map(|problem| CheckResult::plain(CheckName::DocumentDates, problem.outcome(), problem.staff_text()));
    let Some(worst) = checks.min_by(|a, b| a.standing.value().total_cmp(&b.standing.value())) else {
        let message = "all dates are possible and in order";
        return CheckResult::plain(CheckName::DocumentDates, CheckOutcome::Pass, message);
    };
    let all: Vec<&str> = problems.iter().map(|problem| problem.staff_text()).collect();
    CheckResult {
        message: all.join("; "),
        ..worst
    }
}

/// Present when an expiry date was read.
fn expiry_check(data: &DocumentData, policy: &Policy, today: Date) -> Option<CheckResult> {
    let expires = data.expire_date?;
    let (outcome, message) = if expires >= today {
        (CheckOutcome::Pass, "the document has not expired")
    } else {
        (judgement::expired_document(policy), "the document has expired")
    };
    Some(CheckResult::plain(CheckName::DocumentExpiry, outcome, message))
}

/// Present when the project has an age limit and a birth date was read.
fn age_check(data: &DocumentData, policy: &Policy, today: Date) -> Option<CheckResult> {
    let limit = policy.age_limit?;
    let outcome = judgement::age(data.birth_date?.age_on(today), limit);
    let message = if outcome == CheckOutcome::Pass {
        format!("at least {limit} years old")
    } else {
        format!("younger than {limit} years")
    };
    Some(CheckResult::plain(CheckName::AgeLimit, outcome, message))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::sample_reading::{TODAY, printed, reading};
    use argos_vision::document::PrintedFields;
    use argos_vision::mrz::MrzFormat;

    fn check(lines: &[&str], fields: PrintedFields, name: CheckName) -> CheckResult {
        let reading = reading(Some((lines, MrzFormat::Td3)), fields);
        let checks = document_checks(&reading, &ChosenDocument::default(), &Policy::default(), TODAY);
        checks.into_iter().find(|check| check.name == name).unwrap()
    }

    const NAMES: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";

    #[test]
    fn a_birth_date_that_the_issuer_leaves_open_asks_for_a_human_not_for_another_picture() {
        let open = "L898902C36UTO74<<<<1F3012316ZE184226B<<<<<1";
        let digit = ('0'..='9')
            .map(|digit| format!("{open}{digit}"))
            .find(|line| {
                let lines = [NAMES, line.as_str()];
                reading(Some((&lines, MrzFormat::Td3)), PrintedFields::default())
                    .front
                    .mrz
                    .is_some_and(|zone| zone.mrz.checks.all_pass())
            })
            .unwrap();
        let dates = check(&[NAMES, &digit], PrintedFields::default(), CheckName::DocumentDates);
        assert_eq!(dates.outcome, CheckOutcome::Pending, "{}", dates.message);
    }

    #[test]
    fn where_nobody_chooses_a_kind_that_cannot_be_told_asks_for_a_human() {
        let universal = Policy {
            universal_id: true,
            ..Policy::default()
        };
        let kind = |policy: &Policy| {
            let card = reading(None, PrintedFields::default());
            type_check(&card, &ChosenDocument::default(), None, policy).map(|check| check.outcome)
        };
        assert_eq!(kind(&universal), Some(CheckOutcome::Pending));
        assert_eq!(kind(&Policy::default()), None);
    }

    #[test]
    fn what_is_neither_read_nor_chosen_passes_no_list() {
        let card = reading(None, PrintedFields::default());
        let nothing = ChosenDocument::default();
        let strict = Policy {
            accepted_id_types: [IdType::Passport].into(),
            blocked_countries: [Country::from_alpha3("UTO").unwrap()].into(),
            ..Policy::default()
        };
        let kind = type_check(&card, &nothing, None, &strict).map(|check| check.outcome);
        let country = |policy: &Policy| country_check(None, &nothing, policy).map(|check| check.outcome);
        assert_eq!(
            (kind, country(&strict)),
            (Some(CheckOutcome::Pending), Some(CheckOutcome::Pending))
        );
        assert_eq!(country(&Policy::default()), None);
    }

    #[test]
    fn every_problem_of_the_dates_is_named_and_the_worst_decides() {
        let line = "L898902C36UTO7408122F1204159ZE184226B<<<<<10";
        let fields = PrintedFields {
            issue_date: printed(jiff::civil::date(1970, 1, 1), 0.95),
            ..PrintedFields::default()
        };
        let dates = check(&[NAMES, line], fields, CheckName::DocumentDates);
        assert_eq!(dates.outcome, CheckOutcome::Pending);
        assert_eq!(dates.message.split("; ").count(), 2, "{}", dates.message);
        let well = check(&[NAMES, line], PrintedFields::default(), CheckName::DocumentDates);
        assert_eq!(well.outcome, CheckOutcome::Pass);
    }
}
