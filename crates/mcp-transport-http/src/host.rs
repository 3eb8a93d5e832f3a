//! Which hosts a request may be addressed to, against DNS rebinding.
//!
//! A page of a foreign site can make its own name resolve to the address of a local server; what it cannot do is make the
//! browser send another name in `Host`. So a server lists the names it goes by, and refuses all others.
//!
//! | rule | admits |
//! | --- | --- |
//! | `example.com` | that name, any port |
//! | `example.com:8443` | that name and port; 80 and 443 also without a port |
//! | `127.0.0.1`, `[::1]:3000` | that address |
//!
//! Names are compared without regard to case and to a trailing dot, addresses by value.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};
use std::str::{self, FromStr};

use http::header::{FORWARDED, HOST};
use http::request::Parts;
use http::{HeaderMap, HeaderName};

use crate::field::{Field, trim};
use crate::limits::MAX_RULES;

/// Longest name that DNS can carry, in bytes.
const MAX_NAME_BYTES: usize = 253;
/// Longest label that DNS can carry, in bytes.
const MAX_LABEL_BYTES: usize = 63;

const X_FORWARDED_HOST: HeaderName = HeaderName::from_static("x-forwarded-host");

/// A rule for hosts or origins that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleError {
    rule: Box<str>,
    reason: &'static str,
}

impl RuleError {
    pub(crate) fn new(rule: &str, reason: &'static str) -> Self {
        RuleError { rule: rule.into(), reason }
    }

    /// The rule as it was given.
    pub fn rule(&self) -> &str {
        &self.rule
    }
}

impl fmt::Display for RuleError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "rule not understood: `{}`: {}", self.rule, self.reason)
    }
}

impl std::error::Error for RuleError {}

/// Where the name stands that the client addressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum HostSource {
    /// In the request itself: `:authority` or the absolute target, and `Host`; where both are there, both must be allowed.
    #[default]
    Request,
    /// In the last element of `X-Forwarded-Host`, which the nearest proxy wrote; without that field, in the request.
    ///
    /// Only for servers that nothing but that proxy can reach: whoever else can write the field can choose the name.
    XForwardedHost,
    /// In `host` of the last element of `Forwarded` (RFC 7239), which the nearest proxy wrote; otherwise as above.
    Forwarded,
}

/// One entry of [`HostRules`].
///
/// # Examples
///
/// ```
/// use mcp_transport_http::host::HostRule;
///
/// assert_eq!("MCP.Example.com.".parse::<HostRule>()?.to_string(), "mcp.example.com");
/// assert!("https://mcp.example.com".parse::<HostRule>().is_err());
/// # Ok::<(), mcp_transport_http::host::RuleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRule {
    host: Host<Box<str>>,
    port: Option<u16>,
}

impl HostRule {
    fn admits(&self, authority: &Authority<'_>) -> bool {
        let port = match (self.port, authority.port) {
            (None, _) => true,
            // Behind a proxy that ends TLS, the scheme the client used is unknown; either default port may be meant.
            (Some(80 | 443), Port::Absent) => true,
            (Some(own), Port::Number(other)) => own == other,
            (Some(_), Port::Absent | Port::Any) => false,
        };
        port && self.host.is(&authority.host)
    }
}

impl FromStr for HostRule {
    type Err = RuleError;

    /// Reads `host`, `host:port` or `host:*`.
    ///
    /// # Errors
    ///
    /// [`RuleError`] if the text is anything else, such as a URL.
    fn from_str(rule: &str) -> Result<Self, RuleError> {
        let authority = Authority::parse(rule).map_err(|reason| RuleError::new(rule, reason))?;
        let port = match authority.port {
            Port::Absent | Port::Any => None,
            Port::Number(port) => Some(port),
        };
        Ok(HostRule { host: authority.host.to_owned(), port })
    }
}

impl fmt::Display for HostRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.host.fmt(f)?;
        self.port.map_or(Ok(()), |port| write!(f, ":{port}"))
    }
}

/// The hosts that a server goes by.
///
/// # Examples
///
/// ```
/// use mcp_transport_http::host::HostRules;
///
/// let rules = HostRules::parse(["mcp.example.com", "10.0.0.7:8080"])?;
/// assert_eq!(rules.to_string(), "mcp.example.com, 10.0.0.7:8080");
///
/// let error = HostRules::parse(["mcp.example.com/mcp"]).unwrap_err();
/// assert_eq!(error.rule(), "mcp.example.com/mcp");
/// # Ok::<(), mcp_transport_http::host::RuleError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HostRules {
    // `None` admits everything, an absent host too.
    rules: Option<Box<[HostRule]>>,
}

