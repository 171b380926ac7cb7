//! Sweden, Norway, Denmark, Finland, Iceland, Estonia, Latvia, Lithuania.

use super::checksum::{digits, luhn, number, weighted};
use super::{Content, EncodedBirth, Rule, personal};

pub(super) const RULES: &[Rule] = &[
    personal(
        &["SWE"],
        "personnummer",
        "Skatteverket, SKV 704; coordination numbers: SKV 707",
        "811228-9874",
        personnummer,
    ),
    personal(
        &["NOR"],
        "fødselsnummer",
        "Skatteetaten, National identity number; folkeregisterforskriften § 2-2-1",
        "15108695088",
        fodselsnummer,
    ),
    personal(
        &["DNK"],
        "CPR-nummer",
        "CPR-kontoret, Personnummeret i CPR; since 2007 numbers are issued whose check digit does not fit, so none is asked for",
        "211062-5629",
        cpr,
    ),
    personal(
        &["FIN"],
        "henkilötunnus",
        "Digi- ja väestötietovirasto, The personal identity code; Valtioneuvoston asetus 128/2010 § 2",
        "131052-308T",
        henkilotunnus,
    ),
    personal(
        &["ISL"],
        "kennitala",
        "Þjóðskrá, Kennitala; lög nr. 140/2019",
        "120174-3399",
        kennitala,
    ),
    personal(
        &["EST", "LTU"],
        "isikukood, asmens kodas",
        "EVS 585:2007 (Estonia); Lietuvos gyventojų registro įstatymas, 8 (Lithuania)",
        "37605030299",
        isikukood,
    ),
    personal(
        &["LVA"],
        "personas kods",
        "Fizisko personu reģistra likums, 5; without birth date for numbers from 32 on, issued since 2017",
        "161175-19997",
        personas_kods,
    ),
];

/// `YYMMDDSSSC` or `YYYYMMDDSSSC`; the day plus 60 in coordination numbers.
fn personnummer(text: &str) -> Option<Content> {
    let (century, short) = match text.len() {
        12 => (Some(number(&digits::<2>(text.get(..2)?)?)), text.get(2..)?),
        _ => (None, text),
    };
    let all = digits::<10>(short)?;
    let (year, month, day) = (number(&all[..2]), number(&all[2..4]), number(&all[4..6]));
    let day = if day > 60 { day - 60 } else { day };
    let birth = match century {
        Some(century) => EncodedBirth::on(century * 100 + year, month, day),
        None => EncodedBirth::in_some_century(year, month, day),
    };
    Some(Content::checked(luhn(&all)).born(birth).of_sex(all[8] % 2 == 1))
}

/// `DDMMYYIIIKK`; the day plus 40 in D-numbers, the month plus 40 in emergency and plus 80 in test numbers.
fn fodselsnummer(text: &str) -> Option<Content> {
    let all = digits::<11>(text)?;
    let day = number(&all[..2]);
    let month = number(&all[2..4]);
    let (year, serial) = (number(&all[4..6]), number(&all[6..9]));
    let day = if day > 40 { day - 40 } else { day };
    let month = match month {
        81.. => month - 80,
        41.. => month - 40,
        _ => month,
    };
    let century = match (serial, year) {
        (500..=749, 54..) => Some(1800),
        (0..=499, _) | (900..=999, 40..) => Some(1900),
        (500..=999, ..40) => Some(2000),
        _ => None,
    };
    let first = weighted(&all, &[3, 7, 6, 1, 8, 9, 4, 5, 2, 1]).is_multiple_of(11);
    let second = weighted(&all, &[5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    let birth = century.and_then(|century| EncodedBirth::on(century + year, month, day));
    Some(Content::checked(first && second).born(birth).of_sex(all[8] % 2 == 1))
}

/// `DDMMYYSSSS`; the seventh digit tells the century, the last the sex.
fn cpr(text: &str) -> Option<Content> {
    let all = digits::<10>(text)?;
    let year = number(&all[4..6]);
    let century = match (all[6], year) {
        (5..=8, 58..) => 1800,
        (4 | 9, ..37) | (5..=8, _) => 2000,
        _ => 1900,
    };
    let birth = EncodedBirth::on(century + year, number(&all[2..4]), number(&all[..2]));
    Some(Content::unchecked().born(birth).of_sex(all[9] % 2 == 1))
}

/// `DDMMYYCZZZQ`; the sign C of the century is lost where it is a hyphen, which readers drop.
fn henkilotunnus(text: &str) -> Option<Content> {
    const CHECK: &[u8; 31] = b"0123456789ABCDEFHJKLMNPRSTUVWXY";
    let date = digits::<6>(text.get(..6)?)?;
    let (century, rest) = match text.len() {
        10 => (None, text.get(6..)?),
        11 => {
            let century = match text.as_bytes()[6] {
                b'U'..=b'Y' => 1900,
                b'A'..=b'F' => 2000,
                _ => return None,
            };
            (Some(century), text.get(7..)?)
        }
        _ => return None,
    };
    let serial = digits::<3>(rest.get(..3)?)?;
    let check = *rest.as_bytes().get(3)?;
    let remainder = (number(&date) * 1000 + number(&serial)) % 31;
    let holds = CHECK.get(remainder as usize) == Some(&check);
    let (day, month, year) = (number(&date[..2]), number(&date[2..4]), number(&date[4..]));
    let birth = match century {
        Some(century) => EncodedBirth::on(century + year, month, day),
        None => EncodedBirth::in_some_century(year, month, day),
    };
    Some(Content::checked(holds).born(birth).of_sex(serial[2] % 2 == 1))
}

/// `DDMMYYRRKC`; companies have the day plus 40 and are no persons.
fn kennitala(text: &str) -> Option<Content> {
    let all = digits::<10>(text)?;
    let century = match all[9] {
        8 => 1800,
        9 => 1900,
        0 => 2000,
        _ => return None,
    };
    let holds = weighted(&all, &[3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    let birth = EncodedBirth::on(century + number(&all[4..6]), number(&all[2..4]), number(&all[..2]));
    Some(Content::checked(holds).born(birth))
}

/// `GYYMMDDSSSC`; G tells century and sex.
fn isikukood(text: &str) -> Option<Content> {
    let all = digits::<11>(text)?;
    let century = match all[0] {
        1..=8 => 1800 + (all[0] - 1) / 2 * 100,
        _ => return None,
    };
    let first = weighted(&all[..10], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
    let second = || weighted(&all[..10], &[3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11 % 10;
    let check = if first == 10 { second() } else { first };
    let birth = EncodedBirth::on(century + number(&all[1..3]), number(&all[3..5]), number(&all[5..7]));
    Some(Content::checked(check == all[10]).born(birth).of_sex(all[0] % 2 == 1))
}

/// `DDMMYYCNNNQ`, or eleven digits from 32 on, which encode nothing and whose check digit is not published.
fn personas_kods(text: &str) -> Option<Content> {
    let all = digits::<11>(text)?;
    if number(&all[..2]) >= 32 {
        return (number(&all[..2]) < 40).then(Content::unchecked);
    }
    let century = match all[6] {
        century @ 0..=2 => 1800 + century * 100,
        _ => return None,
    };
    let sum = weighted(&all[..10], &[1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    let check = (1101 - sum) % 11 % 10;
    let birth = EncodedBirth::on(century + number(&all[4..6]), number(&all[2..4]), number(&all[..2]));
    Some(Content::checked(check == all[10]).born(birth))
}
