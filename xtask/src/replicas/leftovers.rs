//! Processes that should have ended.

use std::fs;
use std::path::Path;
use std::process;

use crate::cargo;

/// Every process that is a child of this one, or was started on a file of these runs.
pub(crate) fn find() -> Vec<String> {
    let directory = cargo::target_directory().join("replicas").display().to_string();
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let ids = entries.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| *id != process::id()).filter_map(|id| left_behind(id, &directory)).collect()
}

fn left_behind(id: u32, directory: &str) -> Option<String> {
    let home = Path::new("/proc").join(id.to_string());
    let line = fs::read_to_string(home.join("cmdline")).ok()?.replace('\0', " ");
    let status = fs::read_to_string(home.join("status")).ok()?;
    let parent = status.lines().find_map(|line| line.strip_prefix("PPid:"))?.trim().parse::<u32>().ok()?;
    let is_left = parent == process::id() || line.contains(directory);
    is_left.then(|| format!("process {id} is left behind: {}", line.trim_end()))
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::background::Background;

    #[test]
    fn child_is_found_until_it_has_ended() {
        let script = "read -r forever < /dev/zero";
        let child = Background::start(Command::new("sh").args(["-c", script])).expect("every machine has sh");
        let id = child.id();
        assert!(left_behind(id, "/no/such/directory").is_some());
        drop(child);
        assert_eq!(left_behind(id, "/no/such/directory"), None);
    }
}
