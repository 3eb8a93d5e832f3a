//! Store and bus of the hub pass the contract, each through a connection of its own.

use std::net::SocketAddr;

use mcp_store::contract::{Scope, event_bus, state_store};
use mcp_store::{Collection, Event, EventBus, Expected, Key, Record, StateStore, Timestamp, Topic};
use test_hub::{Hub, HubBus, HubStore};

async fn hub() -> SocketAddr {
    let hub = Hub::bind().await.expect("a port is free");
    let address = hub.address().expect("it is bound");
    tokio::spawn(hub.serve());
    address
}

fn scope() -> Scope {
    Scope::new("hub", Timestamp::from_millis(1_800_000_000_000)).expect("a scope")
}

#[tokio::test]
async fn store_passes() {
    let report = state_store(&HubStore::new(hub().await), &scope()).await;
    assert!(report.is_success(), "{report}");
    assert_eq!(report.passed.len(), 24);
}

#[tokio::test]
async fn bus_passes() {
    let bus = HubBus::connect(hub().await).await.expect("the hub listens");
    let report = event_bus(&bus, &scope()).await;
    assert!(report.is_success(), "{report}");
    assert_eq!(report.passed.len(), 11);
}

#[tokio::test]
async fn two_processes_see_the_same() {
    let address = hub().await;
    let (ours, theirs) = (HubStore::new(address), HubStore::new(address));
    let key = Key::new(Collection::from_static("things"), "a").expect("a key");
    let now = Timestamp::EPOCH;
    let put = ours.put_if_version(&key, Expected::Absent, Record::new("1", Timestamp::MAX), now).await;
    let seen = theirs.get(&key, now).await.expect("the hub answers").expect("it was written");
    assert_eq!((seen.version, &seen.record.bytes[..]), (put.expect("nothing stood there"), &b"1"[..]));

    let first = HubBus::connect(address).await.expect("the hub listens");
    let second = HubBus::connect(address).await.expect("the hub listens");
    let topic = Topic::new("t").expect("a topic");
    let mut subscription = second.subscribe(std::slice::from_ref(&topic)).await.expect("the hub answers");
    first.publish(&topic, "x".into()).await.expect("the hub answers");
    assert_eq!(subscription.next().await, Some(Event::Message { topic, payload: "x".into() }));
}

#[tokio::test]
async fn bus_ends_with_its_hub() {
    let hub = Hub::bind().await.expect("a port is free");
    let address = hub.address().expect("it is bound");
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
    let runtime = runtime.expect("a thread can be had");
    runtime.spawn(hub.serve());
    let bus = HubBus::connect(address).await.expect("the hub listens");
    let topic = Topic::new("t").expect("a topic");
    let mut subscription = bus.subscribe(std::slice::from_ref(&topic)).await.expect("the hub answers");
    runtime.shutdown_background();
    assert_eq!(subscription.next().await, None);
    assert!(bus.publish(&topic, "x".into()).await.is_err());
}
