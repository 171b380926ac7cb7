//! The elements of the card's subfile: three letters and a value each, one a line.

use super::header::{Header, is_card};

/// More lines than any card has are not read.
const MOST_ELEMENTS: usize = 256;

/// The elements in the order in which they stand.
#[derive(Clone)]
pub(super) struct Elements<'a> {
    found: Vec<(&'a str, &'a str)>,
    /// Designator of the card's subfile, where the data repeat it.
    pub designator: Option<&'a str>,
}

impl<'a> Elements<'a> {
    pub(super) fn of(header: &Header<'a>) -> Self {
        let mut elements = Self {
            found: Vec::new(),
            designator: None,
        };
        // Separators are line feeds; issuers and transport turn them into other control characters.
        for line in header.body.split(char::is_control).take(MOST_ELEMENTS * 4) {
            elements.take(line.trim_start());
            if elements.found.len() >= MOST_ELEMENTS {
                break;
            }
        }
        elements
    }

    fn take(&mut self, line: &'a str) {
        // Only before the first element may something else stand before the designator: some issuers write their
        // directory without numbers.
        let reach = if self.found.is_empty() { 16 } else { 1 };
        let line = match designated(line, reach) {
            Some((designator, rest)) => {
                self.designator.get_or_insert(designator);
                rest
            }
            None => line,
        };
        if is_element(line) {
            self.found.push(line.split_at(3));
        }
    }

    /// Whether the element is there, even without a value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.found.iter().any(|(known, _)| *known == name)
    }

    /// The first value of the element that is not blank, without the blanks around it.
    pub(super) fn value(&self, name: &str) -> Option<&'a str> {
        self.found
            .iter()
            .filter(|(known, _)| *known == name)
            .map(|(_, value)| value.trim())
            .find(|value| !value.is_empty())
    }
}

/// `DL`, `ID` or `EN` directly before an element, within the first `reach` characters.
fn designated(line: &str, reach: usize) -> Option<(&str, &str)> {
    if is_element(line) {
        return None;
    }
    (0..line.len().min(reach)).find_map(|start| {
        let designator = line.get(start..start + 2).filter(|letters| is_card(letters))?;
        let rest = &line[start + 2..];
        is_element(rest).then_some((designator, rest))
    })
}

/// `DAA` to `DDZ`; the issuer's own elements begin with `Z`.
fn is_element(line: &str) -> bool {
    matches!(line.as_bytes(), [b'D', b'A'..=b'D', b'A'..=b'Z', ..])
}
