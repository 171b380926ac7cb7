//! `argos compare`, `argos eval faces` and `argos eval duplicates` as people and scripts call them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use argos_testkit::faces::FacePhotograph;
use argos_testkit::specimen::photograph::jpeg;
use image::imageops::{FilterType, grayscale, resize, rotate90};
use image::{DynamicImage, Rgb, RgbImage};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

struct Folder(TempDir);

impl Folder {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn picture(&self, name: &str, picture: &RgbImage) -> PathBuf {
        self.write(name, &jpeg(picture, 90).unwrap())
    }

    /// As it might come from a document: grey, 56 pixels wide.
    fn small_portrait(&self, name: &str, of: FacePhotograph) -> PathBuf {
        let portrait = of.portrait().unwrap();
        let height = portrait.height() * 56 / portrait.width();
        let small = resize(&grayscale(&portrait), 56, height, FilterType::Triangle);
        self.picture(name, &DynamicImage::ImageLuma8(small).into_rgb8())
    }

    fn empty(&self, name: &str) -> PathBuf {
        self.picture(
            name,
            &RgbImage::from_fn(300, 200, |x, y| Rgb([120 + ((x / 9 + y / 7) % 3) as u8; 3])),
        )
    }
}

fn argos(arguments: &[&str]) -> Output {
    let output = Command::new(env!("CARGO_BIN_EXE_argos"))
        .args(arguments)
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!told.contains("panicked"), "{told}");
    output
}

