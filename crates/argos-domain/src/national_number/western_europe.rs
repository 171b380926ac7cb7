//! Belgium, the Netherlands, France, Spain, Portugal, Germany.

use super::checksum::{digits, luhn, number, value, weighted};
use super::{Content, EncodedBirth, Flaw, Rule, of_document, on_cards, personal};

pub(super) const RULES: &[Rule] = &[
    personal(
        &["BEL"],
        "rijksregisternummer, numéro national",
        "Koninklijk besluit van 3 april 1984, artikelen 1 en 3",
        "85.07.30-033 28",
        rijksregisternummer,
    ),
    personal(
        &["NLD"],
        "burgerservicenummer",
        "Logisch Ontwerp BSN, Elfproef (RvIG)",
        "999999990",
        burgerservicenummer,
    ),
    personal(
        &["FRA"],
        "numéro d'inscription au répertoire (NIR)",
        "Décret 82-103 du 22 janvier 1982, article 4; clé: INSEE",
        "2 55 08 14 168 025 38",
        nir,
    ),
    on_cards(
        &["ESP"],
        "DNI",
        "Real Decreto 1553/2005; letra: Ministerio del Interior",
        "99999999R",
        dni,
    ),
    on_cards(
        &["ESP"],
        "NIE",
        "Orden INT/2058/2008; letra: Ministerio del Interior",
        "X-2482300-W",
        nie,
    ),
    on_cards(
        &["PRT"],
        "número do cartão de cidadão",
        "IRN, Validação do número de documento do cartão de cidadão (2009)",
        "000000000ZZ4",
        cartao_de_cidadao,
    ),
    personal(
        &["PRT"],
        "número de identificação civil",
        "Lei 33/99, artigo 14; dígito de controlo: IRN",
        "123456789",
        identificacao_civil,
    ),
    of_document(
        &["DEU"],
        "Seriennummer",
        "Personalausweisverordnung § 2 and Passverordnung, Anlagen: letters without vowels and B, D, Q, S",
        "L01X00T471",
        seriennummer,
    ),
];

/// `YYMMDDSSSCC`; unknown months and days are zero, numbers of people who are not registered have the month plus 20 or 40.
fn rijksregisternummer(text: &str) -> Option<Content> {
    let all = digits::<11>(text)?;
    let (body, check) = (u64::from(number(&all[..9])), u64::from(number(&all[9..])));
    let fits = |body: u64| 97 - body % 97 == check;
    let (last_century, this_century) = (fits(body), fits(2_000_000_000 + body));
    let month = number(&all[2..4]);
    let (month, sex_is_known) = match month {
        40.. => (month - 40, true),
        20.. => (month - 20, false),
        _ => (month, true),
    };
    let (year, day) = (number(&all[..2]), number(&all[4..6]));
    let content = Content::checked(last_century || this_century);
    let content = if month == 0 || day == 0 {
        content
    } else {
        content.born(match (last_century, this_century) {
            (true, false) => EncodedBirth::on(1900 + year, month, day),
            (false, true) => EncodedBirth::on(2000 + year, month, day),
            _ => EncodedBirth::in_some_century(year, month, day),
        })
    };
    Some(if sex_is_known {
        content.of_sex(all[8] % 2 == 1)
    } else {
        content
    })
}

fn burgerservicenummer(text: &str) -> Option<Content> {
    let all = digits::<9>(text)?;
    // The last digit counts minus one.
    let sum = weighted(&all, &[9, 8, 7, 6, 5, 4, 3, 2, 10]);
    Some(Content::checked(sum.is_multiple_of(11) && number(&all) > 0))
}

/// `SYYMMDDCCCOOOKK`: sex, year and month of birth, place, order, key; Corsica is `2A` and `2B`.
fn nir(text: &str) -> Option<Content> {
    let department = match text.get(5..7)? {
        "2A" => "19",
        "2B" => "18",
        other => other,
    };
    let plain = format!("{}{department}{}", text.get(..5)?, text.get(7..)?);
    let all = digits::<15>(&plain)?;
    let is_male = match all[0] {
        1 | 3 | 7 => true,
        2 | 4 | 8 => false,
        _ => return None,
    };
    let body = all[..13]
        .iter()
        .fold(0_u64, |body, digit| body * 10 + u64::from(*digit));
    let holds = 97 - body % 97 == u64::from(number(&all[13..]));
    let month = match number(&all[3..5]) {
        month @ 1..=12 => Some(month),
        // Births whose month is not known.
        20.. => None,
        _ => return Some(Content::checked(holds).born(None).of_sex(is_male)),
    };
    let birth = EncodedBirth::in_month(number(&all[1..3]), month);
    Some(Content::checked(holds).born(birth).of_sex(is_male))
}

/// The letter that a Spanish number has.
fn spanish_letter(number: u32) -> Option<char> {
    const LETTERS: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
    LETTERS.get((number % 23) as usize).map(|letter| char::from(*letter))
}

fn dni(text: &str) -> Option<Content> {
    let all = digits::<8>(text.get(..8)?)?;
    let letter = only(text.get(8..)?).filter(char::is_ascii_uppercase)?;
    Some(Content::checked(spanish_letter(number(&all)) == Some(letter)))
}

fn nie(text: &str) -> Option<Content> {
    let first = match text.get(..1)? {
        "X" => 0,
        "Y" => 1,
        "Z" => 2,
        _ => return None,
    };
    let all = digits::<7>(text.get(1..8)?)?;
    let letter = only(text.get(8..)?).filter(char::is_ascii_uppercase)?;
    let number = first * 10_000_000 + number(&all);
    Some(Content::checked(spanish_letter(number) == Some(letter)))
}

/// Nine digits, two letters or digits of the version, a check digit.
fn cartao_de_cidadao(text: &str) -> Option<Content> {
    digits::<9>(text.get(..9)?)?;
    let values: Vec<u32> = text.chars().map(value).collect::<Option<_>>()?;
    let last_is_a_digit = values.last().is_some_and(|value| *value < 10);
    (values.len() == 12 && last_is_a_digit).then(|| Content::checked(luhn(&values)))
}

/// Eight digits and a check digit, for which zero also stands in the place of ten.
fn identificacao_civil(text: &str) -> Option<Content> {
    let all = digits::<9>(text)?;
    let sum = weighted(&all, &[9, 8, 7, 6, 5, 4, 3, 2, 1]);
    let holds = sum.is_multiple_of(11) || all[8] == 0 && (sum + 10).is_multiple_of(11);
    Some(Content::checked(holds && number(&all) > 0))
}

/// Nine letters and digits of the alphabet, and where it is printed the check digit of ICAO 9303.
fn seriennummer(text: &str) -> Option<Content> {
    const ALPHABET: &str = "0123456789CFGHJKLMNPRTVWXYZ";
    if !matches!(text.len(), 9 | 10) || !text.starts_with(|first| "CFGHJKLMNPRTVWXY".contains(first)) {
        return None;
    }
    let number = text.get(..9)?;
    let mut content = match text.get(9..).and_then(only) {
        Some(check) => {
            let values: Vec<u32> = number.chars().map(value).collect::<Option<_>>()?;
            let sum = weighted(&values, &[7, 3, 1, 7, 3, 1, 7, 3, 1]);
            Content::checked(sum % 10 == check.to_digit(10)?)
        }
        None => Content::unchecked(),
    };
    if !number.chars().all(|character| ALPHABET.contains(character)) {
        content.flaw = Some(Flaw::Character);
    }
    Some(content)
}

/// The character of a text of one.
pub(super) fn only(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}
