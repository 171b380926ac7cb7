//! Putting together texts that were spread over several PDF417 symbols.

use std::collections::BTreeMap;

use super::symbol::{Barcode, Segment};

/// Replaces the symbols of every complete text by one barcode with the whole text, at the place of the first symbol;
/// incomplete ones stay as they are.
#[must_use]
pub fn join_segments(barcodes: Vec<Barcode>) -> Vec<Barcode> {
    let (parts, mut joined): (Vec<_>, Vec<_>) = barcodes.into_iter().partition(|barcode| barcode.segment.is_some());
    let mut files: BTreeMap<String, Vec<(Segment, Barcode)>> = BTreeMap::new();
    for barcode in parts {
        if let Some(segment) = barcode.segment.clone() {
            files.entry(segment.file.clone()).or_default().push((segment, barcode));
        }
    }
    for mut parts in files.into_values() {
        parts.sort_by_key(|(segment, _)| segment.index);
        parts.dedup_by_key(|(segment, _)| segment.index);
        let whole = is_complete(&parts);
        let mut barcodes = parts.into_iter().map(|(_, barcode)| barcode);
        if whole {
            if let Some(mut first) = barcodes.next() {
                first.segment = None;
                barcodes.for_each(|barcode| first.text.push_str(&barcode.text));
                joined.push(first);
            }
        } else {
            joined.extend(barcodes);
        }
    }
    joined
}

/// All from 0 on, up to the stated count or the one marked as last.
fn is_complete(parts: &[(Segment, Barcode)]) -> bool {
    let in_order = parts
        .iter()
        .enumerate()
        .all(|(place, (segment, _))| segment.index == place);
    let ends = parts
        .last()
        .is_some_and(|(last, _)| last.last || last.count == Some(parts.len()));
    let counts = parts
        .iter()
        .all(|(segment, _)| segment.count.is_none_or(|count| count == parts.len()));
    in_order && ends && counts
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::barcode::Symbology;
    use crate::image::Point;

    fn part(text: &str, index: usize, last: bool) -> Barcode {
        Barcode {
            symbology: Symbology::Pdf417,
            corners: [Point::default(); 4],
            text: text.to_owned(),
            segment: Some(Segment {
                file: "017".to_owned(),
                index,
                count: None,
                last,
            }),
        }
    }

    #[test]
    fn parts_are_joined_in_their_order_and_once() {
        let parts = vec![
            part("cd", 1, false),
            part("ef", 2, true),
            part("ab", 0, false),
            part("cd", 1, false),
        ];
        let joined = join_segments(parts);
        assert_eq!(joined.len(), 1);
        assert_eq!((joined[0].text.as_str(), &joined[0].segment), ("abcdef", &None));
    }

    #[test]
    fn a_missing_part_leaves_the_others_alone() {
        assert_eq!(join_segments(vec![part("ab", 0, false), part("ef", 2, true)]).len(), 2);
        assert_eq!(join_segments(vec![part("ab", 0, false), part("cd", 1, false)]).len(), 2);
        let mut counted = part("ab", 0, true);
        counted.segment.as_mut().unwrap().count = Some(2);
        assert!(join_segments(vec![counted])[0].segment.is_some());
    }
}
