//! Poland, Czechia, Slovakia, Hungary, Ukraine, Moldova.

use super::checksum::{digits, number, value, weighted};
use super::{Content, EncodedBirth, Rule, of_document, personal};
use jiff::ToSpan;
use jiff::civil::date;

pub(super) const RULES: &[Rule] = &[
    personal(
        &["POL"],
        "PESEL",
        "Ustawa z dnia 24 września 2010 r. o ewidencji ludności, art. 15",
        "44051401359",
        pesel,
    ),
    of_document(
        &["POL"],
        "numer dowodu osobistego",
        "Ministerstwo Spraw Wewnętrznych, Seria i numer dowodu osobistego",
        "ABA300000",
        dowod_osobisty,
    ),
    personal(
        &["CZE", "SVK"],
        "rodné číslo",
        "Zákon č. 133/2000 Sb., § 13 (Czechia); zákon č. 301/1995 Z. z. (Slovakia)",
        "710319/2745",
        rodne_cislo,
    ),
    personal(
        &["HUN"],
        "személyi azonosító",
        "1996. évi XX. törvény, melléklet",
        "1-740812-0019",
        szemelyi_azonosito,
    ),
    personal(
        &["UKR"],
        "РНОКПП",
        "Наказ Міністерства фінансів України № 822 (2017)",
        "1759013776",
        rnokpp,
    ),
    personal(
        &["MDA"],
        "IDNP",
        "Legea nr. 273/1994; Registrul de stat al populației",
        "2004012345670",
        idnp,
    ),
];

/// `YYMMDDZZZXQ`; the month tells the century: plus 80, 0, 20, 40, 60.
fn pesel(text: &str) -> Option<Content> {
    let all = digits::<11>(text)?;
    let written = number(&all[2..4]);
    let century = match written / 20 {
        4 => 1800,
        century => 1900 + century * 100,
    };
    let holds = weighted(&all, &[1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]).is_multiple_of(10);
    let birth = EncodedBirth::on(century + number(&all[..2]), written % 20, number(&all[4..6]));
    Some(Content::checked(holds).born(birth).of_sex(all[9] % 2 == 1))
}

/// Three letters, a check digit, five digits.
fn dowod_osobisty(text: &str) -> Option<Content> {
    if text.len() != 9 || !text.get(..3)?.chars().all(|letter| letter.is_ascii_uppercase()) {
        return None;
    }
    digits::<6>(text.get(3..)?)?;
    let values: Vec<u32> = text.chars().map(value).collect::<Option<_>>()?;
    Some(Content::checked(
        weighted(&values, &[7, 3, 1, 9, 7, 3, 1, 7, 3]).is_multiple_of(10),
    ))
}

/// `YYMMDDSSS` until 1953, `YYMMDDSSSC` since; the month plus 50 for women, plus 20 more when numbers ran out.
fn rodne_cislo(text: &str) -> Option<Content> {
    let short = digits::<9>(text);
    let head = digits::<9>(text.get(..9)?)?;
    let (year, written, day) = (number(&head[..2]), number(&head[2..4]), number(&head[4..6]));
    let (is_male, month) = match written {
        71.. => (false, written - 70),
        51.. => (false, written - 50),
        21.. => (true, written - 20),
        _ => (true, written),
    };
    if short.is_some() {
        let century = if year < 54 { 1900 } else { 1800 };
        let birth = EncodedBirth::on(century + year, month, day);
        return Some(Content::unchecked().born(birth).of_sex(is_male));
    }
    let all = digits::<10>(text)?;
    let remainder = number(&head) % 11 % 10;
    let century = if year < 54 { 2000 } else { 1900 };
    let birth = EncodedBirth::on(century + year, month, day);
    Some(Content::checked(remainder == all[9]).born(birth).of_sex(is_male))
}

/// `MYYMMDDSSSK`; the order of the weights was turned round in 1997.
fn szemelyi_azonosito(text: &str) -> Option<Content> {
    let all = digits::<11>(text)?;
    let century = match all[0] {
        1 | 2 => 1900,
        3 | 4 => 2000,
        _ => return None,
    };
    let year = century + number(&all[1..3]);
    let weights: [u32; 10] = if year < 1997 {
        [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    } else {
        [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    };
    let check = weighted(&all[..10], &weights) % 11;
    let birth = EncodedBirth::on(year, number(&all[3..5]), number(&all[5..7]));
    Some(Content::checked(check == all[10]).born(birth).of_sex(all[0] % 2 == 1))
}

/// Days since 31 December 1899, a serial whose last digit tells the sex, a check digit.
fn rnokpp(text: &str) -> Option<Content> {
    let all = digits::<10>(text)?;
    // The first weight is minus one.
    let check = weighted(&all[..9], &[10, 5, 7, 9, 4, 6, 10, 5, 7]) % 11 % 10;
    let days = i64::from(number(&all[..5]));
    let born = date(1899, 12, 31).checked_add(days.days()).ok();
    let part = |number: i8| u32::try_from(number).unwrap_or_default();
    let birth = born.and_then(|born| {
        let year = u32::try_from(born.year()).ok()?;
        EncodedBirth::on(year, part(born.month()), part(born.day()))
    });
    Some(Content::checked(check == all[9]).born(birth).of_sex(all[8] % 2 == 1))
}

fn idnp(text: &str) -> Option<Content> {
    let all = digits::<13>(text).filter(|all| all[0] == 2 || all[0] == 0)?;
    let check = weighted(&all[..12], &[7, 3, 1, 7, 3, 1, 7, 3, 1, 7, 3, 1]) % 10;
    Some(Content::checked(check == all[12]))
}
