//! The name fields. They have no check digit, so they count as read only when hardly any other text may stand there.

use super::alphabet::FILLER;
use super::evidence::Possible;
use super::field::{Field, FieldStatus};
use super::format::CharacterClass;
use super::line::Alternatives;

/// One position of a zone on its way to being repaired.
#[derive(Clone, Copy)]
pub(super) struct Cell {
    pub character: char,
    /// What the recogniser read.
    pub read: char,
    /// What may stand here.
    pub class: CharacterClass,
    /// How sure the recogniser was of what it read, 0 to 1.
    pub confidence: f32,
    /// Whether repair put another character than was read.
    pub changed: bool,
    /// What else it may be.
    pub others: Alternatives,
}

/// Probability of a whole name from which it is sure enough to be proven by a second reading that says the same.
const SURE: f32 = 0.9;

/// A character below this proves no name.
const LEAST: f32 = 0.5;

/// Characters of names below this are not sure; measured on photographed specimens.
pub(super) const CERTAIN: f32 = 0.9;

/// Surname and given names of a common name field: the surname ends at the first double filler. `cleaned` says whether
/// [`clean`] changed the cells.
pub(super) fn split(cells: &[Cell], cleaned: bool) -> (Field<String>, Field<String>) {
    let separator = cells
        .windows(2)
        .position(|pair| pair[0].character == FILLER && pair[1].character == FILLER);
    let end = cells
        .iter()
        .rposition(|cell| cell.character != FILLER)
        .map_or(0, |last| last + 1);
    let (surname, given) = match separator.filter(|&at| at < end) {
        Some(at) => (&cells[..at], &cells[at + 2..end]),
        None => (&cells[..end], &cells[end..end]),
    };
    // One doubtful character may be a lost separator, which changes both names.
    let sure = !cleaned && are_sure(&cells[..end]);
    let odd = given
        .windows(2)
        .any(|pair| pair[0].character == FILLER && pair[1].character == FILLER);
    let status = if sure && !odd {
        FieldStatus::Read
    } else {
        FieldStatus::Unproven
    };
    (words(surname, status), words(given, status))
}

/// A name that has a field of its own.
pub(super) fn single(cells: &[Cell], cleaned: bool) -> Field<String> {
    let end = cells
        .iter()
        .rposition(|cell| cell.character != FILLER)
        .map_or(0, |last| last + 1);
    let sure = !cleaned && are_sure(&cells[..end]);
    words(
        &cells[..end],
        if sure { FieldStatus::Read } else { FieldStatus::Unproven },
    )
}

/// Whether hardly any other text may stand in the cells.
fn are_sure(cells: &[Cell]) -> bool {
    let certainty: f32 = cells
        .iter()
        .map(|cell| Possible::of(cell, |character| cell.class.allows(character)).probability(cell.character))
        .product();
    certainty >= SURE && cells.iter().all(|cell| !cell.changed && cell.confidence >= LEAST)
}

/// The words between fillers, joined by spaces.
fn words(cells: &[Cell], status: FieldStatus) -> Field<String> {
    let text: String = cells.iter().map(|cell| cell.character).collect();
    let parts: Vec<&str> = text.split(FILLER).filter(|part| !part.is_empty()).collect();
    if parts.is_empty() {
        return Field::absent();
    }
    // A digit in a name that no letter resembles.
    let status = if text.chars().all(|c| c == FILLER || c.is_ascii_uppercase()) {
        status
    } else {
        FieldStatus::Unproven
    };
    Field::new(parts.join(" "), status)
}

/// Whether a reader may have seen this letter where a filler stands.
fn resembles_filler(cell: &Cell) -> bool {
    matches!(cell.character, 'A' | 'C' | 'E' | 'K' | 'L' | 'R' | 'S' | 'X')
}

