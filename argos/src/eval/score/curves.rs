//! Curves of the report, as SVG.

use super::results::AtThreshold;
use argos_domain::score::Reliability;
use std::fmt::Write as _;

/// Width and height of the plotting area in user units.
const SIDE: f64 = 320.0;
const MARGIN: f64 = 46.0;
/// Distinguishable also without colours seen as most people do (P. Okabe and K. Ito, 2008).
const COLOURS: [&str; 4] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7"];

fn across(share: f64) -> f64 {
    MARGIN + SIDE * share
}

fn down(share: f64) -> f64 {
    MARGIN + SIDE * (1.0 - share)
}

/// An empty diagram with both axes from 0 to 100, and what `content` draws in it.
fn diagram(title: &str, x: &str, y: &str, content: impl FnOnce(&mut String)) -> String {
    let size = SIDE + 2.0 * MARGIN;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" role=\"img\" font-family=\"sans-serif\" font-size=\"11\">\n\
         <title>{title}</title>\n<rect width=\"{size}\" height=\"{size}\" fill=\"white\"/>\n"
    );
    for tick in 0..=5 {
        let share = f64::from(tick) / 5.0;
        // Writing to a string cannot fail, here and below.
        let _ = writeln!(
            svg,
            "<path d=\"M{0:.1} {1:.1}V{2:.1}M{1:.1} {3:.1}H{4:.1}\" stroke=\"#ddd\"/>\
             <text x=\"{0:.1}\" y=\"{5:.1}\" text-anchor=\"middle\">{6}</text><text x=\"{7:.1}\" y=\"{8:.1}\" text-anchor=\"end\">{6}</text>",
            across(share),
            MARGIN,
            MARGIN + SIDE,
            down(share),
            MARGIN + SIDE,
            MARGIN + SIDE + 16.0,
            tick * 20,
            MARGIN - 6.0,
            down(share) + 4.0,
        );
    }
    let _ = writeln!(
        svg,
        "<text x=\"{0}\" y=\"{1}\" text-anchor=\"middle\">{x}</text><text x=\"14\" y=\"{0}\" text-anchor=\"middle\" \
         transform=\"rotate(-90 14 {0})\">{y}</text>",
        size / 2.0,
        size - 8.0
    );
    content(&mut svg);
    svg.push_str("</svg>\n");
    svg
}

/// Share of genuine ones in each band of scores; on the diagonal a score means what it says.
pub fn reliability(found: &Reliability) -> String {
    diagram(
        "Reliability",
        "mean score of the band",
        "genuine ones among 100",
        |svg| {
            let _ = writeln!(
                svg,
                "<path d=\"M{} {}L{} {}\" stroke=\"#888\" stroke-dasharray=\"4 4\"/>",
                across(0.0),
                down(0.0),
                across(1.0),
                down(1.0)
            );
            let points: Vec<String> = found
                .bands
                .iter()
                .map(|band| format!("{:.1},{:.1}", across(band.mean_score / 100.0), down(band.genuine)))
                .collect();
            let _ = writeln!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2\"/>",
                points.join(" "),
                COLOURS[0]
            );
            for band in &found.bands {
                let _ = writeln!(
                    svg,
                    "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{:.1}\" fill=\"{}\"/>",
                    across(band.mean_score / 100.0),
                    down(band.genuine),
                    2.0 + 12.0 * band.share.sqrt(),
                    COLOURS[0]
                );
            }
        },
    )
}

/// What genuine and fraudulent submissions come to at each threshold.
pub fn thresholds(found: &[AtThreshold]) -> String {
    let share = |count: usize, of: usize| if of == 0 { 0.0 } else { count as f64 / of as f64 };
    type Curve = (&'static str, fn(&AtThreshold) -> (usize, usize));
    let curves: [Curve; 4] = [
        ("genuine, approved", |at| (at.genuine.approved, at.genuine.cases)),
        ("fraud, approved", |at| (at.fraud.approved, at.fraud.cases)),
        ("genuine, for a human", |at| (at.genuine.pending, at.genuine.cases)),
        ("fraud, for a human", |at| (at.fraud.pending, at.fraud.cases)),
    ];
    diagram("By threshold", "threshold", "of 100 submissions", |svg| {
        for (index, (name, of)) in curves.iter().enumerate() {
            let points: Vec<String> = found
                .iter()
                .map(|at| {
                    let (count, all) = of(at);
                    format!(
                        "{:.1},{:.1}",
                        across(f64::from(at.threshold) / 100.0),
                        down(share(count, all))
                    )
                })
                .collect();
            let _ = writeln!(
                svg,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{2}\" stroke-width=\"2\"/><text x=\"{3}\" y=\"{4}\" fill=\"{2}\">{1}</text>",
                points.join(" "),
                name,
                COLOURS[index],
                MARGIN + 8.0 + 160.0 * (index % 2) as f64,
                16.0 + 14.0 * (index / 2) as f64
            );
        }
    })
}
