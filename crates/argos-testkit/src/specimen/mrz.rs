//! The machine readable zone of a passport, composed as ICAO 9303 parts 3 and 4 say. Written for tests on its own, so
//! that the product's reader is not checked against itself.

use super::SpecimenPassport;

/// Length of a line.
pub(super) const LINE_LENGTH: usize = 44;

/// Both lines.
pub(super) fn lines(passport: &SpecimenPassport) -> [String; 2] {
    let first = format!(
        "P<{}{}<<{}",
        passport.issuing_country,
        letters(&passport.surname),
        letters(&passport.given_names)
    );
    let number = checked(&filled(&letters(&passport.document_number), 9));
    let birth = checked(&six_digits(&passport.birth_date));
    let expiry = checked(&six_digits(&passport.expiry_date));
    let personal = checked(&filled(&letters(&passport.personal_number), 14));
    let composite = check_digit(&format!("{number}{birth}{expiry}{personal}"));
    let second = format!(
        "{number}{}{birth}{}{expiry}{personal}{composite}",
        passport.nationality, passport.sex
    );
    [filled(&first, LINE_LENGTH), second]
}

/// Letters and digits; everything else becomes a filler.
fn letters(text: &str) -> String {
    let letter = |letter: char| {
        if letter.is_ascii_alphanumeric() {
            letter.to_ascii_uppercase()
        } else {
            '<'
        }
    };
    text.chars().map(letter).collect()
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
}
