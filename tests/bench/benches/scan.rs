//! The scanner, next to what serde_json needs for less: it looks for no doubled names and bounds no depth.
//!
//! - `serde_json_members` collects what the scanner notes: all members of the message, of `params` and of `_meta`;
//! - `serde_json_known_members` knows the names beforehand and drops all others, in one pass;
//! - `serde_json_whole` only finds the end of the message.

#![allow(missing_docs, reason = "a benchmark has no users")]

use std::borrow::Cow;
use std::fmt;

use bench::corpus;
use divan::counter::BytesCount;
use divan::{AllocProfiler, Bencher, black_box};
use mcp_types::jsonrpc::{ScanLimits, scan};
use serde::de::{MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::value::RawValue;

#[global_allocator]
static ALLOCATOR: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

/// All members of an object, each as raw JSON.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'a> Members<'a> {
    fn of(text: &'a [u8]) -> Self {
        serde_json::from_slice(text).expect("an object")
    }

    fn member(&self, name: &str) -> Self {
        let (_, member) = self.0.iter().find(|(found, _)| found == name).expect("the corpus has it");
        Self::of(member.get().as_bytes())
    }
}

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct InOrder;

        impl<'de> Visitor<'de> for InOrder {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                // Why: as many as the scanner keeps without an allocation, so that growing is not what is measured.
                let mut members = Vec::with_capacity(8);
                while let Some((name, value)) = map.next_entry::<Name<'de>, &'de RawValue>()? {
                    members.push((name.0, value));
                }
                Ok(Members(members))
            }
        }

        deserializer.deserialize_map(InOrder)
    }
}

/// A name that is borrowed where nothing is escaped.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// The members that a server looks at.
#[derive(Deserialize)]
struct KnownMembers<'a> {
    #[serde(borrow)]
    jsonrpc: &'a RawValue,
    #[serde(borrow)]
    id: &'a RawValue,
    #[serde(borrow)]
    method: &'a RawValue,
    #[serde(borrow)]
    params: Params<'a>,
}

#[derive(Deserialize)]
struct Params<'a> {
    #[serde(borrow)]
    name: Option<&'a RawValue>,
    #[serde(borrow)]
    arguments: Option<&'a RawValue>,
    #[serde(borrow, rename = "_meta")]
    meta: Meta<'a>,
}

#[derive(Deserialize)]
struct Meta<'a> {
    #[serde(borrow, rename = "io.modelcontextprotocol/protocolVersion")]
    version: &'a RawValue,
    #[serde(borrow, rename = "io.modelcontextprotocol/clientInfo")]
    info: &'a RawValue,
    #[serde(borrow, rename = "io.modelcontextprotocol/clientCapabilities")]
    capabilities: &'a RawValue,
}

#[divan::bench(args = corpus::NAMES)]
fn ours(bencher: Bencher<'_, '_>, name: &str) {
    let body = corpus::message(name);
    let limits = ScanLimits::default();
    bencher.counter(BytesCount::of_str(&body)).bench(|| scan(black_box(body.as_bytes()), &limits).expect("a message"));
}

#[divan::bench(args = corpus::NAMES)]
fn serde_json_members(bencher: Bencher<'_, '_>, name: &str) {
    let body = corpus::message(name);
    bencher.counter(BytesCount::of_str(&body)).bench(|| {
        let message = Members::of(black_box(body.as_bytes()));
        let params = message.member("params");
        let meta = params.member("_meta");
        black_box((message.0.len(), params.0.len(), meta.0.len()))
    });
}

#[divan::bench(args = corpus::NAMES)]
fn serde_json_known_members(bencher: Bencher<'_, '_>, name: &str) {
    let body = corpus::message(name);
    bencher.counter(BytesCount::of_str(&body)).bench(|| {
        let members: KnownMembers<'_> = serde_json::from_slice(black_box(body.as_bytes())).expect("a message");
        black_box((members.jsonrpc, members.id, members.method, members.params.name, members.params.arguments));
        black_box((members.params.meta.version, members.params.meta.info, members.params.meta.capabilities));
    });
}

#[divan::bench(args = corpus::NAMES)]
fn serde_json_whole(bencher: Bencher<'_, '_>, name: &str) {
    let body = corpus::message(name);
    bencher
        .counter(BytesCount::of_str(&body))
        .bench(|| serde_json::from_slice::<&RawValue>(black_box(body.as_bytes())).expect("JSON"));
}
