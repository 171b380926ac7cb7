//! How each field of a submission's data was read: kept beside the data, shown to the customer's server as `OCR_raw` and to
//! reviewers. It holds no value, so that erasing the data leaves nothing here.

use crate::evaluation::{FieldReading, field_readings};
use argos_domain::document::DocumentData;
use argos_domain::document_field::DocumentField;
use argos_vision::image::QuarterTurns;
pub use argos_vision::mrz::FieldStatus;
use argos_vision::{DocumentReading, Picture};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

pub use crate::evaluation::FieldSource;

/// The kind under which it is kept.
pub(crate) const KIND: &str = "fields";

/// How one field was read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FieldEvidence {
    /// Name of the field, as in [`DocumentField::name`].
    field: String,
    /// Where its value comes from.
    pub source: FieldSource,
    /// How far it is proven.
    pub status: FieldStatus,
    /// How sure the value is, 0 to 100.
    pub score: f64,
    /// Whether it counts without somebody looking.
    pub accepted: bool,
    /// Whether another part of the document says something else. Not kept for submissions of before.
    #[serde(default)]
    pub contradicted: bool,
    /// On which picture: `idImage` or `idBackImage`.
    image: String,
    /// Corners in pixels of that picture, turned as its EXIF data say, clockwise from the text's top left.
    coordinates: Option<[[f64; 2]; 4]>,
}

/// How all fields were read.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ReadingEvidence {
    /// By how many degrees the front has to be turned clockwise to stand upright: 0, 90, 180 or 270.
    rotate: u16,
    fields: Vec<FieldEvidence>,
}

impl ReadingEvidence {
    /// Takes what a reading tells about its fields.
    pub(crate) fn of(reading: &DocumentReading) -> Self {
        Self {
            rotate: degrees(reading.front_turned),
            fields: field_readings(reading)
                .iter()
                .map(|field| FieldEvidence::of(field, reading))
                .collect(),
        }
    }

    /// How a field was read.
    #[must_use]
    pub fn field(&self, field: DocumentField) -> Option<&FieldEvidence> {
        self.fields.iter().find(|known| known.field == field.name())
    }

    /// The group `OCR_raw` of the API: by field `value`, `score`, `accepted` and `coordinates`, and beside these of the
    /// reference `status`, `source`, `contradicted` and `image`; `rotate.value` in degrees. Values are those that the data still hold.
    #[must_use]
    pub fn ocr_raw(&self, read: &DocumentData) -> Value {
        let mut group = Map::new();
        for field in DocumentField::ALL {
            let Some(evidence) = self.field(field) else { continue };
            let about = json!({
                "value": field.value(read),
                "score": evidence.score,
                "accepted": evidence.accepted,
                "contradicted": evidence.contradicted,
                "coordinates": evidence.coordinates,
                "status": evidence.status,
                "source": evidence.source,
                "image": evidence.image,
            });
            group.insert(field.name().to_owned(), about);
        }
        group.insert("rotate".to_owned(), json!({ "value": self.rotate }));
        Value::Object(group)
    }
}

impl FieldEvidence {
    fn of(field: &FieldReading, reading: &DocumentReading) -> Self {
        let picture = match field.page {
            0 => Some(&reading.front_picture),
            _ => reading.back_picture.as_ref(),
        };
        let scale = picture.map_or(1.0, |picture: &Picture| picture.scale);
        let in_file = |value: f32| (f64::from(value * scale) * 10.0).round() / 10.0;
        Self {
            field: field.field.name().to_owned(),
            source: field.source,
            status: field.status,
            score: field.score(),
            accepted: field.is_accepted(),
            contradicted: field.contradicted,
            image: if field.page == 0 { "idImage" } else { "idBackImage" }.to_owned(),
            coordinates: field
                .place
                .map(|corners| corners.map(|corner| [in_file(corner.x), in_file(corner.y)])),
        }
    }
}

const fn degrees(turns: QuarterTurns) -> u16 {
    match turns {
        QuarterTurns::None => 0,
        QuarterTurns::Quarter => 90,
        QuarterTurns::Half => 180,
        QuarterTurns::ThreeQuarters => 270,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evaluation::sample_reading::{printed, reading};
    use argos_domain::personal::PersonalText;
    use argos_vision::document::PrintedFields;
    use argos_vision::mrz::MrzFormat;

    #[test]
    fn what_the_print_contradicts_is_told() {
        let lines = [
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ];
        let mut reading = reading(Some((&lines, MrzFormat::Td3)), PrintedFields::default());
        if let Some(zone) = &mut reading.front.mrz {
            zone.agreement.birth_date = Some(false);
            zone.agreement.expiry_date = Some(true);
        }
        let evidence = ReadingEvidence::of(&reading);
        let contradicted = |field| evidence.field(field).is_some_and(|known| known.contradicted);
        assert!(contradicted(DocumentField::BirthDate) && !contradicted(DocumentField::ExpireDate));
        assert_eq!(
            evidence.ocr_raw(&DocumentData::default())["birthDate"]["contradicted"],
            true
        );
    }

    #[test]
    fn proven_and_surely_printed_fields_are_accepted_and_no_value_is_kept() {
        let lines = [
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ];
        let fields = PrintedFields {
            issue_date: printed(jiff::civil::date(2007, 4, 16), 0.95),
            nationality: printed("UTOPIAN".to_owned(), 0.75),
            ..PrintedFields::default()
        };
        let mut reading = reading(Some((&lines, MrzFormat::Td3)), fields);
        reading.front_picture.scale = 2.0;
        reading.front_turned = QuarterTurns::Half;
        let evidence = ReadingEvidence::of(&reading);
        let kept = serde_json::to_string(&evidence).unwrap();
        assert!(!kept.contains("ERIKSSON") && !kept.contains("1974") && !kept.contains("L898902C3"));
        assert_eq!(serde_json::from_str::<ReadingEvidence>(&kept).unwrap(), evidence);

        let read = DocumentData {
            document_number: Some(PersonalText::new("L898902C3")),
            ..DocumentData::default()
        };
        let raw = evidence.ocr_raw(&read);
        assert_eq!(raw["rotate"]["value"], 180);
        let number = &raw["documentNumber"];
        assert_eq!(
            (
                &number["value"],
                &number["accepted"],
                &number["status"],
                &number["source"]
            ),
            (&json!("L898902C3"), &json!(true), &json!("read"), &json!("mrz"))
        );
        assert_eq!(
            (&raw["issueDate"]["accepted"], &raw["issueDate"]["score"]),
            (&json!(true), &json!(95.0))
        );
        assert_eq!(raw["issueDate"]["coordinates"].as_array().map(Vec::len), Some(4));
        // The zone proves the nationality, so the unsure print does not count.
        assert_eq!(raw["nationality"]["source"], "mrz");
        assert_eq!(raw["birthDate"]["value"], Value::Null, "erased data are not given");
    }
}
