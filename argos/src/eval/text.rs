//! `argos eval text`: how often names, dates, numbers and countries that are one are taken for two, and two for one, on
//! labelled pairs.

use super::error_rates::Share;
use super::labelled_table::{self, LabelledTable, Row};
use crate::command_line::{EvalTextArguments, TextField};
use crate::image_file::Failure;
use crate::output;
use argos_domain::comparison::{Comparison, Proof, Verdict};
use argos_domain::comparison::{compare_countries, compare_dates, compare_names, compare_numbers};
use argos_domain::country::Country;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Pairs of which it is known whether they are one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Verdicts {
    /// By [`Verdict::ALL`].
    counts: [usize; 4],
}

/// What was found on the pairs of one field, or of one kind of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Tally {
    /// Pairs that are one.
    same: Verdicts,
    /// Pairs that are two.
    different: Verdicts,
}

/// By field, and below that by kind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Tallies {
    all: Tally,
    kinds: BTreeMap<String, Tally>,
}

/// A share with its interval, for machines.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Measured {
    count: usize,
    of: usize,
    rate: Option<f64>,
    interval: Option<(f64, f64)>,
}

/// Figures of one tally, for machines.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Figures {
    /// Of what is one, taken for two.
    false_alarms: Measured,
    /// Of what is one, taken for a slip.
    slips: Measured,
    /// Of what is two, taken for one.
    passed: Measured,
    /// Of what is two, taken for a slip.
    passed_with_warning: Measured,
}

#[derive(Debug, Serialize)]
struct FieldFigures<'a> {
    all: Figures,
    kinds: BTreeMap<&'a str, Figures>,
}

impl Verdicts {
    fn add(&mut self, verdict: Verdict) {
        let place = Verdict::ALL.iter().position(|known| *known == verdict);
        if let Some(count) = place.and_then(|place| self.counts.get_mut(place)) {
            *count += 1;
        }
    }

    fn share(self, verdicts: &[Verdict]) -> Share {
        let counted = Verdict::ALL.iter().zip(self.counts);
        Share {
            count: counted
                .filter(|(verdict, _)| verdicts.contains(verdict))
                .map(|(_, count)| count)
                .sum(),
            of: self.counts.iter().sum(),
        }
    }
}

impl Tally {
    fn add(&mut self, is_same: bool, verdict: Verdict) {
        if is_same { &mut self.same } else { &mut self.different }.add(verdict);
    }

    fn false_alarms(self) -> Share {
        self.same.share(&[Verdict::Different])
    }

    fn slips(self) -> Share {
        self.same.share(&[Verdict::Slip])
    }

    fn passed(self) -> Share {
        self.different.share(&[Verdict::Same, Verdict::WrittenOtherwise])
    }

    fn passed_with_warning(self) -> Share {
        self.different.share(&[Verdict::Slip])
    }

    fn figures(self) -> Figures {
        let measured = |share: Share| Measured {
            count: share.count,
            of: share.of,
            rate: share.rate(),
            interval: share.interval(),
        };
        Figures {
            false_alarms: measured(self.false_alarms()),
            slips: measured(self.slips()),
            passed: measured(self.passed()),
            passed_with_warning: measured(self.passed_with_warning()),
        }
    }
}

/// Compares every pair and prints the figures.
pub fn measure(arguments: &EvalTextArguments) -> Result<(), Failure> {
    let table = labelled_table::read(&arguments.pairs)?;
    let mut wrong = String::new();
    let fields = tallied(&table, arguments, &mut wrong)
        .map_err(|error| Failure::Unreadable(format!("{}: {error}", arguments.pairs.display())))?;
    if arguments.json {
        let figures: BTreeMap<&str, FieldFigures<'_>> = fields
            .iter()
            .map(|(field, tallies)| (field.name(), in_figures(tallies)))
            .collect();
        let object = serde_json::to_string_pretty(&figures).map_err(|error| Failure::Broken(error.to_string()))?;
        return output::answer(&object);
    }
    let wrong = if arguments.show { wrong.as_str() } else { "" };
    output::answer(format!("{wrong}{}", report(&fields)).trim_end())
}

