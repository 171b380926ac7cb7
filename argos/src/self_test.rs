//! A small verification of everything that needs no data of the operator: encryption, machine readable zone, models.

use anyhow::{Context, ensure};
use argos_crypto::{DataKey, FieldCipher, FieldContext, SystemRandom};
use argos_vision::mrz::{MrzFormat, ReadLine, read};
use argos_vision::{EstimateAge, Vision};

/// The specimen of ICAO 9303 part 4, appendix B.
const SPECIMEN: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];

/// One test: its name and how it ended.
pub type Outcome = (&'static str, anyhow::Result<String>);

/// Runs every test.
pub fn run(vision: &mut Vision) -> Vec<Outcome> {
    vec![
        ("encryption", encryption()),
        ("machine readable zone", machine_readable_zone()),
        ("pipeline", pipeline(vision)),
    ]
}

fn encryption() -> anyhow::Result<String> {
    let key = DataKey::generate(&SystemRandom)?;
    let cipher = FieldCipher::new(&key, 1)?;
    let context = FieldContext {
        table: "self_test",
        column: "text",
        row: "1",
        project: "self_test",
    };
    let sealed = cipher.seal(&context, b"specimen", &SystemRandom)?;
    ensure!(
        cipher.open(&context, &sealed)?.as_slice() == b"specimen",
        "what was sealed did not open to the same text"
    );
    let moved = FieldContext { row: "2", ..context };
    ensure!(cipher.open(&moved, &sealed).is_err(), "a moved ciphertext opened");
    Ok("a text was sealed and opened; moved to another row it stays shut".to_owned())
}

fn machine_readable_zone() -> anyhow::Result<String> {
    let lines: Vec<ReadLine> = SPECIMEN.iter().map(|line| ReadLine::from(*line)).collect();
    let zone = read(&lines, MrzFormat::Td3, jiff::civil::date(2010, 1, 1))
        .context("the specimen's zone was not understood")?;
    let (passed, present) = zone.checks.passed_of();
    ensure!(
        passed == present && present == 5,
        "only {passed} of {present} check digits of the specimen agree"
    );
    Ok(format!("{passed} of {present} check digits of the ICAO specimen agree"))
}

/// A drawn picture goes through every stage: the models must run, and find neither text nor face in plain stripes.
fn pipeline(vision: &mut Vision) -> anyhow::Result<String> {
    let picture = stripes()?;
    let today = jiff::civil::date(2010, 1, 1);
    let document = vision.read_document(&picture, None, today)?;
    let selfie = vision.read_selfie(&picture, EstimateAge::Yes)?;
    ensure!(
        document.front.mrz.is_none() && document.portrait.is_none(),
        "a document was found in plain stripes"
    );
    ensure!(selfie.face.is_none(), "a face was found in plain stripes");
    let spent = document.timings.inference_ms + selfie.timings.inference_ms;
    Ok(format!(
        "the models ran for {spent:.0} ms and found nothing in a picture of nothing"
    ))
}

/// A PNG of wide grey stripes.
fn stripes() -> anyhow::Result<Vec<u8>> {
    let picture = image::RgbImage::from_fn(640, 480, |x, _| {
        image::Rgb([if (x / 80) % 2 == 0 { 90 } else { 160 }; 3])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png)?;
    Ok(bytes.into_inner())
}
