//! From the recogniser's probabilities per time step to characters: greedy connectionist temporal classification
//! (Graves et al. 2006).

use std::fmt;

use super::line::RecognisedCharacter;
use crate::mrz::{ALPHABET, Alternatives, ReadCharacter, ReadLine, normalise};

/// The characters behind the classes: class 0 is the blank, the last one the space.
pub(super) struct Charset {
    characters: Vec<char>,
    /// For each character of machine readable zones, the classes that look like it.
    machine: Vec<(char, Vec<usize>)>,
}

impl fmt::Debug for Charset {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Charset({} classes)", self.characters.len())
    }
}

const BLANK: usize = 0;

/// The filler is by far the commonest character of a zone, and the recogniser, trained on other text, prefers letters
/// that resemble it; its probability counts this much more.
const FILLER_WEIGHT: f32 = 2.0;

impl Charset {
    pub(super) fn new(list: &str) -> Self {
        let list = list.strip_suffix('\n').unwrap_or(list);
        let named = list.split('\n').map(|entry| entry.chars().next().unwrap_or(' '));
        let characters: Vec<char> = std::iter::once('\0').chain(named).chain([' ']).collect();
        let looks_like = |wanted: char, found: char| {
            let mut form = normalise(found);
            form.next() == Some(wanted)
        };
        let machine = ALPHABET.chars().map(|wanted| {
            let classes = (1..characters.len())
                .filter(|&class| looks_like(wanted, characters[class]))
                .collect();
            (wanted, classes)
        });
        Self {
            machine: machine.collect(),
            characters,
        }
    }

    pub(super) fn classes(&self) -> usize {
        self.characters.len()
    }

    /// Whether it has the character.
    pub(super) fn knows(&self, character: char) -> bool {
        self.characters.contains(&character)
    }
}

/// The text of `[steps, classes]` probabilities. `width` is the share of the steps that the line fills, the rest being
/// padding, so that positions run from 0 to 1 over the line.
pub(super) fn decode(charset: &Charset, probabilities: &[f32], width: f32) -> Vec<RecognisedCharacter> {
    let steps = probabilities.chunks_exact(charset.classes()).map(|step| {
        let class = largest(step);
        (class, step[class])
    });
    collapse(steps, probabilities.len() / charset.classes(), width)
        .into_iter()
        .map(|run| RecognisedCharacter {
            character: charset.characters[run.class],
            confidence: run.confidence,
            position: run.position,
        })
        .collect()
}

/// Probability from which another character is worth keeping.
const LEAST_ALTERNATIVE: f32 = 0.002;

/// Like [`decode`], with the characters of machine readable zones only, and what else they may be.
pub(super) fn decode_machine(charset: &Charset, probabilities: &[f32], width: f32) -> ReadLine {
    let count = charset.machine.len();
    // Probabilities of the zone's characters for each step, the filler's weighted.
    let sums: Vec<Vec<f32>> = probabilities
        .chunks_exact(charset.classes())
        .map(|step| {
            let sum = |classes: &Vec<usize>| classes.iter().map(|&class| step[class]).sum::<f32>();
            let mut sums: Vec<f32> = charset.machine.iter().map(|(_, classes)| sum(classes)).collect();
            if let Some(filler) = sums.last_mut() {
                *filler *= FILLER_WEIGHT;
            }
            // The space between characters of a zone means nothing, as the blank.
            sums.push(step[BLANK] + step[charset.classes() - 1]);
            sums
        })
        .collect();
    let steps = sums.iter().map(|sums| {
        let mut best = (BLANK, sums[count]);
        for (index, sum) in sums[..count].iter().enumerate() {
            if *sum > best.1 {
                best = (index + 1, *sum);
            }
        }
        best
    });
    let characters = collapse(steps, sums.len(), width).into_iter();
    let others = |class: usize, step: usize| {
        let all = charset.machine.iter().zip(&sums[step]).enumerate();
        let likely = all
            .filter(|(index, (_, sum))| index + 1 != class && **sum >= LEAST_ALTERNATIVE)
            .map(|(_, ((character, _), sum))| (*character, *sum));
        Alternatives::of(likely.collect())
    };
    ReadLine(
        characters
            .map(|run| ReadCharacter {
                character: charset.machine[run.class - 1].0,
                confidence: run.confidence.min(1.0),
                position: run.position,
                others: others(run.class, run.step),
            })
            .collect(),
    )
}

