//! National letters in the machine readable zone: ICAO Doc 9303 part 3, section 6, written for tests on its own.

/// How an issuer writes letters for which the standard leaves a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Umlauts {
    /// `Ä` as `AE`, `Ö` as `OE`, `Ü` as `UE`, `Å` as `AA`, `Ø` as `OE`: German-speaking and Nordic countries.
    Expanded,
    /// As the letter without its dots: Turkey, Spain, France.
    Plain,
}

/// The letters A to Z for a Latin letter; `None` for anything else.
fn letter(letter: char, umlauts: Umlauts) -> Option<&'static str> {
    let expanded = umlauts == Umlauts::Expanded;
    Some(match letter {
        'Ä' if expanded => "AE",
        'Ö' if expanded => "OE",
        'Ü' if expanded => "UE",
        'Å' if expanded => "AA",
        'Æ' => "AE",
        'Ø' | 'Œ' => "OE",
        'ß' | 'ẞ' => "SS",
        'Þ' => "TH",
        'À'..='Å' | 'Ā' | 'Ă' | 'Ą' | 'Ạ' | 'Ả' | 'Ấ' | 'Ầ' | 'Ẩ' | 'Ẫ' | 'Ậ' | 'Ắ' | 'Ằ' | 'Ẳ' | 'Ẵ' | 'Ặ' => {
            "A"
        }
        'Ç' | 'Ć' | 'Ĉ' | 'Ċ' | 'Č' => "C",
        'Ð' | 'Ď' | 'Đ' => "D",
        'È'..='Ë' | 'Ē' | 'Ĕ' | 'Ė' | 'Ę' | 'Ě' | 'Ẹ' | 'Ẻ' | 'Ẽ' | 'Ế' | 'Ề' | 'Ể' | 'Ễ' | 'Ệ' => {
            "E"
        }
        'Ĝ' | 'Ğ' | 'Ġ' | 'Ģ' => "G",
        'Ì'..='Ï' | 'Ĩ' | 'Ī' | 'Ĭ' | 'Į' | 'İ' | 'Ỉ' | 'Ị' => "I",
        'Ķ' => "K",
        'Ĺ' | 'Ļ' | 'Ľ' | 'Ł' => "L",
        'Ñ' | 'Ń' | 'Ņ' | 'Ň' => "N",
        'Ò'..='Ö' | 'Ō' | 'Ŏ' | 'Ő' | 'Ơ' | 'Ọ' | 'Ỏ' | 'Ố' | 'Ồ' | 'Ổ' | 'Ỗ' | 'Ộ' | 'Ớ' | 'Ờ' | 'Ở' | 'Ỡ' | 'Ợ' => {
            "O"
        }
        'Ŕ' | 'Ř' => "R",
        'Ś' | 'Ŝ' | 'Ş' | 'Š' | 'Ș' => "S",
        'Ţ' | 'Ť' | 'Ț' => "T",
        'Ù'..='Ü' | 'Ũ' | 'Ū' | 'Ŭ' | 'Ů' | 'Ű' | 'Ų' | 'Ư' | 'Ụ' | 'Ủ' | 'Ứ' | 'Ừ' | 'Ử' | 'Ữ' | 'Ự' => {
            "U"
        }
        'Ŵ' => "W",
        'Ý' | 'Ŷ' | 'Ÿ' | 'Ỳ' | 'Ỵ' | 'Ỷ' | 'Ỹ' => "Y",
        'Ź' | 'Ż' | 'Ž' => "Z",
        _ => return None,
    })
}

/// A name or number as the zone has it: letters A to Z and digits; spaces and hyphens become fillers, apostrophes,
/// full stops and commas vanish.
pub fn transliterated(text: &str, umlauts: Umlauts) -> String {
    let mut written = String::new();
    for character in text.chars().flat_map(char::to_uppercase) {
        match character {
            'A'..='Z' | '0'..='9' | '<' => written.push(character),
            ' ' | '-' => written.push('<'),
            other => written.push_str(letter(other, umlauts).unwrap_or_default()),
        }
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_the_standard_holds() {
        assert_eq!(
            transliterated("Müller-Lüdenscheidt", Umlauts::Expanded),
            "MUELLER<LUEDENSCHEIDT"
        );
        assert_eq!(transliterated("Gülşen Öztürk", Umlauts::Plain), "GULSEN<OZTURK");
        assert_eq!(transliterated("D'Artagnan", Umlauts::Plain), "DARTAGNAN");
        assert_eq!(transliterated("Nguyễn Thị Phượng", Umlauts::Plain), "NGUYEN<THI<PHUONG");
        assert_eq!(
            transliterated("Großmann Þór Łukasz Ægir", Umlauts::Plain),
            "GROSSMANN<THOR<LUKASZ<AEGIR"
        );
    }
}
