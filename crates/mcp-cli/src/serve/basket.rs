//! Baskets behind explicit handles: state that outlives a call without a session.

use std::collections::{HashMap, VecDeque};
use std::fmt::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// Baskets kept at once; the oldest makes room. Bounds the memory of a server that runs for weeks.
pub(crate) const MAX_BASKETS: usize = 1_000;

/// Items one basket holds. A basket is a demonstration, not a database.
pub(crate) const MAX_ITEMS: usize = 100;

/// Bytes of one item's name.
pub(crate) const MAX_ITEM_BYTES: usize = 200;

/// All baskets of this process.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shelf {
    baskets: Arc<Mutex<Baskets>>,
}

#[derive(Debug, Default)]
struct Baskets {
    items: HashMap<String, Vec<String>>,
    /// Handles in the order in which they were minted.
    order: VecDeque<String>,
}

/// Why an item was not put into a basket.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum BasketError {
    #[error("no such basket: leave `basket` out to get a new one")]
    Unknown,
    #[error("the basket is full: it holds {MAX_ITEMS} items")]
    Full,
    #[error("the item's name is too long: at most {MAX_ITEM_BYTES} bytes")]
    ItemTooLong,
    #[error("no randomness to mint a handle from")]
    Entropy,
}

impl Shelf {
    /// Puts `item` into the basket behind `handle`, or into a new one, and returns the handle and what the basket holds.
    pub(crate) fn put(&self, handle: Option<String>, item: String) -> Result<(String, Vec<String>), BasketError> {
        if item.len() > MAX_ITEM_BYTES {
            return Err(BasketError::ItemTooLong);
        }
        let mut baskets = self.baskets.lock().unwrap_or_else(PoisonError::into_inner);
        let handle = match handle {
            Some(handle) => handle,
            None => baskets.open()?,
        };
        let items = baskets.items.get_mut(&handle).ok_or(BasketError::Unknown)?;
        if items.len() == MAX_ITEMS {
            return Err(BasketError::Full);
        }
        items.push(item);
        let items = items.clone();
        Ok((handle, items))
    }
}

impl Baskets {
    /// Mints a handle for an empty basket.
    fn open(&mut self) -> Result<String, BasketError> {
        if self.order.len() == MAX_BASKETS
            && let Some(oldest) = self.order.pop_front()
        {
            self.items.remove(&oldest);
        }
        let handle = mint()?;
        self.order.push_back(handle.clone());
        self.items.insert(handle.clone(), Vec::new());
        Ok(handle)
    }
}

/// An unguessable name: 128 random bits in hexadecimal.
fn mint() -> Result<String, BasketError> {
    let mut bits = [0_u8; 16];
    getrandom::fill(&mut bits).map_err(|_| BasketError::Entropy)?;
    let mut handle = String::with_capacity(7 + 2 * bits.len());
    handle.push_str("basket_");
    for byte in bits {
        write!(handle, "{byte:02x}").expect("writing to a string does not fail");
    }
    Ok(handle)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_finds_its_basket_again() {
        let shelf = Shelf::default();
        let (handle, _) = shelf.put(None, "apple".into()).expect("a new basket");
        let (again, items) = shelf.put(Some(handle.clone()), "pear".into()).expect("the same basket");
        assert_eq!((again, items), (handle, vec!["apple".to_owned(), "pear".to_owned()]));
    }

    #[test]
    fn two_baskets_do_not_share_items() {
        let shelf = Shelf::default();
        let (first, _) = shelf.put(None, "apple".into()).expect("a new basket");
        let (second, items) = shelf.put(None, "pear".into()).expect("another basket");
        assert_ne!(first, second);
        assert_eq!(items, ["pear"]);
    }

    #[test]
    fn a_guessed_handle_opens_nothing() {
        assert_eq!(Shelf::default().put(Some("basket_00".into()), "apple".into()), Err(BasketError::Unknown));
    }

    #[test]
    fn baskets_items_and_names_are_bounded() {
        let shelf = Shelf::default();
        assert_eq!(shelf.put(None, "x".repeat(MAX_ITEM_BYTES + 1)), Err(BasketError::ItemTooLong));
        let (handle, _) = shelf.put(None, "1".into()).expect("a new basket");
        for _ in 1..MAX_ITEMS {
            shelf.put(Some(handle.clone()), "more".into()).expect("room is left");
        }
        assert_eq!(shelf.put(Some(handle.clone()), "more".into()), Err(BasketError::Full));
        for _ in 0..MAX_BASKETS {
            shelf.put(None, "other".into()).expect("the oldest makes room");
        }
        assert_eq!(shelf.put(Some(handle), "late".into()), Err(BasketError::Unknown));
    }
}
