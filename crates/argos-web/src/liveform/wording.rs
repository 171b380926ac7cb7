//! The language of a reader, and the texts of the Liveform in it.

use super::query::Query;
use argos_domain::clock::Timestamp;
use argos_i18n::{Language, TextValue, text};
use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;
use serde_json::{Map, Value};
use std::time::Duration;

/// Texts that the scripts use: the keys after `liveform-`, by the part after `script-` or, for labels shared with the
/// page, as they are.
const SCRIPT_TEXTS: [&str; 47] = [
    "script-step-of",
    "script-capture-any",
    "script-capture-front",
    "script-capture-back",
    "script-capture-passport",
    "script-capture-selfie",
    "script-guide-any",
    "script-guide-front",
    "script-guide-back",
    "script-guide-passport",
    "script-guide-selfie",
    "script-manual",
    "script-taken",
    "script-hint-hold_still",
    "script-hint-nothing_found-document",
    "script-hint-nothing_found-selfie",
    "script-hint-too_far",
    "script-hint-too_close",
    "script-hint-cut_off",
    "script-hint-blurred",
    "script-hint-too_dark",
    "script-hint-too_bright",
    "script-hint-glare",
    "script-hint-off_centre",
    "script-hint-several_faces",
    "script-hint-turn_to_camera",
    "script-uploading",
    "script-working",
    "script-countries-found",
    "script-countries-none",
    "script-suggested",
    "script-all-countries",
    "script-required-country",
    "script-required-kind",
    "script-required-email",
    "script-required-consent",
    "script-required-field",
    "script-file-too-large",
    "script-file-wrong-kind",
    "script-offline",
    "script-wait",
    "script-unexpected",
    "field-read",
    "field-missing",
    "field-optional",
    "camera-heading",
    "file-heading",
];
/// Reasons for which a camera cannot be used, `script-camera-…`.
const CAMERA_PROBLEMS: [&str; 5] = ["refused", "absent", "taken", "insecure", "failed"];
/// What the person is told to do by active liveness, `script-prompt-…`: the prompts of the challenge, and its end.
const PROMPTS: [&str; 12] = [
    "face_the_camera",
    "one_face_only",
    "closer_to_camera",
    "farther_away",
    "more_light",
    "turn_left",
    "turn_right",
    "look_up",
    "blink",
    "come_closer",
    "back_to_centre",
    "passed",
];
/// Movements that are asked for a second time in other words, `script-more-…`, when they are not recognised.
const MORE: [&str; 5] = ["turn_left", "turn_right", "look_up", "blink", "come_closer"];
/// Values that scripts put into texts; they stay `{name}` in what the scripts are given.
const SCRIPT_VALUES: [(&str, &str); 6] = [
    ("number", "{number}"),
    ("count", "{count}"),
    ("name", "{name}"),
    ("percent", "{percent}"),
    ("seconds", "{seconds}"),
    ("attempts", "{attempts}"),
];

/// A reader's language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wording(pub(super) Language);

impl Wording {
    /// By the address, else by the browser's wish.
    pub(super) fn of(query: Option<&Query>, headers: &HeaderMap) -> Self {
        let parameter = query.and_then(|query| query.get("lang"));
        let header = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        Self(Language::choose(parameter, header))
    }

    /// The text `liveform-{key}`.
    pub(super) fn text(self, key: &str) -> String {
        text(self.0, &format!("liveform-{key}"), &[])
    }

    /// The text `liveform-{key}` that names the project.
    pub(super) fn project_text(self, key: &str, project: &str) -> String {
        text(self.0, &format!("liveform-{key}"), &[("project", project.into())])
    }

    /// The text `liveform-{key}` that names a moment, in UTC to the minute; where it starts within a minute, the next.
    pub(super) fn moment_text(self, key: &str, moment: Timestamp) -> String {
        let minute = moment.plus(Duration::from_micros(59_999_999)).to_string();
        let date = minute.get(..10).unwrap_or_default().to_owned();
        let time = minute.get(11..16).unwrap_or_default().to_owned();
        text(
            self.0,
            &format!("liveform-{key}"),
            &[("date", date.as_str().into()), ("time", time.as_str().into())],
        )
    }

