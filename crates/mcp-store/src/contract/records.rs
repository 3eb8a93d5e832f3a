//! What is demanded of reading and writing one record.

use bytes::Bytes;

use super::join::{BoxFuture, join_all};
use super::names::Names;
use super::report::{Case, Verdict, cases, demand};
use crate::error::StoreError;
use crate::key::Key;
use crate::limits::MAX_KEY_BYTES;
use crate::state::{Expected, Record, StateStore, Version, Versioned};
use crate::timestamp::Timestamp;

/// Writers at once.
const WRITERS: usize = 16;

pub(super) fn all<'a>() -> [Case<dyn StateStore + 'a>; 17] {
    cases![
        unknown_key_is_absent,
        written_record_is_read_back,
        empty_value_is_a_value,
        absence_is_expected_once,
        stale_version_is_a_conflict,
        conflict_names_what_stands_there,
        any_overwrites,
        versions_are_never_used_again,
        concurrent_creations_have_one_winner,
        concurrent_swaps_have_one_winner,
        concurrent_increments_lose_nothing,
        removal_needs_the_version,
        expired_record_is_absent,
        expired_record_makes_way,
        last_moment_does_not_expire,
        values_fit_up_to_the_bound,
        names_are_bytes,
    ]
}

/// What an error of the backend looks like in a verdict.
#[allow(clippy::needless_pass_by_value, reason = "the shape that `map_err` takes")]
pub(super) fn failed(error: StoreError) -> String {
    let source = std::error::Error::source(&error).map(|source| format!(": {source}")).unwrap_or_default();
    format!("{error}{source}")
}

pub(super) async fn put(
    store: &dyn StateStore,
    key: &Key,
    expected: Expected,
    record: Record,
    now: Timestamp,
) -> Result<Version, String> {
    store.put_if_version(key, expected, record, now).await.map_err(failed)
}

async fn get(store: &dyn StateStore, key: &Key, now: Timestamp) -> Result<Option<Versioned>, String> {
    store.get(key, now).await.map_err(failed)
}

/// Demands a conflict and gives back what it names.
fn conflict<T: std::fmt::Debug>(result: Result<T, StoreError>) -> Result<Option<Version>, String> {
    match result {
        Err(StoreError::Conflict { current }) => Ok(current),
        other => Err(format!("expected a conflict, seen {other:?}")),
    }
}

async fn unknown_key_is_absent(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let seen = get(store, &names.key("a"), names.now()).await?;
    demand!(seen.is_none(), "{seen:?}");
    Ok(())
}

async fn written_record_is_read_back(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let key = names.key("a");
    let record = names.lasting(vec![0, 1, 0xff, b'"']).with_due(names.at(7));
    let version = put(store, &key, Expected::Absent, record.clone(), names.now()).await?;
    let seen = get(store, &key, names.now()).await?;
    demand!(seen == Some(Versioned::new(version, record)), "{seen:?}");
    Ok(())
}

async fn empty_value_is_a_value(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let key = names.key("a");
    put(store, &key, Expected::Absent, names.lasting(""), names.now()).await?;
    let seen = get(store, &key, names.now()).await?;
    demand!(seen.as_ref().is_some_and(|seen| seen.record.bytes.is_empty()), "{seen:?}");
    Ok(())
}

async fn absence_is_expected_once(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let key = names.key("a");
    let first = put(store, &key, Expected::Absent, names.lasting("1"), names.now()).await?;
    conflict(store.put_if_version(&key, Expected::Absent, names.lasting("2"), names.now()).await)?;
    let seen = get(store, &key, names.now()).await?;
    demand!(seen.as_ref().map(|seen| seen.version) == Some(first), "{seen:?}");
    Ok(())
}

async fn stale_version_is_a_conflict(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let (key, now) = (names.key("a"), names.now());
    let first = put(store, &key, Expected::Absent, names.lasting("1"), now).await?;
    let second = put(store, &key, Expected::Version(first), names.lasting("2"), now).await?;
    conflict(store.put_if_version(&key, Expected::Version(first), names.lasting("3"), now).await)?;
    let seen = get(store, &key, now).await?;
    demand!(seen == Some(Versioned::new(second, names.lasting("2"))), "the refused write left {seen:?}");
    // A version of a record that is not there is as stale.
    conflict(store.put_if_version(&names.key("b"), Expected::Version(first), names.lasting("3"), now).await)?;
    Ok(())
}

