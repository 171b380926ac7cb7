//! Who answers a challenge: the person it was meant for, or a trick.

use super::actor::Actor;
use super::head::{Act, Head};
use super::print::{Hold, Sheet};
use super::scene::Scene;
use super::session::{Sent, Source};
use crate::specimen::chance::Chance;
use argos_domain::challenge::{ChallengeStatus, Movement, MovementSequence, Prompt};

/// A kind of answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Kind {
    /// The person follows the prompts.
    Genuine,
    /// A printed photograph is tilted, turned and brought closer as the prompts say.
    PrintMoved,
    /// The same, bent about an upright or level axis.
    PrintBent,
    /// A print with eyes cut out, behind which somebody blinks; it is moved as well.
    CutOutEyes,
    /// A phone shows a recording of the person who makes other movements or another order.
    ReplayOfAnother,
    /// Somebody else makes one of the movements, or takes over.
    Swap,
    /// From some moment on the same frame.
    Frozen,
    /// From some moment on the last seconds again and again.
    Looped,
    /// Two frames are exchanged.
    OutOfOrder,
    /// Frames of an earlier challenge with their times.
    EarlierSession,
    /// Beyond what the challenge can refuse: a recording of the very same sequence.
    ReplayOfTheSame,
    /// Beyond what the challenge can refuse: a print cut out along the face and bent as much as a face is round.
    PaperMask,
}

impl Kind {
    /// Attacks that must never pass.
    pub const ATTACKS: [Self; 9] = [
        Self::PrintMoved,
        Self::PrintBent,
        Self::CutOutEyes,
        Self::ReplayOfAnother,
        Self::Swap,
        Self::Frozen,
        Self::Looped,
        Self::OutOfOrder,
        Self::EarlierSession,
    ];
    /// Attacks that are measured to know how far the challenge reaches.
    pub const BEYOND: [Self; 2] = [Self::ReplayOfTheSame, Self::PaperMask];

    /// The kind in the table.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Genuine => "genuine",
            Self::PrintMoved => "print_moved",
            Self::PrintBent => "print_bent",
            Self::CutOutEyes => "cut_out_eyes",
            Self::ReplayOfAnother => "replay_of_another",
            Self::Swap => "swap",
            Self::Frozen => "frozen",
            Self::Looped => "looped",
            Self::OutOfOrder => "out_of_order",
            Self::EarlierSession => "earlier_session",
            Self::ReplayOfTheSame => "replay_of_the_same",
            Self::PaperMask => "paper_mask",
        }
    }

    /// The source of the frames. `other` is somebody else's head, which only a swap needs.
    #[must_use]
    pub fn source(
        self,
        head: Head,
        other: Option<Head>,
        asked: MovementSequence,
        chance: &mut Chance,
    ) -> Box<dyn Source> {
        let honest = Honest::new(head.clone(), chance);
        match self {
            Self::Genuine => Box::new(honest),
            Self::PrintMoved | Self::PrintBent | Self::CutOutEyes | Self::PaperMask => {
                Box::new(Print::new(self, head, chance))
            }
            Self::ReplayOfAnother => Box::new(Replay::new(honest, another(asked, chance), chance)),
            Self::ReplayOfTheSame => Box::new(Replay::new(honest, asked, chance)),
            Self::EarlierSession => Box::new(Earlier {
                replay: Recording::new(honest, another(asked, chance)),
                // Sent all at once, or with the times of another phone.
                faster: if chance.happens(0.5) { 8 } else { 1 },
                ahead: 3_000 + chance.below(60_000) as u32,
            }),
            Self::Swap => Box::new(Swap {
                honest,
                other,
                from: chance.below(3) as u8,
                stays: chance.happens(0.5),
                swapped: false,
            }),
            Self::Frozen | Self::Looped | Self::OutOfOrder => Box::new(Tape {
                kind: self,
                honest,
                from: chance.below(3) as u8,
                length: 8 + chance.below(24),
                tape: Vec::new(),
                looping: None,
                exchange: 4 + chance.below(14) as u32,
            }),
        }
    }
}

/// Another sequence than the one asked.
fn another(asked: MovementSequence, chance: &mut Chance) -> MovementSequence {
    loop {
        if let Some(drawn) = MovementSequence::draw(chance.number().to_le_bytes(), &[])
            && drawn != asked
        {
            return drawn;
        }
    }
}

/// The person.
struct Honest {
    head: Head,
    actor: Actor,
    scene: Scene,
}

