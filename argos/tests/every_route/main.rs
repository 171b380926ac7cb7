//! Every route there is, by the table that the router makes of itself: who may call it, that forms of foreign pages and
//! ids of other projects do nothing, and that whatever changes something leaves an entry in the event log.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod api;
mod entries;
mod expectations;
mod surroundings;
mod visitors;

use argos_web::{Demanded, FormProtection, Route, route_table};
use expectations::{ELSEWHERE, FORMS, OPEN};
use std::collections::BTreeSet;

/// Whether a request by this method may change something.
fn changes(route: &Route) -> bool {
    route.method != "GET"
}

fn name(route: &Route) -> String {
    format!("{} {}", route.method, route.path)
}

fn names(routes: impl IntoIterator<Item = Route>) -> BTreeSet<String> {
    routes.into_iter().map(|route| name(&route)).collect()
}

#[test]
fn only_the_routes_named_here_are_open_to_anybody() {
    let open = names(
        route_table()
            .into_iter()
            .filter(|route| route.demands.caller == Demanded::Nobody),
    );
    let expected: BTreeSet<_> = OPEN.iter().map(|(method, path)| format!("{method} {path}")).collect();
    let unexpected: Vec<_> = open.difference(&expected).collect();
    assert!(
        unexpected.is_empty(),
        "these routes demand nothing of their caller; give their handlers an extractor that does (such as InProject), or, \
         if it is meant, name them in OPEN of argos/tests/every_route/expectations.rs: {unexpected:#?}"
    );
    let gone: Vec<_> = expected.difference(&open).collect();
    assert!(
        gone.is_empty(),
        "OPEN of expectations.rs names what is gone or not open: {gone:#?}"
    );
}

#[test]
fn every_page_of_a_project_demands_a_permission_and_every_part_of_the_product_its_kind_of_caller() {
    for route in route_table() {
        let caller = route.demands.caller;
        if caller == Demanded::Nobody {
            continue;
        }
        let expected = if route.path.contains("{pid}") {
            matches!(caller, Demanded::Member(_))
        } else if route.path.starts_with("/dashboard") {
            caller == Demanded::Administrator
        } else if route.path.starts_with("/v3") {
            caller == Demanded::ApiKey
        } else if route.path.starts_with("/liveform") {
            caller == Demanded::LiveformSession
        } else {
            false
        };
        assert!(expected, "{} demands {caller:?}", name(&route));
    }
}

#[test]
fn every_form_of_the_dashboard_is_protected_against_foreign_pages() {
    for route in route_table() {
        let is_of_a_browser = route.path.starts_with("/dashboard");
        let expected = match route.demands.caller {
            _ if !changes(&route) || !is_of_a_browser => FormProtection::None,
            Demanded::Nobody => FormProtection::OwnSite,
            _ => FormProtection::SessionToken,
        };
        let is_protected = route.demands.form == expected;
        assert!(
            is_protected,
            "{}: {:?}, expected {expected:?}",
            name(&route),
            route.demands.form
        );
    }
}

#[test]
fn every_route_that_changes_something_has_a_proof_of_its_entry_in_the_event_log() {
    let changing = names(route_table().into_iter().filter(changes));
    let forms = FORMS.iter().map(|proof| format!("POST {}", proof.path));
    let elsewhere = ELSEWHERE.iter().map(|(method, path, _)| format!("{method} {path}"));
    let others = entries::OTHERS.iter().map(|(method, path)| format!("{method} {path}"));
    let proved: BTreeSet<_> = forms.chain(elsewhere).chain(others).collect();
    let without: Vec<_> = changing.difference(&proved).collect();
    assert!(
        without.is_empty(),
        "nothing proves that these routes leave an entry in the event log; add a line to FORMS (or ELSEWHERE, with the \
         test that proves it) of argos/tests/every_route/expectations.rs: {without:#?}"
    );
    let gone: Vec<_> = proved.difference(&changing).collect();
    assert!(gone.is_empty(), "expectations.rs names routes that are gone: {gone:#?}");
}