fn in_figures(tallies: &Tallies) -> FieldFigures<'_> {
    let kinds = tallies.kinds.iter();
    FieldFigures {
        all: tallies.all.figures(),
        kinds: kinds.map(|(kind, tally)| (kind.as_str(), tally.figures())).collect(),
    }
}

/// `wrong` gets a line for each pair that is judged against its label.
fn tallied(
    table: &[u8],
    arguments: &EvalTextArguments,
    wrong: &mut String,
) -> Result<BTreeMap<TextField, Tallies>, String> {
    let table = LabelledTable::parse(table)?;
    let [a, b, same] = arguments.columns.as_slice() else {
        return Err("three columns are expected: of both values and of the label".to_owned());
    };
    let needed = arguments.columns.join(", ");
    let (a_at, b_at, same_at) = (
        table.needed(a, &needed)?,
        table.needed(b, &needed)?,
        table.needed(same, &needed)?,
    );
    let field_at = match arguments.field {
        Some(_) => None,
        None => Some(table.needed("field", "field, unless --field names it")?),
    };
    let (kind_at, proof_at) = (table.column(&arguments.kind), table.column("proof"));
    let surname_at = table.column("surname");
    let mut fields: BTreeMap<TextField, Tallies> = BTreeMap::new();
    for row in &table.rows {
        let field = match (arguments.field, field_at) {
            (None, Some(at)) => field_of(row, row.field(at, "field")?)?,
            (field, _) => field.unwrap_or(TextField::Name),
        };
        let proof = match proof_at.map(|at| row.text(at)) {
            None | Some("" | "unproven") => Proof::Unproven,
            Some("proven") => Proof::Proven,
            Some(_) => {
                return Err(format!(
                    "line {}: column proof: proven or unproven is expected",
                    row.line
                ));
            }
        };
        let (a, b) = (row.field(a_at, a)?, row.field(b_at, b)?);
        let surname = surname_at.map(|at| row.text(at)).filter(|surname| !surname.is_empty());
        let verdict = match field {
            TextField::Name => compare_names(a, b, surname).verdict(),
            _ => compared(field, row, a, b, proof)?.verdict(),
        };
        let is_same = row.field(same_at, same)? == arguments.same.as_str();
        if is_same == (verdict == Verdict::Different) {
            let _ = writeln!(wrong, "line {}: {} {}", row.line, field.name(), verdict.name());
        }
        let tallies = fields.entry(field).or_default();
        tallies.all.add(is_same, verdict);
        if let Some(kind) = kind_at.map(|at| row.text(at)).filter(|kind| !kind.is_empty()) {
            tallies.kinds.entry(kind.to_owned()).or_default().add(is_same, verdict);
        }
    }
    if fields.is_empty() {
        return Err("no row follows the header".to_owned());
    }
    Ok(fields)
}

fn field_of(row: &Row, name: &str) -> Result<TextField, String> {
    let known = TextField::ALL.into_iter().find(|field| field.name() == name);
    known.ok_or_else(|| {
        format!(
            "line {}: column field: name, date, number or country is expected",
            row.line
        )
    })
}

fn compared(field: TextField, row: &Row, a: &str, b: &str, proof: Proof) -> Result<Comparison, String> {
    let line = row.line;
    let date = |text: &str| {
        let date: Result<Date, _> = text.parse();
        date.map_err(|_| format!("line {line}: a date is expected as year-month-day"))
    };
    let country = |text: &str| {
        Country::from_alpha3(text).map_err(|_| format!("line {line}: a country code of three letters is expected"))
    };
    Ok(match field {
        TextField::Name => compare_names(a, b, None),
        TextField::Date => compare_dates(date(a)?, date(b)?, proof),
        TextField::Number => compare_numbers(a, b, proof),
        TextField::Country => compare_countries(country(a)?, country(b)?),
    })
}

