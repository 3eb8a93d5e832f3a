//! The in-memory backend and the contract, as users see them; and backends that are broken, each found by a case.

mod broken_buses;
mod broken_stores;
mod bus;
mod contract;
mod run;
mod store;
