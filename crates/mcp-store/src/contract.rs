//! What every backend has to do, as tests that each of them runs.
//!
//! A suite takes a backend and gives back a [`Report`]: which cases passed, and what the others saw instead. It knows no
//! runtime and reads no clock; whoever runs it brings both. A case waits for an event that was published behind the
//! one it is about, so that a lost event is a failure and not a wait; only a bus that brings nothing at all makes a
//! suite wait, which a timeout around it finds.
//!
//! # Examples
//!
//! ```
//! use mcp_store::contract::{Scope, state_store};
//! use mcp_store::{MemoryStore, Timestamp};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let scope = Scope::new("run-1", Timestamp::from_millis(1_800_000_000_000))?;
//! let report = state_store(&MemoryStore::default(), &scope).await;
//! assert!(report.is_success(), "{report}");
//! assert!(report.passed.contains(&"concurrent_swaps_have_one_winner"));
//! # Ok(())
//! # }
//! # let future = std::pin::pin!(example());
//! # let done = future.poll(&mut std::task::Context::from_waker(std::task::Waker::noop()));
//! # assert!(matches!(done, std::task::Poll::Ready(Ok(()))));
//! ```

mod events;
mod flaky;
mod join;
mod link;
mod names;
mod outage;
mod records;
mod report;
mod scans;

use crate::bus::EventBus;
use crate::state::StateStore;

pub use flaky::Flaky;
pub use link::Link;
pub use names::Scope;
pub use report::{Failure, Report};

/// Tells a store every case of the contract that needs nothing but the store.
///
/// It writes about 4 MiB at [`StoreBounds::value_bytes`](crate::StoreBounds::value_bytes) of 1 MiB, and leaves records
/// behind, in collections whose names begin with the scope.
pub async fn state_store(store: &dyn StateStore, scope: &Scope) -> Report {
    let mut report = report::run(&records::all(), store, scope).await;
    report.join(report::run(&scans::all(), store, scope).await);
    report
}

/// Tells a store what it has to do while its backend cannot be reached, which `link` brings about.
pub async fn state_store_outage(store: &dyn StateStore, link: &dyn Link, scope: &Scope) -> Report {
    report::run(&outage::of_stores(), &outage::StoreOutage { store, link }, scope).await
}

/// Tells a bus every case of the contract that needs nothing but the bus.
pub async fn event_bus(bus: &dyn EventBus, scope: &Scope) -> Report {
    report::run(&events::all(), bus, scope).await
}

/// Tells a bus what it has to do while its backend cannot be reached, which `link` brings about.
///
/// `other` is another replica's bus on the same backend, whose connection holds.
pub async fn event_bus_outage(bus: &dyn EventBus, other: &dyn EventBus, link: &dyn Link, scope: &Scope) -> Report {
    report::run(&outage::of_buses(), &outage::BusOutage { bus, other, link }, scope).await
}