async fn conflict_names_what_stands_there(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let (key, now) = (names.key("a"), names.now());
    let version = put(store, &key, Expected::Absent, names.lasting("1"), now).await?;
    let seen = conflict(store.put_if_version(&key, Expected::Absent, names.lasting("2"), now).await)?;
    demand!(seen == Some(version), "{seen:?}, where {version:?} stands");
    let seen =
        conflict(store.put_if_version(&names.key("b"), Expected::Version(version), names.lasting(""), now).await)?;
    demand!(seen.is_none(), "{seen:?}, where nothing stands");
    Ok(())
}

async fn any_overwrites(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let key = names.key("a");
    for text in ["1", "2", "3"] {
        let version = put(store, &key, Expected::Any, names.lasting(text), names.now()).await?;
        let seen = get(store, &key, names.now()).await?;
        demand!(seen == Some(Versioned::new(version, names.lasting(text))), "{seen:?} after {text}");
    }
    Ok(())
}

async fn versions_are_never_used_again(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let (key, now) = (names.key("a"), names.now());
    let mut given = Vec::new();
    for round in 0..3 {
        let first = put(store, &key, Expected::Absent, names.lasting("1"), now).await?;
        let second = put(store, &key, Expected::Version(first), names.lasting("2"), now).await?;
        demand!(first != second && !given.contains(&first) && !given.contains(&second), "given again in round {round}");
        given.extend([first, second]);
        store.remove(&key, second).await.map_err(failed)?;
    }
    put(store, &key, Expected::Absent, names.lasting("4"), now).await?;
    for version in given {
        conflict(store.put_if_version(&key, Expected::Version(version), names.lasting("5"), now).await)?;
    }
    Ok(())
}

/// Lets several writers write over what they expect, and demands that one succeeds and is the one that stands there.
async fn one_winner(store: &dyn StateStore, names: Names<'_>, key: &Key, expected: Expected) -> Verdict {
    let writers = (0..WRITERS).map(|writer| -> BoxFuture<'_, _> {
        let record = names.lasting(writer.to_string());
        Box::pin(store.put_if_version(key, expected, record, names.now()))
    });
    let mut winners = Vec::new();
    for (writer, result) in join_all(writers.collect()).await.into_iter().enumerate() {
        match result {
            Ok(version) => winners.push((writer, version)),
            other => drop(conflict(other)?),
        }
    }
    let [(writer, version)] = winners[..] else { return Err(format!("{} winners of {WRITERS}", winners.len())) };
    let seen = get(store, key, names.now()).await?;
    demand!(seen == Some(Versioned::new(version, names.lasting(writer.to_string()))), "{seen:?}, writer {writer} won");
    Ok(())
}

async fn concurrent_creations_have_one_winner(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    one_winner(store, names, &names.key("a"), Expected::Absent).await
}

async fn concurrent_swaps_have_one_winner(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let key = names.key("a");
    let first = put(store, &key, Expected::Absent, names.lasting("first"), names.now()).await?;
    one_winner(store, names, &key, Expected::Version(first)).await
}

