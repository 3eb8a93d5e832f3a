//! Each finding, and what is none.

use super::*;

const LIST: CacheableMethod = CacheableMethod::ListTools;

/// What is found in these responses: operation, parameters, principal, result.
fn found(responses: &[(CacheableMethod, &str, &str, &str)]) -> Vec<Finding> {
    let mut check = LeakCheck::default();
    for (method, params, principal, result) in responses {
        let raw = |text| Raw::parse(text).expect("the table holds JSON");
        check.observe(*method, raw(params), principal, raw(result));
    }
    check.findings().to_vec()
}

const PUBLIC: &str = r#"{"tools":[1],"ttlMs":1,"cacheScope":"public"}"#;
const OTHER: &str = r#"{"tools":[2],"ttlMs":1,"cacheScope":"public"}"#;
const PRIVATE: &str = r#"{"tools":[2],"ttlMs":1,"cacheScope":"private"}"#;

// spec: CACHE-030
#[test]
fn public_results_that_differ_are_found() {
    let differs = Finding::PublicDiffers { method: LIST, principals: ("ann".into(), "bob".into()) };
    for other in [OTHER, PRIVATE] {
        let findings = found(&[(LIST, "{}", "ann", PUBLIC), (LIST, "{}", "bob", other)]);
        assert_eq!(findings.as_slice(), std::slice::from_ref(&differs));
    }
    // The same content in another spelling, other parameters, and one principal alone are fine.
    let spelled = r#"{ "cacheScope": "public", "ttlMs": 2, "tools": [1.0] }"#;
    assert_eq!(found(&[(LIST, "{}", "ann", PUBLIC), (LIST, "{}", "bob", spelled)]), []);
    assert_eq!(found(&[(LIST, "{}", "ann", PUBLIC), (LIST, r#"{"cursor":"a"}"#, "bob", OTHER)]), []);
    assert_eq!(found(&[(LIST, "{}", "ann", PUBLIC), (LIST, "{}", "ann", OTHER)]), []);
    let foreign = r#"{"tools":[1],"ttlMs":1,"cacheScope":"private"}"#;
    assert_eq!(found(&[(LIST, "{}", "ann", foreign), (LIST, "{}", "bob", PRIVATE)]), []);
}

// spec: CACHE-029
#[test]
fn pages_of_different_scopes_are_found() {
    let pages = [(LIST, "{}", "ann", PUBLIC), (LIST, r#"{"cursor":"a"}"#, "ann", PRIVATE)];
    assert_eq!(found(&pages), [Finding::ScopeDiffers { method: LIST }]);
    let read = CacheableMethod::ReadResource;
    assert_eq!(found(&[(read, r#"{"uri":"a:b"}"#, "ann", PUBLIC), (read, r#"{"uri":"a:c"}"#, "ann", PRIVATE)]), []);
}

// spec: CACHE-010 CACHE-011
#[test]
fn hints_that_are_missing_or_no_hints_are_found() {
    for (result, member) in [
        (r#"{"cacheScope":"public"}"#, "ttlMs"),
        (r#"{"ttlMs":-1,"cacheScope":"public"}"#, "ttlMs"),
        (r#"{"ttlMs":1.5,"cacheScope":"public"}"#, "ttlMs"),
        (r#"{"ttlMs":9007199254740993,"cacheScope":"public"}"#, "ttlMs"),
        (r#"{"ttlMs":1}"#, "cacheScope"),
        (r#"{"ttlMs":1,"cacheScope":"shared"}"#, "cacheScope"),
    ] {
        assert_eq!(found(&[(LIST, "{}", "ann", result)]), [Finding::HintInvalid { method: LIST, member }], "{result}");
    }
}

// spec: CACHE-007
#[test]
fn hints_on_questions_are_found() {
    let question = r#"{"resultType":"input_required","ttlMs":0}"#;
    assert_eq!(found(&[(LIST, "{}", "ann", question)]), [Finding::HintOnQuestion { method: LIST }]);
    assert_eq!(found(&[(LIST, "{}", "ann", r#"{"resultType":"input_required"}"#)]), []);
}

#[test]
fn what_is_remembered_is_bounded() {
    let mut check = LeakCheck::default();
    let (params, result) = (Raw::parse("{}").expect("JSON"), Raw::parse(PUBLIC).expect("JSON"));
    for _ in 0..=MAX_OBSERVED_RESPONSES {
        check.observe(LIST, params, "ann", result);
    }
    assert_eq!(check.findings(), [Finding::TooMany]);
}
