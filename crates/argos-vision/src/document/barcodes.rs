//! The barcodes of a page, and what a card's barcode says against its print.

use image::RgbImage;

use super::agreement::Agreement;
use super::kind::DocumentKind;
use super::page::PageReading;
use super::printed::PrintedFields;
use super::score::recognition_score;
use crate::aamva::{self, AamvaDocument, AamvaError, CardKind};
use crate::barcode::{Barcode, find_barcodes};
use crate::mrz::MrzFormat;
use crate::text::TextLine;
use crate::timings::Timings;

/// A barcode with the meaning of its text. Debug output shows neither.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct PageBarcode {
    /// The barcode as it was read.
    pub barcode: Barcode,
    /// What its text is.
    pub content: BarcodeContent,
}

/// What the text of a barcode is.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BarcodeContent {
    /// The data of a North American driving licence or identity card.
    Card(Box<AamvaDocument>),
    /// It claims to be the data of such a card, but is damaged or impossible; the reason holds no value.
    DamagedCard(String),
    /// Something else, kept as it is and not interpreted.
    Text,
}

impl PageBarcode {
    fn of(barcode: Barcode) -> Self {
        // A part of a text says nothing by itself.
        let parsed = match barcode.segment {
            Some(_) => Err(AamvaError::NoHeader),
            None => aamva::parse(&barcode.text),
        };
        let content = match parsed {
            Ok(card) => BarcodeContent::Card(Box::new(card)),
            Err(AamvaError::NoHeader | AamvaError::TooLong) => BarcodeContent::Text,
            Err(damage) => BarcodeContent::DamagedCard(damage.to_string()),
        };
        Self { barcode, content }
    }

    /// The card's data, when it is one.
    #[must_use]
    pub fn card(&self) -> Option<&AamvaDocument> {
        match &self.content {
            BarcodeContent::Card(card) => Some(card),
            BarcodeContent::DamagedCard(_) | BarcodeContent::Text => None,
        }
    }
}

impl PageReading {
    /// What the barcode of a North American card on this page says. Every codeword is proven by the error correction.
    #[must_use]
    pub fn card(&self) -> Option<&AamvaDocument> {
        self.barcodes.iter().find_map(PageBarcode::card)
    }

    /// Whether barcodes are worth looking for: passports and visas with a zone bear none that would add to it, and the
    /// search costs some time on a picture without any.
    fn may_bear_a_card(&self) -> bool {
        self.mrz.as_ref().is_none_or(|zone| {
            matches!(
                zone.mrz.format,
                MrzFormat::Td1 | MrzFormat::Td2 | MrzFormat::FrenchIdentityCard
            )
        })
    }

    /// Looks for barcodes, where it makes sense, and lets a card's data decide the kind, and the issuing country where no
    /// zone has. Adds the stage `barcodes` to the timings.
    pub(super) fn with_barcodes(mut self, image: &RgbImage, timings: &mut Timings) -> Self {
        if !self.may_bear_a_card() {
            return self;
        }
        let found = timings.measure("barcodes", |_| find_barcodes(image));
        self.barcodes = found.into_iter().map(PageBarcode::of).collect();
        let Some(card) = self.card() else { return self };
        let (kind, country) = (card.kind, card.issuing_country.clone());
        let zone = self.mrz.as_ref().map(|zone| &zone.mrz);
        self.recognition_score = recognition_score(&self.lines, zone, &self.fields, Some(card));
        self.kind = match kind {
            CardKind::DrivingLicence | CardKind::EnhancedDrivingLicence => DocumentKind::DrivingLicence,
            CardKind::IdentityCard => DocumentKind::OtherCard,
        };
        if self.mrz.is_none() {
            self.issuing_country = country.or(self.issuing_country);
        }
        self
    }
}

/// The card's barcode, on whichever page it is, against what both pages print; `None` without such a barcode.
#[must_use]
pub fn barcode_agreement(pages: &[&PageReading]) -> Option<Agreement> {
    let card = pages.iter().find_map(|page| page.card())?;
    let lines: Vec<&TextLine> = pages.iter().flat_map(|page| &page.lines).collect();
    Some(Agreement::of_card(card, &lines, &printed_on(pages)))
}

/// The printed fields of all pages, the first page's first.
fn printed_on(pages: &[&PageReading]) -> PrintedFields {
    let mut all = PrintedFields::default();
    for fields in pages.iter().map(|page| page.fields.clone()) {
        all = PrintedFields {
            surname: all.surname.or(fields.surname),
            given_names: all.given_names.or(fields.given_names),
            full_name: all.full_name.or(fields.full_name),
            birth_date: all.birth_date.or(fields.birth_date),
            sex: all.sex.or(fields.sex),
            nationality: all.nationality.or(fields.nationality),
            document_number: all.document_number.or(fields.document_number),
            issue_date: all.issue_date.or(fields.issue_date),
            expiry_date: all.expiry_date.or(fields.expiry_date),
            personal_number: all.personal_number.or(fields.personal_number),
            place_of_birth: all.place_of_birth.or(fields.place_of_birth),
        };
    }
    all
}
