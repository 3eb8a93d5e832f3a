//! The messages of the micro-benchmarks.

use mcp_types::limits::MAX_DEPTH;

use crate::Operation;

/// What a scanner is run on, by name.
pub const NAMES: [&str; 4] = ["tools/call", "tools/call, 64 KiB of text", "tools/list", "deep object"];

/// The message of that name.
///
/// # Panics
///
/// If there is none.
pub fn message(name: &str) -> String {
    match name {
        "tools/call" => Operation::Add.message(),
        "tools/call, 64 KiB of text" => Operation::EchoLong.message(),
        "tools/list" => Operation::ListTools.message(),
        "deep object" => deep_call(),
        _ => panic!("no message is called {name}"),
    }
}

/// A call whose arguments are objects within objects, as deep as the scanner allows by default, each with siblings.
fn deep_call() -> String {
    /// The message, `params` and `arguments` are three levels.
    const LEVELS: usize = MAX_DEPTH - 3;
    let mut tree = String::from("null");
    for level in 0..LEVELS {
        // The list of names is a level of its own beside the next object.
        let names = if level == 0 { "null" } else { r#"["north","south"]"# };
        tree = format!(r#"{{"level":{level},"names":{names},"open":true,"inner":{tree}}}"#);
    }
    Operation::Add.message().replace(r#"{"a":20,"b":22}"#, &format!(r#"{{"tree":{tree}}}"#))
}

#[cfg(test)]
mod tests {
    use mcp_types::jsonrpc::{ScanLimits, scan};

    use super::*;

    #[test]
    fn every_message_is_scanned_and_the_deep_one_is_as_deep_as_may_be() {
        for name in NAMES {
            let message = message(name);
            assert!(scan(message.as_bytes(), &ScanLimits::default()).is_ok(), "{name}");
        }
        let tighter = ScanLimits::default().with_depth(MAX_DEPTH - 1);
        assert!(scan(message("deep object").as_bytes(), &tighter).is_err());
    }
}
