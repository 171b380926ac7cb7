//! Each route of the API that takes an id is asked for another project's: the answer is the one for an id that does not
//! exist, and nothing happens to what the id names.

use crate::name;
use crate::surroundings::Surroundings;
use argos_testkit::database::Database;
use argos_testkit::hostile_images::vast_png;
use argos_testkit::http_client;
use argos_testkit::on_both_databases;
use argos_testkit::running_server::RunningServer;
use argos_testkit::server::ADMINISTRATOR;
use argos_web::{Demanded, route_table};
use reqwest::multipart::{Form, Part};
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};

on_both_databases!(another_projects_ids_are_unknown_to_the_api);

/// Of the form of an id, and of no submission.
const UNKNOWN: &str = "aaaaaaaaaaaaaaaaaaaa";

/// Asks a route for an id; nothing for routes that take none. A new route needs a line.
fn request(route: &str, request: RequestBuilder, id: &str) -> Option<RequestBuilder> {
    let picture = || Part::bytes(vast_png(64, 64).unwrap()).file_name("picture.png");
    Some(match route {
        "GET /v3/submission" => request.query(&[("submission_id", id)]),
        "PATCH /v3/submission" => {
            request.json(&json!({ "submissionId": id, "admin": ADMINISTRATOR, "data": { "firstName": "Eve" } }))
        }
        "DELETE /v3/submission" => request.query(&[("submission_id", id), ("admin_name", "eve")]),
        "DELETE /v3/submission/partial" => request.query(&[("submission_id", id), ("fields", "data,email")]),
        "POST /v3/submission/review" => {
            request.json(&json!({ "submissionId": id, "admin": ADMINISTRATOR, "status": "approved" }))
        }
        "GET /v3/image" => request.query(&[("submission_id", id), ("type", "idImage")]),
        "POST /v3/submission/step1" => request.multipart(
            Form::new()
                .text("submissionId", id.to_owned())
                .part("idImage", picture()),
        ),
        "POST /v3/submission/step2" => request.multipart(
            Form::new()
                .text("submissionId", id.to_owned())
                .part("faceImage", picture()),
        ),
        "GET /v3/submission/applicant" => request.query(&[("applicant_id", id)]),
        // Tokens are names that each project gives by itself.
        "GET /v3/submission/tokens" => request.query(&[("tokenId", id)]),
        "DELETE /v3/submission/tokens" => request.json(&json!({ "tokenId": [id] })),
        "POST /v3/submission/tokens" | "GET /v3/projects/settings" => return None,
        // A version is a number that counts within the project.
        "PUT /v3/projects/policy"
        | "GET /v3/projects/policy/versions"
        | "GET /v3/projects/policy/comparison"
        | "POST /v3/projects/policy/undo" => return None,
        other => panic!(
            "{other} is new: say in {} how it takes an id, or that it takes none",
            file!()
        ),
    })
}

/// Status and body, in which the id that was asked for does not show.
async fn answer(request: RequestBuilder, key: &str, id: &str) -> (StatusCode, String) {
    let answer = request.header("x-api-key", key).send().await.unwrap();
    (answer.status(), answer.text().await.unwrap().replace(id, "ID"))
}

async fn another_projects_ids_are_unknown_to_the_api(database: Database) {
    let around = Surroundings::new(database).await;
    let key = &around.customer.api_key;
    // Else a review by the API is refused before the id is looked at.
    let (status, page) = around
        .owner()
        .send("settings/review", "settings/review", &[("reviewers", "client")])
        .await
        .unwrap();
    assert_eq!(status, StatusCode::SEE_OTHER, "{page}");
    let theirs = &around.strangers_submission;
    let before = around.strangers_api.submission(theirs).await.unwrap();
    let mut asked = 0;
    for route in route_table() {
        if route.demands.caller != Demanded::ApiKey {
            continue;
        }
        let method = Method::from_bytes(route.method.as_bytes()).unwrap();
        let start = || http_client().request(method.clone(), around.customer.server.url(&route.path));
        let name = name(&route);
        let Some(foreign) = request(&name, start(), theirs) else {
            continue;
        };
        let foreign = answer(foreign, key, theirs).await;
        let unknown = answer(request(&name, start(), UNKNOWN).unwrap(), key, UNKNOWN).await;
        assert_eq!(foreign, unknown, "{name}");
        // Lists are empty, deletions find nothing, everything else is not found.
        let body: Value = serde_json::from_str(&foreign.1).unwrap_or_default();
        let finds_nothing = foreign.0.is_client_error()
            || body == json!([])
            || body["Items"] == json!([])
            || body["summary"]["notFound"] == json!(1);
        assert!(finds_nothing, "{name}: {foreign:?}");
        asked += 1;
    }
    assert!(asked > 10, "only {asked} routes were asked");
    let after = around.strangers_api.submission(theirs).await.unwrap();
    assert_eq!(after, before, "the other project's submission is as it was");
}
