//! `argos eval liveness` as people and scripts call it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::faces::FacePhotograph;
use argos_testkit::specimen::photograph::jpeg;
use image::{Rgb, RgbImage};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Two pictures of people, each called live in one row and an attack in another, one picture without a face, and a file
/// that is none.
fn labelled_pictures() -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("a.jpg", &FacePhotograph::Obama.bytes().unwrap());
    write("b.jpg", &FacePhotograph::Biden.bytes().unwrap());
    let wall = RgbImage::from_fn(300, 200, |x, y| Rgb([120 + ((x / 9 + y / 7) % 3) as u8; 3]));
    write("wall.jpg", &jpeg(&wall, 90).unwrap());
    write("letter.jpg", b"Dear Sir or Madam\n");
    let list = "path,label,source,note\n\
        a.jpg,live,first,x\n\
        a.jpg,spoof,first,\n\
        b.jpg,live,second,\n\
        b.jpg,spoof,second,\n\
        wall.jpg,spoof,second,\n\
        letter.jpg,live,second,\n\
        b.jpg,live,people,\n";
    write("labels.csv", list.as_bytes());
    let path = folder.path().join("labels.csv");
    (folder, path)
}

fn run(list: &Path, further: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
    let output = command
        .args(["eval", "liveness"])
        .arg(list)
        .args(further)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("panicked"), "{told}");
    output
}

fn figures(list: &Path, further: &[&str]) -> Value {
    let output = run(list, &[&["--json"], further].concat());
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn both_errors_are_told_by_source_and_pictures_without_a_face_are_counted_apart() {
    let (folder, list) = labelled_pictures();
    let plot = folder.path().join("det.svg");
    let everything_passes = figures(&list, &["--threshold", "0", "--plot", plot.to_str().unwrap()]);
    assert_eq!(
        (
            &everything_passes["samples"],
            &everything_passes["live"],
            &everything_passes["spoof"]
        ),
        (&7.into(), &4.into(), &3.into()),
        "{everything_passes:#}"
    );
    assert_eq!(
        (&everything_passes["apcer"], &everything_passes["bpcer"]),
        (&1.0.into(), &0.0.into())
    );
    assert!((everything_passes["failure_to_acquire"].as_f64().unwrap() - 2.0 / 7.0).abs() < 1e-9);
    // Two of two: little is known.
    let interval = &everything_passes["apcer_interval"];
    assert!(interval[0].as_f64().unwrap() < 0.4 && interval[1] == 1.0, "{interval}");
    let sources = everything_passes["by_source"].as_object().unwrap();
    assert_eq!(sources.len(), 3);
    // The same picture under both labels cannot be told apart from itself.
    assert_eq!(
        (&sources["first"]["eer"], &sources["second"]["eer"]),
        (&0.5.into(), &0.5.into())
    );
    assert_eq!(
        (&sources["people"]["eer"], &sources["people"]["apcer"]),
        (&Value::Null, &Value::Null)
    );
    assert_eq!(
        everything_passes["mean_eer_of_sources"], 0.5,
        "sources of one kind have no part in it"
    );
    assert!(everything_passes["ms_p50"].as_f64().unwrap() > 1.0);
    assert_eq!(sources["first"]["det"].as_array().unwrap().len(), 2);
    let svg = std::fs::read_to_string(plot).unwrap();
    assert!(svg.matches("<polyline").count() == 2 && svg.contains("attacks that pass (APCER)"));

    let nothing_passes = figures(&list, &["--threshold", "100"]);
    assert_eq!(
        (&nothing_passes["apcer"], &nothing_passes["bpcer"]),
        (&0.0.into(), &1.0.into())
    );
    let table = String::from_utf8(run(&list, &[]).stdout).unwrap();
    assert!(table.contains("Source second: 2 live, 2 attacks"), "{table}");
    assert!(
        table.contains("pass at 50 (APCER)"),
        "the policy's own threshold: {table}"
    );
}

#[test]
fn a_picture_is_judged_as_a_selfie_is() {
    let (folder, list) = labelled_pictures();
    let told = figures(&list, &[]);
    let selfie = folder.path().join("a.jpg");
    let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
    command
        .arg("verify")
        .arg("--document")
        .arg(&selfie)
        .arg("--selfie")
        .arg(&selfie);
    let verified: Value = serde_json::from_slice(&command.arg("--json").output().unwrap().stdout).unwrap();
    let score = verified["liveness"]["live_score"].as_f64().unwrap() * 100.0;
    let measured = told["by_source"]["first"]["det"][0]["score"].as_f64().unwrap();
    assert!((score - measured).abs() < 1e-3, "{score} {measured}");
}

#[test]
fn a_wrong_list_is_refused_with_its_line() {
    let (folder, _) = labelled_pictures();
    let list = folder.path().join("wrong.csv");
    for (text, expected) in [
        (
            "path,label,source\na.jpg,live,s\na.jpg,alive,s\n",
            "line 3: label is \"alive\"",
        ),
        ("path,label,source\n\nmissing.jpg,live,s\n", "line 3: cannot read"),
        ("path,label\na.jpg,live\n", "line 1: there is no column \"source\""),
    ] {
        std::fs::write(&list, text).unwrap();
        let output = run(&list, &[]);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(3), "{told}");
        assert!(told.contains(expected) && output.stdout.is_empty(), "{told}");
    }
}