async fn concurrent_increments_lose_nothing(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let key = names.key("a");
    let writers = (0..WRITERS).map(|_| -> BoxFuture<'_, _> { Box::pin(increment(store, names, &key)) });
    for result in join_all(writers.collect()).await {
        result?;
    }
    let seen = get(store, &key, names.now()).await?.map(|seen| seen.record.bytes);
    demand!(seen == Some(Bytes::from(WRITERS.to_string())), "{seen:?} after {WRITERS} increments");
    Ok(())
}

async fn increment(store: &dyn StateStore, names: Names<'_>, key: &Key) -> Verdict {
    // Of all that write at once one succeeds, so that the slowest has to begin anew as often as there are others.
    for _ in 0..WRITERS {
        let current = get(store, key, names.now()).await?;
        let expected = current.as_ref().map_or(Expected::Absent, |current| Expected::Version(current.version));
        let number = current.and_then(|current| str::from_utf8(&current.record.bytes).ok()?.parse::<usize>().ok());
        let record = names.lasting((number.unwrap_or(0) + 1).to_string());
        match store.put_if_version(key, expected, record, names.now()).await {
            Err(StoreError::Conflict { .. }) => {}
            other => return other.map(drop).map_err(failed),
        }
    }
    Err(format!("a writer met {WRITERS} conflicts with {WRITERS} writers"))
}

async fn removal_needs_the_version(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let (key, now) = (names.key("a"), names.now());
    let first = put(store, &key, Expected::Absent, names.lasting("1"), now).await?;
    let second = put(store, &key, Expected::Version(first), names.lasting("2"), now).await?;
    conflict(store.remove(&key, first).await)?;
    let seen = get(store, &key, now).await?;
    demand!(seen.is_some(), "a stale version removed the record");
    store.remove(&key, second).await.map_err(failed)?;
    let seen = get(store, &key, now).await?;
    demand!(seen.is_none(), "the removed record is {seen:?}");
    conflict(store.remove(&key, second).await)?;
    Ok(())
}

async fn expired_record_is_absent(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let key = names.key("a");
    put(store, &key, Expected::Absent, Record::new("1", names.at(1000)), names.now()).await?;
    for (millis, counts) in [(0, true), (999, true), (1000, false), (1001, false), (60_000, false)] {
        let seen = get(store, &key, names.at(millis)).await?;
        demand!(seen.is_some() == counts, "{seen:?} at {millis} ms, expiry at 1000 ms");
    }
    Ok(())
}

async fn expired_record_makes_way(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let (key, later) = (names.key("a"), names.at(1000));
    let first = put(store, &key, Expected::Absent, Record::new("1", later), names.now()).await?;
    let seen = conflict(store.put_if_version(&key, Expected::Version(first), names.lasting("2"), later).await)?;
    demand!(seen.is_none(), "what has expired is named in a conflict: {seen:?}");
    let second = put(store, &key, Expected::Absent, names.lasting("3"), later).await?;
    let seen = get(store, &key, later).await?;
    demand!(seen == Some(Versioned::new(second, names.lasting("3"))), "{seen:?}");
    Ok(())
}

async fn last_moment_does_not_expire(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let (key, record) = (names.key("a"), Record::new("1", Timestamp::MAX).with_due(Timestamp::MAX));
    put(store, &key, Expected::Absent, record.clone(), names.now()).await?;
    let seen = get(store, &key, Timestamp::from_millis(Timestamp::MAX.as_millis() - 1)).await?;
    demand!(seen.as_ref().is_some_and(|seen| seen.record == record), "{seen:?}");
    Ok(())
}

async fn values_fit_up_to_the_bound(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let (key, bound) = (names.key("a"), store.bounds().value_bytes);
    let value = |length: usize| Bytes::from((0..length).map(|index| (index % 251) as u8).collect::<Vec<_>>());
    let version = put(store, &key, Expected::Absent, names.lasting(value(bound)), names.now()).await?;
    // Whether it fits is found out before whether it is expected.
    for expected in [Expected::Version(version), Expected::Absent] {
        let refused = store.put_if_version(&key, expected, names.lasting(value(bound + 1)), names.now()).await;
        let Err(StoreError::TooLarge { limit, received }) = refused else {
            return Err(format!("{} bytes: {refused:?}", bound + 1));
        };
        demand!((limit, received) == (bound, bound + 1), "refused with {limit} and {received}");
    }
    let seen = get(store, &key, names.now()).await?.map(|seen| seen.record.bytes);
    demand!(seen == Some(value(bound)), "{:?} bytes of {bound} came back, or others", seen.map(|bytes| bytes.len()));
    Ok(())
}

async fn names_are_bytes(store: &dyn StateStore, names: Names<'_>) -> Verdict {
    let mut all: Vec<Vec<u8>> = [
        b"\0".as_slice(),
        b"\0\0",
        b"\xff",
        b"\xff\xfe",
        b"a",
        b"A",
        b"a ",
        b" a",
        b"a\0",
        b"%61",
        b"a%",
        b"_",
        b"a.b",
        b"a.*",
        b">",
        b"*",
        b"/",
        b"..",
        b"'",
        b"\"",
        b"\\",
        b"\n",
        b"\r\n",
        b"=",
        b"YQ==",
        b"61",
        b"\\x61",
    ]
    .map(<[u8]>::to_vec)
    .to_vec();
    // Two ways to write the same letters.
    all.extend(["Gr\u{fc}\u{df}e", "Gru\u{308}\u{df}e", "\u{1f600}", "\u{202e}"].map(|text| text.as_bytes().to_vec()));
    all.extend([vec![b'x'; MAX_KEY_BYTES], vec![b'x'; MAX_KEY_BYTES - 1]]);
    let keys = all.into_iter().map(|name| names.key(name)).chain([other(names, "a"), other(names, "A")]);
    let keys: Vec<Key> = keys.collect();
    for (number, key) in keys.iter().enumerate() {
        let put = put(store, key, Expected::Absent, names.lasting(number.to_string()), names.now()).await;
        put.map_err(|seen| format!("{:?}: {seen}", key.name()))?;
    }
    for (number, key) in keys.iter().enumerate() {
        let seen = get(store, key, names.now()).await?.map(|seen| seen.record.bytes);
        demand!(seen == Some(Bytes::from(number.to_string())), "{:?}: {seen:?}, not {number}", key.name());
    }
    Ok(())
}

fn other(names: Names<'_>, name: &'static str) -> Key {
    Key::new(names.other_collection("other"), name).expect("a name of one byte")
}