impl HostRules {
    /// Admits `localhost`, `127.0.0.1` and `[::1]` with any port.
    pub fn loopback() -> Self {
        let names = [Host::Name("localhost".into()), Host::V4(Ipv4Addr::LOCALHOST), Host::V6(Ipv6Addr::LOCALHOST)];
        HostRules { rules: Some(names.map(|host| HostRule { host, port: None }).into()) }
    }

    /// Admits every host, and requests without one: for servers behind a gateway that has looked already.
    pub fn any() -> Self {
        HostRules { rules: None }
    }

    /// Admits what one of the rules admits.
    ///
    /// # Errors
    ///
    /// [`RuleError`] for the first rule that is not a [`HostRule`], or the first beyond [`MAX_RULES`].
    pub fn parse<R: AsRef<str>>(rules: impl IntoIterator<Item = R>) -> Result<Self, RuleError> {
        Ok(HostRules { rules: Some(parse_rules(rules)?) })
    }

    /// Judges the host of a request.
    pub(crate) fn admit<'h>(&self, source: HostSource, parts: &'h Parts) -> Result<(), HostFault<'h>> {
        let Some(rules) = &self.rules else { return Ok(()) };
        let judge = |field, text: &'h [u8]| {
            let admitted = Authority::read(text).is_some_and(|host| rules.iter().any(|rule| rule.admits(&host)));
            if admitted { Ok(()) } else { Err(HostFault::NotAllowed { field, received: text }) }
        };
        if let Some((field, text)) = forwarded(source, &parts.headers) {
            return judge(field, text);
        }
        let authority = parts.uri.authority().map(|authority| authority.as_str().as_bytes());
        if let Some(text) = authority {
            judge(":authority", text)?;
        }
        match Field::of(&parts.headers, &HOST) {
            Field::One(text) => judge("Host", text),
            Field::Absent if authority.is_some() => Ok(()),
            Field::Absent => Err(HostFault::Absent),
            Field::Repeated => Err(HostFault::Repeated),
        }
    }
}

impl fmt::Display for HostRules {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.rules {
            None => f.write_str("any"),
            Some(rules) => write_list(f, rules),
        }
    }
}

/// Why a host is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HostFault<'h> {
    NotAllowed { field: &'static str, received: &'h [u8] },
    Absent,
    Repeated,
}

pub(crate) fn parse_rules<T, R>(rules: impl IntoIterator<Item = R>) -> Result<Box<[T]>, RuleError>
where
    T: FromStr<Err = RuleError>,
    R: AsRef<str>,
{
    let mut parsed = Vec::new();
    for rule in rules {
        let rule = rule.as_ref();
        if parsed.len() == MAX_RULES {
            return Err(RuleError::new(rule, "the list has too many rules"));
        }
        parsed.push(rule.parse()?);
    }
    Ok(parsed.into_boxed_slice())
}

pub(crate) fn write_list(f: &mut fmt::Formatter<'_>, rules: &[impl fmt::Display]) -> fmt::Result {
    for (index, rule) in rules.iter().enumerate() {
        if index > 0 {
            f.write_str(", ")?;
        }
        rule.fmt(f)?;
    }
    Ok(())
}

/// The host that the nearest proxy says the client addressed.
fn forwarded(source: HostSource, headers: &HeaderMap) -> Option<(&'static str, &[u8])> {
    let last = |name| headers.get_all(name).iter().next_back().map(|value| value.as_bytes());
    match source {
        HostSource::Request => None,
        HostSource::XForwardedHost => {
            let element = last(X_FORWARDED_HOST)?.rsplit(|byte| *byte == b',').next()?;
            Some(("X-Forwarded-Host", trim(element)))
        }
        HostSource::Forwarded => {
            let element = last(FORWARDED)?.rsplit(|byte| *byte == b',').next()?;
            element.split(|byte| *byte == b';').find_map(|pair| {
                let pair = trim(pair);
                let (name, value) = pair.split_at_checked("host=".len())?;
                let quoted = value.strip_prefix(b"\"").and_then(|rest| rest.strip_suffix(b"\""));
                name.eq_ignore_ascii_case(b"host=").then_some(("Forwarded", quoted.unwrap_or(value)))
            })
        }
    }
}

/// A host and a port as they stand in `Host`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Authority<'a> {
    pub(crate) host: Host<&'a str>,
    pub(crate) port: Port,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Port {
    Absent,
    /// `*`, which only rules have a use for; no request is admitted for it.
    Any,
    Number(u16),
}

