//! Fields of the printed part, found by their labels. A wrong value is worse than none.

use std::fmt;

use jiff::civil::Date;

use super::labels::{FieldName, LabelSet, Labelled, label_of};
use super::layout::Place;
use super::printed_date::{DateOrder, DateRole, parse_date, proven_order};
use super::values;
use crate::image::Point;
use crate::mrz::Sex;
use crate::text::TextLine;

/// A printed value with its place. Debug output does not show it.
#[derive(Clone, PartialEq, serde::Serialize)]
pub struct PrintedField<T> {
    /// The value.
    pub value: T,
    /// The text that it was read from.
    pub raw: String,
    /// Mean confidence of the characters of that line, 0 to 1.
    pub confidence: f32,
    /// Corners of the line in pixels of the picture as it was given.
    pub quad: [Point; 4],
}

impl<T> fmt::Debug for PrintedField<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "PrintedField({:.2})", self.confidence)
    }
}

/// What the printed part says; `None` where no label with a believable value was found.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize)]
pub struct PrintedFields {
    /// Surname.
    pub surname: Option<PrintedField<String>>,
    /// Given names.
    pub given_names: Option<PrintedField<String>>,
    /// Surname and given names under one label; only where neither has a label of its own.
    pub full_name: Option<PrintedField<String>>,
    /// Birth date.
    pub birth_date: Option<PrintedField<Date>>,
    /// Sex.
    pub sex: Option<PrintedField<Sex>>,
    /// Nationality, as printed.
    pub nationality: Option<PrintedField<String>>,
    /// Document number, without spaces.
    pub document_number: Option<PrintedField<String>>,
    /// Date of issue.
    pub issue_date: Option<PrintedField<Date>>,
    /// Date of expiry.
    pub expiry_date: Option<PrintedField<Date>>,
    /// Personal number, without spaces.
    pub personal_number: Option<PrintedField<String>>,
    /// Place of birth.
    pub place_of_birth: Option<PrintedField<String>>,
}

/// Lines below this mean confidence are not believed.
const LEAST_CONFIDENCE: f32 = 0.7;
/// How far right of its label a value may stand, in line heights.
const REACH_RIGHT: f32 = 8.0;
/// How far below its label, in heights of the label.
const REACH_BELOW: f32 = 3.2;

/// A printed line, its place on the upright page, and the label that it starts with.
struct Printed<'a> {
    line: &'a TextLine,
    place: Place,
    label: Option<Labelled<'a>>,
}

/// What kind of labels a page has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct PageStyle {
    /// Fields are numbered as on driving licences of the European Union (Directive 2006/126/EC, annex I).
    pub numbered: bool,
    /// The labels that count on the page.
    pub labels: LabelSet,
}

/// Fields of the given lines, which must not contain the machine readable zone.
pub(super) fn printed_fields(lines: &[(&TextLine, Place)], style: PageStyle, today: Date) -> PrintedFields {
    let order = proven_order(lines.iter().map(|(line, _)| line.text.as_str()))
        .or(style.labels.american.then_some(DateOrder::MonthFirst));
    let printed: Vec<Printed<'_>> = lines
        .iter()
        .filter(|(line, _)| line.confidence >= LEAST_CONFIDENCE)
        .map(|&(line, place)| Printed {
            line,
            place,
            label: label(&line.text, style),
        })
        .collect();
    let mut search = Search {
        printed: &printed,
        taken: vec![false; printed.len()],
    };
    let date = |role| move |text: &str| parse_date(text, role, order, today);
    let text = |value: fn(&str) -> Option<String>| value;
    // Values with a form of their own first, so that names cannot take them.
    let fields = PrintedFields {
        birth_date: search.find(FieldName::BirthDate, date(DateRole::Birth)),
        issue_date: search.find(FieldName::IssueDate, date(DateRole::Issue)),
        expiry_date: search.find(FieldName::ExpiryDate, date(DateRole::Expiry)),
        sex: search.find(FieldName::Sex, values::sex),
        document_number: search.find(FieldName::DocumentNumber, text(values::number)),
        personal_number: search.find(FieldName::PersonalNumber, text(values::number)),
        nationality: search.find(FieldName::Nationality, text(values::nationality)),
        surname: search.find(FieldName::Surname, text(values::name)),
        given_names: search.find(FieldName::GivenNames, text(values::name)),
        full_name: search.find(FieldName::FullName, text(values::name)),
        place_of_birth: search.find(FieldName::PlaceOfBirth, text(values::place)),
    };
    with_whole_name(fields, &printed)
}

