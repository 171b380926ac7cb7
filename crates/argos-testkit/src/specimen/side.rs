//! Draws the sides of a specimen document. Places and sizes in millimetres, zones as ICAO 9303 parts 4 to 7 place them.

use super::chance::Chance;
use super::document::{SpecimenDocument, SpecimenKind};
use super::language::Label;
use super::lettering::{Typeface, Typefaces};
use super::sheet::{Area, Sheet};
use super::style::Style;
use image::RgbImage;

/// Height of the strip that the zone is printed in (ICAO 9303 part 3, section 4.1).
const ZONE_STRIP: f32 = 23.2;

/// Which side of a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SideName {
    /// With the portrait.
    Front,
    /// Without.
    Back,
}

impl SideName {
    /// In lists of labels.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Front => "front",
            Self::Back => "back",
        }
    }
}

/// What is printed on a side, beside its zone; empty where it is not on this side.
#[derive(Debug, Clone, Default)]
pub struct PrintedTexts {
    /// Surname as printed, in Latin letters.
    pub surname: String,
    /// Given names as printed, in Latin letters.
    pub given_names: String,
    /// `YYYY-MM-DD`; empty also where the day is unknown.
    pub birth_date: String,
    /// `F`, `M` or `X`.
    pub sex: String,
    /// Nationality as printed.
    pub nationality: String,
    /// Number of the document.
    pub document_number: String,
    /// `YYYY-MM-DD`.
    pub issue_date: String,
    /// `YYYY-MM-DD`.
    pub expiry_date: String,
    /// Personal number.
    pub personal_number: String,
    /// Place of birth.
    pub place_of_birth: String,
}

/// A drawn side.
#[derive(Debug, Clone)]
pub struct Side {
    /// Which one.
    pub name: SideName,
    /// The whole side, 14.4 pixels per millimetre.
    pub picture: RgbImage,
    /// Width and height in millimetres.
    pub size: (f32, f32),
    /// Whether the zone stands on it.
    pub has_zone: bool,
    /// From the top to the middle of the zone, in millimetres; without a zone to the middle of the side.
    pub zone_middle: f32,
    /// Height of the zone's capital letters, in millimetres; without a zone what it would be.
    pub letter_height: f32,
    /// Whether it is a card with rounded corners, which cannot bulge.
    pub is_card: bool,
    /// What is printed.
    pub printed: PrintedTexts,
}

/// A label with its value.
struct Entry {
    label: Label,
    value: String,
    /// Width that it gets among those of its row.
    weight: f32,
}

fn entry(label: Label, value: impl Into<String>, weight: f32) -> Entry {
    Entry {
        label,
        value: value.into(),
        weight,
    }
}

/// Draws all sides of a document: the front, and the back of cards.
pub fn draw(document: &SpecimenDocument, portrait: &RgbImage, typefaces: &Typefaces, chance: &mut Chance) -> Vec<Side> {
    let (width, _) = document.kind.size();
    let style = Style::invented(width < 90.0, document.issuer.languages.len(), chance);
    let drawing = Drawing {
        document,
        style,
        typefaces,
    };
    let front = drawing.front(portrait, chance);
    if document.kind.has_back() {
        vec![drawing.back(chance), front]
    } else {
        vec![front]
    }
}

struct Drawing<'a> {
    document: &'a SpecimenDocument,
    style: Style,
    typefaces: &'a Typefaces,
}

