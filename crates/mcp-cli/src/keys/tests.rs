//! What becomes of a file of keys.

use std::fs;

use clap::Parser;

use super::*;

#[derive(Debug, Parser)]
struct Line {
    #[command(subcommand)]
    action: Action,
}

/// A directory of one test, removed with it.
struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("mcp-keys-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("a writable directory");
        Scratch(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("keys")
    }

    /// Names in the directory.
    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(&self.0).expect("our own directory");
        let mut names: Vec<_> = entries
            .map(|entry| entry.expect("a readable directory").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn new(file: &Path) -> Result<String, KeysError> {
    perform(&Action::New { file: Some(file.to_owned()) })
}

fn stage(file: &Path) -> Result<String, KeysError> {
    perform(&Action::Stage { file: file.to_owned() })
}

fn rotate(file: &Path, keep: u8) -> Result<String, KeysError> {
    perform(&Action::Rotate { file: file.to_owned(), keep })
}

fn ids(file: &Path) -> Vec<String> {
    KeyRing::read(file).expect("our own file").ids().map(|id| id.to_string()).collect()
}

#[test]
fn without_a_file_the_keys_are_printed() {
    let text = perform(&Action::New { file: None }).expect("randomness");
    assert_eq!(KeyRing::parse(&text).expect("a ring").ids().count(), 1);
}

#[test]
fn a_new_file_holds_one_key_and_is_never_overwritten() {
    let scratch = Scratch::new("new");
    let said = new(&scratch.file()).expect("a new file");
    let before = ids(&scratch.file());
    assert_eq!(said, format!("{} seals\n", before[0]));
    let error = new(&scratch.file()).expect_err("it exists");
    assert_eq!(error.to_string(), format!("{} exists already", scratch.file().display()));
    assert_eq!(error.advice(), Some("`mcp keys rotate --file FILE`, or another name"));
    assert_eq!((ids(&scratch.file()), scratch.names()), (before, vec!["keys".to_owned()]));
}

#[test]
fn rotating_puts_a_new_key_first_and_keeps_as_many_as_asked_for() {
    let scratch = Scratch::new("rotate");
    let file = scratch.file();
    new(&file).expect("a new file");
    let first = ids(&file).remove(0);
    let said = rotate(&file, 7).expect("a file of keys");
    let second = ids(&file).remove(0);
    assert_eq!(said, format!("{second} seals\n{first} opens\n"));
    let said = rotate(&file, 1).expect("a file of keys");
    let third = ids(&file).remove(0);
    assert_eq!(said, format!("{third} seals\n{second} opens\n{first} is retired\n"));
    assert_eq!(ids(&file), [third, second]);
    rotate(&file, 0).expect("a file of keys");
    assert_eq!(ids(&file).len(), 1);
    assert_eq!(scratch.names(), ["keys"]);
}

#[test]
fn a_full_file_says_which_key_made_room() {
    let scratch = Scratch::new("full");
    let file = scratch.file();
    new(&file).expect("a new file");
    let first = ids(&file).remove(0);
    for _ in 1..MAX_KEYS {
        rotate(&file, DEFAULT_KEPT).expect("a file of keys");
    }
    assert_eq!(ids(&file).len(), MAX_KEYS);
    let said = rotate(&file, DEFAULT_KEPT).expect("a file of keys");
    assert!(said.ends_with(&format!("{first} is retired\n")), "{said}");
}

#[test]
fn a_staged_key_seals_after_the_rotation() {
    let scratch = Scratch::new("stage");
    let file = scratch.file();
    new(&file).expect("a new file");
    stage(&file).expect("a file of keys");
    let [first, staged] = &ids(&file)[..] else { panic!("two keys") };
    assert_eq!(stage(&file).expect("one is staged already"), format!("{first} seals\n{staged} opens\n"));
    assert_eq!(rotate(&file, 7).expect("a file of keys"), format!("{staged} seals\n{first} opens\n"));
}

#[test]
fn only_one_changes_the_keys_at_a_time() {
    let scratch = Scratch::new("busy");
    let file = scratch.file();
    new(&file).expect("a new file");
    let before = fs::read(&file).expect("our own file");
    let other = Replacement::begin(&file).expect("nobody else is at work");
    let error = rotate(&file, 7).expect_err("another is at work");
    let lock = scratch.0.canonicalize().expect("our own directory").join(".keys.new");
    let expected = format!("{} exists: another `mcp keys` is at work, or one broke off", lock.display());
    assert_eq!(error.to_string(), expected);
    drop(other);
    assert_eq!(fs::read(&file).expect("our own file"), before);
    rotate(&file, 7).expect("nobody else is at work");
}

#[test]
fn what_is_no_file_of_keys_stays_as_it_is() {
    let scratch = Scratch::new("broken");
    let file = scratch.file();
    let error = rotate(&file, 7).expect_err("there is no file");
    assert_eq!(error.to_string(), format!("cannot use the keys in {}", file.display()));
    assert_eq!(error.advice(), Some("`mcp keys new --file FILE`"));
    new(&file).expect("a new file");
    fs::write(&file, "0f3ac915 1785240000 short").expect("our own file");
    let error = rotate(&file, 7).expect_err("the key is too short");
    let source = std::error::Error::source(&error).expect("a reason");
    assert_eq!(source.to_string(), "line 1: invalid key: expected 32 bytes in base64url without padding");
    assert_eq!(fs::read(&file).expect("our own file"), b"0f3ac915 1785240000 short");
    assert_eq!(scratch.names(), ["keys"]);
    let nowhere = scratch.0.join("nowhere").join("keys");
    assert!(matches!(new(&nowhere), Err(KeysError::Write { .. })));
}

#[cfg(unix)]
#[test]
fn files_are_private_and_keep_their_mode_and_their_links() {
    use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};

    let scratch = Scratch::new("mode");
    let file = scratch.file();
    let mode = || fs::metadata(&file).expect("our own file").mode() & 0o777;
    new(&file).expect("a new file");
    assert_eq!(mode(), 0o600);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o400)).expect("our own file");
    let link = scratch.0.join("link");
    symlink(&file, &link).expect("a writable directory");
    rotate(&link, 7).expect("a file of keys");
    assert_eq!((mode(), ids(&file).len()), (0o400, 2));
    assert!(link.symlink_metadata().expect("our own link").is_symlink());
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).expect("our own file");
    let error = rotate(&file, 7).expect_err("everybody can read it");
    assert_eq!(error.advice(), Some("`chmod 600 FILE`, and new keys if somebody may have read it"));
}

#[test]
fn options_are_bounded_and_have_defaults() {
    let parse = |line: &str| Line::try_parse_from(line.split(' ')).map(|line| line.action);
    assert!(matches!(parse("keys new"), Ok(Action::New { file: None })));
    assert!(matches!(parse("keys rotate --file f"), Ok(Action::Rotate { keep: 7, .. })));
    assert!(matches!(parse("keys rotate --file f --keep 0"), Ok(Action::Rotate { keep: 0, .. })));
    for line in ["keys", "keys rotate", "keys stage", "keys rotate --file f --keep 8", "keys rotate --file f --keep -1"]
    {
        assert!(parse(line).is_err(), "{line}");
    }
}
