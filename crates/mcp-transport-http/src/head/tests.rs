//! Heads, judged.

use http::{HeaderName, HeaderValue, Request};
use proptest::prelude::*;

use super::*;
use crate::host::{HostRules, HostSource};
use crate::origin::OriginRules;

/// Fields of a head, as sent.
type Fields<'a> = &'a [(&'a str, &'a str)];

const GOOD: Fields<'_> = &[
    ("host", "localhost:3000"),
    ("content-type", "application/json"),
    ("accept", "application/json, text/event-stream"),
];

fn parts(method: &str, fields: Fields<'_>) -> Parts {
    let mut request = Request::builder().method(method).uri("/mcp");
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    request.body(()).unwrap().into_parts().0
}

/// `GOOD` with some fields set to other values; an empty value removes the field.
fn with<'a>(changes: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = GOOD.iter().filter(|(name, _)| changes.iter().all(|(changed, _)| changed != name));
    kept.chain(changes.iter().filter(|(_, value)| !value.is_empty())).copied().collect()
}

fn status(method: &str, changes: Fields<'_>) -> u16 {
    match admit_head(&HeadPolicy::local(), &parts(method, &with(changes))) {
        Ok(HeadVerdict::Proceed(_)) => 200,
        Ok(HeadVerdict::Preflight(response)) => response.status().as_u16(),
        Ok(HeadVerdict::Session(method)) => panic!("there are no sessions to {method:?}"),
        Err(rejection) => rejection.status().as_u16(),
    }
}

#[test]
fn a_pass_shows_the_head_that_it_was_given_for() {
    let policy = HeadPolicy::local().with_max_body(10);
    let parts = parts("POST", &with(&[("mcp-name", " x "), ("mcp-protocol-version", "2026-07-28")]));
    let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("refused") };
    let again = head.pass().head(&parts.headers);
    assert_eq!((again.version(), again.method(), again.name()), (head.version(), head.method(), head.name()));
    assert_eq!((again.name(), again.max_body()), (Field::One(b"x"), 10));
    assert!(head.pass().body_limit().admit(11).is_err());
}

#[test]
fn methods_of_sessions_are_admitted_where_there_are_sessions_and_from_nowhere_else() {
    let policy = HeadPolicy::local().with_sessions();
    let judged = |method: &str, changes: Fields<'_>| match admit_head(&policy, &parts(method, &with(changes))) {
        Ok(HeadVerdict::Session(method)) => Ok(method),
        Ok(_) => panic!("{method} is not about a session"),
        Err(rejection) => Err(rejection.status().as_u16()),
    };
    assert_eq!(judged("GET", &[("content-type", ""), ("accept", "")]), Ok(SessionMethod::Listen));
    assert_eq!(judged("DELETE", &[]), Ok(SessionMethod::End));
    assert_eq!(judged("PUT", &[]), Err(405));
    for (policy, allowed) in [(&policy, "POST, GET, DELETE"), (&HeadPolicy::local(), "POST")] {
        let Err(rejection) = admit_head(policy, &parts("PUT", &with(&[]))) else { panic!("admitted") };
        assert_eq!(rejection.into_response(None).headers()["allow"], allowed);
    }
    for method in ["GET", "DELETE"] {
        assert_eq!(judged(method, &[("origin", "https://evil.example")]), Err(403));
        assert_eq!(judged(method, &[("host", "evil.example")]), Err(403));
    }
    assert!(matches!(admit_head(&policy, &parts("POST", GOOD)), Ok(HeadVerdict::Proceed(_))));
}

