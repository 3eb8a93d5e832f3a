//! What is demanded while a backend cannot be reached.

use super::events::{publish, read, subscribe, texts};
use super::link::Link;
use super::names::Names;
use super::records::{failed, put};
use super::report::{Case, Verdict, cases, demand};
use crate::bus::EventBus;
use crate::error::{BusError, StoreError};
use crate::state::{Expected, StateStore};

/// A store and its connection.
pub(super) struct StoreOutage<'a> {
    pub(super) store: &'a dyn StateStore,
    pub(super) link: &'a dyn Link,
}

/// A bus and its connection, and another whose connection holds.
pub(super) struct BusOutage<'a> {
    pub(super) bus: &'a dyn EventBus,
    pub(super) other: &'a dyn EventBus,
    pub(super) link: &'a dyn Link,
}

pub(super) fn of_stores<'a>() -> [Case<StoreOutage<'a>>; 2] {
    cases![outage_is_not_absence, records_outlive_an_outage]
}

pub(super) fn of_buses<'a>() -> [Case<BusOutage<'a>>; 2] {
    cases![outage_refuses_events, outage_leaves_a_gap]
}

/// Says what a call ended with, unless it said that the backend cannot be reached.
fn unavailable<T: std::fmt::Debug>(call: &str, result: Result<T, StoreError>) -> Verdict {
    match result {
        Err(StoreError::Unavailable(_)) => Ok(()),
        other => Err(format!("{call}: {other:?} during an outage")),
    }
}

async fn outage_is_not_absence(outage: &StoreOutage<'_>, names: Names<'_>) -> Verdict {
    let (store, now) = (outage.store, names.now());
    let [there, elsewhere] = ["there", "elsewhere"].map(|name| names.key(name));
    let version = put(store, &there, Expected::Absent, names.lasting("1").with_due(now), now).await?;
    outage.link.sever().await;
    let verdict = async {
        for key in [&there, &elsewhere] {
            unavailable("get", store.get(key, now).await)?;
            for expected in [Expected::Absent, Expected::Version(version), Expected::Any] {
                unavailable("put", store.put_if_version(key, expected, names.lasting("2"), now).await)?;
            }
        }
        unavailable("remove", store.remove(&there, version).await)?;
        unavailable("scan", store.scan_due(&names.collection(), now, 10).await)
    };
    let verdict = verdict.await;
    outage.link.restore().await;
    verdict
}

async fn records_outlive_an_outage(outage: &StoreOutage<'_>, names: Names<'_>) -> Verdict {
    let (store, key, now) = (outage.store, names.key("a"), names.now());
    let first = put(store, &key, Expected::Absent, names.lasting("1"), now).await?;
    outage.link.sever().await;
    let during = store.put_if_version(&key, Expected::Version(first), names.lasting("2"), now).await;
    outage.link.restore().await;
    unavailable("put", during)?;
    // Whether the write happened is unknown, so that whoever repeats it meets either version.
    let again = store.put_if_version(&key, Expected::Version(first), names.lasting("2"), now).await;
    demand!(matches!(again, Ok(_) | Err(StoreError::Conflict { current: Some(_) })), "{again:?}");
    let seen = store.get(&key, now).await.map_err(failed)?.map(|seen| seen.record.bytes);
    demand!(seen.as_deref() == Some(b"2"), "{seen:?}");
    Ok(())
}

async fn outage_refuses_events(outage: &BusOutage<'_>, names: Names<'_>) -> Verdict {
    outage.link.sever().await;
    let refused = outage.bus.publish(&names.topic("a"), "lost".into()).await;
    let subscription = outage.bus.subscribe(&[names.topic("a")]).await;
    outage.link.restore().await;
    demand!(matches!(refused, Err(BusError::Unavailable(_))), "publish: {refused:?} during an outage");
    demand!(matches!(subscription, Err(BusError::Unavailable(_))), "subscribe: {subscription:?} during an outage");
    Ok(())
}

async fn outage_leaves_a_gap(outage: &BusOutage<'_>, names: Names<'_>) -> Verdict {
    let topic = names.topic("a");
    let mut subscription = subscribe(outage.bus, std::slice::from_ref(&topic)).await?;
    publish(outage.other, &topic, "before").await?;
    let before = subscription.next().await;
    outage.link.sever().await;
    let during = publish(outage.other, &topic, "during").await;
    outage.link.restore().await;
    during?;
    for event in ["after", "fence"] {
        publish(outage.other, &topic, event).await?;
    }
    let before = texts(before.as_slice());
    demand!(before == ["before"], "{before:?}");
    let seen = texts(&read(&mut subscription).await?);
    // A backend that keeps what was missed may bring it instead of the gap.
    let is_told = seen == ["-", "after"] || seen == ["during", "after"] || seen == ["-", "during", "after"];
    demand!(is_told, "{seen:?}: `during` is missing without a gap, or the order is lost");
    Ok(())
}
