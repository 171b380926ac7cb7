//! What developers run by hand: makes labelled sets of photographed specimens, and feeds spoiled inputs to parsers.
//!
//! `cargo run -p argos-testkit -- specimens --grade mild --count 300 --seed 1 --output FOLDER [--portraits FOLDER]`
//! `cargo run -p argos-testkit -- challenges --portraits FOLDER [--attempts 25] [--seed 1]`
//! `cargo run --release -p argos-testkit -- fuzz aamva --seconds 600`
#![allow(clippy::print_stdout, reason = "a command-line program")]

use argos_testkit::challenge::attack::Kind;
use argos_testkit::challenge::suite;
use argos_testkit::flawed_selfie::{self, Flaw};
use argos_testkit::fuzz::{self, Target};
use argos_testkit::recapture::{self, Recapture};
use argos_testkit::specimen::Typefaces;
use argos_testkit::specimen::grade::Grade;
use argos_testkit::specimen::licence_set;
use argos_testkit::specimen::portrait::Portraits;
use argos_testkit::specimen::set::SpecimenSet;
use argos_testkit::typed_pairs;
use argos_vision::{EnginePreference, Vision};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::time::Duration;

#[derive(Parser)]
#[command(about = "Tools for developing and measuring Argos")]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Write photographs of invented documents with their labels: JPEG files and labels.csv
    Specimens {
        /// How hard the photographs are
        #[arg(long, value_enum)]
        grade: Grade,
        /// How many documents; cards get a second picture of their front
        #[arg(long, default_value_t = 300)]
        count: u64,
        /// The same seed gives the same files
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Turn of the documents in their pictures, degrees clockwise, instead of a little by chance
        #[arg(long, allow_negative_numbers = true)]
        roll: Option<f32>,
        /// Alter a digit of the number, the birth or the expiry date in each zone; check digits and print stay
        #[arg(long)]
        alter: bool,
        /// Folder to write to; it is created
        #[arg(long)]
        output: PathBuf,
        /// Folder of face pictures; without it a figure without features is drawn
        #[arg(long)]
        portraits: Option<PathBuf>,
    },
    /// Write photographs of the backs of invented driving licences, each with the text of its barcode, for
    /// `argos eval barcodes`
    Licences {
        /// How hard the photographs are
        #[arg(long, value_enum)]
        grade: Grade,
        /// How many
        #[arg(long, default_value_t = 100)]
        count: u64,
        /// The same seed gives the same files
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Folder to write to; it is created
        #[arg(long)]
        output: PathBuf,
    },
    /// Write pictures as they look on a screen or copied in black and white, for `argos eval origin`
    Recaptures {
        /// Comma separated list with the column path, relative to the list
        list: PathBuf,
        /// What the pictures are shown on
        #[arg(long = "as", value_enum)]
        how: Recapture,
        /// Take one picture in so many
        #[arg(long, default_value_t = 1)]
        every: usize,
        /// The same seed gives the same files
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Folder to write to; it is created
        #[arg(long)]
        output: PathBuf,
    },
    /// Write selfies with painted flaws, for `argos eval selfies`
    FlawedSelfies {
        /// Comma separated list with the column path, relative to the list
        list: PathBuf,
        /// What is wrong with them
        #[arg(long = "as", value_enum)]
        flaw: Flaw,
        /// Take one picture in so many
        #[arg(long, default_value_t = 1)]
        every: usize,
        /// The same seed gives the same files
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Folder to write to; it is created
        #[arg(long)]
        output: PathBuf,
    },
    /// Write what is read from invented documents beside what is typed, with slips and forgeries, for `argos eval text`
    TypedPairs {
        /// How many documents
        #[arg(long, default_value_t = 1000)]
        count: u64,
        /// The same seed gives the same pairs
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// File to write
        #[arg(long)]
        output: PathBuf,
    },
    /// Answer active challenges with simulated people and attack them with simulated tricks
    Challenges {
        /// Folder of portraits of different people that look into the camera
        #[arg(long)]
        portraits: PathBuf,
        /// Attempts of each attack
        #[arg(long, default_value_t = 25)]
        attempts: usize,
        /// Attempts of people who follow the prompts
        #[arg(long, default_value_t = 100)]
        genuine: usize,
        /// Only these kinds
        #[arg(long, value_enum)]
        only: Vec<Kind>,
        /// The same seed gives the same challenges
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// The built-in engine, even where ONNX Runtime is found
        #[arg(long)]
        built_in_engine: bool,
        /// Print figures for machines
        #[arg(long)]
        json: bool,
    },
    /// Feed spoiled inputs to what reads hostile ones, until the time is over or one fails
    Fuzz {
        /// What is fed
        target: Target,
        /// How long
        #[arg(long, default_value_t = 600)]
        seconds: u64,
        /// The same seed gives the same inputs
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// Where an input that fails is written
        #[arg(long, default_value = "failed-input.bin")]
        output: PathBuf,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Specimens {
            grade,
            count,
            seed,
            roll,
            alter,
            output,
            portraits,
        } => {
            let portraits =
                portraits.map_or_else(|| Ok(Portraits::default()), |folder| Portraits::from_folder(&folder))?;
            let set = SpecimenSet {
                grade,
                seed,
                roll,
                altered: alter,
                portraits,
                typefaces: Typefaces::load()?,
            };
            let pictures = set.write(count, &output)?;
            println!(
                "{pictures} pictures of {count} documents and labels.csv in {}",
                output.display()
            );
        }
        Command::Licences {
            grade,
            count,
            seed,
            output,
        } => {
            licence_set::write(grade, seed, count, &output)?;
            println!(
                "{count} pictures with the texts of their barcodes in {}",
                output.display()
            );
        }
        Command::Recaptures {
            list,
            how,
            every,
            seed,
            output,
        } => {
            let written = recapture::write(&list, how, every, seed, &output)?;
            println!("{written} pictures and labels.csv in {}", output.display());
        }
        Command::FlawedSelfies {
            list,
            flaw,
            every,
            seed,
            output,
        } => {
            let mut vision = Vision::load(EnginePreference::Automatic)?;
            let written = flawed_selfie::write(&list, flaw, every, seed, &output, &mut vision)?;
            println!("{written} pictures and labels.csv in {}", output.display());
        }
        Command::TypedPairs { count, seed, output } => {
            let pairs = typed_pairs::write(count, seed, &output)?;
            println!("{pairs} pairs of {count} documents in {}", output.display());
        }
        Command::Challenges {
            portraits,
            attempts,
            genuine,
            only,
            seed,
            built_in_engine,
            json,
        } => {
            let preference = if built_in_engine {
                EnginePreference::Rten
            } else {
                EnginePreference::Automatic
            };
            let mut vision = Vision::load(preference)?;
            let portraits = suite::usable(Portraits::from_folder(&portraits)?.into_pictures(), &mut vision)?;
            let mut report = suite::Report::default();
            let kinds = [Kind::Genuine].into_iter().chain(Kind::ATTACKS).chain(Kind::BEYOND);
            for kind in kinds.filter(|kind| only.is_empty() || only.contains(kind)) {
                let count = if kind == Kind::Genuine { genuine } else { attempts };
                suite::challenge(&mut report, kind, count, seed, &portraits, &mut vision)?;
            }
            if json {
                println!("{}", serde_json::to_string_pretty(&report)?);
            } else {
                let (attacks, passed) = report.sum(&Kind::ATTACKS);
                println!("{}", report.table());
                println!(
                    "heads of {} portraits; {passed} of {attacks} attacks passed",
                    report.portraits
                );
            }
        }
        Command::Fuzz {
            target,
            seconds,
            seed,
            output,
        } => {
            let outcome = fuzz::run(target, seed, Duration::from_secs(seconds))?;
            println!("{} inputs, the slowest took {:?}", outcome.inputs, outcome.slowest);
            if let Some((input, how)) = outcome.failure {
                std::fs::write(&output, input)?;
                anyhow::bail!("an input {how}; it is in {}", output.display());
            }
        }
    }
    Ok(())
}
