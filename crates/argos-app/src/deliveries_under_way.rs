//! Counts the webhooks that are on their way, by project: a project whose receiver is slow gets no more of them until
//! some have ended, so that it holds up nobody else.

use argos_domain::id::ProjectId;
use argos_store::MAXIMUM_EXCEPTIONS;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Webhooks on their way at the same moment.
pub(crate) const CONCURRENT_DELIVERIES: usize = 128;
/// With so many on their way, a project has to wait.
pub(crate) const DELIVERIES_OF_ONE_PROJECT: usize = CONCURRENT_DELIVERIES / MAXIMUM_EXCEPTIONS;

/// The webhooks on their way.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeliveriesUnderWay(Arc<Mutex<HashMap<ProjectId, usize>>>);

/// One webhook on its way; it has ended when this is dropped.
#[derive(Debug)]
pub(crate) struct DeliveryUnderWay {
    all: DeliveriesUnderWay,
    project: Option<ProjectId>,
}

impl DeliveriesUnderWay {
    /// A webhook of this project sets out.
    pub(crate) fn begin(&self, project: Option<ProjectId>) -> DeliveryUnderWay {
        if let Some(project) = &project {
            *self.counts().entry(project.clone()).or_default() += 1;
        }
        DeliveryUnderWay {
            all: self.clone(),
            project,
        }
    }

    /// The projects that have to wait.
    pub(crate) fn busy_projects(&self) -> Vec<ProjectId> {
        let counts = self.counts();
        let busy = counts
            .iter()
            .filter(|(_, count)| **count >= DELIVERIES_OF_ONE_PROJECT)
            .map(|(project, _)| project.clone());
        busy.take(MAXIMUM_EXCEPTIONS).collect()
    }

    fn counts(&self) -> MutexGuard<'_, HashMap<ProjectId, usize>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for DeliveryUnderWay {
    fn drop(&mut self) {
        let Some(project) = &self.project else { return };
        let mut counts = self.all.counts();
        if let Some(count) = counts.get_mut(project) {
            *count = count.saturating_sub(1);
            if *count == 0 {
                counts.remove(project);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_waits_while_it_has_enough_under_way() {
        let all = DeliveriesUnderWay::default();
        let slow = ProjectId::from_random([1; 12]);
        let quick = ProjectId::from_random([2; 12]);
        let _one = all.begin(Some(quick));
        let mut deliveries: Vec<_> = (1..DELIVERIES_OF_ONE_PROJECT)
            .map(|_| all.begin(Some(slow.clone())))
            .collect();
        assert_eq!(all.busy_projects(), []);
        deliveries.push(all.begin(Some(slow.clone())));
        assert_eq!(all.busy_projects(), [slow]);
        deliveries.pop();
        assert_eq!(all.busy_projects(), []);
    }
}