/// A run of equal classes: its largest probability, the step that has it, and the weighted middle.
struct Run {
    class: usize,
    confidence: f32,
    position: f32,
    step: usize,
}

/// Runs of equal classes as one each, blanks dropped.
fn collapse(steps: impl Iterator<Item = (usize, f32)>, count: usize, width: f32) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut weight = 0.0;
    let mut previous = BLANK;
    let unit = 1.0 / (count as f32 * width).max(f32::MIN_POSITIVE);
    for (step, (class, probability)) in steps.enumerate() {
        let position = ((step as f32 + 0.5) * unit).min(1.0);
        if class != BLANK {
            match found.last_mut().filter(|_| class == previous) {
                Some(last) => {
                    if probability > last.confidence {
                        (last.confidence, last.step) = (probability, step);
                    }
                    let sum = (weight + probability).max(f32::MIN_POSITIVE);
                    last.position = (last.position * weight + position * probability) / sum;
                    weight += probability;
                }
                None => {
                    found.push(Run {
                        class,
                        confidence: probability,
                        position,
                        step,
                    });
                    weight = probability;
                }
            }
        }
        previous = class;
    }
    found
}

/// Index of the largest value; eight running maxima, which the compiler turns into one vector.
fn largest(values: &[f32]) -> usize {
    let mut lanes = [f32::MIN; 8];
    let (blocks, rest) = values.as_chunks::<8>();
    for block in blocks {
        for (lane, value) in lanes.iter_mut().zip(block) {
            *lane = if *value > *lane { *value } else { *lane };
        }
    }
    let most = lanes.iter().chain(rest).copied().fold(f32::MIN, f32::max);
    values.iter().position(|value| *value == most).unwrap_or(BLANK)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Classes: blank, A, B, <, a, «, space.
    fn charset() -> Charset {
        Charset::new("A\nB\n<\na\n«")
    }

    fn probabilities(steps: &[(usize, f32)]) -> Vec<f32> {
        let mut values = vec![0.0; steps.len() * 7];
        for (index, (class, probability)) in steps.iter().enumerate() {
            values[index * 7 + class] = *probability;
        }
        values
    }

    #[test]
    fn repeats_collapse_unless_a_blank_separates_them() {
        let steps = [
            (1, 0.9),
            (1, 0.7),
            (0, 1.0),
            (1, 0.8),
            (2, 0.6),
            (6, 0.9),
            (2, 0.5),
            (0, 1.0),
        ];
        let read = decode(&charset(), &probabilities(&steps), 1.0);
        assert_eq!(read.iter().map(|c| c.character).collect::<String>(), "AAB B");
        assert_eq!(read[0].confidence, 0.9);
        assert!(read[0].position > 0.5 / 8.0 && read[0].position < 1.5 / 8.0);
        assert!(read.windows(2).all(|pair| pair[0].position < pair[1].position));
    }

    #[test]
    fn the_machine_alphabet_folds_case_and_brackets() {
        let steps = [(4, 0.9), (0, 1.0), (5, 0.8), (0, 1.0), (6, 0.9), (2, 0.7)];
        let read = decode_machine(&charset(), &probabilities(&steps), 1.0);
        assert_eq!(read.text(), "A<B");
    }

    #[test]
    fn padding_does_not_shift_positions() {
        let steps = [(0, 1.0), (1, 0.9), (0, 1.0), (0, 1.0)];
        let read = decode(&charset(), &probabilities(&steps), 0.5);
        assert!((read[0].position - 0.75).abs() < 1e-6);
    }

    #[test]
    fn the_largest_is_found_at_every_place() {
        for place in 0..19 {
            let mut values = vec![0.1; 19];
            values[place] = 0.5;
            assert_eq!(largest(&values), place);
        }
        assert_eq!(largest(&[f32::NAN; 3]), BLANK);
        assert_eq!(largest(&[]), BLANK);
    }
}
