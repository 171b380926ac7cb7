//! How far a zone is proven, and what takes a proof away.

use super::field::{CheckOutcome, Field, FieldStatus, Mrz};
use super::format::Span;

impl Mrz {
    /// Whether the number or the dates show that these are the lines of a zone, read where they stand. That fillers pass
    /// check digits shows nothing.
    pub(crate) fn has_proven_lines(&self) -> bool {
        let composite = self.checks.composite == CheckOutcome::Passed;
        self.document_number.status.is_proven()
            || self.birth_date.status.is_proven()
            || composite && self.expiry_date.status.is_proven()
    }

    /// Takes the proof from everything that no check digit covers.
    pub(crate) fn doubt_what_has_no_check_digit(&mut self) {
        self.document_code.doubt();
        self.issuing_country.doubt();
        self.nationality.doubt();
        self.sex.doubt();
        self.doubt_names();
    }

    /// Takes the proof from both names: one lost separator makes one of two.
    pub(crate) fn doubt_names(&mut self) {
        self.surname.doubt();
        self.given_names.doubt();
    }

    /// Takes the proof from what another reading of the same zone does not prove to be the same.
    pub(crate) fn hold_against(&mut self, other: &Self) {
        hold(&mut self.document_code, &other.document_code);
        hold(&mut self.issuing_country, &other.issuing_country);
        hold(&mut self.surname, &other.surname);
        hold(&mut self.given_names, &other.given_names);
        hold(&mut self.document_number, &other.document_number);
        hold(&mut self.nationality, &other.nationality);
        hold(&mut self.birth_date, &other.birth_date);
        hold(&mut self.sex, &other.sex);
        hold(&mut self.expiry_date, &other.expiry_date);
        hold(&mut self.optional_data, &other.optional_data);
        hold(&mut self.optional_data_2, &other.optional_data_2);
    }

    /// For each line whether another reading may prove more of it.
    pub(crate) fn unproven_lines(&self) -> Vec<bool> {
        let layout = self.format.layout();
        let open = |status: FieldStatus| matches!(status, FieldStatus::Unproven | FieldStatus::Failed);
        let mut spans: Vec<Span> = Vec::new();
        let mut add = |status: FieldStatus, span: Option<Span>| {
            if open(status) {
                spans.extend(span);
            }
        };
        add(self.document_code.status, Some(layout.document_code));
        add(self.issuing_country.status, Some(layout.issuing_country));
        add(self.surname.status, Some(layout.name));
        add(self.given_names.status, layout.given_names.or(Some(layout.name)));
        add(self.document_number.status, Some(layout.number));
        add(self.nationality.status, layout.nationality);
        add(self.birth_date.status, Some(layout.birth));
        add(self.sex.status, Some(layout.sex));
        add(self.expiry_date.status, layout.expiry);
        add(self.optional_data.status, layout.optional.first().copied());
        add(self.optional_data_2.status, layout.optional.get(1).copied());
        if self.checks.composite == CheckOutcome::Failed {
            spans.extend(layout.composite);
        }
        (0..layout.lines)
            .map(|line| spans.iter().any(|span| span.line == line))
            .collect()
    }
}

fn hold<T: PartialEq>(field: &mut Field<T>, other: &Field<T>) {
    if other.value != field.value || !other.status.is_proven() {
        field.doubt();
    }
}
