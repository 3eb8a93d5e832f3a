//! Which web origins may call a server, against pages that use a visitor's browser to reach it.
//!
//! | rule | admits |
//! | --- | --- |
//! | `https://app.example` | that scheme and host, on the scheme's default port |
//! | `https://app.example:8443` | that scheme, host and port |
//! | `http://localhost:*` | that scheme and host, any port |
//! | `null` | the opaque origin of sandboxed frames and local files |
//!
//! Requests without `Origin` do not come from a page and are admitted.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::{self, FromStr};

use http::HeaderMap;
use http::header::ORIGIN;

use crate::field::Field;
use crate::host::{Authority, Host, Port, RuleError, parse_rules, write_list};

/// One entry of [`OriginRules`].
///
/// # Examples
///
/// ```
/// use mcp_transport_http::origin::OriginRule;
///
/// assert_eq!("https://App.Example:443".parse::<OriginRule>()?.to_string(), "https://app.example");
/// assert!("https://app.example/".parse::<OriginRule>().is_err());
/// # Ok::<(), mcp_transport_http::host::RuleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginRule(Repr);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Repr {
    Null,
    Tuple { scheme: Box<str>, host: Host<Box<str>>, port: PortRule },
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum PortRule {
    Any,
    Default,
    // Invariant: not the default port of the scheme, which is `Default`.
    Only(u16),
}

impl OriginRule {
    fn admits(&self, origin: &Origin<'_>) -> bool {
        match (&self.0, origin) {
            (Repr::Null, Origin::Null) => true,
            (
                Repr::Tuple { scheme, host, port },
                Origin::Tuple { scheme: other_scheme, host: other_host, port: other_port },
            ) => {
                (*port == PortRule::Any || port == other_port)
                    && scheme.eq_ignore_ascii_case(other_scheme)
                    && host.is(other_host)
            }
            _ => false,
        }
    }
}

impl FromStr for OriginRule {
    type Err = RuleError;

    /// Reads `null`, `scheme://host`, `scheme://host:port` or `scheme://host:*`.
    ///
    /// # Errors
    ///
    /// [`RuleError`] if the text is anything else, such as a URL with a path.
    fn from_str(rule: &str) -> Result<Self, RuleError> {
        match Origin::parse(rule).map_err(|reason| RuleError::new(rule, reason))? {
            Origin::Null => Ok(OriginRule(Repr::Null)),
            Origin::Tuple { scheme, host, port } => {
                Ok(OriginRule(Repr::Tuple { scheme: scheme.to_ascii_lowercase().into(), host: host.to_owned(), port }))
            }
        }
    }
}

impl fmt::Display for OriginRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Null => f.write_str("null"),
            Repr::Tuple { scheme, host, port } => match port {
                PortRule::Any => write!(f, "{scheme}://{host}:*"),
                PortRule::Default => write!(f, "{scheme}://{host}"),
                PortRule::Only(port) => write!(f, "{scheme}://{host}:{port}"),
            },
        }
    }
}

/// The origins that may call a server.
///
/// # Examples
///
/// ```
/// use mcp_transport_http::origin::OriginRules;
///
/// let rules = OriginRules::parse(["https://app.example", "http://localhost:*"])?;
/// assert_eq!(rules.to_string(), "https://app.example, http://localhost:*");
///
/// let error = OriginRules::parse(["app.example"]).unwrap_err();
/// assert_eq!(error.to_string(), "rule not understood: `app.example`: an origin starts with a scheme and `://`");
/// # Ok::<(), mcp_transport_http::host::RuleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginRules {
    // `None` admits every origin that is well formed.
    rules: Option<Box<[OriginRule]>>,
}

impl OriginRules {
    /// Admits pages served by the machine itself: `localhost`, `127.0.0.1` and `[::1]`, over `http` or `https`, any port.
    pub fn loopback() -> Self {
        let hosts = || [Host::Name("localhost".into()), Host::V4(Ipv4Addr::LOCALHOST), Host::V6(Ipv6Addr::LOCALHOST)];
        let rules = ["http", "https"].into_iter().flat_map(|scheme| {
            hosts().map(|host| OriginRule(Repr::Tuple { scheme: scheme.into(), host, port: PortRule::Any }))
        });
        OriginRules { rules: Some(rules.collect()) }
    }

