//! What the two ways of running the product have in common.

/// A server that answers: the [binary as a process](crate::server::ArgosServer) or the
/// [product in the test's process](crate::in_process_server::InProcessServer).
pub trait RunningServer: Send + Sync {
    /// The address of a path.
    fn url(&self, path: &str) -> String;

    /// The one-time sign-in link of the first project's owner.
    ///
    /// # Errors
    /// When there is none.
    fn sign_in_link(&self) -> anyhow::Result<String>;

    /// Runs what is due, where jobs do not run by themselves.
    ///
    /// # Errors
    /// Faults of the job table.
    fn let_jobs_run(&self) -> impl Future<Output = anyhow::Result<()>> + Send;
}
