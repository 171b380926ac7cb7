//! Many faces as one piece of bytes, in the form in which a gallery holds them: reading it is little more than copying.
//!
//! | bytes | content, numbers little-endian |
//! |---|---|
//! | 1 | format, 1 |
//! | 4 | how many faces |
//! | 4 + 4 | the longest difference that rounding made, by network (single precision) |
//! | 8 each | keys |
//! | 4 + 4 each | size of one step, by network (single precision) |
//! | 128 each | the first network's vectors, in steps |
//! | 192 each | the second network's vectors, in steps |

use super::embedding::{FIRST, SECOND};
use super::gallery::FaceGallery;

const FORMAT: u8 = 1;
const HEADER: usize = 1 + 4 + 2 * 4;
const KEY: usize = 8;
const STEPS: usize = 2 * 4;
const FACE: usize = KEY + STEPS + FIRST + SECOND;
/// No two vectors of length one are further apart.
const LARGEST: f32 = 2.0;

impl FaceGallery {
    /// Bytes of memory that one face needs.
    pub const BYTES_OF_FACE: usize = FACE;

    /// All faces as bytes, for [`FaceGallery::insert_packed`]. Biometric data: to be sealed wherever it is kept. `None`
    /// for more than 2³² faces.
    #[must_use]
    pub fn to_packed(&self) -> Option<Vec<u8>> {
        let count = u32::try_from(self.len()).ok()?;
        let mut packed = Vec::with_capacity(HEADER + self.len() * FACE);
        packed.push(FORMAT);
        packed.extend(count.to_le_bytes());
        packed.extend(self.rounding.iter().flat_map(|value| value.to_le_bytes()));
        packed.extend(self.keys.iter().flat_map(|key| key.to_le_bytes()));
        packed.extend(self.steps.iter().flatten().flat_map(|step| step.to_le_bytes()));
        packed.extend(self.first.iter().flatten().map(|step| step.cast_unsigned()));
        packed.extend(self.second.iter().flatten().map(|step| step.cast_unsigned()));
        Some(packed)
    }

    /// Adds the faces that [`FaceGallery::to_packed`] wrote, under their keys; how many. `None`, and nothing is added, for
    /// any other bytes.
    pub fn insert_packed(&mut self, packed: &[u8]) -> Option<usize> {
        let (header, rest) = packed.split_at_checked(HEADER)?;
        let (format, header) = header.split_first()?;
        let (count, rounding) = header.split_first_chunk::<4>()?;
        let count = usize::try_from(u32::from_le_bytes(*count)).ok()?;
        if *format != FORMAT || rest.len() != count.checked_mul(FACE)? {
            return None;
        }
        let (keys, rest) = rest.split_at_checked(count * KEY)?;
        let (steps, rest) = rest.split_at_checked(count * STEPS)?;
        let (first, second) = rest.split_at_checked(count * FIRST)?;
        let sizes = |bytes: &[u8]| -> Option<Vec<[f32; 2]>> {
            let (pairs, _) = bytes.as_chunks::<STEPS>();
            let mut pairs = pairs.iter().map(|pair| {
                let (values, _) = pair.as_chunks::<4>();
                let values = [values.first()?, values.get(1)?].map(|value| f32::from_le_bytes(*value));
                let is_size = |value: &f32| (0.0..=LARGEST).contains(value);
                values.iter().all(is_size).then_some(values)
            });
            pairs.try_fold(Vec::with_capacity(count), |mut all, pair| {
                all.push(pair?);
                Some(all)
            })
        };
        let rounding = *sizes(rounding)?.first()?;
        let steps = sizes(steps)?;
        self.make_room(count);
        for (longest, value) in self.rounding.iter_mut().zip(rounding) {
            *longest = longest.max(value);
        }
        let (keys, _) = keys.as_chunks::<KEY>();
        self.keys.extend(keys.iter().map(|key| u64::from_le_bytes(*key)));
        self.steps.extend(steps);
        let (first, _) = first.as_chunks::<FIRST>();
        self.first.extend(first.iter().map(|row| row.map(u8::cast_signed)));
        let (second, _) = second.as_chunks::<SECOND>();
        self.second.extend(second.iter().map(|row| row.map(u8::cast_signed)));
        Some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::face::{Embedding, likeness};
    use std::num::NonZero;

    /// Vectors in all directions, the same everywhere.
    fn face(seed: usize) -> Embedding {
        let vector = |count: usize| -> Vec<f32> {
            (0..count)
                .map(|index| ((index * 37 + 11) as f32 * (seed as f32 + 1.0) * 0.731).sin())
                .collect()
        };
        Embedding::normalised(&vector(FIRST), &vector(SECOND)).unwrap()
    }

    fn gallery(keys: std::ops::Range<u64>) -> FaceGallery {
        let mut gallery = FaceGallery::default();
        for key in keys {
            let bytes = face(key as usize).to_bytes();
            // Some are from before there was a second network.
            let length = if key % 10 == 0 {
                Embedding::BYTES_OF_FIRST
            } else {
                bytes.len()
            };
            gallery.insert(key, &Embedding::from_bytes(&bytes[..length]).unwrap());
        }
        gallery
    }

    #[test]
    fn packed_faces_are_found_as_if_each_had_been_inserted() {
        let all = gallery(0..300);
        let mut packed = FaceGallery::default();
        for part in [gallery(0..120), FaceGallery::default(), gallery(120..300)] {
            let bytes = part.to_packed().unwrap();
            assert_eq!(bytes.len(), HEADER + part.len() * FaceGallery::BYTES_OF_FACE);
            assert_eq!(packed.insert_packed(&bytes), Some(part.len()));
        }
        assert_eq!(packed.to_packed(), all.to_packed());
        let mut found = 0;
        for query in (0..300).step_by(7).map(face) {
            for threshold in [0.0, 0.5, 0.9] {
                let keys = packed.candidates(&query, threshold, NonZero::<usize>::MIN);
                assert_eq!(keys, all.candidates(&query, threshold, NonZero::<usize>::MIN));
                let reach = (0..300).filter(|key| key % 10 != 0 && likeness(&query, &face(*key)) >= threshold);
                assert!(reach.clone().all(|key| keys.contains(&(key as u64))));
                found += reach.count();
            }
        }
        assert!(found > 100, "{found} matches are too few to show anything");
    }

    #[test]
    fn other_bytes_add_nothing() {
        let bytes = gallery(0..3).to_packed().unwrap();
        let change = |place: usize, value: &[u8]| {
            let mut bytes = bytes.clone();
            bytes[place..place + value.len()].copy_from_slice(value);
            bytes
        };
        let steps = HEADER + 3 * KEY;
        let wrong = [
            Vec::new(),
            bytes[..bytes.len() - 1].to_vec(),
            [&bytes[..], &[0]].concat(),
            change(0, &[2]),
            change(1, &2u32.to_le_bytes()),
            change(1, &u32::MAX.to_le_bytes()),
            change(5, &f32::NAN.to_le_bytes()),
            change(9, &(-1.0f32).to_le_bytes()),
            change(steps, &f32::INFINITY.to_le_bytes()),
        ];
        let mut gallery = FaceGallery::default();
        for bytes in wrong {
            assert_eq!(gallery.insert_packed(&bytes), None);
        }
        assert!(gallery.is_empty());
        assert_eq!(gallery.insert_packed(&bytes), Some(3));
    }
}
