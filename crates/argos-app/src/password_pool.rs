//! Password hashing is slow and takes much memory on purpose: a few run at once, off the threads that serve requests.

use crate::app::App;
use crate::error::AppError;
use argos_crypto::{CryptoError, Zeroizing, hash_password, verify_password};
use argos_domain::sign_in::Password;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Hashes computed at the same moment: 64 MiB and a core each.
const RUNNING: usize = 2;
/// Requests that compute or wait for their turn; whoever comes then is told to come back.
const PLACES: usize = 16;
/// When that makes sense.
const RETRY_AFTER_SECONDS: u32 = 3;

/// The turns.
#[derive(Debug, Clone)]
pub(crate) struct PasswordPool {
    places: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

impl PasswordPool {
    pub(crate) fn new() -> Self {
        Self {
            places: Arc::new(Semaphore::new(PLACES)),
            running: Arc::new(Semaphore::new(RUNNING)),
        }
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, CryptoError> + Send + 'static,
    ) -> Result<T, AppError> {
        let busy = || AppError::Busy {
            retry_after_seconds: RETRY_AFTER_SECONDS,
        };
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| busy())?;
        let turn = Arc::clone(&self.running).acquire_owned().await.map_err(|_| busy())?;
        let computed = tokio::task::spawn_blocking(move || {
            // Held until the work is done, even when nobody waits for its result any more.
            let _held = (place, turn);
            work()
        });
        Ok(computed.await??)
    }
}

/// The hash of a new password.
pub(crate) async fn hash(app: &App, password: Password) -> Result<Zeroizing<String>, AppError> {
    let within = app.clone();
    app.passwords()
        .run(move || hash_password(within.random(), password.expose()))
        .await
}

/// Whether the password is the one that the hash was made of. Without hash or password the answer is `false` after the
/// same work, so that it tells nobody which accounts exist.
pub(crate) async fn verify(
    app: &App,
    hash: Option<Zeroizing<String>>,
    password: Option<Password>,
) -> Result<bool, AppError> {
    app.passwords()
        .run(move || match &password {
            Some(password) => verify_password(hash.as_deref().map(String::as_str), password.expose()),
            None => verify_password(None, "no password"),
        })
        .await
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
    async fn only_a_few_run_at_once_and_too_many_are_sent_away() {
        let pool = PasswordPool::new();
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let tasks: Vec<_> = (0..PLACES + 5)
            .map(|_| {
                let (pool, now, most) = (pool.clone(), Arc::clone(&now), Arc::clone(&most));
                tokio::spawn(async move {
                    let work = move || {
                        most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        std::thread::sleep(Duration::from_millis(30));
                        now.fetch_sub(1, Ordering::SeqCst);
                        Ok(())
                    };
                    pool.run(work).await.is_ok()
                })
            })
            .collect();
        let mut done = 0;
        for task in tasks {
            done += usize::from(task.await.unwrap());
        }
        assert!(most.load(Ordering::SeqCst) <= RUNNING);
        assert!((PLACES..PLACES + 5).contains(&done), "{done}");
    }
}
