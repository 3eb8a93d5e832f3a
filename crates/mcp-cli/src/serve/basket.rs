//! Baskets behind explicit handles: state that outlives a call without a session.

use mcp_server::{Context, Handle, HandleState, Structured, ToolError};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Items one basket holds. It travels in its handle, which a model copies character by character.
pub(crate) const MAX_ITEMS: usize = 20;

/// Bytes of one item's name.
pub(crate) const MAX_ITEM_BYTES: usize = 200;

/// What is in a basket.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Basket {
    items: Vec<String>,
}

impl HandleState for Basket {
    const KIND: &'static str = "basket";
}

/// Why an item was not put into a basket.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
enum BasketError {
    #[error("the basket is full: it holds {MAX_ITEMS} items")]
    Full,
    #[error("the item's name is too long: at most {MAX_ITEM_BYTES} bytes")]
    ItemTooLong,
}

#[derive(Deserialize, JsonSchema)]
pub(crate) struct Put {
    /// The handle that an earlier call returned; leave it out for a new basket
    #[serde(default)]
    basket: Option<Handle<Basket>>,
    /// What to put in
    item: String,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Contents {
    /// The handle of the basket as it is now
    basket: Handle<Basket>,
    items: Vec<String>,
}

/// Puts an item into the basket that a handle names, or into a new one.
pub(crate) async fn put(args: Put, cx: Context<()>) -> Result<Structured<Contents>, ToolError> {
    let mut basket = match args.basket {
        Some(handle) => handle.open(&cx)?,
        None => Basket::default(),
    };
    basket.put(args.item)?;
    Ok(Structured(Contents { basket: cx.mint(&basket)?, items: basket.items }))
}

impl Basket {
    fn put(&mut self, item: String) -> Result<(), BasketError> {
        if item.len() > MAX_ITEM_BYTES {
            return Err(BasketError::ItemTooLong);
        }
        if self.items.len() == MAX_ITEMS {
            return Err(BasketError::Full);
        }
        self.items.push(item);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_and_names_are_bounded() {
        let mut basket = Basket::default();
        assert_eq!(basket.put("x".repeat(MAX_ITEM_BYTES + 1)), Err(BasketError::ItemTooLong));
        for _ in 0..MAX_ITEMS {
            assert_eq!(basket.put("x".repeat(MAX_ITEM_BYTES)), Ok(()));
        }
        assert_eq!(basket.put("more".into()), Err(BasketError::Full));
    }
}
