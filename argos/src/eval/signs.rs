//! How often checks see something, on pictures with labels.

use super::error_rates::Share;
use super::labelled_table::{LabelledTable, Row};
use argos_domain::check::{CheckName, CheckOutcome};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

/// What one sign came to, on the pictures of one label.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize)]
pub struct Sign {
    /// Pictures on which it could be looked for.
    pub looked: usize,
    /// Pictures on which it was seen.
    pub seen: usize,
    /// `seen` of `looked`.
    pub rate: Option<f64>,
    /// Interval of 95 %, see [`Share::interval`].
    pub interval: Option<(f64, f64)>,
}

/// The pictures of one label.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Pictures {
    /// Pictures that could be read.
    pub read: usize,
    /// Pictures that could not.
    pub unreadable: usize,
    /// By the name of the check.
    pub signs: BTreeMap<&'static str, Sign>,
}

/// Counts what a check came to on a picture.
pub fn count(pictures: &mut Pictures, check: CheckName, outcome: CheckOutcome) {
    let sign = pictures.signs.entry(check.name()).or_default();
    sign.looked += 1;
    sign.seen += usize::from(outcome != CheckOutcome::Pass);
    let share = Share {
        count: sign.seen,
        of: sign.looked,
    };
    (sign.rate, sign.interval) = (share.rate(), share.interval());
}

/// Paths and labels of a list with the columns `path` and perhaps `label`; without it all have the one given.
///
/// # Errors
/// What is wrong with the list, in words.
pub fn rows(table: &[u8], without_label: &str) -> Result<Vec<(PathBuf, String)>, String> {
    let table = LabelledTable::parse(table)?;
    let path = table.needed("path", "path and perhaps label")?;
    let label = table.column("label");
    let row = |row: &Row| {
        let label = label.map_or(Ok(without_label), |label| row.field(label, "label"))?;
        Ok((PathBuf::from(row.field(path, "path")?), label.to_owned()))
    };
    let rows: Vec<_> = table.rows.iter().map(row).collect::<Result<_, String>>()?;
    if rows.is_empty() {
        return Err("no row follows the header".to_owned());
    }
    Ok(rows)
}

/// How often each of these checks saw something, by label.
pub fn report(labels: &BTreeMap<String, Pictures>, checks: &[CheckName]) -> String {
    let mut text = String::new();
    for (label, pictures) in labels {
        let _ = write!(text, "{label}: {} pictures", pictures.read);
        if pictures.unreadable > 0 {
            let _ = write!(text, ", {} that cannot be read", pictures.unreadable);
        }
        text.push('\n');
        for check in checks {
            let Some(sign) = pictures.signs.get(check.name()) else {
                continue;
            };
            let (low, high) = sign.interval.unwrap_or((0.0, 1.0));
            let _ = writeln!(
                text,
                "  {:<32} seen on {} of {} = {:.1} % (95 %: {:.1} to {:.1})",
                check.name(),
                sign.seen,
                sign.looked,
                100.0 * sign.rate.unwrap_or_default(),
                100.0 * low,
                100.0 * high
            );
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_without_labels_has_the_one_given() {
        assert_eq!(
            rows(b"path,kind\na.jpg,mrz\n", "document").unwrap(),
            [("a.jpg".into(), "document".to_owned())]
        );
        let labelled = rows(b"label,path\nscreen,b.jpg\n", "document").unwrap();
        assert_eq!(labelled, [("b.jpg".into(), "screen".to_owned())]);
    }

    #[test]
    fn what_is_missing_is_named() {
        assert!(
            rows(b"file\na.jpg\n", "document")
                .unwrap_err()
                .contains("no column \"path\"")
        );
        assert_eq!(
            rows(b"path,label\na.jpg,\n", "document").unwrap_err(),
            "line 2: column label is empty"
        );
        assert_eq!(rows(b"path\n", "document").unwrap_err(), "no row follows the header");
    }

    #[test]
    fn the_report_names_what_was_seen_of_what_was_looked_at() {
        let mut pictures = Pictures {
            read: 2,
            ..Pictures::default()
        };
        count(&mut pictures, CheckName::ScreenReplay, CheckOutcome::Pass);
        count(&mut pictures, CheckName::ScreenReplay, CheckOutcome::Warn);
        let text = report(&[("screen".to_owned(), pictures)].into(), &[CheckName::ScreenReplay]);
        assert!(
            text.contains("id_liveness_screen_replay        seen on 1 of 2 = 50.0 %"),
            "{text}"
        );
    }
}