    /// Admits no page at all, only programs that send no `Origin`.
    pub fn none() -> Self {
        OriginRules { rules: Some(Box::default()) }
    }

    /// Admits every page of the web whose origin is well formed and not `null`.
    ///
    /// Only for public servers that demand credentials which a browser does not send by itself.
    pub fn any() -> Self {
        OriginRules { rules: None }
    }

    /// Admits what one of the rules admits.
    ///
    /// # Errors
    ///
    /// [`RuleError`] for the first rule that is not an [`OriginRule`], or the first beyond
    /// [`MAX_RULES`](crate::limits::MAX_RULES).
    pub fn parse<R: AsRef<str>>(rules: impl IntoIterator<Item = R>) -> Result<Self, RuleError> {
        Ok(OriginRules { rules: Some(parse_rules(rules)?) })
    }

    /// Judges the origin of a request; what is admitted is given back as it was sent.
    // spec: HTTP-002 — the origin of every request is looked at, whatever the request is.
    pub(crate) fn admit<'h>(&self, headers: &'h HeaderMap) -> Result<Option<&'h [u8]>, OriginFault<'h>> {
        match Field::of(headers, &ORIGIN) {
            Field::Absent => Ok(None),
            Field::Repeated => Err(OriginFault::Repeated),
            Field::One(text) if self.admits(text) => Ok(Some(text)),
            // spec: HTTP-003 — an origin that is there and not allowed is refused.
            Field::One(received) => Err(OriginFault::NotAllowed { received }),
        }
    }

    fn admits(&self, text: &[u8]) -> bool {
        let Some(origin) = Origin::read(text) else { return false };
        match &self.rules {
            None => origin != Origin::Null,
            Some(rules) => rules.iter().any(|rule| rule.admits(&origin)),
        }
    }
}

impl fmt::Display for OriginRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rules {
            None => f.write_str("any"),
            Some(rules) => write_list(f, rules),
        }
    }
}

/// Why an origin is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OriginFault<'h> {
    NotAllowed { received: &'h [u8] },
    Repeated,
}

/// An origin as it stands in `Origin`, or in a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin<'a> {
    Null,
    Tuple { scheme: &'a str, host: Host<&'a str>, port: PortRule },
}

