//! Clients that mean harm, a server for them to attack, and what each attack must be answered with.
//!
//! - [`kinds`] is the table of attacks: how many of a thousand requests are of each kind, and what may come of it.
//! - [`siege`] lets many clients attack at once and counts what came of it.
//! - [`server`] is what they attack; `hostile-server` runs it.
//!
//! `cargo xtask bench --hostile` sends a hundred thousand of them while a good client is measured, and
//! `docs/performance.md` says what came out. The tests play every kind against a server in the same process.
//!
//! The clients share no code with the server: they write their bytes themselves, and read what comes back likewise.

pub mod dice;
pub mod exchange;
pub mod http2;
pub mod kinds;
pub mod loot;
pub mod script;
pub mod server;
pub mod siege;
pub mod slow;
pub mod wire;