impl Drawing<'_> {
    fn front(&self, portrait: &RgbImage, chance: &mut Chance) -> Side {
        let kind = self.document.kind;
        let size = kind.size();
        let zone_top = (!kind.has_back()).then_some(size.1 - ZONE_STRIP);
        let mut sheet = Sheet::new(size, zone_top, &self.style, chance);
        let bottom = zone_top.unwrap_or(size.1) - 1.6;
        self.title(&mut sheet);
        let top = 9.6;
        let portrait_height = (bottom - top).min(45.0) * 0.92;
        let portrait_width = portrait_height * 35.0 / 45.0;
        let margin = 4.0;
        let (portrait_x, fields_x) = if self.style.portrait_left {
            (margin, margin + portrait_width + 3.0)
        } else {
            (size.0 - margin - portrait_width, margin + 1.0)
        };
        let fields_width = size.0 - 2.0 * margin - portrait_width - 4.0;
        let area = (portrait_x, top + 1.0, portrait_width, portrait_height);
        sheet.paste(portrait, area, 1.0, self.style.portrait_grey);
        if self.style.ghost {
            let ghost = (fields_x + fields_width - 11.0, bottom - 15.0, 10.5, 13.5);
            sheet.paste(portrait, ghost, 0.22, true);
        }
        let mut printed = PrintedTexts::default();
        self.entries(
            &mut sheet,
            (fields_x, top, fields_width, bottom - top),
            &self.front_rows(),
            &mut printed,
        );
        if self.style.signature && kind == SpecimenKind::Passport {
            sheet.scribble(
                (fields_x + fields_width * 0.55, bottom - 8.0, fields_width * 0.4, 6.5),
                chance,
            );
        }
        self.finish(sheet, SideName::Front, zone_top, printed)
    }

    fn back(&self, chance: &mut Chance) -> Side {
        let size = self.document.kind.size();
        let zone_top = size.1 - ZONE_STRIP;
        let mut sheet = Sheet::new(size, Some(zone_top), &self.style, chance);
        let mut printed = PrintedTexts::default();
        let rows = vec![
            vec![
                entry(Label::BirthPlace, self.document.birth_place.clone(), 1.2),
                entry(Label::IssueDate, self.date(self.document.issued), 1.0),
            ],
            vec![entry(Label::Authority, self.authority(), 1.0)],
        ];
        if chance.happens(0.3) {
            sheet.fill((66.0, 6.0, 13.0, 12.0), image::Rgb([206, 176, 96]), 0.9);
        }
        self.entries(&mut sheet, (4.5, 5.0, 58.0, zone_top - 7.0), &rows, &mut printed);
        self.finish(sheet, SideName::Back, Some(zone_top), printed)
    }

    fn finish(&self, mut sheet: Sheet, name: SideName, zone_top: Option<f32>, printed: PrintedTexts) -> Side {
        let lines = self.document.zone.lines();
        // As on usual documents: three lines of a card stand 4.75 mm apart, two lines 6.35 mm.
        let (first, apart) = if lines.len() == 3 { (7.2, 4.75) } else { (8.6, 6.35) };
        let mut zone_middle = sheet.size.1 / 2.0;
        if let Some(top) = zone_top {
            let width = self.document.zone.format.length() as f32 * 2.54;
            let left = (sheet.size.0 - width) / 2.0;
            for (line, text) in lines.iter().enumerate() {
                let place = (left, top + first + apart * line as f32);
                sheet.zone_line(self.typefaces.font(Typeface::Machine), text, place, &self.style);
            }
            zone_middle = top + first + apart * (lines.len() as f32 - 1.0) / 2.0 - self.style.zone_height / 2.0;
        }
        Side {
            name,
            picture: sheet.picture,
            size: sheet.size,
            has_zone: zone_top.is_some(),
            zone_middle,
            letter_height: self.style.zone_height,
            is_card: self.document.kind.has_back(),
            printed,
        }
    }

    fn title(&self, sheet: &mut Sheet) {
        let issuer = self.document.issuer;
        let bold = self.typefaces.font(Typeface::SansBold);
        let mut ink = self.style.palette.title;
        if self.style.title_in_band {
            sheet.fill((0.0, 0.0, sheet.size.0, 8.6), ink, 1.0);
            ink = image::Rgb([246, 246, 240]);
        }
        let factor = if sheet.size.0 < 90.0 { 0.8 } else { 1.0 };
        let used = sheet.text(bold, issuer.name, (4.5, 6.4), (2.9 * factor, sheet.size.0 * 0.55), ink);
        let titles: Vec<&str> = issuer
            .languages
            .iter()
            .take(self.style.languages)
            .map(|language| language.label(self.document.kind.title()))
            .collect();
        let x = 4.5 + used + 3.0;
        sheet.text(
            bold,
            &titles.join(" "),
            (x, 6.4),
            (2.2 * factor, sheet.size.0 - x - 4.0),
            ink,
        );
    }

    fn front_rows(&self) -> Vec<Vec<Entry>> {
        let document = self.document;
        let name = |native: &str, latin: &str| {
            let shown = if native.is_empty() {
                latin.to_owned()
            } else {
                format!("{native} / {latin}")
            };
            if self.style.values_capital {
                capitals(&shown, document.home.code)
            } else {
                shown
            }
        };
        let number_label = match document.kind {
            SpecimenKind::Passport => Label::PassportNumber,
            _ => Label::CardNumber,
        };
        let mut rows = vec![
            vec![entry(
                Label::Surname,
                name(&document.surname.native, &document.surname.latin),
                1.0,
            )],
            vec![entry(
                Label::GivenNames,
                name(&document.given_names.native, &document.given_names.latin),
                1.0,
            )],
            vec![
                entry(Label::Nationality, document.home.nationality, 1.5),
                entry(Label::Sex, document.printed_sex(), 0.7),
            ],
        ];
        let birth = entry(Label::BirthDate, self.birth_date(), 1.2);
        if document.kind.has_back() {
            rows.push(vec![birth, entry(number_label, document.number.clone(), 1.2)]);
            rows.push(vec![entry(Label::ExpiryDate, self.date(document.expires), 1.2)]);
        } else {
            let code = document.zone.code.clone();
            rows.insert(
                0,
                vec![
                    entry(Label::Type, code, 0.6),
                    entry(Label::CountryCode, document.issuer.code, 0.9),
                    entry(number_label, document.number.clone(), 1.4),
                ],
            );
            rows.push(vec![birth, entry(Label::BirthPlace, document.birth_place.clone(), 1.0)]);
            rows.push(vec![
                entry(Label::IssueDate, self.date(document.issued), 1.0),
                entry(Label::Authority, self.authority(), 1.0),
            ]);
            rows.push(vec![entry(Label::ExpiryDate, self.date(document.expires), 1.0)]);
        }
        if !document.personal_number.is_empty()
            && let Some(last) = rows.last_mut()
        {
            last.push(entry(Label::PersonalNumber, document.personal_number.clone(), 1.0));
        }
        rows
    }

    fn birth_date(&self) -> String {
        let birth = self.document.birth;
        let year = birth.date.year();
        match (birth.month_known, birth.day_known) {
            (false, _) => format!("XX XX {year}"),
            (true, false) => format!("XX {:02} {year}", birth.date.month()),
            (true, true) => self.date(birth.date),
        }
    }

    fn date(&self, date: jiff::civil::Date) -> String {
        self.style.dates.write(date, self.document.issuer.languages)
    }

    fn authority(&self) -> String {
        let place = self.document.issuer.names.place(&mut Chance::new(
            u64::from(self.document.issued.day().unsigned_abs()),
            0,
        ));
        format!("{place} {}", self.document.issuer.alpha3())
    }

    /// Draws rows of labels and values into an area, and notes what was printed.
    fn entries(&self, sheet: &mut Sheet, area: Area, rows: &[Vec<Entry>], printed: &mut PrintedTexts) {
        let style = &self.style;
        let row_height = (area.3 / rows.len() as f32).min(8.2);
        let label_height = style.label_height.min(row_height * 0.2);
        let value_height = style.value_height.min(row_height * 0.34);
        let (labels, values) = (
            self.typefaces.font(style.label_face),
            self.typefaces.font(style.value_face),
        );
        let mut number = 0;
        for (row, entries) in rows.iter().enumerate() {
            let y = area.1 + row_height * row as f32;
            let whole: f32 = entries.iter().map(|entry| entry.weight).sum();
            let mut x = area.0;
            for entry in entries {
                number += 1;
                let width = area.2 * entry.weight / whole;
                let most = width - 1.5;
                let label = self.label(entry.label, number);
                let label_place = (x, y + row_height * 0.38);
                let (value_x, value_y) = if style.labels_inline {
                    let used = sheet.text(
                        labels,
                        &label,
                        (x, y + row_height * 0.8),
                        (label_height, most * 0.5),
                        style.palette.label,
                    );
                    (x + used + 1.0, y + row_height * 0.8)
                } else {
                    sheet.text(labels, &label, label_place, (label_height, most), style.palette.label);
                    (x, label_place.1 + row_height * 0.46)
                };
                let room = (x + most - value_x).max(2.0);
                sheet.text(
                    values,
                    &entry.value,
                    (value_x, value_y),
                    (value_height, room),
                    style.palette.ink,
                );
                self.note(entry, printed);
                x += width;
            }
        }
    }

    fn label(&self, label: Label, number: usize) -> String {
        let languages = self.document.issuer.languages;
        let texts: Vec<&str> = languages
            .iter()
            .take(self.style.languages)
            .map(|language| language.label(label))
            .collect();
        let text = texts.join(self.style.separator);
        let text = if self.style.labels_capital {
            capitals(&text, self.document.issuer.code)
        } else {
            text
        };
        if self.style.labels_numbered {
            format!("{number}. {text}")
        } else {
            text
        }
    }

    fn note(&self, entry: &Entry, printed: &mut PrintedTexts) {
        let document = self.document;
        let latin = |name: &str| {
            if self.style.values_capital {
                capitals(name, document.home.code)
            } else {
                name.to_owned()
            }
        };
        match entry.label {
            Label::Surname => printed.surname = latin(&document.surname.latin),
            Label::GivenNames => printed.given_names = latin(&document.given_names.latin),
            Label::BirthDate if document.birth.day_known => printed.birth_date = document.birth.date.to_string(),
            Label::Sex => printed.sex = entry.value.clone(),
            Label::Nationality => printed.nationality = entry.value.clone(),
            Label::PassportNumber | Label::CardNumber => printed.document_number = entry.value.clone(),
            Label::IssueDate => printed.issue_date = document.issued.to_string(),
            Label::ExpiryDate => printed.expiry_date = document.expires.to_string(),
            Label::PersonalNumber => printed.personal_number = entry.value.clone(),
            Label::BirthPlace => printed.place_of_birth = entry.value.clone(),
            _ => {}
        }
    }
}

/// Capital letters; Turkey has a dotted capital `İ`.
fn capitals(text: &str, country: &str) -> String {
    if country == "TUR" {
        text.replace('i', "İ").to_uppercase()
    } else {
        text.to_uppercase()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_follow_the_country() {
        assert_eq!(capitals("Işıl Çiğdem", "TUR"), "IŞIL ÇİĞDEM");
        assert_eq!(capitals("Großmann", "D"), "GROSSMANN");
    }
}
