//! The two modes of elicitation: which ones a client declares, and requests of the second.

use std::fmt;

use mcp_types::{ElicitRequestUrlParams, ElicitationCapability};

use super::format::is_uri;

/// The modes of elicitation that a client declares.
///
/// # Examples
///
/// ```
/// use mcp_schema::ElicitationModes;
/// use mcp_types::ElicitationCapability;
///
/// let modes = ElicitationModes::of(&ElicitationCapability::new());
/// assert!(modes.form() && !modes.url());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ElicitationModes {
    form: bool,
    url: bool,
}

impl ElicitationModes {
    /// Reads a declared capability; a client that declares none has no modes.
    pub fn of(capability: &ElicitationCapability) -> Self {
        let (form, url) = (capability.form.is_some(), capability.url.is_some());
        // spec: ELIC-007 — with neither mode named, form mode is meant.
        let form = form || !url;
        ElicitationModes { form, url }
    }

    /// Whether the client shows forms.
    pub fn form(self) -> bool {
        self.form
    }

    /// Whether the client opens pages.
    pub fn url(self) -> bool {
        self.url
    }
}

/// A URL that an elicitation cannot ask to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum UrlError {
    /// It is not an absolute URI.
    NotUri,
    /// Its scheme is neither `https` nor `http`, so that no page would open.
    NotHttp,
}

impl fmt::Display for UrlError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UrlError::NotUri => "url: expected an absolute URI in ASCII",
            UrlError::NotHttp => "url: expected the scheme https, or http in development",
        })
    }
}

impl std::error::Error for UrlError {}

/// Makes the parameters of an elicitation in URL mode.
///
/// # Errors
///
/// [`UrlError`] where `url` is nothing that a client could open.
///
/// # Examples
///
/// ```
/// use mcp_schema::{UrlError, url_request};
///
/// let params = url_request("Connect your calendar.", "https://example.com/connect?id=42")?;
/// assert_eq!(params.url, "https://example.com/connect?id=42");
/// assert_eq!(url_request("Connect.", "example.com").unwrap_err(), UrlError::NotUri);
/// # Ok::<(), UrlError>(())
/// ```
pub fn url_request(message: impl Into<String>, url: &str) -> Result<ElicitRequestUrlParams, UrlError> {
    // spec: ELIC-015 — the mode, a message, and a URL that is one.
    if !is_uri(url) {
        return Err(UrlError::NotUri);
    }
    let scheme = url.split(':').next().unwrap_or_default();
    if !["https", "http"].iter().any(|allowed| scheme.eq_ignore_ascii_case(allowed)) {
        return Err(UrlError::NotHttp);
    }
    Ok(ElicitRequestUrlParams::new(message, url))
}

#[cfg(test)]
mod tests {
    use mcp_types::{ElicitRequestParams, JsonObject, wire};

    use super::*;

    #[test]
    fn empty_capability_means_forms_only() {
        // spec: ELIC-007
        let modes = |text| {
            let modes = ElicitationModes::of(&wire::decode::<ElicitationCapability>(text).unwrap());
            (modes.form(), modes.url())
        };
        assert_eq!(modes("{}"), (true, false));
        assert_eq!(modes(r#"{"form": {}}"#), (true, false));
        assert_eq!(modes(r#"{"url": {}}"#), (false, true));
        assert_eq!(modes(r#"{"form": {}, "url": {}}"#), (true, true));
        assert!(ElicitationModes::of(&ElicitationCapability::new().with_url(JsonObject::default())).url());
    }

    #[test]
    fn every_request_has_a_message_and_form_mode_is_the_default() {
        // spec: ELIC-010, ELIC-011, ELIC-012
        let schema = r#""requestedSchema": {"type": "object", "properties": {}}"#;
        let is_form = |text: String| {
            wire::decode::<ElicitRequestParams>(&text).map(|params| matches!(params, ElicitRequestParams::Form(_)))
        };
        assert_eq!(is_form(format!(r#"{{"message": "m", {schema}}}"#)), Ok(true));
        assert_eq!(is_form(format!(r#"{{"message": "m", "mode": "form", {schema}}}"#)), Ok(true));
        assert_eq!(is_form(r#"{"message": "m", "mode": "url", "url": "https://example.com"}"#.to_owned()), Ok(false));
        for refused in [
            format!("{{{schema}}}"),
            format!(r#"{{"message": "m", "mode": "other", {schema}}}"#),
            r#"{"message": "m", "mode": "form"}"#.to_owned(),
            r#"{"mode": "url", "url": "https://example.com"}"#.to_owned(),
        ] {
            assert!(is_form(refused.clone()).is_err(), "{refused}");
        }
    }

    #[test]
    fn only_pages_can_be_opened() {
        // spec: ELIC-015
        for (url, expected) in [
            ("", UrlError::NotUri),
            ("example.com/a", UrlError::NotUri),
            ("https://", UrlError::NotUri),
            ("https://example.com/a b", UrlError::NotUri),
            ("javascript:alert(1)", UrlError::NotHttp),
            ("file:///etc/passwd", UrlError::NotHttp),
        ] {
            assert_eq!(url_request("m", url), Err(expected), "{url}");
        }
        let params = url_request("m", "HTTPS://example.com").unwrap();
        let json = mcp_types::Json::of(&params).unwrap();
        assert_eq!(
            json,
            mcp_types::Json::parse(r#"{"mode":"url","message":"m","url":"HTTPS://example.com"}"#).unwrap()
        );
    }
}
