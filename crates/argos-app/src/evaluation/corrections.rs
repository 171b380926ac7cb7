//! What the user typed against what was read: typos of the reading are fine, another person is not.

use argos_domain::check::{CheckName, CheckOutcome, CheckResult, Standing};
use argos_domain::document::DocumentData;
use argos_domain::personal::PersonalText;

/// Share of agreement (0 to 1) of the worst field from which corrections count as mending a misreading.
const MENDING: f64 = 0.7;

/// Compares field by field; only fields that were read and are present in both count.
///
/// The value is the agreement of the worst field in per cent: 100 when nothing was changed. Far-reaching changes of
/// name, birth date or number go to a human.
#[must_use]
pub fn correction_check(read: &DocumentData, confirmed: &DocumentData) -> CheckResult {
    let texts = [
        (read.name(), confirmed.name(), "name"),
        (
            read.document_number.clone(),
            confirmed.document_number.clone(),
            "document number",
        ),
        (
            read.identity_number.clone(),
            confirmed.identity_number.clone(),
            "personal number",
        ),
    ];
    let mut agreements: Vec<(f64, &str)> = texts
        .iter()
        .filter_map(|(read, confirmed, field)| Some((text_agreement(read.as_ref()?, confirmed.as_ref()?), *field)))
        .collect();
    let dates = [
        (
            read.birth_date.map(|date| date.0),
            confirmed.birth_date.map(|date| date.0),
            "birth date",
        ),
        (read.issue_date, confirmed.issue_date, "date of issue"),
        (read.expire_date, confirmed.expire_date, "date of expiry"),
    ];
    for (read, confirmed, field) in dates {
        if let (Some(read), Some(confirmed)) = (read, confirmed) {
            agreements.push((similarity(&read.to_string(), &confirmed.to_string()), field));
        }
    }
    if read.gender.is_some() && confirmed.gender.is_some() && read.gender != confirmed.gender {
        agreements.push((MENDING, "sex"));
    }
    if read.nationality.is_some() && confirmed.nationality.is_some() && read.nationality != confirmed.nationality {
        agreements.push((0.5, "nationality"));
    }
    let changed: Vec<&str> = agreements
        .iter()
        .filter(|(agreement, _)| *agreement < 1.0)
        .map(|(_, field)| *field)
        .collect();
    let worst = agreements.iter().map(|(agreement, _)| *agreement).fold(1.0, f64::min);
    let (outcome, message) = if changed.is_empty() {
        (CheckOutcome::Pass, "the user confirmed what was read".to_owned())
    } else if worst >= MENDING {
        (
            CheckOutcome::Warn,
            format!("the user corrected: {}", changed.join(", ")),
        )
    } else {
        (
            CheckOutcome::Pending,
            format!(
                "the user changed more than a misreading explains: {}",
                changed.join(", ")
            ),
        )
    };
    let standing = Standing::of(worst, 0.0, MENDING, 1.0);
    CheckResult::measured(
        CheckName::UserCorrections,
        outcome,
        (worst * 1000.0).round() / 10.0,
        MENDING * 100.0,
        standing,
        message,
    )
}

/// Names are compared as sets of words, so that their order does not matter.
fn text_agreement(read: &PersonalText, confirmed: &PersonalText) -> f64 {
    similarity(&sorted_words(read.expose()), &sorted_words(confirmed.expose()))
}

fn sorted_words(text: &str) -> String {
    let upper = text.to_uppercase();
    let mut words: Vec<&str> = upper
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.join(" ")
}

/// One minus the edit distance (Levenshtein) by the longer length; 1 for equal texts.
fn similarity(a: &str, b: &str) -> f64 {
    // Both come from bounded fields; the limit keeps the quadratic cost small whatever happens.
    let a: Vec<char> = a.chars().take(200).collect();
    let b: Vec<char> = b.chars().take(200).collect();
    let longest = a.len().max(b.len());
    if longest == 0 {
        return 1.0;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, to) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(from != to);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    1.0 - row[b.len()] as f64 / longest as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_domain::personal::BirthDate;

    fn person(name: &str, born: (i16, i8, i8)) -> DocumentData {
        DocumentData {
            full_name: Some(PersonalText::new(name)),
            birth_date: Some(BirthDate(jiff::civil::date(born.0, born.1, born.2))),
            ..DocumentData::default()
        }
    }

    #[test]
    fn confirming_passes_mending_warns_and_another_person_goes_to_a_human() {
        let read = person("ERIKSSON ANNA MARIA", (1974, 8, 12));
        let same = correction_check(&read, &person("Anna Maria Eriksson", (1974, 8, 12)));
        assert_eq!((same.outcome, same.value), (CheckOutcome::Pass, Some(100.0)));
        let mended = correction_check(&read, &person("Eriksson Anna Marla", (1974, 8, 12)));
        assert_eq!(mended.outcome, CheckOutcome::Warn);
        let other = correction_check(&read, &person("Bob Miller", (1974, 8, 12)));
        assert_eq!(other.outcome, CheckOutcome::Pending);
        assert!(other.standing < mended.standing && mended.standing < same.standing);
        assert!(!other.message.contains("Bob"));
    }

    #[test]
    fn what_was_not_read_may_be_added_freely() {
        let check = correction_check(&DocumentData::default(), &person("Anna Eriksson", (1974, 8, 12)));
        assert_eq!(check.outcome, CheckOutcome::Pass);
    }
}
