//! A detection error trade-off curve as SVG: both error rates on the scale of the normal distribution, on which the
//! curve of two normal distributions is a straight line (A. Martin et al., "The DET curve in assessment of detection
//! task performance", 1997).

use std::fmt::Write as _;

/// Width and height of the plotting area in user units.
const SIDE: f64 = 480.0;
/// Left and bottom margin, for the labels.
const MARGIN: f64 = 70.0;
/// Error rates at the ends of both axes.
const LOWEST: f64 = 1e-5;
const HIGHEST: f64 = 0.5;
/// Error rates with a line and a label.
const TICKS: [f64; 9] = [1e-5, 1e-4, 1e-3, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5];
/// Distinguishable also without colours seen as most people do (P. Okabe and K. Ito, 2008).
const COLOURS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#000000"];

/// What the two axes show.
#[derive(Debug, Clone, Copy)]
pub struct Axes {
    /// The error of accepting, from left to right.
    pub across: &'static str,
    /// The error of refusing, upwards.
    pub up: &'static str,
}

/// One curve of the plot.
#[derive(Debug)]
pub struct Curve {
    /// Name in the legend.
    pub name: String,
    /// The errors of accepting and of refusing, along the curve.
    pub points: Vec<(f64, f64)>,
    /// The operating point in use.
    pub operating_point: Option<(f64, f64)>,
}

/// The plot as an SVG document.
pub fn draw(title: &str, axes: Axes, curves: &[Curve]) -> String {
    let (width, height) = (SIDE + 2.0 * MARGIN, SIDE + 2.0 * MARGIN);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" \
         font-size=\"12\">\n<title>{0}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"white\"/>\n\
         <text x=\"{1}\" y=\"30\" text-anchor=\"middle\" font-size=\"16\">{0}</text>\n",
        escaped(title),
        width / 2.0
    );
    draw_axes(&mut svg, axes, height);
    for (index, curve) in curves.iter().enumerate() {
        let colour = COLOURS[index % COLOURS.len()];
        let points: Vec<String> = curve.points.iter().map(|point| position(*point)).collect();
        let _ = writeln!(
            svg,
            "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            points.join(" ")
        );
        if let Some(point) = curve.operating_point {
            let (x, y) = (across(point.0), down(point.1));
            let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"{colour}\"/>");
        }
        let top = MARGIN + 20.0 + 20.0 * index as f64;
        let left = MARGIN + SIDE - 160.0;
        let _ = writeln!(
            svg,
            "<rect x=\"{left}\" y=\"{:.1}\" width=\"14\" height=\"4\" fill=\"{colour}\"/><text x=\"{:.1}\" y=\"{:.1}\">{}</text>",
            top - 6.0,
            left + 20.0,
            top,
            escaped(&curve.name)
        );
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw_axes(svg: &mut String, axes: Axes, height: f64) {
    let (start, end) = (MARGIN, MARGIN + SIDE);
    for tick in TICKS {
        let (x, y) = (across(tick), down(tick));
        let label = format!("{} %", tick * 100.0);
        let _ = writeln!(
            svg,
            "<path d=\"M{x:.1} {start}V{end}M{start} {y:.1}H{end}\" stroke=\"#ccc\" fill=\"none\"/>\
             <text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{label}</text>\
             <text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{label}</text>",
            end + 18.0,
            start - 6.0,
            y + 4.0
        );
    }
    let _ = writeln!(
        svg,
        "<rect x=\"{start}\" y=\"{start}\" width=\"{SIDE}\" height=\"{SIDE}\" fill=\"none\" stroke=\"black\"/>\
         <text x=\"{0}\" y=\"{1}\" text-anchor=\"middle\">{2}</text>\
         <text transform=\"translate(16 {0}) rotate(-90)\" text-anchor=\"middle\">{3}</text>",
        MARGIN + SIDE / 2.0,
        height - 24.0,
        escaped(axes.across),
        escaped(axes.up)
    );
}

fn position((matches, non_matches): (f64, f64)) -> String {
    format!("{:.1},{:.1}", across(matches), down(non_matches))
}

fn across(rate: f64) -> f64 {
    MARGIN + SIDE * share_of_axis(rate)
}

fn down(rate: f64) -> f64 {
    MARGIN + SIDE * (1.0 - share_of_axis(rate))
}

/// Where a rate lies on an axis, 0 to 1; rates beyond the ends lie on them.
fn share_of_axis(rate: f64) -> f64 {
    let (low, high) = (normal_quantile(LOWEST), normal_quantile(HIGHEST));
    (normal_quantile(rate.clamp(LOWEST, HIGHEST)) - low) / (high - low)
}

/// Quantile of the normal distribution for probabilities up to one half, with an error under 4.5e-4 (M. Abramowitz and
/// I. Stegun, "Handbook of Mathematical Functions", 26.2.23): far below what a plot shows.
fn normal_quantile(probability: f64) -> f64 {
    let t = (-2.0 * probability.ln()).sqrt();
    let numerator = 2.515_517 + t * (0.802_853 + t * 0.010_328);
    let denominator = 1.0 + t * (1.432_788 + t * (0.189_269 + t * 0.001_308));
    -(t - numerator / denominator)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_lie_on_the_axis_as_the_normal_distribution_says() {
        assert!((normal_quantile(0.5)).abs() < 1e-3);
        assert!((normal_quantile(0.025) + 1.96).abs() < 1e-3);
        assert!((normal_quantile(1e-4) + 3.719).abs() < 1e-3);
        assert!(share_of_axis(0.0).abs() < 1e-12 && (share_of_axis(0.9) - 1.0).abs() < 1e-12);
        assert!(share_of_axis(1e-3) > share_of_axis(1e-4));
    }

    #[test]
    fn a_name_cannot_break_out_of_the_picture() {
        let curve = Curve {
            name: "<script>alert(1)</script> & co".to_owned(),
            points: vec![(1e-3, 0.1), (1e-2, 0.05)],
            operating_point: Some((1e-3, 0.1)),
        };
        let svg = draw("t", Axes { across: "a", up: "b" }, &[curve]);
        assert!(!svg.contains("<script>") && svg.contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; co"));
        assert_eq!(svg.matches("<polyline").count(), 1);
        let first = svg.split("points=\"").nth(1).unwrap().split(',').next().unwrap();
        let expected = MARGIN + SIDE * share_of_axis(1e-3);
        assert!((first.parse::<f64>().unwrap() - expected).abs() < 0.1);
    }
}