impl<'a> Origin<'a> {
    fn parse(text: &'a str) -> Result<Self, &'static str> {
        if text == "null" {
            return Ok(Origin::Null);
        }
        let (scheme, rest) = text.split_once("://").ok_or("an origin starts with a scheme and `://`")?;
        if !is_scheme(scheme) {
            return Err("the scheme has characters that no scheme has");
        }
        if rest.contains(['/', '?', '#']) {
            return Err("an origin ends after the host and the port");
        }
        let authority = Authority::parse(rest)?;
        let port = match authority.port {
            Port::Any => PortRule::Any,
            Port::Absent => PortRule::Default,
            Port::Number(port) if Some(port) == default_port(scheme) => PortRule::Default,
            Port::Number(port) => PortRule::Only(port),
        };
        Ok(Origin::Tuple { scheme, host: authority.host, port })
    }

    /// Reads what a peer sent, where the wildcard of rules means nothing.
    fn read(text: &'a [u8]) -> Option<Self> {
        let origin = Self::parse(str::from_utf8(text).ok()?).ok()?;
        (!matches!(origin, Origin::Tuple { port: PortRule::Any, .. })).then_some(origin)
    }
}

fn is_scheme(scheme: &str) -> bool {
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn default_port(scheme: &str) -> Option<u16> {
    [("http", 80), ("https", 443)].into_iter().find(|(name, _)| scheme.eq_ignore_ascii_case(name)).map(|(_, port)| port)
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn admits(rules: &OriginRules, origins: &[&str]) -> bool {
        let headers = origins.iter().map(|origin| (ORIGIN, HeaderValue::from_str(origin).unwrap())).collect::<Vec<_>>();
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(name, value);
        }
        rules.admit(&map).is_ok()
    }

    #[test]
    fn loopback_admits_pages_of_the_machine_itself() {
        // spec: HTTP-002, HTTP-003
        let rules = OriginRules::loopback();
        assert!(admits(&rules, &[]), "a program, not a page");
        for origin in [
            "http://localhost",
            "http://localhost:3000",
            "https://LOCALHOST:1",
            "HTTP://127.0.0.1:80",
            "http://[::1]:5173",
        ] {
            assert!(admits(&rules, &[origin]), "{origin}");
        }
        for origin in [
            "http://evil.example.com",
            "http://localhost.evil.com",
            "http://localhost@evil.com",
            "null",
            "",
            "localhost",
            "ftp://localhost",
            "http://localhost/",
            "http://localhost:*",
            "http://localhost:99999",
            "http://",
            "http:localhost",
            "http://localhost http://localhost",
            "http://localhost,http://localhost",
            "://localhost",
            "http://127.0.0.2",
        ] {
            assert!(!admits(&rules, &[origin]), "{origin}");
        }
        assert!(!admits(&rules, &["http://localhost", "http://localhost"]), "twice");
    }

    #[test]
    fn scheme_host_and_port_all_count() {
        let rules = OriginRules::parse(["https://app.example", "http://dev.example:8080", "tauri://localhost", "null"])
            .unwrap();
        for (origin, expected) in [
            ("https://app.example", true),
            ("https://app.example:443", true),
            ("https://App.Example.", true),
            ("http://app.example", false),
            ("https://app.example:8443", false),
            ("https://x.app.example", false),
            ("http://dev.example:8080", true),
            ("http://dev.example", false),
            ("tauri://localhost", true),
            ("tauri://localhost:1", false),
            ("null", true),
            ("NULL", false),
        ] {
            assert_eq!(admits(&rules, &[origin]), expected, "{origin}");
        }
    }

    #[test]
    fn the_extremes_admit_all_and_none() {
        assert!(admits(&OriginRules::any(), &["https://anything.example:1"]));
        assert!(!admits(&OriginRules::any(), &["null"]));
        assert!(!admits(&OriginRules::any(), &["https://a.example https://b.example"]));
        assert!(!admits(&OriginRules::none(), &["http://localhost"]));
        assert!(admits(&OriginRules::none(), &[]));
    }

    #[test]
    fn rules_that_could_never_match_are_refused() {
        for rule in [
            "",
            "*",
            "app.example",
            "https://",
            "https://*.example",
            "https://a.example/x",
            "1https://a",
            "https://bücher.example",
        ] {
            assert!(rule.parse::<OriginRule>().is_err(), "{rule}");
        }
    }

    proptest! {
        #[test]
        fn a_rule_reads_as_it_is_shown(rule in "null|(http|HTTPS|vscode-webview)://([a-zA-Z0-9_-]{1,8}\\.){0,3}[a-z][a-z0-9]{0,5}\\.?(:[0-9]{1,5}|:\\*|:443|:80)?|http://\\[[0-9a-f:]{2,12}\\](:1)?") {
            if let Ok(parsed) = rule.parse::<OriginRule>() {
                prop_assert_eq!(parsed.to_string().parse::<OriginRule>(), Ok(parsed));
            }
        }

        #[test]
        fn a_rule_without_wildcard_admits_its_own_text(rule in "(http|https|tauri)://[a-z]{1,8}(\\.[a-z]{1,4})?(:[1-9][0-9]{0,4})?") {
            if let Ok(rules) = OriginRules::parse([&rule]) {
                prop_assert!(admits(&rules, &[&rule]));
                prop_assert!(admits(&rules, &[&rule.to_ascii_uppercase()]));
                let other = format!("{rule}0");
                prop_assert!(!admits(&rules, &[&other]));
            }
        }
    }
}