/// "Name" introduces the surname where another label introduces the given names, and all names where none does.
fn with_whole_name(mut fields: PrintedFields, printed: &[Printed<'_>]) -> PrintedFields {
    let mut labels = printed.iter().filter_map(|line| Some((line, line.label?)));
    let divided = labels.clone().any(|(_, label)| label.field == FieldName::GivenNames);
    let only_name =
        labels.all(|(line, label)| label.field != FieldName::Surname || is_bare_name(&line.line.text, label));
    let several = |field: &PrintedField<String>| field.value.split_whitespace().count() > 1;
    if !divided && only_name && fields.surname.as_ref().is_some_and(several) {
        let whole = fields.surname.take();
        fields.full_name = fields.full_name.or(whole);
    }
    if fields.surname.is_some() || fields.given_names.is_some() {
        fields.full_name = None;
    }
    fields
}

/// Whether a label is the word "Name" alone.
fn is_bare_name(text: &str, label: Labelled<'_>) -> bool {
    let written = &text[..text.len() - label.rest.len()];
    let letters: String = written.chars().filter(|c| c.is_alphabetic()).collect();
    letters.eq_ignore_ascii_case("NAME")
}

fn label(text: &str, style: PageStyle) -> Option<Labelled<'_>> {
    match style.numbered.then(|| numbered_label(text)).flatten() {
        Some(found) => Some(found),
        None => label_of(text, style.labels),
    }
}

/// The field numbers of driving licences of the European Union: `1. MUSTERMANN`, `4a 01.01.2013`.
pub(super) fn numbered_label(text: &str) -> Option<Labelled<'_>> {
    const NUMBERS: [(&str, FieldName); 8] = [
        ("4a", FieldName::IssueDate),
        ("4b", FieldName::ExpiryDate),
        ("4c", FieldName::Other),
        ("4d", FieldName::PersonalNumber),
        ("1", FieldName::Surname),
        ("2", FieldName::GivenNames),
        ("3", FieldName::BirthDate),
        ("5", FieldName::DocumentNumber),
    ];
    let text = text.trim_start();
    NUMBERS.iter().find_map(|(number, field)| {
        let beginning = text
            .get(..number.len())
            .filter(|beginning| beginning.eq_ignore_ascii_case(number))?;
        let rest = &text[beginning.len()..];
        let value = rest.trim_start_matches(['.', ',', ' ', ':']);
        // `1 2 3` or `12.08.` are no field numbers.
        let separated =
            rest.is_empty() || rest.starts_with(['.', ',', ':', ' ']) || value.starts_with(char::is_uppercase);
        let date_part = *number != "3"
            && rest.starts_with('.')
            && value.len() == rest.len() - 1
            && value.starts_with(|c: char| c.is_ascii_digit())
            && number.len() == 1
            && *field != FieldName::DocumentNumber;
        (separated && !date_part).then_some(Labelled {
            field: *field,
            rest: value,
        })
    })
}

struct Search<'a> {
    printed: &'a [Printed<'a>],
    taken: Vec<bool>,
}

impl<'a> Search<'a> {
    /// The first believable value of a field: on the label's own line, to its right, or below it.
    fn find<T>(&mut self, field: FieldName, value: impl Fn(&str) -> Option<T>) -> Option<PrintedField<T>> {
        for (index, printed) in self.printed.iter().enumerate() {
            let Some(label) = printed.label.filter(|label| label.field == field) else {
                continue;
            };
            if let Some(found) = value(label.rest) {
                return Some(field_of(found, label.rest, printed.line));
            }
            // Brackets and numbers may follow a label; other text there is a value that is not believed.
            if label.rest.chars().filter(|c| c.is_alphanumeric()).count() > 3 {
                continue;
            }
            for neighbour in self.neighbours(index) {
                let other = &self.printed[neighbour];
                if let Some(found) = value(&other.line.text) {
                    self.taken[neighbour] = true;
                    return Some(field_of(found, &other.line.text, other.line));
                }
            }
        }
        None
    }

    /// Lines without a label right of or below a label, nearest first. Another label in between ends the search.
    fn neighbours(&self, index: usize) -> Vec<usize> {
        let place = self.printed[index].place;
        let mut found: Vec<(f32, usize)> = Vec::new();
        // A label ends the search in its own direction only: columns of fields stand side by side.
        let (mut label_right, mut label_below) = (f32::MAX, f32::MAX);
        for (other, printed) in self.printed.iter().enumerate().filter(|(other, _)| *other != index) {
            let right = place.is_left_of(&printed.place, REACH_RIGHT);
            let distance = if right {
                // A value on the same line is nearer than any below.
                Some((printed.place.left.x - place.right.x).max(0.0) * 1e-4)
            } else {
                place
                    .distance_below(&printed.place)
                    .filter(|distance| *distance < REACH_BELOW)
            };
            match distance {
                Some(distance) if printed.label.is_some() => {
                    let nearest = if right { &mut label_right } else { &mut label_below };
                    *nearest = nearest.min(distance);
                }
                Some(distance) if !self.taken[other] => found.push((distance, other)),
                _ => {}
            }
        }
        // Distances to the right stay below the least distance downwards.
        found.retain(|(distance, _)| *distance < if *distance < 0.3 { label_right } else { label_below });
        found.sort_by(|a, b| a.0.total_cmp(&b.0));
        found.truncate(2);
        found.into_iter().map(|(_, other)| other).collect()
    }
}

