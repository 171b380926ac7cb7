//! Makes a photograph of a specimen passport: `cargo run -p argos-testkit --example specimen_passport PORTRAIT OUTPUT.jpg`.
//! Good for trying the Liveform or `argos verify` without a passport at hand.

use anyhow::Context;
use argos_testkit::specimen::SpecimenPassport;
use argos_testkit::specimen::photograph::Photograph;
use std::env::args_os;

fn main() -> anyhow::Result<()> {
    let mut arguments = args_os().skip(1);
    let portrait = arguments.next().context("the path of a portrait is expected")?;
    let output = arguments
        .next()
        .context("the path of the picture to be made is expected")?;
    let portrait = image::open(portrait)
        .context("the portrait cannot be read")?
        .into_rgb8();
    let page = SpecimenPassport::default().page(&portrait)?;
    std::fs::write(&output, Photograph::by_hand().jpeg(&page)?).context("the picture cannot be written")
}
