//! The layouts of machine readable zones: positions as data.
//!
//! ICAO Doc 9303 parts 4 (TD3), 5 (TD1), 6 (TD2), 7 (MRV-A, MRV-B); the French identity card of 1988 to 2021 has a
//! layout of its own in the size of TD2.

use super::alphabet::FILLER;

/// Which layout a machine readable zone has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MrzFormat {
    /// Cards in credit card size: three lines of 30 characters.
    Td1,
    /// Larger cards: two lines of 36 characters.
    Td2,
    /// Passports: two lines of 44 characters.
    Td3,
    /// Full-page visas: two lines of 44 characters.
    MrvA,
    /// Small visas: two lines of 36 characters.
    MrvB,
    /// French identity cards issued until 2021: two lines of 36 characters.
    FrenchIdentityCard,
}

/// Positions `start..end` of one line, counted from zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// Line, counted from zero.
    pub line: usize,
    /// First position.
    pub start: usize,
    /// Position after the last one.
    pub end: usize,
}

/// What may stand at a position.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CharacterClass {
    /// Letters and the filler.
    Letter,
    /// Digits and the filler.
    Digit,
    /// `M`, `F`, `X` or the filler.
    Sex,
    /// Letters, digits and the filler.
    Any,
}

impl CharacterClass {
    /// Whether a character of the zone's alphabet may stand there.
    #[must_use]
    pub fn allows(self, character: char) -> bool {
        match self {
            Self::Letter => character == FILLER || character.is_ascii_uppercase(),
            Self::Digit => character == FILLER || character.is_ascii_digit(),
            Self::Sex => matches!(character, 'M' | 'F' | 'X' | FILLER),
            Self::Any => true,
        }
    }
}

/// Where each field of a format stands. Fields that a format lacks are `None`.
#[derive(Debug)]
pub struct Layout {
    /// The format described.
    pub format: MrzFormat,
    /// Number of lines.
    pub lines: usize,
    /// Characters per line.
    pub length: usize,
    /// Kind of document, two characters.
    pub document_code: Span,
    /// Issuing state or organisation.
    pub issuing_country: Span,
    /// Names: surname, two fillers, given names; only the surname when `given_names` is set.
    pub name: Span,
    /// Given names where they stand apart from the surname.
    pub given_names: Option<Span>,
    /// Document number.
    pub number: Span,
    /// Its check digit.
    pub number_check: Span,
    /// A number too long for its field goes on in this optional field (TD1 and TD2).
    pub number_overflow: Option<Span>,
    /// Nationality.
    pub nationality: Option<Span>,
    /// Birth date, YYMMDD.
    pub birth: Span,
    /// Its check digit.
    pub birth_check: Span,
    /// Sex.
    pub sex: Span,
    /// Expiry date, YYMMDD.
    pub expiry: Option<Span>,
    /// Its check digit.
    pub expiry_check: Option<Span>,
    /// Fields free for the issuer, such as a personal number.
    pub optional: &'static [Span],
    /// Check digit of the first optional field (TD3).
    pub optional_check: Option<Span>,
    /// The check digit over several fields.
    pub composite_check: Option<Span>,
    /// What the composite check digit covers, in order.
    pub composite: &'static [Span],
}

const fn span(line: usize, start: usize, end: usize) -> Span {
    Span { line, start, end }
}

const TD1: Layout = Layout {
    format: MrzFormat::Td1,
    lines: 3,
    length: 30,
    document_code: span(0, 0, 2),
    issuing_country: span(0, 2, 5),
    name: span(2, 0, 30),
    given_names: None,
    number: span(0, 5, 14),
    number_check: span(0, 14, 15),
    number_overflow: Some(span(0, 15, 30)),
    nationality: Some(span(1, 15, 18)),
    birth: span(1, 0, 6),
    birth_check: span(1, 6, 7),
    sex: span(1, 7, 8),
    expiry: Some(span(1, 8, 14)),
    expiry_check: Some(span(1, 14, 15)),
    optional: &[span(0, 15, 30), span(1, 18, 29)],
    optional_check: None,
    composite_check: Some(span(1, 29, 30)),
    composite: &[span(0, 5, 30), span(1, 0, 7), span(1, 8, 15), span(1, 18, 29)],
};

