//! Two names.

use super::Comparison;
use super::name_words::{Likeness, Word, allowance, words};

/// As many letters as a machine readable zone or a card has place for, nearly: longer names may be cut off.
const LONG: usize = 24;
/// Share of the letters that must be left when words of a name are left out.
const LEAST_KEPT: f64 = 0.4;
/// Names with fewer letters are not searched for a slip as one word.
const LEAST_TOGETHER: usize = 8;
/// At most so many words that follow each other are written as one.
const MOST_JOINED: usize = 4;

/// Compares the name on a document with what is stated.
///
/// Order, case, accents, transliteration, hyphens, particles and titles do not count. Names may be left out or shortened to
/// their first letter where two stay, or cut off where the document has no place left; a name that the document does not
/// have is a slip at best. `surname` is the document's, where it is known apart: one of its words must be stated.
#[must_use]
pub fn compare_names(document: &str, stated: &str, surname: Option<&str>) -> Comparison {
    if document.to_uppercase() == stated.to_uppercase() && !document.trim().is_empty() {
        return Comparison::SAME;
    }
    let (document, stated) = (words(document), words(stated));
    if document.is_empty() || stated.is_empty() {
        return Comparison::different(0.0);
    }
    let surname = surname.map(words).unwrap_or_default();
    let alignment = Alignment::of(&document, &stated);
    alignment.judged(&surname).better(written_together(&document, &stated))
}

/// Words of two names matched with each other.
struct Alignment<'a> {
    document: Side<'a>,
    stated: Side<'a>,
    /// Whether anything but the order and minor words is written otherwise.
    respelled: bool,
    /// Edits of all slips.
    edits: f64,
    slips: usize,
    /// Words of the document that are whole in what is stated.
    whole: Vec<usize>,
    /// Words of which only a first letter or a beginning is stated, or the other way round.
    shortened: usize,
    in_order: bool,
}

/// One of the two names.
struct Side<'a> {
    words: &'a [Word],
    matched: Vec<bool>,
}

impl<'a> Side<'a> {
    fn new(words: &'a [Word]) -> Self {
        Self {
            words,
            matched: vec![false; words.len()],
        }
    }

    fn open(&self) -> impl Iterator<Item = usize> + '_ {
        (0..self.words.len()).filter(|at| !self.matched[*at])
    }

    /// Words that are missing on the other side and that the name is not whole without. One that is there twice is not.
    fn missing(&self) -> usize {
        let said_before = |at: usize| {
            let same = |other: usize| self.matched[other] && self.words[other] == self.words[at];
            (0..self.words.len()).any(same)
        };
        self.open()
            .filter(|at| !self.words[*at].is_minor && !said_before(*at))
            .count()
    }

    fn letters(&self, counted: impl Fn(usize) -> bool) -> f64 {
        let all = (0..self.words.len()).filter(|at| counted(*at));
        all.map(|at| self.words[at].letters()).sum::<usize>() as f64
    }

    /// Share of the letters that are matched.
    fn kept(&self) -> f64 {
        self.letters(|at| self.matched[at]) / self.letters(|_| true).max(1.0)
    }
}

impl<'a> Alignment<'a> {
    fn of(document: &'a [Word], stated: &'a [Word]) -> Self {
        let mut alignment = Self {
            document: Side::new(document),
            stated: Side::new(stated),
            respelled: false,
            edits: 0.0,
            slips: 0,
            whole: Vec::new(),
            shortened: 0,
            in_order: true,
        };
        alignment.match_words();
        alignment.match_joined(true);
        alignment.match_joined(false);
        alignment.match_shortened();
        alignment
    }

    /// Each word with the one most like it.
    fn match_words(&mut self) {
        let mut pairs = Vec::new();
        for (at, word) in self.document.words.iter().enumerate() {
            for (place, other) in self.stated.words.iter().enumerate() {
                if let Some(likeness) = word.likeness(other) {
                    pairs.push((likeness, at, place));
                }
            }
        }
        let rank = |likeness: Likeness| match likeness {
            Likeness::Same => -2.0,
            Likeness::WrittenOtherwise => -1.0,
            Likeness::Slip(edits) => edits,
        };
        pairs.sort_by(|one, other| rank(one.0).total_cmp(&rank(other.0)));
        let mut places = Vec::new();
        for (likeness, at, place) in pairs {
            // A single letter stands for any word that begins with it, so it is matched last.
            let only_initials = self.document.words[at].is_initial() && likeness != Likeness::Same;
            if !self.document.matched[at] && !self.stated.matched[place] && !only_initials {
                self.accept(likeness);
                (self.document.matched[at], self.stated.matched[place]) = (true, true);
                self.whole.push(at);
                places.push((at, place));
            }
        }
        places.sort_unstable();
        self.in_order = places.is_sorted_by_key(|(_, place)| *place);
    }

