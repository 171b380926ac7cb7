#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use argos_vision::mrz::*;
#[test]
fn vectors() {
    let text = std::fs::read_to_string("/tmp/vectors.tsv").unwrap();
    let mut bad = 0;
    for row in text.lines() {
        let c: Vec<&str> = row.split('\t').collect();
        let lines: Vec<&str> = c[2].split('|').collect();
        let Some(format) = MrzFormat::detect(&lines) else { println!("no format {} {:?}", c[0], lines); continue };
        let read_lines: Vec<ReadLine> = lines.iter().map(|l| ReadLine::from(*l)).collect();
        let mrz = read(&read_lines, format, jiff::civil::date(2026,1,1)).unwrap();
        let ok = mrz.checks.all_pass();
        if ok.to_string() != c[1] { bad += 1; println!("{} {:?} expected {} got {:?}\n  {:?}\n  {:?} {:?}", c[0], format, c[1], mrz.checks, lines, mrz.lines, mrz); }
        assert_eq!(format!("{:?}", format).to_uppercase().replace("FRENCHIDENTITYCARD","FRAID"), c[0].replace("MRVA","MRVA"), "{lines:?}");
    }
    println!("bad {bad}");
}
