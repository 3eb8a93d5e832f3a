#![doc = include_str!("../README.md")]

mod hint;
pub mod limits;
mod method;
mod policy;
#[cfg(feature = "testing")]
pub mod testing;

pub use hint::{CacheHint, Cacheable};
pub use method::CacheableMethod;
pub use policy::{CachePolicy, Shaped};
