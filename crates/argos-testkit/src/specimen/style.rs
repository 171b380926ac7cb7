//! How a document looks: colours, patterns, fonts, and where things stand.

use super::chance::Chance;
use super::language::Language;
use super::lettering::Typeface;
use image::Rgb;
use jiff::civil::Date;

/// Pattern behind the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pattern {
    /// Nothing.
    Plain,
    /// Two families of waves that cross.
    Guilloche,
    /// Straight slanting lines.
    Hatching,
    /// Circles around a point.
    Rings,
    /// A grid of dots.
    Dots,
    /// Wide soft bands of colour.
    Bands,
}

/// How dates are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DateStyle {
    /// `12 AUG 1974`, the month in the first language.
    MonthName,
    /// `12 AUG/AOÛT 1974`, the month in the first two languages.
    TwoMonthNames,
    /// `12.08.1974`.
    Dots,
    /// `12/08/1974`.
    Slashes,
    /// `12 08 1974`.
    Spaces,
    /// `12-08-1974`.
    Hyphens,
    /// `1974-08-12`.
    YearFirst,
}

impl DateStyle {
    pub(super) fn write(self, date: Date, languages: &[Language]) -> String {
        let (day, month, year) = (date.day(), date.month(), date.year());
        let name = |language: Option<&Language>| language.unwrap_or(&Language::English).month(month.unsigned_abs());
        match self {
            Self::MonthName => format!("{day:02} {} {year}", name(languages.first())),
            Self::TwoMonthNames => {
                let (first, second) = (name(languages.first()), name(languages.get(1)));
                format!("{day:02} {first}/{second} {year}")
            }
            Self::Dots => format!("{day:02}.{month:02}.{year}"),
            Self::Slashes => format!("{day:02}/{month:02}/{year}"),
            Self::Spaces => format!("{day:02} {month:02} {year}"),
            Self::Hyphens => format!("{day:02}-{month:02}-{year}"),
            Self::YearFirst => format!("{year}-{month:02}-{day:02}"),
        }
    }
}

/// Colours of a document, light enough behind the text to be read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Palette {
    pub paper: Rgb<u8>,
    pub tint: Rgb<u8>,
    pub pattern: Rgb<u8>,
    pub label: Rgb<u8>,
    pub title: Rgb<u8>,
    pub ink: Rgb<u8>,
}

const PALETTES: [Palette; 7] = [
    palette(
        [236, 238, 228],
        [222, 232, 226],
        [176, 198, 204],
        [70, 84, 110],
        [30, 54, 104],
    ),
    palette(
        [240, 232, 222],
        [236, 216, 206],
        [214, 180, 170],
        [120, 60, 60],
        [130, 30, 40],
    ),
    palette(
        [228, 238, 230],
        [208, 230, 214],
        [160, 200, 172],
        [40, 90, 64],
        [20, 84, 56],
    ),
    palette(
        [232, 236, 246],
        [212, 222, 244],
        [170, 184, 222],
        [60, 70, 130],
        [36, 40, 120],
    ),
    palette(
        [244, 240, 226],
        [242, 230, 190],
        [224, 204, 150],
        [104, 88, 50],
        [110, 80, 20],
    ),
    palette(
        [240, 234, 242],
        [232, 216, 238],
        [206, 178, 214],
        [98, 60, 110],
        [90, 30, 100],
    ),
    palette(
        [238, 238, 238],
        [226, 228, 230],
        [196, 200, 204],
        [84, 84, 88],
        [30, 30, 34],
    ),
];

const fn palette(paper: [u8; 3], tint: [u8; 3], pattern: [u8; 3], label: [u8; 3], title: [u8; 3]) -> Palette {
    Palette {
        paper: Rgb(paper),
        tint: Rgb(tint),
        pattern: Rgb(pattern),
        label: Rgb(label),
        title: Rgb(title),
        ink: Rgb([28, 30, 38]),
    }
}

