//! The form of settings apart from the policy.

use crate::dashboard::field_errors::FieldErrors;
use crate::dashboard::form::FormFields;
use argos_domain::personal::EmailAddress;
use argos_domain::project::{MailSettings, ProjectSettings};

/// The settings as typed, with what is wrong about them.
pub(super) struct GeneralForm {
    pub(super) webhook_url: String,
    pub(super) mail_approved: bool,
    pub(super) mail_rejected: bool,
    pub(super) mail_pending: bool,
    pub(super) blind_copy: String,
    pub(super) privacy_policy_url: String,
    pub(super) terms_of_use_url: String,
    pub(super) return_url: String,
    pub(super) errors: FieldErrors,
}

impl GeneralForm {
    /// The form filled with what is in force.
    pub(super) fn from_settings(settings: &ProjectSettings) -> Self {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            webhook_url: text(&settings.webhook_url),
            mail_approved: settings.mail.approved,
            mail_rejected: settings.mail.rejected,
            mail_pending: settings.mail.pending,
            blind_copy: settings
                .mail
                .blind_copy
                .as_ref()
                .map(|address| address.expose().to_owned())
                .unwrap_or_default(),
            privacy_policy_url: text(&settings.privacy_policy_url),
            terms_of_use_url: text(&settings.terms_of_use_url),
            return_url: text(&settings.return_url),
            errors: FieldErrors::default(),
        }
    }

    /// The form as sent.
    pub(super) fn from_fields(fields: &FormFields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        Self {
            webhook_url: text("webhook_url"),
            mail_approved: fields.is_ticked("mail_approved"),
            mail_rejected: fields.is_ticked("mail_rejected"),
            mail_pending: fields.is_ticked("mail_pending"),
            blind_copy: text("blind_copy"),
            privacy_policy_url: text("privacy_policy_url"),
            terms_of_use_url: text("terms_of_use_url"),
            return_url: text("return_url"),
            errors: FieldErrors::default(),
        }
    }

    /// The settings that were typed; `present` gives what the form does not show. `None` when something is wrong.
    pub(super) fn parse(&mut self, present: &ProjectSettings) -> Option<ProjectSettings> {
        let blind_copy = match self.blind_copy.as_str() {
            "" => None,
            typed => match EmailAddress::parse(typed) {
                Ok(address) => Some(address),
                Err(error) => {
                    self.errors.add("blind_copy", error.to_string());
                    None
                }
            },
        };
        let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let mut settings = present.clone();
        settings.webhook_url = filled(&self.webhook_url);
        settings.mail = MailSettings {
            approved: self.mail_approved,
            rejected: self.mail_rejected,
            pending: self.mail_pending,
            blind_copy,
        };
        settings.privacy_policy_url = filled(&self.privacy_policy_url);
        settings.terms_of_use_url = filled(&self.terms_of_use_url);
        settings.return_url = filled(&self.return_url);
        self.errors.is_empty().then_some(settings)
    }

    /// Messages that belong to none of the fields shown.
    pub(super) fn other_errors(&self) -> Vec<&str> {
        self.errors
            .elsewhere(&[
                "webhook_url",
                "blind_copy",
                "privacy_policy_url",
                "terms_of_use_url",
                "return_url",
            ])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::sample;

    fn fields(pairs: &[(&str, &str)]) -> FormFields {
        FormFields(
            pairs
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect(),
        )
    }

    #[test]
    fn settings_survive_the_form() {
        let settings = sample::project().settings;
        assert_eq!(
            GeneralForm::from_settings(&settings).parse(&ProjectSettings::default()),
            Some(settings)
        );
    }

    #[test]
    fn an_empty_field_clears_a_setting_and_an_unticked_box_switches_off() {
        let parsed = GeneralForm::from_fields(&fields(&[("mail_approved", "on"), ("webhook_url", " ")]))
            .parse(&sample::project().settings);
        let parsed = parsed.unwrap();
        assert_eq!(parsed.webhook_url, None);
        assert!(parsed.mail.approved && !parsed.mail.rejected && !parsed.mail.pending);
    }

    #[test]
    fn a_wrong_address_is_named_and_kept() {
        let mut form = GeneralForm::from_fields(&fields(&[("blind_copy", "nobody@")]));
        assert_eq!(form.parse(&ProjectSettings::default()), None);
        assert!(form.errors.at("blind_copy").is_some());
        assert_eq!(form.blind_copy, "nobody@");
    }
}
