//! One recognised line of a machine readable zone, and how it is brought to the length that its format prescribes.

use std::fmt;

use super::alphabet::{FILLER, normalise};

/// A recognised character.
#[derive(Clone, Copy, PartialEq)]
pub struct ReadCharacter {
    /// One of the 37 characters of the zone.
    pub character: char,
    /// How sure the recogniser is, 0 to 1.
    pub confidence: f32,
    /// Where its middle stands along the line, in any unit common to the line.
    pub position: f32,
    /// What else it may be.
    pub others: Alternatives,
}

/// The next likeliest characters in place of one that was read, likeliest first, with their probabilities.
#[derive(Clone, Copy, PartialEq, Default)]
pub struct Alternatives([Option<(char, f32)>; Alternatives::MOST]);

impl Alternatives {
    /// How many are kept.
    const MOST: usize = 3;

    /// Keeps the likeliest of these.
    #[must_use]
    pub fn of(mut all: Vec<(char, f32)>) -> Self {
        all.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut all = all.into_iter();
        Self(std::array::from_fn(|_| all.next()))
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = (char, f32)> + '_ {
        self.0.iter().flatten().copied()
    }

    /// The probability of a character; zero when it is not among them.
    #[must_use]
    pub fn probability(&self, character: char) -> f32 {
        self.iter()
            .find(|(other, _)| *other == character)
            .map_or(0.0, |(_, probability)| probability)
    }

    /// The likeliest that fulfils a condition.
    #[must_use]
    pub fn likeliest(&self, fits: impl Fn(char) -> bool) -> Option<(char, f32)> {
        self.iter().find(|(character, _)| fits(*character))
    }
}

/// The characters of one line, left to right. Debug output tells the length only.
#[derive(Clone, PartialEq, Default)]
pub struct ReadLine(pub Vec<ReadCharacter>);

impl fmt::Debug for ReadCharacter {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ReadCharacter({:.2})", self.confidence)
    }
}

impl fmt::Debug for Alternatives {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Alternatives")
    }
}

impl fmt::Debug for ReadLine {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "ReadLine({} characters)", self.0.len())
    }
}

impl From<&str> for ReadLine {
    /// The text as if every character had been read with certainty; what cannot stand in a zone is dropped.
    fn from(text: &str) -> Self {
        let characters = text.chars().flat_map(normalise).enumerate();
        Self(
            characters
                .map(|(index, character)| ReadCharacter {
                    character,
                    confidence: 1.0,
                    position: index as f32,
                    others: Alternatives::default(),
                })
                .collect(),
        )
    }
}

impl ReadLine {
    /// The characters without their confidences.
    #[must_use]
    pub fn text(&self) -> String {
        self.0.iter().map(|read| read.character).collect()
    }

    /// How many characters are fillers.
    #[must_use]
    pub fn fillers(&self) -> usize {
        self.0.iter().filter(|read| read.character == FILLER).count()
    }

    /// The usual distance between neighbours: the median, zero for fewer than three characters.
    fn pitch(&self) -> f32 {
        let mut gaps: Vec<f32> = self
            .0
            .windows(2)
            .map(|pair| pair[1].position - pair[0].position)
            .collect();
        if gaps.len() < 2 {
            return 0.0;
        }
        gaps.sort_by(f32::total_cmp);
        gaps[gaps.len() / 2]
    }

