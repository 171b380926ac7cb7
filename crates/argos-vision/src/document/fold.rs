//! Text reduced to what comparisons need: upper case A to Z and digits, diacritics gone.

/// The letters of ICAO Doc 9303 part 3, section 6, in their transliteration, or the upper case of a plain letter;
/// nothing for what is neither letter nor digit.
pub(super) fn fold_character(character: char) -> &'static str {
    const PLAIN: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    if character.is_ascii_alphanumeric() {
        let upper = character.to_ascii_uppercase();
        return PLAIN.find(upper).and_then(|at| PLAIN.get(at..=at)).unwrap_or("");
    }
    match character {
        'À'..='Ã' | 'à'..='ã' | 'Ă' | 'ă' | 'Ą' | 'ą' | 'Ā' | 'ā' | 'Ạ'..='ặ' => "A",
        'Ä' | 'ä' | 'Æ' | 'æ' => "AE",
        'Å' | 'å' => "AA",
        'Ç' | 'ç' | 'Ć'..='č' => "C",
        'Ď'..='đ' | 'Ð' | 'ð' => "D",
        'È'..='Ë' | 'è'..='ë' | 'Ē'..='ě' | 'Ẹ'..='ệ' => "E",
        'Ĝ'..='ģ' => "G",
        'Ĥ'..='ħ' => "H",
        'Ì'..='Ï' | 'ì'..='ï' | 'Ĩ'..='ı' | 'Ỉ'..='ị' => "I",
        'Ĵ' | 'ĵ' => "J",
        'Ķ' | 'ķ' => "K",
        'Ĺ'..='ł' => "L",
        'Ñ' | 'ñ' | 'Ń'..='ň' => "N",
        'Ò'..='Õ' | 'ò'..='õ' | 'Ō'..='ő' | 'Ơ' | 'ơ' | 'Ọ'..='ợ' => "O",
        'Ö' | 'ö' | 'Ø' | 'ø' | 'Œ' | 'œ' => "OE",
        'Ŕ'..='ř' => "R",
        'Ś'..='š' | 'Ș' | 'ș' => "S",
        'ß' | 'ẞ' => "SS",
        'Ţ'..='ŧ' | 'Ț' | 'ț' => "T",
        'Þ' | 'þ' => "TH",
        'Ù'..='Û' | 'ù'..='û' | 'Ũ'..='ų' | 'Ư' | 'ư' | 'Ụ'..='ự' => "U",
        'Ü' | 'ü' => "UE",
        'Ŵ' | 'ŵ' => "W",
        'Ý' | 'ý' | 'ÿ' | 'Ŷ'..='Ÿ' | 'Ỳ'..='ỹ' => "Y",
        'Ź'..='ž' => "Z",
        _ => "",
    }
}

/// All words of a text, folded.
pub(super) fn fold_words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for character in text.chars() {
        let folded = fold_character(character);
        match words.last_mut() {
            Some(word) if !folded.is_empty() || matches!(character, '\'' | '’' | '`') => word.push_str(folded),
            _ => words.push(String::new()),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Umlauts written as one letter (`MULLER`) where the folded text has two (`MUELLER`), for issuers that do so.
pub(super) fn short_umlauts(folded: &str) -> String {
    folded
        .replace("AE", "A")
        .replace("OE", "O")
        .replace("UE", "U")
        .replace("AA", "A")
}

/// How many single-character edits lead from one text to the other (Levenshtein), or `None` above the limit.
pub(super) fn edits_within(first: &str, second: &str, limit: usize) -> Option<usize> {
    let (first, second): (Vec<char>, Vec<char>) = (first.chars().collect(), second.chars().collect());
    if first.len().abs_diff(second.len()) > limit {
        return None;
    }
    let mut row: Vec<usize> = (0..=second.len()).collect();
    for (index, character) in first.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = index + 1;
        for (other, candidate) in second.iter().enumerate() {
            let substituted = diagonal + usize::from(character != candidate);
            diagonal = row[other + 1];
            row[other + 1] = substituted.min(row[other] + 1).min(diagonal + 1);
        }
    }
    row.last().copied().filter(|edits| *edits <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn diacritics_fold_as_passports_transliterate_them() {
        assert_eq!(
            fold_words("Müller-Lüdenscheidt, José"),
            ["MUELLER", "LUEDENSCHEIDT", "JOSE"]
        );
        assert_eq!(fold_words("O'Connor Łukasz"), ["OCONNOR", "LUKASZ"]);
        assert_eq!(short_umlauts("MUELLER"), "MULLER");
        assert_eq!(fold_words(" /.. "), Vec::<String>::new());
    }

    #[test]
    fn edits_are_counted_up_to_the_limit() {
        assert_eq!(edits_within("ERIKSSON", "ERIKSON", 1), Some(1));
        assert_eq!(edits_within("ERIKSSON", "ERIKSSON", 0), Some(0));
        assert_eq!(edits_within("ABC", "XYZ", 2), None);
        assert_eq!(edits_within("", "AB", 2), Some(2));
    }
}
