//! Judging mirrored parameters allocates nothing where they agree.

use allocation_counter::measure;
use http::{HeaderValue, Request};
use mcp_schema::HeaderPlan;
use mcp_transport_http::{HeadPolicy, HeadVerdict, ParameterFields, admit_head, admit_parameters};
use mcp_types::{Json, Raw};

#[test]
fn agreeing_parameters_cost_no_allocation() {
    let schema = r#"{"properties": {
        "region": {"type": "string", "x-mcp-header": "Region"},
        "limit": {"type": "integer", "x-mcp-header": "Limit"},
        "dry": {"type": "boolean", "x-mcp-header": "Dry"},
        "absent": {"type": "string", "x-mcp-header": "Absent"}
    }}"#;
    let plan = HeaderPlan::of(&Json::parse(schema).expect("a schema")).expect("marks that obey the rules");
    let fields = ParameterFields::new(&plan);
    let mut parts = Request::post("/mcp").body(()).expect("a request").into_parts().0;
    for (name, value) in [
        ("host", "localhost"),
        ("content-type", "application/json"),
        ("mcp-param-region", "=?base64?WsO8cmljaA==?="),
        ("mcp-param-limit", "10.0"),
        ("mcp-param-dry", "false"),
    ] {
        parts.headers.insert(name, HeaderValue::from_static(value));
    }
    let policy = HeadPolicy::local();
    let Ok(HeadVerdict::Proceed(head)) = admit_head(&policy, &parts) else { panic!("the head is refused") };
    let arguments =
        Raw::parse(r#"{"query": "SELECT 1", "region": "Zürich", "limit": 10, "dry": false}"#).expect("JSON");
    let mut verdict = None;
    let counted = measure(|| verdict = Some(admit_parameters(&head, &fields, Some(arguments))));
    assert_eq!(verdict, Some(Ok(())));
    assert_eq!(counted.count_total, 0);
}