fn answer(arguments: &[&str]) -> Value {
    let output = argos(arguments);
    assert_eq!(
        output.status.code(),
        Some(0),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Exit code 3, nothing on standard output, and what was said.
fn refusal(arguments: &[&str]) -> String {
    let output = argos(arguments);
    assert_eq!(
        output.status.code(),
        Some(3),
        "{}",
        String::from_utf8_lossy(&output.stdout)
    );
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap().trim().to_owned()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn one_person_is_one_and_two_people_are_two_also_lying_on_the_side_and_small_and_grey() {
    let folder = Folder::new();
    let obama = FacePhotograph::Obama.path().unwrap();
    let again = FacePhotograph::ObamaAgain.path().unwrap();
    let biden = FacePhotograph::Biden.path().unwrap();
    let lying = folder.picture("lying.jpg", &rotate90(&FacePhotograph::ObamaAgain.picture().unwrap()));
    let portrait = folder.small_portrait("portrait.jpg", FacePhotograph::Obama);
    let of_biden = folder.small_portrait("of-biden.jpg", FacePhotograph::Biden);
    for (a, b, is_match) in [
        (&obama, &again, true),
        (&obama, &lying, true),
        (&again, &portrait, true),
        (&obama, &biden, false),
        (&again, &of_biden, false),
    ] {
        let answer = answer(&["compare", text(a), text(b), "--json"]);
        assert_eq!(
            answer["match"],
            is_match,
            "{}, {}: {answer:#}",
            a.display(),
            b.display()
        );
        let number = |name: &str| answer[name].as_f64().unwrap();
        assert_eq!(number("similarity") >= number("threshold"), is_match);
        assert!((number("threshold") - 85.0).abs() < 1e-9);
        // Far from the threshold on either side: these are easy.
        assert!(
            if is_match {
                number("score") > 0.5
            } else {
                number("score") < 0.3
            },
            "{answer:#}"
        );
        assert_eq!(answer["faces"][0]["other_faces"], 0);
        assert!(answer["faces"][1]["box"]["width"].as_f64().unwrap() > 20.0);
    }
    let turned = answer(&["compare", text(&obama), text(&lying), "--json"]);
    assert_eq!(turned["faces"][1]["quarter_turns"], "three_quarters", "{turned:#}");
    let said = argos(&["compare", text(&obama), text(&biden)]);
    assert!(
        String::from_utf8(said.stdout)
            .unwrap()
            .starts_with("NO MATCH   similarity ")
    );
    let strict = answer(&["compare", text(&obama), text(&again), "--json", "--threshold", "100"]);
    assert_eq!(strict["match"], false);
}

#[test]
fn the_largest_of_several_faces_is_compared_and_the_others_are_told() {
    let folder = Folder::new();
    let (large, small) = (
        FacePhotograph::Obama.portrait().unwrap(),
        FacePhotograph::Biden.portrait().unwrap(),
    );
    let mut both = RgbImage::from_pixel(1100, 620, Rgb([90, 100, 110]));
    image::imageops::replace(&mut both, &large, 20, 20);
    let small = resize(&small, 300, 386, FilterType::Triangle);
    image::imageops::replace(&mut both, &small, 700, 100);
    let both = folder.picture("both.jpg", &both);
    let again = FacePhotograph::ObamaAgain.path().unwrap();
    let answer = answer(&["compare", text(&both), text(&again), "--json"]);
    assert_eq!(
        (&answer["match"], &answer["faces"][0]["other_faces"]),
        (&true.into(), &1.into()),
        "{answer:#}"
    );
}

#[test]
fn a_picture_without_a_face_or_that_is_none_is_named() {
    let folder = Folder::new();
    let obama = FacePhotograph::Obama.path().unwrap();
    let empty = folder.empty("empty.jpg");
    let said = refusal(&["compare", text(&obama), text(&empty)]);
    assert_eq!(
        said,
        format!("argos compare: {}: no face was found in the picture", empty.display())
    );
    let broken = folder.write("broken.jpg", b"\xff\xd8\xff\xe0 no picture");
    assert!(refusal(&["compare", text(&broken), text(&obama)]).contains("broken.jpg: the image is damaged"));
    let missing = folder.0.path().join("missing.jpg");
    assert!(refusal(&["compare", text(&missing), text(&obama)]).contains("cannot read"));
}

#[test]
fn error_rates_are_told_for_all_pairs_and_for_each_set() {
    let folder = Folder::new();
    for (name, photograph) in [
        ("obama_1", FacePhotograph::Obama),
        ("obama_2", FacePhotograph::ObamaAgain),
        ("biden_1", FacePhotograph::Biden),
    ] {
        folder.picture(&format!("{name}.jpg"), &photograph.portrait().unwrap());
        folder.small_portrait(&format!("grey_{name}.jpg"), photograph);
    }
    folder.empty("nobody_1.jpg");
    let list = "a,b,same,set\n\
        obama_1.jpg,obama_2.jpg,1,colour\n\
        obama_1.jpg,biden_1.jpg,0,colour\n\
        obama_2.jpg,biden_1.jpg,0,colour\n\
        grey_obama_1.jpg,obama_2.jpg,1,grey\n\
        grey_obama_1.jpg,grey_biden_1.jpg,0,grey\n\
        nobody_1.jpg,grey_biden_1.jpg,0,grey\n";
    let list = folder.write("pairs.csv", list.as_bytes());
    let plot = folder.0.path().join("det.svg");
    let told = answer(&[
        "eval",
        "faces",
        text(&list),
        "--json",
        "--cross-pairs",
        "--plot",
        text(&plot),
    ]);
    assert_eq!((&told["pairs"], &told["pictures"]), (&6.into(), &6.into()), "{told:#}");
    assert_eq!(
        (&told["fmr_at_threshold"], &told["fnmr_at_threshold"]),
        (&0.0.into(), &0.0.into())
    );
    assert_eq!((&told["tar_at_far_1e3"], &told["eer"]), (&1.0.into(), &0.0.into()));
    assert!((told["failure_to_acquire"].as_f64().unwrap() - 1.0 / 6.0).abs() < 1e-9);
    assert!(told["ms_p50"].as_f64().unwrap() > 1.0);
    assert!(
        told["fmr_at_threshold_interval"][1].as_f64().unwrap() > 0.3,
        "four pairs prove little"
    );
    assert_eq!(
        told["accuracy"],
        Value::Null,
        "six pairs are too few to choose a threshold by"
    );
    let [colour, grey] = [&told["sets"][0], &told["sets"][1]];
    assert_eq!(
        (&colour["set"], &colour["pairs"], &grey["pairs"]),
        (&"colour".into(), &3.into(), &3.into())
    );
    let crossed = &colour["cross_pairs"];
    let counted = (
        &crossed["people"],
        &crossed["pairs_of_two_people"],
        &crossed["pairs_of_one_person"],
    );
    assert_eq!(counted, (&2.into(), &2.into(), &1.into()), "{crossed:#}");
    let svg = std::fs::read_to_string(plot).unwrap();
    assert!(svg.starts_with("<svg") && svg.matches("<polyline").count() == 2);

    let table = argos(&["eval", "faces", text(&list)]);
    let table = String::from_utf8(table.stdout).unwrap();
    assert!(
        table.contains("Set grey: 1 pairs of one person, 2 of two, 4 pictures"),
        "{table}"
    );
    assert!(table.contains("0.00 % (0.00 to 48.99; 0 of 4)"), "{table}");
}

#[test]
fn a_wrong_list_is_refused_with_its_line() {
    let folder = Folder::new();
    let wrong_label = folder.write("a.csv", b"a,b,same\nx.jpg,y.jpg,1\nx.jpg,y.jpg,perhaps\n");
    let said = refusal(&["eval", "faces", text(&wrong_label)]);
    assert!(
        said.contains("a.csv: line 3: same is \"perhaps\" instead of 1 or 0"),
        "{said}"
    );
    let missing = folder.write("b.csv", b"a,b,same\n\nx.jpg,y.jpg,1\n");
    let said = refusal(&["eval", "faces", text(&missing)]);
    assert!(said.contains("line 3: cannot read") && said.contains("x.jpg"), "{said}");
    let contradiction = folder.write("c.csv", b"a,b,same\nann_1.jpg,ann_2.jpg,0\n");
    let said = refusal(&["eval", "faces", text(&contradiction), "--cross-pairs"]);
    assert!(
        said.contains("line 2: ") && said.contains("two people by the list"),
        "{said}"
    );
}

#[test]
fn people_of_a_gallery_are_found_and_strangers_are_not() {
    let folder = Folder::new();
    folder.picture("obama.jpg", &FacePhotograph::Obama.portrait().unwrap());
    folder.picture("again.jpg", &FacePhotograph::ObamaAgain.portrait().unwrap());
    folder.picture("biden.jpg", &FacePhotograph::Biden.portrait().unwrap());
    folder.empty("nobody.jpg");
    let gallery = folder.write("gallery.csv", b"id,path\n17,obama.jpg\nempty,nobody.jpg\n");
    let probes = b"path,id\nagain.jpg,17\nbiden.jpg,\nnobody.jpg,\nobama.jpg,empty\n";
    let probes = folder.write("probes.csv", probes);
    let told = answer(&["eval", "duplicates", text(&gallery), text(&probes), "--json"]);
    let counts = [
        "probes",
        "probes_in_gallery",
        "probes_not_in_gallery",
        "gallery",
        "people",
    ];
    assert_eq!(
        counts.map(|name| told[name].as_u64().unwrap()),
        [4, 2, 2, 2, 2],
        "{told:#}"
    );
    // Whoever has no face in the gallery is not found, and somebody else is: the picture is of the other one.
    assert_eq!(
        (&told["false_negative_rate"], &told["others_found_rate"]),
        (&0.5.into(), &0.5.into())
    );
    assert_eq!(
        (&told["false_positive_rate"], &told["threshold"]),
        (&0.0.into(), &90.0.into())
    );
    assert_eq!(
        (&told["failure_to_acquire"], &told["failure_to_enrol"]),
        (&0.25.into(), &0.5.into())
    );
    assert!(told["ms_p50"].as_f64().unwrap() >= 0.0);
    assert!(
        told["false_positive_rate_interval"][1].as_f64().unwrap() > 0.5,
        "two strangers prove little"
    );

    // At similarity 0 everybody is everybody's double.
    let command = ["eval", "duplicates", text(&gallery), text(&probes), "--threshold", "0"];
    let table = String::from_utf8(argos(&command).stdout).unwrap();
    assert!(
        table.contains("2 probes of people in it, 2 of others; threshold: similarity 0"),
        "{table}"
    );
    let found = table.lines().find(|line| line.contains("false positives")).unwrap();
    assert!(found.contains("50.00 % (") && found.contains("1 of 2)"), "{table}");

    let wrong = folder.write("wrong.csv", b"id,path\n17,missing.jpg\n");
    let said = refusal(&["eval", "duplicates", text(&wrong), text(&probes)]);
    assert!(
        said.contains("wrong.csv: line 2: cannot read") && said.contains("missing.jpg"),
        "{said}"
    );
}
