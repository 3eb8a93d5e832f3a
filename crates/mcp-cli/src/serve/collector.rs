//! The collector that spans and metrics go to.

use std::fmt;
use std::str::FromStr;

use http::Uri;
use serde::Deserialize;

/// Which collector is meant.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "Endpoint")]
pub(crate) enum Collector {
    At(Endpoint),
    /// The one that the environment names.
    OfEnvironment,
}

/// The address of a collector, without what the paths of signals are put behind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Endpoint(Box<str>);

/// The text is no such address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "expected an address such as http://127.0.0.1:4318 (for an encrypted connection, that of a collector beside this \
     server), received `{0}`"
)]
pub(crate) struct EndpointError(Box<str>);

impl From<Endpoint> for Collector {
    fn from(endpoint: Endpoint) -> Self {
        Collector::At(endpoint)
    }
}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let uri = text.parse::<Uri>().ok().filter(|uri| uri.scheme_str() == Some("http") && uri.host().is_some());
        match uri.is_some_and(|uri| uri.query().is_none()) {
            true => Ok(Endpoint(text.trim_end_matches('/').into())),
            false => Err(EndpointError(text.into())),
        }
    }
}

impl TryFrom<String> for Endpoint {
    type Error = EndpointError;

    fn try_from(text: String) -> Result<Self, EndpointError> {
        text.parse()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_http_addresses() {
        for (text, expected) in
            [("http://127.0.0.1:4318", "http://127.0.0.1:4318"), ("http://collector/base/", "http://collector/base")]
        {
            assert_eq!(text.parse::<Endpoint>().expect("an address").to_string(), expected);
        }
        for text in [
            "",
            "collector",
            "127.0.0.1:4318",
            "https://collector",
            "ftp://collector",
            "/v1",
            "http:///",
            "http://c/?a=b",
        ] {
            let refused = text.parse::<Endpoint>().expect_err(text).to_string();
            assert!(refused.ends_with(&format!("received `{text}`")), "{refused}");
        }
    }
}
