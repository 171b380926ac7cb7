//! A clock that moves only when it is told to.

use argos_app::SystemClock;
use argos_domain::clock::{Clock, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

/// Begins at the present moment and then stands still.
#[derive(Debug)]
pub struct HandSetClock(AtomicI64);

impl Default for HandSetClock {
    fn default() -> Self {
        Self(AtomicI64::new(SystemClock.now().microseconds()))
    }
}

impl HandSetClock {
    /// Lets time pass.
    pub fn advance(&self, duration: Duration) {
        self.set(self.now().plus(duration));
    }

    /// Sets the time.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.microseconds(), Ordering::SeqCst);
    }
}

impl Clock for HandSetClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_microseconds(self.0.load(Ordering::SeqCst))
    }
}