    /// How many attempts are left, as a sentence.
    pub(super) fn attempts_left(self, attempts: u8) -> String {
        text(self.0, "liveform-attempts-left", &[("attempts", attempts.into())])
    }

    /// The texts for the scripts.
    pub(super) fn script_texts(self) -> Map<String, Value> {
        let values: Vec<(&'static str, TextValue<'_>)> = SCRIPT_VALUES
            .iter()
            .map(|(name, placeholder)| (*name, (*placeholder).into()))
            .collect();
        let camera = CAMERA_PROBLEMS.iter().map(|reason| format!("script-camera-{reason}"));
        let prompts = PROMPTS.iter().map(|prompt| format!("script-prompt-{prompt}"));
        let more = MORE.iter().map(|movement| format!("script-more-{movement}"));
        let keys = SCRIPT_TEXTS
            .iter()
            .map(|key| (*key).to_owned())
            .chain(camera)
            .chain(prompts)
            .chain(more);
        keys.map(|key| {
            let found = text(self.0, &format!("liveform-{key}"), &values);
            (
                key.strip_prefix("script-").unwrap_or(&key).to_owned(),
                Value::String(found),
            )
        })
        .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argos_domain::challenge::{ChallengeFailure, Movement, Prompt};

    #[test]
    fn every_script_text_exists_in_every_language() {
        for language in Language::ALL {
            for (key, value) in Wording(*language).script_texts() {
                let value = value.as_str().unwrap_or_default().to_owned();
                assert!(
                    !value.is_empty() && !value.starts_with("liveform-"),
                    "{language}: {key}"
                );
            }
        }
        let texts = Wording(Language::English).script_texts();
        assert_eq!(texts["wait"], "You can try again in {seconds} seconds.");
    }

    #[test]
    fn every_prompt_has_a_text_and_a_sign_and_every_failure_an_advice() {
        let sign = include_str!("../../templates/liveform/screens_liveness.html");
        let style = include_str!("../../assets/liveform/liveness.css");
        let single = [
            Prompt::FaceTheCamera,
            Prompt::OneFaceOnly,
            Prompt::CloserToCamera,
            Prompt::FartherAway,
            Prompt::MoreLight,
            Prompt::BackToCentre,
        ];
        for prompt in single.into_iter().chain(Movement::ALL.map(Prompt::Do)) {
            let name = prompt.name();
            assert!(PROMPTS.contains(&name), "{name}");
            assert_eq!(
                MORE.contains(&name),
                matches!(prompt, Prompt::Do(_)),
                "{name}: a movement can be asked for in other words"
            );
            let mut parts = sign
                .split("data-for=\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next());
            assert!(
                parts.any(|names| names.split(' ').any(|known| known == name)),
                "{name} has no sign"
            );
            assert!(
                style.contains(&format!("[data-for~=\"{name}\"]")),
                "the sign of {name} is never shown"
            );
        }
        for language in Language::ALL {
            for failure in ChallengeFailure::ALL {
                let advice = Wording(*language).text(&format!("failure-{}", failure.name()));
                assert!(!advice.starts_with("liveform-"), "{language}: {advice}");
            }
        }
    }

    #[test]
    fn the_scripts_ask_for_no_text_that_they_are_not_given() {
        let texts = Wording(Language::English).script_texts();
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/liveform");
        let mut asked = 0;
        for file in std::fs::read_dir(folder).unwrap() {
            let path = file.unwrap().path();
            if path.extension().is_none_or(|extension| extension != "js") {
                continue;
            }
            let source = std::fs::read_to_string(&path).unwrap().replace("getContext", "");
            for key in source
                .split("text(\"")
                .skip(1)
                .filter_map(|rest| rest.split('"').next())
            {
                asked += 1;
                assert!(texts.contains_key(key), "{}: {key}", path.display());
            }
        }
        assert!(asked > 10, "only {asked} texts were found in the scripts");
    }
}
