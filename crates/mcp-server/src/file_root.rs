//! Files below a directory, and nothing else.

use std::io;
use std::path::{Path, PathBuf};

use crate::resource_uri::path_within;

/// A directory whose files are resources: no path leads out of it.
///
/// # Specification
///
/// <https://modelcontextprotocol.io/specification/2026-07-28/server/resources#security-considerations>
///
/// # Examples
///
/// ```
/// use mcp_server::FileRoot;
///
/// let root = FileRoot::new(".")?;
/// assert!(root.resolve("Cargo.toml").is_some());
/// assert!(root.resolve("../Cargo.toml").is_none());
/// assert!(root.resolve("/etc/passwd").is_none());
/// # Ok::<(), std::io::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct FileRoot {
    // Invariant: absolute, without links.
    directory: PathBuf,
}

impl FileRoot {
    /// Takes a directory that exists.
    ///
    /// # Errors
    ///
    /// Those of the operating system.
    pub fn new(directory: impl AsRef<Path>) -> io::Result<Self> {
        Ok(FileRoot { directory: directory.as_ref().canonicalize()? })
    }

    /// The directory itself: absolute, without links.
    pub fn directory(&self) -> &Path {
        &self.directory
    }

    /// The file that `path` names, with `/` between its parts, if it exists below the directory.
    ///
    /// Links are followed, and must not lead out either. Who can change the directory can change a link after it was
    /// looked at; a directory that others write to is no place for resources. The file system is asked, so a handler
    /// that serves many at once calls this where it may block.
    pub fn resolve(&self, path: &str) -> Option<PathBuf> {
        // By their text, the parts of a path are names: none leads up, to a root, to a drive or to a stream of a file.
        let resolved = path_within(&self.directory, path).ok()?.canonicalize().ok()?;
        // spec: RES-020 nor does a link.
        resolved.starts_with(&self.directory).then_some(resolved)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    // spec: RES-020
    #[test]
    fn no_path_leads_out() {
        let base = std::env::temp_dir().join(format!("mcp-file-root-{}", std::process::id()));
        fs::create_dir_all(base.join("root/sub")).expect("a directory");
        fs::write(base.join("root/sub/a.txt"), "inside").expect("a file");
        fs::write(base.join("secret"), "outside").expect("a file");
        let root = FileRoot::new(base.join("root")).expect("it exists");

        let inside = base.join("root/sub/a.txt").canonicalize().expect("it exists");
        assert_eq!(root.resolve("sub/a.txt").as_ref(), Some(&inside));
        for path in [
            "../secret",
            "sub/../../secret",
            "sub/../sub/a.txt",
            "/etc/passwd",
            "..",
            "sub/..",
            "missing",
            "sub\\a.txt",
            "sub/a.txt\0",
            "C:secret",
            "./sub/a.txt",
            "//secret",
        ] {
            assert_eq!(root.resolve(path), None, "{path:?}");
        }
        #[cfg(unix)]
        {
            std::os::unix::fs::symlink(base.join("secret"), base.join("root/out")).expect("a link");
            std::os::unix::fs::symlink(base.join("root/sub"), base.join("root/in")).expect("a link");
            assert_eq!(root.resolve("out"), None);
            assert_eq!(root.resolve("in/a.txt"), Some(inside));
        }
        fs::remove_dir_all(base).expect("it is ours");
    }
}
