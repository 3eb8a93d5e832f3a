//! The text files of the workspace, as the rules see them.

use std::fs;
use std::path::Path;

use crate::failure::Failure;

/// Directories that hold nothing of ours.
const FOREIGN: [&str; 4] = ["target", "node_modules", "corpus", "artifacts"];
/// Hidden directories that do; the others belong to git and to editors.
const HIDDEN: [&str; 3] = [".cargo", ".ci", ".github"];

/// A file, where the tree is one of several of a repository, that says where the repository is on this machine.
const REPOSITORY: &str = ".git";

/// Every UTF-8 file below the workspace, with its path from there, in order.
#[derive(Debug, Default)]
pub(crate) struct Files(Vec<File>);

/// One file.
#[derive(Debug)]
pub(crate) struct File {
    /// From the root of the workspace, with `/`.
    pub(crate) path: String,
    pub(crate) text: String,
}

impl Files {
    pub(crate) fn read(root: &Path) -> Result<Self, Failure> {
        let mut files = Vec::new();
        let mut directories = vec![root.to_path_buf()];
        while let Some(directory) = directories.pop() {
            let entries = fs::read_dir(&directory).map_err(|error| Failure::io("read", &directory, &error))?;
            for entry in entries {
                let entry = entry.map_err(|error| Failure::io("read", &directory, &error))?;
                let kind = entry.file_type().map_err(|error| Failure::io("read", &entry.path(), &error))?;
                if kind.is_dir() && is_ours(&entry.file_name().to_string_lossy()) {
                    directories.push(entry.path());
                } else if kind.is_file() && entry.file_name() != REPOSITORY {
                    files.extend(File::read(root, &entry.path())?);
                }
            }
        }
        files.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(Files(files))
    }

    /// All of them.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &File> {
        self.0.iter()
    }

    /// Those with Rust code.
    pub(crate) fn rust(&self) -> impl Iterator<Item = &File> {
        self.iter().filter(|file| file.path.ends_with(".rs"))
    }
}

fn is_ours(directory: &str) -> bool {
    if directory.starts_with('.') { HIDDEN.contains(&directory) } else { !FOREIGN.contains(&directory) }
}

impl File {
    /// Reads a file; `None` for one that is no text, such as a seed of a fuzz target.
    fn read(root: &Path, path: &Path) -> Result<Option<Self>, Failure> {
        let bytes = fs::read(path).map_err(|error| Failure::io("read", path, &error))?;
        let Ok(text) = String::from_utf8(bytes) else { return Ok(None) };
        let relative = path.strip_prefix(root).unwrap_or(path).to_string_lossy().replace('\\', "/");
        Ok(Some(File { path: relative, text }))
    }

    /// Whether `cargo xtask codegen` writes it.
    pub(crate) fn is_generated(&self) -> bool {
        self.path.contains("/generated/")
    }
}

#[cfg(test)]
impl Files {
    /// Files that a test makes up.
    pub(crate) fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Files(files.iter().map(file).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn workspace_is_read_without_what_is_built() {
        let files = Files::read(crate::workspace()).expect("the workspace can be read");
        let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
        assert!(paths.contains(&"xtask/src/tidy/files.rs"), "{paths:?}");
        assert!(paths.contains(&"Cargo.toml"), "{paths:?}");
        assert!(!paths.iter().any(|path| path.starts_with("target/") || path.starts_with(".git/")), "{paths:?}");
        assert!(paths.is_sorted());
    }

    #[test]
    fn link_to_a_repository_is_none_of_our_files() {
        let root = std::env::temp_dir().join(format!("xtask-files-{}", std::process::id()));
        fs::create_dir_all(&root).expect("a directory for the test");
        for name in [REPOSITORY, ".gitignore"] {
            fs::write(root.join(name), "text").expect("a file for the test");
        }
        let files = Files::read(&root).expect("the directory can be read");
        fs::remove_dir_all(&root).expect("the directory is ours");
        assert_eq!(files.iter().map(|file| file.path.as_str()).collect::<Vec<_>>(), [".gitignore"]);
    }
}