/// A folder with the network that Argos trains, as if an operator had brought it, declared in another way.
fn operator_folder(input: &str, output: &str) -> TempDir {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("../models");
    let shipped = std::fs::read_to_string(models.join("manifest.toml")).unwrap();
    let entry = shipped
        .split("[[model]]")
        .find(|entry| entry.contains("pad_simulated.onnx"))
        .unwrap();
    let sha256 = entry.lines().find(|line| line.starts_with("sha256 = ")).unwrap();
    let folder = TempDir::new().unwrap();
    std::fs::copy(models.join("pad_simulated.onnx"), folder.path().join("own.onnx")).unwrap();
    let manifest = format!(
        "format = 1\n[[network]]\nfile = \"own.onnx\"\ntitle = \"Network of the operator\"\n{sha256}\n\
         licence = \"none\"\ntraining_data = \"simulated\"\nweight = 3.0\n\
         [network.input]\nside = 80\ncrop_scale = 1.0\ncolours = \"rgb\"\nscale = [0.00392157, 0.00392157, 0.00392157]\n{input}\n\
         [network.output]\n{output}\n"
    );
    std::fs::write(folder.path().join("manifest.toml"), manifest).unwrap();
    folder
}

fn verified_with(folder: &Path) -> Output {
    let selfie = FacePhotograph::Obama.path().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_argos"));
    command
        .arg("verify")
        .arg("--document")
        .arg(&selfie)
        .arg("--selfie")
        .arg(&selfie)
        .arg("--json");
    command.arg("--liveness-models").arg(folder).output().unwrap()
}

#[test]
fn a_network_of_the_operator_judges_with_those_of_argos_by_its_weight() {
    // One class alone has all the probability: this network finds everybody live.
    let folder = operator_folder("layout = \"nhwc\"", "name = \"live\"\nkind = \"class_logits\"");
    let output = verified_with(folder.path());
    let told: Value = serde_json::from_slice(&output.stdout).unwrap();
    let networks = told["liveness"]["networks"].as_array().unwrap();
    assert_eq!(networks.len(), 3, "{:#}", told["liveness"]);
    assert!(
        networks[2]["model"]
            .as_str()
            .unwrap()
            .starts_with("Network of the operator (")
    );
    assert_eq!(networks[2]["live_score"], 1.0);
    let number = |value: &Value| value.as_f64().unwrap();
    let (mut sum, mut weights) = (0.0, 0.0);
    for network in networks {
        sum += number(&network["live_score"]) * number(&network["weight"]);
        weights += number(&network["weight"]);
    }
    let common = number(&told["liveness"]["live_score"]);
    assert!((common - sum / weights).abs() < 1e-5 && common > 0.75, "{common}");
    let models = told["models"].to_string();
    assert!(models.contains("Network of the operator"), "{models}");

    // The same network asked as Argos asks it says what it says there.
    let folder = operator_folder("layout = \"nhwc\"", "kind = \"probability\"");
    let told: Value = serde_json::from_slice(&verified_with(folder.path()).stdout).unwrap();
    let networks = &told["liveness"]["networks"];
    assert!((number(&networks[1]["live_score"]) - number(&networks[2]["live_score"])).abs() < 1e-4);
}

#[test]
fn a_network_that_does_not_fit_its_manifest_is_refused_before_anybody_is_judged() {
    let right = ("layout = \"nhwc\"", "kind = \"logit\"");
    for (input, output, expected) in [
        ("layout = \"nchw\"", right.1, "Network of the operator"),
        (right.0, "kind = \"logit\"\nlive_class = 2", "no class 2"),
        (right.0, "kind = \"logit\"\nname = \"absent\"", "no output absent"),
        (right.0, "kind = \"vote\"", "manifest.toml"),
    ] {
        let folder = operator_folder(input, output);
        let refused = verified_with(folder.path());
        let told = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && told.contains(expected), "{told}");
    }
    let folder = operator_folder(right.0, right.1);
    let mut bytes = std::fs::read(folder.path().join("own.onnx")).unwrap();
    *bytes.last_mut().unwrap() ^= 1;
    std::fs::write(folder.path().join("own.onnx"), bytes).unwrap();
    let told = String::from_utf8(verified_with(folder.path()).stderr).unwrap();
    assert!(told.contains("own.onnx is damaged"), "{told}");
}
