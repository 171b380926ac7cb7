//! Each route is called by those who may not.

use crate::name;
use crate::surroundings::{Answer, Surroundings, Visitor};
use argos_domain::role::Role;
use argos_testkit::database::Database;
use argos_testkit::on_both_databases;
use argos_web::{Demanded, FormProtection, Route, route_table};
use reqwest::StatusCode;

on_both_databases! {
    who_is_not_signed_in_or_has_no_key_gets_nothing
    a_role_without_the_permission_is_refused
    a_form_that_was_not_given_to_the_session_does_nothing
    another_projects_administrators_and_ids_find_nothing
}

fn in_dashboard() -> impl Iterator<Item = Route> {
    let demanding = |route: &Route| matches!(route.demands.caller, Demanded::Administrator | Demanded::Member(_));
    route_table().into_iter().filter(demanding)
}

async fn who_is_not_signed_in_or_has_no_key_gets_nothing(database: Database) {
    let around = Surroundings::new(database).await;
    for route in route_table() {
        let path = around.path(&route.path, around.owner().project(), &around.submission);
        for cookie in [None, Some("argos_session=guessed")] {
            let visitor = Visitor {
                cookie,
                form_token: Some("guessed"),
                ..Visitor::default()
            };
            let answer = around.call(&route, &path, visitor).await;
            let found = (answer.status, answer.location.as_str());
            let expected = match route.demands.caller {
                Demanded::Nobody => continue,
                Demanded::Administrator | Demanded::Member(_) => (StatusCode::SEE_OTHER, "/dashboard/sign-in"),
                Demanded::ApiKey => (StatusCode::FORBIDDEN, ""),
                Demanded::LiveformSession => (StatusCode::UNAUTHORIZED, ""),
            };
            assert_eq!(found, expected, "{}: {}", name(&route), answer.body);
        }
    }
}

async fn a_role_without_the_permission_is_refused(database: Database) {
    let around = Surroundings::new(database).await;
    let project = around.owner().project();
    for role in Role::ALL {
        let email = format!("{}@bank.example", role.name());
        let member = around.customer.server.member(&email, project, role).await.unwrap();
        let token = around.form_token(&member).await;
        for route in in_dashboard() {
            let Demanded::Member(permission) = route.demands.caller else {
                continue;
            };
            if role.allows(permission) {
                continue;
            }
            let path = around.path(&route.path, project, &around.submission);
            let visitor = Visitor {
                cookie: Some(member.cookie()),
                form_token: Some(&token),
                ..Visitor::default()
            };
            let answer = around.call(&route, &path, visitor).await;
            assert_eq!(answer.status, StatusCode::FORBIDDEN, "{role:?}: {}", name(&route));
            assert!(answer.body.contains("Your role does not allow this"), "{}", answer.body);
        }
    }
}

async fn a_form_that_was_not_given_to_the_session_does_nothing(database: Database) {
    let around = Surroundings::new(database).await;
    let owner = around.owner();
    let token = around.form_token(owner).await;
    let strangers_token = around.form_token(&around.stranger).await;
    let cookie = Some(owner.cookie());
    let foreign = Some("https://evil.example");
    for route in route_table() {
        let path = around.path(&route.path, owner.project(), &around.submission);
        let visitors = match route.demands.form {
            FormProtection::None => continue,
            FormProtection::OwnSite => vec![Visitor {
                origin: foreign,
                ..Visitor::default()
            }],
            FormProtection::SessionToken => vec![
                Visitor {
                    cookie,
                    ..Visitor::default()
                },
                Visitor {
                    cookie,
                    form_token: Some(""),
                    ..Visitor::default()
                },
                Visitor {
                    cookie,
                    form_token: Some(&strangers_token),
                    ..Visitor::default()
                },
                Visitor {
                    cookie,
                    form_token: Some(&token),
                    origin: foreign,
                },
            ],
        };
        for visitor in visitors {
            let answer = around.call(&route, &path, visitor).await;
            assert_eq!(
                answer.status,
                StatusCode::FORBIDDEN,
                "{}: {}",
                name(&route),
                answer.body
            );
            assert!(answer.body.contains("This form is no longer valid"), "{}", answer.body);
        }
    }
    // The session is still there, and so is its project.
    assert_eq!(owner.page("settings").await.unwrap().0, StatusCode::OK);
}

async fn another_projects_administrators_and_ids_find_nothing(database: Database) {
    let around = Surroundings::new(database).await;
    let (owner, stranger) = (around.owner(), &around.stranger);
    let (token, strangers_token) = (around.form_token(owner).await, around.form_token(stranger).await);
    let before = around
        .strangers_api
        .submission(&around.strangers_submission)
        .await
        .unwrap();
    for route in in_dashboard().filter(|route| route.path.contains("{pid}")) {
        // The other project's administrator, at this project's address.
        let path = around.path(&route.path, owner.project(), &around.submission);
        let visitor = Visitor {
            cookie: Some(stranger.cookie()),
            form_token: Some(&strangers_token),
            ..Visitor::default()
        };
        let answer = around.call(&route, &path, visitor).await;
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{}: {}",
            name(&route),
            answer.body
        );

        // This project's owner, with ids of the other project.
        if route.path.matches('{').count() < 2 {
            continue;
        }
        let path = around.path(&route.path, owner.project(), &around.strangers_submission);
        let visitor = Visitor {
            cookie: Some(owner.cookie()),
            form_token: Some(&token),
            ..Visitor::default()
        };
        let mut answer = around.call(&route, &path, visitor).await;
        // An address that only takes forms leads back to its page.
        if route.method == "GET" && answer.status == StatusCode::SEE_OTHER {
            if !answer.location.contains(&around.strangers_submission) {
                continue;
            }
            let (status, body) = owner.open(&answer.location).await.unwrap();
            answer = Answer {
                status,
                body,
                location: String::new(),
            };
        }
        assert_eq!(
            answer.status,
            StatusCode::NOT_FOUND,
            "{}: {}",
            name(&route),
            answer.body
        );
    }
    let after = around
        .strangers_api
        .submission(&around.strangers_submission)
        .await
        .unwrap();
    assert_eq!(after, before, "the other project's submission is as it was");
}
