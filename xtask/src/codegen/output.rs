//! Files that are written, or compared with what is there.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::emit::Files;
use crate::failure::Failure;

/// Text of the line that starts the generated part of a file written by hand.
const BEGIN: &str = "// Generated names: begin";

/// Text of the line that ends it.
const END: &str = "// Generated names: end";

/// Everything that one run of the generator writes.
#[derive(Debug, Clone, Default)]
pub(super) struct Output {
    /// Whole files.
    pub(super) files: Vec<(PathBuf, String)>,
    /// Directories in which no other file may stand.
    pub(super) directories: Vec<PathBuf>,
}

impl Output {
    /// Adds a directory that holds these files and no others.
    pub(super) fn add_directory(&mut self, directory: PathBuf, files: Files) {
        self.files.extend(files.into_iter().map(|(name, text)| (directory.join(name), text)));
        self.directories.push(directory);
    }

    /// Adds a file whose part between the two marks is generated.
    pub(super) fn add_part(&mut self, file: PathBuf, part: &str) -> Result<(), Failure> {
        let text = fs::read_to_string(&file).map_err(|error| Failure::io("read", &file, &error))?;
        let replaced = replace_part(&text, part)
            .ok_or_else(|| Failure::new(format!("{} lacks the lines `{BEGIN}` and `{END}`", file.display())))?;
        self.files.push((file, replaced));
        Ok(())
    }

    /// Writes what has changed, and removes what is no longer generated.
    pub(super) fn write(&self) -> Result<usize, Failure> {
        let drift = self.drift()?;
        for file in &drift {
            match self.files.iter().find(|(path, _)| path == file) {
                Some((_, text)) => write(file, text)?,
                None => fs::remove_file(file).map_err(|error| Failure::io("remove", file, &error))?,
            }
        }
        Ok(drift.len())
    }

    /// Fails if anything would change.
    pub(super) fn check(&self, command: &str) -> Result<(), Failure> {
        let drift = self.drift()?;
        if drift.is_empty() {
            return Ok(());
        }
        let list: Vec<String> = drift.iter().map(|file| format!("  {}", file.display())).collect();
        Err(Failure::new(format!(
            "{} file(s) are not what the schema and the tables give:\n{}\nto mend: {command}",
            list.len(),
            list.join("\n")
        )))
    }

    /// Files that differ, are missing, or should not be there.
    fn drift(&self) -> Result<BTreeSet<PathBuf>, Failure> {
        let differs = |(file, text): &&(PathBuf, String)| fs::read(file).map_or(true, |bytes| bytes != text.as_bytes());
        let mut drift: BTreeSet<PathBuf> = self.files.iter().filter(differs).map(|(file, _)| file.clone()).collect();
        for directory in self.directories.iter().filter(|directory| directory.exists()) {
            let entries = fs::read_dir(directory).map_err(|error| Failure::io("read", directory, &error))?;
            let files = entries.flatten().map(|entry| entry.path());
            drift.extend(files.filter(|file| file.is_file() && self.files.iter().all(|(known, _)| known != file)));
        }
        Ok(drift)
    }
}

fn write(file: &Path, text: &str) -> Result<(), Failure> {
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory).map_err(|error| Failure::io("create", directory, &error))?;
    }
    fs::write(file, text).map_err(|error| Failure::io("write", file, &error))
}

fn replace_part(text: &str, part: &str) -> Option<String> {
    let begin = text.find(BEGIN)?;
    let start = begin + text[begin..].find('\n')? + 1;
    let end = start + text[start..].find(END)?;
    Some(format!("{}{part}{}", &text[..start], &text[end..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let directory = std::env::temp_dir().join(format!("xtask-output-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&directory);
        directory
    }

    #[test]
    fn every_kind_of_drift_is_named_and_mended() {
        let directory = scratch("drift");
        let file = |name: &str| directory.join(name);
        let output = Output {
            files: vec![
                (file("same.rs"), "a".to_owned()),
                (file("changed.rs"), "b".to_owned()),
                (file("new.rs"), "c".to_owned()),
            ],
            directories: vec![directory.clone()],
        };
        write(&file("same.rs"), "a").unwrap();
        write(&file("changed.rs"), "b ").unwrap();
        write(&file("gone.rs"), "d").unwrap();
        let failure = output.check("make").unwrap_err().to_string();
        for name in ["changed.rs", "new.rs", "gone.rs", "to mend: make"] {
            assert!(failure.contains(name), "{failure}");
        }
        assert!(!failure.contains("same.rs"), "{failure}");
        assert_eq!(output.write(), Ok(3));
        assert_eq!(output.check("make"), Ok(()));
        assert!(!file("gone.rs").exists());
    }

    #[test]
    fn a_part_of_a_file_is_replaced() {
        let text = format!("before\n{BEGIN} (by x)\nold\nold\n{END}\nafter\n");
        assert_eq!(replace_part(&text, "new\n").unwrap(), format!("before\n{BEGIN} (by x)\nnew\n{END}\nafter\n"));
        assert_eq!(replace_part("nothing", "new\n"), None);
    }
}
