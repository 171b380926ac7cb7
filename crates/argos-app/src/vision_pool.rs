//! A bounded pool of AI workers: when it is full it says so instead of queueing without end.

use crate::error::AppError;
use argos_vision::face::FaceModels;
use argos_vision::{EngineInfo, ModelDescription, Vision, VisionError};
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

type Loader = dyn Fn() -> Result<Vision, VisionError> + Send + Sync;

/// Workers, each with its own loaded models, run on blocking threads.
#[derive(Clone)]
pub struct VisionPool(Arc<Inner>);

struct Inner {
    /// Idle workers. A worker lost to a panic is loaded anew by the next one who needs it.
    idle: Mutex<Vec<Vision>>,
    permits: Arc<Semaphore>,
    waiting: AtomicUsize,
    most_waiting: usize,
    load: Box<Loader>,
    engine: EngineInfo,
    models: Vec<ModelDescription>,
}

/// A caller counted as waiting; the count falls also when its future is dropped.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

impl VisionPool {
    /// Loads `workers` sets of models. At most four times as many callers wait for one.
    ///
    /// # Errors
    /// [`VisionError`] when a model is damaged or the inference engine does not start.
    pub fn load(
        workers: usize,
        load: impl Fn() -> Result<Vision, VisionError> + Send + Sync + 'static,
    ) -> Result<Self, VisionError> {
        let workers = workers.max(1);
        let idle = (0..workers).map(|_| load()).collect::<Result<Vec<_>, _>>()?;
        let (engine, models) = match idle.first() {
            Some(first) => (first.engine().clone(), first.models().to_vec()),
            None => return Self::load(1, load),
        };
        Ok(Self(Arc::new(Inner {
            idle: Mutex::new(idle),
            permits: Arc::new(Semaphore::new(workers)),
            waiting: AtomicUsize::new(0),
            most_waiting: workers * 4,
            load: Box::new(load),
            engine,
            models,
        })))
    }

    /// The inference engine in use and why.
    #[must_use]
    pub fn engine(&self) -> &EngineInfo {
        &self.0.engine
    }

    /// The models in use.
    #[must_use]
    pub fn models(&self) -> &[ModelDescription] {
        &self.0.models
    }

    /// Titles and checksums of the models in use, for the event log: by them a decision is explained years later.
    #[must_use]
    pub fn model_versions(&self) -> Vec<String> {
        self.models().iter().map(ModelDescription::version).collect()
    }

    /// The names under which embeddings of faces are stored.
    #[must_use]
    pub fn face_models(&self) -> FaceModels {
        FaceModels::of(&self.0.models)
    }

    /// Runs `work` on a worker, waiting for a free one if the queue is short enough.
    ///
    /// # Errors
    /// [`AppError::Busy`] when too many wait already; [`AppError::Internal`] when the work panicked.
    pub async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vision) -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let busy = || AppError::Busy { retry_after_seconds: 5 };
        let permit = if let Ok(permit) = Arc::clone(&self.0.permits).try_acquire_owned() {
            permit
        } else {
            let ahead = self.0.waiting.fetch_add(1, Ordering::Relaxed);
            let _waiting = Waiting(&self.0.waiting);
            if ahead >= self.0.most_waiting {
                return Err(busy());
            }
            Arc::clone(&self.0.permits)
                .acquire_owned()
                .await
                .map_err(AppError::internal)?
        };
        self.run_with(permit, work).await
    }

    /// Runs `work` only if a worker is free right now; for hints that may be skipped.
    ///
    /// # Errors
    /// [`AppError::Busy`] when none is free; [`AppError::Internal`] when the work panicked.
    pub async fn run_if_idle<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Vision) -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let permit = Arc::clone(&self.0.permits)
            .try_acquire_owned()
            .map_err(|_| AppError::Busy { retry_after_seconds: 1 })?;
        self.run_with(permit, work).await
    }

    async fn run_with<T: Send + 'static>(
        &self,
        permit: tokio::sync::OwnedSemaphorePermit,
        work: impl FnOnce(&mut Vision) -> T + Send + 'static,
    ) -> Result<T, AppError> {
        let inner = Arc::clone(&self.0);
        // The permit moves into the blocking task: a caller that goes away does not free a worker that still works.
        let task = tokio::task::spawn_blocking(move || {
            let idle = inner.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let mut vision = match idle {
                Some(vision) => vision,
                None => (inner.load)()?,
            };
            let result = work(&mut vision);
            inner.idle.lock().unwrap_or_else(PoisonError::into_inner).push(vision);
            drop(permit);
            Ok::<T, VisionError>(result)
        });
        task.await?.map_err(AppError::internal)
    }
}

impl fmt::Debug for VisionPool {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("VisionPool")
            .field("engine", &self.0.engine)
            .finish_non_exhaustive()
    }
}