    /// What several readings of one line say together, character by character, each weighted by its confidence; they must
    /// be equally long. The confidence is the mean over all readings, zero for those that say something else.
    pub(super) fn consensus(readings: &[&Self]) -> Option<Self> {
        let length = readings.first()?.0.len();
        if readings.iter().any(|reading| reading.0.len() != length) {
            return None;
        }
        let count = readings.len() as f32;
        let agreed = (0..length).map(|index| {
            let mut votes: Vec<(char, f32)> = Vec::new();
            let mut vote = |character: char, weight: f32| match votes.iter_mut().find(|(known, _)| *known == character)
            {
                Some((_, sum)) => *sum += weight / count,
                None => votes.push((character, weight / count)),
            };
            for reading in readings {
                let read = &reading.0[index];
                // A guessed filler is a weak vote, not none.
                vote(read.character, read.confidence.max(0.2));
                read.others
                    .iter()
                    .for_each(|(other, probability)| vote(other, probability));
            }
            votes.sort_by(|a, b| b.1.total_cmp(&a.1));
            let (character, confidence) = votes.first().copied().unwrap_or((FILLER, 0.0));
            ReadCharacter {
                character,
                confidence: confidence.min(1.0),
                position: readings[0].0[index].position,
                others: Alternatives::of(votes.split_off(1.min(votes.len()))),
            }
        });
        Some(Self(agreed.collect()))
    }

    /// The longest run of fillers as `start..end`, the last one among equals.
    fn longest_run(&self) -> (usize, usize) {
        let (mut best, mut start) = ((0, 0), 0);
        for (index, read) in self.0.iter().enumerate() {
            if read.character != FILLER {
                start = index + 1;
            } else if index + 1 - start >= best.1 - best.0 {
                best = (start, index + 1);
            }
        }
        best
    }

    fn insert_fillers(&mut self, at: usize, count: usize, confidence: f32) {
        let position = at
            .checked_sub(1)
            .and_then(|before| self.0.get(before))
            .map_or(0.0, |read| read.position);
        let filler = ReadCharacter {
            character: FILLER,
            confidence,
            position,
            others: Alternatives::default(),
        };
        self.0.splice(at..at, std::iter::repeat_n(filler, count));
    }
}

/// A missing filler inside the line is a guess; one more in a run of fillers is not.
const GUESSED: f32 = 0.0;

/// The line in exactly the given length, in the ways in which it may have lost or gained characters; empty when it
/// differs by more than a reader's mistakes explain.
///
/// Readers collapse runs of equal characters, so what is missing is taken for fillers: where the distance of two
/// neighbours leaves room for more characters, and in the longest run of fillers.
#[must_use]
pub fn fit(line: &ReadLine, length: usize) -> Vec<ReadLine> {
    let count = line.0.len();
    if count == length {
        return vec![line.clone()];
    }
    if count > length {
        shorten(line, count - length)
    } else {
        lengthen(line, length - count)
    }
}

/// More characters than this are never taken for noise: the line belongs to a longer format.
const MOST_SURPLUS: usize = 4;

fn shorten(line: &ReadLine, surplus: usize) -> Vec<ReadLine> {
    let mut ways = Vec::new();
    if surplus > MOST_SURPLUS {
        return ways;
    }
    let (start, end) = line.longest_run();
    if end - start > surplus + 1 {
        let mut shorter = line.clone();
        shorter.0.drain(end - surplus..end);
        ways.push(shorter);
    }
    if surplus <= 3 {
        // The background beside the line may have been read as characters.
        ways.push(ReadLine(line.0[surplus..].to_vec()));
        ways.push(ReadLine(line.0[..line.0.len() - surplus].to_vec()));
    }
    ways
}

fn lengthen(line: &ReadLine, missing: usize) -> Vec<ReadLine> {
    let (start, end) = line.longest_run();
    if missing > 3 && end - start < 2 || line.0.len() < missing {
        return Vec::new();
    }
    let mut ways = Vec::new();
    let by_room = fill_gaps(line, missing);
    let filled = by_room.0.len() - line.0.len();
    if filled > 0 {
        ways.push(complete(by_room, missing - filled));
    }
    ways.push(complete(line.clone(), missing));
    if missing <= 2 {
        // The first or last character may have been cut off with the line's border.
        let mut at_end = line.clone();
        at_end.insert_fillers(line.0.len(), missing, GUESSED);
        ways.push(at_end);
        let mut at_start = line.clone();
        at_start.insert_fillers(0, missing, GUESSED);
        ways.push(at_start);
    }
    ways
}

