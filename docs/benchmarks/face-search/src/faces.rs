//! Made-up faces. Their numbers spread over few directions and lean to one side, as those of real faces do, so that the
//! likenesses of two people spread about as widely; the benchmark prints how widely.

use argos_vision::face::Embedding;

const FIRST: usize = 128;
const SECOND: usize = 192;
/// Numbers of both networks together.
pub const COUNT: usize = FIRST + SECOND;
/// Share of the first network's cosine in the likeness (docs/adr/0040).
const FIRST_WEIGHT: f32 = 0.7;
/// The place at which a number has lost most of its share: the vectors point into about so many directions.
const DIRECTIONS: f32 = 48.0;
/// How far all vectors lean to one side, against a length of about one.
const LEAN: f32 = 0.2;
/// How far another picture of a face lies away from it, against a length of about one.
const ANOTHER_PICTURE: f32 = 0.8;

/// A source of faces that gives the same ones on every machine.
pub struct Faces(Numbers);

impl Faces {
    /// From the beginning.
    pub fn new() -> Self {
        Self(Numbers(88_172_645_463_325_252))
    }

    /// The next face.
    pub fn next(&mut self) -> Option<Embedding> {
        let (first, second) = (self.vector(FIRST, LEAN), self.vector(SECOND, LEAN));
        Embedding::normalised(&first, &second)
    }

    /// Another picture of a face: likenesses from about 0.6 to 0.9.
    pub fn again(&mut self, face: &Embedding) -> Option<Embedding> {
        let values = numbers(face);
        let (first, second) = values.split_at_checked(FIRST)?;
        let mut moved = |values: &[f32]| -> Vec<f32> {
            let change = self.vector(values.len(), 0.0);
            values
                .iter()
                .zip(change)
                .map(|(value, change)| value + ANOTHER_PICTURE * change)
                .collect()
        };
        let (first, second) = (moved(first), moved(second));
        Embedding::normalised(&first, &second)
    }

    fn vector(&mut self, count: usize, lean: f32) -> Vec<f32> {
        let mut vector: Vec<f32> = (0..count)
            .map(|place| self.0.next() * (-(place as f32) / DIRECTIONS).exp())
            .collect();
        let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
        vector.iter_mut().for_each(|value| *value /= length);
        if let Some(last) = vector.last_mut() {
            *last += lean;
        }
        vector
    }
}

/// Both vectors as one of length one, so that the product of two is the likeness.
pub fn joined(face: &Embedding) -> [f32; COUNT] {
    let mut joined = [0.0; COUNT];
    for (place, (joined, value)) in joined.iter_mut().zip(numbers(face)).enumerate() {
        let weight = if place < FIRST {
            FIRST_WEIGHT
        } else {
            1.0 - FIRST_WEIGHT
        };
        *joined = value * weight.sqrt();
    }
    joined
}

fn numbers(face: &Embedding) -> Vec<f32> {
    let bytes = face.to_bytes();
    bytes
        .as_chunks::<4>()
        .0
        .iter()
        .map(|chunk| f32::from_le_bytes(*chunk))
        .collect()
}

/// Random numbers (G. Marsaglia, "Xorshift RNGs", 2003), about normal as sums of four.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> f32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (0..4)
            .map(|part| (self.0 >> (part * 16) & 0xffff) as f32 / 65_536.0 - 0.5)
            .sum()
    }
}
