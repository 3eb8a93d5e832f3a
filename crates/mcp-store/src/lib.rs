#![doc = include_str!("../README.md")]

mod bus;
#[cfg(feature = "contract")]
pub mod contract;
mod error;
mod key;
pub mod limits;
mod memory;
mod principal;
mod state;
mod timestamp;

pub use bus::{BusBounds, Event, EventBus, EventSource, Subscription, Topic};
pub use error::{BusError, NameError, StoreError, Unavailable};
pub use key::{Collection, Key};
pub use memory::{BusSettings, MemoryBus, MemoryStore, StoreSettings};
pub use principal::PrincipalKey;
pub use state::{Due, Expected, Record, StateStore, StoreBounds, Version, Versioned};
pub use timestamp::Timestamp;