/// Replaces the letters that readers see in place of fillers: unsure ones among the fillers at the end, single ones after
/// the given names have ended, and an unsure one beside a lone filler where the separator must be; moves surplus fillers
/// between the names to the end. Says whether it did.
pub(super) fn clean(cells: &mut [Cell]) -> bool {
    let from_tail = clear_tail(cells);
    let islands = clear_islands(cells);
    let separator = complete_separator(cells);
    let narrowed = narrow_separator(cells);
    from_tail || islands || separator || narrowed
}

/// Exactly two fillers separate the names (part 3, section 4.6), and more of them end the field: where letters follow
/// on more than two, the surplus ones were misplaced or invented.
fn narrow_separator(cells: &mut [Cell]) -> bool {
    let is_filler = |cell: &Cell| cell.character == FILLER;
    let Some(start) = cells.windows(3).position(|three| three.iter().all(is_filler)) else {
        return false;
    };
    let Some(letters) = cells[start..].iter().position(|cell| !is_filler(cell)) else {
        return false;
    };
    // Behind given names a run of fillers ends the field, and what follows is noise that stays for a human to see.
    if start == 0 || cells[..start].windows(2).any(|pair| pair.iter().all(is_filler)) {
        return false;
    }
    cells[start + 2..].rotate_left(letters - 2);
    true
}

/// Letters at the end that are unsure and resemble fillers, back to the last sure letter, when they make a long run.
fn clear_tail(cells: &mut [Cell]) -> bool {
    let doubtful = |cell: &Cell| cell.character == FILLER || cell.confidence < CERTAIN && resembles_filler(cell);
    let start = cells
        .iter()
        .rposition(|cell| !doubtful(cell))
        .map_or(0, |last| last + 1);
    let tail = &mut cells[start..];
    let letters = tail.iter().filter(|cell| cell.character != FILLER).count();
    // A name that merely ends with unsure letters keeps them: they stand together, and fillers follow.
    let scattered = tail.first().is_some_and(|first| first.character == FILLER)
        || tail
            .iter()
            .rposition(|cell| cell.character != FILLER)
            .is_some_and(|last| tail[..=last].iter().any(|cell| cell.character == FILLER));
    if letters == 0 || start == 0 || tail.len() < 6 || !scattered {
        return false;
    }
    tail.iter_mut().for_each(|cell| cell.character = FILLER);
    true
}

fn clear_islands(cells: &mut [Cell]) -> bool {
    let mut any = false;
    while let Some(last) = cells.iter().rposition(|cell| cell.character != FILLER) {
        let start = cells[..last]
            .iter()
            .rposition(|cell| cell.character == FILLER)
            .map_or(0, |filler| filler + 1);
        let before = &cells[..start];
        let fillers_before = before.iter().rev().take_while(|cell| cell.character == FILLER).count();
        let names_have_ended = fillers_before >= 3 || fillers_before == 2 && has_two_separators(before);
        let island = last - start < 2 && cells[start..=last].iter().all(resembles_filler);
        if !island || !names_have_ended || fillers_before == start {
            break;
        }
        cells[start..=last].iter_mut().for_each(|cell| cell.character = FILLER);
        any = true;
    }
    any
}

/// Where no double filler separates the names, a lone filler with one unsure look-alike beside it is the separator.
fn complete_separator(cells: &mut [Cell]) -> bool {
    let end = cells
        .iter()
        .rposition(|cell| cell.character != FILLER)
        .map_or(0, |last| last + 1);
    let named = &mut cells[..end];
    let is_filler = |cell: &Cell| cell.character == FILLER;
    if named.windows(2).any(|pair| pair.iter().all(is_filler)) {
        return false;
    }
    let beside =
        |index: usize| index > 0 && is_filler(&named[index - 1]) || named.get(index + 1).is_some_and(is_filler);
    let unsure: Vec<usize> = (1..named.len())
        .filter(|&index| named[index].confidence < CERTAIN && resembles_filler(&named[index]) && beside(index))
        .collect();
    match unsure[..] {
        [only] => {
            named[only].character = FILLER;
            true
        }
        _ => false,
    }
}