#[test]
fn heads_are_admitted_or_refused_by_their_row() {
    // spec: HTTP-001, HTTP-002, HTTP-003, HTTP-076
    let table: &[(&str, Fields<'_>, u16)] = &[
        ("POST", &[], 200),
        ("POST", &[("accept", "")], 200),
        ("POST", &[("accept", "*/*")], 200),
        ("POST", &[("origin", "http://localhost:5173")], 200),
        ("POST", &[("content-length", "4194304")], 200),
        ("POST", &[("content-encoding", "identity")], 200),
        ("GET", &[], 405),
        ("DELETE", &[], 405),
        ("PUT", &[], 405),
        ("HEAD", &[], 405),
        ("OPTIONS", &[], 405),
        ("OPTIONS", &[("origin", "http://localhost:5173")], 405),
        ("OPTIONS", &[("access-control-request-method", "POST")], 405),
        ("GET", &[("origin", "https://evil.example"), ("accept", "text/event-stream")], 405),
        ("POST", &[("origin", "https://evil.example")], 403),
        ("POST", &[("origin", "null")], 403),
        ("POST", &[("origin", "https://evil.example"), ("content-type", "text/plain")], 403),
        ("POST", &[("host", "evil.example")], 403),
        ("POST", &[("host", "")], 403),
        ("POST", &[("host", "evil.example"), ("accept", "text/html")], 403),
        ("POST", &[("content-type", "")], 415),
        ("POST", &[("content-type", "text/plain")], 415),
        ("POST", &[("content-encoding", "gzip")], 415),
        ("POST", &[("accept", "application/json")], 406),
        ("POST", &[("accept", "text/event-stream")], 406),
        ("POST", &[("accept", "*/*, application/json;q=0")], 406),
        ("POST", &[("content-length", "4194305")], 413),
        ("POST", &[("content-length", "99999999999999999999999999")], 413),
    ];
    for (method, changes, expected) in table {
        assert_eq!(status(method, changes), *expected, "{method} {changes:?}");
    }
}

#[test]
fn a_preflight_is_answered_for_allowed_origins_only() {
    // spec: HTTP-003
    let ask = |origin, host| {
        status("OPTIONS", &[("origin", origin), ("host", host), ("access-control-request-method", "POST")])
    };
    assert_eq!(ask("http://localhost:5173", "localhost"), 204);
    assert_eq!(ask("https://evil.example", "localhost"), 403);
    assert_eq!(ask("http://localhost:5173", "evil.example"), 403);
}

#[test]
fn a_refusal_names_the_field_and_the_list() {
    // spec: HTTP-003
    let message =
        |changes: Fields<'_>| admit_head(&HeadPolicy::local(), &parts("POST", &with(changes))).unwrap_err().to_string();
    assert_eq!(
        message(&[("origin", "https://evil.example")]),
        "origin not allowed: field Origin has `https://evil.example`, which is not in the list `allowed_origins`; \
         to admit it, add it to that list"
    );
    assert!(
        message(&[("host", "evil.example")])
            .contains("field Host has `evil.example`, which is not in the list `allowed_hosts`")
    );
    assert!(message(&[("host", "")]).contains("field Host is missing"));
}

#[test]
fn legacy_fields_change_nothing() {
    // spec: HTTP-077, HTTP-078
    assert_eq!(status("POST", &[("mcp-session-id", "abc"), ("last-event-id", "5")]), 200);
    let fields = with(&[("mcp-session-id", "abc"), ("last-event-id", "5")]);
    let (policy, parts) = (HeadPolicy::local(), parts("POST", &fields));
    let rejection = Rejection::MethodNotAllowed { sessions: false }.into_response(None);
    assert!(!rejection.headers().contains_key(crate::field::MCP_SESSION_ID));
    let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("refused") };
    assert_eq!((head.version(), head.method(), head.name()), (Field::Absent, Field::Absent, Field::Absent));
}

#[test]
fn repeated_fields_are_kept_for_their_own_row() {
    let fields = with(&[
        ("mcp-protocol-version", "2026-07-28"),
        ("mcp-method", " tools/call "),
        ("mcp-name", "a"),
        ("mcp-name", "a"),
    ]);
    let (policy, parts) = (HeadPolicy::local(), parts("POST", &fields));
    let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("refused") };
    assert_eq!(head.version(), Field::One(b"2026-07-28"));
    assert_eq!(head.method(), Field::One(b"tools/call"));
    assert_eq!(head.name(), Field::Repeated);
}

