//! The in-memory backend passes the contract, directly and behind a connection that fails.

use mcp_store::contract::{Flaky, event_bus, event_bus_outage, state_store, state_store_outage};
use mcp_store::{
    BusSettings, Expected, MemoryBus, MemoryStore, Record, StateStore, StoreError, StoreSettings, Timestamp,
};

use crate::run::{at, key, run, scope};

#[test]
fn memory_store_passes() {
    for settings in [StoreSettings::default(), StoreSettings::default().with_value_bytes(100)] {
        let report = run(state_store(&MemoryStore::new(settings), &scope()));
        assert!(report.is_success(), "{report}");
        assert_eq!(report.passed.len(), 24);
    }
}

#[test]
fn memory_bus_passes() {
    let small = BusSettings::default().with_queued_events(16).with_event_bytes(100);
    for settings in [BusSettings::default(), small] {
        let report = run(event_bus(&MemoryBus::new(settings), &scope()));
        assert!(report.is_success(), "{report}");
        assert_eq!(report.passed.len(), 11);
    }
}

#[test]
fn a_flaky_backend_passes_while_it_can_be_reached_and_while_not() {
    let store = Flaky::new(MemoryStore::default());
    let report = run(state_store(&store, &scope()));
    assert!(report.is_success(), "{report}");
    let report = run(state_store_outage(&store, &store, &scope()));
    assert!(report.is_success(), "{report}");
    assert_eq!(report.passed, ["outage_is_not_absence", "records_outlive_an_outage"]);

    let bus = Flaky::new(MemoryBus::default());
    let report = run(event_bus(&bus, &scope()));
    assert!(report.is_success(), "{report}");
    let report = run(event_bus_outage(&bus, bus.inner(), &bus, &scope()));
    assert!(report.is_success(), "{report}");
    assert_eq!(report.passed, ["outage_refuses_events", "outage_leaves_a_gap"]);
}

#[test]
fn a_lost_reply_leaves_the_write_in_place() {
    let store = Flaky::new(MemoryStore::default());
    let record = Record::new("1", Timestamp::MAX);
    run(async {
        store.lose_replies(2);
        for _ in 0..2 {
            let put = store.put_if_version(&key("a"), Expected::Absent, record.clone(), at(0)).await;
            assert!(matches!(put, Err(StoreError::Unavailable(_))), "{put:?}");
        }
        let again = store.put_if_version(&key("a"), Expected::Absent, record.clone(), at(0)).await;
        assert!(matches!(again, Err(StoreError::Conflict { current: Some(_) })), "{again:?}");
    });
}