const TD2: Layout = Layout {
    format: MrzFormat::Td2,
    lines: 2,
    length: 36,
    document_code: span(0, 0, 2),
    issuing_country: span(0, 2, 5),
    name: span(0, 5, 36),
    given_names: None,
    number: span(1, 0, 9),
    number_check: span(1, 9, 10),
    number_overflow: Some(span(1, 28, 35)),
    nationality: Some(span(1, 10, 13)),
    birth: span(1, 13, 19),
    birth_check: span(1, 19, 20),
    sex: span(1, 20, 21),
    expiry: Some(span(1, 21, 27)),
    expiry_check: Some(span(1, 27, 28)),
    optional: &[span(1, 28, 35)],
    optional_check: None,
    composite_check: Some(span(1, 35, 36)),
    composite: &[span(1, 0, 10), span(1, 13, 20), span(1, 21, 35)],
};

const TD3: Layout = Layout {
    format: MrzFormat::Td3,
    length: 44,
    name: span(0, 5, 44),
    number_overflow: None,
    optional: &[span(1, 28, 42)],
    optional_check: Some(span(1, 42, 43)),
    composite_check: Some(span(1, 43, 44)),
    composite: &[span(1, 0, 10), span(1, 13, 20), span(1, 21, 43)],
    ..TD2
};

const MRV_A: Layout = Layout {
    format: MrzFormat::MrvA,
    optional: &[span(1, 28, 44)],
    optional_check: None,
    composite_check: None,
    composite: &[],
    ..TD3
};

const MRV_B: Layout = Layout {
    format: MrzFormat::MrvB,
    number_overflow: None,
    optional: &[span(1, 28, 36)],
    composite_check: None,
    composite: &[],
    ..TD2
};

const FRENCH_IDENTITY_CARD: Layout = Layout {
    format: MrzFormat::FrenchIdentityCard,
    lines: 2,
    length: 36,
    document_code: span(0, 0, 2),
    issuing_country: span(0, 2, 5),
    name: span(0, 5, 30),
    given_names: Some(span(1, 13, 27)),
    number: span(1, 0, 12),
    number_check: span(1, 12, 13),
    number_overflow: None,
    nationality: None,
    birth: span(1, 27, 33),
    birth_check: span(1, 33, 34),
    sex: span(1, 34, 35),
    expiry: None,
    expiry_check: None,
    optional: &[span(0, 30, 36)],
    optional_check: None,
    composite_check: Some(span(1, 35, 36)),
    composite: &[span(0, 0, 36), span(1, 0, 35)],
};

static LAYOUTS: [Layout; 6] = [TD1, TD2, TD3, MRV_A, MRV_B, FRENCH_IDENTITY_CARD];

impl MrzFormat {
    /// Every format.
    pub const ALL: [Self; 6] = [
        Self::Td1,
        Self::Td2,
        Self::Td3,
        Self::MrvA,
        Self::MrvB,
        Self::FrenchIdentityCard,
    ];

    /// The positions of its fields.
    #[must_use]
    pub fn layout(self) -> &'static Layout {
        &LAYOUTS[self as usize]
    }

    /// The format of lines of exactly the right length, by their number, length and document code, and for what opens as a
    /// French card by whether a letter stands where that has its check digit and other formats the nationality.
    ///
    /// `None` when no format has this shape.
    #[must_use]
    pub fn detect(lines: &[impl AsRef<str>]) -> Option<Self> {
        let first = lines.first()?.as_ref();
        let length = first.chars().count();
        if lines.iter().any(|line| line.as_ref().chars().count() != length) {
            return None;
        }
        let visa = first.starts_with('V');
        let second = lines.get(1).map(AsRef::as_ref);
        let nationality = second.is_some_and(|line| line.chars().nth(12).is_some_and(|c| c.is_ascii_alphabetic()));
        match (lines.len(), length) {
            (3, 30) => Some(Self::Td1),
            (2, 36) if first.starts_with("IDFRA") && !nationality => Some(Self::FrenchIdentityCard),
            (2, 36) => Some(if visa { Self::MrvB } else { Self::Td2 }),
            (2, 44) => Some(if visa { Self::MrvA } else { Self::Td3 }),
            _ => None,
        }
    }
}

