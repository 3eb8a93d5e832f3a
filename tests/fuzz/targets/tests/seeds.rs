//! Replays the committed seeds of every fuzz target.

#![expect(clippy::print_stdout, reason = "the name of the seed that fails must be seen, and a property fails by panic")]

use std::path::Path;

use fuzz_targets::{decoder, head_admission, header_values, scanner, schema_registration, sealed_tokens, stdio_lines};

/// Fewer seeds than this, and something was lost or never found.
const AT_LEAST: usize = 20;

/// Replays the seeds of one target, which parsers take at least `taken` times; the rest they refuse.
fn replay(name: &str, target: fn(&[u8]) -> usize, taken: usize) {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../seeds").join(name);
    let mut paths: Vec<_> = std::fs::read_dir(&directory)
        .expect("the seeds of a target stand beside it")
        .map(|entry| entry.expect("a readable directory").path())
        .collect();
    paths.sort();
    assert!(paths.len() >= AT_LEAST, "{} seeds in {}", paths.len(), directory.display());
    let mut seen = 0;
    for path in paths {
        let input = std::fs::read(&path).expect("a readable file");
        println!("{}", path.display());
        seen += target(&input);
        // Cut anywhere, it is another input that the same must hold for.
        for end in 0..input.len().min(2000) {
            target(&input[..end]);
        }
    }
    assert!(seen >= taken, "the seeds of {name} were taken {seen} times only");
}

#[test]
fn scanner_holds_for_its_seeds() {
    replay("scanner", scanner, 30);
}

#[test]
fn header_values_hold_for_their_seeds() {
    replay("header_values", header_values, 100);
}

#[test]
fn head_admission_holds_for_its_seeds() {
    replay("head_admission", head_admission, 10);
}

#[test]
fn sealed_tokens_hold_for_their_seeds() {
    replay("sealed_tokens", sealed_tokens, 20);
}

#[test]
fn schema_registration_holds_for_its_seeds() {
    replay("schema_registration", schema_registration, 40);
}

#[test]
fn decoder_holds_for_its_seeds() {
    replay("decoder", decoder, 60);
}

#[test]
fn stdio_lines_hold_for_their_seeds() {
    replay("stdio_lines", stdio_lines, 10);
}
