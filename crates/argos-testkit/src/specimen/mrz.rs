//! Machine readable zones, composed as ICAO 9303 parts 3 to 7 say. Written for tests on its own, so that the product's
//! reader is not checked against itself.

use super::SpecimenPassport;
use super::alteration::Alteration;
use super::transliteration::{Umlauts, transliterated};

/// Length of a line of a passport.
pub(super) const LINE_LENGTH: usize = 44;

/// The formats of the standard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ZoneFormat {
    /// Cards: three lines of 30 characters.
    Td1,
    /// Larger cards: two lines of 36 characters.
    Td2,
    /// Passports: two lines of 44 characters.
    Td3,
    /// Full-page visas: two lines of 44 characters.
    MrvA,
    /// Small visas: two lines of 36 characters.
    MrvB,
}

impl ZoneFormat {
    /// Every format.
    pub const ALL: [Self; 5] = [Self::Td1, Self::Td2, Self::Td3, Self::MrvA, Self::MrvB];

    /// Its name in lists of labels.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Td1 => "TD1",
            Self::Td2 => "TD2",
            Self::Td3 => "TD3",
            Self::MrvA => "MRVA",
            Self::MrvB => "MRVB",
        }
    }

    /// Characters per line.
    #[must_use]
    pub const fn length(self) -> usize {
        match self {
            Self::Td1 => 30,
            Self::Td2 | Self::MrvB => 36,
            Self::Td3 | Self::MrvA => LINE_LENGTH,
        }
    }
}

/// What a zone says, in the zone's letters but not filled up.
#[derive(Debug, Clone)]
pub struct ZoneData {
    /// Layout.
    pub format: ZoneFormat,
    /// One or two letters: `P`, `ID`, `V`.
    pub code: String,
    /// Three letters, or `D`.
    pub issuer: String,
    /// Surname, parts separated by `<`.
    pub surname: String,
    /// Given names, parts separated by `<`; may be empty.
    pub given_names: String,
    /// Letters and digits; more than nine go on in the optional data of TD1 and TD2.
    pub number: String,
    /// Three letters, or `D`.
    pub nationality: String,
    /// YYMMDD, unknown parts as `<<`.
    pub birth: String,
    /// `F`, `M` or `<`.
    pub sex: char,
    /// YYMMDD.
    pub expiry: String,
    /// For the issuer's use; of TD1 the end of the first line.
    pub optional: String,
    /// Of TD1 the end of the second line.
    pub optional_2: String,
    /// Whether the check digit over empty optional data of TD3 is written as `0`; else it is a filler.
    pub zero_for_empty: bool,
    /// What somebody altered afterwards.
    pub alteration: Option<Alteration>,
}

impl ZoneData {
    /// The lines as they stand on the document.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let issued = self.issued_lines();
        match self.alteration {
            Some(alteration) => alteration.of(issued),
            None => issued,
        }
    }

    fn issued_lines(&self) -> Vec<String> {
        let length = self.format.length();
        let head = format!("{}{}", filled(&self.code, 2), filled(&self.issuer, 3));
        let birth = checked(&self.birth);
        let expiry = checked(&self.expiry);
        let (number, overflow) = self.number_and_overflow();
        let rest = format!("{overflow}{}", self.optional);
        let nationality = filled(&self.nationality, 3);
        let sex = self.sex;
        if self.format == ZoneFormat::Td1 {
            let first = filled(&format!("{head}{number}{rest}"), length);
            let second = format!("{birth}{sex}{expiry}{nationality}{}", filled(&self.optional_2, 11));
            let covered = format!(
                "{}{birth}{expiry}{}",
                first.chars().skip(5).collect::<String>(),
                filled(&self.optional_2, 11)
            );
            let composite = check_digit(&covered);
            return vec![first, format!("{second}{composite}"), self.names(length)];
        }
        let first = format!("{head}{}", self.names(length - 5));
        let second = format!("{number}{nationality}{birth}{sex}{expiry}");
        let second = match self.format {
            ZoneFormat::Td3 => {
                let optional = filled(&self.optional, 14);
                let check = match check_digit(&optional) {
                    0 if self.optional.is_empty() && !self.zero_for_empty => "<".to_owned(),
                    digit => digit.to_string(),
                };
                let composite = check_digit(&format!("{number}{birth}{expiry}{optional}{check}"));
                format!("{second}{optional}{check}{composite}")
            }
            ZoneFormat::Td2 => {
                let optional = filled(&rest, 7);
                let composite = check_digit(&format!("{number}{birth}{expiry}{optional}"));
                format!("{second}{optional}{composite}")
            }
            _ => filled(&format!("{second}{}", self.optional), length),
        };
        vec![first, second]
    }

    /// Ten characters of the number's field with its check digit, and what goes on in the optional data.
    fn number_and_overflow(&self) -> (String, String) {
        let long = self.number.len() > 9 && matches!(self.format, ZoneFormat::Td1 | ZoneFormat::Td2);
        if !long {
            return (checked(&filled(&self.number, 9)), String::new());
        }
        // Part 5, section 4.2.4: nine characters, a filler for the check digit, the rest, its check digit, a filler.
        let (field, rest) = self.number.split_at(9);
        (format!("{field}<"), format!("{rest}{}<", check_digit(&self.number)))
    }

    /// Both names in a field of this length; too long ones are cut so that the field ends with a letter, as part 3,
    /// section 4.6 wants it, and a given name's initial always remains.
    fn names(&self, length: usize) -> String {
        if self.given_names.is_empty() {
            return filled(&self.surname, length);
        }
        let whole = format!("{}<<{}", self.surname, self.given_names);
        if whole.len() <= length {
            return filled(&whole, length);
        }
        let mut keep = self.surname.len().min(length - 3);
        loop {
            let surname = self.surname[..keep].trim_end_matches('<');
            let cut: String = format!("{surname}<<{}", self.given_names)
                .chars()
                .take(length)
                .collect();
            if cut.len() == length && !cut.ends_with('<') || keep <= 1 {
                return filled(&cut, length);
            }
            keep -= 1;
        }
    }
}

