//! The true lines of a machine readable zone, and the fields in them, taken by position alone.

use argos_vision::mrz::{ALPHABET, FILLER, Layout, MrzFormat, ReadLine, Span, read};
use jiff::civil::Date;

/// The true lines of a zone. Written apart from the product's parser, so that it is not judged by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Truth {
    lines: Vec<String>,
    format: Option<MrzFormat>,
}

/// The fields of a zone by position, fillers at their ends taken away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TrueFields {
    pub document_code: String,
    pub issuing_country: String,
    pub surname: String,
    pub given_names: String,
    pub document_number: String,
    pub nationality: String,
    /// `YYMMDD`.
    pub birth_date: String,
    /// `M`, `F`, `X` or nothing.
    pub sex: String,
    /// `YYMMDD`.
    pub expiry_date: String,
    pub optional_data: String,
    pub optional_data_2: String,
}

impl Truth {
    /// True lines; empty ones at the end are left out.
    ///
    /// # Errors
    /// One sentence when they are no lines of a zone.
    pub fn new(lines: &[&str]) -> Result<Self, String> {
        let given = lines
            .iter()
            .rposition(|line| !line.is_empty())
            .map_or(0, |last| last + 1);
        let lines = &lines[..given];
        for (index, line) in lines.iter().enumerate() {
            if line.is_empty() {
                return Err(format!("line{} is missing", index + 1));
            }
            if let Some(strange) = line.chars().find(|letter| !ALPHABET.contains(*letter)) {
                return Err(format!("line{} holds {strange:?}, which no zone has", index + 1));
            }
        }
        match lines.len() {
            0 => Err("line1 is missing".to_owned()),
            2 | 3 => Ok(Self {
                format: MrzFormat::detect(lines),
                lines: lines.iter().map(|line| (*line).to_owned()).collect(),
            }),
            count => Err(format!("a zone has two or three lines, not {count}")),
        }
    }

    /// The lines.
    #[must_use]
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Whether all check digits of the document agree; a specimen may carry wrong ones.
    #[must_use]
    pub fn check_digits_agree(&self) -> bool {
        let lines: Vec<ReadLine> = self.lines.iter().map(|line| ReadLine::from(line.as_str())).collect();
        // Centuries do not touch check digits, so any day will do.
        let parsed = self
            .format
            .and_then(|format| read(&lines, format, Date::constant(2000, 1, 1)));
        // What the parser has to correct does not agree as it stands.
        parsed.is_some_and(|zone| zone.checks.all_pass() && zone.lines == self.lines)
    }

    /// The fields; `None` when the lines have the shape of no format.
    pub(super) fn fields(&self) -> Option<TrueFields> {
        let layout = self.format?.layout();
        let text = |span: Span| self.lines.get(span.line)?.get(span.start..span.end);
        let trimmed = |span: Span| text(span).map(|text| text.trim_end_matches(FILLER).to_owned());
        let optional = |index: usize| layout.optional.get(index).and_then(|span| trimmed(*span));
        let name = text(layout.name)?;
        let (surname, given_names) = match layout.given_names {
            Some(given) => (name, text(given)?),
            None => name.split_once("<<").unwrap_or((name, "")),
        };
        Some(TrueFields {
            document_code: trimmed(layout.document_code)?,
            issuing_country: trimmed(layout.issuing_country)?,
            surname: words(surname),
            given_names: words(given_names),
            document_number: self.document_number(layout)?,
            nationality: layout.nationality.and_then(trimmed).unwrap_or_default(),
            birth_date: text(layout.birth)?.to_owned(),
            sex: trimmed(layout.sex)?,
            expiry_date: layout.expiry.and_then(text).unwrap_or_default().to_owned(),
            optional_data: optional(0).unwrap_or_default(),
            optional_data_2: optional(1).unwrap_or_default(),
        })
    }

    /// The number; one too long for its field goes on in the optional data up to its check digit (ICAO 9303 part 5,
    /// 4.2.2.1, note j).
    fn document_number(&self, layout: &Layout) -> Option<String> {
        let text = |span: Span| self.lines.get(span.line)?.get(span.start..span.end);
        let number = text(layout.number)?;
        let continued = layout
            .number_overflow
            .filter(|_| text(layout.number_check) == Some("<"))
            .and_then(text)
            .and_then(|overflow| overflow.split(FILLER).next())
            .filter(|overflow| !overflow.is_empty());
        Some(match continued {
            Some(overflow) => format!("{number}{}", &overflow[..overflow.len() - 1]),
            None => number.trim_end_matches(FILLER).to_owned(),
        })
    }
}

fn words(text: &str) -> String {
    let parts: Vec<&str> = text.split(FILLER).filter(|part| !part.is_empty()).collect();
    parts.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_taken_by_position() {
        let truth = Truth::new(&[
            "P<D<<VON<MUELLER<<ANNA<MARIA<<<<<<<<<<<<<<<<",
            "L898902C36D<<7408122<1204159ZE184226B<<<<<10",
            "",
        ])
        .unwrap();
        let fields = truth.fields().unwrap();
        assert_eq!(
            (
                fields.surname.as_str(),
                fields.given_names.as_str(),
                fields.sex.as_str()
            ),
            ("VON MUELLER", "ANNA MARIA", "")
        );
        assert_eq!(
            (fields.document_number.as_str(), fields.nationality.as_str()),
            ("L898902C3", "D")
        );
        assert_eq!(
            (fields.birth_date.as_str(), fields.optional_data.as_str()),
            ("740812", "ZE184226B")
        );
        assert!(truth.check_digits_agree());
    }

    #[test]
    fn a_long_number_goes_on_in_the_optional_data() {
        let lines = [
            "I<UTOD23145890<AB112234566<<<<",
            "7408122F1204159UTO<<<<<<<<<<<4",
            "ERIKSSON<<ANNA<MARIA<<<<<<<<<<",
        ];
        let fields = Truth::new(&lines).unwrap().fields().unwrap();
        assert_eq!(fields.document_number, "D23145890AB11223456");
    }

    #[test]
    fn wrong_check_digits_and_strange_shapes_do_not_agree() {
        let first = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<";
        let agree = |lines: &[&str]| Truth::new(lines).unwrap().check_digits_agree();
        assert!(agree(&[first, "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]));
        assert!(!agree(&[first, "L898902C36UTO7408123F1204159ZE184226B<<<<<10"]));
        assert!(!agree(&["P<UTOERIKSSON", "L898902C36UTO"]));
    }
}
