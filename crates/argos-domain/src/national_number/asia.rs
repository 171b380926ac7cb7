//! Korea, China, Taiwan, Hong Kong, Singapore, Malaysia, Thailand, Indonesia, Vietnam, India, Kazakhstan, Iran, Israel,
//! the United Arab Emirates.

use super::checksum::{digits, luhn, number, value, verhoeff, weighted};
use super::western_europe::only;
use super::{Content, EncodedBirth, Flaw, Rule, on_cards};

pub(super) const RULES: &[Rule] = &[
    on_cards(
        &["KOR"],
        "주민등록번호 (resident registration number)",
        "주민등록법 시행규칙 제2조; since October 2020 the last six digits are random, so the check digit may not fit",
        "971013-9019902",
        resident_registration_number,
    ),
    on_cards(
        &["CHN"],
        "公民身份号码 (citizen identification number)",
        "GB 11643-1999; ISO/IEC 7064 MOD 11-2",
        "11010519491231002X",
        citizen_identification_number,
    ),
    on_cards(
        &["TWN"],
        "身分證字號 (national identification number)",
        "內政部戶政司; new numbers of residents: 內政部移民署 (2021)",
        "A123456789",
        taiwanese,
    ),
    on_cards(
        &["HKG"],
        "Hong Kong identity card number",
        "Registration of Persons Regulations, Cap. 177A; check digit: Immigration Department",
        "A123456(3)",
        hong_kong,
    ),
    on_cards(
        &["SGP"],
        "NRIC, FIN",
        "National Registration Act 1965; check letter as published for series S, T, F and G",
        "S1234567D",
        singaporean,
    ),
    on_cards(
        &["MYS"],
        "nombor kad pengenalan",
        "Peraturan-Peraturan Pendaftaran Negara 1990; it has no check digit",
        "770305-02-1234",
        malaysian,
    ),
    on_cards(
        &["THA"],
        "เลขประจำตัวประชาชน (identification number)",
        "กรมการปกครอง, ระเบียบสำนักทะเบียนกลาง พ.ศ. 2535",
        "3100600445635",
        thai,
    ),
    on_cards(
        &["IDN"],
        "NIK",
        "Undang-Undang 24/2013, pasal 13; Permendagri 72/2022; it has no check digit",
        "3171015708450001",
        indonesian,
    ),
    on_cards(
        &["VNM"],
        "số định danh cá nhân",
        "Nghị định 137/2015/NĐ-CP, điều 13; Thông tư 59/2021/TT-BCA; it has no check digit",
        "001074012345",
        vietnamese,
    ),
    on_cards(
        &["IND"],
        "Aadhaar",
        "UIDAI, A UID Numbering Scheme (2010)",
        "2341 2341 2346",
        aadhaar,
    ),
    on_cards(
        &["KAZ"],
        "ЖСН, ИИН",
        "Закон № 223-III «О национальных реестрах идентификационных номеров», приложение",
        "740812300008",
        kazakh,
    ),
    on_cards(
        &["IRN"],
        "شمارهٔ ملی (national number)",
        "سازمان ثبت احوال کشور",
        "0084575948",
        iranian,
    ),
    on_cards(
        &["ISR"],
        "מספר זהות (identity number)",
        "רשות האוכלוסין וההגירה; ISO/IEC 7812-1",
        "39337423",
        israeli,
    ),
    on_cards(
        &["ARE"],
        "Emirates ID",
        "Federal Authority for Identity and Citizenship, ID number structure; ISO/IEC 7812-1",
        "784-1974-0000001-0",
        emirati,
    ),
];

/// `YYMMDDSNNNNNC`; S tells sex and century, 5 to 8 are foreigners, whose check digit is two more.
fn resident_registration_number(text: &str) -> Option<Content> {
    let all = digits::<13>(text)?;
    let century = match all[6] {
        1 | 2 | 5 | 6 => 1900,
        3 | 4 | 7 | 8 => 2000,
        _ => 1800,
    };
    let sum = weighted(&all[..12], &[2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5]) % 11;
    let citizen = (11 - sum) % 10;
    let foreigner = (13 - sum) % 10;
    let holds = citizen == all[12] || (5..=8).contains(&all[6]) && foreigner == all[12];
    let (year, month, day) = (century + number(&all[..2]), number(&all[2..4]), number(&all[4..6]));
    let content = if (year, month) >= (2020, 10) {
        Content::unchecked()
    } else {
        Content::checked(holds)
    };
    Some(content.born(EncodedBirth::on(year, month, day)).of_sex(all[6] % 2 == 1))
}

