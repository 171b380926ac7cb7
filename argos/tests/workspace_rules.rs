//! The rules of the workspace: who may depend on whom, and how long a file may be.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Longest source file, in lines.
const LONGEST_FILE: usize = 500;

/// What each crate may depend on, beside crates from outside: arrows point downwards only.
const ALLOWED: [(&str, &[&str]); 10] = [
    ("argos-domain", &[]),
    ("argos-crypto", &["argos-domain"]),
    ("argos-i18n", &["argos-domain"]),
    ("argos-vision", &["argos-domain"]),
    ("argos-store", &["argos-domain", "argos-crypto"]),
    ("argos-notify", &["argos-domain", "argos-crypto", "argos-i18n"]),
    (
        "argos-app",
        &[
            "argos-domain",
            "argos-crypto",
            "argos-i18n",
            "argos-vision",
            "argos-store",
            "argos-notify",
        ],
    ),
    ("argos-web", &["argos-app", "argos-domain", "argos-i18n"]),
    (
        "argos",
        &[
            "argos-web",
            "argos-app",
            "argos-domain",
            "argos-crypto",
            "argos-i18n",
            "argos-vision",
            "argos-store",
            "argos-notify",
        ],
    ),
    (
        "argos-testkit",
        &[
            "argos-web",
            "argos-app",
            "argos-domain",
            "argos-crypto",
            "argos-i18n",
            "argos-vision",
            "argos-store",
            "argos-notify",
        ],
    ),
];

/// Crates from outside that must not be reached from a crate, by whatever way.
const FORBIDDEN: [(&str, &[&str]); 4] = [
    (
        "argos-domain",
        &["sqlx", "sqlx-core", "axum", "tokio", "reqwest", "hyper", "tower"],
    ),
    ("argos-crypto", &["sqlx", "axum"]),
    ("argos-i18n", &["sqlx", "axum", "tokio", "hyper"]),
    ("argos-vision", &["sqlx", "axum", "tokio", "reqwest", "hyper"]),
];

/// Crates from outside that must not be named in a crate's manifest.
const FORBIDDEN_DIRECTLY: [(&str, &[&str]); 4] = [
    // The key service of AWS brings its own client along; nothing else here speaks to a network.
    ("argos-crypto", &["tokio", "hyper", "reqwest"]),
    (
        "argos-app",
        &["sqlx", "axum", "hyper", "reqwest", "lettre", "ort", "rten"],
    ),
    ("argos-web", &["sqlx", "ort", "rten", "reqwest"]),
    ("argos-store", &["axum", "reqwest"]),
];

fn workspace() -> Metadata {
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.toml");
    MetadataCommand::new()
        .manifest_path(manifest)
        .other_options(["--locked".to_owned()])
        .exec()
        .unwrap()
}

fn named_dependencies(package: &Package) -> BTreeSet<&str> {
    let normal = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development);
    normal.map(|dependency| dependency.name.as_str()).collect()
}

#[test]
fn dependencies_point_downwards() {
    let workspace = workspace();
    let allowed: BTreeMap<_, _> = ALLOWED.into_iter().collect();
    let members = workspace.workspace_packages();
    assert_eq!(
        members.len(),
        allowed.len(),
        "a crate is missing in the list of this test"
    );
    for package in members {
        let name = package.name.as_str();
        let may = allowed
            .get(name)
            .unwrap_or_else(|| panic!("{name} is missing in the list of this test"));
        for dependency in named_dependencies(package)
            .into_iter()
            .filter(|dependency| dependency.starts_with("argos"))
        {
            assert!(may.contains(&dependency), "{name} must not depend on {dependency}");
        }
    }
}

#[test]
fn no_crate_reaches_what_is_not_its_business() {
    let workspace = workspace();
    let names: BTreeMap<_, _> = workspace
        .packages
        .iter()
        .map(|package| (&package.id, package.name.as_str()))
        .collect();
    let nodes: BTreeMap<_, _> = workspace
        .resolve
        .as_ref()
        .unwrap()
        .nodes
        .iter()
        .map(|node| (&node.id, node))
        .collect();
    for (name, forbidden) in FORBIDDEN {
        let package = workspace
            .packages
            .iter()
            .find(|package| package.name.as_str() == name)
            .unwrap();
        let (mut seen, mut open) = (BTreeSet::new(), vec![&package.id]);
        while let Some(id) = open.pop() {
            let shipped = |dependency: &&cargo_metadata::NodeDep| {
                dependency
                    .dep_kinds
                    .iter()
                    .any(|kind| kind.kind == DependencyKind::Normal)
            };
            let next = nodes[id].deps.iter().filter(shipped).map(|dependency| &dependency.pkg);
            open.extend(next.filter(|next| seen.insert(*next)));
        }
        let reached: BTreeSet<&str> = seen.into_iter().map(|id| names[id]).collect();
        let wrong: Vec<_> = forbidden.iter().filter(|wrong| reached.contains(*wrong)).collect();
        assert!(wrong.is_empty(), "{name} must not reach {wrong:?}");
    }
}

#[test]
fn layers_name_only_what_belongs_to_them() {
    let workspace = workspace();
    for (name, forbidden) in FORBIDDEN_DIRECTLY {
        let package = workspace
            .packages
            .iter()
            .find(|package| package.name.as_str() == name)
            .unwrap();
        let named = named_dependencies(package);
        let wrong: Vec<_> = forbidden.iter().filter(|wrong| named.contains(*wrong)).collect();
        assert!(wrong.is_empty(), "{name} must not depend on {wrong:?}");
    }
}

#[test]
fn files_are_short_enough_to_be_read() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["argos", "crates"] {
        sources(&root.join(folder), &mut files);
    }
    assert!(files.len() > 100, "only {} files were found", files.len());
    let length = |path: &PathBuf| fs::read_to_string(path).unwrap().lines().count();
    let long: Vec<_> = files
        .iter()
        .map(|path| (path, length(path)))
        .filter(|(_, lines)| *lines > LONGEST_FILE)
        .collect();
    assert!(long.is_empty(), "longer than {LONGEST_FILE} lines: {long:#?}");
}

/// Each answer of `docs/faq.md` ends with `Proven by`, a file of `argos/tests` and names of tests in it.
#[test]
fn every_answer_names_tests_that_exist() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let page = fs::read_to_string(tests.join("../../docs/faq.md")).unwrap();
    let answers: Vec<&str> = page.split("\n### ").skip(1).collect();
    assert!(answers.len() > 10, "{} answers", answers.len());
    for answer in answers {
        let (question, proof) = (answer.lines().next().unwrap(), answer.split("Proven by ").nth(1));
        let proof = proof.unwrap_or_else(|| panic!("{question} names no test"));
        let proof = proof.split("\n\n").next().unwrap();
        let (mut file, mut proofs) = (String::new(), 0);
        for name in proof.split('`').skip(1).step_by(2) {
            if name.ends_with(".rs") {
                file =
                    fs::read_to_string(tests.join(name)).unwrap_or_else(|error| panic!("{question} {name}: {error}"));
            } else {
                assert!(
                    file.contains(&format!("async fn {name}(")) || file.contains(&format!("fn {name}()")),
                    "{question} there is no {name}"
                );
                proofs += 1;
            }
        }
        assert!(proofs > 0, "{question} names no test");
    }
}

fn sources(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && path.file_name().is_none_or(|name| name != "target") {
            sources(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}