/// Both lines of a passport.
pub(super) fn lines(passport: &SpecimenPassport) -> [String; 2] {
    let plain = |text: &str| transliterated(text, Umlauts::Plain);
    let data = ZoneData {
        format: ZoneFormat::Td3,
        code: "P".to_owned(),
        issuer: passport.issuing_country.clone(),
        surname: plain(&passport.surname),
        given_names: plain(&passport.given_names),
        number: plain(&passport.document_number),
        nationality: passport.nationality.clone(),
        birth: six_digits(&passport.birth_date),
        sex: passport.sex,
        expiry: six_digits(&passport.expiry_date),
        optional: plain(&passport.personal_number),
        optional_2: String::new(),
        zero_for_empty: true,
        alteration: None,
    };
    let mut lines = data.lines().into_iter();
    [lines.next().unwrap_or_default(), lines.next().unwrap_or_default()]
}

fn filled(text: &str, length: usize) -> String {
    format!("{text:<<length$}").chars().take(length).collect()
}

/// `YYYY-MM-DD` as `YYMMDD`.
fn six_digits(date: &str) -> String {
    date.chars().filter(char::is_ascii_digit).skip(2).collect()
}

fn checked(field: &str) -> String {
    format!("{field}{}", check_digit(field))
}

/// ICAO 9303 part 3, section 4.9: weights 7, 3, 1; letters count from A = 10.
fn check_digit(field: &str) -> u32 {
    let value = |letter: char| letter.to_digit(36).unwrap_or(0);
    let sum: u32 = field
        .chars()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(letter, weight)| value(letter) * weight)
        .sum();
    sum % 10
}

#[cfg(test)]
mod tests {
    use super::*;

    fn specimen(format: ZoneFormat) -> ZoneData {
        let text = str::to_owned;
        ZoneData {
            format,
            code: text("I"),
            issuer: text("UTO"),
            surname: text("ERIKSSON"),
            given_names: text("ANNA<MARIA"),
            number: text("D23145890"),
            nationality: text("UTO"),
            birth: text("740812"),
            sex: 'F',
            expiry: text("120415"),
            optional: String::new(),
            optional_2: String::new(),
            zero_for_empty: false,
            alteration: None,
        }
    }

    #[test]
    fn the_specimen_of_the_standard_comes_out_letter_by_letter() {
        let passport = SpecimenPassport {
            surname: "Eriksson".to_owned(),
            given_names: "Anna Maria".to_owned(),
            document_number: "L898902C3".to_owned(),
            birth_date: "1974-08-12".to_owned(),
            expiry_date: "2012-04-15".to_owned(),
            personal_number: "ZE184226B".to_owned(),
            sex: 'F',
            ..SpecimenPassport::default()
        };
        let expected = [
            "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
            "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
        ];
        assert_eq!(lines(&passport), expected);
    }

    #[test]
    fn cards_and_visas_of_the_standard_come_out_too() {
        assert_eq!(
            specimen(ZoneFormat::Td1).lines(),
            [
                "I<UTOD231458907<<<<<<<<<<<<<<<",
                "7408122F1204159UTO<<<<<<<<<<<6",
                "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"
            ]
        );
        assert_eq!(
            specimen(ZoneFormat::Td2).lines(),
            [
                "I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<",
                "D231458907UTO7408122F1204159<<<<<<<6"
            ]
        );
        let long = ZoneData {
            number: "D23145890734".to_owned(),
            birth: "340712".to_owned(),
            sex: 'M',
            expiry: "950712".to_owned(),
            surname: "STEVENSON".to_owned(),
            given_names: "PETER<JOHN".to_owned(),
            ..specimen(ZoneFormat::Td1)
        };
        assert_eq!(
            long.lines(),
            [
                "I<UTOD23145890<7349<<<<<<<<<<<",
                "3407127M9507122UTO<<<<<<<<<<<2",
                "STEVENSON<<PETER<JOHN<<<<<<<<<"
            ]
        );
        let visa = ZoneData {
            code: "V".to_owned(),
            number: "L8988901C".to_owned(),
            nationality: "XXX".to_owned(),
            birth: "400907".to_owned(),
            expiry: "961210".to_owned(),
            optional: "6ZE184226B".to_owned(),
            ..specimen(ZoneFormat::MrvA)
        };
        assert_eq!(visa.lines()[1], "L8988901C4XXX4009078F96121096ZE184226B<<<<<<");
    }

    #[test]
    fn long_names_are_cut_behind_a_letter() {
        let data = ZoneData {
            surname: "BENNELONG<WOOLOOMOOLOO<WARRANDYTE".to_owned(),
            given_names: "DINGO<POTOROO".to_owned(),
            ..specimen(ZoneFormat::Td3)
        };
        assert_eq!(data.lines()[0], "I<UTOBENNELONG<WOOLOOMOOLOO<WARRANDYTE<<DING");
        let name = ZoneData {
            surname: "A".repeat(60),
            ..data
        }
        .lines()[0]
            .clone();
        assert!(name.len() == 44 && name.ends_with("A<<D"), "{name}");
    }
}