impl Layout {
    /// What may stand at a position.
    #[must_use]
    pub fn class(&self, line: usize, position: usize) -> CharacterClass {
        let within = |span: Span| span.line == line && (span.start..span.end).contains(&position);
        let within_optional = |span: Option<Span>| span.is_some_and(within);
        let first_of_code = line == self.document_code.line && position == self.document_code.start;
        let letters = [
            Some(self.issuing_country),
            Some(self.name),
            self.given_names,
            self.nationality,
        ];
        let digits = [
            Some(self.number_check),
            Some(self.birth),
            Some(self.birth_check),
            self.expiry,
            self.expiry_check,
            self.optional_check,
            self.composite_check,
        ];
        if within(self.sex) {
            CharacterClass::Sex
        } else if first_of_code || letters.into_iter().any(within_optional) {
            CharacterClass::Letter
        } else if digits.into_iter().any(within_optional) {
            CharacterClass::Digit
        } else {
            CharacterClass::Any
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_layout_describes_its_own_format_and_stays_inside_its_lines() {
        for format in MrzFormat::ALL {
            let layout = format.layout();
            assert_eq!(layout.format, format);
            let mut spans = vec![
                layout.document_code,
                layout.issuing_country,
                layout.name,
                layout.number,
                layout.birth,
            ];
            spans.extend(layout.optional);
            spans.extend(layout.composite);
            spans.extend(
                [
                    layout.expiry,
                    layout.nationality,
                    layout.composite_check,
                    layout.given_names,
                ]
                .into_iter()
                .flatten(),
            );
            for span in spans {
                assert!(
                    span.line < layout.lines && span.start < span.end && span.end <= layout.length,
                    "{format:?} {span:?}"
                );
            }
        }
    }

    #[test]
    fn shape_and_document_code_tell_the_format() {
        assert_eq!(
            MrzFormat::detect(&["<".repeat(30), "<".repeat(30), "<".repeat(30)]),
            Some(MrzFormat::Td1)
        );
        assert_eq!(
            MrzFormat::detect(&[format!("V{}", "<".repeat(43)), "<".repeat(44)]),
            Some(MrzFormat::MrvA)
        );
        assert_eq!(
            MrzFormat::detect(&[format!("V{}", "<".repeat(35)), "<".repeat(36)]),
            Some(MrzFormat::MrvB)
        );
        assert_eq!(
            MrzFormat::detect(&[format!("IDFRA{}", "<".repeat(31)), "<".repeat(36)]),
            Some(MrzFormat::FrenchIdentityCard)
        );
        assert_eq!(
            MrzFormat::detect(&[
                "IDFRAERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
                "D231458907UTO7408122F1204159<<<<<<<6"
            ]),
            Some(MrzFormat::Td2)
        );
        assert_eq!(
            MrzFormat::detect(&["<".repeat(36), "<".repeat(36)]),
            Some(MrzFormat::Td2)
        );
        assert_eq!(
            MrzFormat::detect(&["<".repeat(44), "<".repeat(44)]),
            Some(MrzFormat::Td3)
        );
        assert_eq!(MrzFormat::detect(&["<".repeat(44), "<".repeat(43)]), None);
        assert_eq!(MrzFormat::detect(&[""; 0]), None);
    }

    #[test]
    fn classes_follow_the_fields() {
        let layout = MrzFormat::Td3.layout();
        assert_eq!(layout.class(0, 0), CharacterClass::Letter);
        assert_eq!(layout.class(0, 1), CharacterClass::Any);
        assert_eq!(layout.class(0, 40), CharacterClass::Letter);
        assert_eq!(layout.class(1, 0), CharacterClass::Any);
        assert_eq!(layout.class(1, 9), CharacterClass::Digit);
        assert_eq!(layout.class(1, 12), CharacterClass::Letter);
        assert_eq!(layout.class(1, 20), CharacterClass::Sex);
        assert_eq!(layout.class(1, 43), CharacterClass::Digit);
    }
}
