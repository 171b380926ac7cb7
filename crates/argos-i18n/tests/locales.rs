//! Every language says everything that English says, with the same values.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use argos_i18n::Language;
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement};

/// Key to the values that its text uses.
type Texts = BTreeMap<String, BTreeSet<String>>;

#[test]
fn every_language_has_exactly_the_keys_and_values_of_english() {
    let english = texts_of("en");
    assert!(english.len() > 50, "only {} English texts were found", english.len());
    for language in Language::ALL {
        let texts = texts_of(language.code());
        let missing: Vec<_> = english.keys().filter(|key| !texts.contains_key(*key)).collect();
        let surplus: Vec<_> = texts.keys().filter(|key| !english.contains_key(*key)).collect();
        assert!(
            missing.is_empty() && surplus.is_empty(),
            "{language} lacks {missing:?} and has {surplus:?} too much"
        );
        for (key, values) in &texts {
            assert_eq!(
                values, &english[key],
                "{language}: {key} uses other values than English"
            );
        }
    }
}

#[test]
fn languages_have_the_same_files() {
    let english = files_of("en");
    for language in Language::ALL {
        assert_eq!(files_of(language.code()), english, "{language}");
    }
}

fn folder_of(language: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("locales").join(language)
}

fn files_of(language: &str) -> BTreeSet<String> {
    let folder = fs::read_dir(folder_of(language)).unwrap();
    folder
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect()
}

fn texts_of(language: &str) -> Texts {
    let mut texts = Texts::new();
    for file in files_of(language) {
        let source = fs::read_to_string(folder_of(language).join(&file)).unwrap();
        let resource = fluent_syntax::parser::parse(source)
            .unwrap_or_else(|(_, errors)| panic!("{language}/{file} has errors: {errors:?}"));
        for entry in resource.body {
            let Entry::Message(message) = entry else { continue };
            let key = message.id.name;
            let pattern = message
                .value
                .unwrap_or_else(|| panic!("{language}/{file}: {key} has no text"));
            let mut values = BTreeSet::new();
            collect_pattern(&pattern, &mut values);
            assert!(
                texts.insert(key.clone(), values).is_none(),
                "{language}/{file}: {key} appears twice"
            );
        }
    }
    texts
}

fn collect_pattern(pattern: &Pattern<String>, values: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else {
            continue;
        };
        match expression {
            Expression::Inline(inline) => collect_inline(inline, values),
            Expression::Select { selector, variants } => {
                collect_inline(selector, values);
                variants
                    .iter()
                    .for_each(|variant| collect_pattern(&variant.value, values));
            }
        }
    }
}

fn collect_inline(inline: &InlineExpression<String>, values: &mut BTreeSet<String>) {
    match inline {
        InlineExpression::VariableReference { id } => {
            values.insert(id.name.clone());
        }
        InlineExpression::FunctionReference {
            arguments: CallArguments { positional, .. },
            ..
        } => {
            positional.iter().for_each(|argument| collect_inline(argument, values));
        }
        InlineExpression::Placeable { expression } => {
            if let Expression::Inline(inner) = expression.as_ref() {
                collect_inline(inner, values);
            }
        }
        _ => {}
    }
}
