//! What was read from the document beside what counts: what the user confirmed or staff corrected.

use crate::dashboard::wording;
use argos_app::field_evidence::{FieldEvidence, FieldSource, FieldStatus, ReadingEvidence};
use argos_domain::document::{DocumentData, Gender};
use argos_domain::document_field::DocumentField;
use argos_domain::submission::Submission;

/// How the value that counts relates to the one read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Change {
    /// The same, or nothing was confirmed yet.
    None,
    /// Somebody wrote something else.
    Corrected { by_staff: bool },
    /// Nothing was read and somebody wrote something.
    Added { by_staff: bool },
    /// Something was read and somebody left it empty.
    Removed { by_staff: bool },
}

impl Change {
    /// What the page says of it.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Corrected { by_staff: false } => "Corrected by the user",
            Self::Corrected { by_staff: true } => "Corrected by staff",
            Self::Added { by_staff: false } => "Added by the user",
            Self::Added { by_staff: true } => "Added by staff",
            Self::Removed { by_staff: false } => "Removed by the user",
            Self::Removed { by_staff: true } => "Removed by staff",
        }
    }

    /// Whether there is anything to say.
    pub(super) fn is_one(self) -> bool {
        self != Self::None
    }
}

/// One field.
pub(super) struct FieldRow {
    pub(super) label: &'static str,
    pub(super) read: Option<String>,
    pub(super) confirmed: Option<String>,
    pub(super) change: Change,
    /// Where the value was read and how far it is proven.
    pub(super) proof: Option<Proof>,
}

/// How far the value that was read can be relied on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Proof {
    pub(super) status: &'static str,
    pub(super) class: &'static str,
    pub(super) source: &'static str,
}

impl Proof {
    fn of(evidence: &FieldEvidence) -> Self {
        let (status, class) = match evidence.status {
            _ if evidence.contradicted => ("Contradicted", "badge-caution"),
            FieldStatus::Read => ("Proven", "badge-good"),
            FieldStatus::Repaired => ("Repaired and proven", "badge-good"),
            FieldStatus::Unproven if evidence.accepted => ("Surely read, not proven", ""),
            FieldStatus::Unproven => ("Not proven", "badge-caution"),
            FieldStatus::Failed => ("Not readable", "badge-bad"),
            FieldStatus::Absent => ("Empty on the document", ""),
        };
        let source = match evidence.source {
            FieldSource::Mrz if evidence.contradicted => {
                "so in the machine readable zone; the print or the barcode says otherwise"
            }
            FieldSource::Print if evidence.contradicted => {
                "so in the print; the machine readable zone or the barcode says otherwise"
            }
            FieldSource::Barcode if evidence.contradicted => "so in the barcode; another part says otherwise",
            FieldSource::Mrz => "machine readable zone",
            FieldSource::Print => "printed text",
            FieldSource::Barcode => "barcode",
        };
        Self { status, class, source }
    }
}

/// A field's value as staff read it.
fn text(field: DocumentField, data: &DocumentData) -> Option<String> {
    match field {
        DocumentField::IdType => data.id_type.map(|kind| wording::id_type(kind).to_owned()),
        DocumentField::IssuingCountry => data.issuing_country.map(wording::country),
        DocumentField::Nationality => data.nationality.map(wording::country),
        DocumentField::Gender => data.gender.map(|gender| match gender {
            Gender::Male => "Male".to_owned(),
            Gender::Female => "Female".to_owned(),
        }),
        _ => field.value(data).map(|text| text.expose().to_owned()),
    }
}