#[test]
fn sizes_are_bounded_before_anything_is_parsed() {
    let policy = HeadPolicy::local().with_max_body(100).with_max_mcp_fields(1000).with_max_head(3000);
    let verdict = |name: &str, bytes: usize| {
        let value = "x".repeat(bytes);
        admit_head(&policy, &parts("POST", &with(&[(name, &value)]))).err().map(|rejection| rejection.to_string())
    };
    let room = 1000 - "mcp-name".len();
    assert_eq!(verdict("mcp-name", room), None);
    assert_eq!(verdict("mcp-name", room + 1).unwrap(), "head too large: at most 1000 bytes in the fields of MCP");
    assert_eq!(verdict("mcp-param-x", 1000).unwrap(), "head too large: at most 1000 bytes in the fields of MCP");
    assert_eq!(verdict("x-other", 2000), None);
    assert_eq!(verdict("x-other", 3000).unwrap(), "head too large: at most 3000 bytes in all fields");
    let many = (0..100).map(|_| ("mcp-method", "0123456789")).collect::<Vec<_>>();
    let rejection = admit_head(&policy, &parts("POST", &with(&many))).unwrap_err();
    assert_eq!(rejection.status(), 431);
    let rejection = admit_head(&policy, &parts("POST", &with(&[("content-length", "101")]))).unwrap_err();
    assert_eq!(rejection, Rejection::BodyTooLarge { limit: 100 });
}

#[test]
fn content_in_pieces_is_counted() {
    let mut limit = BodyLimit::new(10);
    assert_eq!(limit.admit(10), Ok(()));
    assert_eq!(limit.admit(0), Ok(()));
    assert_eq!(limit.admit(1), Err(Rejection::BodyTooLarge { limit: 10 }));
    let mut limit = BodyLimit::new(10);
    assert_eq!(limit.admit(usize::MAX), Err(Rejection::BodyTooLarge { limit: 10 }));
    assert_eq!(limit.admit(1), Err(Rejection::BodyTooLarge { limit: 10 }), "nothing more after a refusal");
}

#[test]
fn http_2_names_the_host_in_the_target() {
    let policy = HeadPolicy::new(HostRules::parse(["mcp.example"]).unwrap(), OriginRules::none());
    let mut parts = parts("POST", &with(&[("host", "")]));
    parts.uri = "https://mcp.example/mcp".parse().unwrap();
    assert!(admit_head(&policy, &parts).is_ok());
    parts.uri = "https://evil.example/mcp".parse().unwrap();
    assert!(admit_head(&policy, &parts).unwrap_err().to_string().contains("field :authority has `evil.example`"));
    let behind_proxy = policy.with_host_source(HostSource::XForwardedHost);
    parts.headers.insert("x-forwarded-host", HeaderValue::from_static("mcp.example"));
    assert!(admit_head(&behind_proxy, &parts).is_ok());
}

#[test]
fn credentials_can_be_judged_between_origin_and_content() {
    let policy = HeadPolicy::local();
    let parts = parts("POST", &with(&[("content-type", "text/plain")]));
    let Ok(HeadVerdict::Proceed(arrival)) = admit_origin(&policy, &parts) else { panic!("refused") };
    assert_eq!(arrival.admit_content().unwrap_err(), Rejection::UnsupportedMediaType);
}

proptest! {
    #[test]
    fn any_head_is_judged_without_panic(
        method in "POST|GET|OPTIONS",
        fields in proptest::collection::vec((
            "host|origin|accept|content-type|content-length|content-encoding|mcp-name|mcp-method|mcp-protocol-version|forwarded|x-forwarded-host|access-control-request-method|access-control-request-headers",
            proptest::collection::vec(any::<u8>(), 0..24),
        ), 0..12),
        source in prop_oneof![Just(HostSource::Request), Just(HostSource::XForwardedHost), Just(HostSource::Forwarded)],
    ) {
        let mut parts = parts(&method, &[]);
        for (name, value) in fields {
            if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::from_bytes(&value)) {
                parts.headers.append(name, value);
            }
        }
        let policy = HeadPolicy::local().with_host_source(source);
        if let Err(rejection) = admit_head(&policy, &parts) {
            let own = (rejection.status(), Some(rejection.code()));
            prop_assert!(rejection.row().answers.iter().any(|answer| (answer.status, answer.code) == own));
            prop_assert!([1, 2, 4].contains(&rejection.row().number));
        }
    }
}