impl Honest {
    fn new(head: Head, chance: &mut Chance) -> Self {
        Self {
            head,
            actor: Actor::new(chance),
            scene: Scene::new(chance),
        }
    }

    fn with(&mut self, head: Option<&Head>, told: ChallengeStatus, now: u32) -> anyhow::Result<Vec<u8>> {
        self.actor.told(told, now);
        let act = self.scene.held(self.actor.act(now));
        let seen = head.unwrap_or(&self.head).frame(act);
        self.scene.taken(&seen)
    }
}

impl Source for Honest {
    fn frame(&mut self, told: ChallengeStatus, number: u32, now: u32) -> anyhow::Result<Sent> {
        let frame = self.with(None, told, now)?;
        Ok(Sent {
            frame,
            number,
            captured_ms: now,
        })
    }
}

/// A print in a hand that follows the prompts at once and as far as it must.
struct Print {
    head: Head,
    sheet: Sheet,
    cut_out: bool,
    actor: Actor,
    scene: Scene,
    chance: Chance,
    /// Degrees of tilt for one of the turn that is asked.
    gain: f32,
    bend: f32,
    arch: f32,
    /// Share of the frame that is cut out of the picture, for a sheet of the face alone.
    size: f32,
}

impl Print {
    fn new(kind: Kind, head: Head, chance: &mut Chance) -> Self {
        let mut picture = head.frame(Act::REST);
        let mask = kind == Kind::PaperMask;
        if mask {
            let (width, height) = picture.dimensions();
            let (across, down) = (width * 48 / 100, height * 48 / 100);
            picture =
                image::imageops::crop_imm(&picture, (width - across) / 2, (height - down) / 2, across, down).to_image();
        }
        let (bend, arch) = match kind {
            Kind::PaperMask => (chance.between((0.35, 0.6)), chance.between((0.0, 0.1))),
            Kind::PrintBent if chance.happens(0.7) => (chance.between((0.08, 0.5)), 0.0),
            Kind::PrintBent => (chance.between((0.0, 0.1)), chance.between((0.05, 0.3))),
            _ => (0.0, 0.0),
        };
        Self {
            sheet: Sheet::printed(&picture, chance),
            head,
            cut_out: kind == Kind::CutOutEyes,
            actor: Actor::new(chance),
            scene: Scene::new(chance),
            gain: chance.between((0.8, 1.6)),
            bend,
            arch,
            size: if mask { 0.5 } else { 1.05 },
            chance: chance.branch(),
        }
    }
}

impl Source for Print {
    fn frame(&mut self, told: ChallengeStatus, number: u32, now: u32) -> anyhow::Result<Sent> {
        self.actor.told(told, now);
        let act = self.scene.held(self.actor.act(now));
        if self.cut_out {
            let eyes = Act {
                closed: act.closed,
                ..Act::REST
            };
            self.sheet = Sheet::printed(&self.head.frame(eyes), &mut Chance::new(7, 7));
        }
        let hold = Hold {
            yaw: act.yaw * self.gain,
            pitch: act.pitch * self.gain * 1.3,
            bend: self.bend,
            arch: self.arch,
            roll: act.roll + self.chance.around(0.5),
            size: act.size * self.size,
            shift: act.shift,
        };
        let frame = self.scene.taken(&self.sheet.frame(hold))?;
        Ok(Sent {
            frame,
            number,
            captured_ms: now,
        })
    }
}

/// A person who was told another sequence, at a usual pace.
struct Recording {
    honest: Honest,
    sequence: MovementSequence,
}

/// Milliseconds in a recording until the first movement is asked, for a movement, and for the way back from it.
const BEFORE: u32 = 2_600;
const MOVEMENT: u32 = 2_600;
const BACK: u32 = 2_000;

impl Recording {
    const fn new(honest: Honest, sequence: MovementSequence) -> Self {
        Self { honest, sequence }
    }

    fn frame(&mut self, now: u32) -> anyhow::Result<Vec<u8>> {
        let asked: Option<(usize, &Movement)> = now.checked_sub(BEFORE).and_then(|since| {
            let index = (since / (MOVEMENT + BACK)) as usize;
            let moves = since % (MOVEMENT + BACK) < MOVEMENT;
            self.sequence
                .movements()
                .get(index)
                .filter(|_| moves)
                .map(|movement| (index, movement))
        });
        let prompt = asked.map_or(Prompt::BackToCentre, |(_, movement)| Prompt::Do(*movement));
        self.honest
            .with(None, ChallengeStatus::Ongoing { step: 0, prompt }, now)
    }
}

