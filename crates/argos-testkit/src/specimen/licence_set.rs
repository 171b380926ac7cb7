//! A set of photographed backs of driving licences with the texts of their barcodes, for `argos eval barcodes`.

use super::chance::Chance;
use super::grade::Grade;
use super::licence::SpecimenLicence;
use super::sheet::SCALE;
use super::shot::photograph;
use super::side::{PrintedTexts, Side, SideName};
use anyhow::Context as _;
use image::imageops::{FilterType, resize};
use std::fs;
use std::path::Path;

/// Width and height of a card in millimetres (ISO/IEC 7810, ID-1).
const SIZE: (f32, f32) = (85.6, 54.0);
const SURNAMES: &[&str] = &[
    "Lindqvist",
    "Okonkwo-Hargreaves",
    "Roe",
    "Marchetti",
    "Vandersteen",
    "Abe",
];
const GIVEN_NAMES: &[&str] = &["Oskar", "Giulia", "Mary Ann", "Tobias", "Ng", "Christopher"];
const ISSUERS: &[(&str, &str)] = &[("CA", "636014"), ("TX", "636015"), ("OH", "636023"), ("WA", "636045")];

/// Writes `count` pictures and the text of each barcode into a folder, which is created.
///
/// # Errors
/// When a font is missing or a file cannot be written.
pub fn write(grade: Grade, seed: u64, count: u64, folder: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(folder).with_context(|| format!("cannot create {}", folder.display()))?;
    for item in 0..count {
        let mut chance = Chance::new(seed, item);
        let licence = invented(&mut chance);
        let side = back(&licence)?;
        let shot = photograph(&side, grade, None, &mut chance)?;
        let path = folder.join(format!("{item:05}_licence_back.jpg"));
        fs::write(&path, shot.jpeg)?;
        fs::write(path.with_extension("txt"), licence.barcode_text())?;
    }
    Ok(())
}

fn invented(chance: &mut Chance) -> SpecimenLicence {
    let (jurisdiction, issuer) = *chance.pick(ISSUERS);
    let mut date = |years: (usize, usize)| {
        let year = years.0 + chance.below(years.1 - years.0);
        format!("{year}-{:02}-{:02}", 1 + chance.below(12), 1 + chance.below(28))
    };
    let (birth_date, issue_date, expiry_date) = (date((1940, 2005)), date((2019, 2025)), date((2050, 2058)));
    SpecimenLicence {
        jurisdiction: jurisdiction.to_owned(),
        issuer: issuer.to_owned(),
        surname: (*chance.pick(SURNAMES)).to_owned(),
        given_name: (*chance.pick(GIVEN_NAMES)).to_owned(),
        middle_names: (*chance.pick(&["", "Emil", "Quinn Mae"])).to_owned(),
        number: format!("D{:07}", chance.below(10_000_000)),
        sex: *chance.pick(&['F', 'M', 'X']),
        birth_date,
        issue_date,
        expiry_date,
        ..SpecimenLicence::default()
    }
}

fn back(licence: &SpecimenLicence) -> anyhow::Result<Side> {
    let pixels = |millimetres: f32| (millimetres * SCALE) as u32;
    let drawn = licence.back()?;
    Ok(Side {
        name: SideName::Back,
        picture: resize(&drawn, pixels(SIZE.0), pixels(SIZE.1), FilterType::Triangle),
        size: SIZE,
        has_zone: false,
        zone_middle: SIZE.1 / 2.0,
        letter_height: 2.5,
        is_card: true,
        printed: PrintedTexts::default(),
    })
}
