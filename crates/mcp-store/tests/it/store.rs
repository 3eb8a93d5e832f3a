//! The in-memory store beyond the contract: its bounds, and writers in several threads.

use std::sync::Arc;
use std::thread;

use mcp_store::limits::FORGOTTEN_WITH_EACH;
use mcp_store::{Expected, MemoryStore, Record, StateStore, StoreError, StoreSettings, Timestamp, Versioned};
use proptest::prelude::*;

use crate::run::{at, key, run};

fn full(result: Result<impl std::fmt::Debug, StoreError>) -> (&'static str, usize) {
    match result {
        Err(StoreError::Full { what, limit }) => (what, limit),
        other => panic!("expected a full store, seen {other:?}"),
    }
}

#[test]
fn records_are_bounded_and_expired_ones_make_way() {
    let store = MemoryStore::new(StoreSettings::default().with_records(2));
    let put = |name, expires, now| {
        run(store.put_if_version(&key(name), Expected::Absent, Record::new("", at(expires)), at(now)))
    };
    put("a", 10, 0).unwrap();
    put("b", 20, 0).unwrap();
    assert_eq!(full(put("c", 30, 9)), ("records", 2));
    run(store.put_if_version(&key("b"), Expected::Any, Record::new("2", at(20)), at(9))).expect("it replaces one");
    put("c", 30, 10).expect("one has expired");
    assert!(run(store.get(&key("b"), at(10))).unwrap().is_some());
    assert_eq!(full(put("d", 30, 10)), ("records", 2));
}

#[test]
fn bytes_are_bounded_names_included() {
    // The collection's name has six bytes and each key one.
    let store = MemoryStore::new(StoreSettings::default().with_stored_bytes(27));
    let put = |name, bytes: usize, now| {
        run(store.put_if_version(&key(name), Expected::Any, Record::new(vec![0; bytes], at(100)), at(now)))
    };
    put("a", 6, 0).unwrap();
    assert_eq!(full(put("b", 8, 0)), ("bytes", 27));
    put("b", 7, 0).unwrap();
    assert_eq!(full(put("a", 7, 0)), ("bytes", 27));
    put("a", 5, 0).expect("less than before");
    put("b", 8, 0).expect("what the other gave up");
    put("c", 20, 100).expect("all others have expired");
    assert_eq!(format!("{store:?}"), "MemoryStore { records: 1, bytes: 27, .. }");
}

#[test]
fn nothing_stays_behind_a_removed_record() {
    let store = MemoryStore::default();
    let record = Record::new("value", at(10)).with_due(at(5));
    let version = run(store.put_if_version(&key("a"), Expected::Absent, record.clone(), at(0))).unwrap();
    run(store.remove(&key("a"), version)).unwrap();
    run(store.put_if_version(&key("b"), Expected::Absent, record, at(0))).unwrap();
    assert_eq!(run(store.remove_expired(at(10), 10)).unwrap(), 1);
    assert!(run(store.scan_due(key("a").collection(), at(6), 10)).unwrap().is_empty());
    assert_eq!(format!("{store:?}"), "MemoryStore { records: 0, bytes: 0, .. }");
}

#[test]
fn what_has_expired_goes_as_fast_as_it_came() {
    let store = MemoryStore::default();
    for number in 0..1000_u64 {
        let record = Record::new("value", at(number + 10));
        run(store.put_if_version(&key(&number.to_string()), Expected::Absent, record, at(number))).unwrap();
    }
    assert!(format!("{store:?}").starts_with("MemoryStore { records: 10, "), "{store:?}");
}

#[test]
fn an_expired_record_is_removed_by_its_version() {
    let store = MemoryStore::default();
    let version = run(store.put_if_version(&key("a"), Expected::Absent, Record::new("", at(10)), at(0))).unwrap();
    assert!(run(store.get(&key("a"), at(10))).unwrap().is_none());
    run(store.remove(&key("a"), version)).unwrap();
}

#[test]
fn writers_in_several_threads_lose_nothing() {
    let store = Arc::new(MemoryStore::default());
    let writers = (0..4).map(|_| {
        let store = Arc::clone(&store);
        thread::spawn(move || (0..250).for_each(|_| increment(&store)))
    });
    writers.collect::<Vec<_>>().into_iter().for_each(|writer| writer.join().expect("no writer panics"));
    assert_eq!(run(store.get(&key("n"), at(0))).unwrap().unwrap().record.bytes, "1000");
}

fn text(current: &Versioned) -> &str {
    str::from_utf8(&current.record.bytes).expect("the tests write text")
}

fn increment(store: &MemoryStore) {
    loop {
        let current = run(store.get(&key("n"), at(0))).expect("the store is in memory");
        let expected = current.as_ref().map_or(Expected::Absent, |current| Expected::Version(current.version));
        let number = current.map_or(0, |current| text(&current).parse().expect("a number"));
        let record = Record::new((number + 1_u32).to_string(), Timestamp::MAX);
        if run(store.put_if_version(&key("n"), expected, record, at(0))).is_ok() {
            return;
        }
    }
}

proptest! {
    /// Against a plain map, whatever is done in which order.
    #[test]
    fn the_indexes_follow_the_records(steps in proptest::collection::vec((0..4_u8, 0..3_usize, 0..20_u64, 0..20_u64), 1..60)) {
        let store = MemoryStore::default();
        let mut model = std::collections::BTreeMap::new();
        for (now, (step, name, expires, due)) in steps.into_iter().enumerate() {
            let (now, name) = (at(now as u64 / 3), ["a", "b", "c"][name]);
            match step {
                0 | 1 => {
                    let record = Record::new(name, at(expires));
                    let record = if step == 1 { record.with_due(at(due)) } else { record };
                    let version = run(store.put_if_version(&key(name), Expected::Any, record.clone(), now)).unwrap();
                    let mut expired: Vec<_> = model
                        .iter()
                        .filter(|(_, (_, record)): &(_, &(_, Record))| !record.counts_at(now))
                        .map(|(name, (_, record))| (record.expires, *name))
                        .collect();
                    expired.sort();
                    for (_, name) in expired.into_iter().take(FORGOTTEN_WITH_EACH) {
                        model.remove(name);
                    }
                    model.insert(name, (version, record));
                }
                2 => {
                    let removed = model.remove(name).map(|(version, _)| run(store.remove(&key(name), version)).is_ok());
                    prop_assert_ne!(removed, Some(false));
                }
                _ => {
                    run(store.remove_expired(now, usize::MAX)).unwrap();
                    model.retain(|_, (_, record)| record.counts_at(now));
                }
            }
            let found = run(store.scan_due(key("a").collection(), now, 10)).unwrap();
            let found: Vec<_> = found.iter().map(|found| (found.due, found.key.name().clone(), found.version)).collect();
            let mut expected: Vec<_> = model
                .iter()
                .filter(|(_, (_, record))| record.counts_at(now) && record.due.is_some_and(|due| due <= now))
                .filter_map(|(name, (version, record))| Some((record.due?, bytes::Bytes::from(*name), *version)))
                .collect();
            expected.sort();
            prop_assert_eq!(found, expected);
            let bytes: usize = model.keys().map(|name| "things".len() + 2 * name.len()).sum();
            prop_assert_eq!(format!("{store:?}"), format!("MemoryStore {{ records: {}, bytes: {bytes}, .. }}", model.len()));
        }
    }
}