fn report(fields: &BTreeMap<TextField, Tallies>) -> String {
    let mut text = String::new();
    for (field, tallies) in fields {
        let _ = writeln!(text, "{}", field.name());
        lines(&mut text, "all", tallies.all);
        for (kind, tally) in &tallies.kinds {
            lines(&mut text, kind, *tally);
        }
    }
    text
}

fn lines(text: &mut String, kind: &str, tally: Tally) {
    for (what, share) in [
        ("one, taken for two", tally.false_alarms()),
        ("one, taken for a slip", tally.slips()),
        ("two, taken for one", tally.passed()),
        ("two, taken for a slip", tally.passed_with_warning()),
    ] {
        let (Some(rate), Some((low, high))) = (share.rate(), share.interval()) else {
            continue;
        };
        let _ = writeln!(
            text,
            "  {kind:<34} {what:<22} {} of {} = {:.1} % (95 %: {:.1} to {:.1})",
            share.count,
            share.of,
            100.0 * rate,
            100.0 * low,
            100.0 * high
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(columns: &str, field: Option<TextField>) -> EvalTextArguments {
        EvalTextArguments {
            pairs: "pairs.csv".into(),
            field,
            columns: columns.split(',').map(str::to_owned).collect(),
            kind: "kind".to_owned(),
            same: "yes".to_owned(),
            json: false,
            show: false,
        }
    }

    #[test]
    fn pairs_are_counted_by_field_kind_and_label() {
        let table = "field,a,b,same,kind,proof\n\
                     name,MUELLER ANNA,Anna Müller,yes,spelling,\n\
                     name,MUELLER ANNA,Bob Miller,no,person,\n\
                     number,L01X00T47,LO1X00T47,no,letters,proven\n\
                     number,L01X00T47,LO1X00T47,yes,letters,unproven\n\
                     date,1974-08-12,1974-12-08,yes,,\n\
                     country,GBR,GBN,yes,,\n\
                     name,ERIKSSON ANNA,Anna Erikson,no,letter,\n";
        let mut wrong = String::new();
        let fields = tallied(table.as_bytes(), &arguments("a,b,same", None), &mut wrong).unwrap();
        assert_eq!(wrong, "line 8: name slip\n");
        let name = &fields[&TextField::Name];
        assert_eq!((name.all.false_alarms().of, name.all.passed().count), (1, 0));
        let number = fields[&TextField::Number].kinds["letters"];
        assert_eq!((number.slips().count, number.passed_with_warning().count), (1, 0));
        assert_eq!(fields[&TextField::Date].all.slips().count, 1);
        assert_eq!(fields[&TextField::Country].all.false_alarms().count, 0);
        let text = report(&fields);
        assert!(
            text.contains("one, taken for a slip  1 of 1 = 100.0 % (95 %: 20.7 to 100.0)"),
            "{text}"
        );
    }

    #[test]
    fn columns_of_other_lists_are_named() {
        let table = "name_a,name_b,label\nAnna Li,Li Anna,match\nAnna Li,Bo Li,non_match\n";
        let arguments = EvalTextArguments {
            same: "match".to_owned(),
            ..arguments("name_a,name_b,label", Some(TextField::Name))
        };
        let fields = tallied(table.as_bytes(), &arguments, &mut String::new()).unwrap();
        let all = fields[&TextField::Name].all;
        assert_eq!((all.false_alarms().of, all.passed().of), (1, 1));
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        let wrong =
            |table: &str| tallied(table.as_bytes(), &arguments("a,b,same", None), &mut String::new()).unwrap_err();
        assert!(wrong("a,b,same\nx,y,no\n").contains("\"field\""));
        assert!(wrong("field,a,b,same\nzodiac,x,y,no\n").starts_with("line 2: column field"));
        assert!(wrong("field,a,b,same\ndate,x,y,no\n").contains("year-month-day"));
        assert!(wrong("field,a,b,same,proof\nname,x,y,no,maybe\n").contains("proven"));
        assert_eq!(wrong("field,a,b,same\n"), "no row follows the header");
    }
}
