//! The header: file type, issuer, version and the directory of subfiles.

use super::AamvaError;

/// Compliance indicator and separators take four characters; some issuers put a few more before the file type.
const LATEST_START: usize = 24;
/// By how many characters an issuer may have announced too much.
const MISCOUNTED: usize = 16;

/// One entry of the directory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Subfile {
    /// `DL`, `ID`, `EN` (enhanced driving licence) or `Z` and a letter for the issuer's own data.
    pub designator: String,
    /// Where it should end, in characters from the start of the text; `None` when the entry has no numbers.
    pub end: Option<usize>,
}

/// What stands before the data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Header<'a> {
    /// Issuer Identification Number, six digits.
    pub issuer: &'a str,
    /// Version of the standard.
    pub version: u8,
    pub subfiles: Vec<Subfile>,
    /// Everything behind the directory.
    pub body: &'a str,
}

impl<'a> Header<'a> {
    /// `ANSI ` or, in the first version, `AAMVA`, then ten digits (issuer, version, number of entries) or twelve (with
    /// the issuer's own version before the number of entries), then the entries of ten characters each.
    pub(super) fn of(text: &'a str) -> Result<Self, AamvaError> {
        let start = ["ANSI ", "AAMVA"]
            .iter()
            .filter_map(|kind| Some(text.find(kind)? + kind.len()))
            .min()
            .filter(|start| text[..*start].chars().count() <= LATEST_START)
            .ok_or(AamvaError::NoHeader)?;
        let rest = &text[start..];
        let digits = rest.bytes().take(12).take_while(u8::is_ascii_digit).count();
        let (count_at, length) = if digits == 12 { (10, 12) } else { (8, 10) };
        let number = |from: usize| rest.get(from..from + 2).and_then(|two| two.parse::<u8>().ok());
        let (Some(issuer), Some(version), Some(count)) =
            (rest.get(..6).filter(|_| digits >= 10), number(6), number(count_at))
        else {
            return Err(AamvaError::NoHeader);
        };
        let mut body = &rest[length..];
        let mut subfiles = Vec::new();
        for _ in 0..count {
            let Some((subfile, behind)) = entry(body) else { break };
            subfiles.push(subfile);
            body = behind;
        }
        let header = Self {
            issuer,
            version,
            subfiles,
            body,
        };
        header.check_length(text)?;
        Ok(header)
    }

    /// The subfile of the card itself must not reach far beyond the text.
    fn check_length(&self, text: &str) -> Result<(), AamvaError> {
        let announced = self
            .subfiles
            .iter()
            .filter(|subfile| is_card(&subfile.designator))
            .filter_map(|subfile| subfile.end)
            .min();
        let length = text.chars().count();
        match announced {
            Some(end) if length + MISCOUNTED < end => Err(AamvaError::CutOff),
            _ => Ok(()),
        }
    }
}

/// Whether a subfile holds the card's data.
pub(super) fn is_card(designator: &str) -> bool {
    matches!(designator, "DL" | "ID" | "EN")
}

/// Designator, offset and length, and what stands behind them.
fn entry(text: &str) -> Option<(Subfile, &str)> {
    let bytes = text.as_bytes().get(..10)?;
    let (letters, numbers) = bytes.split_at(2);
    if !letters.iter().all(u8::is_ascii_uppercase) || !numbers.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let number = |from: usize| text.get(from..from + 4)?.parse::<usize>().ok();
    let subfile = Subfile {
        designator: text[..2].to_owned(),
        end: number(2).zip(number(6)).map(|(offset, length)| offset + length),
    };
    Some((subfile, &text[10..]))
}
