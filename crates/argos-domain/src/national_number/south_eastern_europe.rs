//! Romania, Bulgaria, the countries of former Yugoslavia, Turkey.

use super::checksum::{digits, mod_11_10, number, weighted};
use super::{Content, EncodedBirth, Rule, on_cards, personal};

pub(super) const RULES: &[Rule] = &[
    personal(
        &["ROU"],
        "CNP",
        "Ordonanța de urgență nr. 97/2005; Legea nr. 105/1996, anexa",
        "1630615123457",
        cnp,
    ),
    personal(
        &["BGR"],
        "ЕГН",
        "Наредба № РД-02-20-6 от 24 април 2012 г. (ГРАО)",
        "7523169263",
        egn,
    ),
    personal(
        &["HRV"],
        "OIB",
        "Pravilnik o osobnom identifikacijskom broju, NN 1/2009",
        "33392005961",
        oib,
    ),
    personal(
        &["SVN", "SRB", "BIH", "MKD", "MNE", "HRV", "RKS"],
        "EMŠO, JMBG",
        "Zakon o centralnem registru prebivalstva, 8. člen; Zakon o jedinstvenom matičnom broju građana",
        "0101006500006",
        emso,
    ),
    on_cards(
        &["TUR"],
        "T.C. kimlik numarası",
        "Nüfus Hizmetleri Uygulama Yönetmeliği; algoritma: Nüfus ve Vatandaşlık İşleri",
        "10000000146",
        kimlik,
    ),
];

/// `SYYMMDDJJNNNC`; S tells sex and century, 7 to 9 are residents of any.
fn cnp(text: &str) -> Option<Content> {
    let all = digits::<13>(text)?;
    let check = match weighted(&all[..12], &[2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11 {
        10 => 1,
        check => check,
    };
    let (year, month, day) = (number(&all[1..3]), number(&all[3..5]), number(&all[5..7]));
    let birth = match all[0] {
        1 | 2 => EncodedBirth::on(1900 + year, month, day),
        3 | 4 => EncodedBirth::on(1800 + year, month, day),
        5 | 6 => EncodedBirth::on(2000 + year, month, day),
        7..=9 => EncodedBirth::in_some_century(year, month, day),
        _ => return None,
    };
    let content = Content::checked(check == all[12]).born(birth);
    Some(if all[0] == 9 {
        content
    } else {
        content.of_sex(all[0] % 2 == 1)
    })
}

/// `YYMMDDXXXC`; the month plus 20 before 1900, plus 40 since 2000.
fn egn(text: &str) -> Option<Content> {
    let all = digits::<10>(text)?;
    let written = number(&all[2..4]);
    let (century, month) = match written {
        41.. => (2000, written - 40),
        21.. => (1800, written - 20),
        _ => (1900, written),
    };
    let check = weighted(&all[..9], &[2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11 % 10;
    let birth = EncodedBirth::on(century + number(&all[..2]), month, number(&all[4..6]));
    Some(Content::checked(check == all[9]).born(birth).of_sex(all[8] % 2 == 0))
}

fn oib(text: &str) -> Option<Content> {
    Some(Content::checked(mod_11_10(&digits::<11>(text)?)))
}

/// `DDMMYYYRRBBBK`: three digits of the year, region, serial with the sex, check digit.
fn emso(text: &str) -> Option<Content> {
    let all = digits::<13>(text)?;
    let year = match number(&all[4..7]) {
        year @ 800.. => 1000 + year,
        year => 2000 + year,
    };
    let holds = weighted(&all, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]).is_multiple_of(11);
    let birth = EncodedBirth::on(year, number(&all[2..4]), number(&all[..2]));
    Some(Content::checked(holds).born(birth).of_sex(all[9] < 5))
}

fn kimlik(text: &str) -> Option<Content> {
    let all = digits::<11>(text).filter(|all| all[0] > 0)?;
    let odd: u32 = all[..9].iter().step_by(2).sum();
    let even: u32 = all[1..8].iter().step_by(2).sum();
    // Taking away modulo ten is adding nine times.
    let first = (odd * 7 + even * 9) % 10;
    let second = all[..10].iter().sum::<u32>() % 10;
    Some(Content::checked(first == all[9] && second == all[10]))
}
