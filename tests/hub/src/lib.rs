//! A store and a bus for tests of several processes, until a durable backend is there.
//!
//! One process, the hub, holds a [`MemoryStore`](mcp_store::MemoryStore) and numbers events; the others reach it over
//! loopback TCP through [`HubStore`] and [`HubBus`], which pass the contract of `mcp-store`. Messages are lines of JSON.
//!
//! It is for tests alone: nobody authenticates, every event goes to every process, and all is lost with the hub. A bus
//! that has lost it ends; it does not connect again, so the cases of the contract about outages are not for it.

mod bus;
mod connection;
mod hub;
mod limits;
mod store;
mod wire;

pub use bus::HubBus;
pub use hub::Hub;
pub use store::HubStore;
