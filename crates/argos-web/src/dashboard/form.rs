//! Forms, and the proof that a form was meant by the administrator who sends it.

use super::error_page::DashboardError;
use super::signed_in::SignedInAdministrator;
use crate::routes::{Demand, Demanded, Demands, FormProtection};
use crate::{WebConfig, WebState};
use axum::RequestExt;
use axum::extract::{Form, FromRequest, FromRequestParts, Request};
use axum::http::{HeaderMap, Uri, header};
use subtle::ConstantTimeEq;
use url::Url;

/// Name of the hidden field that carries the session's form token.
pub(super) const FORM_TOKEN: &str = "form_token";

/// The fields of a form in the order in which they were sent; names may repeat.
pub(super) struct FormFields(pub(super) Vec<(String, String)>);

impl FormFields {
    /// The first value under this name, trimmed; empty when there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.trim())
    }

    /// The first value under this name, trimmed, unless it is empty.
    pub(super) fn filled(&self, name: &str) -> Option<&str> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    /// The first value under this name exactly as it was typed, for passwords; empty when there is none.
    pub(super) fn as_typed(&self, name: &str) -> &str {
        self.0
            .iter()
            .find(|(key, _)| key == name)
            .map_or("", |(_, value)| value.as_str())
    }

    /// Whether the box of this name was ticked.
    pub(super) fn is_ticked(&self, name: &str) -> bool {
        self.0.iter().any(|(key, _)| key == name)
    }

    /// Whether the box of this name with this value was ticked.
    pub(super) fn is_ticked_with(&self, name: &str, value: &str) -> bool {
        self.0.iter().any(|(key, sent)| key == name && sent == value)
    }
}

/// A form that was given to this session and sent from this site.
pub(super) struct ProtectedForm(pub(super) FormFields);

impl Demand for ProtectedForm {
    const DEMANDS: Demands = Demands {
        caller: Demanded::Administrator,
        form: FormProtection::SessionToken,
    };
}

impl FromRequest<WebState> for ProtectedForm {
    type Rejection = DashboardError;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, DashboardError> {
        let (mut parts, body) = request.into_parts();
        let administrator = SignedInAdministrator::from_request_parts(&mut parts, state).await?;
        let OwnSiteForm(fields) = OwnSiteForm::from_request(Request::from_parts(parts, body), state).await?;
        if is_form_token_of(&administrator, fields.as_typed(FORM_TOKEN)) {
            Ok(Self(fields))
        } else {
            Err(DashboardError::ForeignForm)
        }
    }
}

/// Whether a form token is the one of this session.
pub(super) fn is_form_token_of(administrator: &SignedInAdministrator, sent: &str) -> bool {
    let expected = administrator.form_token.as_str();
    !expected.is_empty() && bool::from(sent.as_bytes().ct_eq(expected.as_bytes()))
}

/// A form sent from this site by somebody who need not be signed in.
pub(super) struct OwnSiteForm(pub(super) FormFields);

impl Demand for OwnSiteForm {
    const DEMANDS: Demands = Demands {
        caller: Demanded::Nobody,
        form: FormProtection::OwnSite,
    };
}

impl FromRequest<WebState> for OwnSiteForm {
    type Rejection = DashboardError;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, DashboardError> {
        if !comes_from_own_site(request.headers(), request.uri(), &state.config) {
            return Err(DashboardError::ForeignForm);
        }
        // A form without fields may come without a content type.
        if !request.headers().contains_key(header::CONTENT_TYPE) {
            return Ok(Self(FormFields(Vec::new())));
        }
        let Form(fields) = request
            .extract::<Form<Vec<(String, String)>>, _>()
            .await
            .map_err(|_| DashboardError::Unreadable)?;
        Ok(Self(FormFields(fields)))
    }
}

/// Whether browsers' own headers agree that the request was made by a page of this server.
///
/// `Origin: null` is what a page with a strict referrer policy sends; it counts only with `Sec-Fetch-Site: same-origin`.
/// A client without either header is no browser that could be misled.
pub(super) fn comes_from_own_site(headers: &HeaderMap, uri: &Uri, config: &WebConfig) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or("unreadable"));
    let fetch_site = text("sec-fetch-site");
    if !matches!(fetch_site, None | Some("same-origin" | "none")) {
        return false;
    }
    let Some(origin) = text(header::ORIGIN.as_str()) else {
        return true;
    };
    if origin == "null" {
        return fetch_site == Some("same-origin");
    }
    let Ok(origin) = Url::parse(origin) else { return false };
    let public = Url::parse(&config.public_url).is_ok_and(|public| public.origin() == origin.origin());
    // Reached under another name than the public one, such as an address in the local network.
    let authority = text(header::HOST.as_str()).or_else(|| uri.authority().map(|authority| authority.as_str()));
    let here = authority
        .and_then(|authority| Url::parse(&format!("{}://{authority}", origin.scheme())).ok())
        .is_some_and(|here| here.origin() == origin.origin());
    public || here
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dashboard::sample::config;

    fn accepts(headers: &[(&'static str, &str)]) -> bool {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(*name, value.parse().unwrap());
        }
        comes_from_own_site(
            &map,
            &Uri::from_static("/dashboard/sign-out"),
            &config("https://kyc.example.com"),
        )
    }

    #[test]
    fn requests_of_other_sites_are_refused() {
        assert!(accepts(&[]));
        assert!(accepts(&[
            ("origin", "https://kyc.example.com"),
            ("host", "kyc.example.com")
        ]));
        assert!(accepts(&[
            ("origin", "https://192.168.0.7:8443"),
            ("host", "192.168.0.7:8443")
        ]));
        assert!(accepts(&[("origin", "null"), ("sec-fetch-site", "same-origin")]));
        assert!(!accepts(&[("origin", "null")]));
        assert!(!accepts(&[
            ("origin", "https://evil.example"),
            ("host", "kyc.example.com")
        ]));
        assert!(!accepts(&[
            ("origin", "https://kyc.example.com.evil.example"),
            ("host", "kyc.example.com")
        ]));
        assert!(!accepts(&[
            ("origin", "https://kyc.example.com"),
            ("sec-fetch-site", "cross-site")
        ]));
        assert!(!accepts(&[("sec-fetch-site", "same-site")]));
        assert!(!accepts(&[("origin", "nonsense"), ("host", "kyc.example.com")]));
    }

    #[test]
    fn fields_are_trimmed_and_repeat() {
        let fields = FormFields(vec![
            ("a".to_owned(), " x ".to_owned()),
            ("kind".to_owned(), "one".to_owned()),
            ("kind".to_owned(), "two".to_owned()),
        ]);
        assert_eq!((fields.text("a"), fields.filled("b")), ("x", None));
        assert!(fields.is_ticked_with("kind", "two") && !fields.is_ticked_with("kind", "three"));
        assert!(fields.is_ticked("kind") && !fields.is_ticked("other"));
    }
}
