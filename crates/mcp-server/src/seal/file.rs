//! A ring as a file that only the server reads.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use super::KeyRingError;
use crate::limits::MAX_KEY_FILE_BYTES;

/// Reads the file, if it is of a plausible size and of no use to others.
pub(super) fn read(path: &Path) -> Result<Zeroizing<String>, KeyRingError> {
    let fault = |source| KeyRingError::Read { source };
    let file = File::open(path).map_err(fault)?;
    // Why: the open file is asked, not the path, which could name another one by now.
    #[cfg(unix)]
    refuse_exposed(&file.metadata().map_err(fault)?)?;
    // Why: a text that grew would leave pieces of keys behind in memory.
    let mut text = Zeroizing::new(String::with_capacity(MAX_KEY_FILE_BYTES + 1));
    file.take(MAX_KEY_FILE_BYTES as u64 + 1).read_to_string(&mut text).map_err(fault)?;
    if text.len() > MAX_KEY_FILE_BYTES {
        return Err(KeyRingError::FileTooLong);
    }
    Ok(text)
}

#[cfg(unix)]
fn refuse_exposed(metadata: &std::fs::Metadata) -> Result<(), KeyRingError> {
    use std::os::unix::fs::MetadataExt;

    if is_exposed(metadata.mode(), metadata.uid()) {
        return Err(KeyRingError::Exposed { mode: metadata.mode() & 0o777 });
    }
    Ok(())
}

/// Whether others than the owner can use the file; the group may read what root owns.
#[cfg(unix)]
fn is_exposed(mode: u32, owner: u32) -> bool {
    let others = if owner == 0 { 0o037 } else { 0o077 };
    mode & others != 0
}

#[cfg(all(test, unix))]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;
    use std::path::PathBuf;

    use super::*;
    use crate::KeyRing;

    /// A file of one test, removed with it.
    struct Scratch(PathBuf);

    impl Scratch {
        fn new(name: &str, content: &[u8], mode: u32) -> Self {
            let path = std::env::temp_dir().join(format!("mcp-seal-{}-{name}", std::process::id()));
            fs::write(&path, content).expect("a writable directory");
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).expect("our own file");
            Scratch(path)
        }
    }

    impl Drop for Scratch {
        fn drop(&mut self) {
            let _ = fs::remove_file(&self.0);
        }
    }

    #[test]
    fn only_the_owner_may_use_a_file_of_keys() {
        for (mode, owner, expected) in [
            (0o100_600, 1000, false),
            (0o100_400, 1000, false),
            (0o100_640, 1000, true),
            (0o100_620, 1000, true),
            (0o100_604, 1000, true),
            (0o100_602, 1000, true),
            (0o100_440, 0, false),
            (0o100_640, 0, false),
            (0o100_660, 0, true),
            (0o100_644, 0, true),
        ] {
            assert_eq!(is_exposed(mode, owner), expected, "{mode:o} {owner}");
        }
    }

    #[test]
    fn private_files_are_read_and_exposed_ones_refused() {
        let ring = KeyRing::generate().expect("randomness");
        let private = Scratch::new("private", ring.to_text().as_bytes(), 0o600);
        assert_eq!(KeyRing::read(&private.0).expect("a private file").sealing_key(), ring.sealing_key());
        let exposed = Scratch::new("exposed", ring.to_text().as_bytes(), 0o644);
        let error = KeyRing::read(&exposed.0).expect_err("a file for everyone");
        let expected =
            "others can read or change the keys: expected mode 600 (640 if root owns the file), received 644";
        assert_eq!(error.to_string(), expected);
    }

    #[test]
    fn files_that_hold_no_text_or_too_much_are_refused() {
        let long = Scratch::new("long", "#".repeat(MAX_KEY_FILE_BYTES + 1).as_bytes(), 0o600);
        assert!(matches!(KeyRing::read(&long.0), Err(KeyRingError::FileTooLong)));
        let full = Scratch::new("full", "#".repeat(MAX_KEY_FILE_BYTES).as_bytes(), 0o600);
        assert!(matches!(KeyRing::read(&full.0), Err(KeyRingError::Empty)));
        let binary = Scratch::new("binary", &[0xff, 0xfe], 0o600);
        assert!(matches!(KeyRing::read(&binary.0), Err(KeyRingError::Read { .. })));
        assert!(matches!(KeyRing::read(binary.0.with_extension("none")), Err(KeyRingError::Read { .. })));
    }
}
