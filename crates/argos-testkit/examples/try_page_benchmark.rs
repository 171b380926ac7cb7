//! How long the page "Try a change" takes to answer, over HTTP.
//!
//! ```text
//! cargo run --release -p argos-testkit --example try_page_benchmark [-- SUBMISSIONS [RUNS]]
//! ```
//!
//! A server with its AI runs in this process on SQLite; the submissions are made up (see `decided_submissions`). The page is
//! opened with another threshold, which is what its slider starts from, with another similarity of faces, and with an age
//! limit, which opens what was read of every document. Moving the slider asks nothing more of the server.
#![allow(clippy::print_stdout, reason = "a command-line program")]

use argos_domain::clock::Timestamp;
use argos_domain::id::ProjectId;
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::decided_submissions::DecidedSubmissions;
use argos_testkit::running_server::RunningServer;
use std::time::Instant;

const SINCE: Timestamp = Timestamp::from_microseconds(1_700_000_000_000_000);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1);
    let mut number = |default: u32| arguments.next().map_or(Ok(default), |text| text.parse());
    let (count, runs) = (number(5000)?, number(11)?);
    let customer = Customer::in_process(Database::Sqlite).await?;
    let project = customer.administrator.project().parse::<ProjectId>()?;
    let made_up = DecidedSubmissions {
        count,
        seed: 1,
        since: SINCE,
    };
    made_up.store(customer.server.app().store(), &project).await?;
    println!("{count} submissions at {}", customer.server.url("/"));
    for change in ["score_threshold=80", "face_similarity_threshold=90", "age_limit=21"] {
        let mut milliseconds = Vec::new();
        for _ in 0..runs.max(1) {
            let begun = Instant::now();
            let (status, page) = customer
                .administrator
                .page(&format!("settings/policy/try?{change}&last={count}"))
                .await?;
            milliseconds.push(begun.elapsed().as_secs_f64() * 1000.0);
            anyhow::ensure!(
                status.is_success() && page.contains("id=\"slider\""),
                "{change}: {status}"
            );
        }
        milliseconds.sort_by(f64::total_cmp);
        let median = milliseconds[milliseconds.len() / 2];
        let worst = milliseconds[milliseconds.len() - 1];
        println!("{change}: {median:.0} ms (median of {runs}), at most {worst:.0} ms");
    }
    Ok(())
}
