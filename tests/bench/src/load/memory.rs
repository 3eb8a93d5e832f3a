//! What another process has in memory.

use std::fs;
use std::io;

/// The bytes of a process that are resident, those of its files included.
///
/// What the kernel keeps for its sockets is not among them.
///
/// # Errors
///
/// There is no such process, or the kernel does not say.
pub fn resident(process: u32) -> io::Result<u64> {
    bytes(process, "VmRSS:")
}

/// The most bytes that were ever resident.
///
/// # Errors
///
/// There is no such process, or the kernel does not say.
pub fn peak(process: u32) -> io::Result<u64> {
    bytes(process, "VmHWM:")
}

fn bytes(process: u32, name: &str) -> io::Result<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kibibytes = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let kibibytes =
        kibibytes.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, format!("status without {name}")))?;
    Ok(1024 * kibibytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_is_touched_is_resident() {
        // Other tests of this process give memory back meanwhile, so only what is held by now counts.
        let touched = vec![1_u8; 64 * 1024 * 1024];
        let after = resident(std::process::id()).expect("this process runs");
        assert!(after >= 48 * 1024 * 1024, "{after}");
        drop(touched);
        assert!(peak(std::process::id()).expect("this process runs") >= after);
    }
}
