//! Brazil, Chile, Mexico, Ecuador, Uruguay, the Dominican Republic, South Africa, Egypt.

use super::checksum::{digits, luhn, number, weighted};
use super::western_europe::only;
use super::{Content, EncodedBirth, Flaw, Rule, on_cards, personal};

pub(super) const RULES: &[Rule] = &[
    personal(
        &["BRA"],
        "CPF",
        "Instrução Normativa RFB 1548/2015; dígito verificador: Receita Federal",
        "390.533.447-05",
        cpf,
    ),
    on_cards(
        &["CHL"],
        "RUN",
        "Registro Civil; Decreto con fuerza de ley 1 (2000)",
        "12.531.909-2",
        run,
    ),
    on_cards(
        &["MEX"],
        "CURP",
        "Instructivo normativo para la asignación de la CURP, DOF 18/10/2021",
        "BOXW310820HNERXN09",
        curp,
    ),
    on_cards(
        &["ECU"],
        "cédula de identidad",
        "Registro Civil, algoritmo módulo 10",
        "171430710-3",
        ecuadorian,
    ),
    on_cards(
        &["URY"],
        "cédula de identidad",
        "Dirección Nacional de Identificación Civil, dígito verificador",
        "1.111.111-1",
        uruguayan,
    ),
    on_cards(
        &["DOM"],
        "cédula de identidad y electoral",
        "Junta Central Electoral; ISO/IEC 7812-1",
        "00113918205",
        dominican,
    ),
    on_cards(
        &["ZAF"],
        "identity number",
        "Identification Act 68 of 1997, section 7; ISO/IEC 7812-1",
        "7503305044089",
        south_african,
    ),
    on_cards(
        &["EGY"],
        "الرقم القومي (national number)",
        "قانون رقم 143 لسنة 1994; the check digit is not published",
        "27408120100019",
        egyptian,
    ),
];

fn cpf(text: &str) -> Option<Content> {
    let all = digits::<11>(text)?;
    let check = |sum: u32| match 11 - sum % 11 {
        10 | 11 => 0,
        check => check,
    };
    let first = check(weighted(&all[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]));
    let second = check(weighted(&all[..10], &[11, 10, 9, 8, 7, 6, 5, 4, 3, 2]));
    let mut content = Content::checked(first == all[9] && second == all[10]);
    if content.flaw.is_none() && all.iter().all(|digit| *digit == all[0]) {
        content.flaw = Some(Flaw::Character);
    }
    Some(content)
}

/// Seven or eight digits and a check character.
fn run(text: &str) -> Option<Content> {
    if !(8..=9).contains(&text.len()) {
        return None;
    }
    let (body, check) = text.split_at_checked(text.len() - 1)?;
    let body = digits::<8>(&format!("{body:0>8}"))?;
    let check = match only(check)? {
        'K' => 10,
        digit => digit.to_digit(10)?,
    };
    let sum = weighted(&body, &[3, 2, 7, 6, 5, 4, 3, 2]);
    Some(Content::checked((sum + check).is_multiple_of(11)))
}

/// `NNNNYYMMDDSEECCCXC`: letters of the name, birth date, sex, state, consonants, a digit before 2000 and a letter since.
fn curp(text: &str) -> Option<Content> {
    /// The places of the values; none stands for the letter Ñ, which is written as X.
    const VALUES: &str = "0123456789ABCDEFGHIJKLMN_OPQRSTUVWXYZ";
    let characters: Vec<char> = text.chars().collect();
    let characters: [char; 18] = characters.try_into().ok()?;
    let letters = [0, 1, 2, 3, 11, 12, 13, 14, 15];
    if !letters.iter().all(|place| characters[*place].is_ascii_uppercase()) {
        return None;
    }
    let date = digits::<6>(text.get(4..10)?)?;
    let sex = match characters[10] {
        'H' => Some(true),
        'M' => Some(false),
        'X' => None,
        _ => return None,
    };
    let sum: u32 = characters[..17]
        .iter()
        .zip((2..=18).rev())
        .filter_map(|(character, weight)| Some(u32::try_from(VALUES.find(*character)?).ok()? * weight))
        .sum();
    let holds = (10 - sum % 10) % 10 == characters[17].to_digit(10)?;
    let century = if characters[16].is_ascii_digit() { 1900 } else { 2000 };
    let birth = EncodedBirth::on(century + number(&date[..2]), number(&date[2..4]), number(&date[4..]));
    let content = Content::checked(holds).born(birth);
    Some(match sex {
        Some(is_male) => content.of_sex(is_male),
        None => content,
    })
}

/// Province, a digit below six, check digit by ISO/IEC 7812-1.
fn ecuadorian(text: &str) -> Option<Content> {
    let all = digits::<10>(text)?;
    let is_province = matches!(number(&all[..2]), 1..=24 | 30);
    (is_province && all[2] < 6).then(|| Content::checked(luhn(&all)))
}

fn uruguayan(text: &str) -> Option<Content> {
    if !(7..=8).contains(&text.len()) {
        return None;
    }
    let all = digits::<8>(&format!("{text:0>8}"))?;
    let sum = weighted(&all, &[2, 9, 8, 7, 6, 3, 4, 1]);
    Some(Content::checked(sum.is_multiple_of(10)))
}

fn dominican(text: &str) -> Option<Content> {
    Some(Content::checked(luhn(&digits::<11>(text)?)))
}

/// `YYMMDDSSSSCAZ`
fn south_african(text: &str) -> Option<Content> {
    let all = digits::<13>(text)?;
    let birth = EncodedBirth::in_some_century(number(&all[..2]), number(&all[2..4]), number(&all[4..6]));
    Some(Content::checked(luhn(&all)).born(birth).of_sex(all[6] >= 5))
}

/// `CYYMMDDGGSSSSC`; the last digit of the serial tells the sex.
fn egyptian(text: &str) -> Option<Content> {
    let all = digits::<14>(text)?;
    let century = match all[0] {
        2 => 1900,
        3 => 2000,
        _ => return None,
    };
    let birth = EncodedBirth::on(century + number(&all[1..3]), number(&all[3..5]), number(&all[5..7]));
    Some(Content::unchecked().born(birth).of_sex(all[12] % 2 == 1))
}
