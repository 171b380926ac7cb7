//! Somebody who follows the prompts: a little late, not quite exactly, blinking now and then.

use super::head::Act;
use crate::specimen::chance::Chance;
use argos_domain::challenge::{ChallengeStatus, Movement, Prompt};

/// A person's way of moving.
#[derive(Debug, Clone)]
pub struct Actor {
    chance: Chance,
    /// What was last told, and when it was seen.
    prompt: Option<(Prompt, u32)>,
    /// The posture from which and to which the actor moves, and from when to when.
    from: Act,
    to: Act,
    moves: (u32, u32),
    /// Posture that wanders.
    sway: [f32; 2],
    /// The next blink nobody asked for.
    blink: u32,
    /// When eyes that were closed as asked open again.
    opens: Option<u32>,
    reaction: (f32, f32),
}

impl Actor {
    /// An actor by chance.
    #[must_use]
    pub fn new(chance: &mut Chance) -> Self {
        let mut chance = chance.branch();
        let blink = 800 + chance.below(4000) as u32;
        Self {
            chance,
            prompt: None,
            from: Act::REST,
            to: Act::REST,
            moves: (0, 1),
            sway: [0.0; 2],
            blink,
            opens: None,
            reaction: (300.0, 1100.0),
        }
    }

    /// What was told by now, at a time in milliseconds.
    pub fn told(&mut self, status: ChallengeStatus, now: u32) {
        let ChallengeStatus::Ongoing { prompt, .. } = status else {
            return;
        };
        if self.prompt.is_some_and(|(known, _)| known == prompt) {
            return;
        }
        self.prompt = Some((prompt, now));
        self.from = self.posture(now);
        let chance = &mut self.chance;
        self.to = match prompt {
            Prompt::Do(movement) => target(movement, chance),
            _ => Act::REST,
        };
        let starts = now + chance.between(self.reaction) as u32;
        let takes = match prompt {
            Prompt::Do(Movement::Blink) => chance.between((80.0, 160.0)),
            _ => chance.between((450.0, 1000.0)),
        };
        self.moves = (starts, starts + takes as u32);
        self.opens =
            (prompt == Prompt::Do(Movement::Blink)).then(|| self.moves.1 + chance.between((250.0, 700.0)) as u32);
    }

    /// The act at a time in milliseconds.
    pub fn act(&mut self, now: u32) -> Act {
        for value in &mut self.sway {
            *value = *value * 0.9 + self.chance.around(0.6);
        }
        let mut act = self.posture(now);
        act.yaw += self.sway[0];
        act.pitch += self.sway[1];
        if let Some(opens) = self.opens
            && now >= opens
        {
            act.closed = 0.0;
        }
        // A blink takes about 150 milliseconds.
        if now >= self.blink {
            if now < self.blink + 150 {
                act.closed = 0.9;
            } else {
                self.blink = now + 1500 + self.chance.below(4500) as u32;
            }
        }
        act
    }

    /// Between the two postures, fast in the middle.
    fn posture(&self, now: u32) -> Act {
        let (starts, ends) = self.moves;
        let share = (now.saturating_sub(starts) as f32 / (ends - starts).max(1) as f32).clamp(0.0, 1.0);
        let share = share * share * (3.0 - 2.0 * share);
        let between = |from: f32, to: f32| from + share * (to - from);
        Act {
            yaw: between(self.from.yaw, self.to.yaw),
            pitch: between(self.from.pitch, self.to.pitch),
            roll: between(self.from.roll, self.to.roll),
            closed: between(self.from.closed, self.to.closed),
            size: between(self.from.size, self.to.size),
            shift: [
                between(self.from.shift[0], self.to.shift[0]),
                between(self.from.shift[1], self.to.shift[1]),
            ],
        }
    }
}

/// How far people go.
fn target(movement: Movement, chance: &mut Chance) -> Act {
    let rest = Act {
        // Nobody turns without leaning and nodding a little.
        roll: chance.around(3.0),
        pitch: chance.around(3.0),
        ..Act::REST
    };
    match movement {
        Movement::TurnLeft => Act {
            yaw: chance.between((30.0, 42.0)),
            ..rest
        },
        Movement::TurnRight => Act {
            yaw: -chance.between((30.0, 42.0)),
            ..rest
        },
        Movement::LookUp => Act {
            pitch: chance.between((20.0, 30.0)),
            yaw: chance.around(4.0),
            ..rest
        },
        Movement::Blink => Act {
            closed: chance.between((0.9, 1.0)),
            ..Act::REST
        },
        Movement::ComeCloser => Act {
            size: chance.between((1.4, 1.6)),
            yaw: chance.around(3.0),
            ..Act::REST
        },
    }
}
