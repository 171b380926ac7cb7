//! Two projects side by side, each with a submission, and a client that can play any visitor.

use crate::expectations::FORMS;
use argos_testkit::administrator::Administrator;
use argos_testkit::api::ApiClient;
use argos_testkit::applicant::{Applicant, Beginning};
use argos_testkit::customer::Customer;
use argos_testkit::database::Database;
use argos_testkit::http_client;
use argos_testkit::in_process_server::InProcessServer;
use argos_testkit::running_server::RunningServer;
use argos_web::Route;
use reqwest::{Client, Method, StatusCode};
use url::form_urlencoded::Serializer;

/// The product with two customers.
pub struct Surroundings {
    pub customer: Customer<InProcessServer>,
    /// The owner of the other project.
    pub stranger: Administrator,
    /// The other project's key.
    pub strangers_api: ApiClient,
    /// A submission of the other project.
    pub strangers_submission: String,
    /// A submission of the customer's project.
    pub submission: String,
    client: Client,
}

/// What a visitor brings along.
#[derive(Clone, Copy, Default)]
pub struct Visitor<'a> {
    pub cookie: Option<&'a str>,
    pub form_token: Option<&'a str>,
    pub origin: Option<&'a str>,
}

/// What came back.
pub struct Answer {
    pub status: StatusCode,
    pub location: String,
    pub body: String,
}

impl Surroundings {
    pub async fn new(database: Database) -> Self {
        let customer = Customer::in_process(database).await.unwrap();
        let server = &customer.server;
        let (created, stranger) = server
            .another_project("Other Bank", "owner@other.example")
            .await
            .unwrap();
        let begin = async |project: &str, email| {
            let beginning = Beginning {
                email,
                userid: "one",
                cf1: "",
                forwarded_for: "",
            };
            Applicant::begin(server, project, beginning).await.unwrap().submission
        };
        Self {
            submission: begin(customer.administrator.project(), "own@person.example").await,
            strangers_submission: begin(stranger.project(), "other@person.example").await,
            strangers_api: server.api(created.api_key.expose()),
            stranger,
            client: http_client(),
            customer,
        }
    }

    pub fn owner(&self) -> &Administrator {
        &self.customer.administrator
    }

    /// The path with the project and, for every other parameter, the id; pictures and the like go by their names.
    pub fn path(&self, route: &str, project: &str, id: &str) -> String {
        let filled = |segment: &str| match segment {
            "{pid}" => project.to_owned(),
            "{kind}" => "idImage".to_owned(),
            parameter if parameter.starts_with('{') => id.to_owned(),
            fixed => fixed.to_owned(),
        };
        route.split('/').map(filled).collect::<Vec<_>>().join("/")
    }

    /// Calls a route; forms carry the fields with which they would succeed.
    pub async fn call(&self, route: &Route, path: &str, visitor: Visitor<'_>) -> Answer {
        let method = Method::from_bytes(route.method.as_bytes()).unwrap();
        let mut request = self.client.request(method, self.customer.server.url(path));
        if let Some(cookie) = visitor.cookie {
            request = request.header("cookie", cookie);
        }
        if let Some(origin) = visitor.origin {
            request = request.header("origin", origin);
        }
        if route.method != "GET" {
            let mut form = Serializer::new(String::new());
            let proof = FORMS.iter().find(|proof| proof.path == route.path);
            form.extend_pairs(proof.iter().flat_map(|proof| proof.fields));
            if let Some(token) = visitor.form_token {
                form.append_pair("form_token", token);
            }
            request = request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(form.finish());
        }
        let answer = request.send().await.unwrap();
        let location = answer
            .headers()
            .get("location")
            .map(|value| value.to_str().unwrap().to_owned());
        Answer {
            status: answer.status(),
            location: location.unwrap_or_default(),
            body: answer.text().await.unwrap(),
        }
    }

    /// The token of an administrator's forms.
    pub async fn form_token(&self, administrator: &Administrator) -> String {
        let (_, page) = administrator.open("/dashboard/account").await.unwrap();
        let (_, rest) = page.split_once("name=\"form_token\" value=\"").unwrap();
        rest.split('"').next().unwrap().to_owned()
    }
}