/// The fields that were read, confirmed or corrected, in the order in which documents print them.
pub(super) fn rows(submission: &Submission, evidence: Option<&ReadingEvidence>) -> Vec<FieldRow> {
    let (read, confirmed) = (submission.read.as_ref(), submission.confirmed.as_ref());
    let counting = submission.corrected.as_ref().or(confirmed);
    let row = |field: DocumentField| {
        let in_data = |data: Option<&DocumentData>| data.and_then(|data| text(field, data));
        let (was_read, counts) = (in_data(read), in_data(counting));
        // Staff correct what counted before: what the user confirmed, else what was read.
        let by_staff = submission.corrected.is_some() && counts != in_data(confirmed.or(read));
        let change = match (&was_read, &counts) {
            _ if counting.is_none() => Change::None,
            (Some(read), Some(counts)) if read != counts || by_staff => Change::Corrected { by_staff },
            (None, Some(_)) => Change::Added { by_staff },
            (Some(_), None) => Change::Removed { by_staff },
            _ => Change::None,
        };
        FieldRow {
            label: wording::document_field(field),
            read: was_read,
            confirmed: counts,
            change,
            proof: evidence.and_then(|evidence| evidence.field(field)).map(Proof::of),
        }
    };
    let rows = DocumentField::ALL.into_iter().map(row);
    rows.filter(|row| row.read.is_some() || row.confirmed.is_some())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::sample;
    use argos_domain::personal::PersonalText;

    fn named(first: Option<&str>, number: Option<&str>) -> DocumentData {
        DocumentData {
            first_name: first.map(PersonalText::new),
            document_number: number.map(PersonalText::new),
            ..DocumentData::default()
        }
    }

    fn changes(
        read: DocumentData,
        confirmed: Option<DocumentData>,
        corrected: Option<DocumentData>,
    ) -> Vec<(&'static str, Change)> {
        let submission = Submission {
            read: Some(read),
            confirmed,
            corrected,
            ..sample::submissions().remove(3)
        };
        rows(&submission, None)
            .iter()
            .map(|row| (row.label, row.change))
            .collect()
    }

    #[test]
    fn differences_between_what_was_read_and_what_counts_are_marked() {
        let read = || named(Some("ANNA"), Some("L898"));
        let by_staff = false;
        assert_eq!(
            changes(read(), None, None),
            [("Given names", Change::None), ("Document number", Change::None)]
        );
        assert_eq!(
            changes(read(), Some(named(Some("ANNE"), None)), None),
            [
                ("Given names", Change::Corrected { by_staff }),
                ("Document number", Change::Removed { by_staff })
            ]
        );
        assert_eq!(
            changes(named(None, None), Some(named(Some("ANNA"), None)), None),
            [("Given names", Change::Added { by_staff })]
        );
    }

    #[test]
    fn a_reviewer_sees_what_is_proven_and_where_it_was_read() {
        let evidence = r#"{"rotate":0,"fields":[
            {"field":"firstName","source":"print","status":"unproven","score":80,"accepted":false,"image":"idImage","coordinates":null},
            {"field":"documentNumber","source":"mrz","status":"repaired","score":100,"accepted":true,"image":"idImage","coordinates":null}]}"#;
        let evidence = serde_json::from_str(evidence).unwrap();
        let submission = Submission {
            read: Some(named(Some("ANNA"), Some("L898"))),
            confirmed: None,
            corrected: None,
            ..sample::submissions().remove(3)
        };
        let proofs: Vec<_> = rows(&submission, Some(&evidence))
            .into_iter()
            .filter_map(|row| row.proof.map(|proof| (proof.status, proof.source)))
            .collect();
        assert_eq!(
            proofs,
            [
                ("Not proven", "printed text"),
                ("Repaired and proven", "machine readable zone")
            ]
        );
    }

    #[test]
    fn a_field_on_which_the_document_disagrees_with_itself_is_not_shown_as_proven() {
        let evidence = r#"{"rotate":0,"fields":[
            {"field":"documentNumber","source":"mrz","status":"read","score":100,"accepted":true,"contradicted":true,
             "image":"idImage","coordinates":null}]}"#;
        let evidence: ReadingEvidence = serde_json::from_str(evidence).unwrap();
        let submission = Submission {
            read: Some(named(None, Some("L898"))),
            ..sample::submissions().remove(3)
        };
        let proof = rows(&submission, Some(&evidence)).remove(0).proof.unwrap();
        assert_eq!(proof.status, "Contradicted");
        assert!(proof.source.contains("the print or the barcode says otherwise"));
    }

    #[test]
    fn what_staff_corrected_is_told_from_what_the_user_did() {
        let confirmed = Some(named(Some("ANNE"), Some("L898")));
        let corrected = Some(named(Some("ANNE"), Some("L8989")));
        assert_eq!(
            changes(named(Some("ANNA"), Some("L898")), confirmed, corrected),
            [
                ("Given names", Change::Corrected { by_staff: false }),
                ("Document number", Change::Corrected { by_staff: true })
            ]
        );
    }
}
