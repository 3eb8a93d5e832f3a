//! basic/patterns/mrtr: questions in a result, answers in a retry, and state that only the server understands.

use mcp_server::KeyRing;
use serde_json::{Value, json};
use test_support::message::CLIENT_CAPABILITIES;
use test_support::{Listener, Message, Reply, Request};

use crate::expect::{Failure, assert_failure};
use crate::fixture;

const REFUSED: Failure = Failure::new(200, -32602).with_id();

/// A server with the tool `greet`, which asks for a name.
fn serve(keys: KeyRing) -> Listener {
    fixture::own(&it::asking(keys).expect("the tools are well formed"))
}

fn ring() -> KeyRing {
    KeyRing::generate().expect("there is randomness")
}

/// A call of `greet` by a client that shows forms, with what a retry adds.
pub(crate) fn greet(state: Option<&str>, responses: Option<Value>) -> Message {
    let mut message = Message::call("greet", json!({}));
    message.set_meta(CLIENT_CAPABILITIES, json!({ "elicitation": {} }));
    message.params.extend(state.map(|state| ("requestState".to_owned(), state.into())));
    message.params.extend(responses.map(|responses| ("inputResponses".to_owned(), responses)));
    message
}

fn ada() -> Value {
    json!({ "name": { "action": "accept", "content": { "name": "Ada" } } })
}

/// The state of a reply that asks for the name.
#[track_caller]
fn state(reply: &Reply) -> String {
    let result = &reply.json()["result"];
    assert_eq!(result["resultType"], "input_required", "{result}");
    assert_eq!(result["inputRequests"]["name"]["method"], "elicitation/create", "{result}");
    // What is asked is no request of JSON-RPC.
    let question = result["inputRequests"]["name"].as_object().expect("a question is an object");
    assert!(!question.contains_key("id") && !question.contains_key("jsonrpc"), "{result}");
    result["requestState"].as_str().expect("there is a state").to_owned()
}

#[track_caller]
fn assert_greeted(reply: &Reply) {
    assert_eq!(reply.json()["result"]["content"][0]["text"], "Hello, Ada!", "{}", reply.text());
}

// spec: MRTR-001 MRTR-004 MRTR-019 MRTR-030 JSON-020 STATE-003
#[test]
fn any_server_with_the_same_keys_goes_on_where_another_stopped() {
    let keys = ring();
    let text = keys.to_text();
    let (one, other) = (serve(keys), serve(KeyRing::parse(&text).expect("it was written by us")));
    let first = state(&one.ask(&greet(None, None)));
    let second = state(&other.ask(&greet(Some(&first), None).with_id("2")));
    assert_ne!(first, second);
    assert_greeted(&other.ask(&greet(Some(&first), Some(ada())).with_id("3")));
    assert_greeted(&one.ask(&greet(Some(&second), Some(ada())).with_id("\"four\"")));
}

// spec: MRTR-008 MRTR-009 MRTR-010
#[test]
fn state_that_is_not_the_servers_own_is_refused_and_the_connection_goes_on() {
    let (own, foreign) = (serve(ring()), serve(ring()));
    let good = state(&own.ask(&greet(None, None)));
    let mut forged =
        vec![String::new(), "AAAA".to_owned(), "x".repeat(100_000), format!("{good}A"), format!(" {good}")];
    forged.push(state(&foreign.ask(&greet(None, None))));
    forged.extend((1..good.len()).step_by(7).map(|length| good[..length].to_owned()));
    forged.extend((0..good.len()).step_by(5).map(|at| {
        let other = if good.as_bytes()[at] == b'A' { "B" } else { "A" };
        [&good[..at], other, &good[at + 1..]].concat()
    }));
    let mut peer = own.connect();
    for state in &forged {
        let reply = peer.exchange(&own.post(&greet(Some(state), Some(ada()))));
        assert_failure(&reply, &REFUSED, "1", state);
        assert!(!reply.text().contains("inputRequests"), "it is not asked again");
    }
    assert_greeted(&peer.exchange(&own.post(&greet(Some(&good), Some(ada())))));
}

#[test]
fn state_of_one_tool_is_nothing_to_another() {
    let own = serve(ring());
    let good = state(&own.ask(&greet(None, None)));
    let mut elsewhere = Message::call("add", json!({ "a": 1, "b": 2 }));
    elsewhere.params.insert("requestState".to_owned(), good.as_str().into());
    assert_failure(&own.ask(&elsewhere), &REFUSED, "1", "a tool that never asks");
    let mut otherwise = greet(Some(&good), Some(ada()));
    otherwise.params.insert("arguments".to_owned(), json!({ "surplus": 1 }));
    assert_failure(&own.ask(&otherwise), &REFUSED, "1", "other arguments");
}

// spec: MRTR-027 MRTR-028 MRTR-029
#[test]
fn answers_of_the_wrong_form_are_errors_and_unasked_ones_are_passed_over() {
    let own = serve(ring());
    let good = state(&own.ask(&greet(None, None)));
    let mut peer = own.connect();
    for responses in [
        json!(null),
        json!([]),
        json!("name"),
        json!({ "name": null }),
        json!({ "name": 1 }),
        json!({ "name": {} }),
        json!({ "name": { "action": "consent" } }),
        json!({ "name": { "action": "accept" } }),
        json!({ "name": { "action": "accept", "content": { "name": 1 } } }),
        json!({ "name": { "action": "accept", "content": {} } }),
    ] {
        let reply = peer.exchange(&own.post(&greet(Some(&good), Some(responses.clone()))));
        assert_failure(&reply, &REFUSED, "1", &responses.to_string());
    }
    let mut surplus = ada();
    surplus["never-asked"] = json!([{}]);
    assert_greeted(&peer.exchange(&own.post(&greet(Some(&good), Some(surplus)))));
    state(&peer.exchange(&own.post(&greet(Some(&good), Some(json!({ "never-asked": {} }))))));
}

// spec: MRTR-007 META-014
#[test]
fn client_without_the_capability_is_told_which_it_lacks() {
    let own = serve(ring());
    let good = state(&own.ask(&greet(None, None)));
    for state in [None, Some(good.as_str())] {
        let mut message = greet(state, None);
        message.set_meta(CLIENT_CAPABILITIES, json!({ "sampling": {} }));
        let lacking = |reply: &Reply| {
            let data = &reply.json()["error"]["data"];
            assert_eq!(data, &json!({ "requiredCapabilities": { "elicitation": { "form": {} } } }));
        };
        let failure = Failure::new(400, -32021).with_id().checked(lacking);
        assert_failure(&own.ask(&message), &failure, "1", "what an earlier request declared does not count");
    }
}

#[test]
fn body_with_two_states_is_no_request() {
    let own = serve(ring());
    let good = state(&own.ask(&greet(None, None)));
    let text = greet(Some(&good), None).to_text();
    let request = Request {
        content: text.replacen("\"requestState\":", "\"requestState\":\"\",\"requestState\":", 1).into_bytes(),
        ..own.post(&greet(Some(&good), None))
    };
    assert_eq!(own.connect().exchange(&request).status, 400);
}