/// Everything about the look that is not content. Lengths in millimetres.
#[derive(Debug, Clone)]
pub(super) struct Style {
    pub palette: Palette,
    pub pattern: Pattern,
    /// 0 to 1.
    pub pattern_strength: f32,
    /// Whether the pattern goes on, more faintly, behind the zone.
    pub pattern_behind_zone: bool,
    /// The title stands in a band of the title's colour.
    pub title_in_band: bool,
    pub portrait_left: bool,
    pub portrait_grey: bool,
    /// A second, faint and small portrait.
    pub ghost: bool,
    pub signature: bool,
    pub label_face: Typeface,
    pub value_face: Typeface,
    /// Height of capital letters of labels and values.
    pub label_height: f32,
    pub value_height: f32,
    /// Labels stand before their values, not above them.
    pub labels_inline: bool,
    pub labels_capital: bool,
    /// Labels are numbered, as in some passports.
    pub labels_numbered: bool,
    pub separator: &'static str,
    /// How many languages label a field.
    pub languages: usize,
    pub values_capital: bool,
    pub dates: DateStyle,
    /// Height of the zone's capital letters; the standard wants about 2.4 to 2.6.
    pub zone_height: f32,
    /// How far the zone's ink spreads beyond the thin strokes of the font.
    pub zone_spread: f32,
    /// Brightness of the zone's ink, 0 black.
    pub zone_ink: u8,
}

impl Style {
    pub(super) fn invented(small: bool, languages: usize, chance: &mut Chance) -> Self {
        use Typeface::{Machine, Mono, MonoBold, Sans, SansBold, Serif, SerifBold};
        let factor = if small { 0.86 } else { 1.0 };
        Self {
            palette: *chance.pick(&PALETTES),
            pattern: *chance.pick(&[
                Pattern::Plain,
                Pattern::Guilloche,
                Pattern::Guilloche,
                Pattern::Hatching,
                Pattern::Rings,
                Pattern::Dots,
                Pattern::Bands,
            ]),
            pattern_strength: chance.between((0.25, 0.75)),
            pattern_behind_zone: chance.happens(0.4),
            title_in_band: chance.happens(0.3),
            portrait_left: chance.happens(0.75),
            portrait_grey: chance.happens(0.3),
            ghost: chance.happens(0.35),
            signature: chance.happens(0.4),
            label_face: *chance.pick(&[Sans, Sans, Serif, SansBold]),
            value_face: *chance.pick(&[Sans, SansBold, SansBold, Serif, SerifBold, Mono, MonoBold, Machine]),
            label_height: factor * chance.between((1.15, 1.5)),
            value_height: factor * chance.between((1.9, 2.3)),
            labels_inline: !small && chance.happens(0.15),
            labels_capital: chance.happens(0.2),
            labels_numbered: chance.happens(0.12),
            separator: *chance.pick(&[" / ", "/", " · "]),
            languages: 1 + chance.below(languages.clamp(1, 3)),
            values_capital: chance.happens(0.8),
            dates: *chance.pick(&[
                DateStyle::MonthName,
                DateStyle::TwoMonthNames,
                DateStyle::Dots,
                DateStyle::Dots,
                DateStyle::Slashes,
                DateStyle::Spaces,
                DateStyle::Hyphens,
                DateStyle::YearFirst,
            ]),
            zone_height: chance.between((2.35, 2.6)),
            zone_spread: chance.between((0.0, 0.1)),
            zone_ink: chance.between((10.0, 60.0)) as u8,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_written_in_the_styles_of_documents() {
        let date = jiff::civil::date(1974, 8, 2);
        let languages = [Language::French, Language::English];
        assert_eq!(DateStyle::TwoMonthNames.write(date, &languages), "02 AOÛT/AUG 1974");
        assert_eq!(DateStyle::MonthName.write(date, &[]), "02 AUG 1974");
        assert_eq!(DateStyle::YearFirst.write(date, &languages), "1974-08-02");
    }
}