/// `RRRRRRYYYYMMDDSSSC`
fn citizen_identification_number(text: &str) -> Option<Content> {
    let all = digits::<17>(text.get(..17)?)?;
    let check = match only(text.get(17..)?)? {
        'X' => 10,
        digit => digit.to_digit(10)?,
    };
    let sum = weighted(&all, &[7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
    let holds = (sum + check) % 11 == 1;
    let birth = EncodedBirth::on(number(&all[6..10]), number(&all[10..12]), number(&all[12..14]));
    Some(Content::checked(holds).born(birth).of_sex(all[16] % 2 == 1))
}

/// A letter of the place and nine digits, the first of which tells the sex.
fn taiwanese(text: &str) -> Option<Content> {
    /// The letters in the order of their values from ten on.
    const LETTERS: &str = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
    let place = u32::try_from(LETTERS.find(text.chars().next()?)?).ok()? + 10;
    let all = digits::<9>(text.get(1..)?)?;
    let is_male = match all[0] {
        1 | 8 => true,
        2 | 9 => false,
        _ => return None,
    };
    let sum = place / 10 + place % 10 * 9 + weighted(&all, &[8, 7, 6, 5, 4, 3, 2, 1, 1]);
    Some(Content::checked(sum.is_multiple_of(10)).of_sex(is_male))
}

/// One or two letters, six digits and a check character, printed in brackets.
fn hong_kong(text: &str) -> Option<Content> {
    let letters = text.chars().take_while(char::is_ascii_uppercase).count();
    if !(1..=2).contains(&letters) || text.len() != letters + 7 {
        return None;
    }
    let body = digits::<6>(text.get(letters..letters + 6)?)?;
    let check = match only(text.get(letters + 6..)?)? {
        'A' => 10,
        digit => digit.to_digit(10)?,
    };
    // A missing letter counts as a space, which is 36.
    let mut values: Vec<u32> = text.chars().take(letters).map(value).collect::<Option<_>>()?;
    if letters == 1 {
        values.insert(0, 36);
    }
    let sum = weighted(&values, &[9, 8]) + weighted(&body, &[7, 6, 5, 4, 3, 2]) + check;
    Some(Content::checked(sum.is_multiple_of(11)))
}

/// A letter, seven digits, a check letter. Series M is not checked: its letters are not published.
fn singaporean(text: &str) -> Option<Content> {
    let series = text.chars().next()?;
    let (offset, letters) = match series {
        'S' => (0, "JZIHGFEDCBA"),
        'T' => (4, "JZIHGFEDCBA"),
        'F' => (0, "XWUTRQPNMLK"),
        'G' => (4, "XWUTRQPNMLK"),
        _ => return None,
    };
    let all = digits::<7>(text.get(1..8)?)?;
    let check = only(text.get(8..)?).filter(char::is_ascii_uppercase)?;
    let sum = offset + weighted(&all, &[2, 7, 6, 5, 4, 3, 2]);
    Some(Content::checked(
        letters.chars().nth((sum % 11) as usize) == Some(check),
    ))
}

/// `YYMMDDPBNNNG`
fn malaysian(text: &str) -> Option<Content> {
    let all = digits::<12>(text)?;
    let birth = EncodedBirth::in_some_century(number(&all[..2]), number(&all[2..4]), number(&all[4..6]));
    Some(Content::unchecked().born(birth).of_sex(all[11] % 2 == 1))
}

fn thai(text: &str) -> Option<Content> {
    let all = digits::<13>(text)?;
    let sum = weighted(&all[..12], &[13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]);
    Some(Content::checked((11 - sum % 11) % 10 == all[12]))
}

/// `PPKKCCDDMMYYSSSS`; the day plus 40 for women.
fn indonesian(text: &str) -> Option<Content> {
    let all = digits::<16>(text)?;
    let day = number(&all[6..8]);
    let (is_male, day) = if day > 40 { (false, day - 40) } else { (true, day) };
    let birth = EncodedBirth::in_some_century(number(&all[10..12]), number(&all[8..10]), day);
    Some(Content::unchecked().born(birth).of_sex(is_male))
}

/// `PPPGYYNNNNNN`; G tells sex and century.
fn vietnamese(text: &str) -> Option<Content> {
    let all = digits::<12>(text)?;
    let birth = EncodedBirth::in_year(1900 + all[3] / 2 * 100 + number(&all[4..6]));
    Some(Content::unchecked().born(birth).of_sex(all[3].is_multiple_of(2)))
}

fn aadhaar(text: &str) -> Option<Content> {
    let all = digits::<12>(text)?;
    let mut content = Content::checked(verhoeff(&all));
    if all[0] < 2 && content.flaw.is_none() {
        content.flaw = Some(Flaw::Character);
    }
    Some(content)
}

/// `YYMMDDGNNNNC`; G tells sex and century.
fn kazakh(text: &str) -> Option<Content> {
    let all = digits::<12>(text)?;
    let century = match all[6] {
        g @ 1..=6 => 1800 + (g - 1) / 2 * 100,
        _ => return None,
    };
    let first = weighted(&all[..11], &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]) % 11;
    let second = || weighted(&all[..11], &[3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]) % 11;
    let check = if first == 10 { second() } else { first };
    let birth = EncodedBirth::on(century + number(&all[..2]), number(&all[2..4]), number(&all[4..6]));
    Some(Content::checked(check == all[11]).born(birth).of_sex(all[6] % 2 == 1))
}

fn iranian(text: &str) -> Option<Content> {
    let all = digits::<10>(text)?;
    let check = match weighted(&all[..9], &[10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11 {
        remainder @ 0..=1 => remainder,
        remainder => 11 - remainder,
    };
    Some(Content::checked(check == all[9] && number(&all[..9]) > 0))
}

/// Up to nine digits; leading zeros may be left out.
fn israeli(text: &str) -> Option<Content> {
    if !(8..=9).contains(&text.len()) {
        return None;
    }
    let all = digits::<9>(&format!("{text:0>9}"))?;
    Some(Content::checked(luhn(&all)))
}

/// `784YYYYNNNNNNNC`
fn emirati(text: &str) -> Option<Content> {
    let all = digits::<15>(text).filter(|all| number(&all[..3]) == 784)?;
    let birth = EncodedBirth::in_year(number(&all[3..7]));
    Some(Content::checked(luhn(&all)).born(birth))
}
