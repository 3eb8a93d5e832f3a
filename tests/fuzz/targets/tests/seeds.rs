//! Replays the committed seeds of every fuzz target.

#![expect(clippy::print_stdout, reason = "the name of the seed that fails must be seen, and a property fails by panic")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use fuzz_targets::TARGETS;

/// Fewer seeds than this, and something was lost or never found.
const AT_LEAST: usize = 20;

/// Replays the seeds of one target, which parsers take at least `taken` times; the rest they refuse.
fn replay(name: &str, taken: usize) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a target of this name");
    let directory = fuzz().join("seeds").join(name);
    let mut paths: Vec<_> = fs::read_dir(&directory)
        .expect("the seeds of a target stand beside it")
        .map(|entry| entry.expect("a readable directory").path())
        .collect();
    paths.sort();
    assert!(paths.len() >= AT_LEAST, "{} seeds in {}", paths.len(), directory.display());
    let mut seen = 0;
    for path in paths {
        let input = fs::read(&path).expect("a readable file");
        println!("{}", path.display());
        seen += target(&input);
        // Cut anywhere, it is another input that the same must hold for.
        for end in 0..input.len().min(2000) {
            target(&input[..end]);
        }
    }
    assert!(seen >= taken, "the seeds of {name} were taken {seen} times only");
}

/// The directory of the fuzz targets.
fn fuzz() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn every_target_is_fuzzed_under_its_name() {
    let names: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    let manifest = fs::read_to_string(fuzz().join("Cargo.toml")).expect("a manifest");
    let programs =
        manifest.lines().filter_map(|line| line.strip_prefix("path = \"fuzz_targets/")?.strip_suffix(".rs\""));
    assert_eq!(programs.map(ToOwned::to_owned).collect::<BTreeSet<_>>(), names);
    for name in names {
        let program = fs::read_to_string(fuzz().join(format!("fuzz_targets/{name}.rs"))).expect("a program");
        assert!(program.contains(&format!("fuzz_targets::{name}(input);")), "{name} runs something else");
    }
}

#[test]
fn cursors_hold_for_their_seeds() {
    replay("cursors", 80);
}

#[test]
fn decoder_holds_for_its_seeds() {
    replay("decoder", 60);
}

#[test]
fn event_streams_hold_for_their_seeds() {
    replay("event_streams", 40);
}

#[test]
fn head_admission_holds_for_its_seeds() {
    replay("head_admission", 10);
}

#[test]
fn header_values_hold_for_their_seeds() {
    replay("header_values", 100);
}

#[test]
fn legacy_log_holds_for_its_seeds() {
    replay("legacy_log", 15);
}

#[test]
fn scanner_holds_for_its_seeds() {
    replay("scanner", 30);
}

#[test]
fn schema_registration_holds_for_its_seeds() {
    replay("schema_registration", 40);
}

#[test]
fn sealed_tokens_hold_for_their_seeds() {
    replay("sealed_tokens", 20);
}

#[test]
fn stdio_lines_hold_for_their_seeds() {
    replay("stdio_lines", 10);
}