impl<'a> Authority<'a> {
    pub(crate) fn parse(text: &'a str) -> Result<Self, &'static str> {
        let bracket = if text.starts_with('[') { text.find(']').ok_or("a bracket is not closed")? + 1 } else { 0 };
        let (host, port) = match text[bracket..].find(':') {
            None => (text, Port::Absent),
            Some(colon) => (&text[..bracket + colon], Port::parse(&text[bracket + colon + 1..])?),
        };
        Ok(Authority { host: Host::parse(host)?, port })
    }

    /// Reads what a peer sent, where the wildcard of rules means nothing.
    pub(crate) fn read(text: &'a [u8]) -> Option<Self> {
        let authority = Self::parse(str::from_utf8(text).ok()?).ok()?;
        (authority.port != Port::Any).then_some(authority)
    }
}

impl Port {
    fn parse(text: &str) -> Result<Self, &'static str> {
        match text {
            "*" => Ok(Port::Any),
            _ if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().map(Port::Number).map_err(|_| "the port is not a number from 0 to 65535")
            }
            _ => Err("after the host there may only be a colon and a port, and IPv6 addresses stand in brackets"),
        }
    }
}

/// A name without trailing dot, or an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Host<S> {
    Name(S),
    V4(Ipv4Addr),
    V6(Ipv6Addr),
}

impl<'a> Host<&'a str> {
    fn parse(text: &'a str) -> Result<Self, &'static str> {
        if let Some(bracketed) = text.strip_prefix('[') {
            let inner = bracketed.strip_suffix(']').ok_or("something other than a port follows the bracket")?;
            return inner.parse().map(Host::V6).map_err(|_| "what stands in brackets is not an IPv6 address");
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        if let Ok(address) = name.parse() {
            return Ok(Host::V4(address));
        }
        if name.len() > MAX_NAME_BYTES || !name.split('.').all(is_label) {
            return Err("the host is not a name in ASCII (letters, digits, `-`, `_`, dots) and not an address");
        }
        if name.rsplit('.').next().is_some_and(|last| last.bytes().all(|byte| byte.is_ascii_digit())) {
            return Err("the host ends like an IPv4 address but is none");
        }
        Ok(Host::Name(name))
    }

    pub(crate) fn to_owned(self) -> Host<Box<str>> {
        match self {
            Host::Name(name) => Host::Name(name.to_ascii_lowercase().into()),
            Host::V4(address) => Host::V4(address),
            Host::V6(address) => Host::V6(address),
        }
    }
}

impl Host<Box<str>> {
    pub(crate) fn is(&self, other: &Host<&str>) -> bool {
        match (self, other) {
            (Host::Name(own), Host::Name(other)) => own.eq_ignore_ascii_case(other),
            (Host::V4(own), Host::V4(other)) => own == other,
            (Host::V6(own), Host::V6(other)) => own == other,
            _ => false,
        }
    }
}

impl<S: fmt::Display> fmt::Display for Host<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Host::Name(name) => name.fmt(f),
            Host::V4(address) => address.fmt(f),
            Host::V6(address) => write!(f, "[{address}]"),
        }
    }
}