/// Adds the missing fillers to the longest run.
fn complete(mut line: ReadLine, missing: usize) -> ReadLine {
    let (start, end) = line.longest_run();
    let (at, confidence) = if end - start >= 2 {
        (end, 1.0)
    } else {
        (line.0.len(), GUESSED)
    };
    line.insert_fillers(at, missing, confidence);
    line
}

/// Puts fillers, `missing` at most, where neighbours stand further apart than one and a half times the usual.
fn fill_gaps(line: &ReadLine, missing: usize) -> ReadLine {
    let pitch = line.pitch();
    if pitch <= 0.0 {
        return line.clone();
    }
    let mut filled = ReadLine::default();
    let mut left = missing;
    for (index, read) in line.0.iter().enumerate() {
        if let Some(before) = index.checked_sub(1).map(|before| line.0[before]) {
            let room = ((read.position - before.position) / pitch).round() - 1.0;
            let count = (room.clamp(0.0, 50.0) as usize).min(left);
            if count > 0 {
                let inside_run = before.character == FILLER && read.character == FILLER;
                let end = filled.0.len();
                filled.insert_fillers(end, count, if inside_run { 1.0 } else { GUESSED });
                left -= count;
            }
        }
        filled.0.push(*read);
    }
    filled
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(ways: &[ReadLine]) -> Vec<String> {
        ways.iter().map(ReadLine::text).collect()
    }

    #[test]
    fn a_short_run_of_fillers_grows() {
        let ways = fit(&ReadLine::from("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<"), 44);
        assert_eq!(texts(&ways), ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"]);
        let ways = fit(&ReadLine::from("L898902C36UTO7408122F1204159ZE184226B<<<10"), 44);
        assert_eq!(texts(&ways)[0], "L898902C36UTO7408122F1204159ZE184226B<<<<<10");
    }

    #[test]
    fn a_long_run_of_fillers_shrinks_and_stray_ends_go() {
        let ways = fit(&ReadLine::from("7408122F1204159UTO<<<<<<<<<<<<6"), 30);
        assert_eq!(texts(&ways)[0], "7408122F1204159UTO<<<<<<<<<<<6");
        let ways = fit(&ReadLine::from("I7408122F1204159UTOA1B2C3D4E5F6"), 30);
        assert_eq!(
            texts(&ways),
            ["7408122F1204159UTOA1B2C3D4E5F6", "I7408122F1204159UTOA1B2C3D4E5F"]
        );
    }

    #[test]
    fn room_between_neighbours_shows_where_a_filler_was_lost() {
        let full = ReadLine::from("P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<");
        let mut damaged = full.clone();
        damaged.0.remove(19);
        let ways = fit(&damaged, 44);
        assert_eq!(ways[0].text(), full.text());
        assert_eq!(ways[0].0[19].confidence, GUESSED);
    }

    #[test]
    fn readings_of_one_line_vote() {
        let mut wrong = ReadLine::from("ERIKSSOM<<ANNA");
        wrong.0[7].confidence = 0.6;
        let right = ReadLine::from("ERIKSSON<<ANNA");
        let agreed = ReadLine::consensus(&[&wrong, &right, &right]).unwrap();
        assert_eq!(agreed.text(), right.text());
        assert!((agreed.0[7].confidence - 2.0 / 3.0).abs() < 1e-5 && agreed.0[0].confidence > 0.99);
        assert!((agreed.0[7].others.probability('M') - 0.2).abs() < 1e-5);
        assert!(ReadLine::consensus(&[&right, &ReadLine::from("ERIKSSON")]).is_none());
    }

    #[test]
    fn what_is_far_from_the_length_does_not_fit() {
        assert!(fit(&ReadLine::from("REPUBLIC OF UTOPIA"), 44).is_empty());
        assert!(fit(&ReadLine::from(""), 30).is_empty());
        assert!(fit(&ReadLine::from("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"), 30).is_empty());
    }
}
