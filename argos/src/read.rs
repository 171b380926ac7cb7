//! `argos read`: what pictures of documents say, no person and no server.
//!
//! Exit code 0 when every image was read, whatever it shows; 2 for wrong use (from the command line parser); 3 when an
//! image cannot be read. The images after it are read all the same.

use crate::command_line::{ReadArguments, TextArguments};
use crate::image_file::{self, Failure};
use crate::{document_report, output};
use argos_app::SystemClock;
use argos_app::read::{ReadDocument, decode_picture, interpret, read_picture};
use argos_domain::clock::Clock;
use argos_vision::{Vision, VisionError};
use jiff::civil::Date;
use serde_json::Value;
use std::path::Path;
use std::process::ExitCode;

pub fn run(arguments: &ReadArguments) -> ExitCode {
    let mut reader = Reader {
        models: &arguments.text,
        vision: None,
        today: SystemClock.now().date(),
    };
    let several = arguments.images.len() > 1;
    let mut code = ExitCode::SUCCESS;
    for (index, path) in arguments.images.iter().enumerate() {
        let answer = match reader.read(path) {
            Ok((document, vision)) if arguments.json => {
                Some(written(&document_report::json(path, &document, vision), several))
            }
            Ok((document, vision)) => {
                let gap = if index > 0 { "\n" } else { "" };
                Some(format!("{gap}{}", document_report::text(path, &document, vision)))
            }
            Err(Failure::Unreadable(message)) => {
                // Whoever reads a line for each image gets one for this image, too.
                let line = (arguments.json && several)
                    .then(|| written(&document_report::unreadable_json(path, &message), several));
                code = Failure::Unreadable(message).report("read");
                line
            }
            Err(broken) => return broken.report("read"),
        };
        if let Some(Err(failure)) = answer.map(|text| output::answer(&text)) {
            return failure.report("read");
        }
    }
    code
}

fn written(object: &Value, several: bool) -> String {
    if several {
        object.to_string()
    } else {
        format!("{object:#}")
    }
}

/// Loads the models when the first image turns out to be one.
struct Reader<'a> {
    models: &'a TextArguments,
    vision: Option<Vision>,
    today: Date,
}

impl Reader<'_> {
    fn read(&mut self, path: &Path) -> Result<(ReadDocument, &Vision), Failure> {
        let picture = decode_picture(&image_file::read(path)?)
            .map_err(|error| Failure::Unreadable(format!("{}: {error}", path.display())))?;
        let broken = |error: VisionError| Failure::Broken(error.to_string());
        let vision = match &mut self.vision {
            Some(vision) => vision,
            unloaded => unloaded.insert(self.models.load().map_err(broken)?),
        };
        let reading = read_picture(vision, picture, self.today).map_err(broken)?;
        Ok((interpret(reading, self.today), vision))
    }
}
