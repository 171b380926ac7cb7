//! Where the time of one reading went.

use std::time::{Duration, Instant};

/// Milliseconds of one reading: inside the inference library, in decoding, and per named stage.
///
/// Stages may contain inference; `inference_ms` is the sum over all stages, so that `total_ms / inference_ms` tells
/// what our own code costs.
#[derive(Debug, Clone, PartialEq, Default, serde::Serialize, serde::Deserialize)]
pub struct Timings {
    /// Wall time of the whole reading, when its owner measured it.
    pub total_ms: Option<f64>,
    /// Turning image bytes into pixels.
    pub decode_ms: f64,
    /// Sum of the time spent inside models.
    pub inference_ms: f64,
    /// Wall time per stage, in the order in which the stages first ran; a stage that ran twice is summed.
    pub stages: Vec<(String, f64)>,
}

impl Timings {
    /// Adds time spent inside a model.
    pub fn add_inference(&mut self, spent: Duration) {
        self.inference_ms += milliseconds(spent);
    }

    /// Adds wall time to a stage.
    pub fn stage(&mut self, name: &str, spent: Duration) {
        self.add_stage(name, milliseconds(spent));
    }

    /// Runs `work` as a stage.
    pub fn measure<T>(&mut self, name: &str, work: impl FnOnce(&mut Self) -> T) -> T {
        let start = Instant::now();
        let result = work(self);
        self.stage(name, start.elapsed());
        result
    }

    /// Adds everything of another reading, stage by stage; the totals add up when both are known.
    pub fn merge(&mut self, other: &Self) {
        self.total_ms = match (self.total_ms, other.total_ms) {
            (Some(first), Some(second)) => Some(first + second),
            (first, second) => first.or(second),
        };
        self.decode_ms += other.decode_ms;
        self.inference_ms += other.inference_ms;
        for (name, spent) in &other.stages {
            self.add_stage(name, *spent);
        }
    }

    fn add_stage(&mut self, name: &str, spent: f64) {
        match self.stages.iter_mut().find(|(known, _)| known == name) {
            Some((_, sum)) => *sum += spent,
            None => self.stages.push((name.to_owned(), spent)),
        }
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn merging_sums_equal_stages_and_keeps_their_order() {
        let mut first = Timings::default();
        first.stage("find lines", Duration::from_millis(10));
        first.add_inference(Duration::from_millis(7));
        let mut second = Timings {
            total_ms: Some(30.0),
            ..Timings::default()
        };
        second.stage("read lines", Duration::from_millis(5));
        second.stage("find lines", Duration::from_millis(2));
        second.add_inference(Duration::from_millis(3));
        first.merge(&second);
        assert_eq!(
            first.stages,
            [("find lines".to_owned(), 12.0), ("read lines".to_owned(), 5.0)]
        );
        assert_eq!((first.inference_ms, first.total_ms), (10.0, Some(30.0)));
    }
}