fn field_of<T>(value: T, raw: &str, line: &TextLine) -> PrintedField<T> {
    PrintedField {
        value,
        raw: raw.to_owned(),
        confidence: line.confidence,
        quad: line.quad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mrz::ReadLine;
    use crate::text::RecognisedCharacter;
    use jiff::civil::date;

    const TODAY: Date = date(2026, 3, 15);

    fn line(text: &str, confidence: f32) -> TextLine {
        let characters = text.chars().map(|character| RecognisedCharacter {
            character,
            confidence,
            position: 0.0,
        });
        TextLine::new([Point::default(); 4], characters.collect(), ReadLine::default())
    }

    fn fields(page: &[(&str, f32, f32)], style: PageStyle) -> PrintedFields {
        let lines: Vec<TextLine> = page.iter().map(|(text, ..)| line(text, 0.95)).collect();
        let placed: Vec<(&TextLine, Place)> = lines
            .iter()
            .zip(page)
            .map(|(line, (text, x, y))| {
                let right = x + text.len() as f32 * 8.0;
                (
                    line,
                    Place {
                        left: Point::new(*x, *y),
                        right: Point::new(right, *y),
                        height: 12.0,
                    },
                )
            })
            .collect();
        printed_fields(&placed, style, TODAY)
    }

    fn text(field: &Option<PrintedField<String>>) -> Option<&str> {
        field.as_ref().map(|field| field.value.as_str())
    }

    #[test]
    fn values_stand_below_bilingual_labels() {
        let found = fields(
            &[
                ("Surname/Nom", 100.0, 100.0),
                ("ERIKSSON", 100.0, 118.0),
                ("Given names/Prénoms", 100.0, 140.0),
                ("ANNA MARIA", 100.0, 158.0),
                ("Date of birth/Date de naissance", 100.0, 180.0),
                ("12 AUG/AOÛT 1974", 100.0, 198.0),
                ("Sex/Sexe", 400.0, 180.0),
                ("F", 400.0, 198.0),
                ("Passport No./Passeport No.", 400.0, 60.0),
                ("L898902C3", 400.0, 78.0),
            ],
            PageStyle::default(),
        );
        assert_eq!(text(&found.surname), Some("ERIKSSON"));
        assert_eq!(text(&found.given_names), Some("ANNA MARIA"));
        assert_eq!(found.birth_date.unwrap().value, date(1974, 8, 12));
        assert_eq!(found.sex.unwrap().value, Sex::Female);
        assert_eq!(text(&found.document_number), Some("L898902C3"));
        assert!(found.expiry_date.is_none() && found.place_of_birth.is_none());
    }

    #[test]
    fn values_stand_right_of_labels_or_on_their_line() {
        let found = fields(
            &[
                ("Nachname: MUSTERMANN", 10.0, 10.0),
                ("Vorname", 10.0, 30.0),
                ("ERIKA", 90.0, 30.0),
                ("Gültig bis", 10.0, 50.0),
                ("31.12.2030", 120.0, 51.0),
            ],
            PageStyle::default(),
        );
        assert_eq!(text(&found.surname), Some("MUSTERMANN"));
        assert_eq!(text(&found.given_names), Some("ERIKA"));
        assert_eq!(found.expiry_date.unwrap().value, date(2030, 12, 31));
    }

    #[test]
    fn a_missing_value_is_not_replaced_by_the_next_field() {
        let found = fields(
            &[
                ("Surname", 10.0, 10.0),
                ("Given names", 10.0, 26.0),
                ("ANNA", 10.0, 42.0),
            ],
            PageStyle::default(),
        );
        assert_eq!(text(&found.surname), None);
        assert_eq!(text(&found.given_names), Some("ANNA"));
    }

    #[test]
    fn european_licences_are_numbered() {
        let style = PageStyle {
            numbered: true,
            labels: LabelSet::default(),
        };
        let found = fields(
            &[
                ("1. MUSTERMANN", 10.0, 10.0),
                ("2.", 10.0, 30.0),
                ("ERIKA", 40.0, 30.0),
                ("3. 12.08.64 BERLIN", 10.0, 50.0),
                ("4a.01.01.2013", 10.0, 70.0),
                ("4b.18.01.2028", 200.0, 70.0),
                ("5. B072RRE2155", 10.0, 90.0),
            ],
            style,
        );
        assert_eq!(text(&found.surname), Some("MUSTERMANN"));
        assert_eq!(text(&found.given_names), Some("ERIKA"));
        assert_eq!(found.birth_date.unwrap().value, date(1964, 8, 12));
        assert_eq!(found.issue_date.unwrap().value, date(2013, 1, 1));
        assert_eq!(found.expiry_date.unwrap().value, date(2028, 1, 18));
        assert_eq!(text(&found.document_number), Some("B072RRE2155"));
    }

    #[test]
    fn american_licences_abbreviate_and_put_the_month_first() {
        let style = PageStyle {
            numbered: false,
            labels: LabelSet::of(true, std::iter::empty()),
        };
        let found = fields(
            &[
                ("DL I1234568", 0.0, 0.0),
                ("LN CARDHOLDER", 0.0, 20.0),
                ("FN IMA", 0.0, 40.0),
                ("DOB 08/03/1977", 0.0, 60.0),
            ],
            style,
        );
        assert_eq!(text(&found.document_number), Some("I1234568"));
        assert_eq!(text(&found.surname), Some("CARDHOLDER"));
        assert_eq!(text(&found.given_names), Some("IMA"));
        assert_eq!(found.birth_date.unwrap().value, date(1977, 8, 3));
    }

    #[test]
    fn one_label_for_all_names_gives_the_whole_name() {
        let whole = |page: &[(&str, f32, f32)]| {
            let found = fields(page, PageStyle::default());
            assert!(found.surname.is_none() && found.given_names.is_none(), "{page:?}");
            text(&found.full_name).map(ToOwned::to_owned)
        };
        for page in [
            [("Name", 10.0, 10.0), ("ANNA MARIA ERIKSSON", 10.0, 28.0)],
            [("Full name", 10.0, 10.0), ("ANNA MARIA ERIKSSON", 10.0, 28.0)],
            [("Nom et prénoms", 10.0, 10.0), ("ANNA MARIA ERIKSSON", 10.0, 28.0)],
            [("Apellidos y nombres", 10.0, 10.0), ("ANNA MARIA ERIKSSON", 10.0, 28.0)],
        ] {
            assert_eq!(whole(&page).as_deref(), Some("ANNA MARIA ERIKSSON"), "{page:?}");
        }
        assert_eq!(
            whole(&[("Name: ANNA MARIA ERIKSSON", 10.0, 10.0)]).as_deref(),
            Some("ANNA MARIA ERIKSSON")
        );
    }

    #[test]
    fn name_beside_given_names_is_the_surname() {
        let found = fields(
            &[
                ("Name", 10.0, 10.0),
                ("VON DER HEIDE", 10.0, 28.0),
                ("Vorname", 10.0, 60.0),
                ("ANNA", 10.0, 78.0),
            ],
            PageStyle::default(),
        );
        assert_eq!(
            (text(&found.surname), text(&found.given_names), text(&found.full_name)),
            (Some("VON DER HEIDE"), Some("ANNA"), None)
        );
        // The given names were not read, but their label stands there.
        let found = fields(
            &[
                ("Name", 10.0, 10.0),
                ("VON DER HEIDE", 10.0, 28.0),
                ("Vorname", 10.0, 60.0),
            ],
            PageStyle::default(),
        );
        assert_eq!(
            (text(&found.surname), text(&found.full_name)),
            (Some("VON DER HEIDE"), None)
        );
        // A surname of two words under its own label.
        let found = fields(
            &[("Surname", 10.0, 10.0), ("VON HEIDE", 10.0, 28.0)],
            PageStyle::default(),
        );
        assert_eq!(
            (text(&found.surname), text(&found.full_name)),
            (Some("VON HEIDE"), None)
        );
    }

    #[test]
    fn chinese_cards_have_one_label_for_the_whole_name() {
        let page = ["姓名 李小明", "性别 男", "出生 1990年3月7日"];
        let style = PageStyle {
            numbered: false,
            labels: LabelSet::of(false, ["姓名", "性别", "出生"].into_iter()),
        };
        let page: Vec<(&str, f32, f32)> = page
            .into_iter()
            .zip([10.0, 40.0, 70.0])
            .map(|(text, y)| (text, 10.0, y))
            .collect();
        assert_eq!(text(&fields(&page, style).full_name), Some("李小明"));
    }

    #[test]
    fn unsure_lines_are_not_believed() {
        let unsure = line("Surname: ERIKSSON", 0.5);
        let place = Place {
            left: Point::default(),
            right: Point::new(100.0, 0.0),
            height: 10.0,
        };
        assert_eq!(
            printed_fields(&[(&unsure, place)], PageStyle::default(), TODAY),
            PrintedFields::default()
        );
    }
}
