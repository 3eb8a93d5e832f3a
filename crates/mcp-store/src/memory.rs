//! A store and a bus in the memory of one process: for tests, for one replica, and as the reference of the contract.

mod bus;
mod queues;
mod store;

pub use bus::{BusSettings, MemoryBus};
pub use store::{MemoryStore, StoreSettings};