    fn accept(&mut self, likeness: Likeness) {
        match likeness {
            Likeness::Same => {}
            Likeness::WrittenOtherwise => self.respelled = true,
            Likeness::Slip(edits) => {
                self.edits += edits;
                self.slips += 1;
            }
        }
    }

    /// Words that follow each other on one side and are written as one on the other; `of_document` says on which side
    /// there are several.
    fn match_joined(&mut self, of_document: bool) {
        let (several, single) = match of_document {
            true => (&mut self.document, &mut self.stated),
            false => (&mut self.stated, &mut self.document),
        };
        let mut found = Vec::new();
        for place in single.open().collect::<Vec<_>>() {
            let runs = (0..several.words.len()).flat_map(|start| {
                let longest = several.words.len().min(start + MOST_JOINED);
                (start + 2..=longest).map(move |end| start..end)
            });
            for run in runs {
                if several.matched[run.clone()].iter().any(|matched| *matched) {
                    continue;
                }
                let joined = Word::joined(&several.words[run.clone()].iter().collect::<Vec<_>>());
                if let Some(likeness) = joined.likeness(&single.words[place]) {
                    several.matched[run.clone()].fill(true);
                    single.matched[place] = true;
                    found.push((likeness, if of_document { run.start } else { place }));
                    break;
                }
            }
        }
        for (likeness, at) in found {
            self.accept(likeness);
            self.respelled = true;
            self.whole.push(at);
        }
    }

    /// First letters, and words that were cut off for want of place.
    fn match_shortened(&mut self) {
        let letters = |side: &Side<'_>| side.letters(|_| true) as usize + side.words.len();
        let may_be_cut = letters(&self.document).min(letters(&self.stated)) >= LONG;
        for at in self.document.open().collect::<Vec<_>>() {
            let word = &self.document.words[at];
            let stands_for = |place: &usize| {
                let other = &self.stated.words[*place];
                let (shorter, longer) = if word.letters() <= other.letters() {
                    (word, other)
                } else {
                    (other, word)
                };
                shorter.starts(longer) && (shorter.is_initial() || may_be_cut)
            };
            let place = self.stated.open().find(stands_for);
            if let Some(place) = place {
                (self.document.matched[at], self.stated.matched[place]) = (true, true);
                self.shortened += 1;
            }
        }
    }

    fn judged(&self, surname: &[Word]) -> Comparison {
        let kept = self.document.kept().min(self.stated.kept());
        let (left_out, added) = (self.document.missing(), self.stated.missing());
        let has_surname = surname.is_empty()
            || surname.iter().any(|word| {
                let found = |at: &usize| self.document.words[*at].likeness(word).is_some();
                self.whole.iter().any(found)
            });
        // A first letter alone is no name, and one word of two is not the name.
        let majors = self
            .whole
            .iter()
            .filter(|at| !self.document.words[**at].is_minor)
            .count();
        let enough = majors >= 2 || majors == 1 && (self.shortened > 0 || left_out + added == 0);
        if !has_surname || !enough || left_out > 0 && added > 0 || kept < LEAST_KEPT {
            return Comparison::different(kept);
        }
        if self.slips > 0 {
            let letters = self.document.letters(|at| self.document.matched[at]).max(1.0);
            // Half of what a word may differ by, seen over the whole name, is the least that still is a slip.
            let closeness = 1.0 - (self.edits / letters / 0.3).min(1.0);
            return Comparison::slip(if added > 0 { closeness * 0.3 } else { closeness });
        }
        let document_is_long = self.document.letters(|_| true) as usize + self.document.words.len() >= LONG;
        if added > 0 && !document_is_long {
            return Comparison::slip(0.3);
        }
        Comparison::written_otherwise(
            match (left_out + added, self.shortened, self.respelled, self.in_order) {
                (0, 0, false, _) => 1.0,
                (0, 0, true, true) => 0.9,
                (0, 0, true, false) => 0.8,
                (0, ..) => 0.4,
                _ => 0.2,
            },
        )
    }
}

/// Whole names written as one word each: for blanks in other places, also together with a slip.
fn written_together(document: &[Word], stated: &[Word]) -> Comparison {
    let whole = Word::joined(&document.iter().collect::<Vec<_>>());
    // With as many words on both sides, the blanks are in their places and a slip is one of a word.
    let blanks_differ = document.len() != stated.len() && whole.letters() >= LEAST_TOGETHER;
    let turned = (0..stated.len()).map(|turn| {
        let (first, second) = stated.split_at(turn);
        Word::joined(&second.iter().chain(first).collect::<Vec<_>>())
    });
    let compared = turned.filter_map(|other| match whole.likeness(&other)? {
        Likeness::Same | Likeness::WrittenOtherwise => Some(Comparison::written_otherwise(0.7)),
        Likeness::Slip(edits) if blanks_differ => {
            Some(Comparison::slip(1.0 - edits / (2.0 * allowance(other.letters()))))
        }
        Likeness::Slip(_) => None,
    });
    compared.fold(Comparison::different(0.0), Comparison::better)
}

