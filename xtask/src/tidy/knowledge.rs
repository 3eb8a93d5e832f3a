//! What a crate must not know: words that belong to one crate of the workspace, or to the world outside the lower half.

use super::Violation;
use super::files::{File, Files};
use super::layers::pure_crates;
use super::source::{self, Token};

/// Identifiers of sockets, clocks and threads, and modules of the standard library that hold them. Time and addresses
/// as values are no world: `Duration`, `IpAddr`.
const WORLD: [&str; 12] = [
    "Instant",
    "SystemTime",
    "TcpListener",
    "TcpStream",
    "UdpSocket",
    "UnixListener",
    "UnixStream",
    "std::env",
    "std::fs",
    "std::io::stdin",
    "std::process",
    "std::thread",
];
/// HTTP, as its types spell it.
const HTTP: [&str; 5] = ["HeaderMap", "HeaderName", "HeaderValue", "StatusCode", "http::"];
/// Status codes of HTTP that the transport sends, as a number would name them.
const STATUSES: [&str; 12] = ["202", "400", "401", "403", "404", "405", "406", "413", "415", "429", "431", "503"];
/// Members of MCP messages that no other format has; in a literal, with their quotes.
const MEMBERS: [&str; 5] = ["jsonrpc", "_meta", "structuredContent", "inputSchema", "resultType"];
/// MCP's field names of HTTP, in small letters.
const FIELDS: [&str; 4] = ["mcp-protocol-version", "mcp-method", "mcp-name", "mcp-param-"];

pub(crate) fn check(files: &Files) -> Vec<Violation> {
    files.rust().flat_map(violations).collect()
}

fn violations(file: &File) -> Vec<Violation> {
    let Some((package, _)) = file.path.strip_prefix("crates/").and_then(|path| path.split_once("/src/")) else {
        return Vec::new();
    };
    // Why: the command shows people whole requests, which they paste.
    if source::is_test(&file.path) || package == "mcp-cli" {
        return Vec::new();
    }
    let tokens = source::tokens(file);
    let secrets = (0..tokens.len()).filter_map(|index| {
        let (known_to, advice) = secret(package, &tokens[index..])?;
        let Token { text, line } = &tokens[index];
        Some(format!("{}:{line}: {package} must not know `{text}`, which {known_to}; {advice}", file.path))
    });
    secrets.collect()
}

/// What the first of the tokens gives away: whose it is, and what to do instead.
fn secret(package: &str, tokens: &[Token]) -> Option<(&'static str, &'static str)> {
    let begins = |words: &[&str]| words.iter().any(|word| is_path(word, tokens));
    if pure_crates().any(|pure| pure == package) && begins(&WORLD) {
        return Some((
            "is of the world outside",
            "take time, bytes and entropy as arguments, or move this above the line",
        ));
    }
    if package == "mcp-types" && (begins(&HTTP) || begins(&STATUSES)) {
        return Some(("is mcp-transport-http's", "move it there"));
    }
    let literal = literal(tokens)?;
    if package != "mcp-types" && MEMBERS.iter().any(|member| names_member(literal, member)) {
        return Some(("is mcp-types' layout of JSON", "use the type that has this member"));
    }
    let small = literal.to_ascii_lowercase();
    if package != "mcp-transport-http" && FIELDS.iter().any(|field| small.contains(field)) {
        return Some(("is mcp-transport-http's", "use the constant in its module `field`"));
    }
    None
}

/// Whether the tokens begin with this path, whose parts are joined by `::`.
fn is_path(path: &str, tokens: &[Token]) -> bool {
    let mut words = tokens.iter().map(|token| token.text.as_str());
    path.split("::").enumerate().all(|(index, part)| {
        (index == 0 || (words.next() == Some(":") && words.next() == Some(":")))
            && (part.is_empty() || words.next() == Some(part))
    })
}

/// The content of a string literal.
fn literal(tokens: &[Token]) -> Option<&str> {
    let text = tokens.first()?.text.trim_start_matches(['b', 'r', '#']);
    text.starts_with('"').then_some(text)
}

/// Whether a literal is the name of a member, or a piece of JSON that has it.
fn names_member(literal: &str, member: &str) -> bool {
    literal.contains(&format!("\"{member}\"")) || literal.contains(&format!("\\\"{member}\\\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(package: &str, code: &str, expected: &[&str]) {
        let path = format!("crates/{package}/src/a.rs");
        let said = check(&Files::of(&[(&path, code)]));
        let starts = said.iter().zip(expected).all(|(said, expected)| said.starts_with(&format!("{path}:{expected}")));
        assert!(said.len() == expected.len() && starts, "{code}: {said:#?}");
    }

    #[test]
    fn world_below_the_line_is_found() {
        found(
            "mcp-types",
            "\nuse std::time::Instant;",
            &["2: mcp-types must not know `Instant`, which is of the world"],
        );
        found(
            "mcp-transport-http",
            "fn f() { std::thread::spawn(g); }",
            &["1: mcp-transport-http must not know `std`"],
        );
        found(
            "mcp-transport-http",
            "use std::net::{IpAddr, TcpStream};",
            &["1: mcp-transport-http must not know `TcpS"],
        );
        found("mcp-transport-http", "use std::time::Duration; use std::net::IpAddr;", &[]);
        found("mcp-server", "use std::time::Instant;", &[]);
    }

    #[test]
    fn http_in_the_types_is_found() {
        found("mcp-types", "fn f() -> StatusCode {}", &["1: mcp-types must not know `StatusCode`"]);
        found(
            "mcp-types",
            "use http::Request;",
            &["1: mcp-types must not know `http`, which is mcp-transport-http's; move"],
        );
        found("mcp-types", "const NOT_FOUND: u16 = 404;", &["1: mcp-types must not know `404`"]);
        found("mcp-types", "let http = 1404;", &[]);
        found("mcp-transport-http", "use http::StatusCode; const N: u16 = 404;", &[]);
    }

    #[test]
    fn layout_of_messages_outside_the_types_is_found() {
        found("mcp-server", r#"f("_meta")"#, &["1: mcp-server must not know `\"_meta\"`, which is mcp-types' layout"]);
        found("mcp-server", r##"f(r#"{"jsonrpc":"2.0"}"#)"##, &["1: mcp-server must not know"]);
        found("mcp-server", r#"f("{\"jsonrpc\":1}")"#, &["1: mcp-server must not know"]);
        found("mcp-server", r#"f("the _meta of a request")"#, &[]);
        found("mcp-types", r#"f("_meta")"#, &[]);
    }

    #[test]
    fn field_names_outside_the_transport_are_found() {
        found(
            "mcp-server",
            r#"f("Mcp-Method")"#,
            &["1: mcp-server must not know `\"Mcp-Method\"`, which is mcp-transport"],
        );
        found("mcp-transport-http", r#"f("mcp-method")"#, &[]);
    }

    #[test]
    fn tests_and_the_command_may_know_everything() {
        found("mcp-cli", r#"f("Mcp-Method: tools/call")"#, &[]);
        found("mcp-server", "#[cfg(test)] mod tests { fn f() { g(\"_meta\") } }", &[]);
        found("mcp-server", "/// Has `\"_meta\"`.\nfn f() {}", &[]);
    }
}