/// Whether the end of the given names, a second double filler, stands in these positions.
fn has_two_separators(cells: &[Cell]) -> bool {
    let text: String = cells.iter().map(|cell| cell.character).collect();
    text.split("<<").filter(|part| !part.is_empty()).count() >= 2 && text.ends_with("<<")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells(text: &str) -> Vec<Cell> {
        text.chars()
            .map(|character| Cell {
                character,
                read: character,
                class: CharacterClass::Letter,
                confidence: 1.0,
                changed: false,
                others: Alternatives::default(),
            })
            .collect()
    }

    fn split_cleaned(cells: &mut [Cell]) -> (Field<String>, Field<String>) {
        let cleaned = clean(cells);
        split(cells, cleaned)
    }

    fn names(text: &str) -> (String, String, FieldStatus) {
        let (surname, given) = split_cleaned(&mut cells(text));
        (
            surname.value.unwrap_or_default(),
            given.value.unwrap_or_default(),
            surname.status,
        )
    }

    #[test]
    fn the_first_double_filler_separates() {
        assert_eq!(
            names("ERIKSSON<<ANNA<MARIA<<<<<"),
            ("ERIKSSON".into(), "ANNA MARIA".into(), FieldStatus::Read)
        );
        assert_eq!(
            names("VAN<DER<MUELLER<<JO<<<<<<"),
            ("VAN DER MUELLER".into(), "JO".into(), FieldStatus::Read)
        );
        assert_eq!(
            names("ARKFREITH<<<<<<<<<<<<<<<<"),
            ("ARKFREITH".into(), String::new(), FieldStatus::Read)
        );
        assert_eq!(names("NILAVADHANANANDA<<CHAYAPA").1, "CHAYAPA");
    }

    #[test]
    fn islands_in_the_final_run_go_and_cost_the_proof() {
        let expected = ("ERIKSSON".into(), "ANNA MARIA".into(), FieldStatus::Unproven);
        assert_eq!(names("ERIKSSON<<ANNA<MARIA<<<K<<C<<"), expected);
        assert_eq!(names("ERIKSSON<<ANNA<MARIA<<<<<<<<K"), expected);
    }

    #[test]
    fn unsure_letters_among_the_final_fillers_go() {
        let mut noisy = cells("SPECIMEN<CVZORCA<C<CCA<CCCC<CA<<");
        for cell in noisy
            .iter_mut()
            .filter(|cell| matches!(cell.character, 'C' | 'A'))
            .skip(1)
        {
            cell.confidence = 0.5;
        }
        let (surname, given) = split_cleaned(&mut noisy);
        assert_eq!(
            (surname.value.as_deref(), given.value.as_deref()),
            (Some("SPECIMEN"), Some("VZOR"))
        );
        assert_eq!(surname.status, FieldStatus::Unproven);
        let mut name = cells("ROSSI<<MONICA<<<<<<<");
        name[11].confidence = 0.5;
        name[12].confidence = 0.5;
        assert_eq!(
            split_cleaned(&mut name).1.value.as_deref(),
            Some("MONICA"),
            "letters that stand together are a name's end"
        );
    }

    #[test]
    fn real_initials_stay() {
        assert_eq!(names("ERIKSSON<<ANNA<K<<<<<<<<<").1, "ANNA K");
        assert_eq!(names("ERIKSSON<<K<<<<<<<<<<<<<<").1, "K");
        assert_eq!(names("C<<ANNA<<<<<<<<<<<<<<<<<<").0, "C");
    }

    #[test]
    fn one_unsure_character_takes_the_proof_from_both_names() {
        let mut unsure = cells("ERIKSSON<<ANNA<<<<");
        unsure[9].confidence = 0.4;
        let (surname, given) = split_cleaned(&mut unsure);
        assert_eq!(
            (surname.status, given.status),
            (FieldStatus::Unproven, FieldStatus::Unproven)
        );
        let (surname, given) = split_cleaned(&mut cells("<<<<<<<"));
        assert_eq!(
            (surname.status, given.status),
            (FieldStatus::Absent, FieldStatus::Absent)
        );
    }
}