#[cfg(test)]
mod tests {
    use super::super::Verdict;
    use super::*;
    use proptest::prelude::*;

    fn verdict(document: &str, stated: &str) -> Verdict {
        compare_names(document, stated, None).verdict()
    }

    #[test]
    fn rules_of_writing_do_not_count() {
        assert_eq!(verdict("ERIKSSON ANNA", "Eriksson Anna"), Verdict::Same);
        for (document, stated) in [
            ("ERIKSSON<<ANNA<MARIA", "Anna Maria Eriksson"),
            ("MUELLER JUERGEN", "Jürgen Müller"),
            ("SJOESTROEM AASA", "Åsa Sjöström"),
            ("NGUYEN THI PHUONG", "Nguyễn Thị Phượng"),
            ("PETROV IVAN", "Иван Петров"),
            ("PAPPAS GEORGIOS", "Γεώργιος Παππάς"),
            ("GIM GILDONG", "김길동"),
            ("WANG XIAOMING", "王小明"),
            ("ONEILL JEANLUC", "Jean-Luc O’Neill"),
            ("BEETHOVEN LUDWIG VAN", "Ludwig Beethoven"),
            ("ERIKSSON ANNA MARIA", "Anna Eriksson"),
            ("ERIKSSON ANNA MARIA", "Anna M. Eriksson"),
            ("ERIKSSON ANNA M", "Anna Maria Eriksson"),
            ("GARCIA LOPEZ MARIA", "María García"),
            ("Müller geb. Schmidt Anna", "Anna Müller"),
            (
                "PAPANDREOPOULOS ALEXANDROS KONSTANT",
                "Alexandros Konstantinos Papandreopoulos",
            ),
        ] {
            assert_eq!(
                verdict(document, stated),
                Verdict::WrittenOtherwise,
                "{document} / {stated}"
            );
        }
    }

    #[test]
    fn slips_are_few_and_small() {
        for (document, stated) in [
            ("ERIKSSON ANNA", "Anna Erikson"),
            ("ERIKSS0N ANNA", "Anna Eriksson"),
            ("BERNARD LUC", "Luc Bemard"),
            ("ERIKSSON BRIAN", "Brain Eriksson"),
            ("ANNAKMARIA ERIKSSON", "Anna Maria Eriksson"),
            ("ERIKSSON ANNA", "Anna Maria Eriksson"),
        ] {
            assert_eq!(verdict(document, stated), Verdict::Slip, "{document} / {stated}");
        }
        let (near, far) = (
            compare_names("ERIKSSON ANNA", "Anna Erikson", None),
            compare_names("ERIKSSON ANNA MARIA", "Anma Narya Erjkson", None),
        );
        assert!(near > far, "{near:?} {far:?}");
    }

    #[test]
    fn other_people_are_different() {
        for (document, stated) in [
            ("ERIKSSON ANNA MARIA", "Bob Miller"),
            ("ERIKSSON ANNA", "Anna"),
            ("ERIKSSON ANNA", "Anna Schmidt"),
            ("ERIKSSON ANNA", "Eva Eriksson"),
            ("ERIKSSON ANNA", "A. E."),
            ("LI WEI", "Lu Wei"),
            ("ERIKSSON ANNA", ""),
            ("", "Anna"),
            ("—", "Anna"),
        ] {
            assert_eq!(verdict(document, stated), Verdict::Different, "{document} / {stated}");
        }
        let without_surname = compare_names("ERIKSSON ANNA MARIA", "Anna Maria", Some("ERIKSSON"));
        assert_eq!(without_surname.verdict(), Verdict::Different);
    }

    proptest! {
        #[test]
        fn every_text_is_compared_and_a_name_is_itself(one in "\\PC{0,60}", other in "\\PC{0,60}") {
            let comparison = compare_names(&one, &other, Some(&one));
            prop_assert!((0.0..=1.0).contains(&comparison.agreement()));
            if !words(&one).is_empty() {
                prop_assert_eq!(compare_names(&one, &one, None), Comparison::SAME);
            }
        }

        #[test]
        fn the_order_of_words_does_not_matter(words in prop::collection::vec("[A-Z]{3,9}", 2..5), turn in 1usize..4) {
            let mut turned = words.clone();
            turned.rotate_left(turn % words.len());
            let verdict = verdict(&words.join(" "), &turned.join(" "));
            prop_assert!(verdict >= Verdict::WrittenOtherwise);
        }
    }
}
