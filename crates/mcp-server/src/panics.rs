//! Panics of handlers, kept where they happen.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Code of the server's author panicked; what it said stays on this side of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Panicked;

/// Runs `code` of the server's author.
pub(crate) fn contain<T>(code: impl FnOnce() -> T) -> Result<T, Panicked> {
    // Why: nothing that `code` may have left half-done is looked at again; its future is dropped, and the author's
    // state guards itself (a `Mutex` is poisoned).
    catch_unwind(AssertUnwindSafe(code)).map_err(discard)
}

/// Drops a value of the server's author, whatever its destructor does.
pub(crate) fn drop_contained<T>(value: T) {
    // Why: there is nobody to tell; the reply is decided before a value is dropped.
    let _ = contain(move || drop(value));
}

/// Drops a panic's payload, whose own destructor may panic as well.
fn discard(payload: Box<dyn Any + Send>) -> Panicked {
    if let Err(second) = catch_unwind(AssertUnwindSafe(move || drop(payload))) {
        std::mem::forget(second);
    }
    Panicked
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Bomb;

    impl Drop for Bomb {
        fn drop(&mut self) {
            if !std::thread::panicking() {
                std::panic::panic_any("dropped");
            }
        }
    }

    struct Twice;

    impl Drop for Twice {
        fn drop(&mut self) {
            std::panic::panic_any(Bomb);
        }
    }

    #[test]
    fn payloads_that_panic_are_contained() {
        assert_eq!(contain(|| -> () { std::panic::panic_any(Twice) }), Err(Panicked));
        drop_contained(Twice);
        assert_eq!(contain(|| 1), Ok(1));
    }
}