/// A recording on the screen of a phone that is held before the camera.
struct Replay {
    recording: Recording,
    scene: Scene,
    wall: u8,
    phase: f32,
}

impl Replay {
    fn new(honest: Honest, sequence: MovementSequence, chance: &mut Chance) -> Self {
        Self {
            recording: Recording::new(honest, sequence),
            scene: Scene::new(chance),
            wall: 30 + chance.below(60) as u8,
            phase: chance.between((0.0, 6.0)),
        }
    }
}

impl Source for Replay {
    fn frame(&mut self, _: ChallengeStatus, number: u32, now: u32) -> anyhow::Result<Sent> {
        let recorded = image::load_from_memory(&self.recording.frame(now)?)?.into_rgb8();
        let act = self.scene.held(Act::REST);
        let hold = Hold {
            yaw: act.shift[0] * 200.0,
            pitch: act.shift[1] * 200.0,
            roll: act.roll,
            shift: act.shift,
            size: 0.97,
            ..Hold::default()
        };
        let seen = Sheet::shown(&recorded, self.wall, self.phase).frame(hold);
        let frame = self.scene.taken(&seen)?;
        Ok(Sent {
            frame,
            number,
            captured_ms: now,
        })
    }
}

/// Frames of an earlier challenge, fed in place of the camera.
struct Earlier {
    replay: Recording,
    faster: u32,
    ahead: u32,
}

impl Source for Earlier {
    fn frame(&mut self, _: ChallengeStatus, number: u32, now: u32) -> anyhow::Result<Sent> {
        let recorded = now * self.faster;
        let frame = self.replay.frame(recorded)?;
        let captured_ms = if self.faster > 1 { recorded } else { now + self.ahead };
        Ok(Sent {
            frame,
            number,
            captured_ms,
        })
    }
}

/// Two people.
struct Swap {
    honest: Honest,
    /// Nobody: then it is no swap.
    other: Option<Head>,
    /// The movement that the other one makes.
    from: u8,
    /// Whether the other one stays.
    stays: bool,
    swapped: bool,
}

impl Source for Swap {
    fn frame(&mut self, told: ChallengeStatus, number: u32, now: u32) -> anyhow::Result<Sent> {
        let turn = match told {
            ChallengeStatus::Ongoing {
                step,
                prompt: Prompt::Do(_),
            } => step == self.from,
            _ => false,
        };
        self.swapped |= turn;
        let other = self.other.as_ref().filter(|_| turn || (self.stays && self.swapped));
        let frame = self.honest.with(other, told, now)?;
        Ok(Sent {
            frame,
            number,
            captured_ms: now,
        })
    }
}

/// What runs between a camera and the page, and shows some frames again.
struct Tape {
    kind: Kind,
    honest: Honest,
    from: u8,
    length: usize,
    tape: Vec<Sent>,
    /// Where the tape began to repeat, and how far it is.
    looping: Option<(usize, usize)>,
    exchange: u32,
}

impl Source for Tape {
    fn frame(&mut self, told: ChallengeStatus, number: u32, now: u32) -> anyhow::Result<Sent> {
        let asked = matches!(told, ChallengeStatus::Ongoing { step, prompt: Prompt::Do(_) } if step >= self.from);
        if asked && self.kind != Kind::OutOfOrder && self.looping.is_none() {
            self.looping = Some((self.tape.len(), 0));
        }
        let frame = match self.looping {
            Some((end, done)) => {
                let length = if self.kind == Kind::Frozen {
                    1
                } else {
                    self.length.min(end)
                };
                self.looping = Some((end, done + 1));
                let place = end - length + done % length.max(1);
                self.tape.get(place).map(|sent| sent.frame.clone()).unwrap_or_default()
            }
            None => self.honest.with(None, told, now)?,
        };
        let mut sent = Sent {
            frame,
            number,
            captured_ms: now,
        };
        if self.kind == Kind::OutOfOrder {
            if number == self.exchange {
                // Held back: the next one comes first.
                (sent.number, sent.captured_ms) = (number + 1, now + 150);
            } else if number == self.exchange + 1
                && let Some(held) = self.tape.last()
            {
                (sent.number, sent.captured_ms) = (number - 1, held.captured_ms - 150);
            }
        }
        self.tape.push(sent.clone());
        Ok(sent)
    }
}
