//! A form with one file, given to this session and sent from this site.

use super::error_page::DashboardError;
use super::form::{FORM_TOKEN, comes_from_own_site, is_form_token_of};
use super::signed_in::SignedInAdministrator;
use crate::WebState;
use crate::routes::{Demand, Demanded, Demands, FormProtection};
use axum::RequestExt;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};

/// Fields that are looked at: more have no place in such a form.
const MOST_FIELDS: usize = 4;

/// The file of a form that was given to this session and sent from this site. How large it may be, the route's body
/// limit says.
pub(super) struct ProtectedUpload(pub(super) Vec<u8>);

impl Demand for ProtectedUpload {
    const DEMANDS: Demands = Demands {
        caller: Demanded::Administrator,
        form: FormProtection::SessionToken,
    };
}

impl FromRequest<WebState> for ProtectedUpload {
    type Rejection = DashboardError;

    async fn from_request(request: Request, state: &WebState) -> Result<Self, DashboardError> {
        let (mut parts, body) = request.into_parts();
        let administrator = SignedInAdministrator::from_request_parts(&mut parts, state).await?;
        if !comes_from_own_site(&parts.headers, &parts.uri, &state.config) {
            return Err(DashboardError::ForeignForm);
        }
        let mut form = Request::from_parts(parts, body)
            .extract::<Multipart, _>()
            .await
            .map_err(|_| DashboardError::ForeignForm)?;
        let (mut is_known, mut file) = (false, Vec::new());
        for _ in 0..MOST_FIELDS {
            let Some(field) = form.next_field().await.map_err(|_| DashboardError::Unreadable)? else {
                break;
            };
            let is_token = field.name() == Some(FORM_TOKEN);
            let value = field.bytes().await.map_err(|_| DashboardError::Unreadable)?;
            if is_token {
                is_known = std::str::from_utf8(&value).is_ok_and(|sent| is_form_token_of(&administrator, sent));
            } else if !is_known {
                // The token stands before the file: nobody else's file is read.
                return Err(DashboardError::ForeignForm);
            } else {
                file = value.to_vec();
            }
        }
        if is_known {
            Ok(Self(file))
        } else {
            Err(DashboardError::ForeignForm)
        }
    }
}
