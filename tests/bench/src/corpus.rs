//! The messages of the micro-benchmarks.

use crate::load::operation::Operation;

/// A call with two integers: the message that servers see most.
pub fn call() -> String {
    Operation::Add.message()
}

/// A call with 64 KiB of prose.
pub fn call_with_text() -> String {
    Operation::EchoLong.message()
}

/// A request for a list.
pub fn list() -> String {
    Operation::ListTools.message()
}

/// A call whose arguments are objects within objects, as deep as the scanner allows by default, each with siblings.
pub fn call_with_depth() -> String {
    // The message, `params` and `arguments` are three levels.
    const LEVELS: usize = mcp_types::limits::MAX_DEPTH - 3;
    let mut arguments = String::from("null");
    for level in 0..LEVELS {
        arguments = format!(r#"{{"level":{level},"names":["north","south"],"open":true,"inner":{arguments}}}"#);
    }
    Operation::Add.message().replace(r#""arguments":{"a":20,"b":22}"#, &format!(r#""arguments":{{"tree":{arguments}}}"#))
}
