//! What developers run by hand: makes labelled sets of photographed specimens.
//!
//! `cargo run -p argos-testkit -- specimens --grade mild --count 300 --seed 1 --output FOLDER [--portraits FOLDER]`
#![allow(clippy::print_stdout, reason = "a command-line program")]

use argos_testkit::specimen::Typefaces;
use argos_testkit::specimen::grade::Grade;
use argos_testkit::specimen::portrait::Portraits;
use argos_testkit::specimen::set::SpecimenSet;
use clap::{Parser, Subcommand};
use std::path::PathBuf;

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
        /// Folder to write to; it is created
        #[arg(long)]
        output: PathBuf,
        /// Folder of face pictures; without it a figure without features is drawn
        #[arg(long)]
        portraits: Option<PathBuf>,
    },
}

fn main() -> anyhow::Result<()> {
    match Arguments::parse().command {
        Command::Specimens {
            grade,
            count,
            seed,
            output,
            portraits,
        } => {
            let portraits =
                portraits.map_or_else(|| Ok(Portraits::default()), |folder| Portraits::from_folder(&folder))?;
            let set = SpecimenSet {
                grade,
                seed,
                portraits,
                typefaces: Typefaces::load()?,
            };
            let pictures = set.write(count, &output)?;
            println!(
                "{pictures} pictures of {count} documents and labels.csv in {}",
                output.display()
            );
        }
    }
    Ok(())
}