fn is_label(label: &str) -> bool {
    (1..=MAX_LABEL_BYTES).contains(&label.len())
        && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

#[cfg(test)]
mod tests {
    use http::Request;
    use proptest::prelude::*;

    use super::*;

    /// Fields of a head, as sent.
    type Fields<'a> = &'a [(&'a str, &'a str)];

    fn parts(uri: &str, fields: Fields<'_>) -> Parts {
        let mut request = Request::post(uri);
        for (name, value) in fields {
            request = request.header(*name, *value);
        }
        request.body(()).unwrap().into_parts().0
    }

    fn admits(rules: &HostRules, host: &str) -> bool {
        rules.admit(HostSource::Request, &parts("/mcp", &[("host", host)])).is_ok()
    }

    #[test]
    fn loopback_admits_the_machine_itself_with_any_port() {
        let rules = HostRules::loopback();
        for host in
            ["localhost", "LOCALHOST:80", "localhost.", "localhost.:1", "127.0.0.1:65535", "[::1]", "[0:0::1]:3000"]
        {
            assert!(admits(&rules, host), "{host}");
        }
        for host in [
            "evil.example.com",
            "localhost.evil.com",
            "evil-localhost",
            "127.0.0.2",
            "127.1",
            "::1",
            "[::2]",
            "",
            ":80",
            "localhost:",
            "localhost:+1",
            "localhost:65536",
            "localhost:*",
            "user@localhost",
            "localhost/",
            "local host",
            "localhost,localhost",
            "localhost..",
            "[::1",
            "[::1]x",
            "[fe80::1%eth0]",
            "127.0.0.1.",
            "http://localhost",
        ] {
            let expected = host == "127.0.0.1.";
            assert_eq!(admits(&rules, host), expected, "{host}");
        }
    }

    #[test]
    fn a_port_in_a_rule_binds() {
        let rules = HostRules::parse(["a.example:8443", "b.example:443", "c.example", "d.example:*"]).unwrap();
        for (host, expected) in [
            ("a.example:8443", true),
            ("a.example", false),
            ("a.example:443", false),
            ("b.example", true),
            ("B.Example.:443", true),
            ("b.example:80", false),
            ("c.example:1", true),
            ("d.example:2", true),
            ("x.c.example", false),
        ] {
            assert_eq!(admits(&rules, host), expected, "{host}");
        }
    }

    #[test]
    fn every_place_that_names_the_host_is_judged() {
        let rules = HostRules::parse(["mcp.example"]).unwrap();
        let judge = |parts: &Parts| rules.admit(HostSource::Request, parts).err().map(|fault| format!("{fault:?}"));
        assert_eq!(judge(&parts("https://mcp.example/mcp", &[])), None);
        assert_eq!(judge(&parts("https://mcp.example/mcp", &[("host", "MCP.example")])), None);
        assert!(judge(&parts("https://evil.example/mcp", &[("host", "mcp.example")])).unwrap().contains(":authority"));
        assert!(judge(&parts("https://mcp.example/mcp", &[("host", "evil.example")])).unwrap().contains("Host"));
        assert_eq!(judge(&parts("/mcp", &[])).as_deref(), Some("Absent"));
        assert_eq!(
            judge(&parts("/mcp", &[("host", "mcp.example"), ("host", "mcp.example")])).as_deref(),
            Some("Repeated")
        );
        assert_eq!(HostRules::any().admit(HostSource::Request, &parts("/mcp", &[])), Ok(()));
    }

    #[test]
    fn a_proxy_is_believed_only_where_told_to() {
        let rules = HostRules::parse(["mcp.example"]).unwrap();
        let inner = ("host", "10.0.0.7:8080");
        let table: &[(HostSource, Fields<'_>, bool)] = &[
            (HostSource::Request, &[inner, ("x-forwarded-host", "mcp.example")], false),
            (HostSource::Request, &[inner, ("forwarded", "host=mcp.example")], false),
            (HostSource::XForwardedHost, &[inner, ("x-forwarded-host", "mcp.example")], true),
            (HostSource::XForwardedHost, &[inner, ("x-forwarded-host", "evil.example, mcp.example")], true),
            (HostSource::XForwardedHost, &[inner, ("x-forwarded-host", "mcp.example, evil.example")], false),
            (
                HostSource::XForwardedHost,
                &[inner, ("x-forwarded-host", "mcp.example"), ("x-forwarded-host", "evil.example")],
                false,
            ),
            (HostSource::XForwardedHost, &[("host", "mcp.example")], true),
            (HostSource::XForwardedHost, &[inner], false),
            (HostSource::XForwardedHost, &[inner, ("forwarded", "host=mcp.example")], false),
            (HostSource::Forwarded, &[inner, ("forwarded", "for=1.2.3.4;Host=\"mcp.example:443\"; proto=https")], true),
            (HostSource::Forwarded, &[inner, ("forwarded", "host=mcp.example, for=1.2.3.4;host=evil.example")], false),
            (HostSource::Forwarded, &[inner, ("forwarded", "for=1.2.3.4")], false),
            (HostSource::Forwarded, &[inner, ("forwarded", "hos")], false),
        ];
        for (source, fields, expected) in table {
            assert_eq!(rules.admit(*source, &parts("/mcp", fields)).is_ok(), *expected, "{source:?} {fields:?}");
        }
    }

    #[test]
    fn rules_that_could_never_match_are_refused() {
        for rule in [
            "",
            "https://a.example",
            "a.example/",
            "*",
            "*.example",
            "a:b",
            "::1",
            "[::1]:",
            "1.2.3",
            "bücher.example",
            "a..b",
        ] {
            let error = rule.parse::<HostRule>().unwrap_err();
            assert!(error.to_string().starts_with(&format!("rule not understood: `{rule}`: ")), "{error}");
        }
        assert!(HostRules::parse(vec!["a.example"; MAX_RULES]).is_ok());
        assert!(HostRules::parse(vec!["a.example"; MAX_RULES + 1]).is_err());
        assert!(size_of::<RuleError>() <= 32);
    }

    proptest! {
        #[test]
        fn a_rule_reads_as_it_is_shown(rule in "([a-zA-Z0-9_-]{1,8}\\.){0,3}[a-z][a-z0-9]{0,5}\\.?(:[0-9]{1,5}|:\\*)?|[0-9]{1,3}(\\.[0-9]{1,3}){3}(:80)?|\\[[0-9a-f:]{2,12}\\](:1)?") {
            if let Ok(parsed) = rule.parse::<HostRule>() {
                prop_assert_eq!(parsed.to_string().parse::<HostRule>(), Ok(parsed));
            }
        }

        #[test]
        fn any_bytes_are_judged_without_panic(bytes in prop_oneof![proptest::collection::vec(any::<u8>(), 0..40), "[\\[\\]:.*a1-]{0,12}".prop_map(String::into_bytes)]) {
            if let Some(authority) = Authority::read(&bytes) {
                prop_assert!(authority.port != Port::Any);
            }
        }
    }
}
