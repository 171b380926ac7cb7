//! The letter thorn, which is easily read as P, put back where the machine readable zone has TH for it.

use super::fold::fold_words;
use super::printed::{PrintedField, PrintedFields};
use crate::mrz::Mrz;

/// Puts thorns back in the printed names of a page with this zone.
pub(super) fn restore_thorns(fields: &mut PrintedFields, mrz: &Mrz) {
    let names = [
        (&mut fields.surname, &mrz.surname),
        (&mut fields.given_names, &mrz.given_names),
    ];
    for (printed, zone) in names {
        if let (Some(PrintedField { value, .. }), Some(zone)) = (printed, zone.value.as_deref()) {
            *value = with_thorns(value, zone);
        }
    }
}

/// The printed name with a thorn for the first letter of each word that was read as P, where the zone has that word with
/// TH and none with P.
fn with_thorns(printed: &str, zone: &str) -> String {
    let zone = fold_words(zone);
    let has = |word: &str| zone.contains(&fold_words(word).concat());
    let words = printed.split(' ').map(|word| {
        let rest = word.strip_prefix(['P', 'p']);
        let with_thorn = rest.map(|rest| format!("\u{de}{rest}"));
        with_thorn
            .filter(|thorn| !has(word) && has(thorn))
            .unwrap_or_else(|| word.to_owned())
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thorn_read_as_p_is_put_back_where_the_zone_tells_it() {
        assert_eq!(with_thorns("Søs pórdís", "SOES THORDIS"), "Søs Þórdís");
        assert_eq!(with_thorns("PÓR", "THOR"), "ÞÓR");
        for (printed, zone) in [
            ("PAUL", "PAUL"),
            ("PAUL", "THOMAS"),
            ("Pór", "POR"),
            ("", "THOR"),
            ("P", "TH"),
        ] {
            let expected = if printed == "P" { "Þ" } else { printed };
            assert_eq!(with_thorns(printed, zone), expected, "{printed} {zone}");
        }
    }
}
