//! How much of a rule's protection is real: the share of single wrong characters that it notices.

use super::{Rule, compact};

/// Numbers that are tried for each rule, its specimen first.
const NUMBERS: usize = 60;
/// Steps after which the search for another sound number ends.
const PATIENCE: usize = 20_000;

/// Share (0 to 1) of numbers with one character taken for another of its kind (a digit for a digit, a letter for a
/// letter) that no longer fit the rule. Every such change of sixty sound numbers is tried; the numbers are the same at
/// every call.
#[must_use]
pub fn noticed_typing_errors(rule: &Rule) -> f64 {
    let (mut noticed, mut tried) = (0_u32, 0_u32);
    for number in sound_numbers(rule) {
        for place in 0..number.len() {
            for wrong in replacements(number[place]) {
                let mut changed = number.clone();
                changed[place] = wrong;
                tried += 1;
                noticed += u32::from(!is_sound(rule, &changed));
            }
        }
    }
    f64::from(noticed) / f64::from(tried.max(1))
}

fn is_sound(rule: &Rule, number: &[char]) -> bool {
    let text: String = number.iter().collect();
    rule.content(&text).is_some_and(|content| content.flaw.is_none())
}

/// All other characters of the same kind.
fn replacements(character: char) -> impl Iterator<Item = char> {
    let kind = if character.is_ascii_digit() {
        '0'..='9'
    } else {
        'A'..='Z'
    };
    kind.filter(move |other| *other != character)
}

/// Sound numbers, each made from the one before by changing three characters until it fits again.
fn sound_numbers(rule: &Rule) -> Vec<Vec<char>> {
    let has_check = |text: &str| rule.content(text).is_some_and(|content| content.has_check);
    let specimen: Vec<char> = compact(rule.specimen).unwrap_or_default().chars().collect();
    let is_checked = has_check(rule.specimen);
    let mut numbers = vec![specimen];
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    for _ in 0..PATIENCE {
        let Some(last) = numbers
            .last()
            .filter(|last| numbers.len() < NUMBERS && !last.is_empty())
        else {
            break;
        };
        let mut next = last.clone();
        for _ in 0..3 {
            let place = dice.below(next.len());
            let choices: Vec<char> = replacements(next[place]).collect();
            next[place] = choices[dice.below(choices.len())];
        }
        // Some rules have numbers of an older or newer kind without a check character: they are another matter.
        if is_sound(rule, &next) && has_check(&next.iter().collect::<String>()) == is_checked {
            numbers.push(next);
        }
    }
    numbers
}

/// G. Marsaglia, Xorshift RNGs (2003): the same numbers at every call.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit.max(1) as u64).unwrap_or_default()
    }
}
